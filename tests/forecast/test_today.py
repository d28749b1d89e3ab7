"""Who is where today: counts move people between places, and nobody is made or lost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast import Forecast, make_forecast
from posada.forecast.engine import make_ground
from posada.forecast.learning.counting import stretch, unstretch
from posada.forecast.learning.course import Course
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.reach import legs_between, nearness, reach_of
from posada.forecast.learning.standing import Compartments
from posada.forecast.learning.taking import (
    ITSELF,
    Counted,
    disagreement,
    distance,
    log_density,
    not_expected,
    take_in,
)
from posada.forecast.learning.whole import whole_people
from posada.movement import make_network
from posada.movement.own.night import TRAVELLERS, Night
from posada.scenario import read_scenario
from tests.building import build, place, route

NAMES = "ABCD"


def report(day, people, where, measure="people", **more):
    spot = {"place": where} if len(where) == 1 else {"region": where}
    row = {"date": f"2030-01-{day:02d}", "place": "", "region": "", "measure": measure}
    return {**row, "people": people, "confidence": "high", **spot, **more}


def road(folder, headcounts, people=1000, changed=None, **more):
    """A thousand people walk from A over B and C to D, where they stay; known up to day 4."""
    departures = {"date": "2030-01-01", "place": "A", "people": people, **more}
    counted = {"headcounts": headcounts} if headcounts else {}
    return build(
        folder,
        {
            "as_of": "2030-01-04",
            "horizon_days": 4,
            "movement.leave": {"A": 1.0, "default": [0.3, 0.8], "D": 0.0},
            "movement.turn_back": {"default": [0.0, 0.1]},
            "movement.join_list": {"default": 0.0},
            **(changed or {}),
        },
        places=[place("A", "origin"), place("B"), place("C"), place("D", "destination")],
        routes=[route("A", "B"), route("B", "C"), route("C", "D", 110)],
        departures=[departures],
        **counted,
    )


def today(forecast, name):
    return forecast.people.sel(place=name, day="2030-01-04").values


def test_the_forecast_starts_from_what_was_counted_this_morning(tmp_path):
    """More than nine draws in ten expected are counted at C; they are missed elsewhere."""
    free = make_forecast(road(tmp_path / "free", []), draws=100)
    counted = make_forecast(road(tmp_path / "seen", [report(4, 400, "C")]), draws=100)
    assert np.quantile(today(free, "C"), 0.9) < 400
    expected, found = (np.median(today(forecast, "C")) for forecast in (free, counted))
    assert abs(found - 400) < 0.5 * abs(expected - 400)
    assert today(counted, "C").std() < 0.8 * today(free, "C").std()
    assert (counted.balance() == 0).all()
    assert (counted.data["departed"] == 1000).all()
    table = counted.learned.places.set_index("place")
    assert table.loc["C", "p50"] < 320 < table.loc["C", "now_p50"]
    assert table.loc["C", "moved_by"] == 0
    assert table.loc["A", "moved_by"] == -1


def test_a_count_that_nobody_expected_is_followed_half_way(tmp_path):
    """Either the count or the model errs; the draws say both, and their range is wide."""
    forecast = make_forecast(road(tmp_path, [report(4, 900, "C")]), draws=100)
    assert forecast.learned.reports["tail"].iloc[0] < 0.01
    assert 400 < np.median(today(forecast, "C")) < 750
    assert np.quantile(today(forecast, "C"), 0.9) > 750


def test_counts_of_the_same_people_that_agree_are_followed(tmp_path):
    """Three mornings the same 900 are at B, and not on the road as the rules say: the rules err."""
    rows = [report(day, 900, "B") for day in (2, 3, 4)]
    found = today(make_forecast(road(tmp_path, rows), draws=100), "B")
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx([780, 870, 950], abs=40)


def test_conflicting_counts_of_one_day_are_both_used(tmp_path):
    rows = [report(4, 300, "C"), report(4, 600, "C")]
    middle = np.median(today(make_forecast(road(tmp_path, rows), draws=100), "C"))
    assert 360 < middle < 540


def test_a_count_is_followed_as_far_as_it_is_trusted(tmp_path):
    at_c = {
        trust: np.median(
            today(
                make_forecast(
                    road(tmp_path / trust, [report(4, 420, "C", confidence=trust)]), draws=100
                ),
                "C",
            )
        )
        for trust in ("high", "low")
    }
    assert at_c["high"] > at_c["low"] + 20


def test_nobody_comes_back_from_asylum_because_others_are_missed(tmp_path):
    """300 asked for asylum on the day before; today's counts hold everybody who set out."""
    rows = [report(3, 300, "ZZ", "asylum_total"), report(4, 1000, "ZZ"), report(4, 1000, "C")]
    asks = {"movement.asylum": {"default": [0.0, 0.5]}}
    forecast = make_forecast(road(tmp_path, rows, changed=asks), draws=150)
    asylum = forecast.data["asylum"].sum("place")
    assert np.median(asylum.sel(day="2030-01-04")) > 0.5 * np.median(asylum.sel(day="2030-01-03"))
    assert (forecast.balance() == 0).all()


