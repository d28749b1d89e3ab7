"""How should a model doubt itself that is wrong? Made-up truth that the model does not know.

    python benchmarks/learning_wrong_model.py [--futures 30] [--draws 100] [--ways kept "no habits"]

The network of ten places and six unknown parameters of learning_calibration.py, but the truth is
lived otherwise: people rest for two days everywhere and nobody told the model; or they walk at 0.7
of the pace that it takes for certain; or every second road draws four times as many; or three times
as many turn back, ask for asylum and settle. Prints for each way of learning: CRPS of the
parameters in stated standard deviations; the share of the weight of the reports that was believed;
and CRPS over the mean count and the share inside the central 80 % of people at a place on the last
day of information, two and five days later. Ways are posada's own ("kept") and others in which
errors of the model within a week are shared more or less, or habits (learning/habits.py) are of
one kind alone, larger, smaller or last otherwise. Writes results/learning_wrong_model.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
from scoringrules import crps_ensemble

sys.path.insert(0, str(Path(__file__).parent))

from learning_calibration import AHEAD, TOWNS, made_up, reported

from posada.forecast import make_forecast
from posada.forecast.engine import Ground, label, make_ground
from posada.forecast.learning import evidence, learn
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.habits import FLEETING, LASTING, RULES, Kind
from posada.movement import Simulation
from posada.movement.own.parameters import ACTIONS

ENDINGS = [ACTIONS.index(name) for name in ("turn_back", "asylum", "settle")]
FIRST = 5000  # number of the first future, not used elsewhere
SLOW = 0.7
MORE_END = 3.0
DRAWS = 4.0  # times as many that every second road really draws
REST = {"date": "2030-01-07", "date_end": "2030-01-08", "kind": "rest"}
WAYS: dict[str, dict[str, object]] = {
    "kept": {},
    "no habits": {"KINDS": (RULES,)},
    "fleeting habits": {"KINDS": (FLEETING,)},
    "lasting habits": {"KINDS": (LASTING,)},
    "fleeting habits of leaving": {"KINDS": (Kind(1.0, 0.0, 14.0),)},
    "fleeting habits of ending": {"KINDS": (Kind(0.0, 1.0, 14.0),)},
    "fleeting habits half as large": {"KINDS": (Kind(0.5, 0.5, 14.0),)},
    "fleeting habits twice as large": {"KINDS": (Kind(2.0, 2.0, 14.0),)},
    "fleeting habits last a month": {"KINDS": (Kind(1.0, 1.0, 30.0),)},
    "nothing shared": {"SHARED": 0.0},
    "all shared": {"SHARED": 1.0},
}


@dataclass(frozen=True)
class Truth:
    """What the model does not know.

    Parameters
    ----------
    ground : network and barriers as they are
    pace : how many times as fast people walk
    ending : how many times as many turn back, ask for asylum and settle
    """

    ground: Ground
    pace: float = 1.0
    ending: float = 1.0

    def lived(self, truth: pd.DataFrame, number: int) -> Simulation:
        """One life with these parameters."""
        walked = truth.assign(**{"pace.foot": truth["pace.foot"] * self.pace})
        engine = self.ground.engine(walked)
        chance = engine.rules.chance.copy()
        chance[:, ENDINGS] *= self.ending
        rules = dataclasses.replace(engine.rules, chance=chance)
        return dataclasses.replace(engine, rules=rules).simulate(100_000 + number)


def one(ground: Ground, truly: Truth, number: int, draws: int) -> list[dict[str, float]]:
    """Scores of one future, by days after the last day of information.

    ground, truly : what the model takes for true, and what is
    """
    random = np.random.default_rng(number)
    truth = ground.draw(1000, seed=number).sample(1, random_state=number, ignore_index=True)
    lived, blank = truly.lived(truth, number), gather(ground.scenario)
    data = label(lived, ground.scenario, ground.network)
    data = data.assign(people=data["people"].sum("group"))
    table = reported(blank, blank.counts(data)[0], random).table
    tables = {**ground.scenario.tables, "headcounts": table}
    counted = dataclasses.replace(ground.scenario, tables=tables)
    forecast = make_forecast(counted, draws, seed=200_000 + number)
    names = list(forecast.learned.parameters["parameter"])
    stated = ground.draw(1000, seed=1)[names].std()
    drawn, true = (t[names] / stated for t in (forecast.parameters, truth))
    off = float(crps_ensemble(true.to_numpy()[0], drawn.to_numpy().T).mean())
    now = (ground.scenario.settings.as_of - ground.scenario.settings.start).days
    rows = []
    for ahead in AHEAD:
        said = forecast.people.values[:, now + ahead, 1:].astype(float)
        people = data["people"].values[0, now + ahead, 1:]
        low, high = np.quantile(said, [0.1, 0.9], axis=0)
        rows.append(
            {
                "ahead": ahead,
                "people": people.sum(),
                "crps": crps_ensemble(people, said.T).sum(),
                "in80": ((low <= people) & (people <= high))[people > 0].mean(),
                "parameters": off,
                "belief": forecast.learned.belief,
            }
        )
    return rows


@contextmanager
def changed(constants: dict[str, object]) -> Iterator[None]:
    """Learn with other numbers than posada's own."""
    with ExitStack() as stack:
        for name, value in constants.items():
            module = evidence if name == "SHARED" else learn
            stack.enter_context(mock.patch.object(module, name, value))
        yield


def other_roads(ground: Ground) -> Ground:
    """The same places, where every second road draws more people."""
    routes = ground.network.routes.copy()
    weight = routes["weight"].to_numpy(dtype=float, copy=True)
    weight[::2] *= DRAWS
    network = dataclasses.replace(ground.network, routes=routes.assign(weight=weight))
    return dataclasses.replace(ground, network=network)


def main() -> None:
    """Draw, report, learn, score; print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--futures", type=int, default=30)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = make_ground(made_up(Path(folder) / "known"))
        rests = [{**REST, "place": name} for name in TOWNS]
        resting = make_ground(made_up(Path(folder) / "resting", events=rests))
    truths = {
        "rest": Truth(resting),
        "slow": Truth(known, pace=SLOW),
        "roads": Truth(other_roads(known)),
        "ends": Truth(known, ending=MORE_END),
    }
    results = []
    for way in options.ways:
        for wrong, truly in truths.items():
            with changed(WAYS[way]):
                rows = [
                    row
                    for number in range(FIRST, FIRST + options.futures)
                    for row in one(known, truly, number, options.draws)
                ]
            table = pd.DataFrame(rows).groupby("ahead")
            scores = table.mean().assign(crps=table["crps"].sum() / table["people"].sum())
            scores = scores.drop(columns="people").reset_index()
            print(way, wrong, scores.round(3).to_string(index=False), sep="\n", flush=True)
            results.append({"way": way, "wrong": wrong, "scores": scores.to_dict("records")})
    path = Path(__file__).parent / "results" / "learning_wrong_model.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**vars(options), "results": results}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
