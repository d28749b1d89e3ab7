"""From the four results to the files that people read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from posada.forecast import compare
from posada.forecast.result import Forecast
from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report import tables
from posada.report.aid import Told, shortfall_list, with_reasons
from posada.report.audience import INTERNAL, PUBLIC, audience_named
from posada.report.changes import issue_number, last_report, since_when
from posada.report.disclosure import STATUS, people_cells, plain_table, plain_text
from posada.report.exchange import to_geojson, to_hxl
from posada.report.highlights import make_highlights
from posada.report.netcdf import forecast_netcdf
from posada.report.organisations import organisation_files
from posada.report.outlook import make_outlook, with_sites
from posada.report.page import make_page
from posada.report.public import public_files
from posada.report.reasons import translated_reasons
from posada.report.result import Report
from posada.report.sentences import in_language, translated
from posada.report.situation import make_situation
from posada.report.withheld import Published, all_groups, withhold, without_small
from posada.report.words import Words, words_in
from posada.report.workbook import make_workbook
from posada.scenario.model import Scenario

# When a convoy leaves, and from where, is for its organisation and the team alone.
CONVOYS = ["depot", "dispatch", "lots"]
EXPLAINED = ("plan.csv", "shortfalls.csv")
# What is the same on every row of an item stands in needs.csv alone.
REPEATED = ["value", "per", "source", "certainty", "need_p25", "need_p75", "clock"]
EXCHANGED = ("forecast.csv", "needs.csv", "plan.csv")


def make_report(
    scenario: Scenario,
    forecast: Forecast,
    needs: Needs,
    plan: Plan,
    language: str = "en",
    audience: str = "partners",
    earlier: Mapping[str, Any] | None = None,
) -> Report:
    """The files for one audience: page, workbook, tables, NetCDF.

    Partners see no restricted place or store and no count under 10, the team that runs the
    operation no count under 5, the public only whole weeks by region some time later. The same
    results give the same bytes.

    Parameters
    ----------
    scenario, forecast, needs, plan : results of the other stages
    language : of the page and the workbook, "en" or "es"; tables for programs are the same in
        every language, but for the reasons of the plan
    audience : "public", "partners" or "internal"
    earlier : `run.json` of the last report, which this one follows

    Raises
    ------
    PosadaError
        When there is no catalogue for the language, or no such audience.
    """
    reader = audience_named(audience)
    published = withhold(scenario, all_groups(forecast), needs, plan, reader)
    words = words_in(language, reader.least, published.scenario)
    if reader == PUBLIC:
        return Report(public_files(_read(published, words), words, (earlier or {}).get("released")))
    compared = compare(scenario, without_small(forecast, words.least))
    last = last_report(earlier or {}, forecast.as_of)
    return Report(_detailed_files(published, compared, last, words))


def _read(published: Published, words: Words) -> Published:
    """The same with the texts of the scenario in the language of the reader."""
    return dataclasses.replace(published, scenario=in_language(published.scenario, words))


def _detailed_files(
    published: Published, compared: pd.DataFrame, last: dict[str, Any] | None, words: Words
) -> dict[str, bytes]:
    """The files with every place that the audience may see."""
    compared = compared[compared["place"].isin(["", *published.scenario.places])]
    scenario, forecast = published.scenario, published.forecast
    needs, plan = published.needs, published.plan
    outlook = make_outlook(scenario, forecast, least=words.least)
    towns = with_sites(outlook, scenario, forecast, words.least)
    frames = {
        "forecast.csv": tables.forecast_table(forecast, outlook, words.least),
        "needs.csv": tables.needs_rows(scenario, needs, words.least),
        "plan.csv": tables.plan_rows(scenario, needs, plan, words.least),
        "shortfalls.csv": tables.shortfall_rows(needs, plan, words.least),
    }
    for name in EXPLAINED:
        frames[name]["reason"] = translated_reasons(frames[name]["reason"], words)
    own = organisation_files(frames["plan.csv"], forecast.as_of, words)
    if published.audience != INTERNAL:
        frames["plan.csv"] = frames["plan.csv"].drop(columns=CONVOYS)
    short = shortfall_list(scenario, needs, plan, words)
    short = with_reasons(short, frames["shortfalls.csv"], words)
    highlights = make_highlights(outlook, towns, needs, plan, words, short, last)
    arrows = since_when(last, words)
    told = Told(frames["plan.csv"], short, highlights, issue_number(last), arrows)
    read = _read(published, words)
    page = make_page(read, outlook, towns, compared, told, words)
    files = {name: tables.to_csv(frame) for name, frame in frames.items()}
    files["situation.html"] = make_situation(read, outlook, told, words)
    files["situation.pdf"] = _on_paper(files["situation.html"], forecast.as_of, words)
    files |= {name.replace(".", "_hxl."): to_hxl(frames[name]) for name in EXCHANGED}
    files["places.geojson"] = to_geojson(scenario, outlook, published.audience)
    files["forecast.nc"] = forecast_netcdf(scenario, forecast, outlook, published.audience)
    files["report.html"] = page
    files["report.xlsx"] = _workbook(read, frames, told, words)
    return files | own


def _on_paper(page: bytes, made: dt.date, words: Words) -> bytes:
    """The situation report as PDF."""
    # What writes PDF takes a third of a second to load, and the public's report needs none.
    from posada.report.paper import situation_pdf

    return situation_pdf(page, made, words)


def _workbook(
    published: Published, frames: dict[str, pd.DataFrame], told: Told, words: Words
) -> bytes:
    """The same tables as sheets, with the summary before and the sources after them."""
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
        [gettext(published.audience.notice)],
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
    table = scenario["incidents"].copy()
    for name in ("people_affected", "people_affected_high"):
        table[name] = pd.Series(people_cells(table[name], least), index=table.index, dtype=object)
    return plain_table(table)


def _assumptions(published: Published, words: Words) -> pd.DataFrame:
    """Every caveat, once, and what they rest on."""
    scenario = published.scenario
    texts = [*scenario.settings.caveats, *scenario.caveats, *published.forecast.caveats]
    texts += [*published.needs.caveats, *published.plan.caveats]
    said = [translated(text, words)[0] for text in dict.fromkeys(texts)]
    texts = [f"{STATUS.capitalize()}. {published.audience.notice}", *said]
    return pd.DataFrame({"assumption": plain_text(texts)})
