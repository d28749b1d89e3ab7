"""What each organisation gets for itself: its loading list and its calendar, nothing of others.

When convoys leave, and from where, stands here alone: whoever knows it could stop them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from posada.report.audience import MADE_UP
from posada.report.disclosure import MADE_UP_STATUS
from posada.report.tables import to_csv
from posada.report.waybills import JOURNEY, make_waybills
from posada.report.words import Words

FOLDER = "organisations"
LOADING = [
    "dispatch", "depot", "delivery", "place", "item", "quantity", "unit", "packs", "expires",
    "lots", "reason", "status",
]  # fmt: skip
LONGEST_NAME = 60
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}
LONGEST_LINE = 75  # octets


def organisation_files(
    lines: pd.DataFrame, weight: pd.Series, as_of: dt.date, words: Words
) -> dict[str, bytes]:
    """A loading list, its waybills and a calendar for each organisation, by file name.

    Parameters
    ----------
    lines : the table published as plan.csv, with depots and days of leaving
    weight : of one unit, by item [kg]
    as_of : last day of information
    """
    files = {}
    groups = dict(list(lines.groupby("organisation", sort=True)))
    for organisation, name in safe_names(groups).items():
        own = groups[organisation].sort_values(LOADING[:5], kind="stable")
        files[f"{FOLDER}/{name}.csv"] = to_csv(own[LOADING])
        files[f"{FOLDER}/{name}.html"] = make_waybills(organisation, own, weight, as_of, words)
        files[f"{FOLDER}/{name}.ics"] = calendar(organisation, own, as_of, words)
    return files


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """A file name for each name that every system can hold, no two the same."""
    chosen: dict[str, str] = {}
    taken = set(RESERVED)
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        start = re.sub(r"[^A-Za-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-") or "organisation"
        tries = (start if number == 1 else f"{start}-{number}" for number in range(1, 10**6))
        chosen[name] = next(text for text in tries if text.lower() not in taken)
        taken.add(chosen[name].lower())
    return chosen


def calendar(organisation: str, lines: pd.DataFrame, as_of: dt.date, words: Words) -> bytes:
    """The deliveries of one organisation as a calendar: one event per depot, place and days.

    Source of the format: RFC 5545.
    """
    rows = lines.sort_values(JOURNEY, kind="stable").to_dict("records")
    events = [
        line
        for key, own in groupby(rows, key=itemgetter(*JOURNEY))
        for line in _event(organisation, key, list(own), as_of, words)
    ]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//posada//deliveries//EN", "METHOD:PUBLISH"]
    text += [f"NAME:{_escaped(words.name(organisation))}", *events, "END:VCALENDAR"]
    return "".join(_folded(line) for line in text).encode("utf-8")


def _event(
    organisation: str,
    key: tuple[Any, ...],
    rows: list[dict[str, Any]],
    as_of: dt.date,
    words: Words,
) -> list[str]:
    dispatch, delivery, depot, place = key
    who = "|".join([organisation, depot, place, f"{dispatch:%Y%m%d}", f"{delivery:%Y%m%d}"])
    after = delivery + pd.Timedelta(days=1)
    summary = words.gettext("Delivery to %s") % words.name(place)
    parts = [
        f"{words.item(row['item'])}: {_amount(row, words)}"
        f" {words.unit(row['unit'], row['quantity'] == 1)}"
        for row in rows
    ]
    told = [words.gettext("From %s") % words.name(depot), *parts]
    told.append(words.gettext("Planning figure, not a count."))
    if any(str(row["status"]).endswith(MADE_UP_STATUS) for row in rows):
        told.append(words.gettext(MADE_UP))
    return [
        "BEGIN:VEVENT",
        f"UID:{sha256(who.encode()).hexdigest()[:32]}@posada",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{dispatch:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}",
        f"LOCATION:{_escaped(words.name(place))}",
        "DESCRIPTION:" + _escaped("\n".join(told)),
        "STATUS:TENTATIVE",
        "CLASS:CONFIDENTIAL",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _amount(row: dict[str, Any], words: Words) -> str:
    amount = row["quantity"]
    return amount if isinstance(amount, str) else words.number(amount, 1)


def _escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line ends escaped, other controls left out."""
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", text)
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line of the calendar in pieces of at most 75 octets, none of which splits a character."""
    octets, pieces = line.encode("utf-8"), []
    while len(octets) > LONGEST_LINE:
        end = LONGEST_LINE
        while octets[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(octets[:end])
        octets = b" " + octets[end:]
    return b"\r\n".join([*pieces, octets]).decode("utf-8") + "\r\n"
