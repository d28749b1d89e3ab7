"""Handling, storage, budgets and mandates: worked out on paper."""

import pandas as pd
import pytest

from posada.plan import coverage_table, make_plan

ROUNDING = 0.02


def with_tables(scenario, **columns):
    """The scenario with tables of places or organisations added, given as lists of rows."""
    scenario.tables.update({name: pd.DataFrame(rows) for name, rows in columns.items()})
    return scenario


def coverage(plan):
    return coverage_table(plan).set_index(["place", "standard"])["coverage"]


def test_a_place_gets_no_more_than_it_can_unload(tiny):
    scenario = with_tables(
        tiny.scenario(
            depots=[{"name": "Near"}, {"name": "Far"}],
            stock=[{"depot": "Near", "quantity": 500}, {"depot": "Far", "quantity": 500}],
            lanes=[{"depot": "Near"}, {"depot": "Far", "length_km": 90}],
        ),
        places=[{"name": "A", "handling_tonnes_per_day": 0.06}],
    )
    plan = make_plan(scenario, tiny.needs({"A": [100, 100]}))
    daily = plan.deliveries.groupby("delivery")["quantity"].sum()
    assert daily.to_list() == pytest.approx([60, 60], abs=1)
    assert set(plan.shortfalls["limit"]) == {"handling"}
    assert "it does not plan the routes of vehicles." in plan.caveats[1]


def test_a_place_keeps_no_more_than_it_has_room_for(tiny):
    # The truck comes on the first day only: what is not used that day must be kept.
    def plan(room):
        scenario = tiny.scenario(
            items=[{"storable": True}],
            depots=[{"dispatch_tonnes_per_day": 0.1}],
            stock=[{"quantity": 1000}],
            lanes=[{}],
        )
        with_tables(scenario, places=[{"name": "A", "storage_tonnes": room}])
        return make_plan(scenario, tiny.needs({"A": [0, 0, 400]}))

    assert coverage(plan(0.05))["A", "water"] == pytest.approx(150 / 400, abs=ROUNDING)
    assert plan(0.05).shortfalls["limit"].to_list() == ["room"]
    assert plan(9.0).shortfalls["limit"].to_list() == ["depot"]
    assert coverage(plan(9.0))["A", "water"] == pytest.approx(300 / 400, abs=ROUNDING)


def test_an_organisation_spends_no_more_than_its_budget(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 1000}], lanes=[{}, {"place": "B"}])
    scenario.tables["lanes"]["cost_per_tonne"] = [100.0, 300.0]
    with_tables(scenario, organisations=[{"name": "Network", "budget": 40.0}])
    plan = make_plan(scenario, tiny.needs({"A": [200], "B": [200]}))
    # Both get the same share s of 200 litres: 0.2 s (100 + 300) = 40, so half of what they need;
    # of that the floor keeps 98 % for B, and what is saved there goes three times as far to A.
    assert coverage(plan).to_list() == pytest.approx([0.53, 0.49], abs=0.01)
    cost = plan.deliveries["place"].map({"A": 100, "B": 300}) * plan.deliveries["quantity"] / 1000
    assert cost.sum() <= 40
    assert set(plan.shortfalls["limit"]) == {"budget"}


def test_goods_go_only_where_they_are_meant_for(tiny):
    scenario = with_tables(
        tiny.scenario(stock=[{"quantity": 1000}], lanes=[{}, {"place": "B"}, {"place": "C"}]),
        organisations=[{"name": "Network", "serves": "North; C"}],
        places=[
            {"name": "A", "region": "North"},
            {"name": "B", "region": "South"},
            {"name": "C", "region": "South"},
        ],
    )
    plan = make_plan(scenario, tiny.needs({"A": [10], "B": [10], "C": [10]}))
    assert set(plan.deliveries["place"]) == {"A", "C"}


def test_an_organisation_brings_only_what_its_mandate_allows(tiny):
    items = [{}, {"name": "blanket", "standard": "blanket"}]
    scenario = tiny.scenario(
        items=items,
        stock=[{"quantity": 100}, {"item": "blanket", "quantity": 100}],
        lanes=[{}],
    )
    scenario.tables["items"]["sector"] = ["water", "bedding"]
    with_tables(scenario, organisations=[{"name": "Network", "sectors": "water health"}])
    plan = make_plan(scenario, tiny.needs({"A": [10]}, items=items))
    assert set(plan.deliveries["item"]) == {"water"}


def test_accepted_lines_use_up_handling_and_budget(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 1000}], lanes=[{}])
    scenario.tables["lanes"]["cost_per_tonne"] = 100.0
    with_tables(
        scenario,
        organisations=[{"name": "Network", "budget": 9.0}],
        places=[{"name": "A", "handling_tonnes_per_day": 0.08}],
    )
    line = {
        "depot": "Store", "item": "water", "place": "A", "quantity": 50.0, "status": "accepted",
        "dispatch": pd.Timestamp("2030-01-02"),
    }  # fmt: skip
    plan = make_plan(
        scenario, tiny.needs({"A": [200, 200]}), claims=pd.DataFrame([line], index=[2])
    )
    daily = plan.deliveries.groupby("delivery")["quantity"].sum().to_list()
    assert daily[0] <= 80 and sum(daily) == pytest.approx(90, abs=1)


def test_less_than_a_pack_that_is_left_over_is_not_stock(tiny):
    items = [{"pack_size": 30.0}]
    scenario = tiny.scenario(items=items, stock=[{"quantity": 100}], lanes=[{}])
    plan = make_plan(scenario, tiny.needs({"A": [500]}, items=items))
    assert plan.deliveries["quantity"].to_list() == [90]
    assert plan.shortfalls["limit"].to_list() == ["stock"]


def test_goods_that_have_expired_are_not_left_over(tiny):
    stock = [{"quantity": 900, "expires": "2030-01-02"}, {"quantity": 50}]
    plan = make_plan(tiny.scenario(stock=stock, lanes=[{}]), tiny.needs({"A": [100, 100]}))
    assert plan.shortfalls["limit"].to_list() == ["none", "stock"]
