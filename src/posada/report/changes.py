"""What changed since the last report: its number, and the figures it told.

The last report is known by the record (`run.json`) that stands in the folder. Its figures were
rounded as those beside them are, so no small difference is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from posada.report.words import Words

KEPT = ("people", "over", "coverage", "shortfalls")


def last_report(earlier: Mapping[str, Any], as_of: dt.date) -> dict[str, Any] | None:
    """What the last report with an earlier cut-off told; None when there is none.

    A report that is made again finds the one before it in its own record.
    """
    made = str(earlier.get("as_of", ""))
    if made >= as_of.isoformat():
        return earlier.get("before")
    if not made:
        return None
    kept = {name: earlier[name] for name in KEPT if name in earlier}
    return {"as_of": made, "issue": earlier.get("issue", 1), **kept}


def issue_number(last: Mapping[str, Any] | None) -> int:
    """Number of a report: one more than that of the last one with an earlier cut-off."""
    return 1 if last is None else int(last.get("issue", 1)) + 1


def figures_then(last: Mapping[str, Any] | None, name: str) -> dict[str, Any]:
    """Figures of the last report: people at its cut-off by place, or cover by item."""
    figures = dict((last or {}).get(name, {}))
    if name == "people":
        return {place: cells[0][0] for place, cells in figures.items() if cells}
    return figures


def since(then: Any, now: str, words: Words) -> str:
    """What a figure was and is, such as `120 \u2192 390`; nothing when it was not told before."""
    if then in (None, ""):
        return ""
    return words.gettext("unchanged") if then == now else f"{then} \u2192 {now}"


def since_when(last: Mapping[str, Any] | None, words: Words) -> str:
    """What the arrows mean; nothing in a first report."""
    if not last:
        return ""
    date = words.full_date(dt.date.fromisoformat(last["as_of"]))
    return words.gettext("\u2192: change since the report of %(date)s.") % {"date": date}
