"""What was reported beside what was forecast.

It answers, for each report, what the forecast said for the same people, day and place. Reports
dated after the last day of information are marked as not known; the forecast never used them.
Lists of crossings are left out: they hold people whom the forecast does not follow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast.result import LEVELS, Forecast
from posada.scenario.model import Scenario

COLUMNS = ("p025", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p975")


def compare(scenario: Scenario, forecast: Forecast) -> pd.DataFrame:
    """Each report of people beside the forecast of the same thing.

    A count of a town includes its sites. A count of a site that the forecast could not know to be
    open is compared with its whole town. A count of returns is compared with everybody who turned
    back, wherever they did.

    Returns
    -------
    table with one row per headcount within the days of the forecast: date, date_start, place,
    region, measure, reported, reported_high, series, source, confidence, known, scope,
    the quantiles p025 to p975 and the mean of the forecast [person], and whether the report lies
    in the central 80 % and 95 % (in80, in95); a report that is a range lies inside when the two
    overlap
    """
    reports = scenario["headcounts"]
    reports = reports[reports["measure"] != "waiting_list"]
    reports = reports[reports["date"].isin(forecast.data.indexes["day"])]
    data = forecast.data.assign(people=forecast.people)
    rows = [_row(scenario, data, report) for report in reports.itertuples(index=False)]
    for row in rows:
        row["known"] = bool(row["date"].date() <= forecast.as_of)
    columns = ["date", "date_start", "place", "region", "measure", "reported", "reported_high"]
    columns += ["series", "source", "confidence", "known", "scope"]
    return pd.DataFrame(rows, columns=[*columns, *COLUMNS, "mean", "in80", "in95"])


def _row(scenario: Scenario, data: xr.Dataset, report: Any) -> dict[str, Any]:
    scope, inside = scope_of(scenario, report)
    drawn = drawn_of(data, report, inside)
    quantiles = np.quantile(drawn, LEVELS)
    high = report.people if np.isnan(report.people_high) else report.people_high
    return {
        "date": report.date,
        "date_start": report.date_start,
        "place": report.place,
        "region": report.region,
        "measure": report.measure,
        "reported": report.people,
        "reported_high": report.people_high,
        "series": report.series,
        "source": report.source,
        "confidence": report.confidence,
        "scope": scope,
        **dict(zip(COLUMNS, quantiles, strict=True)),
        "mean": float(drawn.mean()),
        "in80": bool(high >= quantiles[2] and report.people <= quantiles[6]),
        "in95": bool(high >= quantiles[0] and report.people <= quantiles[8]),
    }


def scope_of(scenario: Scenario, report: Any) -> tuple[str, np.ndarray]:
    """Name and members (place) [bool] of what a report counts."""
    places = scenario["places"]
    if report.measure == "returned_total":
        return "everybody", np.ones(len(places), dtype=bool)
    if not report.place:
        name = report.region
        inside = (places["region"] == name) | (places["country"] == name)
        return name, inside.to_numpy(dtype=bool)
    return place_scope(scenario, report.place)


def place_scope(scenario: Scenario, name: str) -> tuple[str, np.ndarray]:
    """Name and members (place) [bool] of a place: with its sites; of an unopened site, its town."""
    places = scenario["places"]
    town = places.loc[places["name"] == name, "part_of"].iloc[0]
    if town and name in scenario.unopened():
        name = town
    inside = (places["name"] == name) | (places["part_of"] == name)
    return name, inside.to_numpy(dtype=bool)


def drawn_of(data: xr.Dataset, report: Any, inside: np.ndarray) -> np.ndarray:
    """What the forecast says of the same thing (draw) [person]."""
    day = int(np.searchsorted(data["day"].values, report.date.to_datetime64()))
    since = None if pd.isna(report.date_start) else report.date_start
    if report.measure == "people":
        return data["people"].values[:, day, inside].sum(axis=1)
    if report.measure in ("returned_total", "asylum_total"):
        name = report.measure.removesuffix("_total")
        return data[name].values[:, day, inside].sum(axis=1)
    first = 0 if since is None else int(np.searchsorted(data["day"].values, since.to_datetime64()))
    if report.measure == "arrivals" and since is None:
        first = day
    names = data["place"].values[inside]
    comes_from = np.isin(data["route_from"].values, names)
    goes_to = np.isin(data["route_to"].values, names)
    leaving = report.measure == "departures_total"
    across = comes_from & ~goes_to if leaving else goes_to & ~comes_from
    came = data["arrivals"].values[:, first : day + 1][:, :, across].sum(axis=(1, 2))
    if not leaving or "on_route" not in data:
        return came
    # Who left is elsewhere by now, or on the road; who was on it before had left before.
    road = data["on_route"].values
    before = road[:, first - 1, across].sum(axis=1) if first > 0 else 0
    return came + road[:, day, across].sum(axis=1) - before
