"""From text to typed values: one column at a time.

It answers: what does this cell mean, and if it means nothing, what should stand there? It repairs
nothing: an unfit cell is reported and left blank.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from posada.saying import NOTHING, Said, joined, say
from posada.scenario.fields import NUMBER_KINDS, Field
from posada.scenario.privacy import VALUE_REMEDY, personal_value
from posada.scenario.wording import did_you_mean, quote

LARGEST_INTEGER, LARGEST = 1_000_000_000, 1e12
AROUND_THE_EARTH = 40_000.0  # km
LONGEST_TEXT = 32_000  # a cell of a workbook holds 32,767 characters

Report = Callable[[int, str, Said, Said], None]

_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0{1,2})?")  # 1.000 may be a thousand
_MAYBE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d\d0")  # no program writes such a last zero
_THREE_DECIMALS = re.compile(r"\d+\.\d{3}")
_NO_THOUSANDS = re.compile(r"(0|\d{4,})\.\d{3}")  # 0.125 and 1250.000 separate no thousands
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_LIKE_A_NUMBER = re.compile(r"[+-]?[\d.,'\s]+([eE][+-]?\d+|\s*%)?")
_ISO_DATE = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")
_DAY_NUMBER = re.compile(r"[1-9]\d{4}")
_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL_OR_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_RANGES = {
    "number": (-LARGEST, LARGEST),
    "nonnegative": (0.0, LARGEST),
    "positive": (0.0, LARGEST),
    "share": (0.0, 1.0),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
}
_WANTED = {
    "number": say("a number"),
    "nonnegative": say("a number, 0 or more"),
    "positive": say("a number above 0"),
    "share": say("a share between 0 and 1"),
    "latitude": say("a latitude between -90 and 90 degrees"),
    "longitude": say("a longitude between -180 and 180 degrees"),
    "date": say("a date such as 2018-11-13"),
    "flag": say("yes or no"),
    "name": say("a name"),
    "text": say("a text"),
}
_EXAMPLES = {"integer": "1234", "share": "0.5", "latitude": "14.92", "longitude": "-92.15"}
_WHOLE_NUMBER = say("a whole number")
_COUNTED = {
    "person": say("a whole number of people"),
    "day": say("a whole number of days"),
}


def wanted(field: Field) -> Said:
    """What should stand in a cell of the field, in plain words."""
    words = filled(field)
    return words if field.required else say("%(words)s, or empty", words=words)


def filled(field: Field) -> Said:
    """What should stand in a cell of the field that is not empty."""
    if field.kind == "integer":
        return _COUNTED.get(field.unit, _WHOLE_NUMBER)
    if field.kind == "ref":
        return say("a name from %(table)s", table=field.target)
    if field.kind == "choice":
        return say("one of %(choices)s", choices=joined(field.choices))
    if field.unit.startswith("ISO 3166-1"):
        return say("a country code of two capital letters, such as HN")
    return _WANTED[field.kind]


def unfit_text(text: str, single_line: bool = False) -> tuple[Said, Said] | None:
    """What was found and what is expected, when no cell may hold this text."""
    if text[0] in "=@":
        return (
            say("a formula %(text)s", text=quote(text)),
            say("a value (in the spreadsheet, copy the cells and paste their values)"),
        )
    if (_CONTROL_OR_BREAK if single_line else _CONTROL).search(text):
        return quote(text), say("a text without control characters or line breaks")
    if len(text) > LONGEST_TEXT:
        found = say("a text of %(count)s characters", count=len(text))
        return found, say("at most %(most)s characters", most=LONGEST_TEXT)
    return None


def read_column(
    field: Field, texts: Sequence[str], rows: Sequence[int], report: Report
) -> pd.Series:
    """Typed values of one column; whatever does not fit is reported and left blank.

    Parameters
    ----------
    field : Field
        What the column should hold.
    texts : sequence of str
        The cells (rows).
    rows : sequence of int
        Row number of each cell (rows).
    report : callable
        Called with row, column, found, expected.
    """
    known: dict[str, tuple[Any, tuple[Said, Said] | None]] = {}
    values = []
    decimals = field.kind in NUMBER_KINDS and _shows_three_decimals(texts)
    for row, text in zip(rows, texts, strict=True):
        if text not in known:
            known[text] = _read_cell(field, text, decimals)
        value, problem = known[text]
        if problem:
            report(row, field.column, *problem)
        values.append(value)
    return typed(field, values, rows)


def typed(field: Field, values: Sequence[Any], rows: Sequence[int]) -> pd.Series:
    """Values as a column of the field's type; None stands for blank."""
    if field.kind in NUMBER_KINDS:
        return pd.Series(values, index=list(rows), dtype=float)
    if field.kind == "date":
        return pd.Series(values, index=list(rows), dtype="datetime64[us]")
    if field.kind == "flag":
        return pd.Series([bool(value) for value in values], index=list(rows), dtype=bool)
    return pd.Series([value or "" for value in values], index=list(rows), dtype=str)


