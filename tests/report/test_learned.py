"""What the headcounts taught, as the page tells it."""

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest

from posada.report import make_report
from posada.report.audience import AUDIENCES
from posada.report.learned import what_was_learned
from posada.report.withheld import Published
from posada.report.words import words_in

DAY = pd.Timestamp("2030-01-02")
PARAMETERS = pd.DataFrame(
    [
        ("leave.town", 0.1, 0.2, 0.3, 0.15, 0.4, 0.5, 2.0, 0.6, 0),
        ("settle.Hidden place", 0.1, 0.2, 0.3, 0.1, 0.12, 0.2, -3.0, 0.8, 1),
        ("pace", 20.0, 25.0, 30.0, 21.0, 25.5, 30.0, 0.1, 0.9, -1),
        ("turn_back", 0.1, 0.2, 0.3, 0.1, 0.12, 0.2, -1.0, 0.8, 1),
    ],
    columns=["parameter", "p10", "p50", "p90", "learned_p10", "learned_p50", "learned_p90",
             "moved", "narrowed", "pulled_by"],
)  # fmt: skip
REPORTS = pd.DataFrame(
    [
        (DAY, "Riverside", "", "people", 900.0, "S1", 100.0, 200.0, 300.0, 0.01),
        (DAY, "Hidden place", "", "people", 800.0, "S2", 100.0, 200.0, 300.0, 0.001),
        (DAY, "Crossroads", "", "people", 7.0, "S3", 1.0, 4.0, 30.0, 0.02),
        (DAY, "Crossroads", "", "people", 20.0, "S3", 10.0, 20.0, 30.0, 0.05),
    ],
    columns=["date", "place", "region", "measure", "reported", "source", "p10", "p50", "p90",
             "tail"],
)  # fmt: skip

PLACES = pd.DataFrame(
    [
        ("Riverside", 100.0, 200.0, 300.0, 600.0, 704.0, 808.0, 0),
        ("Crossroads", 100.0, 200.0, 300.0, 1.0, 4.0, 30.0, -1),
        ("Hidden place", 100.0, 200.0, 300.0, 900.0, 999.0, 1000.0, 1),
        ("Hillside", 100.0, 200.0, 300.0, 100.0, 230.0, 300.0, 0),
    ],
    columns=["place", "p10", "p50", "p90", "now_p10", "now_p50", "now_p90", "moved_by"],
)

HABITS = pd.DataFrame(
    [
        ("Riverside", "leaving", 0.12, 0.34, 0.91, 14.0),
        ("Crossroads", "ending", 2.0, 3.0, 4.5, 300.0),
        ("Riverside", "ending", 0.01, 0.1, 0.5, 300.0),  # of those who may go unseen few do
        ("Hillside", "ending", 0.9, 3.0, 9.0, 14.0),
        ("Hidden place", "leaving", 0.1, 0.2, 0.3, 14.0),
    ],
    columns=["place", "habit", "p10", "p50", "p90", "lasting"],
)


@pytest.fixture
def taught(riverside):
    return told(Published(*riverside))


def told(published, parameters=PARAMETERS, language="en"):
    """What a page tells of made-up learning."""
    learned = SimpleNamespace(
        parameters=parameters, reports=REPORTS, belief=0.8, places=PLACES, habits=HABITS
    )
    fields = {field.name: getattr(published.forecast, field.name)
              for field in dataclasses.fields(published.forecast)}  # fmt: skip
    forecast = SimpleNamespace(**{**fields, "learned": learned})
    words = words_in(language, scenario=published.scenario)
    return what_was_learned(dataclasses.replace(published, forecast=forecast), words)


def test_what_moved_most_comes_first_with_the_report_that_moved_it(taught):
    assert [row["name"] for row in taught["moved"]] == [
        "who moves on in a day: town",
        "who turns back in a day",
    ]
    assert taught["moved"][0] == {
        "name": "who moves on in a day: town",
        "before": ("0.2", "0.1–0.3"),
        "after": ("0.4", "0.15–0.5"),
        "why": "Jan 2, Riverside, people present: 900",
    }


def test_what_most_draws_do_otherwise_is_told_the_most_certain_first(taught):
    assert taught["habits"] == [
        {
            "name": "Crossroads",
            "what": "more people end their journey in a day",
            "times": "3",
            "spread": "2\u20134.5",
        },
        {
            "name": "Riverside",
            "what": "fewer people leave in a day",
            "times": "0.34",
            "spread": "0.12\u20130.91",
        },
    ]


