"""How dated reports become a count for every day: worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.scenario.flee.series import add_up, correct, daily, interpolate
from tests.scenario.flee.made_up import read


def reports(*rows):
    days, counts = zip(*rows, strict=True)
    dates = pd.Timestamp("2030-01-01") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"date": dates, "day": days, "count": np.array(counts, dtype=float)})


def rows(frame):
    return list(zip(frame["day"], frame["count"], strict=True))


def test_between_two_reports_the_count_is_a_line_cut_to_whole_numbers():
    counts = interpolate(np.array([1, 4]), np.array([0.5, 10.9]), 7)
    # day 2: 0.5 + 10.4 / 3 = 3.97; day 3: 7.43
    assert list(counts) == [0, 0, 3, 7, 10, 10, 10]


def test_one_report_holds_for_every_day():
    assert list(interpolate(np.array([3]), np.array([7.9]), 5)) == [7] * 5


def test_reports_before_day_0_count_for_the_line():
    assert list(interpolate(np.array([-2, 2]), np.array([0.0, 8.0]), 4)) == [4, 6, 8, 8]


def test_a_report_out_of_order_is_passed_over():
    """Day 2 and 3 lie before the report of day 4, the first in the file that is later."""
    counts = interpolate(np.array([0, 4, 2, 6]), np.array([0.0, 8.0, 100.0, 20.0]), 7)
    # days 4 and 5 come after the report of day 2 in the file: 100 - 80 * 2 / 4, - 80 * 3 / 4
    assert list(counts) == [0, 2, 4, 6, 60, 40, 20]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-5, 15), st.integers(0, 50)), min_size=1, unique_by=lambda r: r[0]
    )
)
def test_reports_in_order_are_interpolated_as_numpy_does(given_rows):
    days, counts = zip(*sorted(given_rows), strict=True)
    found = interpolate(np.array(days), np.array(counts, dtype=float), 12)
    exact = np.interp(np.arange(12), days, counts)
    assert np.all(np.abs(found - exact) < 1 + 1e-9)
    assert np.all(found <= exact + 1e-9)


# What Flee 3.1 gives for two files, without the last row that it repeats.
ADDED_UP = {
    "the second goes on": (
        [(0, 1), (10, 2)],
        [(0, 100), (5, 200), (15, 300), (20, 400)],
        [(0, 101), (5, 202), (10, 202)],
    ),
    "the first goes on": (
        [(0, 1), (10, 2), (12, 3), (30, 4)],
        [(0, 100), (5, 200), (15, 300)],
        [(0, 101), (5, 202), (10, 202), (12, 203), (15, 304)],
    ),
    "the second starts first": (
        [(5, 1), (10, 2)],
        [(0, 100), (7, 200)],
        [(0, 101), (5, 101), (7, 202)],
    ),
    "both on the same days": ([(0, 1), (4, 2)], [(0, 100), (4, 200)], [(0, 101), (4, 202)]),
    "one report against several": ([(0, 1)], [(0, 100), (10, 200)], [(0, 101)]),
}


@pytest.mark.parametrize("case", ADDED_UP)
def test_two_files_of_a_camp_are_added_up_as_flee_does(case):
    first, second, expected = ADDED_UP[case]
    assert rows(add_up(reports(*first), reports(*second))) == expected


def test_a_correction_scales_every_report_before_it():
    counts, days = np.array([10.0, 20.0, 50.0, 25.0, 30.0]), np.array([0, 2, 4, 6, 8])
    assert list(correct(counts, days, 6)) == [5, 10, 25, 25, 30]
    assert list(counts) == [10, 20, 50, 25, 30]


def test_a_correction_before_day_0_is_ignored():
    counts, days = np.array([10.0, 20.0, 40.0]), np.array([-4, -2, 0])
    assert list(correct(counts, days, -2)) == [10, 20, 40]


def test_a_day_reported_twice_is_corrected_twice():
    counts, days = np.array([10.0, 20.0, 40.0, 10.0]), np.array([0, 3, 5, 3])
    # by row 1: 10 * 20 / 10; then by row 3: everything * 10 / 40
    assert list(correct(counts, days, 3)) == [5, 5, 10, 10]


def test_counts_are_divided_by_hasten_before_anything_else(tmp_path):
    flee_set = read(tmp_path, registration_corrections="Camp One,2030-01-05,normalize\n")
    camps, total = daily(flee_set, 7)
    # 0, 40 * 90 / 40, 90 divided by 7: 12.857 on days 2 to 4; 60 / 7 = 8.571 on day 4
    assert camps.tolist() == [[0, 0], [6, 2], [12, 4], [12, 6], [12, 8]]
    assert list(total) == [0, 5, 10, 16, 21]


def test_corrections_leave_what_was_reported(tmp_path):
    flee_set = read(tmp_path, registration_corrections="Camp One,2030-01-05,normalize\n")
    assert rows(flee_set.raw_reports["Camp One"]) == [(0, 0), (2, 40), (4, 90)]
    assert rows(flee_set.reports["Camp One"]) == [(0, 0), (2, 90), (4, 90)]


def test_the_total_may_be_corrected_under_its_own_name(tmp_path):
    flee_set = read(
        tmp_path,
        data_layout="All,total.csv\nCamp One,one.csv\nCamp Two,two.csv\n",
        total="2030-01-01,50\n2030-01-03,100\n2030-01-05,150\n",
        registration_corrections="All,2030-01-05,normalize\n",
    )
    assert rows(flee_set.total) == [(0, 75), (2, 150), (4, 150)]
    assert list(daily(flee_set)[1]) == [75, 112, 150, 150, 150]
