"""What each audience may see, attacked: nobody can work out a hidden count from what is shown."""

import dataclasses
import datetime as dt
import io
import json
import re
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from posada.barriers import barriers_scenario
from posada.errors import InputError, PosadaError
from posada.forecast import make_forecast
from posada.needs import make_needs
from posada.plan import make_plan
from posada.proposal import plan_scenario
from posada.report import make_report, withheld
from posada.report.audience import Reader
from posada.report.censoring import censoring
from posada.report.disclosure import add_up
from posada.report.outlook import make_outlook
from posada.report.regions import FIGURES, public_table, release_log, whole_weeks
from posada.report.withheld import _places
from posada.run import run_scenario
from posada.scenario import read_scenario
from posada.scenario.wording import percent
from posada.simulate import simulate_scenario
from tests.building import build, place, route
from tests.report.made import changed, files, readable, results, standing

AS_OF = dt.date(2030, 1, 25)
NUMBER = re.compile(r"\d[\d,]*")


def later():
    """Riverside with 24 days behind it: the week of 7 to 13 January is old enough."""
    return read_scenario("riverside").replace(as_of=AS_OF)


def stood(people, scenario=None):
    """Results in which so many people stand at Hillside, Crossroads, Riverside and the Bridge."""
    scenario = scenario or later()
    forecast = standing(make_forecast(scenario, draws=4), people)
    needs = make_needs(scenario, forecast)
    return scenario, forecast, needs, make_plan(scenario, needs)


def public(results, earlier=None, language="en"):
    return make_report(*results, language=language, audience="public", earlier=earlier).files


def table(content):
    return pd.read_csv(io.BytesIO(content), keep_default_na=False, dtype=str)


@pytest.fixture(scope="module")
def shown():
    return public(stood([200, 4, 1000, 0]))


def test_the_public_gets_a_page_a_workbook_and_one_table(shown):
    assert sorted(shown) == ["forecast.csv", "forecast_hxl.csv", "report.html", "report.xlsx"]


def test_the_public_sees_whole_weeks_that_ended_seven_days_ago(shown):
    weeks = table(shown["forecast.csv"])[["week_start", "week_end"]].drop_duplicates()
    assert weeks.to_numpy().tolist() == [["2030-01-07", "2030-01-13"]]
    scenario = read_scenario("riverside")
    for day, last in ((19, None), (20, "2030-01-07"), (26, "2030-01-07"), (27, "2030-01-14")):
        weeks = whole_weeks(scenario.replace(as_of=dt.date(2030, 1, day)))
        assert (str(weeks[-1].date()) if len(weeks) else None) == last


def test_a_report_made_too_early_publishes_no_week():
    page = public(stood([200, 4, 1000, 0], read_scenario("riverside")))["report.html"].decode()
    assert "No week may be published yet." in page
    assert "None was reported that may be published yet." in page  # one was, a day before


def test_the_public_sees_regions_rounded_with_small_ones_hidden(shown):
    rows = table(shown["forecast.csv"])
    assert rows[["country", "region", "p05", "p50", "p95"]].to_numpy().tolist() == [
        ["ZZ", "North", "200", "200", "200"],
        ["ZZ", "South", "1000", "1000", "1000"],
        ["ZZ", "other regions", "<10", "<10", "<10"],
        ["", "all regions", "1200", "1200", "1200"],
    ]


@pytest.mark.parametrize("people, own", [(49, False), (50, True)])
def test_regions_with_fewer_than_50_people_are_added_up_by_country(people, own):
    rows = table(public(stood([200, people, 1000, 0]))["forecast.csv"])
    assert ("other regions" in set(rows["region"])) != own
    assert len(rows) == 4 and (rows["p50"] == "50").sum() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_public_sees_no_place_no_store_no_organisation_and_no_delivery(language):
    content = public(stood([200, 4, 1000, 0]), language=language)
    scenario = later()
    settings = scenario.settings
    authors = (settings.title, settings.title_es)
    names = {*scenario.places, *scenario["depots"]["name"], *scenario["organisations"]["name"]}
    for name, file in content.items():
        read = readable(file)
        for secret in names - {"Riverside"}:
            for text in authors:
                read = read.replace(text, "")
            assert secret not in read
        assert "30.0" not in read or name.endswith("xlsx")
    page = content["report.html"].decode()
    assert "<script" not in page
    assert "longitude" not in page


