"""Every way in which a Flee folder cannot be used, with the whole message it gives."""

import pytest

from posada.errors import InputError
from posada.scenario.flee import read_flee
from tests.scenario.flee.made_up import FILES, made_up, refusal, swap

CLOSURE_TYPES = "country, location, link, camp, idpcamp, remove_forced_redirection"
COMMAS = "expected commas, and points in decimal numbers: save it as CSV with commas"
ROUTE = "#name1,name2,distance,forced_redirection"
TYPE_WORDS = "camp, conflict, forward, marker, flood_zone, default, town"
ROWS = "data_layout.csv"


def closures(*rows):
    return "\n".join(("#closure_type,name1,name2,closure_start,closure_end", *rows)) + "\n"


def with_column(column, values):
    """The places with one more column."""
    rows = FILES["input_csv/locations.csv"].splitlines()
    return "".join(f"{row},{value}\n" for row, value in zip(rows, [column, *values], strict=True))


def layout(old, new):
    return swap("data_layout", old, new)


def setting(*lines):
    return "\n".join(lines) + "\n"


ONE_PROBLEM = {
    "no settings": (
        {"simsetting": None},
        "simsetting.yml: found no such file, expected the settings of Flee, in the folder, in the "
        "one above it, or by --settings",
    ),
    "settings that are no YAML": (
        {"simsetting": "move_rules:\n  max_move_speed: [200\n"},
        "simsetting.yml, row 3: found broken text (expected ',' or ']', but got '<stream end>'), "
        "expected YAML: lines of key: value",
    ),
    "settings that hold themselves": (
        {"simsetting": "move_rules: &a\n  flood_rules: *a\n"},
        "simsetting.yml: found a block inside itself, or inside too many others, expected YAML: "
        "lines of key: value",
    ),
    "settings without keys": (
        {"simsetting": "fast\n"},
        "simsetting.yml: found no keys, expected blocks such as move_rules:",
    ),
    "a setting that is no number": (
        {"simsetting": setting("move_rules:", "  max_move_speed: fast")},
        "simsetting.yml, move_rules.max_move_speed: found 'fast', expected a number",
    ),
    "a setting that is out of bounds": (
        {"simsetting": setting("optimisations:", "  hasten: 0")},
        "simsetting.yml, optimisations.hasten: found '0', expected a number not below 1",
    ),
    "a setting without a value": (
        {"simsetting": setting("move_rules:", "  camp_weight:")},
        "simsetting.yml, move_rules.camp_weight: found nothing, expected a number",
    ),
    "a setting that is no list": (
        {"simsetting": setting("spawn_rules:", "  conflict_spawn_decay: 0.5")},
        "simsetting.yml, spawn_rules.conflict_spawn_decay: found '0.5', expected a list in square "
        "brackets",
    ),
    "awareness that moves nobody": (
        {"simsetting": setting("move_rules:", "  awareness_level: 0")},
        "simsetting.yml, move_rules.awareness_level: found '0', expected 1 or more (at 0 Flee "
        "moves nobody)",
    ),
    "a mode of spawning that is not there": (
        {
            "simsetting": setting(
                "spawn_rules:", "  conflict_driven_spawning:", "    spawn_mode: pop_rato"
            )
        },
        "simsetting.yml, spawn_rules.conflict_driven_spawning.spawn_mode: found 'pop_rato', "
        "expected one of constant, pop_ratio, poisson (did you mean 'pop_ratio'?)",
    ),
    "a mode of a flood that is not there": (
        {"simsetting": setting("spawn_rules:", "  flood_driven_spawn_mode: {spawn_mode: rising}")},
        "simsetting.yml, spawn_rules.flood_driven_spawn_mode.spawn_mode: found 'rising', expected "
        "one of constant, pop_ratio, poisson",
    ),
    "food out of order": (
        {"region_attributes_IPC": "#Day,North\n5,20\n0,10\n"},
        "input_csv/region_attributes_IPC.csv, #Day: found days out of order, expected days in "
        "order, one in each row",
    ),
    "no period": (
        {"sim_period": None},
        "input_csv/sim_period.csv: found no such file, expected the file (Flee stops without it)",
    ),
    "no length": (
        {"sim_period": "startdate,2030-01-01\n"},
        "input_csv/sim_period.csv, length: found no such row, expected a row such as Length,396",
    ),
    "a length that is no number": (
        {"sim_period": "StartDate,2030-01-01\nLength,a year\n"},
        "input_csv/sim_period.csv, row 2, length: found 'a year', expected a whole number of days, "
        "2 or more",
    ),
    "a start that is no date": (
        {"sim_period": "StartDate,01/02/2030\nLength,5\n"},
        "input_csv/sim_period.csv, row 1, startdate: found '01/02/2030', expected a date such as "
        "2018-11-13",
    ),
    "no places": (
        {"locations": "#name,region\n", "routes": "#name1,name2\n"},
        "input_csv/locations.csv: found no places, expected at least one row",
    ),
    "a header that Flee takes for a place": (
        {"locations": FILES["input_csv/locations.csv"].removeprefix("#")},
        "input_csv/locations.csv, row 1: found 'name', expected a header that starts with # (Flee "
        "takes this line for data)",
    ),
    "a place twice": (
        {"locations": swap("locations", "Gamma,North", "Beta,North"), "routes": "#name1\n"},
        "input_csv/locations.csv, row 4, name: found 'Beta', expected every place once (it stands "
        "in row 3 already)",
    ),
    "a place without a name": (
        {"locations": swap("locations", "Gamma,North", ",North"), "routes": "#name1\n"},
        "input_csv/locations.csv, row 4, name: found nothing, expected the name of the place",
    ),
    "a type that Flee cannot read": (
        {"locations": swap("locations", "forwarding_hub", "tonw")},
        f"input_csv/locations.csv, row 5, location_type: found 'tonw', expected a type with one of "
        f"{TYPE_WORDS} in it (did you mean 'town'?)",
    ),
    "a conflict zone without a date": (
        {"locations": swap("locations", "conflict_zone,2", "conflict_zone,")},
        "input_csv/locations.csv, row 3, conflict_date: found nothing, expected the day of the "
        "conflict, a whole number",
    ),
    "a population that is not whole": (
        {"locations": swap("locations", ",0,1000", ",0,1000.5")},
        "input_csv/locations.csv, row 2, population: found '1000.5', expected a whole number of "
        "people, 0 or more, or empty",
    ),
    "a latitude that is no number": (
        {"locations": swap("locations", "1.5,2.5", "1.5N,2.5")},
        "input_csv/locations.csv, row 2, latitude: found '1.5N', expected degrees from -90 "
        "to 90, or empty",
    ),
    "a cell without a header": (
        {"locations": swap("locations", ",0,1000", ",0,1000,0.5")},
        "input_csv/locations.csv, row 2: found 9 cells, expected at most 8, without commas "
        "inside numbers, or a header that starts with # and names them all",
    ),
    "a column of personal data": (
        {"locations": swap("locations", "population\n", "population,phone\n")},
        "input_csv/locations.csv, row 1: found 'phone', expected no personal data: remove the "
        "column; posada works with counts of people only",
    ),
    "a route to nowhere": (
        {"routes": swap("routes", "Hub,Camp One", "Hub,Camp Onne")},
        "input_csv/routes.csv, row 5, name2: found 'Camp Onne', expected a place named in "
        "locations.csv (did you mean 'Camp One'?)",
    ),
    "a route without a distance": (
        {"routes": swap("routes", "Alpha,Beta,210", "Alpha,Beta,")},
        "input_csv/routes.csv, row 2, distance: found nothing, expected a number of kilometres, 0 "
        "to 40000",
    ),
    "a redirection that is no number": (
        {"routes": swap("routes", "220.5,0", "220.5,yes")},
        "input_csv/routes.csv, row 3, forced_redirection: found 'yes', expected 0, 1, 2, or empty",
    ),
    "a distance with a decimal comma": (
        {"routes": swap("routes", "220.5,0", "220,5")},
        "input_csv/routes.csv, row 3, forced_redirection: found '5', expected 0, 1, 2, or empty "
        "(for 220,5 km write 220.5)",
    ),
    "a decimal comma that reads like a redirection, in a row longer than the header": (
        {"routes": swap("routes", "220.5,0", "220,1,")},
        "input_csv/routes.csv, row 3, forced_redirection: found '1', expected 0, 1, 2, or empty "
        "(for 220,1 km write 220.1), and no further cell",
    ),
    "no closures": (
        {"closures": None},
        "input_csv/closures.csv: found no such file, expected the file (Flee stops without it)",
    ),
    "a closure of an unknown type": (
        {"closures": closures("border,Here,There,1,2")},
        f"input_csv/closures.csv, row 2, type: found 'border', expected one of {CLOSURE_TYPES}",
    ),
    "a closure of an unknown camp": (
        {"closures": closures("camp,Camp Tow,,0,2")},
        "input_csv/closures.csv, row 2, name1: found 'Camp Tow', expected a place named in "
        "locations.csv (did you mean 'Camp Two'?)",
    ),
    "a closure of a country that is not named": (
        {"closures": closures("country,Here,,1,2")},
        "input_csv/closures.csv, row 2, name2: found nothing, expected a country named in "
        "locations.csv",
    ),
    "a closure without an end": (
        {"closures": closures("country,Here,There,1,")},
        "input_csv/closures.csv, row 2, end: found nothing, expected a day, a whole number (-1 for "
        "never)",
    ),
    "fewer days of conflict than days": (
        {"conflicts": "#Day,Alpha\n0,1\n1,1\n2,1\n3,1\n"},
        "input_csv/conflicts.csv: found 4 rows, expected one for each of the 5 days simulated",
    ),
    "a conflict that is no number": (
        {"conflicts": swap("conflicts", "3,1,1", "3,1,x")},
        "input_csv/conflicts.csv, row 5, Beta: found 'x', expected a number",
    ),
    "a conflict without a value": (
        {"conflicts": swap("conflicts", "3,1,1", "3,1,")},
        "input_csv/conflicts.csv, row 5, Beta: found nothing, expected a number",
    ),
    "a row of conflicts that breaks off": (
        {"conflicts": swap("conflicts", "3,1,1", "3,1")},
        "input_csv/conflicts.csv, row 5: found 2 cells, expected 3, one for each column that has a "
        "name",
    ),
    "no conflicts at all": (
        {"conflicts": ""},
        "input_csv/conflicts.csv: found an empty file, expected a header and a row for each day",
    ),
    "conflicts separated by semicolons": (
        {"conflicts": FILES["input_csv/conflicts.csv"].replace(",", ";")},
        f"input_csv/conflicts.csv, row 1: found columns separated by semicolons, {COMMAS}",
    ),
    "a period separated by tabs": (
        {"sim_period": FILES["input_csv/sim_period.csv"].replace(",", "\t")},
        f"input_csv/sim_period.csv, row 1: found columns separated by tabs, {COMMAS}",
    ),
    "routes whose header does not start with #": (
        {"routes": FILES["input_csv/routes.csv"].removeprefix("#")},
        "input_csv/routes.csv, row 1: found 'name1', expected a header that starts with # (Flee "
        "takes this line for data)",
    ),
    "conflicts without a header": (
        {"conflicts": "0,1,0\n1,1,0\n2,1,1\n3,1,1\n4,1,1\n"},
        "input_csv/conflicts.csv, row 1: found '0', expected a header: #Day, and a name above "
        "every other column",
    ),
    "days that no calendar has": (
        {"sim_period": "StartDate,9999-12-31\nLength,5\n"},
        "input_csv/sim_period.csv, row 2, length: found '5', expected days up to 9999-12-31, the "
        "last that has a date",
    ),
    "a file of another name": (
        {"closures": None, "closures (1)": FILES["input_csv/closures.csv"]},
        "input_csv/closures.csv: found no such file, expected the file (Flee stops without it) "
        "(did you mean 'closures (1).csv'?)",
    ),
    "a date that no calendar has in the settings": (
        {"simsetting": setting("log_levels:", "  agent: 2018-13-45")},
        "simsetting.yml: found a number or a date that there is not, expected YAML: lines of key: "
        "value",
    ),
    "a switch for a number": (
        {"simsetting": setting("move_rules:", "  camp_movechance: yes")},
        "simsetting.yml, move_rules.camp_movechance: found 'True', expected a number",
    ),
    "a report that is no number, before a registration": (
        {
            "one": "2030-01-01,ten\n2030-01-05,90\n",
            "registration_corrections": "Camp One,2030-01-05,normalize\n",
        },
        "source_data/one.csv, row 1, count: found 'ten', expected a whole number of people, 0 or "
        "more",
    ),
    "no routes": (
        {"routes": "#name1,name2,distance\n"},
        "input_csv/routes.csv: found no routes, expected one row or more (nobody could go "
        "anywhere)",
    ),
    "a route longer than the way around the Earth": (
        {"routes": swap("routes", "Alpha,Beta,210", "Alpha,Beta,210000")},
        "input_csv/routes.csv, row 2, distance: found '210000', expected a number of kilometres, 0 "
        "to 40000",
    ),
    "a redirection that is a distance": (
        {"routes": swap("routes", "Alpha,Beta,210,", "Alpha,Beta,0,210")},
        "input_csv/routes.csv, row 2, forced_redirection: found '210', expected 0, 1, 2, or empty",
    ),
    "a route on which nobody moves": (
        {
            "routes": swap("routes", ROUTE, ROUTE + ",max_move_speed").replace(
                "Alpha,Beta,210,", "Alpha,Beta,210,,0"
            )
        },
        "input_csv/routes.csv, row 2, max_move_speed: found '0', expected kilometres per day, 0.1 "
        "or more, or empty",
    ),
    "a share of walkers in percent": (
        {
            "routes": swap("routes", ROUTE, ROUTE + ",walk_probability").replace(
                "Alpha,Beta,210,", "Alpha,Beta,210,,50"
            )
        },
        "input_csv/routes.csv, row 2, walk_probability: found '50', expected a share from 0 to 1, "
        "or empty",
    ),
    "columns of routes in another order": (
        {"routes": "#name1,distance,name2\nAlpha,210,Beta\n"},
        "input_csv/routes.csv, row 1: found 'distance' in column 2, expected columns in this "
        "order: name1, name2, distance, forced_redirection",
    ),
    "quotes that stay open": (
        {"routes": swap("routes", "Gamma,Hub", '"Gamma,Hub')},
        "input_csv/routes.csv, row 4: found broken text (a line that ends within quotes), expected "
        "quotes that are closed and doubled inside a text",
    ),
    "a longitude that is a latitude in metres": (
        {"locations": swap("locations", "Here,1.5,2.5", "Here,1.5,25000")},
        "input_csv/locations.csv, row 2, longitude: found '25000', expected degrees from -180 to "
        "180, or empty",
    ),
    "an intensity that is missing": (
        {"locations": with_column("conflict_intensity", ["", "1", "", "", "", ""])},
        "input_csv/locations.csv, row 2, conflict_intensity: found nothing, expected a number "
        "(Flee stops on an empty cell)",
    ),
    "a share in percent": (
        {"locations": with_column("deactivation_probability", ["", "", "", "", "30", ""])},
        "input_csv/locations.csv, row 6, deactivation_probability: found '30', expected a share "
        "from 0 to 1, or empty",
    ),
    "a comma within a number of people": (
        {"one": "2030-01-01,0\n2030-01-03,40,000\n"},
        "source_data/one.csv, row 2, count: found what looks like '40,000', expected no comma "
        "within a number (Flee reads what stands before it)",
    ),
    "a switch in quotes": (
        {"simsetting": setting("move_rules:", '  start_on_foot: "False"')},
        "simsetting.yml, move_rules.start_on_foot: found 'False', expected True or False, without "
        "quotes",
    ),
    "a speed at which nobody arrives": (
        {"simsetting": setting("move_rules:", "  max_move_speed: 0")},
        "simsetting.yml, move_rules.max_move_speed: found '0', expected a number not below 0.1",
    ),
    "a mode of spawning in capitals": (
        {
            "simsetting": setting(
                "spawn_rules:", "  conflict_driven_spawning: {spawn_mode: Pop_Ratio}"
            )
        },
        "simsetting.yml, spawn_rules.conflict_driven_spawning.spawn_mode: found 'Pop_Ratio', "
        "expected one of constant, pop_ratio, poisson (did you mean 'pop_ratio'?)",
    ),
    "a conflict of no place": (
        {"conflicts": swap("conflicts", "3,1,1", "3,1,1,1")},
        "input_csv/conflicts.csv, row 5: found '1', expected no cell in column 4, which has no "
        "name",
    ),
    "a place with two columns of conflict": (
        {"conflicts": swap("conflicts", "Alpha,Beta", "Alpha,Alpha")},
        "input_csv/conflicts.csv, row 1: found 'Alpha' twice, expected every column once",
    ),
    "no conflict on day 0": (
        {
            "locations": swap("locations", "conflict_zone,0", "conflict_zone,1"),
            "conflicts": swap("conflicts", "0,1,0", "0,0,0"),
        },
        "input_csv/conflicts.csv: found no conflict on day 0, expected a conflict zone in the "
        "first row whose population is above 0",
    ),
    "nobody where the conflict is": (
        {"simsetting": setting("optimisations:", "  hasten: 1001")},
        "input_csv/conflicts.csv: found no conflict zone with a population on day 0, expected a "
        "conflict zone in the first row whose population is above 0 after division by hasten "
        "(1001)",
    ),
    "no layout": (
        {"data_layout": None},
        f"source_data/{ROWS}: found no such file, expected the file (Flee stops without it)",
    ),
    "a layout of one row": (
        {
            "data_layout": "total,total.csv\n",
            "locations": swap("locations", "camp,,300", "town,,").replace("camp,,", "town,,"),
        },
        f"source_data/{ROWS}: found 1 row, expected a row for the total and one row for each camp",
    ),
    "a camp without reports": (
        {"data_layout": layout("Camp Two,two.csv", "Camp Tow,two.csv")},
        f"source_data/{ROWS}: found no such row, expected a row for the camp 'Camp Two' (row "
        "'Camp Tow' is no camp: is it meant?)",
    ),
    "a camp in two rows": (
        {"data_layout": FILES["source_data/data_layout.csv"] + "Camp One,two.csv\n"},
        f"source_data/{ROWS}, row 4, name: found 'Camp One', expected the name of a camp, in one "
        "row only",
    ),
    "a row without a file": (
        {"data_layout": layout("Camp Two,two.csv", "Camp Two,")},
        f"source_data/{ROWS}, row 3, file: found nothing, expected a file of reports in "
        "source_data",
    ),
    "a file of reports that is not there": (
        {"data_layout": layout("two.csv", "tow.csv")},
        f"source_data/{ROWS}, row 3: found 'tow.csv', expected a file in source_data (did you mean "
        "'two.csv'?)",
    ),
    "a file without reports": (
        {"two": "Date,count\n# none yet\n"},
        "source_data/two.csv: found no reports, expected at least one row with a date and a count",
    ),
    "two commas within a number of people": (
        {"two": "2030-01-01,1,234,567\n"},
        "source_data/two.csv, row 1, count: found what looks like '1,234,567', expected no comma "
        "within a number (Flee reads what stands before it)",
    ),
    "a count that is not whole": (
        {"two": "2030-01-01,12.5\n"},
        "source_data/two.csv, row 1, count: found '12.5', expected a whole number of people, 0 or "
        "more",
    ),
    "a count that looks like a phone number": (
        {"two": "2030-01-01,+1 202 555 0100\n"},
        "source_data/two.csv, row 1, count: found what looks like a phone number, expected a whole "
        "number of people, 0 or more",
    ),
    "a date that is none": (
        {"two": "2030-01-01,1\n2030-02-30,2\n"},
        "source_data/two.csv, row 2, date: found '2030-02-30', expected a date such as 2018-11-13",
    ),
    "a second file that starts later": (
        {"data_layout": layout("one.csv", "one.csv,data_more.csv"), "data_more": "2030-01-02,5\n"},
        "source_data/data_more.csv: found first report on 2030-01-02, expected one on 2030-01-01 "
        "or before, when one.csv starts",
    ),
    "a second file out of order": (
        {
            "data_layout": layout("one.csv", "one.csv,data_more.csv"),
            "data_more": "2030-01-01,5\n2030-01-04,6\n2030-01-02,7\n",
        },
        "source_data/data_more.csv: found dates out of order, expected dates in order, so that the "
        "files of a camp can be added up",
    ),
    "a correction of an unknown camp": (
        {"registration_corrections": "Camp on,2030-01-05,normalize\n"},
        "input_csv/registration_corrections.csv, row 1, name: found 'Camp on', expected a name of "
        "data_layout.csv (did you mean 'Camp One'?)",
    ),
    "a correction on a day without a report": (
        {"registration_corrections": "Camp One,2030-01-04,normalize\n"},
        "input_csv/registration_corrections.csv, row 1, date: found '2030-01-04', expected a date "
        "of a report of 'Camp One' (did you mean '2030-01-05'?)",
    ),
    "a correction of the first report": (
        {"registration_corrections": "Camp One,2030-01-01,normalize\n"},
        "input_csv/registration_corrections.csv, row 1, date: found '2030-01-01', expected a date "
        "after the first report of 'Camp One'",
    ),
    "a correction of nobody": (
        {"registration_corrections": "Camp One,2030-01-03,normalize\n"},
        "input_csv/registration_corrections.csv, row 1, date: found '2030-01-03', expected a date "
        "before which 'Camp One' reported more than nobody",
    ),
    "attributes without a default": (
        {"demographics_age": "age,Alpha\n20,1\n"},
        "input_csv/demographics_age.csv, row 1: found no such column, expected a column 'Default'",
    ),
    "attributes with a column twice": (
        {"demographics_age": "age,Default,Alpha,Alpha\n20,1,1,1\n"},
        "input_csv/demographics_age.csv, row 1: found 'Alpha' twice, expected every column once",
    ),
    "a camp in the row of the total": (
        {"data_layout": "Camp One,one.csv\nCamp Two,two.csv\n"},
        f"source_data/{ROWS}, row 1, name: found 'Camp One', expected a row for the total of "
        "everybody, which Flee takes the first row for",
    ),
    "a camp that is called as the total": (
        {
            "data_layout": layout("Camp Two,two.csv", "Camp Two,two.csv\ntotal,two.csv").replace(
                "total,total.csv", "everybody,total.csv"
            )
        },
        f"source_data/{ROWS}, row 4, name: found 'total', expected another name (the total of "
        "everybody stands in the first row)",
    ),
    "attributes without a weight": (
        {"demographics_age": "age,Default,Alpha\n20,1,0\n40,1,\n"},
        "input_csv/demographics_age.csv, Alpha: found no weight above 0, expected at least one",
    ),
    "a weight below 0": (
        {"demographics_age": "age,Default\n20,1\n40,-1\n60,2\n"},
        "input_csv/demographics_age.csv, row 3, Default: found '-1', expected a weight, 0 or more, "
        "or empty",
    ),
    "a change of an unknown place": (
        {"location_changes": "#name,type,day\nGama,town,2\n"},
        "input_csv/location_changes.csv, row 2, name: found 'Gama', expected a place named in "
        "locations.csv (did you mean 'Gamma'?)",
    ),
    "a change to an unknown type": (
        {"location_changes": "#name,type,day\nGamma,village,2\n"},
        f"input_csv/location_changes.csv, row 2, type: found 'village', expected a type with one "
        f"of {TYPE_WORDS} in it",
    ),
    "a major route through nowhere": (
        {"major_routes": "Alpha,Betta,Gamma\n"},
        "input_csv/major_routes.csv, row 1, name: found 'Betta', expected a place named in "
        "locations.csv (did you mean 'Beta'?)",
    ),
    "agents that are not there": (
        {"simsetting": setting("spawn_rules:", "  read_from_agents_csv_file: True")},
        "input_csv/agents.csv: found no such file, expected the file (Flee stops without it)",
    ),
    "agents with names": (
        {
            "simsetting": setting("spawn_rules:", "  read_from_agents_csv_file: True"),
            "agents": "location,surname\nAlpha,x\n",
        },
        "input_csv/agents.csv, row 1: found 'surname', expected no personal data: remove the "
        "column; posada works with counts of people only",
    ),
}


