"""What the engine on counts is measured against: the same binomial numbers and nothing else."""

from __future__ import annotations

import itertools
import time
from typing import Any

import numpy as np
from numba import njit

from posada.movement.engine.state import Track
from posada.movement.flee.model import Model
from posada.movement.random import binomial, make_stream


@njit(nogil=True)
def binomial_of_numba(chance, n, p):  # type: ignore[no-untyped-def]
    """A binomial number as any compiled loop can draw it, by numba's copy of numpy's."""
    return chance.binomial(n, p)


# Compiled in each process: numba would keep on using a binomial that has been written anew since.
@njit(nogil=True)
def draw_all(draw, chance, counts, movechance, first, share):  # type: ignore[no-untyped-def]
    """For every count, how many leave, and how many of them take each way; gives a sum."""
    total = 0
    for row in range(counts.shape[0]):
        for place in range(counts.shape[1]):
            if counts[row, place] > 0:
                leaving = draw(chance, counts[row, place], movechance[place])
                for way in range(first[place], first[place + 1]):
                    k = draw(chance, leaving, share[way])
                    leaving -= k
                    total += k
    return total


def ways_of(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chance to move on, first way of each place, and weights of the ways; on the second day."""
    places = model.links.places
    stops = model.given.stops[:places]
    first = np.append(stops["first"], stops["last"][-1])
    return model.given.days["movechance"][1].copy(), first, model.given.weights[1].copy()


def bare_loops(model: Model, counts: np.ndarray) -> tuple[float, float]:
    """Processor seconds of a compiled loop that draws for counts (row, place).

    First with the engine's own binomial, then with numba's.
    """
    movechance, first, weights = ways_of(model)
    share = np.empty_like(weights)
    for start, end in itertools.pairwise(first):
        left = np.cumsum(weights[start:end][::-1])[::-1]
        share[start:end] = np.minimum(weights[start:end] / left, 1.0)
    odds = (movechance, first, share)
    people = counts.astype(np.int64)
    chances = ((binomial, make_stream(1, 0)), (binomial_of_numba, np.random.default_rng(1)))
    ours, numbas = (seconds_to_draw(draw, chance, people, odds) for draw, chance in chances)
    return ours, numbas


def seconds_to_draw(draw: Any, chance: Any, people: np.ndarray, odds: tuple[Any, ...]) -> float:
    """Processor seconds of the loop, compiling not counted."""
    draw_all(draw, chance, people[:2], *odds)
    begin = time.process_time()
    draw_all(draw, chance, people, *odds)
    return time.process_time() - begin


def drawn_counts(model: Model, track: Track) -> np.ndarray:
    """Everybody whom a draw of the engine asks where to go (row, place).

    Places are drawn twice a day: who is there in the morning, which is taken from the night
    before, and who comes in during the day and may go on.
    """
    people = track.people.sum(axis=2)
    arrivals = np.zeros_like(people)
    np.add.at(arrivals, (slice(None), model.links.end), track.arrivals)
    return np.concatenate([people, arrivals])


def numpy_draws(model: Model, counts: np.ndarray) -> float:
    """Places drawn a second by `Generator.multinomial`, called for each place."""
    movechance, first, weights = ways_of(model)
    odds = []
    for place, (start, end) in enumerate(itertools.pairwise(first)):
        ways = weights[start:end] / weights[start:end].sum()
        odds.append(np.append(movechance[place] * ways, 1 - movechance[place]))
    chance, drawn = np.random.default_rng(1), 0
    begin = time.process_time()
    for row in counts:
        for place in np.flatnonzero(row):
            chance.multinomial(row[place], odds[place])
            drawn += 1
    return drawn / (time.process_time() - begin)
