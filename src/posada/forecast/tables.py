"""A forecast as tables that an analyst loads: people, flows, and what was reported beside them.

They hold every place and every number, also small ones; they are for the people who work on the
model, not for publication. The report has the tables that may be passed on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.forecast.flee import reports_by_day
from posada.forecast.result import Forecast
from posada.scenario.model import Scenario

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def people_table(forecast: Forecast) -> pd.DataFrame:
    """People present, one row per day and place.

    Returns
    -------
    table with day (0 is the first), date, place, mean, sd, p05, p25, p50, p75, p95 [person]
    """
    return _summarise(forecast, forecast.people.values, {"place": _names(forecast, "place")})


def flows_table(forecast: Forecast) -> pd.DataFrame:
    """Arrivals along each route, one row per day and route on which anybody arrives in any draw.

    Returns
    -------
    table with day, date, from_place, to_place, mean, sd, p05, p25, p50, p75, p95 [person/day]
    """
    ends = {
        "from_place": _names(forecast, "route_from"),
        "to_place": _names(forecast, "route_to"),
    }
    arrivals = forecast.data["arrivals"].values
    table = _summarise(forecast, arrivals, ends)
    moved = arrivals.any(axis=0).ravel()
    return table[moved].reset_index(drop=True)


def reports_beside(scenario: Scenario, forecast: Forecast) -> pd.DataFrame:
    """Reports of people present at single places, beside the mean of the forecast.

    Conflicting reports of one day and place are averaged. A Flee set is compared on every day.

    Returns
    -------
    table with day, date, place, mean, reported [person]; one row per day and place reported
    """
    if scenario.flee is not None:
        return reports_by_day(scenario.flee, forecast)
    reports = scenario["headcounts"]
    reports = reports[(reports["measure"] == "people") & (reports["place"] != "")]
    reports = reports[reports["date"].isin(forecast.data.indexes["day"])]
    counted = reports.groupby(["date", "place"], sort=True)["people"].mean()
    mean = forecast.people.mean("draw").to_pandas()
    days = forecast.data.indexes["day"]
    return pd.DataFrame(
        [
            {
                "day": int(days.get_indexer([date])[0]),
                "date": date,
                "place": place,
                "mean": float(mean.loc[date, place]),
                "reported": float(people),
            }
            for (date, place), people in counted.items()
        ],
        columns=["day", "date", "place", "mean", "reported"],
    )


def _names(forecast: Forecast, coordinate: str) -> np.ndarray:
    return forecast.data[coordinate].values.astype(str)


def _summarise(
    forecast: Forecast, values: np.ndarray, labels: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Mean, spread and quantiles over the draws (draw, day, label), one row per day and label."""
    days = pd.DatetimeIndex(forecast.data["day"].values)
    count = values.shape[2]
    quantiles = np.quantile(values, list(QUANTILES.values()), axis=0)
    columns = {
        "day": np.repeat(np.arange(len(days)), count),
        "date": np.repeat(days, count),
        **{name: np.tile(label, len(days)) for name, label in labels.items()},
        "mean": values.mean(axis=0).ravel(),
        "sd": values.std(axis=0).ravel(),
        **{name: level.ravel() for name, level in zip(QUANTILES, quantiles, strict=True)},
    }
    return pd.DataFrame(columns)
