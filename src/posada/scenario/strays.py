"""Files and sheets of other names than posada knows, which may be meant as one of its tables.

It answers: is a table overlooked for its name? It refuses to guess where the table itself is there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping

from posada.errors import Problem
from posada.saying import Said, say
from posada.scenario.fields import load_fields
from posada.scenario.sheets import Sheet
from posada.scenario.spanish import meant_in_spanish
from posada.scenario.wording import nearest, plain, quote

# What a table may have become where a program saved or loaded it down.
TABLE_LIKE = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".numbers")
Stray = tuple[str, Problem]  # the table that it may be, and what to tell
SETTINGS_SHEET, SETTINGS_COLUMNS = "scenario", ("setting", "value")


def file_of(table: str, book: str = "") -> str:
    """How messages call the file of a table, or its sheet in a workbook."""
    return say("%(book)s, sheet %(sheet)s", book=book, sheet=table) if book else f"{table}.csv"


def stray_files(names: Collection[str], filled: Collection[str]) -> Iterator[Stray]:
    """Files that are named almost like a table, and would be overlooked.

    Also those called like a table in Spanish, or like a table and something else, such as
    `stock (1).csv` or `stock.csv.txt`, where the table of the name itself holds nothing.

    Parameters
    ----------
    names : all files of the folder
    filled : tables that hold rows
    """
    for name in names:
        stem, ending = os.path.splitext(name)
        if stem in load_fields() and ending == ".csv":
            continue
        near = nearest(stem, load_fields(), cutoff=0.8) if ending.lower() == ".csv" else ""
        if not near and ending.lower() in TABLE_LIKE:
            near = _named_after(name, filled) or _in_spanish(stem, filled)
        if near:
            yield near, Problem(name, None, None, quote(name), _another_name(f"{near}.csv"))


def stray_sheets(
    sheets: Mapping[str, Sheet], book: str, filled: Collection[str]
) -> Iterator[Stray]:
    """The same for sheets of a workbook; also those that have the columns of a table.

    Parameters
    ----------
    sheets : sheets of other names than posada knows
    book : name of the workbook
    filled : sheets that posada knows and that hold rows
    """
    for name, sheet in sheets.items():
        near = nearest(name, [*load_fields(), SETTINGS_SHEET], cutoff=0.8)
        near = near or _named_after(name, filled) or _in_spanish(name, filled)
        if near := near or _by_columns(sheet, filled):
            problem = Problem(file_of(name, book), None, None, quote(name), _another_name(near))
            yield near, problem


def _another_name(meant: str) -> Said:
    return say("a name that posada knows (did you mean '%(meant)s'?)", meant=meant)


def _named_after(name: str, filled: Collection[str]) -> str:
    """The table whose name is one of the words of a longer name; '' when there is none."""
    words = re.findall(r"[a-z]+", name.casefold()) if name[:1].isalnum() else []
    return next((table for table in load_fields() if table in words and table not in filled), "")


def _in_spanish(name: str, filled: Collection[str]) -> str:
    return meant_in_spanish(plain(name.strip()), {*load_fields(), SETTINGS_SHEET} - set(filled))


def _by_columns(sheet: Sheet, filled: Collection[str]) -> str:
    """What a sheet is, if it has the required columns of a table and no others than its own."""
    named = {column for column in sheet.header if column}
    if set(SETTINGS_COLUMNS) <= named and SETTINGS_SHEET not in filled:
        return SETTINGS_SHEET
    for table, fields in load_fields().items():
        required = {column for column, field in fields.items() if field.required}
        if table not in filled and named and required <= named <= set(fields):
            return table
    return ""
