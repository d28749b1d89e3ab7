"""Reports as series: what was known on a day, and places whose reports stand in several files."""

import pytest

from posada.forecast.reports import read_reports
from posada.scenario import read_scenario
from tests.scenario.flee.made_up import made_up

MARCH = "StartDate,2030-03-01\nLength,31\n"
WAR = "#Day,Alpha\n" + "".join(f"{day},1\n" for day in range(31))


@pytest.fixture
def series(tmp_path):
    """Camp One is counted in two halves, the first of them from the fifth day on."""
    folder = made_up(
        tmp_path,
        sim_period=MARCH,
        conflicts=WAR,
        total="2030-03-01,0\n2030-03-31,500\n",
        data_layout="total,total.csv\nCamp One,one.csv,data_other.csv\nCamp Two,two.csv\n",
        one="2030-03-05,100\n2030-03-11,110\n2030-03-21,120\n",
        data_other="2030-02-20,7\n2030-03-01,10\n2030-03-11,20\n2030-03-16,30\n2030-04-01,90\n",
        two="2030-03-01,0\n2030-03-31,60\n",
    )
    return read_reports(read_scenario(folder)).series


def test_of_several_files_the_last_report_of_each_is_added_up(series):
    one = series["Camp One"]
    assert one.days.tolist() == [4, 10, 15, 20]  # not before both halves were counted
    assert one.people.tolist() == [110, 130, 140, 150]


def test_a_sum_of_which_a_part_was_counted_before_is_not_whole(series):
    assert series["Camp One"].whole.tolist() == [False, True, False, False]
    assert series["Camp Two"].whole.all()


def test_a_report_is_known_on_its_day_and_comes_after_the_day_before(series):
    one = series["Camp One"]
    assert one.until(10).days.tolist() == [4, 10] and one.until(9).days.tolist() == [4]
    assert one.between(4, 15).days.tolist() == [10, 15]
