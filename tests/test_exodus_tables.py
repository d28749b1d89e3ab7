"""The scenario exodus-2018 carries the facts over: values, sources, and all that it must hold."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from posada.scenario import read_scenario

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "examples" / "exodus-2018"
FACTS = ROOT.parent / "shared" / "reference" / "exodus2018" / "facts.csv"
FACT_ID = re.compile(r"[A-G]\d{3}")
TABLES = sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem != "sources")
FIRST_PLACES = ["San Pedro Sula", "San Salvador", "Guatemala City"]


def rows(table: str) -> list[dict[str, str]]:
    """Rows of a table as they stand in the file."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def where(table: str, **cells: str) -> list[dict[str, str]]:
    """Rows of a table that hold all these cells."""
    return [row for row in rows(table) if all(row[key] == text for key, text in cells.items())]


@pytest.fixture(scope="module")
def scenario():
    return read_scenario(FOLDER)


@pytest.fixture(scope="module")
def facts():
    if not FACTS.exists():
        pytest.skip(f"NOT CHECKED against the facts: {FACTS} is not there")
    return pd.read_csv(FACTS, dtype=str, keep_default_na=False).set_index("id")


def test_it_reads_without_a_problem(scenario):
    assert scenario.settings.name == "exodus-2018"
    assert str(scenario.settings.as_of) == "2018-11-13"
    assert str(scenario.settings.end) == "2019-01-30"


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source_that_is_listed(table):
    listed = {row["id"] for row in rows("sources")}
    for row in rows(table):
        assert row["source"], row
        assert set(row["source"].split()) <= listed, row


@pytest.mark.parametrize("table", TABLES)
def test_every_assumption_says_what_was_assumed(table):
    for row in rows(table):
        if row["confidence"] == "assumption" or "assumption" in row["source"].split():
            assert len(row["note"]) > 10, row


def test_every_source_is_used_and_named_once():
    used = {name for table in TABLES for row in rows(table) for name in row["source"].split()}
    used |= set(re.findall(r"[A-G]\d{3}", (FOLDER / "scenario.toml").read_text(encoding="utf-8")))
    names = [row["id"] for row in rows("sources")]
    assert len(names) == len(set(names))
    assert set(names) <= used


def test_sources_are_those_of_the_facts(facts):
    for row in rows("sources"):
        if row["id"] == "assumption":
            continue
        assert FACT_ID.fullmatch(row["id"]), row
        fact = facts.loc[row["id"]]
        assert row["url"] == fact.source_url, row
        if fact.source_url:
            assert row["title"] == fact.source_title, row


def test_headcounts_carry_the_value_the_series_and_the_confidence_of_their_fact(facts):
    for row in rows("headcounts"):
        fact = facts.loc[row["source"].split()[0]]
        low, _, high = fact.value.partition("-")
        assert (row["people"], row["people_high"]) == (low, high), row
        series = re.match(r"\[(V\d)", fact.note)
        assert row["series"] == (series.group(1) if series else ""), row
        assert row["confidence"] == fact.confidence, row


def test_headcounts_are_dated_within_their_fact_or_on_the_day_their_note_gives(facts):
    for row in rows("headcounts"):
        fact = facts.loc[row["source"].split()[0]]
        inside = fact.date_start <= row["date"] <= fact.date_end
        assert inside or "as stated in December" in row["note"], row


def test_no_count_of_a_later_day_is_dated_before_the_last_day_of_information(facts):
    for row in rows("headcounts"):
        fact = facts.loc[row["source"].split()[0]]
        if row["date"] <= "2018-11-13":
            assert fact.date_start <= "2018-11-13", row


def test_counts_of_one_caravan_that_were_left_out_are_the_only_series_rows_missing(facts):
    wanted = facts[facts.note.str.match(r"\[V\d")]
    kept = {name for row in rows("headcounts") for name in row["source"].split()}
    missing = set(wanted.index) - kept
    # Returns that one agency assisted: a part of all returns, and three of them after the end.
    assert missing == {"C025", "C026", "C027", "C028"}


