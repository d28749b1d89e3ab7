"""WHO WILL BE WHERE: departures, the forecast, and how it compares with what was counted."""

from posada.forecast.compare import compare
from posada.forecast.make import make_engine, make_forecast
from posada.forecast.result import LEVELS, Forecast

__all__ = ["LEVELS", "Forecast", "compare", "make_engine", "make_forecast"]
