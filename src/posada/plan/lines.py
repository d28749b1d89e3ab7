"""Reading lines of a plan back: what organisations answered, and the plan of the day before.

It answers with the columns that planning needs. It refuses, all at once, whatever cannot be what
somebody meant; columns that planning does not need may stand beside, but none with personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from posada.errors import InputError, Problem
from posada.plan.answers import check_answers
from posada.saying import Said, say
from posada.scenario.cells import read_column
from posada.scenario.fields import Field
from posada.scenario.files import read_bytes
from posada.scenario.model import Scenario
from posada.scenario.privacy import REMEDY, personal_header
from posada.scenario.sheets import Sheet, sheet_from_csv
from posada.scenario.wording import did_you_mean, quote

WORKBOOK = b"PK\x03\x04"  # a ZIP archive, as which a spreadsheet keeps its own format
TEXT = say("a text file in UTF-8 (in the spreadsheet: save as CSV UTF-8)")
ANSWERS = ("accepted", "declined", "changed")
TYPES = {
    "depot": "name",
    "item": "name",
    "place": "name",
    "dispatch": "date",
    "quantity": "positive",
    "status": f"choice:proposed|{'|'.join(ANSWERS)}",
}
OPTIONAL = {"expires": "date"}
BESIDE = {"organisation": "text", "unit": "text", "delivery": "date"}  # read of answers alone
HOW_MUCH = say(
    "how much will be brought, as a number; the plan does not tell it where few people are in need"
)


def read_lines(path: str | Path, scenario: Scenario, *, claims: bool) -> pd.DataFrame:
    """Lines of `plan.csv`, or of the same table with the answers of organisations.

    Parameters
    ----------
    path : CSV file with at least the columns depot, item, place, dispatch, quantity and status
    scenario : names and lanes that the answers must fit
    claims : whether these are answers: then lines that are still `proposed` are left out, and
        names and lanes must be those of the scenario

    Returns
    -------
    DataFrame
        Those columns and `expires`, which may be empty or missing, indexed by the row of the
        file; what is too small to be shown is left out. Answers may have an organisation, a unit
        and a day of delivery beside, which must not contradict the line.

    Raises
    ------
    InputError
        Every reason why the file cannot be used.
    """
    path = Path(path).absolute()
    subject = say("the claims") if claims else say("the plan before")
    sheet = _sheet(path, subject)
    problems = [*sheet.problems, *_header_problems(sheet)]
    if problems:
        raise InputError(problems, subject=subject)
    lines = _typed(sheet, claims, problems)
    if claims:
        problems += check_answers(sheet.file, lines, scenario)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.row or 0), subject=subject)
    lines.attrs["file"] = sheet.file
    return lines


def _sheet(path: Path, subject: Said) -> Sheet:
    """The file as text."""
    if not path.exists():
        problem = Problem(
            path.name, None, None, say("no such file"), say("a table such as plan.csv")
        )
        raise InputError([problem], subject=subject)
    content, problems = read_bytes(path, path.name)
    if content.startswith(WORKBOOK):
        problems = [Problem(path.name, None, None, say("a workbook"), TEXT)]
    if problems:
        raise InputError(problems, subject=subject)
    try:
        return sheet_from_csv(path.name, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        problem = Problem(path.name, None, None, say("bytes that are no text"), TEXT)
        raise InputError([problem], subject=subject) from None


def _header_problems(sheet: Sheet) -> list[Problem]:
    """Columns that are missing, or that look like personal data."""
    problems = []
    if sheet.header and not set(TYPES) & set(sheet.header):
        expected = say(
            "the columns of plan.csv, separated by commas, semicolons or tabs: %(columns)s",
            columns=", ".join(TYPES),
        )
        found = say("none of the columns needed")
        return [Problem(sheet.file, sheet.header_row, None, found, expected)]
    for column in TYPES if sheet.header else ():
        if column not in sheet.header:
            expected = say(
                "a column %(column)s%(hint)s",
                column=repr(column),
                hint=did_you_mean(column, sheet.header),
            )
            problems.append(Problem(sheet.file, None, column, say("no such column"), expected))
        elif sheet.header.count(column) > 1:
            found = say("%(column)s twice", column=repr(column))
            problems.append(
                Problem(sheet.file, sheet.header_row, None, found, say("each column once"))
            )
    for header in sheet.header:
        if personal_header(header):
            found = say("a column %(header)s that looks like personal data", header=quote(header))
            problems.append(Problem(sheet.file, sheet.header_row, None, found, REMEDY))
    return problems


def _typed(sheet: Sheet, claims: bool, problems: list[Problem]) -> pd.DataFrame:
    """The lines that count, typed; what does not fit is added to the problems."""
    types = {**TYPES, **OPTIONAL, **(BESIDE if claims else {})}
    columns = [column for column in types if column in sheet.header]
    at = {column: sheet.header.index(column) for column in columns}
    kept = []
    for row, cells in sheet.lines:
        cells = list(cells)
        # The status of a published plan also says that it is a planning figure.
        cells[at["status"]] = cells[at["status"]].partition(":")[0].strip()
        status, hidden = cells[at["status"]], cells[at["quantity"]].startswith("<")
        if hidden and claims and status == "declined":
            # Nobody needs to know how much it was in order to decline it.
            cells[at["quantity"]] = cells[at["quantity"]].lstrip("<")
        elif hidden and claims and status in ANSWERS:
            found = quote(cells[at["quantity"]])
            problems.append(Problem(sheet.file, row, "quantity", found, HOW_MUCH))
            continue
        if status != "proposed" if claims else not hidden:
            kept.append((row, cells))
    rows = [row for row, _ in kept]

    def column(name: str, kind: str) -> pd.Series:
        def report(row: int, column: str, found: Said, expected: Said) -> None:
            problems.append(Problem(sheet.file, row, column, found, expected))

        texts: Sequence[str] = [cells[at[name]] for _, cells in kept]
        needed = name in TYPES
        return read_column(Field("lines", name, kind, "", needed, "", "", ""), texts, rows, report)

    known = {name: kind for name, kind in types.items() if name in at}
    frame = pd.DataFrame({name: column(name, kind) for name, kind in known.items()}, index=rows)
    return frame if "expires" in at else frame.assign(expires=pd.NaT)
