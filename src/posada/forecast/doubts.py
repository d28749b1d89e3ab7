"""What is odd about the reports that a forecast stands on, in words.

It answers which reports are not used, which are kept although something contradicts them, and of
which places too little is known. It refuses to mend any of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from posada.forecast.reports import Reports, Series, read_reports, reported_again
from posada.saying import Said, joined, say
from posada.scenario.flee import FleeSet
from posada.scenario.flee.tables import GIVEN
from posada.scenario.model import Scenario
from posada.scenario.shelters import known_shelters
from posada.scenario.wording import first_few

FIRST_DAY = say(
    "The forecast is made on the first day of the set, so it follows Flee's rules alone; made on a"
    " later day, it follows the reports up to that day."
)


def flee_doubts(scenario: Scenario, now: int) -> tuple[Said, ...]:
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
        late = () if GIVEN in scenario.caveats else _late(flee, now, as_of)
        return (*_early(scenario), FIRST_DAY, *late)
    return (
        *_early(scenario),
        *_late(flee, now, as_of),
        *_again(scenario, now),
        *_above_capacity(scenario, known),
        *_above_total(flee, known, now),
        *_nobody(known, as_of),
        *_told_once(known),
        *(
            say(
                "Places without a report by %(date)s follow the movement rules: %(places)s.",
                date=as_of,
                places=places,
            )
            for places in _untold(scenario, flee.camps, known)
        ),
    )


def unused_rows(as_of: dt.date, counted: Mapping[str, int]) -> Said:
    """The sentence on rows that nobody could know of on the last day of information, by table."""
    which = (say("%(count)s of %(table)s", count=n, table=table) for table, n in counted.items())
    return say(
        "Rows dated after %(date)s are in the tables but not used, because nobody could know of"
        " them: %(which)s.",
        date=as_of,
        which=joined(which),
    )


def before_start(start: dt.date, count: int) -> Said:
    """The sentence on headcounts from days before the scenario starts."""
    return say(
        "Headcounts dated before %(start)s, the start, are not used: %(count)s.",
        start=start,
        count=count,
    )


def above_capacity(places: Iterable[str]) -> Said:
    """The sentence on places that are reported fuller than they can be."""
    return say(
        "Headcounts above the shelter capacity of their place are kept and learned from:"
        " %(places)s.",
        places=first_few(places),
    )


def movement_doubts(scenario: Scenario, learned: bool) -> tuple[Said, ...]:
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
    return (*alone, *together, *_nobody(known, settings.as_of))


def backtest_doubts(scenario: Scenario, reports: Reports) -> tuple[Said, ...]:
    """Doubts about the reports that a back-test forecasts from and scores.

    Parameters
    ----------
    scenario : where they come from
    reports : as `read_reports` gives them
    """
    flee, end = scenario.flee, scenario.settings.start + dt.timedelta(days=reports.length - 1)
    doubts = [*_early(scenario), *_scored_later(scenario, reports)]
    doubts += _again(scenario, reports.length)
    doubts += _above_capacity(scenario, reports)
    if flee is None:
        doubts += _above_departed(scenario, reports)
        doubts += _above_departed_together(scenario, reports)
    else:
        doubts += _above_total(flee, reports, flee.length)
    names = scenario.places if flee is None else flee.camps
    untold = _untold(scenario, names, reports)
    doubts += (
        say("Places without a report are not scored: %(places)s.", places=places)
        for places in untold
    )
    return (*doubts, *_nobody(reports, end))


def _early(scenario: Scenario) -> Iterator[Said]:
    """Reports before the start."""
    if scenario.flee is not None:
        files = [file for files in scenario.flee.raw_files.values() for file in files]
        early = sum(int((file["day"] < 0).sum()) for file in files)
    else:
        start = pd.Timestamp(scenario.settings.start)
        early = int((scenario["headcounts"]["date"] < start).sum())
    if early:
        yield before_start(scenario.settings.start, early)


def _scored_later(scenario: Scenario, reports: Reports) -> Iterator[Said]:
    """Reports after the last day of information, where the scenario has one of its own."""
    last, start = scenario.settings.as_of, scenario.settings.start
    day = (last - start).days
    later = sum(int((series.days > day).sum()) for series in reports.series.values())
    if later and scenario.flee is None:
        yield say(
            "Reports after %(date)s, the last day of information, are scored as well: %(count)s.",
            date=last,
            count=later,
        )


def _again(scenario: Scenario, until: int) -> Iterator[Said]:
    """Days on which a place has several reports."""
    days = reported_again(scenario, until)
    if days:
        yield say(
            "Days on which a place has several reports, whose mean is taken: %(count)s.",
            count=days,
        )


def _late(flee: FleeSet, now: int, date: dt.date) -> Iterator[Said]:
    """Reports after the last day of information."""
    late = sum(
        int((file["day"] > now).sum()) for files in flee.raw_files.values() for file in files
    )
    if late:
        yield unused_rows(date, {"headcounts": late})


def places_beyond_capacity(
    scenario: Scenario, counts: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> list[str]:
    """Places counted fuller than they can be on the day, as far as is known, in their order.

    Parameters
    ----------
    scenario : with the events of its capacities
    counts : by place: the days of its counts since the start, and the people counted
    """
    if scenario.flee is not None:
        places = scenario.flee.places
        capacity = places["number"].where(places["number"] > 0).to_numpy(float)[None]
    else:
        places = scenario["places"]
        capacity = known_shelters(scenario).stated_capacity
    room = dict(zip(places["name"], capacity.T, strict=True))
    last = len(capacity) - 1  # what is known last holds on
    return [
        name
        for name, (days, people) in counts.items()
        if name in room and (people > room[name][np.minimum(days, last)]).any()
    ]


def _above_capacity(scenario: Scenario, reports: Reports) -> Iterator[Said]:
    """Places reported fuller than they can be."""
    counts = {name: (series.days, series.people) for name, series in reports.series.items()}
    full = places_beyond_capacity(scenario, counts)
    if full:
        yield above_capacity(full)


def _above_total(flee: FleeSet, reports: Reports, until: int) -> Iterator[Said]:
    """Days on which the places add up to more than the total that was reported."""
    total = flee.raw_total[(flee.raw_total["day"] >= 0) & (flee.raw_total["day"] <= until)]
    together = [
        sum(series.until(day).people[-1] for series in reports.until(day).series.values())
        for day in total["day"]
    ]
    more = int((np.array(together) > total["count"].to_numpy(float)).sum())
    if more:
        yield say(
            "Reports of the places add up to more than the total that was reported on the day:"
            " %(count)s of %(all)s days. They are kept; the total is not used.",
            count=more,
            all=len(total),
        )


def _above_departed(scenario: Scenario, reports: Reports) -> Iterator[Said]:
    """Places with more people than are known to have set out by then."""
    more = [
        name
        for name, series in reports.series.items()
        if (series.people > _departed(scenario, series.days)).any()
    ]
    if more:
        yield say(
            "Headcounts larger than everybody known to have set out by their day are kept:"
            " %(places)s.",
            places=first_few(more),
        )


def _above_departed_together(scenario: Scenario, reports: Reports) -> Iterator[Said]:
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
        yield say(
            "Headcounts of one day that add up to more than everybody known to have set out by then"
            " are kept: %(places)s.",
            places=first_few(more),
        )


def _departed(scenario: Scenario, days: np.ndarray) -> np.ndarray:
    """The most people known to have set out by some days (day) [person]."""
    table = scenario["departures"].sort_values("date")
    dates = (table["date"] - pd.Timestamp(scenario.settings.start)).dt.days.to_numpy()
    most = table["people_high"].fillna(table["people"]).to_numpy(float)
    left = np.concatenate([[0.0], most.cumsum()])
    return np.asarray(left[np.searchsorted(dates, days, side="right")])


def _nobody(reports: Reports, date: dt.date) -> Iterator[Said]:
    """Reports that all say nobody."""
    if reports.series and not any(series.people.any() for series in reports.series.values()):
        yield say("Every headcount up to %(date)s says that nobody is there.", date=date)


def _told_once(reports: Reports) -> Iterator[Said]:
    """Places with a single report of anybody, from which no growth can be seen."""
    once = [name for name, series in reports.series.items() if _counts(series) == 1]
    if once:
        yield say(
            "Places of which a single count of anybody is known, and no growth: %(places)s.",
            places=first_few(once),
        )


def _untold(scenario: Scenario, names: Iterable[str], reports: Reports) -> Iterator[Said]:
    """Those of some places of the network that have no report."""
    untold = [name for name in names if name in scenario.places and name not in reports.series]
    if untold:
        yield first_few(untold)


def _counts(series: Series) -> int:
    return int((series.people > 0).sum())
