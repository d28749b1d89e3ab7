"""Why: what the sentences on deliveries and shortfalls are made of."""

import numpy as np
import pandas as pd
import pytest

from posada.plan import make_plan
from posada.plan.demand import LIFE_SAVING_PRIORITY, read_demand
from posada.plan.fairness import lift_the_worst
from posada.plan.limits import ENOUGH
from posada.plan.network import make_network
from posada.plan.objectives import most_value
from posada.plan.reasons import PEOPLE, _told
from posada.plan.result import REASONS
from posada.plan.supply import read_supply
from tests.plan.wild import SEEDS, planned

BLANKETS = {"item": "blanket"}
BLANKET = [{"name": "blanket", "standard": "blanket", "unit": "piece", "clock": "first_arrivals"}]


DAY = pd.Timestamp("2030-01-02")


def test_a_delivery_knows_what_it_covers_and_what_stands_in_the_way_of_more(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 63}], lanes=[{"place": "A"}])
    plan = make_plan(scenario, tiny.needs({"A": [100]}))
    line = plan.deliveries.loc[0, list(REASONS)]
    # Above the survival ration one litre more is one person-day more.
    assert line.dropna().to_dict() == {
        "ground": "need",
        "share": 0.6,
        "covers_start": DAY,
        "covers_end": DAY,
        "limit": "stock",
        "gain": 1.0,
    }
    assert plan.shortfalls.loc[0, ["limit", "gain"]].to_list() == ["stock", 1.0]


@pytest.mark.parametrize("brought", [3, 47, 206, 533])
def test_a_share_and_a_quantity_tell_the_people_no_closer_than_people_are_told(brought):
    """Everybody for whom the same quantity is the same share lies at least ten people apart."""
    people = np.arange(brought + 0.5, 3000, 0.5)
    crowds: dict[tuple[float, float], list[float]] = {}
    for share, under, number in zip(*_told(brought / people, people), people, strict=True):
        crowds.setdefault((np.nan_to_num(share), np.nan_to_num(under)), []).append(number)
    told = {share: max(people) - min(people) for share, people in crowds.items()}
    told.pop((1.0, 0.0), None)  # the plan brought what was needed: the quantity itself says so
    assert len(told) >= 3
    assert min(told.values()) >= PEOPLE - 2


@pytest.mark.parametrize("people", [40, 150, 700, 9000])
def test_a_share_is_never_more_than_it_is(people):
    share = np.arange(0.0, 0.995, 0.0033)
    told, under = _told(share, np.full(len(share), people))
    assert (np.nan_to_num(told) <= share + 1e-6).all()
    assert not (under <= share).any() and not (np.isfinite(under) & np.isfinite(told)).any()


def test_what_is_covered_needs_no_more(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 500}], lanes=[{"place": "A"}])
    plan = make_plan(scenario, tiny.needs({"A": [100]}))
    line = plan.deliveries.loc[0]
    assert (line["share"], line["limit"]) == (1.0, "")
    assert plan.shortfalls.loc[0, "limit"] == "none"
    assert np.isnan(line["gain"]) and np.isnan(plan.shortfalls.loc[0, "gain"])


@pytest.mark.parametrize(
    ("tables", "limit"),
    [
        ({"lanes": [{"lane_capacity_tonnes_per_day": 0.02}]}, "lane"),
        ({"lanes": [{}], "depots": [{"dispatch_tonnes_per_day": 0.02}]}, "depot"),
    ],
)
def test_below_survival_a_person_day_counts_three_times(tiny, tables, limit):
    plan = make_plan(tiny.scenario(stock=[{"quantity": 500}], **tables), tiny.needs({"A": [100]}))
    assert plan.shortfalls.loc[0, ["limit", "gain"]].to_list() == [limit, 3.1]


@pytest.mark.parametrize(("lanes", "limit"), [([], "no lane"), ([{"lead_days": 1}], "time")])
def test_where_nothing_can_be_brought_the_first_unit_is_priced(tiny, lanes, limit):
    plan = make_plan(
        tiny.scenario(stock=[{"quantity": 500}], lanes=lanes), tiny.needs({"A": [100]}, rate=[2.0])
    )
    assert plan.shortfalls.loc[0, ["limit", "gain"]].to_list() == [limit, 1.6]


def test_a_blanket_counts_each_day_on_which_it_is_in_use(tiny):
    plan = make_plan(tiny.scenario(items=BLANKET), tiny.needs({"A": [10, 0, 0]}, items=BLANKET))
    assert plan.shortfalls.loc[0, "gain"] == 9.9


