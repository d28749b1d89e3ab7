"""Learning from headcounts: worked by hand, against a particle filter, and with bad reports."""

import os
from functools import partial

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast import Forecast, make_forecast
from posada.forecast.engine import make_ground
from posada.forecast.learning.chance import covariance_of
from posada.forecast.learning.counting import expected, expected_root, root, stretch
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.past import live_past
from posada.forecast.learning.unknowns import Unknowns
from posada.forecast.learning.update import (
    Observed,
    adapt,
    enlarged,
    move,
    not_held,
)
from posada.scenario import read_scenario
from posada.scenario.ranges import Range
from tests.building import build, place, route


def report(day, people, where="B", measure="people", **more):
    spot = {"place": where, "region": ""} if len(where) < 2 else {"place": "", "region": where}
    return {"date": f"2030-01-{day:02d}", **spot, "measure": measure, "people": people, **more}


def road(folder, headcounts, changed=None, **tables):
    """A hundred to three hundred a day from A over B to C, for five days; known up to day 8."""
    departures = [
        {
            "date": f"2030-01-0{day}",
            "place": "A",
            "people": 200,
            "people_low": 100,
            "people_high": 300,
            "wave": "w",
        }
        for day in range(1, 6)
    ]
    settings = {
        "as_of": "2030-01-08",
        "horizon_days": 7,
        "movement.leave": {"A": 1.0, "B": [0.1, 0.9], "C": 0.0},
        "movement.settle": {"C": [0.0, 0.1]},
        "movement.join_list": {"default": 0.0},
        **(changed or {}),
    }
    given_tables = {
        "places": [place("A", "origin"), place("B"), place("C", "destination")],
        "routes": [route("A", "B"), route("B", "C")],
        "departures": departures,
        "headcounts": headcounts,
    }
    return build(folder, settings, **{**given_tables, **tables})


REPORTS = [
    *(report(d, n, "B") for d, n in ((2, 260), (3, 330), (5, 410), (7, 120))),
    *(report(d, n, "C") for d, n in ((3, 190), (6, 640), (8, 800))),
]


@pytest.fixture(scope="module")
def known_road(tmp_path_factory):
    return road(tmp_path_factory.mktemp("road"), REPORTS)


@pytest.fixture(scope="module")
def learned(known_road):
    return make_forecast(known_road, draws=300, learn=True)


def test_with_many_unknowns_members_are_as_uncertain_as_they_are_wrong():
    """A hundred unknowns, sixty sums of some of them, a hundred members; eight truths."""
    off = []
    for random in map(np.random.default_rng, range(8)):
        sums = random.uniform(0.5, 1.5, (100, 60)) * (random.random((100, 60)) < 0.05)
        truth = random.standard_normal(100)
        observed = Observed(truth @ sums + random.standard_normal(60), np.ones(60))
        said = partial(_summed, sums)
        found = adapt(random.standard_normal((100, 100)), said, observed, random).unknowns
        off.append((truth - found.mean(axis=0)) / found.std(axis=0))
    assert np.square(off).mean() == pytest.approx(1, abs=0.15)  # 1.9 as the steps leave them


def _summed(sums, unknowns):
    """Sums of the unknowns, with an error of variance 1 and without chance."""
    return unknowns @ sums, np.ones(sums.shape[1]), np.empty((0, sums.shape[1]))


def test_one_report_of_one_number_is_weighed_as_on_paper():
    """Prior 0 with variance 1, seen as 3x with variance 1: mean 3y / 10, variance 1 / 10."""
    members = np.random.default_rng(1).standard_normal((4000, 1))
    observed = Observed(np.array([1.5]), np.array([1]))
    adapted = adapt(
        members, lambda x: (3 * x, np.ones(1), np.empty((0, 1))), observed, np.random.default_rng(2)
    )
    assert adapted.unknowns.mean() == pytest.approx(0.45, abs=0.02)
    assert adapted.unknowns.std() == pytest.approx(np.sqrt(0.1), abs=0.02)
    assert adapted.belief == 1
    assert adapted.pull.shape == (1, 1)
    assert adapted.pull[0, 0] == pytest.approx(0.45, abs=0.03)


