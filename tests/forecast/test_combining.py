"""The movement and the reports alone, weighed by how both did: by hand, and laws."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posada.forecast import make_forecast
from posada.forecast.learning import today
from posada.forecast.learning.combining import (
    WHOLE,
    counted_beyond,
    drawn_to_reports,
    shares_of_reports,
    spread_as,
)
from posada.forecast.learning.lately import Lately
from tests.building import build, place, route
from tests.forecast.made_reports import counted_at_b, passing_by

NOW, DRAWS = 9, 5


def lately(*places, movement=(2.0,) * 3, reports=(1.0,) * 3):
    return Lately(places, np.array(movement), np.array(reports))


def town_with_site(folder, **counts):
    """A road from A to the town B, which has the site S; counts of ten days, by place."""
    return build(
        folder,
        {"as_of": "2030-01-10", "horizon_days": 28},
        places=[place("A", "origin"), place("B"), place("S", "site", part_of="B")],
        routes=[route("A", "B"), route("B", "S")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 1000}],
        headcounts=[
            {"date": f"2030-01-{day:02}", "place": name, "measure": "people", "people": people}
            for name, people in counts.items()
            for day in (2, 6, 10)
        ],
    )


def lived(a=0, b=0, s=0):
    """People of five draws, 40 more in each than in the one before, where there are any."""
    start = np.array([a, b, s])
    more = 40 * (start > 0) * np.arange(DRAWS)[:, None]
    return np.repeat((start + more)[:, None, :, None], NOW + 29, axis=1).astype(np.int32)


def test_twice_the_error_is_four_fifths_of_the_weight_less_what_few_reports_leave_open():
    assert lately("B").share == pytest.approx(0.8 * 3 / 6)
    assert lately("B", movement=[2.0] * 297, reports=[1.0] * 297).share == pytest.approx(0.792)
    assert lately("B", movement=[0.0], reports=[1.0]).share == 0
    assert lately(movement=[], reports=[]).share == 0
    assert lately("B", movement=[0.0], reports=[0.0]).share == 0


def test_people_beyond_those_who_can_have_set_out_are_added_up_by_day(tmp_path):
    """Those at S are a part of B's; more than five quarters of those who set out are too many."""
    scenario = town_with_site(tmp_path, B=130, S=60)
    departed = np.full((2, NOW + 1), [[80], [100]])
    assert counted_beyond(scenario, departed) == ["B", "S"]
    assert counted_beyond(scenario, departed + 4) == []
    assert shares_of_reports(scenario, lately("S"), departed) == {"S": WHOLE, "B": WHOLE}
    assert shares_of_reports(scenario, lately("S"), departed + 4) == {"S": pytest.approx(0.4)}
    assert shares_of_reports(scenario, lately(movement=[], reports=[]), departed + 4) == {}


def test_a_single_report_of_too_many_may_be_a_slip(tmp_path):
    scenario = town_with_site(tmp_path / "one", B=130, S=60)
    departed = np.full((2, NOW + 1), 200)
    departed[:, NOW] = 100
    assert counted_beyond(scenario, departed) == []
    departed[:, 5] = 100  # the day of the report before
    assert counted_beyond(scenario, departed) == ["B", "S"]
    departed[:, 5] = 1000
    both = town_with_site(tmp_path / "both", B=260, A=130)
    assert counted_beyond(both, departed) == ["A", "B"]


def test_where_the_scenario_knows_of_few_a_shelter_is_forecast_from_its_counts(tmp_path):
    days = [f"2030-01-{day:02}" for day in range(1, 11)]
    counts = dict(zip(days[3:], range(300, 370, 10), strict=True))
    scenario = counted_at_b(tmp_path, [0.2, 0.5], {days[0]: 60}, counts, horizon_days=10)
    forecast = make_forecast(scenario, draws=100)
    at_b = forecast.people.sel(place="B").values[:, -1]
    assert np.median(at_b) == pytest.approx(440, abs=60)
    assert (
        np.quantile(at_b, 0.1) < 0.95 * np.median(at_b) < np.median(at_b) < np.quantile(at_b, 0.9)
    )
    assert not forecast.balance().any()
    assert any("departures are missing from the scenario" in text for text in forecast.caveats)


