"""What can go wrong, and how it is told.

    PosadaError                 everything posada raises on purpose
    ├── InputError              a person's files or settings: all problems at once
    ├── ResultError             a result whose arrays do not fit together
    └── PlanError               the solver gave no answer that can be trusted

The library raises; it never prints and never exits. `cli` turns these into words and exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class PosadaError(Exception):
    """Anything posada raises on purpose."""


class ResultError(PosadaError):
    """A result (forecast, needs, plan) whose arrays do not fit together."""


class PlanError(PosadaError):
    """The solver gave no answer that can be trusted."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing in a person's files that must be mended.

    Parameters
    ----------
    file : file, or workbook and sheet, where it stands
    row : row as a spreadsheet counts it (the header is row 1); None for the whole file
    column : column name; None for the whole row
    found : what stands there, in quotes where it is text of the person's
    expected : what should stand there, with the nearest correct name where there is one
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        return f"{place}: found {self.found}, expected {self.expected}"


class InputError(PosadaError):
    """A person's input cannot be used; `problems` holds every reason, not only the first."""

    def __init__(self, problems: Iterable[Problem], subject: str = "the scenario") -> None:
        self.problems = tuple(problems)
        self.subject = subject
        count = len(self.problems)
        word = "problem" if count == 1 else "problems"
        lines = [f"{count} {word} in {subject}:", *(f"  {problem}" for problem in self.problems)]
        super().__init__("\n".join(lines))
