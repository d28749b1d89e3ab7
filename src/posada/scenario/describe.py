"""The page that explains the files of a scenario, from the same fields that reading uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from posada.saying import Said, by_others, joined, say
from posada.scenario.cells import filled
from posada.scenario.fields import REQUIRED_TABLES, TABLES, Field, load_fields
from posada.scenario.settings import (
    GroupRules,
    Movement,
    Needs,
    Number,
    Override,
    Plan,
    Range,
    Settings,
)
from posada.scenario.toml_text import settings_content, toml_value

Told = Callable[[str], str]
_INTRODUCTION = (
    say(
        "A scenario is a folder with `scenario.toml` and one CSV table for each kind of thing, or"
        " one workbook (`.xlsx`) with a sheet for each table and a sheet `scenario` for the"
        " settings. The tables %(required)s are required, all others may be missing. `posada new"
        " DIR` writes all of them with explanations, to be filled in.",
        required=joined(f"`{table}`" for table in REQUIRED_TABLES),
    ),
    say(
        "CSV tables are UTF-8, separated by `,`, `;` or tabs. Numbers have a decimal point and no"
        " separator of thousands, dates are written 2018-11-13, flags are yes or no."
    ),
    say(
        "Lines at the top that begin with `# ` are explanations. A row of HXL tags may stand under"
        " the header."
    ),
    say("A name stands for the same thing in every table, letter by letter."),
    say(
        "No personal data: names of persons, telephone numbers, e-mail addresses, identity numbers"
        " and dates of birth are refused."
    ),
    say("Formulas are refused: paste the values."),
)
_EXAMPLES = ("`0.3`", "`[0.2, 0.4]`", '`{ low = 0.2, high = 0.4, source = "A030" }`')
_TABLE = "`leave = { default = [0.5, 0.9], site = 0.01 }`"
_RANGES = say(
    "A range says between which values a number may lie; each draw takes its own. It is written"
    " %(examples)s. A range by name is a table such as %(table)s; a table that is given replaces"
    " the whole default.",
    examples=joined(_EXAMPLES),
    table=_TABLE,
)
_COLUMNS = (
    *(say("column"), say("what it holds"), say("unit"), say("default"), say("meaning")),
    say("HXL tag"),
)
_REQUIRED = say("required")
_ANNOTATIONS: dict[Any, Said] = {
    str: say("a text"),
    int: say("a whole number"),
    float: say("a number"),
    bool: say("true or false"),
    dt.date: say("a date"),
    Range: say("a range"),
    dict[str, Number]: say("a number by name"),
    dict[str, GroupRules]: say("factors by group"),
    list[str]: say("a list of texts"),
}
_BY_NAME = say("a range by name")


def describe_fields(told: Told = str) -> str:
    """The Markdown page of every table, column and setting.

    Parameters
    ----------
    told : says a sentence in the language of the page; English if not given
    """
    first, *rules = map(told, _INTRODUCTION)
    title = "# " + told(say("The files of a scenario"))
    parts = ["\n\n".join([title, first, "\n".join(f"- {rule}" for rule in rules)]) + "\n"]
    for table, fields in load_fields().items():
        parts.append(_describe_table(table, list(fields.values()), told))
    parts.append(_describe_settings(told))
    return "\n".join(parts)


def _describe_table(table: str, fields: list[Field], told: Told) -> str:
    need = _REQUIRED if table in REQUIRED_TABLES else say("optional")
    lines = [f"## {table}", "", f"{told(TABLES[table])} ({told(need)})", ""]
    lines += _header(*map(told, _COLUMNS))
    for field in fields:
        default = f"**{told(_REQUIRED)}**" if field.required else field.default
        unit, meaning = told(by_others(field.unit)), told(by_others(field.meaning))
        texts = told(_holds(field)), unit, default or told(say("empty")), meaning
        lines.append(_row(f"`{field.column}`", *texts, f"`{field.hxl}`"))
    return "\n".join(lines) + "\n"


def _holds(field: Field) -> Said:
    if field.target == "sources":
        return say("ids from `sources`")
    if field.target == "standards":
        return say("an item from the table of standards")
    return joined(field.choices) if field.choices else filled(field)


def _describe_settings(told: Told) -> str:
    lines = ["## scenario.toml", "", told(_RANGES), ""]
    blocks: dict[str, type[BaseModel]] = {
        "": Settings,
        "[movement]": Movement,
        "[movement.groups.NAME]": GroupRules,
        "[needs]": Needs,
        "[plan]": Plan,
        "[[standards]]": Override,
    }
    header = (say("setting"), *_COLUMNS[1:2], *_COLUMNS[3:5])
    for title, block in blocks.items():
        texts = [" ".join(text.split()) for text in (block.__doc__ or "").strip().split("\n\n")]
        summary = " ".join(told(by_others(text)) for text in texts)
        lines += [f"### {title}", "", summary, ""] if title else []
        lines += [*_header(*map(told, header)), *_settings_rows(block, told), ""]
    return "\n".join(lines)


def _settings_rows(block: type[BaseModel], told: Told) -> list[str]:
    rows = []
    for name, field in block.model_fields.items():
        if field.annotation in (Movement, Needs, Plan, list[Override]):
            continue
        default = f"**{told(_REQUIRED)}**"
        if not field.is_required():
            value = settings_content(field.get_default(call_default_factory=True))
            default = f"`{toml_value(value)}`"
        kind = told(_ANNOTATIONS.get(field.annotation, _BY_NAME))
        meaning = told(by_others(field.description or ""))
        rows.append(_row(f"`{name}`", kind, default, meaning))
    return rows


def _header(*names: str) -> list[str]:
    return [_row(*names), _row(*("---" for _ in names))]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
