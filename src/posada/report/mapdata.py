"""The data behind the map in the page: places, people by day, routes, boundaries, incidents.

Figures too small to be shown are sent as -1, so that nobody finds them in the source of the page.
Routes whose audience is restricted, which walking routes are unless said otherwise, are not sent at
all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posada.report.boundaries import Box, rings
from posada.report.disclosure import coded, drawable
from posada.report.outlook import Outlook
from posada.report.words import Words
from posada.scenario.model import Scenario


def map_data(scenario: Scenario, outlook: Outlook, words: Words) -> dict[str, Any]:
    """Everything the map draws, ready for JSON."""
    people = {"p05": outlook.low, "p50": outlook.median, "p95": outlook.high}
    over = drawable(outlook.median, words.least) > np.nan_to_num(outlook.capacity, nan=np.inf)
    places = scenario["places"]
    towns = set(places["part_of"])
    box = bounding_box(places)
    return {
        "days": [day.date().isoformat() for day in scenario.days],
        "dayLabels": [words.full_date(day) for day in scenario.days],
        "asOf": outlook.now,
        "places": [_place(place, towns, words) for place in drawn_places(scenario)],
        "people": {name: coded(level, words.least).T.tolist() for name, level in people.items()},
        "over": over.T.astype(int).tolist(),
        "capacity": [_runs(capacity, words.least) for capacity in outlook.capacity.T],
        "routes": _routes(scenario),
        "incidents": _incidents(scenario, words),
        "box": box,
        "land": rings(box),
        "locale": str(words.locale).replace("_", "-"),
    }


def drawn_places(scenario: Scenario) -> list[Any]:
    """Rows of places; a site of whose opening nobody knows yet has no position."""
    places = scenario["places"].copy()
    hidden = places["name"].isin(scenario.unopened())
    places.loc[hidden, ["latitude", "longitude"]] = np.nan
    return list(places.itertuples(index=False))


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


def _place(place: Any, towns: set[str], words: Words) -> dict[str, Any]:
    located = not (np.isnan(place.latitude) or np.isnan(place.longitude))
    return {
        "name": place.name,
        "kind": place.kind,
        "kindLabel": words.gettext("without its sites")
        if place.name in towns
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
