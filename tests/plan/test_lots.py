"""Goods that are meant for some places, or that expire, are told apart all the way."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from posada.plan import make_plan, replay
from posada.plan.demand import read_demand
from tests.scenario.changing import only_problem, put


def lanes(*places, **row):
    return [{"place": place, **row} for place in places]


def with_places(scenario, **regions):
    names = list(regions)
    scenario.tables["places"] = pd.DataFrame({"name": names, "region": list(regions.values())})
    return scenario


def earmarked(scenario, serves, lots=None, table="stock"):
    columns = {"serves": serves} | ({"lot": lots} if lots else {})
    scenario.tables[table] = scenario.tables[table].assign(**columns)
    return scenario


def sent_to(plan):
    return plan.deliveries.groupby("place")["quantity"].sum().to_dict()


def test_goods_meant_for_a_place_go_nowhere_else(tiny):
    people = tiny.needs({"A": [100], "B": [100]})
    stock = [{"quantity": 60}, {"quantity": 100}]
    scenario = tiny.scenario(stock=stock, lanes=lanes("A", "B"))
    scenario = with_places(earmarked(scenario, ["A", ""]), A="North", B="South")
    assert sent_to(make_plan(scenario, people)) == {"A": 80, "B": 80}
    scenario = earmarked(scenario, ["A", "A"])
    assert sent_to(make_plan(scenario, people)) == {"A": 100}


def test_goods_meant_for_a_region_reach_each_of_its_places(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 100}], lanes=lanes("A", "B", "C"))
    scenario = with_places(earmarked(scenario, ["North; C"]), A="North", B="South", C="South")
    plan = make_plan(scenario, tiny.needs({"A": [50], "B": [50], "C": [50]}))
    assert sent_to(plan) == {"A": 50, "C": 50}


def test_a_pledge_can_be_meant_for_a_place(tiny):
    pledges = [{"quantity": 80}]
    scenario = tiny.scenario(pledges=pledges, lanes=lanes("A", "B"))
    scenario = with_places(earmarked(scenario, ["B"], table="pledges"), A="", B="")
    assert sent_to(make_plan(scenario, tiny.needs({"A": [100], "B": [100]}))) == {"B": 80}


def test_goods_kept_at_the_place_are_used_only_until_they_expire(tiny):
    # One trip on the first day only: what is not used by 3 January is of no use afterwards.
    stock = [{"quantity": 400, "expires": "2030-01-03"}]
    depots = [{"dispatch_tonnes_per_day": 10.0}]
    scenario = tiny.scenario(stock=stock, lanes=lanes("A"), depots=depots)
    plan = make_plan(scenario, tiny.needs({"A": [100, 100, 100, 100]}))
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([1, 1, 0, 0], abs=0.002)
    assert plan.deliveries["quantity"].sum() == 200
    assert set(plan.deliveries["expires"]) == {pd.Timestamp("2030-01-03")}


def test_of_a_long_period_only_the_days_before_the_last_one_are_covered(tiny):
    stock = [{"quantity": 1000, "expires": "2030-01-04"}]
    scenario = tiny.scenario(stock=stock, lanes=lanes("A"))
    plan = make_plan(scenario, tiny.needs({"A": [900]}, days=[9]))
    assert plan.shortfalls["covered"].to_list() == pytest.approx([300], abs=0.5)  # 3 of 9 days


def test_what_expires_first_is_used_first(tiny):
    stock = [{"quantity": 100, "expires": "2030-01-02"}, {"quantity": 100}]
    plan = make_plan(tiny.scenario(stock=stock, lanes=lanes("A")), tiny.needs({"A": [100, 100]}))
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([1, 1], abs=0.002)
    assert plan.objectives["replayed worst life-saving coverage"] == pytest.approx(1)


def test_the_replay_hands_out_nothing_after_its_last_day(tiny):
    stock = [{"quantity": 400}]
    scenario, people = tiny.scenario(stock=stock, lanes=lanes("A")), tiny.needs({"A": [100] * 4})
    plan = make_plan(scenario, people)
    late = plan.deliveries.assign(
        dispatch=plan.deliveries["dispatch"].min(), delivery=plan.deliveries["delivery"].min()
    )
    kept = type(plan)(late, plan.shortfalls, {})
    gone = type(plan)(late.assign(expires=pd.Timestamp("2030-01-03")), plan.shortfalls, {})
    assert replay(scenario, people, kept).unmet.mean() == pytest.approx(0)
    assert replay(scenario, people, gone).unmet.mean() == pytest.approx(200)
    late = type(plan)(late.assign(expires=pd.Timestamp("2030-01-01")), plan.shortfalls, {})
    assert replay(scenario, people, late).unmet.mean() == pytest.approx(400)


@pytest.mark.parametrize(
    ("meant", "loaded"),
    [("A", {"A": "L3; L1", "B": "L1; L2"}), ("B", {"A": "L1; L2", "B": "L3; L2"})],
)
def test_the_loading_list_names_the_lots_in_order(tiny, meant, loaded):
    stock = [{"quantity": 60}, {"quantity": 60}, {"quantity": 60}]
    scenario = tiny.scenario(stock=stock, lanes=lanes("A", "B"))
    scenario = with_places(earmarked(scenario, ["", "", meant], ["L1", "L2", "L3"]), A="", B="")
    plan = make_plan(scenario, tiny.needs({"A": [90], "B": [90]}))
    assert plan.deliveries.set_index("place")["lots"].to_dict() == loaded


def test_an_accepted_line_draws_on_what_expires_first(tiny):
    stock = [{"quantity": 100}, {"quantity": 100, "expires": "2030-01-03"}]
    scenario = tiny.scenario(stock=stock, lanes=lanes("A"))
    claims = pd.DataFrame(
        {
            "depot": ["Store"], "item": ["water"], "place": ["A"], "quantity": [150.0],
            "dispatch": pd.to_datetime(["2030-01-02"]), "status": ["accepted"],
            "expires": pd.to_datetime(["2030-01-03"]),
        }
    )  # fmt: skip
    plan = make_plan(scenario, tiny.needs({"A": [100, 100]}), claims=claims)
    lines = plan.deliveries[plan.deliveries["status"] == "accepted"]
    assert lines["quantity"].to_list() == [100, 50]
    assert lines["expires"].dt.day.to_list()[0] == 3
    assert pd.isna(lines["expires"].iloc[1])


def test_goods_meant_for_an_unknown_place_are_refused(tmp_path):
    stock = "depot,item,quantity,serves\nParish hall,water,9000,Riversid\n"
    assert only_problem(put("stock.csv", stock), tmp_path) == (
        "stock.csv, row 2, serves: found 'Riversid', expected places, regions or country codes of "
        "places.csv, separated by ; (did you mean 'Riverside'?)"
    )


def test_what_was_promised_is_not_used_after_its_last_day(tiny):
    people = tiny.needs({"A": [100, 100, 100]})
    scenario = tiny.scenario(pledges=[{"quantity": 300}], lanes=lanes("A"))
    assert make_plan(scenario, people).deliveries["quantity"].sum() == 300
    last = pd.to_datetime(["2030-01-03"])
    scenario.tables["pledges"] = scenario["pledges"].assign(expires=last)
    plan = make_plan(scenario, people)
    assert plan.deliveries["quantity"].sum() == 200
    assert set(plan.deliveries["expires"]) == set(last)
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([1, 1, 0], abs=0.002)


def test_rows_of_stock_that_do_not_count_or_count_twice_are_told(tiny):
    rows = [
        {"quantity": 10, "date": "2029-12-30"},
        {"quantity": 20},
        {"quantity": 20},
        {"quantity": 40, "date": "2030-01-09"},
    ]
    scenario = tiny.scenario(stock=rows, lanes=[{}])
    told = [str(caveat) for caveat in make_plan(scenario, tiny.needs({"A": [90]})).caveats]
    assert [text for text in told if text.startswith("Rows")] == [
        "Rows of stock that were counted after the last day of information, and are left out: 1.",
        "Rows of stock that a later count of the same item in the same depot replaces, and that are"
        " left out: 1.",
        "Rows of stock and pledges that repeat another row in everything, and are counted all the"
        " same: 1.",
    ]


@pytest.mark.parametrize(("clock", "share"), [("person_days", 3 / 7), ("first_arrivals", 1.0)])
def test_what_is_handed_out_once_is_of_use_in_the_week_in_which_it_expires(tiny, clock, share):
    demand = read_demand(tiny.needs({"A": [70, 70]}, items=[{"clock": clock}], days=[7, 7]))
    until = np.array(["2030-01-04"], dtype="datetime64[D]")
    assert dataclasses.replace(demand, until=until).usable[0] == pytest.approx([share, 0])
