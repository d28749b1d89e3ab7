"""Where are the people of a column who are not in its fullest town? In the draws of 2018.

    python benchmarks/column_spread.py [--draws 60]

Only those who set out with the first caravan, nothing learned, so what is seen comes from the rules
and their ranges. For forecasts from seven days between 27 October and 10 November 2018, up to
13 November: people in the fullest town of each draw, one stop behind it, further behind, one stop
ahead, further ahead, and on the road to it or beyond, on the mean of all draws, on the day of the
forecast and 4 and 8 days later. The rows are what the rules would be: everybody goes alone (all
other ranges as stated), and then everybody moves on every day; whole crowds decide alike; people
stay together (0.5, 0.9), and as the scenario states. Writes results/column_spread.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from learning_2018 import PLANNED
from learning_rivals import DAYS

from posada import make_forecast, read_scenario
from posada.movement import Network, make_network, shortest_ways
from posada.scenario import Scenario
from posada.scenario.ranges import Range

AFTER = (0, 4, 8)  # days after the day of the forecast
EVERY_DAY = {"default": Range(low=1, high=1)}
ALONE = {"together": Range(low=0, high=0)}


def first_caravan(scenario: Scenario) -> Scenario:
    """Only those who set out with it."""
    rows = scenario["departures"]
    rows = rows[rows["wave"] == "first"].reset_index(drop=True)
    return dataclasses.replace(scenario, tables=dict(scenario.tables) | {"departures": rows})


def with_rules(scenario: Scenario, **rules: Any) -> Scenario:
    """The scenario with other rules of movement."""
    movement = scenario.settings.movement
    if "leave" in rules:
        rules["leave"] = {**movement.leave, **rules["leave"]}
    settings = scenario.settings.model_copy(update={"movement": movement.model_copy(update=rules)})
    return dataclasses.replace(scenario, settings=settings)


def where(network: Network, legs: np.ndarray, people: np.ndarray, way: np.ndarray) -> list[int]:
    """Of one draw and day: people in the fullest town, behind, ahead, on the road.

    Parameters
    ----------
    network : places and routes
    legs : legs of the road from each place to each other (place, place)
    people, way : at places (place), on routes (route) [person]
    """
    town = (network.places["kind"] == "town").to_numpy()
    fullest = int(np.where(town, people, -1).argmax())
    behind, ahead = legs[:, fullest], legs[fullest]
    groups = [behind == 1, (behind > 1) & np.isfinite(behind)]
    groups += [ahead == 1, (ahead > 1) & np.isfinite(ahead)]
    to_it = np.isfinite(behind[network.route_to])
    seen = [people[fullest], *(people[group].sum() for group in groups)]
    return [*seen, way[to_it].sum(), way[~to_it].sum()]


def spread(scenario: Scenario, draws: int) -> pd.DataFrame:
    """People in each position on the mean, by days after the day of the forecast."""
    network, rows = make_network(scenario), []
    places, routes = len(network.places), len(network.routes)
    ways = (network.route_from, network.route_to, np.ones(routes), np.arange(places), places)
    legs = shortest_ways(*ways)
    for as_of in DAYS:
        then = scenario.replace(as_of=as_of, horizon_days=(PLANNED - as_of).days)
        data = make_forecast(then, draws, learn=False).data
        first = (as_of - scenario.settings.start).days
        people, way = data["people"].sum("group").values, data["on_route"].values
        for after in AFTER:
            if first + after < data.sizes["day"]:
                pairs = zip(people[:, first + after], way[:, first + after], strict=True)
                rows += [[after, *where(network, legs, *pair)] for pair in pairs]
    names = ["fullest", "behind", "far behind", "ahead", "far ahead", "road to", "road on"]
    return pd.DataFrame(rows, columns=["after", *names]).groupby("after").mean()


def main() -> None:
    """Forecast under each set of rules, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=60)
    options = parser.parse_args()
    scenario = first_caravan(read_scenario("exodus-2018"))
    rules: dict[str, dict[str, Any]] = {
        "alone": ALONE,
        "alone, moves on every day": {**ALONE, "leave": EVERY_DAY},
        "alone, crowds alike 0.95": {**ALONE, "alike": Range(low=0.95, high=0.95)},
        "together 0.5": {"together": Range(low=0.5, high=0.5)},
        "together 0.9": {"together": Range(low=0.9, high=0.9)},
        "as stated": {},
    }
    tables = {
        name: spread(with_rules(scenario, **rule), options.draws) for name, rule in rules.items()
    }
    table = pd.concat(tables)
    print(table.round(-1).astype(int).to_string())
    path = Path(__file__).parent / "results" / "column_spread.json"
    path.parent.mkdir(exist_ok=True)
    scores = {name: rows.to_dict(orient="index") for name, rows in tables.items()}
    path.write_text(json.dumps({**vars(options), "people": scores}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
