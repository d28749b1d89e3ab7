"""Packs that change hands after rounding, so that nobody falls below the floor for want of one."""

import numpy as np
import pytest

from posada.plan import make_plan
from posada.plan.deliveries import whole_packs
from posada.plan.demand import read_demand
from posada.plan.exchange import FLOOR, _Exchange, exchange_packs
from posada.plan.network import make_network
from posada.plan.shipments import plan_shipments
from posada.plan.supply import read_supply
from posada.plan.using import covered_cells, use
from tests.plan.wild import world

TENS = {"pack_size": 10.0}
LANES = [{"place": "A"}, {"place": "B"}]
SEEDS = [42, 62, 97, 107, 128, 174, 204, 224]  # worlds in which packs change hands


def sent(plan):
    return plan.deliveries.groupby("place")["quantity"].sum().to_dict()


def test_a_small_place_gets_a_pack_that_a_large_one_hardly_misses(tiny):
    # 60 packs for 1,004 people: 59.76 would go to A and 0.24 to B.
    scenario = tiny.scenario(items=[TENS], stock=[{"quantity": 600}], lanes=LANES)
    plan = make_plan(scenario, tiny.needs({"A": [1000], "B": [4]}, items=[TENS]))
    assert sent(plan) == {"A": 590, "B": 10}


def test_nobody_gives_a_pack_that_is_missed(tiny):
    # With a pack less A would fall from 59.6 to 50 of 100.
    scenario = tiny.scenario(items=[TENS], stock=[{"quantity": 62}], lanes=LANES)
    plan = make_plan(scenario, tiny.needs({"A": [100], "B": [4]}, items=[TENS]))
    assert sent(plan) == {"A": 60}


def test_nobody_gives_a_pack_of_which_next_to_nothing_would_be_used(tiny):
    large = {"pack_size": 100.0}
    scenario = tiny.scenario(items=[large], stock=[{"quantity": 60000}], lanes=LANES)
    plan = make_plan(scenario, tiny.needs({"A": [100000], "B": [4]}, items=[large]))
    assert sent(plan) == {"A": 60000}


def test_a_pack_that_is_left_over_goes_to_whoever_is_below_the_floor(tiny):
    # Four visits in ten days: without it one alone would leave, and two doctors would be idle.
    visit = {"weight_kg": 0.0, "storable": False}
    daily = {"quantity": 1, "every": "day", "date": "2030-01-02", "date_end": "2030-01-04"}
    scenario = tiny.scenario(items=[visit], pledges=[daily], lanes=LANES[:1])
    plan = make_plan(scenario, tiny.needs({"A": [0.4] * 3}, items=[visit]))
    assert len(plan.deliveries) == 3


def test_where_a_depot_is_full_the_better_covered_item_makes_room(tiny):
    # The depot carries 200 kg: 10 kg of B's food are two packs, one of which is 5 kg above 98 %.
    items = [TENS, {"name": "food", "standard": "energy", "pack_size": 1.0}]
    scenario = tiny.scenario(
        items=items,
        stock=[{"quantity": 900}, {"item": "food", "quantity": 900}],
        depots=[{"dispatch_tonnes_per_day": 0.2}],
        lanes=LANES,
    )
    people = tiny.needs({"A": [180], "B": [180]}, items=items, rate=[1.0, 1.0])
    plan = make_plan(scenario, people)
    assert plan.deliveries["quantity"].sum() <= 200
    worst = plan.shortfalls.groupby("standard")["coverage"].min()
    for standard, covered in worst.items():
        assert covered >= FLOOR * plan.objectives[f"worst coverage: {standard}"] - 10 / 180


def coverage(network, arriving, planned):
    """Of every floor with what arrives."""
    demand = network.demand
    places, items = np.arange(len(demand.places)), np.arange(len(demand.items))
    issue, _ = use(network, places, items, arriving, planned)
    return network.floors.coverage(np.minimum(covered_cells(demand, issue), demand.mean))


def arriving_by(network, packs):
    found = network.given.copy()
    arc, period = np.nonzero(packs)
    at = network.place[arc], network.item[arc], network.arrival[arc, period]
    np.add.at(found, at, packs[arc, period] * network.supply.pack[network.item[arc]])
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_an_exchange_breaks_no_floor_that_was_kept_and_lowers_none_that_was_broken(seed):
    scenario, needs = world(seed)
    demand, supply = read_supply(scenario, read_demand(needs))
    network = make_network(demand, supply, scenario.settings.plan.floor_days)
    found = plan_shipments(network, lambda part: None)
    rounded = whole_packs(network, found.send)
    packs, arriving, issue = exchange_packs(network, found, rounded)
    assert not np.array_equal(packs, rounded)
    assert arriving == pytest.approx(arriving_by(network, packs))
    before = coverage(network, arriving_by(network, rounded), found.issue)
    after = coverage(network, arriving, found.issue)
    assert (after >= np.minimum(before, FLOOR * found.level) - 1e-4).all()
    assert after == pytest.approx(
        network.floors.coverage(np.minimum(covered_cells(demand, issue), demand.mean))
    )


