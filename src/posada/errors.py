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
        return _line([self])


class InputError(PosadaError):
    """A person's input cannot be used; `problems` holds every reason, not only the first.

    Each has `file`, `row`, `column`, `found`, `expected`, and `told`, all of it in one line.
    """

    def __init__(self, problems: Iterable[Problem], subject: Said = THE_SCENARIO) -> None:
        self.problems = tuple(problems)
        self.subject = subject
        if len(self.problems) == 1:
            heading = say("1 problem in %(subject)s:", subject=subject)
        else:
            count = len(self.problems)
            heading = say("%(count)s problems in %(subject)s:", count=count, subject=subject)
        super().__init__(joined([heading, *_told(self.problems)], "\n  "))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...], Said]]:
        """As it was made, so that another process can hand it over."""
        return type(self), (self.problems, self.subject)


def system_reason(error: OSError) -> Said:
    """Why the system could not do it."""
    return by_others(error.strerror or str(error))


def _told(problems: Sequence[Problem]) -> list[Said]:
    """A line for each mistake, however often it was made.

    A text that is wrong in the same way in many cells, of many files, is one mistake. So are many
    texts in one column that are wrong in the same way, such as dates that are all written the other
    way round: row by row they would push everything else off the screen.
    """
    columns: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in problems:
        columns.setdefault(_column(problem), []).append(problem)
    mistakes: dict[object, list[Problem]] = {}
    for problem in problems:
        alike: object = (problem.found, problem.expected) if _is_own(problem.found) else problem
        if _is_crowded(columns[_column(problem)]):
            alike = _column(problem)
        mistakes.setdefault(alike, []).append(problem)
    return [_line(same) for same in mistakes.values()]


def _column(problem: Problem) -> tuple[str, str | None, str]:
    """What many rows of one column may have in common."""
    return problem.file, problem.column, problem.expected


def _is_own(found: Said) -> bool:
    """Whether it is what the person wrote, and no description of it."""
    return found.words == as_it_is(found).words


def _is_crowded(same: Sequence[Problem]) -> bool:
    """Whether a column has so many problems of one kind that they are told together."""
    one_text = len({problem.found for problem in same}) == 1 and _is_own(same[0].found)
    return len(same) > MOST_APART and not one_text and all(problem.row for problem in same)


def _line(same: Sequence[Problem]) -> Said:
    """One line: where it stands, what was found, what was expected."""
    places: dict[tuple[str, str | None], list[int]] = {}
    for problem in same:
        rows = places.setdefault((problem.file, problem.column), [])
        rows += [] if problem.row is None else [problem.row]
    where = [_place(file, rows, column) for (file, column), rows in places.items()]
    found, different = same[0].found, len({problem.found for problem in same})
    if different > 1:
        found = say("%(found)s and %(more)s more", found=found, more=different - 1)
    return say(
        "%(place)s: found %(found)s, expected %(expected)s",
        place=joined(where, "; "),
        found=found,
        expected=same[0].expected,
    )


def _place(file: str, rows: Sequence[int], column: str | None) -> Said:
    """A file, its rows and a column of it, as far as they are known."""
    told = None
    if len(rows) == 1:
        told = say("row %(row)s", row=rows[0])
    elif rows:
        told = say("rows %(rows)s", rows=_spans(rows))
    return joined(part for part in (file, told, column) if part is not None)


def _spans(rows: Sequence[int]) -> Said:
    """Rows, those that follow each other as one span; only the first few spans."""
    spans = []
    for _, run in groupby(enumerate(sorted(set(rows))), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in run]
        spans.append(f"{row[0]}" if len(row) == 1 else f"{row[0]}-{row[-1]}")
    told = joined(spans[:MOST_APART])
    if len(spans) > MOST_APART:
        more = len(spans) - MOST_APART
        return say("%(spans)s and %(more)s more spans", spans=told, more=more)
    return told
