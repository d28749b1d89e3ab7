"""Is what is learned calibrated? Simulation-based calibration on a network of ten places.

    python benchmarks/learning_calibration.py [--futures 200] [--first 0] [--members 150]
        [--column]

A truth is drawn from the stated ranges of six parameters, lived, and reported with errors as the
learning assumes them; then it is learned. If the learning is right, the rank of the truth among the
learned draws is uniform: of each parameter, and of the people at a place (another one in each
future) on the last day of information, two and five days later. With --column people travel as a
column, and how far is a seventh parameter. Prints the histogram and the p value of a chi-square
test for each; writes them to results/learning_calibration.json, or to
results/learning_calibration_column.json.

Source: S. Talts, M. Betancourt, D. Simpson, A. Vehtari, A. Gelman, arXiv:1804.06788 (2018).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import chisquare

sys.path.insert(0, str(Path(__file__).parents[1]))

from posada.forecast import make_forecast
from posada.forecast.engine import Ground, label, make_ground
from posada.forecast.learning.evidence import Evidence, gather
from posada.scenario import Scenario
from posada.scenario.ranges import Range
from tests.building import build, place, route

BINS = 10
AHEAD = (0, 2, 5)  # days after the last day of information on which people are ranked
ALIKE = 0.3  # how alike people of one place decide on a day
TOWNS = "BCDEFGHI"
ROUTES = "AB AC BD CD CE DF EF EG FH GH HI IZ GZ"


def network(folder: Path, **tables: Any) -> Scenario:
    """Ten places, six parameters that are not known, and a table of what will be reported.

    tables : rows of other tables
    """
    people = [
        {"date": f"2030-01-{day:02d}", "place": name, "region": "", "measure": "people"}
        for day in (4, 8, 12)
        for name in (*TOWNS, "Z")
    ]
    flows = [
        {"date": f"2030-01-{day:02d}", "place": "", "region": "ZZ", "measure": measure}
        for day in (6, 12)
        for measure in ("returned_total", "asylum_total")
    ]
    spread = {"people": 600, "people_low": 200, "people_high": 1400, "wave": "w"}
    return build(
        folder,
        {
            "as_of": "2030-01-12",
            "horizon_days": 1,
            "movement.leave": {
                "origin": 1.0,
                "default": [0.4, 0.9],
                "South": [0.3, 0.8],
                "Z": 0.0,
            },
            "movement.turn_back": {"default": [0.0, 0.05]},
            "movement.asylum": {"default": 0.0, "South": [0.0, 0.04]},
            "movement.settle": {"default": 0.0, "Z": [0.0, 0.1]},
            "movement.join_list": {"default": 0.0},
        },
        places=[
            place("A", "origin"),
            *(place(name, region="North" if name in "BCDE" else "South") for name in TOWNS),
            place("Z", "destination", region="South"),
        ],
        routes=[route(start, end) for start, end in ROUTES.split()],
        departures=[{"date": f"2030-01-0{day}", "place": "A", **spread} for day in range(1, 8)],
        headcounts=[
            *({**row, "people": 1, "confidence": "medium"} for row in people),
            *({**row, "people": 1, "confidence": "high"} for row in flows),
        ],
        **tables,
    )


def reported(evidence: Evidence, truth: np.ndarray, random: np.random.Generator) -> Evidence:
    """The same reports with counts drawn about the truth (report)."""
    size = 1 / evidence.spread
    counts = random.poisson(random.gamma(size, truth / size)).astype(float)
    return Evidence(evidence.scenario, evidence.table.assign(people=counts), evidence.inside)


def made_up(folder: Path, column: bool = False, **tables: Any) -> Scenario:
    """The network with a few days ahead, and crowds that are alike, or travel as a column."""
    scenario = network(folder, **tables).replace(horizon_days=max(AHEAD) + 1)
    rules = {"alike": Range(low=ALIKE, high=ALIKE)}
    if column:
        rules["together"] = Range(low=0.2, high=1.0)
    movement = scenario.settings.movement.model_copy(update=rules)
    settings = scenario.settings.model_copy(update={"movement": movement})
    return dataclasses.replace(scenario, settings=settings)


def world(
    ground: Ground, blank: Evidence, number: int
) -> tuple[pd.DataFrame, np.ndarray, Scenario]:
    """A truth: its parameters, its people (day, place), and the scenario with its reports."""
    random = np.random.default_rng(number)
    truth = ground.draw(1000, seed=number).sample(1, random_state=number, ignore_index=True)
    lived = ground.engine(truth).simulate(100_000 + number)
    data = label(lived, ground.scenario, ground.network)
    data = data.assign(people=data["people"].sum("group"))
    table = reported(blank, blank.counts(data)[0], random).table
    tables = dict(ground.scenario.tables) | {"headcounts": table}
    return truth, data["people"].values[0], dataclasses.replace(ground.scenario, tables=tables)


def rank(ground: Ground, blank: Evidence, number: int, members: int) -> dict[str, float]:
    """Where the truth lies among the draws: of each parameter, and of people at a few places."""
    truth, lived, counted = world(ground, blank, number)
    forecast = make_forecast(counted, members, seed=200_000 + number)
    names = list(forecast.learned.parameters["parameter"])
    random = np.random.default_rng(300_000 + number)
    ranks = {
        name: below(forecast.parameters[name].to_numpy(), truth[name].iloc[0], random)
        for name in names
    }
    now = (ground.scenario.settings.as_of - ground.scenario.settings.start).days
    for ahead in AHEAD:
        place = 1 + number % (lived.shape[1] - 1)
        drawn, true = forecast.people.values[:, now + ahead, place], lived[now + ahead, place]
        ranks[f"people, day {ahead}"] = below(drawn, true, random)
    return ranks


def below(drawn: np.ndarray, truth: float, random: np.random.Generator) -> float:
    """Rank of the truth from 0 to 1, uniform if it is one more of the draws; ties fall by lot."""
    tied = ((drawn == truth).sum() + 1) * random.random()
    return float(((drawn < truth).sum() + tied) / (len(drawn) + 1))


def main() -> None:
    """Draw, report, learn, rank; print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="number of the first future")
    parser.add_argument("--members", type=int, default=150)
    parser.add_argument("--column", action="store_true")
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        scenario = made_up(Path(folder), options.column)
    ground, blank = make_ground(scenario), gather(scenario)
    numbers = range(options.first, options.first + options.futures)
    ranks = pd.DataFrame([rank(ground, blank, number, options.members) for number in numbers])
    bins = np.minimum((ranks * BINS).astype(int), BINS - 1)
    histograms = {
        name: np.bincount(column, minlength=BINS).tolist() for name, column in bins.items()
    }
    tests = {name: float(chisquare(counts).pvalue) for name, counts in histograms.items()}
    for name, counts in histograms.items():
        print(f"{name:14} {counts}  p = {tests[name]:.3f}")
    print(f"{time.perf_counter() - started:.0f} s")
    name = "learning_calibration_column" if options.column else "learning_calibration"
    path = Path(__file__).parent / "results" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    content = {**vars(options), "histograms": histograms, "p": tests}
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
