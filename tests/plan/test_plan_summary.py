"""What a reader asks of a plan."""

import pandas as pd
import pytest

from posada.plan import coverage_table, largest_shortfalls, make_plan, who_could

ITEMS = [
    {"name": "hot meal", "standard": "energy", "unit": "meal", "weight_kg": 0.5},
    {"name": "ration", "standard": "energy", "unit": "kg"},
    {"name": "tent", "standard": "tent", "unit": "piece", "clock": "first_arrivals"},
]
RATES = [3.0, 0.5, 0.2]
PEOPLE = {"A": [100, 40], "B": [10, 10]}


@pytest.fixture
def scenario(tiny):
    return tiny.scenario(
        items=ITEMS,
        depots=[
            {"name": "Kitchen", "organisation": "Parish"},
            {"name": "Store", "organisation": "Network"},
        ],
        stock=[
            {"depot": "Store", "item": "ration", "quantity": 10},
            {"depot": "Store", "item": "tent", "quantity": 0},
        ],
        pledges=[{"depot": "Kitchen", "item": "hot meal", "quantity": 30}],
        lanes=[
            {"depot": "Kitchen", "place": "A"},
            {"depot": "Store", "place": "A"},
            {"depot": "Store", "place": "B"},
        ],
    )


def test_coverage_adds_up_the_periods_of_each_place_and_standard(scenario, tiny):
    plan = make_plan(scenario, tiny.needs(PEOPLE, items=ITEMS, rate=RATES))
    table = coverage_table(plan).set_index(["place", "standard"])
    assert table.loc[("A", "energy"), "need"] == pytest.approx(3 * 140)
    assert table.loc[("A", "energy"), "item"] == "hot meal"
    found = plan.shortfalls.query("place == 'A' and standard == 'energy'")["covered"].sum()
    assert table.loc[("A", "energy"), "covered"] == pytest.approx(found)
    assert len(table) == 4


def test_the_largest_shortfall_counts_people_and_days(scenario, tiny):
    plan = make_plan(scenario, tiny.needs(PEOPLE, items=ITEMS, rate=RATES))
    worst = largest_shortfalls(plan, count=1).iloc[0]
    # Tents: 100 people lack one for two days and 40 more for one, but no more than are there.
    assert (worst["place"], worst["standard"], worst["limit"]) == ("A", "tent", "stock")
    assert worst["person_days"] == pytest.approx(140 + 40)
    assert len(largest_shortfalls(plan, count=3)) == 3


def test_who_could_bring_it_counts_substitutes_and_lanes(scenario):
    assert who_could(scenario, "A", "hot meal") == ["Network", "Parish"]
    assert who_could(scenario, "B", "hot meal") == ["Network"]
    assert who_could(scenario, "A", "tent") == []


@pytest.mark.parametrize(
    ("table", "row", "found"),
    [
        # the last day of information is 1 January
        ("stock", {"expires": "2030-01-01"}, []),
        ("stock", {"expires": "2030-01-02"}, ["Network"]),
        ("pledges", {"date": "2030-01-01"}, ["Network"]),
        ("pledges", {"date": "2030-01-01", "item": "hot meal"}, []),
        ("pledges", {"date": "2030-01-02", "item": "hot meal"}, ["Network"]),
        ("pledges", {"every": "day", "date": "2029-12-01", "date_end": "2030-01-01"}, []),
        ("pledges", {"every": "day", "date": "2029-12-01"}, ["Network"]),
        ("pledges", {"chance": 0.0}, []),
    ],
)
def test_who_could_bring_it_has_what_the_plan_could_send(tiny, table, row, found):
    items = [{**ITEMS[0], "storable": False}, ITEMS[1]]
    rows = {"stock": [], "pledges": [], table: [{"item": "ration", "quantity": 9, **row}]}
    scenario = tiny.scenario(items=items, lanes=[{}], **rows)
    assert who_could(scenario, "A", "ration") == found
    plan = make_plan(scenario, tiny.needs({"A": [100]}, items=items, rate=RATES[:2]))
    assert sorted(set(plan.deliveries["organisation"])) == found


@pytest.mark.parametrize("mandate", [{"sectors": "water"}, {"serves": "B"}])
def test_who_may_not_bring_it_is_not_named(scenario, mandate):
    row = {"name": "Network", "sectors": "", "serves": "", **mandate}
    scenario.tables["organisations"] = pd.DataFrame([row])
    scenario.tables["places"] = pd.DataFrame({"name": ["A", "B"]})
    scenario.tables["items"]["sector"] = "food"
    assert who_could(scenario, "A", "ration") == ["Parish"]


def test_goods_that_are_meant_for_another_place_are_not_named(scenario):
    scenario.tables["places"] = pd.DataFrame({"name": ["A", "B"]})
    scenario.tables["stock"]["serves"] = "B"
    assert who_could(scenario, "A", "ration") == ["Parish"]
    assert who_could(scenario, "B", "ration") == ["Network"]


def test_two_stores_that_are_called_alike_are_one_organisation(scenario):
    depots = scenario["depots"]
    scenario.tables["depots"] = pd.concat([depots, depots.iloc[[1]]], ignore_index=True)
    assert who_could(scenario, "B", "ration") == ["Network"]
