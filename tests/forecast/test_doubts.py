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
        "  headcounts.csv, date: found no report that follows an origin, expected reports of "
        "people at places over more than 30 days, so that some can be forecast from the ones "
        "before (the scenario starts on 2030-01-01)"
    )


def test_a_back_test_names_the_places_that_it_cannot_score(tmp_path):
    scenario = camps(tmp_path, GROWING, days([50], first=-20))
    assert backtest(scenario, draws=3).caveats == (
        "Headcounts dated before 2030-01-01, the start, are not used: 1.",
        "Places without a report are not scored: Camp Two.",
    )


def road(folder, headcounts, as_of="2030-01-20"):
    """A hundred people set out from A on each of five days; counts at B."""
    rows = [
        {"date": f"2030-01-{day:02d}", "place": "B", "people": people, "measure": "people"}
        for day, people in headcounts
    ]
    return build(
        folder,
        {"as_of": as_of, "horizon_days": 15, "movement.leave": {"A": 1.0, "B": 0.1}},
        places=[place("A", "origin"), place("B"), place("C", "destination")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[
            {"date": f"2030-01-{day:02d}", "place": "A", "people": 100} for day in range(1, 6)
        ],
        headcounts=rows,
    )


def test_counts_above_everybody_who_set_out_are_kept_and_said(tmp_path):
    scenario = road(tmp_path, [(4, 90), (10, 501), (18, 20)])
    doubt = "Headcounts larger than everybody known to have set out by their day are kept: B."
    assert doubt in make_forecast(scenario, draws=10).caveats
    assert doubt in backtest_doubts(scenario, read_reports(scenario))
    fewer = road(tmp_path / "fewer", [(4, 90), (10, 500), (18, 20)])
    assert doubt not in make_forecast(fewer, draws=10).caveats


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
    )


def test_one_count_of_our_own_is_learned_from(tmp_path):
    scenario = road(tmp_path, [(4, 90)])
    assert len(make_forecast(scenario, draws=20).learned.reports) == 1
