"""Blocks of settings, the numbers in them, and ranges for what is not known exactly.

It answers how a person may write a number or a range. It refuses keys that nobody knows, and `true`
where a number is meant.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from posada.saying import say


class Strict(BaseModel):
    """A frozen block of settings in which every key is known, and `true` is no number."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: Any, info: ValidationInfo) -> Any:
        kind = cls.model_fields[str(info.field_name)].annotation
        if isinstance(value, bool) and kind in (int, float):
            raise PydanticCustomError("int_type" if kind is int else "float_type", "a number")
        return value


def _no_flag(value: Any) -> Any:
    """A number in a table of numbers."""
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "a number")
    return value


Number = Annotated[float, BeforeValidator(_no_flag)]


class Range(Strict):
    """A parameter that is not known exactly: each draw takes its own value in [low, high].

    In the file: a number, `[low, high]`, or `{low, high, source, note}`.
    """

    low: float
    high: float
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Range:
        if self.low > self.high:
            raise ValueError(
                say(
                    "low (%(low)s) is above high (%(high)s)",
                    low=f"{self.low:g}",
                    high=f"{self.high:g}",
                )
            )
        return self


def position_in(wide: bool) -> Range:
    """Where in another range a draw lies, 0 to 1; of one that is exact there is nothing to know."""
    return Range(low=0, high=1) if wide else Range(low=0.5, high=0.5)


def as_range(value: Any) -> Any:
    """Accept `0.3`, `[0.2, 0.4]` and `{low = 0.2, high = 0.4}` for a Range."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return {"low": value, "high": value}
    if isinstance(value, list) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    return value


Spread = Annotated[Range, BeforeValidator(as_range)]
Probabilities = dict[str, Spread]