@pytest.mark.parametrize("case", ONE_PROBLEM)
def test_a_set_that_cannot_be_used_is_refused_in_words(tmp_path, case):
    changed, message = ONE_PROBLEM[case]
    assert refusal(tmp_path, **changed) == f"1 problem in the Flee folder:\n  {message}"


def test_every_problem_is_told_at_once_by_file_and_row(tmp_path):
    message = refusal(
        tmp_path,
        routes=swap("routes", "Alpha,Beta,210", "Alfa,Beta,far"),
        closures=closures("location,Gama,,0,x"),
        two="2030-01-01,many\n",
        registration_corrections="Camp One,2030-01-04,normalize\n",
        conflicts="#Day,Alpha\n0,1\n",
    )
    assert message == (
        "7 problems in the Flee folder:\n"
        "  input_csv/closures.csv, row 2, end: found 'x', expected a day, a whole number (-1 for "
        "never)\n"
        "  input_csv/closures.csv, row 2, name1: found 'Gama', expected a place named in "
        "locations.csv (did you mean 'Gamma'?)\n"
        "  input_csv/conflicts.csv: found 1 row, expected one for each of the 5 days simulated\n"
        "  input_csv/registration_corrections.csv, row 1, date: found '2030-01-04', expected a "
        "date of a report of 'Camp One' (did you mean '2030-01-05'?)\n"
        "  input_csv/routes.csv, row 2, distance: found 'far', expected a number of kilometres, 0 "
        "to 40000\n"
        "  input_csv/routes.csv, row 2, name1: found 'Alfa', expected a place named in "
        "locations.csv (did you mean 'Alpha'?)\n"
        "  source_data/two.csv, row 1, count: found 'many', expected a whole number of people, 0 "
        "or more"
    )


