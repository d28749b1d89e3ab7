"""How far people can still go on the day they come in: the steps of a day's journey.

Who comes to a stop after some km of today goes on only when that is less than a day's distance.
All that matters of those km is which further links could be finished today as well, so km fall into
few classes at each stop, and people of one class have exactly the same day before them. A *step* is
a stop with such a class. Steps are in an order in which everybody only goes to later ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np

from posada.errors import InputError, Problem
from posada.saying import say

NIGHT = -1
MOST_CLASSES = 250_000  # many times what the published sets have, at any speed; takes 10 s
Step = tuple[float, int]  # the km below which the class ends, the stop


@dataclass(frozen=True)
class Steps:
    """Every step that people can come to.

    Parameters
    ----------
    stop : (step)
    first : where the ways of each step start in `onward` (step)
    onward : step to which a leg of one day leads, or NIGHT: they have gone far enough (way)
    morning, late, on_foot : step at the end of a leg for who set out on it this morning and needs
        one day, for who needs more, and for who walks (leg)
    """

    stop: np.ndarray
    first: np.ndarray
    onward: np.ndarray
    morning: np.ndarray
    late: np.ndarray
    on_foot: np.ndarray


def make_steps(stops: np.ndarray, legs: np.ndarray, choices: np.ndarray) -> Steps:
    """Find the classes at every stop, and every step that can be come to.

    Parameters
    ----------
    stops, legs, choices : as packed in `facts`

    Raises
    ------
    InputError
        When links are so short that a day can go on in too many ways.
    """
    ways = [ways_from(stop, choices) for stop in stops]
    ends = _class_ends(ways, legs)

    def step(stop: int, km: float) -> Step:
        number = bisect_right(ends[stop], km + 1e-9)
        return (ends[stop][number] if number < len(ends[stop]) else inf, stop)

    entries = [
        [step(int(leg["arrive"]), float(km)) for leg, km in zip(legs, kms, strict=True)]
        for kms in _entry_km(legs)
    ]
    onward: dict[Step, list[Step | None]] = {}
    waiting = [entry for row in entries for entry in row]
    while waiting:
        here = waiting.pop()
        if here not in onward:
            onward[here] = [_next(here, legs[leg], step) for leg in ways[here[1]]]
            waiting += [after for after in onward[here] if after is not None]
    order = sorted(onward)
    number = {here: i for i, here in enumerate(order)}
    after = [number[s] if s is not None else NIGHT for here in order for s in onward[here]]
    morning, late, on_foot = (np.array([number[e] for e in row], np.int64) for row in entries)
    return Steps(
        stop=np.array([stop for _, stop in order], np.int64),
        first=np.cumsum([0, *(len(onward[here]) for here in order)]),
        onward=np.array(after, np.int64),
        morning=morning,
        late=late,
        on_foot=on_foot,
    )


def ways_from(stop: np.void, choices: np.ndarray) -> list[int]:
    """The legs that people can take from a stop, in the order in which the engine counts them."""
    if stop["goal"] >= 0:
        return list(range(stop["onward"], stop["onward"] + stop["rides"]))
    return [int(leg) for leg in choices["leg"][stop["first"] : stop["last"]]]


def _entry_km(legs: np.ndarray) -> Iterator[np.ndarray]:
    """Km of today at the end of each leg: one day, the last of more days, on foot (leg)."""
    yield legs["length"]
    yield legs["last_km"]
    yield legs["length"] - (legs["foot_days"] - 1) * legs["foot_speed"]


def _class_ends(ways: list[list[int]], legs: np.ndarray) -> list[list[float]]:
    """At each stop, the km of today from which one more journey cannot be finished today."""
    into: dict[int, set[tuple[int, int]]] = defaultdict(set)
    found: list[set[float]] = [set() for _ in ways]
    waiting: list[tuple[int, float]] = []
    classes = 0
    for stop, taken in enumerate(ways):
        for leg in taken:
            if legs[leg]["days"] == 1:
                into[int(legs[leg]["arrive"])].add((stop, leg))
                waiting.append((stop, float(legs[leg]["speed"] - legs[leg]["length"])))
    while waiting:
        stop, end = waiting.pop()
        end = round(end, 6)
        if end > 0.0 and end not in found[stop]:
            found[stop].add(end)
            classes += 1
            if classes > MOST_CLASSES:
                raise _too_short(legs)
            waiting += [(before, end - float(legs[leg]["length"])) for before, leg in into[stop]]
    return [sorted(ends) for ends in found]


def _too_short(legs: np.ndarray) -> InputError:
    shortest = legs[np.argmin(np.where(legs["length"] > 0.0, legs["length"], inf))]
    found = say(
        "a route of %(length)s km, with %(speed)s km in a day",
        length=f"{shortest['length']:g}",
        speed=f"{shortest['speed']:g}",
    )
    expected = say(
        "longer routes or a smaller max_move_speed: there are too many ways to spend one day"
    )
    problem = Problem("input_csv/routes.csv", None, "distance", found, expected)
    return InputError([problem], say("the Flee folder"))


def _next(here: Step, leg: np.void, step: object) -> Step | None:
    """The step after a leg, None when it takes another day or people have gone far enough."""
    end, _ = here
    km = end + float(leg["length"]) - 1e-6  # just short of the end of the class
    if leg["days"] > 1 or not km < float(leg["speed"]):
        return None
    return step(int(leg["arrive"]), km)  # type: ignore[operator]
