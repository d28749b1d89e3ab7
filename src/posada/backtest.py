"""The back-test as files: scores, forecasts and a page, for an analyst.

It gives every place and every number, also small ones, and says so in each file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from posada.errors import InputError, Problem
from posada.folders import team_folder
from posada.forecast.backtest import HORIZONS, SEED, Backtest, backtest
from posada.record import as_json, how_it_was_made, with_outputs
from posada.report.audience import INTERNAL, Reader
from posada.report.backtest_page import backtest_page
from posada.report.disclosure import TEAM_STATUS, marked
from posada.report.sentences import for_a_record, in_language
from posada.report.tables import to_csv
from posada.report.words import words_in
from posada.run import Progress, Stages
from posada.saying import as_it_is, joined, say
from posada.scenario import Scenario, given_scenario
from posada.writing import write_all

DIGITS = 4


def backtest_scenario(
    path: str | Path | Scenario,
    every: int = 15,
    horizons: Sequence[int] = HORIZONS,
    draws: int = 200,
    given_total: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
    language: str = "en",
) -> tuple[Backtest, Path]:
    """Score earlier forecasts; write scores.csv, forecasts.csv, backtest.html and backtest.json.

    Parameters
    ----------
    path, progress : as for `run_scenario`
    every : days between the days on which a forecast is made
    horizons : last day of each band of days ahead, in order
    draws : draws of the movement, in a scenario that is no Flee set
    given_total : give the forecast the true total of the places
    out : folder for the files; None: `out/` and the name of the scenario with `-backtest`
    language : of the page, 'en' or 'es'

    Returns
    -------
    The back-test, and the folder with its files.

    Raises
    ------
    InputError
        When the scenario or a setting cannot be used; nothing is written then.
    """
    stages = Stages(progress or (lambda stage, fraction: None))
    _check(every, horizons, draws)
    with stages.enter("scenario"):
        scenario = given_scenario(path)
        words = words_in(language, scenario=scenario)
        folder = team_folder(out, scenario, "backtest")
    with stages.enter("back-test") as report_fraction:
        found = backtest(scenario, every, horizons, draws, given_total, progress=report_fraction)
    forecasts = marked(found.forecasts.assign(status=TEAM_STATUS), scenario)
    numbers = forecasts.select_dtypes("float").columns
    towns = set(scenario["places"]["part_of"])
    page = backtest_page(in_language(scenario, words).settings.title, found, words, towns)
    files = {
        "scores.csv": to_csv(found.scores.round(DIGITS)),
        "forecasts.csv": to_csv(forecasts.assign(**forecasts[numbers].round(DIGITS))),
        "backtest.html": page,
    }
    reader = Reader(language, INTERNAL.name)
    record = {
        **how_it_was_made(scenario, draws, SEED, reader, stages.seconds),
        "every": every,
        "horizons": list(horizons),
        "given_total": given_total,
        "status": TEAM_STATUS,
        "caveats": for_a_record(found.caveats, words),
    }
    record = with_outputs(record, files)
    write_all(folder, {**files, "backtest.json": as_json(record)}, record="backtest.json")
    return found, folder


def _check(every: int, horizons: Sequence[int], draws: int) -> None:
    """Refuse settings that mean nothing, all at once."""
    problems = []
    if every < 1:
        problems.append(
            Problem("every", None, None, as_it_is(every), say("a whole number of days from 1"))
        )
    if not len(horizons) or min(horizons) < 1 or (np.diff(horizons) <= 0).any():
        found = joined(horizons, ",")
        expected = say(
            "whole numbers of days from 1, each larger than the one before, such as 30,60,90"
        )
        problems.append(Problem("horizons", None, None, found, expected))
    if draws < 2:
        expected = say("a whole number from %(least)s", least=2)
        problems.append(Problem("draws", None, None, as_it_is(draws), expected))
    if problems:
        raise InputError(problems, subject=say("the settings of the back-test"))