def test_chance_that_is_lived_is_weighed_once_as_on_paper():
    """Prior 0 with variance 1, seen as x with chance of variance 3, counted with variance 1.

    Mean y / 5, variance 1 - 1 / 5. A second report of those whom the first missed has the chance
    the other way round: their sum y is 2x with variance 2, which gives mean y / 3, variance 1 / 3.
    """
    random = np.random.default_rng(1)
    members = random.standard_normal((4000, 1))

    luck = np.sqrt(3) * random.standard_normal((4000, 1))

    def predict(x):
        now = np.sqrt(3) * random.standard_normal(x.shape)
        return np.hstack([x + now, x - now]), np.ones(2), np.hstack([luck, -luck])

    both = adapt(members, predict, Observed(np.array([2.0, 0.0]), np.ones(2)), random)
    assert both.unknowns.mean() == pytest.approx(2 / 3, abs=0.05)
    assert both.unknowns.std() == pytest.approx(np.sqrt(1 / 3), abs=0.03)

    def alone(x):
        return tuple(part[..., :1] for part in predict(x))

    one = adapt(members, alone, Observed(np.array([2.0]), np.ones(1)), random)
    assert one.unknowns.mean() == pytest.approx(2 / 5, abs=0.05)
    assert one.unknowns.std() == pytest.approx(np.sqrt(1 - 1 / 5), abs=0.03)


def test_whoever_is_missing_at_one_place_is_at_another():
    random = np.random.default_rng(2)
    stay, other = 5 * random.standard_normal(150), random.standard_normal(150)
    chance = covariance_of(np.stack([stay, -stay, other], axis=1))
    assert np.diag(chance) == pytest.approx([25, 25, 1], rel=0.3)
    assert chance[0, 1] == pytest.approx(-chance[0, 0], rel=0.05)
    assert abs(chance[0, 2]) < 0.1 * 5
    assert np.linalg.eigvalsh(chance).min() > -1e-9


def test_a_step_of_full_weight_adds_the_errors_of_the_counts_alone():
    chance = np.array([[3.0, -2.0], [-2.0, 3.0]])
    whole = not_held(chance, np.full(2, 4.0), np.full(2, 1 / 4))
    assert whole == pytest.approx(np.eye(2) / 4)
    third = not_held(chance, np.full(2, 4.0), np.full(2, 1 / 12))
    assert third == pytest.approx((3 * (np.eye(2) + chance) - chance) / 12)
    unused = not_held(chance, np.full(2, 4.0), np.array([1 / 4, 0.0]))
    assert unused == pytest.approx(np.diag([1 / 4, 1.0]))


def test_the_parts_of_the_reports_add_up_to_the_move():
    random = np.random.default_rng(3)
    members, effect = random.standard_normal((200, 3)), random.standard_normal((3, 5))
    moved, pull = move(
        members, members @ effect, np.arange(5.0), np.full(5, 0.3), np.eye(5), random
    )
    assert pull.sum(axis=0) == pytest.approx(moved.mean(axis=0) - members.mean(axis=0))


def test_a_report_without_weight_moves_nothing():
    members = np.random.default_rng(4).standard_normal((50, 2))
    moved, _ = move(
        members, members, np.array([9.0, 9.0]), np.zeros(2), np.eye(2), np.random.default_rng(5)
    )
    assert moved == pytest.approx(members)


def test_what_the_model_cannot_reach_is_believed_less():
    predicted = np.random.default_rng(6).standard_normal((500, 8))
    fits = Observed(np.zeros(8), np.ones(8))
    assert (enlarged(predicted, np.ones(8), fits) <= 1).all()
    one_off = Observed(np.array([30.0, *np.zeros(7)]), np.ones(8))
    variance = enlarged(predicted, np.ones(8), one_off)
    assert variance[0] > 10 * variance[1:].max()
    all_off = enlarged(predicted, np.ones(8), Observed(np.full(8, 9.0), np.ones(8)))
    shared = enlarged(predicted, np.ones(8), Observed(np.full(8, 9.0), np.full(8, 8.0)))
    assert (all_off > 20).all()
    assert (shared > 7 * all_off).all()


