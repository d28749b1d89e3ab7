"""Flee's rules that few sets use, on networks so small that the outcome can be said by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from posada.errors import InputError
from posada.movement.flee import Precision, follow_flee, make_model, simulate_flee
from posada.movement.flee.kinds import make_kinds
from posada.movement.random import make_stream, poisson
from tests.movement_flee.small_flee import line, small_set

STAY = {"default_movechance": 0.005, "camp_movechance": 0.0}
DRIVEN = {"conflict_driven_spawning": {"spawn_mode": "pop_ratio"}}


def zone_and_camp(length=5, reports=None, **more):
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 0)]
    reports = {"Camp": [0] * length if reports is None else reports}
    return small_set(places, [("Zone", "Camp", 50.0)], reports, length, **more)


def crossroads(move, kinds=("town", "camp"), **more):
    """A zone with two ways, both of 90 km: to Near in the same country, to Far in another."""
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Near", "X", kinds[0], 400),
        ("Far", "Y", kinds[1], 0),
    ]
    routes = [("Zone", "Near", 90.0), ("Zone", "Far", 90.0)]
    reports = {"Far": [0] + [1000] * 3}
    return small_set(places, routes, reports, 4, move=STAY | move, **more)


def worth(flee_set, day=1):
    """Weights of the ways from the first place, in parts of the 100 km that each takes."""
    return (100.0 * make_model(flee_set).given.weights[day, :2]).round(9).tolist()


def leave(flee_set, day=1):
    return make_model(flee_set).given.days["movechance"][day].round(9).tolist()


def with_columns(flee_set, **columns):
    return replace(flee_set, places=flee_set.places.assign(**columns))


def with_people(flee_set, **weights):
    """Attributes of people: by attribute, the weight of each value."""
    tables = {
        name: pd.DataFrame({name: list(values), "Default": list(values.values())})
        for name, values in weights.items()
    }
    return replace(flee_set, demographics=tables)


def totals(flee_set, draws=1):
    return simulate_flee(flee_set, draws, 1, threads=1).total


def test_a_share_is_taken_of_those_who_are_still_at_home():
    driven = {"conflict_driven_spawning": {"spawn_mode": "pop_ratio"}}
    driven["conflict_driven_spawning"]["displaced_per_conflict_day"] = 0.1
    taken = zone_and_camp(4, spawn=driven | {"take_from_population": True})
    # 100 of 1000, 90 of 900, 81 of 810, 72.9 of 729, of which whole persons.
    assert totals(taken)[0].tolist() == [100, 190, 271, 343]
    assert totals(zone_and_camp(4, spawn=driven))[0].tolist() == [100, 200, 300, 400]


def test_a_poisson_number_of_people_sets_out_each_day():
    driven = {"spawn_mode": "Poisson", "displaced_per_conflict_day": 7.9}
    found = totals(zone_and_camp(2, spawn={"conflict_driven_spawning": driven}), draws=2000)[:, 0]
    assert found.mean() == pytest.approx(7.0, abs=0.25)  # Flee cuts the mean to a whole number
    assert found.var() == pytest.approx(7.0, rel=0.15)


@pytest.mark.parametrize("mean", [0.4, 9.0, 11.0, 300.0])
def test_poisson_numbers_have_the_distribution_of_poisson(mean):
    stream = make_stream(5, 0)
    found = np.array([poisson(stream, mean) for _ in range(20_000)])
    error = np.sqrt(mean / len(found))
    assert found.mean() == pytest.approx(mean, abs=4 * error)
    assert found.var() == pytest.approx(mean, rel=0.05)
    assert np.mean(found == int(mean)) == pytest.approx(
        np.exp(int(mean) * np.log(mean) - mean - sum(np.log(np.arange(1, int(mean) + 1)))),
        abs=0.015,
    )


def test_people_in_camps_on_day_0_are_there_also_where_conflict_drives_who_sets_out():
    assert totals(zone_and_camp(2, [30, 30], spawn=DRIVEN))[0].tolist() == [40, 50]


def test_a_place_becomes_what_its_row_of_location_changes_says():
    changes = pd.DataFrame({"name": ["A"], "type": ["conflict_zone"], "day": [5]})
    flee_set = line([250.0], kinds=("camp",), move=STAY)
    flee_set = replace(flee_set, location_changes=changes)
    simulation = simulate_flee(flee_set, 1, 1)
    assert simulation.people[0, 4:6, 1].tolist() == [1000, 0]


def test_a_place_that_becomes_a_town_nobody_leaves_is_a_camp():
    changes = pd.DataFrame({"name": ["A"], "type": ["town"], "day": [1]})
    flee_set = line([250.0], kinds=("forwarding_hub",), move={"default_movechance": 0.001})
    given = make_model(replace(flee_set, location_changes=changes)).given
    assert given.days["camp"][:2, 1].tolist() == [False, True]
    assert given.days["town"][:2, 1].tolist() == [False, False]


def flood(levels, move=None, spawn=None, kind="flood_zone", length=3):
    places = [("Bank", "X", kind, 1000), ("Hill", "X", "town", 500)]
    rules = {"flood_zone_spawning_only": True, "conflict_zone_spawning_only": False}
    driven = {"displaced_per_flood_day": [0, 0.1, 0.3], "spawn_mode": "pop_ratio"}
    flee_set = small_set(
        places,
        [("Bank", "Hill", 50.0)],
        {"Bank": [0] * length, "Hill": [0] * length},
        length,
        move=STAY | {"default_movechance": 0.3} | (move or {}),
        spawn=rules | {"flood_driven_spawn_mode": driven} | (spawn or {}),
    )
    return replace(flee_set, floods=np.array([[level, 0.0] for level in levels]))


def test_a_flood_drives_people_out_by_its_level_read_between_whole_levels():
    # Level 0.5 lies between 0 and 0.1 of 1000 inhabitants, level 1.5 between 0.1 and 0.3.
    assert totals(flood([0.5, 0.0, 1.5]))[0].tolist() == [50, 50, 250]


def test_a_flood_takes_people_off_those_who_live_there():
    taken = flood([1.0, 1.0, 1.0], spawn={"take_from_population": True})
    assert totals(taken)[0].tolist() == [100, 190, 271]


def test_in_a_flood_reports_of_every_place_put_people_there_on_day_0():
    flee_set = flood([0.0] * 3, move={"default_movechance": 0.0})
    reports = {name: frame.assign(count=5.0) for name, frame in flee_set.raw_reports.items()}
    present = simulate_flee(replace(flee_set, raw_reports=reports), 1, 1).people[0, 0]
    assert present.tolist() == [5, 5]


def test_a_flood_zone_is_no_town_and_never_becomes_a_camp():
    model = make_model(flood([0.0] * 3, move={"default_movechance": 0.001}))
    assert model.given.days["town"][0].tolist() == [False, False]
    assert model.given.days["camp"][0].tolist() == [False, True]


def test_a_flood_changes_who_leaves_and_who_comes():
    rules = {"flood_movechances": [0.0, 0.4, 0.8], "flood_loc_weights": [1.0, 0.6, 0.2]}
    flee_set = flood([0.0, 1.5, 1.0], move={"flood_rules": rules})
    assert leave(flee_set, 0) == [0.3, 0.3]
    assert leave(flee_set, 1) == [0.6, 0.3]
    weights = make_model(flee_set).given.weights[:, 1] * 60.0  # from the hill to the bank
    assert weights.round(9).tolist() == [1.0, 0.4, 0.6]


def test_who_is_aware_of_floods_leaves_before_they_come():
    rules = {
        "flood_movechances": [0.0, 0.4, 0.8],
        "flood_forecaster": True,
        "flood_forecaster_timescale": 2,
        "flood_forecaster_weights": [1.0, 0.5],
        "flood_awareness_weights": [0.0, 1.0],
    }
    flee_set = flood([0.0, 1.0, 2.0], move={"flood_rules": rules, "default_movechance": 0.1})
    flee_set = with_people(flee_set, floodawareness={0: 3.0, 1: 1.0})
    # Tomorrow 0.4, the day after 0.8 at half the weight: 0.8 / 1.5. Then 0.8 alone.
    assert leave(flee_set, 0) == [0.1, 0.1, pytest.approx(0.8 / 1.5), 0.1]
    assert leave(flee_set, 1) == [0.4, 0.1, 0.8, 0.1]
    assert make_kinds(flee_set).mix.tolist() == [[0.75, 0.25]] * 2


def hungry(flee_set, percent):
    ipc = pd.DataFrame({"day": [0.0, 2.0], "X": [0.0, 2.0 * percent]})
    return replace(flee_set, ipc=ipc)


def test_hunger_lets_people_leave():
    flee_set = crossroads({"default_movechance": 0.2, "flee_when_starving": True})
    # On day 1 half of the region X starves: 0.5 + 0.5 * 0.2 of those in the town Near.
    assert leave(hungry(flee_set, 50.0)) == [1.0, 0.6, 0.0]


def test_hungry_places_at_home_draw_fewer_people():
    flee_set = crossroads({"avoid_food_deprived_locations": True})
    assert worth(hungry(flee_set, 40.0)) == [1.0 - 0.4**2, 2.0]


def test_hunger_lets_people_set_out_where_there_is_no_conflict():
    spawn = {"starvation_driven_spawning": True, "conflict_zone_spawning_only": False}
    flee_set = crossroads({}, spawn=spawn)
    # Weights 1000 * (1 + 0.5) and 400 * 0.5.
    near = simulate_flee(hungry(flee_set, 50.0), 300, 1).people[:, 1, 1]
    stayed = 1000 * 200 / 1700
    came = (1000 - stayed) / 3  # of two weights, 1 for Near and 2 for Far
    assert near.mean() == pytest.approx(stayed + came, abs=6)


def test_a_richer_country_draws_more_people():
    flee_set = crossroads({"use_economic_pull": True, "foreign_weight": 3.0})
    flee_set = with_columns(flee_set, trade_volume=[0.0, 9.0, 0.5], hdi=[0.0, 9.0, 0.5])
    assert worth(flee_set) == [1.0, 2.0 * 3.0 * 1.75]


def test_larger_towns_draw_more_people_and_camps_do_not():
    flee_set = crossroads({"use_pop_for_loc_weight": True, "pop_power_for_loc_weight": 0.5})
    assert worth(flee_set) == [20.0, 2.0]


def test_people_leave_a_large_place_more_often():
    flee_set = crossroads(
        {
            "default_movechance": 0.2,
            "movechance_pop_base": 100.0,
            "movechance_pop_scale_factor": 0.5,
        }
    )
    assert leave(flee_set) == [1.0, 0.4, 0.0]  # twice 0.2 with four times the base


def halved(move, **spawn):
    """Each day a half of those who still live in Zone, and of the 400 of Near, sets out."""
    driven = {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.5}
    rules = {"conflict_driven_spawning": driven, "take_from_population": True} | spawn
    places = [("Zone", "X", "conflict_zone", 1000), ("Near", "X", "conflict_zone", 400)]
    places.append(("Far", "X", "camp", 0))
    routes = [("Zone", "Near", 300.0), ("Zone", "Far", 300.0)]
    move = STAY | {"camp_weight": 1.0, "conflict_weight": 1.0} | move
    return small_set(places, routes, {"Far": [0] * 3}, 3, move=move, spawn=rules)


def test_people_leave_a_place_less_often_when_fewer_still_live_there():
    move = {
        "conflict_movechance": 0.4,
        "movechance_pop_base": 1000.0,
        "movechance_pop_scale_factor": 1.0,
    }
    zone = simulate_flee(halved(move), 800, 1, threads=1).people[:, :2, 0]
    # Of 500 a part of 0.4 * 500 / 1000 leaves; then of 400 + 250 a part of 0.4 * 250 / 1000.
    # Of the 200 of Near 0.4 * 200 / 1000 left on day 0, come to Zone on day 1 and most stay.
    came = 200 * 0.08 * 0.9
    assert zone.mean(axis=0).tolist() == pytest.approx([400, 585 + came], abs=1.5)


@pytest.mark.parametrize(
    ("move", "worth"),
    [
        ({}, lambda people: (people**0.5, 1)),
        ({"weight_softening": 2.0}, lambda people: (2 + people**0.5, 3)),
        ({"weight_power": 0.5}, lambda people: (people**0.25, 1)),
        ({"fixed_routes": True}, lambda people: (people, 1)),
    ],
)
def test_a_town_draws_fewer_people_when_fewer_still_live_there(move, worth):
    move |= {"use_pop_for_loc_weight": True, "pop_power_for_loc_weight": 0.5}
    simulation = simulate_flee(halved(move), 400, 1, threads=1)
    to_near, to_far = (simulation.links.index(("Zone", end)) for end in ("Near", "Far"))
    left = simulation.departures.sum(axis=0)
    for day, people in enumerate((200, 100, 50)):  # who still live in Near when people choose
        near, far = worth(people)
        part = left[day, to_near] / (left[day, to_near] + left[day, to_far])
        assert part == pytest.approx(near / (near + far), abs=0.005)


def test_who_is_followed_finds_as_many_at_home_as_the_crowd_did():
    move = {
        "conflict_movechance": 1.0,
        "movechance_pop_base": 1000.0,
        "movechance_pop_scale_factor": 1.0,
    }
    flee_set = halved(move)
    given = make_model(flee_set).given
    assert given.days["movechance"][0].tolist() == [1.0, 0.4, 0.0]
    journeys = follow_flee(flee_set, 40, 1, 20_000)
    far = journeys.days[:, 2]
    at_once = (far[far >= 0] == 1).sum() / len(far)
    # Who sets out from Zone on the first two days leaves it that day with 500 / 1000 and then
    # 250 / 1000, goes to Near or to Far alike, and is there the day after.
    new = np.array([[500, 200], [250, 100], [125, 50]])
    expected = (500 * 0.5 * 0.5 + 250 * 0.25 * 0.5) / new.sum()
    assert at_once == pytest.approx(expected, abs=0.01)


def test_near_places_draw_more_people_with_latitude_and_longitude_exchanged():
    flee_set = crossroads({"stay_close_to_home": True, "home_distance_power": 1.0})
    # One degree of longitude, which Flee takes for latitude: 111.2 km; two of latitude on the
    # equator are 222.5 km.
    flee_set = with_columns(flee_set, latitude=[0.0, 0.0, 2.0], longitude=[0.0, 1.0, 0.0])
    degree = 6373.0 * np.pi / 180
    assert worth(flee_set) == pytest.approx([1.0 / degree, 2.0 / (2 * degree)])


def test_of_fixed_routes_only_the_best_to_each_place_is_left_and_its_pull_counts_twice():
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Near", "X", "town", 400),
        ("Far", "Y", "camp", 0),
    ]
    routes = [("Zone", "Near", 30.0), ("Zone", "Far", 90.0), ("Near", "Far", 10.0)]
    move = STAY | {"fixed_routes": True, "awareness_level": 2}
    flee_set = small_set(places, routes, {"Far": [0, 9]}, 2, move=move)
    weights = make_model(flee_set).given.weights[1, :4]
    # To Near, through Near to Far, to Far, through Far to Near: one of each pair is left.
    assert weights.tolist() == pytest.approx([1 / 40, 4 / 50, -1.0, -1.0])


def test_children_avoid_hazards_and_grown_boys_do_not():
    flee_set = crossroads(
        {"children_avoid_hazards": True, "boys_take_risk": True}, kinds=("town", "camp")
    )
    flee_set = with_people(flee_set, age={5: 2.0, 30: 3.0}, gender={"female": 1.0, "male": 3.0})
    kinds = make_kinds(flee_set)
    parts = dict(zip(kinds.power.tolist(), kinds.mix[0].round(9).tolist(), strict=True))
    # Children of both genders square; grown men see no difference; grown women are as always.
    assert parts == {2.0: 0.4, 1.0: 0.15, 0.0: 0.45}
    far = simulate_flee(flee_set, 400, 1, threads=1).people[:, 1, 2]
    assert far.mean() == pytest.approx(1000 * (0.4 * 4 / 5 + 0.15 * 2 / 3 + 0.45 / 2), abs=5)


def test_women_and_the_elderly_avoid_hazards():
    flee_set = crossroads({"women_avoid_hazards": True, "elderly_avoid_hazards": True})
    flee_set = with_people(flee_set, age={30: 1.0, 60: 1.0}, gender={"female": 1.0, "male": 1.0})
    kinds = make_kinds(flee_set)
    assert dict(zip(kinds.power.tolist(), kinds.mix[0].tolist(), strict=True)) == {
        2.0: 0.5,
        1.0: 0.25,
        4.0: 0.25,
    }


def test_a_place_can_have_people_of_its_own_and_a_value_can_stand_twice():
    flee_set = crossroads({"elderly_avoid_hazards": True})
    table = pd.DataFrame({"age": [70, 30, 70], "Default": [1, 2, 1], "Near": [0, 5, 0]})
    flee_set = replace(flee_set, demographics={"age": table})
    kinds = make_kinds(flee_set)
    assert kinds.power.tolist() == [2.0, 1.0]
    assert kinds.mix.tolist() == [[0.5, 0.5], [0.0, 1.0], [0.5, 0.5]]


def test_kinds_of_people_behind_each_other_do_not_mix_on_a_path():
    """With markers and awareness 2, who is who is kept to the end of every path."""
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Bend", "X", "marker", 0),
        ("Town", "X", "town", 10),
        ("Camp", "Y", "camp", 0),
    ]
    routes = [("Zone", "Bend", 120.0), ("Bend", "Town", 90.0), ("Town", "Camp", 300.0)]
    move = STAY | {"awareness_level": 2, "children_avoid_hazards": True, "camp_weight": 3.0}
    flee_set = small_set(places, routes, {"Camp": [0] + [1000] * 9}, 10, move=move)
    flee_set = with_people(flee_set, age={5: 1.0, 30: 1.0})
    simulation = simulate_flee(flee_set, 300, 1, threads=1)
    assert (simulation.total[:, 1:] == 1000).all()
    to_camp = [power / 520 / (power / 520 + 1 / 220) for power in (9.0, 3.0)]
    camp = simulation.people[:, 4, 3]  # 120 and 90 km take two days, 300 km more two
    few = 500 * sum(1 - part for part in to_camp) * 0.005  # who leave the town again each day
    assert camp.mean() == pytest.approx(500 * sum(to_camp), abs=4 + 2 * few)


def test_who_retires_in_a_camp_never_leaves_it_and_still_is_there():
    places = [("Zone", "X", "conflict_zone", 1000), ("Camp", "Y", "camp", 0)]
    flee_set = small_set(
        places,
        [("Zone", "Camp", 250.0)],
        {"Camp": [1000] * 3},
        3,
        move={"camp_movechance": 0.5},
        spawn={"camps_are_sicks": True},
    )
    gone = with_columns(flee_set, deactivation_probability=[np.nan, 0.4])
    camp = simulate_flee(gone, 400, 1).people[:, :2, 1].mean(axis=0)
    # Half leaves each morning, for two days; of the 500 left 200 retire, and of 300 half leaves.
    assert camp.tolist() == pytest.approx([500, 350], abs=3)
    camp = simulate_flee(flee_set, 400, 1).people[:, :2, 1].mean(axis=0)
    assert camp.tolist() == pytest.approx([500, 250], abs=3)


def test_people_of_agents_csv_stand_where_it_says_before_the_first_day():
    agents = pd.DataFrame(
        {
            "location": ["Near", "Near", "Far"],
            "gender": ["female", "male", "male"],
            "people": [30, 5, 7],
        }
    )
    move = {"women_avoid_hazards": True, "default_movechance": 0.0, "conflict_movechance": 0.0}
    spawn = {"read_from_agents_csv_file": True}
    flee_set = with_people(crossroads(move, spawn=spawn), gender={"female": 1.0})
    simulation = simulate_flee(replace(flee_set, agents=agents), 1, 1)
    assert simulation.people[0, 0].tolist() == [0, 35, 7]
    model = make_model(replace(flee_set, agents=agents))
    assert model.listed.tolist() == [0, 30, 0, 0, 5, 7]


def test_people_of_agents_csv_are_taken_off_the_inhabitants_of_a_conflict_zone():
    agents = pd.DataFrame({"location": ["Zone", "Near"], "people": [30, 5]})
    spawn = {"read_from_agents_csv_file": True, "take_from_population": True}
    model = make_model(replace(crossroads({}, spawn=spawn), agents=agents))
    assert model.population.tolist() == [970.0, 400.0, 0.0]


def refused(flee_set):
    with pytest.raises(InputError) as caught:
        make_model(flee_set)
    return [str(problem) for problem in caught.value.problems]


def test_an_attribute_that_nobody_has_is_refused():
    assert refused(crossroads({"women_avoid_hazards": True})) == [
        "input_csv/demographics_gender.csv: found no such file, expected the file: a rule that is "
        "on asks for it (Flee stops without it)"
    ]


def test_more_people_than_there_are_cannot_be_taken_from_the_population():
    taken = zone_and_camp(3, [0, 600, 1200], spawn={"take_from_population": True})
    assert refused(taken) == [
        "input_csv/locations.csv, population: found 1000 inhabitants of all conflict zones, "
        "expected 1200 or more, as many as set out (Flee stops: take_from_population)"
    ]


def test_a_place_that_becomes_a_marker_is_passed_from_that_day_on():
    """Zone - A - B: people of day 1 stop at A; from day 3 on A is a marker and they pass it."""
    reports = {"Apart": [0, 1000, 1000, 2000, 2000, 2000]}
    places = [("Zone", "X", "conflict_zone", 9), ("A", "X", "camp", 0), ("B", "X", "camp", 0)]
    places.append(("Apart", "Y", "camp", 0))
    routes = [("Zone", "A", 250.0), ("A", "B", 250.0)]
    flee_set = small_set(places, routes, reports, 6, move=STAY)
    changes = pd.DataFrame({"name": ["A"], "type": ["marker"], "day": [3]})
    people = simulate_flee(replace(flee_set, location_changes=changes), 1, 1).people[0]
    # Who stood in A leaves it when it is a marker, and goes to B or past it to nowhere else; who
    # sets out on day 3 can choose B alone: 250 km take two days, and two more.
    assert people[:, 1].tolist() == [0, 0, 1000, 0, 0, 0]
    assert people[2:, 2].tolist()[:2] == [0, 0]
    chosen = make_model(replace(flee_set, location_changes=changes)).given
    assert (chosen.weights[2, : chosen.stops[0]["last"]] >= 0).tolist() == [True, False]
    assert (chosen.weights[3, : chosen.stops[0]["last"]] >= 0).tolist() == [False, True]


def test_a_marker_that_becomes_a_town_is_a_place_to_go_to():
    changes = pd.DataFrame({"name": ["A"], "type": ["camp"], "day": [1]})
    flee_set = line([250.0, 250.0], kinds=("marker", "camp"), move=STAY)
    people = simulate_flee(replace(flee_set, location_changes=changes), 1, 1).people[0]
    assert people[2:5, 1].tolist() == [1000] * 3
    assert simulate_flee(flee_set, 1, 1).people[0, 4, 2] == 1000


def test_a_camp_closure_of_a_marker_makes_it_a_town():
    flee_set = line([250.0, 250.0], kinds=("marker", "camp"), closures=[("camp", "A", "", 1, 9)])
    given = make_model(flee_set).given
    beyond = given.choices["goal"][:2] == 2
    assert (given.weights[0, :2] >= 0).tolist() == beyond.tolist()
    assert (given.weights[1, :2] >= 0).tolist() == (~beyond).tolist()


def joined(kind):
    """Two places joined by a link of no length, with 3,000 people at the first."""
    places = [("Zone", "X", "conflict_zone", 10), ("A", "X", kind, 10), ("B", "X", kind, 10)]
    routes = [("A", "B", 0.0)]
    agents = pd.DataFrame({"location": ["A"], "people": [3000]})
    move = {"default_movechance": 0.5}
    spawn = {"read_from_agents_csv_file": True}
    flee_set = small_set(places, routes, {"B": [0] * 3}, 3, move=move, spawn=spawn)
    return replace(flee_set, agents=agents)


def test_people_go_to_and_fro_on_a_link_of_no_length_until_they_stay():
    there = simulate_flee(joined("town"), 300, 1).people[:, :2, 2].mean(axis=0)
    # Who has boarded ends beyond with f = 1/2 + (1 - f)/2 = 2/3, so 1/3 of all; then 2/9 + 2/9.
    assert there.tolist() == pytest.approx([1000, 1333], abs=8)


def test_a_day_without_end_is_refused():
    assert refused(joined("forwarding_hub")) == [
        f"input_csv/routes.csv, distance: found 0 km at {name}, expected more than 0 km here: who "
        "comes early goes on without end (Flee stops)"
        for name in "AB"
    ]


def test_a_link_of_no_length_is_no_trouble_where_a_longer_one_leads_away():
    places = [("Zone", "X", "conflict_zone", 10), ("A", "X", "forwarding_hub", 10)]
    places.append(("B", "X", "forwarding_hub", 10))
    routes = [("A", "B", 0.0), ("Zone", "A", 900.0)]
    flee_set = small_set(places, routes, {"B": [0, 50, 50]}, 3)
    assert totals(flee_set)[0].tolist() == [0, 50, 50]


def test_routes_so_short_that_a_day_has_no_end_in_sight_are_refused():
    """At 1 m a route, 200 km a day could be gone on in 200,000 ways from each place."""
    assert refused(line([0.001, 0.0013])) == [
        "input_csv/routes.csv, distance: found a route of 0.001 km, with 200 km in a day, expected "
        "longer routes or a smaller max_move_speed: there are too many ways to spend one day"
    ]


@pytest.mark.parametrize("power", [200.0, -200.0])
def test_a_power_that_makes_distances_no_numbers_is_refused(power):
    assert refused(crossroads({"distance_power": power})) == [
        f"simsetting.yml, move_rules.distance_power: found '{power:g}', expected a power nearer to "
        "0 (Flee stops where a distance gets too large or too small)"
    ]


def test_more_people_than_the_engine_can_count_are_refused():
    assert refused(zone_and_camp(3, [0, 10**9, 3 * 10**9])) == [
        "source_data: found 3e+09 people in all, expected at most 2e+09"
    ]
    driven = {"conflict_driven_spawning": {"displaced_per_conflict_day": 10**9}}
    assert refused(zone_and_camp(5, spawn=driven)) == [
        "simsetting.yml, spawn_rules: found 5e+09 people in all, expected at most 2e+09"
    ]


def test_a_set_in_which_flee_divides_by_nothing_is_refused():
    move = {"softening": 0.0, "movechance_pop_scale_factor": -0.5}
    flee_set = crossroads(move, kinds=("forwarding_hub", "camp"))
    flee_set = replace(flee_set, routes=flee_set.routes.assign(distance=[0.0, 90.0]))
    assert refused(flee_set) == [
        "input_csv/routes.csv, row 2, distance: found 0 km, expected more than 0 km where "
        "softening is 0 (Flee divides by it)",
        "simsetting.yml, move_rules.movechance_pop_scale_factor: found -0.5, expected 0 or more "
        "where nobody lives, as at Far (Flee divides by it)",
    ]


def test_more_ways_than_can_be_told_apart_are_refused():
    """Twelve places, each joined to each: about a hundred million ways of ten places."""
    names = [f"P{number}" for number in range(12)]
    places = [(name, "X", "conflict_zone", 100) for name in names]
    routes = [(a, b, 300.0) for a in names for b in names if a < b]
    flee_set = small_set(places, routes, {"P1": [0, 1]}, 2, move={"awareness_level": 9})
    assert refused(flee_set) == [
        "simsetting.yml, move_rules.awareness_level: found '9', expected a level at which people "
        "know at most 10000 ways from any place"
    ]


def walked(probability, move=None):
    """A zone 100 km from a camp where everybody stays; on the way some walk each day."""
    flee_set = line([100.0], kinds=("camp",), move=STAY | (move or {}))
    return replace(flee_set, routes=flee_set.routes.assign(walk_probability=probability))


def test_who_walks_on_a_day_is_drawn_for_every_day():
    # 200 km a day or 35: half are there on day 1, a quarter rides on day 2 after 35 km, and the
    # rest is there on day 3 however it travels.
    camp = simulate_flee(walked(0.5), 400, 1, threads=1).people[:, 1:4, 1]
    assert camp.mean(axis=0).tolist() == pytest.approx([500, 750, 1000], abs=3)
    assert camp[:, 0].var() == pytest.approx(250, rel=0.3)
    assert simulate_flee(walked(1.0), 1, 1).people[0, 1:4, 1].tolist() == [0, 0, 1000]


def test_walkers_of_a_first_journey_walk_whatever_is_drawn():
    on_foot = walked(0.5, {"start_on_foot": True})
    assert simulate_flee(on_foot, 1, 1).people[0, 1:4, 1].tolist() == [0, 0, 1000]


def test_what_walkers_have_travelled_recently_is_added_up_day_by_day():
    """With 100 columns a day's distance, so that hardly anything is rounded."""
    flee_set = walked(0.5, {"avoid_short_stints": True})
    legs = make_model(flee_set, precision=Precision(walking_bins=100.0)).given.legs
    rides = sorted(
        (int(leg["days"]), *(2 * leg[["pace", "gain"]].tolist()[n] for n in (0, 1)))
        for leg in legs
        if leg["start"] == 0
    )
    # In km: 100 at once; 35 and 65; 35, then half of the second day's 35 and 30.
    assert rides == [
        (1, pytest.approx(100), pytest.approx(0)),
        (2, pytest.approx(35), pytest.approx(65)),
        (3, pytest.approx(35), pytest.approx(47.5)),
        (3, pytest.approx(35), pytest.approx(47.5)),
    ]


