"""Back-tests: nothing later is used, naive forecasts by hand, files, and messages whole."""

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from posada.backtest import backtest_scenario
from posada.errors import InputError
from posada.forecast import make_forecast
from posada.forecast.backtest import QUANTILES, backtest, score
from posada.forecast.naive import NAIVE, Target
from posada.forecast.skill import HUB_LEVELS, LEVELS
from posada.run import run_scenario
from posada.scenario import read_scenario
from tests.building import build, place, route
from tests.forecast.made_reports import reports
from tests.scenario.flee.made_up import made_up

FLEE = Path(__file__).parents[3] / "shared" / "reference" / "flee"
MIDDLE = len(LEVELS) // 2


def with_headcounts(people):
    """Riverside with reports at one place every five days."""
    scenario = read_scenario("riverside")
    table = scenario["headcounts"]
    place = scenario.places[-1]
    start = pd.Timestamp(scenario.settings.start)
    rows = [
        {"date": start + pd.Timedelta(days=5 * n), "place": place, "people": float(count)}
        for n, count in enumerate(people)
    ]
    made = pd.DataFrame(rows).reindex(columns=table.columns)
    made["measure"] = "people"
    return dataclasses.replace(scenario, tables={**scenario.tables, "headcounts": made})


def test_later_reports_change_no_earlier_forecast():
    counts = [100 + 10 * n for n in range(20)]
    one = backtest(with_headcounts(counts), every=25, draws=20).forecasts
    other = backtest(with_headcounts([*counts[:12], *[5000] * 8]), every=25, draws=20).forecasts
    early = one["origin"] <= one["origin"].min() + pd.Timedelta(days=15)
    levels = [name for name in one if name.startswith("q")]
    assert early.sum() > 10
    pd.testing.assert_frame_equal(one.loc[early, levels], other.loc[early, levels])


def test_a_set_that_flees_rules_cannot_live_says_that_they_are_left_out(tmp_path):
    folder = made_up(tmp_path, simsetting="move_rules:\n  harvest_months: [4]\n")
    period = "input_csv/sim_period.csv", "StartDate,2030-01-01\nLength,60\n"
    conflicts = "input_csv/conflicts.csv", "#Day,Alpha\n" + "".join(f"{n},1\n" for n in range(60))
    reports = "source_data/one.csv", "2030-01-01,0\n2030-01-20,40\n2030-02-20,90\n"
    for name, text in (period, conflicts, reports):
        (folder / name).write_text(text, encoding="utf-8")
    found = backtest(read_scenario(folder), draws=5)
    left_out = (
        "Where people are by Flee's rules is left out: posada cannot live this set by them, as "
        "posada check says."
    )
    assert left_out in found.caveats
    assert "flee_rules" not in set(found.scores["model"])


def test_only_days_of_reports_are_scored():
    found = backtest(with_headcounts([100] * 20), draws=2).forecasts
    days = (found["date"] - pd.Timestamp(read_scenario("riverside").settings.start)).dt.days
    assert (days % 5 == 0).all() and (found["reported"] == 100).all()
    ahead = (found["date"] - found["origin"]).dt.days
    assert ahead.min() == 5 and ahead.max() == 80  # of the day itself a report is known
    assert (ahead.between(1, 30) == (found["horizon_days"] == "1-30")).all()
    assert (ahead.between(31, 60) == (found["horizon_days"] == "31-60")).all()


def test_each_quantile_is_scored_at_its_own_level():
    """Of a forecast that is alike from 0 to 1000: the CRPS of u is 1000 (u^3 + (1 - u)^3) / 3."""
    reported = np.array([500.0, 120, 40])
    scores = score(np.tile(1000 * LEVELS, (3, 1)), reported, intervals=True)
    error = reported[:, None] - 1000 * HUB_LEVELS
    loss = np.where(error > 0, HUB_LEVELS, HUB_LEVELS - 1) * error
    assert scores["wis_over_mean"] == pytest.approx(2 * loss.mean() / reported.mean())
    share = reported / 1000
    integral = 1000 * (share**3 + (1 - share) ** 3) / 3
    assert scores["crps_over_mean"] == pytest.approx(integral.mean() / reported.mean(), rel=1e-3)
    covered = [scores[f"cov{share}"] for share in (50, 80, 95, 99)]
    assert (scores["n"], *covered) == (3, 1 / 3, 2 / 3, 1.0, 1.0)


def test_what_never_changes_is_forecast_without_error():
    scores = backtest(with_headcounts([100] * 20), draws=2).scores.query("model != 'posada'")
    assert scores["wmape"].max() < 1e-12
    assert (scores.loc[scores["model"] == "trend", "cov50"] == 1).all()


