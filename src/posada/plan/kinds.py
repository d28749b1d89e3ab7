"""Which goods the lines that stand draw on, where a depot holds several kinds of one thing.

It answers by what a store keeper would do: the kind that the line names, else what expires first,
and what is meant for fewest places before what is meant for all. What no kind can fill is drawn on
the last one, so that whoever checks the goods finds it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.plan.demand import Demand, Floats, Integers
from posada.plan.lots import EVER
from posada.plan.stores import spare
from posada.plan.supply import Supply

LEAST = 1e-6  # [item unit]: less is rounding


def by_kind(demand: Demand, supply: Supply, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with `number` of the kind that they draw on; one that draws on several is split.

    Parameters
    ----------
    lines : item, expires, quantity, delivery, period, depot_number and place_number
    """
    fixed, parts = supply.fixed.copy(), []
    for row, line in lines.sort_values("dispatch", kind="stable").iterrows():
        rest = float(line["quantity"])
        kinds = _in_order(demand, line)
        for kind in kinds:
            part = rest
            if kind != kinds[-1]:
                part = min(rest, _headroom(supply, fixed, line, kind))
            if part > LEAST or len(kinds) == 1:
                parts.append((row, kind, part))
                if line["period"] >= 0:
                    fixed[line["depot_number"], kind, line["period"]] += part
                rest -= part
    rows = [row for row, _, _ in parts]
    numbers = np.array([kind for _, kind, _ in parts], dtype=np.int64)
    amounts = np.array([amount for _, _, amount in parts], dtype=float)
    return lines.loc[rows].assign(number=numbers, quantity=amounts)


def nearest_kind(demand: Demand, items: pd.Series, expires: pd.Series) -> Integers:
    """The kind that each line names, or the first of the same name; -1 where nobody needs it."""
    kinds: dict[tuple, int] = {}
    for kind, key in reversed(list(enumerate(zip(demand.items, _days(demand), strict=True)))):
        kinds[key] = kind
    first = {name: demand.items.index(name) for name in dict.fromkeys(demand.items)}
    keys = zip(items, expires.fillna(EVER), strict=True)
    return np.array([kinds.get(key, first.get(key[0], -1)) for key in keys], dtype=np.int64)


def _in_order(demand: Demand, line: pd.Series) -> list[int]:
    """Kinds that may fill a line, the one to be used first before the others."""
    days = _days(demand)
    same = [kind for kind, name in enumerate(demand.items) if name == line["item"]]
    fit = [
        kind
        for kind in same
        if demand.meant[line["place_number"], kind] and days[kind] >= line["delivery"]
    ]
    named = EVER if pd.isna(line["expires"]) else line["expires"]

    def key(kind: int) -> tuple:
        return days[kind] != named, days[kind], demand.meant[:, kind].sum()

    return sorted(fit, key=key) or same[-1:]


def _headroom(supply: Supply, fixed: Floats, line: pd.Series, kind: int) -> float:
    """Most that can still leave in the period of a line."""
    depot, period = line["depot_number"], max(line["period"], 0)
    goods = supply.quantity[depot, kind], fixed[depot, kind], supply.kept[kind]
    free, _ = spare(*goods, supply.storable[kind], np.zeros(supply.kept[kind].shape))
    return float(max(free[period], 0))


def _days(demand: Demand) -> pd.DatetimeIndex:
    """Last day of use of each kind."""
    return pd.to_datetime(demand.until)
