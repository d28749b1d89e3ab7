"""How far the skill of the forecast from reports hangs on the days on which forecasts are made.

wMAPE of the median over that of the last level, mean of the five sets: with the first forecast on
each of days 30 to 44; without the origins on which nobody had been reported yet, where neither
knows anything; and its standard deviation when origins are drawn anew within each set. Origins
close to each other err alike, so six in a row (90 days) are drawn together. The median does not
depend on errors of other sets or of earlier forecasts, so none are learned here.

    .venv/bin/python -m benchmarks.forecast_noise [--shared ../shared]

Source of the blocks: Künsch, Ann. Stat. 17 (1989) 1217-1241.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.forecast_skill import BANDS, SETS
from posada.forecast.reports import Reports, read_reports
from posada.forecast.trend import EVERY, FARTHEST, FIRST, Past, make_trend
from posada.scenario import read_scenario

BLOCK, DRAWN = 6, 2000
SUMS = ["posada", "last_level", "people"]
NO_PAST = Past(np.zeros(0), np.zeros(0))


def errors(reports: Reports, first: int) -> pd.DataFrame:
    """Sums of errors and of people reported, by origin (row) and band (column) [person]."""
    rows = []
    for origin in range(first, reports.length, EVERY):
        trend = make_trend(reports, origin, past=NO_PAST)
        for column, place in enumerate(trend.places):
            seen = reports.series[place].between(origin, origin + FARTHEST)
            days, people = seen.days[seen.whole], seen.people[seen.whole]
            found = {
                "band": (days - origin - 1) // 30,
                "posada": np.abs(trend.median(days)[:, column] - people),
                "last_level": np.abs(trend.last[column] - people),
                "people": people,
            }
            rows.append(pd.DataFrame({"origin": origin, "known": trend.last.sum() > 0, **found}))
    table = pd.concat(rows).groupby(["known", "origin", "band"])[SUMS].sum()
    return table.unstack(fill_value=0.0)


def ratio(sums: list[np.ndarray]) -> np.ndarray:
    """Mean wMAPE of the sets over that of the last level (..., band).

    Parameters
    ----------
    sums : by set: errors of both, and people (..., 3 x band)
    """
    parts = [np.split(each, 3, axis=-1) for each in sums]
    own = np.mean([mine / people for mine, _, people in parts], axis=0)
    return np.asarray(own / np.mean([last / people for _, last, people in parts], axis=0))


def drawn_anew(sums: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """The sums with origins drawn anew, blocks in a row (draw, 3 x band)."""
    firsts = random.integers(len(sums) - BLOCK + 1, size=(DRAWN, -(-len(sums) // BLOCK)))
    return np.asarray(sums[firsts[:, :, None] + np.arange(BLOCK)].sum(axis=(1, 2)))


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "reference" / "flee"
    sets = [read_reports(read_scenario(folder / name)) for name in SETS]
    rows = {}
    for first in range(FIRST, FIRST + EVERY):
        tables = [errors(one, first) for one in sets]
        rows[f"from day {first}"] = ratio([table.sum().to_numpy() for table in tables])
    shown = pd.DataFrame(rows, index=BANDS).T
    tables = [errors(one, FIRST) for one in sets]
    random = np.random.default_rng(1)
    drawn = ratio([drawn_anew(table.to_numpy(), random) for table in tables])
    known = ratio([table.loc[True].sum().to_numpy() for table in tables])
    shown.loc["mean of these"] = shown.mean()
    shown.loc["from day 30, where somebody was reported"] = known
    shown.loc["standard deviation, origins drawn anew"] = drawn.std(axis=0)
    print(shown.round(3).to_string())


if __name__ == "__main__":
    main()
