"""What covering a need is worth: less and less as more is issued.

It answers, for each place, standard and period, how the value of an issue over all draws falls as
more is issued, as straight segments that a linear program can add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.plan.demand import Demand, Flags, Floats, Integers

SURVIVAL_SLOPES, STANDARD_SLOPE = (3.3, 3.1, 2.9, 2.7), 1.0  # 3 on average up to survival
LEVELS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
OFFSET = 0.1  # of log(coverage + OFFSET): a point at nothing is worth eleven at full coverage


@dataclass(frozen=True)
class Tiers:
    """Concave value of an issue in each cell, as straight segments.

    Parameters
    ----------
    width : [thousand person-day equivalents] (cell, tier)
    slope : value per unit, never rising along the tiers (cell, tier)
    counted : the tier lies below the mean need, and counts for the fairness floor (cell, tier)
    """

    width: Floats
    slope: Floats
    counted: Flags


def value_tiers(
    demand: Demand, cells: Integers, slopes: tuple[float, ...] = SURVIVAL_SLOPES
) -> Tiers:
    """Straight segments of the expected value of an issue c in some of the cells.

    V(c) = E[n φ(min(1, c/n))], where φ has slope 3 on average up to the survival share s and slope
    1 from there to the standard. Within the survival tier the slope falls gently by quarters, so
    that places and days are covered alike and a thin advantage never takes all. The breakpoints
    are quarters of s m (m: mean over the draws in which anybody is in need), the 90th percentile
    of s n and of n, the mean and the largest need. V is exact there, so the segments are concave.

    Source: simple recourse of two-stage linear programming (Birge and Louveaux, Introduction to
    Stochastic Programming); the slopes are a choice of this project.
    """
    need, survival = np.ascontiguousarray(demand.need[:, cells]), demand.survival[cells]
    mean, weight = demand.mean[cells], demand.weight[cells]
    points = _breakpoints(need, survival, mean)
    values = [_value(need, survival, point, slopes) for point in points]
    width = np.diff(points, axis=0, prepend=0)
    rise = np.diff(values, axis=0, prepend=0)
    wide = width > 1e-9 * points[-1]
    slope = np.divide(rise, width, out=np.full(rise.shape, np.inf), where=wide)
    slope = np.where(wide, np.minimum.accumulate(slope, axis=0), 0.0)
    shape = len(demand.mean), len(points)
    tiers = Tiers(np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool))
    tiers.width[cells] = np.where(wide, width, 0.0).T
    tiers.slope[cells] = (slope * weight).T
    tiers.counted[cells] = (points <= mean * (1 + 1e-12)).T
    return tiers


def mean_tiers(demand: Demand) -> Tiers:
    """One tier up to the mean need: enough to find how far the worst covered can be lifted."""
    return one_tier(demand, demand.mean)


def level_tiers() -> tuple[Floats, Floats]:
    """Width of each tier of a worst coverage, and what a point in it is worth (tier), (tier).

    Straight segments of log(coverage + OFFSET), the first worth one. So standards that share
    transport or money share it so that who has next to nothing of one comes first, but not at any
    price: for a litre of water thirty rations may have to stay behind.

    Source: proportional fairness (Mo and Walrand, Fair end-to-end window-based congestion control,
    2000); the offset is a choice of this project.
    """
    width = np.diff(LEVELS)
    slope = np.diff(np.log(np.add(LEVELS, OFFSET))) / width
    return width, slope / slope[0]


def one_tier(demand: Demand, width: Floats) -> Tiers:
    """One tier of the given width (cell), when only the quantity matters."""
    flags = np.ones((len(width), 1), dtype=bool)
    return Tiers(width[:, None], demand.weight[:, None], flags)


def _breakpoints(need: Floats, survival: Floats, mean: Floats) -> Floats:
    """Ends of the tiers, in order (tier, cell)."""
    ordered = np.sort(need, axis=0)
    some = np.maximum((need > 0).sum(axis=0), 1)
    tenth = len(need) - 1 - (some - 1) // 10
    high = np.take_along_axis(ordered, tenth[None], axis=0)
    usual, largest = need.sum(axis=0) / some, ordered[-1]
    quarters = np.arange(1, 5)[:, None] / 4 * survival * usual
    return np.sort(np.vstack([quarters, survival * high, mean, high, largest]), axis=0)


def _value(
    need: Floats, share: Floats, issue: Floats, steep: tuple[float, ...] = SURVIVAL_SLOPES
) -> Floats:
    """Expected value of an issue in each cell (cell), before weights: V of `value_tiers`.

    A concave φ with slopes f_1 > ... > f_J up to the shares r_1 < ... < r_J of the need gives
    V(c) = Σ_j (f_j - f_{j+1}) E[min(c, r_j n)].
    """
    slopes = np.array([*steep, STANDARD_SLOPE])
    total = STANDARD_SLOPE * np.minimum(issue, need).mean(axis=0)
    for number, drop in enumerate(slopes[:-1] - slopes[1:], start=1):
        part = number / len(steep) * share
        total += drop * np.minimum(issue, part * need).mean(axis=0)
    return total


def value_of_coverage(
    demand: Demand, standard: int, period: int, need: Floats, issue: Floats
) -> Floats:
    """Mean over the draws of what an issue in one period is worth, weighted as in objective B.

    By place.

    Parameters
    ----------
    need, issue : [thousand person-day equivalents] (draw, place)
    """
    cells = demand.index[:, standard, period]
    place = np.flatnonzero(cells >= 0)
    survival, weight = np.zeros(len(cells)), np.zeros(len(cells))
    survival[place], weight[place] = demand.survival[cells[place]], demand.weight[cells[place]]
    return _value(need, survival, issue) * weight
