"""The sections of the page on needs, deliveries and shortfalls: their rows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.needs.result import Needs
from posada.plan import largest_shortfalls, who_could
from posada.plan.result import Plan
from posada.report.disclosure import drawable, least_quantity, nearest
from posada.report.highlights import Highlight
from posada.report.labels import LABELS
from posada.report.reasons import measure
from posada.report.words import Words
from posada.scenario.model import Scenario

Rows = list[dict[str, Any]]
SPANS = (7, 30)
MOST_PLACES = 8
MOST_LINES = 40
MOST_SHORTFALLS = 10
LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Told:
    """What the page and the situation report both tell.

    Parameters
    ----------
    deliveries : table published as plan.csv
    shortfalls : the ten largest, as `shortfall_list` gives them
    highlights : sentences to begin with
    issue : number of the report
    since : what the arrows in the highlights mean
    """

    deliveries: pd.DataFrame
    shortfalls: Rows
    highlights: list[Highlight]
    issue: int = 1
    since: str = ""


def spans(needs: Needs) -> list[int]:
    """Days ahead over which needs are added up: 7 and 30, or as far as the forecast reaches."""
    last = int(needs.data["days"].sum())
    return sorted({min(span, last) for span in SPANS})


def _ahead(needs: Needs, span: int) -> np.ndarray:
    """Quantity required in the days ahead (draw, place, item) [item unit].

    A period that reaches beyond them counts by the share of its days.
    """
    days = needs.data["days"].values
    before = np.cumsum(days) - days
    share = np.clip((span - before) / days, 0, 1).astype(np.float32)
    inside = share > 0
    quantity = needs.data["quantity"].values[:, inside]
    return np.einsum("dptk,p->dtk", quantity, share[inside])


def _least_ahead(needs: Needs, span: int, least: int) -> np.ndarray:
    """What the fewest people that are shown require in the days ahead (place, item) [item unit]."""
    rate = needs.data["rate"].values[0]
    daily = (needs.data["clock"] == "person_days").values
    return least * rate * np.where(daily, span, 1)


@dataclass(frozen=True)
class Required:
    """What is required in so many days ahead.

    Parameters
    ----------
    quantity : in each simulated future (draw, place, item) [item unit]
    least : what the fewest people that are shown require (place, item) [item unit]
    """

    quantity: np.ndarray
    least: np.ndarray

    @cached_property
    def bands(self) -> np.ndarray:
        """Quantiles by place (quantile, place, item) [item unit]."""
        return np.quantile(self.quantity, LEVELS, axis=0)

    @cached_property
    def totals(self) -> np.ndarray:
        """Quantiles of all places together (quantile, item) [item unit].

        A place where fewer people require something than may be shown enters with half of what so
        many require, whatever it is; so the total minus what is shown tells nothing.
        """
        parts = drawable(self.quantity, self.least)
        return np.quantile(parts.sum(axis=1), LEVELS, axis=0)


def required_ahead(needs: Needs, words: Words) -> dict[int, Required]:
    """What is required, by days ahead."""
    return {
        span: Required(_ahead(needs, span), _least_ahead(needs, span, words.least))
        for span in spans(needs)
    }


def needs_overview(
    needs: Needs, required: Mapping[int, Required], covered: Mapping[str, str], words: Words
) -> Rows:
    """One row for each item: what all places together require, and how much of it is covered."""
    rows = []
    for number, name in enumerate(needs.data["item"].values):
        cells = []
        for ahead in required.values():
            limit = float(ahead.least[:, number].max())
            cells.append(_told(ahead.totals[:, number], limit, words))
        if cells[-1][1] != "0":
            unit = words.unit(str(needs.data["unit"].values[number]))
            told = words.item(str(name))
            rows.append({"item": told, "unit": unit, "cells": cells, "covered": covered[told]})
    return rows


def _told(quantiles: np.ndarray, limit: float, words: Words) -> tuple[str, str]:
    """Median and range of a quantity, rounded to what the fewest people that are shown require."""
    low, median, high = (
        words.quantity(value if value < limit else float(nearest(value, limit)), limit)
        for value in quantiles
    )
    return median, words.spread(low, high)


def needs_groups(needs: Needs, figures: Mapping[int, Required], words: Words) -> Rows:
    """Sectors, each with its items and the places that require most of them."""
    longest = figures[max(figures)].bands
    groups = []
    sectors = needs.data["sector"].to_series()
    for sector in sorted(set(sectors), key=list(LABELS).index):
        items = sectors[sectors == sector]
        found = [_item(needs, str(name), figures, longest, words) for name in items.index]
        shown = [item for item in found if item["rows"]]
        if shown:
            groups.append({"sector": words.label(str(sector)), "items": shown})
    return groups


def _item(
    needs: Needs,
    name: str,
    figures: Mapping[int, Required],
    longest: np.ndarray,
    words: Words,
) -> dict[str, Any]:
    """One item: the places that require most of it, with the range."""
    item = int(needs.data.indexes["item"].get_loc(name))
    highest = longest[2, :, item]
    order = [place for place in np.argsort(-highest, kind="stable") if highest[place] > 0]
    rows = []
    for place in order[:MOST_PLACES]:
        cells = []
        for ahead in figures.values():
            limit = float(ahead.least[place, item])
            cells.append(_told(ahead.bands[:, place, item], limit, words))
        rows.append({"place": words.name(str(needs.data["place"].values[place])), "cells": cells})
    unit = words.unit(str(needs.data["unit"].values[item]))
    return {
        "item": words.item(name),
        "unit": unit,
        "rows": rows,
        "more": max(len(order) - MOST_PLACES, 0),
    }


def delivery_groups(scenario: Scenario, lines: pd.DataFrame, words: Words) -> Rows:
    """Organisations, each with what it is asked to bring, in order of time.

    `lines` is the table published as plan.csv, so that nothing else is shown here.
    """
    weight = scenario["items"].set_index("name")["weight_kg"]
    amount = pd.to_numeric(lines["quantity"], errors="coerce").fillna(0)
    lines = lines.assign(tonnes=amount * lines["item"].map(weight).fillna(0) / 1000)
    groups = []
    for organisation, own in lines.groupby("organisation", sort=True):
        own = own.sort_values(["delivery", "place", "item"], kind="stable")
        shown = own.head(MOST_LINES).to_dict("records")
        dates = [
            {"date": words.date(day), "rows": [_line(row, words) for row in rows]}
            for day, rows in groupby(shown, key=lambda row: row["delivery"])
        ]
        groups.append(
            {
                "organisation": words.name(organisation),
                "count": len(own),
                "tonnes": words.number(own["tonnes"].sum(), 1),
                "span": words.span(own["delivery"].min(), own["delivery"].max()),
                "dates": dates,
                "more": max(len(own) - MOST_LINES, 0),
            }
        )
    return groups


def _line(row: dict[str, Any], words: Words) -> dict[str, Any]:
    amount = row["quantity"]
    return {
        "item": words.item(row["item"]),
        "unit": words.unit(row["unit"], amount == 1),
        "quantity": amount if isinstance(amount, str) else words.number(amount, 1),
        "place": words.name(row["place"]),
        "depot": words.name(row.get("depot", "")),
        "dispatch": words.date(row.get("dispatch")),
        "reason": row["reason"],
    }


def shortfall_list(scenario: Scenario, needs: Needs, plan: Plan, words: Words) -> Rows:
    """The ten largest shortfalls, with what limits them and who could bring more.

    What saves lives comes first, then the largest in person-day equivalents. Those where too few
    people to be shown require the item, or lack it, are left out.
    """
    short = plan.shortfalls[plan.shortfalls["person_days"] > 0]
    first = short.groupby(["place", "standard"])["start"].min()
    table = largest_shortfalls(plan, count=len(plan.shortfalls))
    least = _least_of_all(needs, table, words.least)
    table = table.assign(shortfall=nearest(table["shortfall"], least))
    table = table[(table["need"] >= least) & (table["shortfall"] > 0)]
    vital = table["item"].map(needs.data["life_saving"].to_series())
    table = pd.concat([table[vital], table[~vital]]).head(MOST_SHORTFALLS)
    return [
        {
            "place": words.name(row["place"]),
            "item": words.item(row["item"]),
            "known_as": [row["place"], row["item"]],
            "unit": words.unit(row["unit"], row["shortfall"] == 1),
            "short": words.quantity(row["shortfall"]),
            "by": words.date(first[row["place"], row["standard"]]),
            "coverage": words.percent(row["coverage"]),
            "limit": words.label(row["limit"]),
            "who": [words.name(n) for n in who_could(scenario, row["place"], row["item"])],
        }
        for row in table.to_dict("records")
    ]


def with_reasons(rows: Rows, table: pd.DataFrame, words: Words) -> Rows:
    """Shortfalls with the reason of the period in which most is short by the same limit.

    `table` is the one published as shortfalls.csv; where it keeps a reason back, so does this.
    """
    amount = pd.to_numeric(table["shortfall"], errors="coerce")
    largest = table.assign(amount=amount)[amount > 0].sort_values("amount", kind="stable")
    reasons = {
        (row.place, row.item, words.label(row.limit)): row.reason or ""
        for row in largest.itertuples(index=False)
    }
    return [row | {"reason": reasons.get((*row["known_as"], row["limit"]), "")} for row in rows]


def _least_of_all(needs: Needs, table: pd.DataFrame, fewest: int) -> np.ndarray:
    """What so few people require from first to last day, for each row (row) [item unit]."""
    daily = needs.data["clock"] == "person_days"
    least = least_quantity(needs, fewest)
    least = xr.where(daily, least.sum("period"), least.max("period")).transpose("place", "item")
    rows = pd.MultiIndex.from_frame(table[["place", "item"]])
    return least.to_series().reindex(rows).fillna(0).to_numpy()


def standard_rows(scenario: Scenario, needs: Needs, words: Words) -> Rows:
    """The standards used; one that could not be checked against its source says so."""
    changes = {
        change.item: f"{change.author}, {words.full_date(change.date)}: {change.reason}"
        for change in scenario.settings.standards
    }
    used = needs.standards.drop_duplicates(["item", "standard"])
    return [
        {
            "item": words.item(row["item"]),
            "standard": row["standard"],
            "value": words.number(row["value"], 3),
            "unit": measure(row["unit"], words),
            "per": measure(row["per"], words),
            "source": row["source"],
            "unverified": row["certainty"] == "C",
            "overridden": changes.get(row["standard"], "") if row["overridden"] else "",
        }
        for row in used.to_dict("records")
    ]