def test_a_scenario_of_its_own_is_forecast_by_the_movement(tmp_path):
    made = road(tmp_path)
    found = backtest(made, every=10, horizons=[5, 10], draws=30)
    wmape = found.scores.set_index(["model", "horizon_days"])["wmape"]
    assert wmape["posada", "all"] < 0.8 * wmape["last_level", "all"]
    assert set(found.scores["model"]) == {"posada", "trend", *NAIVE}
    then = make_forecast(made.replace(as_of=dt.date(2030, 1, 11), horizon_days=10), draws=30)
    first = found.forecasts[found.forecasts["origin"] == "2030-01-11"].iloc[-1]
    drawn = then.people.sel(place="B", day=first["date"]).values
    assert first["q0.500"] == np.median(drawn)
    people, middle, levels = (found.forecasts[name] for name in ("reported", "q0.500", "pit"))
    assert (levels[people > middle] >= 0.5).all() and (levels[people < middle] <= 0.5).all()
    assert levels.max() > 0.6


def test_a_forecast_of_the_movement_depends_on_nothing_that_came_later(tmp_path):
    made, last = road(tmp_path), dt.date(2030, 1, 11)
    counts = made["headcounts"]
    late = counts["date"] > pd.Timestamp(last)
    changed = counts.assign(people=counts["people"].where(~late, 7))
    found = [
        backtest(with_counts(made, table), every=10, horizons=[5, 15], draws=10).forecasts
        for table in (counts, changed, counts[~late | (late.cumsum() == 1)])
    ]
    asked = ["origin", "date", "place", *QUANTILES]
    whole, otherwise, cut = (
        table.loc[table["origin"] <= pd.Timestamp(last), asked].reset_index(drop=True)
        for table in found
    )
    assert len(whole) > len(cut) > 0
    pd.testing.assert_frame_equal(whole, otherwise, check_exact=True)
    both = whole.merge(cut[asked[:3]])
    pd.testing.assert_frame_equal(both, cut, check_exact=True)


def with_counts(scenario, counts):
    return dataclasses.replace(scenario, tables={**scenario.tables, "headcounts": counts})


def test_a_total_that_is_given_is_split_as_forecast(tmp_path):
    found = backtest(road(tmp_path), every=10, horizons=[10], draws=10, given_total=True)
    assert found.forecasts["q0.500"].to_numpy() == pytest.approx(found.forecasts["reported"])
    assert found.caveats[0] == (
        "The forecast posada is given the true total of the places on each day, as Flee is; nobody "
        "knows it beforehand."
    )


