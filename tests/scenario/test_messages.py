"""Every way to get a scenario wrong, with the whole message it gives."""

import pickle

import pytest

from posada.errors import InputError
from posada.scenario import read_scenario
from posada.scenario.fields import load_fields
from posada.scenario.files import MAX_BYTES
from posada.scenario.settings import Settings
from posada.scenario.spanish import COUNTRIES, MEANT
from posada.scenario.strays import SETTINGS_SHEET
from posada.scenario.wording import did_you_mean, plain
from tests.scenario.changing import add, message, only_problem, put, remove, riverside, swap

EVENTS = "date,kind,place,region,from_place,to_place,value,mode"


def events(*rows):
    return put("events.csv", "\n".join((EVENTS, *rows)) + "\n")


def swap_for_a_link(file):
    def change(folder):
        (folder / file).unlink()
        (folder / file).symlink_to(folder / "nowhere.csv")

    return change


ONE_PROBLEM = {
    "missing table": (
        remove("places.csv"),
        "places.csv: found no such file, expected the table of places "
        "(posada new writes one to fill in)",
    ),
    "missing settings": (
        remove("scenario.toml"),
        "scenario.toml: found no such file, expected the settings of the scenario "
        "(posada new writes one to fill in)",
    ),
    "misnamed table": (
        put("headcount.csv", "date\n"),
        "headcount.csv: found 'headcount.csv', expected a name that posada knows "
        "(did you mean 'headcounts.csv'?)",
    ),
    "table under the name that a browser gave it": (
        lambda folder: (folder / "stock.csv").rename(folder / "Stock (1).csv"),
        "Stock (1).csv: found 'Stock (1).csv', expected a name that posada knows "
        "(did you mean 'stock.csv'?)",
    ),
    "table as a workbook in a folder": (
        lambda folder: (folder / "stock.csv").rename(folder / "stock.xlsx"),
        "stock.xlsx: found 'stock.xlsx', expected a name that posada knows "
        "(did you mean 'stock.csv'?)",
    ),
    "link to a table that is gone": (
        swap_for_a_link("stock.csv"),
        "stock.csv: found a link that leads nowhere, expected a file",
    ),
    "title above the header": (
        swap("places.csv", "name,", "Our shelters in January,,\nname,"),
        "places.csv, row 1: found 'Our shelters in January', expected the names of the columns "
        "first: 'name', 'name_es', 'kind' and 15 more",
    ),
    "missing column": (
        put("drivers.csv", "country,date,indicator,value\nZZ,2029-12-31,poverty,60\n"),
        "drivers.csv, unit: found no such column, expected a column 'unit' "
        "(Unit of the figure, for example per 100000 people)",
    ),
    "unknown column": (
        swap("places.csv", "region", "Regions"),
        "places.csv, row 1: found 'Regions', expected a column of the table places "
        "(did you mean 'region'?)",
    ),
    "column twice": (
        swap("groups.csv", "source", "share"),
        "groups.csv, row 1: found 'share' twice, expected every column once",
    ),
    "column without a name": (
        put("sources.csv", "id,,title\nS1,here,Made up\n"),
        "sources.csv, row 1: found a column without a name, expected a name above every column",
    ),
    "bad number": (
        swap("places.csv", "20.0,300", "20.0,many"),
        "places.csv, row 3, shelter_capacity: found 'many', "
        "expected a whole number of people, or empty",
    ),
    "number with a separator of thousands": (
        swap("departures.csv", "1000", '"1,000"'),
        "departures.csv, row 2, people: found '1,000', expected a whole number of people "
        "(written like 1234)",
    ),
    "number with a point of thousands": (
        swap("departures.csv", "1000", "1.000"),
        "departures.csv, row 2, people: found '1.000', expected a whole number of people "
        "(written like 1234)",
    ),
    "quantity with a point of thousands": (
        swap("stock.csv", "9000", "9.000"),
        "stock.csv, row 2, quantity: found '9.000', expected a number, 0 or more (without the "
        "point if it separates thousands, else without the last 0)",
    ),
    "number with a wide space": (
        swap("departures.csv", "1000", "1\u202f000"),
        "departures.csv, row 2, people: found '1 000', expected a whole number of people "
        "(written like 1234)",
    ),
    "number that a spreadsheet shortened": (
        swap("departures.csv", "1000", "1E+03"),
        "departures.csv, row 2, people: found '1E+03', expected a whole number of people "
        "(written like 1234)",
    ),
    "percent": (
        swap("pledges.csv", "day,0.5", "day,50 %"),
        "pledges.csv, row 3, chance: found '50 %', expected a share between 0 and 1, or empty "
        "(written like 0.5)",
    ),
    "decimal comma": (
        swap("places.csv", "10.4", '"10,4"'),
        "places.csv, row 3, latitude: found '10,4', expected a latitude between -90 and 90 degrees "
        "(written like 14.92)",
    ),
    "letter of another script that cannot be shown": (
        swap("routes.csv", "foot", "fo\u200bot"),
        "routes.csv, row 2, mode: found 'fo\\u200bot', expected one of foot, lift, bus, or empty "
        "(did you mean 'foot'?)",
    ),
    "negative count": (
        swap("departures.csv", "1000", "-1000"),
        "departures.csv, row 2, people: found '-1000', expected a whole number of people "
        "(not negative)",
    ),
    "count of more people than there can be": (
        swap("departures.csv", "1000", "10000000000"),
        "departures.csv, row 2, people: found '10000000000', expected a whole number of people "
        "(at most 1000000000)",
    ),
    "more people in all than can be counted": (
        add("departures.csv", *["2030-01-01,Hillside,600000000,S1"] * 3),
        "departures.csv, people: found 1800001000 people in all, expected at most 1000000000",
    ),
    "empty cell that is required": (
        swap("departures.csv", "1000", ""),
        "departures.csv, row 2, people: found nothing, expected a whole number of people",
    ),
    "bad date": (
        swap("departures.csv", "2030-01-01", "1/1/2030"),
        "departures.csv, row 2, date: found '1/1/2030', expected a date such as 2018-11-13 "
        "(the year first, then the month, then the day)",
    ),
    "date with the name of the month": (
        swap("departures.csv", "2030-01-01", "1-ene-30"),
        "departures.csv, row 2, date: found '1-ene-30', expected a date such as 2018-11-13 "
        "(the year first, then the month, then the day)",
    ),
    "date with a time of day": (
        swap("departures.csv", "2030-01-01", "2030-01-01 20:00"),
        "departures.csv, row 2, date: found '2030-01-01 20:00', expected a date such as 2018-11-13 "
        "(without the time of day)",
    ),
    "number with a word": (
        swap("departures.csv", "1000", "about 1000"),
        "departures.csv, row 2, people: found 'about 1000', expected a whole number of people "
        "(the number alone)",
    ),
    "row of totals": (
        swap("stock.csv", "2030-01-01", "Total:"),
        "stock.csv, row 2, date: found 'Total:', expected a date such as 2018-11-13, or empty "
        "(without the row of totals)",
    ),
    "name of a country": (
        swap("places.csv", "ZZ", "México"),
        "places.csv, row 2, country: found 'México', expected a country code of two capital "
        "letters, such as HN (did you mean 'MX'?)",
    ),
    "table with a Spanish name": (
        lambda folder: (folder / "stock.csv").rename(folder / "Existencias.csv"),
        "Existencias.csv: found 'Existencias.csv', expected a name that posada knows "
        "(did you mean 'stock.csv'?)",
    ),
    "flag that is none": (
        swap("scenario.toml", "made_up = true", 'made_up = "sí"'),
        "scenario.toml, made_up: found 'sí', expected true or false (did you mean 'true'?)",
    ),
    "range with decimal commas": (
        swap("scenario.toml", "hostility = 1", "hostility = [0,5, 0,9]"),
        "scenario.toml, movement.hostility: found a list of 4, expected a number, or [low, high], "
        "with decimal points, such as [0.5, 0.9]",
    ),
    "date that does not exist": (
        swap("headcounts.csv", "2030-01-02", "2030-02-30"),
        "headcounts.csv, row 2, date: found '2030-02-30', expected a date such as 2018-11-13 "
        "(there is no such day)",
    ),
    "date of long ago": (
        swap("headcounts.csv", "2030-01-02", "1830-01-02"),
        "headcounts.csv, row 2, date: found '1830-01-02', expected a date such as 2018-11-13 "
        "(from 1900 to 2199)",
    ),
    "date as a spreadsheet counts days": (
        swap("headcounts.csv", "2030-01-02", "47485"),
        "headcounts.csv, row 2, date: found '47485', expected a date such as 2018-11-13 "
        "(a spreadsheet's number of a day: give the cells the format of a date)",
    ),
    "bad latitude": (
        swap("places.csv", "10.4", "104"),
        "places.csv, row 3, latitude: found '104', expected a latitude between -90 and 90 degrees",
    ),
    "bad longitude": (
        swap("places.csv", "20.1,600", "20.1E,600"),
        "places.csv, row 4, longitude: found '20.1E', "
        "expected a longitude between -180 and 180 degrees (written like -92.15)",
    ),
    "bad country": (
        swap("places.csv", "ZZ,South,11.2,", "zz,South,11.2,"),
        "places.csv, row 4, country: found 'zz', expected a country code of two capital letters, "
        "such as HN (did you mean 'ZZ'?)",
    ),
    "bad choice": (
        swap("routes.csv", "foot", "food"),
        "routes.csv, row 2, mode: found 'food', expected one of foot, lift, bus, or empty "
        "(did you mean 'foot'?)",
    ),
    "bad flag": (
        swap("items.csv", "20,yes,yes", "20,true,yes"),
        "items.csv, row 2, life_saving: found 'true', expected yes or no, or empty",
    ),
    "share above 1": (
        swap("pledges.csv", "day,0.5", "day,1.5"),
        "pledges.csv, row 3, chance: found '1.5', expected a share between 0 and 1, or empty",
    ),
    "duplicate name": (
        add("places.csv", "Crossroads,town,ZZ,North,10,20,,,,,,S1"),
        "places.csv, row 6, name: found 'Crossroads' a second time, "
        "expected each name once (it stands in row 3)",
    ),
    "id with a space": (
        add("sources.csv", "S 2,Another,,"),
        "sources.csv, row 3, id: found 'S 2', expected an id without spaces",
    ),
    "unknown place": (
        swap("headcounts.csv", "Riverside", "riverside"),
        "headcounts.csv, row 3, place: found 'riverside', expected a place named in places.csv "
        "(did you mean 'Riverside'?)",
    ),
    "unknown depot": (
        swap("stock.csv", "Parish hall", "Parish hal"),
        "stock.csv, row 2, depot: found 'Parish hal', expected a depot named in depots.csv "
        "(did you mean 'Parish hall'?)",
    ),
    "unknown organisation": (
        swap("depots.csv", "River Network", "Nobody at all"),
        "depots.csv, row 3, organisation: found 'Nobody at all', "
        "expected an organisation named in organisations.csv",
    ),
    "unknown source": (
        swap("groups.csv", "0.2,S1", "0.2,S1 S2"),
        "groups.csv, row 4, source: found 'S2', expected ids from sources.csv, separated by spaces",
    ),
    "unknown standard": (
        swap("items.csv", "water_basic", "water_basik"),
        "items.csv, row 2, standard: found 'water_basik', expected an item of the table of "
        "standards (did you mean 'water_basic'?)",
    ),
    "route to itself": (
        add("routes.csv", "Riverside,Riverside,10,foot,1,S1"),
        "routes.csv, row 4, to_place: found 'Riverside', expected a place other than from_place: "
        "a route leads somewhere else",
    ),
    "duplicate route": (
        add("routes.csv", "Hillside,Crossroads,55,bus,1,S1"),
        "routes.csv, row 4: found the route from 'Hillside' to 'Crossroads' a second time, "
        "expected each route once (it stands in row 2)",
    ),
    "route that runs both ways already": (
        put(
            "routes.csv",
            "from_place,to_place,length_km,both_ways\nHillside,Crossroads,50,yes\n"
            "Crossroads,Riverside,100,\nCrossroads,Hillside,50,no\n",
        ),
        "routes.csv, row 4: found the route from 'Crossroads' to 'Hillside' a second time, "
        "expected each route once (it stands in row 2)",
    ),
    "unreachable place": (
        add("places.csv", "Camp 3,site,ZZ,South,11.3,20.1,200,,,,20,S1"),
        "places.csv, row 6, name: found 'Camp 3', which nobody can reach, expected a place that a "
        "route leads to, directly or over others, from a place of departure (add the route to "
        "routes, or set both_ways)",
    ),
    "place that belongs to itself": (
        swap("places.csv", "11.21,20.1,,,", "11.21,20.1,,Bridge,"),
        "places.csv, row 5, part_of: found 'Bridge', expected another place that it belongs to, "
        "or empty",
    ),
    "queue at a town": (
        swap("places.csv", "600,,Bridge", "600,,Crossroads"),
        "places.csv, row 4, queue_at: found 'Crossroads', which is a place of kind town, "
        "expected a place of kind crossing, or empty",
    ),
    "event outside the period": (
        events("2030-02-01,hostility,Bridge,,,,1,"),
        "events.csv, row 2, date: found '2030-02-01', expected a date from 2030-01-01 to "
        "2030-01-10 (start to as_of + horizon_days in scenario.toml)",
    ),
    "count before the period": (
        add("headcounts.csv", "2029-12-31,Bridge,waiting_list,20,S1,high"),
        "headcounts.csv, row 4, date: found '2029-12-31', expected a date from 2030-01-01 to "
        "2030-01-10 (start to as_of + horizon_days in scenario.toml)",
    ),
    "departure outside the period": (
        add("departures.csv", "2030-01-11,Hillside,10,S1"),
        "departures.csv, row 3, date: found '2030-01-11', expected a date from 2030-01-01 to "
        "2030-01-10 (start to as_of + horizon_days in scenario.toml)",
    ),
    "event that ends before it starts": (
        swap("events.csv", "2030-01-05,2030-01-05", "2030-01-05,2030-01-04"),
        "events.csv, row 3, date_end: found '2030-01-04', "
        "expected a date not before date ('2030-01-05')",
    ),
    "quota without a value": (
        events("2030-01-02,quota,Bridge,,,,,"),
        "events.csv, row 2, value: found nothing, expected a number, as an event of kind quota "
        "needs",
    ),
    "opening without a place": (
        events("2030-01-02,opening,,South,,,,"),
        "events.csv, row 2, place: found nothing, expected a place, as an event of kind opening "
        "needs",
    ),
    "transport without a mode": (
        events("2030-01-02,transport,,,Hillside,Crossroads,,"),
        "events.csv, row 2, mode: found nothing, expected a mode of travel, as an event of kind "
        "transport needs",
    ),
    "closure of nothing": (
        events("2030-01-02,closure,,,,,1,"),
        "events.csv, row 2, place: found nothing, expected a place, a region or a route "
        "(from_place and to_place) that is closed",
    ),
    "hostility nowhere": (
        events("2030-01-02,hostility,,,,,1,"),
        "events.csv, row 2, place: found nothing, expected a place or a region where it happens",
    ),
    "closure of more than all": (
        events("2030-01-02,closure,Bridge,,,,90,"),
        "events.csv, row 2, value: found '90', expected a share between 0 and 1, as the event is "
        "of kind closure",
    ),
    "event on a route that does not exist": (
        events("2030-01-02,closure,,,Hillside,Riverside,1,"),
        "events.csv, row 2, to_place: found 'Hillside to Riverside', expected a route from "
        "routes.csv (did you mean 'Hillside to Crossroads'?)",
    ),
    "event on half a route": (
        events("2030-01-02,closure,,,Hillside,,1,"),
        "events.csv, row 2, to_place: found nothing, expected the other end of the route",
    ),
    "unknown region": (
        events("2030-01-02,hostility,,Soth,,,1,"),
        "events.csv, row 2, region: found 'Soth', expected a region or country code of a place in "
        "places.csv (did you mean 'South'?)",
    ),
    "range upside down": (
        put("departures.csv", "date,place,people,people_low\n2030-01-01,Hillside,1000,1100\n"),
        "departures.csv, row 2, people_low: found '1100', "
        "expected a number not above people ('1000')",
    ),
    "count that starts after it ends": (
        put("headcounts.csv", "date,date_start,place,people\n2030-01-02,2030-01-03,Bridge,4\n"),
        "headcounts.csv, row 2, date_start: found '2030-01-03', "
        "expected a date not after date ('2030-01-02')",
    ),
    "shares that do not add up": (
        swap("groups.csv", "men,0.5", "men,0.4"),
        "groups.csv, row 2, share: found '0.9', expected shares to start with that add up to 1",
    ),
    "shares of one day that do not add up": (
        put(
            "groups.csv",
            "group,share,date,place\nmen,1,,\nmen,0.5,2030-01-02,Bridge\n"
            "women,0.4,2030-01-02,Bridge\n",
        ),
        "groups.csv, row 3, share: found '0.9', "
        "expected shares of 2030-01-02 at Bridge that add up to 1",
    ),
    "group twice": (
        swap("groups.csv", "women", "men"),
        "groups.csv, row 3, group: found 'men' a second time, "
        "expected each group once for a date and place",
    ),
    "count of nowhere": (
        add("headcounts.csv", "2030-01-04,,people,5,S1,high"),
        "headcounts.csv, row 4, place: found neither place nor region, "
        "expected a place named in places, or a region in the column region",
    ),
    "incident in two spots": (
        put(
            "incidents.csv",
            "date,place,region,kind,description\n2030-01-05,Bridge,South,other,Shots were heard\n",
        ),
        "incidents.csv, row 2, region: found 'South' beside a place, "
        "expected a place or a region, not both",
    ),
    "daily pledge without an end": (
        swap("pledges.csv", "2030-01-04,2030-01-10", "2030-01-04,"),
        "pledges.csv, row 3, date_end: found nothing, "
        "expected the last day on which it comes, as every is day",
    ),
    "pledge that comes once until a date": (
        swap("pledges.csv", "2030-01-10,day,1", "2030-01-10,once,1"),
        "pledges.csv, row 2, every: found 'once', "
        "expected day, as date_end is given; or once, and date_end empty",
    ),
    "duplicate lane": (
        add("lanes.csv", "River store,Riverside,1,0,,S1"),
        "lanes.csv, row 5: found 'River store' and 'Riverside' a second time, "
        "expected each depot and place once (it stands in row 4)",
    ),
    "row longer than the header": (
        add("drivers.csv", "ZZ,2029-12-31,drought,6,percent, of farms,S1"),
        "drivers.csv, row 3: found 1 more cell than the header has, expected at most 6 cells "
        "(put a text that holds the separator in quotes, and write a decimal number with a point)",
    ),
    "a decimal comma in a row whose last cell is empty": (
        add("drivers.csv", "ZZ,2029-12-31,drought,6,5,percent,"),
        "drivers.csv, row 3: found 1 more cell than the header has, expected at most 6 cells "
        "(put a text that holds the separator in quotes, and write a decimal number with a point)",
    ),
    "only a header": (
        put("departures.csv", "date,place,people\n"),
        "departures.csv: found only a header, expected at least one row",
    ),
    "empty file": (
        put("lanes.csv", "\n \n"),
        "lanes.csv: found an empty file, expected a header and rows",
    ),
    "more than anybody can have": (
        swap("stock.csv", "9000", "1e308"),
        "stock.csv, row 2, quantity: found '1e308', expected a number, 0 or more "
        "(at most 1000000000000)",
    ),
    "more days than anybody plans ahead": (
        swap("scenario.toml", "reserve = 0.0", "freeze_days = 1000000000000000000000"),
        "scenario.toml, plan.freeze_days: found '1000000000000000000000', "
        "expected a number not above 3660",
    ),
    "a whole number beyond all measure": (
        swap("scenario.toml", "reserve = 0.0", "freeze_days = 1e308"),
        "scenario.toml, plan.freeze_days: found '1e+308', expected a whole number",
    ),
    "a route longer than the way around the Earth": (
        swap("routes.csv", "Crossroads,50", "Crossroads,50000"),
        "routes.csv, row 2, length_km: found '50000', expected a number above 0 (at most 40000 km)",
    ),
    "settings that are nested without end": (
        put("scenario.toml", "name = " + "[" * 3000 + "]" * 3000),
        "scenario.toml: found a list inside too many others, expected lines of key = value",
    ),
    "binary file": (
        put("routes.csv", b"PK\x03\x04\x00\x00"),
        "routes.csv: found a binary file, expected a text file in UTF-8 (save the sheet as CSV, "
        "UTF-8)",
    ),
    "file in another encoding": (
        put("groups.csv", "group,share\nniñas,1\n".encode("latin-1")),
        "groups.csv: found bytes that are not UTF-8, first in row 2, "
        "expected a text file in UTF-8 (save the sheet as CSV, UTF-8)",
    ),
    "folder in place of a file": (
        lambda folder: ((folder / "stock.csv").unlink(), (folder / "stock.csv").mkdir()),
        "stock.csv: found a folder, expected a file",
    ),
    "quotes that are not closed": (
        add("incidents.csv", '2030-01-06,Bridge,other,3,"Shots,S1'),
        "incidents.csv, row 3: found broken text (unexpected end of data), "
        "expected quotes that are closed and doubled inside a text",
    ),
    "formula": (
        swap("departures.csv", "1000", "=900+100"),
        "departures.csv, row 2, people: found a formula '=900+100', expected a value "
        "(in the spreadsheet, copy the cells and paste their values)",
    ),
    "formula in a text": (
        swap("sources.csv", "Made up for this example", "@SUM(A1)"),
        "sources.csv, row 2, title: found a formula '@SUM(A1)', expected a value "
        "(in the spreadsheet, copy the cells and paste their values)",
    ),
    "control character in a name": (
        add("organisations.csv", "Road\x07 Network,ngo,S1"),
        "organisations.csv, row 4, name: found 'Road\\x07 Network', "
        "expected a text without control characters or line breaks",
    ),
    "missing setting": (
        swap("scenario.toml", "as_of = 2030-01-01", ""),
        "scenario.toml, as_of: found nothing, expected a date such as 2018-11-13",
    ),
    "misspelt setting": (
        swap("scenario.toml", "held_turn_back", "held_turnback"),
        "scenario.toml, movement.held_turnback: found 'held_turnback', "
        "expected a setting that posada knows (did you mean 'held_turn_back'?)",
    ),
    "bad setting": (
        swap("scenario.toml", "horizon_days = 9", 'horizon_days = "nine"'),
        "scenario.toml, horizon_days: found 'nine', expected a whole number",
    ),
    "setting true for a whole number": (
        swap("scenario.toml", "horizon_days = 9", "horizon_days = true"),
        "scenario.toml, horizon_days: found 'true', expected a whole number",
    ),
    "setting true for a number": (
        swap("scenario.toml", "reserve = 0.0", "reserve = true"),
        "scenario.toml, plan.reserve: found 'true', expected a number",
    ),
    "setting true for an end of a range": (
        swap("scenario.toml", "hostility = 1", "hostility = [1, true]"),
        "scenario.toml, movement.hostility.high: found 'true', expected a number",
    ),
    "setting true in a table of numbers": (
        swap("scenario.toml", "share_lacking = {", "share_lacking = { meal = true,"),
        "scenario.toml, needs.share_lacking.meal: found 'true', expected a number",
    ),
    "units of a standard that nothing has": (
        swap("items.csv", "energy,0.001428571", "energy,1000000000000"),
        "items.csv, row 3, units_per_standard: found '1e+12', expected a number from 0.00000001 "
        "to 1000000: how many units of the item make one unit of its standard (a meal of 700 "
        "kcal: 1/700, written 0.00143)",
    ),
    "horizon of no days": (
        swap("scenario.toml", "horizon_days = 9", "horizon_days = 0"),
        "scenario.toml, horizon_days: found '0', expected a number above 0",
    ),
    "range that is none": (
        swap("scenario.toml", "hostility = 1", 'hostility = "strong"'),
        "scenario.toml, movement.hostility: found 'strong', "
        "expected a number, [low, high], or {low, high, source, note}",
    ),
    "range that is infinite": (
        swap("scenario.toml", "hostility = 1", "hostility = [1, inf]"),
        "scenario.toml, movement.hostility.high: found 'inf', "
        "expected a number that is not infinite",
    ),
    "range the wrong way round": (
        swap("scenario.toml", "hostility = 1", "hostility = [3, 1]"),
        "scenario.toml, movement.hostility: found low (3) is above high (1), "
        "expected them the other way round",
    ),
    "as_of before start": (
        swap("scenario.toml", "as_of = 2030-01-01", "as_of = 2029-12-01"),
        "scenario.toml, start: found as_of (2029-12-01) is before start (2030-01-01), "
        "expected them the other way round",
    ),
    "more names on a list than there are people": (
        swap("scenario.toml", "held_turn_back", "list_ahead = { Bridge = 1e12 }\nheld_turn_back"),
        "scenario.toml, movement.list_ahead.Bridge: found '1e+12', expected numbers between 0 and "
        "1000000000",
    ),
    "as_of in another century": (
        swap("scenario.toml", "as_of = 2030-01-01", "as_of = 2130-01-01"),
        "scenario.toml, as_of: found '2130-01-01', expected at most 3660 days after 2030-01-01, "
        "the start",
    ),
    "day at the end of time": (
        swap("scenario.toml", "as_of = 2030-01-01", "as_of = 9999-12-31"),
        "scenario.toml, as_of: found '9999-12-31', expected a date in the years 1900 to 2199",
    ),
    "probability above 1": (
        swap("scenario.toml", "origin = 1.0", "origin = [0.5, 1.5]"),
        "scenario.toml, movement.leave.origin: found '[0.5, 1.5]', "
        "expected numbers between 0 and 1",
    ),
    "setting for an unknown place": (
        swap("scenario.toml", "Riverside = 0.1", "Riversid = 0.1"),
        "scenario.toml, movement.join_list.Riversid: found 'Riversid', expected default, or a "
        "place, region, country or kind of place from places (did you mean 'Riverside'?)",
    ),
    "setting for an unknown item": (
        swap("scenario.toml", "blanket = 0.5", "blankets = 0.5"),
        "scenario.toml, needs.share_lacking.blankets: found 'blankets', "
        "expected an item from items (did you mean 'blanket'?)",
    ),
    "setting for an unknown group": (
        swap("scenario.toml", "hostility = 1", "groups = { womens = { leave = 0.9 } }"),
        "scenario.toml, movement.groups.womens: found 'womens', "
        "expected a group from groups (did you mean 'women'?)",
    ),
    "unknown factor of a group": (
        swap("scenario.toml", "hostility = 1", "groups = { women = { leaves = 0.9 } }"),
        "scenario.toml, movement.groups.women.leaves: found 'leaves', "
        "expected a setting that posada knows (did you mean 'leave'?)",
    ),
    "factor of a group that is no table": (
        swap("scenario.toml", "hostility = 1", "groups = { women = 0.9 }"),
        "scenario.toml, movement.groups.women: found '0.9', expected a table of settings",
    ),
    "factor of a group that is no range": (
        swap("scenario.toml", "hostility = 1", 'groups = { women = { leave = "less" } }'),
        "scenario.toml, movement.groups.women.leave: found 'less', "
        "expected a number, [low, high], or {low, high, source, note}",
    ),
    "negative factor of a group": (
        swap("scenario.toml", "hostility = 1", "groups = { women = { settle = [-0.5, 1] } }"),
        "scenario.toml, movement.groups.women.settle: found '[-0.5, 1]', "
        "expected numbers of 0 or more",
    ),
    "factor that brings a probability above 1": (
        swap("scenario.toml", "hostility = 1", "groups = { women = { leave = [0.9, 1.1] } }"),
        "scenario.toml, movement.groups.women.leave: found '[0.9, 1.1]', expected a factor of at "
        "most 1, for movement.leave.origin is up to 1 and no probability is above 1",
    ),
    "factor that brings held people above 1": (
        swap(
            "scenario.toml",
            "held_turn_back = 0.0",
            "held_turn_back = [0.1, 0.3]\ngroups = { women = { held_turn_back = 4 } }",
        ),
        "scenario.toml, movement.groups.women.held_turn_back: found '4', expected a factor of at "
        "most 3.3333, for movement.held_turn_back is up to 0.3 and no probability is above 1",
    ),
    "group that does not move at all": (
        swap("scenario.toml", "hostility = 1", "groups = { women = { pace = { foot = 0 } } }"),
        "scenario.toml, movement.groups.women.pace.foot: found '0', expected numbers above 0",
    ),
    "pace of a group by an unknown mode": (
        swap("scenario.toml", "hostility = 1", "groups = { women = { pace = { feet = 0.9 } } }"),
        "scenario.toml, movement.groups.women.pace.feet: found 'feet', "
        "expected a mode of travel: foot, lift or bus",
    ),
    "route of a group to nowhere": (
        swap(
            "scenario.toml",
            "hostility = 1",
            "groups = { women = { route_weight = { site = -1 } } }",
        ),
        "scenario.toml, movement.groups.women.route_weight.site: found '-1', "
        "expected numbers of 0 or more",
    ),
    "route of a group to an unknown place": (
        swap(
            "scenario.toml",
            "hostility = 1",
            "groups = { women = { route_weight = { Riversid = 1 } } }",
        ),
        "scenario.toml, movement.groups.women.route_weight.Riversid: found 'Riversid', expected "
        "default, or a place, region, country or kind of place from places (did you mean "
        "'Riverside'?)",
    ),
    "pace by an unknown mode": (
        swap("scenario.toml", "bus = 400", "bus = 400, feet = 50"),
        "scenario.toml, movement.pace.feet: found 'feet', "
        "expected a mode of travel: foot, lift or bus",
    ),
    "list of a place that is no crossing": (
        swap("scenario.toml", "held_turn_back = 0.0", "list_ahead = { Riverside = 5 }"),
        "scenario.toml, movement.list_ahead.Riverside: found 'Riverside', "
        "expected a crossing from places",
    ),
    "mode without a pace": (
        swap("scenario.toml", ", bus = 400", ""),
        "scenario.toml, movement.pace.bus: found nothing, "
        "expected the km covered in a day of travel by bus",
    ),
    "override of an unknown standard": (
        add(
            "scenario.toml",
            '[[standards]]\nitem = "watr_basic"\nvalue = 20\nauthor = "Network"\n'
            'date = 2030-01-01\nreason = "Heat"',
        ),
        "scenario.toml, standards.0.item: found 'watr_basic', "
        "expected an item of the table of standards (did you mean 'water_basic'?)",
    ),
    "override that nobody can mean": (
        add(
            "scenario.toml",
            '[[standards]]\nitem = "water_basic"\nvalue = 1e300\nauthor = "Network"\n'
            'date = 2030-01-01\nreason = "Heat"',
        ),
        "scenario.toml, standards.0.value: found '1e+300', expected a number not above 100000",
    ),
    "override that stands twice": (
        add(
            "scenario.toml",
            "\n".join(
                f'[[standards]]\nitem = "water_basic"\nvalue = {value}\nauthor = "Network"\n'
                'date = 2030-01-01\nreason = "Heat"'
                for value in (20, 10)
            ),
        ),
        "scenario.toml, standards.1.item: found 'water_basic' a second time, "
        "expected each standard once (keep the value that holds)",
    ),
    "name that is no file name": (
        swap("scenario.toml", 'name = "riverside"', 'name = "../elsewhere"'),
        "scenario.toml, name: found '../elsewhere', expected a short name of letters, digits, "
        "hyphens and dots, such as exodus-2018",
    ),
    "caveats of which some are not in Spanish": (
        swap("scenario.toml", 'caveats_es = ["', 'caveats_es = ["Uno.", "'),
        "scenario.toml, caveats_es: found 2 of 1 caveats, "
        "expected every caveat in Spanish, or none",
    ),
    "settings with a date as people write it": (
        swap("scenario.toml", "start = 2030-01-01", "start = 13/11/2018"),
        "scenario.toml, row 5: found 'start = 13/11/2018', "
        "expected a line such as key = value (a date is written like 2018-11-13)",
    ),
    "settings with a month that there is not": (
        swap("scenario.toml", "start = 2030-01-01", "start = 2030-13-01  # soon"),
        "scenario.toml, row 5: found 'start = 2030-13-01  # soon', "
        "expected a line such as key = value (a date is written like 2018-11-13)",
    ),
    "settings with a decimal comma": (
        swap("scenario.toml", "household_size = 5", "household_size = 4,5"),
        "scenario.toml, row 23: found 'household_size = 4,5', "
        "expected a line such as key = value (a number is written like 1234 or 1234.5)",
    ),
    "settings that are not TOML": (
        swap("scenario.toml", "start = 2030-01-01", "start: 2030-01-01"),
        "scenario.toml, row 5: found 'start: 2030-01-01', "
        "expected a line such as key = value (expected '=' after a key in a key/value pair)",
    ),
}


