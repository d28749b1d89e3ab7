"""Flee's rules on networks so small that what must happen can be said by hand."""

import numpy as np
import pytest

from posada.errors import InputError
from posada.movement.flee import make_model, simulate_flee
from tests.movement_flee.small_flee import line, small_set

# People leave towns as rarely as Flee lets them: below 0.005 it makes the town a camp.
STAY = {"default_movechance": 0.005, "camp_movechance": 0.0}


def people_at(flee_set, place, draws=1, seed=1):
    simulation = simulate_flee(flee_set, draws, seed, threads=1)
    return simulation.people[:, :, simulation.names.index(place)]


def hubs(count):
    """Places that everybody leaves at once, and at the end a camp where everybody stays."""
    return (*["forwarding_hub"] * (count - 1), "camp")


def never_back(distances, **more):
    """A line of hubs to a camp on which people go forward only: going back is worth nothing."""
    move = {"camp_movechance": 0.0, "conflict_weight": 1e-12} | more.pop("move", {})
    return line(distances, kinds=hubs(len(distances)), move=move, **more)


def test_150_and_190_km_are_both_done_in_one_day():
    camp = people_at(never_back([150.0, 190.0]), "B")
    assert camp[0, :3].tolist() == [0, 1000, 1000]


def test_a_day_on_the_road_after_ten_km_still_brings_people_200_km_into_the_next_link():
    # 10 km, then 390 km: 200 km today, past 390 only on the day after tomorrow's 400.
    camp = people_at(never_back([10.0, 390.0]), "B")
    assert camp[0, :4].tolist() == [0, 0, 1000, 1000]


def test_a_link_as_long_as_a_day_takes_two_days():
    camp = people_at(never_back([200.0]), "A")
    assert camp[0, :4].tolist() == [0, 0, 1000, 1000]
    assert people_at(never_back([199.0]), "A")[0, 1] == 1000


def test_what_is_left_of_the_last_day_on_a_long_link_is_used():
    # 350 km: two days, 150 km of the second; then 60 km more, and after 210 km nothing.
    simulation = simulate_flee(never_back([350.0, 60.0, 50.0]), 1, 1)
    assert simulation.people[0, 1:3, simulation.names.index("B")].tolist() == [0, 1000]
    assert simulation.people[0, 3, simulation.names.index("C")] > 500  # others went back to A


def test_nothing_of_a_day_is_carried_over_to_the_next():
    # 210 km: arrived on day 2 with 190 km to go; the second link of 100 km is done on that day too.
    camp = people_at(never_back([210.0, 100.0]), "B")
    assert camp[0, :4].tolist() == [0, 0, 1000, 1000]


def test_the_first_journey_is_walked_and_the_next_is_not():
    # 100 km at 35 km a day end on the third day; 190 km more are done on that same day.
    camp = people_at(never_back([100.0, 190.0], move={"start_on_foot": True}), "B")
    assert camp[0, :5].tolist() == [0, 0, 0, 1000, 1000]


def test_a_town_holds_who_does_not_move_on_unless_they_came_early():
    slow = line([50.0, 50.0], kinds=("town", "camp"), move=STAY)
    assert people_at(slow, "A")[0, 1] > 980
    hurried = line([50.0, 50.0], kinds=("town", "camp"), move=STAY | {"avoid_short_stints": True})
    # Everybody goes on from the town: two thirds and more to the camp, the others back home.
    assert people_at(hurried, "A")[0, 1] == 0


def test_a_town_that_hardly_anybody_leaves_becomes_a_camp():
    flee_set = line([50.0, 50.0], kinds=("town", "camp"), move=STAY | {"default_movechance": 0.004})
    model = make_model(flee_set)
    assert model.given.days["camp"][0].tolist() == [False, True, True, True]


def test_people_choose_by_score_over_distance():
    # Weights: camp abroad 2 / (10 + 90), town 1 / (10 + 40); both 0.02, so half goes to each.
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Near", "X", "town", 1000),
        ("Far", "Y", "camp", 0),
    ]
    routes = [("Zone", "Near", 40.0), ("Zone", "Far", 90.0)]
    reports = {"Far": [0] + [1000] * 3}
    flee_set = small_set(places, routes, reports, 4, move=STAY)
    near = people_at(flee_set, "Near", draws=400)[:, 1]
    assert near.mean() == pytest.approx(498, abs=4)  # a few have moved on
    assert near.var() == pytest.approx(250, rel=0.3)