def test_the_public_reads_the_mean_of_the_things_of_a_sector():
    made = results(changed(read_scenario("riverside"), "items", sector="water"))
    sums = made[3].shortfalls.groupby("item")[["covered", "need"]].sum()
    share = percent((sums["covered"] / sums["need"]).mean())
    for language, sector in (("en", "Water"), ("es", "Agua")):
        page = public(made, language=language)["report.html"].decode()
        told = re.findall(r"<li>(\w+): <b>(.*?)</b>", page)
        assert told == [(sector, share.replace(" ", "\xa0"))]


def test_the_public_files_are_the_same_whatever_the_hidden_count():
    """From totals, page and workbook: 3 and 8 hidden people look the same, byte by byte."""
    few, more = (public(stood([200, hidden, 1000, 0])) for hidden in (3, 8))
    assert few == more


def test_partners_cannot_tell_a_hidden_count_from_tables_page_map_or_netcdf():
    scenario, forecast, needs, plan = stood([200, 3, 1000, 0])
    other = standing(forecast, [200, 8, 1000, 0])
    few = make_report(scenario, forecast, needs, plan).files
    more = make_report(scenario, other, make_needs(scenario, other), plan).files
    for name in few.keys() - {"report.xlsx"}:
        assert few[name] == more[name], name
    assert readable(few["report.xlsx"]) == readable(more["report.xlsx"])


def test_partners_cannot_tell_a_hidden_site_from_the_figures_of_its_town():
    scenario = later()
    part_of = scenario["places"]["part_of"].mask(
        scenario["places"]["name"] == "Bridge", "Riverside"
    )
    scenario = changed(scenario, "places", part_of=part_of)
    few = stood([0, 0, 1000, 3], scenario)
    more = (scenario, standing(few[1], [0, 0, 1000, 8]), *few[2:])
    first, second = (make_report(*results).files for results in (few, more))
    assert first["report.html"] == second["report.html"]
    town = make_outlook(scenario, few[1], whole_towns=True)
    assert set(town.median[:, scenario.places.index("Riverside")]) == {1000}


@pytest.mark.parametrize("closed, room", [(None, 150), ("2030-01-01", 100), ("2030-01-03", 150)])
def test_a_town_has_the_room_of_its_hidden_site_as_far_as_that_is_open_today(
    tmp_path, closed, room
):
    sites = {"part_of": "Town", "audience": "restricted", "shelter_capacity": 50}
    places = [
        place("Home", "origin"),
        place("Town", "destination", shelter_capacity=100),
        place("Camp", "site", **sites),
    ]
    closure = {"date": closed, "kind": "closure", "place": "Camp", "known_from": "2030-01-01"}
    events = {"events": [closure]} if closed else {}
    scenario = build(
        tmp_path,
        places=places,
        routes=[route("Home", "Town"), route("Town", "Camp")],
        departures=[{"date": "2030-01-01", "place": "Home", "people": 150}],
        groups=[{"group": "everybody", "share": 1}],
        **events,
    )
    published = _places(scenario, {"Camp": "Town"})
    assert published.set_index("name")["shelter_capacity"].get("Town") == room


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=4), st.integers(1, 9))
def test_a_total_minus_what_is_shown_tells_nothing_of_what_is_hidden(parts, hidden):
    def total(value):
        people = np.array([*parts, value], dtype=float)[None, None]
        return add_up(people, (0.5,))[0, 0]

    small = sum(0 < part < 10 for part in parts) + 1
    visible = sum(part for part in parts if not 0 < part < 10)
    assert total(hidden) == visible + 5 * small


def test_two_releases_never_differ_by_fewer_people_than_may_be_shown():
    scenario, forecast, *_ = stood([200, 100, 1000, 0])
    log = release_log(public_table(scenario, forecast))
    for moved in range(-30, 31):
        later_one = standing(forecast, [200 + moved, 100, 1000, 0])
        again = public_table(scenario, later_one, log)
        for row in again.to_dict("records"):
            before = log[f"{row['week_start'].date()}|{row['country']}|{row['region']}"]
            for old, new in zip(before, (row[name] for name in FIGURES), strict=True):
                assert old == new or abs(new - old) >= 10, (moved, row)


def test_figures_kept_from_the_last_release_stay_in_order():
    scenario, forecast, *_ = stood([200, 100, 1000, 0])
    old = {"2030-01-07|ZZ|North": [195, 200, 205]}
    again = public_table(scenario, standing(forecast, [208, 100, 1000, 0]), old)
    north = again[again["region"] == "North"].iloc[0]
    assert north[FIGURES].tolist() == [195, 200, 205]


