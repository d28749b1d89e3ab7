"""Reading a Flee folder: its files, every check, then one error or one FleeSet."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from posada.errors import InputError, Problem
from posada.saying import say
from posada.scenario.flee.by_day import CONFLICTS, read_by_place
from posada.scenario.flee.caveats import list_caveats
from posada.scenario.flee.extras import read_extras
from posada.scenario.flee.findings import Findings, Record, last_one_counts
from posada.scenario.flee.geography import read_closures, read_places, read_routes
from posada.scenario.flee.model import FleeSet
from posada.scenario.flee.reports import TOTAL, read_reports
from posada.scenario.flee.settings import read_rules
from posada.scenario.flee.slips import list_slips
from posada.scenario.flee.starting import camps_by_type, check_start

PERIOD = "input_csv/sim_period.csv"


def is_flee_folder(path: str | Path) -> bool:
    """Whether a path is a folder laid out for Flee: `input_csv/` and `source_data/`."""
    folder = Path(path)
    return (folder / "input_csv").is_dir() and (folder / "source_data").is_dir()


def read_flee(folder: str | Path, settings: str | Path | None = None) -> FleeSet:
    """Read a Flee folder and check all of it.

    Parameters
    ----------
    folder : str or Path
        A folder with `input_csv/` and `source_data/`.
    settings : str or Path, optional
        The settings; if not given, `simsetting.yml` in the folder or in the one above it.

    Returns
    -------
    FleeSet
        Everything the folder holds; where Flee does something else than its files seem to say
        stands in `caveats`.

    Raises
    ------
    InputError
        With everything Flee would refuse, or stop on, by file and row.

    Source: Flee (github.com/djgroen/flee) at commit 02cd2cb.
    """
    path = Path(folder)
    if not is_flee_folder(path):
        expected = say("a Flee folder, with input_csv and source_data in it")
        raise InputError([Problem(str(folder), None, None, say("no such folders"), expected)])
    return _read(Findings(path), Path(settings) if settings else None)


def _read(findings: Findings, settings: Path | None) -> FleeSet:
    """Every file, then every problem or the set."""
    rules = read_rules(findings, settings)
    start, length = _read_period(findings)
    places = read_places(findings)
    names = list(places["name"])
    routes = read_routes(findings, names)
    closures = read_closures(findings, places)
    conflicts = read_by_place(findings, CONFLICTS, names, length)
    reports = read_reports(findings, places, start, camps_by_type(places, rules))
    extras = read_extras(findings, places, rules, length)
    check_start(findings, places, conflicts, rules)
    if findings.problems or start is None or length is None:
        raise InputError(sorted(set(findings.problems), key=_order), say("the Flee folder"))
    flee_set = FleeSet(
        name=findings.folder.resolve().name,
        start=start,
        length=length,
        rules=rules,
        places=places,
        routes=routes,
        closures=closures,
        conflicts=conflicts,
        camps=reports.camps,
        reports={camp: reports.corrected[camp] for camp in reports.camps},
        total=reports.corrected[TOTAL],
        raw_reports={camp: reports.raw[camp] for camp in reports.camps},
        raw_total=reports.raw[TOTAL],
        raw_files={camp: reports.files[camp] for camp in reports.camps},
        corrections=reports.corrections,
        **vars(extras),
        checksums=findings.checksums,
        origin=str(findings.folder),
    )
    slips, caveats = list_slips(flee_set), list_caveats(flee_set, reports.several_files)
    caveats = [*findings.caveats, *slips, *caveats]
    return dataclasses.replace(flee_set, caveats=tuple(caveats))


def _read_period(findings: Findings) -> tuple[dt.date | None, int | None]:
    """First day and number of days; the keys may be written in capitals or not."""
    lines = findings.lines(PERIOD)
    cells = {cells[0].casefold(): (row, cells) for row, cells in lines}
    records, legible = {}, PERIOD in findings.checksums and not findings.spoilt(PERIOD)
    for key, example in (("startdate", "StartDate,2018-11-13"), ("length", "Length,396")):
        if key in cells:
            row, line = cells[key]
            if sum(words[0].casefold() == key for _, words in lines) > 1:
                findings.caveats.append(last_one_counts(line[0], Path(PERIOD).name))
            records[key] = Record(findings, PERIOD, row, {key: line[1] if len(line) > 1 else ""})
        elif legible:
            findings.problem(
                PERIOD,
                None,
                key,
                say("no such row"),
                say("a row such as %(example)s", example=example),
            )
    start = records["startdate"].date("startdate") if "startdate" in records else None
    wanted = say("a whole number of days, 2 or more")
    length = records["length"].whole("length", wanted, low=2) if "length" in records else 0
    if start and length > (dt.date.max - start).days:
        records["length"].refuse(
            "length", say("days up to %(last)s, the last that has a date", last=dt.date.max)
        )
        length = 0
    return start, length or None


def _order(problem: Problem) -> tuple[str, int, str, str, str]:
    where = (problem.file, problem.row or 0, problem.column or "")
    return (*where, problem.found, problem.expected)
