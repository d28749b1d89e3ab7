"""A Flee folder goes through the same flow as any other scenario."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from posada.errors import InputError
from posada.forecast import groups_table, make_forecast, reports_beside, score_days
from posada.forecast.followed import what_reports_changed
from posada.forecast.reports import read_reports
from posada.forecast.result import Learned
from posada.forecast.skill import EVENLY
from posada.forecast.trend import make_trend
from posada.scenario import read_scenario
from tests.forecast.made_reports import reports

SETS = Path(__file__).parents[3] / "shared" / "reference" / "flee"
needs_sets = pytest.mark.skipif(
    not SETS.is_dir(), reason="THE PUBLISHED FLEE SETS ARE ABSENT: ../shared/reference/flee"
)


@pytest.fixture(scope="module")
def mali():
    return read_scenario(SETS / "mali2012")


@pytest.fixture(scope="module")
def forecast(mali):
    return make_forecast(mali, draws=2, seed=3)


@needs_sets
def test_nobody_is_lost_and_nobody_is_scaled_down(mali, forecast):
    assert not forecast.balance().any()
    people = forecast.data["departed"].values[:, -1]
    assert (people == people[0]).all() and people[0] > 50_000
    assert any("Every person is counted" in caveat for caveat in forecast.caveats)


@needs_sets
def test_the_split_between_camps_is_as_far_from_the_reports_as_flees(mali, forecast):
    """The table of the reference gives 0.36 for the mean rescaled difference of Flee itself."""
    table = reports_beside(mali, forecast)
    assert len(table) == 300 * 7
    assert score_days(table)["ard_rescaled"] == pytest.approx(0.361, abs=0.02)


@needs_sets
def test_kinds_of_people_are_groups_where_nothing_is_learned(mali):
    move = mali.flee.rules.move_rules.model_copy(update={"children_avoid_hazards": True})
    rules = mali.flee.rules.model_copy(update={"move_rules": move})
    ages = pd.DataFrame({"age": [5, 30], "Default": [2.0, 3.0]})
    flee = replace(mali.flee, rules=rules, demographics={"age": ages})
    forecast = make_forecast(replace(mali, flee=flee), draws=2, learn=False)
    assert forecast.data["group"].values.tolist() == ["avoids hazards", "minds hazards"]
    assert not forecast.balance().any()
    table = groups_table(forecast)
    last = table[table["day"] == table["day"].max()].groupby("group")["mean"].sum()
    assert last["avoids hazards"] / last.sum() == pytest.approx(0.4, abs=0.01)


@needs_sets
def test_the_seed_decides(mali, forecast):
    again = make_forecast(mali, draws=1, seed=3)
    assert (again.people.values[0] == forecast.people.values[0]).all()


@needs_sets
def test_reported_places_follow_their_reports_from_the_last_day_of_information(mali):
    known = mali.replace(as_of=dt.date(2012, 7, 12), horizon_days=30)
    forecast = make_forecast(known, draws=40, seed=1)
    abala = forecast.people.sel(place="Abala").values[:, 134:]
    assert abs(float(sorted(abala[:, 0])[20]) - 11_815) < 100  # reported on that day
    assert (abala[:, -1] - abala[:, 0]).max() > 0
    trend, levels = make_trend(read_reports(known), 134), (np.arange(40) + 0.5) / 40
    expected = trend.quantiles(np.array([144]), levels)[:, 0, trend.places.index("Abala")]
    assert sorted(abala[:, 10]) == np.rint(expected).tolist()
    assert not forecast.balance().any()
    assert any("follow their reports" in caveat for caveat in forecast.caveats)
    assert not any("follow their reports" in caveat for caveat in make_caveats(mali))


@needs_sets
def test_a_forecast_tells_what_the_reports_changed_and_which_surprised(mali):
    known = mali.replace(as_of=dt.date(2012, 7, 12), horizon_days=30)
    forecast = make_forecast(known, draws=40, seed=1)
    learned = forecast.learned
    places = learned.places.set_index("place")
    rules = make_forecast(known, draws=40, seed=1, learn=False).people
    on_day = {"day": "2012-07-12", "place": "Abala"}
    assert places.loc["Abala", "p50"] == np.median(rules.sel(on_day))
    assert places.loc["Abala", "now_p50"] == np.median(forecast.people.sel(on_day))
    report = learned.reports.loc[places.loc["Abala", "moved_by"]]
    told = report[["date", "place", "reported", "source"]].tolist()
    assert told == [pd.Timestamp("2012-07-12"), "Abala", 11_815, "flee"]
    before = make_trend(read_reports(known), 133).quantiles(np.array([134]), EVENLY)
    column = list(places.index).index("Abala")
    assert report["p90"] == np.percentile(before[:, 0, column], 90)
    assert report["tail"] == 2 * (before[:, 0, column] >= 11_815).mean()
    again = Learned.from_json(learned.to_json())
    assert again.places.equals(learned.places) and again.reports["tail"].equals(
        learned.reports["tail"]
    )


def test_the_first_report_of_a_place_is_judged_by_what_the_rules_had_there_on_its_day():
    told = reports(Old=([0, 10, 20], [100, 100, 100]), New=([20], [50]))
    by_rules = np.zeros((4, 31, 2))
    by_rules[:, 20, 1] = 10, 20, 30, 60
    learned = what_reports_changed(told, make_trend(told, 30), by_rules, np.zeros((4, 2)))
    assert learned.reports.loc[1, ["place", "p50", "tail"]].tolist() == ["New", 25, 0.5]


def make_caveats(scenario):
    return make_forecast(scenario.replace(horizon_days=10), draws=1).caveats


@needs_sets
def test_a_forecast_past_the_end_of_the_set_is_refused(mali):
    with pytest.raises(InputError) as caught:
        make_forecast(mali.replace(as_of=dt.date(2012, 7, 1), horizon_days=600), draws=1)
    assert "at most 176 days from 2012-07-01, because the set ends on 2012-12-24" in str(
        caught.value
    )
