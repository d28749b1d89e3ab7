"""Where a scenario lies, and its files as text.

It answers: which files belong to it, and can they be read at all? It refuses files that are too
large, not text, or named almost like a table.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from posada.errors import InputError, Problem, system_reason
from posada.saying import NOTHING, Said, as_it_is, by_others, joined, say
from posada.scenario.fields import REQUIRED_TABLES, load_fields
from posada.scenario.sheets import Sheet, sheet_from_csv
from posada.scenario.strays import Stray, file_of, stray_files
from posada.scenario.wording import did_you_mean, first_few, quote

MAX_BYTES = 50_000_000
UTF_8 = say("a text file in UTF-8 (save the sheet as CSV, UTF-8)")
SETTINGS_FILE = "scenario.toml"
FLEE_FOLDER = "input_csv"
_DATE_LIKE = re.compile(r"=\s*\d+[-/. ]\d+[-/. ]\d+\s*(#.*)?$")
_NUMBER_LIKE = re.compile(r"=\s*[+-]?[\d.,' ]+\s*(#.*)?$")
TOO_LARGE = say(
    "at most 50 MB (a table holds totals by day and place, not one row for each person: "
    "add the rows up, or remove the sheets and columns that are not needed)"
)


@dataclass
class Source:
    """A scenario as text: settings, sheets, and what was wrong with the files.

    Parameters
    ----------
    origin : where it was read from
    book : workbook of which the tables are sheets; empty for a folder
    settings_file : how the settings are called
    settings : what the settings hold; None when they cannot be read
    setting_rows : in which row of a sheet each setting stands
    unread : how many sheets hold something and are no tables of posada's
    """

    origin: str
    book: str = ""
    settings_file: str = SETTINGS_FILE
    settings: dict[str, Any] | None = None
    setting_rows: dict[str, int] = field(default_factory=dict)
    unread: int = 0
    sheets: dict[str, Sheet] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)

    def filled(self) -> set[str]:
        """Names of the tables that hold rows."""
        return {table for table, sheet in self.sheets.items() if sheet.lines}

    def note_strays(self, strays: Iterable[Stray]) -> None:
        """Tell each, and know nothing of the table that it may be, unless that holds rows."""
        filled = self.filled()
        for table, problem in strays:
            self.problems.append(problem)
            if table not in filled:
                self.sheets[table] = Sheet(file_of(table, self.book))


def examples() -> list[str]:
    """Names of the scenarios that come with posada."""
    return sorted(
        path.name for path in _examples_folder().glob("*") if (path / SETTINGS_FILE).is_file()
    )


def example_folder(name: str) -> Path:
    """Where a scenario that comes with posada lies."""
    return _examples_folder() / name


def find_scenario(path: str | Path) -> Path:
    """The folder or workbook meant: a path, or the name of a scenario that comes with posada.

    Raises
    ------
    InputError
        When there is nothing of that name, or neither a folder nor a workbook.
    """
    given = Path(path)
    try:
        if given.is_dir():
            _check_level(given)
            return given
        if given.is_file() and given.suffix.lower() == ".xlsx":
            return given
        found = say("a file of another sort") if given.exists() else say("nothing there")
    except PermissionError as error:
        found = say("something that cannot be read (%(reason)s)", reason=system_reason(error))
    except (OSError, ValueError):
        found = say("nothing there")
    names = examples()
    if str(path) in names:
        return example_folder(str(path))
    expected = say(
        "a folder, a workbook (.xlsx), or one of the examples %(names)s%(hint)s",
        names=joined(names),
        hint=did_you_mean(str(path), names),
    )
    raise InputError([Problem(str(path) or "(no path)", None, None, found, expected)])


def _check_level(folder: Path) -> None:
    """Say so when a scenario, or a folder of Flee, lies one folder below or above the one given.

    Raises
    ------
    InputError
        When it does, with the folder that is meant.
    """
    if any((folder / name).exists() for name in (SETTINGS_FILE, "places.csv", FLEE_FOLDER)):
        return
    below = [path for path in folder.iterdir() if path.is_dir()]
    meant = [
        path.name
        for path in sorted(below)
        if (path / SETTINGS_FILE).is_file() or (path / FLEE_FOLDER).is_dir()
    ]
    if folder.resolve().name == FLEE_FOLDER:
        expected = say("the folder above it, '%(parent)s'", parent=folder.resolve().parent)
    elif meant:
        expected = say("one of the folders in it: %(names)s", names=first_few(map(quote, meant)))
    else:
        return
    raise InputError(
        [Problem(str(folder), None, None, say("a folder without a scenario"), expected)]
    )


def read_bytes(path: Path, name: str) -> tuple[bytes, list[Problem]]:
    """The bytes of a file, or the reason why it cannot be used."""
    try:
        if not path.is_file():
            return b"", [Problem(name, None, None, _no_file(path), say("a file"))]
        size = path.stat().st_size
        if size > MAX_BYTES:
            found = as_it_is(f"{size / 1e6:,.1f} MB")
            return b"", [Problem(name, None, None, found, TOO_LARGE)]
        return path.read_bytes(), []
    except OSError as error:
        found = say("a file that cannot be read (%(reason)s)", reason=system_reason(error))
        return b"", [Problem(name, None, None, found, say("a file that you may read"))]


def _no_file(path: Path) -> Said:
    """What there is instead of a file."""
    if path.is_dir():
        return say("a folder")
    return say("something other than a file") if path.exists() else say("a link that leads nowhere")


def text_of(data: bytes) -> tuple[str, Said]:
    """What a file says; and what it is instead, where it says nothing that can be read."""
    if b"\0" in data:
        return "", say("a binary file")
    try:
        return data.decode("utf-8-sig"), NOTHING
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        return "", say("bytes that are not UTF-8, first in row %(row)s", row=row)


def read_folder(folder: Path) -> Source:
    """Every file of a scenario folder, as text."""
    source = Source(origin=str(folder))
    text = _read_text(folder, SETTINGS_FILE, source)
    if text is not None:
        source.settings = _parse_settings(text, source)
    for table in load_fields():
        name = f"{table}.csv"
        if os.path.lexists(folder / name):
            text = _read_text(folder, name, source)
            source.sheets[table] = Sheet(name) if text is None else sheet_from_csv(name, text)
        elif table in REQUIRED_TABLES:
            expected = say("the table of %(table)s (posada new writes one to fill in)", table=table)
            source.problems.append(Problem(name, None, None, say("no such file"), expected))
            source.sheets[table] = Sheet(name)
    names = sorted(path.name for path in folder.iterdir())
    source.note_strays(stray_files(names, source.filled()))
    return source


def _read_text(folder: Path, name: str, source: Source) -> str | None:
    """Text of a file; None, and a problem, when there is none."""
    path = folder / name
    if not os.path.lexists(path):
        expected = say("the settings of the scenario (posada new writes one to fill in)")
        source.problems.append(Problem(name, None, None, say("no such file"), expected))
        return None
    data, problems = read_bytes(path, name)
    source.problems += problems
    if problems:
        return None
    source.checksums[name] = hashlib.sha256(data).hexdigest()
    text, found = text_of(data)
    expected = UTF_8
    if not data.strip():
        found = say("an empty file")
        expected = say("a header and rows") if name != SETTINGS_FILE else say("settings")
    if not found:
        return text
    source.problems.append(Problem(name, None, None, found, expected))
    return None


def _parse_settings(text: str, source: Source) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        match = re.match(r"line (\d+)", place)
        lines = text.splitlines()
        row = int(match[1]) if match else len(lines)
        line = lines[row - 1].strip() if 0 < row <= len(lines) else ""
        expected = say("a line such as key = value (%(reason)s)", reason=_slip(line, reason))
        source.problems.append(Problem(SETTINGS_FILE, row, None, quote(line), expected))
    except RecursionError:
        found = say("a list inside too many others")
        source.problems.append(
            Problem(SETTINGS_FILE, None, None, found, say("lines of key = value"))
        )
    return None


def _slip(line: str, reason: str) -> Said:
    """What is wrong with a line of settings: a date or a number as people write it, or TOML's."""
    if _DATE_LIKE.search(line):
        return say("a date is written like 2018-11-13")
    if _NUMBER_LIKE.search(line):
        return say("a number is written like 1234 or 1234.5")
    return by_others(reason[:1].lower() + reason[1:])


def _examples_folder() -> Path:
    """In an installed package beside the code, in a source checkout beside `src`."""
    package = Path(str(resources.files("posada")))
    installed = package / "examples"
    return installed if installed.is_dir() else package.parents[1] / "examples"
