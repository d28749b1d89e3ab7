"""Until when what a depot holds can be used.

It answers with one day for each depot and item: the latest last day of use among its lots. Where
any lot, or a pledge, states none, there is no such day. It does not follow single lots on the way.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

FOREVER = np.datetime64("9999-12-31", "D")


def last_use(
    stock: pd.DataFrame, pledges: pd.DataFrame, depot_of: dict[str, int], items: list[str]
) -> npt.NDArray[np.datetime64]:
    """Latest day on which anything of the item at the depot can be used (depot, item)."""
    until = np.full((len(depot_of), len(items)), FOREVER)
    for (depot, item), lots in stock[stock["quantity"] > 0].groupby(["depot", "item"]):
        if item in items and lots["expires"].notna().all():
            until[depot_of[depot], items.index(item)] = np.datetime64(lots["expires"].max(), "D")
    for row in pledges[pledges["quantity"] > 0].itertuples():
        if row.item in items:
            until[depot_of[row.depot], items.index(row.item)] = FOREVER
    return until
