"""What was found while reading: problems, caveats, and the files as text.

It answers: what does row 12 of this file hold, and is it a number? Whatever does not fit is noted
and left blank, so that all of it can be told at once.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from posada.errors import Problem
from posada.saying import Said, by_others, joined, say
from posada.scenario.files import UTF_8, read_bytes, text_of
from posada.scenario.sheets import Line, clean
from posada.scenario.wording import did_you_mean, quote

A_NUMBER = say("a number")
FILES = (
    *("locations.csv", "routes.csv", "closures.csv", "conflicts.csv", "sim_period.csv"),
    *("registration_corrections.csv", "data_layout.csv", "agents.csv", "flood_level.csv"),
)
SEPARATORS = {";": say("semicolons"), "\t": say("tabs")}
OPEN_QUOTES = say("a line that ends within quotes")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def is_number(text: str) -> bool:
    """Whether a cell holds a number."""
    return bool(_NUMBER.fullmatch(text)) and math.isfinite(float(text))


@dataclass
class Findings:
    """The folder being read, and what was found in it so far."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    caveats: list[Said] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)

    def problem(
        self, file: str, row: int | None, column: str | None, found: Said, expected: Said
    ) -> None:
        """Note what keeps the set from being used."""
        self.problems.append(Problem(file, row, column, found, expected))

    def spoilt(self, *files: str) -> bool:
        """Whether one of these files has a problem, so that no conclusion can be drawn."""
        return any(problem.file in files for problem in self.problems)

    def exists(self, name: str) -> bool:
        """Whether the folder has a file of this name, such as `input_csv/agents.csv`."""
        return (self.folder / name).exists()

    def text(self, name: str, path: Path | None = None) -> str | None:
        """Text of a file; None, and a problem, when it cannot be had."""
        path = path or self.folder / name
        if not path.exists():
            expected = say(
                "the file (Flee stops without it)%(hint)s",
                hint=did_you_mean(path.name, _beside(path)),
            )
            self.problem(name, None, None, say("no such file"), expected)
            return None
        data, problems = read_bytes(path, name)
        self.problems += problems
        if problems:
            return None
        self.checksums[name] = hashlib.sha256(data).hexdigest()
        text, found = text_of(data)
        if found:
            self.problem(name, None, None, found, UTF_8)
            return None
        return text

    def lines(self, name: str) -> list[Line]:
        """Row number and cells of every line that is not empty; [] when it cannot be read."""
        text = self.text(name)
        rows = []
        number = 0
        try:
            for number, cells in enumerate(csv.reader(io.StringIO(text or "", newline="")), 1):
                cleaned = [clean(cell) for cell in cells]
                if any("\n" in cell for cell in cleaned):
                    raise csv.Error(OPEN_QUOTES)
                if any(cleaned):
                    rows.append((number, cleaned))
        except csv.Error as error:
            expected = say("quotes that are closed and doubled inside a text")
            self.problem(
                name,
                number,
                None,
                say("broken text (%(reason)s)", reason=by_others(error.args[0])),
                expected,
            )
            return []
        return [] if rows and self._separated_otherwise(name, rows[0]) else rows

    def _separated_otherwise(self, name: str, line: Line) -> bool:
        """Whether the first line is one cell with semicolons or tabs in it, which is noted once."""
        row, cells = line
        marks = [word for mark, word in SEPARATORS.items() if mark in cells[0]]
        otherwise = len(cells) == 1 and bool(marks)
        if otherwise:
            expected = say("commas, and points in decimal numbers: save it as CSV with commas")
            self.problem(
                name, row, None, say("columns separated by %(marks)s", marks=marks[0]), expected
            )
        return otherwise

    def records(
        self, name: str, columns: Sequence[str], least: int = 0, plain_header: bool = False
    ) -> list[Record]:
        """Lines of a file whose first columns are known by position.

        The line that starts with `#` names the columns beyond them; it must name the first `least`.
        One that names columns and does not start so is refused, unless Flee passes over it too
        (`plain_header`).
        """
        known, header = list(columns), (1, least)
        records = []
        for row, cells in self.lines(name):
            if cells[0].startswith("#"):
                if cells[0].lstrip("# ").casefold() == columns[0]:  # others are remarks
                    header = (row, len(cells))
                    if self._in_another_order(name, row, cells, columns):
                        return []
                further = [cell for cell in cells[len(columns) :] if cell]
                known = [*columns, *further] if len(known) == len(columns) else known
            elif sum(cell.casefold() in columns for cell in cells) > 1:
                if not plain_header:
                    expected = say("a header that starts with # (Flee takes this line for data)")
                    self.problem(name, row, None, quote(cells[0]), expected)
            else:
                by_column = self._by_column(name, row, cells, known)
                records.append(Record(self, name, row, by_column, len(cells) > header[1] > 1))
        if records and header[1] < least:
            expected = say(
                "%(least)s or more, in this order: %(columns)s",
                least=least,
                columns=joined(columns[:least]),
            )
            self.problem(name, header[0], None, say("%(count)s columns", count=header[1]), expected)
        return records

    def _in_another_order(
        self, name: str, row: int, cells: list[str], columns: Sequence[str]
    ) -> bool:
        """Whether the header names known columns elsewhere; Flee goes by position."""
        pairs = zip(cells, columns, strict=False)
        moved = [title for title, column in pairs if title in columns and title != column]
        if moved:
            found = say(
                "%(name)s in column %(number)s",
                name=quote(moved[0]),
                number=cells.index(moved[0]) + 1,
            )
            self.problem(
                name,
                row,
                None,
                found,
                say("columns in this order: %(columns)s", columns=joined(columns)),
            )
        return bool(moved)

    def _by_column(
        self, name: str, row: int, cells: list[str], columns: list[str]
    ) -> dict[str, str]:
        if any(cells[len(columns) :]):
            found = say("%(count)s cells", count=len(cells))
            expected = say(
                "at most %(most)s, without commas inside numbers, or a header that"
                " starts with # and names them all",
                most=len(columns),
            )
            self.problem(name, row, None, found, expected)
        filled = cells + [""] * max(0, len(columns) - len(cells))
        return dict(zip(columns, filled, strict=False))