def test_a_second_public_run_keeps_what_it_released(tmp_path):
    reader = Reader(audience="public")
    run_scenario("riverside", draws=30, as_of=AS_OF, out=tmp_path, reader=reader)
    first = (tmp_path / "forecast.csv").read_bytes()
    record = json.loads((tmp_path / "run.json").read_text())
    key = next(key for key, figures in record["released"].items() if figures[1] not in (0, "<10"))
    record["released"][key] = [figure + 5 for figure in record["released"][key]]
    (tmp_path / "run.json").write_text(json.dumps(record))
    run_scenario("riverside", draws=30, as_of=AS_OF, out=tmp_path, reader=reader)
    assert json.loads((tmp_path / "run.json").read_text())["released"] == record["released"]
    assert (tmp_path / "forecast.csv").read_bytes() != first


def test_the_record_of_a_public_run_names_no_place(tmp_path):
    run_scenario("riverside", draws=5, as_of=AS_OF, out=tmp_path, reader=Reader(audience="public"))
    text = (tmp_path / "run.json").read_text()
    assert not [
        name for name in ("Hillside", "Crossroads", "Bridge", "River store") if name in text
    ]


@pytest.mark.parametrize("write", [simulate_scenario, barriers_scenario, plan_scenario])
def test_what_holds_small_counts_and_every_place_never_lies_beside_a_report_for_others(
    tmp_path, write
):
    scenario = read_scenario("riverside").replace(as_of=dt.date(2030, 1, 5))
    run_scenario(scenario, draws=5, out=tmp_path / "partners")
    before = {path.name for path in (tmp_path / "partners").iterdir()}
    with pytest.raises(InputError) as told:
        write(scenario, draws=5, out=tmp_path / "partners")
    assert "with a report for partners, expected a new folder" in str(told.value)
    assert {path.name for path in (tmp_path / "partners").iterdir()} == before


@pytest.mark.parametrize("write", [simulate_scenario, plan_scenario, barriers_scenario])
def test_a_report_for_others_never_lies_beside_what_the_team_has(tmp_path, write):
    scenario = read_scenario("riverside").replace(as_of=dt.date(2030, 1, 5))
    write(scenario, draws=5, out=tmp_path)
    with pytest.raises(InputError) as told:
        run_scenario("riverside", draws=5, out=tmp_path)
    assert "with a report for internal, expected a new folder" in str(told.value)
    assert not (tmp_path / "report.html").exists()


def test_every_command_has_a_folder_of_its_own_by_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = read_scenario("riverside").replace(as_of=dt.date(2030, 1, 5))
    for write in (run_scenario, simulate_scenario, barriers_scenario, plan_scenario):
        write(scenario, draws=5)
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {
        "riverside",
        "riverside-barriers",
        "riverside-plan",
        "riverside-simulation",
    }


def test_a_folder_never_holds_files_for_two_audiences(tmp_path):
    run_scenario("riverside", draws=5, out=tmp_path)
    with pytest.raises(InputError) as refused:
        run_scenario("riverside", draws=5, out=tmp_path, reader=Reader(audience="public"))
    assert str(refused.value) == (
        "1 problem in the settings of the run:\n"
        f"  out: found the folder '{tmp_path}' with a report for partners, expected a new folder, "
        "or one with the same audience"
    )


def test_the_public_gets_no_forecast_by_a_last_day_of_information_that_has_not_come(tmp_path):
    today = dt.date.today()
    tomorrow = today + dt.timedelta(days=1)
    scenario = read_scenario("exodus-2018").replace(start=today, as_of=today)
    with pytest.raises(InputError) as refused:
        run_scenario(scenario, as_of=tomorrow, reader=Reader(audience="public"))
    assert str(refused.value) == (
        "1 problem in the settings of the run:\n"
        f"  as_of: found {tomorrow}, expected {today} or earlier: what is still to come "
        "is not published"
    )
    with pytest.raises(InputError):
        public_table(scenario.replace(as_of=tomorrow), None)


