"""Settings as text: TOML for `scenario.toml`, one line for each setting for a workbook.

It answers: how are these settings written so that reading gives the same settings?
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from posada.saying import say
from posada.scenario.ranges import Range
from posada.scenario.settings import Settings
from posada.scenario.sheets import clean

# A setting that is a list has one line for each entry.
LISTS = ("caveats", "caveats_es", "standards")

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def settings_content(value: Any) -> Any:
    """Settings as plain tables, lists, texts, numbers and dates, ranges as short as can be."""
    if isinstance(value, Range):
        if value.source or value.note:
            return {key: text for key, text in value.model_dump().items() if text != ""}
        return value.low if value.low == value.high else [value.low, value.high]
    if isinstance(value, BaseModel):
        return {name: settings_content(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {key: settings_content(part) for key, part in value.items()}
    return [settings_content(part) for part in value] if isinstance(value, list) else value


def toml_value(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        parts = (f"{toml_key(key)} = {toml_value(part)}" for key, part in value.items())
        return "{ " + ", ".join(parts) + " }" if value else "{}"
    return "[" + ", ".join(toml_value(part) for part in value) + "]"


def toml_key(key: str) -> str:
    """A key as TOML writes it, in quotes where it has to be."""
    return key if _BARE_KEY.fullmatch(key) else toml_value(key)


def toml_text(settings: Settings) -> str:
    """The whole of `scenario.toml`."""
    content = settings_content(settings)
    lines: list[str] = []
    for key, value in content.items():
        if key == "standards":
            for override in value:
                lines += ["", "[[standards]]", *_assignments(override)]
        elif isinstance(value, dict):
            lines += ["", f"[{key}]", *_assignments(value)]
        elif key in LISTS:
            lines += [f"{key} = [", *(f"    {toml_value(text)}," for text in value), "]"]
        else:
            lines.append(f"{key} = {toml_value(value)}")
    return "\n".join(lines) + "\n"


def setting_lines(settings: Settings) -> Iterator[tuple[str, Any]]:
    """Dotted key and cell of every setting, for the sheet `scenario` of a workbook.

    Texts stand as they are, unless they would be read as something else: then in quotes.
    """
    content = settings_content(settings)
    lists = {key: content.pop(key) for key in LISTS}
    for path, value in _leaves(content):
        yield ".".join(map(toml_key, path)), _cell(value)
    for key, entries in lists.items():
        for entry in entries:
            yield key, _cell(entry)


def add_setting(content: dict[str, Any], key: str, cell: str) -> None:
    """Put one line of the sheet `scenario` into the content of the settings.

    Raises
    ------
    ValueError
        When the key cannot be understood, or was given already.
    """
    path = setting_path(key)
    value = cell_value(cell)
    if path in [(name,) for name in LISTS]:
        entries = value if isinstance(value, list) else [value]
        content.setdefault(path[0], []).extend(entries)
        return
    block = content
    for part in path[:-1]:
        block = block.setdefault(part, {})
        if not isinstance(block, dict):
            raise ValueError(say("the key of a block of settings, or of one setting in it"))
    if path[-1] in block:
        raise ValueError(say("each setting once"))
    block[path[-1]] = value


def cell_value(cell: str) -> Any:
    """What a cell means: a TOML value where it is one, otherwise the text itself."""
    try:
        content = tomllib.loads(f"value = {cell}")
    except tomllib.TOMLDecodeError:
        return cell
    return content["value"] if len(content) == 1 else cell


def setting_path(key: str) -> tuple[str, ...]:
    """The block and the name of a dotted key.

    Raises
    ------
    ValueError
        When the key cannot be understood.
    """
    try:
        content = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError as error:
        raise ValueError(
            say('a key such as movement.pace.foot, or movement.leave."San Juan"')
        ) from error
    path: list[str] = []
    step: Any = content
    while isinstance(step, dict):
        if len(step) != 1:
            raise ValueError(say("one key in a cell"))
        name, step = next(iter(step.items()))
        path.append(name)
    return tuple(path)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value if cell_value(clean(value)) == value else toml_value(value)
    return value if type(value) in (int, float) else toml_value(value)


def _leaves(content: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    for key, value in content.items():
        inside = isinstance(value, dict) and value and not {"low", "high"} <= set(value)
        if inside:
            yield from _leaves(value, (*path, key))
        elif value != "":
            yield (*path, key), value


def _assignments(content: Mapping[str, Any]) -> list[str]:
    return [f"{toml_key(key)} = {toml_value(value)}" for key, value in content.items()]
