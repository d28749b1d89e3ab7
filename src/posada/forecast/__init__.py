"""WHO WILL BE WHERE: departures, the forecast, and how it compares with what was counted."""

from posada.forecast.compare import compare
from posada.forecast.journeys import follow_journeys, journeys_table
from posada.forecast.make import make_forecast
from posada.forecast.result import LEVELS, Forecast
from posada.forecast.scores import relative_difference, rescale, score_days
from posada.forecast.tables import (
    groups_table,
    people_table,
    places_table,
    reports_beside,
    route_table,
    stays_table,
)

__all__ = [
    "LEVELS",
    "Forecast",
    "compare",
    "follow_journeys",
    "groups_table",
    "journeys_table",
    "make_forecast",
    "people_table",
    "places_table",
    "relative_difference",
    "reports_beside",
    "rescale",
    "route_table",
    "score_days",
    "stays_table",
]
