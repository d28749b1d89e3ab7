"""Handing goods out lane by lane and day by day, as a dispatcher with a list would.

It answers what leaves when everybody on a list gets what is asked for until goods or transport
run out. It looks no further than the day; the naive rules are built on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.plan.demand import THOUSAND, Floats, Integers
from posada.plan.network import Network
from posada.plan.shared_limits import Room


@dataclass(frozen=True)
class Wishes:
    """Who asks for what today.

    Parameters
    ----------
    order : arcs in the order in which they are served (arc)
    quantity : asked for on each arc [item unit] (arc)
    """

    order: Integers
    quantity: Floats


class Allotment:
    """Goods, transport and open needs as the days go by.

    Attributes
    ----------
    period : the period whose dispatches are decided next
    rest : goods at hand [item unit] (depot, item)
    old : of them, there from the period before, at the most [item unit] (depot, item)
    mean_need : mean need in the period of arrival of each dispatch [item unit] (arc, period)
    send : what leaves [item unit] (arc, period)
    arriving : what arrives [item unit] (place, item, period)
    """

    def __init__(self, network: Network) -> None:
        self.network, self.period = network, 0
        demand = network.demand
        self.send = np.zeros(network.arrival.shape)
        self.arriving = np.zeros((len(demand.places), len(demand.items), len(demand.days)))
        self.rest = network.supply.quantity[:, :, 0].copy()
        self.old = np.zeros(self.rest.shape)
        self._room = Room(network.limits)
        self._open = np.zeros((len(demand.places), len(demand.standards), len(demand.days)))
        self._open[demand.place, demand.standard, demand.period] = demand.mean
        lasting = demand.durable
        self._open[:, lasting] = np.diff(self._open[:, lasting], axis=2, prepend=0).clip(min=0)
        worth = demand.rate[network.place, network.item] * THOUSAND
        at = network.place, demand.serves[network.item]
        first = np.maximum(network.arrival, 0)
        self._rate = np.take_along_axis(worth, first, axis=1)
        fresh = np.take_along_axis(self._open[at], first, axis=1) * self._rate
        self.mean_need = np.where(network.arrival >= 0, fresh, 0.0)

    @property
    def open_need(self) -> Floats:
        """Need at the place on the day of arrival that nothing has been sent for (arc)."""
        network, demand = self.network, self.network.demand
        arrival = network.arrival[:, self.period]
        rows = np.arange(len(arrival))
        at = network.place, demand.serves[network.item]
        so_far = np.cumsum(self._open[at], axis=1)[rows, arrival]
        durable = demand.durable[demand.serves[network.item]]
        need = np.where(durable, so_far, self._open[at][rows, arrival])
        return np.where(arrival >= 0, need * self._rate[:, self.period], 0.0)

    def serve(self, wishes: Wishes) -> None:
        """Send what is asked for while there is any, then go on to the next period."""
        supply, now = self.network.supply, self.period
        for arc in wishes.order[wishes.quantity[wishes.order] > 0]:
            if self.network.arrival[arc, now] >= 0:
                self._send(arc, wishes.quantity[arc])
        self.period += 1
        if self.period < len(self.network.demand.days):
            kept = supply.kept[:, self.period] * supply.storable
            self.old = self.rest * kept
            self.rest = self.old + supply.quantity[:, :, self.period]

    def _send(self, arc: int, wish: float) -> None:
        """One dispatch, no more than is still needed, at hand and can be carried."""
        network, now = self.network, self.period
        depot, item, place = network.depot[arc], network.item[arc], network.place[arc]
        arrival, standard = network.arrival[arc, now], network.demand.serves[item]
        open_days = self._open[place, standard, : arrival + 1]
        if not network.demand.durable[standard]:
            open_days = open_days[arrival:]
        rate = self._rate[arc, now]
        amount = min(wish, self.rest[depot, item], open_days.sum() * rate)
        amount = min(amount, self._room.most(arc, now))
        if network.from_store[arc, now]:
            amount = min(amount, self.old[depot, item])
            self.old[depot, item] -= amount
        self.send[arc, now] = amount
        self.arriving[place, item, arrival] += amount
        self.rest[depot, item] -= amount
        self._room.take(arc, now, amount)
        left = amount / rate
        for day in range(len(open_days)):
            taken = min(left, open_days[day])
            open_days[day] -= taken
            left -= taken
