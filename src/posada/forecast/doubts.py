"""What is odd about the reports that a forecast stands on, in words.

It answers which reports are not used, which are kept although something contradicts them, and of
which places too little is known. It refuses to mend any of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from posada.forecast.reports import Reports, Series, read_reports
from posada.scenario.flee import FleeSet
from posada.scenario.flee.tables import GIVEN
from posada.scenario.model import Scenario
from posada.scenario.wording import first_few

FIRST_DAY = (
    "The forecast is made on the first day of the set, so it follows Flee's rules alone; made on a "
    "later day, it follows the reports up to that day."
)


def flee_doubts(scenario: Scenario, now: int) -> tuple[str, ...]:
    """Doubts about the reports of a Flee set that were known on a day.

    Parameters
    ----------
    scenario : one that was read from a Flee folder
    now : days from the start to the last day of information
    """
    flee, as_of = scenario.flee, scenario.settings.as_of
    assert flee is not None
    known = read_reports(scenario).until(now)
    if now == 0:
        # Where Flee is given the total of each day, its rules have used the later reports.
        late = () if GIVEN in scenario.caveats else _late(flee, now, f"{as_of}")
        return (*_early(scenario), FIRST_DAY, *late)
    return (
        *_early(scenario),
        *_late(flee, now, f"{as_of}"),
        *_above_capacity(scenario, known),
        *_above_total(flee, known, now),
        *_nobody(known, f"{as_of}"),
        *_told_once(known),
        *(
            f"Places without a report by {as_of} follow the movement rules: {places}."
            for places in _untold(scenario, flee.camps, known)
        ),
    )


def unused_rows(as_of: str, counted: str) -> str:
    """The sentence on rows that nobody could know of on the last day of information."""
    return (
        f"Rows dated after {as_of} are in the tables but not used, because nobody could know of "
        f"them: {counted}."
    )


def before_start(start: dt.date, count: int) -> str:
    """The sentence on headcounts from days before the scenario starts."""
    return f"Headcounts dated before {start}, the start, are not used: {count}."


def above_capacity(places: Iterable[str]) -> str:
    """The sentence on places that are reported fuller than they can be."""
    return (
        "Headcounts above the shelter capacity of their place are kept and learned from: "
        f"{first_few(places)}."
    )


def movement_doubts(scenario: Scenario, learned: bool) -> tuple[str, ...]:
    """Doubts about the headcounts known to a scenario of posada's own.

    Parameters
    ----------
    scenario : its headcounts up to the last day of information are looked at
    learned : whether the movement learned from them, and has said itself which are too many
    """
    settings = scenario.settings
    known = read_reports(scenario).until((settings.as_of - settings.start).days)
    alone = () if learned else _above_departed(scenario, known)
    together = _above_departed_together(scenario, known)
    return (*alone, *together, *_nobody(known, f"{settings.as_of}"))


def backtest_doubts(scenario: Scenario, reports: Reports) -> tuple[str, ...]:
    """Doubts about the reports that a back-test forecasts from and scores.

    Parameters
    ----------
    scenario : where they come from
    reports : as `read_reports` gives them
    """
    flee, end = scenario.flee, scenario.settings.start + dt.timedelta(days=reports.length - 1)
    doubts = [*_early(scenario), *_scored_later(scenario, reports)]
    doubts += _above_capacity(scenario, reports)
    if flee is None:
        doubts += _above_departed(scenario, reports)
        doubts += _above_departed_together(scenario, reports)
    else:
        doubts += _above_total(flee, reports, flee.length)
    names = scenario.places if flee is None else flee.camps
    untold = _untold(scenario, names, reports)
    doubts += (f"Places without a report are not scored: {places}." for places in untold)
    return (*doubts, *_nobody(reports, f"{end}"))


def _early(scenario: Scenario) -> Iterator[str]:
    """Reports before the start."""
    if scenario.flee is not None:
        files = [file for files in scenario.flee.raw_files.values() for file in files]
        early = sum(int((file["day"] < 0).sum()) for file in files)
    else:
        start = pd.Timestamp(scenario.settings.start)
        early = int((scenario["headcounts"]["date"] < start).sum())
    if early:
        yield before_start(scenario.settings.start, early)


def _scored_later(scenario: Scenario, reports: Reports) -> Iterator[str]:
    """Reports after the last day of information, where the scenario has one of its own."""
    last, start = scenario.settings.as_of, scenario.settings.start
    day = (last - start).days
    later = sum(int((series.days > day).sum()) for series in reports.series.values())
    if later and scenario.flee is None:
        yield f"Reports after {last}, the last day of information, are scored as well: {later}."


def _late(flee: FleeSet, now: int, date: str) -> Iterator[str]:
    """Reports after the last day of information."""
    late = sum(
        int((file["day"] > now).sum()) for files in flee.raw_files.values() for file in files
    )
    if late:
        yield unused_rows(date, f"{late} of headcounts")


def _above_capacity(scenario: Scenario, reports: Reports) -> Iterator[str]:
    """Places reported fuller than they can be."""
    if scenario.flee is not None:
        room = scenario.flee.places.set_index("name")["number"]
    else:
        room = scenario["places"].set_index("name")["shelter_capacity"]
    room = room[room > 0]
    full = [n for n, series in reports.series.items() if series.people.max() > room.get(n, np.inf)]
    if full:
        yield above_capacity(full)


def _above_total(flee: FleeSet, reports: Reports, until: int) -> Iterator[str]:
    """Days on which the places add up to more than the total that was reported."""
    total = flee.raw_total[(flee.raw_total["day"] >= 0) & (flee.raw_total["day"] <= until)]
    together = [
        sum(series.until(day).people[-1] for series in reports.until(day).series.values())
        for day in total["day"]
    ]
    more = int((np.array(together) > total["count"].to_numpy(float)).sum())
    if more:
        yield (
            "Reports of the places add up to more than the total that was reported on the day: "
            f"{more} of {len(total)} days. They are kept; the total is not used."
        )


def _above_departed(scenario: Scenario, reports: Reports) -> Iterator[str]:
    """Places with more people than are known to have set out by then."""
    more = [
        name
        for name, series in reports.series.items()
        if (series.people > _departed(scenario, series.days)).any()
    ]
    if more:
        yield (
            "Headcounts larger than everybody known to have set out by their day are kept: "
            f"{first_few(more)}."
        )


def _above_departed_together(scenario: Scenario, reports: Reports) -> Iterator[str]:
    """Days on which no place alone has more people than have set out, but all together have.

    A site counts with its town on days on which the town was counted.
    """
    town = scenario["places"].set_index("name")["part_of"]
    counted: dict[int, dict[str, float]] = {}
    for name, series in reports.series.items():
        for day, people in zip(series.days, series.people, strict=True):
            counted.setdefault(int(day), {})[name] = people
    days = np.array(sorted(counted), int)
    more = []
    for day, most in zip(days, _departed(scenario, days), strict=True):
        people = [n for name, n in counted[day].items() if town[name] not in counted[day]]
        if sum(people) > most >= max(people):
            more.append(f"{scenario.settings.start + dt.timedelta(days=int(day))}")
    if more:
        yield (
            "Headcounts of one day that add up to more than everybody known to have set out by "
            f"then are kept: {first_few(more)}."
        )


def _departed(scenario: Scenario, days: np.ndarray) -> np.ndarray:
    """The most people known to have set out by some days (day) [person]."""
    table = scenario["departures"].sort_values("date")
    dates = (table["date"] - pd.Timestamp(scenario.settings.start)).dt.days.to_numpy()
    most = table["people_high"].fillna(table["people"]).to_numpy(float)
    left = np.concatenate([[0.0], most.cumsum()])
    return np.asarray(left[np.searchsorted(dates, days, side="right")])


def _nobody(reports: Reports, date: str) -> Iterator[str]:
    """Reports that all say nobody."""
    if reports.series and not any(series.people.any() for series in reports.series.values()):
        yield f"Every headcount up to {date} says that nobody is there."


def _told_once(reports: Reports) -> Iterator[str]:
    """Places with a single report of anybody, from which no growth can be seen."""
    once = [name for name, series in reports.series.items() if _counts(series) == 1]
    if once:
        places = first_few(once)
        yield f"Places of which a single count of anybody is known, and no growth: {places}."


def _untold(scenario: Scenario, names: Iterable[str], reports: Reports) -> Iterator[str]:
    """Those of some places of the network that have no report."""
    untold = [name for name in names if name in scenario.places and name not in reports.series]
    if untold:
        yield first_few(untold)


def _counts(series: Series) -> int:
    return int((series.people > 0).sum())
