"""The equations of the plan once more, written down one by one, to check what a plan wrote.

Nothing of `posada.plan` is used: from the tables of a scenario, the needs and the file
`optimum.npz` it builds each program anew, row by row, in thousands of person-day equivalents, and
puts in the values and prices of the file. It gives, for each step, the largest primal residual,
the largest dual residual and the gap; a step with all three near zero is the best there is, by
weak duality, whoever found it. It refuses scenarios with lots that expire or are earmarked, closed
lanes, people who have waited, mandates, and lines that stood before.

The equations stand in `docs/methods.md`, "What to send"; what is a choice of the project
(breakpoints, weights, what counts as no need) is stated once more here.
"""

import io
import itertools
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.plan_world import DAY, Key, World, read_world, segments, spans_of
from posada.needs.result import Needs
from posada.scenario.model import Scenario

NO_NEED = 1e-4  # [thousand person-day equivalents]
VITAL, URGENT = 2.0, 4.0
STEPS, STEEP = 10, 2.0
ENDS, OFFSET = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0), 0.1
HANDLING_KM, LEAST_KG = 1.0, 0.05


@dataclass
class Equations:
    """Columns and rows by name, with the values and prices of the file."""

    columns: dict[Key, int] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    of_column: list[tuple[float, float, float]] = field(default_factory=list)  # upper, worth, value
    of_row: list[tuple[float, float, float]] = field(default_factory=list)  # lower, upper, price
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    lowest: dict[Key, float] = field(default_factory=dict)

    def column(self, key: Key, value: float, upper: float = np.inf, worth: float = 0.0) -> None:
        """A column from nothing to `upper`."""
        self.columns[key] = len(self.of_column)
        self.of_column.append((upper, worth, 0.0 if np.isnan(value) else float(value)))

    def row(self, key: Key, price: float, lower: float, upper: float, terms: list) -> None:
        """A row of terms (factor, column); columns that do not exist are left out."""
        real = [(factor, self.columns[at]) for factor, at in terms if at in self.columns]
        self.rows[key] = len(self.of_row)
        self.of_row.append((lower, upper, 0.0 if np.isnan(price) else float(price)))
        self.entries += [(self.rows[key], column, factor) for factor, column in real]

    def residuals(self) -> dict[str, float]:
        """Largest primal and dual residual, each relative, and gap to the bound by the prices."""
        upper, worth, x = np.array(self.of_column).T
        low, high, y = np.array(self.of_row).T
        lower = np.zeros(len(x))
        for key, bound in self.lowest.items():
            lower[self.columns[key]] = bound
        row, column, factor = (np.array(part) for part in zip(*self.entries, strict=True))
        row, column = row.astype(int), column.astype(int)
        activity = np.bincount(row, factor * x[column], len(y))
        size = np.maximum(1, np.bincount(row, np.abs(factor * x[column]), len(y)))
        primal = max(
            (np.maximum(low - activity, activity - high) / size).max(),
            (np.maximum(lower - x, x - upper) / np.maximum(1, np.abs(x))).max(),
            0.0,
        )
        reduced = worth - np.bincount(column, factor * y[row], len(x))
        dual, bound = 0.0, 0.0
        for price, least, most in ((y, low, high), (reduced, lower, upper)):
            end = np.where(price > 0, most, least)
            dual = max(dual, np.abs(price[~np.isfinite(end)]).max(initial=0.0))
            bound += float((price * np.where(np.isfinite(end), end, 0.0)).sum())
        value = float(worth @ x)
        return {
            "primal": float(primal),
            "dual": float(dual / (1 + np.abs(worth).max())),
            "gap": abs(bound - value) / max(1.0, abs(value)),
            "objective": value,
        }