def full_camp(people, buffer=0.9):
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 1000)]
    reports = {"Camp": np.linspace(0, people, 60)}
    move = STAY | {"capacity_buffer": buffer}
    return small_set(places, [("Zone", "Camp", 50.0)], reports, 60, move=move)


def test_a_camp_stops_admitting_at_95_percent():
    camp = people_at(full_camp(3000), "Camp")[0]
    # About 51 set out each day, all at once, while it is less than 95 % full.
    assert 950 < camp[-1] <= 950 + 52
    assert people_at(full_camp(900), "Camp")[0, -1] == 900


def test_a_camp_counts_those_of_the_first_day_twice():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 1000)]
    reports = {"Camp": [500] + [5000] * 9}
    flee_set = small_set(places, [("Zone", "Camp", 50.0)], reports, move=STAY)
    assert people_at(flee_set, "Camp")[0].tolist() == [500] * 10  # 500 of 500 left


def test_who_leaves_a_full_camp_does_so_before_the_others_look():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 1000)]
    reports = {"Camp": [500] + [1500] * 9}  # 500 in a camp for 500, then 1000 set out for it
    move = STAY | {"camp_movechance": 1.0}
    flee_set = small_set(places, [("Zone", "Camp", 250.0)], reports, move=move)
    assert people_at(flee_set, "Zone").tolist()[0][:2] == [0, 0]


def test_a_camp_whose_room_the_first_day_uses_up_has_no_limit():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 500)]
    reports = {"Camp": [500] + [5000] * 9}
    flee_set = small_set(places, [("Zone", "Camp", 50.0)], reports, move=STAY)
    assert people_at(flee_set, "Camp")[0, 1] == 5000


def test_a_closed_place_is_not_set_out_for():
    closures = [("location", "A", "", 0, 5)]
    camp = people_at(never_back([150.0], closures=closures), "A")
    assert camp[0].tolist() == [0] * 5 + [1000] * 5


def test_people_on_a_link_that_closes_are_put_back_though_it_has_opened_again():
    # 500 km take three days, 1 to 3; closed on day 2 only, so they set out again on day 4.
    closures = [("country", "X", "X", 2, 3)]
    simulation = simulate_flee(never_back([500.0], closures=closures), 1, 1)
    people = {n: simulation.people[0, :, i].tolist() for i, n in enumerate(simulation.names)}
    assert people["Zone"][:5] == [0, 0, 0, 1000, 0]
    assert people["A"][5:7] == [0, 1000]


def test_reopening_one_closure_opens_what_another_still_covers():
    closures = [("location", "A", "", 0, 9), ("country", "X", "X", 0, 3)]
    assert people_at(never_back([150.0], closures=closures), "A")[0, 3] == 1000


@pytest.mark.parametrize(("first", "second", "there"), [(0, 1, 0), (1, 0, 1000)])
def test_closures_of_a_day_are_taken_row_by_row(first, second, there):
    """One ends on day 1 and another starts: the later row has the last word."""
    rows = [("location", "A", "", 0, 1), ("location", "A", "", 1, 9)]
    closures = [rows[first], rows[second]]
    assert people_at(never_back([150.0], closures=closures), "A")[0, 2] == there


def test_a_camp_closure_ends_a_conflict():
    """Flee 3.1: whatever closes or opens as a camp is no conflict zone any more."""
    reports = {"Apart": [0, 1000, 1000, 2000]}
    places = [("Zone", "X", "conflict_zone", 9), ("Other", "X", "conflict_zone", 9)]
    places.append(("Apart", "Y", "camp", 0))
    flee_set = small_set(places, [], reports, 4, closures=[("camp", "Zone", "", 2, 9)])
    zone = make_model(flee_set).given.today["weight"][:, 0]
    assert zone.tolist() == [1.0, 1.0, 1.0, 0.0]  # people set out in the morning, before it closes
    other = people_at(flee_set, "Other")[0]
    assert other[3] - other[2] == 1000


def test_camps_that_start_empty_keep_all_their_room():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 600)]
    reports = {"Camp": [500] + [1000] * 4}
    spawn = {"empty_camps_on_day0": True}
    flee_set = small_set(places, [("Zone", "Camp", 50.0)], reports, 5, move=STAY, spawn=spawn)
    assert people_at(flee_set, "Camp")[0].tolist() == [0, 500, 500, 500, 500]
    assert make_model(flee_set).given.days["room"][0, 1] == 600.0


