"""A scenario from a workbook: a sheet for each table, and a sheet `scenario` for the settings.

It refuses formulas, because a file that was never opened in a spreadsheet has no value for them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader

from posada.errors import InputError, Problem
from posada.saying import joined, say
from posada.scenario.cells import unfit_text
from posada.scenario.fields import REQUIRED_TABLES, load_fields
from posada.scenario.files import MAX_BYTES, TOO_LARGE, Source, file_of, read_bytes, unknown_tables
from posada.scenario.sheets import Line, Sheet, clean, sheet_from_lines
from posada.scenario.toml_text import add_setting
from posada.scenario.wording import quote

SETTINGS_SHEET = "scenario"


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
    for table in load_fields():
        name = file_of(table, book)
        if table in grids:
            source.sheets[table] = sheet_from_lines(name, grids[table])
        elif table in REQUIRED_TABLES:
            expected = say("the table of %(table)s", table=table)
            source.problems.append(Problem(name, None, None, say("no such sheet"), expected))
            source.sheets[table] = Sheet(name)
    source.problems += unknown_tables([name for name in grids if name != SETTINGS_SHEET], book)
    _read_settings(source, grids.get(SETTINGS_SHEET))
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


def _read_grids(data: bytes) -> dict[str, list[Line]]:
    """Text of every cell by sheet, with row numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _Tables(io.BytesIO(data), read_only=True)
        reader.read()
        book, grids = reader.wb, {}
        for sheet in book.worksheets:
            # Some programs note wrong dimensions; without them every row is read as it comes.
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True), start=1)
            grids[sheet.title] = [(row, [_text(value) for value in cells]) for row, cells in rows]
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


def _read_settings(source: Source, lines: list[Line] | None) -> None:
    name = source.settings_file
    if lines is None:
        expected = say("the settings, in columns 'setting' and 'value'")
        source.problems.append(Problem(name, None, None, say("no such sheet"), expected))
        return
    sheet = sheet_from_lines(name, lines)
    source.problems += sheet.problems
    if not {"setting", "value"} <= set(sheet.header):
        if sheet.header:
            found = joined(map(quote, sheet.header))
            expected = say("the columns 'setting' and 'value'")
            source.problems.append(Problem(name, sheet.header_row, None, found, expected))
        return
    keys, values = sheet.header.index("setting"), sheet.header.index("value")
    content: dict[str, Any] = {}
    for row, cells in sheet.lines:
        key, value = cells[keys], cells[values]
        try:
            if value and (problem := unfit_text(value)):
                source.problems.append(Problem(name, row, "value", *problem))
            elif value:
                add_setting(content, key, value)
        except ValueError as error:
            source.problems.append(Problem(name, row, "setting", quote(key), error.args[0]))
    source.settings = content
