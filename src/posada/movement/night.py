"""Where everybody is when a day is over, in every draw: enough to live on from it.

It answers how a simulation can stop at a day, be looked at or changed, and go on. The random
numbers go on where they stopped, so a life with a stop is the same life.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.movement.day import State

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
    streams : states of the random numbers (draw, 4)
    """

    day: int
    here: np.ndarray
    travellers: np.ndarray
    ends: np.ndarray
    ahead: np.ndarray
    left: np.ndarray
    streams: np.ndarray

    def wake(self, draw: int, state: State) -> None:
        """Put the people of a draw into an empty state."""
        rows = slice(*np.searchsorted(self.travellers["draw"], (draw, draw + 1)))
        way = self.travellers[rows]
        slot = (self.day - 1 + way["days"]) % state.due.shape[2]
        np.add.at(state.due, (way["kind"], way["route"], slot, way["quarters"]), way["people"])
        np.add.at(state.on_route, (way["kind"], way["route"]), way["people"])
        state.bucket[:, :, 0] = self.here[draw]
        state.ends[:] = self.ends[draw]
        state.ahead[:] = self.ahead[draw]
        state.left[0] = self.left[draw]
        state.stream[:] = self.streams[draw]

    def copied(self, members: np.ndarray, streams: np.ndarray) -> Night:
        """The night of other draws, each a copy of one of these.

        Parameters
        ----------
        members : which draw each copies (draw)
        streams : states of the random numbers with which each lives on (draw, 4)
        """
        first, last = np.searchsorted(self.travellers["draw"], (members, members + 1))
        rows = [np.arange(*ends) for ends in zip(first, last, strict=True)]
        way = self.travellers[np.concatenate(rows).astype(np.int64)]
        way["draw"] = np.repeat(np.arange(len(members)), last - first)
        arrays = {name: getattr(self, name)[members] for name in ("here", "ends", "ahead", "left")}
        return Night(self.day, travellers=way, streams=streams, **arrays)


def fall_asleep(day: int, draw: int, state: State) -> Night:
    """The night of one draw after a number of days; it keeps nothing of the state itself."""
    return Night(
        day=day,
        here=state.bucket[None, :, :, 0].copy(),
        travellers=_travellers(day, draw, state),
        ends=state.ends[None],
        ahead=state.ahead[None],
        left=state.left,
        streams=state.stream[None],
    )


def together(nights: list[Night]) -> Night:
    """The nights of single draws, in their order, as one."""
    arrays = ("here", "travellers", "ends", "ahead", "left", "streams")
    joined = {name: np.concatenate([getattr(night, name) for night in nights]) for name in arrays}
    return Night(nights[0].day, **joined)


def _travellers(day: int, draw: int, state: State) -> np.ndarray:
    """Records of the people of one draw who are on the way."""
    kind, route, slot, quarters = np.nonzero(state.due)
    way = np.zeros(len(kind), TRAVELLERS)
    way["draw"], way["kind"], way["route"], way["quarters"] = draw, kind, route, quarters
    way["days"] = (slot - (day - 1)) % state.due.shape[2]
    way["people"] = state.due[kind, route, slot, quarters]
    return way
