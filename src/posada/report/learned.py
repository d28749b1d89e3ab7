"""What the forecast learned from headcounts: what moved, who is where, and what surprised.

It shows only what the audience may see: reports at places that are withheld are left out, and
small counts are hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from posada.forecast.departures import wave_names
from posada.forecast.result import ENDING, FADING, LEAVING
from posada.report.audience import INTERNAL
from posada.report.labels import LABELS, N_
from posada.report.withheld import Published
from posada.report.words import Words

# What the settings of [movement] in scenario.toml and two tables are, by the key of each.
PARAMETERS = {
    "pace": N_("km in a day of travel"),
    "leave": N_("who moves on in a day"),
    "turn_back": N_("who turns back in a day"),
    "asylum": N_("who asks for asylum and stays, in a day"),
    "settle": N_("who settles or leaves for an unknown place, in a day"),
    "join_list": N_("who signs up for the waiting list in a day"),
    "cross": N_("who crosses without waiting for the list, in a day"),
    "held_turn_back": N_("who turns back in a day when held by a closed gate"),
    "hostility": N_("how many times more turn back after hostility"),
    "alike": N_("how alike people of one place decide on a day"),
    "together": N_("how far people who travel as a column do as those around them do"),
    "route_weight": N_("weight of a route, by where it leads"),
    "list_ahead": N_("people who stand on the list at the start"),
    "departures": N_("people who set out, from 0, the fewest stated, to 1, the most"),
    "quota": N_("people called in a day, from 0, the fewest stated, to 1, the most"),
}
OF_GROUP = N_("%(group)s, times what holds for everybody: %(what)s")
A_GROUP = N_("a group")
HOLDS = {
    "default": N_("everywhere else"),
    "foot": N_("on foot"),
    "lift": N_("by lift"),
    "bus": N_("by bus"),
}
HABITS = {
    (LEAVING, True): N_("more people leave in a day"),
    (LEAVING, False): N_("fewer people leave in a day"),
    (ENDING, True): N_("more people end their journey in a day"),
    (ENDING, False): N_("fewer people end their journey in a day"),
}
LEAST_MOVED = 0.5  # standard deviations
LEAST_PEOPLE, LEAST_SHARE = 50, 0.1  # change of the median that is told
SURPRISING = 0.05
MOST_ROWS = 12

Rows = list[dict[str, Any]]


def what_was_learned(published: Published, words: Words) -> dict[str, Rows]:
    """What moved, who is where, and what surprised; nothing when nothing was learned."""
    learned = getattr(published.forecast, "learned", None)
    if learned is None:
        return {}
    known = ["", *published.scenario.places]
    reports = learned.reports[learned.reports["place"].isin(known)]
    told = learned.parameters["parameter"].map(lambda name: _name(name, published, words))
    parameters = learned.parameters.assign(told=told)
    moved = parameters[(parameters["moved"].abs() >= LEAST_MOVED) & (told != "")]
    order = moved["moved"].abs().sort_values(ascending=False, kind="stable").index
    return {
        "moved": [_moved(moved.loc[row], reports, words) for row in order[:MOST_ROWS]],
        "places": _places(learned.places, published, reports, words),
        "habits": _habits(learned.habits, published, words),
        "surprising": _surprising(reports, words),
    }


def _places(
    places: pd.DataFrame, published: Published, reports: pd.DataFrame, words: Words
) -> Rows:
    """Places with more or fewer people than expected without the reports, the largest first."""
    if places.empty:
        return []
    # Of a site that has not opened, the people of its town are told, who have a row already.
    unopened = published.scenario.unopened()
    places = places[places["place"].isin(set(published.scenario.places) - unopened)]
    change = (places["now_p50"] - places["p50"]).abs()
    told = change[(change >= LEAST_PEOPLE) & (change >= LEAST_SHARE * places["p50"])]
    order = told.sort_values(ascending=False, kind="stable").index
    towns = set(published.scenario["places"]["part_of"])
    return [_place(places.loc[row], towns, reports, words) for row in order[:MOST_ROWS]]


def _habits(habits: pd.DataFrame, published: Published, words: Words) -> Rows:
    """What most draws say that people do otherwise than stated, the most certain first."""
    if habits.empty:
        return []
    ends = np.log(habits[["p10", "p90"]])
    # Where some may go unseen, that few of them do says nothing of what is stated.
    unseen = (habits["habit"] == ENDING) & (habits["lasting"] > FADING) & (habits["p50"] < 1)
    certain = (ends["p10"].clip(lower=0) - ends["p90"].clip(upper=0)).where(
        habits["place"].isin(published.scenario.places) & ~unseen, 0.0
    )
    order = certain[certain > 0].sort_values(ascending=False, kind="stable").index
    return [_habit(habits.loc[row], words) for row in order[:MOST_ROWS]]


def _habit(row: pd.Series, words: Words) -> dict[str, Any]:
    """How many times as often people leave a place, or end their journey there."""
    what = HABITS[row["habit"], bool(row["p50"] > 1)]
    return {
        "name": words.name(row["place"]),
        "what": words.gettext(what),
        "times": words.figure(row["p50"]),
        "spread": words.spread(*(words.figure(row[level]) for level in ("p10", "p90"))),
    }


def _place(row: pd.Series, towns: set[str], reports: pd.DataFrame, words: Words) -> dict[str, Any]:
    """People at one place before and after the reports, and the report that moved most of them."""
    told = _before_and_after(row, "now_", words.people, words)
    name = words.name(row["place"])
    name = words.gettext("%s with its sites") % name if row["place"] in towns else name
    return {"name": name, **told, "why": _why(row["moved_by"], reports, words)}


def _moved(row: pd.Series, reports: pd.DataFrame, words: Words) -> dict[str, Any]:
    """One parameter before and after, and the report that moved it most."""
    told = _before_and_after(row, "learned_", words.figure, words)
    return {"name": row["told"], **told, "why": _why(row["pulled_by"], reports, words)}


def _before_and_after(
    row: pd.Series, learned: str, figure: Callable[[float], str], words: Words
) -> dict[str, tuple[str, str]]:
    """The median and the range of 8 in 10, without the reports and with them."""
    return {
        name: (
            figure(row[f"{head}p50"]),
            words.spread(*(figure(row[f"{head}{level}"]) for level in ("p10", "p90"))),
        )
        for name, head in (("before", ""), ("after", learned))
    }


def _why(number: float, reports: pd.DataFrame, words: Words) -> str:
    """The report of a number; nothing where the reader may not see it."""
    return _report(reports.loc[int(number)], words) if int(number) in reports.index else ""


def _name(parameter: str, published: Published, words: Words) -> str:
    """What a parameter is and where it holds, such as `leave.site`; nothing at a hidden place."""
    head, _, where = str(parameter).partition(".")
    if head == "groups":
        return _of_group(where, published, words)
    said = words.gettext(PARAMETERS[head]) if head in PARAMETERS else head.replace("_", " ")
    if not where:
        return said
    if where in HOLDS:
        return f"{said}: {words.gettext(HOLDS[where])}"
    places = published.scenario["places"]
    shown = {*published.scenario.places, *places["region"], *places["country"]}
    if where in shown:
        return f"{said}: {words.area(where)}"
    if where in LABELS:
        return f"{said}: {words.label(where)}"
    if head != "departures":
        return ""
    if set_out := _set_out(str(parameter), published, words):
        return f"{said}: {set_out}"
    # The team names its departures as it likes, perhaps by a place that others may not know.
    return f"{said}: {where}" if published.audience == INTERNAL else said


def _set_out(parameter: str, published: Published, words: Words) -> str:
    """When and from where people of a row without a wave set out; nothing for a wave."""
    departures = published.scenario["departures"]
    rows = departures[(wave_names(departures) == parameter) & (departures["wave"] == "")]
    told = [f"{words.date(row.date)}, {words.area(row.place)}" for row in rows.itertuples()]
    return told[0] if len(told) == 1 else ""


def _of_group(factor: str, published: Published, words: Words) -> str:
    """What a factor of a group is; the team names its groups as it likes, so only it is told."""
    group, _, what = factor.rpartition(".")
    for table in (".pace.", ".route_weight."):  # their keys may have dots of their own
        if table in factor:
            group, _, key = factor.rpartition(table)
            what = f"{table[1:]}{key}"
    told = group if published.audience == INTERNAL else words.gettext(A_GROUP)
    said = _name(what, published, words)
    return words.gettext(OF_GROUP) % {"group": told, "what": said} if said else ""


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
    where = words.area(row["place"] or row["region"])
    told = words.headcount(row["reported"])
    return f"{words.date(row['date'])}, {where}, {words.label(row['measure'])}: {told}"