def test_a_flood_needs_reports_and_settings_of_its_own(tmp_path):
    message = refusal(
        tmp_path,
        simsetting=setting("spawn_rules:", "  flood_zone_spawning_only: True"),
        flood_level="#Day,Gamma\n0,1\n1,1\n2,1\n3,1\n4,1\n",
    )
    assert message == (
        "6 problems in the Flee folder:\n"
        "  simsetting.yml, spawn_rules.conflict_zone_spawning_only: found 'True', expected False "
        "where flood_zone_spawning_only is True (if not given, it is True)\n"
        "  simsetting.yml, spawn_rules.flood_driven_spawn_mode: found nothing, expected a block "
        "with displaced_per_flood_day\n"
        "  source_data/data_layout.csv: found no such row, expected a row for the camp 'Alpha'\n"
        "  source_data/data_layout.csv: found no such row, expected a row for the camp 'Beta'\n"
        "  source_data/data_layout.csv: found no such row, expected a row for the camp 'Gamma'\n"
        "  source_data/data_layout.csv: found no such row, expected a row for the camp 'Hub'"
    )


def test_flee_stops_at_the_highest_flood(tmp_path):
    message = refusal(
        tmp_path,
        simsetting=setting(
            "spawn_rules:",
            "  flood_zone_spawning_only: True",
            "  conflict_zone_spawning_only: False",
            "  flood_driven_spawn_mode: {displaced_per_flood_day: [0, 0.5, 0.9]}",
            "move_rules:",
            "  flood_rules: {movechances: [0, 1], loc_weights: [1, 1, 1, 0]}",
        ),
        flood_level="#Day,Gamma\n0,1\n1,2\n2,1\n3,1\n4,1\n",
        data_layout=FILES["source_data/data_layout.csv"]
        + "".join(f"{name},one.csv\n" for name in ("Alpha", "Beta", "Gamma", "Hub")),
    )
    assert message == (
        "2 problems in the Flee folder:\n"
        "  input_csv/flood_level.csv: found level 2, expected levels below 1, the last of "
        "flood_movechances (Flee stops)\n"
        "  input_csv/flood_level.csv: found level 2, expected levels below 2, the last of "
        "displaced_per_flood_day (Flee stops)"
    )