def road(folder):
    """A hundred a day from A to B, where one in ten moves on; counts at B every other day."""
    here, counts = 0.0, []
    for day in range(1, 31):
        here = 0.9 * here + 100
        if day % 2:
            row = {"date": f"2030-01-{day:02d}", "place": "B", "people": round(here)}
            counts.append({**row, "measure": "people"})
    return build(
        folder,
        {"as_of": "2030-01-30", "horizon_days": 1, "movement.leave": {"A": 1.0, "B": 0.1}},
        places=[place("A", "origin"), place("B"), place("C", "destination")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[
            {"date": f"2030-01-{day:02d}", "place": "A", "people": 100} for day in range(1, 31)
        ],
        headcounts=counts,
    )


def test_naive_forecasts_by_hand():
    known = reports(A=([0, 20, 30], [100, 200, 300]), B=([0, 30], [100, 100])).until(30)
    target = Target(["A", "B"], np.array([40, 40]), np.array([800.0, 800.0]))
    middle = {name: model(known, 30, target, LEVELS)[:, MIDDLE] for name, model in NAIVE.items()}
    assert list(middle["last_level"]) == [300, 100]
    assert list(middle["last_shares"]) == [600, 200]
    assert middle["random_walk"] == pytest.approx([300, 100])
    slope = np.polyfit([0, 20, 30], [100, 200, 300], 1)[0]
    reach = sum(0.95**day for day in range(1, 11))
    assert middle["damped_trend"] == pytest.approx([300 + slope * reach, 100])


def test_the_random_walk_spreads_by_changes_over_as_many_days_as_are_ahead():
    days = np.arange(0, 180, 20)
    people = np.array([100.0, 130, 125, 160, 220, 210, 260, 330, 400])
    known = reports(A=(list(days), list(people)))
    target = Target(["A"] * 3, 160 + np.array([30, 31, 61]), np.zeros(3))
    found = NAIVE["random_walk"](known, 160, target, LEVELS)
    for line, gaps in zip(found, [(20,), (40, 60), (80, 100, 120)], strict=True):
        steps = [gap // 20 for gap in gaps]
        changes = np.concatenate([np.log(people[step:] / people[:-step]) for step in steps])
        spread = np.exp(np.quantile(changes - np.median(changes), LEVELS))
        assert line == pytest.approx(400 * spread)
    few = NAIVE["random_walk"](reports(A=([0, 20, 40], [100, 130, 160])), 40, target, LEVELS)
    assert (few == 160).all()  # three changes say nothing


def test_the_slope_is_that_of_the_last_90_days_and_fades_from_the_last_report_on():
    known = reports(A=([10, 20, 60, 90], [9_000, 100, 120, 135]), B=([0, 90], [500, 80]))
    target = Target(["A", "A", "B"], np.array([101, 120, 120]), np.zeros(3))
    found = NAIVE["damped_trend"](known, 100, target, LEVELS)[:, MIDDLE]
    reach = [sum(0.95**day for day in range(1, ahead + 1)) for ahead in (11, 30)]
    assert found == pytest.approx([135 + 0.5 * reach[0], 135 + 0.5 * reach[1], 80])


def test_files_are_written(tmp_path):
    road(tmp_path / "road")
    _, folder = backtest_scenario(tmp_path / "road", every=10, draws=10, out=tmp_path / "bt")
    assert sorted(path.name for path in folder.iterdir()) == [
        "backtest.html",
        "backtest.json",
        "forecasts.csv",
        "scores.csv",
    ]
    record = json.loads((folder / "backtest.json").read_text(encoding="utf-8"))
    told = {name: record[name] for name in ("seed", "draws", "every", "horizons", "given_total")}
    assert told == {
        "seed": 1,
        "draws": 10,
        "every": 10,
        "horizons": [30, 60, 90],
        "given_total": False,
    }
    assert set(record["outputs"]) == {"backtest.html", "forecasts.csv", "scores.csv"}
    with pytest.raises(InputError, match="with a report for internal, expected a new folder"):
        run_scenario(tmp_path / "road", draws=5, out=folder)
    scores = pd.read_csv(folder / "scores.csv")
    assert {"posada", "last_level", "last_shares", "random_walk", "damped_trend"} <= set(
        scores["model"]
    )
    forecasts = pd.read_csv(folder / "forecasts.csv")
    assert sum(name.startswith("q0.") for name in forecasts) == 23
    assert (forecasts["status"] == "planning figure, not a count; not for publication").all()
    page = (folder / "backtest.html").read_text(encoding="utf-8")
    assert "<script" not in page and "http" not in page


def test_the_page_says_how_far_off_forecasts_were_and_shows_every_report(tmp_path):
    found, folder = backtest_scenario(road(tmp_path / "road"), 10, [5, 10], 10, out=tmp_path / "bt")
    page = (folder / "backtest.html").read_text(encoding="utf-8")
    wmape = found.scores.set_index(["model", "horizon_days"])["wmape"]
    own, last = (100 * wmape[name, "1-5"] for name in ("posada", "last_level"))
    assert (
        f"1-5 days ahead: {own:.0f}\u00a0% of the people reported; the last report taken for the "
        f"future, {last:.0f}\u00a0%." in page
    )
    assert page.count("<circle") == found.forecasts["date"].nunique()
    assert page.count('class="made"') == 2  # the forecasts of day 10 and, when it ends, of day 20


def test_the_page_is_in_the_language_of_the_reader(tmp_path):
    made = road(tmp_path / "road").replace(as_of=dt.date(2030, 1, 20), horizon_days=11)
    _, folder = backtest_scenario(made, 10, draws=10, out=tmp_path / "es", language="es")
    page = (folder / "backtest.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in page and 'lang="en"' not in page
    assert "Pronósticos hechos del 11 de enero de 2030 al " in page
    assert ">el último reporte se mantiene (last_level)</span></th></tr>\n<tr><td>1-30</td>" in page
    assert "<td>todos</td>" in page and '<th scope="col">días por delante</th>' in page
    assert not re.search("<t[dh][^>]*>(horizon_days|wmape|cov50|all|posada)<", page)
    assert "También se evalúan los reportes posteriores al 20 de enero de 2030" in page


def test_every_bad_setting_is_said_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        backtest_scenario("riverside", every=0, horizons=[60, 30], draws=1, out=tmp_path / "no")
    text = str(caught.value)
    assert "every" in text and "60,30" in text and "draws" in text
    assert not (tmp_path / "no").exists()


def test_without_reports_that_follow_there_is_nothing_to_score():
    with pytest.raises(InputError, match="no report that can be scored"):
        backtest(with_headcounts([100]))


@pytest.mark.skipif(
    not FLEE.is_dir(), reason=f"NO SETS in {FLEE}: the back-test is not tried on them"
)
def test_the_reports_of_mali_are_forecast_better_than_by_the_last_one():
    scores = backtest(read_scenario(FLEE / "mali2012")).scores
    wmape = scores.set_index(["model", "horizon_days"])["wmape"]
    for band in ("1-30", "31-60", "61-90"):
        assert wmape["posada", band] < 0.9 * wmape["last_level", band]
    assert wmape["posada_cold", "cold"] < wmape["flee_rules", "cold"]
