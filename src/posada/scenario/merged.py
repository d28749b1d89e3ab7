"""Cells merged down several rows, of which a workbook keeps a value for the first row alone.

It answers: which rows look filled in to a person, and are empty to a program?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openpyxl.utils import column_index_from_string

from posada.errors import Problem
from posada.saying import say
from posada.scenario.sheets import Sheet

Merged = tuple[str, int, int, int]  # as a spreadsheet calls it; first row, last row, column

_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3}\d{1,7})"')
EXPECTED = say("a value in each row (take the merging back, and fill in every cell)")


def merged_down(xml: bytes) -> Iterator[Merged]:
    """Every range of a sheet that covers more than one row, by its first column."""
    for letters, top, corner in _RANGE.findall(xml):
        first, last = int(top), int(corner.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if last > first:
            name = b"%b%b:%b" % (letters, top, corner)
            yield name.decode(), first, last, column_index_from_string(letters.decode()) - 1


def spread_merged(sheet: Sheet, merged: Sequence[Merged]) -> Iterator[Problem]:
    """Tell each merged range that leaves cells empty, and fill them, so that it is told once.

    A problem stops the reading, so that nothing is repaired by it.
    """
    rows = dict(sheet.lines)
    deepest = max(rows, default=0)
    for name, first, last, column in merged:
        below = [rows[row] for row in range(first + 1, min(last, deepest) + 1) if row in rows]
        if first in rows and below and column < len(sheet.header) and rows[first][column]:
            for cells in below:
                cells[column] = cells[column] or rows[first][column]
            found = say("merged cells %(name)s", name=name)
            yield Problem(sheet.file, first, sheet.header[column], found, EXPECTED)
