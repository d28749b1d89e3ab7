"""Does the engine on counts give what Flee gives? Five public sets, against 12 runs of Flee.

Run it from the root of the project, with the shared reference beside it:

    .venv/bin/python -m benchmarks.flee_distribution [--draws 40] [--ensemble 0] [--chance 0]

With `--chance 600` it also says what chance alone would give: the engine against itself.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from posada.movement.flee import FleeSimulation, simulate_flee
from posada.scenario.flee import FleeSet, read_flee

HERE = Path(__file__).parent
REFERENCE = HERE.parent.parent / "shared" / "reference" / "flee"
RESULTS = HERE / "results" / "flee_distribution.json"
FLEE_RUNS = 12
SMALLEST_ERROR = 12**-0.5  # rounding to a whole person; where every run of Flee agrees, sd is 0

# Scale-down of reference.csv; mean rescaled ARD of Flee, from the table in rules.md.
SETS = {
    "burundi2015": (20, 0.537),
    "car2013": (50, 0.431),
    "mali2012": (10, 0.361),
    "nigeria2016": (500, 0.214),
    "ssudan2013": (50, 0.539),
}


@dataclass(frozen=True)
class Reference:
    """What Flee gives: (day, camp), and (day) for the total."""

    camps: list[str]
    mean: np.ndarray
    sd: np.ndarray
    reported: np.ndarray
    total: np.ndarray


def read_reference(folder: Path) -> Reference:
    """Read `reference.csv` and `reference_total.csv` of a set."""
    table = pd.read_csv(folder / "reference.csv")
    wide = {n: table.pivot(index="day", columns="camp", values=n) for n in table.columns[2:]}
    return Reference(
        camps=list(wide["mean"].columns),
        mean=wide["mean"].to_numpy(),
        sd=wide["sd"].to_numpy(),
        reported=wide["reported"].to_numpy(),
        total=pd.read_csv(folder / "reference_total.csv")["people"].to_numpy(),
    )


def compared_days(length: int) -> list[int]:
    """Days 10, 30, 60, 120, 240 ... and the last."""
    doubled = [30 * 2**k for k in range(12)]
    return [day for day in (10, *doubled) if day < length - 1] + [length - 1]


def standard_scores(people: np.ndarray, reference: Reference, days: list[int]) -> np.ndarray:
    """Difference of means over its standard error (day, camp); people is (draw, day, camp)."""
    ours = people[:, days].astype(float)
    error = reference.sd[days] ** 2 / FLEE_RUNS + ours.var(axis=0, ddof=1) / len(ours)
    difference = ours.mean(axis=0) - reference.mean[days]
    return np.asarray(difference / np.maximum(np.sqrt(error), SMALLEST_ERROR))


def by_chance(name: str, draws: int, pool: int, cases: int = 500) -> dict[str, Any]:
    """Rms of the differences between runs of the engine alone, as many as of Flee and as of ours.

    Parameters
    ----------
    draws : runs in the place of ours
    pool : runs from which both are picked anew in each of the cases
    """
    flee_set, reference = read_flee(REFERENCE / name), read_reference(REFERENCE / name)
    days = compared_days(flee_set.length)
    people = camps_of(simulate_flee(flee_set, pool, 2, SETS[name][0]), reference.camps)
    generator, rms = np.random.default_rng(1), np.zeros(cases)
    for case in range(cases):
        picked = people[generator.permutation(pool)[: draws + FLEE_RUNS]]
        theirs = picked[draws:].astype(float)
        runs = replace(reference, mean=theirs.mean(axis=0), sd=theirs.std(axis=0, ddof=1))
        rms[case] = np.sqrt(np.mean(standard_scores(picked[:draws], runs, days) ** 2))
    quantiles = dict(zip(("median", "q95"), np.quantile(rms, [0.5, 0.95]).round(2), strict=True))
    return {"set": name, **quantiles, "above_1.3": float((rms > 1.3).mean())}


def rescaled_difference(people: np.ndarray, reported: np.ndarray) -> float:
    """Mean rescaled ARD: only the split between camps counts; people is (draw, day, camp)."""
    total = reported.sum(axis=1)
    scale = total / np.maximum(people.sum(axis=2), 1)
    off = np.abs(people * scale[:, :, None] - reported).sum(axis=2) / np.maximum(total, 1)
    return float(off.mean())


def camps_of(simulation: FleeSimulation, camps: list[str]) -> np.ndarray:
    """People at the camps of the reference (draw, day, camp)."""
    return simulation.people[:, :, [simulation.names.index(camp) for camp in camps]]


def measure(name: str, draws: int) -> dict[str, Any]:
    """One row of the table."""
    hasten, flee_difference = SETS[name]
    flee_set, reference = read_flee(REFERENCE / name), read_reference(REFERENCE / name)
    simulate_flee(flee_set, 1, 0, hasten)  # compiles, or loads what was compiled
    simulation, seconds = timed(flee_set, draws, hasten)
    _, unscaled = timed(flee_set, 1, 1)
    people = camps_of(simulation, reference.camps)
    scores = standard_scores(people, reference, compared_days(flee_set.length))
    return {
        "set": name,
        "days": flee_set.length,
        "hasten": hasten,
        "draws": draws,
        "rms_z": round(float(np.sqrt(np.mean(scores**2))), 3),
        "largest_z": round(float(np.abs(scores).max()), 2),
        "days_with_another_total": int((simulation.total != reference.total).any(axis=0).sum()),
        "rescaled_ard": round(rescaled_difference(people, reference.reported), 4),
        "rescaled_ard_of_flee": flee_difference,
        "ms_a_draw": round(1000 * seconds / draws, 1),
        "seconds_unscaled": round(unscaled, 3),
    }


def timed(flee_set: FleeSet, draws: int, hasten: int) -> tuple[FleeSimulation, float]:
    """Simulate on one thread, and the processor seconds it took."""
    start = time.process_time()
    simulation = simulate_flee(flee_set, draws, 1, hasten, threads=1)
    return simulation, time.process_time() - start


def measure_ensemble(draws: int) -> dict[str, Any]:
    """Many unscaled draws of burundi2015: wall-clock seconds and peak memory."""
    flee_set = read_flee(REFERENCE / "burundi2015")
    start = time.perf_counter()
    simulate_flee(flee_set, draws, 1, 1, keep="camps")
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"draws": draws, "seconds": round(seconds, 1), "peak_mb": round(memory)}


def main() -> None:
    """Measure every set, print its row and keep the rows in results/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--ensemble", type=int, default=0, help="unscaled draws of burundi2015")
    parser.add_argument("--chance", type=int, default=0, help="draws, for chance alone")
    options = parser.parse_args()
    rows = []
    for name in SETS:
        rows.append(measure(name, options.draws))
        print(pd.DataFrame(rows[-1:]).to_string(index=False, header=len(rows) == 1), flush=True)
    result: dict[str, Any] = {"sets": rows}
    if options.ensemble:
        result["ensemble"] = measure_ensemble(options.ensemble)
        print(result["ensemble"])
    if options.chance:
        result["chance"] = [by_chance(name, options.draws, options.chance) for name in SETS]
        print(pd.DataFrame(result["chance"]).to_string(index=False))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
