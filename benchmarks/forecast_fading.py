"""How fast growth fades: later growth of all camps together, over that of the last four weeks.

Every 15 days from day 30, growth in the days 1-30, 31-60 and 61-90 ahead is added up over the days
and divided by what the growth of the last 28 days would have given. Lines between reports are
drawn: this looks back, it does not forecast.

    .venv/bin/python benchmarks/forecast_fading.py [--shared ../shared]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from posada.forecast.reports import read_reports
from posada.scenario import Scenario, read_scenario

SETS = ("burundi2015", "car2013", "mali2012", "nigeria2016", "ssudan2013")
BEFORE, MONTH, EVERY, FIRST = 28, 30, 15, 30


def fading(scenario: Scenario) -> dict[str, float]:
    """Share of the growth that is left, by days ahead."""
    reports = read_reports(scenario)
    total = reports.total(reports.series)
    shares = {}
    for ahead in (0, MONTH, 2 * MONTH):
        now = np.arange(FIRST, len(total) - ahead - MONTH, EVERY)
        before = (total[now] - total[now - BEFORE]) / BEFORE
        later = (total[now + ahead + MONTH] - total[now + ahead]) / MONTH
        grew = before > 0
        shares[f"{ahead + 1}-{ahead + MONTH}"] = (
            np.maximum(later[grew], 0).sum() / before[grew].sum()
        )
    return shares


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "reference" / "flee"
    sets = [name for name in SETS if (folder / name).is_dir()]
    if not sets:
        raise SystemExit(f"no sets in {folder}; nothing was measured")
    table = pd.DataFrame({name: fading(read_scenario(folder / name)) for name in sets}).T
    table.loc["mean"] = table.mean()
    print(table.round(2).to_string())


if __name__ == "__main__":
    main()
