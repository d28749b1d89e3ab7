"""The data behind the map in the page: places, people by day, routes, boundaries, incidents.

Figures too small to be shown are sent as -1, so that nobody finds them in the source of the page.
Routes whose audience is restricted, which walking routes are unless said otherwise, are not sent at
all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posada.forecast.result import LEVELS
from posada.report.boundaries import Box, rings, state_lines
from posada.report.disclosure import coded, told
from posada.report.outlook import Outlook, shown_name
from posada.report.words import Words
from posada.scenario.model import Scenario

SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def map_data(
    scenario: Scenario, outlook: Outlook, towns: Outlook, compared: pd.DataFrame, words: Words
) -> dict[str, Any]:
    """Everything the map draws, ready for JSON.

    Parameters
    ----------
    outlook, towns : figures by place, and with towns that include their sites
    compared : counts beside the forecast
    """
    places = located(scenario)
    divided = set(places["part_of"])
    box = bounding_box(places)
    return {
        "days": [day.date().isoformat() for day in scenario.days],
        "dayLabels": [words.full_date(day) for day in scenario.days],
        "asOf": outlook.now,
        "places": [_place(place, divided, words) for place in drawn_places(scenario)],
        "people": _bands(outlook, slice(None), words),
        "whole": {
            place: {"name": shown_name(towns, place, words), **_bands(towns, place, words)}
            for place, name in enumerate(towns.places)
            if name in towns.whole
        },
        "counts": _counts(outlook, compared, words),
        "least": words.least,
        "over": outlook.over.T.astype(int).tolist(),
        "capacity": [_runs(capacity, words.least) for capacity in outlook.capacity.T],
        "routes": _routes(scenario),
        "incidents": _incidents(scenario, words),
        "box": box,
        "land": rings(box),
        "states": state_lines(box),
        "locale": str(words.locale).replace("_", "-"),
    }


def _bands(outlook: Outlook, places: slice | int, words: Words) -> dict[str, list]:
    """Quantiles of people at some places, by place and day."""
    return {
        name: coded(outlook.bands[LEVELS.index(level)][:, places], words.least).T.tolist()
        for name, level in SHARES.items()
    }


def _counts(outlook: Outlook, compared: pd.DataFrame, words: Words) -> dict[int, list[list[int]]]:
    """Counts of people by place: day, low, high, and 1 if known at the cut-off."""
    number = {name: position for position, name in enumerate(outlook.places)}
    counts = compared[(compared["measure"] == "people") & compared["scope"].isin(list(number))]
    found: dict[int, list[list[int]]] = {}
    for row in counts.itertuples(index=False):
        day = int((row.date - outlook.days[0]).days)
        high = row.reported if np.isnan(row.reported_high) else row.reported_high
        counted = told(np.array([row.reported, high]), words.least)
        low, high = coded(counted, words.least).tolist()
        if 0 <= day < len(outlook.days):
            found.setdefault(number[row.scope], []).append([day, low, high, int(row.known)])
    return found


def located(scenario: Scenario) -> pd.DataFrame:
    """The places; a site of whose opening nobody knows yet has no position."""
    places = scenario["places"].copy()
    hidden = places["name"].isin(scenario.unopened())
    places.loc[hidden, ["latitude", "longitude"]] = np.nan
    return places


def drawn_places(scenario: Scenario) -> list[Any]:
    """Rows of the places, with their positions where these may be known."""
    return list(located(scenario).itertuples(index=False))


def bounding_box(places: pd.DataFrame) -> Box:
    """What a wide or a tall screen shows round the places (west, south, east, north) [degree]."""
    located = places.dropna(subset=["latitude", "longitude"])
    if located.empty:
        return (-180.0, -85.0, 180.0, 85.0)
    east, north = located["longitude"], located["latitude"]
    wide, tall = max(east.max() - east.min(), 0.3), max(north.max() - north.min(), 0.3)
    across, up = 0.6 * max(wide, 3 * tall), 0.6 * max(tall, 1.5 * wide)
    x, y = (east.max() + east.min()) / 2, (north.max() + north.min()) / 2
    return (
        float(max(x - across, -180)),
        float(max(y - up, -85)),
        float(min(x + across, 180)),
        float(min(y + up, 85)),
    )


def _place(place: Any, divided: set[str], words: Words) -> dict[str, Any]:
    located = not (np.isnan(place.latitude) or np.isnan(place.longitude))
    return {
        "name": words.name(place.name),
        "kind": place.kind,
        "kindLabel": words.gettext("without its sites")
        if place.name in divided
        else words.label(place.kind),
        "at": [round(place.longitude, 3), round(place.latitude, 3)] if located else None,
    }


def _runs(values: np.ndarray, least: int) -> list[list[int | None]]:
    """Capacity as [first day it holds, people], one entry per change."""
    changed = np.r_[True, ~((values[1:] == values[:-1]) | np.isnan(values[1:] + values[:-1]))]
    changed[1:] |= np.isnan(values[1:]) != np.isnan(values[:-1])
    return [
        [int(day), None if np.isnan(values[day]) else int(coded(values[day], least))]
        for day in np.flatnonzero(changed)
    ]


def _routes(scenario: Scenario) -> list[list[int]]:
    """Routes that may be seen, as numbers of the places at their ends."""
    routes = scenario["routes"]
    number = {name: position for position, name in enumerate(scenario.places)}
    shown = routes[routes["audience"] != "restricted"]
    ends = zip(shown["from_place"], shown["to_place"], strict=True)
    return [[number[start], number[end]] for start, end in ends]


def _incidents(scenario: Scenario, words: Words) -> list[dict[str, Any]]:
    """Incidents at places on the map, by the number of the place and of the day."""
    number = {name: position for position, name in enumerate(scenario.places)}
    incidents = scenario["incidents"]
    incidents = incidents[incidents["place"].isin(list(number))]
    start = pd.Timestamp(scenario.settings.start)
    return [
        {
            "place": number[row.place],
            "day": int((row.date - start).days),
            "label": f"{words.date(row.date)}: {words.label(row.kind)}",
        }
        for row in incidents.sort_values("date", kind="stable").itertuples(index=False)
    ]
