"""What following its reports changed in a forecast of a Flee set, place by place.

It answers how many people the rules alone had at each place and how many are expected now, which
report says so, and how far out that report was of what had been expected before it came.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from posada.forecast.reports import Reports
from posada.forecast.result import Learned
from posada.forecast.skill import EVENLY
from posada.forecast.trend import Past, Trend, make_trend, past_errors
from posada.scenario.flee.tables import SOURCE

SHOWN = (10, 50, 90)


def what_reports_changed(
    reports: Reports, trend: Trend, by_rules: np.ndarray, now: np.ndarray
) -> Learned:
    """Places before and after their reports, and the last report of each.

    A report is judged by the forecast from the reports before its day, and the first of a place by
    Flee's rules.

    Parameters
    ----------
    reports : of the set
    trend : the forecast that is followed, and its places
    by_rules : people by the rules alone, up to the last day of information (draw, day, place)
        [person]
    now : people on that day as the forecast has them (draw, place) [person]
    """
    known = reports.until(trend.now)
    past = past_errors(known)
    told = [
        _last_report(known, name, past, by_rules[:, :, column])
        for column, name in enumerate(trend.places)
    ]
    places = [
        {"place": name, **_spread(by_rules[:, -1, column]), **_spread(now[:, column], "now_")}
        for column, name in enumerate(trend.places)
    ]
    return Learned(
        parameters=pd.DataFrame(columns=["parameter", "moved"]),
        reports=pd.DataFrame(told),
        belief=1.0,
        places=pd.DataFrame(places).assign(moved_by=range(len(places)), share=1.0),
    )


def _last_report(known: Reports, name: str, past: Past, by_rules: np.ndarray) -> dict[str, object]:
    """The last report of a place, and what was expected before it came."""
    series = known.series[name]
    day, people = int(series.days[-1]), float(series.people[-1])
    before = known.until(day - 1)
    if name in before.series:
        trend = make_trend(before, day - 1, past=past)
        column = trend.places.index(name)
        drawn = trend.quantiles(np.array([day]), EVENLY)[:, 0, column]
    else:
        drawn = by_rules[:, day]
    tail = min(1.0, 2 * min((drawn <= people).mean(), (drawn >= people).mean()))
    return {
        "date": pd.Timestamp(known.start) + dt.timedelta(days=day),
        "place": name,
        "region": "",
        "measure": "people",
        "reported": people,
        "source": SOURCE,
        "confidence": "high",
        **_spread(drawn),
        "tail": float(tail),
        "believed": 1.0,
    }


def _spread(people: np.ndarray, head: str = "") -> dict[str, float]:
    """The 10, 50 and 90 % of some draws [person]."""
    return {f"{head}p{level}": float(np.percentile(people, level)) for level in SHOWN}
