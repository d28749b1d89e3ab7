"""A forecast as tables that an analyst loads: people, flows, and what was reported beside them.

They hold every place and every number, also small ones; they are for the people who work on the
model, not for publication. The report has the tables that may be passed on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.forecast.flee import reports_by_day
from posada.forecast.result import Forecast
from posada.movement import let_go, read_days
from posada.scenario.model import Scenario

ENDS = ("returned", "asylum", "settled", "crossed")
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


BLOCK = 2**20  # numbers that are summarised at once: 8 MB as floats


def people_table(forecast: Forecast) -> pd.DataFrame:
    """People present, one row per day and place.

    Returns
    -------
    table with day (0 is the first), date, place, mean, sd, p05, p25, p50, p75, p95 [person]
    """
    return _summarise(forecast, "people", {"place": _names(forecast, "place")})


def groups_table(forecast: Forecast) -> pd.DataFrame:
    """People present in each group, one row per day, place and group.

    Returns
    -------
    table with day, date, place, group, mean, sd, p05, p25, p50, p75, p95 [person]
    """
    places, groups = _names(forecast, "place"), _names(forecast, "group")
    tables = [
        _summarise(forecast, "people", {"place": places, "group": np.full(len(places), name)}, n)
        for n, name in enumerate(groups)
    ]
    return pd.concat(tables).sort_values(["day"], kind="stable").reset_index(drop=True)


def route_table(forecast: Forecast, name: str) -> pd.DataFrame:
    """What happens on each route, one row per day and route where it is not 0 in every draw.

    Parameters
    ----------
    name : "arrivals" or "departures" [person/day], or "on_route", people on it at night [person]

    Returns
    -------
    table with day, date, from_place, to_place, mean, sd, p05, p25, p50, p75, p95
    """
    ends = {
        "from_place": _names(forecast, "route_from"),
        "to_place": _names(forecast, "route_to"),
    }
    return _busy(_summarise(forecast, name, ends))


def places_table(forecast: Forecast) -> pd.DataFrame:
    """What else happens at each place, one row per day, place and measure that is not 0.

    Returns
    -------
    table with day, date, place, measure, mean, sd, p05, p25, p50, p75, p95; measures are arrivals
    and departures over all routes [person/day], waiting on the list of a crossing [person], and
    returned, asylum, settled and crossed since the start [person]
    """
    places = _names(forecast, "place")
    measures = {name: (name, None) for name in ("waiting", *ENDS)}
    for name, end in (("arrivals", "route_to"), ("departures", "route_from")):
        measures[name] = (name, _names(forecast, end)[:, None] == places)
    tables = []
    for measure, (name, inside) in measures.items():
        labels = {"place": places, "measure": np.full(len(places), measure)}
        tables.append(_busy(_summarise(forecast, name, labels, inside=inside)))
    return pd.concat(tables).sort_values(["day"], kind="stable").reset_index(drop=True)


def stays_table(forecast: Forecast) -> pd.DataFrame:
    """How long people take on each route and stay at each place, on average over all days.

    Exact for the mean: nights that anybody spends there, divided by visits. A visit is somebody who
    sets out on the route, or who leaves the place, ends the journey there or is there at the end;
    visits that have not ended make the mean too low. How visits spread is not known: the engine
    counts people and does not follow them. The quantiles are those of the mean over the draws.

    Returns
    -------
    table with kind (route or place), from_place, to_place (the place), mean, p05, p50, p95 [night]

    Source: J. D. C. Little, Oper. Res. 9 (1961) 383-387.
    """
    starts, ends = _names(forecast, "route_from"), _names(forecast, "route_to")
    places, set_out = _names(forecast, "place"), _over_days(forecast, "departures")
    gone = _at_the_end(forecast, "people").sum(axis=2)
    gone = gone + sum(_at_the_end(forecast, name) for name in ENDS)
    visits = gone + set_out @ (starts[:, None] == places)
    at_places = _stays(_over_days(forecast, "people"), visits)
    on_routes = _stays(_over_days(forecast, "on_route"), set_out)
    return pd.concat(
        [
            at_places.assign(kind="place", from_place="", to_place=places),
            on_routes.assign(kind="route", from_place=starts, to_place=ends),
        ],
        ignore_index=True,
    ).dropna()[["kind", "from_place", "to_place", "mean", "p05", "p50", "p95"]]


def _stays(nights: np.ndarray, visits: np.ndarray) -> pd.DataFrame:
    """Nights of a visit, one row per label, missing where nobody ever was (draw, label)."""
    levels = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
    table = pd.DataFrame(
        np.divide(nights, visits, where=visits > 0, out=np.full(nights.shape, np.nan))
    )
    return pd.DataFrame(
        {"mean": table.mean(), **{name: table.quantile(level) for name, level in levels.items()}}
    )


def _at_the_end(forecast: Forecast, name: str) -> np.ndarray:
    """What stands on the last day (draw, place ...)."""
    values = forecast.data[name].values
    return read_days(values, values.shape[1] - 1, values.shape[1])[:, 0]


def _over_days(forecast: Forecast, name: str) -> np.ndarray:
    """The sum over all days and groups (draw, place or route)."""
    values = forecast.data[name].values
    step = max(1, BLOCK // max(1, values[0].size))
    parts = []
    for first in range(0, len(values), step):
        total = values[first : first + step].sum(axis=1, dtype=np.int64)
        parts.append(total.sum(axis=2) if total.ndim == 3 else total)
        let_go(values)
    return np.concatenate(parts)


def _busy(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with anything in any draw."""
    return table[table["mean"] > 0.0].reset_index(drop=True)


