"""Three to five sentences, each with its number, that a coordinator reads first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report.outlook import (
    Outlook,
    coverage,
    over_capacity,
    people_text,
    shown_name,
    worst_place,
)
from posada.report.words import Words


def make_highlights(
    outlook: Outlook, towns: Outlook, needs: Needs, plan: Plan, words: Words
) -> list[str]:
    """The sentences, in order of weight; `towns` is the outlook in which towns hold their sites."""
    covered = _coverage(needs, plan, words), _worst(outlook, needs, plan, words)
    sentences = [
        *_people(towns, words),
        _capacity(outlook, words),
        " ".join(filter(None, covered)),
    ]
    return [sentence for sentence in sentences if sentence]


def _people(outlook: Outlook, words: Words) -> list[str]:
    sentences = []
    whole = [place for place in outlook.main if outlook.places[place] not in outlook.part]
    for place in whole[:2]:
        parts = []
        for ahead in outlook.offsets[1:]:
            median, spread = people_text(outlook, place, ahead, words)
            parts.append(
                words.ngettext(
                    "%(median)s in %(days)d day (%(range)s)",
                    "%(median)s in %(days)d days (%(range)s)",
                    ahead,
                )
                % {"median": median, "days": ahead, "range": spread}
            )
        sentences.append(
            words.gettext("People expected in %(place)s: %(figures)s.")
            % {"place": shown_name(outlook, place, words), "figures": words.series(parts)}
        )
    return sentences


def _capacity(outlook: Outlook, words: Words) -> str:
    days = outlook.offsets[-1]
    over = over_capacity(outlook, days)
    if np.isnan(outlook.capacity).all():
        return words.gettext("No shelter capacity is known, so none can be said to be exceeded.")
    if not over:
        return words.ngettext(
            "No place with a known shelter capacity is expected to exceed it tomorrow.",
            "No place with a known shelter capacity is expected to exceed it in the next"
            " %(days)d days.",
            days,
        ) % {"days": days}
    named = words.series(f"{name} ({words.date(day)})" for name, day in over[:5])
    return words.ngettext(
        "%(count)d place is expected above its shelter capacity in the next"
        " %(days)d days (median; first day in brackets): %(places)s.",
        "%(count)d places are expected above their shelter capacity in the next"
        " %(days)d days (median; first day in brackets): %(places)s.",
        len(over),
    ) % {"count": len(over), "days": days, "places": named + ("\u2026" if len(over) > 5 else "")}


def _coverage(needs: Needs, plan: Plan, words: Words) -> str:
    """Coverage of each thing that saves lives; of every sector when nothing is marked so."""
    vital = needs.data["life_saving"].to_series()
    shares = coverage(plan, needs, ["item"])
    shares = shares[shares.index.map(vital).fillna(False).astype(bool)]
    shares = shares.rename(words.item)
    if shares.empty:
        shares = coverage(plan, needs, ["sector"]).rename(lambda name: words.label(name).lower())
    if shares.empty:
        return ""
    named = words.series(f"{name} {words.percent(share)}" for name, share in shares.items())
    return (
        words.gettext(
            "Share of the need of the whole period that the proposed deliveries cover: %s."
        )
        % named
    )


def _worst(outlook: Outlook, needs: Needs, plan: Plan, words: Words) -> str:
    enough = pd.Series(outlook.median[outlook.now :].max(axis=0) >= 50, index=outlook.places)
    worst = worst_place(plan, needs, enough)
    if worst is None:
        return ""
    return words.gettext(
        "Worst covered in what saves lives, among places with 50 people or more:"
        " %(place)s (%(share)s)."
    ) % {"place": worst[0], "share": words.percent(worst[1])}


def checked(compared: pd.DataFrame, words: Words) -> str:
    """How many reports that nobody knew of at the cut-off lie in the bands."""
    later = compared[~compared["known"].astype(bool)]
    if later.empty:
        return ""
    return words.ngettext(
        "%(count)d report was dated after the cut-off and never used: %(in80)d lies in the 80 %%"
        " band, %(in95)d in the 95 %% band.",
        "%(count)d reports were dated after the cut-off and never used: %(in80)d lie in the 80 %%"
        " band, %(in95)d in the 95 %% band.",
        len(later),
    ) % {
        "count": len(later),
        "in80": int(later["in80"].sum()),
        "in95": int(later["in95"].sum()),
    }