@pytest.mark.parametrize("name", ONE_PROBLEM)
def test_one_problem_gives_one_message(name, tmp_path):
    change, expected = ONE_PROBLEM[name]
    assert only_problem(change, tmp_path) == expected


def test_every_problem_of_every_file_is_told_at_once_in_order(tmp_path):
    folder = riverside(tmp_path)
    for change in (
        swap("places.csv", "Hillside,origin", "Hillside,origen"),
        swap("headcounts.csv", "480", "about 480"),
        swap("headcounts.csv", "Riverside", "Riversid"),
        swap("scenario.toml", "title", "tittle"),
    ):
        change(folder)
    assert message(folder) == (
        "5 problems in the scenario:\n"
        "  headcounts.csv, row 2, people: found 'about 480', expected a whole number of people "
        "(the number alone)\n"
        "  headcounts.csv, row 3, place: found 'Riversid', expected a place named in places.csv "
        "(did you mean 'Riverside'?)\n"
        "  places.csv, row 2, kind: found 'origen', expected one of origin, town, site, crossing, "
        "destination (did you mean 'origin'?)\n"
        "  scenario.toml, title: found nothing, expected a text in quotes\n"
        "  scenario.toml, tittle: found 'tittle', expected a setting that posada knows "
        "(did you mean 'title'?)"
    )