def reports_beside(scenario: Scenario, forecast: Forecast) -> pd.DataFrame:
    """Reports of people present at single places, beside the mean of the forecast.

    Conflicting reports of one day and place are averaged. A Flee set is compared on every day.

    Returns
    -------
    table with day, date, place, mean, reported [person]; one row per day and place reported
    """
    if scenario.flee is not None:
        return reports_by_day(scenario.flee, mean_people(forecast))
    reports = scenario["headcounts"]
    reports = reports[(reports["measure"] == "people") & (reports["place"] != "")]
    reports = reports[reports["date"].isin(forecast.data.indexes["day"])]
    counted = reports.groupby(["date", "place"], sort=True)["people"].mean()
    mean = mean_people(forecast)
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


def mean_people(forecast: Forecast) -> pd.DataFrame:
    """People present on the mean of all draws, of all groups together (day, place)."""
    values = forecast.data["people"].values
    step = max(1, BLOCK // max(1, values[:, :1].size))
    means = [
        read_days(values, first, first + step).sum(axis=3).mean(axis=0)
        for first in range(0, values.shape[1], step)
    ]
    return pd.DataFrame(
        np.concatenate(means),
        pd.DatetimeIndex(forecast.data["day"].values),
        _names(forecast, "place"),
    )


def _names(forecast: Forecast, coordinate: str) -> np.ndarray:
    return forecast.data[coordinate].values.astype(str)


def _summarise(
    forecast: Forecast,
    name: str,
    labels: dict[str, np.ndarray],
    group: int | None = None,
    inside: np.ndarray | None = None,
) -> pd.DataFrame:
    """Mean, spread and quantiles over the draws, one row per day and label.

    It takes so many days at once that memory is bounded, whatever the number of draws and days.

    Parameters
    ----------
    name : an array of the forecast
    group : one group; None: all together
    inside : which columns are added up for each label (column, label); None: each is one label
    """
    days = pd.DatetimeIndex(forecast.data["day"].values)
    values = forecast.data[name].values
    draws, count = len(values), len(next(iter(labels.values())))
    step = max(1, BLOCK // max(1, draws * max(*values.shape[2:3], count)))
    parts = []
    for first in range(0, len(days), step):
        part = read_days(values, first, first + step)
        if part.ndim == 4:
            part = part.sum(axis=3) if group is None else part[..., group]
        if inside is not None:
            part = part @ inside.astype(np.float32)
        quantiles = np.quantile(part, list(QUANTILES.values()), axis=0)
        parts.append(np.stack([part.mean(axis=0), part.std(axis=0), *quantiles]))
    figures = np.concatenate(parts, axis=1).reshape(2 + len(QUANTILES), -1)
    columns = {
        "day": np.repeat(np.arange(len(days)), count),
        "date": np.repeat(days, count),
        **{label: np.tile(names, len(days)) for label, names in labels.items()},
        **dict(zip(("mean", "sd", *QUANTILES), figures, strict=True)),
    }
    return pd.DataFrame(columns)
