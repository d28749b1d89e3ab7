"""People followed one by one under Flee's rules, each alone through the crowd as it was.

A draw is lived once and what a person meets is noted: how full the camps are at each moment of a
day. Then each person lives the same compiled day in a network of their own, in which the camps are
as full as they were. Nothing else that others do touches a person under Flee's rules, so their
journey has the law of anybody's in the crowd.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from posada.movement.flee.day import CONSTANT, POP_RATIO, begin, live_day, stand
from posada.movement.flee.model import Model, make_model
from posada.movement.flee.state import (
    MEET,
    MORNINGS,
    MOST_ROUNDS,
    NOTE,
    Given,
    State,
    Track,
    compiled,
)
from posada.movement.journeys import FOLLOWED_STREAM, NEVER, Journeys, pick
from posada.movement.parallel import live_each
from posada.movement.random import make_stream
from posada.scenario.flee import FleeSet


def follow_flee(
    flee_set: FleeSet,
    draws: int,
    seed: int,
    people: int,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Journeys:
    """Follow some of those who set out, as many in each draw; not who was there on the first day.

    Parameters
    ----------
    flee_set : the folder as read
    draws : futures that are lived for it
    seed : any whole number from 0
    people : how many are followed in all, rounded up to as many in each draw
    threads, progress : as for `simulate_flee`

    Raises
    ------
    InputError
        when the folder asks for a rule that the engine does not have
    """
    model = make_model(flee_set, 1)
    each = -(-people // draws)

    def live(draw: int) -> tuple[np.ndarray, np.ndarray]:
        return _follow_some(model, seed, draw, each)

    seen = live_each(live, draws, threads, progress)
    return Journeys(
        goals=tuple(flee_set.places["name"]),
        ends=0,
        groups=model.kinds,
        draw=np.repeat(np.arange(draws), [len(kind) for kind, _ in seen]),
        group=np.concatenate([kind for kind, _ in seen]),
        days=np.concatenate([days for _, days in seen]),
    )


def _follow_some(model: Model, seed: int, draw: int, people: int) -> tuple[np.ndarray, np.ndarray]:
    """Kind (person) and days (person, place) of some who set out in a draw."""
    given, generator = model.given, np.random.default_rng([seed, draw, FOLLOWED_STREAM])
    crowd, track, inhabitants = _noted(model, make_stream(seed, draw))
    starts = pick(generator, newcomers(model, track, inhabitants), people)
    alone, nobody = _without_newcomers(given), np.zeros(len(given.mix))
    state = model.empty(make_stream(seed, draw, FOLLOWED_STREAM), crowd.seen, crowd.rounds)
    state.turn["mode"] = MEET
    days, track = np.full((len(starts), len(given.mix)), NEVER, np.int32), model.empty_track()
    for (day, place, kind), reached in zip(starts, days, strict=True):
        start = (day, kind * len(given.mix) + place)
        follow(alone, state, start, (track, reached), (nobody, model.links.end))
    return starts[:, 2], days


def _noted(model: Model, stream: np.ndarray) -> tuple[State, Track, np.ndarray]:
    """A draw: with what its people met, what it writes down, the inhabitants (day, place)."""
    days, places = len(model.given.days), len(model.given.mix)
    track, inhabitants = model.empty_track(), np.zeros((days, places))
    state = model.empty(
        stream, np.zeros((days, MORNINGS + MOST_ROUNDS, len(model.camps)), np.int32)
    )
    state.turn["mode"] = NOTE
    people = (model.population.copy(), model.present)
    live_and_note(model.given, state, people, model.listed, (track, inhabitants))
    return state, track, inhabitants


def _without_newcomers(given: Given) -> Given:
    rules = given.rules.copy()
    rules["mode"], rules["take"] = 0, False
    return given._replace(rules=rules, anywhere=np.zeros_like(given.anywhere))


def newcomers(model: Model, crowd: Track, inhabitants: np.ndarray) -> np.ndarray:
    """People who set out in a draw, as many as are expected where so many set out on a day.

    Returns
    -------
    array (day, place, kind) [person]
    """
    given, mode = model.given, int(model.given.rules["mode"])
    today = given.days[:, : len(given.mix)]
    weight = np.maximum(inhabitants, 0.0) * today["spawn"]
    if mode > 0:
        weight = today["driven"] * today["strength"]
        weight = weight * inhabitants if mode == POP_RATIO else weight
        weight = weight if mode not in (CONSTANT, POP_RATIO) else np.floor(weight)
    listed = model.listed.reshape(-1, len(given.mix)).T
    everybody = crowd.people.sum(axis=1) + crowd.on_route.sum(axis=1)
    new = np.diff(everybody, prepend=model.present.sum() + listed.sum())
    share = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    people = (new[:, None] * share)[:, :, None] * given.mix
    people[0] += listed
    return np.asarray(people)


@compiled
def live_and_note(given, state, people, listed, seen):  # type: ignore[no-untyped-def]
    """Live every day of a draw, and write down the inhabitants of each place every morning."""
    population, present = people
    track, inhabitants = seen
    begin(given, state, present, listed)
    for day in range(given.days.shape[0]):
        for p in range(present.shape[0]):
            inhabitants[day, p] = population[p]
        live_day(given, state, population, day, track)


@compiled
def follow(given, state, start, seen, same):  # type: ignore[no-untyped-def]
    """One person lives from the day they set out; `reached` gets the days of first arrivals."""
    (first, stop), (track, reached), (nobody, link_end) = start, seen, same
    for day in range(first, given.days.shape[0]):
        if day == first:
            stand(given, state, day, stop, 1)
        live_day(given, state, nobody, day, track)
        for link in range(link_end.shape[0]):
            if track.arrivals[day, link] > 0:
                track.arrivals[day, link], end = 0, link_end[link]
                reached[end] = day - first if reached[end] < 0 else reached[end]
    state.kept[:], state.held[:], state.on_foot[:], state.on_leg[:] = 0, 0, 0, 0
    state.retired[:] = 0
