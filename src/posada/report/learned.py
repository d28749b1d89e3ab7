"""What the forecast learned from headcounts: what moved and why, and which reports surprised.

It shows only what the audience may see: reports at places that are withheld are left out, and
small counts are hidden.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from posada.report.withheld import Published
from posada.report.words import Words

LEAST_MOVED = 0.5  # standard deviations
SURPRISING = 0.05
MOST_ROWS = 12

Rows = list[dict[str, Any]]


def what_was_learned(published: Published, words: Words) -> dict[str, Rows]:
    """Parameters that moved and reports that surprised; nothing when nothing was learned."""
    learned = getattr(published.forecast, "learned", None)
    if learned is None:
        return {}
    known = ["", *published.scenario.places]
    reports = learned.reports[learned.reports["place"].isin(known)]
    moved = learned.parameters[learned.parameters["moved"].abs() >= LEAST_MOVED]
    order = moved["moved"].abs().sort_values(ascending=False, kind="stable").index
    return {
        "moved": [_moved(moved.loc[row], reports, words) for row in order[:MOST_ROWS]],
        "surprising": _surprising(reports, words),
    }


def _moved(row: pd.Series, reports: pd.DataFrame, words: Words) -> dict[str, Any]:
    """One parameter before and after, and the report that moved it most."""
    why = int(row["pulled_by"])
    before, after = (
        (
            words.number(row[f"{head}p50"], 3),
            words.spread(*(words.number(row[f"{head}{level}"], 3) for level in ("p10", "p90"))),
        )
        for head in ("", "learned_")
    )
    return {
        "name": str(row["parameter"]).replace("_", " "),
        "before": before,
        "after": after,
        "why": _report(reports.loc[why], words) if why in reports.index else "",
    }


def _surprising(reports: pd.DataFrame, words: Words) -> Rows:
    """Reports far out of what was expected before them, the farthest first."""
    far = reports[reports["tail"] < SURPRISING].sort_values("tail", kind="stable")
    return [
        {
            "what": _report(row, words),
            "expected": words.people(row["p50"]),
            "spread": words.spread(words.people(row["p10"]), words.people(row["p90"])),
            "tail": words.percent(row["tail"]),
            "source": row["source"],
        }
        for _, row in far.head(MOST_ROWS).iterrows()
    ]


def _report(row: pd.Series, words: Words) -> str:
    """A report in a few words: when, where, what, how many."""
    where = row["place"] or words.area(row["region"])
    told = words.count(row["reported"])
    return f"{words.date(row['date'])}, {where}, {words.label(row['measure'])}: {told}"
