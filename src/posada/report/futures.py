"""How the plan holds in the simulated futures: cover in a bad, a middling and a good one.

It looks at places with enough people to be named, and at what saves lives. `posada.plan.replay`
does the counting.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd

from posada.needs.result import Needs
from posada.plan import Replay, replay
from posada.report.disclosure import nearest
from posada.report.outlook import Outlook, coverage
from posada.report.withheld import Published
from posada.report.words import Words

MOST_PLACES = 8
ENOUGH = 50  # people at once, at least, where a place is named

Rows = list[dict[str, Any]]


def plan_in_futures(published: Published, outlook: Outlook, words: Words) -> dict[str, Any]:
    """Figures of the plan over all simulated futures, and its cover by item and place.

    Only places with enough people count, so that no total tells of the others. There are no
    `groups` when nothing that saves lives is needed there, or nothing can be brought at all.
    """
    most = outlook.median[outlook.now :].max(axis=0)
    chosen = [place for place, people in zip(outlook.places, most, strict=True) if people >= ENOUGH]
    if not chosen or not published.needs.data.sizes["item"]:
        return {"groups": []}
    played = _replayed(published, chosen)
    table = played.coverage[played.coverage["life_saving"]]
    names = _names(published.needs, words)
    groups = [
        {"items": names[str(standard)], "rows": _rows(rows, words)}
        for standard, rows in table.groupby("standard", sort=True)
    ]
    item = names.get(played.worst_standard, "")
    where = f"{words.name(played.worst_place)}, {item}"
    return {
        "unmet": words.quantity(float(nearest(played.unmet.mean(), words.least))),
        "cvar": words.quantity(float(nearest(played.cvar90, words.least))),
        "gini": words.number(played.gini, 2),
        "worst": f"{where} ({words.percent(played.worst_coverage)})",
        "groups": groups,
    }


def _replayed(published: Published, places: list[str]) -> Replay:
    """The plan at some places, so that no total tells anything of the others."""
    played = published.plan.replayed
    if played is not None:
        return played.at(places)
    lines = published.plan.deliveries
    plan = dataclasses.replace(
        published.plan, deliveries=lines[lines["place"].isin(places)].reset_index(drop=True)
    )
    data = published.needs.data.sel(place=places)
    return replay(published.scenario, dataclasses.replace(published.needs, data=data), plan)


def cover_by_item(published: Published, words: Words) -> dict[str, str]:
    """Share of the need of the whole period that the plan covers, by item."""
    shares = coverage(published.plan, published.needs, ["item"])
    return {words.item(str(item)): words.percent(share) for item, share in shares.items()}


def _rows(rows: pd.DataFrame, words: Words) -> Rows:
    """The places that need most: cover on average, and in bad, middling and good futures."""
    most = rows.sort_values("need", ascending=False, kind="stable").head(MOST_PLACES)
    return [
        {
            "place": words.name(row["place"]),
            "shares": [words.percent(row[name]) for name in ("coverage", "p10", "p50", "p90")],
        }
        for row in most.to_dict("records")
    ]


def _names(needs: Needs, words: Words) -> dict[str, str]:
    """The items by which each standard is met, as one text."""
    found: dict[str, list[str]] = {}
    for item, standard in needs.data["standard"].to_series().items():
        found.setdefault(str(standard), []).append(words.item(str(item)))
    return {standard: " / ".join(items) for standard, items in found.items()}
