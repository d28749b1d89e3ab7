"""The five stages in order, from a scenario to the files that people read.

It answers nothing itself: every figure comes from a stage. It adds `run.json`, which says how the
files were made, so that anybody can make the same ones again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posada.errors import InputError, Problem
from posada.folders import record_in, usual_folder
from posada.forecast import Forecast, make_forecast
from posada.needs import Needs, make_needs
from posada.plan import Plan, make_plan
from posada.record import (
    as_json,
    caveats_shown,
    how_it_was_made,
    made_public,
    what_came_out,
    with_outputs,
)
from posada.report import Report, make_report
from posada.report.audience import PARTNERS, PUBLIC, Audience, Reader, audience_named
from posada.report.regions import check_release
from posada.report.withheld import withhold
from posada.saying import as_it_is, say
from posada.scenario import Scenario, given_scenario
from posada.scenario.settings import LONGEST
from posada.scenario.settings_errors import too_late
from posada.writing import usable_folder, write_all

STAGES = ("scenario", "forecast", "needs", "plan", "report")

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Run:
    """What a run gave.

    Parameters
    ----------
    scenario, forecast, needs, plan, report : result of each stage
    record : what `run.json` holds
    summary : the figures a person reads first, in the language of the reader
    folder : where the files were written
    """

    scenario: Scenario
    forecast: Forecast
    needs: Needs
    plan: Plan
    report: Report
    record: dict[str, Any]
    summary: dict[str, Any]
    folder: Path


def run_scenario(
    path: str | Path | Scenario,
    draws: int = 500,
    days: int | None = None,
    as_of: dt.date | None = None,
    seed: int = 1,
    out: str | Path | None = None,
    reader: Reader | None = None,
    progress: Progress | None = None,
) -> Run:
    """Read a scenario, forecast, work out needs, plan, and write the report.

    Parameters
    ----------
    path : folder, workbook, or name of a bundled example such as "riverside"; or a scenario read
        from one
    draws : number of simulated futures
    days : days forecast after `as_of` [day]; None: as the scenario says
    as_of : last day of information used; None: as the scenario says
    seed : the same seed gives the same tables, byte by byte
    out : folder for the files; None: `out/` and the name of the scenario, with `-public` or
        `-internal` behind it for these audiences
    reader : language and audience of the report, as a `Reader`; None: English, for named partners
    progress : called with the name of the stage and the fraction of it that is done

    Raises
    ------
    InputError
        When the scenario or a setting cannot be used; nothing is written then.
    """
    reader = reader or Reader()
    audience = audience_named(reader.audience)
    stages = Stages(progress or (lambda stage, fraction: None))
    with stages.enter("scenario"):
        scenario = with_settings(given_scenario(path), days, as_of, audience)
        folder = usable_folder(usual_folder(scenario, audience) if out is None else out)
        before = record_in(folder, reader.audience)
        earlier = before if before.get("scenario") == scenario.settings.name else {}
    with stages.enter("forecast") as report_fraction:
        forecast = make_forecast(scenario, draws=draws, seed=seed, progress=report_fraction)
    with stages.enter("needs"):
        needs = make_needs(scenario, forecast)
    with stages.enter("plan") as report_fraction:
        plan = make_plan(scenario, needs, progress=report_fraction)
    with stages.enter("report"):
        report = make_report(
            scenario, forecast, needs, plan, reader.language, reader.audience, earlier
        )
    shown = withhold(scenario, forecast, needs, plan, audience)
    tell = made_public if audience == PUBLIC else what_came_out
    told = tell(shown, earlier)
    made = how_it_was_made(scenario, draws, seed, reader, stages.seconds)
    caveats = caveats_shown(shown, reader.language)
    record = with_outputs({**made, "caveats": caveats, **told}, report.files)
    files = {**report.files, "run.json": as_json(record)}
    write_all(folder, files, before.get("outputs"), record="run.json")
    summary = told if reader.language == "en" else tell(shown, earlier, reader.language)
    return Run(scenario, forecast, needs, plan, report, record, summary, folder)


class Stages:
    """Which stage is under way, and the seconds that each one took."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def enter(self, stage: str) -> Iterator[Callable[[float], None]]:
        """Time a stage; gives the function by which it tells the fraction done."""
        started = time.perf_counter()
        self.progress(stage, 0.0)
        yield lambda fraction: self.progress(stage, min(fraction, 0.999))
        self.seconds[stage] = round(time.perf_counter() - started, 3)
        self.progress(stage, 1.0)


def with_settings(
    scenario: Scenario, days: int | None, as_of: dt.date | None, audience: Audience = PARTNERS
) -> Scenario:
    """The scenario with another horizon and last day of information, when they can be used."""
    start = scenario.settings.start
    problems = []
    if as_of is not None and as_of < start:
        expected = say("a day on or after %(start)s, the start of the scenario", start=start)
        problems.append(Problem("as_of", None, None, as_it_is(as_of), expected))
    known = max(LONGEST, (scenario.settings.end - start).days)  # a Flee set may be longer
    if as_of is not None and (as_of - start).days > known:
        problems.append(Problem("as_of", None, None, as_it_is(as_of), too_late(start)))
    if days is not None and not 0 < days <= LONGEST:
        expected = say("a whole number of days from 1 to %(most)s", most=LONGEST)
        problems.append(Problem("days", None, None, as_it_is(days), expected))
    if problems:
        raise InputError(problems, subject=say("the settings of the run"))
    if scenario.flee is not None and as_of is not None and days is None:
        days = max((scenario.settings.end - as_of).days, 1)  # a Flee set ends where it ends
    changed = {"horizon_days": days, "as_of": as_of}
    changed = {name: value for name, value in changed.items() if value is not None}
    scenario = scenario.replace(**changed) if changed else scenario
    if audience == PUBLIC:
        check_release(scenario)
    return scenario