def test_who_set_out_may_change_within_the_stated_range(tmp_path):
    scenario = road(tmp_path, [report(4, 1450, "ZZ")], people_low=700, people_high=1600)
    departed = make_forecast(scenario, draws=100).data["departed"].sel(day="2030-01-04").values
    assert 1200 < np.median(departed) <= 1600
    assert departed.min() >= 700


def test_a_count_above_all_who_set_out_is_kept_and_flagged(tmp_path):
    forecast = make_forecast(road(tmp_path, [report(4, 5000, "C")]), draws=50)
    assert (forecast.balance() == 0).all()
    assert today(forecast, "C").max() <= 1000
    assert len(forecast.learned.reports) == 1
    assert any("more people than can have set out by then" in line for line in forecast.caveats)


@pytest.mark.parametrize(
    "headcounts",
    [
        [report(4, 0, name) for name in NAMES],
        [report(1, 0, "B")],
        [report(4, 700, "D")],
        [report(2, 900, "B"), report(2, 5, "B"), report(3, 0, "B")],
        [report(3, 250, "ZZ", "returned_total"), report(3, 600, "C", "arrivals_total")],
        [report(4, 100, "ZZ", "asylum_total"), report(4, 400, "B", "departures_total")],
        [report(4, 333, "C", "arrivals"), report(4, 900, "ZZ", people_high=1100)],
    ],
    ids=["all zeros", "one zero", "the far end", "conflict", "totals", "no asylum", "flows"],
)
def test_any_reports_leave_whole_people_and_lose_none(tmp_path, headcounts):
    forecast = make_forecast(road(tmp_path, headcounts), draws=30)
    assert (forecast.balance() == 0).all()
    assert all((forecast.data[name] >= 0).all() for name in forecast.data if name != "elsewhere")


def test_a_list_that_was_counted_is_followed(tmp_path):
    scenario = build(
        tmp_path,
        {
            "as_of": "2030-01-05",
            "movement.leave": {"default": 1.0, "C": 0.0},
            "movement.join_list": {"default": 0.0, "C": [0.05, 0.5]},
            "movement.list_ahead": {"Gate": [0, 400]},
        },
        places=[
            place("A", "origin"),
            place("C", "destination", queue_at="Gate"),
            place("Gate", "crossing"),
        ],
        routes=[route("A", "C")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 500}],
        headcounts=[
            {
                "date": "2030-01-05",
                "place": "Gate",
                "measure": "waiting_list",
                "people": 750,
                "confidence": "high",
            }
        ],
        events=[{"date": "2030-01-06", "kind": "quota", "place": "Gate", "value": 10}],
    )
    forecast = make_forecast(scenario, draws=100)
    waiting = forecast.data["waiting"].sel(place="C", day="2030-01-05").values
    free = make_forecast(scenario, draws=100, learn=False)
    assert waiting.mean() > free.data["waiting"].sel(place="C", day="2030-01-05").values.mean() + 50
    assert (forecast.balance() == 0).all()


def test_a_count_of_one_number_is_weighed_as_on_paper():
    """Two equal certainties meet in the middle on the scale of counts; a neighbour gives way."""
    random = np.random.default_rng(1)
    spread = np.array([0.04])
    z = stretch(np.array([400.0]), spread) + random.standard_normal(4000)
    here = unstretch(z, spread)
    numbers = np.column_stack([here, 1000 - here])
    goal, most = stretch(np.array([600.0]), spread), np.array([np.inf])
    counted = Counted(goal, np.ones(1), spread, most, np.array([[ITSELF, 1.0]]))
    taken = take_in(numbers, here[:, None], counted, np.zeros(1), random)
    middle = unstretch((z.mean() + goal) / 2, spread)[0]
    assert np.median(taken.numbers[:, 0]) == pytest.approx(middle, rel=0.03)
    assert taken.numbers.sum(axis=1) == pytest.approx(1000, rel=1e-3)
    assert stretch(taken.numbers[:, 0], spread).std() == pytest.approx(np.sqrt(0.5), rel=0.06)
    assert taken.moved[0] == pytest.approx(taken.numbers.mean(axis=0) - numbers.mean(axis=0))


