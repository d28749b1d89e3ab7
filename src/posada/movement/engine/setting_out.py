"""Who sets out, compiled: newcomers appear at their places in the morning, each of a kind."""

from __future__ import annotations

import numpy as np

from posada.movement.engine.splitting import share
from posada.movement.engine.state import compiled, fused, inlined, night_row
from posada.movement.random import binomial, poisson

CONSTANT, POP_RATIO = 1, 2  # why people set out, as `newcomers.Drive` numbers it


def sources_of(today: np.ndarray) -> np.ndarray:
    """Places from which somebody may set out on some day, of days at places (day, place)."""
    on_its_own = (today["each"] > 0) & (today["strength"] > 0)
    return np.flatnonzero(((today["weight"] > 0) | on_its_own).any(axis=0))


@fused
def set_out(given, state, day, population):  # type: ignore[no-untyped-def]
    """Newcomers appear in conflict zones before anybody moves."""
    n = given.dates[day].anywhere
    total = 0.0
    for p in given.sources:
        total += max(population[p], 0.0) * given.today[day, p].weight
    for p in given.sources:
        weight = max(population[p], 0.0) * given.today[day, p].weight
        k = 0
        if n > 0 and weight > 0.0:
            k = binomial(state.stream, n, share(weight, total))
            total -= weight
            n -= k
        if given.rules.mode > 0:
            k = driven(given, state, given.today[day, p], population[p])
        if k > 0:
            appear(given, state, day, p, k)
        if given.rules.take:
            population[p] -= k


@inlined
def driven(given, state, here, population):  # type: ignore[no-untyped-def]
    """How many set out from a place because of its conflict or flood."""
    if given.rules.mode == CONSTANT:
        return int(here.each * here.strength)
    if given.rules.mode == POP_RATIO:
        return int(here.each * population * here.strength)
    return poisson(state.stream, here.each * here.strength)


@compiled
def appear(given, state, day, p, n):  # type: ignore[no-untyped-def]
    """n people who have not travelled yet stand at a place, each of a kind."""
    mix = given.mix[day % given.mix.shape[0], p]
    left, places = 1.0, given.mix.shape[1]
    for kind in range(mix.shape[0]):
        part = mix[kind]
        if n > 0 and part > 0.0:
            k = binomial(state.stream, n, share(part, left))
            stand(given, state, day, kind * places + p, k)
            left -= part
            n -= k


@compiled
def stand(given, state, day, stop, n):  # type: ignore[no-untyped-def]
    """n people of one kind who have not travelled yet stand at a place."""
    row = night_row(given.rules, day, stop)
    state.kept[row, 0 if given.rules.on_foot else 1] += n
    state.held[row] += n
    state.places[given.stops[stop].place].count += n
