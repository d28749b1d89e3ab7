"""Settings from their text: every misfit told in the same words as a misfit in a table."""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from posada.errors import InputError
from posada.saying import Said, by_others, joined, say
from posada.scenario.cells import unfit_text
from posada.scenario.draft import Draft
from posada.scenario.files import SETTINGS_FILE
from posada.scenario.hints import date_hint
from posada.scenario.privacy import VALUE_REMEDY, personal_value
from posada.scenario.ranges import Range
from posada.scenario.settings import LONGEST, Settings
from posada.scenario.wording import did_you_mean, quote

FIRST_YEAR, LAST_YEAR = 1900, 2199
_YEARS = say("a date in the years %(first)s to %(last)s", first=FIRST_YEAR, last=LAST_YEAR)
RANGE = say("a number, [low, high], or {low, high, source, note}")
DECIMALS = say("a number, or [low, high], with decimal points, such as [0.5, 0.9]")
EXPECTED = {
    "string_type": say("a text in quotes"),
    "string_too_short": say("a text that is not empty"),
    "float_type": say("a number"),
    "float_parsing": say("a number"),
    "finite_number": say("a number that is not infinite"),
    "int_type": say("a whole number"),
    "int_parsing": say("a whole number"),
    "int_parsing_size": say("a whole number"),
    "int_from_float": say("a whole number"),
    "date_type": say("a date such as 2018-11-13"),
    "date_parsing": say("a date such as 2018-11-13"),
    "date_from_datetime_parsing": say("a date such as 2018-11-13"),
    "date_from_datetime_inexact": say("a date such as 2018-11-13"),
    "bool_type": say("true or false"),
    "bool_parsing": say("true or false"),
    "dict_type": say("a table of settings"),
    "list_type": say("a list in square brackets"),
}
_LIMITS: dict[str, Callable[[str], Said]] = {
    "greater_than": lambda limit: say("a number above %(limit)s", limit=limit),
    "greater_than_equal": lambda limit: say("a number not below %(limit)s", limit=limit),
    "less_than": lambda limit: say("a number below %(limit)s", limit=limit),
    "less_than_equal": lambda limit: say("a number not above %(limit)s", limit=limit),
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
            draft.setting(key, quote(date), _YEARS)
            unfit = True
    if not unfit and (settings.as_of - settings.start).days > LONGEST:
        draft.setting("as_of", quote(settings.as_of), too_late(settings.start))
        unfit = True
    return None if unfit else settings


def given_settings(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with some changed by a program.

    Raises
    ------
    InputError
        When a change names no setting, or gives it a value that it cannot have.
    """
    try:
        return Settings.model_validate({**settings.model_dump(), **changes})
    except ValidationError as error:
        draft = Draft("", SETTINGS_FILE)
        for one in error.errors(include_url=False):
            _note(draft, dict(one))
        raise InputError(draft.problems(), say("the settings of the run")) from error


def too_late(start: dt.date) -> Said:
    """What a last day of information should be that lies too far from the start."""
    return say("at most %(most)s days after %(start)s, the start", most=LONGEST, start=start)


def _note_texts(draft: Draft, content: Any, key: str = "") -> bool:
    """Note every text that no file may hold; say whether there was one."""
    if isinstance(content, str) and (kind := personal_value(content)):
        draft.setting(key, say("what looks like %(kind)s", kind=kind), VALUE_REMEDY)
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
    found = say("nothing") if kind == "missing" else _shown(error["input"])
    if kind == "missing":
        expected = _expected_type(location)
    elif kind == "extra_forbidden":
        found = quote(location[-1])
        known = list(_model_at(location[:-1]).model_fields)
        hint = did_you_mean(str(location[-1]), known)
        expected = say("a setting that posada knows%(hint)s", hint=hint)
    elif kind == "value_error":
        found, expected = context["error"].args[0], say("them the other way round")
    elif kind in ("model_type", "model_attributes_type"):
        expected = say("a table of settings")
        if _model_at(location) is Range:
            expected = DECIMALS if _decimal_commas(error["input"]) else RANGE
    elif kind == "bool_parsing":
        hint = did_you_mean(str(error["input"]), ("true", "false"))
        expected = joined([EXPECTED[kind], hint], "")
    else:
        expected = in_words(kind, context, error["msg"])
    if kind.startswith("date_") and isinstance(error["input"], str):
        expected = joined([expected, date_hint(error["input"])], "")
    if draft.settings_file != SETTINGS_FILE and expected == EXPECTED["string_type"]:
        expected = say("a text")  # quotes in a cell would be part of the text
    draft.setting(key, found, expected)


def in_words(kind: str, context: Mapping[str, Any], otherwise: str) -> Said:
    """What should stand there instead of what pydantic refuses for a reason of this kind."""
    if kind in _LIMITS:
        return _LIMITS[kind](f"{next(iter(context.values())):g}")
    return EXPECTED.get(kind) or by_others(otherwise)


def _decimal_commas(value: Any) -> bool:
    """Whether commas seem to stand where points belong: in `0,5` and `[0,5, 0,9]`."""
    many = isinstance(value, list) and len(value) > 2
    return many or (isinstance(value, str) and re.search(r"\d,\d", value) is not None)


def _shown(value: Any) -> Said:
    if isinstance(value, dict):
        return say("a table of settings")
    if isinstance(value, bool):
        return quote(str(value).lower())
    if isinstance(value, list) and len(value) > 1:
        return say("a list of %(count)s", count=len(value))
    return say("a list") if isinstance(value, list) else quote(value)


def _expected_type(location: tuple[Any, ...]) -> Said:
    """What a missing setting should be."""
    field = _model_at(location[:-1]).model_fields[str(location[-1])]
    name = getattr(field.annotation, "__name__", "")
    words = {
        "str": EXPECTED["string_type"],
        "int": EXPECTED["int_type"],
        "float": EXPECTED["float_type"],
        "date": EXPECTED["date_type"],
    }
    return words.get(name, say("a value"))


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