def test_problems_found_in_another_process_are_told_here(tmp_path):
    """As by pickle, which is how a pool of processes hands errors over."""
    folder = riverside(tmp_path)
    swap("headcounts.csv", "480", "about 480")(folder)
    with pytest.raises(InputError) as found:
        read_scenario(folder)
    again = pickle.loads(pickle.dumps(found.value))
    assert (str(again), again.problems) == (str(found.value), found.value.problems)


def test_a_name_that_is_wrong_in_many_files_is_told_once_with_all_its_places(tmp_path):
    folder = riverside(tmp_path)
    for file in ("routes.csv", "headcounts.csv", "lanes.csv"):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace("Crossroads", "Crosroads"), encoding="utf-8")
    swap("lanes.csv", "Parish hall,Riverside", "Parrish hall,Riverside")(folder)
    assert message(folder) == (
        "5 problems in the scenario:\n"
        "  headcounts.csv, row 2, place; lanes.csv, row 2, place; routes.csv, row 2, to_place; "
        "routes.csv, row 3, from_place: found 'Crosroads', expected a place named in places.csv "
        "(did you mean 'Crossroads'?)\n"
        "  lanes.csv, row 3, depot: found 'Parrish hall', expected a depot named in depots.csv "
        "(did you mean 'Parish hall'?)"
    )


