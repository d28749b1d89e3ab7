"""Who stands where at night, as numbers that can be moved: people per compartment in each draw.

A compartment is a place, for those on no list and for those on one; a route; or an end at a place.
It answers how a night looks after people were moved between compartments. It refuses to make or
lose a person: each draw holds as many as it is told to, and who moves is picked by chance.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from posada.movement import Network
from posada.movement.own.night import Night


@dataclasses.dataclass(frozen=True)
class Compartments:
    """Where people can be: places unlisted, places listed, routes, then each end by place.

    Parameters
    ----------
    network : places and routes
    """

    network: Network

    @property
    def routes(self) -> slice:
        """Which compartments are routes."""
        return slice(2 * self._places, 2 * self._places + len(self.network.routes))

    @property
    def _places(self) -> int:
        return len(self.network.places)

    def listed(self, kind: int) -> slice:
        """Which compartments are places: of people on no list (0), or on one (1)."""
        return slice(kind * self._places, (kind + 1) * self._places)

    def people(self, night: Night) -> np.ndarray:
        """People in each compartment (draw, compartment) [person]."""
        draws = len(night.left)
        way = np.zeros((draws, len(self.network.routes)), np.int64)
        np.add.at(way, (night.travellers["draw"], night.travellers["route"]), _on_the_way(night))
        here = [night.here[:, kind::2].sum(axis=1) for kind in (0, 1)]
        return np.hstack([*here, way, night.ends.reshape(draws, -1)])

    def move(self, night: Night, wanted: np.ndarray, generator: np.random.Generator) -> Night:
        """The night with so many people in each compartment.

        Whoever comes back from an end, or newly set out, is of the groups of all who are here.

        Parameters
        ----------
        night : before
        wanted : whole numbers (draw, compartment) [person]; more on a route only where somebody
            is on it, and those who join travel like them
        generator : random numbers
        """
        change = wanted - self.people(night)
        less, more = np.maximum(0, -change), np.maximum(0, change)
        here, way = night.here.copy(), night.travellers.copy()
        pool = np.zeros((len(wanted), here.shape[1] // 2), np.int64)
        for kind in (0, 1):
            taken = _pick(here[:, kind::2].swapaxes(0, 1), less[:, self.listed(kind)], generator)
            here[:, kind::2] -= taken.swapaxes(0, 1)
            pool += taken.sum(axis=2).T
        taken = _pick_travellers(way, less[:, self.routes], generator)
        way["people"] -= taken
        np.add.at(pool, (way["draw"], way["kind"] // 2), taken)
        needed = more[:, : self.routes.stop].sum(axis=1) - pool.sum(axis=1)
        pool += _newcomers(night.here, np.maximum(0, needed), generator)
        for kind in (0, 1):
            here[:, kind::2] += _hand_out(pool, more[:, self.listed(kind)], generator)
        joined = _hand_out(pool, more[:, self.routes], generator)
        return dataclasses.replace(
            night,
            here=here,
            travellers=_with(way[way["people"] > 0], night.travellers, joined),
            ends=wanted[:, self.routes.stop :].reshape(night.ends.shape),
            left=wanted.sum(axis=1),
        )


def _on_the_way(night: Night) -> np.ndarray:
    return np.asarray(night.travellers["people"])


def _newcomers(here: np.ndarray, number: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """So many people of the groups that are here (draw, group) [person]."""
    present = here.sum(axis=2)
    weights = present[:, 0::2] + present[:, 1::2] + 1e-9
    found, rest = np.zeros(weights.shape, np.int64), number
    for group in range(weights.shape[1]):
        chance = weights[:, group] / weights[:, group:].sum(axis=1)
        found[:, group] = generator.binomial(rest, np.minimum(1.0, chance))
        rest = rest - found[:, group]
    return found


def _pick(people: np.ndarray, number: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """How many of each group are among those who are picked (group, draw, compartment) [person].

    Parameters
    ----------
    people : whom there is to pick from (group, draw, compartment) [person]
    number : how many are picked (draw, compartment) [person]
    """
    taken = np.zeros_like(people)
    rest, wanted = people.sum(axis=0), number.copy()
    for group, here in enumerate(people):
        rest = rest - here
        busy = (wanted > 0) & (here > 0)
        taken[group][busy] = generator.hypergeometric(here[busy], rest[busy], wanted[busy])
        wanted -= taken[group]
    return taken


def _pick_travellers(
    way: np.ndarray, number: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """How many of each record are picked (record) [person].

    number : of each route (draw, route) [person]
    """
    key = way["draw"] * number.shape[1] + way["route"]
    order = np.argsort(key, kind="stable")
    routes, size = np.unique(key, return_counts=True)
    rank = np.arange(len(key)) - np.repeat(np.cumsum(size) - size, size)
    column = np.repeat(np.arange(len(routes)), size)
    wide = np.zeros((int(size.max(initial=0)), 1, len(routes)), np.int64)
    wide[rank, 0, column] = way["people"][order]
    picked = _pick(wide, number.reshape(1, -1)[:, routes], generator)
    taken = np.zeros(len(way), np.int64)
    taken[order] = picked[rank, 0, column]
    return taken


def _hand_out(pool: np.ndarray, more: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Groups of those who come to each compartment (draw, group, compartment); empties the pool.

    Parameters
    ----------
    pool : people to be given a compartment (draw, group) [person]
    more : how many each compartment gets (draw, compartment) [person]
    """
    given = np.zeros((*pool.shape, more.shape[1]), np.int64)
    for compartment in np.flatnonzero(more.any(axis=0)):
        picked = _pick(pool.T[:, :, None], more[:, compartment, None], generator)[:, :, 0].T
        given[:, :, compartment] = picked
        pool -= picked
    return given


def _with(way: np.ndarray, before: np.ndarray, joined: np.ndarray) -> np.ndarray:
    """Records of travellers with those who joined; they travel like the first on their route.

    Parameters
    ----------
    way, before : records now, and before anybody was moved
    joined : who joined (draw, group, route) [person]
    """
    draw, group, route = np.nonzero(joined)
    routes = joined.shape[2]
    key, first = np.unique(before["draw"] * routes + before["route"], return_index=True)
    added = before[first[np.searchsorted(key, draw * routes + route)]]
    added["kind"] = 2 * group
    added["people"] = joined[draw, group, route]
    both = np.concatenate([way, added])
    return both[np.argsort(both["draw"], kind="stable")]
