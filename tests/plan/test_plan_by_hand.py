"""Plans that can be worked out on paper."""

import pandas as pd
import pytest

from posada.plan import Plan, coverage_table, make_plan

ROUNDING = 0.02


def coverage(plan):
    """Coverage over the horizon by place and standard."""
    return coverage_table(plan).set_index(["place", "standard"])["coverage"]


def lanes(*places, **other):
    return [{"place": place, **other} for place in places]


def test_two_places_share_water_by_need_alone(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 100}], lanes=lanes("A", "B"))
    plan = make_plan(scenario, tiny.needs({"A": [100], "B": [300]}))
    assert plan.objectives["worst coverage: water"] == pytest.approx(0.25, abs=1e-4)
    assert coverage(plan)["A", "water"] == pytest.approx(0.25, abs=ROUNDING)
    assert coverage(plan)["B", "water"] == pytest.approx(0.25, abs=ROUNDING)
    assert set(plan.shortfalls["limit"]) == {"stock"}


FOOD = {"name": "food", "standard": "energy"}


def sharing_a_lane(tiny, heavy):
    """Worst coverage of water and food where a lane carries as many kg as people need water."""
    items = [{"weight_kg": heavy}, FOOD]
    scenario = tiny.scenario(
        items=items,
        stock=[{"quantity": 900}, {"item": "food", "quantity": 900}],
        lanes=lanes("A", lane_capacity_tonnes_per_day=0.3),
    )
    plan = make_plan(scenario, tiny.needs({"A": [300]}, items=items, rate=[1.0, 1.0]))
    return [plan.objectives[f"worst coverage: {name}"] for name in ("water", "energy")]


def test_of_two_things_on_one_lane_none_is_left_for_a_small_gain_of_the_other(tiny):
    # A litre costs a fifth more than a meal: the most in all would be food alone.
    water, food = sharing_a_lane(tiny, 1.2)
    assert 1.2 * water + food == pytest.approx(1, abs=1e-4)
    assert water == pytest.approx(0.4, abs=0.02)


def test_of_two_things_on_one_lane_the_heavy_does_not_cost_thirty_of_the_light(tiny):
    water, food = sharing_a_lane(tiny, 30)
    assert food == pytest.approx(1, abs=1e-4)
    assert water == pytest.approx(0, abs=1e-4)


def test_distance_does_not_cost_a_far_place_its_share(tiny):
    far = [{"place": "A", "length_km": 1}, {"place": "B", "length_km": 2000}]
    scenario = tiny.scenario(stock=[{"quantity": 1000}], lanes=far)
    plan = make_plan(scenario, tiny.needs({"A": [1000], "B": [1000]}))
    assert coverage(plan)["B", "water"] == pytest.approx(0.5, abs=ROUNDING)


def test_the_nearer_depot_sends_when_both_could(tiny):
    scenario = tiny.scenario(
        depots=[{"name": "Near"}, {"name": "Far"}],
        stock=[{"depot": "Near", "quantity": 500}, {"depot": "Far", "quantity": 500}],
        lanes=[
            {"depot": "Near", "place": "A", "length_km": 10},
            {"depot": "Far", "place": "A", "length_km": 500},
        ],
    )
    plan = make_plan(scenario, tiny.needs({"A": [400]}))
    assert set(plan.deliveries["depot"]) == {"Near"}
    assert plan.objectives["tonne_km"] == pytest.approx(0.4 * 10, rel=ROUNDING)


def test_one_place_out_of_reach_does_not_decide_for_the_others(tiny):
    narrow = [
        {"place": "A"},
        {"place": "B"},
        {"place": "C", "lane_capacity_tonnes_per_day": 0.01},
    ]
    scenario = tiny.scenario(stock=[{"quantity": 410}], lanes=narrow)
    plan = make_plan(scenario, tiny.needs({"A": [200], "B": [600], "C": [1000], "D": [50]}))
    covered = coverage(plan)
    assert covered["A", "water"] == pytest.approx(0.5, abs=0.05)
    assert covered["B", "water"] == pytest.approx(0.5, abs=0.05)
    assert covered["C", "water"] == pytest.approx(0.01, abs=0.001)
    limits = plan.shortfalls.set_index("place")["limit"].to_dict()
    assert limits == {"A": "stock", "B": "stock", "C": "lane", "D": "no lane"}
    assert plan.objectives["worst coverage: water"] == 0


