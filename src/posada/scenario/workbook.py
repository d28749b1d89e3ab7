"""A scenario from a workbook: a sheet for each table, and a sheet `scenario` for the settings.

It refuses formulas, because a file that was never opened in a spreadsheet has no value for them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader

from posada.errors import InputError, Problem
from posada.saying import joined, say
from posada.scenario.cells import unfit_text
from posada.scenario.fields import REQUIRED_TABLES, load_fields
from posada.scenario.files import MAX_BYTES, TOO_LARGE, Source, read_bytes
from posada.scenario.merged import Merged, merged_down, spread_merged
from posada.scenario.sheets import Line, Sheet, clean, sheet_from_lines
from posada.scenario.strays import SETTINGS_COLUMNS, SETTINGS_SHEET, file_of, stray_sheets
from posada.scenario.toml_text import add_setting, setting_path
from posada.scenario.wording import quote


def read_workbook(path: Path) -> Source:
    """Every sheet of a scenario workbook, as text.

    Raises
    ------
    InputError
        When the file is too large or no workbook at all.
    """
    data, problems = read_bytes(path, path.name)
    problems = problems or _packing_problems(path.name, data)
    if problems:
        raise InputError(problems)
    try:
        grids = _read_grids(data)
    except Exception as error:  # openpyxl raises many kinds for a damaged file
        raise InputError([_no_workbook(path.name)]) from error
    book = path.name
    source = Source(str(path), book, file_of(SETTINGS_SHEET, book))
    source.checksums[path.name] = hashlib.sha256(data).hexdigest()
    sheets = {name: sheet_from_lines(file_of(name, book), grids[name].lines) for name in grids}
    for table in load_fields():
        name = file_of(table, book)
        if table in sheets:
            source.sheets[table] = sheets.pop(table)
            source.problems += spread_merged(source.sheets[table], grids[table].merged)
        elif table in REQUIRED_TABLES:
            expected = say("the table of %(table)s", table=table)
            source.problems.append(Problem(name, None, None, say("no such sheet"), expected))
            source.sheets[table] = Sheet(name)
    filled = source.filled() | {SETTINGS_SHEET} & set(sheets)
    _read_settings(source, sheets.pop(SETTINGS_SHEET, None))
    source.note_strays(stray_sheets(sheets, book, filled))
    source.unread = sum(bool(sheet.header) for sheet in sheets.values())
    return source


def _packing_problems(name: str, data: bytes) -> list[Problem]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return [_no_workbook(name)]
    if size > MAX_BYTES:
        found = say("%(size)s MB when unpacked", size=f"{size / 1e6:,.1f}")
        return [Problem(name, None, None, found, TOO_LARGE)]
    return []


def _no_workbook(name: str) -> Problem:
    expected = say("an Excel workbook (.xlsx), saved without a password")
    return Problem(name, None, None, say("a file that is not a workbook"), expected)


@dataclass
class Grid:
    """Text of every cell of a sheet, with row numbers; and which cells are merged."""

    lines: list[Line]
    merged: list[Merged]


def _read_grids(data: bytes) -> dict[str, Grid]:
    """Every sheet, by its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _Tables(io.BytesIO(data), read_only=True)
        reader.read()
        book, grids = reader.wb, {}
        for sheet in book.worksheets:
            # Some programs note wrong dimensions; without them every row is read as it comes.
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True), start=1)
            lines = [(row, [_text(value) for value in cells]) for row, cells in rows]
            with sheet._get_source() as xml:
                grids[sheet.title] = Grid(lines, list(merged_down(xml.read())))
        book.close()
    return grids


class _Tables(ExcelReader):
    """Reads the sheets that hold cells; one that holds a chart alone has nothing to read."""

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Left out: openpyxl fails on it where it reads without drawing."""


def _text(value: Any) -> str:
    """A cell as a person would type it into a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return clean(str(value))


def _read_settings(source: Source, sheet: Sheet | None) -> None:
    name, columns = source.settings_file, say("the columns 'setting' and 'value'")
    if sheet is None:
        expected = say("the settings, in columns 'setting' and 'value'")
        source.problems.append(Problem(name, None, None, say("no such sheet"), expected))
        return
    source.problems += sheet.problems
    if not set(SETTINGS_COLUMNS) <= set(sheet.header):
        if sheet.header:
            found = joined(map(quote, sheet.header))
            source.problems.append(Problem(name, sheet.header_row, None, found, columns))
        return
    keys, values = map(sheet.header.index, SETTINGS_COLUMNS)
    content: dict[str, Any] = {}
    for row, cells in sheet.lines:
        key, value = cells[keys], cells[values]
        try:
            source.setting_rows.setdefault(".".join(setting_path(key)), row)
            if value and (problem := unfit_text(value)):
                source.problems.append(Problem(name, row, "value", *problem))
            elif value:
                add_setting(content, key, value)
        except ValueError as error:
            source.problems.append(Problem(name, row, "setting", quote(key), error.args[0]))
    source.settings = content
