"""How a plan turns out: its deliveries replayed over draws, also over draws it was not made with.

It answers how well each place is covered in each simulated future, how bad the bad futures are,
and how evenly cover is spread. It looks at deliveries alone, so any plan can be replayed, whoever
made it. It refuses a plan for other places, items or days than the needs have.

How people share what is there is in `sharing`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from posada.errors import ResultError
from posada.needs.result import Needs
from posada.plan.demand import FOREVER, THOUSAND, Demand, Floats, Integers, read_demand
from posada.plan.result import Plan
from posada.plan.sharing import Shared, ratio, share_out
from posada.plan.waiting import weigh_waiting
from posada.scenario.model import Scenario

QUANTILES = (0.1, 0.5, 0.9)
WORST_SHARE = 0.1  # CVaR90 is the mean of the worst tenth of the draws
LEAST_NEED = 1e-3  # [thousand person-day equivalents]: nobody is compared below a person-day


@dataclass(frozen=True)
class Replay:
    """What a plan gives over many draws.

    Parameters
    ----------
    coverage : one row per place and standard with any need: place, standard, life_saving, need
        [person-day equivalents, mean over the draws], coverage (mean covered / mean need), p10,
        p50, p90 (over the draws; 1 in a draw in which nobody is in need)
    unmet : life-saving need that is not met, in each draw (draw) [person-day]; a durable counts
        on each day without it
    cvar90 : mean of `unmet` over the worst tenth of the draws [person-day]
    gini : of the life-saving coverage of the places, weighted by need; 0 is the same everywhere
    worst_place, worst_standard : lowest life-saving coverage; empty when nobody is in need
    worst_coverage : the coverage there, 1 when nobody is in need
    value : mean over the draws of objective B [thousand person-day equivalents, weighted]
    places : names along the axis of the two that follow (place)
    lacking : `unmet` at each place (draw, place)
    worth : `value` of each place (place)
    deliveries : what was replayed
    """

    coverage: pd.DataFrame
    unmet: Floats
    cvar90: float
    gini: float
    worst_place: str
    worst_standard: str
    worst_coverage: float
    value: float
    places: list[str] = field(repr=False)
    lacking: Floats = field(repr=False)
    worth: Floats = field(repr=False)
    deliveries: pd.DataFrame = field(repr=False)

    def at(self, places: Collection[str]) -> Replay:
        """The same replay, seen at some of the places only."""
        chosen = np.isin(self.places, list(places))
        return _summarise(
            self.coverage[self.coverage["place"].isin(list(places))].reset_index(drop=True),
            [name for name, taken in zip(self.places, chosen, strict=True) if taken],
            self.lacking[:, chosen],
            self.worth[chosen],
            self.deliveries,
        )

    @property
    def figures(self) -> dict[str, float]:
        """The headline figures by name; none of them names a place."""
        return {
            "replayed unmet life-saving person-days": float(self.unmet.mean()),
            "replayed unmet life-saving person-days, CVaR90": self.cvar90,
            "replayed worst life-saving coverage": self.worst_coverage,
            "replayed Gini of life-saving coverage": self.gini,
        }


def replay(scenario: Scenario, needs: Needs, plan: Plan) -> Replay:
    """Replay the deliveries of a plan over every draw of the needs.

    Parameters
    ----------
    scenario : its items say what can be stored and what spoils
    needs : draws to replay over, not necessarily those with which the plan was made
    plan : only its deliveries are used

    Raises
    ------
    ResultError
        When the plan delivers an item, or to a place, that the needs do not have.

    Notes
    -----
    Source: conditional value at risk by Rockafellar and Uryasev (Optimization of conditional
    value-at-risk, 2000); the sharing rule is a choice of this project.
    """
    demand = weigh_waiting(scenario, read_demand(needs))
    return replay_demand(scenario, demand, plan.deliveries)


def replay_demand(scenario: Scenario, demand: Demand, deliveries: pd.DataFrame) -> Replay:
    """The same for needs that have been read already."""
    demand, item = _by_last_day(demand, deliveries)
    arriving = _arriving(demand, deliveries, item)
    shape = len(demand.need), len(demand.places)
    vital, worth, tables = np.zeros(shape), np.zeros(shape[1]), []
    for shared in share_out(scenario, demand, arriving):
        tables.append(_coverage_table(demand, shared))
        worth += shared.value
        if demand.life_saving[shared.standard]:
            vital += shared.lacking * THOUSAND
    coverage = pd.concat(tables).sort_values(["place", "standard"], ignore_index=True)
    return _summarise(coverage, demand.places, vital, worth, deliveries)


def _summarise(
    coverage: pd.DataFrame,
    places: list[str],
    lacking: Floats,
    worth: Floats,
    deliveries: pd.DataFrame,
) -> Replay:
    """The figures over all the places given."""
    vital, unmet = coverage[coverage["life_saving"]], lacking.sum(axis=1)
    worst = vital.loc[vital["coverage"].idxmin()] if len(vital) else None
    return Replay(
        coverage=coverage,
        unmet=unmet,
        cvar90=worst_tenth(unmet),
        gini=_gini_of_places(vital),
        worst_place="" if worst is None else str(worst["place"]),
        worst_standard="" if worst is None else str(worst["standard"]),
        worst_coverage=1.0 if worst is None else float(worst["coverage"]),
        value=float(worth.sum()),
        places=places,
        lacking=lacking,
        worth=worth,
        deliveries=deliveries,
    )


def worst_tenth(losses: Floats) -> float:
    """CVaR90: mean of the worst tenth, in which the last draw may count in part.

    Examples
    --------
    >>> worst_tenth(np.array([0.0, 0, 0, 0, 0, 0, 0, 0, 1, 5]))
    5.0
    """
    ordered, tenth = np.sort(losses)[::-1], WORST_SHARE * len(losses)
    parts = np.clip(tenth - np.arange(len(losses)), 0, 1)
    return float((ordered * parts).sum() / tenth)


def gini(values: Floats, weights: Floats) -> float:
    """Gini coefficient of weighted values: Σ_ij w_i w_j |x_i - x_j| / (2 mean), Σ w = 1.

    Source: Sen, On Economic Inequality, 1973.

    Examples
    --------
    >>> gini(np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    0.5
    """
    if not len(values) or values @ weights <= 0:
        return 0.0
    shares = weights / weights.sum()
    apart = shares @ np.abs(values[:, None] - values[None, :]) @ shares
    return float(apart / (2 * shares @ values))


def _by_last_day(demand: Demand, deliveries: pd.DataFrame) -> tuple[Demand, Integers]:
    """The demand with an item for each last day of use, and the item of each delivery."""
    names = {name: demand.items.index(name) for name in dict.fromkeys(demand.items)}
    number = _numbers(deliveries["item"], names)
    until = deliveries["expires"].to_numpy(dtype="datetime64[D]")
    until = np.where(np.isnat(until), FOREVER, until)
    keys = list(zip(number.tolist(), until.tolist(), strict=True))
    plain = [(item, FOREVER.item()) for item in names.values()]
    kinds = sorted(set(keys) | set(plain))
    item = np.array([item for item, _ in kinds], dtype=np.int64)
    last = np.array([day for _, day in kinds], dtype="datetime64[D]")
    divided = demand.in_kinds(item, last, demand.meant[:, item])
    kind = {key: position for position, key in enumerate(kinds)}
    return divided, np.array([kind[key] for key in keys], dtype=np.int64)


def _numbers(names: pd.Series, known: dict[str, int]) -> Integers:
    """Number of each name."""
    number = names.map(known)
    if number.isna().any():
        unknown = names[number.isna()].iloc[0]
        raise ResultError(f"the plan delivers to or of {unknown!r}, which the needs lack")
    return number.to_numpy(dtype=np.int64)


def _arriving(demand: Demand, table: pd.DataFrame, item: Integers) -> Floats:
    """What arrives [thousand person-day equivalents] (period, place, item)."""
    place = _numbers(table["place"], {name: number for number, name in enumerate(demand.places)})
    day = table["delivery"].to_numpy(dtype="datetime64[D]")
    period = demand.period_of(day)
    inside = period >= 0
    amount = np.zeros(demand.rate.shape)
    at = place[inside], item[inside], period[inside]
    np.add.at(amount, at, table["quantity"].to_numpy(dtype=float)[inside])
    rate = np.where(demand.rate > 0, demand.rate * THOUSAND, demand.scale[:, None])
    return np.ascontiguousarray(np.moveaxis(amount / rate, 2, 0))


def _coverage_table(demand: Demand, shared: Shared) -> pd.DataFrame:
    """The rows of `Replay.coverage` for one standard."""
    mean = shared.need.mean(axis=0)
    place = np.flatnonzero(mean >= LEAST_NEED)
    shares = ratio(shared.covered, shared.need)[:, place]
    spread = np.quantile(shares, QUANTILES, axis=0) if len(place) else np.ones((3, 0))
    return pd.DataFrame(
        {
            "place": np.array(demand.places, dtype=object)[place].astype(str),
            "standard": demand.standards[shared.standard],
            "life_saving": bool(demand.life_saving[shared.standard]),
            "need": mean[place] * THOUSAND,
            "coverage": shared.covered.mean(axis=0)[place] / mean[place],
            "p10": spread[0],
            "p50": spread[1],
            "p90": spread[2],
        }
    )


def _gini_of_places(vital: pd.DataFrame) -> float:
    """Gini of what is covered of all the life-saving need of each place."""
    covered = (vital["coverage"] * vital["need"]).groupby(vital["place"]).sum()
    need = vital.groupby("place")["need"].sum()
    return gini((covered / need).to_numpy(), need.to_numpy())
