"""The forecast from reports on altered versions of the sets, as a stand-in for sets never seen.

Each of the five sets is altered (`altered_sets.py`), in 24 ways and in 40 that mix them by chance,
and forecast from rolling origins on which somebody had been reported, with the errors of the four
others. `made-up` are eight shapes of crises that nobody measured. With --trials some constants and
estimates are others; of those that do not concern the errors only the median is judged.

    .venv/bin/python -m benchmarks.forecast_variants [--shared ../shared] [--sets] [--trials]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.altered_sets import BY_CHANCE, VARIANTS, made_up
from posada.forecast import growth, trend
from posada.forecast.naive import Target, damped_trend
from posada.forecast.reports import Reports, read_reports
from posada.forecast.trend import EVERY, FARTHEST, FIRST, Past, make_trend, past_errors
from posada.scenario import read_scenario

SETS = ("burundi2015", "car2013", "mali2012", "nigeria2016", "ssudan2013")
LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
PRIOR_LEVELS = (np.arange(100) + 0.5) / 100
NOTHING = np.zeros(0)
RESULTS = Path(__file__).parent / "results" / "forecast_variants.json"


def half_declines(
    days: np.ndarray, people: np.ndarray, rate: Callable[..., float] = growth.growth_rate
) -> float:
    """Growth as it is, and half of any decline."""
    found = rate(days, people)
    return found if found > 0 else found / 2


ALL = (growth.trimmed_rate, growth.agreed_rate, growth.usual_rate)
TRIALS: dict[str, dict[str, object]] = {
    "as it is": {},
    "trimmed mean alone": {"ESTIMATES": ALL[:1] * 3},
    "agreed mean alone": {"ESTIMATES": ALL[1:2] * 3},
    "usual growth alone": {"ESTIMATES": ALL[2:] * 3},
    "without the trimmed": {"ESTIMATES": ALL[1:]},
    "without the agreed": {"ESTIMATES": ALL[::2]},
    "without the usual": {"ESTIMATES": ALL[:2]},
    "steps take 5 days": {"STEP": 5.0},
    "steps take 30 days": {"STEP": 30.0},
    "no step but in a day": {"STEP": 1.0},
    "all of a stale trend": {"STALE": 1e9},
    "half after 30 days without": {"STALE": 30.0},
    "half as fast after 45 days": {"FADING": 45.0},
    "half as fast after 180 days": {"FADING": 180.0},
    "grows by itself at most": {"MOST_GROWTH": 1.0},
    "grows threefold at most": {"MOST_GROWTH": 3.0},
    "declines believed half": {"growth_rate": half_declines},
    "memory half as long": {"TRIMMED_MEMORY": 15.0, "AGREED_MEMORY": 22.0, "USUAL_MEMORY": 45.0},
    "memory twice as long": {"TRIMMED_MEMORY": 60.0, "AGREED_MEMORY": 90.0, "USUAL_MEMORY": 180.0},
    "errors: no place is new": {"OF_NEW": 0.0},
    "errors: new places twice": {"OF_NEW": 0.4},
    "errors: own ones not used": {"PRIOR_WEIGHT": 1e9},
    "errors: own ones alone": {"PRIOR_WEIGHT": 10.0},
}


def judge(reports: Reports, prior: np.ndarray | None) -> pd.DataFrame:
    """Errors of posada and two naive forecasts, and whether reports lay inside, by report.

    prior : None when only the median is judged
    """
    past, rows = (Past(NOTHING, NOTHING) if prior is None else past_errors(reports)), []
    for origin in range(FIRST, reports.length, EVERY):
        model, known = make_trend(reports, origin, prior, past), reports.until(origin)
        if not model.last.sum() > 0:
            continue
        for column, place in enumerate(model.places):
            seen = reports.series[place].between(origin, origin + FARTHEST)
            days, people = seen.days[seen.whole], seen.people[seen.whole]
            if not len(days):
                continue
            lines = model.quantiles(days, LEVELS)[:, :, column]
            target = Target([place] * len(days), days, np.zeros(len(days)))
            damped = damped_trend(known, origin, target, np.array([0.5]))[:, 0]
            table = {
                "band": (days - origin - 1) // 30,
                "people": people,
                "posada": np.abs(lines[3] - people),
                "last": np.abs(known.series[place].people[-1] - people),
                "damped": np.abs(damped - people),
            }
            for share, low in ((95, 0), (80, 1), (50, 2)):
                inside = (people >= lines[low]) & (people <= lines[-1 - low])
                table[f"inside{share}"] = inside
            rows.append(pd.DataFrame(table))
    return pd.concat(rows) if rows else pd.DataFrame()


def summed(found: pd.DataFrame) -> pd.DataFrame:
    """wMAPE and coverage by band."""
    sums = found.groupby("band").agg(dict.fromkeys(("people", "posada", "last", "damped"), "sum"))
    shares = sums[["posada", "last", "damped"]].div(sums["people"].clip(lower=1), axis=0)
    return shares.join(found.groupby("band")[["inside50", "inside80", "inside95"]].mean())


def line(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    """Ratios of a variant: means over its sets, the worst set, and coverage."""
    whole = pd.concat(tables, names=["set"])
    mean = whole.groupby("band").mean()
    best = whole[["last", "damped"]].min(axis=1).groupby("band").mean()
    worst = (whole["posada"] / whole["last"].clip(lower=0.002)).max()
    ratios = mean["posada"] / mean["last"]
    names = ("1-30", "31-60", "61-90")
    return {
        **{name: ratios.get(band, np.nan) for band, name in enumerate(names)},
        **{f"naive {n}": (mean["posada"] / best).get(b, np.nan) for b, n in enumerate(names)},
        "worst": worst,
        **{name: whole[name].mean() for name in ("inside50", "inside80", "inside95")},
    }


def measure(real: dict[str, Reports], bands: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every variant, and every set of every variant; the made-up ones come last."""
    others: dict[str, np.ndarray | None] = dict.fromkeys(real)
    every = None
    if bands:
        curves = {n: np.quantile(past_errors(r).error, PRIOR_LEVELS) for n, r in real.items()}
        others = {n: np.mean([c for m, c in curves.items() if m != n], axis=0) for n in real}
        every = np.mean(list(curves.values()), axis=0)
    rows, single = {}, {}
    for variant, change in (VARIANTS | BY_CHANCE).items():
        found = {name: judge(change(reports), others[name]) for name, reports in real.items()}
        tables = {name: summed(table) for name, table in found.items() if len(table)}
        rows[variant] = line(tables)
        single |= {(variant, name): line({name: table}) for name, table in tables.items()}
    made = {name: summed(judge(reports, every)) for name, reports in made_up().items()}
    single |= {("made-up", name): line({name: table}) for name, table in made.items()}
    shown = pd.DataFrame(rows).T
    chance = shown.loc[list(BY_CHANCE)].mean()
    shown = shown.drop(index=list(BY_CHANCE))
    shown.loc["mean of variants"] = shown.mean()
    shown.loc["mean by chance"] = chance
    shown.loc["made-up"] = pd.Series(line(made))
    return shown, pd.DataFrame(single).T


