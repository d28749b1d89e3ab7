"""What is used of what arrives at the places.

It answers what is issued when packs bring more or less than the solver meant to send, what is left
over then, and how much of the needs it is.
"""

from __future__ import annotations

import numpy as np

from posada.plan.demand import THOUSAND, Demand, Floats, Integers
from posada.plan.network import Network


def use(
    network: Network, place: Integers, items: Integers, arriving: Floats, planned: Floats
) -> tuple[Floats, Floats]:
    """What is used with what really arrives, and what of each arrival never is.

    As far as it goes what was planned is used. A pack holds more than a small place was to get:
    what nothing was planned for meets the mean need that is still open, the earliest first.

    Parameters
    ----------
    place, items : some places, and all items of some standards
    arriving, planned : at these places, of these items [item unit] (place, item, period)
    """
    issue, left = _as_planned(network, items, arriving, planned)
    demand, over = network.demand, _never_used(left)
    rate = demand.rate.transpose(1, 2, 0)[np.ix_(place, items)] * THOUSAND
    still = {
        standard: open_need(demand, place, standard, issue[:, mine], rate[:, mine])
        for standard in np.unique(demand.serves[items])
        for mine in [demand.serves[items] == standard]
    }
    for period, item in np.argwhere((demand.usable[items] == 1).T):
        standard = demand.serves[items[item]]
        until = None if demand.durable[standard] else period + 1
        need = np.maximum(still[standard][:, period:until].min(axis=1), 0)
        amount = np.minimum(np.maximum(over[:, item, period], 0), need * rate[:, item, period])
        if amount.any():
            issue[:, item, period] += amount
            over[:, item, period:] -= amount[:, None]
            worth = np.zeros(len(amount))
            np.divide(amount, rate[:, item, period], out=worth, where=amount > 0)
            still[standard][:, period:until] -= worth[:, None]
    return issue, _never_used(over)


def _as_planned(
    network: Network, items: Integers, arriving: Floats, planned: Floats
) -> tuple[Floats, Floats]:
    """What is used of what arrives as it was planned, and what is then left to be used later.

    Things that cannot be stored are used as they arrive, the others as planned; both in item units
    (place, item, period).
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


def _never_used(left: Floats) -> Floats:
    """What is left over from a period on, whatever happens (..., period)."""
    return np.minimum.accumulate(left[..., ::-1], axis=-1)[..., ::-1]


def open_need(
    demand: Demand, place: Integers, standard: int, issue: Floats, rate: Floats
) -> Floats:
    """Mean need less what is issued [thousand person-day equivalents] (place, period).

    Parameters
    ----------
    issue, rate : of the items of the standard (place, item, period)
    """
    need = np.append(demand.mean, 0.0)[demand.index[place, standard]]  # none where it is -1
    worth = np.divide(issue, rate, out=np.zeros_like(issue), where=rate > 0).sum(axis=1)
    return need - (np.cumsum(worth, axis=1) if demand.durable[standard] else worth)


def given(demand: Demand, issue: Floats) -> Floats:
    """What is issued [thousand person-day equivalents] (cell); for durables since the start."""
    rate = demand.rate.transpose(1, 2, 0)
    worth = np.divide(issue, rate * 1000, out=np.zeros_like(issue), where=rate > 0)
    total = np.zeros((len(demand.places), len(demand.standards), len(demand.days)))
    for item, standard in enumerate(demand.serves):
        total[:, standard] += worth[:, item]
    total = np.where(demand.durable[None, :, None], np.cumsum(total, axis=2), total)
    return total[demand.place, demand.standard, demand.period]
