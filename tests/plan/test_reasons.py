"""Why: the sentences on deliveries and shortfalls, whole."""

import numpy as np
import pytest

from posada.plan import make_plan
from posada.plan.demand import LIFE_SAVING_PRIORITY, read_demand
from posada.plan.fairness import lift_the_worst
from posada.plan.network import make_network
from posada.plan.objectives import most_value
from posada.plan.reasons import PEOPLE, _percent
from posada.plan.supply import read_supply

STANDARD = "standard: 1 litre per person/day (made up)"
BLANKET = [{"name": "blanket", "standard": "blanket", "unit": "piece", "clock": "first_arrivals"}]


def test_a_delivery_says_what_it_covers_and_what_stands_in_the_way_of_more(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 63}], lanes=[{"place": "A"}])
    plan = make_plan(scenario, tiny.needs({"A": [100]}))
    # Above the survival ration one litre more is one person-day more.
    assert plan.deliveries.loc[0, "reason"] == (
        "covers 60 % of the mean need of water at A on 2 January 2030; "
        "limit: the depots that can reach the place have no more to give; "
        f"{STANDARD}; one more litre there would add 1 weighted person-day of cover"
    )
    assert plan.shortfalls.loc[0, "reason"] == (
        "covered in part; limit: the depots that can reach the place have no more to give; "
        f"{STANDARD}; one more litre there would add 1 weighted person-day of cover"
    )


@pytest.mark.parametrize("brought", [3, 47, 206, 533])
def test_a_share_and_a_quantity_tell_the_people_no_closer_than_people_are_told(brought):
    """Everybody for whom the same quantity is the same share lies at least ten people apart."""
    crowds: dict[str, list[float]] = {}
    for people in np.arange(brought + 0.5, 3000, 0.5):
        crowds.setdefault(_percent(brought / people, people), []).append(people)
    told = {share: max(people) - min(people) for share, people in crowds.items()}
    told.pop("100 %", None)  # the plan brought what was needed: the quantity itself says so
    assert len(told) >= 3
    assert min(told.values()) >= PEOPLE - 2


def test_a_share_is_never_more_than_it_is():
    for share in np.arange(0.0, 0.995, 0.0033):
        for people in (40, 150, 700, 9000):
            told = _percent(share, people).removesuffix(" %")
            assert told == "part" or told.startswith("under") or int(told) <= share * 100 + 1e-6


def test_what_is_covered_needs_no_more(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 500}], lanes=[{"place": "A"}])
    plan = make_plan(scenario, tiny.needs({"A": [100]}))
    covers = f"covers 100 % of the mean need of water at A on 2 January 2030; {STANDARD}"
    assert plan.deliveries.loc[0, "reason"] == covers
    assert plan.shortfalls.loc[0, "reason"] == f"all of it is covered; {STANDARD}"


@pytest.mark.parametrize(
    ("tables", "limit"),
    [
        (
            {"lanes": [{"lane_capacity_tonnes_per_day": 0.02}]},
            "the lanes to the place carry no more",
        ),
        (
            {"lanes": [{}], "depots": [{"dispatch_tonnes_per_day": 0.02}]},
            "the transport of the depots carries no more",
        ),
    ],
)
def test_below_survival_a_person_day_counts_three_times(tiny, tables, limit):
    plan = make_plan(tiny.scenario(stock=[{"quantity": 500}], **tables), tiny.needs({"A": [100]}))
    assert plan.shortfalls.loc[0, "reason"] == (
        f"covered in part; limit: {limit}; "
        f"{STANDARD}; one more litre there would add 3.1 weighted person-days of cover"
    )


@pytest.mark.parametrize(
    ("lanes", "limit"),
    [
        ([], "no lane leads there from a depot that has it"),
        ([{"lead_days": 1}], "nothing more can arrive by then"),
    ],
)
def test_where_nothing_can_be_brought_the_first_unit_is_priced(tiny, lanes, limit):
    plan = make_plan(
        tiny.scenario(stock=[{"quantity": 500}], lanes=lanes), tiny.needs({"A": [100]}, rate=[2.0])
    )
    assert plan.shortfalls.loc[0, "reason"] == (
        f"nothing of it is covered; limit: {limit}; standard: 2 litre per person/day (made up); "
        "one more litre there would add 1.6 weighted person-days of cover"
    )


def test_a_blanket_counts_each_day_on_which_it_is_in_use(tiny):
    plan = make_plan(tiny.scenario(items=BLANKET), tiny.needs({"A": [10, 0, 0]}, items=BLANKET))
    assert plan.shortfalls.loc[0, "reason"].endswith(
        "one more piece there would add 9.9 weighted person-days of cover"
    )


def test_the_price_is_what_one_more_unit_really_adds(tiny):
    draws = [[n] for n in range(50, 150, 7)]

    def value(quantity):
        scenario = tiny.scenario(stock=[{"quantity": quantity}], lanes=[{"place": "A"}])
        return make_plan(scenario, tiny.needs({"A": draws}))

    # Between two breakpoints the value is a straight line; water weighs twice in it.
    added = (value(61).objectives["value"] - value(60).objectives["value"]) * 1000 / 2
    said = float(value(60).shortfalls.loc[0, "reason"].split(" would add ")[1].split()[0])
    assert said == pytest.approx(added, rel=0.06)


def test_sentences_on_shortfalls_name_no_place(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 63}], lanes=[{"place": "Safe house"}])
    people = {"Safe house": [100, 5], "Hidden valley": [7, 0]}
    reasons = make_plan(scenario, tiny.needs(people)).shortfalls["reason"]
    assert len(reasons) == 3
    for name in ("Safe house", "Hidden valley", "Store", "Network"):
        assert not np.any([name in reason for reason in reasons])


def test_one_more_unit_at_a_place_does_what_the_sentence_promises(tiny):
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
