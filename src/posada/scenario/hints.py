"""What a cell that does not fit may have been meant as, and how that is written.

Where many cells of a column are wrong in the same way they are told together, so a hint says how to
write it and leaves out what is different in each cell.
"""

from __future__ import annotations

import re

from posada.saying import NOTHING, Said, say
from posada.scenario.fields import NUMBER_KINDS, Field
from posada.scenario.figures import (
    AROUND_THE_EARTH,
    LARGEST,
    LARGEST_INTEGER,
    WHOLE,
    may_be_thousands,
    plain_number,
)
from posada.scenario.spanish import COUNTRIES
from posada.scenario.wording import did_you_mean, plain

ISO_DATE = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")
COUNTRY = re.compile(r"[A-Z]{2}")
_EXAMPLES = {"integer": "1234", "share": "0.5", "latitude": "14.92", "longitude": "-92.15"}
_LIKE_A_NUMBER = re.compile(r"[+-]?[\d.,'\s]+([eE][+-]?\d+|\s*%)?")
_DAY_NUMBER = re.compile(r"[1-9]\d{4}")
_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR_LAST = re.compile(r"\d{1,2}[-/. ]+(\d{1,2}|[^\W\d]{3,10}\.?)[-/. ]+\d{2,4}")
_WITH_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d.*")


def hint(field: Field, text: str) -> Said:
    """Why the text does not fit the field, in brackets; nothing where that cannot be said."""
    if field.kind == "choice":
        return did_you_mean(text, field.choices)
    if field.kind == "flag":
        return did_you_mean(text, ("yes", "no"))
    if field.kind in NUMBER_KINDS:
        return _figure_hint(field, text)
    return date_hint(text) if field.kind == "date" else _country_hint(field, text)


def _figure_hint(field: Field, text: str) -> Said:
    if field.kind == "integer" and WHOLE.fullmatch(text):
        most = say(" (at most %(most)s)", most=LARGEST_INTEGER)
        return say(" (not negative)") if float(text) < 0 else most
    if field.unit == "km" and plain_number(text) and float(text) > AROUND_THE_EARTH:
        return say(" (at most %(most)s km)", most=f"{AROUND_THE_EARTH:g}")
    if may_be_thousands(field, text):
        return say(" (without the point if it separates thousands, else without the last 0)")
    if field.kind in ("number", "nonnegative", "positive") and plain_number(text):
        most = say(" (at most %(most)s)", most=f"{LARGEST:.0f}")
        return most if float(text) > LARGEST else NOTHING
    degrees = field.kind in ("latitude", "longitude") and any(map(str.isdigit, text))
    if degrees or _LIKE_A_NUMBER.fullmatch(text):
        return _number_hint(field, text)
    return say(" (the number alone)") if any(map(str.isdigit, text)) else did_you_mean(text, ())


def _number_hint(field: Field, text: str) -> Said:
    """How a number that is written otherwise, or is none of its kind, is written."""
    if field.kind in _EXAMPLES:
        wanting = field.kind == "integer" or not plain_number(text)
        example = _EXAMPLES[field.kind]
        return say(" (written like %(example)s)", example=example) if wanting else NOTHING
    return NOTHING if plain_number(text) else say(" (written like 1234 or 1234.5)")


def _country_hint(field: Field, text: str) -> Said:
    if not field.unit.startswith("ISO 3166-1"):
        return NOTHING
    code = text.upper() if COUNTRY.fullmatch(text.upper()) else COUNTRIES.get(plain(text), "")
    return say(" (did you mean '%(name)s'?)", name=code) if code else NOTHING


def date_hint(text: str) -> Said:
    """Why what looks like a date is none."""
    if _DAY_NUMBER.fullmatch(text):
        return say(" (a spreadsheet's number of a day: give the cells the format of a date)")
    if _YEAR_LAST.fullmatch(text):
        return say(" (the year first, then the month, then the day)")
    if _WITH_TIME.fullmatch(text):
        return say(" (without the time of day)")
    if not _LIKE_A_DATE.fullmatch(text):
        return did_you_mean(text, ())
    known = ISO_DATE.fullmatch(text)
    return say(" (there is no such day)") if known else say(" (from 1900 to 2199)")
