"""The page that explains the files of a scenario, from the same fields that reading uses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from posada.scenario.fields import REQUIRED_TABLES, TABLES, Field, load_fields
from posada.scenario.settings import GroupRules, Movement, Needs, Override, Plan, Range, Settings
from posada.scenario.toml_text import settings_content, toml_value

_INTRODUCTION = """# The files of a scenario

A scenario is a folder with `scenario.toml` and one CSV table for each kind of thing, or one
workbook (`.xlsx`) with a sheet for each table and a sheet `scenario` for the settings. The tables
{required} are required, all others may be missing. `posada new DIR` writes all of them with
explanations, to be filled in.

- CSV tables are UTF-8, separated by `,` or `;`. Numbers have a decimal point and no separator of
  thousands, dates are written 2018-11-13, flags are yes or no.
- Lines at the top that begin with `# ` are explanations. A row of HXL tags may stand under the
  header.
- A name stands for the same thing in every table, letter by letter.
- No personal data: names of persons, telephone numbers, e-mail addresses, identity numbers and
  dates of birth are refused.
- Formulas are refused: paste the values.
"""
_TYPES = {
    "name": "name, unique",
    "integer": "whole number, 0 or more",
    "nonnegative": "number, 0 or more",
    "positive": "number above 0",
    "share": "share, 0 to 1",
    "flag": "yes or no",
}
_ANNOTATIONS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    dt.date: "date",
    Range: "range",
    dict[str, float]: "number by name",
    dict[str, GroupRules]: "factors by group",
    list[str]: "list of texts",
}


def describe_fields() -> str:
    """The Markdown page of every table, column and setting."""
    required = ", ".join(f"`{table}`" for table in REQUIRED_TABLES[:-1])
    parts = [_INTRODUCTION.format(required=f"{required} and `{REQUIRED_TABLES[-1]}`")]
    for table, fields in load_fields().items():
        parts.append(_describe_table(table, list(fields.values())))
    parts.append(_describe_settings())
    return "\n".join(parts)


def _describe_table(table: str, fields: list[Field]) -> str:
    need = "required" if table in REQUIRED_TABLES else "optional"
    lines = [f"## {table}", "", f"{TABLES[table]} ({need})", ""]
    lines += _header("column", "type", "unit", "default", "meaning", "HXL tag")
    for field in fields:
        default = "**required**" if field.required else field.default or "empty"
        name = f"`{field.column}`"
        lines.append(_row(name, _type(field), field.unit, default, field.meaning, f"`{field.hxl}`"))
    return "\n".join(lines) + "\n"


def _type(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    if field.target == "sources":
        return "ids from `sources`"
    if field.target == "standards":
        return "item from the table of standards"
    if field.target:
        return f"name from `{field.target}`"
    return _TYPES.get(field.kind, field.kind)


def _describe_settings() -> str:
    text = (
        "A range says between which values a number may lie; each draw takes its own. It is "
        'written `0.3`, `[0.2, 0.4]` or `{ low = 0.2, high = 0.4, source = "A030", '
        'note = "..." }`. A range by name is a table such as '
        "`leave = { default = [0.5, 0.9], site = 0.01 }`; a table that is given replaces the "
        "whole default."
    )
    lines = ["## scenario.toml", "", text, ""]
    blocks: dict[str, type[BaseModel]] = {
        "": Settings,
        "[movement]": Movement,
        "[movement.groups.NAME]": GroupRules,
        "[needs]": Needs,
        "[plan]": Plan,
        "[[standards]]": Override,
    }
    for title, block in blocks.items():
        summary = " ".join((block.__doc__ or "").split())
        lines += [f"### {title}", "", summary, ""] if title else []
        lines += [*_header("setting", "type", "default", "meaning"), *_settings_rows(block), ""]
    return "\n".join(lines)


def _settings_rows(block: type[BaseModel]) -> list[str]:
    rows = []
    for name, field in block.model_fields.items():
        if field.annotation in (Movement, Needs, Plan, list[Override]):
            continue
        default = "**required**"
        if not field.is_required():
            value = settings_content(field.get_default(call_default_factory=True))
            default = f"`{toml_value(value)}`"
        kind = _ANNOTATIONS.get(field.annotation, "range by name")
        rows.append(_row(f"`{name}`", kind, default, field.description or ""))
    return rows


def _header(*names: str) -> list[str]:
    return [_row(*names), _row(*("---" for _ in names))]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
