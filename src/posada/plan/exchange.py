"""Packs that change hands after rounding, so that nobody falls below the floor for want of one.

It answers which places get a pack more than rounding gave them: one that was left over, or one in
place of others that a place can do without and still keep its floors. Packs go only on trips that
are made anyway, and never above the goods or a limit. Whoever is furthest below is served first.
"""

from __future__ import annotations

import numpy as np

from posada.plan.demand import THOUSAND, Flags, Floats, Integers
from posada.plan.network import Network, leaving, spare_goods
from posada.plan.objectives import NOTHING, Shipments
from posada.plan.shared_limits import Room
from posada.plan.stores import spare
from posada.plan.using import covered, open_need, use

CLOSE = 1e-6
FLOOR = 0.98  # of what could be guaranteed, as the plan says
WORTH_IT = 0.1  # share of a pack that must be of use where it goes, for others to give theirs up


def exchange_packs(
    network: Network, shipments: Shipments, packs: Floats
) -> tuple[Floats, Floats, Floats]:
    """Packs after as many floors have been mended as can be.

    Parameters
    ----------
    packs : as rounding gives them (arc, period)

    Returns
    -------
    packs (arc, period), what arrives and what is used at the places [item unit] (place, item,
    period).
    """
    exchange = _Exchange(network, shipments, packs)
    while (row := exchange.furthest_below()) >= 0:
        if not exchange.mend(row):
            exchange.open[row] = False
    return exchange.packs, exchange.arriving, exchange.issue


