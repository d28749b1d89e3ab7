"""What can go wrong, and how it is told.

    PosadaError                 everything posada raises on purpose
    ├── InputError              a person's files or settings: all problems at once
    ├── ResultError             a result whose arrays do not fit together
    └── PlanError               the solver gave no answer that can be trusted

The library raises; it never prints and never exits. `cli` turns these into words and exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

MOST_APART = 5  # problems of one kind that are told row by row; more are told together


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
        lines = [f"{count} {word} in {subject}:", *(f"  {line}" for line in _told(self.problems))]
        super().__init__("\n".join(lines))


def _told(problems: Sequence[Problem]) -> list[str]:
    """A line for each problem; where many rows have the same one, a line for all of them.

    A column in which every date is written the other way round is one thing to mend, and would push
    everything else off the screen.
    """
    alike: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.file, problem.column, problem.expected), []).append(problem)
    lines = []
    for same in alike.values():
        rows = [problem.row for problem in same if problem.row is not None]
        if len(rows) == len(same) > MOST_APART:
            lines.append(_together(same[0], rows, len({problem.found for problem in same})))
        else:
            lines += map(str, same)
    return lines


def _together(first: Problem, rows: Sequence[int], different: int) -> str:
    """One line for many rows: where they stand, what the first has, and how many have other."""
    spans = []
    for _, run in groupby(enumerate(sorted(set(rows))), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in run]
        spans.append(f"{row[0]}" if len(row) == 1 else f"{row[0]}-{row[-1]}")
    more = f" and {len(spans) - MOST_APART} more spans" if len(spans) > MOST_APART else ""
    place = f"{first.file}, rows {', '.join(spans[:MOST_APART])}{more}"
    place += f", {first.column}" if first.column is not None else ""
    others = f" and {different - 1} more" if different > 1 else ""
    return f"{place}: found {first.found}{others}, expected {first.expected}"
