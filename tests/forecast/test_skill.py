"""Measures of forecasts with intervals, against another implementation and by hand."""

import numpy as np
import pytest
import scoringrules
from scipy.stats import norm

from posada.forecast.skill import (
    EVENLY,
    HUB_LEVELS,
    LEVELS,
    coverage,
    ranked_probability_score,
    transform,
    weighted_interval_score,
    wmape,
)

STREAM = np.random.default_rng(3)
REPORTED = STREAM.gamma(2, 500, 40)
QUANTILES = np.sort(STREAM.gamma(2, 500, (40, len(HUB_LEVELS))), axis=1)


def test_the_ranked_probability_score_agrees_with_scoringrules(monkeypatch):
    monkeypatch.setattr("posada.forecast.skill.BLOCK", 7)
    lines = np.sort(STREAM.gamma(2, 500, (40, len(LEVELS))), axis=1)
    drawn = np.stack([np.interp(EVENLY, LEVELS, line) for line in lines])
    theirs = scoringrules.crps_ensemble(REPORTED, drawn)
    ours = ranked_probability_score(lines, LEVELS, REPORTED)
    assert ours == pytest.approx(np.asarray(theirs))


def test_the_ranked_probability_score_of_a_bell_curve_is_as_integrated_on_paper():
    reported = np.array([700.0, 950, 1000, 1020, 1200])
    lines = np.tile(norm.ppf(LEVELS, 1000, 100), (len(reported), 1))
    theirs = np.asarray(scoringrules.crps_normal(reported, 1000, 100))
    assert ranked_probability_score(lines, LEVELS, reported) == pytest.approx(theirs, rel=0.006)


def test_the_interval_score_is_twice_the_mean_pinball_loss_of_scoringrules():
    losses = [
        scoringrules.quantile_score(REPORTED, QUANTILES[:, n], level)
        for n, level in enumerate(HUB_LEVELS)
    ]
    theirs = 2 * np.mean(losses, axis=0)
    assert weighted_interval_score(QUANTILES, HUB_LEVELS, REPORTED) == pytest.approx(theirs)


def test_the_interval_score_agrees_with_the_weighted_one_of_scoringrules():
    """Theirs weighs the median by a half over K + 1/2; ours is twice the mean pinball loss."""
    middle, pairs = len(HUB_LEVELS) // 2, len(HUB_LEVELS) // 2
    theirs = scoringrules.weighted_interval_score(
        REPORTED,
        QUANTILES[:, middle],
        QUANTILES[:, :pairs],
        QUANTILES[:, : -pairs - 1 : -1],
        2 * HUB_LEVELS[:pairs],
        w_median=0.5,
        w_alpha=HUB_LEVELS[:pairs],
    )
    ours = weighted_interval_score(QUANTILES, HUB_LEVELS, REPORTED)
    assert ours == pytest.approx(np.asarray(theirs))


def test_coverage_agrees_with_the_interval_score_of_scoringrules():
    """Whoever lies inside pays the width of the interval only."""
    low, high = QUANTILES[:, 2], QUANTILES[:, -3]
    share = 1 - 2 * HUB_LEVELS[2]
    paid = scoringrules.interval_score(REPORTED, low, high, 1 - share)
    inside = np.isclose(np.asarray(paid), high - low)
    assert coverage(QUANTILES, HUB_LEVELS, REPORTED, share) == pytest.approx(inside.mean())


def test_the_interval_score_of_a_point_is_its_absolute_error():
    points = np.repeat(QUANTILES[:, :1], len(HUB_LEVELS), axis=1)
    assert weighted_interval_score(points, HUB_LEVELS, REPORTED) == pytest.approx(
        np.abs(points[:, 0] - REPORTED)
    )


def test_wmape_by_hand():
    assert wmape(np.array([90.0, 30.0]), np.array([100.0, 20.0])) == pytest.approx(20 / 120)


def test_coverage_by_hand():
    lines = np.tile(np.arange(len(LEVELS), dtype=float), (4, 1))
    reported = np.array([0.0, 12.0, 24.0, 30.0])
    assert coverage(lines, LEVELS, reported, 0.99) == 0.75
    assert coverage(lines, LEVELS, reported, 0.5) == 0.25


def test_the_transform_of_an_honest_forecast_is_uniform():
    people = STREAM.normal(1000, 100, 4000)
    line = np.quantile(people, LEVELS)
    levels = transform(np.tile(line, (len(people), 1)), LEVELS, people)
    counts, _ = np.histogram(levels, bins=10, range=(0, 1))
    assert counts.min() > 300 and counts.max() < 500


def test_a_report_outside_lies_half_way_to_the_end():
    line = np.linspace(100, 200, len(LEVELS))[None]
    assert transform(line, LEVELS, np.array([50.0]))[0] == pytest.approx(LEVELS[0] / 2)
    assert transform(line, LEVELS, np.array([500.0]))[0] == pytest.approx((1 + LEVELS[-1]) / 2)
