"""The past lived again with other parameters, up to the last day of information."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast.engine import Ground, label
from posada.movement import Engine


def live_past(ground: Ground, parameters: pd.DataFrame, seed: int) -> xr.Dataset:
    """People and flows as a forecast holds them, for the days up to the last day of information.

    Groups are added up, and `list` has the names on the list of each crossing, with those who
    stood there before (draw, day, place) [person].

    Parameters
    ----------
    ground : the scenario, ready for any parameters
    parameters : one row per draw
    seed : seed of the forecast
    """
    settings = ground.scenario.settings
    days = (settings.as_of - settings.start).days + 1
    engine = ground.engine(parameters, ground.inflow(parameters, seed))
    data = label(engine.simulate(seed, days=days), ground.scenario, ground.network)
    data["list"] = (("draw", "day", "place"), names_on_lists(engine, data["waiting"].values))
    return data.assign(people=data["people"].sum("group"))


def names_on_lists(engine: Engine, waiting: np.ndarray) -> np.ndarray:
    """Names on the list of each crossing (draw, day, place) [person].

    Those who stood there at the start are called first, so how many are left follows from the
    calls alone.

    Parameters
    ----------
    engine : the engine that was lived
    waiting : people of the scenario on a list, by where they stay (draw, day, place) [person]
    """
    days = waiting.shape[1]
    calls = [engine.limits.calls_of(draw, slice(days)) for draw in range(len(waiting))]
    called = np.cumsum(calls, axis=1)
    names = np.maximum(0, engine.rules.list_ahead[:, None] - called)
    for place, crossing in enumerate(engine.network.queue_at):
        if crossing >= 0:
            names[:, :, crossing] += waiting[:, :, place]
    return names
