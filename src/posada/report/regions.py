"""What the public may know: people by region and whole week, some time after the week.

A week runs from Monday to Sunday. It is published when it began after the start of the scenario
and ended at least 7 days before the last day of information, which is the day of publication.
Regions where fewer than 50 people are expected in every week are added up by country. Counts under
10 are hidden, the others told to the nearest ten, totals tell nothing of what is hidden, and a
figure that moved by fewer than 10 since the last release stays as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from posada.errors import InputError, Problem
from posada.forecast.result import Forecast
from posada.report.audience import DELAY_DAYS, PUBLIC
from posada.report.disclosure import STATUS, add_up, people_cells, told
from posada.saying import as_it_is, say
from posada.scenario.model import Scenario

LEVELS = (0.05, 0.5, 0.95)
FIGURES = ["p05", "p50", "p95"]
MOST_MERGED = 50
OTHER_REGIONS = "other regions"
EVERYWHERE = "all regions"

Released = Mapping[str, list[Any]]


def whole_weeks(scenario: Scenario) -> pd.DatetimeIndex:
    """Mondays of the weeks that may be published."""
    last = pd.Timestamp(scenario.settings.as_of) - pd.Timedelta(days=DELAY_DAYS + 6)
    return pd.date_range(scenario.settings.start, last, freq="W-MON")


def check_release(scenario: Scenario) -> None:
    """Refuse to publish as past what is still to come, by a last day of information after today.

    A scenario that is made up may lie in any year.

    Raises
    ------
    InputError
        When the last day of information has not come.
    """
    as_of, today = scenario.settings.as_of, dt.date.today()
    if as_of > today and not scenario.settings.made_up:
        expected = say("%(today)s or earlier: what is still to come is not published", today=today)
        problem = Problem("as_of", None, None, as_it_is(as_of), expected)
        raise InputError([problem], say("the settings of the run"))


def weekly_people(scenario: Scenario, forecast: Forecast, weeks: pd.DatetimeIndex) -> np.ndarray:
    """People present on an average day of each week (draw, week, place) [person]."""
    people = forecast.people.values
    first = (weeks - pd.Timestamp(scenario.settings.start)).days
    means = [people[:, day : day + 7].mean(axis=1) for day in first]
    return np.stack(means, axis=1) if means else np.zeros((len(people), 0, people.shape[2]))


def _areas(places: pd.DataFrame, people: np.ndarray) -> pd.Series:
    """Country and region under which each place is published, as one text with a bar."""
    areas = places["country"] + "|" + places["region"].where(places["region"] != "", OTHER_REGIONS)
    names, number = np.unique(areas, return_inverse=True)
    sums = _sum_by(people, number, len(names))
    most = np.median(sums, axis=0).max(axis=0, initial=0)
    small = pd.Series(most < MOST_MERGED, index=names)[areas].to_numpy()
    return areas.mask(small, places["country"] + "|" + OTHER_REGIONS)


def _sum_by(people: np.ndarray, number: np.ndarray, count: int) -> np.ndarray:
    """People of the places with one number added up (draw, week, number) [person]."""
    return people @ (number[:, None] == np.arange(count)).astype(float)


def public_table(
    scenario: Scenario, forecast: Forecast, released: Released | None = None
) -> pd.DataFrame:
    """The forecast as published: one row per week and region, and one per week for all of them.

    Parameters
    ----------
    scenario, forecast : results without restricted places
    released : figures published before, as `release_log` gives them

    Raises
    ------
    InputError
        When the last day of information has not come.
    """
    check_release(scenario)
    weeks = whole_weeks(scenario)
    people = weekly_people(scenario, forecast, weeks)
    areas = _areas(scenario["places"], people)
    names, number = np.unique(areas, return_inverse=True)
    sums = _sum_by(people, number, len(names))
    bands = np.quantile(sums, LEVELS, axis=0)
    total = add_up(sums, LEVELS, PUBLIC.least)
    bands = np.concatenate([bands, total[..., None]], axis=2)
    rows = pd.MultiIndex.from_product([weeks, [*names, f"|{EVERYWHERE}"]], names=["week", "area"])
    table = pd.DataFrame(index=rows).reset_index()
    cells = {name: _cells(level.reshape(-1)) for name, level in zip(FIGURES, bands, strict=True)}
    return _named(_guarded(table.assign(**cells), released or {}))


def _cells(values: np.ndarray) -> np.ndarray:
    """Figures rounded, small ones hidden."""
    return people_cells(told(values, PUBLIC.least), PUBLIC.least)


def _guarded(table: pd.DataFrame, released: Released) -> pd.DataFrame:
    """Figures that moved by too little to be told stay as they were released."""
    for row in table.index:
        old = released.get(_key(table.loc[row]))
        if old is not None:
            table.loc[row, FIGURES] = _kept(old, table.loc[row, FIGURES].tolist())
    return table


def _kept(old: list[Any], new: list[Any]) -> list[Any]:
    """Each figure, the old one where it moved by fewer people than may be shown."""
    kept = [
        before
        if isinstance(before, int) and isinstance(now, int) and abs(now - before) < PUBLIC.least
        else now
        for before, now in zip(old, new, strict=True)
    ]
    size = [0.5 if isinstance(figure, str) else figure for figure in kept]
    return kept if size == sorted(size) else list(old)


def _key(row: pd.Series) -> str:
    return f"{row['week'].date()}|{row['area']}"


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its published columns."""
    country, region = ([area.split("|")[end] for area in table["area"]] for end in (0, 1))
    named = {
        "week_start": table["week"],
        "week_end": table["week"] + pd.Timedelta(days=6),
        "country": country,
        "region": region,
        **{name: table[name] for name in FIGURES},
        "status": STATUS,
    }
    return pd.DataFrame(named)


def release_log(table: pd.DataFrame, released: Released | None = None) -> dict[str, list[Any]]:
    """Every figure published so far, by week, country and region."""
    news = {
        f"{row['week_start'].date()}|{row['country']}|{row['region']}": [row[n] for n in FIGURES]
        for row in table.to_dict("records")
    }
    return {**(released or {}), **news}
