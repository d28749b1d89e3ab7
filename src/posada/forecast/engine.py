"""The movement engine of a scenario: what is known becomes arrays, once, for any parameters.

It answers with which barriers, rules, departures and quotas each draw lives. It uses only what
could be known on the last day of information.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import InputError
from posada.forecast.departures import check_departures, group_names, make_inflow, wave_ranges
from posada.forecast.flow import Flow, continue_flows, find_flows
from posada.movement import (
    ENDS,
    Barriers,
    Engine,
    Inflow,
    Limits,
    Network,
    Room,
    Simulation,
    draw_parameters,
    make_barriers,
    make_network,
    make_rules,
    named_ranges,
)
from posada.movement.parallel import live_each
from posada.scenario.model import Scenario
from posada.scenario.ranges import Range, position_in
from posada.scenario.shelters import known_shelters


@dataclass(frozen=True)
class Ground:
    """What is the same in every draw, ready for any set of parameters.

    Parameters
    ----------
    scenario : the scenario
    departures : its known departures
    network, barriers : its places and routes, and what its known events do to them
    ranges : every uncertain parameter and its range
    untold : whether flows of departures whose rows have ended go on untold
    """

    scenario: Scenario
    departures: pd.DataFrame
    network: Network
    barriers: Barriers
    ranges: Mapping[str, Range]
    untold: bool = False

    @cached_property
    def flows(self) -> list[Flow]:
        """Flows of departures that go on."""
        return find_flows(self.scenario, self.departures, self.untold)[0]

    def draw(self, draws: int, seed: int) -> pd.DataFrame:
        """Parameters as stated, one row per draw."""
        movement = self.scenario.settings.movement
        own = named_ranges(movement)
        extra = {name: spread for name, spread in self.ranges.items() if name not in own}
        return draw_parameters(movement, draws, seed, extra)

    def engine(self, parameters: pd.DataFrame, inflow: Inflow | None = None) -> Engine:
        """The engine in which every draw lives with its own parameters.

        Parameters
        ----------
        parameters : one row per draw
        inflow : who sets out; None: the known departures, and nobody else
        """
        network, movement = self.network, self.scenario.settings.movement
        return Engine(
            network=network,
            barriers=self.barriers,
            rules=make_rules(movement, parameters, network, group_names(self.scenario)),
            inflow=inflow or self.known_inflow(parameters),
            limits=_limits(network, self.barriers, parameters),
        )

    def known_inflow(self, parameters: pd.DataFrame) -> Inflow:
        """The known departures in each draw."""
        return make_inflow(self.scenario, self.departures, parameters, self.network)

    def inflow(self, parameters: pd.DataFrame, seed: int) -> Inflow:
        """The known departures in each draw, and those that are forecast to follow them."""
        known, index = self.known_inflow(parameters), self.network.index
        return continue_flows(self.flows, known, index, seed)


def make_ground(scenario: Scenario, untold: bool = False) -> Ground:
    """Arrange what is known of a scenario.

    Parameters
    ----------
    scenario : the scenario
    untold : whether flows of departures whose rows have ended go on untold

    Raises
    ------
    InputError
        When nobody is known to have set out by the last day of information.
    """
    departures = scenario.known("departures")
    if problems := check_departures(scenario):
        raise InputError(problems)
    movement = scenario.settings.movement
    network = make_network(scenario)
    barriers = make_barriers(
        network,
        known_shelters(scenario),
        scenario.known("events"),
        scenario.days,
        movement.hostility_days,
    )
    extra = wave_ranges(departures) | _quota_ranges(network, barriers)
    ranges = named_ranges(movement) | extra
    return Ground(scenario, departures, network, barriers, ranges, untold)


def label(simulation: Simulation, scenario: Scenario, network: Network) -> xr.Dataset:
    """The engine's arrays with the names of days, places, groups and routes."""
    axes = ("draw", "day", "place")
    arrays = {
        "people": ((*axes, "group"), simulation.people),
        "waiting": (axes, simulation.waiting),
        "arrivals": (("draw", "day", "route"), simulation.arrivals),
        "on_route": (("draw", "day", "route"), simulation.on_route),
        "on_the_way": (("draw", "day"), simulation.on_the_way),
        "departed": (("draw", "day"), simulation.departed),
    }
    arrays |= {name: (axes, simulation.ends[:, e]) for e, name in enumerate(ENDS)}
    return xr.Dataset(
        arrays,
        coords={
            "draw": np.arange(len(simulation.departed)),
            "day": scenario.days[: simulation.departed.shape[1]],
            "place": network.places["name"].to_numpy(dtype=object),
            "group": np.array(group_names(scenario), dtype=object),
            "route_from": ("route", network.routes["from_place"].to_numpy(dtype=object)),
            "route_to": ("route", network.routes["to_place"].to_numpy(dtype=object)),
        },
    )