class _Exchange:
    """Packs, goods at the depots and cover at the places while packs change hands.

    Attributes
    ----------
    packs : (arc, period)
    trips : dispatches on trips that are made anyway (arc, period)
    arriving, issue : at the places [item unit] (place, item, period)
    unused : of what has arrived, never used up to the end (place, item, period of arrival)
    sent, old_sent : leaves the depot, and of it what must be there from the period before
        [item unit] (depot, item, period)
    free, old : could leave it as well and be missed by nobody, and of it what is there from the
        period before [item unit] (depot, item, period)
    target, coverage : that a floor should keep, and has (floor)
    open : floors that have not been tried in vain (floor)
    rows : floors of each place and standard, filled up with -1 (place, standard, floor)
    """

    def __init__(self, network: Network, shipments: Shipments, packs: Floats) -> None:
        self.network, self.planned, self.packs = network, shipments.issue, packs.copy()
        self.size = network.supply.pack[network.item]
        self.load = self.size * network.supply.weight[network.item]
        self.serves = network.demand.serves[network.item]
        self.trips = _trips(network, shipments.send)
        self.room = Room(network.limits)
        self.arriving = network.given.copy()
        self._send_all()
        self.level = np.where(shipments.level < NOTHING, 0, shipments.level)
        self.target = FLOOR * shipments.relaxed * self.level
        floors, demand = network.floors, network.demand
        self.open: Flags = demand.life_saving[floors.standard] & (self.level > 0)
        self.rows = floors.rows(demand)
        order = np.argsort(floors.row, kind="stable")
        ends = np.cumsum(np.bincount(floors.row, minlength=len(floors.need)))
        self.cells = np.split(floors.cell[order], ends[:-1])
        items = np.arange(len(demand.items))
        everywhere = np.arange(len(demand.places))
        self.issue, self.unused = use(network, everywhere, items, self.arriving, self.planned)
        self.coverage = np.zeros(len(floors.need))
        for place, standard in np.unique(np.stack([floors.place, floors.standard]), axis=1).T:
            self._cover(place, standard)

    def _send_all(self) -> None:
        """Goods that leave and arrive, and the limits that they use up."""
        network = self.network
        quantity = self.packs * self.size[:, None]
        arc, period = np.nonzero(self.packs)
        at = network.place[arc], network.item[arc], network.arrival[arc, period]
        np.add.at(self.arriving, at, quantity[arc, period])
        for one, when in zip(arc.tolist(), period.tolist(), strict=True):
            self.room.take(one, when, quantity[one, when])
        self.sent = network.supply.fixed + leaving(network, quantity)
        self.old_sent = network.supply.fixed_old + leaving(network, quantity * network.from_store)
        self.free, self.old = spare_goods(network, quantity)

    def furthest_below(self) -> int:
        """The open floor that is furthest below what it should keep, -1 if there is none."""
        lacking = (self.target - self.coverage) * self.open
        behind = lacking / np.maximum(self.level, CLOSE)
        row = int(np.argmax(behind)) if len(behind) else -1
        return row if row >= 0 and lacking[row] > CLOSE else -1

    def mend(self, row: int) -> bool:
        """Give one more pack for a floor, if there is a way."""
        for arc, period in self._ways(row, CLOSE):
            free = self._at_hand(arc, period) and self._fits(arc, period)
            if free and self._helps(row, (arc, period, 1)):
                return True
        for arc, period in self._ways(row, WORTH_IT):
            giver, packs = self._giver(arc, period)
            if packs and self._helps(row, (giver, period, -packs), (arc, period, 1)):
                return True
        return False

    def _helps(self, row: int, *moves: tuple[int, int, int]) -> bool:
        """Whether some packs more and fewer lift a floor and break none; if not, they go back."""
        before = self.coverage.copy()
        for arc, period, packs in moves:
            self._move(arc, period, packs)
        kept = self.coverage >= np.minimum(before, self.target) - CLOSE * self.level
        if kept.all() and self.coverage[row] > before[row] + CLOSE * self.level[row]:
            return True
        for arc, period, packs in moves:
            self._move(arc, period, -packs)
        return False

    def _ways(self, row: int, least: float) -> list[tuple[int, int]]:
        """Trips on which one more pack would be of use for a floor, the most useful first.

        Parameters
        ----------
        least : share of a pack that must be of use
        """
        network, floors = self.network, self.network.floors
        place, last = floors.place[row], floors.last[row]
        arcs = np.flatnonzero((network.place == place) & (self.serves == floors.standard[row]))
        arrival = network.arrival[arcs]
        lacking = self._lacking(place, floors.standard[row], network.item[arcs], last)
        useful = np.take_along_axis(lacking, np.maximum(arrival, 0), axis=1)
        useful = np.minimum(useful / self.size[arcs][:, None], 1)
        good = self.trips[arcs] & (useful >= least)
        arc, period = np.nonzero(good)
        order = np.lexsort((period, -useful[arc, period]))
        return list(zip(arcs[arc[order]].tolist(), period[order].tolist(), strict=True))

    def _lacking(self, place: int, standard: int, items: Integers, last: int) -> Floats:
        """Open need up to a period that a pack which arrives in each could meet.

        In item units (item, period).
        """
        demand, storable = self.network.demand, self.network.supply.storable[items][:, None]
        rate = demand.rate[place, items] * THOUSAND
        issue = self.issue[[place]][:, demand.serves == standard]
        short = np.maximum(open_need(demand, np.array([place]), standard, issue)[0], 0)
        short[last + 1 :] = 0
        if demand.durable[standard]:
            return np.where(np.arange(len(short)) <= last, short[last], 0.0) * rate
        amount = short * rate
        ahead = np.cumsum(amount[:, ::-1], axis=1)[:, ::-1]
        return np.where(storable, ahead, amount)

    def _at_hand(self, arc: int, period: int) -> bool:
        """One more pack is at the depot, and nobody is to get it later."""
        there = self.old if self.network.from_store[arc, period] else self.free
        free = there[self.network.depot[arc], self.network.item[arc], period]
        return bool(free >= self.size[arc] * (1 - CLOSE))

    def _fits(self, arc: int, period: int) -> bool:
        """One more pack fits into every limit."""
        return bool(self.room.most(arc, period) >= self.size[arc] * (1 - CLOSE))

    def _giver(self, arc: int, period: int) -> tuple[int, int]:
        """An arc whose place keeps its floors without some packs that make room for one here.

        Of those of the same depot the one that has most to spare; and how many packs, 0 if there
        is none.
        """
        network, packs = self.network, self.packs[:, period]
        near = (network.depot == network.depot[arc]) & (packs > 0)
        near &= (network.place != network.place[arc]) | (self.serves != self.serves[arc])
        if not self._at_hand(arc, period):
            near &= network.item == network.item[arc]
            near &= network.from_store[:, period] >= network.from_store[arc, period]
        givers = np.flatnonzero(near)
        alike = network.item[givers] == network.item[arc]
        number = np.ceil(self.load[arc] / np.maximum(self.load[givers], CLOSE) - CLOSE)
        number = np.where(alike, 1.0, np.maximum(number, 1.0))
        spare = self._spare(givers, period, number)
        for one in np.argsort(-spare, kind="stable"):
            if spare[one] < -CLOSE:
                break
            giver, count = int(givers[one]), int(number[one])
            if count <= packs[giver] and self._makes_room(giver, arc, period, count):
                return giver, count
        return -1, 0

    def _spare(self, givers: Integers, period: int, packs: Floats) -> Floats:
        """By how much a place keeps the floors that it has, at the least, without some packs.

        By giver.
        """
        network, floors = self.network, self.network.floors
        place, item, comes = network.place[givers], network.item[givers], network.arrival[givers]
        comes = comes[:, period]
        amount = np.maximum(packs * self.size[givers] - self.unused[place, item, comes], 0)
        rate = network.demand.rate[place, item, comes] * THOUSAND
        worth = amount / np.maximum(rate, CLOSE)
        rows = self.rows[place, self.serves[givers]]
        left = self.coverage[rows] - worth[:, None] / floors.need[rows] - self.target[rows]
        counts = (rows >= 0) & (floors.last[rows] >= comes[:, None])
        left = np.where(counts, left / np.maximum(self.level[rows], CLOSE), np.inf)
        return left.min(axis=1, initial=np.inf)

    def _makes_room(self, giver: int, arc: int, period: int, packs: int) -> bool:
        """Whether one more pack fits into every limit once some others stay behind."""
        amount = packs * self.size[giver]
        self.room.take(giver, period, -amount)
        fits = self._fits(arc, period)
        self.room.take(giver, period, amount)
        return fits

    def _move(self, arc: int, period: int, packs: int) -> None:
        """Some packs more, or fewer."""
        network, supply = self.network, self.network.supply
        depot, item, place = network.depot[arc], network.item[arc], network.place[arc]
        amount = packs * self.size[arc]
        self.packs[arc, period] += packs
        self.room.take(arc, period, amount)
        self.arriving[place, item, network.arrival[arc, period]] += amount
        self.sent[depot, item, period] += amount
        self.old_sent[depot, item, period] += amount * network.from_store[arc, period]
        goods = supply.quantity[depot, item], self.sent[depot, item], supply.kept[item]
        rule = supply.storable[item], self.old_sent[depot, item]
        self.free[depot, item], self.old[depot, item] = spare(*goods, *rule)
        self._use(place, self.serves[arc])
        self._cover(place, self.serves[arc])

    def _use(self, place: int, standard: int) -> None:
        """What is used at a place of what serves a standard, and what never is."""
        items = np.flatnonzero(self.network.demand.serves == standard)
        at = np.array([place]), items
        here = np.ix_(*at)
        found = use(self.network, *at, self.arriving[here], self.planned[here])
        self.issue[here], self.unused[here] = found

    def _cover(self, place: int, standard: int) -> None:
        """Coverage of the floors of a place."""
        demand = self.network.demand
        issue = self.issue[[place]][:, demand.serves == standard]
        total = covered(demand, np.array([place]), standard, issue)[0]
        for row in self.rows[place, standard]:
            if row >= 0:
                cells = self.cells[row]
                met = np.minimum(total[demand.period[cells]], demand.mean[cells]).sum()
                self.coverage[row] = min(met / self.network.floors.need[row], 1.0)


def _trips(network: Network, send: Floats) -> Flags:
    """Dispatches on lanes and in periods in which something leaves anyway (arc, period)."""
    made = np.zeros((len(network.supply.lane_place), send.shape[1]), dtype=bool)
    np.logical_or.at(made, network.lane, send > CLOSE)
    return made[network.lane] & (network.arrival >= 0)
