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

from posada.saying import Said, as_it_is, by_others, joined, say

THE_SCENARIO = say("the scenario")
MOST_APART = 5  # problems of one kind that are told row by row; more are told together


class PosadaError(Exception):
    """Anything posada raises on purpose; `told` is its message, which any language can say."""

    def __init__(self, told: Said) -> None:
        super().__init__(told)
        self.told = told


class ResultError(PosadaError):
    """A result (forecast, needs, plan) whose arrays do not fit together.

    It is for whoever programs with posada, and is told in English.
    """

    def __init__(self, message: str) -> None:
        super().__init__(as_it_is(message))


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
    found: Said
    expected: Said

    def __str__(self) -> str:
        return self.told

    @property
    def told(self) -> Said:
        """The problem in one line."""
        row = None if self.row is None else say("row %(row)s", row=self.row)
        return _line(self, row, self.found)


class InputError(PosadaError):
    """A person's input cannot be used; `problems` holds every reason, not only the first."""

    def __init__(self, problems: Iterable[Problem], subject: Said = THE_SCENARIO) -> None:
        self.problems = tuple(problems)
        self.subject = subject
        if len(self.problems) == 1:
            heading = say("1 problem in %(subject)s:", subject=subject)
        else:
            count = len(self.problems)
            heading = say("%(count)s problems in %(subject)s:", count=count, subject=subject)
        super().__init__(joined([heading, *_told(self.problems)], "\n  "))


def system_reason(error: OSError) -> Said:
    """Why the system could not do it."""
    return by_others(error.strerror or str(error))


def _line(problem: Problem, rows: Said | None, found: Said) -> Said:
    """One line: where it stands, what was found, what was expected."""
    place = [part for part in (problem.file, rows, problem.column) if part is not None]
    return say(
        "%(place)s: found %(found)s, expected %(expected)s",
        place=joined(place),
        found=found,
        expected=problem.expected,
    )


def _told(problems: Sequence[Problem]) -> list[Said]:
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
            lines += [problem.told for problem in same]
    return lines


def _together(first: Problem, rows: Sequence[int], different: int) -> Said:
    """One line for many rows: where they stand, what the first has, and how many have other."""
    spans = []
    for _, run in groupby(enumerate(sorted(set(rows))), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in run]
        spans.append(f"{row[0]}" if len(row) == 1 else f"{row[0]}-{row[-1]}")
    told = joined(spans[:MOST_APART])
    if len(spans) > MOST_APART:
        more = len(spans) - MOST_APART
        told = say("%(spans)s and %(more)s more spans", spans=told, more=more)
    found = first.found
    if different > 1:
        found = say("%(found)s and %(more)s more", found=found, more=different - 1)
    return _line(first, say("rows %(rows)s", rows=told), found)
