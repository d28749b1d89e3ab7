"""How fair a plan is, worked out anew from the lines of `plan.csv` and the needs alone.

Nothing of `posada.plan` is used. It gives coverage by place and standard, the worst of them, the
Gini coefficient over places and the life-saving need that is not met, as `docs/methods.md` defines
them: on every day the same part of what is needed is handed out, as far as what is at hand and on
the way lasts at the mean need of the days ahead. It covers items that keep, one to a standard,
without lots that expire.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.needs.result import Needs
from posada.scenario.model import Scenario

NO_NEED = 1e-3  # [thousand person-day equivalents]


@dataclass
class Fairness:
    """coverage: by (place, standard); everything else over what saves lives."""

    coverage: dict[tuple[str, str], float]
    worst: float
    gini: float
    unmet: float  # person-days, mean over the draws


def measure_fairness(scenario: Scenario, needs: Needs, lines: pd.DataFrame) -> Fairness:
    """Read the lines as anybody would: place, item, day of delivery, quantity.

    Parameters
    ----------
    lines : the rows of `plan.csv`; each quantity must be a number
    """
    data, table = needs.data, scenario["items"].set_index("name")
    starts, days = pd.DatetimeIndex(data["period"].values), data["days"].values
    period = np.searchsorted(starts, pd.to_datetime(lines["delivery"]), side="right") - 1
    sums = lines.assign(period=period, quantity=lines["quantity"].astype(float))
    sent = sums.groupby(["place", "item", "period"])["quantity"].sum()
    coverage, unmet = {}, 0.0
    share: dict[str, list[tuple[float, float]]] = {}
    for item in map(str, data["item"].values):
        own = data.sel(item=item)
        assert bool(table.loc[item, "storable"])
        kept = (1 - float(table.loc[item, "spoil_share_per_day"])) ** np.append(0, days[:-1])
        for place in map(str, data["place"].values):
            rate = own["rate"].sel(place=place).values * 1000
            need = own["quantity"].sel(place=place).values.astype(float) / rate
            come = np.array([sent.get((place, item, t), 0.0) for t in range(len(days))]) / rate
            durable = str(own["clock"].values) == "first_arrivals"
            given, lack = (_lasting if durable else _daily)(need, come, kept, days)
            total = float(need.sum(axis=1).mean())
            if bool(own["life_saving"].values):
                unmet += lack * 1000
            if total >= NO_NEED:
                coverage[place, str(own["standard"].values)] = given / total
                if bool(own["life_saving"].values):
                    share.setdefault(place, []).append((given, total))
    vital = set(data["standard"].values[data["life_saving"].values])
    worst = min((part for (_, name), part in coverage.items() if name in vital), default=1.0)
    covered, needed = (
        np.array([sum(pair[side] for pair in pairs) for pairs in share.values()]) for side in (0, 1)
    )
    return Fairness(coverage, worst, _gini(covered / needed, needed), unmet)


def _daily(
    need: np.ndarray, come: np.ndarray, kept: np.ndarray, days: np.ndarray
) -> tuple[float, float]:
    """What is used up each day; given and lacking, means over the draws."""
    store, given, lack = np.zeros(len(need)), 0.0, 0.0
    mean = need.mean(axis=0)
    for t in range(need.shape[1]):
        store = store * kept[t] + come[t]
        part, stock, asked = np.ones(len(need)), store.copy(), need[:, t].copy()
        for later in range(t, need.shape[1]):
            if later > t:
                stock, asked = stock + come[later], asked + mean[later]
            with np.errstate(all="ignore"):
                part = np.minimum(part, np.where(asked > 0, stock / asked, 1.0))
        used = np.minimum(np.minimum(part * need[:, t], need[:, t]), store)
        store, given = store - used, given + float(used.mean())
        lack += float((need[:, t] - used).mean())
    return given, lack


def _lasting(
    need: np.ndarray, come: np.ndarray, kept: np.ndarray, days: np.ndarray
) -> tuple[float, float]:
    """What lasts is given to whoever waits for it; who lacks it lacks it on every day."""
    store, waiting, given, lack = np.zeros(len(need)), np.zeros(len(need)), 0.0, 0.0
    for t in range(need.shape[1]):
        store, waiting = store * kept[t] + come[t], waiting + need[:, t]
        used = np.minimum(waiting, store)
        store, waiting, given = store - used, waiting - used, given + float(used.mean())
        lack += float(waiting.mean() * days[t])
    return given, lack


def _gini(share: np.ndarray, weight: np.ndarray) -> float:
    """From the area under the Lorenz curve of covered need."""
    order = np.argsort(share)
    people = np.append(0, np.cumsum(weight[order])) / weight.sum()
    covered = np.append(0, np.cumsum((share * weight)[order])) / (share * weight).sum()
    area = ((covered[1:] + covered[:-1]) / 2 * np.diff(people)).sum()
    return float(1 - 2 * area)
