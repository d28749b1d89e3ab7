"""Three to five sentences, each with its number and what it was in the last report.

A coordinator reads them first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report.changes import figures_then, since
from posada.report.outlook import (
    Outlook,
    coverage,
    over_capacity,
    people_text,
    shown_name,
    worst_place,
)
from posada.report.words import Words, words_in

Last = Mapping[str, Any] | None
Rows = list[dict[str, Any]]
MOST_WHO, MOST_NAMED = 2, 5


@dataclass(frozen=True)
class Highlight:
    """A sentence with its number, and what changed since the last report.

    Parameters
    ----------
    text : the sentence
    change : what it was and what it is; empty in a first report
    """

    text: str
    change: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.change})" if self.change else self.text


def make_highlights(
    outlook: Outlook,
    towns: Outlook,
    needs: Needs,
    plan: Plan,
    words: Words,
    shortfalls: Rows | None = None,
    last: Last = None,
) -> list[Highlight]:
    """The sentences, in order of weight.

    Parameters
    ----------
    outlook, towns : figures by place, and with towns that include their sites
    needs, plan : results as published
    words : language
    shortfalls : the largest ones, as `aid.shortfall_list` gives them
    last : what the last report told, as `changes.last_report` gives it
    """
    found = [
        *_people(towns, last, words),
        _capacity(outlook, last, words),
        _covered(outlook, needs, plan, last, words),
        *_shortest(shortfalls or [], last, words),
    ]
    return [highlight for highlight in found if highlight.text]


def _people(outlook: Outlook, last: Last, words: Words) -> list[Highlight]:
    """Now, in a week and on the last day that is shown, at the two fullest places."""
    whole = [place for place in outlook.main if outlook.places[place] not in outlook.part]
    return [_people_at(outlook, place, last, words) for place in whole[:2]]


def _people_at(outlook: Outlook, place: int, last: Last, words: Words) -> Highlight:
    parts = []
    for ahead in sorted({outlook.offsets[1], outlook.offsets[-1]}):
        median, spread = people_text(outlook, place, ahead, words)
        parts.append(
            words.ngettext(
                "%(median)s in %(days)d day (%(range)s)",
                "%(median)s in %(days)d days (%(range)s)",
                ahead,
            )
            % {"median": median, "days": ahead, "range": spread}
        )
    now, spread = people_text(outlook, place, 0, words)
    text = words.gettext(
        "%(place)s: %(now)s people at the cut-off (%(range)s); expected: %(figures)s."
    ) % {
        "place": shown_name(outlook, place, words),
        "now": now,
        "range": spread,
        "figures": words.series(parts),
    }
    known_as = shown_name(outlook, place, words_in("en"))
    then = figures_then(last, "people").get(known_as)
    return Highlight(text, since(then, now, words))


def _capacity(outlook: Outlook, last: Last, words: Words) -> Highlight:
    """How many places will hold more people than they can shelter, and which."""
    over = over_capacity(outlook, outlook.offsets[-1])
    then = (last or {}).get("over")
    before = "" if then is None else words.number(then)
    return Highlight(_over(outlook, over, words), since(before, words.number(len(over)), words))


def _over(outlook: Outlook, over: list[tuple[str, pd.Timestamp]], words: Words) -> str:
    days = outlook.offsets[-1]
    if np.isnan(outlook.capacity).all():
        return words.gettext("No shelter capacity is known, so none can be said to be exceeded.")
    if not over:
        return words.ngettext(
            "No place with a known shelter capacity is expected to exceed it tomorrow.",
            "No place with a known shelter capacity is expected to exceed it in the next"
            " %(days)d days.",
            days,
        ) % {"days": days}
    named = words.series(
        words.gettext("%(place)s from %(date)s")
        % {"place": words.name(name), "date": words.date(day)}
        for name, day in over[:MOST_NAMED]
    )
    if len(over) > MOST_NAMED:
        named += words.gettext(" and %s more") % (len(over) - MOST_NAMED)
    return words.ngettext(
        "%(count)d place is expected above its shelter capacity within %(days)d days: %(places)s.",
        "%(count)d places are expected above their shelter capacity within %(days)d days:"
        " %(places)s.",
        len(over),
    ) % {"count": len(over), "days": days, "places": named}


def _covered(outlook: Outlook, needs: Needs, plan: Plan, last: Last, words: Words) -> Highlight:
    """Coverage of each thing that saves lives, and the place that gets least of them."""
    shares = vital_coverage(needs, plan)
    if shares.empty:
        return Highlight("")
    then = figures_then(last, "coverage")
    named = words.series(
        f"{words.item(str(name))} {_moved(then.get(name), share, words)}"
        for name, share in shares.items()
    )
    text = (
        words.gettext("The proposed deliveries cover, of the need of the whole period: %s.") % named
    )
    return Highlight(f"{text} {_worst(outlook, needs, plan, words)}".strip())


def _moved(then: float | None, now: float, words: Words) -> str:
    """A share, with what it was where that differs."""
    before, told = "" if then is None else words.percent(then), words.percent(now)
    return f"{before} \u2192 {told}" if before not in ("", told) else told


def vital_coverage(needs: Needs, plan: Plan) -> pd.Series:
    """Share of the need covered, by item that saves lives; by any item when none is marked so."""
    vital = needs.data["life_saving"].to_series()
    shares = coverage(plan, needs, ["item"])
    chosen = shares[shares.index.map(vital).fillna(False).astype(bool)]
    return shares.sort_values().head(3) if chosen.empty else chosen


def _worst(outlook: Outlook, needs: Needs, plan: Plan, words: Words) -> str:
    enough = pd.Series(outlook.median[outlook.now :].max(axis=0) >= 50, index=outlook.places)
    worst = worst_place(plan, needs, enough)
    if worst is None:
        return ""
    return words.gettext(
        "Least covered place with 50 people or more: %(place)s (%(share)s of what saves lives)."
    ) % {"place": words.name(worst[0]), "share": words.percent(worst[1])}


def _shortest(shortfalls: Rows, last: Last, words: Words) -> list[Highlight]:
    """The largest shortfall: what, where, from when, who could bring more."""
    if not shortfalls:
        return []
    row = shortfalls[0]
    text = words.gettext(
        "Largest shortfall of the whole period: %(place)s, %(item)s, %(short)s %(unit)s from"
        " %(by)s on (%(share)s covered)."
    ) % {
        "item": row["item"],
        "place": row["place"],
        "short": row["short"],
        "unit": row["unit"],
        "by": row["by"],
        "share": row["coverage"],
    }
    if row["who"]:
        could = {"who": words.first_of(row["who"], MOST_WHO)}
        text += " " + words.gettext("Could bring more: %(who)s.") % could
    then = next(
        (
            old["short"]
            for old in (last or {}).get("shortfalls", [])
            if [old["place"], old["item"]] == row["known_as"]
        ),
        None,
    )
    return [Highlight(text, since(then, row["short"], words))]


def checked(compared: pd.DataFrame, words: Words) -> str:
    """How many reports that nobody knew of at the cut-off lie in the bands."""
    later = compared[~compared["known"].astype(bool)]
    if later.empty:
        return ""
    return words.ngettext(
        "%(count)d report was dated after the cut-off and never used; inside the 80 %% band:"
        " %(in80)d, inside the 95 %% band: %(in95)d.",
        "%(count)d reports were dated after the cut-off and never used; inside the 80 %% band:"
        " %(in80)d, inside the 95 %% band: %(in95)d.",
        len(later),
    ) % {
        "count": len(later),
        "in80": int(later["in80"].sum()),
        "in95": int(later["in95"].sum()),
    }