def test_who_follows_a_path_walks_or_rides_each_of_its_links():
    """Two links of 100 km with a marker between: 200 km a day, or 35 with a chance of a half."""
    flee_set = line([100.0, 100.0], kinds=("marker", "camp"), move=STAY)
    flee_set = replace(flee_set, routes=flee_set.routes.assign(walk_probability=0.5))
    people = simulate_flee(flee_set, 400, 1, threads=1).people
    # The second link is begun on the day the first is done, and takes as long as the first by
    # itself: 1, 2 or 3 days with 1/2, 1/4, 1/4; both end on the same day only by riding, and a
    # second link of n days begins on that day.
    ways = [(1, 0.5), (2, 0.25), (3, 0.25)]
    done = np.zeros(10)
    for first, chance in ways:
        for second, other in ways:
            done[first + second - 1] += 1000 * chance * other
    camp = people[:, :, 2].mean(axis=0)
    assert camp[1:7].tolist() == pytest.approx(np.cumsum(done)[1:7].tolist(), abs=4)
    assert (people[:, :, 1] == 0).all()  # nobody stays at a marker for a night


def test_walkers_prune_whole_paths_and_not_the_ways_to_ride_them():
    """A way of 110 km against one of 90: worth 5/6 of it, also where it is ridden in 3 ways."""
    places = [("Zone", "X", "conflict_zone", 1000), ("Near", "X", "camp", 0)]
    places.append(("Far", "X", "camp", 0))
    routes = [("Zone", "Near", 90.0), ("Zone", "Far", 110.0)]

    def far(threshold):
        move = STAY | {"pruning_threshold": threshold}
        flee_set = small_set(places, routes, {"Far": [0] + [1000] * 9}, move=move)
        walked = flee_set.routes.assign(walk_probability=[np.nan, 0.5])
        flee_set = replace(flee_set, routes=walked)
        return simulate_flee(flee_set, 300, 1, threads=1).people[:, -1, 2].mean()

    assert far(1.25) == pytest.approx(1000 * 5 / 11, abs=4)
    assert far(1.15) == 0.0


