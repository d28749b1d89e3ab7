"""The situation report: one page of A4 in black and white, for a wall, a meeting or a telephone.

It says what stands in report.html in fewer words, and nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posada._version import __version__
from posada.report import sections
from posada.report.aid import Told
from posada.report.disclosure import add_up
from posada.report.outlook import Outlook, coverage, over_capacity, worst_place
from posada.report.page import environment, inline
from posada.report.sentences import translated
from posada.report.sketch import sketch_map
from posada.report.withheld import Published
from posada.report.words import NO_COUNTRY, Words
from posada.scenario.model import Scenario

ISSUE_DAYS = 7
SECTORS = ("water", "food", "shelter", "health", "hygiene")
MOST_UNKNOWN = 3
MOST_BARRIERS = 3
MOST_ORGANISATIONS = 10
MOST_HIGHLIGHTS = 5
MOST_WHO = 2
LEAST_SHARE = 0.01
BARRIERS = ("closure", "quota", "hostility")

Rows = list[dict[str, Any]]


def make_situation(published: Published, outlook: Outlook, told: Told, words: Words) -> bytes:
    """The page as HTML; it runs no script.

    Parameters
    ----------
    published : results without restricted places
    outlook : figures by place
    told : sentences and lists that the page has too
    words : language
    """
    style, style_hash = inline("situation.css")
    scenario, forecast = published.scenario, published.forecast
    settings = scenario.settings
    shown_ahead = min(ISSUE_DAYS, len(outlook.days) - 1 - outlook.now)
    template = environment(words.language).get_template("situation.html.j2")
    page = template.render(
        words=words,
        style=style,
        policy=f"default-src 'none'; style-src {style_hash}; base-uri 'none'; form-action 'none'",
        notice=published.audience.told(words.gettext),
        title=settings.title,
        countries=words.series(_countries(scenario, words)),
        start=words.full_date(settings.start),
        end=words.full_date(settings.end),
        as_of=words.full_date(forecast.as_of),
        next_issue=words.full_date(pd.Timestamp(forecast.as_of) + pd.Timedelta(days=ISSUE_DAYS)),
        highlights=told.highlights[:MOST_HIGHLIGHTS],
        issue=told.issue,
        planned=len(scenario["items"]) > 0,
        since=told.since,
        totals=_totals(published, outlook, words),
        over=words.number(len(over_capacity(outlook, outlook.offsets[-1]))),
        coverage=_coverage(published, words),
        worst=_worst(published, outlook, words),
        map=sketch_map(scenario, outlook, shown_ahead, words),
        ahead=shown_ahead,
        shortfalls=_shortfalls(told.shortfalls, words),
        short=told.short,
        organisations=_organisations(published, told.deliveries, words)[:MOST_ORGANISATIONS],
        barriers=_barriers(published, words),
        limits=_limits(published, words),
        unknown=[translated(text, words) for text in _unknown(published)],
        standards=len(published.needs.standards.drop_duplicates(["item", "standard"])),
        unverified=int((published.needs.standards["certainty"] == "C").sum()),
        draws=forecast.data.sizes["draw"],
        seed=forecast.seed,
        version=__version__,
    )
    return page.encode("utf-8")


def _countries(scenario: Scenario, words: Words) -> list[str]:
    """The countries of the places; the code that stands for none is left out."""
    codes = dict.fromkeys(scenario["places"]["country"])
    return [words.area(code) for code in codes if code != NO_COUNTRY]


def _totals(published: Published, outlook: Outlook, words: Words) -> Rows:
    """People at all places together, on the days that are shown."""
    people = published.forecast.people.values
    rows = []
    for ahead in outlook.offsets:
        day = people[:, outlook.now + ahead][:, None]
        low, median, high = (
            words.people(v) for v in add_up(day, (0.05, 0.5, 0.95), words.least)[:, 0]
        )
        rows.append({"ahead": ahead, "median": median, "spread": words.spread(low, high)})
    return rows


def _coverage(published: Published, words: Words) -> list[tuple[str, str]]:
    """Coverage of the sectors that every situation report gives; a dash where nothing is listed."""
    shares = coverage(published.plan, published.needs, ["sector"])
    return [
        (words.label(sector), words.percent(shares.get(sector, np.nan)) or "\u2013")
        for sector in SECTORS
    ]


def _worst(published: Published, outlook: Outlook, words: Words) -> str:
    enough = pd.Series(outlook.median[outlook.now :].max(axis=0) >= 50, index=outlook.places)
    worst = worst_place(published.plan, published.needs, enough)
    return f"{words.name(worst[0])} ({words.percent(worst[1])})" if worst else "\u2013"


def _shortfalls(shortfalls: Rows, words: Words) -> Rows:
    """The ten largest shortfalls, with no more than two who could help."""
    return [row | {"who": words.first_of(row["who"], MOST_WHO)} for row in shortfalls]


def _organisations(published: Published, deliveries: pd.DataFrame, words: Words) -> Rows:
    """What each organisation is asked to bring in the days until the next issue."""
    first = pd.Timestamp(published.forecast.as_of)
    until = first + pd.Timedelta(days=ISSUE_DAYS)
    near = deliveries[(deliveries["delivery"] > first) & (deliveries["delivery"] <= until)]
    weight = published.scenario["items"].set_index("name")["weight_kg"]
    amount = pd.to_numeric(near["quantity"], errors="coerce").fillna(0)
    near = near.assign(tonnes=amount * near["item"].map(weight).fillna(0) / 1000)
    groups = near.groupby("organisation", sort=False)
    rows = [
        {
            "name": words.name(str(name)),
            "count": len(own),
            "weight": own["tonnes"].sum(),
            "tonnes": words.number(own["tonnes"].sum(), 1),
            "places": words.series(map(words.name, dict.fromkeys(own["place"].head(40)))),
        }
        for name, own in groups
    ]
    return sorted(rows, key=lambda row: (-row["weight"], row["name"]))


def _barriers(published: Published, words: Words) -> Rows:
    """Barriers known that hold now or begin before the next issue, the latest first."""
    scenario = published.scenario
    first = pd.Timestamp(published.forecast.as_of)
    events = scenario.known("events")
    holds = events["date_end"].isna() | (events["date_end"] >= first)
    soon = events["date"] <= first + pd.Timedelta(days=ISSUE_DAYS)
    chosen = events[events["kind"].isin(BARRIERS) & holds & soon]
    latest = chosen.sort_values("date", ascending=False, kind="stable").head(MOST_BARRIERS)
    return [
        {
            "date": words.span(row["date"], row["date_end"]),
            "kind": words.label(row["kind"]),
            "where": sections.where(row, words),
            "size": sections.size(row, words),
        }
        for row in latest.to_dict("records")
    ]


def _unknown(published: Published) -> list[str]:
    """The first caveats: those of the scenario come before those of the stages."""
    scenario = published.scenario
    texts = [*scenario.settings.caveats, *scenario.caveats, *published.forecast.caveats]
    return list(dict.fromkeys(texts))[:MOST_UNKNOWN]


def _limits(published: Published, words: Words) -> str:
    """What limits the aid, by share of what is short."""
    short = published.plan.shortfalls.groupby("limit")["person_days"].sum()
    short = short[short > 0].sort_values(ascending=False)
    shares = short / short.sum()
    shares = shares[shares >= LEAST_SHARE]
    return words.series(
        f"{words.label(str(name))} {words.percent(share)}" for name, share in shares.items()
    )