@pytest.mark.parametrize("mean", [30, 3000])
@pytest.mark.parametrize("error", [0.1, 0.5])
def test_counts_have_the_same_error_whatever_their_size(mean, error):
    random, spread = np.random.default_rng(7), np.array([error**2])
    counts = random.poisson(random.gamma(1 / spread, spread * mean, size=(20000, 1)))
    assert stretch(counts, spread).std() == pytest.approx(1, abs=0.12)
    assert stretch(counts, spread).mean() == pytest.approx(
        expected(np.array([mean]), spread)[0], abs=0.06
    )
    middle = expected_root(np.array([mean]), spread)[0]
    assert root(counts).mean() == pytest.approx(middle, rel=0.02)
    assert root(counts).var() == pytest.approx(1 + spread[0] * mean, rel=0.15)


@settings(max_examples=20)
@given(st.floats(-5, 5), st.floats(0.01, 9), st.integers(0, 99))
def test_parameters_go_to_normal_numbers_and_back(low, width, seed):
    unknowns = Unknowns.of(
        {"known": Range(low=1, high=1), "open": Range(low=low, high=low + width)}
    )
    position = np.random.default_rng(seed).random(20)
    table = pd.DataFrame({"known": 1.0, "open": low + width * position})
    numbers = unknowns.of_table(table)
    assert numbers.shape == (20, 1)
    again = unknowns.fill(table, numbers)
    assert again["open"].to_numpy() == pytest.approx(table["open"].to_numpy(), abs=1e-5 * width)
    assert (again["known"] == 1).all()
    far = unknowns.fill(table, np.full((20, 1), 50.0))
    assert (far["open"] <= low + width).all()


def filtered(random, particles=20000):
    """Bootstrap particle filter of the road from A over B to C: leave.B and settle.C."""
    leave, settle = 0.1 + 0.8 * random.random(particles), 0.1 * random.random(particles)
    position = random.random(particles)
    rising, falling = 100 + np.sqrt(position * 2e4), 300 - np.sqrt((1 - position) * 2e4)
    setting_out = np.rint(np.where(position < 0.5, rising, falling)).astype(int)
    at = {"B": np.zeros(particles, int), "C": np.zeros(particles, int)}
    alive = [leave, settle, setting_out]
    for day in range(1, 9):
        before = {name: people.copy() for name, people in at.items()}
        on = random.binomial(before["B"], alive[0])
        gone = random.binomial(before["C"], alive[1])
        at["B"] = before["B"] - on + (alive[2] if day <= 5 else 0)
        at["C"] = before["C"] - gone + on
        for row in REPORTS:
            if row["date"] == f"2030-01-{day:02d}":
                weight = likelihood(row["people"], at[row["place"]])
                kept = random.choice(particles, particles, p=weight / weight.sum())
                alive = [values[kept] for values in alive]
                at = {name: people[kept] for name, people in at.items()}
    return [*alive, at["B"], at["C"]]


def likelihood(counted, people, relative_error=0.2):
    """Negative binomial probability of a count, but for a factor."""
    from scipy.stats import nbinom

    size = 1 / relative_error**2
    return nbinom.pmf(counted, size, size / (size + np.maximum(people, 0.1)))


def test_what_is_stated_exactly_is_not_learned(tmp_path):
    """Rows without a range, and a quota of one number, would only be unknowns too many."""
    rows = [
        {"date": "2030-01-01", "place": "A", "people": 100},
        {"date": "2030-01-02", "place": "A", "people": 100, "people_low": 100, "people_high": 100},
        {"date": "2030-01-03", "place": "A", "people": 100, "people_high": 200},
        {"date": "2030-01-04", "place": "A", "people": 100, "wave": "w"},
        {"date": "2030-01-05", "place": "A", "people": 100, "people_low": 50, "wave": "w"},
    ]
    gate = {"date": "2030-01-01", "kind": "quota", "from_place": "B", "to_place": "C"}
    events = [{**gate, "value": 60}]
    ground = make_ground(road(tmp_path / "exact", REPORTS, departures=rows, events=events))
    names = Unknowns.of(ground.ranges).names
    assert [name for name in names if name.startswith("departures")] == [
        "departures.row 4",
        "departures.w",
    ]
    assert not [name for name in names if name.startswith("quota")]
    events = [{**gate, "value": 60, "value_high": 80}]
    ground = make_ground(road(tmp_path / "range", REPORTS, departures=rows, events=events))
    assert "quota.B - C" in Unknowns.of(ground.ranges).names


