"""A new scenario to fill in, with every table, column and setting explained where it is needed."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel

from posada.errors import InputError, Problem
from posada.scenario.cells import wanted
from posada.scenario.export import fill_folder, fill_workbook, write_workbook
from posada.scenario.fields import TABLES, Field, load_fields
from posada.scenario.files import SETTINGS_FILE, example_folder, examples
from posada.scenario.read import read_scenario
from posada.scenario.settings import Movement, Needs, Override, Plan, Settings
from posada.scenario.toml_text import (
    setting_lines,
    settings_content,
    toml_key,
    toml_value,
)
from posada.scenario.wording import did_you_mean, quote

_EXAMPLES = {
    "name": '"my-scenario"',
    "title": '"What this is, where and when"',
    "start": "2018-10-12",
    "as_of": "2018-11-13",
    "horizon_days": "28",
    "item": '"water_basic"',
    "value": "20",
    "author": '"Coordination of the shelters"',
    "date": "2018-11-13",
    "reason": '"Hot weather"',
}
_BLOCKS: dict[str, type[BaseModel]] = {"movement": Movement, "needs": Needs, "plan": Plan}


def new_scenario(folder: str | Path, example: str | None = None) -> None:
    """Write a commented scenario to fill in, or a copy of an example.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty; or the name of a new workbook (.xlsx).
    example : str, optional
        Name of an example that comes with posada, to copy instead.

    Raises
    ------
    InputError
        When there is something in the folder already, or no such example.
    """
    names, path = examples(), Path(folder)
    if example is not None and example not in names:
        expected = f"one of {', '.join(names)}{did_you_mean(example, names)}"
        problem = Problem("examples", None, None, quote(example), expected)
        raise InputError([problem], "the new scenario")
    if path.suffix.lower() == ".xlsx":
        _new_workbook(path, example)
    elif example is None:
        fill_folder(path, _write_template)
    else:
        fill_folder(path, lambda made: _copy(example_folder(example), made))


def _new_workbook(path: Path, example: str | None) -> None:
    """The same as a workbook: an example, or empty sheets with each column explained."""
    if path.exists():
        problem = Problem(str(path), None, None, "a file", "the name of a new workbook")
        raise InputError([problem], "the workbook to write")
    if example is not None:
        write_workbook(read_scenario(example), path)
        return
    tables = {table: pd.DataFrame(columns=list(fields)) for table, fields in load_fields().items()}
    fill_workbook(path, _blank_settings(), tables)


def _blank_settings() -> Iterator[tuple[str, Any]]:
    """Every setting with its default; those that must be filled in stand empty."""
    day = dt.date(2000, 1, 1)
    filled = Settings(name="x", title="x", start=day, as_of=day, horizon_days=1)
    for key, cell in setting_lines(filled):
        field = Settings.model_fields.get(key)
        yield key, "" if field is not None and field.is_required() else cell


def settings_template() -> str:
    """A `scenario.toml` in which every setting is explained."""
    lines = ["# Settings of the scenario. Lines that begin with # are explanations or defaults."]
    for name, field in Settings.model_fields.items():
        if name in _BLOCKS or name == "standards":
            continue
        lines += ["", *_explained(name, field.description, field.is_required())]
        if field.is_required():
            lines.append(f"# {name} = {_EXAMPLES[name]}    (fill in, and remove the # before it)")
        else:
            lines.append(f"{name} = {toml_value(field.get_default(call_default_factory=True))}")
    for name, block in _BLOCKS.items():
        lines += ["", "", *(f"# {line}".rstrip() for line in _summary(block)), f"[{name}]"]
        defaults = settings_content(block())
        for key, field in block.model_fields.items():
            lines += _explained(key, field.description, False)
            lines.append(f"# {toml_key(key)} = {toml_value(defaults[key])}")
    lines += ["", "", *(f"# {line}" for line in _summary(Override)), "# [[standards]]"]
    lines += [f"# {name} = {_EXAMPLES[name]}" for name in Override.model_fields]
    return "\n".join(lines) + "\n"


def table_template(table: str) -> str:
    """A CSV table without rows: explanations, header, HXL tags."""
    fields = list(load_fields()[table].values())
    lines = [f"# {TABLES[table]}", *map(_column_line, fields)]
    lines.append(",".join(field.column for field in fields))
    lines.append(",".join(field.hxl for field in fields))
    return "\n".join(lines) + "\n"


def _write_template(folder: Path) -> None:
    (folder / SETTINGS_FILE).write_text(settings_template(), encoding="utf-8")
    for table in load_fields():
        (folder / f"{table}.csv").write_text(table_template(table), encoding="utf-8")


def _copy(origin: Path, target: Path) -> None:
    for path in sorted(origin.iterdir()):
        if path.is_file():
            shutil.copyfile(path, target / path.name)


def _column_line(field: Field) -> str:
    need = "required" if field.required else f"default: {field.default or 'empty'}"
    unit = f" [{field.unit}]" if field.unit else ""
    kind = f"from the table {field.target}" if field.target else wanted(field)
    kind = kind.removesuffix(", or empty")
    return f"# {field.column}{unit} ({kind}; {need}): {field.meaning}"


def _explained(name: str, description: str | None, required: bool) -> Iterator[str]:
    if description:
        yield f"# {name}{' (required)' if required else ''}: {description}"


def _summary(block: type[BaseModel]) -> list[str]:
    return (block.__doc__ or "").strip().replace("\n    ", "\n").splitlines()
