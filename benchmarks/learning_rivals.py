"""Which way of taking in headcounts scores best? Five, on made-up truth and on the exodus of 2018.

    python benchmarks/learning_rivals.py [--draws 120] [--futures 40] [--seeds 1]

- stated: nothing is learned.
- parameters: the ensemble smoother alone; everybody stays where those parameters put them.
- block particle filter: the same parameters; on each day with reports every place is resampled by
  the reports near it, and people are then brought back to the total of each draw.
- held: the same parameters; on each day the draws are moved by the ensemble filter, and live on
  with what they learned, however far off the reports were.
- kept: as held, but draws that the reports surprised live on as stated (posada's way).

Made-up truth: ten places, six unknown parameters, crowds that are alike (0.3), as in
learning_calibration.py; scored at every place on the last day of information, two and five days
later. The exodus: forecasts from seven days between 27 October and 10 November, judged by the
counts up to 13 November; nothing later is read. Prints and writes results/learning_rivals.json.

Source of the block particle filter: P. Rebeschini, R. van Handel, Ann. Appl. Probab. 25 (2015).
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
from scoringrules import crps_ensemble

sys.path.insert(0, str(Path(__file__).parent))

from learning_2018 import PLANNED, against
from learning_calibration import AHEAD, made_up, world

from posada import make_forecast, read_scenario
from posada.forecast import Forecast
from posada.forecast.engine import label, make_ground
from posada.forecast.learning import today
from posada.forecast.learning.ahead import Surprise
from posada.forecast.learning.counting import expected
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.learn import learn
from posada.forecast.learning.taking import Taken, take_in
from posada.movement import make_network
from posada.scenario import Scenario

DAYS = [dt.date(2018, 10, 27), dt.date(2018, 10, 30)] + [
    dt.date(2018, 11, day) for day in (2, 4, 6, 8, 10)
]


def stated(scenario: Scenario, draws: int, seed: int) -> Forecast:
    """Nothing is learned."""
    return make_forecast(scenario, draws, seed, learn=False)


def parameters(scenario: Scenario, draws: int, seed: int) -> Forecast:
    """The smoother alone."""
    ground = make_ground(scenario)
    fit = learn(ground, gather(scenario), draws, seed)
    engine = ground.engine(fit.parameters, ground.inflow(fit.parameters, seed))
    data = label(engine.simulate(seed), scenario, ground.network)
    return Forecast(data, scenario.settings.as_of, seed, fit.parameters)


def blocks(scenario: Scenario, draws: int, seed: int) -> Forecast:
    """The block particle filter in place of the ensemble filter."""
    network = make_network(scenario)

    def resample(numbers, said, counted, model_error, generator) -> Taken:
        taken = take_in(numbers, said, counted, model_error, generator)
        moved, places, routes = taken.numbers, len(network.places), len(network.routes)
        away = (counted.reported - expected(np.maximum(said, 0), counted.spread)) ** 2
        chance = -0.5 * away / (counted.noise + model_error)
        for place in range(places):
            near = np.minimum(counted.reach[:, place], 1.0)
            if not near.any():
                continue
            kept = survivors(chance @ near, generator)
            columns = np.r_[
                place,
                places + place,
                2 * places + np.flatnonzero(network.route_from == place),
                2 * places + routes + place + places * np.arange(4),
                6 * places + routes + np.flatnonzero(network.route_to == place),
            ]
            moved[:, columns] = numbers[kept][:, columns]
        return dataclasses.replace(taken, numbers=moved)

    today.take_in = resample
    try:
        return make_forecast(scenario, draws, seed)
    finally:
        today.take_in = take_in


def survivors(chance: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Systematic resampling, in which whoever survives keeps its place (member)."""
    weight = np.exp(chance - chance.max())
    at = (np.arange(len(weight)) + generator.random()) / len(weight)
    drawn = np.searchsorted(np.cumsum(weight / weight.sum()), at).clip(max=len(weight) - 1)
    times = np.bincount(drawn, minlength=len(weight))
    kept = np.arange(len(weight))
    kept[times == 0] = np.repeat(kept, np.maximum(times - 1, 0))
    return kept


def held(scenario: Scenario, draws: int, seed: int) -> Forecast:
    """What was learned holds on after the last report."""
    with mock.patch.object(Surprise, "of", lambda away: Surprise(1.0, 1.0)):
        return make_forecast(scenario, draws, seed)


RIVALS: dict[str, Callable[[Scenario, int, int], Forecast]] = {
    "stated": stated,
    "parameters": parameters,
    "block particle filter": blocks,
    "held": held,
    "kept": make_forecast,
}


def on_made_up_truth(name: str, options: argparse.Namespace) -> list[dict[str, float]]:
    """CRPS and error over the mean count, and coverage, by days after the last of information."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = made_up(Path(folder))
    ground, blank = make_ground(scenario), gather(scenario)
    now = (scenario.settings.as_of - scenario.settings.start).days
    rows = []
    for number in range(options.futures):
        _, lived, counted = world(ground, blank, number)
        drawn = RIVALS[name](counted, options.draws, 200_000 + number).people.values
        for ahead in AHEAD:
            said, true = drawn[:, now + ahead, 1:].astype(float), lived[now + ahead, 1:]
            low, middle, high = np.quantile(said, [0.1, 0.5, 0.9], axis=0)
            rows.append(
                {
                    "ahead": ahead,
                    "people": true.sum(),
                    "wmape": np.abs(middle - true).sum(),
                    "crps": crps_ensemble(true, said.T).sum(),
                    "in80": ((low <= true) & (true <= high))[true > 0].mean(),
                }
            )
    table = pd.DataFrame(rows).groupby("ahead")
    sums, means = table.sum(), table.mean()
    scores = sums[["wmape", "crps"]].div(sums["people"], axis=0).assign(in80=means["in80"])
    return scores.reset_index().to_dict(orient="records")


def on_the_exodus(name: str, options: argparse.Namespace) -> dict[str, float]:
    """Scores of forecasts from earlier days, weighted by the reports that judge each."""
    scenario = read_scenario("exodus-2018")
    known = scenario.known("headcounts", PLANNED)
    known = known[known["measure"] != "waiting_list"]
    rows = []
    for as_of in DAYS:
        judges = known[known["date"] > pd.Timestamp(as_of)]
        then = scenario.replace(as_of=as_of, horizon_days=(PLANNED - as_of).days)
        for seed in options.seeds:
            rows.append(against(then, RIVALS[name](then, options.draws, seed), judges))
    table = pd.DataFrame(rows)
    weight = table["reports"] * table["mean_count"]
    scores = {key: float((table[key] * weight).sum() / weight.sum()) for key in ("wmape", "crps")}
    for key in ("in80", "in95"):
        scores[key] = float((table[key] * table["reports"]).sum() / table["reports"].sum())
    return {"reports": int(table["reports"].sum() / len(options.seeds)), **scores}


def main() -> None:
    """Score all, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=120)
    parser.add_argument("--futures", type=int, default=40)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    results = {}
    for name in RIVALS:
        exodus, truth = on_the_exodus(name, options), on_made_up_truth(name, options)
        results[name] = {"exodus": exodus, "made-up truth": truth}
        print(name, pd.DataFrame([exodus]).round(3).to_string(), sep="\n")
        print(pd.DataFrame(truth).round(3).to_string(), flush=True)
    path = Path(__file__).parent / "results" / "learning_rivals.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**vars(options), "scores": results}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