def test_nothing_to_send_makes_everything_a_shortfall(tiny):
    scenario = tiny.scenario(lanes=lanes("A"))
    plan = make_plan(scenario, tiny.needs({"A": [100, 50], "B": [300, 0]}))
    assert plan.deliveries.empty
    assert plan.shortfalls["shortfall"].to_list() == plan.shortfalls["need"].to_list()
    found = plan.shortfalls[["place", "need", "limit"]].to_numpy().tolist()
    assert found == [["A", 100.0, "stock"], ["A", 50.0, "stock"], ["B", 300.0, "no lane"]]


def test_nobody_in_need_gives_an_empty_plan(tiny):
    plan = make_plan(tiny.scenario(stock=[{"quantity": 10}]), tiny.needs({"A": [0]}))
    assert plan.deliveries.empty and plan.shortfalls.empty


def test_a_reserve_is_kept_back_from_stock_but_not_from_pledges(tiny):
    scenario = tiny.scenario(
        reserve=0.1,
        stock=[{"quantity": 100}],
        pledges=[{"quantity": 100, "chance": 0.5}],
        lanes=lanes("A"),
    )
    plan = make_plan(scenario, tiny.needs({"A": [1000]}))
    assert plan.deliveries["quantity"].sum() == pytest.approx(90 + 50, abs=1)


def test_water_that_takes_two_days_cannot_help_on_the_first_two(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 900}], lanes=lanes("A", lead_days=2))
    plan = make_plan(scenario, tiny.needs({"A": [100, 100, 100, 100]}))
    assert plan.shortfalls["limit"].to_list() == ["time", "time", "none", "none"]
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([0, 0, 1, 1], abs=ROUNDING)
    first = plan.deliveries.iloc[0]
    assert (first["delivery"] - first["dispatch"]).days == 2


def test_what_would_arrive_after_the_horizon_is_not_sent(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 900}], lanes=lanes("A", lead_days=9))
    assert make_plan(scenario, tiny.needs({"A": [100, 100]})).deliveries.empty


def test_a_depot_sends_no_more_than_its_transport(tiny):
    scenario = tiny.scenario(
        depots=[{"dispatch_tonnes_per_day": 0.05}],
        stock=[{"quantity": 900}],
        lanes=lanes("A", "B"),
    )
    plan = make_plan(scenario, tiny.needs({"A": [100], "B": [100]}))
    assert plan.deliveries["quantity"].sum() == pytest.approx(50, abs=1)
    assert set(plan.shortfalls["limit"]) == {"depot"}


MEALS = [
    {"name": "hot meal", "standard": "energy", "unit": "meal", "weight_kg": 0.5, "storable": False},
    {"name": "ration", "standard": "energy", "unit": "kg", "weight_kg": 1.0},
]


def test_hot_meals_and_rations_cover_the_same_hunger(tiny):
    scenario = tiny.scenario(
        items=MEALS,
        stock=[{"item": "ration", "quantity": 30}],
        pledges=[{"item": "hot meal", "quantity": 120}],
        lanes=lanes("A"),
    )
    # 120 meals feed 40 people for a day, 30 kg feed 60: together exactly the hundred.
    plan = make_plan(scenario, tiny.needs({"A": [100]}, items=MEALS, rate=[3.0, 0.5]))
    assert len(plan.shortfalls) == 1
    assert plan.shortfalls.loc[0, "item"] == "hot meal"
    assert plan.shortfalls.loc[0, "need"] == 300
    assert plan.shortfalls.loc[0, "coverage"] == pytest.approx(1, abs=ROUNDING)
    assert set(plan.deliveries["item"]) == {"hot meal", "ration"}


def test_cooked_meals_leave_on_their_day_and_are_eaten_on_arrival(tiny):
    daily = {"item": "hot meal", "quantity": 60, "every": "day", "date_end": "2030-01-04"}
    scenario = tiny.scenario(items=MEALS[:1], pledges=[daily], lanes=lanes("A"))
    people = {"A": [10, 100, 100, 100]}
    plan = make_plan(scenario, tiny.needs(people, items=MEALS[:1], rate=[3.0]))
    assert plan.deliveries["quantity"].to_list() == pytest.approx([30, 60, 60], abs=1)
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([1, 0.2, 0.2, 0], abs=ROUNDING)


BLANKET = [{"name": "blanket", "standard": "blanket", "unit": "piece", "clock": "first_arrivals"}]


