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

from posada.scenario.fields import NUMBER_KINDS, Field
from posada.scenario.privacy import VALUE_REMEDY, personal_value
from posada.scenario.wording import did_you_mean, quote

LARGEST_INTEGER, LARGEST = 1_000_000_000, 1e12
AROUND_THE_EARTH = 40_000.0  # km
LONGEST_TEXT = 32_000  # a cell of a workbook holds 32,767 characters

Report = Callable[[int, str, str, str], None]

_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0+)?")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_WITH_SEPARATORS = re.compile(r"[+-]?[\d.,'\s]+")
_ISO_DATE = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")
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
    "number": "a number",
    "nonnegative": "a number, 0 or more",
    "positive": "a number above 0",
    "share": "a share between 0 and 1",
    "latitude": "a latitude between -90 and 90 degrees",
    "longitude": "a longitude between -180 and 180 degrees",
    "date": "a date such as 2018-11-13",
    "flag": "yes or no",
    "name": "a name",
    "text": "a text",
}


def wanted(field: Field) -> str:
    """What should stand in a cell of the field, in plain words."""
    if field.kind == "integer":
        things = {"person": " of people", "day": " of days"}.get(field.unit, "")
        words = f"a whole number{things}"
    elif field.kind == "ref":
        words = f"a name from {field.target}"
    elif field.kind == "choice":
        words = f"one of {', '.join(field.choices)}"
    elif field.unit.startswith("ISO 3166-1"):
        words = "a country code of two capital letters, such as HN"
    else:
        words = _WANTED[field.kind]
    return words if field.required else f"{words}, or empty"


def unfit_text(text: str, single_line: bool = False) -> tuple[str, str] | None:
    """What was found and what is expected, when no cell may hold this text."""
    if text[0] in "=@":
        return (
            f"a formula {quote(text)}",
            "a value (in the spreadsheet, copy the cells and paste their values)",
        )
    if (_CONTROL_OR_BREAK if single_line else _CONTROL).search(text):
        return quote(text), "a text without control characters or line breaks"
    if len(text) > LONGEST_TEXT:
        return f"a text of {len(text)} characters", f"at most {LONGEST_TEXT} characters"
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
    known: dict[str, tuple[Any, tuple[str, str] | None]] = {}
    values = []
    for row, text in zip(rows, texts, strict=True):
        if text not in known:
            known[text] = _read_cell(field, text)
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


def _read_cell(field: Field, text: str) -> tuple[Any, tuple[str, str] | None]:
    if not text:
        if field.required:
            return None, ("nothing", wanted(field))
        return (_value(field, field.default) if field.default else None), None
    if problem := unfit_text(text, single_line=field.kind not in ("text",)):
        return None, problem
    if field.column != "url" and (kind := personal_value(text)):
        return None, (f"what looks like {kind}", VALUE_REMEDY)
    value = _value(field, text)
    if value is None:
        return None, (quote(text), wanted(field) + _hint(field, text))
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


def _plain(text: str) -> bool:
    return bool(_DECIMAL.fullmatch(text))


def _hint(field: Field, text: str) -> str:
    if field.kind == "choice":
        return did_you_mean(text, field.choices)
    if field.kind == "flag":
        return did_you_mean(text, ("yes", "no"))
    if field.kind == "integer" and _WHOLE.fullmatch(text):
        return " (not negative)" if float(text) < 0 else f" (at most {LARGEST_INTEGER})"
    if field.unit == "km" and _plain(text) and float(text) > AROUND_THE_EARTH:
        return f" (at most {AROUND_THE_EARTH:g} km)"
    if field.kind in ("number", "nonnegative", "positive") and _plain(text):
        return f" (at most {LARGEST:.0f})" if float(text) > LARGEST else ""
    if field.kind in NUMBER_KINDS and _WITH_SEPARATORS.fullmatch(text) and not _plain(text):
        return " (written like 1234 or 1234.5)"
    if field.unit.startswith("ISO 3166-1") and _COUNTRY.fullmatch(text.upper()):
        return f" (did you mean '{text.upper()}'?)"
    return ""
