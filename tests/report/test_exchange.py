"""Files for other systems: HXL, GeoJSON, and what each organisation gets for itself."""

import datetime as dt
import io
import json
import re

import hxl
import pandas as pd
import pytest
from geojson_pydantic import FeatureCollection
from hypothesis import given
from hypothesis import strategies as st

from posada.report import make_report
from posada.report.organisations import calendar, safe_names
from posada.report.words import words_in
from tests.report.made import files, renamed

HXL = ["forecast_hxl.csv", "needs_hxl.csv", "plan_hxl.csv"]
PEOPLE = ["people_p05", "people_p50", "people_p95"]


def table(content, **options):
    return pd.read_csv(io.BytesIO(content), keep_default_na=False, dtype=str, **options)


@pytest.mark.parametrize("name", HXL)
def test_tags_stand_under_the_header_and_the_rest_is_the_plain_table(report, name):
    tagged = table(report.files[name])
    plain = table(report.files[name.replace("_hxl", "")])
    tags = tagged.iloc[0]
    assert list(tagged) == list(plain)
    assert [tag for tag in tags if not re.fullmatch(r"#[a-z][a-z0-9]*(\+[a-z0-9_]+)*", tag)] == []
    assert len(set(tags)) == len(tags)
    assert len(tagged) == len(plain) + 1
    rows = tagged.iloc[1:].reset_index(drop=True)
    for column in plain:
        same = rows[column] == plain[column]
        assert (same | ((rows[column] == "") & plain[column].str.startswith("<"))).all(), column


@pytest.mark.parametrize("name", HXL)
def test_what_is_tagged_as_a_number_is_one(small, name):
    tagged = table(small[name])
    wanted = ("#affected", "#item+num", "#item+packs", "#item+need", "#indicator+num")
    for column in tagged:
        if tagged[column].iloc[0].startswith(wanted):
            cells = tagged[column].iloc[1:]
            assert pd.to_numeric(cells[cells != ""]).ge(0).all(), column


def hxl_errors(content, folder):
    """What libhxl finds wrong with a table, by its default schema."""
    file, found = folder / "table.csv", []
    file.write_bytes(content)
    with hxl.data(str(file), hxl.InputOptions(allow_local=True)) as source:
        hxl.schema(None, callback=found.append).validate(source)
    return [error.message for error in found if error.rule.severity != "info"]


@pytest.mark.parametrize("name", HXL)
def test_libhxl_finds_nothing_wrong(report, small, tmp_path, name):
    for made in (report.files, small):
        assert hxl_errors(made[name], tmp_path) == []


def test_libhxl_does_find_what_is_wrong(report, tmp_path):
    lines = report.files["forecast_hxl.csv"].decode().splitlines()
    lines[2] = lines[2].replace(",0,", ",many,")
    assert hxl_errors("\n".join(lines).encode(), tmp_path) != []


def test_geojson_follows_its_schema(report, small):
    for made in (report.files, small):
        collection = FeatureCollection.model_validate_json(made["places.geojson"])
        assert {type(feature.geometry).__name__ for feature in collection.features} == {"Point"}


def test_geojson_has_a_point_for_each_place_and_date(report, riverside):
    collection = json.loads(report.files["places.geojson"])
    assert collection["type"] == "FeatureCollection"
    assert collection["status"] == "planning figure, not a count"
    assert "crs" not in collection
    points = collection["features"]
    assert len(points) == 4 * 3
    for point in points:
        assert (point["type"], point["geometry"]["type"]) == ("Feature", "Point")
    first = next(p for p in points if p["properties"]["place"] == "Crossroads")
    assert first["geometry"]["coordinates"] == [20.0, 10.4]  # east before north
    assert first["properties"] == {
        "place": "Crossroads", "kind": "town", "region": "Middle", "country": "ZZ",
        "date": "2030-01-01", "people_p05": 1000, "people_p50": 1000, "people_p95": 1000,
        "status": "planning figure, not a count",
    }  # fmt: skip


def test_geojson_tells_no_small_count(small):
    points = json.loads(small["places.geojson"])["features"]
    figures = [point["properties"][name] for point in points for name in PEOPLE]
    assert None in figures
    assert not [figure for figure in figures if figure is not None and 0 < figure < 10]


def test_each_organisation_gets_its_own_deliveries_and_no_others(report, riverside):
    plan = riverside[3].deliveries
    for organisation, name in (
        ("River Network", "River-Network"),
        ("Crossroads Parish", "Crossroads-Parish"),
    ):
        own = table(report.files[f"organisations/{name}.csv"])
        assert len(own) == (plan["organisation"] == organisation).sum() > 0
        assert list(own["dispatch"]) == sorted(own["dispatch"])
        assert set(own["depot"]) == set(plan.loc[plan["organisation"] == organisation, "depot"])
        for kind in ("csv", "html", "ics"):
            file = f"organisations/{name}.{kind}"
            others = set(plan["organisation"]) | set(plan["depot"])
            others -= {organisation, *own["depot"]}
            assert others
            assert not [other for other in others if other in report.files[file].decode()]


