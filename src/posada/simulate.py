"""Only the movement: from a scenario to tables of people and flows, for an analyst.

It gives every place and every number, also small ones, and says so in each file. For tables that
may be passed on there is `run`.

Draws that take more than `movement.room.IN_MEMORY` lie in files in the folder until the tables are
written, so memory does not grow with draws, days and places beyond that and what draws start from.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pandas as pd

from posada._version import __version__
from posada.folders import team_folder
from posada.forecast import (
    Forecast,
    follow_journeys,
    groups_table,
    journeys_table,
    make_forecast,
    people_table,
    places_table,
    reports_beside,
    route_table,
    score_days,
    stays_table,
)
from posada.forecast.journeys import PEOPLE
from posada.movement import Room
from posada.record import with_outputs
from posada.report.audience import INTERNAL
from posada.report.disclosure import SIMULATED_STATUS, marked
from posada.report.sentences import for_a_record, in_language
from posada.report.tables import to_csv
from posada.report.words import Words, words_in
from posada.scenario import Scenario, given_scenario
from posada.writing import WholeFile, write_all

DIGITS = 4


@dataclass(frozen=True)
class Simulated:
    """What a simulation gave.

    Parameters
    ----------
    scenario, forecast : what was read, and the draws
    record : what `simulation.json` holds
    folder : where the files were written
    """

    scenario: Scenario
    forecast: Forecast
    record: dict[str, Any]
    folder: Path


def simulate_scenario(
    path: str | Path | Scenario,
    draws: int = 500,
    seed: int = 1,
    out: str | Path | None = None,
    progress: Callable[[str, float], None] | None = None,
    followed: int = PEOPLE,
    language: str = "en",
) -> Simulated:
    """Simulate the movement and write tables of people and flows, people.nc and simulation.json.

    people.csv and groups.csv: people present; flows.csv and departures.csv: who arrives at the
    end of each route, and who sets out on it; on_route.csv: people on it at night; places.csv:
    arrivals, departures, queues and ends at each place; stays.csv: how long people take and stay;
    journeys.csv: days from setting out to each place and to each end, of people who are followed.
    Where places have reports, comparison.csv and scores.json stand beside them.

    Parameters
    ----------
    path, draws, seed, progress : as for `run_scenario`
    out : folder for the files; None: `out/` and the name of the scenario with `-simulation`
    followed : people who are followed for journeys.csv; 0: the file is not written
    language : of the caveats in simulation.json, 'en' or 'es'

    Raises
    ------
    InputError
        When the scenario or the folder cannot be used; nothing is written then.
    """
    tell = progress or (lambda stage, fraction: None)
    scenario = given_scenario(path)
    words = words_in(language, scenario=scenario)
    folder = team_folder(out, scenario, "simulation")
    tell("scenario", 1.0)
    started = time.perf_counter()
    with Room(folder) as room:
        forecast = make_forecast(  # scored against the reports, so it must not learn from them
            scenario, draws, seed, lambda part: tell("forecast", min(part, 0.99)), False, room
        )
        seconds = round(time.perf_counter() - started, 3)
        tell("forecast", 1.0)
        compared = reports_beside(scenario, forecast)
        scores = score_days(compared)
        tables = _tables(forecast, compared) | _journeys(scenario, seed, followed, tell)
        files = {name: _csv(table, scenario) for name, table in tables.items()}
        if len(compared):
            files["scores.json"] = _json(scores)
        record = {
            "draws": draws,
            "seed": seed,
            "followed": followed,
            "seconds": {"forecast": seconds},
            "scores": scores if scores["days"] else {},
            **_about(scenario, forecast, words),
        }
        _write(folder, files, forecast, record := with_outputs(record, files))
    return Simulated(scenario, forecast, record, folder)


def _about(scenario: Scenario, forecast: Forecast, words: Words) -> dict[str, Any]:
    """What the record says of the scenario, and to every reader."""
    return {
        "scenario": scenario.settings.name,
        "posada": __version__,
        "days": forecast.data.sizes["day"],
        "inputs": dict(scenario.checksums),
        "audience": INTERNAL.name,
        "status": SIMULATED_STATUS,
        "caveats": for_a_record((*in_language(scenario, words).caveats, *forecast.caveats), words),
    }


def _tables(forecast: Forecast, compared: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What there is to tell, by the name of its file."""
    tables = {
        "people.csv": people_table(forecast),
        "flows.csv": route_table(forecast, "arrivals"),
        "departures.csv": route_table(forecast, "departures"),
        "on_route.csv": route_table(forecast, "on_route"),
        "places.csv": places_table(forecast),
        "stays.csv": stays_table(forecast),
    }
    if forecast.data.sizes["group"] > 1:
        tables["groups.csv"] = groups_table(forecast)
    if len(compared):
        tables["comparison.csv"] = compared
    return tables


def _journeys(
    scenario: Scenario, seed: int, followed: int, tell: Callable[[str, float], None]
) -> dict[str, pd.DataFrame]:
    if not followed:
        return {}
    journeys = follow_journeys(scenario, seed, followed, lambda part: tell("journeys", part))
    return {"journeys.csv": journeys_table(journeys)}


def _csv(table: pd.DataFrame, scenario: Scenario) -> bytes:
    """A table with rounded figures that says in each row what it is."""
    numbers = table.select_dtypes("float")
    told = table.assign(**numbers.round(DIGITS), status=SIMULATED_STATUS)
    return to_csv(marked(told, scenario))


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _write(
    folder: Path, files: dict[str, bytes], forecast: Forecast, record: dict[str, Any]
) -> None:
    """Write the tables, every draw, and what the record says of them."""

    def every_draw(file: WholeFile) -> None:
        forecast.write(file)
        file.seek(0)
        record["outputs"]["people.nc"] = file_digest(file, "sha256").hexdigest()

    def told(file: WholeFile) -> None:
        file.write(_json(record))

    write_all(
        folder,
        {"people.nc": every_draw, **files, "simulation.json": told},
        record="simulation.json",
    )
