"""How the people at a place share what has arrived, in each draw.

It answers how much is covered and lacking when on every day the same part of what is needed is
handed out, as far as the goods at hand and those on the way can last at the mean need of the days
ahead. What cannot be stored is used first; those who wait for a durable get it when it comes.
"""

from __future__ import annotations

import numpy as np

from posada.plan.demand import Demand, Flags, Floats, value_of_coverage
from posada.plan.supply import kept_in_store
from posada.scenario.model import Scenario


def share_out(
    scenario: Scenario, demand: Demand, arriving: Floats, need: Floats
) -> tuple[Floats, Floats, Floats]:
    """Covered in all and lacking, in thousands (draw, place, standard), and mean value (place)."""
    kept, storable = kept_in_store(scenario, demand)
    serving = np.equal.outer(demand.serves, np.arange(len(demand.standards))).astype(float)
    mean, ahead = need.mean(axis=1), arriving @ serving
    store = np.zeros((need.shape[1], *arriving.shape[1:]))
    covered, lacking = np.zeros(need.shape[1:]), np.zeros(need.shape[1:])
    value = np.zeros(need.shape[2])
    for period in range(len(need)):
        store = store * kept[:, period] * storable + arriving[period]
        durable_open = np.where(demand.durable, need[period] - covered, 0.0)
        wanted = np.where(demand.durable, durable_open, need[period])
        issue = _issue(wanted, store, serving, storable, _future(mean, ahead, period))
        issue = np.where(demand.durable, np.minimum(wanted, store @ serving), issue)
        store = _take(store, issue, serving, storable)
        covered += issue
        days = np.where(demand.durable, demand.days[period], 1)
        lacking += (wanted - issue) * days
        given = np.where(demand.durable, covered, issue)
        value += value_of_coverage(demand, period, need[period], given)
    return covered, lacking, value


def _future(mean: Floats, ahead: Floats, period: int) -> list[tuple[Floats, Floats]]:
    """Mean need and arrivals of the days after a period, up to each later one."""
    later_need = np.cumsum(mean[period + 1 :], axis=0)
    later_goods = np.cumsum(ahead[period + 1 :], axis=0)
    return list(zip(later_need, later_goods, strict=True))


def _issue(wanted: Floats, store: Floats, serving: Floats, storable: Flags, future: list) -> Floats:
    """The same part of the need today and on the days ahead, as far as goods can last."""
    goods = store @ serving
    fresh = (store * ~storable) @ serving
    share = ratio(goods, wanted)
    for need, coming in future:
        share = np.minimum(share, ratio(goods + coming, wanted + need))
    return np.minimum(np.maximum(share * wanted, np.minimum(fresh, wanted)), goods)


def _take(store: Floats, issue: Floats, serving: Floats, storable: Flags) -> Floats:
    """What is left of each item; what cannot be stored is taken first."""
    fresh = (store * ~storable) @ serving
    rest = np.maximum(issue - fresh, 0)
    lasting = store @ serving - fresh
    share = np.clip(1 - ratio(rest, lasting), 0, 1)
    return store * np.where(storable, share @ serving.T, 0.0)


def ratio(goods: Floats, need: Floats) -> Floats:
    """At most 1, and 1 where nothing is needed."""
    return np.minimum(np.divide(goods, need, out=np.ones(need.shape), where=need > 0), 1)
