"""Checks of events: what each kind needs, of a place, region or route that exists, in time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from posada.saying import say
from posada.scenario.draft import Draft
from posada.scenario.wording import did_you_mean, quote

# What an event of a kind cannot do without: columns, of which every one must be filled in.
NEEDED = {
    "quota": ("value",),
    "opening": ("place",),
    "capacity": ("place", "value"),
    "transport": ("mode", "from_place", "to_place"),
}
# What an event of a kind happens to, when no single column is needed.
WHERE = {
    "closure": say("a place, a region or a route (from_place and to_place) that is closed"),
    "quota": say("a crossing, or a route (from_place and to_place), that the quota is for"),
    "hostility": say("a place or a region where it happens"),
    "asylum": say("a place or a region where it is offered"),
    "rest": say("a place or a region where people rest"),
}
_NEEDS = {"value": say("a number"), "mode": say("a mode of travel")}
_SHARES = ("closure", "rest")


def check_events(draft: Draft) -> None:
    """Report events that say too little, or something impossible."""
    for row, line in draft.lines("events"):
        _check_needed(draft, row, line)
        _check_value(draft, row, line)
    _check_event_routes(draft)
    check_region(draft, "events")
    check_period(draft, "events")


def check_region(draft: Draft, table: str) -> None:
    """Regions must be a region or country code of a place."""
    places = draft.tables["places"]
    if not draft.readable("places") or draft.spoilt("places", "region", "country"):
        return
    names = [name for name in pd.concat([places["region"], places["country"]]).unique() if name]
    known = set(names)
    for row, region in draft.cells(table, "region"):
        if region not in known:
            expected = say(
                "a region or country code of a place in %(file)s%(hint)s",
                file=draft.file("places"),
                hint=did_you_mean(region, names),
            )
            draft.report(table, row, "region", quote(region), expected)


def check_period(draft: Draft, table: str) -> None:
    """Dates must lie in the days that are simulated."""
    settings = draft.settings
    if settings is None:
        return
    start, end = pd.Timestamp(settings.start), pd.Timestamp(settings.end)
    expected = say(
        "a date from %(start)s to %(end)s (start to as_of + horizon_days in %(settings_file)s)",
        start=settings.start,
        end=settings.end,
        settings_file=draft.settings_file,
    )
    for row, line in draft.lines(table):
        if line["date"] < start or line["date"] > end:
            draft.report(table, row, "date", quote(line["date"].date()), expected)


def _check_needed(draft: Draft, row: int, line: dict[str, Any]) -> None:
    kind = line["kind"]
    for column in NEEDED.get(kind, ()):
        value = line[column]
        if (value == "" or pd.isna(value)) and not draft.bad("events", row, column):
            what = _NEEDS.get(column, say("a place"))
            draft.report(
                "events",
                row,
                column,
                say("nothing"),
                say("%(what)s, as an event of kind %(kind)s needs", what=what, kind=kind),
            )
    spots = ("place", "region", "from_place", "to_place")
    bare = not any(line[spot] for spot in spots) and not draft.bad("events", row, *spots)
    if kind in WHERE and bare:
        draft.report("events", row, "place", say("nothing"), WHERE[kind])


def _check_value(draft: Draft, row: int, line: dict[str, Any]) -> None:
    if line["kind"] in _SHARES:
        for column in ("value", "value_high"):
            if line[column] > 1:
                expected = say(
                    "a share between 0 and 1, as the event is of kind %(kind)s", kind=line["kind"]
                )
                draft.report("events", row, column, quote(f"{line[column]:g}"), expected)


def _check_event_routes(draft: Draft) -> None:
    """An event on a route names both ends of a route that exists."""
    if draft.spoilt("routes", "from_place", "to_place"):
        return
    routes = draft.tables["routes"]
    ways = set(zip(routes["from_place"], routes["to_place"], strict=True))
    two_way = routes[routes["both_ways"]]
    ways |= set(zip(two_way["to_place"], two_way["from_place"], strict=True))
    for row, line in draft.lines("events"):
        start, end = line["from_place"], line["to_place"]
        if draft.bad("events", row, "from_place", "to_place") or not (start or end):
            continue
        if not start or not end:
            empty = "to_place" if start else "from_place"
            draft.report("events", row, empty, say("nothing"), say("the other end of the route"))
        elif (start, end) not in ways:
            names = [f"{a} to {b}" for a, b in sorted(ways)]
            found = quote(f"{start} to {end}")
            expected = say(
                "a route from %(file)s%(hint)s",
                file=draft.file("routes"),
                hint=did_you_mean(found, names),
            )
            draft.report("events", row, "to_place", found, expected)
