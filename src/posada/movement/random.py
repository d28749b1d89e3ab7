"""Random counts for the compiled engine: one stream per draw, exact binomial numbers.

It gives the same numbers for the same seed and draw, whatever the number of threads.
numpy's own binomial is quick only while n and p stay the same; here they change at every call.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from posada.movement.fractions import (
    BITS,
    EVERY_BIT,
    LANES,
    WIDE,
    WORDS,
    below_gate,
    draw_fractions,
    gate_of,
    ones_among,
)

TOSSED = 256  # people up to whom tossing for each is faster than inversion
SMALL_MEAN = 10.0  # below this, inversion is faster than rejection
STIRLING_TAILS = np.array(
    [
        math.lgamma(k + 1.0)
        - ((k + 0.5) * math.log(k + 1.0) - k - 1.0 + 0.5 * math.log(2 * math.pi))
        for k in range(10)
    ]
)
PARAMETER_STREAM = (0, 1)  # spawn key of the parameters; draws use (draw,)


def make_stream(seed: int, *key: int) -> np.ndarray:
    """State of a stream (56,) [uint64]; that of a draw has its number as the key.

    Source: SFC64, C. Doty-Humphrey, PractRand 0.93; seeded as numpy's SeedSequence advises.
    """
    words = np.random.SeedSequence(seed, spawn_key=key).generate_state(3 + 3 * 8, np.uint64)
    state = copy_stream(np.zeros(WORDS, np.uint64))
    state[:3], state[3] = words[:3], 1
    state[WIDE : WIDE + 24], state[WIDE + 24 : WIDE + 32] = words[3:], 1
    warm_up(state)
    return state


def copy_stream(stream: np.ndarray) -> np.ndarray:
    """The same stream (56,), to go on from where it is, apart from the other.

    What is read together lies in one line of the cache; across two, asking 64 people takes half as
    long again.
    """
    room = np.zeros(WORDS + 8, np.uint64)
    start = -(room.__array_interface__["data"][0] // 8) % 8
    room[start : start + WORDS] = stream
    return room[start : start + WORDS]


@njit(cache=True, nogil=True, inline="always")
def next_word(state):  # type: ignore[no-untyped-def]
    """The next 64 random bits of a stream; advances it."""
    word = state[0] + state[1] + state[3]
    state[3] += np.uint64(1)
    state[0] = state[1] ^ (state[1] >> np.uint64(11))
    state[1] = state[2] + (state[2] << np.uint64(3))
    state[2] = ((state[2] << np.uint64(24)) | (state[2] >> np.uint64(40))) + word
    return word


@njit(cache=True, nogil=True)
def uniform(state):  # type: ignore[no-untyped-def]
    """A number in [0, 1) with 53 random bits; advances the stream."""
    return (next_word(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def warm_up(state):  # type: ignore[no-untyped-def]
    """Leave behind the first numbers, which still are like the seed."""
    for _ in range(12):
        uniform(state)
        draw_fractions(state)


@njit(cache=True, nogil=True, inline="always")
def tosses(state, n, chance):  # type: ignore[no-untyped-def]
    """How many of up to 64 people have a random fraction below a chance, in 64ths of 64 bits."""
    draw_fractions(state)
    return ones_among(below_gate(state, chance, EVERY_BIT >> np.uint64(LANES - n)))


@njit(cache=True, nogil=True)
def binomial_tosses(state, n, p):  # type: ignore[no-untyped-def]
    """Binomial number by tossing for each of n people, 64 at once; for few people, any p."""
    chance = gate_of(p * BITS)
    k = 0
    while n > LANES:
        k += tosses(state, LANES, chance)
        n -= LANES
    return k + tosses(state, n, chance)


@njit(cache=True, nogil=True)
def stirling_tail(k):  # type: ignore[no-untyped-def]
    """log(k!) minus Stirling's formula, for k from 0."""
    if k < 10:
        return STIRLING_TAILS[int(k)]
    x = k + 1.0
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / (x * x)) / (x * x)) / x


@njit(cache=True, nogil=True)
def binomial_inversion(state, n, p):  # type: ignore[no-untyped-def]
    """Binomial number by walking up the distribution; for a small mean and p up to 0.5."""
    odds = p / (1.0 - p)
    start = math.exp(n * math.log1p(-p))
    bound = min(n, int(n * p + 12.0 * math.sqrt(n * p + 1.0)) + 20)
    while True:
        u = uniform(state)
        chance = start
        k = 0
        while u > chance and k <= bound:
            u -= chance
            k += 1
            chance *= odds * (n - k + 1) / k
        if k <= bound:
            return k


@njit(cache=True, nogil=True)
def binomial_rejection(state, n, p):  # type: ignore[no-untyped-def]
    """Binomial number by transformed rejection with squeeze; for a mean of 10 or more, p to 0.5.

    Source: algorithm BTRS, W. Hoermann, J. Stat. Comput. Simul. 46 (1993) 101-110.
    """
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    centre = n * p + 0.5
    squeeze = 0.92 - 4.2 / b
    odds = p / (1.0 - p)
    alpha = (2.83 + 5.1 / b) * spread
    mode = math.floor((n + 1) * p)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        edge = 0.5 - abs(u)
        if edge <= 0.0:
            continue
        k = math.floor((2.0 * a / edge + b) * u + centre)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0 or k > n or v <= 0.0:
            continue
        height = math.log(v * alpha / (a / (edge * edge) + b))
        limit = (
            (mode + 0.5) * math.log((mode + 1) / (odds * (n - mode + 1)))
            + (n + 1) * math.log((n - mode + 1) / (n - k + 1))
            + (k + 0.5) * math.log(odds * (n - k + 1) / (k + 1))
            + stirling_tail(mode)
            + stirling_tail(n - mode)
            - stirling_tail(k)
            - stirling_tail(n - k)
        )
        if height <= limit:
            return int(k)


@njit(cache=True, nogil=True)
def binomial(state, n, p):  # type: ignore[no-untyped-def]
    """How many of n people do a thing that each does with probability p; advances the stream."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if n <= TOSSED:
        return binomial_tosses(state, n, p)
    low = min(p, 1.0 - p)
    k = (
        binomial_inversion(state, n, low)
        if n * low < SMALL_MEAN
        else binomial_rejection(state, n, low)
    )
    return k if p <= 0.5 else n - k


@njit(cache=True, nogil=True)
def poisson(state, mean):  # type: ignore[no-untyped-def]
    """A Poisson number; advances the stream.

    Source: algorithm PTRS, W. Hoermann, Insurance: Mathematics and Economics 12 (1993) 39-45, from
    a mean of 10; below, multiplying uniform numbers.
    """
    if mean <= 0.0:
        return 0
    if mean < SMALL_MEAN:
        least, product, k = math.exp(-mean), uniform(state), 0
        while product > least:
            product *= uniform(state)
            k += 1
        return k
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    squeeze = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        edge = 0.5 - abs(u)
        if edge <= 0.0 or v <= 0.0:
            continue
        k = math.floor((2.0 * a / edge + b) * u + mean + 0.43)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0 or (edge < 0.013 and v > edge):
            continue
        height = math.log(v) + math.log(1.1239 + 1.1328 / (b - 3.4)) - math.log(a / edge**2 + b)
        if height <= k * math.log(mean) - mean - math.lgamma(k + 1.0):
            return int(k)
