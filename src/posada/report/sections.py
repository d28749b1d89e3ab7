"""The sections of the page that are tables: their rows, in words, in the order they are read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from posada.report.outlook import Outlook, by_town, people_text, shown_name
from posada.report.words import Words
from posada.scenario.model import Scenario

Rows = list[dict[str, Any]]


def safe_url(address: str) -> str:
    """The address if it is one of the web, otherwise nothing: a link must not run anything."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def people_rows(outlook: Outlook, words: Words) -> Rows:
    """People expected at the main places."""
    rows = []
    for place in by_town(outlook):
        capacity = outlook.capacity[outlook.now, place]
        figures = [people_text(outlook, place, ahead, words) for ahead in outlook.offsets]
        over = [bool(outlook.over[outlook.now + ahead, place]) for ahead in outlook.offsets]
        rows.append(
            {
                "name": shown_name(outlook, place, words),
                "part": outlook.places[place] in outlook.part,
                "figures": list(zip(figures, over, strict=True)),
                "capacity": words.count(capacity) if not np.isnan(capacity) else "",
            }
        )
    return rows


def comparison_rows(compared: pd.DataFrame, words: Words) -> Rows:
    """Reports beside the forecast: those after the cut-off first."""
    order = compared.sort_values(["known", "date"], kind="stable")
    return [
        {
            "date": words.span(row["date_start"], row["date"])
            if not pd.isna(row["date_start"])
            else words.date(row["date"]),
            "what": words.area(row["place"] or row["region"]),
            "scope": words.name(row["scope"])
            if row["scope"] not in (row["place"], row["region"])
            else "",
            "measure": words.label(row["measure"]),
            "reported": words.headcount(row["reported"], row["reported_high"]),
            "median": words.people(row["p50"]),
            "spread": words.spread(words.people(row["p10"]), words.people(row["p90"])),
            "in80": bool(row["in80"]),
            "in95": bool(row["in95"]),
            "known": bool(row["known"]),
            "source": row["source"],
        }
        for row in order.to_dict("records")
    ]


def driver_groups(scenario: Scenario, words: Words) -> Rows:
    """What drives people out, one group per country."""
    drivers = scenario["drivers"].sort_values(["country", "indicator", "date"], kind="stable")
    return [
        {
            "country": words.area(country),
            "rows": [
                {
                    "indicator": words.label(row["indicator"]),
                    "value": words.number(row["value"], 2),
                    "unit": row["unit"],
                    "date": words.full_date(row["date"]),
                    "note": row["note"],
                    "source": row["source"],
                }
                for row in rows.to_dict("records")
            ],
        }
        for country, rows in drivers.groupby("country", sort=False)
    ]


def event_rows(scenario: Scenario, words: Words) -> Rows:
    """Barriers and other events, in order of time, those that could not be known marked."""
    known = set(scenario.known("events").index)
    events = scenario["events"].sort_values("date", kind="stable")
    return [
        {
            "date": words.span(row["date"], row["date_end"]),
            "kind": words.label(row["kind"]),
            "where": where(row, words),
            "size": size(row, words),
            "description": row["description"],
            "source": row["source"],
            "known": number in known,
        }
        for number, row in zip(events.index, events.to_dict("records"), strict=True)
    ]


def where(row: dict[str, Any], words: Words) -> str:
    """Where an event holds: a route, a place or a region."""
    if row.get("from_place"):
        return f"{words.name(row['from_place'])} \u2192 {words.name(row['to_place'])}"
    return words.area(row["place"] or row["region"])


def size(row: dict[str, Any], words: Words) -> str:
    """The size of an event: people for a capacity or quota, a share for a closure."""
    if pd.isna(row["value"]):
        return ""
    if row["kind"] in ("capacity", "quota"):
        return words.count(row["value"], row["value_high"])
    if row["kind"] in ("closure", "rest"):
        return words.percent(row["value"])
    return f"\u00d7 {words.number(row['value'], 1)}" if row["kind"] == "asylum" else ""


def incident_rows(scenario: Scenario, words: Words) -> Rows:
    """Violence and abuse that were reported, in order of time."""
    incidents = scenario["incidents"].sort_values("date", kind="stable")
    as_of = pd.Timestamp(scenario.settings.as_of)
    return [
        {
            "date": words.span(row["date"], row["date_end"]),
            "kind": words.label(row["kind"]),
            "where": words.area(row["place"] or row["region"]),
            "people": words.count(row["people_affected"], row["people_affected_high"]),
            "description": row["description"],
            "source": row["source"],
            "later": row["date"] > as_of,
        }
        for row in incidents.to_dict("records")
    ]


def source_rows(scenario: Scenario) -> Rows:
    """Where the figures come from."""
    return [
        {"id": row["id"], "title": row["title"], "url": safe_url(row["url"]), "note": row["note"]}
        for row in scenario["sources"].to_dict("records")
    ]
