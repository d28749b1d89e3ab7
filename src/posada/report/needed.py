"""The sections of the page on needs and the standards behind them: their rows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from posada.needs.result import Needs
from posada.report.disclosure import drawable, nearest
from posada.report.labels import LABELS
from posada.report.reasons import measure
from posada.report.words import Words
from posada.scenario.model import Scenario

Rows = list[dict[str, Any]]
SPANS = (7, 30)
MOST_PLACES = 8
LEVELS = (0.05, 0.5, 0.95)


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
