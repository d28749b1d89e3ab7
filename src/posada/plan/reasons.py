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

import numpy as np
import pandas as pd

from posada.plan.deliveries import CLOSE, Loads
from posada.plan.demand import Demand, Floats
from posada.plan.limits import ENOUGH
from posada.plan.network import Network
from posada.plan.supply import DAY

MOST = 0.95  # the last leftovers of a delivery do not stretch the days that it covers
LEAST_GAIN = 0.005
LIMITS = {
    "stock": "the depots that can reach the place have no more to give",
    "lane": "the lanes to the place carry no more",
    "depot": "the transport of the depots carries no more",
    "time": "nothing more can arrive by then",
    "no lane": "no lane leads there from a depot that has it",
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
    index, last_days = demand.index, demand.starts + (demand.days - 1) * DAY
    sentences = []
    for a, t in np.argwhere(loads.packs > 0):
        place, item, first = network.place[a], network.item[a], network.arrival[a, t]
        cells = index[place, demand.serves[item]]
        used, last = loads.issue[place, item, first], first
        if network.supply.storable[item]:
            used, last = _use(loads, place, item, first)
        used *= loads.quantity[a, t] / max(loads.arriving[place, item, first], CLOSE)
        need = _need(demand, cells, item, place, first, last)
        share = _percent(used / need) if need > 0 else "part"
        name = _lower(demand.items[item])
        days = _days(demand.starts[first], last_days[last])
        covers = f"covers {share} of {name} at {demand.places[place]} {days}"
        open_cells = cells[first : last + 1][cells[first : last + 1] >= 0]
        rest = _more(demand, grounds, open_cells[0], item) if len(open_cells) else []
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
    if gain >= LEAST_GAIN:
        more = "person-day" if _number(gain) == "1" else "person-days"
        unit = grounds.units[item]
        parts.append(f"one more {unit} there would add {_number(gain)} weighted {more} of cover")
    return parts


def _number(value: float) -> str:
    """Two digits that matter, and no more."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _lower(name: str) -> str:
    """A name within a sentence; abbreviations stay as they are."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _need(demand, cells, item, place, first, last) -> float:  # type: ignore[no-untyped-def]
    """Mean need of an item over some periods [item unit]; for durables all that is still open."""
    chosen = cells[first : last + 1]
    rate = demand.rate[first : last + 1, place, item]
    mean = np.where(chosen >= 0, demand.mean[chosen], 0.0) * rate * 1000
    return float(mean[-1] if demand.durable[demand.serves[item]] else mean.sum())


def _use(loads: Loads, place: int, item: int, first: int) -> tuple[float, int]:
    """How much of what arrives is used, first come first used, and when most of it has been."""
    issued = np.cumsum(loads.issue[place, item])
    arrived = np.cumsum(loads.arriving[place, item])
    amount = loads.arriving[place, item, first]
    used = np.clip(issued - (arrived[first] - amount), 0, amount)
    last = max(first, int(np.searchsorted(used, MOST * used[-1])))
    return float(used[last]), last


def _percent(share: float) -> str:
    """A share in words, never a false zero."""
    return "under 1 %" if share < 0.01 else f"{min(share, 1):.0%}".replace("%", " %")


def _days(first: np.datetime64, last: np.datetime64) -> str:
    """Dates as a person writes them: `on 20 November`, `from 20 to 26 November`."""
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    if start == end:
        return f"on {start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"from {start.day} to {end.day} {end:%B %Y}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"from {start.day} {start:%B}{year} to {end.day} {end:%B %Y}"
