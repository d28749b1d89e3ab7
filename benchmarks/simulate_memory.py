"""Does the memory of `posada simulate` stay within what is stated, however many draws there are?

    .venv/bin/python -m benchmarks.simulate_memory [--draws 1000 2000 4000 8000] [--set NAME ...]

Each command runs in a process of its own; the peak is what the system counts for it (`ru_maxrss`),
with pages of files that were just read or written. Stated: what the same command takes for 10
draws, 256 MiB for what draws write, and 4 bytes for each draw, day and place of departure; up to
50 MiB more come and go.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.measures import measure
from posada.movement.room import IN_MEMORY
from posada.scenario import read_scenario

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "flee"
RESULTS = Path(__file__).parent / "results" / "simulate_memory.json"
SETS = ("exodus-2018", "burundi2015", "mali2012")
MIB = 2.0**20
COMES_AND_GOES = 50  # MiB: what was written and not yet let go, and blocks that are summarised


def path_of(name: str) -> str:
    """A bundled scenario by its name, or the folder of a Flee set."""
    folder = REFERENCE / name
    return str(folder) if folder.is_dir() else name


def departures(name: str) -> int:
    """Days times places of departure: what each draw holds 4 bytes for."""
    scenario = read_scenario(path_of(name))
    if scenario.flee is not None:
        return 0
    return len(scenario.days) * scenario.tables["departures"]["place"].nunique()


def peak(name: str, draws: int) -> tuple[float, float]:
    """Wall seconds and peak memory [MiB] of one simulation."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["simulate", path_of(name), "--draws", str(draws), "--journeys", "0"]
        return measure([*arguments, "--out", os.path.join(folder, "out")])


def main() -> None:
    """Measure each set with each number of draws, print the table and keep it in results/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, nargs="+", default=[1000, 2000, 4000, 8000])
    parser.add_argument("--set", nargs="+", default=list(SETS), dest="sets")
    options = parser.parse_args()
    print(f"{'set':14} {'draws':>6} {'MiB':>7} {'stated':>7} {'seconds':>8}")
    rows = []
    for name in options.sets:
        itself = min(peak(name, 10)[1] for _ in range(2))  # the first may have to compile
        each = departures(name)
        for draws in options.draws:
            seconds, memory = peak(name, draws)
            stated = itself + COMES_AND_GOES + (IN_MEMORY + 4 * draws * each) / MIB
            rows.append({"set": name, "draws": draws, "mib": memory, "stated_mib": stated})
            print(f"{name:14} {draws:6} {memory:7.0f} {stated:7.0f} {seconds:8.1f}", flush=True)
    within = np.array([row["mib"] <= row["stated_mib"] for row in rows])
    print(f"within what is stated: {within.sum()} of {len(rows)}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
