"""What was reported at each camp: the layout, the files it names, and registration corrections.

It refuses a camp without a row in the layout, files that cannot be added up, and corrections on a
day without a report.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from posada.saying import NOTHING, Said, say
from posada.scenario.flee.findings import Findings, Record, rows_found
from posada.scenario.flee.series import add_up, correct
from posada.scenario.wording import did_you_mean, first_few, nearest, quote

LAYOUT = "source_data/data_layout.csv"
CORRECTIONS = "input_csv/registration_corrections.csv"
COLUMNS = ("date", "day", "count")
TOTAL = "total"
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


@dataclass(frozen=True)
class Reports:
    """Reports by row of the layout: its files, added up, corrected; the first row is the total."""

    files: Mapping[str, tuple[pd.DataFrame, ...]]
    raw: Mapping[str, pd.DataFrame]
    corrected: Mapping[str, pd.DataFrame]
    corrections: pd.DataFrame
    several_files: tuple[str, ...] = ()

    @property
    def camps(self) -> tuple[str, ...]:
        """Rows of the layout after the first."""
        return tuple(self.raw)[1:]


def read_reports(
    findings: Findings, places: pd.DataFrame, start: dt.date | None, camps: Mapping[str, Said]
) -> Reports:
    """Reports of every row of the layout.

    Parameters
    ----------
    findings : Findings
        The folder, and where problems are noted.
    places : pd.DataFrame
        Places, to tell what a row of the layout may be meant for.
    start : date or None
        Day 0; None when it could not be read.
    camps : Mapping
        By name of each place that must have reports: why Flee takes it for a camp.
    """
    layout = _read_layout(findings)
    day_0 = start or dt.date(2000, 1, 1)
    frames = {
        name: tuple(_read_file(findings, record, file, day_0) for file in files)
        for name, (record, files) in layout
    }
    raw = {name: _add_up(findings, files, frames[name]) for name, (_, files) in layout}
    names = [name for name, _ in layout]
    if names and names[0] in camps:
        expected = say("a row for the total of everybody, which Flee takes the first row for")
        layout[0][1][0].refuse("name", expected)
    _check_camps(findings, camps, names)
    corrections = _read_corrections(findings, names, raw, start)
    if names:
        # Whatever the file calls its first row, posada calls it the total.
        corrections = corrections.replace({"name": {names[0]: TOTAL}})
        raw = {TOTAL if name == names[0] else name: frame for name, frame in raw.items()}
        frames = {TOTAL if name == names[0] else name: parts for name, parts in frames.items()}
    findings.caveats += _shared_files(layout[1:])
    several = tuple(name for name, (_, files) in layout if len(files) > 1)
    corrected = {name: _corrected(name, frame, corrections) for name, frame in raw.items()}
    return Reports(frames, raw, corrected, corrections, several)


def _read_layout(findings: Findings) -> list[tuple[str, tuple[Record, list[str]]]]:
    """Name and files of each row; the first is the total."""
    rows: dict[str, tuple[Record, list[str]]] = {}
    for row, cells in findings.lines(LAYOUT):
        if cells[0].startswith("#") or len(cells) < 2:
            continue
        record = Record(findings, LAYOUT, row, {"name": cells[0], "file": cells[1]})
        name = record["name"]
        if name in rows or not name:
            record.refuse("name", say("the name of a camp, in one row only"))
        elif rows and name == TOTAL:
            record.refuse(
                "name", say("another name (the total of everybody stands in the first row)")
            )
        if not cells[1]:
            record.refuse("file", say("a file of reports in source_data"))
        rows.setdefault(name, (record, [cell for cell in cells[1:] if cell]))
    if len(rows) < 2 and LAYOUT in findings.checksums:
        expected = say("a row for the total and one row for each camp")
        findings.problem(LAYOUT, None, None, rows_found(len(rows)), expected)
    return list(rows.items())


def _shared_files(rows: list[tuple[str, tuple[Record, list[str]]]]) -> Iterator[Said]:
    """Files that rows of the layout after the first name more than once."""
    named_by: dict[str, list[str]] = {}
    for name, (_, files) in rows:
        for file in files:
            named_by.setdefault(file, []).append(name)
    for file, names in named_by.items():
        if len(names) > 1:
            yield say(
                "Everybody in source_data/%(file)s is counted %(times)s times, for data_layout.csv"
                " names it so often: %(names)s.",
                file=file,
                times=len(names),
                names=first_few(dict.fromkeys(names)),
            )


def _add_up(
    findings: Findings, files: Sequence[str], frames: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """Reports of one row of the layout, its files added up."""
    if not frames or any(frame.empty for frame in frames):
        return pd.DataFrame(columns=list(COLUMNS))
    result = frames[0]
    for file, frame in zip(files[1:], frames[1:], strict=True):
        name = f"source_data/{file}"
        if not (result["day"].is_monotonic_increasing and frame["day"].is_monotonic_increasing):
            expected = say("dates in order, so that the files of a camp can be added up")
            findings.problem(name, None, None, say("dates out of order"), expected)
        elif frame["day"].iloc[0] > result["day"].iloc[0]:
            found = say("first report on %(date)s", date=frame["date"].iloc[0].date())
            expected = say(
                "one on %(date)s or before, when %(file)s starts",
                date=result["date"].iloc[0].date(),
                file=files[0],
            )
            findings.problem(name, None, None, found, expected)
        else:
            result = add_up(result, frame)
    return result


def _read_file(findings: Findings, record: Record, file: str, start: dt.date) -> pd.DataFrame:
    name = f"source_data/{file}"
    if not findings.exists(name):
        files = (findings.folder / "source_data").iterdir()
        here = sorted(path.name for path in files if path.suffix.casefold() == ".csv")
        expected = say("a file in source_data%(hint)s", hint=did_you_mean(file, here))
        findings.problem(LAYOUT, record.row, None, quote(file), expected)
        return pd.DataFrame(columns=list(COLUMNS))
    before = len(findings.problems)
    rows = []
    for row, cells in findings.lines(name):
        titles = row == 1 and cells[0].casefold() in ("", "date", "datetime")
        if titles or cells[0].startswith("#") or len(cells) < 2 or not cells[1]:
            continue
        report = Record(findings, name, row, {"date": cells[0], "count": cells[1]})
        date = report.date("date")
        count = report.whole("count", say("a whole number of people, 0 or more"), low=0)
        if len(cells) > 2 and _THOUSANDS.fullmatch(",".join(cells[1:])):
            found = say("what looks like %(kind)s", kind=quote(",".join(cells[1:])))
            expected = say("no comma within a number (Flee reads what stands before it)")
            findings.problem(name, row, "count", found, expected)
        if date:
            rows.append([pd.Timestamp(date), (date - start).days, float(count)])
    if not rows and len(findings.problems) == before:
        findings.problem(
            name, None, None, say("no reports"), say("at least one row with a date and a count")
        )
    # Of a file with a problem nothing can be concluded, such as what a registration corrects.
    rows = rows if len(findings.problems) == before else []
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _check_camps(findings: Findings, camps: Mapping[str, Said], names: Sequence[str]) -> None:
    """Flee stops when it finds no reports for a camp; of others it never compares them."""
    for camp, reason in camps.items() if names[1:] else ():
        if camp not in names:
            meant = nearest(camp, [name for name in names[1:] if name not in camps])
            hint = (
                say(" (row '%(meant)s' is no camp: is it meant?)", meant=meant)
                if meant
                else NOTHING
            )
            expected = say(
                "a row for the camp %(camp)s%(reason)s%(hint)s",
                camp=quote(camp),
                reason=reason,
                hint=hint,
            )
            findings.problem(LAYOUT, None, None, say("no such row"), expected)


def _read_corrections(
    findings: Findings,
    names: Sequence[str],
    raw: Mapping[str, pd.DataFrame],
    start: dt.date | None,
) -> pd.DataFrame:
    rows = []
    lines = findings.lines(CORRECTIONS) if findings.exists(CORRECTIONS) else []
    for row, cells in lines:
        if len(cells) < 2:
            continue
        record = Record(findings, CORRECTIONS, row, {"name": cells[0], "date": cells[1]})
        if names and record["name"] not in names:
            hint = did_you_mean(record["name"], names)
            record.refuse("name", say("a name of data_layout.csv%(hint)s", hint=hint))
        date = record.date("date")
        if date and start:
            day = (date - start).days
            rows.append([record["name"], pd.Timestamp(date), day])
            _check_correction(record, raw.get(record["name"]), day)
    frame = pd.DataFrame(rows, columns=["name", "date", "day"])
    return frame.astype({"day": "int64", "date": "datetime64[us]"})


def _check_correction(record: Record, reports: pd.DataFrame | None, day: int) -> None:
    """Flee stops where there is no report to correct by, or none before it to correct."""
    if reports is None or reports.empty or day < 0:
        return
    here = [row for row in range(len(reports)) if reports["day"].iloc[row] == day]
    camp = quote(record["name"])
    if not here:
        dates = [f"{date:%Y-%m-%d}" for date in reports["date"]]
        record.refuse(
            "date",
            say(
                "a date of a report of %(camp)s%(hint)s",
                camp=camp,
                hint=did_you_mean(record["date"], dates),
            ),
        )
    elif here[-1] == 0:
        record.refuse("date", say("a date after the first report of %(camp)s", camp=camp))
    elif any(reports["count"].iloc[row - 1] == 0 for row in here if row > 0):
        record.refuse(
            "date", say("a date before which %(camp)s reported more than nobody", camp=camp)
        )


def _corrected(name: str, frame: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    if frame.empty:
        return frame
    counts = frame["count"].to_numpy(float)
    days = frame["day"].to_numpy()
    for day in corrections.loc[corrections["name"] == name, "day"]:
        counts = correct(counts, days, int(day))
    return frame.assign(count=counts)
