"""What is used of what arrives at the places.

It answers what is issued when packs bring more or less than the solver meant to send, what is left
over then, and how much of the needs it is.
"""

from __future__ import annotations

import numpy as np

from posada.plan.demand import THOUSAND, Demand, Floats, Integers
from posada.plan.network import Network


def use_up(
    network: Network, items: Integers, arriving: Floats, planned: Floats
) -> tuple[Floats, Floats]:
    """What is used with what really arrives, and what is then left to be used later.

    Things that cannot be stored are used as they arrive, the others as planned; both in item units
    (..., item, period).
    """
    supply, demand = network.supply, network.demand
    storable, lasting = supply.storable[items], demand.durable[demand.serves[items]]
    kept = supply.kept[items] * storable[:, None] * (demand.usable[items] > 0)
    issue, left = np.zeros(arriving.shape), np.zeros(arriving.shape)
    store, late = np.zeros(arriving.shape[:-1]), np.zeros(arriving.shape[:-1])
    for period in range(arriving.shape[-1]):
        store = store * kept[:, period] + arriving[..., period]
        wanted = np.where(storable, planned[..., period] + late, store)
        issue[..., period] = np.minimum(wanted, store)
        store = store - issue[..., period]
        late = (wanted - issue[..., period]) * lasting
        left[..., period] = store
    return issue, left


def use_more(network: Network, arriving: Floats, issue: Floats) -> Floats:
    """What is used when goods that the plan never uses meet need that is still open.

    A pack holds more than a small place was to get. What is over goes to the mean need, the
    earliest first; all in item units (place, item, period).
    """
    demand, issue = network.demand, issue.copy()
    over = never_used(use_up(network, np.arange(len(demand.items)), arriving, issue)[1])
    still = np.zeros(demand.index.shape)
    still[demand.place, demand.standard, demand.period] = demand.mean - given(demand, issue)
    rate = demand.rate.transpose(1, 2, 0) * THOUSAND
    for period, item in np.argwhere((demand.usable == 1).T):
        standard = demand.serves[item]
        until = None if demand.durable[standard] else period + 1
        need = np.maximum(still[:, standard, period:until].min(axis=1), 0)
        amount = np.minimum(np.maximum(over[:, item, period], 0), need * rate[:, item, period])
        issue[:, item, period] += amount
        over[:, item, period:] -= amount[:, None]
        worth = np.divide(
            amount, rate[:, item, period], out=np.zeros(len(amount)), where=amount > 0
        )
        still[:, standard, period:until] -= worth[:, None]
    return issue


def never_used(left: Floats) -> Floats:
    """What is left over from a period on, whatever happens (..., period)."""
    return np.minimum.accumulate(left[..., ::-1], axis=-1)[..., ::-1]


def given(demand: Demand, issue: Floats) -> Floats:
    """What is issued [thousand person-day equivalents] (cell); for durables since the start."""
    rate = demand.rate.transpose(1, 2, 0)
    worth = np.divide(issue, rate * 1000, out=np.zeros_like(issue), where=rate > 0)
    total = np.zeros((len(demand.places), len(demand.standards), len(demand.days)))
    for item, standard in enumerate(demand.serves):
        total[:, standard] += worth[:, item]
    total = np.where(demand.durable[None, :, None], np.cumsum(total, axis=2), total)
    return total[demand.place, demand.standard, demand.period]
