"""The same plan in a few long periods: how the standards share transport, handling and money.

It answers, before the standards are planned one by one, which part of every limit each of them
gets, so that they are lifted and valued nearly as if all were planned together. It is no plan:
within a long period it does not ask on which day anything is needed or comes.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from posada.plan.demand import LIFE_SAVING_PRIORITY, Demand, Floats, Integers
from posada.plan.network import Network, make_network
from posada.plan.shared_limits import used
from posada.plan.supply import Supply

LEAST_USE = 1e-9


def long_periods(network: Network) -> Integers:
    """Number of the long period of each period: two up to the first checkpoint, two after it."""
    count = len(network.demand.days)
    turn = int(network.floors.last.min(initial=count - 1)) + 1
    middle = (turn // 2, turn + (count - turn) // 2)
    cuts = sorted({0, middle[0], turn, middle[1]} - {count})
    return np.searchsorted(cuts, np.arange(count), side="right") - 1


def coarsen(network: Network, group: Integers) -> Network:
    """The network with its periods added up to long ones.

    Parameters
    ----------
    group : long period of each period (period)
    """
    first = np.flatnonzero(np.diff(group, prepend=-1))
    demand = _coarse_demand(network.demand, group, first)
    supply = _coarse_supply(network.supply, first)
    floors = network.floors
    turn = group[int(floors.last.min(initial=len(group) - 1))]
    days = int(demand.days[: turn + 1].sum())
    closed = np.ones((len(supply.lane_place), len(demand.items)), dtype=bool)
    closed[network.lane, network.item] = False
    given = np.add.reduceat(network.given, first, axis=2)
    coarse = make_network(demand, supply, days, given, closed)
    return dataclasses.replace(coarse, from_store=np.zeros_like(coarse.from_store))


def shares(
    network: Network, coarse: Network, send: Floats, group: Integers, standards: Integers
) -> list[Floats]:
    """Part of each limit for each standard, (standard, owner, span) for each limit.

    What nobody uses is shared out in proportion to what is used.

    Parameters
    ----------
    send : shipments in the long periods [item unit] (arc of coarse, long period)
    standards : those that share (standard)
    """
    serves = coarse.demand.serves[coarse.item]
    found = []
    for fine, limit in zip(network.limits, coarse.limits, strict=True):
        taken = [used(limit, send * (serves == standard)[:, None]) for standard in standards]
        by_standard = np.stack(taken) + LEAST_USE
        part = by_standard / by_standard.sum(axis=0)
        span = group if fine.most.shape[1] > 1 else np.zeros(1, dtype=np.int64)
        found.append(part[:, :, span])
    return found


def _coarse_demand(demand: Demand, group: Integers, first: Integers) -> Demand:
    """Needs of the long periods; those of durables are added up already."""
    last = np.append(first[1:], len(group)) - 1
    durable = demand.durable[demand.standard]
    counted = np.flatnonzero(~durable | (demand.period == last[group[demand.period]]))
    shape = len(demand.standards), len(demand.places), len(first)
    at = demand.standard[counted], demand.place[counted], group[demand.period[counted]]
    key, number = np.unique(np.ravel_multi_index(at, shape), return_inverse=True)
    standard, place, period = np.unravel_index(key, shape)
    need = np.zeros((len(key), len(demand.need)))
    np.add.at(need, number, demand.need[:, counted].T)
    survival, days = np.zeros(len(key)), np.add.reduceat(demand.days, first)
    survival[number] = demand.survival[counted]
    held = np.where(demand.durable[standard], days[period] / days.sum(), 1.0)
    return dataclasses.replace(
        demand,
        starts=demand.starts[first],
        days=days,
        rate=demand.rate[:, :, first],
        present=np.add.reduceat(demand.present, first, axis=0),
        place=place,
        standard=standard,
        period=period,
        need=np.ascontiguousarray(need.T),
        mean=need.mean(axis=1),
        survival=survival,
        weight=held * np.where(demand.life_saving[standard], LIFE_SAVING_PRIORITY, 1.0),
    )


def _coarse_supply(supply: Supply, first: Integers) -> Supply:
    """Goods and limits of the long periods."""
    steps = zip(np.append(-1, first[:-1]), first, strict=True)
    kept = np.stack([supply.kept[:, a + 1 : b + 1].prod(axis=1) for a, b in steps], axis=1)
    return dataclasses.replace(
        supply,
        lane_tonnes=np.add.reduceat(supply.lane_tonnes, first, axis=1),
        dispatch_tonnes=np.add.reduceat(supply.dispatch_tonnes, first, axis=1),
        handling_tonnes=np.add.reduceat(supply.handling_tonnes, first, axis=1),
        quantity=np.add.reduceat(supply.quantity, first, axis=2),
        fixed=np.add.reduceat(supply.fixed, first, axis=2),
        fixed_old=np.zeros((*supply.fixed.shape[:2], len(first))),
        ready=supply.ready[:, :, first],
        kept=kept,
    )
