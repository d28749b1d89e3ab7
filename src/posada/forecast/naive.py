"""Naive forecasts that every comparison carries; whoever does not beat them is not needed.

Each takes the reports known on a day, and the days and places asked for, and gives quantiles
(target, level) [person].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posada.forecast.reports import Reports, Series

WINDOW, DAMPING = 90, 0.95
LONGEST_GAP, FEWEST = 120, 5
BUCKETS = ((0, 30), (30, 60), (60, 100_000))


@dataclass(frozen=True)
class Target:
    """What is asked for.

    Parameters
    ----------
    places : names (target)
    days : days since the start (target)
    totals : everybody at these places on those days (target) [person], for forecasts given that
    """

    places: list[str]
    days: np.ndarray
    totals: np.ndarray


def last_level(known: Reports, now: int, target: Target, levels: np.ndarray) -> np.ndarray:
    """Each place keeps its last report."""
    last = np.array([known.series[place].people[-1] for place in target.places])
    return np.repeat(last[:, None], len(levels), axis=1)


def last_shares(known: Reports, now: int, target: Target, levels: np.ndarray) -> np.ndarray:
    """Each place keeps its share of the last reports, of a total that is given."""
    everybody = sum(series.people[-1] for series in known.series.values())
    people = last_level(known, now, target, levels)
    if everybody == 0:
        return np.repeat(target.totals[:, None] / max(len(known.series), 1), len(levels), axis=1)
    return people / everybody * target.totals[:, None]


def random_walk(known: Reports, now: int, target: Target, levels: np.ndarray) -> np.ndarray:
    """The last report, and around it the changes of the logarithm that were seen before."""
    gaps, changes = _changes(known)
    people = last_level(known, now, target, levels)
    ahead = target.days - np.array([known.series[place].days[-1] for place in target.places])
    for after, until in BUCKETS:
        rows = (ahead > after) & (ahead <= until)
        seen = changes[(gaps > after) & (gaps <= until)]
        seen = seen if len(seen) >= FEWEST else changes
        if rows.any() and len(seen) >= FEWEST:
            people[rows] *= np.exp(np.quantile(seen - np.median(seen), levels))
    return people


def damped_trend(known: Reports, now: int, target: Target, levels: np.ndarray) -> np.ndarray:
    """The last report and the slope of the last 90 days, which fades by 5 % a day."""
    slopes = {place: _slope(series, now) for place, series in known.series.items()}
    last_day = np.array([known.series[place].days[-1] for place in target.places])
    reach = DAMPING * (1 - DAMPING ** (target.days - last_day)) / (1 - DAMPING)
    change = np.array([slopes[place] for place in target.places]) * reach
    return np.maximum(last_level(known, now, target, levels) + change[:, None], 0.0)


Naive = Callable[[Reports, int, Target, np.ndarray], np.ndarray]
NAIVE: dict[str, Naive] = {
    "last_level": last_level,
    "last_shares": last_shares,
    "random_walk": random_walk,
    "damped_trend": damped_trend,
}
WITH_INTERVALS = ("posada", "trend", "random_walk")


def _slope(series: Series, now: int) -> float:
    recent = series.days > now - WINDOW
    if recent.sum() < 2:
        return 0.0
    return float(np.polyfit(series.days[recent], series.people[recent], 1)[0])


def _changes(known: Reports) -> tuple[np.ndarray, np.ndarray]:
    """Days between two reports of a place, and the change of the logarithm; nobody left out."""
    gaps, changes = [np.zeros(0)], [np.zeros(0)]
    for series in known.series.values():
        i, j = np.triu_indices(len(series.days), 1)
        gap = series.days[j] - series.days[i]
        use = (gap <= LONGEST_GAP) & (series.people[i] > 0) & (series.people[j] > 0)
        gaps.append(gap[use])
        changes.append(np.log(series.people[j[use]] / series.people[i[use]]))
    return np.concatenate(gaps), np.concatenate(changes)
