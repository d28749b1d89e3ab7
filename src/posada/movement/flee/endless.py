"""Days that would never end: places joined by links of no length that everybody always leaves.

Who arrives at once goes on, with a day still before them. That ends where somebody may stay, or
may take a longer link. Where neither is possible Flee calls itself without end and stops.
"""

from __future__ import annotations

import numpy as np

from posada.errors import InputError, Problem
from posada.movement.engine.state import Given
from posada.saying import say

EXPECTED = say("more than 0 km here: who comes early goes on without end (Flee stops)")


def check_ends(given: Given, names: list[str]) -> None:
    """Refuse a network in which people could go on without end.

    Raises
    ------
    InputError
        naming every such place
    """
    if not given.rules["again"]:
        return
    places = {int(p) for day in _different_days(given) for p in _endless(given, day)}
    problems = [
        Problem(
            "input_csv/routes.csv",
            None,
            "distance",
            say("0 km at %(place)s", place=names[p]),
            EXPECTED,
        )
        for p in sorted(places)
    ]
    if problems:
        raise InputError(problems, say("the Flee folder"))


def _different_days(given: Given) -> np.ndarray:
    """The first of all days on which the same ways are open and the same places always left."""
    always = given.days["movechance"] >= 1.0
    pattern = np.hstack([given.weights > 0.0, given.weights < 0.0, given.gates["open"], always])
    return np.unique(pattern, axis=0, return_index=True)[1]


def _endless(given: Given, day: int) -> np.ndarray:
    """Places of the steps from which nobody ever gets to a night, on one day."""
    after = [_after(given, day, step) for step in range(len(given.steps))]
    ends = np.array([-1 in onward for onward in after])
    for _ in after:  # every turn finds those who are one step farther from a night
        ends = np.array([ends[n] or ends[list(onward)].any() for n, onward in enumerate(after)])
    return np.unique(given.stops["place"][given.steps["stop"][~ends]])


def _after(given: Given, day: int, step: int) -> set[int]:
    """The steps to which people may come from a step; -1 for a night."""
    stop, first = given.stops[given.steps[step]["stop"]], int(given.steps[step]["first"])
    if stop["goal"] >= 0:
        leg = given.legs[stop["onward"]] if stop["onward"] >= 0 else None
        is_open = leg is not None and given.gates[day, leg["link"]]["open"]
        rides = range(first, first + int(stop["rides"]))
        return {int(given.ways[way]["step"]) for way in rides} if is_open else {-1}
    weights = given.weights[day, stop["first"] : stop["last"]]
    taken = np.flatnonzero(weights > 0.0 if (weights > 0.0).any() else weights >= 0.0)
    here = given.days[day, stop["plain"]]
    forced = bool(given.rules["short_stints"] and here["town"])
    stays = not len(taken) or not (here["movechance"] >= 1.0 or forced)
    nights = {-1} if stays else set()
    return nights | {int(given.ways[first + way]["step"]) for way in taken}