def test_the_public_reads_the_sources_of_the_incidents_shown_and_of_nothing_else():
    """What a count is called may name the shelter that was counted."""
    scenario = later()
    sources = pd.concat([scenario["sources"], scenario["sources"].assign(id="S2")])
    tables = {**scenario.tables, "sources": sources.reset_index(drop=True)}
    results = stood([200, 4, 1000, 0], dataclasses.replace(scenario, tables=tables))
    page = public(results)["report.html"].decode()
    assert re.findall(r'<span class="cite">(.*?)</span>', page) == ["S1"]
    assert re.findall(r'<li id="source-(.*?)"', page) == ["S1"]


def test_what_is_an_assumption_is_told_to_the_public_in_its_language():
    results = stood([200, 4, 1000, 0], changed(later(), "incidents", source="S1 assumption"))
    page = public(results, language="es")["report.html"].decode()
    assert '<span class="cite">S1 supuesto</span>' in page


def test_the_public_reads_of_no_sources_where_none_is_shown():
    page = public(stood([200, 4, 1000, 0], later()))["report.html"].decode()
    assert 'id="sources"' in page
    none = changed(later(), "incidents", date=pd.Timestamp(AS_OF))
    page = public(stood([200, 4, 1000, 0], none))["report.html"].decode()
    assert 'id="sources"' not in page
    assert "0 sources" not in page


def test_the_public_reads_of_what_went_on_until_lately_only_when_it_is_over():
    """That it was reported says that it still went on."""
    for days, told in ((7, True), (6, False)):
        until = pd.Timestamp(AS_OF) - pd.Timedelta(days=days)
        scenario = changed(later(), "incidents", date_end=until)
        page = public(stood([200, 4, 1000, 0], scenario))["report.html"].decode()
        assert ("tear gas or pepper spray" in page) == told


def test_hidden_places_that_are_added_up_need_as_much_for_each_person_as_one_of_them():
    scenario = later()
    hidden = scenario["places"]["name"].isin(["Crossroads", "Riverside"])
    secret = scenario["places"]["audience"].mask(hidden, "restricted")
    results = stood([200, 40, 1000, 0], changed(scenario, "places", audience=secret))
    rates = results[2].data["rate"].sel(place=["Crossroads", "Riverside"]).max("place")
    shown = withheld.withhold(*results).needs.data["rate"].sel(place="other places")
    assert (shown == rates).all()


@pytest.mark.parametrize(
    "written",
    ["Casa Belén", "CASA BELÉN", "casa belen", "Casa  Belen", "Casa Bele\u0301n", "casa_belen"],
)
def test_a_hidden_name_is_taken_out_of_texts_however_it_is_written(written):
    censored = censoring({"Casa Belén": "Tijuana"})
    assert censored(f"A count at {written}, by night") == "A count at Tijuana, by night"


def test_an_address_that_holds_a_hidden_name_is_left_out():
    scenario = later()
    secret = scenario["places"]["audience"].mask(
        scenario["places"]["name"] == "Crossroads", "restricted"
    )
    scenario = changed(scenario, "places", audience=secret)
    sources = changed(scenario, "sources", url="https://example.org/count-at-crossroads.html")
    page = make_report(*stood([200, 40, 1000, 0], sources)).files["report.html"].decode()
    assert "count-at" not in page
    assert "example.org" not in page
    elsewhere = changed(scenario, "sources", url="https://example.org/count.html")
    page = make_report(*stood([200, 40, 1000, 0], elsewhere)).files["report.html"].decode()
    assert "https://example.org/count.html" in page


def test_what_only_holds_the_letters_of_a_hidden_name_stays():
    censored = censoring({"Ana": "Tijuana"})
    assert censored("Mañana, Anahuac, cu\u00e1na") == "Mañana, Anahuac, cu\u00e1na"


def test_the_team_sees_counts_from_five_and_restricted_places():
    scenario = later()
    secret = scenario["places"]["audience"].mask(
        scenario["places"]["name"] == "Crossroads", "restricted"
    )
    results = stood([4, 7, 1000, 0], changed(scenario, "places", audience=secret))
    content = make_report(*results, audience="internal").files
    first = table(content["forecast.csv"]).head(4).set_index("place")["p50"]
    assert first.to_dict() == {
        "Hillside": "<5",
        "Crossroads": "5",
        "Riverside": "1000",
        "Bridge": "0",
    }
    page = content["report.html"].decode()
    assert "For the team that runs the operation; do not pass it on." in page
    assert "For named partners" not in page
    assert "above 0 and under 5" in page


