"""A plan replayed over draws, worked out on paper, and the laws of its figures."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.errors import ResultError
from posada.plan import Plan, make_plan, replay
from posada.plan.replay import gini, worst_tenth
from posada.plan.result import DELIVERIES, SHORTFALLS
from tests.plan.conftest import scenario
from tests.plan.test_plan_laws import FEW, plan_for, worlds
from tests.plan.test_plan_laws import ITEMS as LAW_ITEMS
from tests.plan.test_plan_laws import RATES as LAW_RATES

FIRST = "2030-01-02"
NUMBERS = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20)
MEALS = [
    {"name": "hot meal", "standard": "energy", "unit": "meal", "storable": False},
    {"name": "ration", "standard": "energy", "unit": "kg"},
]
BLANKET = [{"name": "blanket", "standard": "blanket", "unit": "piece", "clock": "first_arrivals"}]


def plan_of(*deliveries):
    """A plan of deliveries (place, quantity, day, item), all by one organisation."""
    rows = [
        {"place": place, "quantity": float(quantity), "delivery": day, "item": item}
        for place, quantity, day, item in deliveries
    ]
    frame = pd.DataFrame(rows, columns=list(DELIVERIES))
    frame["delivery"] = pd.to_datetime(frame["delivery"])
    return Plan(frame, pd.DataFrame(columns=list(SHORTFALLS)), {})


def test_coverage_is_read_draw_by_draw(tiny):
    needs = tiny.needs({"A": [[50], [100], [200], [400]]})
    found = replay(tiny.scenario(), needs, plan_of(("A", 100, FIRST, "water")))
    row = found.coverage.loc[0]
    assert row["need"] == pytest.approx(750 / 4)
    assert row["coverage"] == pytest.approx((50 + 100 + 100 + 100) / 750)
    assert row["p50"] == pytest.approx(0.75)
    assert found.unmet.tolist() == pytest.approx([0, 0, 100, 300])
    # The worst tenth of four draws is a part of the worst one.
    assert found.cvar90 == pytest.approx(300)


def test_the_worst_place_and_the_gini_compare_places_by_need(tiny):
    needs = tiny.needs({"A": [100], "B": [300]})
    found = replay(tiny.scenario(), needs, plan_of(("A", 100, FIRST, "water")))
    assert (found.worst_place, found.worst_standard, found.worst_coverage) == ("B", "water", 0)
    # One quarter of the need has everything: 2 * 1/4 * 3/4 * 1 / (2 * 1/4) = 3/4.
    assert found.gini == pytest.approx(0.75)


def test_people_make_what_is_there_last_until_more_comes(tiny):
    needs = tiny.needs({"A": [100, 100, 100, 100]})
    early = ("A", 100, FIRST, "water")
    late = ("A", 200, "2030-01-04", "water")
    found = replay(tiny.scenario(), needs, plan_of(early, late))
    assert found.coverage.loc[0, "coverage"] == pytest.approx(0.75)
    # Half on the first two days, all of it after: value 3 up to the half and 1 above, life-saving.
    assert found.value == pytest.approx(2 * 0.1 * (1.5 + 1.5 + 2 + 2))


def test_water_that_comes_late_does_not_help_before(tiny):
    needs = tiny.needs({"A": [100, 100]})
    found = replay(tiny.scenario(), needs, plan_of(("A", 200, "2030-01-03", "water")))
    assert found.unmet.tolist() == pytest.approx([100])


def test_what_arrives_after_the_last_day_covers_nobody(tiny):
    found = replay(
        tiny.scenario(), tiny.needs({"A": [100]}), plan_of(("A", 100, "2030-01-03", "water"))
    )
    assert found.unmet.tolist() == pytest.approx([100])


def test_hot_meals_are_eaten_first_and_rations_kept(tiny):
    needs = tiny.needs({"A": [100, 100]}, items=MEALS)
    plan = plan_of(("A", 100, FIRST, "hot meal"), ("A", 100, FIRST, "ration"))
    found = replay(tiny.scenario(items=MEALS), needs, plan)
    assert found.coverage.loc[0, "coverage"] == pytest.approx(1)


def test_what_spoils_is_gone(tiny):
    items = [{"spoil_share_per_day": 0.5}]
    needs = tiny.needs({"A": [0, 100]}, items=items)
    plan = plan_of(("A", 100, FIRST, "water"))
    found = replay(tiny.scenario(items=items), needs, plan)
    assert found.coverage.loc[0, "coverage"] == pytest.approx(0.5)


def test_a_blanket_that_comes_late_covers_and_the_days_without_it_count(tiny):
    needs = tiny.needs({"A": [10, 0, 0]}, items=BLANKET)
    plan = plan_of(("A", 10, "2030-01-04", "blanket"))
    found = replay(tiny.scenario(items=BLANKET), needs, plan)
    assert found.coverage.loc[0, "coverage"] == pytest.approx(1)
    assert found.unmet.tolist() == pytest.approx([20])


def test_nobody_in_need_is_nobody_uncovered(tiny):
    found = replay(tiny.scenario(), tiny.needs({"A": [0]}), plan_of())
    assert (found.worst_place, found.worst_coverage, found.gini, found.cvar90) == ("", 1, 0, 0)


def test_a_plan_for_another_place_is_refused(tiny):
    with pytest.raises(ResultError, match="the plan delivers to or of 'Z', which the needs lack"):
        replay(tiny.scenario(), tiny.needs({"A": [1]}), plan_of(("Z", 1, FIRST, "water")))


def test_a_plan_carries_the_figures_of_its_own_draws(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 100}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [[50], [150]]})
    plan = make_plan(scenario, needs)
    figures = replay(scenario, needs, plan).figures
    assert figures["replayed unmet life-saving person-days"] == pytest.approx(25, abs=1)
    assert {name: plan.objectives[name] for name in figures} == figures


def test_a_replay_seen_at_some_places_is_the_replay_of_those_places(tiny):
    people = {"A": [[50, 40], [150, 10]], "B": [[300, 20], [100, 80]], "C": [[9, 9], [9, 9]]}
    lines = [("A", 100, FIRST, "water"), ("B", 100, FIRST, "water"), ("C", 7, FIRST, "water")]
    seen = replay(tiny.scenario(), tiny.needs(people), plan_of(*lines)).at(["A", "C"])
    few = {name: people[name] for name in ("A", "C")}
    alone = replay(tiny.scenario(), tiny.needs(few), plan_of(lines[0], lines[2]))
    assert seen.figures == pytest.approx(alone.figures)
    assert seen.value == pytest.approx(alone.value)
    assert (seen.worst_place, seen.worst_standard) == (alone.worst_place, alone.worst_standard)
    pd.testing.assert_frame_equal(seen.coverage, alone.coverage)


def test_a_plan_carries_its_replay_until_its_deliveries_change(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 100}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [[50], [150]]})
    plan = make_plan(scenario, needs)
    assert plan.replayed.figures == replay(scenario, needs, plan).figures
    assert dataclasses.replace(plan, caveats=()).replayed is plan.replayed
    assert dataclasses.replace(plan, deliveries=plan.deliveries.copy()).replayed is None


@settings(max_examples=50, deadline=None, derandomize=True)
@given(values=NUMBERS)
def test_gini_lies_between_none_and_all(values):
    weights = np.ones(len(values))
    assert -1e-12 <= gini(np.array(values), weights) <= 1
    assert gini(np.full(len(values), 0.3), weights) == pytest.approx(0, abs=1e-12)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(losses=NUMBERS)
def test_the_worst_tenth_is_worse_than_the_mean(losses):
    assert np.mean(losses) - 1e-9 <= worst_tenth(np.array(losses)) <= max(losses) + 1e-9


@FEW
@given(worlds())
def test_more_deliveries_never_leave_more_unmet(world):
    from tests.plan.conftest import needs as make_needs

    tables, people = world
    plan = plan_for(tables, people)
    needs = make_needs(people, items=LAW_ITEMS, rate=LAW_RATES)
    goods = scenario(items=LAW_ITEMS)
    half = plan.deliveries.assign(quantity=plan.deliveries["quantity"] / 2)
    less = dataclasses.replace(plan, deliveries=half)
    full, part = replay(goods, needs, plan), replay(goods, needs, less)
    assert full.unmet.mean() <= part.unmet.mean() + 1e-6
    for found in (full, part):
        table_ = found.coverage
        assert table_["coverage"].between(0, 1 + 1e-9).all()
        assert (table_["p10"] <= table_["p50"] + 1e-12).all()
        assert (table_["p50"] <= table_["p90"] + 1e-12).all()
