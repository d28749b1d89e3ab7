"""Does learning help on the counts of 2018? The same forecast with and without it.

    python benchmarks/learning_2018.py [--draws 500] [--seeds 1 2 3]

Prints, for each series counted after 13 November 2018, the reports inside the central 80 % and 95 %
and the error of the median (wMAPE), as benchmarks/counts_2018.py does, without and with learning
from the counts up to that day; averaged over the seeds. Then the same for two earlier last days of
information, scored on what was counted up to 13 November. Writes benchmarks/results/
learning_2018.json. Nothing was tuned on counts after 13 November.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scoringrules import crps_ensemble

sys.path.insert(0, str(Path(__file__).parent))

from counts_2018 import score

from posada import make_forecast, read_scenario
from posada.forecast import compare
from posada.forecast.compare import drawn_of, scope_of
from posada.scenario import Scenario

EARLIER = (dt.date(2018, 10, 26), dt.date(2018, 11, 4))
PLANNED = dt.date(2018, 11, 13)


def later(scenario: Scenario, options: argparse.Namespace, learn: bool) -> pd.DataFrame:
    """Scores by series of the counts after the day of the plan, averaged over the seeds."""
    tables = []
    for seed in options.seeds:
        started = time.perf_counter()
        forecast = make_forecast(scenario, options.draws, seed, learn=learn)
        seconds = time.perf_counter() - started
        rows = pd.DataFrame(score(compare(scenario, forecast))).T
        tables.append(rows.assign(seconds=seconds))
    return pd.concat(tables).groupby(level=0).mean()


def earlier(scenario: Scenario, options: argparse.Namespace, learn: bool) -> pd.DataFrame:
    """Scores of forecasts from earlier days, on the counts up to the day of the plan."""
    known = scenario.known("headcounts", PLANNED)
    known = known[known["measure"] != "waiting_list"]
    rows = []
    for as_of in EARLIER:
        reports = known[known["date"] > pd.Timestamp(as_of)]
        for seed in options.seeds:
            from_then = scenario.replace(as_of=as_of, horizon_days=(PLANNED - as_of).days)
            forecast = make_forecast(from_then, options.draws, seed, learn=learn)
            rows.append({"as_of": str(as_of), **against(from_then, forecast, reports)})
    return pd.DataFrame(rows).groupby("as_of").mean()


def against(scenario: Scenario, forecast, reports: pd.DataFrame) -> dict[str, float]:
    """wMAPE, CRPS over the mean count, and coverage on the reports given."""
    data = forecast.data.assign(people=forecast.people)
    drawn = np.array(
        [
            drawn_of(data, report, scope_of(scenario, report)[1])
            for report in reports.itertuples(index=False)
        ],
        dtype=float,
    )
    low = reports["people"].to_numpy(float)
    high = reports["people_high"].fillna(reports["people"]).to_numpy(float)
    ends = np.quantile(drawn, [0.025, 0.1, 0.5, 0.9, 0.975], axis=1)
    return {
        "reports": len(reports),
        "mean_count": float(low.mean()),
        "wmape": float(np.abs(ends[2] - low).sum() / low.sum()),
        "crps": float(crps_ensemble(low, drawn).sum() / low.sum()),
        "in80": float(((high >= ends[1]) & (low <= ends[3])).mean()),
        "in95": float(((high >= ends[0]) & (low <= ends[4])).mean()),
    }


def main() -> None:
    """Forecast with and without learning, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    scenario = read_scenario("exodus-2018")
    results = {}
    for name, measure in (("later", later), ("earlier", earlier)):
        for learn in (False, True):
            table = measure(scenario, options, learn)
            title = f"{name}, {'with' if learn else 'without'} learning"
            results[title] = table.to_dict(orient="index")
            print(f"{title}\n{table.round(3).to_string()}\n")
    path = Path(__file__).parent / "results" / "learning_2018.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**vars(options), **results}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