def test_a_durable_that_may_still_come_is_short_of_goods_and_not_of_time(tiny):
    lanes = [{"lead_days": 1}]
    scenario = tiny.scenario(items=BLANKET, stock=[{**BLANKETS, "quantity": 40}], lanes=lanes)
    plan = make_plan(scenario, tiny.needs({"A": [100, 0, 0]}, items=BLANKET))
    assert plan.shortfalls["limit"].to_list() == ["stock"]
    assert plan.deliveries[["delivery", "limit"]].to_numpy().tolist() == [
        [pd.Timestamp("2030-01-03"), "stock"]
    ]


def test_goods_for_a_durable_that_nothing_can_bring_before_the_end_come_too_late(tiny):
    lanes = [{"lead_days": 3}]
    scenario = tiny.scenario(items=BLANKET, stock=[{**BLANKETS, "quantity": 40}], lanes=lanes)
    plan = make_plan(scenario, tiny.needs({"A": [100, 0, 0]}, items=BLANKET))
    assert plan.shortfalls["limit"].to_list() == ["time"]


def test_a_second_delivery_of_a_durable_covers_its_share_of_what_is_still_open(tiny):
    # 200 need one on the first day, 600 more on the second; 200 come, then 300.
    pledges = [
        {**BLANKETS, "quantity": 200, "date": "2030-01-02"},
        {**BLANKETS, "quantity": 300, "date": "2030-01-03"},
    ]
    scenario = tiny.scenario(items=BLANKET, pledges=pledges, lanes=[{}])
    plan = make_plan(scenario, tiny.needs({"A": [200, 600, 0]}, items=BLANKET))
    assert plan.deliveries["quantity"].to_list() == [200, 300]
    assert plan.deliveries["share"].to_list() == pytest.approx([1.0, 0.49], abs=0.015)


def test_a_delivery_names_a_limit_where_any_day_that_it_covers_is_short():
    for seed in SEEDS:
        _, needs, plan = planned(seed)
        daily = needs.data["clock"].to_series() == "person_days"
        standard = needs.data["standard"].to_series()
        short = plan.shortfalls[plan.shortfalls["coverage"] < ENOUGH]
        for line in plan.deliveries.itertuples():
            mine = short[short["place"] == line.place]
            mine = mine[mine["standard"] == standard[line.item]]
            mine = mine[mine["start"] <= line.covers_end]
            if daily[line.item]:
                mine = mine[mine["end"] >= line.covers_start]
            assert (line.limit != "") == (len(mine) > 0)
            assert line.limit in ("", *mine["limit"])


def test_the_price_is_what_one_more_unit_really_adds(tiny):
    draws = [[n] for n in range(50, 150, 7)]

    def value(quantity):
        scenario = tiny.scenario(stock=[{"quantity": quantity}], lanes=[{"place": "A"}])
        return make_plan(scenario, tiny.needs({"A": draws}))

    # Between two breakpoints the value is a straight line; water weighs twice in it.
    added = (value(61).objectives["value"] - value(60).objectives["value"]) * 1000 / 2
    assert value(60).shortfalls.loc[0, "gain"] == pytest.approx(added, rel=0.06)


def test_one_more_unit_at_a_place_does_what_it_is_said_to(tiny):
    lanes = [{"place": "A", "length_km": 10}, {"place": "B", "length_km": 90}]
    depots = [{"dispatch_tonnes_per_day": 0.11}]
    scenario = tiny.scenario(stock=[{"quantity": 400}], lanes=lanes, depots=depots)
    people = {"A": [[100, 130, 60], [70, 150, 90]], "B": [[210, 40, 80], [180, 20, 10]]}
    demand, supply = read_supply(scenario, read_demand(tiny.needs(people)))

    level = lift_the_worst(make_network(demand, supply, 7))

    def best(cell, amount):
        given = np.zeros((2, 1, 3))
        given[demand.place[cell], 0, demand.period[cell]] = amount
        return most_value(make_network(demand, supply, 7, given), level)

    for cell in range(6):
        less, now, more = (best(cell, amount) for amount in (9.0, 10.0, 11.0))
        in_days = 1000 / LIFE_SAVING_PRIORITY
        added, lost = (more.value - now.value) * in_days, (now.value - less.value) * in_days
        assert added - 1e-3 <= now.gain[cell] <= lost + 1e-3
        assert lost > 0.5
