"""What remains short: how much is needed, and how much of it the plan covers.

It answers for each place, standard and period, on average over the draws. A durable need counts as
covered when it is met by the end of the plan, everything else when it is met in its period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.plan.deliveries import Loads
from posada.plan.demand import THOUSAND, Demand, Floats, Integers
from posada.plan.reasons import Grounds, gains
from posada.plan.result import SHORTFALLS
from posada.plan.using import covered_cells

LEVELS = (0.05, 0.95)


@dataclass(frozen=True)
class Cover:
    """What is needed and covered, in thousands of person-day equivalents.

    Parameters
    ----------
    low, high : of the need that arises in the period itself, over the draws (cell)
    need, covered : means over the draws (cell)
    issued : of a durable all since the start, whoever needs it (cell)
    coverage : covered / need (cell)
    """

    low: Floats
    high: Floats
    need: Floats
    covered: Floats
    issued: Floats
    coverage: Floats


def measure_cover(demand: Demand, loads: Loads) -> Cover:
    """What the loads cover of the need of each cell."""
    issued = covered_cells(demand, loads.issue)
    size = len(demand.place)
    low, high, need, covered = (np.zeros(size) for _ in range(4))
    for standard in range(len(demand.standards)):
        # One standard at a time: all together, the draws would not fit in memory.
        cells = np.flatnonzero(demand.standard == standard)
        if len(cells):
            required, earlier = _required(demand, cells)
            low[cells], high[cells] = np.quantile(required, LEVELS, axis=0)
            need[cells] = required.mean(axis=0)
            covered[cells] = _covered(demand, cells, issued, required, earlier)
    coverage = np.divide(covered, need, out=np.ones_like(need), where=need > 0)
    return Cover(low, high, need, covered, issued, np.clip(coverage, 0, 1))


def list_shortfalls(demand: Demand, cover: Cover, grounds: Grounds) -> pd.DataFrame:
    """One row per place, standard and period with any need, with the columns of SHORTFALLS."""
    item, need = grounds.item, cover.need
    unit = demand.rate[demand.place, item, demand.period] * THOUSAND
    short = np.maximum(need - cover.covered, 0)
    frame = pd.DataFrame(
        {
            "place": np.array(demand.places, dtype=object)[demand.place],
            "item": np.array(demand.items, dtype=object)[item],
            "unit": np.array(grounds.units, dtype=object)[item],
            "start": pd.to_datetime(demand.starts[demand.period]),
            "end": pd.to_datetime(demand.ends[demand.period]),
            "need_p05": cover.low * unit,
            "need": need * unit,
            "need_p95": cover.high * unit,
            "covered": cover.covered * unit,
            "shortfall": short * unit,
            "coverage": cover.coverage,
            "limit": grounds.limits,
            "standard": np.array(demand.standards, dtype=object)[demand.standard],
            "person_days": _person_days(demand, short, cover.coverage),
            "gain": gains(demand, grounds, np.arange(len(item)), item),
        },
        columns=list(SHORTFALLS),
    )
    texts = {name: str for name, kind in SHORTFALLS.items() if kind == "text"}
    frame = frame[need > 0].astype(texts)
    return frame.sort_values(["place", "item", "start"], kind="stable", ignore_index=True)


def _person_days(demand: Demand, short: Floats, coverage: Floats) -> Floats:
    """Shortfall in person-day equivalents, so that items compare (cell).

    Who lacks a durable lacks it on every day that is left, but no more people can lack it than
    are there on those days: kits are counted in whole kits, also where few people are.
    """
    left = np.cumsum(demand.days[::-1])[::-1][demand.period]
    present = np.cumsum(demand.present[::-1], axis=0)[::-1][demand.period, demand.place]
    lasting = np.minimum(short * left, np.clip(1 - coverage, 0, 1) * present)
    return THOUSAND * np.where(demand.durable[demand.standard], lasting, short)


def _before(demand: Demand) -> Integers:
    """Cell of the period before of a durable, -1 for everything else (cell)."""
    before = np.full(len(demand.place), -1)
    carried = np.flatnonzero(demand.following >= 0)
    before[demand.following[carried]] = carried
    return before


def _required(demand: Demand, cells: Integers) -> tuple[Floats, Floats]:
    """Need that arises in the period itself, and before it where it carries over (draw, cell)."""
    before = _before(demand)[cells]
    if (before < 0).all():
        need = demand.need[:, cells]
        return need, np.zeros((1, len(cells)))
    earlier = np.where(before >= 0, demand.need[:, before], 0.0)
    fresh = np.maximum(demand.need[:, cells] - earlier, 0)
    return fresh, demand.need[:, cells] - fresh


def _covered(
    demand: Demand, cells: Integers, issued: Floats, required: Floats, earlier: Floats
) -> Floats:
    """Mean of what is covered of the need that arises in each cell (cell).

    A durable need counts as covered when it is met by the end of the plan, first come first
    served; everything else must be met in its period.
    """
    final = demand.index[demand.place[cells], demand.standard[cells], -1]
    durable = demand.durable[demand.standard[cells]] & (final >= 0)
    supplied = np.where(durable, issued[final], issued[cells])
    earlier = np.where(durable, earlier, 0.0)
    return np.clip(supplied - earlier, 0, required).mean(axis=0)


def naming_item(demand: Demand) -> Integers:
    """Item of the standard by which each cell is told: the one of which people need most (cell).

    Its unit is the smallest, a meal and not a parcel.
    """
    serves = demand.serves[None, :] == demand.standard[:, None]
    return np.argmax(demand.rate[demand.place, :, demand.period] * serves, axis=1)
