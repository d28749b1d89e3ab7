"""Goods that come within a week: what leaves before they are there, and what has to wait."""

import pandas as pd
import pytest

from posada.plan import coverage_table, make_plan
from posada.plan.naive import RULES, make_naive_plan

LATE = {"quantity": 100, "date": "2030-01-08"}
LANES = [{"place": "A", "lead_days": 4}]


def brought(plan, place, first, last):
    """Litres that arrive at a place on some days of January."""
    mine = plan.deliveries[plan.deliveries["place"] == place]
    days = mine["delivery"].dt.day
    return mine.loc[(days >= first) & (days <= last), "quantity"].sum()


def week(tiny, people, lanes=LANES, stock=10.0, **more):
    """A day and two weeks; 10 litres from the start, 100 more late in the first week."""
    rows = [{"quantity": stock}] if stock else []
    scenario = tiny.scenario(stock=rows, pledges=[LATE], lanes=lanes, **more)
    return scenario, tiny.needs(people, days=[1, 7, 7])


def test_only_what_was_there_before_arrives_in_the_week(tiny):
    # The 100 could leave on the 8th and be there on the 12th, in the second week (10th to 16th).
    plan = make_plan(*week(tiny, {"A": [0, 70, 100]}))
    assert (brought(plan, "A", 2, 9), brought(plan, "A", 10, 16)) == (10, 100)
    late = plan.deliveries.iloc[-1]
    assert (late["dispatch"].day, late["delivery"].day) == (10, 14)
    assert plan.shortfalls["covered"].to_list() == pytest.approx([10, 100])


def test_what_is_short_in_the_week_is_short_for_want_of_time(tiny):
    plan = make_plan(*week(tiny, {"A": [0, 70, 30]}))
    assert plan.shortfalls["limit"].to_list() == ["time", "none"]


def test_a_nearer_place_takes_what_comes_in_the_week(tiny):
    lanes = [*LANES, {"place": "B", "lead_days": 0}]
    plan = make_plan(*week(tiny, {"A": [0, 70, 0], "B": [0, 70, 0]}, lanes))
    assert (brought(plan, "A", 2, 9), brought(plan, "B", 8, 9)) == (10, 70)
    assert plan.deliveries["quantity"].sum() == 80


def test_where_the_nearer_place_takes_what_was_there_nothing_is_left_for_the_other(tiny):
    # B needs all on the first day; no pack changes hands for goods that are not there yet.
    lanes = [*LANES, {"place": "B", "lead_days": 0}]
    plan = make_plan(*week(tiny, {"A": [0, 0.2, 0], "B": [1000, 1000, 0]}, lanes))
    assert brought(plan, "A", 2, 9) <= 1
    assert brought(plan, "B", 2, 7) + brought(plan, "A", 2, 9) <= 10


def test_packs_are_rounded_within_what_was_there_before(tiny):
    scenario, needs = week(tiny, {"A": [0, 70, 0]}, items=[{"pack_size": 4.0}])
    assert make_plan(scenario, needs).deliveries["quantity"].to_list() == [8]


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_brings_goods_before_they_are_there(tiny, rule):
    plan = make_naive_plan(*week(tiny, {"A": [70 / 7, 70, 100]}), rule)
    came = plan.deliveries[plan.deliveries["delivery"] < "2030-01-12"]["quantity"].sum()
    assert came <= 10


def test_what_an_organisation_takes_first_is_not_promised_to_others(tiny):
    scenario, needs = week(tiny, {"A": [0, 70, 0]})
    claim = {
        "depot": "Store", "item": "water", "place": "A", "dispatch": pd.Timestamp("2030-01-02"),
        "expires": pd.NaT, "quantity": 6.0, "status": "accepted",
    }  # fmt: skip
    plan = make_plan(scenario, needs, claims=pd.DataFrame([claim]))
    assert sorted(plan.deliveries["quantity"]) == [4, 6]


def test_the_replay_agrees(tiny):
    plan = make_plan(*week(tiny, {"A": [0, 70, 100]}))
    assert plan.replayed.coverage["coverage"].to_list() == pytest.approx([110 / 170])
    assert coverage_table(plan)["coverage"].to_list() == pytest.approx([110 / 170])