@pytest.mark.parametrize("series", ["V1", "V2", "V3", "V4", "V5", "V6", "V7"])
def test_each_series_has_counts(series):
    assert len(where("headcounts", series=series)) >= 3


@pytest.mark.parametrize("series", ["V3", "V4", "V7"])
def test_the_northern_series_have_counts_that_the_forecast_may_not_know(series):
    assert any(row["date"] > "2018-11-13" for row in where("headcounts", series=series))


@pytest.mark.parametrize("country", ["HN", "SV", "GT"])
@pytest.mark.parametrize(
    "indicator",
    ["homicide_rate", "poverty", "drought", "unemployment", "remittances", "population"],
)
def test_each_country_of_origin_says_what_drives_people_out(country, indicator):
    assert where("drivers", country=country, indicator=indicator)


def test_the_route_leads_from_san_pedro_sula_to_every_place_up_to_tijuana(facts):
    onward: dict[str, set[str]] = {}
    for row in rows("routes"):
        onward.setdefault(row["from_place"], set()).add(row["to_place"])
    reached, front = set(FIRST_PLACES), list(FIRST_PLACES)
    while front:
        ahead = onward.get(front.pop(), set()) - reached
        reached |= ahead
        front.extend(ahead)
    assert reached == {row["name"] for row in rows("places") if row["kind"] != "crossing"}
    legs = {row["source"]: row["length_km"] for row in rows("routes")}
    for number in range(104, 138):
        assert float(legs[f"A{number}"]) == float(facts.loc[f"A{number}"].value)


def test_the_gate_at_the_suchiate_is_closed_for_three_days():
    closed = where("events", kind="closure", from_place="Tecun Uman", to_place="Ciudad Hidalgo")
    assert {"2018-10-19", "2018-10-20", "2018-10-21"} <= {row["date"] for row in closed}
    assert where("events", kind="hostility", place="Tecun Uman")


def test_25_november_is_an_event_and_an_incident():
    day = "2018-11-25"
    assert where("events", date=day, kind="closure", place="El Chaparral")
    assert where("events", date=day, kind="hostility", place="Tijuana")
    assert where("events", date=day, kind="hostility", place="Benito Juarez")
    (gas,) = where("incidents", date=day, kind="gas_or_spray")
    assert gas["people_affected"] == "500"
    assert {"G008", "C042"} <= set(gas["source"].split())


def test_asylum_is_offered_in_the_two_southern_states_only():
    offers = where("events", date="2018-10-26", kind="asylum")
    assert {row["region"] for row in offers} == {"Chiapas", "Oaxaca"}


def test_people_are_called_from_the_list_of_the_crossing():
    called = {row["date"]: row for row in where("events", kind="quota", place="El Chaparral")}
    assert (called["2018-11-01"]["value"], called["2018-11-01"]["value_high"]) == ("30", "60")
    assert called["2019-01-01"]["value"] == "42"
    assert {row["queue_at"] for row in rows("places")} == {"", "El Chaparral"}


@pytest.mark.parametrize(
    ("site", "opens", "closes", "capacity"),
    [
        ("Benito Juarez", "2018-11-14", "2018-12-01", "3000"),
        ("El Barretal", "2018-11-29", "2019-01-30", "6000"),
        ("Contra Viento y Marea", "2018-12-14", "2019-01-09", "400"),
    ],
)
def test_shelters_open_and_close_with_their_capacity(site, opens, closes, capacity):
    (opening,) = where("events", kind="opening", place=site)
    assert (opening["date"], opening["value"]) == (opens, capacity)
    assert where("events", kind="closure", place=site)[-1]["date"] == closes
    assert where("places", name=site)[0]["part_of"] == "Tijuana"


def test_buses_change_how_the_road_is_travelled():
    assert where("events", kind="transport", from_place="Escuinapa (La Concha)", mode="bus")


