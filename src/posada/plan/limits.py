"""Which limit stands in the way of covering more.

It answers from the plan itself, after rounding, and not from the solver's prices:

- `no lane`: no lane leads to the place from any depot that has or will have the thing
- `time`: nothing could arrive by then, or goods are left that could not arrive by then
- `lane`, `depot`: the transport of the lane, or of the depot, is used up wherever goods are left,
  or on every way by which anything could arrive by then
- `stock`: transport is left, but the depots that can reach the place have given what they have;
  or nobody has the thing
- `none`: nothing stands in the way; what is short is too unlikely, or too little for one unit
"""

from __future__ import annotations

import numpy as np

from posada.plan.deliveries import Loads
from posada.plan.demand import Flags, Floats, Integers
from posada.plan.network import Network

ENOUGH = 0.995
LEFT_OVER = 0.02  # share of goods or tonnes that rounding to packs may leave behind


def find_limits(network: Network, loads: Loads, coverage: Floats) -> list[str]:
    """What stands in the way of more, by the rules of the module (cell)."""
    demand = network.demand
    spare, tight_lane, tight_depot = _room(network, loads)
    limits = []
    for cell in range(len(demand.place)):
        if coverage[cell] >= ENOUGH:
            limits.append("none")
            continue
        arcs = (network.place == demand.place[cell]) & (
            demand.serves[network.item] == demand.standard[cell]
        )
        limits.append(_limit(network, np.flatnonzero(arcs), cell, spare, tight_lane, tight_depot))
    return limits


def _room(network: Network, loads: Loads) -> tuple[Flags, Flags, Flags]:
    """Goods are left; the lane is full; the transport of the depot is full (arc, period)."""
    supply = network.supply
    sent = supply.fixed.copy()
    np.add.at(sent, (network.depot, network.item), loads.quantity)
    left = np.cumsum(supply.quantity - sent, axis=2)
    left = np.minimum.accumulate(left[:, :, ::-1], axis=2)[:, :, ::-1]
    left = np.where(supply.storable[None, :, None], left, supply.quantity - sent)
    pack = supply.pack[network.item][:, None]
    tonnes = pack * supply.weight[network.item][:, None]
    loaded = loads.quantity * supply.weight[network.item][:, None]
    by_lane, by_depot = np.zeros(supply.lane_tonnes.shape), np.zeros(supply.dispatch_tonnes.shape)
    np.add.at(by_lane, network.lane, loaded)
    np.add.at(by_depot, network.depot, loaded)
    lane_room = _spare_room(supply.lane_tonnes, by_lane)[network.lane]
    depot_room = _spare_room(supply.dispatch_tonnes, by_depot)[network.depot]
    heavy = tonnes > 0
    sharing = np.zeros(supply.quantity.shape[:2])
    np.add.at(sharing, (network.depot, network.item), supply.pack[network.item])
    total = np.where(supply.storable[:, None], supply.quantity.sum(2)[..., None], supply.quantity)
    enough = np.maximum(sharing[..., None], LEFT_OVER * total)
    spare = (left > enough)[network.depot, network.item]
    return spare, heavy & (lane_room < tonnes), heavy & (depot_room < tonnes)


def _spare_room(limit: Floats, loaded: Floats) -> Floats:
    """Tonnes that are left of a limit, without what rounding may leave behind."""
    return np.where(np.isfinite(limit), (1 - LEFT_OVER) * limit - loaded, np.inf)


def _limit(
    network: Network, arcs: Integers, cell: int, spare: Flags, tight_lane: Flags, tight_depot: Flags
) -> str:
    """The limit of one cell."""
    if not len(arcs):
        return _unreached(network, cell)
    period = network.demand.period[cell]
    arrival = network.arrival[arcs]
    storable = network.supply.storable[network.item[arcs]][:, None]
    in_time = (arrival >= 0) & np.where(storable, arrival <= period, arrival == period)
    if not in_time.any():
        return "time"
    blocked = tight_lane[arcs] | tight_depot[arcs]
    free, ready = in_time & ~blocked, in_time & spare[arcs]
    if (free & ready).any():
        return "none"
    if ready.any() or not free.any():
        held_back = ready if ready.any() else in_time
        return "lane" if (held_back & tight_lane[arcs]).any() else "depot"
    return "time" if (spare[arcs] & storable & (arrival > period)).any() else "stock"


def _unreached(network: Network, cell: int) -> str:
    """Why nothing at all can be brought: nobody has it, no lane leads there, or it is too late."""
    demand, supply = network.demand, network.supply
    items = demand.serves == demand.standard[cell]
    held = (supply.quantity.sum(axis=2) > 0)[:, items].any(axis=1)
    lanes = supply.lane_place == demand.place[cell]
    if not lanes.any():
        return "no lane"
    if not held.any():
        return "stock"
    return "time" if held[supply.lane_depot[lanes]].any() else "no lane"