def test_what_is_missing_in_many_places_is_told_for_each(tmp_path):
    """Nothing is what stands in each of them, and still every cell is a mistake of its own."""
    folder = riverside(tmp_path)
    swap("routes.csv", "Hillside,Crossroads,50", ",Crossroads,50")(folder)
    swap("departures.csv", "2030-01-01,Hillside", "2030-01-01,")(folder)
    assert message(folder) == (
        "2 problems in the scenario:\n"
        "  departures.csv, row 2, place: found nothing, expected a name from places\n"
        "  routes.csv, row 2, from_place: found nothing, expected a name from places"
    )


def test_a_column_full_of_one_kind_of_mistake_is_told_once(tmp_path):
    folder = riverside(tmp_path)
    days = [f"0{day}/01/2030,Riverside,people,50,S1,high" for day in range(1, 8)]
    add("headcounts.csv", *days)(folder)
    swap("departures.csv", "2030-01-01", "01/01/2030")(folder)
    assert message(folder) == (
        "8 problems in the scenario:\n"
        "  departures.csv, row 2, date: found '01/01/2030', expected a date such as 2018-11-13 "
        "(the year first, then the month, then the day)\n"
        "  headcounts.csv, rows 4-10, date: found '01/01/2030' and 6 more, expected a date such as "
        "2018-11-13 (the year first, then the month, then the day)"
    )


