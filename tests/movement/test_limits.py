"""Quotas of each draw, against ranges written out by hand."""

import numpy as np

from posada.movement import Limits


def limits() -> Limits:
    """Two days, three places and two routes, two draws; only the second of each has a range."""
    calls, quota = np.zeros((2, 3, 2)), np.full((2, 2, 2), np.inf)
    calls[1, 1], quota[0, 1] = (40, 60), (0, 10)
    return Limits(calls, quota, np.array([[0, 0.0, 0], [0, 1.0, 0]]), np.full((2, 2), 0.32))


def test_names_are_called_on_the_days_and_at_the_crossings_that_call():
    assert limits().calls_of(0).tolist() == [[0, 0, 0], [0, 40, 0]]
    assert limits().calls_of(1).tolist() == [[0, 0, 0], [0, 60, 0]]


def test_a_route_has_a_limit_only_on_the_days_that_name_one():
    assert limits().quota_of(0).tolist() == [[-1, 3], [-1, -1]]


def test_some_days_are_looked_up_as_all_days_are():
    assert limits().calls_of(1, slice(1, 2)).tolist() == limits().calls_of(1).tolist()[1:]
    assert limits().quota_of(0, slice(1, 1)).shape == (0, 2)


def test_a_quota_of_nobody_is_a_quota():
    closed = Limits(np.zeros((1, 1, 2)), np.zeros((1, 1, 2)), np.zeros((1, 1)), np.zeros((1, 1)))
    assert closed.any_quota and not closed.any_calls
    assert closed.quota_of(0).tolist() == [[0]]
