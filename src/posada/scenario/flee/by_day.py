"""Files with a row per day and a column per place or region: conflicts, floods, food.

Flee takes row 0 for day 0, and so on; it never looks at the column that says the day.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from posada.saying import say
from posada.scenario.flee.findings import A_NUMBER, Findings, Record, is_number, rows_found
from posada.scenario.flee.model import FloatArray
from posada.scenario.wording import did_you_mean, first_few, quote

CONFLICTS = "input_csv/conflicts.csv"
FLOODS = "input_csv/flood_level.csv"
IPC = "input_csv/region_attributes_IPC.csv"
FAINTEST = 1e-6
MOST_APART = 3  # columns of no place that are told one by one


def read_by_place(
    findings: Findings, name: str, places: Sequence[str], length: int | None
) -> FloatArray:
    """Values by row and place; 0 for a place without a column.

    Parameters
    ----------
    findings : Findings
        The folder, and where problems are noted.
    name : str
        The file.
    places : sequence of str
        Names of the places, in the order wanted.
    length : int or None
        Rows that are needed; None when that is not known.
    """
    table = read_by_column(findings, name)
    legible = name in findings.checksums and not findings.spoilt(name)
    if length is not None and legible and len(table) < length:
        expected = say("one for each of the %(length)s days simulated", length=length)
        findings.problem(name, None, None, rows_found(len(table)), expected)
    if not np.array_equal(table["day"], np.arange(len(table))):
        findings.caveats.append(
            say(
                "The days that %(file)s names are not 0, 1, 2 ...; Flee does not read them, and"
                " takes the first row for day 0, the second for day 1, and so on.",
                file=name,
            )
        )
    strangers = [column for column in table.columns[1:] if places and column not in places]
    if len(strangers) > MOST_APART:
        findings.caveats.append(
            say(
                "%(count)s columns of %(file)s are ignored, for no place is called so: %(names)s.",
                count=len(strangers),
                file=name,
                names=first_few(map(quote, strangers)),
            )
        )
    else:
        findings.caveats += [
            say(
                "The column %(column)s of %(file)s is ignored: no place is called so%(hint)s.",
                column=quote(column),
                file=name,
                hint=did_you_mean(column, places),
            )
            for column in strangers
        ]
    values = table.reindex(columns=list(dict.fromkeys(places)), fill_value=0.0)
    return np.ascontiguousarray(values.to_numpy(float))


def read_by_column(findings: Findings, name: str) -> pd.DataFrame:
    """Every column of a file, the first (`day`) as it stands; unfit cells are 0."""
    lines = findings.lines(name)
    if not lines:
        if name in findings.checksums and not findings.spoilt(name):
            findings.problem(
                name, None, None, say("an empty file"), say("a header and a row for each day")
            )
        return pd.DataFrame({"day": []}, dtype=float)
    header = lines[0][1]
    named = [position for position, title in enumerate(header) if title and position > 0]
    titles = [header[position] for position in named]
    if titles and all(map(is_number, titles)):
        expected = say("a header: #Day, and a name above every other column")
        findings.problem(name, lines[0][0], None, quote(header[0]), expected)
        return pd.DataFrame({"day": []}, dtype=float)
    for title in dict.fromkeys(title for title in titles if titles.count(title) > 1):
        findings.problem(
            name,
            lines[0][0],
            None,
            say("%(title)s twice", title=quote(title)),
            say("every column once"),
        )
    # Such files may hold half a million cells: they are read whole, and told apart when unfit.
    body = _complete(findings, name, 1 + max(named, default=0), lines[1:])
    cells = [[cells[p] for p in (0, *named)] for _, cells in body]
    try:
        values: FloatArray = np.array(cells, dtype=float).reshape(len(body), -1)
        fit = bool(np.isfinite(values[:, 1:]).all())
    except ValueError:
        fit = False
    if not fit:
        values = _read_each(findings, name, titles, [row for row, _ in body], cells)
    _check_stray(findings, name, header, body)
    frame = pd.DataFrame(values if len(body) else np.zeros((0, 1 + len(titles))))
    frame.columns = pd.Index(["day", *titles])
    return frame.loc[:, ~frame.columns.duplicated()]


def _complete(
    findings: Findings, name: str, width: int, lines: Sequence[tuple[int, list[str]]]
) -> list[tuple[int, list[str]]]:
    """Rows with as many cells as columns have names; one of a single cell is a remark."""
    for row, cells in lines:
        if 1 < len(cells) < width:
            expected = say("%(width)s, one for each column that has a name", width=width)
            findings.problem(name, row, None, say("%(count)s cells", count=len(cells)), expected)
    return [(row, cells) for row, cells in lines if len(cells) >= max(width, 2)]


def _read_each(
    findings: Findings,
    name: str,
    titles: Sequence[str],
    rows: Sequence[int],
    cells: Sequence[Sequence[str]],
) -> FloatArray:
    values = np.zeros((len(rows), 1 + len(titles)))
    for index, (row, texts) in enumerate(zip(rows, cells, strict=True)):
        record = Record(findings, name, row, dict(zip(["day", *titles], texts, strict=True)))
        values[index, 0] = float(texts[0]) if texts[0].isdigit() else index
        for column, title in enumerate(titles, 1):
            values[index, column] = record.required(title, A_NUMBER)
    return np.nan_to_num(values)


def _check_stray(
    findings: Findings, name: str, header: Sequence[str], body: Sequence[tuple[int, list[str]]]
) -> None:
    """A number without a name above it stops Flee."""
    for row, cells in body:
        for position, cell in enumerate(cells[1:], 1):
            if cell and (position >= len(header) or not header[position]):
                expected = say(
                    "no cell in column %(number)s, which has no name", number=position + 1
                )
                findings.problem(name, row, None, quote(cell), expected)
