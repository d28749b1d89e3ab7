"""Odd reports: each whole sentence, in forecasts and in back-tests, of Flee sets and our own."""

import datetime as dt

import numpy as np
import pytest

from posada.errors import InputError
from posada.forecast import make_forecast
from posada.forecast.backtest import backtest
from posada.forecast.doubts import backtest_doubts, flee_doubts
from posada.forecast.reports import read_reports
from posada.scenario import read_scenario
from tests.building import build, place, route
from tests.scenario.flee.made_up import made_up

WAR = "#Day,Alpha,Beta\n" + "".join(f"{day},1,0\n" for day in range(120))
LONG = "StartDate,2030-01-01\nLength,120\n"


def days(counts, first=0, step=10):
    """Reports every ten days from a day on."""
    start = dt.date(2030, 1, 1) + dt.timedelta(days=first)
    lines = [f"{start + dt.timedelta(days=step * n)},{count}" for n, count in enumerate(counts)]
    return "\n".join(lines) + "\n"


def camps(folder, one, two, total=None, room=300):
    """A Flee set of 120 days with the reports of two camps; the first is meant for `room`."""
    total = total or days([10_000] * 12)
    places = made_up(folder).joinpath("input_csv/locations.csv").read_text(encoding="utf-8")
    places = places.replace(
        "Camp One,South,There,0.0,2.0,camp,,300", f"Camp One,S,T,0,2,camp,,{room}"
    )
    files = {
        "sim_period": LONG,
        "one": one,
        "two": two,
        "total": total,
        "locations": places,
        "conflicts": WAR,
    }
    return read_scenario(made_up(folder, **files))


def seen(folder, *reports, day=60, **more):
    """Doubts about a set on a day."""
    scenario = camps(folder, *reports, **more)
    as_of = scenario.settings.start + dt.timedelta(days=day)
    return flee_doubts(scenario.replace(as_of=as_of, horizon_days=10), day)


GROWING = days([0, *range(10, 130, 10)][:12])


def test_reports_of_a_set_that_are_early_or_late_are_left_out_and_said(tmp_path):
    doubts = seen(tmp_path, days([5, *range(0, 120, 10)], first=-10), GROWING)
    assert doubts == (
        "Headcounts dated before 2030-01-01, the start, are not used: 1.",
        "Rows dated after 2030-03-02 are in the tables but not used, because nobody could know of "
        "them: 10 of headcounts.",
    )


def test_a_forecast_on_the_first_day_of_a_set_does_not_call_unused_what_its_total_is_made_of(
    tmp_path,
):
    assert seen(tmp_path, GROWING, GROWING, day=0) == (
        "The forecast is made on the first day of the set, so it follows Flee's rules alone; made "
        "on a later day, it follows the reports up to that day.",
    )


def test_reports_of_a_set_above_capacity_and_above_the_total_are_kept_and_said(tmp_path):
    doubts = seen(tmp_path, GROWING, GROWING, total=days([100] * 12), room=35)
    assert doubts[1:] == (
        "Headcounts above the shelter capacity of their place are kept and learned from: Camp One.",
        "Reports of the places add up to more than the total that was reported on the day: 1 of 7 "
        "days. They are kept; the total is not used.",
    )


def test_a_set_with_one_report_and_a_camp_without_any_is_forecast_and_said(tmp_path):
    scenario = camps(tmp_path, days([0, 200]), days([50], first=100))
    now = scenario.replace(as_of=dt.date(2030, 3, 2), horizon_days=10)
    caveats = make_forecast(now, draws=3).caveats
    assert caveats[-3:] == (
        "Rows dated after 2030-03-02 are in the tables but not used, because nobody could know of "
        "them: 1 of headcounts.",
        "Places of which a single count of anybody is known, and no growth: Camp One.",
        "Places without a report by 2030-03-02 follow the movement rules: Camp Two.",
    )


def test_a_set_whose_reports_are_all_zero_follows_the_rules_and_says_so(tmp_path):
    scenario = camps(tmp_path, days([0] * 12), days([0] * 12))
    now = scenario.replace(as_of=dt.date(2030, 3, 2), horizon_days=10)
    caveats = make_forecast(now, draws=3).caveats
    assert caveats[-1] == "Every headcount up to 2030-03-02 says that nobody is there."
    assert not any("follow their reports" in caveat for caveat in caveats)
    found = backtest(scenario, draws=3)
    assert found.caveats[-1] == "Every headcount up to 2030-04-30 says that nobody is there."
    scores = found.scores[found.scores["horizon_days"] != "cold"]
    assert np.isfinite(scores[["wmape", "wis_over_mean", "crps_over_mean"]]).all(axis=None)


def test_a_back_test_of_one_report_says_what_it_needs(tmp_path):
    scenario = camps(tmp_path, days([20]), days([30]))
    with pytest.raises(InputError) as caught:
        backtest(scenario)
    assert str(caught.value) == (
        "1 problem in the scenario:\n"
        "  source_data: found no report that can be scored, expected two reports of people at one "
        "place: one by the day of a forecast, and one at most 90 days after that day (forecasts "
        "are made every 15 days, the first on 2030-01-31)"
    )


def test_a_back_test_names_the_places_that_it_cannot_score(tmp_path):
    scenario = camps(tmp_path, GROWING, days([50], first=-20))
    assert backtest(scenario, draws=3).caveats == (
        "Headcounts dated before 2030-01-01, the start, are not used: 1.",
        "Places without a report are not scored: Camp Two.",
    )


