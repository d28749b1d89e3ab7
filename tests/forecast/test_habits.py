"""What people do otherwise than stated: worked by hand, and found where counts surprise."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from posada.forecast import make_forecast
from posada.forecast.barriers import rules_of
from posada.forecast.engine import make_ground
from posada.forecast.learning import learn, today
from posada.forecast.learning.habits import FLEETING, LASTING, RULES, Habits, Kind
from posada.forecast.result import ENDING, LEAVING, Learned
from posada.movement import ENDS, Drift
from tests.building import build, place, route
from tests.forecast.made_reports import passing_by, resting

MEMBERS, PLACES = 4000, 2


@pytest.fixture
def random():
    return np.random.default_rng(1)


def fork(folder):
    """Each day half of those at A go on, by two roads."""
    return make_ground(
        build(
            folder,
            {
                "movement.leave": {"A": 0.5, "B": 1.0, "C": 0.0},
                "movement.settle": {"A": 0.1, "default": 0.0},
                "movement.join_list": {"default": 0},
            },
            places=[place("A", "origin"), place("B"), place("C", "destination")],
            routes=[route("A", "B"), route("A", "C"), route("B", "A")],
            departures=[{"date": "2030-01-01", "place": "A", "people": 100_000}],
        )
    )


def test_three_times_the_odds_of_leaving_are_three_in_four_instead_of_half():
    """Odds of 1 become 3; who leaves for certain, or never, still does."""
    leaving = np.array([[[1.0] * 3, [3.0] * 3]])
    drift = Drift(np.array([0, 1]), leaving, np.ones((1, 2, 3)))
    times = drift.leave(0, np.array([0.5, 1.0, 0.0]))
    assert times[0] == pytest.approx([1, 1, 1])
    assert times[1] * [0.5, 1.0, 0.0] == pytest.approx([0.75, 1.0, 0.0])


def test_people_live_by_the_habits_of_their_day(tmp_path):
    """On the second day 25 in 100 leave A, 30 settle."""
    ground = fork(tmp_path)
    plain = ground.engine(ground.draw(1, seed=1))
    spell = np.minimum(np.arange(10), 1)
    leaving, ending = np.ones((1, 2, 3)), np.ones((1, 2, 3))
    leaving[0, 1, 0], ending[0, 1, 0] = 1 / 3, 3.0
    engine = dataclasses.replace(plain, drift=Drift(spell, leaving, ending))
    before, after = (e.simulate(1, days=2) for e in (plain, engine))
    assert (before.people[0, 0] == after.people[0, 0]).all()
    here = after.people[0, 0, 0, 0]
    assert after.arrivals[0, 1, :2].sum() == pytest.approx(0.25 * here, rel=0.03)
    settled = np.diff(after.ends[0, ENDS.index("settled"), :2, 0])
    assert settled == pytest.approx(0.3 * here, rel=0.03)


def test_habits_wander_back_and_forth(random):
    """Their spread stays, and after the days that they last they have a correlation of 1 / e."""
    kind = Kind(leaving=1.0, ending=2.0, lasting=20.0)
    first = Habits.begin(kind, MEMBERS, PLACES, random)
    later = first.later(20, random)
    for habits in (first, later):
        spread = np.repeat([1.0, 2.0], PLACES)
        assert habits.now.std(axis=0) == pytest.approx(spread, rel=0.06)
    for one, other in zip(first.now.T, later.now.T, strict=True):
        assert np.corrcoef(one, other)[0, 1] == pytest.approx(math.exp(-1), abs=0.06)


def test_habits_of_ending_change_nothing_on_the_mean_of_all(random):
    """Or as many more as the logarithm is wide would end, before anything was counted."""
    times = Habits.begin(FLEETING, 200_000, 1, random).times
    assert times[:, 1].mean() == pytest.approx(1.0, rel=0.02)
    assert np.median(times[:, 0]) == pytest.approx(1.0, rel=0.02)


def test_without_doubt_there_are_no_habits(tmp_path, random):
    ground = fork(tmp_path)
    engine = ground.engine(ground.draw(3, seed=1))
    none = Habits.begin(RULES, 3, 3, random).later(5, random)
    assert none.now.shape == none.reach(np.ones((7, 3)))[:3].shape == (3, 0)
    assert none.followed(engine) is engine
    assert none.wander(engine, np.arange(10), random) is engine


def test_a_town_that_people_do_not_leave_is_found_and_goes_on_so(tmp_path, monkeypatch):
    scenario = resting(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(learn, "KINDS", (RULES,))
        as_stated = make_forecast(scenario, draws=100)
    forecast = make_forecast(scenario, draws=100)
    found = forecast.learned.habits.set_index(["place", "habit"])
    assert found.loc[("B", LEAVING), "p90"] < 1
    assert found.loc[("C", ENDING), "p10"] < 1 < found.loc[("C", ENDING), "p90"]
    tomorrow = [f.people.sel(place="B", day="2030-01-08").values for f in (as_stated, forecast)]
    assert np.median(tomorrow[1]) > 1.5 * np.median(tomorrow[0])
    assert not forecast.balance().any()
    again = Learned.from_json(forecast.learned.to_json())
    pd.testing.assert_frame_equal(again.habits, forecast.learned.habits)


def test_a_place_that_always_has_fewer_people_than_stated_goes_on_so(tmp_path, monkeypatch):
    """Habits that last are likelier there, day by day; those that fade bring the crowd back."""
    scenario = passing_by(tmp_path)
    monkeypatch.setattr(today, "BACK", 1000)  # the movement alone
    forecast = make_forecast(scenario, draws=100)
    with monkeypatch.context() as patch:
        patch.setattr(learn, "KINDS", (FLEETING,))
        fading = make_forecast(scenario, draws=100)
    assert set(forecast.learned.habits["lasting"]) == {LASTING.lasting}
    assert set(fading.learned.habits["lasting"]) == {FLEETING.lasting}
    later = [np.median(f.people.sel(place="B", day="2030-01-31")) for f in (forecast, fading)]
    assert 150 < later[0] < 240 < later[1]
    for found, told in ((forecast, "being always so"), (fading, "fades within weeks")):
        assert any(told in str(caveat) for caveat in found.caveats)


def test_no_habit_is_further_out_than_five_standard_deviations(random):
    found = Habits.begin(LASTING, 3, 2, random).found(np.full((3, 4), -1e6))
    assert found.now.tolist() == [[-10.0] * 4] * 3


def test_barriers_are_lived_by_the_habits_of_the_forecast(tmp_path):
    rules = rules_of(resting(tmp_path), draws=120, seed=1)
    assert rules.habits.now.shape == (120, 2 * 3)
    assert np.median(rules.habits.now[:, 1]) < 0
