"""Do the tables make sense together? Routes, shares, counts, dates, and who can get where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from posada.saying import NOTHING, Said, say
from posada.scenario.aid_rules import check_aid
from posada.scenario.draft import Draft
from posada.scenario.event_rules import check_events, check_period, check_region
from posada.scenario.fields import load_fields
from posada.scenario.figures import LARGEST_INTEGER
from posada.scenario.privacy import TRAIT_REMEDY, sensitive_trait
from posada.scenario.wording import quote

SHARE_TOLERANCE = 0.005
# Pairs of columns of which the second must not be below the first.
ORDERED = (
    ("events", "date", "date_end"),
    ("incidents", "date", "date_end"),
    ("pledges", "date", "date_end"),
    ("headcounts", "date_start", "date"),
    ("events", "value", "value_high"),
    ("headcounts", "people", "people_high"),
    ("incidents", "people_affected", "people_affected_high"),
    ("departures", "people_low", "people"),
    ("departures", "people", "people_high"),
)


def check_rules(draft: Draft) -> None:
    """Report whatever contradicts itself or something else."""
    for table, low, high in ORDERED:
        _check_order(draft, table, low, high)
    _check_places(draft)
    _check_routes(draft)
    _check_shares(draft)
    _check_spots(draft)
    _check_pledges(draft)
    _check_twins(draft, "lanes", ["depot", "place"])
    check_aid(draft)
    check_events(draft)
    check_period(draft, "departures")
    _check_everybody(draft)
    check_period(draft, "headcounts")
    _check_reachable(draft)


def show(value: object) -> Said:
    """A number or date between quotes, as a person would write it."""
    if isinstance(value, pd.Timestamp):
        return quote(value.date())
    return quote(f"{value:.12g}" if isinstance(value, float) else value)


def _check_order(draft: Draft, table: str, low: str, high: str) -> None:
    for row, line in draft.lines(table):
        if not line[high] < line[low]:
            continue
        # The optional column of the two is the one that was added, so it is shown as wrong.
        wrong = low if load_fields()[table][high].required else high
        other = high if wrong == low else low
        limit = say("not above") if wrong == low else say("not below")
        if load_fields()[table][low].kind == "date":
            limit = say("not after") if wrong == low else say("not before")
        expected = say(
            "%(thing)s %(limit)s %(other)s (%(value)s)",
            thing=say("a date") if "date" in high else say("a number"),
            limit=limit,
            other=other,
            value=show(line[other]),
        )
        draft.report(table, row, wrong, show(line[wrong]), expected)


def _check_places(draft: Draft) -> None:
    places = draft.tables["places"]
    kinds = dict(zip(places["name"], places["kind"], strict=True))
    for row, line in draft.lines("places"):
        if line["part_of"] and line["part_of"] == line["name"]:
            expected = say("another place that it belongs to, or empty")
            draft.report("places", row, "part_of", quote(line["part_of"]), expected)
        kind = kinds.get(line["queue_at"], "") if line["queue_at"] else ""
        if kind not in ("", "crossing"):
            found = say(
                "%(place)s, which is a place of kind %(kind)s",
                place=quote(line["queue_at"]),
                kind=kind,
            )
            draft.report(
                "places", row, "queue_at", found, say("a place of kind crossing, or empty")
            )


def _check_routes(draft: Draft) -> None:
    first_rows: dict[tuple[str, str], int] = {}
    for row, line in draft.lines("routes"):
        start, end = line["from_place"], line["to_place"]
        if not start or not end:
            continue
        if start == end:
            expected = say("a place other than from_place: a route leads somewhere else")
            draft.report("routes", row, "to_place", quote(end), expected)
            continue
        ways = [(start, end), (end, start)] if line["both_ways"] else [(start, end)]
        twin = next((first_rows[way] for way in ways if way in first_rows), None)
        if twin is not None:
            found = say(
                "the route from %(start)s to %(end)s a second time",
                start=quote(start),
                end=quote(end),
            )
            draft.report(
                "routes",
                row,
                None,
                found,
                say("each route once (it stands in row %(row)s)", row=twin),
            )
        for way in ways:
            first_rows.setdefault(way, row)


def _both(parts: Sequence[object]) -> Said:
    one, other = parts
    return say("%(one)s and %(other)s", one=one, other=other)


def _check_twins(draft: Draft, table: str, columns: list[str]) -> None:
    """The same texts in the same columns of two rows."""
    first_rows: dict[tuple[str, ...], int] = {}
    for row, line in draft.lines(table):
        texts = tuple(line[column] for column in columns)
        if all(texts) and texts in first_rows:
            found = say("%(names)s a second time", names=_both(list(map(quote, texts))))
            expected = say(
                "each %(columns)s once (it stands in row %(row)s)",
                columns=_both(columns),
                row=first_rows[texts],
            )
            draft.report(table, row, None, found, expected)
        first_rows.setdefault(texts, row)


def _check_shares(draft: Draft) -> None:
    """The groups of one date and place make up everybody, each group once."""
    if draft.spoilt("groups", "group", "share", "date", "place"):
        return
    observations: dict[tuple[Said, str], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for row, line in draft.lines("groups"):
        when = (
            say("to start with")
            if pd.isna(line["date"])
            else say("of %(date)s", date=line["date"].date())
        )
        observations[when, line["place"]].append((row, line))
    for (when, place), lines in observations.items():
        seen: set[str] = set()
        for row, line in lines:
            if sensitive_trait(line["group"]):
                draft.report("groups", row, "group", quote(line["group"]), TRAIT_REMEDY)
            if line["group"] in seen:
                found = say("%(group)s a second time", group=quote(line["group"]))
                expected = say("each group once for a date and place")
                draft.report("groups", row, "group", found, expected)
            seen.add(line["group"])
        total = sum(line["share"] for _, line in lines)
        if abs(total - 1) > SHARE_TOLERANCE:
            expected = say(
                "shares %(when)s%(where)s that add up to 1",
                when=when,
                where=say(" at %(place)s", place=place) if place else NOTHING,
            )
            draft.report("groups", lines[0][0], "share", quote(f"{total:.6g}"), expected)


def _check_spots(draft: Draft) -> None:
    """Counts and incidents are of a place or of a region, never of both or neither."""
    for table in ("headcounts", "incidents"):
        for row, line in draft.lines(table):
            if draft.bad(table, row, "place", "region"):
                continue
            if not line["place"] and not line["region"]:
                expected = say("a place named in places, or a region in the column region")
                draft.report(table, row, "place", say("neither place nor region"), expected)
            elif line["place"] and line["region"]:
                found = say("%(region)s beside a place", region=quote(line["region"]))
                draft.report(table, row, "region", found, say("a place or a region, not both"))
        check_region(draft, table)


def _check_everybody(draft: Draft) -> None:
    """The engine counts people in 32 bits, so all who set out must fit into them."""
    table = draft.tables["departures"]
    everybody = table[["people", "people_high"]].max(axis=1).sum()
    if everybody > LARGEST_INTEGER:
        found = say("%(count)s people in all", count=f"{everybody:.0f}")
        expected = say("at most %(most)s", most=LARGEST_INTEGER)
        draft.report("departures", None, "people", found, expected)


def _check_pledges(draft: Draft) -> None:
    for row, line in draft.lines("pledges"):
        if draft.bad("pledges", row, "every", "date_end"):
            continue
        if line["every"] == "day" and pd.isna(line["date_end"]):
            expected = say("the last day on which it comes, as every is day")
            draft.report("pledges", row, "date_end", say("nothing"), expected)
        if line["every"] == "once" and pd.notna(line["date_end"]):
            expected = say("day, as date_end is given; or once, and date_end empty")
            draft.report("pledges", row, "every", quote("once"), expected)


def _check_reachable(draft: Draft) -> None:
    """Nobody can be counted or sheltered where no route leads to from a place of departure."""
    starts = set(draft.tables["departures"]["place"]) - {""}
    ends_known = not draft.spoilt("routes", "from_place", "to_place")
    if not starts or not ends_known or draft.spoilt("departures", "place"):
        return
    reached = _reached(draft, starts)
    counted = set(draft.tables["headcounts"]["place"])
    for row, line in draft.lines("places"):
        name = line["name"]
        used = name in counted or pd.notna(line["shelter_capacity"])
        if name and name not in reached and used and line["kind"] in _STAYING:
            expected = say(
                "a place that a route leads to, directly or over others, from a place of"
                " departure (add the route to routes, or set both_ways)"
            )
            draft.report(
                "places",
                row,
                "name",
                say("%(name)s, which nobody can reach", name=quote(name)),
                expected,
            )


_STAYING = ("town", "site", "destination")


def _reached(draft: Draft, starts: set[str]) -> set[str]:
    onward = defaultdict(set)
    for _, line in draft.lines("routes"):
        onward[line["from_place"]].add(line["to_place"])
        if line["both_ways"]:
            onward[line["to_place"]].add(line["from_place"])
    reached, front = set(starts), list(starts)
    while front:
        ahead = onward[front.pop()] - reached
        reached |= ahead
        front.extend(ahead)
    return reached
