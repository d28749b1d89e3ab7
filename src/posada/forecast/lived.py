"""What `posada run` would have forecast on an earlier day, for a back-test.

It answers with the movement that has learned from the headcounts of that day; it refuses a day on
which nobody was known to have set out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posada.forecast.compare import place_scope
from posada.forecast.make import make_forecast
from posada.scenario.model import Scenario


@dataclass(frozen=True)
class Lived:
    """Draws of people at places, from a day on.

    Parameters
    ----------
    now : last day of information
    people : (draw, day after it, place) [person]
    """

    now: int
    people: np.ndarray

    def quantiles(self, days: np.ndarray, levels: np.ndarray) -> np.ndarray:
        """Quantiles (level, day, place) [person]."""
        return np.quantile(self.people[:, days - self.now - 1], levels, axis=0)

    def median(self, days: np.ndarray) -> np.ndarray:
        """People expected (day, place) [person]."""
        return self.quantiles(days, np.array([0.5]))[0]

    def given(self, days: np.ndarray, totals: np.ndarray) -> np.ndarray:
        """People expected when the total is known, split as before (day, place) [person]."""
        middle = self.median(days)
        found = middle.sum(axis=1, keepdims=True)
        return np.where(found > 0, middle * totals[:, None] / np.maximum(found, 1), middle)


def anybody_left(scenario: Scenario, now: int) -> bool:
    """Whether anybody was known to have set out by a day."""
    as_of = scenario.settings.start + dt.timedelta(days=now)
    return bool(scenario.known("departures", as_of)["people"].sum() > 0)


def live_from(
    scenario: Scenario, now: int, places: Sequence[str], until: int, draws: int, seed: int = 1
) -> Lived:
    """Forecast from a day with what was known then.

    Parameters
    ----------
    scenario : one that is not a Flee set
    now, until : last day of information and last day forecast, since the start [day]
    places : names; the people of a town are those of its sites too
    draws, seed : as for `make_forecast`
    """
    as_of = scenario.settings.start + dt.timedelta(days=now)
    then = scenario.replace(as_of=as_of, horizon_days=until - now)
    people = make_forecast(then, draws, seed).people.values[:, now + 1 :]
    inside = np.stack([place_scope(then, name)[1] for name in places], axis=1)
    return Lived(now, people @ inside.astype(people.dtype))