def test_who_is_where_is_told_before_and_after_without_small_counts_or_hidden_places(taught):
    assert taught["places"] == [
        {
            "name": "Riverside",
            "before": ("200", "100–300"),
            "after": ("700", "600–810"),
            "why": "Jan 2, Riverside, people present: 900",
        },
        {
            "name": "Crossroads",
            "before": ("200", "100–300"),
            "after": ("<10", "<10–30"),
            "why": "",
        },
    ]


def test_a_town_is_told_once_with_its_sites_and_by_its_name_in_the_language(riverside):
    """Of a site that nobody knows yet, learning has the people of its town."""
    scenario, *rest = riverside
    places = scenario["places"].copy()
    places.loc[places["name"] == "Crossroads", "part_of"] = "Riverside"
    places.loc[places["name"] == "Riverside", "name_es"] = "Ribera"
    opening = {"date": pd.Timestamp("2030-01-05"), "kind": "opening", "place": "Crossroads"}
    events = pd.concat([scenario["events"], pd.DataFrame([opening])], ignore_index=True)
    tables = {**scenario.tables, "places": places, "events": events}
    scenario = dataclasses.replace(scenario, tables=tables)
    taught = told(Published(scenario, *rest), language="es")
    assert [row["name"] for row in taught["places"]] == ["Ribera con sus albergues"]


def test_a_report_that_is_withheld_explains_nothing_and_surprises_nobody(taught):
    assert taught["moved"][1]["why"] == ""
    assert "Hidden place" not in str(taught)


@pytest.mark.parametrize(
    ("language", "audience", "names"),
    [
        ("en", "internal", ["women over 60, times what holds for everybody: km in a day of travel: "
                            "on foot",
                            "u.5, times what holds for everybody: who settles or leaves for an "
                            "unknown place, in a day",
                            "u.5, times what holds for everybody: weight of a route, by where it "
                            "leads: shelter or camp"]),
        ("es", "partners", ["un grupo, veces lo que vale para todas las personas: km en un día de "
                            "viaje: a pie",
                            "un grupo, veces lo que vale para todas las personas: quienes se "
                            "establecen o se van a un lugar desconocido, en un día",
                            "un grupo, veces lo que vale para todas las personas: peso de una "
                            "ruta, según a dónde lleva: albergue o campamento"]),
    ],
)  # fmt: skip
def test_a_factor_of_a_group_is_told_and_its_name_only_to_the_team(
    riverside, language, audience, names
):
    parameters = (
        PARAMETERS.iloc[[0, 3, 3, 3]]
        .reset_index()
        .assign(
            parameter=[
                "groups.women over 60.pace.foot",
                "groups.u.5.settle",
                "groups.u.5.route_weight.site",
                "groups.u.5.route_weight.Hidden place",
            ]
        )
    )
    published = Published(*riverside, AUDIENCES[audience])
    assert [row["name"] for row in told(published, parameters, language)["moved"]] == names


def test_people_who_set_out_are_told_apart_by_day_and_place_and_no_wave_is_named(riverside):
    parameters = (
        PARAMETERS.iloc[[0, 3]]
        .reset_index()
        .assign(parameter=["departures.row 2", "departures.from the hidden place"])
    )
    said = "people who set out, from 0, the fewest stated, to 1, the most"
    assert [row["name"] for row in told(Published(*riverside), parameters)["moved"]] == [
        f"{said}: Jan 1, Hillside",
        said,
    ]


def test_surprises_are_told_without_small_counts(taught):
    assert [row["what"] for row in taught["surprising"]] == [
        "Jan 2, Riverside, people present: 900",
        "Jan 2, Crossroads, people present: <10",
    ]
    assert taught["surprising"][1]["expected"] == "<10"
    assert taught["surprising"][0]["tail"] == "1\u00a0%"


def test_nothing_is_told_when_nothing_was_learned(riverside):
    assert what_was_learned(Published(*riverside), words_in("en")) == {}


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "What the headcounts taught"), ("es", "Lo que enseñaron los conteos")],
)
def test_the_page_has_a_section_on_it(riverside, taught, monkeypatch, language, heading):
    monkeypatch.setattr("posada.report.page.what_was_learned", lambda *_: taught)
    page = make_report(*riverside, language=language).files["report.html"].decode()
    section = page[page.index('<h2 id="learned">') : page.index('<h2 id="standards">')]
    assert heading in section
    assert "who moves on in a day: town" in section
    assert 'href="#source-S1"' in section
    assert {"en": "Who is where today", "es": "Quién está dónde hoy"}[language] in section


def test_the_page_has_no_such_section_otherwise(report):
    assert b'id="learned"' not in report.files["report.html"]
