"""Is what is learned calibrated? Simulation-based calibration on a network of ten places.

    python benchmarks/learning_calibration.py [--futures 200] [--first 0] [--members 150]
        [--column] [--weekly]

A truth is drawn from the stated ranges of six parameters, lived, and reported with errors as the
learning assumes them; then it is learned. If the learning is right, the rank of the truth among the
learned draws is uniform: of each parameter, and of the people at a place (another one in each
future) on the last day of information, two and five days later. With --column people travel as a
column, and how far is a seventh parameter. With --weekly as many set out every day for five weeks,
people stay for days, and towns are counted each week, so that the forecast from reports alone is
asked too. Prints the histogram and the p value of a chi-square test for each, and the mean share of
that forecast; writes them to results/learning_calibration.json, or with _column or _weekly in the
name.

Source: S. Talts, M. Betancourt, D. Simpson, A. Vehtari, A. Gelman, arXiv:1804.06788 (2018).
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
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
START = dt.date(2030, 1, 1)


def date(day: int) -> str:
    """A day since the start, as tables have it."""
    return (START + dt.timedelta(days=day)).isoformat()


def network(folder: Path, weekly: bool = False, **tables: Any) -> Scenario:
    """Ten places, six parameters that are not known, and a table of what will be reported.

    Parameters
    ----------
    folder : where its files are written
    weekly : whether people set out and are counted for five weeks
    tables : rows of other tables
    """
    counted, told = ((6, 13, 20, 27, 34), (20, 34)) if weekly else ((3, 7, 11), (5, 11))
    people = [
        {"date": date(day), "place": name, "region": "", "measure": "people"}
        for day in counted
        for name in (*TOWNS, "Z")
    ]
    flows = [
        {"date": date(day), "place": "", "region": "ZZ", "measure": measure}
        for day in told
        for measure in ("returned_total", "asylum_total")
    ]
    spread = {"people": 600, "people_low": 200, "people_high": 1400, "wave": "w"}
    leave = {"default": [0.4, 0.9], "South": [0.3, 0.8], "Z": 0.0}
    if weekly:
        leave = {"default": [0.1, 0.5], "South": [0.05, 0.4], "Z": 0.0}
    return build(
        folder,
        {
            "as_of": date(counted[-1]),
            "horizon_days": 1,
            "movement.leave": {"origin": 1.0, **leave},
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
        departures=[
            {"date": date(day), "place": "A", **({"people": 150} if weekly else spread)}
            for day in range(counted[-1] + 1 if weekly else 7)
        ],
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


def made_up(folder: Path, column: bool = False, **more: Any) -> Scenario:
    """The network with a few days ahead, and crowds that are alike, or travel as a column."""
    scenario = network(folder, **more).replace(horizon_days=max(AHEAD) + 1)
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
    inflow = ground.inflow(truth, 100_000 + number)
    lived = ground.engine(truth, inflow).simulate(100_000 + number)
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
    return ranks | {"share": forecast.learned.places["share"].max()}


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
    parser.add_argument("--weekly", action="store_true")
    options = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        scenario = made_up(Path(folder), options.column, weekly=options.weekly)
    ground, blank = make_ground(scenario), gather(scenario)
    numbers = range(options.first, options.first + options.futures)
    ranks = pd.DataFrame([rank(ground, blank, number, options.members) for number in numbers])
    share = float(ranks.pop("share").mean())
    bins = np.minimum((ranks * BINS).astype(int), BINS - 1)
    histograms = {
        name: np.bincount(column, minlength=BINS).tolist() for name, column in bins.items()
    }
    tests = {name: float(chisquare(counts).pvalue) for name, counts in histograms.items()}
    for name, counts in histograms.items():
        print(f"{name:14} {counts}  p = {tests[name]:.3f}")
    print(f"share of the reports alone {share:.2f}; {time.perf_counter() - started:.0f} s")
    kinds = [kind for kind in ("column", "weekly") if getattr(options, kind)]
    name = "_".join(["learning_calibration", *kinds])
    path = Path(__file__).parent / "results" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    content = {**vars(options), "histograms": histograms, "p": tests, "share": share}
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
