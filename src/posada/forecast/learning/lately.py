"""The last two weeks forecast once more: by the movement, and from the reports alone.

It answers how wrong both were about reports that have come in since, and what share the reports
alone should have in a forecast of both. Places that were not reported by then, or not since, are
not judged, for a count of people who pass says nothing of those who come after them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd

from posada.forecast.compare import place_scope
from posada.forecast.departures import check_departures
from posada.forecast.engine import Ground, make_ground
from posada.forecast.learning.ahead import Surprise, engine_ahead, live_by_habit
from posada.forecast.learning.counting import root
from posada.forecast.learning.today import Today
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
