"""People followed one by one under posada's rules, each alone through the crowd as it was.

A draw is lived once and what a person meets is noted: how full sites are, the mood of the crowd,
what part of those who asked a quota let through, what part of a list was called. Then each person
lives the same compiled day in a network of their own, in which those things are as noted. So their
journey has the law of anybody's in the crowd, but for one convention: a quota lets through all
who ask for a route on a day with the same chance, whenever on the day they come.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable

import numpy as np
from numba import njit

from posada.movement.day import CROSSED, Given, State, live_day
from posada.movement.draws import ENDS, Engine
from posada.movement.journeys import FOLLOWED_STREAM, NEVER, Journeys, one_of, pick
from posada.movement.parallel import live_each
from posada.movement.random import make_stream, uniform

# What a person meets: people at places in the morning and moods, as in `State`; the chance that the
# quota of a route is taken up, and that one on the list of a crossing is called (day, ...).
Crowd = namedtuple("Crowd", "morning moods held called")


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
    draws = len(engine.inflow.people)
    each = -(-people // draws)

    def live(draw: int) -> tuple[np.ndarray, np.ndarray]:
        return _follow_some(engine, seed, draw, each)

    seen = live_each(live, draws, threads, progress)
    return Journeys(
        goals=(*engine.network.places["name"], *ENDS),
        ends=len(ENDS),
        groups=groups,
        draw=np.repeat(np.arange(draws), [len(group) for group, _ in seen]),
        group=np.concatenate([group for group, _ in seen]),
        days=np.concatenate([days for _, days in seen]),
    )


def _follow_some(
    engine: Engine, seed: int, draw: int, people: int
) -> tuple[np.ndarray, np.ndarray]:
    """Group (person) and days (person, goal) of some who set out in a draw."""
    given, inflow = engine.given(draw), engine.inflow
    crowd = _noted(given, engine.empty(draw, make_stream(seed, draw)))
    generator = np.random.default_rng([seed, draw, FOLLOWED_STREAM])
    starts = pick(generator, given.departures, people)
    group = one_of(generator, inflow.shares[starts[:, 0], starts[:, 1]])
    alone = given._replace(
        departures=np.zeros_like(given.departures),
        calls=np.zeros_like(given.calls),
        moods=crowd.moods,
    )
    state = engine.empty(draw, make_stream(seed, draw, FOLLOWED_STREAM))
    days = np.full((len(starts), len(given.places) + len(ENDS)), NEVER, np.int32)
    for person, (day, place) in enumerate(starts):
        follow(alone, state, crowd, (day, place, group[person]), days[person])
    return group, days


def _noted(given: Given, state: State) -> Crowd:
    """Live a draw, and note what people in it meet."""
    days, places = given.departures.shape
    routes = len(given.routes)
    crowd = Crowd(
        morning=np.zeros((days, places), np.int64),
        moods=np.zeros((days if given.alike > 0.0 else 0, places + routes)),
        held=np.zeros((days, routes)),
        called=np.zeros((days, places)),
    )
    live_and_note(given, state, crowd)
    return crowd


@njit(cache=True, nogil=True)
def live_and_note(given, state, crowd):  # type: ignore[no-untyped-def]
    """Live every day of a crowd and write down what people in it meet."""
    arrivals = np.zeros(len(given.routes), np.int32)
    for day in range(given.departures.shape[0]):
        ahead = state.ahead.copy()
        live_day(given, state, day, arrivals)
        crowd.morning[day] = state.morning
        if given.alike > 0.0:
            crowd.moods[day] = state.moods
        for r in range(len(given.routes)):
            if state.asked[r] > 0:
                crowd.held[day, r] = 1.0 - state.through[r] / state.asked[r]
        for p in range(len(given.places)):
            calls = given.calls[day, p] - (ahead[p] - state.ahead[p])
            if calls > 0:
                crowd.called[day, p] = calls / (calls + left_on_list(given, state, p))


@njit(cache=True, nogil=True)
def left_on_list(given, state, crossing):  # type: ignore[no-untyped-def]
    """People who wait on the list of a crossing tonight; nobody is left when all were called."""
    waiting = 0
    for p in range(len(given.places)):
        if given.places[p].queue_at == crossing:
            for s in range(1, state.bucket.shape[0], 2):
                waiting += state.bucket[s, p, 0]
    return waiting


@njit(cache=True, nogil=True)
def follow(given, state, crowd, person, reached):  # type: ignore[no-untyped-def]
    """One person lives from the day they set out; `reached` gets the days of first arrivals."""
    first, place, group = person
    arrivals = np.zeros(len(given.routes), np.int32)
    places, done = len(given.places), False
    state.bucket[2 * group, place, 0] = 1
    for day in range(first, given.departures.shape[0]):
        state.others[:] = crowd.morning[day]
        for r in range(len(given.routes)):
            taken = crowd.held[day, r] > 0.0 and uniform(state.stream) < crowd.held[day, r]
            state.filled[r] = given.ways[day, r].quota if taken else 0
        live_day(given, state, day, arrivals)
        be_called(given, state, crowd.called[day])
        for r in range(len(given.routes)):
            if arrivals[r] > 0:
                arrivals[r], end = 0, given.routes[r].end
                reached[end] = day - first if reached[end] < 0 else reached[end]
        for end in range(state.ends.shape[0]):
            if state.ends[end].any():
                reached[places + end], done = day - first, True
        if done:
            break
    state.bucket[:], state.due[:], state.on_route[:], state.ends[:] = 0, 0, 0, 0


@njit(cache=True, nogil=True)
def be_called(given, state, called):  # type: ignore[no-untyped-def]
    """Who is on a list crosses when their name is called."""
    for p in range(len(given.places)):
        crossing = given.places[p].queue_at
        if crossing < 0 or called[crossing] <= 0.0:
            continue
        for s in range(1, state.bucket.shape[0], 2):
            if state.bucket[s, p, 0] > 0 and uniform(state.stream) < called[crossing]:
                state.bucket[s, p, 0] -= 1
                state.ends[CROSSED, p] += 1
