"""Which limit stands in the way of covering more.

It answers from the plan itself, after rounding, and not from the solver's prices:

- `no lane`: no lane leads to the place from any depot that has or will have the thing
- `declined`: there are such lanes, but those who run them may not bring it there, by their mandate
  or by what the goods are meant for, or they have declined
- `time`: nothing could arrive by then, or goods are left that could not arrive by then; for a
  durable, which counts as covered when it comes later, by the end
- `lane`, `depot`, `handling`, `budget`: the transport of the lane or of the depot, what the place
  can receive, or the money of the organisation is used up wherever goods are left, or on every way
  by which anything could arrive by then
- `room`: goods could be brought earlier, but the place has no room to keep them until then
- `stock`: transport is left, but the depots that can reach the place have given what they have;
  or nobody has the thing
- `none`: nothing stands in the way; what is short is too unlikely, or too little for one unit
"""

from __future__ import annotations

import numpy as np

from posada.plan.deliveries import Loads
from posada.plan.demand import Flags, Floats
from posada.plan.network import Network, spare_goods
from posada.plan.shared_limits import used

ENOUGH = 0.995
LEFT_OVER = 0.02  # share of goods or tonnes that rounding to packs may leave behind


def find_limits(network: Network, loads: Loads, coverage: Floats) -> list[str]:
    """What stands in the way of more, by the rules of the module (cell)."""
    demand, supply = network.demand, network.supply
    spare, tight = _spare(network, loads), _tight(network, loads)
    possible = network.arrival >= 0
    blocked = np.zeros(possible.shape, dtype=bool)
    for full in tight.values():
        blocked |= full
    storable = supply.storable[network.item][:, None]
    in_time = _by_cell(network, possible)
    free, ready = _by_cell(network, possible & ~blocked), _by_cell(network, possible & spare)
    usable = _by_cell(network, possible & spare & ~blocked)
    too_late = _by_cell(network, possible & spare & storable, later=True)
    found = np.where(too_late, "time", "stock").astype(object)
    for kind, full in reversed(tight.items()):
        held_back = np.where(
            ready, _by_cell(network, spare & full), _by_cell(network, possible & full)
        )
        found[(ready | ~free) & held_back] = kind
    found[usable] = "room"
    found[_by_cell(network, possible & spare & ~blocked, full=_full(network, loads))] = "none"
    found[~in_time] = "time"
    arcs = np.zeros((len(demand.places), len(demand.standards)), dtype=bool)
    arcs[network.place, demand.serves[network.item]] = True
    unreached = ~arcs[demand.place, demand.standard]
    found[unreached] = _unreached(network)[demand.place, demand.standard][unreached]
    found[coverage >= ENOUGH] = "none"
    return [str(limit) for limit in found]


def _by_cell(
    network: Network, flags: Flags, *, later: bool = False, full: Flags | None = None
) -> Flags:
    """Whether a flag holds for any dispatch that could help, or that comes too late (cell).

    Parameters
    ----------
    flags : (arc, period of dispatch)
    full : places that have no room to keep any of an item for later (place, item, period)
    """
    demand, storable = network.demand, network.supply.storable[None, :, None]
    lasting = demand.durable[demand.serves][None, :, None]
    arc, period = np.nonzero(flags & (network.arrival >= 0))
    comes = np.zeros(network.reached.shape, dtype=bool)
    comes[network.place[arc], network.item[arc], network.arrival[arc, period]] = True
    after = np.zeros_like(comes)
    after[:, :, :-1] = np.logical_or.accumulate(comes[:, :, ::-1], axis=2)[:, :, -2::-1]
    if later:
        helps = after & storable & ~lasting
    else:
        helps = comes.copy()
        keeps = storable & (demand.usable > 0) & ~(np.zeros_like(comes) if full is None else full)
        for number in range(1, len(demand.days)):
            helps[:, :, number] |= helps[:, :, number - 1] & keeps[:, :, number - 1]
        helps &= demand.usable > 0
        helps |= after & lasting
    found = np.zeros((len(demand.places), len(demand.standards), len(demand.days)), dtype=bool)
    for item, standard in enumerate(demand.serves):
        found[:, standard] |= helps[:, item]
    return found[demand.place, demand.standard, demand.period]


def _full(network: Network, loads: Loads) -> Flags:
    """No room is left at the place to keep a pack for the next period (place, item, period)."""
    supply = network.supply
    store, full = np.zeros(loads.issue.shape[:2]), np.zeros(loads.issue.shape, dtype=bool)
    for period in range(len(network.demand.days)):
        store = store * supply.kept[:, period] * supply.storable
        store = store + loads.arriving[:, :, period] - loads.issue[:, :, period]
        left = (1 - LEFT_OVER) * supply.storage_tonnes - store @ supply.weight
        full[:, :, period] = left[:, None] < supply.pack * supply.weight
    return full


def _spare(network: Network, loads: Loads) -> Flags:
    """Goods are left at the depot (arc, period)."""
    supply, at = network.supply, (network.depot, network.item)
    free, old = spare_goods(network, loads.quantity)
    left = np.where(network.from_store, old[at], free[at])
    sharing = np.zeros(supply.quantity.shape[:2])
    np.add.at(sharing, (network.depot, network.item), supply.pack[network.item])
    total = np.where(supply.storable[:, None], supply.quantity.sum(2)[..., None], supply.quantity)
    enough = np.maximum(sharing[..., None], LEFT_OVER * total)
    return np.asarray(left > enough[at])


def _tight(network: Network, loads: Loads) -> dict[str, Flags]:
    """Where not one more pack fits into a limit, by its kind (arc, period).

    Nor one of those that share it: the largest of them is what rounding may leave behind.
    """
    pack, tight = network.supply.pack[network.item], {}
    for limit in network.limits:
        # Without what rounding may leave behind of a large limit.
        with np.errstate(invalid="ignore"):
            room = (1 - LEFT_OVER) * limit.most - used(limit, loads.quantity)
        one = np.broadcast_to((pack * limit.use)[:, None], limit.span.shape)
        at = limit.owner[:, None], np.maximum(limit.span, 0)
        largest = np.zeros(limit.most.shape)
        np.maximum.at(largest, at, one * ((limit.span >= 0) & (loads.quantity > 0)))
        short = room[at] < np.maximum(one, largest[at])
        tight[limit.kind] = (limit.span >= 0) & (one > 0) & short
    return tight


def _unreached(network: Network) -> np.ndarray:
    """Why nothing at all can be brought: nobody has it, no lane, nobody willing, or too late.

    By place and standard.
    """
    demand, supply = network.demand, network.supply
    held = np.zeros((len(supply.depots), len(demand.standards)), dtype=bool)
    depot, item = np.nonzero(supply.quantity.sum(axis=2) > 0)
    held[depot, demand.serves[item]] = True
    lanes = np.zeros(len(demand.places), dtype=bool)
    lanes[supply.lane_place] = True
    near = np.zeros((len(demand.places), len(demand.standards)), dtype=bool)
    np.logical_or.at(near, supply.lane_place, held[supply.lane_depot])
    willing = np.zeros_like(near)
    lane, item = np.nonzero(supply.allowed & ~network.closed)
    mine = supply.quantity.sum(axis=2)[supply.lane_depot[lane], item] > 0
    willing[supply.lane_place[lane[mine]], demand.serves[item[mine]]] = True
    why = np.where(near, np.where(willing, "time", "declined"), "no lane")
    why = np.where(np.any(held, axis=0, keepdims=True), why, "stock")
    return np.where(lanes[:, None], why, "no lane")
