"""The page: one file that needs no network, for a telephone, a desk or paper.

Every text in it is escaped by the template, the data by JSON rules that cannot end the script
they stand in, and a content security policy forbids anything that is not in the file.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from posada._version import __version__
from posada.forecast.result import Forecast
from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report import aid, needed, sections
from posada.report.aid import Told
from posada.report.direction import kept_apart
from posada.report.fans import make_fans
from posada.report.flags import care_flags
from posada.report.futures import cover_by_item, plan_in_futures
from posada.report.highlights import checked
from posada.report.learned import what_was_learned
from posada.report.mapdata import map_data
from posada.report.outlook import Outlook
from posada.report.sentences import translated
from posada.report.withheld import Published
from posada.report.words import Words, words_in
from posada.scenario.model import Scenario


@lru_cache(maxsize=4)
def environment(language: str) -> Environment:
    """Where templates are found, in a language."""
    environment = Environment(
        loader=PackageLoader("posada.report"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=kept_apart,
    )
    translations = words_in(language).translations
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return environment


def inline(name: str) -> tuple[Markup, str]:
    """A file of ours to stand in the page, and its hash for the content security policy."""
    text = files("posada.report").joinpath("templates", name).read_text(encoding="utf-8")
    digest = base64.b64encode(sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{digest}'"


def make_page(
    published: Published,
    outlook: Outlook,
    towns: Outlook,
    compared: pd.DataFrame,
    told: Told,
    words: Words,
) -> bytes:
    """The page as HTML.

    Parameters
    ----------
    published : results without restricted places
    outlook, towns : figures by place, and with towns that include their sites
    compared : counts beside the forecast
    told : sentences and lists that the situation report has too
    words : language
    """
    style, style_hash = inline("report.css")
    chart, chart_hash = inline("chart.js")
    script, script_hash = inline("report.js")
    page = (
        environment(words.language)
        .get_template("report.html.j2")
        .render(
            words=words,
            style=style,
            chart=chart,
            script=script,
            policy=f"default-src 'none'; style-src {style_hash}; "
            f"script-src {chart_hash} {script_hash}; "
            "img-src data:; base-uri 'none'; form-action 'none'",
            data=_data(published.scenario, outlook, towns, compared, words),
            notice=published.audience.told(words.gettext),
            **_about(published, words),
            highlights=told.highlights,
            issue=told.issue,
            planned=len(published.scenario["items"]) > 0,
            since=told.since,
            **_people(published.scenario, towns, compared, words),
            **_aid(published, told, words),
            learned=what_was_learned(published, words),
            futures=plan_in_futures(published, outlook, words),
            **_around(published.scenario, words),
        )
    )
    return page.encode("utf-8")


def _data(
    scenario: Scenario, outlook: Outlook, towns: Outlook, compared: pd.DataFrame, words: Words
) -> Markup:
    """Data and words for the script, as JSON that cannot end its element."""
    texts = {
        "people": words.gettext("people (median)"),
        "range": words.gettext("range"),
        "capacity": words.gettext("shelter capacity"),
        "over": words.gettext("above shelter capacity"),
        "play": words.gettext("Play"),
        "pause": words.gettext("Pause"),
        "reconstructed": words.gettext("before the cut-off: reconstructed"),
        "forecast": words.gettext("forecast"),
        "incidents": words.gettext("incidents reported"),
        "small": words.people(1),
        "chart": words.gettext("People in %s: forecast bands and counts"),
        "choose": words.gettext("Choose a place on the map or in the list to see its chart."),
        "band": words.gettext(
            "%s: median, with bands that hold 50 and 90 %% of the simulated futures;"
            " ● counted, known at the cut-off; ○ counted later."
        ).replace("%%", "%"),
        "cutoff": words.gettext("cut-off"),
    }
    data = map_data(scenario, outlook, towns, compared, words) | {"texts": texts}
    return htmlsafe_json_dumps(data, separators=(",", ":"), ensure_ascii=False)


def _about(published: Published, words: Words) -> dict[str, Any]:
    """What the page is, and how it was made."""
    scenario, forecast = published.scenario, published.forecast
    settings = scenario.settings
    results: tuple[Scenario | Forecast | Needs | Plan, ...]
    results = (scenario, forecast, published.needs, published.plan)
    caveats = [*settings.caveats, *(text for result in results for text in result.caveats)]
    return {
        "title": settings.title,
        "description": settings.description,
        "start": words.full_date(settings.start),
        "end": words.full_date(settings.end),
        "as_of": words.full_date(forecast.as_of),
        "horizon": settings.horizon_days,
        "caveats": [translated(text, words) for text in dict.fromkeys(caveats)],
        "flee": scenario.flee is not None,
        "draws": forecast.data.sizes["draw"],
        "seed": forecast.seed,
        "version": __version__,
    }


def _people(
    scenario: Scenario, towns: Outlook, compared: pd.DataFrame, words: Words
) -> dict[str, Any]:
    """People expected, charts, and counts beside the forecast."""
    return {
        "offsets": towns.offsets,
        "people": sections.people_rows(towns, words),
        "fans": make_fans(scenario, towns, compared, words),
        "comparisons": sections.comparison_rows(compared, words),
        "checked": checked(compared, words),
    }


def _aid(published: Published, told: Told, words: Words) -> dict[str, Any]:
    """Needs, deliveries, shortfalls and standards."""
    scenario, needs = published.scenario, published.needs
    required = needed.required_ahead(needs, words)
    covered = defaultdict(str, cover_by_item(published, words))
    return {
        "spans": list(required),
        "overview": needed.needs_overview(needs, required, covered, words),
        "needs": needed.needs_groups(needs, required, words),
        "covered": covered,
        "organisations": aid.delivery_groups(scenario, told.deliveries, words),
        "shortfalls": told.shortfalls,
        "short": told.short,
        "flags": care_flags(published, told.deliveries, words),
        "standards": needed.standard_rows(scenario, needs, words),
    }


def _around(scenario: Scenario, words: Words) -> dict[str, Any]:
    """What drives people out, what stops them, what was done to them, and who says so."""
    sources = sections.source_rows(scenario)
    return {
        "drivers": sections.driver_groups(scenario, words),
        "events": sections.event_rows(scenario, words),
        "incidents": sections.incident_rows(scenario, words),
        "sources": sources,
        "listed": {row["id"] for row in sources},
    }
