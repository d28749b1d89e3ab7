"""Whom needs are worked out for: people cared for, by day, and those who come for the first time.

It answers with person-days and first arrivals per draw and period.
It refuses to follow persons: somebody who moves on and comes back is a first arrival once, because
only a new highest number of people at a place counts as new people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.errors import ResultError
from posada.forecast.result import Forecast
from posada.needs.periods import make_periods

# Names of groups, in small letters, that say how many of those concerned there are.
GROUPS = {"women": ("women", "mujeres")}


@dataclass(frozen=True)
class People:
    """People cared for in each period.

    Parameters
    ----------
    periods : length of each period [day], indexed by its first day
    person_days : (draw, period, place) float32 [person-day]
    first_arrivals : (draw, period, place) float32 [person]: rise of the highest number of people
        cared for at the place, counted from the first day of the simulation
    new_peaks : (draw, period, place) float32 [person]: highest number of people cared for at the
        place up to the end of the period, counted from the first day of the horizon
    """

    periods: pd.Series
    person_days: np.ndarray
    first_arrivals: np.ndarray
    new_peaks: np.ndarray


def find_group(forecast: Forecast, concerned: str) -> list[int]:
    """Positions of the groups of the forecast that are those concerned; none if it has none."""
    names = [str(name).casefold() for name in forecast.data["group"].values]
    return [names.index(name) for name in GROUPS.get(concerned, ()) if name in names]


def cared_for(forecast: Forecast, share_in_care: float, concerned: str) -> np.ndarray:
    """People cared for at the end of each day (draw, day, place) float32 [person].

    Those present, and of those who asked for asylum there the share still in care. People in
    asylum are not told apart by group: the share of the group among all people present holds.
    """
    people = forecast.data["people"].values
    groups = find_group(forecast, concerned) if concerned != "everybody" else []
    chosen = groups or range(people.shape[3])
    present = np.zeros(people.shape[:3], dtype=np.float32)
    for group in chosen:
        present += people[..., group]
    share = 1.0
    if groups:
        total = people.sum(dtype=float)
        share = float(present.sum(dtype=float) / total) if total else 0.0
    if share_in_care and share:
        present += forecast.data["asylum"].values * np.float32(share_in_care * share)
    return present


def count_people(forecast: Forecast, share_in_care: float, concerned: str) -> People:
    """Person-days and first arrivals of those concerned, per period after `as_of`.

    First arrivals are the increments of the running maximum of people cared for. Source: planning
    of durables, first arrivals instead of presence (M_pt - M_p,t-1, M the running maximum).

    Raises
    ------
    ResultError
        When the forecast has no day after `as_of`.
    """
    days = pd.DatetimeIndex(forecast.data["day"].values)
    past = int((days <= pd.Timestamp(forecast.as_of)).sum())
    if past == len(days):
        raise ResultError("the forecast has no day after as_of")
    periods = make_periods(days[past], days[-1])
    cared = cared_for(forecast, share_in_care, concerned)
    starts = np.cumsum(np.r_[0, periods.to_numpy()[:-1]])
    ends = starts + periods.to_numpy() - 1
    before = cared[:, :past].max(axis=1, initial=0)[:, None]
    peaks = np.maximum.accumulate(cared[:, past:], axis=1)[:, ends]
    highest = np.maximum(peaks, before)
    return People(
        periods=periods,
        person_days=np.add.reduceat(cared[:, past:], starts, axis=1),
        first_arrivals=np.diff(highest, axis=1, prepend=before),
        new_peaks=peaks,
    )
