"""What reports alone say of the days to come: level, fading growth, and honest intervals.

The error of a forecast is measured in a unit that grows with the days ahead, with the people at
the place and with its growth. Above the forecast the unit is larger where little is known: a place
that was counted once, or where people have only just come, may become as large as the others. How
large errors are in that unit is learned twice: from sets in which it is known
(`trend_errors.csv`), and from what this same forecast, made on earlier days, got wrong about
reports that have come in since.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from posada.forecast.growth import believed, change_ahead, growth_rate
from posada.forecast.reports import Reports, Series

EVERY, FIRST, FARTHEST = 15, 30, 90  # days between earlier forecasts, the first, how far they look
PRIOR_WEIGHT = 300.0  # reports that the errors of other sets are worth
POWER, OF_LAST, OF_MEAN = 0.7, 0.015, 0.01
OF_NEW, YOUNG = 0.2, 15.0  # of the mean place in 30 days; days after which a place is half as new


@dataclass(frozen=True)
class Trend:
    """A forecast from reports known on a day.

    Parameters
    ----------
    places : names (place)
    now : last day of information
    reported, last : day and people of the last report (place) [day], [person]
    rate : growth (place) [person/day]
    age, counted : days since somebody was first reported, and how many reports there are (place)
    errors : errors in units of `scale`, in order, and the weight of each (2, error)
    """

    places: tuple[str, ...]
    now: int
    reported: np.ndarray
    last: np.ndarray
    rate: np.ndarray
    age: np.ndarray
    counted: np.ndarray
    errors: np.ndarray

    def median(self, days: np.ndarray) -> np.ndarray:
        """People expected (day, place) [person]."""
        ahead = np.asarray(days)[:, None] - self.reported
        return np.maximum(self.last + change_ahead(self.rate, self.last, ahead), 0.0)

    def scale(self, days: np.ndarray) -> np.ndarray:
        """Unit in which errors below the forecast are counted (day, place) [person]."""
        ahead = np.asarray(days)[:, None] - self.reported
        level = OF_LAST * np.where(self.last > 0, self.last, self._mean) + OF_MEAN * self._mean
        change = np.abs(self.median(days) - self.last)
        return np.asarray(level * (ahead / 30.0) ** POWER + change + 1.0)

    def scale_above(self, days: np.ndarray) -> np.ndarray:
        """Unit in which errors above the forecast are counted (day, place) [person]."""
        ahead = np.asarray(days)[:, None] - self.reported
        new = 1 / self.counted + YOUNG / (self.age + YOUNG)
        return np.asarray(self.scale(days) + OF_NEW * self._mean * new * ahead / 30.0)

    def in_units(self, days: np.ndarray, people: np.ndarray) -> np.ndarray:
        """How far people are from the forecast, in units of that side (day, place)."""
        error = people - self.median(days)
        return np.asarray(error / np.where(error > 0, self.scale_above(days), self.scale(days)))

    def quantiles(self, days: np.ndarray, levels: np.ndarray) -> np.ndarray:
        """Quantiles (level, day, place) [person]."""
        errors = np.interp(levels, _levels(*self.errors), self.errors[0])[:, None, None]
        scale = np.where(errors > 0, self.scale_above(days), self.scale(days))
        return np.maximum(self.median(days) + errors * scale, 0.0)

    def given(self, days: np.ndarray, totals: np.ndarray) -> np.ndarray:
        """People expected when the total is known (day, place) [person].

        Those who are missing go where more may have come than forecast, and those who are too many
        go from where fewer may have, so that everybody is somewhere.
        """
        middle = self.median(days)
        gap = np.asarray(totals)[:, None] - middle.sum(axis=1, keepdims=True)
        scale = np.where(gap > 0, self.scale_above(days), self.scale(days))
        people = np.maximum(middle + scale / scale.sum(axis=1, keepdims=True) * gap, 0.0)
        found = people.sum(axis=1, keepdims=True)
        return np.asarray(people * np.where(found > 0, totals[:, None] / np.maximum(found, 1), 0))

    @property
    def _mean(self) -> float:
        """People at the mean place [person]."""
        return float(self.last.mean()) if len(self.last) else 0.0


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
                days.append(at)
                errors.append(trend.in_units(at, people[:, None])[:, column])
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
        age=now - np.array([_first_day(series) for series in each], float),
        counted=np.array([len(series.days) for series in each], float),
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