def test_a_table_that_cannot_be_read_raises_no_doubt_about_other_tables(tmp_path):
    folder = riverside(tmp_path)
    swap("places.csv", "name,kind", "nam,kind")(folder)
    assert message(folder) == (
        "2 problems in the scenario:\n"
        "  places.csv, name: found no such column, expected a column 'name' (Name of the place)\n"
        "  places.csv, row 1: found 'nam', expected a column of the table places "
        "(did you mean 'name'?)"
    )


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    folder = riverside(tmp_path)
    with (folder / "stock.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1_000_000)
    assert message(folder) == (
        "1 problem in the scenario:\n"
        "  stock.csv: found 51.0 MB, expected at most 50 MB (a table holds totals by day and "
        "place, not one row for each person: add the rows up, or remove the sheets and columns "
        "that are not needed)"
    )


def test_a_name_that_is_nothing_is_compared_with_the_examples(tmp_path):
    assert message("riversid") == (
        "1 problem in the scenario:\n"
        "  riversid: found nothing there, expected a folder, a workbook (.xlsx), or one of the "
        "examples exodus-2018, riverside (did you mean 'riverside'?)"
    )
    table = riverside(tmp_path) / "places.csv"
    assert message(table) == (
        f"1 problem in the scenario:\n  {table}: found a file of another sort, expected a folder, "
        "a workbook (.xlsx), or one of the examples exodus-2018, riverside"
    )


def test_a_folder_that_is_closed_is_not_called_missing(tmp_path, monkeypatch):
    def closed(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("posada.scenario.files._check_level", closed)
    assert message(tmp_path) == (
        f"1 problem in the scenario:\n  {tmp_path}: found something that cannot be read "
        "(Permission denied), expected a folder, a workbook (.xlsx), or one of the examples "
        "exodus-2018, riverside"
    )


def test_a_scenario_one_folder_below_is_pointed_at(tmp_path):
    for name in ("town", "village"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.toml").write_text("")
    (tmp_path / "set" / "input_csv").mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    assert message(tmp_path) == (
        "1 problem in the scenario:\n"
        f"  {tmp_path}: found a folder without a scenario, expected one of the folders in it: "
        "'set', 'town', 'village'"
    )


def test_the_tables_of_a_flee_folder_are_not_taken_for_the_folder(tmp_path):
    (tmp_path / "set" / "input_csv").mkdir(parents=True)
    assert message(tmp_path / "set" / "input_csv") == (
        "1 problem in the scenario:\n"
        f"  {tmp_path}/set/input_csv: found a folder without a scenario, expected the folder above "
        f"it, '{tmp_path}/set'"
    )


@pytest.mark.parametrize(
    ("change", "found", "meant"),
    [
        (swap("places.csv", "shelter_capacity", "Capacidad"), "Capacidad", "shelter_capacity"),
        (swap("headcounts.csv", "high", "Alta"), "Alta", "high"),
        (swap("items.csv", "yes", "sí"), "sí", "yes"),
        (swap("routes.csv", "foot", "a pie"), "a pie", "foot"),
        (swap("places.csv", "Crossroads,town", "Crossroads,población"), "población", "town"),
    ],
)
def test_a_spanish_word_for_a_name_of_posada_is_understood(change, found, meant, tmp_path):
    folder = riverside(tmp_path)
    change(folder)
    line = next(line for line in message(folder).splitlines() if f"found '{found}'" in line)
    assert line.endswith(f"(did you mean '{meant}'?)")


def test_a_spanish_word_stands_only_for_names_that_are_there():
    assert did_you_mean("albergue", ["origin", "site"]) == " (did you mean 'site'?)"
    assert did_you_mean("albergue", ["water", "shelter"]) == " (did you mean 'shelter'?)"
    assert did_you_mean("albergue", ["water"]) == ""


def test_what_spanish_words_stand_for_are_names_of_posada():
    fields = [field for table in load_fields().values() for field in table.values()]
    names = {"yes", "true", "false", "status", "accepted", "declined", "changed", "proposed"}
    names |= {SETTINGS_SHEET} | set(load_fields())
    names |= {field.column for field in fields} | set(Settings.model_fields)
    names |= {choice for field in fields for choice in field.choices}
    assert {name for meant in MEANT.values() for name in meant} - names == set()
    assert all(plain(word) == word for word in [*MEANT, *COUNTRIES])
