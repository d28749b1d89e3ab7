"""The sections of the page on deliveries and shortfalls: their rows, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.needs.result import Needs
from posada.plan import largest_shortfalls, who_could
from posada.plan.result import Plan
from posada.report.disclosure import least_quantity, nearest
from posada.report.highlights import Highlight
from posada.report.words import Words
from posada.scenario.model import Scenario

Rows = list[dict[str, Any]]
MOST_LINES = 40
MOST_SHORTFALLS = 10


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
    short : whether anything is short, also what may not be told
    """

    deliveries: pd.DataFrame
    shortfalls: Rows
    highlights: list[Highlight]
    issue: int = 1
    since: str = ""
    short: bool = True


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
