"""The drawings on the page of a back-test: what stands where."""

import re

import numpy as np
import pandas as pd
import pytest

from posada.forecast.backtest import QUANTILES
from posada.report.backtest_page import (
    EDGE,
    HEIGHT,
    WIDTH,
    _counted,
    _fans,
    _histogram,
    _reliability,
)
from posada.report.words import words_in

ENGLISH = words_in("en")
FOOT, TALL = HEIGHT - 22, HEIGHT - 32


def forecasts(*rows):
    """Forecasts made on a day of some other days: median, 97.5 % quantile, and what came."""
    made = []
    for origin, day, middle, high, reported in rows:
        line = np.interp(np.arange(23), [0, 11, 21, 22], [middle / 2, middle, high, high])
        days = [pd.Timestamp("2030-01-01") + pd.Timedelta(days=n) for n in (origin, day)]
        made.append([*days, *line, reported])
    return pd.DataFrame(made, columns=["origin", "date", *QUANTILES, "reported"])


def drawn(pattern, drawing):
    return [tuple(map(float, found.groups())) for found in re.finditer(pattern, drawing)]


def test_a_chart_is_as_high_as_its_medians_and_reports_and_cuts_what_is_far_above():
    rows = [(0, day, 30, 40, 20) for day in range(1, 20)]
    drawing = _fans(forecasts(*rows, (0, 20, 30, 5_000, 90)), ENGLISH)
    assert ">100</text>" in drawing  # the next round number
    rings = drawn(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing)
    assert rings[0] == pytest.approx((EDGE + (WIDTH - EDGE - 8) / 20, FOOT - 0.2 * TALL), abs=0.06)
    assert rings[-1] == pytest.approx((WIDTH - 8, FOOT - 0.9 * TALL), abs=0.06)
    assert "5,000" not in drawing
    assert ">400</text>" in _fans(forecasts((0, 1, 390, 400, 20), (0, 2, 30, 40, 20)), ENGLISH)


def test_a_fan_is_drawn_where_the_one_before_has_ended():
    rows = [(origin, origin + ahead, 10, 20, 5) for origin in (0, 3, 6) for ahead in (1, 5)]
    drawing = _fans(forecasts(*rows), ENGLISH)
    made = drawn(r'd="M([\d.]+) 10V\d+" class="made"', drawing)
    assert made == [
        pytest.approx((x,), abs=0.06) for x in (EDGE, EDGE + 6 / 11 * (WIDTH - EDGE - 8))
    ]
    assert drawing.count("<circle") == 6


def test_a_level_between_two_tenths_counts_half_in_each():
    bars = drawn(
        r'<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)"',
        _histogram(np.array([0.5, 0.5, 0.05, 0.93]), ENGLISH),
    )
    full = HEIGHT - 40.0
    assert [high / full for (high,) in bars] == pytest.approx([1, 0, 0, 0, 1, 1, 0, 0, 0, 1])


def test_each_share_inside_stands_beside_the_one_that_was_promised():
    inside = {"cov50": 0.25, "cov80": 0.8, "cov95": 1.0, "cov99": 1.0}
    scores = pd.DataFrame([{"model": "posada", "horizon_days": "all", **inside}])
    drawing = _reliability(scores, ENGLISH)
    bars = drawn(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawing)
    strokes = [x for (x,) in drawn(r'd="M([\d.]+) [-\d.]+v32"', drawing)]
    full = bars[-1][1]
    assert [wide / full for _, wide in bars] == pytest.approx([0.25, 0.8, 1, 1], abs=0.001)
    promised = [(stroke - bars[0][0]) / full for stroke in strokes]
    assert promised == pytest.approx([0.5, 0.8, 0.95, 0.99], abs=0.001)


def test_the_line_of_an_honest_forecast_is_as_high_as_a_tenth_of_the_reports():
    even = _histogram(np.arange(0.05, 1, 0.1), ENGLISH)
    assert drawn(rf'd="M{EDGE} ([\d.]+)H', even) == [(FOOT - (HEIGHT - 40.0),)]


def test_a_town_whose_sites_are_counted_with_it_is_called_so():
    assert _counted("Rio_Town", {"Rio_Town"}, ENGLISH) == "Rio Town with its sites"
    assert _counted("Rio_Town", {""}, ENGLISH) == "Rio Town"
