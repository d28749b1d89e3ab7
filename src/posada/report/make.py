"""From the four results to the files that people read."""

from __future__ import annotations

from typing import Any

import pandas as pd

from posada.forecast import compare
from posada.forecast.result import Forecast
from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report import tables
from posada.report.disclosure import AUDIENCE, STATUS, people_cells, plain_text
from posada.report.highlights import make_highlights
from posada.report.netcdf import forecast_netcdf
from posada.report.outlook import make_outlook
from posada.report.page import make_page
from posada.report.result import Report
from posada.report.withheld import Published, withhold
from posada.report.words import Words, words_in
from posada.report.workbook import make_workbook
from posada.scenario.model import Scenario


def make_report(
    scenario: Scenario,
    forecast: Forecast,
    needs: Needs,
    plan: Plan,
    language: str = "en",
) -> Report:
    """The files for named partners: page, workbook, tables, NetCDF.

    Restricted places and stores are left out, and no count under 10 is shown. The same results
    give the same bytes.

    Parameters
    ----------
    scenario, forecast, needs, plan : results of the other stages
    language : of the page and the workbook, "en" or "es"; tables for programs are in English

    Raises
    ------
    PosadaError
        When there is no catalogue for the language.
    """
    words = words_in(language)
    published = withhold(scenario, forecast, needs, plan)
    compared = compare(scenario, forecast)
    compared = compared[compared["place"].isin(["", *published.scenario.places])]
    scenario, forecast = published.scenario, published.forecast
    needs, plan = published.needs, published.plan
    outlook = make_outlook(scenario, forecast)
    towns = make_outlook(scenario, forecast, whole_towns=True)
    highlights = make_highlights(outlook, towns, needs, plan, compared, words)
    frames = {
        "forecast.csv": tables.forecast_table(forecast, outlook),
        "needs.csv": tables.needs_rows(scenario, needs),
        "plan.csv": tables.plan_rows(scenario, needs, plan),
        "shortfalls.csv": tables.shortfall_rows(needs, plan),
    }
    page = make_page(published, outlook, towns, compared, frames["plan.csv"], highlights, words)
    files = {name: tables.to_csv(frame) for name, frame in frames.items()}
    files["forecast.nc"] = forecast_netcdf(scenario, forecast, outlook)
    files["report.html"] = page
    files["report.xlsx"] = _workbook(published, frames, highlights, words)
    return Report(files)


def _workbook(
    published: Published, frames: dict[str, pd.DataFrame], highlights: list[str], words: Words
) -> bytes:
    """The same tables as sheets, with the summary before and the sources after them."""
    scenario = published.scenario
    gettext = words.gettext
    sheets = {
        gettext("Forecast"): frames["forecast.csv"].drop(columns="status"),
        gettext("Needs"): _short(frames["needs.csv"]),
        gettext("Plan 5W"): frames["plan.csv"].drop(columns="status"),
        gettext("Shortfalls"): frames["shortfalls.csv"].drop(columns="status"),
        gettext("Incidents"): _incidents(scenario),
        gettext("Assumptions"): _assumptions(published),
        gettext("Sources"): _plain(scenario["sources"]),
    }
    summary = _summary(published, highlights, words)
    return make_workbook(summary, sheets, published.forecast.as_of, words)


def _summary(published: Published, highlights: list[str], words: Words) -> list[list[Any]]:
    """Title, dates and highlights."""
    scenario, forecast = published.scenario, published.forecast
    settings = scenario.settings
    gettext = words.gettext
    return [
        [settings.title],
        [gettext("Planning figure, not a count.")],
        [gettext("For named partners; do not publish place-level forecasts.")],
        [gettext("Period"), settings.start, settings.end],
        [gettext("Information up to (cut-off)"), forecast.as_of],
        [],
        [gettext("Highlights")],
        *([None, sentence] for sentence in highlights),
    ]


def _short(needs: pd.DataFrame) -> pd.DataFrame:
    """The needs that may arise, without what is the same on every row of an item.

    needs.csv has all of it.
    """
    left_out = ["value", "per", "source", "certainty", "need_p25", "need_p75", "clock", "status"]
    return needs[needs["need_p95"] != 0].drop(columns=left_out)


def _incidents(scenario: Scenario) -> pd.DataFrame:
    """The incidents, with small counts of people replaced."""
    table = scenario["incidents"].copy()
    for name in ("people_affected", "people_affected_high"):
        table[name] = pd.Series(people_cells(table[name]), index=table.index, dtype=object)
    return _plain(table)


def _assumptions(published: Published) -> pd.DataFrame:
    """Every caveat, once, and what they rest on."""
    scenario = published.scenario
    texts = [*scenario.settings.caveats, *scenario.caveats, *published.forecast.caveats]
    texts += [*published.needs.caveats, *published.plan.caveats]
    texts = [f"{STATUS.capitalize()}. {AUDIENCE}", *dict.fromkeys(texts)]
    return pd.DataFrame({"assumption": plain_text(texts)})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """A table with no text that a spreadsheet would run as a formula."""
    table = table.copy()
    for name in table:
        if table[name].dtype.kind not in "fiubM":
            table[name] = pd.Series(plain_text(table[name]), index=table.index, dtype=object)
    return table
