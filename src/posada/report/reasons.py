"""The reasons of the plan, in the language of the reader.

The plan writes one English sentence for each delivery and each shortfall, of a few parts with
semicolons between. Each part is known by its fixed words; quantities, names and sources are kept,
dates and shares are written as the language writes them. A part that is not known stays in English.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from posada.report.labels import N_
from posada.report.patterns import as_pattern
from posada.report.words import Words

PARTS = (
    N_("covers %(share)s of the mean need of %(item)s at %(place)s %(days)s"),
    N_("all of it is covered"),
    N_("covered in part"),
    N_("nothing of it is covered"),
    N_("limit: the depots that can reach the place have no more to give"),
    N_("limit: the lanes to the place carry no more"),
    N_("limit: the transport of the depots carries no more"),
    N_("limit: nothing more can arrive by then"),
    N_("limit: no lane leads there from a depot that has it"),
    N_("limit: those who have it may not bring it there, or have declined"),
    N_("limit: the place can receive no more"),
    N_("limit: the place has no room to keep more"),
    N_("limit: the organisations have no money left for transport"),
    N_("no limit stands in the way; what is short is too unlikely or less than a pack"),
    N_("standard: %(quantity)s per %(per)s (%(source)s)"),
    N_("one more %(unit)s there would add %(number)s weighted person-days of cover"),
    N_("one more %(unit)s there would add 1 weighted person-day of cover"),
    N_("accepted by the organisation"),
    N_("changed and accepted by the organisation"),
    N_("kept from the plan before, because it leaves so soon"),
)
SHARES = (N_("part"), N_("under %(share)s"))
DAYS = (N_("on %(day)s"), N_("from %(first)s to %(last)s"))
MEASURES = (
    N_("person"),
    N_("person/day"),
    N_("person/day per 5 C below 20 C"),
    N_("person/month"),
    N_("person/year"),
    N_("household"),
    N_("household of 5"),
    N_("menstruating person/month"),
    N_("toilet"),
    N_("10000 persons / 3 months"),
    N_("L"),
    N_("g"),
    N_("kcal"),
    N_("piece"),
    N_("piece (10-20 L)"),
    N_("full set"),
    N_("pair"),
    N_("new consultations"),
    N_("module"),
    N_("persons"),
    N_("sheet 4x5 or 4x6 m"),
    N_("tent"),
    N_("pieces"),
    N_("pieces (10-20 L)"),
    N_("full sets"),
    N_("sets"),
    N_("pairs"),
    N_("modules"),
    N_("kits"),
    N_("tents"),
    N_("sheets 4x5 or 4x6 m"),
)
MONTHS = [f"{dt.date(2000, month, 1):%B}" for month in range(1, 13)]
BLANKS = {
    "share": r"part|(?:under )?\d+ %",
    "days": r"(?:on|from) .*\d{4}",
    "source": r".+",
    "number": r"[\d.,e+-]+",
}
DAY = r"(\d+)(?: ([A-Z][a-z]+))?(?: (\d{4}))?"


def translated_reasons(texts: Iterable[object], words: Words) -> list[object]:
    """Each reason in the language of the reader; empty cells stay empty."""
    if words.language == "en":
        return list(texts)
    return [translated_reason(text, words) if isinstance(text, str) else text for text in texts]


def translated_reason(text: str, words: Words) -> str:
    """One reason in the language of the reader."""
    if words.language == "en" or not text:
        return text
    return "; ".join(_part(part, words) for part in _parts(text))


def is_known(text: str) -> bool:
    """Whether every part of a reason is one that can be translated."""
    return all(_found(part) for part in _parts(text))


def _parts(text: str) -> list[str]:
    """The parts of a reason; a semicolon within a part does not end it."""
    pieces, parts = text.split("; "), []
    while pieces:
        ends = range(1, len(pieces) + 1)
        end = next((end for end in ends if _found("; ".join(pieces[:end]))), 1)
        parts.append("; ".join(pieces[:end]))
        pieces = pieces[end:]
    return parts


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(as_pattern(part, BLANKS), part) for part in PARTS]


@lru_cache(maxsize=10_000)
def _found(part: str) -> tuple[str, dict[str, str]] | None:
    """The fixed words of a part, and what stands in its blanks."""
    for pattern, fixed in _patterns():
        found = pattern.fullmatch(part)
        if found:
            return fixed, found.groupdict()
    return None


def _part(part: str, words: Words) -> str:
    found = _found(part)
    if found is None:
        return part
    fixed, blanks = found
    told = {"share": _share, "days": _days, "per": measure, "quantity": _quantity}
    told |= {"item": _item, "unit": _unit, "place": _place}
    filled = {name: told[name](v, words) if name in told else v for name, v in blanks.items()}
    return words.gettext(fixed) % filled


def measure(text: str, words: Words) -> str:
    """A unit of a standard, or what it is per, in the language of the reader where it is known."""
    return words.gettext(text) if text in MEASURES else text


def _quantity(text: str, words: Words) -> str:
    number, _, unit = text.partition(" ")
    return f"{number} {measure(unit, words)}"


def _place(text: str, words: Words) -> str:
    """A place as the reader calls it."""
    return words.name(text)


def _unit(text: str, words: Words) -> str:
    """The unit of one thing."""
    return words.unit(text, one=True)


def _item(text: str, words: Words) -> str:
    """An item, which the plan writes in small letters, as the reader calls it."""
    named = {name.lower(): own for name, own in words.items.items()}.get(text.lower())
    return named[:1].lower() + named[1:] if named else text


def _share(text: str, words: Words) -> str:
    """`45 %`, `under 1 %` or `part`."""
    if text == "part":
        return words.gettext(text)
    if text.startswith("under "):
        return words.gettext("under %(share)s") % {"share": text.removeprefix("under ")}
    return text


def _days(text: str, words: Words) -> str:
    """`on 3 May 2018` or `from 28 April to 3 May 2018`; what is told once holds for both ends."""
    found = re.fullmatch(f"on {DAY}|from {DAY} to {DAY}", text)
    if found is None:
        return text
    only, first, last = (found.groups()[n : n + 3] for n in (0, 3, 6))
    if only[0]:
        return words.gettext("on %(day)s") % {"day": words.full_date(_date(only, only))}
    start, end = _date(first, last), _date(last, last)
    first_told = words.full_date(start)
    if (start.year, start.month) == (end.year, end.month):
        first_told = str(start.day)
    elif start.year == end.year:
        first_told = words.long_date(start)
    ends = {"first": first_told, "last": words.full_date(end)}
    return words.gettext("from %(first)s to %(last)s") % ends


def _date(parts: tuple[str | None, ...], last: tuple[str | None, ...]) -> dt.date:
    """A date, its month and year from the last day where it does not tell them."""
    day, month, year = (part or other for part, other in zip(parts, last, strict=True))
    return dt.date(int(str(year)), MONTHS.index(str(month)) + 1, int(str(day)))
