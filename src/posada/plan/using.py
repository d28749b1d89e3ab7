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
    rate = demand.rate[np.ix_(place, items)] * THOUSAND
    still = {
        standard: open_need(demand, place, standard, issue[:, demand.serves[items] == standard])
        for standard in np.unique(demand.serves[items])
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


def open_need(demand: Demand, place: Integers, standard: int, issue: Floats) -> Floats:
    """Mean need less what is issued [thousand person-day equivalents] (place, period).

    Parameters
    ----------
    place : some places
    issue : there, of the items of the standard [item unit] (place, item, period)
    """
    need = np.append(demand.mean, 0.0)[demand.index[place, standard]]  # none where it is -1
    return need - covered(demand, place, standard, issue)


def covered(demand: Demand, place: Integers, standard: int, issue: Floats) -> Floats:
    """What the same issue covers [thousand person-day equivalents] (place, period).

    Of a durable all since the start.
    """
    rate = demand.rate[np.ix_(place, demand.serves == standard)] * THOUSAND
    worth = np.divide(issue, rate, out=np.zeros_like(issue), where=rate > 0).sum(axis=1)
    return np.cumsum(worth, axis=1) if demand.durable[standard] else worth


def covered_cells(demand: Demand, issue: Floats) -> Floats:
    """What is covered [thousand person-day equivalents] (cell); of a durable all since the start.

    Parameters
    ----------
    issue : [item unit] (place, item, period)
    """
    everywhere, found = np.arange(len(demand.places)), np.zeros(len(demand.place))
    for standard in range(len(demand.standards)):
        total = covered(demand, everywhere, standard, issue[:, demand.serves == standard])
        cells = demand.standard == standard
        found[cells] = total[demand.place[cells], demand.period[cells]]
    return found
