"""The needs as one table, for `needs.csv` and for people."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from posada.needs.result import Needs
from posada.needs.standards import CERTAINTIES
from posada.scenario.model import Scenario

PEOPLE = {"people_p05": 0.05, "people_p50": 0.5, "people_p95": 0.95}
NEED = {
    "need_p05": 0.05, "need_p25": 0.25, "need_p50": 0.5, "need_p75": 0.75, "need_p95": 0.95,
}  # fmt: skip
COLUMNS = [
    "start", "end", "place", "item", "unit", "sector", "standard", "value", "per", "source",
    "certainty", *PEOPLE, *NEED, "need_mean", "packs_p50", "clock",
]  # fmt: skip


def in_packs(quantity: ArrayLike, pack_size: ArrayLike) -> np.ndarray:
    """Whole packs that hold a quantity.

    Examples
    --------
    >>> float(in_packs(101, 20))
    6.0
    """
    # Float32 quantities carry 7 digits; without the margin 100.00001 would need one pack more.
    return np.ceil(np.divide(quantity, pack_size) * (1 - 1e-6))


def needs_table(scenario: Scenario, needs: Needs) -> pd.DataFrame:
    """One row per period, place and item with any need.

    Returns
    -------
    DataFrame with columns start, end, place, item, unit, sector, standard, value, per, source,
    certainty (of the standard); people_p05, p50, p95 [person]: people cared for on an average day
    of the period; need_p05, p25, p50, p75, p95, mean [item unit]; packs_p50, whole packs that hold
    the median; clock. Items that name the same standard stand in for each other: do not add them up
    """
    data = needs.data
    quantity = data["quantity"].values
    period, place, item = np.nonzero(quantity.max(axis=0, initial=0) > 0)
    chosen = np.ascontiguousarray(quantity[:, period, place, item].T)
    names = data["item"].values[item]
    people = data["people"].values / data["days"].values[:, None]
    table = pd.DataFrame({
        "start": data["period"].values[period],
        "end": needs.ends.to_numpy()[period],
        "place": data["place"].values[place],
        "item": names,
        **{name: data[name].values[item] for name in ("unit", "sector", "standard", "clock")},
        **dict(zip(PEOPLE, _quantiles(people, PEOPLE)[:, period, place], strict=True)),
        **dict(zip(NEED, np.quantile(chosen, list(NEED.values()), axis=1), strict=True)),
        "need_mean": chosen.mean(axis=1, dtype=float),
    })  # fmt: skip
    own = needs.standards.drop_duplicates("item").set_index("item")
    for column in ("value", "per", "source"):
        table[column] = own[column].reindex(names).to_numpy()
    table["certainty"] = own["certainty"].reindex(names).map(CERTAINTIES).to_numpy()
    packs = scenario["items"].set_index("name")["pack_size"].reindex(names).to_numpy(dtype=float)
    table["packs_p50"] = in_packs(table["need_p50"], packs)
    return table[COLUMNS]


def _quantiles(values: np.ndarray, levels: dict[str, float]) -> np.ndarray:
    """Quantiles over the draws (quantile, period, place)."""
    last = np.ascontiguousarray(np.moveaxis(values, 0, -1))
    return np.quantile(last, list(levels.values()), axis=-1)