def test_an_audience_that_nobody_knows_is_refused(riverside):
    with pytest.raises(PosadaError) as error:
        make_report(*riverside, audience="press")
    assert str(error.value) == ("no report for 'press', expected one of public, partners, internal")


def test_every_file_says_for_whom_it_is(shown):
    assert "at least 7 days after the week ended" in shown["report.html"].decode()
    assert "at least 7 days after the week ended" in readable(shown["report.xlsx"])
    partners = files(read_scenario("riverside"))
    for name in ("report.html", "report.xlsx"):
        assert "do not publish place-level forecasts" in readable(partners[name])


def test_a_shortfall_of_few_people_says_nothing_of_its_cover():
    scenario, forecast, needs, plan = stood([0, 4, 0, 0])
    short = table(make_report(scenario, forecast, needs, plan).files["shortfalls.csv"])
    hidden = short[short["need"].str.startswith("<")]
    assert len(hidden) > 0
    told = {"coverage", "reason"} & set(short)
    assert {cell for name in told for cell in hidden[name]} == {""}


def test_each_audience_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for audience in ("public", "partners", "internal"):
        run_scenario("riverside", draws=5, reader=Reader(audience=audience))
    folders = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert folders == ["riverside", "riverside-internal", "riverside-public"]


def test_the_plan_of_the_team_never_lies_beside_a_report_for_partners(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_scenario("riverside", draws=5)
    made = plan_scenario("riverside", draws=5)
    assert str(made.folder) == "out/riverside-plan"
    with pytest.raises(InputError, match="with a report for partners"):
        plan_scenario("riverside", draws=5, out="out/riverside")


def test_what_an_organisation_no_longer_brings_is_taken_away(tmp_path):
    run_scenario("riverside", draws=5, out=tmp_path)
    own, other = (tmp_path / "organisations" / name for name in ("Gone.csv", "Mine.csv"))
    own.write_bytes(b"old")
    other.write_bytes(b"old, and changed by somebody")
    record = json.loads((tmp_path / "run.json").read_text())
    digest = sha256(b"old").hexdigest()
    record["outputs"] |= {"organisations/Gone.csv": digest, "organisations/Mine.csv": digest}
    (tmp_path / "run.json").write_text(json.dumps(record))
    run_scenario("riverside", draws=5, out=tmp_path)
    assert not own.exists()
    assert other.exists()
    assert (tmp_path / "organisations" / "River-Network.csv").exists()


@pytest.mark.parametrize("audience", ["public", "partners", "internal"])
def test_every_file_of_a_made_up_scenario_says_so(audience):
    found = make_report(*stood([200, 4, 1000, 0]), audience=audience).files
    assert len(found) >= 4
    for name, content in found.items():
        if name.endswith(".pdf"):
            continue
        told = readable(content.replace(b"\r\n ", b"")).lower()  # long lines of a calendar
        assert "made-up figures" in told or "; made up" in told, name
    if "situation.pdf" in found:
        sheet = PdfReader(io.BytesIO(found["situation.pdf"])).pages[0].extract_text()
        assert "Made-up figures" in sheet


def test_a_scenario_that_is_not_made_up_does_not_say_so(riverside):
    scenario, *others = riverside
    real = scenario.replace(made_up=False)
    found = make_report(real, *others).files
    assert not [name for name, content in found.items() if "Made-up figures" in readable(content)]
    assert b"made up" not in found["forecast.csv"]


@pytest.mark.parametrize("order", [["Aldea", "Town"], ["Town", "Zona"]])
def test_what_is_short_at_a_town_with_its_shelters_is_told_with_the_largest_limit(order):
    *_, plan = stood([200, 3, 1000, 0])
    hidden = next(name for name in order if name != "Town")
    row = plan.shortfalls.iloc[[0]].assign(need=100.0)
    town = row.assign(place="Town", shortfall=50.0, covered=50.0, limit="lane", gain=np.nan)
    shelter = row.assign(place=hidden, shortfall=0.0, covered=100.0, limit="none", gain=9.0)
    rows = pd.concat([town, shelter]).sort_values("place")
    both = dataclasses.replace(plan, shortfalls=rows)
    shown = withheld._plan(both, {hidden: "Town"}, {}).shortfalls
    assert shown[["place", "shortfall", "coverage", "limit"]].to_numpy().tolist() == [
        ["Town", 50.0, 0.75, "lane"]
    ]
    assert shown["gain"].isna().all()