def with_departures(data: xr.Dataset, room: Room | None) -> xr.Dataset:
    """Add who sets out on each route: who arrives or is on it at night, less who was before.

    Parameters
    ----------
    data : of a forecast that lived every day by the rules
    room : where the numbers are held; in memory when not given
    """
    arrivals, on_route = data["arrivals"].values, data["on_route"].values
    left = room.zeros(arrivals.shape) if room else np.zeros_like(arrivals)

    def write(draw: int) -> None:
        left[draw] = arrivals[draw] + np.diff(on_route[draw], axis=0, prepend=0)

    live_each(write, len(left), room=room)
    return data.assign(departures=(data["arrivals"].dims, left))


def with_people(data: xr.Dataset, people: np.ndarray) -> xr.Dataset:
    """Other people at places, and how many of those of the movement are elsewhere for it.

    Parameters
    ----------
    data : of a forecast
    people : at places (draw, day, place, group) [person]
    """
    place = data["waiting"].dims
    fewer = (data["people"].values - people).sum(axis=3, dtype=people.dtype)
    waiting = np.minimum(data["waiting"].values, people.sum(axis=3, dtype=people.dtype))
    return data.assign(
        people=(data["people"].dims, people), waiting=(place, waiting), elsewhere=(place, fewer)
    )


def _quota_name(network: Network, route: int) -> str:
    ends = network.routes.iloc[route]
    return f"quota.{ends['from_place']} - {ends['to_place']}"


def _quota_ranges(network: Network, barriers: Barriers) -> dict[str, Range]:
    """A number for each crossing and route with a quota: where in its range it lies."""
    called = np.flatnonzero(barriers.calls.any(axis=(0, 2)))
    limited = np.flatnonzero(np.isfinite(barriers.route_quota).any(axis=(0, 2)))
    wide = [_is_wide(barriers.calls[:, p]) for p in called]
    wide += [_is_wide(barriers.route_quota[:, r]) for r in limited]
    names = [f"quota.{network.places['name'].iloc[p]}" for p in called]
    names += [_quota_name(network, int(r)) for r in limited]
    return dict(zip(names, map(position_in, wide), strict=True))


def _is_wide(ends: np.ndarray) -> bool:
    """Whether the two ends differ on any day (day, 2)."""
    return bool((ends[:, 0] < ends[:, 1]).any())


def _limits(network: Network, barriers: Barriers, parameters: pd.DataFrame) -> Limits:
    """Quotas: each draw has its own place in the stated range."""
    calls = np.zeros((len(parameters), barriers.calls.shape[1]))
    for p, name in enumerate(network.places["name"]):
        calls[:, p] = parameters.get(f"quota.{name}", 0.0)
    quota = np.zeros((len(parameters), barriers.route_quota.shape[1]))
    for r in np.flatnonzero(np.isfinite(barriers.route_quota).any(axis=(0, 2))):
        quota[:, r] = parameters[_quota_name(network, int(r))]
    return Limits(barriers.calls, barriers.route_quota, calls, quota)
