"""What a Flee folder may look like, and what is read from it."""

import datetime as dt
import shutil

import numpy as np
import pandas as pd
import pytest

from posada.scenario.flee import FleeRules, is_flee_folder, read_flee
from tests.scenario.flee.made_up import FILES, made_up, read, swap

SETTINGS = FILES["simsetting.yml"]
LOCATIONS = FILES["input_csv/locations.csv"]


def test_a_folder_is_recognised_by_its_two_folders(tmp_path):
    folder = made_up(tmp_path)
    assert is_flee_folder(folder)
    assert not is_flee_folder(folder / "input_csv")
    assert not is_flee_folder("riverside")


def test_places_come_in_the_order_of_the_file(tmp_path):
    places = read(tmp_path).places
    assert list(places["name"]) == ["Alpha", "Beta", "Gamma", "Hub", "Camp One", "Camp Two"]
    assert list(places["number"]) == [1000, 500, 0, 0, 300, 0]
    assert list(places["conflict_date"]) == [0, 2, 0, 0, 0, 0]
    assert places["conflict_date"].dtype == np.int64
    assert places["latitude"].isna().tolist() == [False, False, True, False, False, False]


def test_the_rest_of_a_set_is_read(tmp_path):
    flee_set = read(tmp_path, closures=FILES["input_csv/closures.csv"] + "camp,Camp Two,,0,3\n")
    assert (flee_set.name, flee_set.start, flee_set.length) == ("set", dt.date(2030, 1, 1), 5)
    assert list(flee_set.days[[0, -1]]) == [pd.Timestamp("2030-01-01"), pd.Timestamp("2030-01-05")]
    assert list(flee_set.routes["distance"]) == [210, 220.5, 230, 240, 250]
    assert flee_set.closures.values.tolist() == [["camp", "Camp Two", "", 0, 3]]
    assert flee_set.camps == ("Camp One", "Camp Two")
    assert flee_set.conflicts[:, 1].tolist() == [0, 0, 1, 1, 1]
    assert flee_set.conflicts[:, 2:].sum() == 0
    assert sorted(flee_set.checksums) == sorted(FILES)


def test_columns_beyond_the_known_are_attributes(tmp_path):
    head, *rows = LOCATIONS.splitlines()
    cells = ["0.5,kin,12", ",,", ",,", ",,", ",other,3", ",,"]
    text = "\n".join(
        [head + ",conflict_intensity,people,capacity_per_day"]
        + [f"{row},{more}" for row, more in zip(rows, cells, strict=True)]
    )
    places = read(tmp_path, locations=text).places
    assert list(places["people"]) == ["kin", "", "", "", "other", ""]
    assert list(places["conflict_intensity"].dropna()) == [0.5]
    assert list(places["capacity_per_day"].dropna()) == [12, 3]


def test_routes_may_have_a_speed_and_a_chance_of_walking(tmp_path):
    routes = read(
        tmp_path,
        routes="#name1,name2,distance,forced_redirection,link_type,walk_probability,max_move_speed\n"
        "Alpha,Beta,210,,road,0.25,\nBeta,Camp One,220,,river,,100\n",
    ).routes
    assert routes["walk_probability"].tolist()[0] == 0.25
    assert routes["max_move_speed"].tolist()[1] == 100
    assert routes[["walk_probability", "max_move_speed"]].isna().sum().sum() == 2
    assert "link_type" not in routes


def test_spaces_quotes_comments_and_line_ends_change_nothing(tmp_path):
    plain = read(tmp_path)
    untidy = read(
        tmp_path / "untidy",
        sim_period="STARTDATE,2030-01-01\r\nlength, 5\r\n",
        conflicts=FILES["input_csv/conflicts.csv"].replace(",", ", "),
        locations="\ufeff" + LOCATIONS.replace("Camp One,", '"Camp One" ,') + "\n# the end\n",
        routes=FILES["input_csv/routes.csv"].replace("\n", "\r\n") + "#Beta,Hub,1,\r\n\r\n",
        one="Date,Count\n2030-01-01,0\n#2030-01-02,7\n\n2030-01-03,40\t\n2030-01-05, 90\n"
        "2030-01-06,\n",
    )
    pd.testing.assert_frame_equal(untidy.places, plain.places)
    pd.testing.assert_frame_equal(untidy.routes, plain.routes)
    np.testing.assert_array_equal(untidy.conflicts, plain.conflicts)
    pd.testing.assert_frame_equal(untidy.reports["Camp One"], plain.reports["Camp One"])
    assert untidy.caveats == plain.caveats


def test_settings_may_stand_beside_the_folder_or_elsewhere(tmp_path):
    folder = made_up(tmp_path)
    shutil.move(folder / "simsetting.yml", tmp_path / "simsetting.yml")
    assert read_flee(folder).rules.move_rules.max_move_speed == 200
    other = tmp_path / "fast.yml"
    other.write_text("move_rules:\n  max_move_speed: 400\noptimisations:\n  hasten: 2\n")
    rules = read_flee(folder, other).rules
    assert (rules.move_rules.max_move_speed, rules.optimisations.hasten) == (400, 2)


