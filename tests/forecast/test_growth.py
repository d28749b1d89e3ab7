"""Growth from reports alone, worked by hand, and what holds for any reports."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast.growth import (
    FADING,
    STALE,
    STEP,
    agreed_rate,
    believed,
    change_ahead,
    growth_rate,
    trimmed_rate,
    usual_rate,
)


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


def test_more_of_a_single_interval_is_believed_the_longer_it_is():
    assert rate([0, STEP], [100, 300]) == pytest.approx(200 / STEP / 2)
    assert rate([0, 9 * STEP], [100, 1000]) == pytest.approx(10 * 0.9)


def test_the_three_estimates_by_hand_and_the_mean_of_the_smaller_two():
    rates, lengths, ages = np.array([10.0, 40.0, 20.0]), np.full(3, 10.0), np.zeros(3)
    trimmed = trimmed_rate(rates, lengths, ages)
    kept = 10 / (10 + STEP)
    assert trimmed == pytest.approx((10 + 20 + 40 * kept) / (2 + kept))
    agreed = agreed_rate(rates, lengths, ages)
    assert agreed == pytest.approx(70 / 3 * (1 - 40 / 70) / (1 - 1 / 3))
    assert usual_rate(rates, lengths, ages) == 20
    trimmed = trimmed_rate(rates, np.ones(3), ages)
    days = [0, 1, 2, 3]  # so short that age hardly matters
    assert rate(days, [100, 110, 150, 170]) == pytest.approx((trimmed + agreed) / 2, rel=0.05)


def test_estimates_that_disagree_say_nothing():
    assert rate([0, 10, 20, 30], [1000, 1100, 1200, 900]) == 0


def test_the_usual_growth_does_not_see_a_jump():
    rates = np.array([5.0, 5.0, 900.0, 5.0, 5.0])
    assert usual_rate(rates, np.full(5, 7.0), np.arange(5.0)) == 5


def test_growth_is_believed_less_the_longer_nothing_is_reported():
    assert believed(np.full(3, 8.0), np.array([0, STALE, 2 * STALE])).tolist() == [8, 4, 1.6]


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
