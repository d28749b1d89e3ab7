"""From the solver's shipments to deliveries that people can load: whole packs, with a reason.

It answers what to load where on which day. It never sends more than a depot has or than its
transport can carry, also after rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.plan.demand import Floats, Integers
from posada.plan.network import Network
from posada.plan.objectives import Shipments
from posada.plan.result import DELIVERIES
from posada.plan.supply import DAY

CLOSE = 1e-6
MOST = 0.95  # the last leftovers of a delivery do not stretch the days that it covers


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
    """Round shipments to whole packs, up where stock and transport allow it."""
    packs = _whole_packs(network, shipments.send)
    quantity = packs * network.supply.pack[network.item][:, None]
    arriving = np.zeros(shipments.issue.shape)
    arc, period = np.nonzero(network.arrival >= 0)
    target = network.place[arc], network.item[arc], network.arrival[arc, period]
    np.add.at(arriving, target, quantity[arc, period])
    return Loads(packs, quantity, arriving, _issue(network, arriving, shipments.issue))


def _whole_packs(network: Network, send: Floats) -> Floats:
    """Packs of each arc, period by period, from what is left at the depot (arc, period).

    Parts of a pack are carried on, so that half a consultation a day is one every other day.
    """
    supply = network.supply
    packs, sent = np.zeros(send.shape), np.zeros(supply.quantity.shape)
    pack, storable = supply.pack[network.item], supply.storable[network.item]
    rest = np.zeros(supply.quantity.shape[:2])
    gone = np.zeros(supply.quantity.shape[:2])
    for period in range(send.shape[1]):
        rest = rest * supply.kept[:, period] * supply.storable + supply.quantity[:, :, period]
        due = send[:, : period + 1].sum(axis=1) - (packs * pack[:, None]).sum(axis=1)
        behind = np.clip(due - send[:, period], -pack, pack)
        due = np.where(storable, due, send[:, period] + behind) * (send[:, period] > CLOSE)
        packs[:, period] = _round_period(network, due, rest, period)
        np.subtract.at(rest, (network.depot, network.item), packs[:, period] * pack)
        np.add.at(sent[:, :, period], (network.depot, network.item), packs[:, period] * pack)
        out = np.maximum(supply.expiring[:, :, period] - sent.sum(axis=2) - gone, 0)
        out = np.minimum(out, np.maximum(rest, 0))
        rest, gone = rest - out, gone + out
    return packs


def _round_period(network: Network, due: Floats, rest: Floats, period: int) -> Floats:
    """Whole packs of one period: what is due rounded down, then up by the largest remainder."""
    supply = network.supply
    size = supply.pack[network.item]
    tonnes = size * supply.weight[network.item]
    goods, lane = rest.copy(), supply.lane_tonnes[:, period].copy()
    dispatch = supply.dispatch_tonnes[:, period].copy()
    packs = np.zeros(len(due))
    whole = np.floor(due / size + CLOSE)
    extra = (due >= 1 - CLOSE) & (due / size - whole > CLOSE)
    by_remainder = np.argsort(-(due / size - whole), kind="stable")
    wishes = [(arc, whole[arc]) for arc in np.flatnonzero(whole > 0)]
    wishes += [(arc, 1.0) for arc in by_remainder if extra[arc]]
    for arc, wish in wishes:
        depot, item, way = network.depot[arc], network.item[arc], network.lane[arc]
        room = goods[depot, item] / size[arc]
        if tonnes[arc] > 0:
            room = min(room, lane[way] / tonnes[arc], dispatch[depot] / tonnes[arc])
        count = min(wish, np.floor(room + CLOSE))
        packs[arc] += count
        goods[depot, item] -= count * size[arc]
        lane[way] -= count * tonnes[arc]
        dispatch[depot] -= count * tonnes[arc]
    return packs


def _issue(network: Network, arriving: Floats, planned: Floats) -> Floats:
    """What is used at the places with what really arrives (place, item, period).

    Things that cannot be stored are used as they arrive, the others as planned.
    """
    supply, demand = network.supply, network.demand
    issue, store = np.zeros(planned.shape), np.zeros(planned.shape[:2])
    lasting = demand.durable[demand.serves]
    late = np.zeros(planned.shape[:2])
    for period in range(planned.shape[2]):
        store = store * supply.kept[:, period] * supply.storable + arriving[:, :, period]
        wanted = planned[:, :, period] + late
        wanted = np.where(supply.storable, wanted, store)
        issue[:, :, period] = np.minimum(wanted, store)
        store = store - issue[:, :, period]
        late = (wanted - issue[:, :, period]) * lasting
    return issue


def describe_deliveries(
    network: Network, loads: Loads, units: list[str], standards: dict[str, str]
) -> pd.DataFrame:
    """One row per delivery, with the columns of DELIVERIES."""
    demand, supply = network.demand, network.supply
    arc, period = np.nonzero(loads.packs > 0)
    depot, item, place = network.depot[arc], network.item[arc], network.place[arc]
    dispatch = _dispatch_days(network, depot, item, period)
    arrival = dispatch + supply.lead[network.lane[arc]] * DAY
    reasons = _reasons(network, loads, arc, period, standards)
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
            "delivery": pd.to_datetime(arrival),
            "status": "proposed",
            "reason": reasons,
        },
        columns=list(DELIVERIES),
    )
    texts = {name: str for name, kind in DELIVERIES.items() if kind == "text"}
    order = ["dispatch", "delivery", "place", "item", "organisation", "depot"]
    return frame.astype(texts).sort_values(order, kind="stable", ignore_index=True)


def _dispatch_days(
    network: Network, depot: Integers, item: Integers, period: Integers
) -> np.ndarray:
    """First day of the period, or the later day on which the goods become available."""
    supply, starts = network.supply, network.demand.starts
    before = np.cumsum(supply.quantity, axis=2) - supply.quantity
    waiting = (before > 0) & supply.storable[None, :, None]
    ready = np.where(waiting, starts, np.maximum(supply.ready, starts))
    return ready[depot, item, period]


def _reasons(
    network: Network, loads: Loads, arc: Integers, period: Integers, standards: dict[str, str]
) -> list[str]:
    """One plain sentence per delivery."""
    demand = network.demand
    index, last_days = demand.index, demand.starts + (demand.days - 1) * DAY
    sentences = []
    for a, t in zip(arc, period, strict=True):
        place, item, first = network.place[a], network.item[a], network.arrival[a, t]
        standard = demand.serves[item]
        used, last = loads.issue[place, item, first], first
        if network.supply.storable[item]:
            used, last = _use(loads, place, item, first)
        used *= loads.quantity[a, t] / max(loads.arriving[place, item, first], CLOSE)
        need = _need(demand, index[place, standard], item, place, first, last)
        days = _days(demand.starts[first], last_days[last])
        name = demand.items[item]
        about = f"; standard: {standards[name]}" if standards.get(name) else ""
        name = name[0].lower() + name[1:] if name[1:2].islower() else name
        share = _percent(used / need) if need > 0 else "part"
        sentences.append(f"covers {share} of {name} at {demand.places[place]} {days}{about}")
    return sentences


def _need(demand, cells, item, place, first, last) -> float:  # type: ignore[no-untyped-def]
    """Mean need of an item over some periods [item unit]; for durables all that is still open."""
    chosen = cells[first : last + 1]
    rate = demand.rate[first : last + 1, place, item]
    mean = np.where(chosen >= 0, demand.mean[chosen], 0.0) * rate * 1000
    return float(mean[-1] if demand.durable[demand.serves[item]] else mean.sum())


def _use(loads: Loads, place: int, item: int, first: int) -> tuple[float, int]:
    """How much of what arrives is used, first come first used, and when most of it has been."""
    issued = np.cumsum(loads.issue[place, item])
    arrived = np.cumsum(loads.arriving[place, item])
    amount = loads.arriving[place, item, first]
    used = np.clip(issued - (arrived[first] - amount), 0, amount)
    last = max(first, int(np.searchsorted(used, MOST * used[-1])))
    return float(used[last]), last


def _percent(share: float) -> str:
    """A share in words, never a false zero."""
    return "under 1 %" if share < 0.01 else f"{min(share, 1):.0%}".replace("%", " %")


def _days(first: np.datetime64, last: np.datetime64) -> str:
    """Dates as a person writes them: `on 20 November`, `from 20 to 26 November`."""
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    if start == end:
        return f"on {start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"from {start.day} to {end.day} {end:%B %Y}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"from {start.day} {start:%B}{year} to {end.day} {end:%B %Y}"
