"""What changed since the last report: people at the main places then and now.

The last report is known by the record (`run.json`) that stands in the folder. Its figures were
told to the nearest ten, and so are those beside them, so no small difference is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from posada.report.outlook import Outlook, people_text, shown_name
from posada.report.words import Words, words_in

MOST_PLACES = 4


def last_report(earlier: Mapping[str, Any], as_of: dt.date) -> dict[str, Any] | None:
    """Cut-off and people of the last report with an earlier cut-off; None when there is none.

    A report that is made again finds the one before it in its own record.
    """
    made = str(earlier.get("as_of", ""))
    if made >= as_of.isoformat():
        return earlier.get("before")
    if not made:
        return None
    people = earlier.get("people", {})
    return {"as_of": made, "people": {name: cells[0] for name, cells in people.items()}}


def change_sentence(last: Mapping[str, Any] | None, towns: Outlook, words: Words) -> str:
    """People at the cut-off of the last report and of this one; nothing for a first report."""
    if not last:
        return ""
    english = words_in("en", words.least)
    parts = []
    for place in towns.main:
        then = last["people"].get(shown_name(towns, place, english))
        if then is not None:
            now, _ = people_text(towns, place, 0, words)
            parts.append(f"{shown_name(towns, place, words)} {then[0]} \u2192 {now}")
    if not parts:
        return ""
    return words.gettext("Since the report of %(date)s, people at the cut-off: %(changes)s.") % {
        "date": words.full_date(dt.date.fromisoformat(last["as_of"])),
        "changes": words.series(parts[:MOST_PLACES]),
    }
