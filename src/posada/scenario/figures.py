"""How numbers are written in a cell, and which of them a field can hold."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from posada.scenario.fields import Field

LARGEST_INTEGER, LARGEST = 1_000_000_000, 1e12
AROUND_THE_EARTH = 40_000.0  # km

WHOLE = re.compile(r"[+-]?\d{1,15}(\.0{1,2})?")  # 1.000 may be a thousand
_MAYBE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d\d0")  # no program writes such a last zero
_THREE_DECIMALS = re.compile(r"\d+\.\d{3}")
_NO_THOUSANDS = re.compile(r"(0|\d{4,})\.\d{3}")  # 0.125 and 1250.000 separate no thousands
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_RANGES = {
    "number": (-LARGEST, LARGEST),
    "nonnegative": (0.0, LARGEST),
    "positive": (0.0, LARGEST),
    "share": (0.0, 1.0),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
}


def read_number(field: Field, text: str) -> float | None:
    """The number, or None when it is none, or none that the field can hold."""
    kind = field.kind
    if not (WHOLE.fullmatch(text) if kind == "integer" else plain_number(text)):
        return None
    if may_be_thousands(field, text):
        return None
    value = float(text)
    low, high = _RANGES.get(kind, (-math.inf, math.inf))
    if field.unit == "km":
        high = AROUND_THE_EARTH
    if kind == "integer":
        low, high = 0, LARGEST_INTEGER
    fits = math.isfinite(value) and low <= value <= high and not (kind == "positive" and value <= 0)
    return value + 0.0 if fits else None


def plain_number(text: str) -> bool:
    """Whether it is a number as posada writes it."""
    return bool(_DECIMAL.fullmatch(text))


def may_be_thousands(field: Field, text: str) -> bool:
    """Whether the point of a quantity, as in 9.000, may be what separates thousands."""
    return field.kind in ("nonnegative", "positive") and bool(_MAYBE_THOUSANDS.fullmatch(text))


def shows_three_decimals(texts: Sequence[str]) -> bool:
    """Whether all cells have three decimals, and one of them cannot be thousands."""
    filled_in = {text for text in texts if text}
    return all(map(_THREE_DECIMALS.fullmatch, filled_in)) and any(
        map(_NO_THOUSANDS.fullmatch, filled_in)
    )
