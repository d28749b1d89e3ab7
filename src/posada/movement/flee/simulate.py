"""Many draws of a Flee folder, distributed as if every person had decided one by one.

The seed alone decides the numbers, never the number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import xarray as xr

from posada.movement.flee.day import live_all_days
from posada.movement.flee.model import Model, Precision, make_model
from posada.movement.flee.state import Track
from posada.movement.random import make_stream
from posada.scenario.flee import FleeSet

KEEP = ("camps", "places")


@dataclass(frozen=True)
class FleeSimulation:
    """People [person, int32] at the end of each day.

    Parameters
    ----------
    names : places that are kept, in the order of the arrays
    links : names of both ends of each direction of each route
    people : at each place kept (draw, day, place)
    on_the_way : on all links together (draw, day)
    on_route : on each link (draw, day, link); empty when only camps are kept
    arrivals, departures : at each place (draw, day, place); empty when only camps are kept
    """

    names: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    people: np.ndarray
    on_the_way: np.ndarray
    on_route: np.ndarray
    arrivals: np.ndarray
    departures: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Everybody, at places and between them (draw, day) [person]; needs every place kept."""
        return np.asarray(self.people.sum(axis=2) + self.on_the_way)

    def to_xarray(self) -> xr.Dataset:
        """The people at places with their names, by draw and day."""
        coords = {"place": list(self.names)}
        axes = ("draw", "day", "place")
        return xr.Dataset(
            {"people": (axes, self.people), "on_the_way": (axes[:2], self.on_the_way)}, coords
        )


def simulate_flee(
    flee_set: FleeSet,
    draws: int,
    seed: int,
    hasten: int | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
    keep: str = "places",
    precision: Precision | None = None,
) -> FleeSimulation:
    """Simulate a Flee folder by Flee's rules.

    Parameters
    ----------
    flee_set : the folder as read
    draws : number of futures
    seed : any whole number from 0
    hasten : how many people one stands for; as the settings say when not given
    threads : workers; all processors when not given
    progress : called with the fraction of draws done
    keep : "places" for people at every place, on every link, arrivals and departures; "camps" for
        people at the camps of the reports only, which takes far less memory
    precision : conventions of the engine on counts

    Raises
    ------
    InputError
        when the folder asks for a rule that the engine does not have

    Source: Flee (github.com/djgroen/flee) at commit 02cd2cb.
    """
    model = make_model(flee_set, hasten, precision)
    places = tuple(flee_set.places["name"])
    camps = tuple(name for name in flee_set.camps if name in set(places))
    names = camps if keep == "camps" else places
    kept = [places.index(name) for name in names]
    result = _empty(model, draws, names, places)

    def live(draw: int) -> None:
        track = live_one(model, seed, draw)
        result.people[draw] = track.people[:, kept]
        result.on_the_way[draw] = track.on_route.sum(axis=1)
        if keep == "places":
            result.on_route[draw] = track.on_route
            result.arrivals[draw] = track.arrivals
            result.departures[draw] = track.departures

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for number, _ in enumerate(pool.map(live, range(draws)), start=1):
            if progress is not None:
                progress(number / draws)
    return result


def live_one(model: Model, seed: int, draw: int) -> Track:
    """Live one draw; gives what it writes down."""
    days, places = len(model.given.days), len(model.given.mix)
    shapes = {"on_route": (days, len(model.links))}
    track = Track(*(np.zeros(shapes.get(name, (days, places)), np.int32) for name in Track._fields))
    state = model.empty(make_stream(seed, draw))
    people = (model.population.copy(), model.present)
    live_all_days(model.given, state, people, model.listed, track)
    return track


def _empty(
    model: Model, draws: int, names: tuple[str, ...], places: tuple[str, ...]
) -> FleeSimulation:
    """Room for the results."""
    days = model.given.days.shape[0]
    all_places = len(names) == len(places)
    flows = (draws, days, len(places)) if all_places else (0, days, len(places))
    links = (draws, days, len(model.links)) if all_places else (0, days, len(model.links))
    ends = zip(model.links.start, model.links.end, strict=True)
    return FleeSimulation(
        names=names,
        links=tuple((places[a], places[b]) for a, b in ends),
        people=np.zeros((draws, days, len(names)), np.int32),
        on_the_way=np.zeros((draws, days), np.int32),
        on_route=np.zeros(links, np.int32),
        arrivals=np.zeros(flows, np.int32),
        departures=np.zeros(flows, np.int32),
    )