def test_people_who_wait_for_blankets_still_need_them_later(tiny):
    scenario = tiny.scenario(
        items=BLANKET,
        pledges=[{"item": "blanket", "quantity": 100, "date": "2030-01-04"}],
        lanes=lanes("A"),
    )
    plan = make_plan(scenario, tiny.needs({"A": [50, 50, 50]}, items=BLANKET))
    assert plan.deliveries["dispatch"].to_list() == [pd.Timestamp("2030-01-04")]
    assert coverage(plan)["A", "blanket"] == pytest.approx(100 / 150, abs=ROUNDING)
    # First come, first served: those who arrived on the third day go without.
    assert plan.shortfalls["coverage"].to_list() == pytest.approx([1, 1, 0], abs=0.05)


def test_stock_past_its_last_day_is_not_sent(tiny):
    scenario = tiny.scenario(
        stock=[{"quantity": 500, "expires": "2030-01-03"}], lanes=lanes("A", lead_days=0)
    )
    plan = make_plan(scenario, tiny.needs({"A": [100, 100, 100, 100]}))
    assert plan.deliveries["dispatch"].max() <= pd.Timestamp("2030-01-03")


def test_stock_that_expires_on_the_way_is_not_sent(tiny):
    lot = {"quantity": 500, "expires": "2030-01-04"}
    lanes_of_two = [{"place": "A", "lead_days": 3}, {"place": "B", "lead_days": 1}]
    scenario = tiny.scenario(stock=[lot], lanes=lanes_of_two)
    days = [100] * 4
    plan = make_plan(scenario, tiny.needs({"A": days, "B": days}))
    assert set(plan.deliveries["place"]) == {"B"}
    assert plan.deliveries["delivery"].max() <= pd.Timestamp("2030-01-04")


def test_stock_that_has_expired_before_the_first_day_is_nothing(tiny):
    gone = {"quantity": 500, "expires": "2030-01-01"}
    plan = make_plan(tiny.scenario(stock=[gone], lanes=lanes("A")), tiny.needs({"A": [100]}))
    assert plan.deliveries.empty


def test_only_the_newest_inventory_counts(tiny):
    scenario = tiny.scenario(
        stock=[{"quantity": 500, "date": "2029-12-01"}, {"quantity": 40, "date": "2030-01-01"}],
        lanes=lanes("A"),
    )
    plan = make_plan(scenario, tiny.needs({"A": [1000]}))
    assert plan.deliveries["quantity"].sum() == pytest.approx(40, abs=1)


def test_deliveries_are_whole_packs_and_never_more_than_the_stock(tiny):
    items = [{"pack_size": 30.0}]
    scenario = tiny.scenario(items=items, stock=[{"quantity": 100}], lanes=lanes("A", "B"))
    plan = make_plan(scenario, tiny.needs({"A": [100], "B": [100]}, items=items))
    assert (plan.deliveries["quantity"] == 30 * plan.deliveries["packs"]).all()
    assert plan.deliveries["quantity"].sum() == 90


def test_goods_that_come_in_the_middle_of_a_week_leave_on_that_day(tiny):
    scenario = tiny.scenario(
        pledges=[{"quantity": 100, "date": "2030-01-05"}], lanes=lanes("A", lead_days=1)
    )
    plan = make_plan(scenario, tiny.needs({"A": [700]}, days=[7]))
    assert plan.deliveries.loc[0, "dispatch"] == pd.Timestamp("2030-01-05")
    assert plan.deliveries.loc[0, "delivery"] == pd.Timestamp("2030-01-06")


def test_expected_coverage_is_the_mean_over_the_draws(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 100}], lanes=lanes("A"))
    plan = make_plan(scenario, tiny.needs({"A": [[50], [150]]}))
    row = plan.shortfalls.loc[0]
    assert (row["need"], row["need_p05"], row["need_p95"]) == pytest.approx((100, 55, 145))
    assert row["covered"] == pytest.approx((50 + 100) / 2, abs=1)


def test_a_plan_comes_back_from_its_files_as_it_was(tiny, tmp_path):
    scenario = tiny.scenario(stock=[{"quantity": 120}], lanes=lanes("A", "B"))
    plan = make_plan(scenario, tiny.needs({"A": [100, 20], "B": [300, 0], "C": [7, 7]}))
    plan.save(tmp_path)
    again = Plan.load(tmp_path)
    pd.testing.assert_frame_equal(again.deliveries, plan.deliveries, check_dtype=False)
    pd.testing.assert_frame_equal(again.shortfalls, plan.shortfalls, check_dtype=False)
    assert again.objectives == plan.objectives and again.caveats == plan.caveats
