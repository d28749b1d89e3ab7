"""The five stages in order, from a scenario to the files that people read.

It answers nothing itself: every figure comes from a stage. It adds `run.json`, which says how the
files were made, so that anybody can make the same ones again.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from posada._version import __version__
from posada.errors import InputError, Problem
from posada.forecast import Forecast, make_forecast
from posada.needs import Needs, make_needs
from posada.plan import Plan, coverage_table, make_plan
from posada.report import Report, make_report
from posada.report.aid import shortfall_list
from posada.report.atomic import write_all
from posada.report.disclosure import STATUS
from posada.report.outlook import make_outlook
from posada.report.sections import people_rows
from posada.report.withheld import Published, withhold
from posada.report.words import words_in
from posada.scenario import Scenario, read_scenario

STAGES = ("scenario", "forecast", "needs", "plan", "report")
LIBRARIES = ("numpy", "pandas", "xarray", "numba", "highspy")
LONGEST_HORIZON = 3660

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Run:
    """What a run gave.

    Parameters
    ----------
    scenario, forecast, needs, plan, report : result of each stage
    record : what `run.json` holds
    folder : where the files were written
    """

    scenario: Scenario
    forecast: Forecast
    needs: Needs
    plan: Plan
    report: Report
    record: dict[str, Any]
    folder: Path


def run_scenario(
    path: str | Path,
    draws: int = 500,
    days: int | None = None,
    as_of: dt.date | None = None,
    seed: int = 1,
    out: str | Path | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Run:
    """Read a scenario, forecast, work out needs, plan, and write the report.

    Parameters
    ----------
    path : folder, workbook, or name of a bundled example such as "riverside"
    draws : number of simulated futures
    days : days forecast after `as_of` [day]; None: as the scenario says
    as_of : last day of information used; None: as the scenario says
    seed : the same seed gives the same tables, byte by byte
    out : folder for the files; None: `out/` and the name of the scenario
    language : of the report, "en" or "es"
    progress : called with the name of the stage and the fraction of it that is done

    Raises
    ------
    InputError
        When the scenario or a setting cannot be used; nothing is written then.
    """
    stages = _Stages(progress or (lambda stage, fraction: None))
    with stages.enter("scenario"):
        scenario = _with_settings(read_scenario(path), days, as_of)
        folder = _usable_folder(out or Path("out") / scenario.settings.name)
    with stages.enter("forecast") as report_fraction:
        forecast = make_forecast(scenario, draws=draws, seed=seed, progress=report_fraction)
    with stages.enter("needs"):
        needs = make_needs(scenario, forecast)
    with stages.enter("plan") as report_fraction:
        plan = make_plan(scenario, needs, progress=report_fraction)
    with stages.enter("report"):
        report = make_report(scenario, forecast, needs, plan, language=language)
    record = {
        **_how_it_was_made(scenario, forecast, language, stages.seconds),
        **_what_came_out(withhold(scenario, forecast, needs, plan)),
        "outputs": {name: sha256(content).hexdigest() for name, content in report.files.items()},
    }
    content = json.dumps(record, indent=1, ensure_ascii=False, default=str).encode()
    write_all(folder, {**report.files, "run.json": content})
    return Run(scenario, forecast, needs, plan, report, record, folder)


class _Stages:
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


def _with_settings(scenario: Scenario, days: int | None, as_of: dt.date | None) -> Scenario:
    """The scenario with another horizon and last day of information, when they can be used."""
    start = scenario.settings.start
    problems = []
    if as_of is not None and as_of < start:
        expected = f"a day on or after {start}, the start of the scenario"
        problems.append(Problem("as_of", None, None, str(as_of), expected))
    if days is not None and not 0 < days <= LONGEST_HORIZON:
        expected = f"a whole number of days from 1 to {LONGEST_HORIZON}"
        problems.append(Problem("days", None, None, str(days), expected))
    if problems:
        raise InputError(problems, subject="the settings of the run")
    changed = {"horizon_days": days, "as_of": as_of}
    changed = {name: value for name, value in changed.items() if value is not None}
    return scenario.replace(**changed) if changed else scenario


def _usable_folder(out: str | Path) -> Path:
    """The folder for the files, refused before the work starts when it cannot be one."""
    folder = Path(out)
    blocking = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), None)
    if blocking is not None:
        problem = Problem("out", None, None, f"the file '{blocking}'", "a folder, or a new name")
        raise InputError([problem], subject="the settings of the run")
    return folder


def _how_it_was_made(
    scenario: Scenario, forecast: Forecast, language: str, seconds: dict[str, float]
) -> dict[str, Any]:
    """What somebody needs to make the same files again."""
    settings = scenario.settings
    return {
        "scenario": settings.name,
        "title": settings.title,
        "start": settings.start,
        "as_of": settings.as_of,
        "end": settings.end,
        "horizon_days": settings.horizon_days,
        "draws": forecast.data.sizes["draw"],
        "seed": forecast.seed,
        "language": language,
        "posada": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": dict(scenario.checksums),
        "seconds": seconds,
    }


def _what_came_out(shown: Published) -> dict[str, Any]:
    """Caveats and the figures a person reads first; nothing that the report does not show."""
    outlook = make_outlook(shown.scenario, shown.forecast, whole_towns=True)
    words = words_in("en")
    results = (shown.scenario, shown.forecast, shown.needs, shown.plan)
    caveats = dict.fromkeys(sentence for result in results for sentence in result.caveats)
    totals = coverage_table(shown.plan).groupby("item", sort=False)[["covered", "need"]].sum()
    totals = totals[totals["need"] > 0]
    return {
        "status": STATUS,
        "caveats": list(caveats),
        "days": [str(outlook.days[outlook.now + ahead].date()) for ahead in outlook.offsets],
        "people": {
            row["name"]: [figure for figure, _ in row["figures"]]
            for row in people_rows(outlook, words)
        },
        "coverage": (totals["covered"] / totals["need"]).round(3).to_dict(),
        "deliveries": len(shown.plan.deliveries),
        "shortfalls": shortfall_list(shown.scenario, shown.needs, shown.plan, words),
    }
