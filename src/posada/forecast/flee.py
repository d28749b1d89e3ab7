"""A Flee set lived by Flee's rules, as a forecast like any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast.departures import EVERYBODY
from posada.forecast.result import Forecast
from posada.movement.flee import simulate_flee
from posada.scenario.flee import FleeSet, daily

ANYWHERE = ""  # the engine counts arrivals at a place, whichever route people came by
UNSCALED = (
    "Every person is counted: the setting hasten, which makes Flee follow one person in so many, "
    "is not needed and not used."
)


def flee_forecast(
    flee: FleeSet, draws: int, seed: int, progress: Callable[[float], None] | None = None
) -> Forecast:
    """Simulate a Flee set by Flee's rules, every person counted.

    Parameters
    ----------
    flee : the set
    draws : simulated futures
    seed : same seed, same forecast, whatever the number of threads
    progress : called with the fraction done

    Raises
    ------
    InputError
        When the set uses a rule of Flee that the engine does not know.
    """
    simulated = simulate_flee(flee, draws=draws, seed=seed, hasten=1, progress=progress)
    people = simulated.people
    empty = np.zeros(people.shape, np.int32)
    axes = ("draw", "day", "place")
    data = xr.Dataset(
        {
            "people": ((*axes, "group"), people[..., None]),
            **{name: (axes, empty) for name in ("waiting", "returned", "asylum", "settled")},
            "crossed": (axes, empty),
            "arrivals": (("draw", "day", "route"), simulated.arrivals),
            "on_the_way": (("draw", "day"), simulated.on_the_way),
            "departed": (("draw", "day"), people.sum(axis=2) + simulated.on_the_way),
        },
        coords={
            "draw": np.arange(draws),
            "day": flee.days,
            "place": np.array(simulated.names, dtype=object),
            "group": np.array([EVERYBODY], dtype=object),
            "route_from": ("route", np.full(len(simulated.names), ANYWHERE, dtype=object)),
            "route_to": ("route", np.array(simulated.names, dtype=object)),
        },
    )
    return Forecast(data, flee.start, seed, pd.DataFrame(index=range(draws)), (UNSCALED,))


def reports_by_day(flee: FleeSet, forecast: Forecast) -> pd.DataFrame:
    """Reports of the camps beside the mean of the forecast, on every day, as Flee compares them.

    Between two reports Flee draws a line. That is right for judging how people split when the
    total is given, and wrong for judging a forecast, which would see the later report.

    Returns
    -------
    table with day, date, place, mean, reported [person]; one row per day and camp
    """
    reported, _ = daily(flee, 1)
    places = set(forecast.data["place"].values)
    camps = [camp for camp in flee.camps if camp in places]
    columns = [flee.camps.index(camp) for camp in camps]
    days, mean = flee.days, forecast.people.mean("draw").sel(place=camps)
    return pd.DataFrame(
        {
            "day": np.repeat(np.arange(len(days)), len(camps)),
            "date": np.repeat(days, len(camps)),
            "place": np.tile(camps, len(days)),
            "mean": mean.values.ravel(),
            "reported": reported[: len(days), columns].ravel().astype(float),
        }
    )
