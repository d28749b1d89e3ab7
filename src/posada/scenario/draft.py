"""The scenario while it is being checked: tables as far as they could be read, and every problem.

Tables of a draft are indexed by row number, so that each check can say where it found something. A
cell that did not fit is blank, and reported once: later checks of the same cell stay silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from posada.errors import Problem
from posada.saying import Said, by_others, say
from posada.scenario.cells import filled, read_column, typed
from posada.scenario.fields import REQUIRED_TABLES, Field, key_column, load_fields
from posada.scenario.privacy import REMEDY, TRAIT_REMEDY, personal_header, sensitive_trait
from posada.scenario.settings import Settings
from posada.scenario.sheets import Sheet
from posada.scenario.strays import file_of
from posada.scenario.wording import did_you_mean, first_few, quote


@dataclass
class Draft:
    """Tables and problems found so far.

    Parameters
    ----------
    book : workbook of which the tables are sheets; empty for a folder
    settings_file : how the settings are called
    setting_rows : in which row of a sheet each setting stands
    unread : sheets that hold something and are not read
    settings : what `scenario.toml` holds; None when it cannot be used
    tables : typed tables, indexed by row number
    """

    book: str
    settings_file: str
    setting_rows: Mapping[str, int] = field(default_factory=dict)
    unread: int = 0
    settings: Settings | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    _problems: dict[tuple[str, int | None, str | None], Problem] = field(default_factory=dict)
    _loose: list[Problem] = field(default_factory=list)
    _unread: set[tuple[str, str]] = field(default_factory=set)
    _misread: set[tuple[str, int | None]] = field(default_factory=set)
    _written: dict[str, set[str]] = field(default_factory=dict)
    _lines: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)

    def file(self, table: str) -> str:
        """How messages call the file, or the sheet, of a table."""
        return file_of(table, self.book)

    def add(self, problems: Iterable[Problem]) -> None:
        """Problems found elsewhere."""
        self._loose.extend(problems)

    def report(
        self, table: str, row: int | None, column: str | None, found: Said, expected: Said
    ) -> None:
        """Note a problem of a cell, unless that cell or its whole row has one already."""
        if row is not None and (table, row) in self._misread:
            return
        problem = Problem(self.file(table), row, column, found, expected)
        self._problems.setdefault((table, row, column), problem)

    def setting(self, key: str, found: Said, expected: Said) -> None:
        """Note a problem of a setting."""
        inner = key
        while inner and inner not in self.setting_rows:
            inner = inner.rpartition(".")[0]
        row = self.setting_rows.get(inner)
        self._loose.append(Problem(self.settings_file, row, key, found, expected))

    def spoilt(self, table: str, *columns: str) -> bool:
        """Whether a column is missing or has an unfit cell, so that no conclusion can be drawn."""
        return any(
            (table, column) in self._unread
            or any(t == table and c == column for t, _, c in self._problems)
            for column in columns
        )

    def bad(self, table: str, row: int, *columns: str) -> bool:
        """Whether one of these cells of a row was unfit."""
        return any(
            (table, column) in self._unread or (table, row, column) in self._problems
            for column in columns
        )

    def lines(self, table: str) -> list[tuple[int, dict[str, Any]]]:
        """Row number and cells by column of every row of a table."""
        if table not in self._lines:
            frame = self.tables[table]
            records: list[Any] = frame.to_dict("records")
            self._lines[table] = list(zip(frame.index.tolist(), records, strict=True))
        return self._lines[table]

    def cells(self, table: str, column: str) -> list[tuple[int, str]]:
        """Row number and text of every cell of a text column that is filled in."""
        return [(row, line[column]) for row, line in self.lines(table) if line[column]]

    def names(self, table: str) -> list[str]:
        """Texts that name the rows of a table."""
        names = self.tables[table][key_column(table)]
        return [name for name in names.unique() if name]

    def written(self, table: str) -> set[str]:
        """Texts that stand where rows are named, also those that cannot be used as names."""
        return self._written.get(table, set())

    def readable(self, table: str) -> bool:
        """Whether the names of a table could be read."""
        return (table, key_column(table)) not in self._unread

    def unreadable(self, table: str) -> None:
        """Say that nothing is known of a table, so that references to it are not judged."""
        self._unread |= {(table, column) for column in load_fields()[table]}

    def problems(self) -> list[Problem]:
        """Every problem, by file, row and column."""
        return sorted(set(self._loose) | set(self._problems.values()), key=_order)

    def add_table(self, table: str, sheet: Sheet | None) -> None:
        """Read the columns of a sheet; None gives an empty table."""
        fields = load_fields()[table]
        rows = [row for row, _ in sheet.lines] if sheet else []
        columns = dict(self._columns(table, sheet)) if sheet else {}
        frame = {}
        for column, one in fields.items():
            if one.kind == "name":
                self._written[table] = set(columns.get(column, ()))
            if column in columns:
                frame[column] = read_column(
                    one, columns[column], rows, lambda *cell: self.report(table, *cell)
                )
            elif rows and not one.required:
                frame[column] = read_column(one, [""] * len(rows), rows, lambda *cell: None)
            else:
                frame[column] = typed(one, [None] * len(rows), rows)
        self.tables[table] = pd.DataFrame(frame, index=rows)

    def _columns(self, table: str, sheet: Sheet) -> Iterator[tuple[str, list[str]]]:
        """Known columns of a sheet with their cells; say what is wrong with its header."""
        fields = load_fields()[table]
        if sheet.header and not any(_like_a_column(name, fields) for name in sheet.header):
            self._no_header(table, sheet)
            return
        self.add(sheet.problems)
        self._misread |= {(table, problem.row) for problem in sheet.problems if not problem.column}
        if not sheet.header:
            self.unreadable(table)
            return
        seen: dict[str, int] = {}
        for position, name in enumerate(sheet.header):
            if name in fields and name not in seen:
                yield name, [cells[position] for _, cells in sheet.lines]
            elif name or any(cells[position] for _, cells in sheet.lines):
                self._bad_header(table, sheet, name, seen)
            seen.setdefault(name, position)
        for name, one in fields.items():
            if one.required and name not in seen:
                self._unread.add((table, name))
                expected = say(
                    "a column '%(name)s' (%(meaning)s)",
                    name=name,
                    meaning=by_others(one.gist) if one.gist else filled(one),
                )
                self.report(table, None, name, say("no such column"), expected)
        if not sheet.lines and table in REQUIRED_TABLES:
            self.unreadable(table)
            self.report(table, None, None, say("only a header"), say("at least one row"))

    def _no_header(self, table: str, sheet: Sheet) -> None:
        """Say that the first row that is filled in is no header: one problem, not one per row."""
        self.unreadable(table)
        columns = first_few(map(quote, load_fields()[table]), 3)
        expected = say("the names of the columns first: %(columns)s", columns=columns)
        first = quote(next(filter(None, sheet.header)))
        self.add([Problem(self.file(table), sheet.header_row, None, first, expected)])

    def _bad_header(self, table: str, sheet: Sheet, name: str, seen: dict[str, int]) -> None:
        fields = load_fields()[table]
        missing = [column for column in fields if column not in sheet.header]
        required = [column for column in missing if fields[column].required]
        has_names = any(one.kind == "name" for one in fields.values())
        if not name:
            found, expected = say("a column without a name"), say("a name above every column")
        elif name in seen:
            found, expected = say("%(name)s twice", name=quote(name)), say("every column once")
        elif personal_header(name, has_names):
            found, expected = quote(name), REMEDY
        elif sensitive_trait(name):
            found, expected = quote(name), TRAIT_REMEDY
        else:
            found = quote(name)
            hint = did_you_mean(name, required) or did_you_mean(name, missing)
            expected = say("a column of the table %(table)s%(hint)s", table=table, hint=hint)
        self.add([Problem(self.file(table), sheet.header_row, None, found, expected)])


def _like_a_column(name: str, fields: Mapping[str, Field]) -> bool:
    """Whether it is, or may be meant as, the name of a column, or is one that is refused."""
    named = name in fields or bool(did_you_mean(name, fields))
    return named or bool(personal_header(name, True) or sensitive_trait(name))


def _order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.file, problem.row or 0, problem.column or "", problem.found)
