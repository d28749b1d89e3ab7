"""What barriers do to people, as a table, for an analyst or whoever speaks up for them.

It gives sums over all places and days, never a place on a day, and says in each row what it is.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from posada.folders import team_folder
from posada.forecast.barriers import barrier_effects
from posada.record import as_json, how_it_was_made, with_outputs
from posada.report.audience import INTERNAL, Reader
from posada.report.disclosure import LEAST, SIMULATED_STATUS, marked, nearest
from posada.report.tables import to_csv
from posada.run import Progress, Stages, with_settings
from posada.scenario import Scenario, given_scenario
from posada.writing import write_all


def barriers_scenario(
    path: str | Path | Scenario,
    draws: int = 200,
    as_of: dt.date | None = None,
    seed: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, Path]:
    """Live the same futures without each barrier, and write barriers.csv and barriers.json.

    Parameters
    ----------
    path, draws, as_of, seed, progress : as for `run_scenario`
    out : folder for the files; None: `out/` and the name of the scenario with `-barriers`

    Returns
    -------
    A table with kind, where, first, last, measure, unit, and p10, p50, p90 of the draws with the
    barrier (with_p10 ...), without it (without_p10 ...) and of the difference (more_p10 ...), to
    the nearest ten; and the folder.

    Raises
    ------
    InputError
        When the scenario cannot be used, or knows of no barrier; nothing is written then.
    """
    stages = Stages(progress or (lambda stage, fraction: None))
    with stages.enter("scenario"):
        scenario = with_settings(given_scenario(path), None, as_of)
        folder = team_folder(out, scenario, "barriers")
    with stages.enter("forecast") as report_fraction:
        effects = barrier_effects(scenario, draws, seed, report_fraction)
    figures = effects.select_dtypes("number").columns
    effects[figures] = nearest(effects[figures], LEAST).astype(int)
    table = marked(effects.assign(status=SIMULATED_STATUS), scenario)
    files = {"barriers.csv": to_csv(table)}
    made = how_it_was_made(scenario, draws, seed, Reader(audience=INTERNAL.name), stages.seconds)
    record = with_outputs({**made, "status": SIMULATED_STATUS}, files)
    write_all(folder, {**files, "barriers.json": as_json(record)}, record="barriers.json")
    return effects, folder
