"""What every reader must see: the scenario's own caveats, and what reading took for granted."""

from __future__ import annotations

from collections.abc import Iterator

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
    yield from _exact_departures(draft)
    yield from _unknown_capacity(draft)
    yield from _idle_factors(draft)


def _assumed_rows(draft: Draft) -> Iterator[str]:
    where = []
    total = 0
    for table, frame in draft.tables.items():
        if "confidence" in frame:
            rows = list(frame.index[frame["confidence"] == "assumption"])
            total += len(rows)
            if rows:
                where.append(f"{draft.file(table)} {_row_ranges(rows)}")
    if total:
        verb = "row is an assumption" if total == 1 else "rows are assumptions"
        yield f"{total} {verb}: {'; '.join(where)}."


def _unsourced_rows(draft: Draft) -> Iterator[str]:
    counts = {
        table: int((frame["source"] == "").sum())
        for table, frame in draft.tables.items()
        if "source" in frame
    }
    where = [f"{draft.file(table)} {count}" for table, count in counts.items() if count]
    if where:
        total = sum(counts.values())
        yield f"{total} {'row names' if total == 1 else 'rows name'} no source: {', '.join(where)}."


def _repeated_rows(draft: Draft) -> Iterator[str]:
    """Rows that may have been copied by mistake; two alike can also both be meant."""
    again = {table: list(frame.index[frame.duplicated()]) for table, frame in draft.tables.items()}
    where = [f"{draft.file(table)} {_row_ranges(rows)}" for table, rows in again.items() if rows]
    if where:
        yield f"Rows that stand a second time, word for word, are used again: {'; '.join(where)}."


def _exact_departures(draft: Draft) -> Iterator[str]:
    departures = draft.tables["departures"]
    exact = departures["people_low"].isna() & departures["people_high"].isna()
    if exact.any():
        yield (
            f"{exact.sum()} of {len(exact)} rows of departures give no range: "
            "the figure is taken as exact."
        )


def _unknown_capacity(draft: Draft) -> Iterator[str]:
    places = draft.tables["places"]
    sites = places[places["kind"] == "site"]
    unknown = int(sites["shelter_capacity"].isna().sum())
    if unknown:
        yield f"{unknown} of {len(sites)} sites give no shelter capacity: it is not known."


def _idle_factors(draft: Draft) -> Iterator[str]:
    idle = list(idle_factors(draft, draft.settings.movement)) if draft.settings else []
    if idle:
        yield (
            "Factors of groups that change nothing, for what they multiply is 0 everywhere or is "
            f"on no route: {', '.join(idle)}."
        )


def _row_ranges(rows: list[int]) -> str:
    """`row 3`, `rows 3-5, 8`; only their number when they lie too far apart to list."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    if len(ranges) > MOST_RANGES:
        return f"{len(rows)} rows"
    words = ", ".join(f"{low}" if low == high else f"{low}-{high}" for low, high in ranges)
    return f"{'row' if len(rows) == 1 else 'rows'} {words}"
