"""Scores worked out by hand, and the laws they keep."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posada.forecast import relative_difference, rescale, score_days

people = st.lists(st.integers(0, 10_000), min_size=3, max_size=3).map(np.array)


def test_the_relative_difference_is_as_worked_out_on_paper():
    """|60 - 50| + |20 - 50| = 40, of 100 reported."""
    assert relative_difference(np.array([60, 20]), np.array([50, 50])) == pytest.approx(0.4)


def test_rescaling_leaves_only_the_split():
    """60 and 20 become 75 and 25: 25 + 25 = 50, of 100."""
    scaled = rescale(np.array([60, 20]), np.array([50, 50]))
    assert scaled.tolist() == [75, 25]
    assert relative_difference(scaled, np.array([50, 50])) == pytest.approx(0.5)


def test_days_count_alike_and_only_days_with_reports():
    table = pd.DataFrame(
        {
            "date": ["1", "1", "2", "2"],
            "mean": [60.0, 20.0, 5.0, 5.0],
            "reported": [50.0, 50.0, 5.0, 5.0],
        }
    )
    assert score_days(table) == pytest.approx({"days": 2, "ard": 0.2, "ard_rescaled": 0.25})


def test_only_the_split_being_right_leaves_nothing_but_for_how_numbers_are_added_up():
    shares = np.array([0.1, 0.2, 0.7])
    table = pd.DataFrame({"date": "1", "mean": shares * 110, "reported": shares * 1000})
    assert relative_difference(rescale(shares * 110, shares * 1000), shares * 1000) > 0
    assert score_days(table)["ard_rescaled"] == 0


def test_no_report_gives_no_score():
    scores = score_days(pd.DataFrame({"date": [], "mean": [], "reported": []}))
    assert scores["days"] == 0 and np.isnan(scores["ard"])


@given(people, people)
def test_a_rescaled_difference_is_at_most_two(forecast, reported):
    scaled = rescale(forecast.astype(float), reported)
    if forecast.sum() and reported.sum():
        assert scaled.sum() == pytest.approx(reported.sum())
        assert 0 <= relative_difference(scaled, reported) <= 2 + 1e-9
    assert relative_difference(reported, reported) == 0
