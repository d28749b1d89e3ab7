"""What the equations of a plan speak of, read anew from a scenario, its needs and `optimum.npz`.

Nothing of `posada.plan` is used. It refuses what `plan_equations` does not write down.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posada.needs.result import Needs
from posada.scenario.model import Scenario

DAY = pd.Timedelta(days=1)
NO_SPAN = 1e-3  # [thousand person-day equivalents]
SLOPES = (3.3, 3.1, 2.9, 2.7)  # of the quarters of the survival tier; 1 from there to the need
Key = tuple[Any, ...]


@dataclass
class World:
    """What the equations speak of, in the order of names in the file.

    Parameters
    ----------
    about : the text of the file
    goods : becomes available (depot, item, period) [item unit]
    need : in each draw, by (place, standard, period) [thousand person-day equivalents]; of
        durables all since the start
    """

    scenario: Scenario
    data: Any
    about: dict[str, Any]
    items: list[str]
    standards: list[str]
    days: np.ndarray
    goods: np.ndarray
    need: dict[Key, np.ndarray]
    serves: dict[int, int]
    durable: dict[int, bool]
    vital: dict[int, bool]

    def rate(self, place: int, item: int, period: int) -> float:
        """Item units per person-day."""
        name, thing = self.about["places"][place], self.items[item]
        return float(self._rates[self._at["place"][name], self._at["item"][thing], period])

    def __post_init__(self) -> None:
        axes = ("place", "item", "period")
        self._rates = self.data["rate"].transpose(*axes).values
        self._at = {
            axis: {str(name): number for number, name in enumerate(self.data[axis].values)}
            for axis in ("place", "item")
        }
        table = self.scenario["items"].set_index("name")
        self.table = table.loc[self.items].reset_index()
        self.storable = self.table["storable"].to_numpy(dtype=bool)
        self.tonnes = self.table["weight_kg"].to_numpy(dtype=float) / 1000
        positive = [self._rates[:, self._at["item"][name]] for name in self.items]
        self.unit = np.array([1000 * np.median(part[part > 0]) for part in positive])
        gaps = np.append(0, self.days[:-1])
        spoil = self.table["spoil_share_per_day"].to_numpy(dtype=float)
        self.kept = (1 - spoil[:, None]) ** gaps
        lanes = self.scenario["lanes"].set_index(["depot", "place"])
        self.lanes = lanes.loc[[tuple(pair) for pair in self.about["lanes"]]].reset_index()


def read_world(scenario: Scenario, needs: Needs, about: dict[str, Any], step: int) -> World:
    """What one step plans for."""
    stock, pledges = scenario["stock"], scenario["pledges"]
    marks = [table[name].notna().any() for table in (stock,) for name in ("date", "expires")]
    others = [name for name in ("handouts", "organisations") if len(scenario.tables.get(name, []))]
    if any(marks) or others or any(until < "2262" for _, until in about["steps"][step]["items"]):
        raise ValueError(f"not covered by these equations: dated lots, {others}")
    items = [name for name, _ in about["steps"][step]["items"]]
    standards, data = about["steps"][step]["standards"], needs.data
    of_item = data["standard"].to_series()
    serves = {number: standards.index(of_item[name]) for number, name in enumerate(items)}
    clock, saves = data["clock"].to_series(), data["life_saving"].to_series()
    durable = {serves[n]: clock[name] == "first_arrivals" for n, name in enumerate(items)}
    vital = {serves[n]: bool(saves[name]) for n, name in enumerate(items)}
    days, starts = np.array(about["days"]), pd.to_datetime(about["starts"])
    goods = np.zeros((len(about["depots"]), len(items), len(days)))
    depot = {name: number for number, name in enumerate(about["depots"])}
    item = {name: number for number, name in enumerate(items)}
    for row in stock[stock["item"].isin(items)].itertuples():
        part = 1 - scenario.settings.plan.reserve
        goods[depot[row.depot], item[row.item], 0] += row.quantity * part
    for row in pledges[pledges["item"].isin(items)].itertuples():
        assert row.every == "day"
        for period, start in enumerate(starts):
            end = start + (int(days[period]) - 1) * DAY
            count = (min(end, row.date_end) - max(start, row.date)).days + 1
            amount = max(count, 0) * row.quantity * row.chance
            goods[depot[row.depot], item[row.item], period] += amount
    need = _needs(data, about["places"], items, serves, durable)
    return World(scenario, data, about, items, standards, days, goods, need, serves, durable, vital)


def _needs(
    data: Any, places: list[str], items: list[str], serves: dict[int, int], durable: dict[int, bool]
) -> dict[Key, np.ndarray]:
    """Every need above nothing, from the first item of each standard that is of use."""
    found: dict[Key, np.ndarray] = {}
    quantity = data["quantity"].sel(place=places, item=items).astype(float)
    quantity = quantity.transpose("place", "item", "period", "draw").values
    rate = data["rate"].sel(place=places, item=items).transpose("place", "item", "period").values
    for place in range(len(places)):
        for standard in set(serves.values()):
            so_far = np.zeros(quantity.shape[-1])
            for period in range(quantity.shape[2]):
                mine = [i for i in serves if serves[i] == standard and rate[place, i, period] > 0]
                fresh = 0 * so_far
                if mine:
                    fresh = quantity[place, mine[0], period] / rate[place, mine[0], period] / 1000
                so_far = so_far + fresh if durable[standard] else fresh
                if so_far.mean() > 0:
                    found[place, standard, period] = so_far
    return found


def spans_of(world: World, *, joined: bool) -> dict[Key, list[Key]]:
    """Cells that count up to each checkpoint, or between checkpoints: (place, standard, number)."""
    last, turn = len(world.days) - 1, 0
    while np.cumsum(world.days)[turn] < world.scenario.settings.plan.floor_days and turn < last:
        turn += 1
    ends = sorted({turn, last})
    starts = [0] * len(ends) if joined else [0, *(end + 1 for end in ends[:-1])]
    spans: dict[Key, list[Key]] = defaultdict(list)
    for cell in world.need:
        place, standard, period = cell
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            inside = period == end if world.durable[standard] else start <= period <= end
            if inside:
                spans[place, standard, number].append(cell)
    large = {
        key: cells
        for key, cells in spans.items()
        if sum(world.need[cell].mean() for cell in cells) >= NO_SPAN
    }
    return large


def segments(need: np.ndarray, survival: float, weight: float) -> list[tuple[float, float]]:
    """Width and slope of the straight pieces of V(c) = E[n φ(min(1, c/n))].

    Ends: quarters of the survival share of the mean of the draws with any need, the 90th
    percentile of the survival share and of the need, the mean, the largest need.
    """
    some = need[need > 0]
    high = np.sort(some)[len(some) - 1 - (len(some) - 1) // 10]
    usual = some.mean()
    ends = [quarter / 4 * survival * usual for quarter in (1, 2, 3, 4)]
    ends = sorted([*ends, survival * high, need.mean(), high, need.max()])
    pieces, start, worth, steepest = [], 0.0, 0.0, np.inf
    for end in ends:
        value = expected_value(some, survival, end) * len(some) / len(need)
        wide = end - start > 1e-9 * ends[-1]
        if wide:
            steepest = min(steepest, (value - worth) / (end - start))
        pieces.append((end - start if wide else 0.0, steepest * weight if wide else 0.0))
        start, worth = end, value
    return pieces


def expected_value(need: np.ndarray, survival: float, issue: float) -> float:
    """Mean of n φ(min(1, c/n)), φ being drawn piece by piece."""
    share = np.minimum(issue / need, 1.0)
    corners = [0.0, *(survival * quarter / 4 for quarter in (1, 2, 3, 4)), 1.0]
    heights = np.append(0.0, np.cumsum(np.diff(corners) * np.array([*SLOPES, 1.0])))
    return float((need * np.interp(share, corners, heights)).mean())