def test_each_journey_has_a_waybill_with_what_is_loaded(report, riverside):
    own = table(report.files["organisations/River-Network.csv"])
    page = report.files["organisations/River-Network.html"].decode()
    journeys = own[["dispatch", "delivery", "depot", "place"]].drop_duplicates()
    assert page.count('<h2 id="waybill-') == len(journeys)
    numbers = set(re.findall(r"Waybill (\d{8}-[0-9A-F]{6}):", page))
    assert len(numbers) == len(journeys)
    assert all(
        f"{day:%Y%m%d}" in {n[:8] for n in numbers} for day in pd.to_datetime(own["dispatch"])
    )


def test_partners_do_not_see_when_convoys_leave_and_from_where(report, riverside):
    depots = set(riverside[3].deliveries["depot"])
    for name in ("plan.csv", "plan_hxl.csv"):
        assert not {"depot", "dispatch"} & set(table(report.files[name]))
    sheet = pd.read_excel(io.BytesIO(report.files["report.xlsx"]), sheet_name="Plan 5W", header=1)
    assert not {"depot", "dispatch"} & set(sheet)
    page = report.files["report.html"].decode()
    section = page[page.index('<h2 id="deliveries">') : page.index('<h2 id="drivers">')]
    assert not [depot for depot in depots if depot in section]


def unfolded(content):
    """Lines of a calendar, put together again."""
    text = content.decode()
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not re.search(r"(?<!\r)\n", text)
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_the_calendar_has_one_event_for_each_journey(report, riverside):
    lines = unfolded(report.files["organisations/River-Network.ics"])
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    plan = riverside[3].deliveries
    own = plan[plan["organisation"] == "River Network"]
    journeys = own.drop_duplicates(["dispatch", "delivery", "depot", "place"])
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(journeys)
    starts = sorted(f"DTSTART;VALUE=DATE:{day:%Y%m%d}" for day in journeys["dispatch"])
    assert sorted(line for line in lines if line.startswith("DTSTART")) == starts
    identities = [line for line in lines if line.startswith("UID:")]
    assert len(set(identities)) == len(identities)
    told = [line for line in lines if line.startswith("DESCRIPTION:")]
    assert all("Planning figure\\, not a count." in line for line in told)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_calendars_tell_every_delivery_of_the_plan_once(riverside, language):
    files = make_report(*riverside, language=language).files
    words = words_in(language, scenario=riverside[0])
    calendars = (content for name, content in files.items() if name.endswith(".ics"))
    told = [line for content in calendars for line in unfolded(content)]
    parts = [part for line in told if line.startswith("DESC") for part in line.split("\\n")]
    found = [part.replace("\\,", "") for part in parts if ": " in part and part[-1] != "."]
    plan = pd.read_csv(io.BytesIO(files["plan.csv"]), dtype=str)
    amounts = [
        f"{words.item(row.item)}: {row.quantity.removesuffix('.0')}"
        f" {words.unit(row.unit, row.quantity == '1.0')}"
        for row in plan.itertuples()
    ]
    assert len(found) == len(riverside[3].deliveries)
    assert sorted(found) == sorted(amounts)


@given(st.text(min_size=1, max_size=80), st.text(max_size=80))
def test_no_name_breaks_a_calendar(place, item):
    day = pd.Timestamp("2030-01-02")
    row = {"dispatch": day, "delivery": day, "depot": "D", "place": place, "item": item,
           "quantity": 5.0, "unit": "kg", "status": "proposed"}  # fmt: skip
    content = calendar("Kitchen", pd.DataFrame([row]), dt.date(2030, 1, 1), words_in("es"))
    lines = unfolded(content)
    assert len(lines) == 5 + 12 + 1
    assert [line.split(":")[0].split(";")[0] for line in lines if ":" not in line] == []


def test_file_names_are_safe_and_no_two_are_the_same():
    names = ["Casa del Migrante", "CASA del migrante", "../../etc/passwd", "con", "日本", "A" * 500]
    assert list(safe_names(names).values()) == [
        "Casa-del-Migrante", "CASA-del-migrante-2", "etc-passwd", "con-2", "organisation", "A" * 60,
    ]  # fmt: skip


def test_an_organisation_named_like_a_path_stays_in_the_folder():
    content = files(renamed({"River Network": "../../up"}))
    assert "organisations/up.csv" in content
    assert not [name for name in content if ".." in name]
