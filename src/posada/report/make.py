"""From the four results to the files that people read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from posada.errors import ResultError
from posada.forecast import compare
from posada.forecast.result import Forecast
from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report import tables
from posada.report.aid import Told, shortfall_list, with_reasons
from posada.report.audience import INTERNAL, PUBLIC, audience_named
from posada.report.changes import issue_number, last_report, since_when
from posada.report.disclosure import marked
from posada.report.exchange import to_geojson, to_hxl
from posada.report.highlights import make_highlights
from posada.report.netcdf import forecast_netcdf
from posada.report.organisations import organisation_files
from posada.report.outlook import make_outlook, with_sites
from posada.report.page import make_page
from posada.report.public import public_files
from posada.report.result import Report
from posada.report.sentences import in_language
from posada.report.sheets import workbook_of
from posada.report.situation import make_situation
from posada.report.withheld import Published, all_groups, withhold, without_small
from posada.report.words import Words, words_in
from posada.scenario.model import Scenario

# When a convoy leaves, and from where, is for its organisation and the team alone.
CONVOYS = ["depot", "dispatch", "lots"]
LEAST_LACKING = 1.0  # person-days in all: less is what packs and the solver leave
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
    ResultError
        When the forecast has other days or places than the scenario, or in another order.
    """
    if forecast.data["place"].values.tolist() != scenario.places:
        raise ResultError("the forecast has other places than the scenario, or in another order")
    if not scenario.days.equals(forecast.data.indexes["day"]):
        raise ResultError(
            f"the forecast has other days than the scenario, {scenario.days[0]:%Y-%m-%d} to"
            f" {scenario.days[-1]:%Y-%m-%d}"
        )
    reader = dataclasses.replace(audience_named(audience), made_up=scenario.settings.made_up)
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
        "plan.csv": tables.plan_rows(scenario, needs, plan, words),
        "shortfalls.csv": tables.shortfall_rows(needs, plan, words),
    }
    frames = {name: marked(frame, scenario) for name, frame in frames.items()}
    weight = scenario["items"].set_index("name")["weight_kg"]
    own = organisation_files(frames["plan.csv"], weight, forecast.as_of, words)
    if published.audience != INTERNAL:
        frames["plan.csv"] = frames["plan.csv"].drop(columns=CONVOYS)
    short = shortfall_list(scenario, needs, plan, words)
    short = with_reasons(short, frames["shortfalls.csv"], words)
    highlights = make_highlights(outlook, towns, needs, plan, words, short, last)
    arrows = since_when(last, words)
    lacking = bool(plan.shortfalls["person_days"].sum() >= LEAST_LACKING)
    told = Told(frames["plan.csv"], short, highlights, issue_number(last), arrows, lacking)
    read = _read(published, words)
    page = make_page(read, outlook, towns, compared, told, words)
    files = {name: tables.to_csv(frame) for name, frame in frames.items()}
    files["situation.html"] = make_situation(read, outlook, told, words)
    files["situation.pdf"] = _on_paper(files["situation.html"], forecast.as_of, words)
    files |= {name.replace(".", "_hxl."): to_hxl(frames[name]) for name in EXCHANGED}
    files["places.geojson"] = to_geojson(scenario, outlook, published.audience)
    files["forecast.nc"] = forecast_netcdf(scenario, forecast, outlook, published.audience)
    files["report.html"] = page
    files["report.xlsx"] = workbook_of(read, frames, told, words)
    return files | own


def _on_paper(page: bytes, made: dt.date, words: Words) -> bytes:
    """The situation report as PDF."""
    # What writes PDF takes a third of a second to load, and the public's report needs none.
    from posada.report.paper import situation_pdf

    return situation_pdf(page, made, words)