def test_learning_agrees_with_a_particle_filter(known_road):
    learned = make_forecast(known_road, draws=300, learn=True)
    leave, settle, setting_out, at_b, at_c = filtered(np.random.default_rng(9))
    today = learned.people.sel(day="2030-01-08")
    departed = learned.data["departed"].values[:, -1] / 5
    for ours, theirs in (
        (learned.parameters["leave.B"], leave),
        (learned.parameters["settle.C"], settle),
        (departed, setting_out),
        (today.sel(place="B").to_series(), at_b),
        (today.sel(place="C").to_series(), at_c),
    ):
        assert abs(ours.mean() - theirs.mean()) < 0.5 * theirs.std()
        assert 0.7 < ours.std() / theirs.std() < 1.5


def test_people_are_conserved_and_parameters_stay_in_their_ranges(learned):
    assert (learned.balance() == 0).all()
    assert learned.parameters["leave.B"].between(0.1, 0.9).all()
    assert learned.parameters["settle.C"].between(0.0, 0.1).all()
    assert (learned.parameters["leave.A"] == 1).all()


def test_the_seed_alone_decides_what_is_learned(known_road, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one = make_forecast(known_road, draws=40, seed=3, learn=True)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    three = make_forecast(known_road, draws=40, seed=3, learn=True)
    xr.testing.assert_identical(one.data, three.data)
    other = make_forecast(known_road, draws=40, seed=4, learn=True)
    assert not one.parameters.equals(other.parameters)


def test_what_was_learned_is_told(learned):
    told = learned.learned
    rows = told.parameters.set_index("parameter")
    assert set(rows.index) == {"leave.B", "settle.C", "departures.w"}
    leave = rows.loc["leave.B"]
    assert leave["p50"] == pytest.approx(0.5, abs=0.02)
    assert leave["p10"] < leave["learned_p10"] < leave["learned_p90"] < leave["p90"]
    assert leave["narrowed"] < 0.6
    assert len(told.reports) == len(REPORTS)
    assert told.reports["tail"].between(0, 1).all()
    assert told.reports["believed"].between(0, 1).all()
    assert (told.reports["p10"] <= told.reports["p90"]).all()


def test_a_report_that_pulls_is_named(tmp_path):
    scenario = road(tmp_path, [report(5, 1480, "A", "departures_total"), report(3, 0, "A")])
    told = make_forecast(scenario, draws=150, learn=True).learned
    row = told.parameters.set_index("parameter").loc["departures.w"]
    assert row["moved"] > 1
    assert told.reports.loc[row["pulled_by"], "measure"] == "departures_total"
    still = told.parameters.set_index("parameter").loc["settle.C"]
    assert abs(still["moved"]) < 0.25
    assert still["pulled_by"] == -1


def test_a_surprise_has_a_small_tail(tmp_path):
    told = make_forecast(
        road(tmp_path, [*REPORTS, report(8, 9000, "C")]), draws=100, learn=True
    ).learned
    tails = told.reports["tail"]
    assert tails.iloc[-1] < 0.001
    assert (tails.iloc[:-1] > 0.001).all()
    assert told.reports["believed"].iloc[-1] < told.reports["believed"].iloc[:-1].min()


def test_what_was_learned_survives_saving(learned, tmp_path):
    learned.save(tmp_path / "forecast.nc")
    again = Forecast.load(tmp_path / "forecast.nc").learned
    for name in ("parameters", "reports"):
        pd.testing.assert_frame_equal(
            getattr(again, name), getattr(learned.learned, name), check_dtype=False
        )
    assert again.belief == learned.learned.belief
    assert again.trust == learned.learned.trust


def test_without_reports_nothing_changes():
    riverside = read_scenario("riverside")
    with_learning = make_forecast(riverside, draws=20, learn=True)
    without = make_forecast(riverside, draws=20, learn=False)
    xr.testing.assert_identical(with_learning.data, without.data)
    assert with_learning.learned is None


def test_the_scenario_can_switch_learning_off(tmp_path):
    scenario = road(tmp_path, REPORTS, {"movement.learn": False})
    assert make_forecast(scenario, draws=5, learn=True).learned is None


def test_names_on_a_list_are_those_before_and_those_who_joined(tmp_path):
    """A hundred stand there, ten are called a day; nobody of the road joins before day 2."""
    scenario = road(
        tmp_path,
        [report(3, 70, "X", "waiting_list")],
        {"movement.join_list": {"C": 1.0}, "movement.list_ahead": {"X": 100}},
        places=[
            place("A", "origin"),
            place("B"),
            place("C", "destination", queue_at="X"),
            place("X", "crossing"),
        ],
        events=[{"date": "2030-01-01", "kind": "quota", "place": "X", "value": 10}],
    )
    ground = make_ground(scenario)
    past = live_past(ground, ground.draw(4, 1), seed=1)
    assert past.sizes["day"] == 8
    names = past["list"].sel(place="X").values
    waiting = past["waiting"].sum("place").values
    assert (names[:, :3] - waiting[:, :3] == [90, 80, 70]).all()
    assert waiting[:, 3].min() > 0
    assert gather(scenario).counts(past)[:, 0].tolist() == names[:, 2].tolist()


@pytest.mark.parametrize(
    "headcounts",
    [
        [report(d, 0, p) for d in (3, 6, 8) for p in "BC"],
        [report(8, 300, "C")],
        [report(8, 0, "C")],
        [report(d, 500, "C") for d in (6, 7, 8)],
        [report(8, 100, "C", people_high=900), report(8, 5000, "C", confidence="low")],
    ],
    ids=["all zeros", "one report", "one zero", "a place with none", "conflict"],
)
def test_any_reports_give_a_whole_forecast(tmp_path, headcounts):
    forecast = make_forecast(road(tmp_path, headcounts), draws=20, learn=True)
    assert (forecast.balance() == 0).all()
    assert np.isfinite(forecast.parameters.to_numpy()).all()
    assert forecast.parameters["leave.B"].std() > 0.02
    assert len(forecast.learned.reports) == len(headcounts)


def test_reports_above_capacity_are_kept_and_flagged(tmp_path):
    places = [place("A", "origin"), place("B", shelter_capacity=100), place("C", "destination")]
    forecast = make_forecast(road(tmp_path, REPORTS, places=places), draws=10, learn=True)
    assert len(forecast.learned.reports) == len(REPORTS)
    assert (
        "Headcounts above the shelter capacity of their place are kept and learned from: B."
        in forecast.caveats
    )


def test_a_shelter_made_larger_is_not_too_full(tmp_path):
    """Beds for 5,000 from the first day on, or from a day on which most was counted already."""
    places = [place("A", "origin"), place("B", shelter_capacity=100), place("C", "destination")]
    for date, told in (("2030-01-01", False), ("2030-01-08", True)):
        larger = [{"date": date, "kind": "capacity", "place": "B", "value": 5000}]
        scenario = road(tmp_path / date, REPORTS, places=places, events=larger)
        caveats = make_forecast(scenario, draws=10, learn=True).caveats
        assert any("above the shelter capacity" in caveat for caveat in caveats) == told


def test_reports_that_are_late_or_early_are_left_out_and_said(tmp_path):
    scenario = road(tmp_path, [*REPORTS, report(9, 777, "C")])
    early = scenario["headcounts"].iloc[[0]].assign(date=pd.Timestamp("2029-12-31"))
    tables = dict(scenario.tables)
    tables["headcounts"] = pd.concat([early, scenario["headcounts"]], ignore_index=True)
    forecast = make_forecast(type(scenario)(scenario.settings, tables), draws=10, learn=True)
    assert len(forecast.learned.reports) == len(REPORTS)
    assert forecast.caveats[:3] == (
        "Rows dated after 2030-01-08 are in the tables but not used, because nobody could know "
        "of them: 1 of headcounts.",
        "Headcounts dated before 2030-01-01, the start, are not used: 1.",
        "The forecast learned from headcounts up to 2030-01-08, within the stated ranges: 7. The "
        "model can follow 100 % of their weight; the less that is, the less they narrow the "
        "ranges.",
    )


def test_a_later_report_changes_nothing(tmp_path, learned):
    later = road(tmp_path, [*REPORTS, report(9, 1), report(12, 5000, "C")])
    again = make_forecast(later, draws=300, learn=True)
    xr.testing.assert_identical(again.data, learned.data)
