"""What a reader asks of a plan."""

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