def test_a_town_that_flee_turns_into_a_camp_must_have_reports(tmp_path):
    message = refusal(tmp_path, simsetting=setting("move_rules:", "  default_movechance: 0.001"))
    reason = "(by a default_movechance below 0.005 Flee makes it one)"
    assert message == (
        "2 problems in the Flee folder:\n"
        "  source_data/data_layout.csv: found no such row, expected a row for the camp 'Beta' "
        f"{reason}\n"
        "  source_data/data_layout.csv: found no such row, expected a row for the camp 'Gamma' "
        f"{reason}"
    )


def test_bytes_that_are_no_text_are_refused(tmp_path):
    folder = made_up(tmp_path)
    (folder / "input_csv/closures.csv").write_bytes(b"#type\nlocation,\xff,,0,1\n")
    with pytest.raises(InputError) as caught:
        read_flee(folder)
    assert str(caught.value) == (
        "1 problem in the Flee folder:\n"
        "  input_csv/closures.csv: found bytes that are not UTF-8, first in row 2, expected a text "
        "file in UTF-8 (save the sheet as CSV, UTF-8)"
    )


def test_a_folder_of_another_sort_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        read_flee(tmp_path)
    assert str(caught.value) == (
        f"1 problem in the scenario:\n  {tmp_path}: found no such folders, expected a Flee folder, "
        "with input_csv and source_data in it"
    )


