"""How the people at a place share what has arrived, in each draw.

It answers how much is covered and lacking when on every day the same part of what is needed is
handed out, as far as the goods at hand and those on the way can last at the mean need of the days
ahead. What cannot be kept that long is handed out sooner, what expires first before the rest;
those who wait for a durable get it when it comes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

from posada.plan.demand import Demand, Flags, Floats, Integers
from posada.plan.supply import kept_in_store
from posada.plan.tiers import value_of_coverage
from posada.scenario.model import Scenario


@dataclasses.dataclass(frozen=True)
class Shared:
    """What one standard gets.

    Parameters
    ----------
    standard : its number
    need, covered, lacking : in all, in thousands; `lacking` of a durable on every day (draw, place)
    value : mean over the draws (place)
    """

    standard: int
    need: Floats
    covered: Floats
    lacking: Floats
    value: Floats


def share_out(scenario: Scenario, demand: Demand, arriving: Floats) -> Iterator[Shared]:
    """What each standard gets; one after the other, because all together would not fit.

    Parameters
    ----------
    arriving : [thousand person-day equivalents] (period, place, item)
    """
    kept, storable = kept_in_store(scenario, demand)
    last = np.where(demand.usable > 0, np.arange(len(demand.days)), -1).max(axis=1)
    for standard in range(len(demand.standards)):
        mine = np.flatnonzero(demand.serves == standard)
        goods = Goods(arriving[:, :, mine], kept[mine], storable[mine], last[mine])
        yield _share_one(demand, standard, goods, demand.usable[mine])


@dataclasses.dataclass(frozen=True)
class Goods:
    """The goods of one standard.

    Parameters
    ----------
    arriving : [thousand person-day equivalents] (period, place, item)
    kept : share left in store from the period before (item, period)
    storable : may wait for a later period (item)
    last : last period in which it can be used (item)
    """

    arriving: Floats
    kept: Floats
    storable: Flags
    last: Integers

    def lasting(self, period: int) -> Integers:
        """Last period in which what is at hand can be used (item)."""
        return np.where(self.storable, self.last, period)


def _share_one(demand: Demand, standard: int, goods: Goods, usable: Floats) -> Shared:
    """One standard, period by period."""
    need = _need(demand, standard)
    durable, mean = bool(demand.durable[standard]), need.mean(axis=1)
    store = np.zeros((*need.shape[1:], len(goods.last)))
    covered, lacking = np.zeros(need.shape[1:]), np.zeros(need.shape[1:])
    value = np.zeros(need.shape[2])
    for period, required in enumerate(need):
        alive = goods.storable & (goods.last >= period)
        store = store * (goods.kept[:, period] * alive) + goods.arriving[period]
        wanted = required - covered if durable else required
        at_hand, ending = store, usable[:, period] < 1
        if ending.any():
            most = wanted[..., None] * usable[:, period]
            at_hand = np.where(ending, np.minimum(store, most), store)
        amount = at_hand.sum(axis=2)
        issue = np.minimum(wanted, amount)
        if not durable:
            issue = np.minimum(_issue(wanted, at_hand, goods, mean, period), issue)
        store = store - _taken(at_hand, issue, goods.lasting(period))
        covered += issue
        lacking += (wanted - issue) * (demand.days[period] if durable else 1)
        given = covered if durable else issue
        value += value_of_coverage(demand, standard, period, required, given)
    total = need[-1] if durable else need.sum(axis=0)
    return Shared(standard, total, covered, lacking, value)


def _need(demand: Demand, standard: int) -> Floats:
    """Need in each draw (period, draw, place); of durables since the start."""
    need = np.zeros((len(demand.days), len(demand.need), len(demand.places)))
    cells = np.flatnonzero(demand.standard == standard)
    need[demand.period[cells], :, demand.place[cells]] = demand.need[:, cells].T
    return need


def _issue(wanted: Floats, store: Floats, goods: Goods, mean: Floats, period: int) -> Floats:
    """The same part of the need today and on the days ahead, as far as goods can last.

    Goods that expire earlier are spread over fewer days, which may be more a day.
    """
    lasting, share = goods.lasting(period), np.zeros(wanted.shape)
    for end in np.unique(lasting):
        mine = lasting <= end
        stock, asked = store[..., mine].sum(axis=2), wanted
        level = ratio(stock, asked)
        for day in range(period + 1, end + 1):
            coming = goods.storable & (goods.last <= end) if end < len(mean) - 1 else slice(None)
            stock = stock + goods.arriving[day][:, coming].sum(axis=1)
            asked = asked + mean[day]
            level = np.minimum(level, ratio(stock, asked))
        share = np.maximum(share, level)
    return share * wanted


def _taken(store: Floats, issue: Floats, lasting: Integers) -> Floats:
    """What is taken of each item; what can be used longest is taken last (draw, place, item)."""
    taken, rest = np.zeros(store.shape), issue
    for end in np.unique(lasting):
        mine = lasting == end
        stock = store[..., mine]
        share = ratio(rest, stock.sum(axis=2))
        taken[..., mine] = stock * np.where(stock.sum(axis=2) > 0, share, 0.0)[..., None]
        rest = np.maximum(rest - stock.sum(axis=2), 0)
    return taken


def ratio(goods: Floats, need: Floats) -> Floats:
    """At most 1, and 1 where nothing is needed."""
    return np.minimum(np.divide(goods, need, out=np.ones(need.shape), where=need > 0), 1)
