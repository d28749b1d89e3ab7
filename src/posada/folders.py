"""Where files go: a folder for each audience, so that one can be handed over whole.

It refuses to put files for one audience beside those for another.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from posada.errors import InputError, Problem
from posada.report.audience import INTERNAL, PARTNERS, Audience
from posada.saying import say
from posada.scenario import Scenario
from posada.writing import usable_folder

# What says how the files of a folder were made, and for whom.
RECORDS = ("run.json", "plan.json", "simulation.json", "barriers.json", "backtest.json")


def usual_folder(scenario: Scenario, audience: Audience) -> Path:
    """Where files go when nobody says: each audience has a folder of its own."""
    ending = "" if audience == PARTNERS else f"-{audience.name}"
    return Path("out") / f"{scenario.settings.name}{ending}"


def team_folder(out: str | Path | None, scenario: Scenario, ending: str) -> Path:
    """Where files go that hold every place and every number: never beside a report for others.

    Parameters
    ----------
    out : as asked for; None: `out/` and the name of the scenario, with the ending behind it

    Raises
    ------
    InputError
        When nothing can be written there, or a report for others lies there.
    """
    usual = Path("out") / f"{scenario.settings.name}-{ending}"
    folder = usable_folder(usual if out is None else out)
    record_in(folder, INTERNAL.name)
    return folder


def record_in(folder: Path, audience: str) -> dict[str, Any]:
    """What `run.json` of the last report in the folder says; nothing when there is none.

    Raises
    ------
    InputError
        When the folder holds files for another audience, so that one can be handed over whole.
    """
    records = {name: _read_record(folder / name) for name in RECORDS}
    for record in records.values():
        made_for = record.get("audience", PARTNERS.name)
        if record and made_for != audience:
            found = say(
                "the folder '%(folder)s' with a report for %(made_for)s",
                folder=folder,
                made_for=made_for,
            )
            problem = Problem(
                "out", None, None, found, say("a new folder, or one with the same audience")
            )
            raise InputError([problem], subject=say("the settings of the run"))
    return records["run.json"]


def _read_record(path: Path) -> dict[str, Any]:
    """What a record says; nothing when there is none, or it is no record."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