def test_the_median_goes_a_share_of_the_way_to_the_reports_and_every_draw_with_it(tmp_path):
    """Draws of 100 to 260 have a median of 180; 500 were counted, three times."""
    scenario, people = town_with_site(tmp_path, B=500), lived(a=10, b=100)
    found = drawn_to_reports(scenario, people, people, {"B": 0.4})
    for day, aim in ((NOW + 1, 0.6 * 180 + 0.4 * 500), (NOW + 28, 0.8 * 180 + 0.2 * 500)):
        roots = np.sqrt([100, 140, 180, 220, 260]) + np.sqrt(aim) - np.sqrt(180)
        assert found[:, day, 1, 0] == pytest.approx(roots**2, abs=0.51)
    assert (found[:, : NOW + 1] == people[:, : NOW + 1]).all()
    assert (found[:, :, 0] == people[:, :, 0]).all()  # nobody counts at A


def test_what_is_announced_comes_on_top(tmp_path):
    scenario, usual = town_with_site(tmp_path, B=500), lived(b=100)
    wave = usual + np.array([0, 3000, 0])[:, None]
    alone = drawn_to_reports(scenario, usual, usual, {"B": 0.4})
    found = drawn_to_reports(scenario, wave, usual, {"B": 0.4})
    assert (found[:, NOW + 1 :, 1] - alone[:, NOW + 1 :, 1] == 3000).all()


def test_a_site_is_counted_by_its_own_reports_and_the_rest_of_the_town_by_those_of_the_town(
    tmp_path,
):
    """B has twice too many in all, of whom 200 are at S; the other 300 go who are not at S."""
    scenario, people = town_with_site(tmp_path, B=500, S=300), lived(b=500, s=500)
    people[:] = people[:1]
    found = drawn_to_reports(scenario, people, people, {"B": WHOLE, "S": WHOLE})[:, NOW + 1]
    assert np.median(found[:, 2, 0]) == pytest.approx(300, abs=5)
    assert np.median(found[:, 1, 0]) == pytest.approx(200, abs=5)


def test_where_nobody_is_people_come_as_in_the_mean_draw():
    people = np.array([[[[3, 1]]], [[[0, 0]]]])
    assert spread_as(np.array([[8], [4]]), people).tolist() == [[[[6, 2]]], [[[3, 1]]]]
    assert spread_as(np.array([[5]]), np.zeros((1, 1, 1, 2), int)).sum() == 5


@given(
    arrays(np.int64, (3, 2), elements=st.integers(0, 10**6)),
    arrays(np.int32, (3, 2, 2, 3), elements=st.integers(0, 10**5)),
)
def test_as_many_are_spread_as_are_wanted(wanted, people):
    found = spread_as(wanted, people)
    assert (found.sum(axis=(2, 3)) == wanted).all()
    assert (found >= 0).all()


def test_the_movement_is_still_there_to_the_person(tmp_path, monkeypatch):
    """With those who are elsewhere for it, people are those of the movement; nobody is lost."""
    scenario = passing_by(tmp_path)
    forecast = make_forecast(scenario, draws=100)
    monkeypatch.setattr(today, "BACK", 1000)
    alone = make_forecast(scenario, draws=100)
    share = forecast.learned.places.set_index("place")["share"]
    assert share["B"] > 0.05
    assert not share.drop("B").any()
    assert not alone.learned.places["share"].any()
    elsewhere = forecast.data["elsewhere"]
    assert (forecast.people + elsewhere == alone.people).all()
    assert elsewhere.sel(place="B").any()
    assert not elsewhere.sel(place=["A", "C"]).any()
    assert not alone.data["elsewhere"].any()
    assert not forecast.balance().any()
    assert (forecast.data["waiting"] <= forecast.people).all()


def test_an_announced_wave_is_forecast_whole_where_reports_alone_know_nothing_of_it(tmp_path):
    scenario = passing_by(tmp_path)
    now = scenario.settings.as_of
    wave = scenario["departures"].iloc[-1:].copy()
    wave["date"] += np.timedelta64(1, "D")
    wave["known_from"], wave["people"], wave["wave"] = pd.Timestamp(now), 2000, "announced"
    departures = pd.concat([scenario["departures"], wave], ignore_index=True)
    announced = dataclasses.replace(scenario, tables={**scenario.tables, "departures": departures})
    usual, forecast = (make_forecast(each, draws=100) for each in (scenario, announced))
    assert (forecast.people - usual.people).mean("draw").max() > 1000
    share = forecast.learned.places["share"].max()
    more = (forecast.data["elsewhere"] - usual.data["elsewhere"]).mean("draw")
    assert share > 0.05
    assert abs(more).max() < 0.2 * share * 1000
