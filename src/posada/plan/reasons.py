"""Why: what a sentence on each delivery and each shortfall is made of.

It answers what a delivery covers, which limit stands in the way of more, and what one more unit
there would do. It makes no sentences: `posada.report.reasons` says them in the language of the
reader.

What one more unit would do is the price of the cover in the solver's objective B: the
person-days of cover that it would add over all draws, in which a person-day up to the survival
ration counts three times. Of a durable it counts each day on which it is in people's hands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.plan.deliveries import CLOSE, Loads, alike
from posada.plan.demand import THOUSAND, Demand, Floats, Integers
from posada.plan.limits import ENOUGH
from posada.plan.network import Network
from posada.plan.result import REASONS

MOST = 0.95  # the last leftovers of a delivery do not stretch the days that it covers
LEAST_GAIN = 0.05
PEOPLE = 10  # a share, with the quantity beside it, tells the need no closer than people are told
STEPS = (0.01, 0.05, 0.1)  # of which the share is told to the finest that is coarse enough


@dataclass(frozen=True)
class Grounds:
    """What reasons are found from.

    Parameters
    ----------
    units : unit of each item (item)
    item : the item in which each cell is counted (cell)
    coverage : share of the need that is covered (cell)
    issued : of a durable all since the start [thousand person-day equivalents] (cell)
    limits : what stands in the way of more (cell)
    gain : weighted person-days that one more person-day equivalent would add (cell)
    """

    units: list[str]
    item: np.ndarray
    coverage: Floats
    issued: Floats
    limits: list[str]
    gain: Floats


def delivery_reasons(network: Network, loads: Loads, grounds: Grounds) -> pd.DataFrame:
    """One row for each arc and period with any pack, with the columns of REASONS."""
    demand = network.demand
    arc, period = np.nonzero(loads.packs > 0)
    place, item = network.place[arc], network.item[arc]
    first = network.arrival[arc, period]
    used, last = _use(network, loads, place, item, first)
    used *= loads.quantity[arc, period] / np.maximum(loads.arriving[place, item, first], CLOSE)
    line = alike(network, arc, period)
    used = np.bincount(line, weights=used, minlength=1)[line].astype(float)
    cells = demand.index[place, demand.serves[item]]
    days, durable = np.arange(cells.shape[1]), demand.durable[demand.serves[item]]
    covered = (durable[:, None] | (days >= first[:, None])) & (days <= last[:, None])
    covered &= cells >= 0
    need, people = _asked(demand, grounds, np.where(covered, cells, -1), (place, item, first, last))
    share = np.divide(used, need, out=np.full(len(arc), np.nan), where=need > 0)
    told, under = _told(share, people)
    lacking = covered & (grounds.coverage[cells] < ENOUGH)
    short, cell = lacking.any(axis=1), cells[np.arange(len(arc)), lacking.argmax(axis=1)]
    return pd.DataFrame(
        {
            "ground": "need",
            "share": told,
            "share_under": under,
            "covers_start": pd.to_datetime(demand.starts[first]),
            "covers_end": pd.to_datetime(demand.ends[last]),
            "limit": np.where(short, np.array(grounds.limits, dtype=object)[cell], ""),
            "gain": np.where(short, gains(demand, grounds, cell, item), np.nan),
        },
        columns=list(REASONS),
    )


def gains(demand: Demand, grounds: Grounds, cells: Integers, items: Integers) -> Floats:
    """Weighted person-days that one more unit would add, to two digits; none where next to nothing.

    For some cells, each with an item.
    """
    rate = demand.rate[demand.place[cells], items, demand.period[cells]]
    gain = np.divide(grounds.gain[cells], rate, out=np.zeros(len(cells)), where=rate > 0)
    told = np.where((grounds.coverage[cells] < ENOUGH) & (gain >= LEAST_GAIN), gain, np.nan)
    return np.array([float(f"{one:.2g}") for one in told])


def _asked(
    demand: Demand,
    grounds: Grounds,
    cells: Integers,
    at: tuple[Integers, Integers, Integers, Integers],
) -> tuple[Floats, Floats]:
    """Mean need that a delivery meets [item unit], and the people who have it on a day [person].

    By delivery; of a durable it is all that is still open when the delivery comes.

    Parameters
    ----------
    cells : -1 for the periods that a delivery does not cover (delivery, period)
    at : place, item, first and last period that it covers (delivery) each
    """
    place, item, first, last = at
    rows, rate = np.arange(len(last)), demand.rate[place, item]
    mean = np.where(cells >= 0, demand.mean[cells], 0.0) * THOUSAND
    days = np.where(cells >= 0, demand.days, 0).sum(axis=1)
    before = np.where(first > 0, cells[rows, first - 1], -1)
    had = np.where(before >= 0, grounds.issued[before], 0.0) * THOUSAND
    still = np.maximum(mean[rows, last] - had, 0)
    durable = demand.durable[demand.serves[item]]
    need = np.where(durable, still * rate[rows, last], (mean * rate).sum(axis=1))
    return need, np.where(durable, still, mean.sum(axis=1) / np.maximum(days, 1))


def _use(
    network: Network, loads: Loads, place: Integers, item: Integers, first: Integers
) -> tuple[Floats, Integers]:
    """How much of what arrives is used, first come first used, and when most of it has been.

    By delivery; what cannot be stored is used when it arrives.
    """
    rows = np.arange(len(first))
    amount = loads.arriving[place, item, first]
    issued = np.cumsum(loads.issue, axis=2)[place, item]
    before = np.cumsum(loads.arriving, axis=2)[place, item][rows, first] - amount
    used = np.clip(issued - before[:, None], 0, amount[:, None])
    last = np.maximum(first, (used >= MOST * used[:, -1:]).argmax(axis=1))
    storable = network.supply.storable[item]
    last = np.where(storable, last, first)
    return np.where(storable, used[rows, last], loads.issue[place, item, first]), last


def _told(share: Floats, people: Floats) -> tuple[Floats, Floats]:
    """The part of what some people need that is covered, as it is told; never more than it is.

    Whoever divides the quantity by it must not find the people more closely than they are told.
    Steps are chosen by tenths, so that the choice tells nothing either. Where the share is told as
    nothing, the second figure says below what it lies; where both are missing it cannot be told.

    Examples
    --------
    >>> _told(np.array([0.634] * 4), np.array([1000, 200, 100, 50]))[0]
    array([0.63, 0.6 , 0.6 ,  nan])
    >>> share, under = _told(np.array([0.004, 0.97, 0.996]), np.array([9000, 150, 50]))
    >>> share, under
    (array([nan, 0.9, 1. ]), array([0.01,  nan,  nan]))
    """
    told, under = np.full(len(share), np.nan), np.full(len(share), np.nan)
    most = (np.floor(share * 10 + CLOSE) + 1) / 10
    for step in reversed(STEPS):  # the finest that is coarse enough is the last
        fits = step * share * people >= PEOPLE * most**2
        steps = np.floor(share / step + CLOSE)
        told = np.where(fits, np.where(steps > 0, np.round(steps * step, 2), np.nan), told)
        under = np.where(fits, np.where(steps > 0, np.nan, step), under)
    whole = share >= ENOUGH
    return np.where(whole, 1.0, told), np.where(whole, np.nan, under)
