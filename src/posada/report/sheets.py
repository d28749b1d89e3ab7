"""The sheets of the workbook: the published tables, in the words of the reader.

In English the columns are called as in the CSV files. In another language columns and what stands
in them are called as the reader calls them; programs read the CSV files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from posada.report.aid import Told
from posada.report.disclosure import people_cells, plain_table, plain_text
from posada.report.labels import N_
from posada.report.sentences import translated
from posada.report.withheld import Published
from posada.report.words import Words
from posada.report.workbook import make_workbook
from posada.scenario.model import Scenario

# What is the same on every row of an item stands in needs.csv alone.
REPEATED = ["value", "per", "source", "certainty", "need_p25", "need_p75", "clock"]
COLUMNS = {
    "date": N_("date"),
    "date_end": N_("last day"),
    "start": N_("from"),
    "end": N_("to"),
    "dispatch": N_("leaves"),
    "delivery": N_("arrives"),
    "place": N_("place"),
    "region": N_("region"),
    "country": N_("country"),
    "depot": N_("store"),
    "organisation": N_("organisation"),
    "sector": N_("sector"),
    "item": N_("item"),
    "unit": N_("unit"),
    "expires": N_("expires"),
    "lots": N_("lots"),
    "quantity": N_("quantity"),
    "packs": N_("packs"),
    "packs_p50": N_("packs, median"),
    "covers": N_("enough for"),
    "covers_unit": N_("enough for, unit"),
    "standard": N_("standard"),
    "mean": N_("mean"),
    "p05": N_("5 % of futures are below"),
    "p25": N_("25 % of futures are below"),
    "p50": N_("median"),
    "p75": N_("75 % of futures are below"),
    "p95": N_("95 % of futures are below"),
    "people_p05": N_("people, low"),
    "people_p50": N_("people, median"),
    "people_p95": N_("people, high"),
    "need_p05": N_("need, low"),
    "need_p50": N_("need, median"),
    "need_p95": N_("need, high"),
    "need_mean": N_("need, mean"),
    "need": N_("need"),
    "covered": N_("covered"),
    "shortfall": N_("shortfall"),
    "coverage": N_("share covered"),
    "limit": N_("what limits"),
    "person_days": N_("person-days short"),
    "reason": N_("why"),
    "kind": N_("kind"),
    "people_affected": N_("people affected"),
    "people_affected_high": N_("people affected, up to"),
    "description": N_("description"),
    "confidence": N_("confidence"),
    "source": N_("source"),
    "note": N_("note"),
    "title": N_("title"),
    "url": N_("address"),
    "assumption": N_("assumption"),
}
COVERS = {"person-days": N_("person-days"), "people": N_("people, once")}


def in_words(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """A table with columns and cells as the reader calls them; in English as it is."""
    if words.language == "en":
        return table
    told: dict[str, Callable[[str], str]] = {
        **dict.fromkeys(("place", "region", "country", "depot", "organisation"), words.area),
        **dict.fromkeys(("sector", "limit", "kind", "confidence"), words.label),
        "item": words.item,
        "unit": words.unit,
        "covers_unit": lambda text: words.gettext(COVERS[text]) if text in COVERS else text,
    }
    table = table.copy()
    for name in told.keys() & set(table):
        cells = table[name].astype(object)
        known = {cell: told[name](cell) for cell in set(cells) if isinstance(cell, str) and cell}
        table[name] = pd.Series(plain_text(cells.replace(known)), index=table.index, dtype=object)
    return table.rename(columns={n: words.gettext(text) for n, text in COLUMNS.items()})


def workbook_of(
    published: Published, frames: dict[str, pd.DataFrame], told: Told, words: Words
) -> bytes:
    """The published tables as sheets, with the summary before and the sources after them.

    Parameters
    ----------
    published : results, texts of the scenario in the language of the reader
    frames : published tables by file name
    told : sentences that the page begins with
    words : language
    """
    scenario = published.scenario
    gettext = words.gettext
    sheets = {
        gettext("Forecast"): _filled(frames["forecast.csv"], "p95"),
        gettext("Needs"): _filled(frames["needs.csv"], "need_p95").drop(columns=REPEATED),
        gettext("Plan 5W"): frames["plan.csv"].drop(columns="status"),
        gettext("Shortfalls"): _filled(frames["shortfalls.csv"], "shortfall"),
        gettext("Incidents"): _incidents(scenario, words.least),
        gettext("Assumptions"): _assumptions(published, words),
        gettext("Sources"): plain_table(scenario["sources"]),
    }
    sheets = {name: in_words(sheet, words) for name, sheet in sheets.items()}
    summary = _summary(published, told, words)
    return make_workbook(summary, sheets, published.forecast.as_of, published.audience, words)


def _summary(published: Published, told: Told, words: Words) -> list[list[Any]]:
    """Title, dates and highlights."""
    scenario, forecast = published.scenario, published.forecast
    settings = scenario.settings
    gettext = words.gettext
    return [
        [settings.title],
        [gettext("Planning figure, not a count.")],
        [published.audience.told(gettext)],
        [gettext("Issue"), told.issue],
        [gettext("Period"), settings.start, settings.end],
        [gettext("Information up to (cut-off)"), forecast.as_of],
        [],
        [gettext("Rows that tell nothing of people, need or shortfall are in the CSV files only.")],
        [gettext("Highlights")],
        *([None, str(highlight)] for highlight in told.highlights),
        [None, told.since],
    ]


def _filled(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows in which there is anything to read; the file has all of them."""
    told = pd.to_numeric(table[column], errors="coerce").fillna(0) > 0
    return table[told].drop(columns="status")


def _incidents(scenario: Scenario, least: int) -> pd.DataFrame:
    """The incidents, with small counts of people replaced."""
    table = scenario["incidents"].drop(columns="description_es")
    for name in ("people_affected", "people_affected_high"):
        table[name] = pd.Series(people_cells(table[name], least), index=table.index, dtype=object)
    return plain_table(table)


def _assumptions(published: Published, words: Words) -> pd.DataFrame:
    """Every caveat, once, and what they rest on."""
    scenario = published.scenario
    texts = [*scenario.settings.caveats, *scenario.caveats, *published.forecast.caveats]
    texts += [*published.needs.caveats, *published.plan.caveats]
    said = [translated(text, words)[0] for text in dict.fromkeys(texts)]
    notice = words.gettext("Planning figure, not a count.")
    texts = [f"{notice} {published.audience.told(words.gettext)}", *said]
    return pd.DataFrame({"assumption": plain_text(texts)})
