"""A plan alone, around what organisations answered to an earlier one, and its files.

It answers nothing itself: the figures come from the stages. Its tables say where convoys start and
when, so they are for the team that runs the operation; each organisation gets its own lines alone.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posada.folders import team_folder
from posada.forecast import make_forecast
from posada.needs import Needs, make_needs
from posada.needs.caveats import own_standards
from posada.plan import Plan, coverage_table, make_plan, read_lines
from posada.plan.optimum import Witness
from posada.record import as_json, how_it_was_made, with_outputs
from posada.report.audience import INTERNAL, Reader
from posada.report.disclosure import STATUS, marked, nearest
from posada.report.organisations import organisation_files
from posada.report.sentences import for_a_record, in_language
from posada.report.tables import plan_rows, shortfall_rows, to_csv
from posada.report.words import Words, words_in
from posada.run import Progress, Stages, with_settings
from posada.scenario import Scenario, given_scenario
from posada.writing import write_all

RECORD = "plan.json"


@dataclass(frozen=True)
class Lines:
    """Files with lines of a plan that are to be kept in mind.

    Parameters
    ----------
    claims : lines that organisations accepted, changed or declined
    previous : the plan of the day before
    """

    claims: str | Path | None = None
    previous: str | Path | None = None


@dataclass(frozen=True)
class Proposal:
    """What planning gave.

    Parameters
    ----------
    plan : deliveries and shortfalls
    summary : the figures that a person reads first, items by the name of the reader
    folder : where the files were written
    scenario : what was planned for
    """

    plan: Plan
    summary: dict[str, Any]
    folder: Path
    scenario: Scenario


def plan_scenario(
    path: str | Path | Scenario,
    draws: int = 500,
    as_of: dt.date | None = None,
    seed: int = 1,
    out: str | Path | None = None,
    lines: Lines | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Proposal:
    """Plan deliveries around what organisations answered, and write the tables.

    The files are plan.csv, shortfalls.csv, a loading list, waybills and a calendar for each
    organisation, plan.json, which says how they were made, and optimum.npz, with which anybody can
    check that nothing better exists.

    Parameters
    ----------
    path, draws, as_of, seed, progress : as for `run_scenario`
    out : folder for the files; None: `out/` and the name of the scenario with `-plan`
    lines : answers of organisations and the plan of the day before, as `Lines`; None: neither
    language : of reasons, waybills and calendars, "en" or "es"

    Raises
    ------
    InputError
        When the scenario, a setting or a file with lines cannot be used; nothing is written then.
    """
    stages, lines = Stages(progress or (lambda stage, fraction: None)), lines or Lines()
    with stages.enter("scenario"):
        scenario = with_settings(given_scenario(path), None, as_of)
        folder = team_folder(out, scenario, "plan")
        claims = read_lines(lines.claims, scenario, claims=True) if lines.claims else None
        before = read_lines(lines.previous, scenario, claims=False) if lines.previous else None
    with stages.enter("forecast") as report_fraction:
        forecast = make_forecast(scenario, draws=draws, seed=seed, progress=report_fraction)
    with stages.enter("needs"):
        needs = make_needs(scenario, forecast)
    with stages.enter("plan") as report_fraction:
        witness = Witness()
        plan = make_plan(scenario, needs, report_fraction, claims, before, witness)
    words = words_in(language, INTERNAL.least, scenario)
    files = _files(scenario, needs, plan, words)
    if witness.whole is not None:
        files["optimum.npz"] = witness.write()
    reader = Reader(language, INTERNAL.name)
    made = how_it_was_made(scenario, draws, seed, reader, stages.seconds)
    summary = _summary(scenario, needs, plan, words)
    results = (in_language(scenario, words), forecast, needs, plan)
    record = {
        **made,
        "status": STATUS,
        "caveats": for_a_record((text for part in results for text in part.caveats), words),
        "objectives": dict(plan.objectives),
    }
    files[RECORD] = as_json(with_outputs(record, files))
    write_all(folder, files, _written_before(folder), RECORD)
    return Proposal(plan, summary, folder, scenario)


def _files(scenario: Scenario, needs: Needs, plan: Plan, words: Words) -> dict[str, bytes]:
    """The tables, and each organisation's own."""
    frames = {
        "plan.csv": plan_rows(scenario, needs, plan, words),
        "shortfalls.csv": shortfall_rows(needs, plan, words),
    }
    frames = {name: marked(frame, scenario) for name, frame in frames.items()}
    weight = scenario["items"].set_index("name")["weight_kg"]
    own = organisation_files(frames["plan.csv"], weight, scenario.settings.as_of, words)
    return {name: to_csv(frame) for name, frame in frames.items()} | own


def _written_before(folder: Path) -> dict[str, str]:
    """What the last plan in the folder left there, so that no old waybill stays."""
    try:
        known = json.loads((folder / RECORD).read_text(encoding="utf-8"))["outputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return known if isinstance(known, dict) else {}


def _summary(scenario: Scenario, needs: Needs, plan: Plan, words: Words) -> dict[str, Any]:
    """Deliveries by status, coverage by life-saving standard, the figures of the replay, caveats.

    A standard is called by the items that serve it.
    """
    items: dict[str, list[str]] = {}
    vital: dict[str, bool] = {}
    for item, standard, saves in zip(
        *(needs.data[name].values for name in ("item", "standard", "life_saving")), strict=True
    ):
        items.setdefault(str(standard), []).append(words.item(str(item)))
        vital[str(standard)] = vital.get(str(standard), False) or bool(saves)
    table = coverage_table(plan)
    sums = table.groupby("standard", sort=False)[["need", "covered"]].sum()
    return {
        "deliveries": plan.deliveries["status"].value_counts().sort_index().to_dict(),
        "coverage": [
            {
                "items": " / ".join(items[standard]),
                "worst": plan.objectives.get(f"worst coverage: {standard}"),
                "all": covered / need if need > 0 else 1.0,
            }
            for standard, need, covered in sums.itertuples(name=None)
            if vital[str(standard)]
        ],
        "replayed": _replayed(plan, items, words),
        "caveats": [*own_standards(scenario, needs.standards), *plan.caveats],
    }


def _replayed(plan: Plan, items: dict[str, list[str]], words: Words) -> dict[str, str]:
    """How the plan holds in the simulated futures; nothing where nobody is in need."""
    played = plan.replayed
    if played is None or not played.worst_place:
        return {}
    where = f"{words.name(played.worst_place)}, {' / '.join(items[played.worst_standard])}"
    return {
        "unmet": words.quantity(float(nearest(played.unmet.mean(), words.least))),
        "cvar": words.quantity(float(nearest(played.cvar90, words.least))),
        "worst": f"{where} ({words.percent(played.worst_coverage)})",
        "gini": words.number(played.gini, 2),
    }
