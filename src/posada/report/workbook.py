"""The workbook: the published tables as sheets with types, filters and frozen headers.

It is written without formulas and without links, so that opening it runs nothing.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from posada.report.audience import Audience
from posada.report.words import Words

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}
HEADER = 1  # row of the headings, under the notice
WIDEST = 60
LONGEST = 32_000


def make_workbook(
    summary: Sequence[Sequence[Any]],
    tables: Mapping[str, pd.DataFrame],
    created: dt.date,
    audience: Audience,
    words: Words,
) -> bytes:
    """The workbook as a file.

    Parameters
    ----------
    summary : rows of the first sheet, heading first
    tables : the other sheets by name, in order; the first row of each says what the figures are
    created : date that the file names as its own; a fixed one gives the same bytes again
    audience : for whom it is made
    words : language
    """
    file = io.BytesIO()
    with Workbook(file, OPTIONS) as workbook:
        workbook.set_properties(
            {
                "created": dt.datetime.combine(created, dt.time()),
                "title": str(summary[0][0]),
                "comments": words.gettext("Planning figure, not a count."),
            }
        )
        bold = workbook.add_format({"bold": True})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        notice = words.gettext("Planning figure, not a count.") + " "
        notice += audience.told(words.gettext)
        _summary(workbook.add_worksheet(words.gettext("Summary")), summary, bold, wrapped)
        for name, table in tables.items():
            _sheet(workbook.add_worksheet(name), table, notice, bold)
    return file.getvalue()


def _summary(
    sheet: Worksheet, rows: Sequence[Sequence[Any]], bold: Format, wrapped: Format
) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 9, 22)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, bold if column == 0 else wrapped)


def _sheet(sheet: Worksheet, table: pd.DataFrame, notice: str, bold: Format) -> None:
    """A table with its header, a filter, and columns as wide as what stands in them."""
    sheet.write_string(0, 0, notice, bold)
    for column, name in enumerate(table.columns):
        sheet.write_string(HEADER, column, str(name), bold)
        missing = table[name].isna().to_numpy()
        values = table[name].tolist()
        for row, (value, empty) in enumerate(zip(values, missing, strict=True), start=HEADER + 1):
            if not empty:
                _write(sheet, row, column, value)
        widest = max([len(str(name)), *(len(str(value)) for value in values[:200])])
        is_date = table[name].dtype.kind == "M"
        sheet.set_column(column, column, 11 if is_date else min(widest + 2, WIDEST))
    sheet.freeze_panes(HEADER + 1, 0)
    if len(table) and len(table.columns):
        sheet.autofilter(HEADER, 0, HEADER + len(table), len(table.columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any, form: Format | None = None) -> None:
    """One cell with its type; nothing for a missing value."""
    if isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST], form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()))
    elif value is not None:
        sheet.write_string(row, column, str(value)[:LONGEST], form)