def _shows_three_decimals(texts: Sequence[str]) -> bool:
    """Whether all cells have three decimals, and one of them cannot be thousands."""
    filled_in = {text for text in texts if text}
    return all(map(_THREE_DECIMALS.fullmatch, filled_in)) and any(
        map(_NO_THOUSANDS.fullmatch, filled_in)
    )


def _read_cell(
    field: Field, text: str, decimals: bool = False
) -> tuple[Any, tuple[Said, Said] | None]:
    if not text:
        if field.required:
            return None, (say("nothing"), wanted(field))
        return (_value(field, field.default) if field.default else None), None
    if problem := unfit_text(text, single_line=field.kind not in ("text",)):
        return None, problem
    if field.column != "url" and (kind := personal_value(text)):
        return None, (say("what looks like %(kind)s", kind=kind), VALUE_REMEDY)
    value = _value(field, text.rstrip("0") if decimals else text)
    if value is None:
        return None, (quote(text), joined([wanted(field), _hint(field, text)], ""))
    return value, None


def _value(field: Field, text: str) -> Any:
    """The value, or None when the text does not fit the field."""
    if field.kind in NUMBER_KINDS:
        return _number(field, text)
    if field.kind == "date":
        return _date(text)
    if field.kind == "flag":
        return {"yes": True, "no": False}.get(text.casefold())
    if field.kind == "choice":
        return text if text in field.choices else None
    if field.unit.startswith("ISO 3166-1"):
        return text if _COUNTRY.fullmatch(text) else None
    return text


def _number(field: Field, text: str) -> float | None:
    kind = field.kind
    if not (_WHOLE.fullmatch(text) if kind == "integer" else _plain(text)):
        return None
    if _may_be_thousands(field, text):
        return None
    value = float(text)
    low, high = _RANGES.get(kind, (-math.inf, math.inf))
    if field.unit == "km":
        high = AROUND_THE_EARTH
    if kind == "integer":
        low, high = 0, LARGEST_INTEGER
    fits = math.isfinite(value) and low <= value <= high and not (kind == "positive" and value <= 0)
    return value + 0.0 if fits else None


def _date(text: str) -> pd.Timestamp | None:
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return pd.Timestamp(text)
    except ValueError:
        return None


def _may_be_thousands(field: Field, text: str) -> bool:
    """Whether the point of a quantity, as in 9.000, may be what separates thousands."""
    return field.kind in ("nonnegative", "positive") and bool(_MAYBE_THOUSANDS.fullmatch(text))


def _plain(text: str) -> bool:
    return bool(_DECIMAL.fullmatch(text))


def _hint(field: Field, text: str) -> Said:
    if field.kind == "choice":
        return did_you_mean(text, field.choices)
    if field.kind == "flag":
        return did_you_mean(text, ("yes", "no"))
    if field.kind == "integer" and _WHOLE.fullmatch(text):
        most = say(" (at most %(most)s)", most=LARGEST_INTEGER)
        return say(" (not negative)") if float(text) < 0 else most
    if field.unit == "km" and _plain(text) and float(text) > AROUND_THE_EARTH:
        return say(" (at most %(most)s km)", most=f"{AROUND_THE_EARTH:g}")
    if _may_be_thousands(field, text):
        return say(" (without the point if it separates thousands, else without the last 0)")
    if field.kind in ("number", "nonnegative", "positive") and _plain(text):
        return (
            say(" (at most %(most)s)", most=f"{LARGEST:.0f}") if float(text) > LARGEST else NOTHING
        )
    if field.kind in NUMBER_KINDS and _LIKE_A_NUMBER.fullmatch(text):
        return _number_hint(field, text)
    return _date_hint(text) if field.kind == "date" else _country_hint(field, text)


def _country_hint(field: Field, text: str) -> Said:
    if field.unit.startswith("ISO 3166-1") and _COUNTRY.fullmatch(text.upper()):
        return say(" (did you mean '%(name)s'?)", name=text.upper())
    return NOTHING


def _date_hint(text: str) -> Said:
    """Why what looks like a date is none."""
    if _DAY_NUMBER.fullmatch(text):
        return say(" (a spreadsheet's number of a day: give the cells the format of a date)")
    if not _LIKE_A_DATE.fullmatch(text):
        return NOTHING
    known = _ISO_DATE.fullmatch(text)
    return say(" (there is no such day)") if known else say(" (from 1900 to 2199)")


def _number_hint(field: Field, text: str) -> Said:
    """How a number that is written otherwise, or is none of its kind, is written."""
    if field.kind in _EXAMPLES:
        wanting = field.kind == "integer" or not _plain(text)
        example = _EXAMPLES[field.kind]
        return say(" (written like %(example)s)", example=example) if wanting else NOTHING
    return NOTHING if _plain(text) else say(" (written like 1234 or 1234.5)")
