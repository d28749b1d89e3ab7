"""Why: one sentence for each delivery and each shortfall.

It answers what a delivery covers, which limit stands in the way of more, which standard was used,
and what one more unit there would do. Sentences on shortfalls name no place and no number of
people, so that they can be shown wherever the table is.

What one more unit would do is the price of the cover in the solver's objective B: the
person-days of cover that it would add over all draws, in which a person-day up to the survival
ration counts three times. Of a durable it counts each day on which it is in people's hands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from posada.plan.deliveries import CLOSE, Loads, alike
from posada.plan.demand import THOUSAND, Demand, Floats, Integers
from posada.plan.limits import ENOUGH
from posada.plan.lots import DAY
from posada.plan.network import Network
from posada.scenario.wording import percent

MOST = 0.95  # the last leftovers of a delivery do not stretch the days that it covers
LEAST_GAIN = 0.05
PEOPLE = 10  # a share, with the quantity beside it, tells the need no closer than people are told
STEPS = (0.01, 0.05, 0.1)  # of which the share is told to the finest that is coarse enough
LIMITS = {
    "stock": "the depots that can reach the place have no more to give",
    "lane": "the lanes to the place carry no more",
    "depot": "the transport of the depots carries no more",
    "handling": "the place can receive no more",
    "room": "the place has no room to keep more",
    "budget": "the organisations have no money left for transport",
    "time": "nothing more can arrive by then",
    "no lane": "no lane leads there from a depot that has it",
    "declined": "those who have it may not bring it there, or have declined",
}


@dataclass(frozen=True)
class Grounds:
    """What the sentences are made from.

    Parameters
    ----------
    units : unit of each item (item)
    standards : how to quote the standard of an item, by its name
    item : the item in which each cell is counted (cell)
    coverage : share of the need that is covered (cell)
    limits : what stands in the way of more (cell)
    gain : weighted person-days that one more person-day equivalent would add (cell)
    """

    units: list[str]
    standards: dict[str, str]
    item: np.ndarray
    coverage: Floats
    limits: list[str]
    gain: Floats


def delivery_reasons(network: Network, loads: Loads, grounds: Grounds) -> list[str]:
    """One plain sentence for each arc and period with any pack."""
    demand = network.demand
    arc, period = np.nonzero(loads.packs > 0)
    place, item = network.place[arc], network.item[arc]
    first = network.arrival[arc, period]
    used, last = _use(network, loads, place, item, first)
    used *= loads.quantity[arc, period] / np.maximum(loads.arriving[place, item, first], CLOSE)
    line = alike(network, arc, period)
    used = np.bincount(line, weights=used, minlength=1)[line].astype(float)
    cells = demand.index[place, demand.serves[item]]
    days = np.arange(cells.shape[1])
    covered = (days >= first[:, None]) & (days <= last[:, None]) & (cells >= 0)
    cells_covered = np.where(covered, cells, -1)
    need = _need(demand, cells_covered, place, item, last)
    people = _people(demand, cells_covered, item, last)
    told = np.where(covered.any(axis=1), cells[np.arange(len(arc)), covered.argmax(axis=1)], -1)
    last_days = demand.starts + (demand.days - 1) * DAY
    names = [_lower(name) for name in demand.items]
    more = lru_cache(maxsize=None)(lambda cell, thing: _more(demand, grounds, cell, thing))
    sentences = []
    for row, (p, i, start, end) in enumerate(zip(place, item, first, last, strict=True)):
        share = _percent(used[row] / need[row], people[row]) if need[row] > 0 else "part"
        when = _days(demand.starts[start], last_days[end])
        covers = f"covers {share} of the mean need of {names[i]} at {demand.places[p]} {when}"
        rest = more(told[row], i) if told[row] >= 0 else []
        sentences.append("; ".join([covers, *rest]))
    return sentences


def shortfall_reasons(demand: Demand, grounds: Grounds) -> list[str]:
    """One plain sentence for each cell, which names no place and counts nobody."""
    sentences = []
    for cell, item in enumerate(grounds.item):
        coverage = grounds.coverage[cell]
        head = "all of it is covered" if coverage >= ENOUGH else "covered in part"
        head = "nothing of it is covered" if coverage < CLOSE else head
        sentences.append("; ".join([head, *_more(demand, grounds, cell, item)]))
    return sentences


def _more(demand: Demand, grounds: Grounds, cell: int, item: int) -> list[str]:
    """Which limit binds, the standard, and what one more unit would do."""
    limit, parts = grounds.limits[cell], []
    if limit in LIMITS:
        parts.append(f"limit: {LIMITS[limit]}")
    elif grounds.coverage[cell] < ENOUGH:
        parts.append(
            "no limit stands in the way; what is short is too unlikely or less than a pack"
        )
    quote = grounds.standards.get(demand.items[item])
    if quote:
        parts.append(f"standard: {quote}")
    rate = demand.rate[demand.period[cell], demand.place[cell], item]
    gain = grounds.gain[cell] / rate if rate > 0 else 0.0
    short = grounds.coverage[cell] < ENOUGH
    if short and gain >= LEAST_GAIN:
        more = "person-day" if _number(gain) == "1" else "person-days"
        unit = grounds.units[item]
        parts.append(f"one more {unit} there would add {_number(gain)} weighted {more} of cover")
    return parts


def _number(value: float) -> str:
    """Two digits that matter, and no more.

    Examples
    --------
    >>> _number(11597.0), _number(0.6666)
    ('12,000', '0.67')
    """
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if value >= 10 else f"{rounded:g}"


def _lower(name: str) -> str:
    """A name within a sentence; abbreviations stay as they are."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _need(
    demand: Demand, cells: Integers, place: Integers, item: Integers, last: Integers
) -> Floats:
    """Mean need of some periods [item unit] (delivery); for durables all that is still open.

    Parameters
    ----------
    cells : -1 for the periods that a delivery does not cover (delivery, period)
    last : last period that it covers (delivery)
    """
    rate = demand.rate.transpose(1, 2, 0)[place, item] * THOUSAND
    mean = np.where(cells >= 0, demand.mean[cells], 0.0) * rate
    durable = demand.durable[demand.serves[item]]
    return np.where(durable, mean[np.arange(len(last)), last], mean.sum(axis=1))