def test_where_every_way_is_worth_nothing_each_is_as_likely_however_it_is_ridden():
    flee_set = crossroads({"foreign_weight": 0.0, "camp_weight": 0.0}, kinds=("camp", "camp"))
    flee_set = replace(flee_set, routes=flee_set.routes.assign(walk_probability=[np.nan, 0.5]))
    near = simulate_flee(flee_set, 300, 1, threads=1).people[:, -1, 1]
    assert near.mean() == pytest.approx(500, abs=4)


def test_kinds_of_people_are_counted_at_each_place_and_add_up():
    """Children stay away from war, others go past it; both are counted where they are."""
    ages = pd.DataFrame({"age": [5, 30], "Default": [1.0, 3.0]})
    move = {"children_avoid_hazards": True, "conflict_weight": 0.1, "awareness_level": 2}
    flee_set = replace(crossroads(move), demographics={"age": ages})
    simulation = simulate_flee(flee_set, 3, 1)
    assert simulation.kinds == ("avoids hazards", "minds hazards")
    assert (simulation.of_kind.sum(axis=3) == simulation.people).all()
    last = simulation.of_kind[:, -1].sum(axis=(0, 1)) / simulation.people[:, -1].sum()
    assert last.tolist() == pytest.approx([0.25, 0.75], abs=0.05)


def test_who_never_moves_again_keeps_their_kind():
    ages = pd.DataFrame({"age": [5, 30], "Default": [1.0, 1.0]})
    flee_set = line([100.0], kinds=("camp",), spawn={"camps_are_sicks": True})
    flee_set = replace(
        flee_set,
        rules=flee_set.rules.model_copy(
            update={
                "move_rules": flee_set.rules.move_rules.model_copy(
                    update={"children_avoid_hazards": True}
                )
            }
        ),
        places=flee_set.places.assign(deactivation_probability=0.5),
        demographics={"age": ages},
    )
    simulation = simulate_flee(flee_set, 2, 1)
    assert (simulation.of_kind.sum(axis=3) == simulation.people).all()
    assert simulation.of_kind[:, -1, 1].min() > 400
