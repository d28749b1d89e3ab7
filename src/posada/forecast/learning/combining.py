"""The movement beside what the reports alone say, weighed by how wrong both were of late.

It answers how far a forecast of the movement is drawn towards the forecast from reports alone. It
looks back at a day two weeks before the last report: both forecast from it what has been reported
since. Places that were not reported by then, or not since, are left to the movement, for a count of
people who pass says nothing of those who come after them. What is announced for days to come, the
reports cannot know; its effect is kept whole.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from posada.forecast.compare import place_scope
from posada.forecast.departures import check_departures
from posada.forecast.engine import Ground, make_ground
from posada.forecast.learning.ahead import Surprise, engine_ahead, live_by_habit
from posada.forecast.learning.counting import root
from posada.forecast.learning.today import BACK, Today
from posada.forecast.reports import Reports, read_reports
from posada.forecast.trend import make_trend
from posada.scenario.model import Scenario

FEW = 3.0  # reports that weigh as much as the belief that the movement is right: an assumption


@dataclasses.dataclass(frozen=True)
class Lately:
    """How wrong the movement and the reports alone were about the reports of the last two weeks.

    Errors are those of the median, on the scale of `root`.

    Parameters
    ----------
    places : names of those with reports before and since
    movement, reports : errors of the two forecasts about the same reports (report)
    """

    places: tuple[str, ...]
    movement: np.ndarray
    reports: np.ndarray

    @property
    def share(self) -> float:
        """Share of the reports alone in a forecast of both: the better they were, the more.

        It is that with which the forecast of both would err least if their errors had nothing to
        do with each other. Few reports say little of that: it is as much less as FEW more would
        tell in which the movement does not err.

        Source: J. M. Bates, C. W. J. Granger, Oper. Res. Quarterly 20 (1969) 451-468.
        """
        own, other = (float(error @ error) for error in (self.movement, self.reports))
        sure = len(self.movement) / (len(self.movement) + FEW)
        return sure * own / (own + other) if own + other > 0 else 0.0


def look_back(
    ground: Ground, today: Today, parameters: pd.DataFrame, surprise: Surprise, seed: int
) -> Lately:
    """Forecast the last two weeks in both ways, from a day two weeks before the last report.

    What was known then is used, but for the parameters and the choice of habits, which later
    reports have taught.

    Parameters
    ----------
    ground : the scenario, ready for any parameters
    today : the members after the last report, who know where they were before
    parameters : those that each draw lives on with (draw)
    surprise : of the draws by the reports
    seed : seed of the forecast
    """
    nothing = Lately((), np.zeros(0), np.zeros(0))
    if today.before is None:
        return nothing
    night, habits = today.before
    scenario, then, now = ground.scenario, night.day - 1, today.night.day - 1
    as_of = scenario.settings.start + dt.timedelta(days=then)
    earlier = scenario.replace(as_of=as_of, horizon_days=now - then)
    reports = read_reports(earlier)
    if check_departures(earlier) or not reports.until(then).series:
        return nothing
    ground = make_ground(earlier, ground.untold)
    rows = np.arange(min(len(parameters), len(night.left)))
    engine = engine_ahead(ground, parameters.iloc[rows], surprise, seed)
    lived = engine.unlived()
    night = night.copied(rows, engine.before(seed).streams)
    live_by_habit(engine, (night, lived), habits.of(rows), seed)
    return _judged(earlier, reports, lived.people.sum(axis=3))


def _judged(earlier: Scenario, reports: Reports, people: np.ndarray) -> Lately:
    """Both judged by the reports since the last day of information of an earlier forecast.

    people : of the movement (draw, day, place) [person]
    """
    then = (earlier.settings.as_of - earlier.settings.start).days
    trend = make_trend(reports, then)
    found: dict[str, tuple[np.ndarray, ...]] = {}
    for column, name in enumerate(trend.places):
        since = reports.series[name].between(then, people.shape[1] - 1)
        if len(since.days):
            here = people[:, since.days][:, :, place_scope(earlier, name)[1]].sum(axis=2)
            both = np.median(here, axis=0), trend.median(since.days)[:, column]
            found[name] = tuple(root(middle) - root(since.people) for middle in both)
    own, other = (
        np.concatenate([np.zeros(0), *(errors[which] for errors in found.values())])
        for which in (0, 1)
    )
    return Lately(tuple(found), own, other)


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
    scenario: Scenario, people: np.ndarray, unannounced: np.ndarray, lately: Lately
) -> np.ndarray:
    """People at places in each draw after the last day of information, drawn to the reports.

    The median goes a share of the way to that of the forecast from reports alone, and every draw
    with it, as far on the scale of `root`. So draws stay as far apart as the movement has them:
    those of the reports alone are too near each other where counts are few. Further ahead than was
    looked back, the share fades.

    Parameters
    ----------
    scenario : its places and reports
    people : of the movement (draw, day, place, group) [person]
    unannounced : the same without what is announced; the distance from the reports is taken of it
    lately : how the two forecasts did

    Returns
    -------
    people, as many days as given (draw, day, place, group) [person]
    """
    if not lately.share > 0:
        return people
    now = (scenario.settings.as_of - scenario.settings.start).days
    trend = make_trend(read_reports(scenario).until(now), now)
    days = np.arange(now + 1, people.shape[1])
    share = lately.share * np.minimum(1, BACK / (days - now))
    reported = trend.median(days)
    found = people.copy()
    ahead = found[:, now + 1 :]
    for inside, free, name in _scopes(scenario, lately.places):
        usual = unannounced[:, now + 1 :, inside].sum(axis=(2, 3))
        middle = np.median(usual, axis=0)
        aim = middle + share * (reported[:, trend.places.index(name)] - middle)
        drawn = np.maximum(root(usual) + root(aim) - root(middle), 0.0) ** 2 / 4
        here = ahead[:, :, free]
        wanted = here.sum(axis=(2, 3)) + np.rint(drawn).astype(np.int64) - usual
        ahead[:, :, free] = spread_as(np.maximum(wanted, 0), here)
    return found


def _scopes(
    scenario: Scenario, names: tuple[str, ...]
) -> Iterator[tuple[np.ndarray, np.ndarray, str]]:
    """Places that a series of reports counts, those that no smaller one has moved, and its name.

    Smaller ones come first: a site before its town.
    """
    scopes = [place_scope(scenario, name)[1] for name in names]
    moved = np.zeros(len(scenario.places), dtype=bool)
    for number in np.argsort([inside.sum() for inside in scopes], kind="stable"):
        inside = scopes[number]
        if (free := inside & ~moved).any():
            yield inside, free, names[number]
        moved |= inside


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
