"""The movement beside what the reports alone say, weighed by how wrong both were of late.

It answers how far a forecast of the movement is drawn towards the forecast from reports alone.
What is announced for days to come, the reports cannot know; its effect is kept whole. Where more
people were counted than can have set out, the scenario does not know where they come from, and the
reports alone say how many they will be.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from posada.forecast.compare import place_scope
from posada.forecast.learning.counting import root
from posada.forecast.learning.lately import Lately
from posada.forecast.learning.today import BACK
from posada.forecast.reports import read_reports
from posada.forecast.trend import make_trend
from posada.scenario.model import Scenario

BEYOND = 1.25  # times as many as can have set out, from which on some are missing: an assumption
WHOLE = 1.0  # share of the reports alone that leaves nothing to the movement


def shares_of_reports(scenario: Scenario, lately: Lately, departed: np.ndarray) -> dict[str, float]:
    """Share of the reports alone in the forecast of the next days, by place; others have none.

    Parameters
    ----------
    scenario : its places and reports
    lately : how the two forecasts did
    departed : people who set out by each day (draw, day) [person]
    """
    drawn = dict.fromkeys(lately.places, lately.share) if lately.share > 0 else {}
    return drawn | dict.fromkeys(counted_beyond(scenario, departed), WHOLE)


def counted_beyond(scenario: Scenario, departed: np.ndarray) -> list[str]:
    """Places reported since the last day on which more were counted than can have set out.

    A single report may be a slip: there must be two such days in the last two weeks, or one on
    which the others say so without the largest. Only reports of one day are added up: a column that
    passes is counted once and again.

    departed : as for `shares_of_reports`
    """
    now = (scenario.settings.as_of - scenario.settings.start).days
    known = read_reports(scenario).until(now).series
    beyond, confirmed = [], False
    for day in range(max(now - BACK + 1, 0), now + 1):
        people = {
            name: float(series.people[series.days == day][0])
            for name, series in known.items()
            if day in series.days
        }
        outermost = _scopes(scenario, tuple(people), largest_first=True)
        counted = [people[name] for _, _, name in outermost]
        most = BEYOND * departed[:, day].max()
        if sum(counted) > most:
            beyond.append(day)
            confirmed |= sum(counted) - max(counted) > most
    if len(beyond) < 2 and not confirmed:
        return []
    return [name for name, series in known.items() if series.days[-1] >= beyond[-1]]


def without_announced(scenario: Scenario) -> Scenario | None:
    """The scenario without what is known only because it was announced; None when nothing was."""
    now, tables = pd.Timestamp(scenario.settings.as_of), {}
    for name in ("departures", "events"):
        table = scenario[name]
        ahead = scenario.known(name)["date"] > now
        if ahead.any():
            tables[name] = table.drop(index=ahead.index[ahead])
    return dataclasses.replace(scenario, tables={**scenario.tables, **tables}) if tables else None


def drawn_to_reports(
    scenario: Scenario,
    people: np.ndarray,
    unannounced: np.ndarray,
    shares: Mapping[str, float],
) -> np.ndarray:
    """People at places in each draw, from the last day of information on drawn to the reports.

    The median goes a share of the way to that of the forecast from reports alone, and every draw
    with it, as far on the scale of `root`. So draws stay as far apart as the movement has them, or
    where the reports alone have them further, the more so the larger the share: those are too near
    each other where counts are few. Only a share that is WHOLE changes the last day of information,
    and does not fade further ahead than two weeks.

    Parameters
    ----------
    scenario : its places and reports
    people : of the movement (draw, day, place, group) [person]
    unannounced : the same without what is announced; the distance from the reports is taken of it
    shares : of the reports alone, by place

    Returns
    -------
    people, as many days as given (draw, day, place, group) [person]
    """
    if not shares:
        return people
    now = (scenario.settings.as_of - scenario.settings.start).days
    trend = make_trend(read_reports(scenario).until(now), now)
    days = np.arange(now, people.shape[1])
    levels = (np.arange(len(people)) + 0.5) / len(people)
    reported, middles = trend.quantiles(days, levels), trend.median(days)
    fading = np.minimum(1, BACK / np.maximum(days - now, 1)) * (days > now)
    for_good = np.ones(len(days))
    found = people.copy()
    ahead = found[:, now:]
    for inside, free, name in _scopes(scenario, tuple(shares)):
        column = trend.places.index(name)
        share = shares[name] * (for_good if shares[name] == WHOLE else fading)
        usual = unannounced[:, now:, inside].sum(axis=(2, 3))
        aimed = _aimed(usual, reported[:, :, column], middles[:, column], share)
        here, moved = ahead[:, :, free], ahead[:, :, inside] - people[:, now:, inside]
        more = np.rint(aimed).astype(np.int64) - usual - moved.sum(axis=(2, 3))
        wanted = here.sum(axis=(2, 3)) + more
        ahead[:, :, free] = spread_as(np.maximum(wanted, 0), here)
    return found


def _aimed(
    usual: np.ndarray, reported: np.ndarray, middle: np.ndarray, share: np.ndarray
) -> np.ndarray:
    """People of each draw where their median is drawn a share of the way (draw, day).

    Parameters
    ----------
    usual : people of the movement (draw, day)
    reported : quantiles of the reports alone, as many as draws, in order (draw, day)
    middle : their median (day)
    share : of the reports alone (day)
    """
    own = np.median(usual, axis=0)
    rank = np.argsort(np.argsort(usual, axis=0, kind="stable"), axis=0)
    apart = root(usual) - root(own)
    apart_alone = np.take_along_axis(root(reported) - root(middle), rank, axis=0)
    wider = np.maximum(np.abs(apart_alone) - np.abs(apart), 0.0) * np.sign(apart_alone)
    aim = root(own + share * (middle - own))
    return np.asarray(np.maximum(aim + apart + share * wider, 0.0) ** 2 / 4)


def _scopes(
    scenario: Scenario, names: tuple[str, ...], largest_first: bool = False
) -> Iterator[tuple[np.ndarray, np.ndarray, str]]:
    """Places that a series of reports counts, those that none before has counted, and its name.

    Smaller ones come first, a site before its town, or larger ones do. A series of which nothing is
    left is left out.
    """
    scopes = {name: place_scope(scenario, name)[1] for name in names}
    counted = np.zeros(len(scenario.places), dtype=bool)
    for name in sorted(names, key=lambda each: scopes[each].sum(), reverse=largest_first):
        inside = scopes[name]
        if (free := inside & ~counted).any():
            yield inside, free, name
        counted |= inside


def spread_as(wanted: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Whole people over places and groups as they are, or as in the mean draw where nobody is.

    Parameters
    ----------
    wanted : people in all (draw, day) [person]
    people : who is there (draw, day, place, group) [person]
    """
    cells = people.reshape(*wanted.shape, -1).astype(float)
    usual = cells.mean(axis=(0, 1)) + 1e-9
    weights = np.where(cells.sum(axis=2, keepdims=True) > 0, cells, usual)
    exact = weights / weights.sum(axis=2, keepdims=True) * wanted[:, :, None]
    whole = np.floor(exact + 1e-9)
    order = np.argsort(np.argsort(whole - exact, axis=2, kind="stable"), axis=2)
    missing = wanted - whole.sum(axis=2)
    return (whole + (order < missing[:, :, None])).astype(people.dtype).reshape(people.shape)
