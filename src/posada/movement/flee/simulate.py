"""Many draws of a Flee folder, distributed as if every person had decided one by one.

The seed alone decides the numbers, never the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from posada.movement.engine.day import live_days
from posada.movement.engine.state import Track
from posada.movement.flee.model import Model, Precision, make_model
from posada.movement.parallel import live_each
from posada.movement.random import make_stream
from posada.movement.room import Room
from posada.scenario.flee import FleeSet


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
    arrivals, departures : who comes to the end of each link and who sets out on it [person/day]
        (draw, day, link); empty when only camps are kept. Who finds a link closed is put back where
        it starts, and is neither
    """

    names: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    people: np.ndarray
    on_the_way: np.ndarray
    on_route: np.ndarray
    arrivals: np.ndarray
    departures: np.ndarray
    of_kind: np.ndarray
    kinds: tuple[str, ...]

    @property
    def total(self) -> np.ndarray:
        """Everybody, at places and between them (draw, day) [person]; needs every place kept."""
        return np.asarray(self.people.sum(axis=2) + self.on_the_way)


def simulate_flee(
    flee_set: FleeSet,
    draws: int,
    seed: int,
    hasten: int | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
    keep: str | Room = "places",
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
    keep : "places" for people at every place, on every link, arrivals and departures; a room for
        the same, in files where it is large; "camps" for people at the camps of the reports only
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
    names, room = (camps if keep == "camps" else places), keep if isinstance(keep, Room) else None
    kept = [places.index(name) for name in names]
    result = _empty(model, draws, (names, places), room)

    def live(draw: int) -> None:
        track = live_one(model, seed, draw, keep != "camps")
        result.people[draw] = track.people.sum(axis=2)[:, kept]
        result.on_the_way[draw] = track.on_route.sum(axis=1)
        if keep != "camps":
            result.on_route[draw] = track.on_route
            result.arrivals[draw] = track.arrivals
            result.departures[draw] = track.departures
            result.of_kind[draw] = track.people[:, :, : result.of_kind.shape[3]]

    live_each(live, draws, threads, progress, room)
    return result


def live_one(model: Model, seed: int, draw: int, kinds: bool = False) -> Track:
    """Live one draw; gives what it writes down, of each kind of people if asked to."""
    track, days = model.empty_track(kinds), len(model.given.days)
    people = (model.population.copy(), model.present, model.listed)
    live_days(model.given, model.empty(make_stream(seed, draw)), people, (0, days), track)
    return track


def _empty(
    model: Model, draws: int, kept: tuple[tuple[str, ...], tuple[str, ...]], room: Room | None
) -> FleeSimulation:
    """Room for the results; `kept` are the names that are kept, and all names."""
    names, places = kept
    days = model.given.days.shape[0]
    zeros = room.zeros if room else partial(np.zeros, dtype=np.int32)
    links = (draws if len(names) == len(places) else 0, days, len(model.links))
    ends = zip(model.links.start, model.links.end, strict=True)
    many = len(model.kinds) if len(model.kinds) > 1 else 0
    return FleeSimulation(
        names=names,
        links=tuple((places[a], places[b]) for a, b in ends),
        people=zeros((draws, days, len(names))),
        on_the_way=zeros((draws, days)),
        on_route=zeros(links),
        arrivals=zeros(links),
        departures=zeros(links),
        of_kind=zeros((links[0], days, len(names), many)),
        kinds=model.kinds,
    )
