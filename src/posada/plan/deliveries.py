"""From the solver's shipments to deliveries that people can load, in whole packs.

It answers what to load where on which day. It never sends more than a depot has or than its
transport can carry, also after rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from posada.plan.demand import DAY, FOREVER, Floats, Integers
from posada.plan.exchange import exchange_packs
from posada.plan.network import Network, dispatch_days, leaving, spare_goods
from posada.plan.objectives import Shipments
from posada.plan.result import DELIVERIES
from posada.plan.shared_limits import Room
from posada.plan.stores import left_over, waiting

CLOSE = 1e-6
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Loads:
    """Whole packs.

    Parameters
    ----------
    packs : (arc, period)
    quantity : [item unit] (arc, period)
    arriving : [item unit] (place, item, period)
    issue : used at the place, with what really arrives [item unit] (place, item, period)
    """

    packs: Floats
    quantity: Floats
    arriving: Floats
    issue: Floats


def load_packs(network: Network, shipments: Shipments) -> Loads:
    """Round shipments to whole packs, and let some change hands where a floor would break."""
    packs = whole_packs(network, shipments.send)
    packs, arriving, issue = exchange_packs(network, shipments, packs)
    return Loads(packs, packs * network.supply.pack[network.item][:, None], arriving, issue)


def whole_packs(network: Network, send: Floats) -> Floats:
    """Packs of each arc, period by period, from what is left at the depot (arc, period).

    Parts of a pack are carried on, so that half a consultation a day is one every other day.
    """
    supply = network.supply
    packs, room = np.zeros(send.shape), Room(network.limits)
    pack, storable = supply.pack[network.item], supply.storable[network.item]
    for period in range(send.shape[1]):
        due = send[:, : period + 1].sum(axis=1) - (packs * pack[:, None]).sum(axis=1)
        behind = np.clip(due - send[:, period], -pack, pack)
        due = np.where(storable, due, send[:, period] + behind) * (send[:, period] > CLOSE)
        goods = [part[:, :, period] for part in spare_goods(network, packs * pack[:, None])]
        packs[:, period] = _round_period(network, due, send[:, period], goods, room, period)
    return packs


def _round_period(
    network: Network, due: Floats, fresh: Floats, goods: list[Floats], room: Room, period: int
) -> Floats:
    """Whole packs of one period.

    First what the period itself sends, rounded down, for which there is room for everybody; then
    what is left from periods before, those first who are furthest behind; then packs rounded up,
    by the largest remainder.

    Parameters
    ----------
    due : all that should have left by now and has not [item unit] (arc)
    fresh : what the period itself sends [item unit] (arc)
    goods : at hand, and of them those from the period before (depot, item); what leaves is taken
        off
    """
    size = network.supply.pack[network.item]
    packs, (free, old) = np.zeros(len(due)), goods
    own, whole = np.floor(np.minimum(fresh, due) / size + CLOSE), np.floor(due / size + CLOSE)
    behind = np.argsort(-(due - fresh) / np.maximum(due, CLOSE), kind="stable")
    extra = (due >= 1 - CLOSE) & (due / size - whole > CLOSE)
    by_remainder = np.argsort(-(due / size - whole), kind="stable")
    wishes = [(arc, own[arc]) for arc in np.flatnonzero(own > 0)]
    wishes += [(arc, whole[arc] - own[arc]) for arc in behind[(whole > own)[behind]]]
    wishes += [(arc, 1.0) for arc in by_remainder[extra[by_remainder]]]
    for arc, wish in wishes:
        depot, item = network.depot[arc], network.item[arc]
        from_store = network.from_store[arc, period]
        there = min(free[depot, item], old[depot, item] if from_store else np.inf)
        most = min(there, room.most(arc, period)) / size[arc]
        count = min(wish, np.floor(most + CLOSE))
        if count > 0:
            packs[arc] += count
            free[depot, item] -= count * size[arc]
            old[depot, item] -= count * size[arc] * from_store
            room.take(arc, period, count * size[arc])
    return packs


def describe_deliveries(
    network: Network, loads: Loads, units: list[str], reasons: pd.DataFrame
) -> pd.DataFrame:
    """One row per delivery, with the columns of DELIVERIES.

    Parameters
    ----------
    units : of each item (item)
    reasons : a row for each arc and period with any pack, in that order, with the columns of
        REASONS
    """
    demand, supply = network.demand, network.supply
    arc, period = np.nonzero(loads.packs > 0)
    depot, item, place = network.depot[arc], network.item[arc], network.place[arc]
    lane = network.lane[arc]
    dispatch = _dispatched(network, loads, arc, period)
    until = demand.until[item]
    frame = pd.DataFrame(
        {
            "organisation": np.array(supply.organisations, dtype=object)[depot],
            "depot": np.array(supply.depots, dtype=object)[depot],
            "item": np.array(demand.items, dtype=object)[item],
            "unit": np.array(units, dtype=object)[item],
            "quantity": loads.quantity[arc, period],
            "packs": loads.packs[arc, period],
            "place": np.array(demand.places, dtype=object)[place],
            "dispatch": pd.to_datetime(dispatch),
            "delivery": pd.to_datetime(dispatch + supply.lead[lane] * DAY),
            "expires": pd.to_datetime(np.where(until < FOREVER, until, NEVER)),
            "lots": "",
            "status": "proposed",
            **reasons,
        },
        columns=list(DELIVERIES),
    )
    texts = {name: str for name, kind in DELIVERIES.items() if kind == "text"}
    line = alike(network, arc, period)
    _, first, group = np.unique(line, return_index=True, return_inverse=True)
    for column in ("quantity", "packs"):
        frame[column] = np.bincount(group, weights=frame[column], minlength=len(first))[group]
    for column in ("dispatch", "delivery"):
        frame[column] = frame[column].groupby(group).transform("min")
    return in_order(frame.astype(texts).iloc[np.sort(first)])


def _dispatched(
    network: Network, loads: Loads, arc: Integers, period: Integers
) -> npt.NDArray[np.datetime64]:
    """Day on which each dispatch leaves, or the first of it (dispatch).

    Where all that was there before has left, or leaves for places where more would be too late, it
    is the day on which more becomes available.
    """
    supply, at = network.supply, (network.depot, network.item)
    sent = supply.fixed + leaving(network, loads.quantity)
    left = left_over(supply.quantity, sent, supply.kept, supply.storable)
    old = waiting(left, supply.kept, supply.storable)
    old -= supply.fixed_old + leaving(network, loads.quantity * network.from_store)
    there = (old[at] > CLOSE) | network.from_store
    ways = network.demand, supply, network.lane, network.item
    return dispatch_days(*ways, there)[arc, period]


def alike(network: Network, arc: Integers, period: Integers) -> Integers:
    """Number of the line of each dispatch: goods for one place that differ only in their earmark.

    By dispatch.
    """
    demand = network.demand
    name = np.unique(demand.items, return_inverse=True)[1][network.item[arc]]
    until = np.unique(demand.until, return_inverse=True)[1][network.item[arc]]
    keys = np.stack([network.lane[arc], period, name, until])
    return np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1)


def in_order(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Deliveries by the day on which they leave."""
    order = ["dispatch", "delivery", "place", "item", "organisation", "depot", "expires"]
    return deliveries.sort_values(order, kind="stable", ignore_index=True)
