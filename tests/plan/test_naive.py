"""Naive plans worked out on paper, and what no rule may break."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posada.plan import make_plan, replay
from posada.plan.naive import RULES, make_naive_plan
from tests.plan.conftest import needs as make_needs
from tests.plan.conftest import scenario as make_scenario
from tests.plan.test_plan_laws import FEW, ITEMS, RATES, worlds

NEAR_AND_FAR = [{"place": "A", "length_km": 1}, {"place": "B", "length_km": 200}]
BLANKET = [{"name": "blanket", "standard": "blanket", "unit": "piece", "clock": "first_arrivals"}]


def sent(plan):
    """Quantity by place."""
    return plan.deliveries.groupby("place")["quantity"].sum().to_dict()


def test_nearest_first_fills_the_near_place_and_leaves_the_far_one_the_rest(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 150}], lanes=NEAR_AND_FAR)
    plan = make_naive_plan(scenario, tiny.needs({"A": [100], "B": [100]}), "nearest first")
    assert sent(plan) == {"A": 100, "B": 50}


def test_pro_rata_shares_goods_by_need_over_all_days(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 200}], lanes=NEAR_AND_FAR)
    people = {"A": [100, 100], "B": [50, 150]}
    plan = make_naive_plan(scenario, tiny.needs(people), "pro rata")
    table = plan.deliveries.set_index(["place", "delivery"])["quantity"]
    assert table.to_list() == pytest.approx([50, 25, 50, 75], abs=1)


def test_pro_rata_shares_transport_by_need(tiny):
    depots = [{"dispatch_tonnes_per_day": 0.06}]
    scenario = tiny.scenario(stock=[{"quantity": 900}], lanes=NEAR_AND_FAR, depots=depots)
    plan = make_naive_plan(scenario, tiny.needs({"A": [100], "B": [200]}), "pro rata")
    assert sent(plan) == {"A": 20, "B": 40}


def test_the_ranking_weighs_distance_and_spare_goods(tiny):
    scenario = tiny.scenario(
        depots=[{"name": "Near"}, {"name": "Full"}, {"name": "Far"}],
        stock=[
            {"depot": "Near", "quantity": 500},
            {"depot": "Full", "quantity": 900},
            {"depot": "Far", "quantity": 100},
        ],
        lanes=[
            {"depot": "Near", "place": "A", "length_km": 10},
            {"depot": "Full", "place": "A", "length_km": 20},
            {"depot": "Far", "place": "A", "length_km": 30},
        ],
    )
    plan = make_naive_plan(scenario, tiny.needs({"A": [600]}), "distance and spare goods")
    assert plan.deliveries.groupby("depot")["quantity"].sum().to_dict() == {
        "Full": 100,
        "Near": 500,
    }


def test_the_mean_forecast_sends_no_more_than_the_mean(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 900}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [[50], [150]]})
    assert sent(make_naive_plan(scenario, needs, "mean forecast")) == {"A": 100}
    assert sent(make_naive_plan(scenario, needs, "value only")) == {"A": 150}


def test_as_on_the_first_day_does_not_see_what_changes(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 900}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [100, 300]})
    assert sent(make_naive_plan(scenario, needs, "last week's plan")) == {"A": 200}


def test_a_rule_goes_on_bringing_blankets_to_those_who_wait(tiny):
    scenario = tiny.scenario(
        items=BLANKET,
        pledges=[{"item": "blanket", "quantity": 80, "date": "2030-01-04"}],
        lanes=[{"place": "A"}],
    )
    needs = tiny.needs({"A": [50, 50, 0]}, items=BLANKET)
    assert sent(make_naive_plan(scenario, needs, "nearest first")) == {"A": 80}


def test_a_naive_plan_says_that_it_is_none_to_use(tiny):
    plan = make_naive_plan(tiny.scenario(), tiny.needs({"A": [10]}), "pro rata")
    assert plan.caveats == (
        "This plan was made by the rule 'pro rata', to compare with; it is not a proposal.",
    )


@FEW
@given(worlds(), st.sampled_from(sorted(RULES)))
def test_no_rule_lifts_the_worst_covered_further_than_the_plan(world, rule):
    tables, people = world
    scenario = make_scenario(items=ITEMS, **tables)
    needs = make_needs(people, items=ITEMS, rate=RATES)
    naive, ours = make_naive_plan(scenario, needs, rule), make_plan(scenario, needs)
    worst = [name for name in ours.objectives if name.startswith("worst coverage")]
    assert sum(naive.objectives[name] for name in worst) <= (
        sum(ours.objectives[name] for name in worst) + 0.02 * len(worst) + 1e-6
    )
    assert np.isfinite(list(replay(scenario, needs, naive).figures.values())).all()
    held = sum(row["quantity"] for row in tables["stock"] if row["item"] == "water")
    water = naive.deliveries[naive.deliveries["item"] == "water"]
    assert water["quantity"].sum() <= held + 1e-6
