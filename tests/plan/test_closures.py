"""Roads that are known to be closed carry nothing on those days."""

import pandas as pd
import pytest

from posada.plan import make_plan
from posada.scenario import read_scenario

PEOPLE = {"A": [100, 100, 100]}
EVENT = {
    "date": "2030-01-02", "date_end": "2030-01-03", "kind": "closure", "place": "",
    "from_place": "", "to_place": "", "value": float("nan"), "known_from": None,
}  # fmt: skip


def world(tiny, place_kind="town", lead_days=0, **event):
    """A store at Home with a lane to A, and one closure that was known beforehand."""
    scenario = tiny.scenario(
        depots=[{"place": "Home"}],
        stock=[{"quantity": 900}],
        lanes=[{"place": "A", "lead_days": lead_days}],
    )
    row = {**EVENT, "known_from": "2029-12-31", **event}
    events = pd.DataFrame([row])
    for column in ("date", "date_end", "known_from"):
        events[column] = pd.to_datetime(events[column])
    scenario.tables["events"] = events
    scenario.tables["places"] = pd.DataFrame({"name": ["Home", "A"], "kind": ["town", place_kind]})
    return scenario


def covered(tiny, scenario, people=PEOPLE, days=None):
    table = make_plan(scenario, tiny.needs(people, days=days)).shortfalls
    return table["coverage"].to_list()


@pytest.mark.parametrize(
    "where",
    [
        {"from_place": "Home", "to_place": "A"},
        {"from_place": "A", "to_place": "Home"},
        {"place": "A"},
    ],
)
def test_nothing_travels_on_a_closed_road(tiny, where):
    assert covered(tiny, world(tiny, **where)) == pytest.approx([0, 0, 1], abs=0.02)


def test_nothing_leaves_that_would_arrive_on_a_closed_day(tiny):
    scenario = world(tiny, lead_days=1, place="A", date="2030-01-03")
    assert covered(tiny, scenario) == pytest.approx([0, 0, 0], abs=0.02)


def test_nothing_leaves_that_would_be_on_its_way_when_the_road_closes(tiny):
    where = {"from_place": "Home", "to_place": "A", "date": "2030-01-03", "date_end": "2030-01-03"}
    scenario = world(tiny, lead_days=2, **where)
    # What left on 2 January would stand on the road on the 3rd; what leaves on the 4th comes.
    found = covered(tiny, scenario, {"A": [100] * 6})
    assert found == pytest.approx([0, 0, 0, 0, 1, 1], abs=0.02)


def test_what_can_leave_only_late_in_a_week_arrives_in_the_next(tiny):
    scenario = world(tiny, place="A", lead_days=6)
    plan = make_plan(scenario, tiny.needs({"A": [300, 300]}, days=[7, 7]))
    assert plan.deliveries["delivery"].min() == pd.Timestamp("2030-01-10")
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([0, 1], abs=0.02)


def test_goods_that_come_after_the_road_has_closed_for_good_stay_where_they_are(tiny):
    scenario = world(tiny, place="A", date="2030-01-04", date_end=None)
    pledge = scenario["pledges"].reindex([0]).assign(
        depot="Store", item="water", quantity=900.0, date=pd.Timestamp("2030-01-05"), every="once",
        chance=1.0,
    )  # fmt: skip
    scenario.tables["pledges"] = pledge
    scenario.tables["stock"] = scenario["stock"].iloc[:0]
    plan = make_plan(scenario, tiny.needs({"A": [700]}, days=[7]))
    assert plan.deliveries.empty
    assert plan.shortfalls["limit"].to_list() == ["time"]


def test_a_closure_without_an_end_stays(tiny):
    scenario = world(tiny, place="A", date="2030-01-04", date_end=None)
    table = make_plan(scenario, tiny.needs(PEOPLE)).deliveries
    assert table["dispatch"].max() < pd.Timestamp("2030-01-04")


@pytest.mark.parametrize(
    "event",
    [
        {"place": "A", "value": 0.5},
        {"place": "A", "known_from": "2030-01-02"},
        {"place": "A", "kind": "hostility"},
        {"place": "Home"},
        {"from_place": "Home", "to_place": "Elsewhere"},
    ],
)
def test_what_is_no_known_closure_of_the_road_closes_nothing(tiny, event):
    assert covered(tiny, world(tiny, **event)) == pytest.approx([1, 1, 1], abs=0.02)


def test_who_waits_at_a_closed_crossing_is_still_reached(tiny):
    assert covered(tiny, world(tiny, place_kind="crossing", place="A")) == pytest.approx(
        [1, 1, 1], abs=0.02
    )


def test_in_a_week_with_closed_days_goods_leave_on_the_first_open_one(tiny):
    scenario = world(tiny, place="A")
    plan = make_plan(scenario, tiny.needs({"A": [700]}, days=[7]))
    assert set(plan.deliveries["dispatch"]) == {pd.Timestamp("2030-01-04")}


def test_closed_days_of_a_week_carry_none_of_its_tonnes(tiny):
    scenario = world(tiny, place="A")
    scenario["lanes"]["lane_capacity_tonnes_per_day"] = 0.07
    plan = make_plan(scenario, tiny.needs({"A": [700]}, days=[7]))
    assert plan.deliveries["quantity"].sum() == pytest.approx(5 * 70, abs=1)


def test_the_tables_of_a_real_scenario_have_what_closures_need():
    assert {"date", "date_end", "place", "from_place", "to_place", "value"} <= set(
        read_scenario("riverside")["events"]
    )


@pytest.mark.parametrize("lead_days", [0, 3])
def test_what_becomes_available_within_a_week_leaves_on_that_day(tiny, lead_days):
    # All of the stock leaves for A on the first day; what B needs comes on the fourth of the week.
    scenario = tiny.scenario(
        stock=[{"quantity": 30}],
        pledges=[{"quantity": 200, "date": "2030-01-06"}],
        lanes=[{"place": "A"}, {"place": "B", "lead_days": lead_days}],
    )
    people = {"A": [30, 0], "B": [0, 200]}
    lines = make_plan(scenario, tiny.needs(people, days=[1, 7])).deliveries.set_index("place")
    assert lines.loc["B", "dispatch"] == pd.Timestamp("2030-01-06")
    assert lines.loc["B", "delivery"] == pd.Timestamp(2030, 1, 6 + lead_days)


def test_a_line_of_goods_for_several_uses_leaves_on_the_first_day_of_any_of_it(tiny):
    pledges = [
        {"quantity": 100, "date": "2030-01-06", "serves": ""},
        {"quantity": 100, "date": "2030-01-04", "serves": "B"},
    ]
    scenario = tiny.scenario(pledges=pledges, lanes=[{"place": "B"}])
    scenario.tables["pledges"]["serves"] = [row["serves"] for row in pledges]
    scenario.tables["places"] = pd.DataFrame({"name": ["A", "B"], "kind": ["town", "town"]})
    people = {"A": [0, 0], "B": [0, 200]}
    lines = make_plan(scenario, tiny.needs(people, days=[1, 7])).deliveries
    assert lines[["quantity", "dispatch"]].to_numpy().tolist() == [
        [200, pd.Timestamp("2030-01-04")]
    ]