def test_the_caravans_set_out():
    waves = {row["wave"] for row in rows("departures")}
    assert waves == {"first", "second", "salvadoran-1", "salvadoran-2", "salvadoran-3"}
    for row in rows("departures"):
        assert int(row["people_low"]) <= int(row["people"]) <= int(row["people_high"]), row


def test_women_and_children_are_given_by_date_and_place(scenario):
    groups = scenario["groups"]
    assert list(dict.fromkeys(groups["group"])) == ["men", "women", "children"]
    assert groups.loc[groups["date"].isna(), "share"].to_list() == [0.3625, 0.3089, 0.3286]
    assert {"Mexico City", "Puebla", "Benito Juarez"} <= set(groups["place"])


@pytest.mark.parametrize(
    ("depot", "item", "quantity", "source"),
    [
        ("Federal relief store", "Blanket", "2875", "E030"),
        ("Federal relief store", "Sleeping mat", "13000", "E031"),
        ("Federal relief store", "Food parcel", "2655", "E029"),
        ("Federal relief store", "Hygiene kit", "6600", "E032"),
        ("World Central Kitchen Tijuana", "Hot meal", "3500", "E046"),
        ("Stadium store", "Hot meal", "18000", "E020"),
    ],
)
def test_the_aid_that_was_given_is_pledged(depot, item, quantity, source):
    (pledge,) = where("pledges", depot=depot, item=item, quantity=quantity)
    assert source in pledge["source"].split()


def test_goods_of_every_sector_can_reach_every_place_where_people_stay():
    sectors = {row["sector"] for row in rows("items")}
    assert sectors == {"water", "food", "clothing", "bedding", "health", "shelter", "hygiene"}
    places = {row["name"] for row in rows("places") if row["kind"] not in ("crossing", "origin")}
    assert places <= {row["place"] for row in rows("lanes")}
    depots = [row["depot"] for row in rows("lanes")]
    assert all(1 <= depots.count(row["name"]) <= 12 for row in rows("depots"))


def test_organisations_are_communities_and_institutions():
    kinds = {row["kind"] for row in rows("organisations")}
    assert {"community", "church", "un", "red_cross", "government", "ngo"} <= kinds
    assert where("organisations", kind="community")


def test_ranges_name_a_source_or_say_that_they_are_assumed(scenario):
    for table in ("pace", "leave", "turn_back", "asylum", "settle", "join_list", "cross"):
        for key, spread in getattr(scenario.settings.movement, table).items():
            if spread.low < spread.high:
                assert spread.source or spread.note.startswith("assumption"), (table, key)


def test_ranges_rest_on_what_was_known_or_intended(scenario, facts):
    movement = scenario.settings.movement.model_dump()
    sources = re.findall(r"'source': '([^']*)'", str(movement))
    for name in {name for source in sources for name in source.split()}:
        fact = facts.loc[name]
        assert fact.date_start <= "2018-11-13" or "intends" in fact.quantity, name


def test_what_a_spanish_reader_reads_is_written_in_spanish():
    texts = [("events", "description"), ("incidents", "description"), ("drivers", "unit"),
             ("drivers", "note"), ("organisations", "name"), ("depots", "name"),
             ("items", "name")]  # fmt: skip
    for table, column in texts:
        written = where(table)
        assert written
        assert [row[column] for row in written if row[column] and not row[f"{column}_es"]] == []


def test_no_text_on_an_incident_tells_a_count_under_ten():
    few = (
        r"\b(one|two|three|four|five|six|seven|eight|nine|an?|[1-9]) (\w+ )?(person|people|man|men"
    )
    few += r"|woman|women|child|children|minors?|boys?|girls?)\b"
    told = [row[column] for table in ("incidents", "events") for row in rows(table)
            for column in ("description", "note")]  # fmt: skip
    assert [text for text in told if re.search(few, text, re.IGNORECASE)] == []
