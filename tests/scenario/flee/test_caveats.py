"""Where Flee does something else than its files seem to say: told when a set is affected."""

import pytest

from posada.scenario.flee.caveats import named
from tests.scenario.flee.made_up import ALWAYS, FILES, read, swap

FULL = (
    "Flee sends nobody more to a camp that is 0.95 of its capacity full; its documentation says at "
    "capacity."
)
# What the made-up set itself deserves.
ORDINARY = [FULL, ALWAYS]
CLOSURES = FILES["input_csv/closures.csv"]
ROUTES = FILES["input_csv/routes.csv"]
CONFLICTS = FILES["input_csv/conflicts.csv"]
LAYOUT = FILES["source_data/data_layout.csv"]
SETTINGS = FILES["simsetting.yml"]

ONE_CAVEAT = {
    "a data file of two camps": (
        {"data_layout": LAYOUT.replace("two.csv", "one.csv")},
        [
            "Everybody in source_data/one.csv is counted 2 times, for data_layout.csv names it"
            " so often: Camp One, Camp Two."
        ],
    ),
    "a redirection": (
        {"routes": swap("routes", "Hub,Camp One,240,0", "Hub,Camp One,240,2")},
        ["forced_redirection in routes.csv is never applied by Flee: nobody is redirected."],
    ),
    "a route taken twice": (
        {"routes": swap("routes", "Hub,Camp One,240,0", "Hub,Camp One,240,1")},
        [
            "forced_redirection in routes.csv is never applied by Flee: nobody is redirected.",
            "forced_redirection 1 makes Flee take the route twice, which doubles its chance: Hub - "
            "Camp One. If a distance with a decimal comma is meant, write a point.",
        ],
    ),
    "a short route": (
        {"routes": swap("routes", "Alpha,Beta,210", "Alpha,Beta,199.5")},
        [
            "On routes shorter than a day's distance (200 km) people who arrive may go on the same "
            "day, and Flee lets them go a whole day's distance again."
        ],
    ),
    "a closed link": (
        {"closures": CLOSURES + "link,Alpha,Beta,1,3\n"},
        ["Closures of type link do nothing in Flee."],
    ),
    "a redirection that ends": (
        {"closures": CLOSURES + "remove_forced_redirection,Alpha,Beta,1,0\n"},
        ["Closures of type remove_forced_redirection do nothing in Flee."],
    ),
    "closures of one route that overlap": (
        {"closures": CLOSURES + "country,Here,There,0,4\nlocation,Camp Two,,1,2\n"},
        [
            "Closures overlap in time: when Flee lifts one it opens its routes also where another "
            "still closes them."
        ],
    ),
    "closures of different routes": (
        {"closures": CLOSURES + "location,Camp One,,0,4\nlocation,Camp Two,,1,2\n"},
        [],
    ),
    "a closure after the other": (
        {"closures": CLOSURES + "country,Here,There,0,2\nlocation,Camp Two,,2,4\n"},
        [],
    ),
    "a closure of no country": (
        {"closures": CLOSURES + "country,Here,Their,0,2\n"},
        [
            "The closure of Here and Their closes nothing: no place lies in a country 'Their' (did "
            "you mean 'There'?)."
        ],
    ),
    "people in a camp on day 0": (
        {"one": "2030-01-01,50\n"},
        [
            "Flee takes the people of day 0 off the capacity of a camp and counts them as present "
            "as well: Camp One."
        ],
    ),
    "a full camp on day 0": (
        {"one": "2030-01-01,300\n"},
        [
            "Flee takes the people of day 0 off the capacity of a camp and counts them as present "
            "as well: Camp One.",
            "These camps have no capacity left, which Flee takes for no limit: Camp One.",
        ],
    ),
    "capacities times nothing": (
        {"simsetting": SETTINGS + "  capacity_scaling: 0\n"},
        ["These camps have no capacity left, which Flee takes for no limit: Camp One."],
    ),
    "a town that nobody leaves": (
        {
            "simsetting": SETTINGS + "  default_movechance: 0.001\n",
            "data_layout": LAYOUT + "Beta,one.csv\nGamma,two.csv\n",
        },
        [
            "Flee turns towns with a movechance below 0.005 into camps.",
            "Everybody in source_data/one.csv is counted 2 times, for data_layout.csv names it "
            "so often: Camp One, Beta.",
            "Everybody in source_data/two.csv is counted 2 times, for data_layout.csv names it "
            "so often: Camp Two, Gamma.",
        ],
    ),
    "a route that stands twice": (
        {"routes": ROUTES + "Beta,Alpha,250,\n"},
        [
            "routes.csv has a route more than once; Flee takes each as a way of its own, which "
            "raises its chance, and lets people go by the first: Alpha - Beta, Beta - Alpha.",
        ],
    ),
    "a route to where it starts": (
        {"routes": ROUTES + "Hub,Hub,250,\n"},
        ["A route leads back to where it starts, and Flee takes it: Hub - Hub."],
    ),
    "a place beside the road": (
        {"routes": swap("routes", "Gamma,Camp Two,250,0\n", "")},
        ["No route leads to or from these places: Camp Two."],
    ),
    "a closure that ends before it starts": (
        {"closures": CLOSURES + "location,Camp Two,,4,2\n"},
        ["A closure that ends before it starts is never lifted: Camp Two."],
    ),
    "closures on days that are not simulated": (
        {"closures": CLOSURES + "location,Camp Two,,-3,4\ncamp,Camp One,,5,9\n"},
        ["A closure that starts on no day simulated closes nothing: Camp Two, Camp One."],
    ),
    "a length that stands twice": (
        {"sim_period": "StartDate,2030-01-01\nLength,4\nlength,5\n"},
        ["length stands in sim_period.csv more than once: the last one counts."],
    ),
    "a camp closure of a town": (
        {"closures": CLOSURES + "camp,Gamma,,1,2\n"},
        [
            "A closure of type camp makes a place a town, and a camp when it ends, also where it "
            "was neither: Gamma.",
        ],
    ),
    "an intensity below nothing": (
        {"conflicts": swap("conflicts", "1,1,0", "1,1,-1")},
        ["An intensity below 0 is no conflict to Flee: Beta."],
    ),
    "an intensity in percent": (
        {"conflicts": CONFLICTS.replace("1,1\n", "1,100\n")},
        [
            "An intensity above 1 makes more people set out and keeps more away than a full "
            "conflict does: Beta.",
        ],
    ),
    "reports of another year": (
        {"two": "2019-01-01,10\n2019-01-05,60\n"},
        [
            "No report lies within the days simulated (2030-01-01 to 2030-01-05), so that the "
            "same count holds on each: Camp Two.",
        ],
    ),
    "two reports of one day": (
        {"two": "2030-01-01,0\n2030-01-05,60\n2030-01-05,70\n"},
        ["A day has two reports, of which Flee goes on from the later row: Camp Two."],
    ),
    "a registration before day 0": (
        {"registration_corrections": "Camp One,2029-12-01,normalize\n"},
        [
            "A registration before day 0 corrects nothing: Camp One.",
        ],
    ),
    "a chance in percent": (
        {"simsetting": SETTINGS + "  default_movechance: 30\n"},
        ["A chance above 1 is to Flee as good as 1: default_movechance 30."],
    ),
    "settings without anything": (
        {"simsetting": ""},
        [
            "simsetting.yml is empty: every setting is as Flee has it by itself.",
            "On routes shorter than a day's distance (360 km) people who arrive may go on the same "
            "day, and Flee lets them go a whole day's distance again.",
        ],
    ),
    "a key that stands twice": (
        {"simsetting": SETTINGS + "  max_move_speed: 200.0\n"},
        ["move_rules.max_move_speed stands in simsetting.yml more than once: the last one counts."],
    ),
    "an intensity that changes": (
        {"conflicts": swap("conflicts", "3,1,1", "3,1,0.5")},
        ["Flee ignores a change of intensity while a conflict goes on: Beta."],
    ),
    "a conflict that only one file has": (
        {"locations": swap("locations", "conflict_zone,2", "conflict_zone,0")},
        [
            "locations.csv has a conflict from day 0 and conflicts.csv has none; Flee keeps it "
            "until conflicts.csv has one that ends: Beta."
        ],
    ),
    "a conflict that never comes": (
        {"conflicts": "#Day,Alpha\n0,1\n1,1\n2,1\n3,1\n4,1\n"},
        [
            "A conflict_date after day 0 is not used, only conflicts.csv is; these places never "
            "become conflict zones: Beta."
        ],
    ),
    "days that are not read": (
        {"conflicts": CONFLICTS.replace("\n4,", "\n7,")},
        [
            "The days that input_csv/conflicts.csv names are not 0, 1, 2 ...; Flee does not read "
            "them, and takes the first row for day 0, the second for day 1, and so on."
        ],
    ),
    "a conflict in no place": (
        {"conflicts": CONFLICTS.replace("Beta", "Gama")},
        [
            "The column 'Gama' of input_csv/conflicts.csv is ignored: no place is called so (did "
            "you mean 'Gamma'?).",
            "A conflict_date after day 0 is not used, only conflicts.csv is; these places never "
            "become conflict zones: Beta.",
        ],
    ),
    "conflicts in many places that are called otherwise": (
        {
            "conflicts": "#Day,Alpha,beta,gamma,hub,gama\n"
            + "".join(f"{n},1,1,0,0,0\n" for n in range(5))
        },
        [
            "4 columns of input_csv/conflicts.csv are ignored, for no place is called so: 'beta', "
            "'gamma', 'hub', 'gama'.",
            "A conflict_date after day 0 is not used, only conflicts.csv is; these places never "
            "become conflict zones: Beta.",
        ],
    ),
    "reports of what is no camp": (
        {"data_layout": LAYOUT + "Elsewhere,total.csv\nHub,total.csv\n"},
        [
            "Flee lets people set out for rows of data_layout.csv that are no camps, and compares "
            "them with nothing: Elsewhere, Hub.",
            "Everybody in source_data/total.csv is counted 2 times, for data_layout.csv names it "
            "so often: Elsewhere, Hub.",
        ],
    ),
    "a camp with two files": (
        {"data_layout": LAYOUT.replace("one.csv", "one.csv, two.csv")},
        [
            "Everybody in source_data/two.csv is counted 2 times, for data_layout.csv names it "
            "so often: Camp One, Camp Two.",
            "Where a camp has several files, Flee adds to each day of a later file the NEXT report "
            "of the files before it, and loses the days after the end of the shorter one: Camp "
            "One.",
        ],
    ),
    "a correction": (
        {"registration_corrections": "Camp One,2030-01-05,normalize\n"},
        [
            "Reports before a registration are scaled to it, so that they are no longer what was "
            "reported: Camp One."
        ],
    ),
    "reports out of order": (
        {"two": "2030-01-01,0\n2030-01-05,60\n2030-01-04,50\n"},
        [
            "The reports of Camp Two are out of order at 2030-01-04; Flee reads each day from the "
            "first report in the file that is later than it."
        ],
    ),
    "a key that Flee does not know": (
        {"simsetting": SETTINGS + "  max_move_sped: 100\nextra: 1\n"},
        [
            "move_rules.max_move_sped in simsetting.yml is ignored: Flee knows no such key (did "
            "you mean 'max_move_speed'?).",
            "extra in simsetting.yml is ignored: Flee knows no such key.",
        ],
    ),
    "keys that cannot work": (
        {
            "simsetting": SETTINGS
            + "  two_system_decision_making: True\nspawn_rules:\n  camps_are_sinks: True\n"
            + "number_of_steps: 20\n"
        },
        [
            "move_rules.two_system_decision_making in simsetting.yml does nothing: Flee stores it "
            "in a form that never switches it on.",
            "spawn_rules.camps_are_sinks in simsetting.yml does nothing: Flee looks for the "
            "misspelt key camps_are_sicks.",
            "number_of_steps in simsetting.yml does nothing: Flee reads it and does nothing with "
            "it.",
        ],
    ),
    "rules that do something else": (
        {
            "simsetting": SETTINGS
            + "  awareness_level: -1\n  stay_close_to_home: True\n  harvest_months: [4, 5]\n"
            + "  fixed_routes: True\n"
        },
        [
            "awareness_level -1 is the same as 1 in Flee.",
            "stay_close_to_home measures from where a person is, not from home, and with latitude "
            "and longitude exchanged.",
            "harvest_months applies to everybody in Flee, not only to farmers.",
            "fixed_routes lets the attraction of a place count twice, and ignores capacity.",
        ],
    ),
    "people who are told apart, listed or retired": (
        {
            "simsetting": SETTINGS
            + "  BoysTakeRisk: True\nspawn_rules:\n  read_from_agents_csv_file: True\n"
            + "  camps_are_sicks: True\n",
            "agents": "location,gender\nAlpha,female\n",
        },
        [
            "boys_take_risk does nothing without children_avoid_hazards, and with it makes every "
            "male person older than 14 ignore how safe a place is (as in flee 3.1).",
            "People of agents.csv come on top of those who set out, and are not scaled down.",
            "People whom a camp deactivates never move again, and are still counted there.",
        ],
    ),
    "a flood that drives nobody out": (
        {
            "simsetting": SETTINGS
            + "  flood_rules:\n    link_weights: [1, 1]\n    forecaster: True\n"
            + "spawn_rules:\n  flood_zone_spawning_only: True\n"
            + "  conflict_zone_spawning_only: False\n  flood_driven_spawn_mode: {}\n",
            "flood_level": "#Day,Gamma\n" + "".join(f"{day},1\n" for day in range(5)),
            "data_layout": LAYOUT
            + "".join(f"{name},one.csv\n" for name in ("Alpha", "Beta", "Gamma", "Hub")),
        },
        [
            "In a flood Flee takes every place for a camp that can be compared with reports.",
            "flood_link_weights are not used: Flee is not known to use them.",
            "How Flee lets people act on a flood forecast could not be compared: posada takes the "
            "higher of the chance to leave today and the weighted mean of the days forecast, times "
            "the awareness of the person.",
            "By spawn_mode constant, which Flee takes unless the settings say otherwise, fewer "
            "than one person a day set out at every flood level, so that nobody ever does.",
            "Everybody in source_data/one.csv is counted 5 times, for data_layout.csv names it "
            "so often: Camp One, Alpha, Beta, Gamma, Hub.",
        ],
    ),
    "people who set out by conflict": (
        {"simsetting": "spawn_rules:\n  conflict_driven_spawning:\n    spawn_mode: poisson\n"},
        [
            "On routes shorter than a day's distance (360 km) people who arrive may go on the same "
            "day, and Flee lets them go a whole day's distance again.",
            "conflict_driven_spawning lets people set out by conflict, whatever camps reported; "
            "conflict_spawn_decay does not change how many.",
        ],
    ),
    "changes of type": (
        {"location_changes": "Gamma,conflict_zone,2\n"},
        ["Flee looks for location_changes.csv where it is started, not in the set."],
    ),
}


