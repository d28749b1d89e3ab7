"""From text to typed values: one column at a time.

It answers: what does this cell mean, and if it means nothing, what should stand there? It repairs
nothing: an unfit cell is reported and left blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from posada.saying import Said, joined, say
from posada.scenario.fields import NUMBER_KINDS, Field
from posada.scenario.figures import read_number, shows_three_decimals
from posada.scenario.hints import COUNTRY, ISO_DATE, hint
from posada.scenario.privacy import VALUE_REMEDY, personal_value
from posada.scenario.wording import quote

LONGEST_TEXT = 32_000  # a cell of a workbook holds 32,767 characters

Report = Callable[[int, str, Said, Said], None]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL_OR_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f]")
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
    decimals = field.kind in NUMBER_KINDS and shows_three_decimals(texts)
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
        return None, (quote(text), joined([wanted(field), hint(field, text)], ""))
    return value, None


def _value(field: Field, text: str) -> Any:
    """The value, or None when the text does not fit the field."""
    if field.kind in NUMBER_KINDS:
        return read_number(field, text)
    if field.kind == "date":
        return _date(text)
    if field.kind == "flag":
        return {"yes": True, "no": False}.get(text.casefold())
    if field.kind == "choice":
        return text if text in field.choices else None
    if field.unit.startswith("ISO 3166-1"):
        return text if COUNTRY.fullmatch(text) else None
    return text


def _date(text: str) -> pd.Timestamp | None:
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return pd.Timestamp(text)
    except ValueError:
        return None