def check_steps(scenario: Scenario, needs: Needs, content: bytes) -> list[dict[str, Any]]:
    """The residuals of every step in the file, and what it was bid to keep of the one before."""
    file = np.load(io.BytesIO(content))
    about, found = json.loads(str(file["about"])), []
    before: dict[Key, dict[str, np.ndarray]] = {}
    for number, told in enumerate(about["steps"]):
        names = [name for name in file.files if name.startswith(f"{number}/")]
        step = {name.partition("/")[2]: file[name] for name in names}
        world = read_world(scenario, needs, about, number)
        part = tuple(told["standards"])
        kept = _promised(told["stage"], world, step, before, part)
        before[(*part, told["stage"])] = step
        model = _Model(world, step, told["stage"], before.get((*part, "B")))
        found.append({"part": ", ".join(part), "stage": told["stage"], **model.solve(), **kept})
    return found


def overdrawn(scenario: Scenario, content: bytes) -> float:
    """By how much the parts of a plan together exceed what the scenario lets them share.

    Relative, over transport of lanes and depots and handling at places in each period.
    """
    file = np.load(io.BytesIO(content))
    about, total = json.loads(str(file["about"])), {}
    for number, told in enumerate(about["steps"]):
        if told["stage"] == "C":
            for kind in ("lane", "depot", "handling"):
                most = file.get(f"{number}/most {kind}")
                if most is not None:
                    total[kind] = total.get(kind, 0.0) + most
    days, worst = np.array(about["days"]), 0.0
    lanes = scenario["lanes"].set_index(["depot", "place"]).loc[[*map(tuple, about["lanes"])]]
    depots = scenario["depots"].set_index("name").loc[about["depots"]]
    per_day = {
        "lane": lanes["lane_capacity_tonnes_per_day"],
        "depot": depots["dispatch_tonnes_per_day"],
    }
    if "handling" in total:
        places = scenario["places"].set_index("name").loc[about["places"]]
        per_day["handling"] = places["handling_tonnes_per_day"]
    for kind, most in total.items():
        limit = per_day[kind].to_numpy(dtype=float)[:, None] * days
        known = np.isfinite(limit) & np.isfinite(most)
        over = (most[known] - limit[known]) / np.maximum(1, limit[known])
        worst = max(worst, float(over.max(initial=0.0)))
    return worst


def _promised(
    stage: str,
    world: World,
    step: dict[str, np.ndarray],
    before: dict[Key, dict[str, np.ndarray]],
    part: Key,
) -> dict[str, float]:
    """How much of what the step before reached this one was told to keep: the least share."""
    if stage == "A rest" and (*part, "A worst") in before:
        reached, held = before[(*part, "A worst")]["worst"], step["held level"]
        worst = np.broadcast_to(reached[None, :, None], held.shape)
        asked = held > 0
        return {"keeps": float(((held + 2e-6)[asked] / worst[asked]).min(initial=1.0))}
    if stage == "B" and (*part, "A rest") in before:
        level = _levels(world, before[(*part, "A rest")])
        share = [step["held level"][key] / level[key] for key in level if level[key] > 1e-3]
        return {"keeps": float(min(share, default=1.0))}
    if stage == "C":
        issued = np.nansum(before[(*part, "B")]["covered"], axis=-1)
        large = issued > 0.1
        return {"keeps": float((step["held cover"][large] / issued[large]).min(initial=1.0))}
    return {}


def _levels(world: World, step: dict[str, np.ndarray]) -> dict[Key, float]:
    """Share of the mean need that a step covers by each checkpoint, from what it covers."""
    found = {}
    for key, cells in spans_of(world, joined=True).items():
        need = sum(world.need[cell].mean() for cell in cells)
        covered = sum(np.nan_to_num(step["covered"][cell]).sum() for cell in cells)
        found[key] = float(np.clip(covered / need, 0, 1))
    return found


