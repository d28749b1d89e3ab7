"""The report for the public: past weeks by region, and how much of the need is covered.

It names no place, store, organisation or delivery, gives no coordinates, and holds no sentence of
the other stages nor the description of the scenario, because those may name places.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from posada._version import __version__
from posada.report.audience import DELAY_DAYS
from posada.report.disclosure import marked, plain_table
from posada.report.exchange import to_hxl
from posada.report.outlook import coverage
from posada.report.page import environment, inline
from posada.report.regions import (
    EVERYWHERE,
    FIGURES,
    MOST_MERGED,
    OTHER_REGIONS,
    Released,
    public_table,
)
from posada.report.sections import safe_url
from posada.report.tables import to_csv
from posada.report.withheld import Published
from posada.report.words import Words
from posada.report.workbook import make_workbook

Rows = list[dict[str, Any]]


def public_files(
    published: Published, words: Words, released: Released | None = None
) -> dict[str, bytes]:
    """Page, workbook and table that may be published.

    Parameters
    ----------
    published : results without restricted places
    words : language
    released : figures published before
    """
    table = public_table(published.scenario, published.forecast, released)
    plain = plain_table(marked(table, published.scenario))
    return {
        "forecast.csv": to_csv(plain),
        "forecast_hxl.csv": to_hxl(plain),
        "report.html": _page(published, table, words),
        "report.xlsx": _workbook(published, plain, words),
    }


def _page(published: Published, table: pd.DataFrame, words: Words) -> bytes:
    """The page, which runs no script."""
    style, style_hash = inline("report.css")
    settings = published.scenario.settings
    template = environment(words.language).get_template("public.html.j2")
    incidents = _incidents(published, words)
    page = template.render(
        words=words,
        style=style,
        policy=f"default-src 'none'; style-src {style_hash}; base-uri 'none'; form-action 'none'",
        notice=published.audience.told(words.gettext),
        title=settings.title,
        as_of=words.full_date(published.forecast.as_of),
        delay=DELAY_DAYS,
        merged=MOST_MERGED,
        weeks=_weeks(table, words),
        coverage=_coverage(published, words),
        incidents=incidents,
        sources=_sources(published, incidents),
        flee=published.scenario.flee is not None,
        draws=published.forecast.data.sizes["draw"],
        version=__version__,
    )
    return page.encode("utf-8")


def _weeks(table: pd.DataFrame, words: Words) -> Rows:
    """Weeks, the latest first, each with its regions; those without anybody are left out."""
    seen = table[(table[FIGURES] != 0).any(axis=1)]
    return [
        {
            "label": words.span(monday, rows["week_end"].iloc[0]),
            "rows": [_row(row, words) for row in rows.to_dict("records")],
        }
        for monday, rows in sorted(seen.groupby("week_start"), reverse=True)
    ]


def _row(row: dict[str, Any], words: Words) -> dict[str, Any]:
    names = {
        OTHER_REGIONS: words.gettext("other regions"),
        EVERYWHERE: words.gettext("all regions"),
    }
    low, median, high = (
        figure if isinstance(figure, str) else words.number(figure)
        for figure in (row[name] for name in FIGURES)
    )
    return {
        "country": words.area(row["country"]),
        "region": names.get(row["region"]) or words.name(row["region"]),
        "median": median,
        "spread": words.spread(low, high),
        "total": row["region"] == EVERYWHERE,
    }


def _coverage(published: Published, words: Words) -> list[tuple[str, str]]:
    """Share of the need of the whole operation that is covered, by sector."""
    shares = coverage(published.plan, published.needs, ["sector"])
    return [(words.label(str(sector)), words.percent(share)) for sector, share in shares.items()]


def _incidents(published: Published, words: Words) -> Rows:
    """Incidents that are old enough, by region, without their description."""
    scenario = published.scenario
    regions = scenario["places"].set_index("name")["region"]
    last = pd.Timestamp(scenario.settings.as_of) - pd.Timedelta(days=DELAY_DAYS)
    incidents = scenario["incidents"].sort_values("date", kind="stable")
    incidents = incidents[incidents[["date", "date_end"]].max(axis=1) <= last]
    return [
        {
            "date": words.span(row["date"], row["date_end"]),
            "kind": words.label(row["kind"]),
            "where": words.area(row["region"] or regions.get(row["place"], "")),
            "people": words.count(row["people_affected"], row["people_affected_high"]),
            "source": row["source"],
        }
        for row in incidents.to_dict("records")
    ]


def _sources(published: Published, incidents: Rows) -> Rows:
    """The sources of the incidents shown, which are public reports; others may name shelters."""
    cited = {source for row in incidents for source in row["source"].split()}
    return [
        {"id": row["id"], "title": row["title"], "url": safe_url(row["url"])}
        for row in published.scenario["sources"].to_dict("records")
        if row["id"] in cited
    ]


def _workbook(published: Published, table: pd.DataFrame, words: Words) -> bytes:
    """The table and what it is."""
    gettext = words.gettext
    summary: list[list[Any]] = [
        [published.scenario.settings.title],
        [gettext("Planning figure, not a count.")],
        [published.audience.told(gettext)],
        [gettext("Published"), published.forecast.as_of],
    ]
    sheets = {gettext("Forecast"): table.drop(columns="status")}
    return make_workbook(summary, sheets, published.forecast.as_of, published.audience, words)