def test_semicolons_are_told_once_and_not_for_every_row(tmp_path):
    folder = made_up(tmp_path, routes=FILES["input_csv/routes.csv"].replace(",", ";"))
    with pytest.raises(InputError) as refused:
        read_flee(folder)
    assert str(refused.value).splitlines()[1:] == [
        "  input_csv/routes.csv, row 1: found columns separated by semicolons, expected commas, "
        "and points in decimal numbers: save it as CSV with commas"
    ]


def test_what_many_rows_have_in_common_is_told_once(tmp_path):
    one = "".join(f"{day:02}/02/2030,{day}\n" for day in (*range(1, 8), 10, 20))
    with pytest.raises(InputError) as refused:
        read_flee(made_up(tmp_path, one=one))
    assert str(refused.value) == (
        "9 problems in the Flee folder:\n"
        "  source_data/one.csv, rows 1-9, date: found '01/02/2030' and 8 more, expected a date "
        "such as 2018-11-13"
    )


def test_a_column_that_is_missing_is_named_and_not_its_consequences(tmp_path):
    rows = FILES["input_csv/locations.csv"].splitlines()
    locations = "\n".join(row.rsplit(",", 1)[0] for row in rows) + "\n"
    with pytest.raises(InputError) as refused:
        read_flee(made_up(tmp_path, locations=locations))
    assert str(refused.value).splitlines()[1:] == [
        "  input_csv/locations.csv, row 1: found 7 columns, expected 8 or more, in this order: "
        "name, region, country, latitude, longitude, location_type, conflict_date, population"
    ]
