"""A table as text, before anything is believed: header, cells, and where each stands.

It answers: what does row 12 of the file hold? Comment lines, empty lines and a row of HXL tags are
left out, but the row numbers stay those that a spreadsheet shows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from posada.errors import Problem
from posada.saying import by_others, say
from posada.scenario.wording import quote

Line = tuple[int, list[str]]

_COMMENT = ("# ", '"# ')
_HXL_TAG = re.compile(r"#[A-Za-z]\S*")
_SEPARATORS = (",", ";", "\t")
# Excel writes and reads this line before the header, and does not show it.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass
class Sheet:
    """One table as text.

    Parameters
    ----------
    file : how messages call it
    header_row : row of the header
    header : names of the columns, as written
    lines : row number and cells, one for each header cell
    problems : what was wrong with its shape
    """

    file: str
    header_row: int = 1
    header: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sheet_from_lines(file: str, lines: Iterable[Line], separated: bool = False) -> Sheet:
    """Take the header, then the rows; say which rows are too long for the header.

    Parameters
    ----------
    separated : whether cells were told apart by a separator, which a text may hold as well
    """
    filled = [(row, cells) for row, cells in lines if any(cells)]
    while filled and _is_comment(filled[0][1]):
        filled = filled[1:]
    if not filled:
        found = say("an empty table")
        return Sheet(file, problems=[Problem(file, None, None, found, say("a header and rows"))])
    header = filled[0][1]
    sheet = Sheet(file, filled[0][0], _without_empty_end(header))
    body = filled[1:]
    if body and _is_hxl(body[0][1]):
        body = body[1:]
    width = len(sheet.header)
    for row, cells in body:
        if separated:
            # An empty cell too many counts: where 12,1 stands for 12.1 all later cells moved on.
            extra = max(len(cells) - len(header), len(_without_empty_end(cells)) - width)
            sheet.problems += [_too_long(sheet, row, extra)] if extra > 0 else []
        elif any(cells[width:]):
            sheet.problems.append(_beside(sheet, row, cells))
        sheet.lines.append((row, (cells + [""] * width)[:width]))
    return sheet


def _too_long(sheet: Sheet, row: int, extra: int) -> Problem:
    """A row of text with more cells than the header has."""
    found = say("%(count)s more cells than the header has", count=extra)
    if extra == 1:
        found = say("1 more cell than the header has")
    expected = say(
        "at most %(width)s cells (put a text that holds the separator in quotes,"
        " and write a decimal number with a point)",
        width=len(sheet.header),
    )
    return Problem(sheet.file, row, None, found, expected)


def _beside(sheet: Sheet, row: int, cells: list[str]) -> Problem:
    """A cell of a spreadsheet to the right of the table."""
    width = len(sheet.header)
    place, text = next((place, cell) for place, cell in enumerate(cells) if cell and place >= width)
    expected = say("nothing to the right of %(column)s, the last column", column=sheet.header[-1])
    return Problem(sheet.file, row, column_letters(place), quote(text), expected)


def column_letters(place: int) -> str:
    """How a spreadsheet calls a column, which is counted from 0: Z is 25, AA is 26."""
    before, letter = divmod(place, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + letter)


def sheet_from_csv(file: str, text: str) -> Sheet:
    """Parse text separated by `,`, `;` or tabs: as its first line says, or what the header has."""
    lines = text.splitlines(keepends=True)
    stated = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    lines = lines[1:] if stated else lines
    skipped = 0
    while skipped < len(lines) and (
        lines[skipped].startswith(_COMMENT) or lines[skipped].strip() in ("", "#")
    ):
        skipped += 1
    header = re.sub(r'"[^"]*"', "", lines[skipped]) if skipped < len(lines) else ""
    separator = stated[1] if stated else max(_SEPARATORS, key=header.count)
    reader = csv.reader(
        io.StringIO("".join(lines[skipped:]), newline=""), delimiter=separator, strict=True
    )
    rows: list[Line] = []
    number = skipped
    try:
        for number, cells in enumerate(reader, start=skipped + 1):
            rows.append((number, [clean(cell) for cell in cells]))
    except csv.Error as error:
        expected = say("quotes that are closed and doubled inside a text")
        problem = Problem(
            file,
            number + 1,
            None,
            say("broken text (%(reason)s)", reason=by_others(error.args[0])),
            expected,
        )
        return Sheet(file, problems=[problem])
    return sheet_from_lines(file, rows, separated=True)


def clean(cell: str) -> str:
    """The cell without spaces around it, with one kind of line end."""
    return cell.strip().replace("\r\n", "\n").replace("\r", "\n")


def _is_comment(cells: list[str]) -> bool:
    return cells[0] == "#" or cells[0].startswith("# ")


def _is_hxl(cells: list[str]) -> bool:
    return all(_HXL_TAG.fullmatch(cell) for cell in cells if cell)


def _without_empty_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
