"""Where everybody is when a day is over, in every draw: enough to live on from it.

It answers how a simulation can stop at a day, be looked at or changed, and go on. The random
numbers go on where they stopped, so a life with a stop is the same life.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.movement.engine.records import QUARTERS
from posada.movement.engine.state import Given, State

# People on the way: class, route, days until they arrive, quarters of travel left on that day.
TRAVELLERS = np.dtype(
    [(name, "i8") for name in ("draw", "kind", "route", "days", "quarters", "people")]
)


@dataclass(frozen=True)
class Night:
    """Where everybody is when a day is over.

    Parameters
    ----------
    day : days lived
    here : people at places (draw, class, place) [person]; a class is a group, twice: not on the
        list of a crossing (even), on it (odd)
    travellers : records of TRAVELLERS, sorted by draw (record)
    ends : people who left the movement, in the order of ENDS (draw, end, place) [person]
    ahead : names left on the list of a crossing of those who stood there first (draw, place)
    left : people who set out so far (draw) [person]
    streams : states of the random numbers (draw, 56)
    """

    day: int
    here: np.ndarray
    travellers: np.ndarray
    ends: np.ndarray
    ahead: np.ndarray
    left: np.ndarray
    streams: np.ndarray

    def wake(self, draw: int, given: Given, state: State) -> None:
        """Put the people of a draw into an empty state."""
        rules, here, ends = given.rules, self.here[draw], self.ends[draw].ravel()
        row, first_end = (self.day & 1) * int(rules["stops"]), int(rules["first_end"])
        for first, people in ((row, here.ravel()), (first_end, ends)):
            state.held[first : first + len(people)] = people
            state.kept[first : first + len(people), 1] = people
        state.places["count"] = here.sum(axis=0)
        rows = slice(*np.searchsorted(self.travellers["draw"], (draw, draw + 1)))
        way, routes = self.travellers[rows], given.gates.shape[1]
        slot = (self.day - 1 + way["days"]) % rules["slots"]
        leg = (way["kind"] * routes + way["route"]) * QUARTERS + way["quarters"]
        due = rules["first_due"] + slot * rules["legs"] + leg
        np.add.at(state.held, due, way["people"])
        state.kept[due, 1] = state.held[due]
        np.add.at(state.on_leg, leg, way["people"])
        state.places["ahead"] = self.ahead[draw]

    def copied(self, members: np.ndarray, streams: np.ndarray) -> Night:
        """The night of other draws, each a copy of one of these.

        Parameters
        ----------
        members : which draw each copies (draw)
        streams : states of the random numbers with which each lives on (draw, 56)
        """
        first, last = np.searchsorted(self.travellers["draw"], (members, members + 1))
        rows = [np.arange(*ends) for ends in zip(first, last, strict=True)]
        way = self.travellers[np.concatenate(rows).astype(np.int64)]
        way["draw"] = np.repeat(np.arange(len(members)), last - first)
        arrays = {name: getattr(self, name)[members] for name in ("here", "ends", "ahead", "left")}
        return Night(self.day, travellers=way, streams=streams, **arrays)


def fall_asleep(day: int, draw: int, life: tuple[Given, State], left: int) -> Night:
    """The night of one draw after a number of days; it keeps nothing of the state itself.

    Parameters
    ----------
    left : people who set out so far
    """
    given, state = life
    rules, places = given.rules, len(state.places)
    row, first_end = (day & 1) * rules["stops"], rules["first_end"]
    return Night(
        day=day,
        here=state.held[row : row + rules["stops"]].reshape(1, -1, places).copy(),
        travellers=_travellers(day, draw, life),
        ends=state.held[first_end:].reshape(1, -1, places).copy(),
        ahead=state.places["ahead"][None].copy(),
        left=np.array([left], np.int64),
        streams=state.stream[None],
    )


def together(nights: list[Night]) -> Night:
    """The nights of single draws, in their order, as one."""
    arrays = ("here", "travellers", "ends", "ahead", "left", "streams")
    joined = {name: np.concatenate([getattr(night, name) for night in nights]) for name in arrays}
    return Night(nights[0].day, **joined)


def _travellers(day: int, draw: int, life: tuple[Given, State]) -> np.ndarray:
    """Records of the people of one draw who are on the way, by class and route."""
    given, state = life
    rules, routes = given.rules, given.gates.shape[1]
    due = state.held[rules["first_due"] : rules["first_end"]]
    due = due.reshape(rules["slots"], -1, routes, QUARTERS).transpose(1, 2, 0, 3)
    kind, route, slot, quarters = np.nonzero(due)
    way = np.zeros(len(kind), TRAVELLERS)
    way["draw"], way["kind"], way["route"], way["quarters"] = draw, kind, route, quarters
    way["days"] = (slot - (day - 1)) % rules["slots"]
    way["people"] = due[kind, route, slot, quarters]
    return way
