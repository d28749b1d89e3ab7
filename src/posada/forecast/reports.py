"""Reports of people at places, as series that can be cut at any day.

It answers what was reported by a day, and refuses to draw lines between reports: a line between two
of them holds the later one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.scenario.flee import FleeSet
from posada.scenario.flee.series import interpolate
from posada.scenario.model import Scenario


@dataclass(frozen=True)
class Series:
    """Reports of one place, in order, one a day.

    Parameters
    ----------
    days : days since the start (report)
    people : people reported (report) [person]
    whole : whether everything that makes up the count was reported on the day itself (report)
    """

    days: np.ndarray
    people: np.ndarray
    whole: np.ndarray

    def until(self, day: int) -> Series:
        """The reports on or before a day."""
        end = int(np.searchsorted(self.days, day, side="right"))
        return Series(self.days[:end], self.people[:end], self.whole[:end])

    def between(self, after: int, until: int) -> Series:
        """The reports after one day and on or before another."""
        here = (self.days > after) & (self.days <= until)
        return Series(self.days[here], self.people[here], self.whole[here])


@dataclass(frozen=True)
class Reports:
    """Reports of people present.

    Parameters
    ----------
    start : day 0
    length : days from the start to the last one looked at
    series : by place, in the order of the places
    """

    start: dt.date
    length: int
    series: Mapping[str, Series]

    def until(self, day: int) -> Reports:
        """What had been reported by a day; places without any report by then are left out."""
        known = {name: series.until(day) for name, series in self.series.items()}
        known = {name: series for name, series in known.items() if len(series.days)}
        return dataclasses.replace(self, series=known)

    def total(self, places: Iterable[str]) -> np.ndarray:
        """Everybody at some places on every day (day) [person], with lines between reports.

        Only for forecasts that are given the true total, to be compared with others that are.
        """
        lines = [
            interpolate(self.series[name].days, self.series[name].people, self.length)
            for name in places
        ]
        return np.sum(lines, axis=0).astype(float) if lines else np.zeros(self.length)


def read_reports(scenario: Scenario) -> Reports:
    """Reports of people present at single places.

    Several reports of one place and day are averaged. Of a Flee set the reports before corrections
    are taken; where a place has several files, the last report of each is added up.
    """
    told = _told(scenario)
    last = max((int(part["day"].max()) for parts in told.values() for part in parts), default=0)
    return Reports(
        start=scenario.settings.start,
        length=scenario.flee.length if scenario.flee else max(len(scenario.days), last + 1),
        series={name: _added_up(list(map(_averaged, parts))) for name, parts in told.items()},
    )


def reported_again(scenario: Scenario, until: int) -> int:
    """Days up to one on which a place has several reports, of which `read_reports` takes the mean.

    Of a place with several files, several in one file.
    """
    parts = (part["day"] for parts in _told(scenario).values() for part in parts)
    return sum(int((days[days <= until].value_counts() > 1).sum()) for days in parts)


def _told(scenario: Scenario) -> dict[str, list[pd.DataFrame]]:
    """Day and people of every report, by place; one table for each file of a Flee set."""
    if scenario.flee is not None:
        return _told_by_files(scenario.flee)
    table = scenario["headcounts"]
    table = table[(table["measure"] == "people") & table["people"].notna()]
    table = table.assign(day=(table["date"] - pd.Timestamp(scenario.settings.start)).dt.days)
    of_place = dict(list(table[table["day"] >= 0].groupby("place")))
    return {name: [of_place[name]] for name in scenario.places if name in of_place}


def _told_by_files(flee: FleeSet) -> dict[str, list[pd.DataFrame]]:
    """Reports on the days of the set; a place of which one file has none is left out."""
    places, told = set(flee.places["name"]), {}
    for name, files in flee.raw_files.items():
        inside = [file[(file["day"] >= 0) & (file["day"] < flee.length)] for file in files]
        if name in places and inside and all(len(file) for file in inside):
            told[name] = [file.rename(columns={"count": "people"}) for file in inside]
    return told


def _averaged(part: pd.DataFrame) -> Series:
    mean = part["people"].astype(float).groupby(part["day"]).mean()
    return Series(mean.index.to_numpy(np.int64), mean.to_numpy(), np.ones(len(mean), bool))


def _added_up(parts: list[Series]) -> Series:
    """The last report of each part, added up on every day on which any part was reported."""
    days = np.unique(np.concatenate([part.days for part in parts]))
    days = days[days >= max(part.days[0] for part in parts)]
    last = [np.searchsorted(part.days, days, side="right") - 1 for part in parts]
    return Series(
        days,
        np.sum([part.people[at] for part, at in zip(parts, last, strict=True)], axis=0),
        np.all([part.days[at] == days for part, at in zip(parts, last, strict=True)], axis=0),
    )
