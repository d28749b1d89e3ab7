"""People followed one by one under posada's own rules; see `movement.followed`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from posada.movement.engine.state import nobody
from posada.movement.followed import follow_each, follow_in_each, note_crowd
from posada.movement.journeys import FOLLOWED_STREAM, Journeys, one_of, pick
from posada.movement.own.draws import Engine, no_track
from posada.movement.own.model import ENDS
from posada.movement.random import make_stream


def follow_people(
    engine: Engine,
    groups: tuple[str, ...],
    seed: int,
    people: int,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Journeys:
    """Follow some of those who set out, as many in each draw.

    Parameters
    ----------
    engine : the network, its rules and who sets out, for each draw
    groups : their names
    seed : any whole number from 0
    people : how many are followed in all, rounded up to as many in each draw
    threads, progress : as for `Engine.simulate`
    """
    live, draws = partial(_follow_some, engine, seed), len(engine.inflow.people)
    named = ((*engine.network.places["name"], *ENDS), len(ENDS), groups)
    return follow_in_each(live, draws, people, named, threads, progress)


def _follow_some(
    engine: Engine, seed: int, draw: int, followed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Group (person) and days (person, goal) of some who set out in a draw."""
    given, inflow = engine.given(draw), engine.inflow
    network, nowhere = engine.network, np.zeros(0, np.int64)
    state = nobody(given, make_stream(seed, draw))
    state.places["ahead"] = engine.rules.list_ahead[draw]
    people = (np.zeros(len(network.places)), nowhere, nowhere)
    looked_at = given.rules["together"] > 0.0
    crowded = np.flatnonzero(np.isfinite(given.today["capacity"]).any(axis=0) | looked_at)
    met = note_crowd(given, state, people, no_track(engine), crowded)
    generator = np.random.default_rng([seed, draw, FOLLOWED_STREAM])
    starts = pick(generator, given.today["each"], followed)
    group = one_of(generator, inflow.shares[starts[:, 0], starts[:, 1]])
    stops = [
        (int(day), int(2 * kind * len(network.places) + place))
        for (day, place), kind in zip(starts, group, strict=True)
    ]
    today = given.today.copy()
    today["each"], today["calls"] = 0.0, 0
    alone = given._replace(today=today, moods=met[1].moods)
    links = (network.route_to.copy(), no_track(engine))
    return group, follow_each(alone, make_stream(seed, draw, FOLLOWED_STREAM), met, stops, links)
