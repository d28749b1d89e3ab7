"""Where the counts of 2018 fall in posada's bands, beside the naive "same as the last report".

    python benchmarks/counts_2018.py [--draws 500] [--seed 1]

Prints, for each series counted after the last day of information, how many reports lie in the
central 80 % and 95 % of the draws, and the absolute error of the median over the sum of the
counts (wMAPE), beside that of the last report known for the same place. Writes the same as JSON
to benchmarks/results/counts_2018.json. Nothing was tuned on these counts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd

from posada import make_forecast, read_scenario
from posada.forecast import compare

SERIES = ("V3", "V4", "V7")


def last_report(known: pd.DataFrame, report: pd.Series) -> float:
    """The last known report of the same measure at the same place or region; 0 if none."""
    same = known[
        (known["place"] == report["place"])
        & (known["region"] == report["region"])
        & (known["measure"] == report["measure"])
    ]
    return float(same.sort_values("date")["reported"].iloc[-1]) if len(same) else 0.0


def score(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Reports in the bands, and errors, by series and for all together."""
    known = table[table["known"]]
    later = table[~table["known"] & table["series"].isin(SERIES)].copy()
    later["last"] = [last_report(known, report) for _, report in later.iterrows()]
    groups = {name: later[later["series"] == name] for name in SERIES} | {"all": later}
    return {
        name: {
            "reports": len(rows),
            "in80": int(rows["in80"].sum()),
            "in95": int(rows["in95"].sum()),
            "wmape": float((rows["p50"] - rows["reported"]).abs().sum() / rows["reported"].sum()),
            "wmape_last": float(
                (rows["last"] - rows["reported"]).abs().sum() / rows["reported"].sum()
            ),
        }
        for name, rows in groups.items()
    }


def main() -> None:
    """Forecast, compare, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scenario = read_scenario("exodus-2018")
    forecast = make_forecast(scenario, draws=options.draws, seed=options.seed)
    table = compare(scenario, forecast)
    later = table[~table["known"] & table["series"].isin(SERIES)]
    shown = ["series", "date", "scope", "measure", "reported", "p025", "p10", "p50", "p90", "p975"]
    print(later[[*shown, "in80", "in95"]].to_string(index=False))
    scores = score(table)
    print(pd.DataFrame(scores).T.round(3).to_string())
    path = Path(__file__).parent / "results" / "counts_2018.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**vars(options), "scores": scores}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
