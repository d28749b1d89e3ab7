"""Laws that every plan keeps, on tiny instances drawn at random."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posada.plan import coverage_table, make_plan
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


@FEW
@given(worlds(), st.integers(1, 500))
def test_more_stock_never_lowers_the_worst_coverage(world, more):
    tables, people = world
    richer = [{**row, "quantity": row["quantity"] + more} for row in tables["stock"]]
    before = plan_for(tables, people).objectives
    after = plan_for({**tables, "stock": richer}, people).objectives
    worst = [name for name in before if name.startswith("worst coverage")]
    assert sum(after[name] for name in worst) >= sum(before[name] for name in worst) - 1e-4


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
