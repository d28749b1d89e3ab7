"""What could do harm is said before a delivery leaves."""

import dataclasses

import pandas as pd

from posada.report.flags import care_flags
from posada.report.withheld import withhold
from posada.report.words import words_in
from tests.report.made import changed

ENGLISH = words_in("en")


def deliveries(*rows):
    return pd.DataFrame(rows, columns=["organisation", "item", "place"])


def flags(riverside, lines, scenario=None):
    shown = withhold(scenario or riverside[0], *riverside[1:])
    return care_flags(shown, lines, ENGLISH)


def quiet(scenario):
    """The scenario with its incidents long past."""
    long_ago = scenario["incidents"]["date"] - pd.Timedelta(days=400)
    return changed(scenario, "incidents", date=long_ago)


def test_what_saves_lives_and_hangs_on_one_organisation_is_flagged(riverside):
    lines = deliveries(
        ("Kitchen", "meal", "Riverside"),
        ("Parish", "meal", "Crossroads"),
        ("Kitchen", "meal", "Crossroads"),
        ("Kitchen", "blanket", "Riverside"),
    )
    assert flags(riverside, lines, quiet(riverside[0])) == [
        "meal comes from one organisation alone at: Riverside."
    ]


def test_recent_violence_where_a_delivery_goes_is_flagged_and_later_violence_is_not(riverside):
    scenario = quiet(riverside[0])
    lines = deliveries(("Kitchen", "blanket", "Riverside"), ("Parish", "blanket", "Bridge"))
    first = scenario["incidents"].head(1)
    day = pd.Timestamp(scenario.settings.as_of)
    for days, told in ((0, True), (-30, True), (-31, False), (1, False)):
        row = first.assign(
            date=day + pd.Timedelta(days=days), kind="attack", place="Riverside", region=""
        )
        told_now = flags(riverside, lines, _with_incidents(scenario, row))
        assert bool(told_now) == told, days
        if told:
            assert told_now == [
                "Violence was reported in the last 30 days at Riverside: agree on time and way of"
                " each delivery with those who live there."
            ]


def test_violence_that_went_on_until_lately_is_flagged_and_hostility_in_a_region_at_its_places(
    riverside,
):
    scenario = quiet(riverside[0])
    lines = deliveries(("Kitchen", "blanket", "Riverside"), ("Parish", "blanket", "Bridge"))
    day = pd.Timestamp(scenario.settings.as_of)
    row = (
        scenario["incidents"]
        .head(1)
        .assign(
            date=day - pd.Timedelta(days=90),
            date_end=day - pd.Timedelta(days=3),
            kind="attack",
            place="Riverside",
            region="",
        )
    )
    assert "30 days at Riverside:" in flags(riverside, lines, _with_incidents(scenario, row))[0]
    places = scenario["places"]
    scenario = changed(
        scenario, "places", region=places["region"].mask(places["name"] == "Bridge", "East")
    )
    event = (
        scenario["events"]
        .head(1)
        .assign(
            date=day, date_end=pd.NaT, known_from=pd.NaT, kind="hostility", place="", region="East"
        )
    )
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, "events": event})
    assert "30 days at Bridge:" in flags(riverside, lines, scenario)[0]


def _with_incidents(scenario, rows):
    return dataclasses.replace(scenario, tables={**scenario.tables, "incidents": rows})


def test_what_burns_or_cuts_is_flagged_in_shelters_only(riverside):
    scenario = quiet(riverside[0])
    kinds = scenario["places"]["kind"].mask(scenario["places"]["name"] == "Bridge", "site")
    scenario = changed(scenario, "places", kind=kinds)
    lines = deliveries(
        ("Kitchen", "Cuchillo de cocina", "Bridge"),
        ("Kitchen", "Cooking gas", "Riverside"),
        ("Kitchen", "Gasket", "Bridge"),
    )
    assert flags(riverside, lines, scenario) == [
        "Cuchillo de cocina goes to shelters or camps (Bridge), where it can burn or hurt."
    ]