def _beside(path: Path) -> list[str]:
    """Files in the same folder that Flee does not look for by their names."""
    files = path.parent.iterdir() if path.parent.is_dir() else ()
    return sorted(file.name for file in files if file.name not in FILES)


def last_one_counts(key: str, file: str) -> Said:
    """The caveat on a key that stands twice."""
    return say(
        "%(key)s stands in %(file)s more than once: the last one counts.", key=key, file=file
    )


def rows_found(count: int) -> Said:
    """`1 row`, `2 rows`, as messages count them."""
    return say("1 row") if count == 1 else say("%(count)s rows", count=count)


@dataclass(frozen=True)
class Record:
    """One line of a file, by column; `longer` where it has more cells than the header."""

    findings: Findings
    file: str
    row: int
    cells: Mapping[str, str]
    longer: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def refuse(self, column: str, expected: Said) -> None:
        """Note that a cell does not fit."""
        text = self.cells[column]
        found = quote(text) if text else say("nothing")
        self.findings.problem(self.file, self.row, column, found, expected)

    def number(
        self,
        column: str,
        wanted: Said = A_NUMBER,
        low: float = -math.inf,
        high: float = math.inf,
        blank: float = math.nan,
    ) -> float:
        """The number in a cell; `blank` when it is empty or unfit."""
        text = self.cells[column]
        if not text:
            return blank
        if is_number(text) and low <= float(text) <= high:
            return float(text)
        self.refuse(column, wanted)
        return blank

    def required(
        self, column: str, wanted: Said, low: float = -math.inf, high: float = math.inf
    ) -> float:
        """The number in a cell that may not be empty."""
        if not self.cells[column]:
            self.refuse(column, wanted)
        return self.number(column, wanted, low, high)

    def whole(
        self,
        column: str,
        wanted: Said,
        blank: int | None = None,
        low: int = -(10**9),
        high: int = 10**12,
    ) -> int:
        """The whole number in a cell; without `blank` it may not be empty."""
        text = self.cells[column]
        if not text and blank is not None:
            return blank
        if _WHOLE.fullmatch(text) and low <= int(text) <= high:
            return int(text)
        self.refuse(column, wanted)
        return blank or 0

    def date(self, column: str) -> dt.date | None:
        """The day in a cell, which may not be empty."""
        try:
            return dt.datetime.strptime(self.cells[column], "%Y-%m-%d").date()
        except ValueError:
            self.refuse(column, say("a date such as 2018-11-13"))
            return None

    def known(self, column: str, names: Sequence[str], where: str) -> bool:
        """Whether a cell names something that stands in another file; if not, say so."""
        text = self.cells[column]
        if text in names:
            return True
        self.refuse(
            column,
            say("a place named in %(where)s%(hint)s", where=where, hint=did_you_mean(text, names)),
        )
        return False
