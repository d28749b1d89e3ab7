"""What is left at the depots, worked out by hand."""

import numpy as np
import pytest

from posada.plan import make_plan
from posada.plan.stores import left_over, spare, waiting

HALVES, NONE = np.array([1.0, 0.5, 0.5]), np.zeros(3)


def test_what_waits_spoils_from_one_period_to_the_next():
    coming, leaving = np.array([100.0, 0.0, 4.0]), np.array([20.0, 10.0, 0.0])
    assert left_over(coming, leaving, HALVES, True).tolist() == [80, 30, 19]
    assert left_over(coming, leaving, HALVES, False).tolist() == [80, -10, 4]


def test_what_leaves_early_is_missed_later_only_as_far_as_it_would_have_kept():
    # 5 are left at last: 10 the day before, or 20 on the first day, would have become that.
    coming, leaving = np.array([100.0, 0.0, 0.0]), np.array([20.0, 10.0, 10.0])
    assert spare(coming, leaving, HALVES, True, NONE)[0].tolist() == [20, 10, 5]
    assert spare(coming, leaving, HALVES, False, NONE)[0].tolist() == [80, -10, -10]


def test_what_comes_later_and_what_does_not_keep_at_all_is_not_missed_before():
    coming, none = np.array([8.0, 90.0]), np.zeros(2)
    leaving, spoils = np.array([0.0, 90.0]), np.array([1.0, 0.0])
    assert spare(coming, none, np.ones(2), True, none)[0].tolist() == [8, 98]
    assert spare(coming, leaving, spoils, True, none)[0].tolist() == [8, 0]


def test_what_must_be_there_from_the_day_before_is_missed_whatever_comes():
    # 100 - 20 are left, 40 of them the day after; 30 of those leave, where the fresh 90 are late.
    coming, leaving = np.array([100.0, 90.0, 0.0]), np.array([20.0, 30.0, 0.0])
    free, old = spare(coming, leaving, HALVES, True, np.array([0.0, 30.0, 0.0]))
    assert free.tolist() == [20, 100, 50]
    assert old.tolist() == [0, 10, 50]
    assert waiting(left_over(coming, leaving, HALVES, True), HALVES, True).tolist() == [0, 40, 50]


def test_goods_that_have_spoiled_are_not_told_as_left(tiny):
    # x for A on the first day leaves (100 - x) / 4 for B on the third: 20 each, of 50.
    bread = {"pack_size": 1.0, "spoil_share_per_day": 0.5}
    lanes = [{"place": "A"}, {"place": "B"}]
    scenario = tiny.scenario(items=[bread], stock=[{"quantity": 100}], lanes=lanes)
    plan = make_plan(scenario, tiny.needs({"A": [50, 0, 0], "B": [0, 0, 50]}, items=[bread]))
    short = plan.shortfalls.set_index("place")
    assert short["covered"].to_dict() == pytest.approx({"A": 20, "B": 20}, abs=2)
    assert short["limit"].to_dict() == {"A": "stock", "B": "stock"}