def test_closing_a_link_does_nothing():
    closures = [("link", "Zone", "A", 0, 9)]
    assert people_at(never_back([150.0], closures=closures), "A")[0, 1] == 1000


def test_closing_an_unknown_camp_makes_the_first_place_a_town():
    closures = [("camp", "Nowhere", "", 1, 9)]
    flee_set = never_back([150.0], closures=closures, move={"default_movechance": 0.0})
    assert people_at(flee_set, "Zone")[0, 1] == 1000


def test_a_marker_is_passed_and_never_chosen():
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Bend", "X", "marker", 0),
        ("Camp", "Y", "camp", 0),
    ]
    routes = [("Zone", "Bend", 250.0), ("Bend", "Camp", 100.0)]
    reports = {"Camp": [0] + [1000] * 9}
    flee_set = small_set(places, routes, reports, move=STAY)
    simulation = simulate_flee(flee_set, 1, 1)
    # 250 km take two days, 50 of the second; 100 more are done on that day.
    assert simulation.people[0, :4, 2].tolist() == [0, 0, 1000, 1000]
    assert not simulation.people[0, :, 1].any()


def test_with_awareness_2_people_know_what_lies_behind_the_next_town():
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Town", "X", "town", 1000),
        ("Camp", "Y", "camp", 0),
    ]
    routes = [("Zone", "Town", 90.0), ("Town", "Camp", 100.0)]
    reports = {"Camp": [0] + [3000] * 3}
    move = STAY | {"awareness_level": 2}
    flee_set = small_set(places, routes, reports, 4, move=move)
    # 1 / (10 + 90) for the town, 2 / (10 + 190) for the camp behind it: half and half, and a few
    # go on from the town.
    camp = people_at(flee_set, "Camp", draws=200)[:, 1]
    assert camp.mean() == pytest.approx(1507, abs=8)
    assert people_at(small_set(places, routes, reports, 4, move=STAY), "Camp")[0, 1] < 60


def test_nobody_moves_with_awareness_0():
    flee_set = never_back([150.0], move={"awareness_level": 0})
    assert people_at(flee_set, "Zone")[0, 1] == 1000


def test_awareness_minus_1_is_the_same_as_1():
    one, minus = (never_back([150.0], move={"awareness_level": level}) for level in (1, -1))
    assert people_at(minus, "A").tolist() == people_at(one, "A").tolist()


def test_a_debt_is_paid_before_newcomers_set_out():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 0)]
    counts = [10, 100, 60, 80, 90, 130]
    flee_set = small_set(places, [("Zone", "Camp", 50.0)], {"Camp": counts}, 6, move=STAY)
    total = simulate_flee(flee_set, 1, 1).total
    assert total[0].tolist() == [10, 100, 100, 100, 100, 130]


def test_a_share_of_the_population_sets_out_each_day_until_it_is_gone():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 0)]
    spawn = {"conflict_driven_spawning": {"spawn_mode": "pop_ratio"}}
    flee_set = small_set(places, [("Zone", "Camp", 50.0)], {"Camp": [0] * 4}, 4, spawn=spawn)
    assert simulate_flee(flee_set, 1, 1).total[0].tolist() == [10, 20, 30, 40]


def test_what_the_engine_does_not_have_is_refused_by_name():
    move = {"harvest_months": [7], "match_camp_religion": True}
    flee_set = never_back([150.0], move=move)
    with pytest.raises(InputError) as refused:
        simulate_flee(flee_set, 1, 1)
    assert str(refused.value) == (
        "2 problems in the Flee folder:\n"
        "  simsetting.yml, move_rules.match_camp_religion: found True, expected nothing: posada "
        "tells nobody apart by ethnicity or religion\n"
        "  simsetting.yml, move_rules.harvest_months: found a list, expected nothing: what Flee "
        "does then is not known well enough to repeat it"
    )


def test_people_who_could_set_out_from_nowhere_are_refused_with_the_day():
    places = [("Town", "X", "town", 1000), ("Camp", "Y", "camp", 0)]
    flee_set = small_set(places, [("Town", "Camp", 50.0)], {"Camp": [0, 5, 5]}, 3)
    with pytest.raises(InputError) as refused:
        simulate_flee(flee_set, 1, 1)
    assert [problem.row for problem in refused.value.problems] == [3]
