"""Where a floor cannot be held at all, the plan says at which place, of what, and why."""

import numpy as np
import pandas as pd
import pytest

from posada.plan import make_plan
from posada.plan.demand import read_demand
from posada.plan.network import make_network
from posada.plan.objectives import most_value
from posada.plan.supply import read_supply

GUARANTEED = " can be guaranteed by "
RATION = {"name": "ration", "standard": "energy", "unit": "kg"}


def said(scenario, needs):
    return [text for text in make_plan(scenario, needs).caveats if GUARANTEED in text]


def test_a_floor_that_can_be_held_is_not_spoken_of(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 50}], lanes=[{"place": "A"}])
    assert said(scenario, tiny.needs({"A": [100, 100]})) == []


def test_what_nobody_has_is_said_with_place_item_and_limit(tiny):
    items = [{}, RATION]
    scenario = tiny.scenario(items=items, stock=[{"quantity": 50}], lanes=[{"place": "A"}])
    assert said(scenario, tiny.needs({"A": [100, 100]}, items=items)) == [
        "No ration can be guaranteed by 2030-01-03 at: A "
        "(no depot that can reach it has any to give)."
    ]


def test_what_comes_after_the_first_checkpoint_is_short_only_until_then(tiny):
    scenario = tiny.scenario(
        floor_days=2,
        stock=[{"quantity": 500}],
        lanes=[{"place": "A"}, {"place": "B", "lead_days": 3}],
    )
    people = {"A": [100] * 6, "B": [100] * 6}
    assert said(scenario, tiny.needs(people)) == [
        "No water can be guaranteed by 2030-01-03 at: B (nothing can arrive by then)."
    ]


def test_who_is_sure_of_nothing_by_the_end_is_told_once(tiny):
    items = [{}, RATION]
    scenario = tiny.scenario(
        floor_days=1, items=items, stock=[{"quantity": 50}], lanes=[{"place": "A"}]
    )
    assert said(scenario, tiny.needs({"A": [100, 100, 100]}, items=items)) == [
        "No ration can be guaranteed by 2030-01-04 at: A "
        "(no depot that can reach it has any to give)."
    ]


@pytest.mark.parametrize(
    ("people", "why"),
    [([100, 10], "nothing can arrive by then"), ([10, 100], "the lanes to it carry nothing more")],
)
def test_the_limit_that_is_told_stands_in_the_way_of_most_of_the_need(tiny, people, why):
    # Nothing can arrive on the first day, and no trip is made for the second.
    lane = {"lead_days": 1, "lane_capacity_tonnes_per_day": 0.0}
    scenario = tiny.scenario(stock=[{"quantity": 500}], lanes=[lane])
    assert said(scenario, tiny.needs({"A": people}))[0].endswith(f"A ({why}).")


def test_of_what_saves_no_lives_no_floor_is_told(tiny):
    soap = {"name": "soap", "standard": "soap", "life_saving": False}
    scenario = tiny.scenario(items=[{}, soap], stock=[{"quantity": 500}], lanes=[{}])
    assert said(scenario, tiny.needs({"A": [100]}, items=[{}, soap])) == []


def test_nobody_is_compared_below_the_need_of_one_person_for_a_day(tiny):
    # On average 0.2 or 1.2 person-days at B, where nothing can arrive.
    lanes = [{"place": "A"}, {"place": "B", "lead_days": 9}]
    scenario = tiny.scenario(stock=[{"quantity": 500}], lanes=lanes)
    for people, told in ((0.1, 0), (0.6, 1)):
        needs = tiny.needs({"A": [100, 100], "B": [people, people]})
        assert len(said(scenario, needs)) == told
        assert ("B" in make_plan(scenario, needs).replayed.coverage["place"].to_list()) == told


def test_a_place_without_any_lane_is_named_once(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 50}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [100, 100], "B": [100, 100]})
    assert said(scenario, needs) == []
    assert "No depot can bring anything to: B." in make_plan(scenario, needs).caveats


def test_what_only_a_lane_from_elsewhere_could_bring_is_said(tiny):
    items = [{}, RATION]
    scenario = tiny.scenario(
        items=items,
        depots=[{}, {"name": "Barn"}],
        stock=[{"quantity": 50}, {"depot": "Barn", "item": "ration", "quantity": 50}],
        lanes=[{"place": "A"}, {"place": "B"}, {"depot": "Barn", "place": "A"}],
    )
    assert said(scenario, tiny.needs({"A": [100, 100], "B": [100, 100]}, items=items)) == [
        "No ration can be guaranteed by 2030-01-03 at: B (no lane leads there "
        "from a depot that has any)."
    ]


def test_a_floor_that_is_only_noise_need_not_be_held(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 100}], lanes=[{}])
    scenario.tables["places"] = pd.DataFrame({"name": ["A"], "handling_tonnes_per_day": [0.0]})
    demand, supply = read_supply(scenario, read_demand(tiny.needs({"A": [100]})))
    network = make_network(demand, supply, 7)
    assert most_value(network, np.full(len(network.floors.need), 5e-5)).value == pytest.approx(0)
