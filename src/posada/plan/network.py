"""Which shipments are possible at all: the arcs from depots to places, item by item.

It answers what may be sent when, and which needs can be reached. Everything else has no variable
in the program, and is short whatever is done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posada.plan.demand import DAY, Demand, Flags, Floats, Integers
from posada.plan.shared_limits import SharedLimit, shared_limits
from posada.plan.spans import Spans, blocks, checkpoints
from posada.plan.stores import spare
from posada.plan.supply import Supply

LEAST_NEED = 1e-4  # [thousand person-day equivalents]: a tenth of a person-day is not planned for


@dataclass(frozen=True)
class Network:
    """Possible shipments and issues.

    Parameters
    ----------
    demand, supply : what is asked for and what there is
    lane, item, depot, place : of each arc (arc)
    arrival : period of arrival of a dispatch on the arc, -1 where there is none (arc, period)
    from_store : only goods that the depot has from the period before can leave, since what comes
        in the period would arrive in a later one than `arrival` (arc, period)
    reached : an item can be at hand (place, item, period)
    issuable : an item can be used there: it can be at hand, and it is needed (place, item, period)
    floors : spans of the fairness floor, up to each checkpoint
    blocks : the same days cut into spans that do not overlap
    given : arrives by lines that stand already [item unit] (place, item, period)
    limits : what the shipments share: transport, handling, money
    closed : nothing more of the item may be planned on the lane (lane, item)
    """

    demand: Demand
    supply: Supply
    lane: Integers
    item: Integers
    depot: Integers
    place: Integers
    arrival: Integers
    from_store: Flags
    reached: Flags
    issuable: Flags
    floors: Spans
    blocks: Spans
    given: Floats
    limits: tuple[SharedLimit, ...]
    closed: Flags

    def planned(self) -> Flags:
        """Cells in which something can be issued (cell)."""
        demand = self.demand
        reach = np.zeros((len(demand.places), len(demand.standards), len(demand.days)), bool)
        place, item, period = np.nonzero(self.issuable)
        reach[place, demand.serves[item], period] = True
        durable = np.logical_or.accumulate(reach, axis=2)
        reach = np.where(demand.durable[None, :, None], durable, reach)
        return reach[demand.place, demand.standard, demand.period] & (demand.mean > LEAST_NEED)


def make_network(
    demand: Demand,
    supply: Supply,
    floor_days: int,
    given: Floats | None = None,
    closed: Flags | None = None,
) -> Network:
    """Arcs along lanes whose depot holds or will hold something needed at the place.

    Parameters
    ----------
    given : arrives whatever is planned [item unit] (place, item, period)
    closed : nothing more of the item may be planned on the lane (lane, item)
    """
    needed = _needed(demand)
    held = supply.quantity.sum(axis=2) > 0
    wanted = held[supply.lane_depot] & np.any(needed[supply.lane_place], axis=2) & supply.allowed
    closed = np.zeros(supply.allowed.shape, dtype=bool) if closed is None else closed
    wanted &= ~closed
    lane, item = np.nonzero(wanted)
    depot, place = supply.lane_depot[lane], supply.lane_place[lane]
    arrival, from_store = _arrival(demand, supply, needed, lane, item)
    useful = (arrival >= 0).any(axis=1)
    lane, item, depot, place = (part[useful] for part in (lane, item, depot, place))
    arrival, from_store = arrival[useful], from_store[useful]
    reached = np.zeros(needed.shape, dtype=bool)
    arc, period = np.nonzero(arrival >= 0)
    reached[place[arc], item[arc], arrival[arc, period]] = True
    given = np.zeros(needed.shape) if given is None else given
    reached |= given > 0
    stays = np.logical_or.accumulate(reached, axis=2)
    reached = np.where(supply.storable[None, :, None], stays, reached) & (demand.usable > 0)
    spans = checkpoints(demand, floor_days), blocks(demand, floor_days)
    issuable = reached & needed
    limits = shared_limits(supply, lane, item, arrival)
    return Network(
        demand,
        supply,
        lane,
        item,
        depot,
        place,
        arrival,
        from_store,
        reached,
        issuable,
        *spans,
        given,
        limits,
        closed,
    )


def dispatch_days(
    demand: Demand,
    supply: Supply,
    lane: Integers,
    item: Integers,
    waiting: Flags | None = None,
) -> npt.NDArray[np.datetime64]:
    """Day on which what is sent in each period leaves (arc, period).

    It is the first day of the period, or the later one on which the goods become available or the
    lane is open, which may lie after the period: then nothing can leave in it.

    Parameters
    ----------
    waiting : goods are at the depot since an earlier period (arc, period); None: where any came
    """
    depot = supply.lane_depot[lane]
    quantity = supply.quantity[depot, item]
    if waiting is None:
        waiting = np.cumsum(quantity, axis=1) - quantity > 0
    waiting = waiting & supply.storable[item][:, None]
    starts = demand.starts[None, :]
    ready = np.where(waiting, starts, np.maximum(supply.ready[depot, item], starts))
    day = ((ready - demand.starts[0]) / DAY).astype(np.int64)
    return demand.starts[0] + np.take_along_axis(supply.next_open[lane], day, axis=1) * DAY


def leaving(network: Network, quantity: Floats) -> Floats:
    """What is planned to leave each depot [item unit] (depot, item, period).

    Parameters
    ----------
    quantity : [item unit] (arc, period)
    """
    sent = np.zeros(network.supply.quantity.shape)
    np.add.at(sent, (network.depot, network.item), quantity)
    return sent


def spare_goods(network: Network, quantity: Floats) -> tuple[Floats, Floats]:
    """What `spare` gives when some goods leave beside the lines that stand (depot, item, period).

    Parameters
    ----------
    quantity : planned [item unit] (arc, period)
    """
    supply, sent = network.supply, network.supply.fixed + leaving(network, quantity)
    old = supply.fixed_old + leaving(network, quantity * network.from_store)
    return spare(supply.quantity, sent, supply.kept, supply.storable, old)


def _needed(demand: Demand) -> Flags:
    """An item is of use in the period (place, item, period)."""
    cell = np.zeros((len(demand.places), len(demand.standards), len(demand.days)), dtype=bool)
    real = demand.mean > LEAST_NEED
    cell[demand.place[real], demand.standard[real], demand.period[real]] = True
    return cell[:, demand.serves] & (demand.rate > 0)


def _arrival(
    demand: Demand, supply: Supply, needed: Flags, lane: Integers, item: Integers
) -> tuple[Integers, Flags]:
    """`arrival` and `from_store` of `Network`.

    Goods must be there to leave and still of use on arrival. A dispatch stands for all that leaves
    in its period, and arrives when the first of it does; what comes to the depot too late for that
    leaves in the next period.
    """
    quantity = supply.quantity[supply.lane_depot[lane], item]
    storable = supply.storable[item][:, None]
    there = np.where(storable, np.cumsum(quantity, axis=1), quantity) > 0
    comes = _comes(demand, supply, lane, item, dispatch_days(demand, supply, lane, item))
    nothing = np.zeros(there.shape, dtype=bool)
    fresh = _comes(demand, supply, lane, item, dispatch_days(demand, supply, lane, item, nothing))
    arrival = np.where(there, comes, -1)
    use = needed[supply.lane_place[lane], item]
    later = np.logical_or.accumulate(use[:, ::-1], axis=1)[:, ::-1]
    use = np.where(storable, later, use)
    useful = (arrival >= 0) & np.take_along_axis(use, np.maximum(arrival, 0), axis=1)
    return np.where(useful, arrival, -1), useful & (quantity > 0) & (fresh != arrival)


def _comes(
    demand: Demand,
    supply: Supply,
    lane: Integers,
    item: Integers,
    leaves: npt.NDArray[np.datetime64],
) -> Integers:
    """Period in which what leaves on a day arrives; -1 where it cannot leave or is of no use.

    By arc and period of dispatch, as `leaves` is.
    """
    arrives = leaves + supply.lead[lane][:, None] * DAY
    possible = (leaves <= demand.ends) & (arrives <= demand.until[item][:, None])
    return np.where(possible, demand.period_of(arrives), -1)