def test_a_set_that_is_what_it_seems_has_few_caveats(tmp_path):
    assert list(read(tmp_path).caveats) == ORDINARY


@pytest.mark.parametrize("case", ONE_CAVEAT)
def test_a_set_that_is_affected_says_so(tmp_path, case):
    changed, expected = ONE_CAVEAT[case]
    caveats = [caveat for caveat in read(tmp_path, **changed).caveats if caveat not in ORDINARY]
    assert sorted(caveats) == sorted(expected)


def test_the_share_at_which_a_camp_stops_taking_people_in_follows_the_settings(tmp_path):
    settings = SETTINGS + "  capacity_buffer: 0.75\n  capacity_scaling: 1.25\n"
    assert read(tmp_path, simsetting=settings).caveats[0] == (
        "Flee sends nobody more to a camp that is 0.875 of its capacity times 1.25 full; its "
        "documentation says at capacity."
    )


def test_camps_without_capacity_have_nothing_to_be_told(tmp_path):
    assert list(read(tmp_path, locations=swap("locations", ",300", ",")).caveats) == [ALWAYS]


def test_when_nobody_is_put_in_on_day_0_capacity_is_kept(tmp_path):
    settings = SETTINGS + "spawn_rules:\n  empty_camps_on_day0: True\n"
    assert list(read(tmp_path, simsetting=settings, one="2030-01-01,300\n").caveats) == ORDINARY


def test_names_in_caveats_are_told_without_the_underscores_of_files():
    assert named(["West_Kordofan", "Rhino"]) == "West Kordofan, Rhino"