@pytest.mark.parametrize("clock", ["person_days", "first_arrivals"])
def test_what_a_pack_brings_beyond_the_share_of_a_place_is_used_there(tiny, clock):
    # One pack for two places of which each was to get half: it meets the whole need of one.
    item = {**TENS, "clock": clock}
    scenario = tiny.scenario(items=[item], stock=[{"quantity": 10}], lanes=LANES)
    plan = make_plan(scenario, tiny.needs({"A": [10], "B": [10]}, items=[item]))
    assert sent(plan) == {"A": 10}
    assert plan.shortfalls["covered"].to_list() == pytest.approx([10, 0])


def test_what_is_over_meets_the_earliest_need_and_no_more_than_the_mean(tiny):
    # 20 leave on the first day, of which the plan was to use 4 on each of three.
    scenario = tiny.scenario(items=[TENS], stock=[{"quantity": 20}], lanes=[{}])
    needs = tiny.needs({"A": [6, 9, 6]}, items=[TENS])
    network = make_network(*read_supply(scenario, read_demand(needs)), 7)
    arriving = np.array([[[20.0, 0.0, 0.0]]])
    issue = np.array([[[4.0, 4.0, 4.0]]])
    one = np.array([0])

    def used(arriving, planned):
        return use(network, one, one, arriving, planned)[0][0, 0]

    assert used(arriving, issue) == pytest.approx([6, 9, 5])
    assert used(arriving * 2, issue) == pytest.approx([6, 9, 6])
    assert use(network, one, one, arriving, issue)[1][0, 0] == pytest.approx([0, 0, 0])
    assert use(network, one, one, arriving * 2, issue)[1][0, 0] == pytest.approx([19, 19, 19])
    late = np.array([[[0.0, 20.0, 0.0]]])
    assert used(late, issue * [0, 1, 1]) == pytest.approx([0, 9, 6])


def test_where_nobody_is_in_need_nothing_changes_hands(tiny):
    scenario = tiny.scenario(items=[TENS], stock=[{"quantity": 600}], lanes=LANES)
    plan = make_plan(scenario, tiny.needs({"A": [0], "B": [0]}, items=[TENS]))
    assert plan.deliveries.empty and plan.shortfalls.empty


def state(exchange):
    """Everything that a move of packs changes."""
    names = ("packs", "arriving", "issue", "unused", "sent", "free", "old", "coverage")
    return [getattr(exchange, name).copy() for name in names] + [
        left.copy() for left in exchange.room.left
    ]


def same(before, after):
    return [np.allclose(old, new) for old, new in zip(before, after, strict=True)]


def test_a_move_that_breaks_a_floor_is_taken_back_with_all_that_it_changed(tiny):
    # Ten packs for 60 and 40 people: six and four. One more for B would leave A 50 of 60, below
    # 98 %; one of a seventh that A never uses may go.
    depot = {"dispatch_tonnes_per_day": 0.2}
    scenario = tiny.scenario(items=[TENS], stock=[{"quantity": 110}], lanes=LANES, depots=[depot])
    needs = tiny.needs({"A": [60], "B": [40]}, items=[TENS])
    network = make_network(*read_supply(scenario, read_demand(needs)), 7)
    found = plan_shipments(network, lambda part: None)
    for packs, kept in (([6.0, 3.0], False), ([7.0, 3.0], True)):
        exchange = _Exchange(network, found, np.array(packs)[:, None])
        before, row = state(exchange), int(np.argmin(exchange.coverage))
        assert exchange.coverage[row] == pytest.approx(30 / 40)
        assert exchange._helps(row, (0, 0, -1), (1, 0, 1)) == kept
        assert exchange.packs[:, 0].tolist() == ([6.0, 4.0] if kept else packs)
        assert exchange.coverage[row] == pytest.approx(1.0 if kept else 30 / 40)
        assert kept or all(same(before, state(exchange)))


def test_a_move_that_lifts_nothing_is_taken_back(tiny):
    scenario = tiny.scenario(items=[TENS], stock=[{"quantity": 110}], lanes=LANES)
    needs = tiny.needs({"A": [60], "B": [40]}, items=[TENS])
    network = make_network(*read_supply(scenario, read_demand(needs)), 7)
    exchange = _Exchange(
        network, plan_shipments(network, lambda part: None), np.array([[6.0], [4.0]])
    )
    before = state(exchange)
    assert not exchange._helps(0, (0, 0, 1))
    assert all(same(before, state(exchange)))