def _people(demand: Demand, cells: Integers, item: Integers, last: Integers) -> Floats:
    """Mean of the people who need an item, on a day that a delivery covers (delivery) [person].

    Parameters
    ----------
    cells, last : as for `_need`
    """
    mean = np.where(cells >= 0, demand.mean[cells], 0.0) * THOUSAND
    days = np.where(cells >= 0, demand.days, 0).sum(axis=1)
    durable = demand.durable[demand.serves[item]]
    return np.where(
        durable, mean[np.arange(len(last)), last], mean.sum(axis=1) / np.maximum(days, 1)
    )


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


def _percent(share: float, people: float) -> str:
    """The part of what some people need that is covered, in words; never more than it is.

    Whoever divides the quantity by it must not find the people more closely than they are told.
    Steps are chosen by tenths, so that the choice tells nothing either.

    Examples
    --------
    >>> _percent(0.634, 1000), _percent(0.634, 200), _percent(0.634, 100), _percent(0.634, 50)
    ('63 %', '60 %', '60 %', 'part')
    >>> _percent(0.004, 9000), _percent(0.97, 150), _percent(0.996, 50)
    ('under 1 %', '90 %', '100 %')
    """
    if share >= ENOUGH:
        return percent(1)
    most = (np.floor(share * 10 + CLOSE) + 1) / 10
    coarse = (step for step in STEPS if step * share * people >= PEOPLE * most**2)
    step = next(coarse, None)
    if step is None:
        return "part"
    told = np.floor(share / step + CLOSE) * step
    return percent(told) if told > 0 else f"under {percent(step)}"


@lru_cache(maxsize=1024)
def _days(first: np.datetime64, last: np.datetime64) -> str:
    """Dates as a person writes them: `on 20 November`, `from 20 to 26 November`."""
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    if start == end:
        return f"on {start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"from {start.day} to {end.day} {end:%B %Y}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"from {start.day} {start:%B}{year} to {end.day} {end:%B %Y}"
