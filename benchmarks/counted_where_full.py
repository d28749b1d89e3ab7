"""How often would counts lie inside if the forecast of 2018 were right? Less often than promised.

    python benchmarks/counted_where_full.py [--draws 120]

People on the road are counted where they are many, so the days and towns of the counts are no
sample of all days and towns. Here every draw of a forecast in turn is the truth, and is counted in
its fullest town on each day on which a town was counted in 2018. Prints, for forecasts from
earlier days up to 13 November, how many such counts lie inside the central 80 % and 95 % of all
draws at that town, how many of the real counts of people in towns do, and how many people the
fullest town has in the draws and in the counts. Writes results/counted_where_full.json.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from learning_2018 import PLANNED
from learning_rivals import DAYS

from posada import make_forecast, read_scenario
from posada.scenario import Scenario

LEVELS = (0.025, 0.1, 0.9, 0.975)


def inside(ends: np.ndarray, people: np.ndarray) -> dict[str, float]:
    """Share inside the central 80 % and 95 %: quantiles (level, count), people (..., count)."""
    return {
        "in80": float(((ends[1] <= people) & (people <= ends[2])).mean()),
        "in95": float(((ends[0] <= people) & (people <= ends[3])).mean()),
    }


def from_day(scenario: Scenario, as_of: dt.date, draws: int) -> dict[str, float]:
    """What is printed, of the forecast from one day."""
    then = scenario.replace(as_of=as_of, horizon_days=(PLANNED - as_of).days)
    data = make_forecast(then, draws).data
    kinds = then["places"].set_index("name")["kind"]
    towns = [name for name in data["place"].values if kinds[name] == "town"]
    counts = then.known("headcounts", PLANNED)
    counts = counts[(counts["date"] > pd.Timestamp(as_of)) & (counts["measure"] == "people")]
    counts = counts[counts["place"].isin(towns)]
    drawn = data["people"].sum("group").sel(place=towns, day=counts["date"].to_numpy()).values
    ends = np.quantile(drawn, LEVELS, axis=0)  # (level, count, town)
    rows, at = np.arange(len(counts)), [towns.index(name) for name in counts["place"]]
    fullest = drawn.argmax(axis=2)  # (draw, count)
    chosen = inside(ends[:, rows, fullest], drawn.max(axis=2))
    real = inside(ends[:, rows, at], counts["people"].to_numpy())
    return {
        "counts": len(counts),
        **{f"if right, {name}": value for name, value in chosen.items()},
        **{f"real, {name}": value for name, value in real.items()},
        "fullest town drawn": float(np.median(drawn.max(axis=2))),
        "fullest town counted": float(counts.groupby("date")["people"].max().median()),
    }


def main() -> None:
    """Forecast, count, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=120)
    options = parser.parse_args()
    scenario = read_scenario("exodus-2018")
    table = pd.DataFrame({f"{day}": from_day(scenario, day, options.draws) for day in DAYS}).T
    shares = [name for name in table if "in80" in name or "in95" in name]
    mean = (table[shares].mul(table["counts"], axis=0)).sum() / table["counts"].sum()
    print(table.round(2).to_string())
    print("\nof all counts\n" + mean.round(2).to_string())
    path = Path(__file__).parent / "results" / "counted_where_full.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**vars(options), **mean.to_dict()}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
