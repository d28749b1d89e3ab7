"""What every reader must see: the scenario's own caveats, and what reading took for granted."""

from __future__ import annotations

from collections.abc import Iterator

from posada.saying import Said, joined, say
from posada.scenario.draft import Draft
from posada.scenario.group_rules import idle_factors

MOST_RANGES = 4


def list_caveats(draft: Draft) -> Iterator[str]:
    """One sentence for each kind of thing that was assumed."""
    if draft.settings is not None:
        yield from draft.settings.caveats
    yield from _assumed_rows(draft)
    yield from _unsourced_rows(draft)
    yield from _repeated_rows(draft)
    yield from _counts_that_differ(draft)
    yield from _unread_sheets(draft)
    yield from _exact_departures(draft)
    yield from _unknown_capacity(draft)
    yield from _idle_factors(draft)


def _assumed_rows(draft: Draft) -> Iterator[Said]:
    where = []
    total = 0
    for table, frame in draft.tables.items():
        if "confidence" in frame:
            rows = list(frame.index[frame["confidence"] == "assumption"])
            total += len(rows)
            if rows:
                where.append(_rows_of(draft, table, rows))
    if total == 1:
        yield say("1 row is an assumption: %(where)s.", where=where[0])
    elif total:
        where_all = joined(where, "; ")
        yield say("%(count)s rows are assumptions: %(where)s.", count=total, where=where_all)


def _unsourced_rows(draft: Draft) -> Iterator[Said]:
    counts = {
        table: int((frame["source"] == "").sum())
        for table, frame in draft.tables.items()
        if "source" in frame
    }
    where = joined(f"{draft.file(table)} {count}" for table, count in counts.items() if count)
    total = sum(counts.values())
    if total == 1:
        yield say("1 row names no source: %(where)s.", where=where)
    elif total:
        yield say("%(count)s rows name no source: %(where)s.", count=total, where=where)


def _repeated_rows(draft: Draft) -> Iterator[Said]:
    """Rows that may have been copied by mistake; two alike can also both be meant."""
    again = {table: list(frame.index[frame.duplicated()]) for table, frame in draft.tables.items()}
    where = [_rows_of(draft, table, rows) for table, rows in again.items() if rows]
    if where:
        yield say(
            "Rows that stand a second time, word for word, are used again: %(where)s.",
            where=joined(where, "; "),
        )


def _counts_that_differ(draft: Draft) -> Iterator[Said]:
    """One source counts the same people once; a second figure may be a slip, or a correction."""
    counts = draft.tables["headcounts"]
    alike = ["date", "date_start", "place", "region", "measure", "series", "source"]
    sourced = counts[counts["source"] != ""].drop_duplicates([*alike, "people", "people_high"])
    rows = list(sourced.index[sourced.duplicated(alike)])
    if rows:
        yield say(
            "Counts for which the same source has another figure on the same day: %(where)s.",
            where=_rows_of(draft, "headcounts", rows),
        )


def _unread_sheets(draft: Draft) -> Iterator[Said]:
    if draft.unread:
        yield say(
            "Sheets of the workbook that are not read, for no table has their name: %(count)s.",
            count=draft.unread,
        )


def _exact_departures(draft: Draft) -> Iterator[Said]:
    departures = draft.tables["departures"]
    exact = departures["people_low"].isna() & departures["people_high"].isna()
    if exact.any():
        yield say(
            "%(count)s of %(all)s rows of departures give no range: the figure is taken as exact.",
            count=exact.sum(),
            all=len(exact),
        )


def _unknown_capacity(draft: Draft) -> Iterator[Said]:
    places = draft.tables["places"]
    sites = places[places["kind"] == "site"]
    unknown = int(sites["shelter_capacity"].isna().sum())
    if unknown:
        yield say(
            "%(count)s of %(all)s sites give no shelter capacity: it is not known.",
            count=unknown,
            all=len(sites),
        )


def _idle_factors(draft: Draft) -> Iterator[Said]:
    idle = list(idle_factors(draft, draft.settings.movement)) if draft.settings else []
    if idle:
        yield say(
            "Factors of groups that change nothing, for what they multiply is 0 everywhere or is"
            " on no route: %(factors)s.",
            factors=joined(idle),
        )


def _rows_of(draft: Draft, table: str, rows: list[int]) -> Said:
    """Rows with the file in which they stand."""
    return joined([draft.file(table), _row_ranges(rows)], " ")


def _row_ranges(rows: list[int]) -> Said:
    """`row 3`, `rows 3-5, 8`; `(8 rows)` when they lie too far apart to list."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    if len(ranges) > MOST_RANGES:
        return say("(%(count)s rows)", count=len(rows))
    if len(rows) == 1:
        return say("row %(row)s", row=rows[0])
    spans = joined(f"{low}" if low == high else f"{low}-{high}" for low, high in ranges)
    return say("rows %(rows)s", rows=spans)
