"""A new scenario to fill in, with every table, column and setting explained where it is needed."""

from __future__ import annotations

import datetime as dt
import shutil
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from posada.errors import InputError, Problem
from posada.saying import by_others, joined, say
from posada.scenario.cells import filled
from posada.scenario.export import fill_folder, fill_workbook, write_workbook
from posada.scenario.fields import TABLES, Field, load_fields
from posada.scenario.files import SETTINGS_FILE, example_folder, examples
from posada.scenario.read import read_scenario
from posada.scenario.settings import Movement, Needs, Override, Plan, Settings
from posada.scenario.strays import TABLE_LIKE
from posada.scenario.toml_text import (
    setting_lines,
    settings_content,
    toml_key,
    toml_value,
)
from posada.scenario.wording import did_you_mean, quote

_EXAMPLES = {
    "name": say('"my-scenario"'),
    "title": say('"What this is, where and when"'),
    "start": "2018-10-12",
    "as_of": "2018-11-13",
    "horizon_days": "28",
    "item": '"water_basic"',
    "value": "20",
    "author": say('"Coordination of the shelters"'),
    "date": "2018-11-13",
    "reason": say('"Hot weather"'),
}
HEADING = say("Settings of the scenario. Lines that begin with # are explanations or defaults.")
FILL_IN = say("fill in, and remove the # before it")
WIDTH = 100
_BLOCKS: dict[str, type[BaseModel]] = {"movement": Movement, "needs": Needs, "plan": Plan}


def new_scenario(
    folder: str | Path, example: str | None = None, told: Callable[[str], str] = str
) -> None:
    """Write a commented scenario to fill in, or a copy of an example.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty; or the name of a new workbook (.xlsx).
    example : str, optional
        Name of an example that comes with posada, to copy instead.
    told : callable
        Says a sentence in the language of whoever fills it in; English if not given.

    Raises
    ------
    InputError
        When there is something in the folder already, or no such example; or when the folder has no
        name, or that of a file that cannot hold a scenario.
    """
    names, path = examples(), Path(folder)
    if example is not None and example not in names:
        expected = say(
            "one of %(names)s%(hint)s", names=joined(names), hint=did_you_mean(example, names)
        )
        problem = Problem("examples", None, None, quote(example), expected)
        raise InputError([problem], say("the new scenario"))
    if not str(folder):  # which a path would take for the folder somebody works in
        found, expected = say("nothing"), say("a folder, or a workbook (.xlsx)")
        raise InputError([Problem("folder", None, None, found, expected)], say("the new scenario"))
    if path.suffix.lower() in set(TABLE_LIKE) - {".xlsx"}:
        found, expected = say("the name of a file"), say("a folder, or a workbook (.xlsx)")
        raise InputError([Problem(str(path), None, None, found, expected)], say("the new scenario"))
    if path.suffix.lower() == ".xlsx":
        _new_workbook(path, example, told)
    elif example is None:
        fill_folder(path, lambda made: _write_template(made, told))
    else:
        fill_folder(path, lambda made: _copy(example_folder(example), made))


def _new_workbook(path: Path, example: str | None, told: Callable[[str], str]) -> None:
    """The same as a workbook: an example, or empty sheets with each column explained."""
    if path.exists():
        problem = Problem(str(path), None, None, say("a file"), say("the name of a new workbook"))
        raise InputError([problem], say("the workbook to write"))
    if example is not None:
        write_workbook(read_scenario(example), path, told)
        return
    tables = {table: pd.DataFrame(columns=list(fields)) for table, fields in load_fields().items()}
    fill_workbook(path, _blank_settings(), tables, told)


def _blank_settings() -> Iterator[tuple[str, Any]]:
    """Every setting with its default; those that must be filled in stand empty."""
    day = dt.date(2000, 1, 1)
    filled = Settings(name="x", title="x", start=day, as_of=day, horizon_days=1)
    for key, cell in setting_lines(filled):
        field = Settings.model_fields.get(key)
        yield key, "" if field is not None and field.is_required() else cell


def settings_template(told: Callable[[str], str] = str) -> str:
    """A `scenario.toml` in which every setting is explained."""
    lines = ["# " + told(HEADING)]
    for name, field in Settings.model_fields.items():
        if name in _BLOCKS or name == "standards":
            continue
        lines += ["", *_explained(name, field, told)]
        if field.is_required():
            lines.append(f"# {name} = {told(_EXAMPLES[name])}    ({told(FILL_IN)})")
        else:
            lines.append(f"{name} = {toml_value(field.get_default(call_default_factory=True))}")
    for name, block in _BLOCKS.items():
        lines += ["", "", *_summary(block, told), f"[{name}]"]
        defaults = settings_content(block())
        for key, field in block.model_fields.items():
            lines += _explained(key, field, told)
            lines.append(f"# {toml_key(key)} = {toml_value(defaults[key])}")
    lines += ["", "", *_summary(Override, told), "# [[standards]]"]
    lines += [f"# {name} = {told(_EXAMPLES[name])}" for name in Override.model_fields]
    return "\n".join(lines) + "\n"


def table_template(table: str, told: Callable[[str], str] = str) -> str:
    """A CSV table without rows: explanations, header, HXL tags."""
    fields = list(load_fields()[table].values())
    lines = [f"# {told(TABLES[table])}", *(_column_line(field, told) for field in fields)]
    lines.append(",".join(field.column for field in fields))
    lines.append(",".join(field.hxl for field in fields))
    return "\n".join(lines) + "\n"


def _write_template(folder: Path, told: Callable[[str], str]) -> None:
    (folder / SETTINGS_FILE).write_text(settings_template(told), encoding="utf-8")
    for table in load_fields():
        (folder / f"{table}.csv").write_text(table_template(table, told), encoding="utf-8")


def _copy(origin: Path, target: Path) -> None:
    for path in sorted(origin.iterdir()):
        if path.is_file():
            shutil.copyfile(path, target / path.name)


def _column_line(field: Field, told: Callable[[str], str]) -> str:
    unit = f" [{told(by_others(field.unit))}]" if field.unit else ""
    kind = filled(field)
    if field.target:
        kind = say("from the table %(table)s", table=field.target)
    need = say("required")
    if not field.required:
        need = say("default: %(value)s", value=field.default or say("empty"))
    return f"# {field.column}{unit} ({told(kind)}; {told(need)}): {told(by_others(field.meaning))}"


def _explained(name: str, field: FieldInfo, told: Callable[[str], str]) -> Iterator[str]:
    if field.description:
        need = f" ({told(say('required'))})" if field.is_required() else ""
        yield f"# {name}{need}: {told(by_others(field.description))}"


def _summary(block: type[BaseModel], told: Callable[[str], str]) -> Iterator[str]:
    """What a block of settings is for, in lines of comments."""
    for number, paragraph in enumerate((block.__doc__ or "").strip().split("\n\n")):
        if number:
            yield "#"
        text = told(by_others(" ".join(paragraph.split())))
        yield from textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")
