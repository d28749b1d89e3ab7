"""A scenario written back: as a folder of tables, or as one workbook to fill in by hand.

Reading what was written gives the same tables and the same settings. Nothing is left half written.
"""

from __future__ import annotations

import csv
import io
import math
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from pydantic import BaseModel

from posada.errors import InputError, Problem
from posada.saying import by_others, say
from posada.scenario.cells import filled
from posada.scenario.fields import NUMBER_KINDS, REQUIRED_TABLES, TABLES, Field, load_fields
from posada.scenario.files import SETTINGS_FILE
from posada.scenario.model import Scenario
from posada.scenario.settings import PROBABILITIES, Settings
from posada.scenario.strays import SETTINGS_COLUMNS, SETTINGS_SHEET
from posada.scenario.toml_text import setting_lines, setting_path, toml_text
from posada.writing import write_file

_ROWS_TO_FILL_IN = 2000
NEEDED = "#FFE699"  # behind what must be filled in
_EPOCH = pd.Timestamp("1899-12-30")


def write_scenario(scenario: Scenario, folder: str | Path) -> None:
    """Write a scenario as `scenario.toml` and CSV tables.

    Parameters
    ----------
    scenario : Scenario
        What to write.
    folder : path
        A folder that does not exist yet, or is empty.

    Raises
    ------
    InputError
        When there is something in the folder already.
    """

    def fill(target: Path) -> None:
        (target / SETTINGS_FILE).write_text(toml_text(scenario.settings), encoding="utf-8")
        for table, fields in load_fields().items():
            columns = [
                [cell_text(field, value) for value in scenario[table][name]]
                for name, field in fields.items()
            ]
            with (target / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerows([list(fields), *zip(*columns, strict=True)])

    fill_folder(Path(folder), fill)


def fill_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder whole or not at all.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty.
    fill : callable
        Writes the files into the folder it is given.

    Raises
    ------
    InputError
        When there is something in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = say("a folder that is not empty") if folder.is_dir() else say("a file")
        problem = Problem(str(folder), None, None, found, say("a new or an empty folder"))
        raise InputError([problem], say("the folder to write to"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        made = Path(beside) / folder.name
        made.mkdir()
        fill(made)
        if folder.exists():
            folder.rmdir()
        shutil.move(made, folder)


def write_workbook(scenario: Scenario, path: str | Path, told: Callable[[str], str] = str) -> None:
    """Write a scenario as a workbook, with the meaning of each column at its header.

    Parameters
    ----------
    scenario : Scenario
        What to write.
    path : path
        Name of the workbook (.xlsx); an older one of that name is replaced.
    told : callable
        Says the meanings in the language of the reader; English if not given.
    """
    fill_workbook(Path(path), setting_lines(scenario.settings), scenario.tables, told)


def fill_workbook(
    path: Path,
    settings: Iterable[tuple[str, Any]],
    tables: Mapping[str, pd.DataFrame],
    told: Callable[[str], str] = str,
) -> None:
    """Make a workbook whole or not at all, from lines of settings and from tables."""
    plain = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **dict.fromkeys(plain, False)}) as book:
        _write_settings(book, settings, told)
        for table in load_fields():
            _write_table(book, table, tables[table], told)
    write_file(path, content.getvalue())


def cell_text(field: Field, value: Any) -> str:
    """A typed value as the text that reading turns back into it."""
    if field.kind == "flag":
        return "yes" if value else "no"
    if field.kind == "date":
        return "" if pd.isna(value) else value.date().isoformat()
    if field.kind in NUMBER_KINDS:
        return "" if math.isnan(value) else _number_text(value)
    return str(value)


def _number_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))


def _write_settings(
    book: xlsxwriter.Workbook, settings: Iterable[tuple[str, Any]], told: Callable[[str], str]
) -> None:
    sheet = book.add_worksheet(SETTINGS_SHEET)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, [*SETTINGS_COLUMNS, told(say("meaning"))], bold)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate((34, 40, 90)):
        sheet.set_column(column, column, width, wrapped)
    for row, (key, cell) in enumerate(settings, start=1):
        sheet.write_string(row, 0, key)
        _write_cell(sheet, row, 1, cell, None)
        sheet.write_string(row, 2, _setting_meaning(key, told), wrapped)


def _setting_meaning(key: str, told: Callable[[str], str]) -> str:
    """What a setting means, of one inside a table of settings what the table means."""
    block: type[BaseModel] = Settings
    meaning = ""
    for name in setting_path(key):
        field = block.model_fields.get(name)
        if field is None:
            break
        about = by_others(field.description or "")
        if name in PROBABILITIES:
            about = say("probability per person and day: %(of)s", of=about)
        meaning = told(about) + (f" ({told(say('required'))})" if field.is_required() else "")
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            break
        block = field.annotation
    return meaning


def _write_table(
    book: xlsxwriter.Workbook, table: str, frame: pd.DataFrame, told: Callable[[str], str]
) -> None:
    fields = list(load_fields()[table].values())
    sheet = book.add_worksheet(table)
    bold = book.add_format({"bold": True})
    needed = book.add_format({"bold": True, "bg_color": NEEDED})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    if table in REQUIRED_TABLES:
        sheet.set_tab_color(NEEDED)
    for column, field in enumerate(fields):
        comment = header_comment(field, told)
        comment = comment if column else f"{told(TABLES[table])}\n\n{comment}"
        sheet.write_string(0, column, field.column, needed if field.required else bold)
        sheet.write_comment(0, column, comment, {"x_scale": 2, "y_scale": 2})
        width = max(12, len(field.column) + 3)
        sheet.set_column(column, column, width, date if field.kind == "date" else None)
        choices = ["yes", "no"] if field.kind == "flag" else list(field.choices)
        if choices:
            rule = {"validate": "list", "source": choices, "ignore_blank": True}
            sheet.data_validation(1, column, max(len(frame), _ROWS_TO_FILL_IN), column, rule)
        for row, value in enumerate(frame[field.column], start=1):
            _write_cell(sheet, row, column, _cell(field, value), date)
    sheet.autofilter(0, 0, max(len(frame), 1), len(fields) - 1)


def header_comment(field: Field, told: Callable[[str], str] = str) -> str:
    """What a column means, for the comment at its header."""
    kind = filled(field)
    if field.target:
        kind = say("a name from the sheet %(table)s", table=field.target)
    parts = [told(kind), told(by_others(field.unit))]
    needs = [say("required") if field.required else say("may be empty")]
    if field.default:
        needs.append(say("empty stands for %(value)s", value=field.default))
    about = ", ".join(filter(None, parts))
    return f"{told(by_others(field.meaning))}\n({about}; {'; '.join(map(told, needs))})"


def _cell(field: Field, value: Any) -> Any:
    """A typed value as the cell of a workbook: numbers and dates as such, the rest as text."""
    if field.kind in NUMBER_KINDS:
        return "" if math.isnan(value) else float(value)
    if field.kind == "date":
        return "" if pd.isna(value) else value
    return cell_text(field, value)


def _write_cell(sheet: Any, row: int, column: int, value: Any, date: Any) -> None:
    if isinstance(value, pd.Timestamp):
        sheet.write_number(row, column, (value - _EPOCH).days, date)
    elif isinstance(value, str):
        if value:
            sheet.write_string(row, column, value)
    elif float(f"{value:.16G}") == value:
        sheet.write_number(row, column, value)
    else:
        # The workbook keeps 16 digits of a number; text keeps all of them.
        sheet.write_string(row, column, repr(value))
