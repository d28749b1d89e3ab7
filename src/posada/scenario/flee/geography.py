"""Places, routes and closures, as `input_csv/` gives them.

It refuses places named twice or of a type Flee cannot read, and routes or closures of places that
are not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan
from typing import Protocol

import numpy as np
import pandas as pd

from posada.saying import Said, joined, say
from posada.scenario.figures import AROUND_THE_EARTH
from posada.scenario.flee.findings import A_NUMBER, Findings, Record, is_number
from posada.scenario.flee.place_kinds import kind_of
from posada.scenario.privacy import REMEDY, personal_header
from posada.scenario.wording import did_you_mean, quote

LOCATIONS = "input_csv/locations.csv"
ROUTES = "input_csv/routes.csv"
CLOSURES = "input_csv/closures.csv"
PLACE_COLUMNS = (
    *("name", "region", "country", "latitude", "longitude"),
    *("location_type", "conflict_date", "population"),
)
ROUTE_COLUMNS = ("name1", "name2", "distance", "forced_redirection")
DISTANCE = say("a number of kilometres, 0 to 40000")
# Columns beyond those: what they hold, and between which bounds.
FURTHER = (
    ("max_move_speed", say("kilometres per day, 0.1 or more, or empty"), (0.1, inf)),
    ("walk_probability", say("a share from 0 to 1, or empty"), (0.0, 1.0)),
)
CLOSURE_COLUMNS = ("type", "name1", "name2", "start", "end")
CLOSURE_TYPES = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")
# In the order in which Flee looks for them inside the type of a place.
TYPE_WORDS = ("camp", "conflict", "forward", "marker", "flood_zone", "default", "town")
# Further columns that Flee reads as numbers: what they hold, and between which bounds.
NUMBERS = {
    "conflict_intensity": (A_NUMBER, -inf, inf),
    "initial_idps": (say("a number of people, 0 or more, or empty"), 0.0, 1e9),
    "capacity_per_day": (say("a number of people a day"), -1e9, 1e9),
    "deactivation_probability": (say("a share from 0 to 1, or empty"), 0.0, 1.0),
    "farmer_fraction": (A_NUMBER, -inf, inf),
    "trade_volume": (say("a number, 0 or more, or empty"), 0.0, inf),
    "hdi": (say("a number, 0 or more, or empty"), 0.0, inf),
}


class Closure(Protocol):
    """One row of the closures."""

    type: str
    name1: str
    name2: str


def known_type(location_type: str) -> bool:
    """Whether Flee can read this type of place."""
    return any(word in location_type.casefold() for word in TYPE_WORDS)


def read_places(findings: Findings) -> pd.DataFrame:
    """Every place of `locations.csv`; see `FleeSet`."""
    records = findings.records(LOCATIONS, PLACE_COLUMNS, least=8)
    rows = [_place(record) for record in records]
    places = pd.DataFrame(rows, columns=[*PLACE_COLUMNS]).rename(columns={"population": "number"})
    places = places.astype({"conflict_date": "int64", "number": "float64"})
    _check_names(records)
    for column in dict.fromkeys(c for r in records for c in r.cells if c not in PLACE_COLUMNS):
        if personal_header(column):
            findings.problem(LOCATIONS, 1, None, quote(column), REMEDY)
        else:
            places[column] = _attribute(records, column)
    if not rows and LOCATIONS in findings.checksums and not findings.spoilt(LOCATIONS):
        findings.problem(LOCATIONS, None, None, say("no places"), say("at least one row"))
    return places


def _place(record: Record) -> list[object]:
    kind = record["location_type"]
    if not known_type(kind):
        hint = did_you_mean(kind, ("camp", "idpcamp", "conflict_zone", "forwarding_hub", "town"))
        record.refuse(
            "location_type",
            say("a type with one of %(names)s in it%(hint)s", names=joined(TYPE_WORDS), hint=hint),
        )
    date = 0
    if "conflict" in kind.casefold():
        date = record.whole("conflict_date", say("the day of the conflict, a whole number"))
    if kind_of(kind, date) == "conflict" and record.cells.get("conflict_intensity", "1") == "":
        record.refuse("conflict_intensity", say("a number (Flee stops on an empty cell)"))
    return [
        *(record[column] for column in ("name", "region", "country")),
        record.number("latitude", say("degrees from -90 to 90, or empty"), -90, 90),
        record.number("longitude", say("degrees from -180 to 180, or empty"), -180, 180),
        kind,
        date,
        record.whole("population", say("a whole number of people, 0 or more, or empty"), 0, low=0),
    ]


def _check_names(records: Sequence[Record]) -> None:
    first: dict[str, int] = {}
    for record in records:
        name = record["name"]
        if not name:
            record.refuse("name", say("the name of the place"))
        elif name in first:
            record.refuse(
                "name",
                say("every place once (it stands in row %(row)s already)", row=first[name]),
            )
        first.setdefault(name, record.row)


def _attribute(records: Sequence[Record], column: str) -> list[float] | list[str]:
    """Numbers where Flee or every cell wants them, else texts."""
    texts = [record.cells.get(column, "") for record in records]
    if column in NUMBERS or all(is_number(text) for text in texts if text):
        bounds = NUMBERS.get(column, (A_NUMBER, -inf, inf))
        return [r.number(column, *bounds) if column in r.cells else nan for r in records]
    return texts


def closed_routes(closure: Closure, routes: pd.DataFrame, places: pd.DataFrame) -> np.ndarray:
    """(route,) whether Flee closes a route with a closure of type country or location."""
    if closure.type == "location":
        return (routes[["name1", "name2"]] == closure.name1).any(axis=1).to_numpy(bool)
    country = dict(zip(places["name"], places["country"], strict=True))
    first, second = routes["name1"].map(country), routes["name2"].map(country)
    there = (first == closure.name1) & (second == closure.name2)
    back = (first == closure.name2) & (second == closure.name1)
    return (there | back).to_numpy(bool)


def read_routes(findings: Findings, places: Sequence[str]) -> pd.DataFrame:
    """Every route of `routes.csv`; see `FleeSet`."""
    rows = []
    for record in findings.records(ROUTES, ROUTE_COLUMNS):
        if places:
            record.known("name1", places, "locations.csv")
            record.known("name2", places, "locations.csv")
        distance = record.required("distance", DISTANCE, low=0, high=AROUND_THE_EARTH)
        forced = record.whole("forced_redirection", _redirection(record), blank=0, low=0, high=2)
        if forced and record.longer:
            record.refuse(
                "forced_redirection",
                say("%(wanted)s, and no further cell", wanted=_redirection(record)),
            )
        further = [
            record.number(column, wanted, *bounds) if record.cells.get(column) else nan
            for column, wanted, bounds in FURTHER
        ]
        rows.append([record["name1"], record["name2"], distance, forced, *further])
    if not rows and ROUTES in findings.checksums and not findings.spoilt(LOCATIONS, ROUTES):
        findings.problem(
            ROUTES, None, None, say("no routes"), say("one row or more (nobody could go anywhere)")
        )
    routes = pd.DataFrame(rows, columns=[*ROUTE_COLUMNS, *(column for column, *_ in FURTHER)])
    return routes.astype({"forced_redirection": "int64", "distance": "float64"})


def _redirection(record: Record) -> Said:
    """What the column holds; a distance of 12,5 km leaves its 5 there."""
    whole, rest = record["distance"], record["forced_redirection"]
    if (whole + rest).isdigit() and len(rest) <= 2:
        return say(
            "0, 1, 2, or empty (for %(whole)s,%(rest)s km write %(whole)s.%(rest)s)",
            whole=whole,
            rest=rest,
        )
    return say("0, 1, 2, or empty")


def read_closures(findings: Findings, places: pd.DataFrame) -> pd.DataFrame:
    """Every closure of `closures.csv`; see `FleeSet`."""
    names = list(places["name"])
    rows = []
    for record in findings.records(CLOSURES, CLOSURE_COLUMNS):
        kind = record["type"]
        if kind not in CLOSURE_TYPES:
            hint = did_you_mean(kind, CLOSURE_TYPES)
            record.refuse(
                "type", say("one of %(names)s%(hint)s", names=joined(CLOSURE_TYPES), hint=hint)
            )
        elif kind in ("location", "camp", "idpcamp") and names:
            record.known("name1", names, "locations.csv")
        for column in ("name1", "name2") if kind == "country" else ():
            if not record[column]:
                record.refuse(column, say("a country named in locations.csv"))
        start = record.whole("start", say("a day, a whole number"))
        end = record.whole("end", say("a day, a whole number (-1 for never)"))
        rows.append([kind, record["name1"], record["name2"], start, end])
    closures = pd.DataFrame(rows, columns=list(CLOSURE_COLUMNS))
    _check_countries(findings, closures, places)
    return closures.astype({"start": "int64", "end": "int64"})


def _check_countries(findings: Findings, closures: pd.DataFrame, places: pd.DataFrame) -> None:
    """A country that is not there closes nothing, and Flee does not say so."""
    countries = list(dict.fromkeys(places["country"]))
    for closure in closures[closures["type"] == "country"].itertuples():
        for name in (closure.name1, closure.name2):
            if name not in countries:
                findings.caveats.append(
                    say(
                        "The closure of %(one)s and %(other)s closes nothing: no place lies in a"
                        " country %(country)s%(hint)s.",
                        one=closure.name1,
                        other=closure.name2,
                        country=quote(name),
                        hint=did_you_mean(name, countries),
                    )
                )
