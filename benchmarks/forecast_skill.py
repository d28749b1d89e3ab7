"""The forecast that learns from reports against naive forecasts, on sets with real reports.

Every set is judged with errors learned on the other sets only. With --learn the errors of all sets
together are written to src/posada/forecast/trend_errors.csv, which is what posada ships.

    .venv/bin/python benchmarks/forecast_skill.py [--shared ../shared] [--learn] [--first 30]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd

from posada.forecast import backtest as backtests
from posada.forecast.backtest import backtest
from posada.forecast.reports import read_reports
from posada.forecast.trend import FIRST, past_errors
from posada.scenario import Scenario, read_scenario

SETS = ("burundi2015", "car2013", "mali2012", "nigeria2016", "ssudan2013")
BANDS = ("1-30", "31-60", "61-90")
LEVELS = (np.arange(100) + 0.5) / 100
ERRORS = Path("src/posada/forecast/trend_errors.csv")
RESULTS = Path(__file__).parent / "results" / "forecast_skill.json"


def learned(scenarios: list[Scenario]) -> np.ndarray:
    """Errors at evenly spaced levels, each set counting as much as any other."""
    curves = []
    for scenario in scenarios:
        reports = read_reports(scenario)
        curves.append(np.quantile(past_errors(reports).error, LEVELS))
    return np.mean(curves, axis=0)


def judge(scenarios: list[Scenario], given_total: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores of every model, and the forecasts of posada, each set judged by the others."""
    scores, forecasts = [], []
    for scenario in scenarios:
        started = time.perf_counter()
        prior = learned([other for other in scenarios if other is not scenario])
        found = backtest(scenario, prior=prior, given_total=given_total)
        scores.append(found.scores)
        forecasts.append(found.forecasts)
        print(f"{scenario.settings.name}: {time.perf_counter() - started:.1f} s", flush=True)
    return pd.concat(scores), pd.concat(forecasts)


def ratios(scores: pd.DataFrame, measure: str, model: str, rivals: list[str]) -> pd.DataFrame:
    """A measure of a model divided by the best of its rivals in hindsight, by set and band."""
    wide = scores.pivot_table(index=["set", "horizon_days"], columns="model", values=measure)
    mine, best = wide[model].unstack(), wide[rivals].min(axis=1).unstack()
    table = (mine / best)[list(BANDS)]
    table.loc["mean of sets"] = mine.mean()[list(BANDS)] / best.mean()[list(BANDS)]
    return table.round(3)


def main() -> None:
    """Print the comparison and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--first", type=int, default=FIRST, help="day of the first forecast")
    parser.add_argument("--all", action="store_true", help="print every score")
    arguments = parser.parse_args()
    folder = arguments.shared / "reference" / "flee"
    scenarios = [read_scenario(folder / name) for name in SETS if (folder / name).is_dir()]
    if not scenarios:
        raise SystemExit(f"no sets in {folder}; nothing was measured")
    if arguments.learn:
        table = pd.DataFrame({"level": LEVELS, "error": learned(scenarios).round(4)})
        text = table.to_csv(index=False)
        ERRORS.write_text("# written by benchmarks/forecast_skill.py --learn\n" + text)
        print(f"wrote {ERRORS}")
    backtests.FIRST = arguments.first
    scores, _ = judge(scenarios, given_total=False)
    given, _ = judge(scenarios, given_total=True)
    weight = scores[scores["model"] == "posada"].query("horizon_days == 'all'")
    cover = {
        name: round(float(np.average(weight[name], weights=weight["n"])), 3)
        for name in ("cov50", "cov80", "cov95", "cov99")
    }
    naive = ["last_level", "random_walk", "damped_trend"]
    tables = {
        "wMAPE / last_level": ratios(scores, "wmape", "posada", ["last_level"]),
        "wMAPE / best naive in hindsight": ratios(scores, "wmape", "posada", naive),
        "WIS / random_walk": ratios(scores, "wis_over_mean", "posada", ["random_walk"]),
        "total given: wMAPE / last_shares": ratios(given, "wmape", "posada", ["last_shares"]),
    }
    for title, table in tables.items():
        print(f"\n{title}\n{table.to_string()}")
    print(f"\ncoverage of all sets together: {cover}")
    if arguments.all:
        print("\n" + scores.round(3).to_string())
    if arguments.first != FIRST:
        return
    RESULTS.parent.mkdir(exist_ok=True)
    figures = {title: json.loads(table.to_json()) for title, table in tables.items()}
    RESULTS.write_text(json.dumps({**figures, "coverage": cover}, indent=1))


if __name__ == "__main__":
    main()
