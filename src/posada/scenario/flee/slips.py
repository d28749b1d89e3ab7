"""What Flee takes as it stands, though whoever wrote it can hardly have meant it.

Flee goes on with it, so posada does too, and the report says what it does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from posada.saying import Said, say
from posada.scenario.flee.caveats import MOST_NAMES, named
from posada.scenario.flee.model import FleeSet
from posada.scenario.flee.place_kinds import CAMPS, kind_of
from posada.scenario.wording import first_few

MOVECHANCES = ("conflict_movechance", "default_movechance", "camp_movechance", "idpcamp_movechance")
CLOSING = ("country", "location", "camp", "idpcamp")


def list_slips(flee_set: FleeSet) -> list[Said]:
    """A sentence on each kind of slip in a set."""
    return [
        *_of_routes(flee_set),
        *_of_closures(flee_set),
        *_of_conflicts(flee_set),
        *_of_reports(flee_set),
        *_of_rules(flee_set),
    ]


def _pairs(pairs: Iterable[tuple[str, str]]) -> Said:
    return named(list(dict.fromkeys(f"{one} - {other}" for one, other in pairs)))


def _of_routes(flee_set: FleeSet) -> Iterator[Said]:
    rows = flee_set.routes[["name1", "name2", "distance"]].itertuples(index=False)
    routes = [(str(one), str(other), float(km)) for one, other, km in rows]
    times = Counter(frozenset(ends) for *ends, _ in routes)
    again = [(a, b) for a, b, _ in routes if times[frozenset((a, b))] > 1 and a != b]
    if again:
        yield say(
            "routes.csv has a route more than once; Flee takes each as a way of its own, which"
            " raises its chance, and lets people go by the first: %(names)s.",
            names=_pairs(again),
        )
    loops = [(a, b) for a, b, _ in routes if a == b]
    if loops:
        yield say(
            "A route leads back to where it starts, and Flee takes it: %(names)s.",
            names=_pairs(loops),
        )
    at_once = [(a, b) for a, b, km in routes if km <= 0.0]
    if at_once:
        yield say(
            "A route of 0 km brings people to its end at once: %(names)s.", names=_pairs(at_once)
        )
    alone = set(flee_set.places["name"]) - {end for *ends, _ in routes for end in ends}
    if alone:
        yield say("No route leads to or from these places: %(names)s.", names=named(sorted(alone)))


def _of_closures(flee_set: FleeSet) -> Iterator[Said]:
    closures = flee_set.closures[flee_set.closures["type"].isin(CLOSING)]
    backwards = closures[(closures["end"] < closures["start"]) & (closures["end"] > 0)]
    if len(backwards):
        yield say(
            "A closure that ends before it starts is never lifted: %(names)s.",
            names=named(list(dict.fromkeys(backwards["name1"]))),
        )
    never = closures[~closures["start"].between(0, flee_set.length - 1)]
    if len(never):
        yield say(
            "A closure that starts on no day simulated closes nothing: %(names)s.",
            names=named(list(dict.fromkeys(never["name1"]))),
        )
    kinds = _kinds(flee_set)
    camps = closures[closures["type"].isin(CAMPS)]
    other = [name for name in camps["name1"] if kinds.get(name) not in CAMPS]
    if other:
        yield say(
            "A closure of type camp makes a place a town, and a camp when it ends, also where it"
            " was neither: %(names)s.",
            names=named(list(dict.fromkeys(other))),
        )


def _kinds(flee_set: FleeSet) -> dict[str, str]:
    table = flee_set.places[["name", "location_type", "conflict_date"]]
    return {name: kind_of(kind, date) for name, kind, date in table.itertuples(index=False)}


def _of_conflicts(flee_set: FleeSet) -> Iterator[Said]:
    conflicts = flee_set.conflicts[: flee_set.length]
    names = np.array(flee_set.places["name"], dtype=object)
    below, above = (conflicts < 0.0).any(axis=0), (conflicts > 1.0).any(axis=0)
    if below.any():
        yield say(
            "An intensity below 0 is no conflict to Flee: %(names)s.",
            names=named(list(names[below])),
        )
    if above.any():
        yield say(
            "An intensity above 1 makes more people set out and keeps more away than a full"
            " conflict does: %(names)s.",
            names=named(list(names[above])),
        )


def _of_reports(flee_set: FleeSet) -> Iterator[Said]:
    outside, twice = [], []
    for name, reports in flee_set.raw_reports.items():
        within = reports["day"].between(0, flee_set.length - 1)
        outside += [name] if len(reports) and not within.any() else []
        twice += [name] if reports["day"].duplicated().any() else []
    if outside:
        yield say(
            "No report lies within the days simulated (%(first)s to %(last)s), so that the same"
            " count holds on each: %(names)s.",
            first=f"{flee_set.days[0]:%Y-%m-%d}",
            last=f"{flee_set.days[-1]:%Y-%m-%d}",
            names=named(outside),
        )
    early = flee_set.corrections["name"][flee_set.corrections["day"] < 0]
    if len(early):
        yield say(
            "A registration before day 0 corrects nothing: %(names)s.",
            names=named(list(dict.fromkeys(early))),
        )
    if twice:
        yield say(
            "A day has two reports, of which Flee goes on from the later row: %(names)s.",
            names=named(twice),
        )


def _of_rules(flee_set: FleeSet) -> Iterator[Said]:
    move = flee_set.rules.move_rules
    high = [f"{key} {getattr(move, key):g}" for key in MOVECHANCES if getattr(move, key) > 1.0]
    if high:
        yield say(
            "A chance above 1 is to Flee as good as 1: %(names)s.",
            names=first_few(high, MOST_NAMES),
        )
    if move.awareness_level == -1 and "marker" in _kinds(flee_set).values():
        yield say("With awareness_level -1 nobody knows a way past a marker.")
