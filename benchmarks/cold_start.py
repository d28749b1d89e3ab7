"""Where people go before any destination has reported: posada and Flee, the total given.

The two numbers that posada needs are chosen on four sets and judged on the fifth, in turn; where no
capacity is known, the distance is the same. The measure is Flee's own: the rescaled averaged
relative difference over all days. Note that the capacities of these sets come from counts that were
reported later, for Flee as for posada; `wrong` is with each of them wrong by a factor of two.

    .venv/bin/python benchmarks/cold_start.py [--shared ../shared]
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from posada.forecast.cold import make_newcomers
from posada.forecast.scores import relative_difference, rescale
from posada.movement.flee import simulate_flee
from posada.scenario.flee import FleeSet, daily, read_flee

SETS = ("burundi2015", "car2013", "mali2012", "nigeria2016", "ssudan2013")
POWERS = (0.0, 0.5, 0.75, 1.0)
FAR = (100.0, 150.0, 200.0, 300.0, 500.0, 800.0, 1200.0, 1600.0, 2400.0)
WRONG, TIMES = np.log(2), 5  # spread of the logarithm of wrong capacities, how often

RESULTS = Path(__file__).parent / "results" / "cold_start.json"


def difference(flee: FleeSet, names: list[str], people: np.ndarray) -> float:
    """Rescaled averaged relative difference over all days."""
    reported, _ = daily(flee)
    columns = [flee.camps.index(name) for name in names]
    rows = zip(people, reported[:, columns].astype(float), strict=True)
    return float(np.mean([relative_difference(rescale(a, b), b) for a, b in rows]))


def placed(told: FleeSet, real: FleeSet, power: float, far_km: float) -> float:
    """The difference of posada's split, worked out with the capacities of `told`."""
    reported, _ = daily(real)
    columns = [real.camps.index(name) for name in names_of(real)]
    totals = reported[:, columns].sum(axis=1).astype(float)
    newcomers = make_newcomers(told)
    return difference(real, newcomers.names, newcomers.place(totals, power, far_km))


def by_rules(flee: FleeSet) -> float:
    """The difference of Flee's rules."""
    simulated = simulate_flee(flee, draws=3, seed=1)
    at = [simulated.names.index(name) for name in names_of(flee)]
    return difference(flee, names_of(flee), simulated.people.mean(axis=0)[:, at])


def with_rooms(flee: FleeSet, factors: np.ndarray) -> FleeSet:
    """The set with the capacity of each camp multiplied; 0: not known."""
    camp = flee.places["location_type"].str.casefold().str.contains("camp")
    number = flee.places["number"] * np.where(camp, factors, 1.0)
    return dataclasses.replace(flee, places=flee.places.assign(number=number.round()))


def wrong_by(flee: FleeSet) -> np.ndarray:
    """Factors by which capacities are wrong (time, place)."""
    return np.exp(np.random.default_rng(1).normal(0, WRONG, (TIMES, len(flee.places))))


def main() -> None:
    """Print the table and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "reference" / "flee"
    sets = [read_flee(folder / name) for name in SETS if (folder / name).is_dir()]
    if len(sets) < 2:
        raise SystemExit(f"no sets in {folder}; nothing was measured")
    grid = list(itertools.product(POWERS, FAR))
    found = np.zeros((len(grid), len(sets)))
    for column, flee in enumerate(sets):
        for row, (power, far) in enumerate(grid):
            found[row, column] = placed(flee, flee, power, far)
    rows = []
    for column, flee in enumerate(sets):
        best = _best(found, column)
        bare = with_rooms(flee, np.zeros(len(flee.places)))
        wrong = [with_rooms(flee, factors) for factors in wrong_by(flee)]
        room = flee.places.set_index("name")["number"].reindex(names_of(flee)).to_numpy(float)
        rows.append(
            {
                "set": flee.name,
                "power": grid[best][0],
                "far_km": grid[best][1],
                "posada": found[best, column],
                "flee_rules": by_rules(flee),
                "wrong: posada": np.mean([placed(other, flee, *grid[best]) for other in wrong]),
                "wrong: flee_rules": np.mean([by_rules(other) for other in wrong]),
                "none: posada": placed(bare, flee, *grid[best]),
                "none: flee_rules": by_rules(bare),
                "capacity": difference(flee, names_of(flee), np.tile(room, (flee.length, 1))),
                "uniform": difference(flee, names_of(flee), np.ones((flee.length, len(room)))),
            }
        )
    table = pd.DataFrame(rows).set_index("set")
    table.loc["mean"] = table.mean()
    print(table.round(3).to_string())
    print("chosen on all sets together:", grid[int(found.mean(axis=1).argmin())])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(table.to_json(indent=1))


def _best(found: np.ndarray, left_out: int) -> int:
    """Row with the least mean over all columns but one."""
    return int(np.delete(found, left_out, axis=1).mean(axis=1).argmin())


def names_of(flee: FleeSet) -> list[str]:
    """Camps of the network that have reports."""
    return [name for name in flee.camps if name in set(flee.places["name"])]


if __name__ == "__main__":
    main()
