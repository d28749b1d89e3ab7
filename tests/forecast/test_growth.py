"""Growth from reports alone, worked by hand, and what holds for any reports."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast.growth import FADING, change_ahead, growth_rate


def rate(days, people):
    return growth_rate(np.array(days), np.array(people, float))


def test_steady_growth_is_found():
    assert rate([0, 10, 20, 30, 40], [100, 200, 300, 400, 500]) == pytest.approx(10)


def test_a_first_count_is_not_growth():
    assert rate([0, 5, 15, 25], [0, 5000, 5000, 5000]) == 0


def test_a_registration_in_one_day_says_little_of_growth():
    flat = rate([0, 10, 20, 30, 40], [1000, 1000, 6000, 6000, 6000])
    assert 0 <= flat < 0.05 * 5000 / 40


def test_one_report_says_nothing_of_growth():
    assert rate([10], [500]) == 0


def test_growth_fades_and_is_bounded():
    ahead = np.array([1.0, 30.0, 365.0])
    change = change_ahead(np.full(3, 10.0), np.full(3, 1e9), ahead)
    assert change[0] == pytest.approx(10 * FADING * np.log1p(1 / FADING), rel=1e-6)
    assert change[1] < 300 and change[2] < 3650
    assert change_ahead(np.array(1e9), np.array(100.0), np.array(30.0)) <= 150


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=12),
    st.integers(0, 100_000),
    st.data(),
)
def test_growth_scales_with_people_and_turns_with_their_sign(gaps, first, data):
    days = np.cumsum([0, *gaps])
    people = np.array(
        [
            first,
            *data.draw(st.lists(st.integers(1, 100_000), min_size=len(gaps), max_size=len(gaps))),
        ],
        float,
    )
    people[0] = max(people[0], 1)
    found = growth_rate(days, people)
    assert growth_rate(days, 2 * people) == pytest.approx(2 * found)
    steps = np.diff(people) / np.diff(days)
    assert min(steps.min(), 0) <= found <= max(steps.max(), 0)