def test_the_distance_of_a_report_is_in_squares_beside_what_was_expected():
    spread, said, most = np.array([0.01]), np.full((50, 1), 400.0), np.array([np.inf])
    seen = {
        people: Counted(stretch(np.array([people]), spread), np.ones(1), spread, most, np.eye(1))
        for people in (400.0, 800.0)
    }
    (far, usual), (near, _) = (distance(said, seen[people]) for people in (800.0, 400.0))
    assert usual == pytest.approx(1)  # all say the same, so the error of the count alone
    assert far[0] > 10 * usual[0] > 10 * near[0]


def test_no_count_is_taken_for_more_than_all_who_set_out():
    spread, random = np.array([0.01]), np.random.default_rng(2)
    said = random.normal(400, 50, (200, 1))
    goal, most = stretch(np.array([5000.0]), spread), np.array([1000.0])
    counted = Counted(goal, np.ones(1), spread, most, np.array([[ITSELF]]))
    assert take_in(said, said, counted, np.full(1, 200.0), random).numbers.max() <= 1000.001


def test_a_report_twice_as_far_off_as_expected_has_that_density():
    """-(4 / 2 + log 2) / 2, and what is expected less closely says less of it."""
    found = log_density(np.array([4.0, 4.0]), np.array([2.0, 8.0]))
    assert found == pytest.approx([-1 - np.log(2) / 2, -0.25 - np.log(8) / 2])


def test_what_is_not_expected_nearby_says_little_of_what_is_far():
    """Two nearby with 8 and 4, two far with 0: (12 + 3 * 3) / (2 + 3), and (0 + 3 * 3) / 5."""
    surplus = np.array([8.0, 4.0, 0.0, 0.0])
    near = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    assert not_expected(surplus, near) == pytest.approx([21 / 5, 9 / 5, 3.0])
    assert not_expected(-surplus, near) == pytest.approx([0.0, 0.0, 0.0])


def test_how_far_counts_may_be_off_is_seen_in_how_they_differ():
    """Steps of 2, -1 and 2: half their mean square is 1.5, for three steps 1.5 * 5 / 3, less 1."""
    assert disagreement(np.array([10.0, 12.0, 11.0, 13.0]), 1.0) == pytest.approx(1.5)
    assert disagreement(np.array([10.0, 10.1, 10.0]), 1.0) == 0
    assert disagreement(np.array([10.0, 10.0]), 1.0) == np.inf


def test_only_counts_of_the_same_people_so_far_say_how_far_one_may_be_off(tmp_path):
    """At B three agree by day 4, at C two do, and of the fourth at B nothing is known yet."""
    rows = [report(day, people, "B") for day, people in ((3, 500), (1, 505), (4, 500))]
    rows += [report(day, 500, "C") for day in (3, 4)]
    rows += [report(4, 500, "B", measure="arrivals"), report(4, 5, "B")]
    evidence = gather(road(tmp_path, rows))
    off = evidence.disagreement(np.array([2, 4, 5]), np.arange(6))
    assert off.tolist() == [0.0, np.inf, np.inf]
    assert evidence.disagreement(np.array([2]), np.arange(7))[0] > 10


def test_reports_are_near_by_the_legs_between_what_they_count(tmp_path):
    ground = make_ground(road(tmp_path, [report(2, 10, place) for place in ("A", "C", "ZZ")]))
    scenario = ground.scenario
    near = Course(ground, ground.engine(ground.draw(2, 1)), gather(scenario)).near
    assert np.diag(near) == pytest.approx([1, 1, 1])
    assert near[0, 1] == near[1, 0] == pytest.approx(nearness(np.array(2.0)))
    assert near[0, 2] == 1  # the region holds A


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), draws=st.integers(1, 6), cells=st.integers(1, 9))
def test_whole_people_add_up_and_are_near_what_is_wanted(seed, draws, cells):
    random = np.random.default_rng(seed)
    wanted = random.normal(20, 40, (draws, cells))
    total = random.integers(0, 300, draws)
    free = random.random((draws, cells)) + 0.01
    people = whole_people(wanted, total, free)
    assert (people >= 0).all()
    assert (people.sum(axis=1) == total).all()


def test_a_certain_number_is_held_and_an_uncertain_one_gives_way():
    people = whole_people(
        np.array([[100.0, 50.0, -3.0]]), np.array([130]), np.array([[0.0, 4.0, 1.0]])
    )
    assert people.tolist() == [[100, 30, 0]]


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    return Compartments(make_network(road(tmp_path_factory.mktemp("cells"), [])))


