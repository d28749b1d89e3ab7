"""Laws that every plan keeps, on tiny instances drawn at random."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posada.plan import coverage_table, make_plan
from posada.plan.demand import read_demand
from posada.plan.fairness import lift_the_worst
from posada.plan.network import make_network
from posada.plan.objectives import most_value
from posada.plan.supply import read_supply
from tests.plan.conftest import lifted
from tests.plan.conftest import needs as make_needs
from tests.plan.conftest import scenario as make_scenario

FEW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
amount = st.integers(0, 400)
ITEMS = [
    {"name": "water", "pack_size": 5.0},
    {"name": "meal", "standard": "energy", "unit": "meal", "weight_kg": 0.5, "storable": False},
    {"name": "ration", "standard": "energy", "unit": "kg", "pack_size": 10.0},
    {
        "name": "blanket", "standard": "blanket", "unit": "piece", "weight_kg": 1.5,
        "life_saving": False, "clock": "first_arrivals",
    },
]  # fmt: skip
RATES = [15.0, 3.0, 0.5, 1.0]
PLACES, DEPOTS, PERIODS, DRAWS = ["A", "B", "C"], ["Store", "Hall"], 4, 3


@st.composite
def worlds(draw):
    """Tables of a scenario and people in need."""
    several = st.lists(amount, min_size=PERIODS, max_size=PERIODS)
    people = {place: [draw(several) for _ in range(DRAWS)] for place in PLACES}
    cap = st.sampled_from([np.nan, 0.0, 0.2, 1.0])
    lanes = [
        {
            "depot": depot, "place": place, "length_km": float(draw(st.integers(0, 300))),
            "lead_days": float(draw(st.integers(0, 2))), "lane_capacity_tonnes_per_day": draw(cap),
        }
        for depot in DEPOTS for place in PLACES if draw(st.booleans())
    ]  # fmt: skip
    stock = [
        {
            "depot": depot, "item": item["name"], "quantity": float(20 * draw(amount)),
            "expires": draw(st.sampled_from([None, "2030-01-03"])),
        }
        for depot in DEPOTS for item in ITEMS if item["name"] != "meal"
    ]  # fmt: skip
    pledges = [
        {
            "depot": "Hall", "item": "meal", "quantity": float(draw(amount)), "every": "day",
            "date": "2030-01-03", "date_end": "2030-01-05", "chance": 0.7,
        }
    ]  # fmt: skip
    depots = [{"name": name, "dispatch_tonnes_per_day": draw(cap)} for name in DEPOTS]
    tables = {"stock": stock, "pledges": pledges, "lanes": lanes, "depots": depots}
    return tables, people


def plan_for(tables, people):
    scenario = make_scenario(items=ITEMS, **tables)
    return make_plan(scenario, make_needs(people, items=ITEMS, rate=RATES))


def covered(plan):
    return coverage_table(plan).set_index(["place", "standard"])["coverage"]


@FEW
@given(worlds())
def test_no_depot_sends_more_than_it_has_by_then(world):
    tables, people = world
    plan = plan_for(tables, people)
    for (depot, item), sent in plan.deliveries.groupby(["depot", "item"]):
        held = [row for row in tables["stock"] if (row["depot"], row["item"]) == (depot, item)]
        coming = [row for row in tables["pledges"] if (row["depot"], row["item"]) == (depot, item)]
        for day, so_far in sent.groupby("dispatch")["quantity"].sum().cumsum().items():
            days = max(0, min((day - pd.Timestamp("2030-01-03")).days + 1, 3))
            had = sum(row["quantity"] for row in held)
            had += sum(0.7 * days * row["quantity"] for row in coming)
            assert so_far <= had + 1e-6


@FEW
@given(worlds())
def test_no_lane_or_depot_carries_more_than_its_tonnes(world):
    tables, people = world
    plan = plan_for(tables, people)
    kg = {item["name"]: item.get("weight_kg", 1.0) for item in ITEMS}
    tonnes = plan.deliveries["quantity"] * plan.deliveries["item"].map(kg).astype(float) / 1000
    loads = plan.deliveries.assign(tonnes=tonnes)
    for row in tables["depots"]:
        mine = loads[loads["depot"] == row["name"]].groupby("dispatch")["tonnes"].sum()
        assert not (mine > row["dispatch_tonnes_per_day"] + 1e-9).any()
    for row in tables["lanes"]:
        mine = loads[(loads["depot"] == row["depot"]) & (loads["place"] == row["place"])]
        daily = mine.groupby("dispatch")["tonnes"].sum()
        assert not (daily > row["lane_capacity_tonnes_per_day"] + 1e-9).any()


@FEW
@given(worlds())
def test_shortfall_and_covered_add_up_to_the_need(world):
    table = plan_for(*world).shortfalls
    assert np.allclose(table["covered"] + table["shortfall"], table["need"])
    assert (table["covered"] <= table["need"] + 1e-6).all()
    assert (table["covered"] >= 0).all()


def with_more_stock(tables, more):
    """The same world with more of everything in stock."""
    richer = [{**row, "quantity": row["quantity"] + more} for row in tables["stock"]]
    return {**tables, "stock": richer}


def with_a_lane(tables, depot, place):
    """The same world with a lane, if it is not there already."""
    lanes = tables["lanes"]
    has = any((row["depot"], row["place"]) == (depot, place) for row in lanes)
    more = lanes if has else [*lanes, {"depot": depot, "place": place, "length_km": 50.0}]
    return {**tables, "lanes": more}


@FEW
@given(worlds(), st.integers(1, 500))
def test_more_stock_never_lowers_the_worst_coverage(world, more):
    tables, people = world
    before, after = plan_for(tables, people), plan_for(with_more_stock(tables, more), people)
    assert lifted(after) >= lifted(before) - 1e-4


@FEW
@given(worlds(), st.sampled_from(DEPOTS), st.sampled_from(PLACES))
def test_one_more_lane_never_lowers_the_worst_coverage(world, depot, place):
    tables, people = world
    more = with_a_lane(tables, depot, place)
    before, after = plan_for(tables, people), plan_for(more, people)
    assert lifted(after) >= lifted(before) - 1e-4


def assert_no_value_is_lost(before, after):
    """What objective B reaches with the floors of the network before."""
    level = lift_the_worst(before)
    of_floor = {(p, s, t): v for p, s, t, v in zip(*floors_of(before), level, strict=True)}
    held = np.array([of_floor[key] for key in zip(*floors_of(after), strict=True)])
    value = most_value(before, level).value
    assert most_value(after, held).value >= value - 1e-6 * max(1, value)


@FEW
@given(worlds(), st.integers(1, 500))
def test_more_stock_never_lowers_the_value_when_the_floor_is_held(world, more):
    tables, people = world
    richer = with_more_stock(tables, more)
    before, after = network_for(tables, people), network_for(richer, people)
    assert_no_value_is_lost(before, after)


@FEW
@given(worlds(), st.sampled_from(DEPOTS), st.sampled_from(PLACES))
def test_one_more_lane_never_lowers_the_value_when_the_floor_is_held(world, depot, place):
    tables, people = world
    more = with_a_lane(tables, depot, place)
    before, after = network_for(tables, people), network_for(more, people)
    assert_no_value_is_lost(before, after)


@FEW
@given(worlds())
def test_no_place_is_sent_more_than_anybody_could_need(world):
    tables, people = world
    lines = plan_for(tables, people).deliveries
    packs = {item["name"]: item.get("pack_size", 1.0) for item in ITEMS}
    for (place, item), sent in lines.groupby(["place", "item"])["quantity"]:
        number = [row["name"] for row in ITEMS].index(item)
        most = np.max(people[place], axis=0).sum() * RATES[number]
        assert sent.sum() <= most + len(sent) * packs[item] + 1e-6


def network_for(tables, people):
    demand = read_demand(make_needs(people, items=ITEMS, rate=RATES))
    demand, supply = read_supply(make_scenario(items=ITEMS, **tables), demand)
    return make_network(demand, supply, 7)


def floors_of(network):
    return network.floors.place, network.floors.standard, network.floors.last


@FEW
@given(worlds(), st.lists(st.sampled_from([0.0, 0.3, 2.0]), min_size=3, max_size=3))
def test_no_place_gets_more_than_it_can_handle(world, tonnes):
    tables, people = world
    scenario = make_scenario(items=ITEMS, **tables)
    rows = {"name": PLACES, "handling_tonnes_per_day": tonnes}
    scenario.tables["places"] = pd.DataFrame(rows)
    plan = make_plan(scenario, make_needs(people, items=ITEMS, rate=RATES))
    kg = {item["name"]: item.get("weight_kg", 1.0) for item in ITEMS}
    loads = plan.deliveries["quantity"] * plan.deliveries["item"].map(kg).astype(float) / 1000
    daily = loads.groupby([plan.deliveries["place"], plan.deliveries["delivery"]]).sum()
    for (place, _), load in daily.items():
        assert load <= tonnes[PLACES.index(place)] + 1e-9


@FEW
@given(worlds())
def test_two_places_of_equal_need_and_lanes_are_covered_alike(world):
    tables, people = world
    lanes = [row for row in tables["lanes"] if row["place"] == "A"]
    lanes += [{**row, "place": "B"} for row in lanes]
    free = [{**row, "lane_capacity_tonnes_per_day": np.nan} for row in lanes]
    plan = plan_for({**tables, "lanes": free}, {"A": people["A"], "B": people["A"]})
    table = plan.shortfalls.groupby(["place", "standard"])[["covered", "need"]].sum()
    packs = {"water": 5.0, "energy": 30.0, "blanket": 1.0}
    for standard, pack in packs.items():
        if ("A", standard) in table.index:
            mine, other = table.loc[("A", standard)], table.loc[("B", standard)]
            assert abs(mine["covered"] - other["covered"]) <= 3 * pack + 0.03 * mine["need"]


@FEW
@given(worlds())
def test_other_names_of_places_and_organisations_change_no_coverage(world):
    tables, people = world
    rename = {"A": "Zulu", "B": "Alfa", "C": "Mike", "Store": "Zzz", "Hall": "Aaa"}

    def renamed(rows, *columns):
        return [{**row, **{column: rename[row[column]] for column in columns}} for row in rows]

    other = {
        "stock": renamed(tables["stock"], "depot"),
        "pledges": renamed(tables["pledges"], "depot"),
        "lanes": renamed(tables["lanes"], "depot", "place"),
        "depots": [{**row, "organisation": "Other"} for row in renamed(tables["depots"], "name")],
    }
    before = covered(plan_for(tables, people)).rename(index=rename)
    after = covered(plan_for(other, {rename[name]: value for name, value in people.items()}))
    assert after.sort_index().to_list() == before.sort_index().to_list()


@FEW
@given(worlds())
def test_the_order_of_rows_changes_no_coverage(world):
    tables, people = world
    turned = {name: rows[::-1] for name, rows in tables.items()}
    before = covered(plan_for(tables, people))
    after = covered(plan_for(turned, dict(reversed(people.items()))))
    assert after.sort_index().to_list() == pytest.approx(before.sort_index().to_list(), abs=0.02)


@FEW
@given(worlds())
def test_the_same_input_gives_the_same_plan(world):
    first, second = plan_for(*world), plan_for(*world)
    pd.testing.assert_frame_equal(first.deliveries, second.deliveries)
    pd.testing.assert_frame_equal(first.shortfalls, second.shortfalls)
    assert first.objectives == second.objectives


@FEW
@given(worlds())
def test_every_delivery_is_in_whole_packs_and_after_its_dispatch(world):
    deliveries = plan_for(*world).deliveries
    packs = {item["name"]: item.get("pack_size", 1.0) for item in ITEMS}
    expected = deliveries["packs"] * deliveries["item"].map(packs).astype(float)
    assert (deliveries["quantity"] == expected).all()
    assert (deliveries["packs"] > 0).all()
    assert (deliveries["delivery"] >= deliveries["dispatch"]).all()