def attempt(real: dict[str, Reports], settings: dict[str, object], bands: bool) -> pd.Series:
    """The means when some constants or estimates are others."""
    before = {}
    for name, value in settings.items():
        for module in (growth, trend):
            if hasattr(module, name):
                before[module, name] = getattr(module, name)
                setattr(module, name, value)
    shown, _ = measure(real, bands)
    for (module, name), value in before.items():
        setattr(module, name, value)
    told = shown.columns if bands else [name for name in shown if "inside" not in name]
    bands_of = {
        name: shown.loc[name, ["1-30", "31-60", "61-90"]].rename(lambda band, n=name: f"{n} {band}")
        for name in ("mean by chance", "made-up")
    }
    return pd.concat([shown.loc["mean of variants", told], *bands_of.values()])


def main() -> None:
    """Print the comparison and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sets", action="store_true", help="print each set of each variant")
    parser.add_argument("--trials", action="store_true", help="try other constants and estimates")
    arguments = parser.parse_args()
    folder = arguments.shared / "reference" / "flee"
    real = {name: read_reports(read_scenario(folder / name)) for name in SETS}
    if arguments.trials:
        for name, settings in TRIALS.items():
            found = attempt(real, settings, bands=name.startswith("errors"))
            print(f"{name:30}", found.round(3).to_dict(), flush=True)
        return
    shown, single = measure(real)
    print((single if arguments.sets else shown).round(2).to_string())
    named = single.loc[list(VARIANTS)]
    by_set = named[["1-30", "31-60", "61-90"]].groupby(level=1).mean()
    print("\nmean of variants, by set\n" + by_set.round(3).to_string())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(json.loads(shown.to_json(orient="index")), indent=1))


if __name__ == "__main__":
    main()