def test_what_the_settings_do_not_say_is_as_in_flee(tmp_path):
    rules = read(tmp_path, simsetting="log_levels:\n  agent: 1\nmove_rules:\n").rules
    assert rules == FleeRules()
    move, spawn = rules.move_rules, rules.spawn_rules
    assert (move.max_move_speed, move.max_walk_speed, move.softening) == (360, 35, 10)
    assert (move.default_movechance, move.camp_movechance) == (0.3, 0.001)
    assert move.conflict_weight == pytest.approx(0.1**0.5)
    assert (move.awareness_level, move.capacity_scaling, move.capacity_buffer) == (1, 1, 0.9)
    assert spawn.insert_day0 and spawn.sum_from_camps and not spawn.take_from_population
    assert spawn.conflict_spawn_decay is None
    assert rules.optimisations.hasten == 1


def test_the_first_rules_of_flee_stand_above_the_rest(tmp_path):
    settings = "move_rules:\n  use_v1_rules: True\n  max_move_speed: 400\n  start_on_foot: True\n"
    move = read(tmp_path, simsetting=settings).rules.move_rules
    assert (move.max_move_speed, move.camp_weight, move.conflict_weight) == (200, 2, 0.25)
    assert not move.start_on_foot


@pytest.mark.parametrize(
    ("block", "displaced"),
    [
        ("{spawn_mode: pop_ratio}", 0.01),
        ("{spawn_mode: constant}", 500),
        ("{displaced_per_conflict_day: 20}", 20),
        ("{spawn_mode: pop_ratio, displaced_per_conflict_day: 0.5}", 0.5),
    ],
)
def test_how_many_are_displaced_depends_on_the_mode(tmp_path, block, displaced):
    settings = f"spawn_rules:\n  conflict_driven_spawning: {block}\n"
    driven = read(tmp_path, simsetting=settings).rules.spawn_rules.conflict_driven_spawning
    assert driven is not None
    assert driven.displaced_per_conflict_day == displaced


def test_rules_about_people_may_be_written_in_capitals(tmp_path):
    flee_set = read(tmp_path, simsetting=SETTINGS + "  MatchCampEthnicity: True\n")
    assert flee_set.rules.move_rules.match_camp_ethnicity
    assert not [caveat for caveat in flee_set.caveats if "simsetting" in caveat]


def test_weights_of_attributes_are_read_for_every_file(tmp_path):
    flee_set = read(
        tmp_path,
        demographics_age="age,Default,Alpha\n20,1,3\n40,2,\n",
        demographics_gender="gender,Default\nfemale,1\nmale,1\n",
    )
    assert list(flee_set.demographics) == ["age", "gender"]
    assert flee_set.demographics["age"].values.tolist() == [["20", 1, 3], ["40", 2, 0]]


def test_food_and_floods_are_read_by_day(tmp_path):
    flee_set = read(
        tmp_path,
        region_attributes_IPC="#Day,North,South\n0,10,20.5\n30,40,50\n",
        flood_level="#Day,Gamma,Camp One\n0,1,2\n1,0,3\n",
    )
    assert flee_set.ipc is not None and flee_set.floods is not None
    assert flee_set.ipc["day"].tolist() == [0, 30]
    assert flee_set.ipc["South"].tolist() == [20.5, 50]
    assert flee_set.floods.tolist() == [[0, 0, 1, 0, 2, 0], [0, 0, 0, 0, 3, 0]]


def test_agents_that_are_alike_are_counted(tmp_path):
    flee_set = read(
        tmp_path,
        simsetting="spawn_rules:\n  read_from_agents_csv_file: True\n",
        agents="# made up\nlocation,age\nAlpha,20\nAlpha,20\nBeta,30\nNowhere,5\nAlpha,30\n",
    )
    assert flee_set.agents is not None
    assert flee_set.agents.values.tolist() == [
        ["Alpha", "20", 2],
        ["Beta", "30", 1],
        ["Alpha", "30", 1],
    ]
    assert "Agents at 'Nowhere' in input_csv/agents.csv are left out: no place is called so." in (
        flee_set.caveats
    )


def test_changes_of_type_and_major_routes_are_read(tmp_path):
    flee_set = read(
        tmp_path,
        location_changes="#name,type,day\nGamma,idpcamp,3\n",
        major_routes="#names\nAlpha,Beta,Gamma\nGamma,Hub,,\n",
    )
    assert flee_set.location_changes is not None
    assert flee_set.location_changes.values.tolist() == [["Gamma", "idpcamp", 3]]
    assert flee_set.major_routes == (("Alpha", "Beta", "Gamma"), ("Gamma", "Hub"))


def test_a_set_with_a_flood_has_every_place_as_a_camp(tmp_path):
    names = ("Alpha", "Beta", "Gamma", "Hub", "Camp One", "Camp Two")
    settings = (
        "spawn_rules:\n  flood_zone_spawning_only: True\n  conflict_zone_spawning_only: False\n"
        "  flood_driven_spawn_mode: {displaced_per_flood_day: [0, 0.5, 0.9]}\n"
        "move_rules:\n  flood_rules: {flood_movechances: [0, 0.5, 1]}\n"
    )
    flee_set = read(
        tmp_path,
        simsetting=settings,
        flood_level="#Day,Gamma\n" + "".join(f"{day},1\n" for day in range(5)),
        conflicts=swap("conflicts", "0,1,0", "0,0,0"),
        data_layout="total,total.csv\n" + "".join(f"{name},one.csv\n" for name in names),
    )
    assert flee_set.camps == names
    assert flee_set.rules.move_rules.flood_rules is not None
    assert flee_set.rules.move_rules.flood_rules.flood_movechances == (0, 0.5, 1)
    assert "In a flood Flee takes every place for a camp that can be compared with reports." in (
        flee_set.caveats
    )
