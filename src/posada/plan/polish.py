"""Fewer small loads, and fewer organisations that bring the same thing to the same place.

It answers with a plan in which the dispatches that nobody wants are closed and everything is
planned again, wherever that costs nobody: every floor is held as it was promised, and the value may
fall by a hair. A place whose floor could not be held keeps its small loads and its many
organisations. This is a search and no proof: there may be tidier plans. All standards are planned
in one program here, so that it takes long for large plans.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from posada.plan.demand import Flags, Floats
from posada.plan.fairness import hold_floors
from posada.plan.network import Network
from posada.plan.objectives import (
    FLOOR_KEPT,
    Before,
    Shipments,
    least_transport,
    most_value,
    tonne_km,
)
from posada.plan.sentences import SMALL_LOADS, SURPLUS, UNTIDY

HAIR = 0.99  # least share of the value that a tidier plan keeps
ROUNDS = 8
CLOSE, SLACK = 1e-6, 1e-4


@dataclass(frozen=True)
class Tidiness:
    """What is wanted; 0 is no wish.

    Parameters
    ----------
    least_tonnes : what a depot sends to a place in one period should weigh at least this
    most_organisations : that bring one item to one place should be at most these
    """

    least_tonnes: float
    most_organisations: int

    def unwanted(self, network: Network, send: Floats, free: Flags) -> Flags:
        """Dispatches of organisations too many or, where none are, too small ones (arc, period).

        Of the small loads of a lane every other one is closed, so that the rest can grow.

        Parameters
        ----------
        free : dispatches that may still be closed (arc, period)
        """
        surplus = self._surplus(network, send)[:, None] & free
        if surplus.any():
            return surplus
        small = self._small(network, send) & free
        loads = np.zeros((len(network.supply.lane_place), send.shape[1]), dtype=bool)
        np.logical_or.at(loads, network.lane, small)
        odd = np.cumsum(loads, axis=1) % 2 == 1
        return small & odd[network.lane]

    def count(self, network: Network, send: Floats) -> tuple[int, int]:
        """Loads that are too small, and organisations too many."""
        lane, period = np.nonzero(self._small(network, send))
        loads = len(np.unique(np.stack([network.lane[lane], period]), axis=1).T)
        surplus = np.flatnonzero(self._surplus(network, send) & (send.sum(axis=1) > CLOSE))
        payer = network.supply.payer[network.depot]
        keys = np.stack([part[surplus] for part in (network.place, network.item, payer)])
        return loads, len(np.unique(keys, axis=1).T)

    def _small(self, network: Network, send: Floats) -> Flags:
        """Loads of a lane and period that weigh too little (arc, period)."""
        tonnes = np.zeros((len(network.supply.lane_place), send.shape[1]))
        np.add.at(tonnes, network.lane, send * network.supply.weight[network.item][:, None])
        small = (tonnes > 0) & (tonnes < self.least_tonnes * (1 - CLOSE))
        return small[network.lane] & (send > CLOSE)

    def _surplus(self, network: Network, send: Floats) -> Flags:
        """Ways of the organisations that bring least of an item to a place (arc)."""
        supply = network.supply
        if not self.most_organisations:
            return np.zeros(len(send), dtype=bool)
        shape = (*network.reached.shape[:2], int(supply.payer.max(initial=0)) + 1)
        brought = np.zeros(shape)
        at = network.place, network.item, supply.payer[network.depot]
        np.add.at(brought, at, send.sum(axis=1))
        rank = np.argsort(np.argsort(-brought, axis=2, kind="stable"), axis=2, kind="stable")
        serving = (brought > CLOSE).sum(axis=2) > self.most_organisations
        return (serving[..., None] & (rank >= self.most_organisations))[at]


def polish(
    network: Network, found: Shipments, wanted: Tidiness, before: Before | None = None
) -> Shipments:
    """The tidiest plan found that holds the same floors and, but for a hair, the same value."""
    best, untidy = found, sum(wanted.count(network, found.send))
    closed, spared = np.zeros(found.send.shape, dtype=bool), np.zeros(len(network.demand.places))
    latest, promised = found, FLOOR_KEPT * found.relaxed * found.level
    for _ in range(ROUNDS if untidy else 0):
        free = ~closed & (spared == 0)[network.place][:, None] & (network.arrival >= 0)
        more = wanted.unwanted(network, latest.send, free)
        closed &= (spared == 0)[network.place][:, None]
        if not more.any():
            break
        closed |= more
        arrival = np.where(closed, -1, network.arrival)
        trial = dataclasses.replace(network, arrival=arrival)
        losing = hold_floors(trial, promised) < promised - SLACK
        if losing.any():
            spared[network.floors.place[losing]] = 1
            continue
        latest = _plan_again(trial, found, promised, before)
        left = sum(wanted.count(network, latest.send))
        if latest.value < HAIR * found.value:
            break
        if left < untidy:
            best, untidy = latest, left
    return best


def leftover(network: Network, send: Floats, wanted: Tidiness) -> tuple[str, ...]:
    """What could not be tidied without a loss, in a sentence."""
    loads, surplus = wanted.count(network, send)
    parts = []
    if loads:
        parts.append(f"{SMALL_LOADS % f'{wanted.least_tonnes:g}'}: {loads}")
    if surplus:
        parts.append(f"{SURPLUS % wanted.most_organisations}: {surplus}")
    if not parts:
        return ()
    return (UNTIDY % {"which": "; ".join(parts)},)


def _plan_again(
    network: Network, found: Shipments, promised: Floats, before: Before | None
) -> Shipments:
    """Objectives B and C, with the floors held that were promised."""
    best = most_value(network, promised, kept=1 - SLACK, simplex=True)
    send, issue, gave_way = least_transport(network, best.issued, before, simplex=True)
    return dataclasses.replace(
        found,
        send=send,
        issue=issue,
        value=best.value,
        tonne_km=tonne_km(network, send),
        gain=best.gain,
        relaxed=min(found.relaxed, best.floor_share, gave_way, best.value / found.value),
    )