def night(random, draws, groups=2):
    here = random.integers(0, 30, (draws, 2 * groups, 4))
    way = np.zeros(3 * draws, TRAVELLERS)
    way["draw"] = np.repeat(np.arange(draws), 3)
    way["kind"], way["route"] = np.tile([0, 1, 2], draws), 2
    way["days"], way["people"] = 1, random.integers(1, 20, 3 * draws)
    ends = random.integers(0, 9, (draws, 4, 4))
    left = here.sum(axis=(1, 2)) + way["people"].reshape(draws, 3).sum(axis=1)
    left = left + ends.sum(axis=(1, 2))
    return Night(4, here, way, ends, np.zeros((draws, 4), int), left, np.zeros((draws, 4), "u8"))


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), draws=st.integers(1, 5))
def test_people_are_moved_as_wanted_and_keep_their_groups(cells, seed, draws):
    random = np.random.default_rng(seed)
    before = night(random, draws)
    people = cells.people(before)
    wanted = random.permuted(people, axis=1)
    wanted[:, cells.routes] = people[:, cells.routes]
    wanted[:, 0] += people.sum(axis=1) - wanted.sum(axis=1)
    wanted[:, 0], wanted[:, 1] = np.maximum(wanted[:, 0], 0), wanted[:, 1]
    after = cells.move(before, wanted, random)
    assert (cells.people(after) == wanted).all()
    assert (after.left == wanted.sum(axis=1)).all()
    assert (after.here >= 0).all()
    assert (after.travellers["people"] > 0).all()


def test_moving_within_the_road_keeps_every_group(cells):
    random = np.random.default_rng(5)
    before = night(random, 3)
    wanted = cells.people(before)
    shift = np.minimum(10, wanted[:, 1])
    wanted[:, 1] -= shift
    wanted[:, cells.routes.stop - 1] += shift
    after = cells.move(before, wanted, random)

    def by_group(night):
        groups = night.here.sum(axis=2)[:, 0::2] + night.here.sum(axis=2)[:, 1::2]
        way = night.travellers
        np.add.at(groups, (way["draw"], way["kind"] // 2), way["people"])
        return groups

    assert (by_group(after) == by_group(before)).all()
    assert set(after.travellers["days"]) == {1}


def test_what_lies_far_off_along_the_road_is_not_moved(cells, tmp_path):
    assert nearness(np.array([0.0, 6.0, 99.0, np.inf])) == pytest.approx([1, 0, 0, 0])
    assert 0.2 < nearness(np.array([3.0]))[0] < 0.3
    legs = legs_between(cells.network)
    assert legs[0].tolist() == [0, 1, 2, 3]
    evidence = gather(road(tmp_path, [report(4, 10, "C")]))
    row = next(evidence.table.itertuples(index=False))
    reach = reach_of(cells.network, legs, row, evidence.inside[0])
    assert np.isinf(reach[:4]).tolist() == [False, False, True, False]
    assert reach[0] < reach[1] < 1


def test_the_seed_alone_decides_who_is_where(tmp_path):
    scenario = road(tmp_path, [report(3, 300, "C"), report(4, 800, "C")])
    one, two = (make_forecast(scenario, draws=20, seed=3) for _ in range(2))
    assert (one.data["people"] == two.data["people"]).all()
    other = make_forecast(scenario, draws=20, seed=4)
    assert (one.data["people"] != other.data["people"]).any()


def test_more_draws_than_members_start_from_the_same_day_and_go_ways_of_their_own(tmp_path):
    forecast = make_forecast(road(tmp_path, [report(4, 300, "C")]), draws=200)
    people, parameters = forecast.people.values, forecast.parameters
    assert (parameters.iloc[0] == parameters.iloc[150]).all()
    assert (people[:50, :4] == people[150:, :4]).all()
    assert (people[:50, 4:] != people[150:, 4:]).any(axis=(1, 2)).mean() > 0.9
    assert (forecast.balance() == 0).all()


def test_where_people_moved_survives_saving(tmp_path):
    forecast = make_forecast(road(tmp_path, [report(4, 800, "C")]), draws=10)
    forecast.save(tmp_path / "forecast.nc")
    again = Forecast.load(tmp_path / "forecast.nc").learned.places
    pd.testing.assert_frame_equal(again, forecast.learned.places, check_dtype=False)


def test_the_exodus_keeps_everybody(tmp_path):
    scenario = read_scenario("exodus-2018").replace(horizon_days=5)
    forecast = make_forecast(scenario, draws=5)
    assert (forecast.balance() == 0).all()
    assert all((forecast.data[name] >= 0).all() for name in forecast.data if name != "elsewhere")
