"""Goods that come within a week: what leaves before they are there, and what has to wait."""

import pandas as pd
import pytest

from posada.plan import coverage_table, make_plan
from posada.plan.naive import RULES, make_naive_plan

LATE = {"quantity": 100, "date": "2030-01-14"}
LANES = [{"place": "A", "lead_days": 4}]
NEAR = {"place": "B", "lead_days": 0}
CLAIM = {
    "depot": "Store", "item": "water", "place": "A", "dispatch": pd.Timestamp("2030-01-09"),
    "expires": pd.NaT, "quantity": 6.0, "status": "accepted",
}  # fmt: skip
TENS = [{"pack_size": 10.0}]


def brought(plan, place, first=9, last=15):
    """Litres that arrive at a place on some days of January, by default in the second week."""
    mine = plan.deliveries[plan.deliveries["place"] == place]
    days = mine["delivery"].dt.day
    return mine.loc[(days >= first) & (days <= last), "quantity"].sum()


def weeks(tiny, people, lanes=LANES, stock=10.0, late=100.0, rate=1.0, **more):
    """Three weeks from the 2nd; what is there from the start, and more late in the second week.

    No place can keep anything, so that what is needed in a week must come in it.
    """
    scenario = tiny.scenario(
        stock=[{"quantity": stock}], pledges=[{**LATE, "quantity": late}], lanes=lanes, **more
    )
    scenario.tables["places"] = pd.DataFrame({"name": list(people), "storage_tonnes": 0.0})
    return scenario, tiny.needs(people, days=[7, 7, 7], items=more.get("items"), rate=[rate])


def test_only_what_was_there_before_arrives_in_the_weeks(tiny):
    # The 100 could leave on the 14th and be there on the 18th, in the third week (16th to 22nd).
    plan = make_plan(*weeks(tiny, {"A": [0, 70, 100]}))
    assert (brought(plan, "A"), brought(plan, "A", 16, 22)) == (10, 100)
    late = plan.deliveries.iloc[-1]
    assert (late["dispatch"].day, late["delivery"].day) == (16, 20)
    assert plan.shortfalls["covered"].to_list() == pytest.approx([10, 100])


def test_what_is_short_in_the_week_is_short_for_want_of_time(tiny):
    plan = make_plan(*weeks(tiny, {"A": [0, 70, 30]}))
    assert plan.shortfalls["limit"].to_list() == ["time", "none"]


def test_a_nearer_place_takes_what_comes_in_the_week_on_the_day_on_which_it_comes(tiny):
    plan = make_plan(*weeks(tiny, {"A": [0, 70, 0], "B": [0, 70, 0]}, [*LANES, NEAR]))
    assert (brought(plan, "A"), brought(plan, "B", 14, 15)) == (10, 70)
    assert plan.deliveries["quantity"].sum() == 80


def test_packs_are_rounded_within_what_was_there_before(tiny):
    scenario, needs = weeks(tiny, {"A": [0, 70, 0]}, items=[{"pack_size": 4.0}])
    assert make_plan(scenario, needs).deliveries["quantity"].to_list() == [8]


def test_packs_change_hands_among_places_for_which_what_comes_is_too_late(tiny):
    # As in `test_exchange`: A can do without one of 60 packs; C could do so more easily, but
    # what it gets on the 14th would not help B.
    lanes = [*LANES, {"place": "B", "lead_days": 4}, {"place": "C", "lead_days": 0}]
    people = {"A": [0, 1000, 0], "B": [0, 4, 0], "C": [0, 10000, 0]}
    plan = make_plan(*weeks(tiny, people, lanes, stock=600, late=6000, items=TENS))
    assert (brought(plan, "A"), brought(plan, "B")) == (590, 10)
    assert brought(plan, "C", 14, 15) == 6000


def test_a_pack_that_is_left_from_before_is_given_once(tiny):
    # 101 packs for A, which needs 100, and for B and C, which need 0.6 litres each: too little
    # for A to give one up.
    lanes = [*LANES, {"place": "B", "lead_days": 4}, {"place": "C", "lead_days": 4}]
    people = {"A": [0, 2000, 0], "B": [0, 1.2, 0], "C": [0, 1.2, 0]}
    plan = make_plan(*weeks(tiny, people, lanes, stock=1010, rate=0.5, items=TENS))
    assert [brought(plan, place) for place in "ABC"] == [1000, 10, 0]


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_brings_goods_before_they_are_there(tiny, rule):
    plan = make_naive_plan(*weeks(tiny, {"A": [10, 70, 100]}), rule)
    assert brought(plan, "A", 2, 15) <= 10
    assert brought(plan, "A", 16, 22) >= 10


def test_what_an_organisation_takes_first_is_not_promised_to_others(tiny):
    scenario, needs = weeks(tiny, {"A": [0, 70, 0]})
    plan = make_plan(scenario, needs, claims=pd.DataFrame([CLAIM]))
    assert sorted(plan.deliveries["quantity"]) == [4, 6]


def test_more_may_be_promised_of_a_week_than_is_there_as_it_begins(tiny):
    # 10 are there and 30 are to leave; the other 80 leave when the 100 have come.
    scenario, needs = weeks(tiny, {"A": [0, 70, 100]})
    claims = pd.DataFrame([{**CLAIM, "quantity": 30.0}])
    plan = make_plan(scenario, needs, claims=claims)
    assert (brought(plan, "A"), brought(plan, "A", 16, 22)) == (30, 80)


def test_the_replay_agrees(tiny):
    plan = make_plan(*weeks(tiny, {"A": [0, 70, 100]}))
    assert plan.replayed.coverage["coverage"].to_list() == pytest.approx([110 / 170])
    assert coverage_table(plan)["coverage"].to_list() == pytest.approx([110 / 170])
