"""Settings from their text: every misfit told in the same words as a misfit in a table."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from posada.scenario.cells import unfit_text
from posada.scenario.draft import Draft
from posada.scenario.files import SETTINGS_FILE
from posada.scenario.privacy import VALUE_REMEDY, personal_value
from posada.scenario.settings import Range, Settings
from posada.scenario.wording import did_you_mean, quote

FIRST_YEAR, LAST_YEAR = 1900, 2199
RANGE = "a number, [low, high], or {low, high, source, note}"
EXPECTED = {
    "string_type": "a text in quotes",
    "string_too_short": "a text that is not empty",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number that is not infinite",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "date_type": "a date such as 2018-11-13",
    "date_parsing": "a date such as 2018-11-13",
    "date_from_datetime_parsing": "a date such as 2018-11-13",
    "date_from_datetime_inexact": "a date such as 2018-11-13",
    "dict_type": "a table of settings",
    "list_type": "a list in square brackets",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number not below {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number not above {le}",
}


def read_settings(draft: Draft, content: dict[str, Any]) -> Settings | None:
    """Settings from the content of `scenario.toml`; None, with problems noted, when unfit."""
    unfit = _note_texts(draft, content)
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            _note(draft, dict(one))
        return None
    for key in ("start", "as_of"):
        date = getattr(settings, key)
        if not FIRST_YEAR <= date.year <= LAST_YEAR:
            draft.setting(key, quote(date), f"a date in the years {FIRST_YEAR} to {LAST_YEAR}")
            unfit = True
    return None if unfit else settings


def _note_texts(draft: Draft, content: Any, key: str = "") -> bool:
    """Note every text that no file may hold; say whether there was one."""
    if isinstance(content, str) and (kind := personal_value(content)):
        draft.setting(key, f"what looks like {kind}", VALUE_REMEDY)
        return True
    if isinstance(content, str) and content and (problem := unfit_text(content)):
        draft.setting(key, *problem)
        return True
    if isinstance(content, dict):
        parts = [(f"{key}.{name}" if key else name, value) for name, value in content.items()]
    else:
        parts = [(key, value) for value in content] if isinstance(content, list) else []
    return any([_note_texts(draft, value, name) for name, value in parts])


def _note(draft: Draft, error: dict[str, Any]) -> None:
    location, kind = error["loc"], error["type"]
    key = ".".join(str(part) for part in location) or "start"
    context = error.get("ctx", {})
    found = "nothing" if kind == "missing" else _shown(error["input"])
    if kind == "missing":
        expected = _expected_type(location)
    elif kind == "extra_forbidden":
        found = quote(location[-1])
        known = list(_model_at(location[:-1]).model_fields)
        expected = f"a setting that posada knows{did_you_mean(str(location[-1]), known)}"
    elif kind == "value_error":
        found, expected = str(context["error"]), "them the other way round"
    elif kind in ("model_type", "model_attributes_type"):
        expected = RANGE if _model_at(location) is Range else "a table of settings"
    elif kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        expected = EXPECTED[kind].format(**context)
    else:
        expected = EXPECTED.get(kind, error["msg"])
    if draft.settings_file != SETTINGS_FILE:  # quotes in a cell would be part of the text
        expected = expected.removesuffix(" in quotes")
    draft.setting(key, found, expected)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a table of settings"
    return "a list" if isinstance(value, list) else quote(value)


def _expected_type(location: tuple[Any, ...]) -> str:
    """What a missing setting should be."""
    field = _model_at(location[:-1]).model_fields[str(location[-1])]
    name = getattr(field.annotation, "__name__", "")
    words = {
        "str": EXPECTED["string_type"],
        "int": EXPECTED["int_type"],
        "float": EXPECTED["float_type"],
        "date": EXPECTED["date_type"],
    }
    return words.get(name, "a value")


def _model_at(location: tuple[Any, ...]) -> type[BaseModel]:
    """The block of settings that a location lies in."""
    kind: Any = Settings
    for part in location:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(part))
            kind = field.annotation if field else Settings
        else:
            kind = typing.get_args(kind)[-1]
        while typing.get_origin(kind) not in (None, dict, list, types.UnionType):
            kind = typing.get_args(kind)[0]
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else Settings
