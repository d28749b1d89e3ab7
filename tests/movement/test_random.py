"""The random counts are binomial, and depend on the seed alone."""

import itertools

import numpy as np
import pytest
from numba import njit
from scipy import stats

from posada.movement.random import binomial, make_stream, uniform


@njit
def many(stream, n, p, size):
    out = np.empty(size, np.int64)
    for i in range(size):
        out[i] = binomial(stream, n, p)
    return out


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (1, 0.5),
        (3, 0.01),
        (40, 0.2),
        (40, 0.8),
        (100, 0.3),
        (5000, 0.001),
        (10**6, 0.3),
        (77, 0.13),
    ],
)
def test_counts_are_binomial(n, p):
    """Chi-square against the exact distribution, in bins of at least 50 expected."""
    size = 200_000
    drawn = many(make_stream(7, n), n, p, size)
    support = np.arange(drawn.min() - 1, drawn.max() + 2)
    below = stats.binom.cdf(support, n, p)
    bins = np.unique(np.searchsorted(below, np.linspace(0, 1, 40)[1:-1]))
    edges = np.concatenate([[-np.inf], support[bins], [np.inf]])
    expected = size * np.diff(stats.binom.cdf(edges, n, p))
    observed = np.array([((drawn > a) & (drawn <= b)).sum() for a, b in itertools.pairwise(edges)])
    keep = expected > 0
    assert observed[~keep].sum() == 0
    if keep.sum() > 1:
        assert stats.chisquare(observed[keep], expected[keep]).pvalue > 1e-3


def test_numbers_are_uniform():
    stream = make_stream(1, 0)
    drawn = np.array([uniform(stream) for _ in range(20_000)])
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    ("n", "p", "expected"), [(0, 0.5, 0), (9, 0.0, 0), (9, 1.0, 9), (9, -1.0, 0)]
)
def test_certain_counts_need_no_chance(n, p, expected):
    stream = make_stream(1, 0)
    before = stream.copy()
    assert binomial(stream, n, p) == expected
    assert (stream == before).all()


def test_a_stream_depends_on_seed_and_draw():
    assert (make_stream(1, 3) == make_stream(1, 3)).all()
    assert (make_stream(1, 3) != make_stream(1, 4)).any()
    assert (make_stream(1, 3) != make_stream(2, 3)).any()
