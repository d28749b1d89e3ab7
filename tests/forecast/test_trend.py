"""The forecast from reports: it looks at nothing later, keeps everybody, and knows its errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast.trend import make_trend, past_errors, prior_errors
from tests.forecast.made_reports import reports

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
DAYS = np.array([101, 120, 160])


def made():
    days = list(range(0, 200, 10))
    return reports(North=(days, [1000 + 10 * day for day in days]), South=(days, [400] * len(days)))


def test_a_place_that_does_not_change_is_expected_to_stay():
    assert make_trend(made(), 100).median(DAYS)[:, 1] == pytest.approx(400)


def test_a_place_that_grows_is_expected_to_grow_more_slowly():
    north = make_trend(made(), 100).median(DAYS)[:, 0]
    assert (np.diff(north) > 0).all()
    assert 2000 < north[-1] < 2000 + 10 * 60


def test_later_reports_change_nothing():
    whole, cut = made(), made().until(100)
    one, other = (make_trend(each, 100).quantiles(DAYS, LEVELS) for each in (whole, cut))
    assert np.array_equal(one, other)
    past = make_trend(whole, 100, past=past_errors(whole)).quantiles(DAYS, LEVELS)
    assert past == pytest.approx(one)


def test_the_median_is_the_expected_and_bands_widen():
    trend = make_trend(made(), 100)
    quantiles = trend.quantiles(DAYS, LEVELS)
    assert quantiles[2] == pytest.approx(trend.median(DAYS))
    assert (np.diff(quantiles, axis=0) >= 0).all()
    assert (np.diff(quantiles[-1] - quantiles[0], axis=0) > 0).all()


def test_a_trend_is_believed_less_when_reports_stop():
    fresh = reports(Place=([0, 10, 20, 30], [100, 200, 300, 400]))
    for now, most in ((30, 1.0), (90, 0.5), (150, 0.2)):
        trend = make_trend(fresh, now)
        assert trend.rate[0] == pytest.approx(10 * most)


def test_more_may_come_where_people_have_only_just_come_or_were_counted_once():
    days = [0, 60, 80, 90, 100]
    made = reports(New=(days, [0, 0, 500, 500, 500]), Old=(days, [500] * 5), Once=([0], [500]))
    trend, at = make_trend(made, 100), np.array([120])
    above, below = trend.scale_above(at)[0], trend.scale(at)[0]
    assert above[0] > 1.5 * above[1] and below[0] == below[1]
    assert above[2] - below[2] > 2 * (above[1] - below[1])
    low, high = trend.quantiles(at, np.array([0.1, 0.9]))[:, 0]
    assert high[0] > high[1] and low[0] == low[1]


def test_errors_are_told_in_units_of_their_side():
    trend, at = make_trend(made(), 100), np.array([120])
    middle = trend.median(at)
    assert trend.in_units(at, middle + trend.scale_above(at)) == pytest.approx(1)
    assert trend.in_units(at, middle - trend.scale(at)) == pytest.approx(-1)


def test_a_place_without_reports_by_then_is_left_out():
    later = reports(Early=([0, 10], [50, 60]), Late=([150], [70]))
    assert make_trend(later, 100).places == ("Early",)


def test_wild_past_errors_widen_the_bands():
    days = list(range(0, 200, 5))
    calm = reports(Place=(days, [1000] * len(days)))
    wild = reports(Place=(days, [1000 + 900 * (-1) ** (day // 20) for day in days]))
    widths = []
    for each in (calm, wild):
        trend = make_trend(each, 195)
        low, high = trend.quantiles(np.array([210]), np.array([0.1, 0.9]))[:, 0, 0]
        widths.append((high - low) / trend.scale(np.array([210]))[0, 0])
    assert widths[1] > 1.2 * widths[0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=5), st.integers(0, 50_000))
def test_a_given_total_is_met_and_nobody_is_negative(people, total):
    places = {f"P{n}": ([0, 50, 90], [count, count + n, count]) for n, count in enumerate(people)}
    days = np.array([95, 130])
    given_people = make_trend(reports(**places), 100).given(days, np.array([total, total], float))
    assert (given_people >= 0).all()
    if total > 0:
        assert given_people.sum(axis=1) == pytest.approx(total, rel=1e-6)


@pytest.mark.parametrize("gap, side", [(60, "scale_above"), (-60, "scale")])
def test_who_is_missing_goes_where_more_may_have_come_and_who_is_too_many_leaves_by_what_may_lack(
    gap, side
):
    days = list(range(0, 100, 10))
    trend = make_trend(reports(Old=(days, [1000] * 10), New=([95], [300])), 100)
    middle, unit = trend.median(DAYS), getattr(trend, side)(DAYS)
    moved = trend.given(DAYS, middle.sum(axis=1) + gap) - middle
    assert moved == pytest.approx(gap * unit / unit.sum(axis=1, keepdims=True))


def test_errors_of_other_sets_are_worth_as_many_as_300_of_its_own():
    own = len(past_errors(made().until(100)).error)
    assert own > 0 and make_trend(made(), 100).errors[1].sum() == pytest.approx(300 + own)


def test_shipped_errors_are_in_order_and_lie_on_both_sides():
    errors = prior_errors()
    assert len(errors) == 100 and (np.diff(errors) >= 0).all()
    assert errors[0] < 0 < errors[-1]
