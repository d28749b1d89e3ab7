"""People followed one by one under Flee's rules, each alone through the crowd as it was.

A draw is lived once and what a person meets is noted: how full the camps are at each moment of a
day. Then each person lives the same compiled day in a network of their own, in which the camps are
as full as they were. Nothing else that others do touches a person under Flee's rules, so their
journey has the law of anybody's in the crowd.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from posada.movement.engine.setting_out import CONSTANT, POP_RATIO
from posada.movement.engine.state import Given, Track, nobody
from posada.movement.flee.model import Model, make_model
from posada.movement.followed import follow_each, follow_in_each, note_crowd
from posada.movement.journeys import FOLLOWED_STREAM, Journeys, pick
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
    named = (tuple(flee_set.places["name"]), 0, model.kinds)
    return follow_in_each(
        partial(_follow_some, model, seed), draws, people, named, threads, progress
    )


def _follow_some(
    model: Model, seed: int, draw: int, followed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Kind (person) and days (person, place) of some who set out in a draw."""
    given, generator = model.given, np.random.default_rng([seed, draw, FOLLOWED_STREAM])
    track, places = model.empty_track(), model.given.today.shape[1]
    people = (model.population.copy(), model.present, model.listed)
    state = nobody(given, make_stream(seed, draw))
    met = note_crowd(given, state, people, track, model.camps)
    starts = pick(generator, newcomers(model, track, met[1].inhabitants[:-1]), followed)
    stops = [(int(day), int(kind) * places + int(place)) for day, place, kind in starts]
    stream, links = make_stream(seed, draw, FOLLOWED_STREAM), (model.links.end, model.empty_track())
    return starts[:, 2], follow_each(_without_newcomers(given), stream, met, stops, links)


def _without_newcomers(given: Given) -> Given:
    rules = given.rules.copy()
    rules["mode"], rules["take"] = 0, False
    dates = given.dates.copy()
    dates["anywhere"] = 0
    return given._replace(rules=rules, dates=dates)


def newcomers(model: Model, crowd: Track, inhabitants: np.ndarray) -> np.ndarray:
    """People who set out in a draw, as many as are expected where so many set out on a day.

    Returns
    -------
    array (day, place, kind) [person]
    """
    today, mix, mode = model.given.today, model.given.mix[0], int(model.given.rules["mode"])
    weight = np.maximum(inhabitants, 0.0) * today["weight"]
    if mode > 0:
        weight = today["each"] * today["strength"]
        weight = weight * inhabitants if mode == POP_RATIO else weight
        weight = weight if mode not in (CONSTANT, POP_RATIO) else np.floor(weight)
    listed = model.listed.reshape(-1, len(mix)).T
    everybody = crowd.people.sum(axis=(1, 2)) + crowd.on_route.sum(axis=1)
    new = np.diff(everybody, prepend=model.present.sum() + listed.sum())
    share = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    people = (new[:, None] * share)[:, :, None] * mix
    people[0] += listed
    return np.asarray(people)