def road(folder, headcounts, as_of="2030-01-20", others=()):
    """A hundred people set out from A on each of five days; counts at B, and others."""
    counts = [*((day, "B", people) for day, people in headcounts), *others]
    first = dt.date(2029, 12, 31)
    rows = [
        {
            "date": f"{first + dt.timedelta(days=day)}",
            "place": name,
            "people": people,
            "measure": "people",
        }
        for day, name, people in counts
    ]
    return build(
        folder,
        {"as_of": as_of, "horizon_days": 15, "movement.leave": {"A": 1.0, "B": 0.1}},
        places=[
            place("A", "origin"),
            place("B"),
            place("C", "destination"),
            place("Camp", "site", part_of="B", shelter_capacity=50),
        ],
        routes=[route("A", "B"), route("B", "C"), route("B", "Camp", 1)],
        departures=[
            {"date": f"2030-01-{day:02d}", "place": "A", "people": 100} for day in range(1, 6)
        ],
        headcounts=rows,
    )


def test_counts_above_everybody_who_set_out_are_kept_and_said_once(tmp_path):
    scenario = road(tmp_path, [(4, 90), (10, 501), (18, 20)])
    doubt = "Headcounts larger than everybody known to have set out by their day are kept: B."
    learned = (
        "Headcounts of more people than can have set out by then are kept, but the movement "
        "makes up nobody for them: B."
    )
    assert [doubt in make_caveats(scenario), learned in make_caveats(scenario)] == [False, True]
    assert doubt in make_forecast(scenario, draws=10, learn=False).caveats
    assert doubt in backtest_doubts(scenario, read_reports(scenario))
    fewer = road(tmp_path / "fewer", [(4, 90), (10, 500), (18, 20)])
    assert not {doubt, learned} & set(make_caveats(fewer))


def make_caveats(scenario):
    return make_forecast(scenario, draws=10).caveats


def test_counts_that_only_together_are_too_many_are_kept_and_said(tmp_path):
    doubt = (
        "Headcounts of one day that add up to more than everybody known to have set out by then "
        "are kept: 2030-01-10."
    )
    scenario = road(tmp_path, [(4, 90), (10, 400)], others=[(10, "C", 101)])
    assert doubt in make_caveats(scenario)
    assert doubt in backtest_doubts(scenario, read_reports(scenario))
    enough = road(tmp_path / "enough", [(4, 90), (10, 400)], others=[(10, "C", 100)])
    assert doubt not in make_caveats(enough)
    inside = road(tmp_path / "inside", [(4, 90), (10, 400)], others=[(10, "Camp", 390)])
    assert doubt not in make_caveats(inside)  # the camp is in the town


def test_a_count_above_the_shelter_of_its_place_is_kept_and_said(tmp_path):
    assert (
        "Headcounts above the shelter capacity of their place are kept and learned from: Camp."
        in make_caveats(road(tmp_path, [(4, 90)], others=[(10, "Camp", 60)]))
    )


def test_a_count_before_the_start_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        road(tmp_path, [(4, 90)], others=[(0, "B", 30)])
    assert str(caught.value) == (
        "1 problem in the scenario:\n"
        "  headcounts.csv, row 3, date: found '2029-12-31', expected a date from 2030-01-01 to "
        "2030-02-04 (start to as_of + horizon_days in scenario.toml)"
    )


def test_counts_that_nobody_could_know_of_are_not_used_and_said(tmp_path):
    caveats = make_caveats(road(tmp_path, [(21, 90), (22, 80)]))
    assert (
        "Rows dated after 2030-01-20 are in the tables but not used, because nobody could know of "
        "them: 2 of headcounts." in caveats
    )
    assert (
        "The forecast comes from stated ranges and events; there is no headcount yet to learn "
        "from." in caveats
    )


def test_a_back_test_of_one_count_of_our_own_says_what_it_needs(tmp_path):
    with pytest.raises(InputError) as caught:
        backtest(road(tmp_path, [(4, 90)]), every=1, draws=5)
    assert str(caught.value) == (
        "1 problem in the scenario:\n"
        "  headcounts.csv, date: found no report that can be scored, expected two reports of "
        "people at one place: one by the day of a forecast, and one at most 90 days after that day "
        "(forecasts are made every day, the first on 2030-01-02)"
    )


def test_counts_of_our_own_that_are_all_zero_are_said(tmp_path):
    scenario = road(tmp_path, [(4, 0), (10, 0), (18, 0)])
    forecast = make_forecast(scenario, draws=10)
    assert "Every headcount up to 2030-01-20 says that nobody is there." in forecast.caveats
    assert (forecast.people >= 0).all()
    scores = backtest(scenario, every=5, draws=10).scores
    assert np.isfinite(scores["wmape"]).all()


def test_reports_after_the_last_day_of_information_are_scored_and_said(tmp_path):
    scenario = road(tmp_path, [(4, 90), (10, 80), (18, 20)], as_of="2030-01-09")
    assert backtest(scenario, every=5, draws=10).caveats == (
        "Reports after 2030-01-09, the last day of information, are scored as well: 2.",
        "Places without a report are not scored: A, C, Camp.",
    )


def test_one_count_of_our_own_is_learned_from(tmp_path):
    scenario = road(tmp_path, [(4, 90)])
    assert len(make_forecast(scenario, draws=20).learned.reports) == 1


def test_several_reports_of_one_place_and_day_are_said(tmp_path):
    doubts = seen(tmp_path, GROWING + GROWING[:13], GROWING)
    assert doubts[1:] == ("Days on which a place has several reports, whose mean is taken: 1.",)
    made = road(tmp_path / "road", [(5, 100), (5, 120), (5, 130), (15, 100)], others=[(5, "C", 9)])
    assert backtest_doubts(made, read_reports(made))[0] == doubts[1]
    assert read_reports(made).series["B"].people.tolist() == pytest.approx([350 / 3, 100])
