"""Those who have waited longest come sooner, but nobody is ranked where nothing is known."""

import pandas as pd
import pytest

from posada.plan import make_plan
from posada.plan.demand import read_demand
from posada.plan.waiting import weigh_waiting
from tests.scenario.changing import only_problem, put


def world(tiny, **days):
    """Equal places; `days` says when water was last handed out at each."""
    places = sorted({"A", "B", *days})
    scenario = tiny.scenario(
        stock=[{"quantity": 100}], lanes=[{"place": place} for place in places]
    )
    rows = [("water", place, f"2030-01-{day:02}") for place, day in days.items()]
    table = pd.DataFrame(rows, columns=["item", "place", "date"])
    scenario.tables["handouts"] = table.assign(date=pd.to_datetime(table["date"]))
    return scenario


def test_a_standard_weighs_more_with_each_day_without_up_to_three_times(tiny):
    scenario = world(tiny, A=1)
    scenario.tables["handouts"]["date"] -= pd.to_timedelta([3], unit="D")
    people = tiny.needs({"A": [100] * 9})
    plain, waited = read_demand(people), weigh_waiting(scenario, read_demand(people))
    assert (waited.weight / plain.weight).tolist() == pytest.approx([2.0] * 7 + [1.0] * 2)
    scenario.tables["handouts"]["date"] -= pd.to_timedelta([30], unit="D")
    waited = weigh_waiting(scenario, read_demand(people))
    assert (waited.weight / plain.weight)[0] == pytest.approx(3.0)


def test_a_place_that_was_never_served_has_waited_since_the_first_date(tiny):
    scenario = world(tiny, A=1, C=1)
    scenario.tables["handouts"].loc[1, "date"] = pd.Timestamp("2029-12-29")
    people = tiny.needs({"A": [9], "B": [9], "C": [9]})
    demand = read_demand(people)
    waited = weigh_waiting(scenario, demand)
    factor = dict(zip(demand.places, waited.weight / demand.weight, strict=True))
    assert factor == pytest.approx({"A": 1.0, "B": 2.0, "C": 2.0})


def test_what_lasts_weighs_no_more_for_those_who_had_it_long_ago(tiny):
    scenario = world(tiny, A=1, B=1)
    scenario.tables["handouts"]["date"] -= pd.to_timedelta([30, 1], unit="D")
    demand = read_demand(tiny.needs({"A": [9], "B": [9]}, items=[{"clock": "first_arrivals"}]))
    assert weigh_waiting(scenario, demand).weight.tolist() == demand.weight.tolist()


def test_without_dates_nobody_is_ranked(tiny):
    demand = read_demand(tiny.needs({"A": [9], "B": [9]}))
    assert weigh_waiting(world(tiny), demand) is demand


def test_above_the_floor_more_goes_to_those_who_waited(tiny):
    scenario = world(tiny, A=1)
    scenario.tables["handouts"] = pd.DataFrame(
        {"item": "water", "place": ["A", "B"], "date": pd.to_datetime(["2030-01-01", "2029-12-20"])}
    )
    table = make_plan(scenario, tiny.needs({"A": [100], "B": [100]})).shortfalls
    coverage = table.set_index("place")["coverage"]
    assert coverage["B"] > coverage["A"] >= 0.98 * 0.5


def test_a_handout_of_an_unknown_thing_is_refused(tmp_path):
    found = only_problem(
        put("handouts.csv", "place,item,date\nRiverside,milk,2030-01-01\n"), tmp_path
    )
    assert found == "handouts.csv, row 2, item: found 'milk', expected an item named in items.csv"
