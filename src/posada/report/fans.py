"""Which places get a chart, with the counts and events that belong into it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posada.report.charts import fan_chart
from posada.report.outlook import Outlook, people_text, shown_name
from posada.report.words import Words
from posada.scenario.model import Scenario

NAMES = ("p025", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p975")
MOST = 10
MARKED = ("closure", "hostility", "opening", "quota", "transport")


def make_fans(
    scenario: Scenario,
    outlook: Outlook,
    compared: pd.DataFrame,
    words: Words,
) -> list[dict[str, Any]]:
    """A drawing, its title and its events for each place that matters.

    A count of a town includes its sites, and so must the outlook given here. A count of a site
    that nobody knew would open stands in the chart of its town, with which it is compared.
    """
    counts = compared[compared["measure"] == "people"]
    fans = []
    for place in _chosen(outlook, counts):
        name = outlook.places[place]
        bands = pd.DataFrame(outlook.bands[:, :, place].T, index=outlook.days, columns=list(NAMES))
        own = counts[counts["scope"] == name]
        events = _events(scenario, name)
        shown = shown_name(outlook, place, words)
        drawing = fan_chart(
            words.gettext("People in %s: forecast bands and counts") % shown,
            bands,
            own,
            events,
            pd.Timestamp(scenario.settings.as_of),
            words,
        )
        ahead = sorted({outlook.offsets[1], outlook.offsets[-1]})
        notes = _notes(scenario, events, words)
        fans.append(
            {
                "name": shown,
                "svg": drawing,
                "events": notes,
                "figures": [(days, *_figure(outlook, place, days, words)) for days in ahead],
                "sites_too": bool((own["place"] != name).any()),
            }
        )
    return fans


def _figure(outlook: Outlook, place: int, days: int, words: Words) -> tuple[str, str]:
    """The median, and the range in brackets where it is more than one figure."""
    median, spread = people_text(outlook, place, days, words)
    return median, "" if median == spread else f" ({spread})"


def _chosen(outlook: Outlook, counts: pd.DataFrame) -> list[int]:
    """Places with counts made after the cut-off first, then those with most people."""
    later = counts[~counts["known"].astype(bool)]["scope"].value_counts().index
    known = {name: place for place, name in enumerate(outlook.places)}
    chosen = [known[name] for name in later if name in known][: MOST // 2]
    order = dict.fromkeys([*chosen, *outlook.main])
    largest = outlook.median[outlook.now :].max(axis=0)
    return sorted(list(order)[:MOST], key=lambda place: -largest[place])


def _events(scenario: Scenario, name: str) -> pd.DataFrame:
    """Events at the place, its sites and the crossing where its people wait, as letters."""
    places = scenario["places"].set_index("name")
    near = {name, places.loc[name, "queue_at"], *places.index[places["part_of"] == name]} - {""}
    events = scenario["events"]
    events = events[events["place"].isin(near) & events["kind"].isin(MARKED)]
    events = events[events["date"].between(scenario.days[0], scenario.days[-1])]
    rank = events["kind"].map({kind: number for number, kind in enumerate(MARKED)})
    chosen = events.assign(rank=rank).sort_values(["rank", "date"], kind="stable").head(4)
    chosen = chosen.sort_values("date", kind="stable")
    return chosen.assign(letter=list("ABCD"[: len(chosen)]))


def _notes(scenario: Scenario, events: pd.DataFrame, words: Words) -> list[dict[str, Any]]:
    """The words for the letters in a chart."""
    as_of = pd.Timestamp(scenario.settings.as_of)
    known = events["known_from"].fillna(events["date"]) <= as_of
    return [
        {
            "letter": event.letter,
            "date": words.date(event.date),
            "kind": words.label(event.kind),
            "place": words.name(event.place),
            "later": not bool(seen),
        }
        for event, seen in zip(events.itertuples(index=False), np.asarray(known), strict=True)
    ]
