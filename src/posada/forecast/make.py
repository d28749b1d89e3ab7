"""From a scenario to a forecast: what was known is taken, lived many times, and kept.

It answers where people will be. It refuses to use anything dated after the last day of
information: later counts, departures and events stay in the tables, to be compared with.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import InputError, Problem
from posada.forecast.departures import group_names, make_inflow, wave_ranges
from posada.forecast.result import Forecast
from posada.movement import (
    ENDS,
    Barriers,
    Engine,
    Limits,
    Network,
    Simulation,
    draw_parameters,
    make_barriers,
    make_network,
    make_rules,
)
from posada.scenario.model import Scenario
from posada.scenario.settings import Range


def make_forecast(
    scenario: Scenario,
    draws: int = 500,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Forecast:
    """Simulate where people will be, from the start of the scenario to the end of its horizon.

    Parameters
    ----------
    scenario : everything known
    draws : simulated futures
    seed : same seed, same forecast, whatever the number of threads
    progress : called with the fraction done

    Returns
    -------
    Forecast with `draws` draws of every day and place.

    Raises
    ------
    InputError
        When nobody is known to have set out by the last day of information.

    Examples
    --------
    >>> from posada import make_forecast, read_scenario
    >>> forecast = make_forecast(read_scenario("riverside"), draws=10)
    >>> int(abs(forecast.balance()).max())
    0
    """
    engine, parameters = make_engine(scenario, draws, seed)
    simulation = engine.simulate(seed, progress=progress)
    return Forecast(
        data=label(simulation, scenario, engine.network),
        as_of=scenario.settings.as_of,
        seed=seed,
        parameters=parameters,
        caveats=_caveats(scenario),
    )


def make_engine(scenario: Scenario, draws: int, seed: int) -> tuple[Engine, pd.DataFrame]:
    """The movement engine of a scenario, with one set of parameters per draw.

    Raises
    ------
    InputError
        When nobody is known to have set out by the last day of information.
    """
    departures = scenario.known("departures")
    if departures["people"].sum() == 0:
        raise InputError([_nobody(scenario)])
    movement = scenario.settings.movement
    network = make_network(scenario)
    barriers = make_barriers(
        network, scenario.known("events"), scenario.days, movement.hostility_days
    )
    unopened = network.places["name"].isin(scenario.unopened()).to_numpy(dtype=bool)
    barriers.place_open[:, unopened] = 0.0
    extra = wave_ranges(departures) | _quota_ranges(network, barriers)
    parameters = draw_parameters(movement, draws, seed, extra)
    engine = Engine(
        network=network,
        barriers=barriers,
        rules=make_rules(movement, parameters, network, group_names(scenario)),
        inflow=make_inflow(scenario, departures, parameters, network),
        limits=_limits(network, barriers, parameters),
    )
    return engine, parameters


def label(simulation: Simulation, scenario: Scenario, network: Network) -> xr.Dataset:
    """The engine's arrays with the names of days, places, groups and routes."""
    axes = ("draw", "day", "place")
    arrays = {
        "people": ((*axes, "group"), simulation.people),
        "waiting": (axes, simulation.waiting),
        "arrivals": (("draw", "day", "route"), simulation.arrivals),
        "on_the_way": (("draw", "day"), simulation.on_the_way),
        "departed": (("draw", "day"), simulation.departed),
    }
    arrays |= {name: (axes, simulation.ends[:, e]) for e, name in enumerate(ENDS)}
    return xr.Dataset(
        arrays,
        coords={
            "draw": np.arange(len(simulation.departed)),
            "day": scenario.days,
            "place": network.places["name"].to_numpy(dtype=object),
            "group": np.array(group_names(scenario), dtype=object),
            "route_from": ("route", network.routes["from_place"].to_numpy(dtype=object)),
            "route_to": ("route", network.routes["to_place"].to_numpy(dtype=object)),
        },
    )


def _quota_name(network: Network, route: int) -> str:
    ends = network.routes.iloc[route]
    return f"quota.{ends['from_place']} - {ends['to_place']}"


def _quota_ranges(network: Network, barriers: Barriers) -> dict[str, Range]:
    """A number in [0, 1] for each crossing and route with a quota: where in its range it lies."""
    called = np.flatnonzero(barriers.calls.any(axis=(0, 2)))
    limited = np.flatnonzero(np.isfinite(barriers.route_quota).any(axis=(0, 2)))
    names = [f"quota.{network.places['name'].iloc[p]}" for p in called]
    names += [_quota_name(network, int(r)) for r in limited]
    return {name: Range(low=0, high=1) for name in names}


def _limits(network: Network, barriers: Barriers, parameters: pd.DataFrame) -> Limits:
    """Quotas as whole people: each draw has its own place in the stated range."""
    draws = len(parameters)
    calls = np.zeros((draws, *barriers.calls.shape[:2]), np.int64)
    for p, name in enumerate(network.places["name"]):
        if f"quota.{name}" in parameters:
            calls[:, :, p] = _between(barriers.calls[:, p], parameters[f"quota.{name}"])
    quota = np.full((draws, *barriers.route_quota.shape[:2]), -1, np.int64)
    for r in np.flatnonzero(np.isfinite(barriers.route_quota).any(axis=(0, 2))):
        limited = np.isfinite(barriers.route_quota[:, r]).all(axis=1)
        position = parameters[_quota_name(network, int(r))]
        quota[:, limited, r] = _between(barriers.route_quota[limited, r], position)
    return Limits(calls, quota)


def _between(ends: np.ndarray, position: pd.Series) -> np.ndarray:
    """Whole numbers between a lower and an upper end (draw, day)."""
    low, high = ends[:, 0], ends[:, 1]
    values = low + np.outer(position.to_numpy(), high - low)
    return np.rint(values).astype(np.int64)


def _nobody(scenario: Scenario) -> Problem:
    as_of = scenario.settings.as_of
    return Problem(
        file="departures.csv",
        row=None,
        column="date",
        found=f"no departures on or before {as_of}",
        expected="at least one: the forecast uses only what was known on its last day of "
        "information; add departures or take a later --as-of",
    )


def _caveats(scenario: Scenario) -> tuple[str, ...]:
    """What the forecast leaves out, in words."""
    lines = []
    later = {
        table: len(scenario[table]) - len(scenario.known(table))
        for table in ("events", "departures", "headcounts")
    }
    if any(later.values()):
        counted = ", ".join(f"{number} of {table}" for table, number in later.items() if number)
        lines.append(
            f"Rows dated after {scenario.settings.as_of} are in the tables but not used, because "
            f"nobody could know of them: {counted}."
        )
    lines.append(
        "The forecast comes from stated ranges and events; it does not yet learn from headcounts."
    )
    return tuple(lines)