class _Model:
    """One step: its columns and rows, one by one."""

    def __init__(
        self, world: World, step: dict[str, np.ndarray], stage: str, best: dict | None
    ) -> None:
        self.world, self.step, self.stage, self.best = world, step, stage, best
        self.at = Equations()
        self.periods = range(len(world.days))
        self._send()
        self._at_places()
        self._cover()
        self._carry()
        if stage.startswith("A") or stage == "B":
            self._floors()
        if stage == "A rest":
            self._steps()
        if stage == "C":
            self._keep()

    def solve(self) -> dict[str, float]:
        """The residuals; what the file has and these equations do not counts as primal."""
        found = self.at.residuals()
        stray = 0.0
        for name in ("send", "issue"):
            for key in np.argwhere(np.nan_to_num(self.step[name]) != 0):
                if (name, *key) not in self.at.columns:
                    amount = abs(self.step[name][tuple(key)]) / self.world.unit[key[1]]
                    stray = max(stray, float(amount))
        return {**found, "primal": max(found["primal"], stray)}

    def _price(self, family: str, key: Key, size: float = 1.0) -> float:
        """The price in the file of one thousand person-day equivalents, or other units."""
        prices = self.step.get(f"price of {family}")
        return np.nan if prices is None else float(prices[key] * size)

    def _send(self) -> None:
        """(1) What leaves a depot was there; (3), (4), (7) what all share suffices."""
        world, at = self.world, self.at
        there = np.where(world.storable[None, :, None], np.cumsum(world.goods, 2), world.goods) > 0
        depots = {name: number for number, name in enumerate(world.about["depots"])}
        places = {name: number for number, name in enumerate(world.about["places"])}
        starts = pd.to_datetime(world.about["starts"])
        self.arriving: dict[Key, list[Key]] = defaultdict(list)
        leaving: dict[Key, list[Key]] = defaultdict(list)
        self.owner: dict[Key, tuple[int, int, int]] = {}
        for number, lane in enumerate(world.lanes.itertuples()):
            depot, place = depots[lane.depot], places[lane.place]
            for item in range(len(world.items)):
                weight = max(world.tonnes[item], LEAST_KG / 1000) * world.unit[item]
                cost = -(lane.length_km + HANDLING_KM) * weight if self.stage == "C" else 0.0
                for period in self.periods:
                    day = starts[period] + int(lane.lead_days) * DAY
                    comes = int(np.searchsorted(starts, day, side="right")) - 1
                    after = day >= starts[-1] + int(world.days[-1]) * DAY
                    if (
                        not there[depot, item, period]
                        or after
                        or not self._of_use(place, item, comes)
                    ):
                        continue
                    key = ("send", number, item, period)
                    value = self.step["send"][number, item, period] / world.unit[item]
                    at.column(key, value, worth=cost)
                    self.arriving[place, item, comes].append(key)
                    leaving[depot, item, period].append(key)
                    self.owner[key] = depot, place, comes
        self._depots(leaving)
        self._shared()

    def _of_use(self, place: int, item: int, period: int) -> bool:
        """The item is needed on arrival, or later where it keeps."""
        last = self.periods[-1] if self.world.storable[item] else period
        return any(self._needed(place, item, later) for later in range(period, last + 1))

    def _needed(self, place: int, item: int, period: int) -> bool:
        need = self.world.need.get((place, self.world.serves[item], period))
        useful = self.world.rate(place, item, period) > 0
        return need is not None and need.mean() > NO_NEED and useful

    def _depots(self, leaving: dict[Key, list[Key]]) -> None:
        """What is left is what was left, less what spoils, plus what comes, less what leaves."""
        world, at = self.world, self.at
        for depot, item in {key[:2] for key in leaving}:
            unit, left, before = world.unit[item], 0.0, False
            for period in self.periods:
                goods = world.goods[depot, item, period] / unit
                sends = leaving.get((depot, item, period), [])
                terms = [(1.0, key) for key in sends]
                price = self._price("goods at depots", (depot, item, period), unit)
                row = ("depot", depot, item, period)
                if not world.storable[item]:
                    if goods > 0:
                        at.row(row, price, -np.inf, goods, terms)
                    continue
                if not before and goods == 0:
                    continue
                sent = sum(at.of_column[at.columns[key]][2] for key in sends)
                left = world.kept[item, period] * left + goods - sent
                at.column(("left", depot, item, period), left)
                terms += [(1.0, ("left", depot, item, period))]
                if before:
                    terms += [(-world.kept[item, period], ("left", depot, item, period - 1))]
                at.row(row, price, goods, goods, terms)
                before = True

    def _shared(self) -> None:
        """Transport of lanes and depots, handling at places, money of organisations."""
        sums: dict[Key, list[tuple[float, Key]]] = defaultdict(list)
        for key, (depot, place, comes) in self.owner.items():
            _, lane, item, period = key
            tonnes = self.world.tonnes[item] * self.world.unit[item]
            sums["lane", lane, period].append((tonnes, key))
            sums["depot", depot, period].append((tonnes, key))
            sums["handling", place, comes].append((tonnes, key))
        for (kind, owner, span), terms in sums.items():
            most = self.step.get(f"most {kind}")
            if most is not None and np.isfinite(most[owner, span]) and terms[0][0] > 0:
                size = max(1.0, most[owner, span])
                terms = [(factor / size, key) for factor, key in terms]
                price = self._price(kind, (owner, span), size)
                self.at.row((kind, owner, span), price, -np.inf, most[owner, span] / size, terms)

    def _at_places(self) -> None:
        """(2) What is used at a place has come there, and waits only where it can."""
        world, at = self.world, self.at
        for place, item in {key[:2] for key in self.arriving}:
            unit, store, before = world.unit[item], 0.0, False
            for period in self.periods:
                comes = self.arriving.get((place, item, period), [])
                there = bool(comes) or (before and world.storable[item])
                if not there:
                    continue
                key = ("issue", place, item, period)
                if self._needed(place, item, period):
                    at.column(key, self.step["issue"][place, item, period] / unit)
                terms = [(-1.0, one) for one in comes] + [(1.0, key)]
                row = ("place", place, item, period)
                price = self._price("goods at places", (place, item, period), unit)
                if not world.storable[item]:
                    if key in at.columns:
                        at.row(row, price, -np.inf, 0.0, terms)
                    continue
                used = at.of_column[at.columns[key]][2] if key in at.columns else 0.0
                came = sum(at.of_column[at.columns[one]][2] for one in comes)
                store = world.kept[item, period] * store + came - used
                at.column(("store", place, item, period), store)
                terms += [(1.0, ("store", place, item, period))]
                if before:
                    terms += [(-world.kept[item, period], ("store", place, item, period - 1))]
                at.row(row, price, 0.0, 0.0, terms)
                before = True

    def _cover(self) -> None:
        """Tiers of every need that can be reached."""
        reached = {
            (key[1], self.world.serves[key[2]], key[3])
            for key in self.at.columns
            if key[0] == "issue"
        }
        self.tiers: dict[Key, list[Key]] = {}
        for cell, need in self.world.need.items():
            place, standard, period = cell
            days = range(period + 1) if self.world.durable[standard] else [period]
            if need.mean() <= NO_NEED or not any((place, standard, t) in reached for t in days):
                continue
            self.tiers[cell] = []
            for tier, (width, worth) in enumerate(self._segments(cell, need)):
                if width > 0:
                    key = ("covered", *cell, tier)
                    value = self.step["covered"][(*cell, tier)]
                    self.at.column(key, value, width, worth if self.stage == "B" else 0.0)
                    self.tiers[cell].append(key)

    def _segments(self, cell: Key, need: np.ndarray) -> list[tuple[float, float]]:
        """Width and slope of each tier."""
        if self.stage.startswith("A"):
            return [(float(need.mean()), 0.0)]
        if self.stage == "C":
            return [(float(np.nansum(np.maximum(self.best["covered"][cell], 0))), 0.0)]
        place, standard, period = cell
        first = next(
            name
            for item, name in enumerate(self.world.items)
            if self.world.serves[item] == standard and self.world.rate(place, item, period) > 0
        )
        survival = self.world.data["survival"].sel(
            place=self.world.about["places"][place], item=first
        )
        weight = VITAL if self.world.vital[standard] else 1.0
        if self.world.durable[standard]:
            weight *= self.world.days[period] / self.world.days.sum()
        return segments(need, float(survival.values[period]), weight)

    def _carry(self) -> None:
        """What is used covers the need of its standard; (6) of a durable all since the start."""
        world = self.world
        for cell, tiers in self.tiers.items():
            place, standard, period = cell
            terms = [(-1.0, key) for key in tiers]
            if world.durable[standard]:
                terms += [(1.0, key) for key in self.tiers.get((place, standard, period - 1), [])]
            for item in range(len(world.items)):
                if world.serves[item] == standard and world.rate(place, item, period) > 0:
                    per = world.unit[item] / world.rate(place, item, period) / 1000
                    terms.append((per, ("issue", place, item, period)))
            if tiers:
                self.at.row(("cover", *cell), self._price("cover", cell), 0.0, 0.0, terms)

    def _floors(self) -> None:
        """(5) Coverage by each checkpoint: how high it is, and how high it must be."""
        world, at, held = self.world, self.at, self.step.get("held level")
        raised = self.stage == "A worst"
        if raised:
            for standard, worst in enumerate(np.nan_to_num(self.step["worst"])):
                if world.vital[standard]:
                    self._worst(standard, worst)
        for key, cells in spans_of(world, joined=True).items():
            need = sum(world.need[cell].mean() for cell in cells)
            terms = [
                (1 / need, tier)
                for cell in cells
                for tier in self.tiers.get(cell, [])
                if self._counts(cell, tier)
            ]
            at.column(("level", *key), self.step["level"][key], 1.0)
            if not raised:
                at.lowest["level", *key] = float(np.nan_to_num(held[key]))
            price = self._price("floor", key)
            at.row(("floor", *key), price, 0.0, np.inf, [*terms, (-1.0, ("level", *key))])
            reached = any(cell in self.tiers for cell in cells)
            if raised and world.vital[key[1]] and reached:
                parts = [(-1.0, ("worst", key[1], tier)) for tier in range(len(ENDS) - 1)]
                both = [(1.0, ("level", *key)), *parts]
                at.row(("worst", *key), self._price("worst", key), 0.0, np.inf, both)

    def _worst(self, standard: int, worst: float) -> None:
        """The worst coverage of a standard in tiers, each worth what log(coverage + OFFSET) is."""
        first = np.log1p(ENDS[1] / OFFSET) / ENDS[1]
        for tier, (low, high) in enumerate(itertools.pairwise(ENDS)):
            worth = np.log((high + OFFSET) / (low + OFFSET)) / (high - low) / first
            value = min(max(worst - low, 0.0), high - low)
            self.at.column(("worst", standard, tier), value, high - low, worth)

    def _counts(self, cell: Key, tier: Key) -> bool:
        """A tier counts for the floor when it ends below the mean need."""
        if self.stage != "B":
            return True
        need = self.world.need[cell]
        ends = np.cumsum([width for width, _ in self._segments(cell, need)])
        return bool(ends[tier[-1]] <= need.mean() * (1 + 1e-9))

    def _steps(self) -> None:
        """What coverage between checkpoints is worth: half as much with each tenth."""
        for key, cells in spans_of(self.world, joined=False).items():
            need = sum(self.world.need[cell].mean() for cell in cells)
            weight = need * (URGENT if self.world.vital[key[1]] else 1.0)
            rest = float(self.step["step"][key])
            terms = [(1 / need, tier) for cell in cells for tier in self.tiers.get(cell, [])]
            for number in range(STEPS):
                one = ("step", *key, number)
                value = min(max(rest - number / STEPS, 0.0), 1 / STEPS)
                self.at.column(one, value, 1 / STEPS, weight * STEEP**-number)
                terms.append((-1.0, one))
            self.at.row(("steps", *key), self._price("steps", key), 0.0, np.inf, terms)

    def _keep(self) -> None:
        """C keeps what B gave each place in each period."""
        for cell, tiers in self.tiers.items():
            least = float(np.nan_to_num(self.step["held cover"][cell]))
            terms = [(1.0, key) for key in tiers]
            self.at.row(("kept", *cell), self._price("kept", cell), least, np.inf, terms)
