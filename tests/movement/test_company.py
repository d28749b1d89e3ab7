"""Whoever travels as a column stays together: those ahead wait, those behind hurry."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posada.forecast import follow_journeys, make_forecast
from posada.movement import make_network
from posada.movement.engine.company import in_company
from posada.movement.engine.state import HERE
from tests.building import build, place, route

TOWNS = "BCDEFGHIJ"


def near(here, onward=0, behind=0):
    place = np.zeros(1, HERE)
    place["here"], place["onward"], place["behind"] = here, onward, behind
    return place[0]


def three(folder, together, **more):
    """A hundred people in A, nine hundred one stop ahead in B; half of them move on in a day."""
    return build(
        folder,
        {"movement.together": together, "movement.leave": {"default": 0.5}, "horizon_days": 3},
        places=[place("A"), place("B"), place("C")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[
            {"date": "2030-01-01", "place": "A", "people": 100},
            {"date": "2030-01-01", "place": "B", "people": 900},
        ],
        **more,
    )


def road(folder, together, alike=0.0):
    """A thousand people on a road of towns a day apart."""
    return build(
        folder,
        {
            "as_of": "2030-01-02",
            "horizon_days": 6,
            "movement.leave": {"A": 1.0, "default": 0.8},
            "movement.alike": alike,
            "movement.together": together,
        },
        places=[place("A", "origin"), *(place(name) for name in TOWNS)],
        routes=[route(*pair) for pair in zip("A" + TOWNS, TOWNS, strict=False)],
        departures=[
            {"date": f"2030-01-0{day}", "place": "A", "people": 500, "wave": "one"}
            for day in (1, 2)
        ],
    )


def fullest(scenario):
    return make_forecast(scenario, draws=100).people.max("place").isel(day=-1).values.mean()


def test_each_does_as_one_of_those_near():
    assert in_company(near(100, onward=300), 1.0, 0.5) == pytest.approx((300 + 50) / 400)
    assert in_company(near(100, behind=300), 1.0, 0.5) == pytest.approx(50 / 400)
    assert in_company(near(100, onward=300), 0.4, 0.5) == pytest.approx(0.6 * 0.5 + 0.4 * 0.875)


def test_who_sees_nobody_near_decides_alone():
    assert in_company(near(100), 1.0, 0.5) == 0.5


def test_few_hurry_after_many_and_many_wait_for_few_as_worked_out_by_hand(tmp_path):
    people = make_forecast(three(tmp_path, 1.0), draws=2000).people.isel(day=0)
    left_in_a = people.sel(place="A").values
    assert left_in_a.mean() == pytest.approx(100 * 0.05, abs=0.2)  # (900 + 100 / 2) / 1000 go
    # of nine hundred 450 / 1000 go, and those from A come
    assert people.sel(place="B").values.mean() == pytest.approx(900 * 0.55 + 95, abs=1.5)
    assert left_in_a.var() == pytest.approx(100 * 0.05 * 0.95, rel=0.15)


def test_groups_see_the_same_crowd_whoever_is_asked_first(tmp_path):
    shares = [{"group": "first", "share": 0.5}, {"group": "second", "share": 0.5}]
    data = make_forecast(three(tmp_path, 1.0, groups=shares), draws=2000).data
    here = data["people"].isel(day=1).mean("draw")
    first, second = here.sel(group="first").values, here.sel(group="second").values
    assert first == pytest.approx(second, rel=0.03, abs=0.02)


def test_a_column_holds_together_where_people_alone_thin_out(tmp_path):
    alone, column = (fullest(road(tmp_path / str(t), t)) for t in (0.0, 0.9))
    assert alone < 500
    assert column > 1.5 * alone


def test_stated_as_nothing_it_changes_nothing(tmp_path):
    unstated, nothing = (
        make_forecast(road(tmp_path / name, value, alike=0.3), draws=20).people.values
        for name, value in (("none", 0), ("zero", [0.0, 0.0]))
    )
    assert (unstated == nothing).all()


def test_nobody_is_ahead_of_those_with_whom_the_road_goes_both_ways_or_where_people_stay(tmp_path):
    scenario = build(
        tmp_path,
        places=[place("A"), place("B"), place("C", "destination"), place("D")],
        routes=[route("A", "B", both_ways="yes"), route("B", "C"), route("B", "D")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 5}],
    )
    assert make_network(scenario).road.tolist() == [[1, 3]]


def test_whoever_is_followed_travels_like_the_column(tmp_path):
    scenario = road(tmp_path, 0.9, alike=0.4)
    journeys = follow_journeys(scenario, people=8000)
    data = make_forecast(scenario, draws=400).data
    for name in ("C", "F"):
        came = data["arrivals"].isel(route=(data["route_to"] == name).values).sum("route")
        counted = came.mean("draw").values / 1000
        days = journeys.days[:, journeys.goals.index(name)]
        assert (days >= 0).mean() == pytest.approx(counted.sum(), abs=0.03), name


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(together=st.floats(0, 1), alike=st.floats(0, 0.95), seed=st.integers(0, 1000))
def test_nobody_is_made_or_lost(tmp_path, together, alike, seed):
    scenario = road(tmp_path, together, alike)
    assert not make_forecast(scenario, draws=5, seed=seed).balance().any()
