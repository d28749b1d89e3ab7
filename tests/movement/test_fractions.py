"""Random fractions of 64 people: who is below a gate, exactly, in any lane."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from posada.movement.fractions import FRACTIONS, WORDS, below_gate, draw_fractions
from posada.movement.random import make_stream

ALL = np.uint64(2**64 - 1)


@njit
def draw(stream):
    draw_fractions(stream)


@njit
def below(stream, gate, asked):
    return below_gate(stream, gate, asked)


def lanes(mask):
    return np.array([int(mask) >> lane & 1 for lane in range(64)], bool)


def drawn(seed):
    stream = make_stream(seed, 0)
    draw(stream)
    return stream, stream[FRACTIONS:WORDS].view(np.uint16)


@given(st.integers(0, 2**16 - 1), st.integers(0, 2**64 - 1))
def test_who_is_below_a_gate_is_seen_in_the_fractions(coarse, asked):
    stream, fractions = drawn(3)
    sharp = np.uint64(coarse << 48)  # nothing is left below its first 16 bits
    found = lanes(below(stream, sharp, np.uint64(asked)))
    assert (found == (fractions < coarse) & lanes(asked)).all()


def test_a_fraction_that_begins_like_the_gate_gets_further_bits():
    stream, fractions = drawn(5)
    fractions[:] = 7
    shares = np.linspace(0, 1, 9)[:-1]
    found = [
        lanes(below(stream, np.uint64((7 << 48) + int(share * 2**48)), ALL)) for share in shares
    ]
    counts = [mask.sum() for mask in found]
    assert counts[0] == 0
    assert stats.binomtest(int(counts[4]), 64, 0.5).pvalue > 1e-3
    for lower, higher in itertools.pairwise(found):
        assert (lower <= higher).all(), "who is below a gate is below the next"


def test_further_bits_are_new_with_each_draw():
    stream, fractions = drawn(5)
    gate = np.uint64((7 << 48) + (1 << 47))
    masks = set()
    for _ in range(20):
        draw(stream)
        fractions[:] = 7
        masks.add(int(below(stream, gate, ALL)))
    assert len(masks) == 20


@pytest.mark.parametrize("chance", [0.5, 0.03, 1 / 3])
def test_lanes_are_as_likely_and_independent(chance):
    stream, gate, size = make_stream(11, 0), np.uint64(int(chance * 2**64)), 20_000
    seen = np.empty((size, 64), bool)
    for number in range(size):
        draw(stream)
        seen[number] = lanes(below(stream, gate, ALL))
    expected = size * chance
    spread = (seen.sum(axis=0) - expected) ** 2 / (expected * (1 - chance))
    assert stats.chi2.sf(spread.sum(), 64) > 1e-3
    together = np.corrcoef(seen.T)[np.triu_indices(64, 1)]
    assert np.abs(together).max() < 5 / np.sqrt(size)
    later = [np.corrcoef(seen[:-1, lane], seen[1:, lane])[0, 1] for lane in range(64)]
    assert np.abs(later).max() < 5 / np.sqrt(size)
