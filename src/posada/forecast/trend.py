"""What reports alone say of the days to come: level, fading growth, and honest intervals.

The error of a forecast is measured in a unit that grows with the days ahead, with the people at
the place and with its growth and unrest, and is larger where people have only just come. How large
it is in that unit is learned twice: from sets in which it is known (`trend_errors.csv`), and from
what this same forecast, made on earlier days, got wrong about reports that have come in since.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from posada.forecast.growth import believed, change_ahead, faded, growth_rate, unrest
from posada.forecast.reports import Reports, Series

EVERY, FIRST, FARTHEST = 15, 30, 90  # days between earlier forecasts, the first, how far they look
PRIOR_WEIGHT = 300.0  # reports that the errors of other sets are worth
POWER, OF_CHANGE, OF_UNREST, OF_LAST, OF_MEAN = 0.7, 0.5, 0.1, 0.015, 0.01
YOUNG, YOUNGEST = 60.0, 15.0  # a place is young in its first weeks [day]


@dataclass(frozen=True)
class Trend:
    """A forecast from reports known on a day.

    Parameters
    ----------
    places : names (place)
    now : last day of information
    reported, last : day and people of the last report (place) [day], [person]
    rate, unrest : growth, and how much counts moved up and down (place) [person/day]
    age : days since somebody was first reported (place)
    errors : errors in units of `scale`, in order, and the weight of each (2, error)
    """

    places: tuple[str, ...]
    now: int
    reported: np.ndarray
    last: np.ndarray
    rate: np.ndarray
    unrest: np.ndarray
    age: np.ndarray
    errors: np.ndarray

    def median(self, days: np.ndarray) -> np.ndarray:
        """People expected (day, place) [person]."""
        ahead = np.asarray(days)[:, None] - self.reported
        return np.maximum(self.last + change_ahead(self.rate, self.last, ahead), 0.0)

    def scale(self, days: np.ndarray) -> np.ndarray:
        """Unit in which errors are counted (day, place) [person]."""
        ahead = np.asarray(days)[:, None] - self.reported
        mean = self.last.mean() if len(self.last) else 0.0
        level = OF_LAST * np.where(self.last > 0, self.last, mean) + OF_MEAN * mean
        level = level * (1 + YOUNG / (self.age + YOUNGEST)) * (ahead / 30.0) ** POWER
        change = OF_CHANGE * np.abs(self.median(days) - self.last)
        return np.asarray(level + change + OF_UNREST * self.unrest * faded(ahead) + 1.0)

    def quantiles(self, days: np.ndarray, levels: np.ndarray) -> np.ndarray:
        """Quantiles (level, day, place) [person]."""
        errors = np.interp(levels, _levels(*self.errors), self.errors[0])
        middle, scale = self.median(days), self.scale(days)
        return np.maximum(middle + errors[:, None, None] * scale, 0.0)

    def given(self, days: np.ndarray, totals: np.ndarray) -> np.ndarray:
        """People expected when the total is known (day, place) [person].

        What is missing or too much goes where the forecast is least certain, so that everybody is
        somewhere and a place that does not change is left alone.
        """
        middle, scale = self.median(days), self.scale(days)
        gap = np.asarray(totals)[:, None] - middle.sum(axis=1, keepdims=True)
        people = np.maximum(middle + scale / scale.sum(axis=1, keepdims=True) * gap, 0.0)
        found = people.sum(axis=1, keepdims=True)
        return np.asarray(people * np.where(found > 0, totals[:, None] / np.maximum(found, 1), 0))


def make_trend(
    reports: Reports, now: int, prior: np.ndarray | None = None, past: Past | None = None
) -> Trend:
    """Learn level, growth and errors from the reports on or before a day.

    Parameters
    ----------
    reports : also later ones, which are not used
    now : last day of information
    prior : errors (error) known from elsewhere; None: those of `trend_errors.csv`
    past : what `past_errors` found of these reports, when it is asked for many days; those about
        later reports are not used
    """
    trend = _without_errors(reports, now)
    past = past_errors(reports.until(now)) if past is None else past
    own = past.error[past.day <= now]
    prior = prior_errors() if prior is None else prior
    values = np.concatenate([prior, own, [0.0]])  # no error is the middle one
    weights = np.full(len(values), 1.0)
    weights[: len(prior)], weights[-1] = PRIOR_WEIGHT / len(prior), 0.0
    order = np.argsort(values, kind="stable")
    errors = np.stack([values[order], weights[order]])
    return dataclasses.replace(trend, errors=errors)


@dataclass(frozen=True)
class Past:
    """Errors of earlier forecasts, in units of their scale, and the day of the report (error)."""

    day: np.ndarray
    error: np.ndarray


def past_errors(reports: Reports) -> Past:
    """What forecasts from earlier days, every 15 days, got wrong about the reports that followed.

    Each earlier forecast uses only the reports on or before its own day.
    """
    days, errors = [np.zeros(0)], [np.zeros(0)]
    latest = max((series.days[-1] for series in reports.series.values()), default=0)
    for origin in range(FIRST, int(latest), EVERY):
        trend = _without_errors(reports, origin)
        if not trend.last.sum() > 0:
            continue
        for column, place in enumerate(trend.places):
            seen = reports.series[place].between(origin, origin + FARTHEST)
            if seen.whole.any():
                at, people = seen.days[seen.whole], seen.people[seen.whole]
                middle, scale = trend.median(at), trend.scale(at)
                days.append(at)
                errors.append((people - middle[:, column]) / scale[:, column])
    return Past(np.concatenate(days), np.concatenate(errors))


@cache
def prior_errors() -> np.ndarray:
    """Errors at evenly spaced levels, learned from sets in which they are known (error)."""
    text = files("posada.forecast").joinpath("trend_errors.csv")
    with text.open(encoding="utf-8") as file:
        return pd.read_csv(file, comment="#")["error"].to_numpy(float)


def _without_errors(reports: Reports, now: int) -> Trend:
    known = reports.until(now).series
    each = list(known.values())
    reported = np.array([series.days[-1] for series in each], float)
    rate = np.array([growth_rate(series.days, series.people) for series in each], float)
    return Trend(
        places=tuple(known),
        now=now,
        reported=reported,
        last=np.array([series.people[-1] for series in each], float),
        rate=believed(rate, now - reported),
        unrest=np.array([unrest(series.days, series.people) for series in each], float),
        age=now - np.array([_first_day(series) for series in each], float),
        errors=np.zeros((2, 1)),
    )


def _first_day(series: Series) -> int:
    """Day of the first report of anybody; of the last report while there is nobody."""
    return int(series.days[np.argmax(series.people > 0) if series.people.any() else -1])


def _levels(errors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Level of each error, weighed so that as much lies above 0 as below: the median stays."""
    weights = weights.copy()
    half = weights[errors != 0].sum() / 2
    for side in (errors < 0, errors > 0):
        if weights[side].sum() > 0:
            weights[side] *= half / weights[side].sum()
    return np.asarray((np.cumsum(weights) - weights / 2) / weights.sum())
