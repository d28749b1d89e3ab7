"""Shelters along a road, counted day by day: is posada's forecast nearer than the last report?

    .venv/bin/python benchmarks/learning_shelters.py [--seeds 21] [--draws 100]

Truth is lived person by person, by rules that are not posada's: stays are spread like a gamma
distribution, longer for families; a part of the people passes by each shelter or stays elsewhere in
town, where nobody counts them; how many come each day wanders, rises to a peak, or dwindles. Of it
a scenario knows what a coordinator would: who sets out, a fifth wrong, told on the day or two weeks
late; counts, 5 % wrong, one in ten missing; and ranges of movement that are posada's own defaults,
or rough, or near the truth. No state of this truth fits the scenario: whoever is not counted has to
be somewhere.

Back-tests every 14 days; error of the median over that of the last report, 1-7, 8-14 and 15-30 days
ahead, CRPS over that of the forecast from reports alone (trend), and the share of reports inside
the central 80 %. Writes results/learning_shelters.json. Seeds up to 12 were used for choosing, so
others judge.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from posada.forecast.backtest import backtest
from posada.scenario import read_scenario

SHELTERS = ("Ana", "Bela", "Cora", "Dina", "Esta")
DAYS, AS_OF, START = 75, 45, dt.date(2031, 3, 1)
COMING = ("wanders", "peaks", "dwindles")
STATED = ("defaults", "rough", "near")
EVERY = {"daily": 1, "weekly": 7}
LATE = {"on the day": 0, "late": 14}  # days until it is known who set out
BANDS = ("1-7", "8-14", "15-30")
RESULTS = Path(__file__).parent / "results" / "learning_shelters.json"


def set_out(coming: str, random: np.random.Generator) -> np.ndarray:
    """People who come each day (day) [person]."""
    day = np.arange(DAYS)
    level = random.uniform(40, 160) * np.exp(np.cumsum(random.normal(0, 0.04, DAYS)))
    if coming == "peaks":
        level *= 1 + 2.5 * np.exp(-(((day - AS_OF) / 8) ** 2))
    if coming == "dwindles":
        level *= np.exp(-np.maximum(day - 40, 0) / 15)
    mean = level * (1 + 0.25 * np.sin(2 * np.pi * day / 7 + random.uniform(0, 6)))
    return random.negative_binomial(10, 10 / (10 + mean))


def live(coming: str, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who sets out (day), who is in each shelter (shelter, day) [person], and mean stays [day]."""
    random = np.random.default_rng(seed)
    people = set_out(coming, random)
    stay = random.uniform([2, 2, 3, 3, 15], [6, 10, 8, 12, 40])
    used = random.uniform(0.4, 0.95, len(SHELTERS))
    change = np.zeros((len(SHELTERS), DAYS + 1))
    for first, number in enumerate(people):
        at, family = np.full(number, float(first)), random.random(number) < 0.4
        for shelter in range(len(SHELTERS)):
            stays = random.random(len(at)) < (used[shelter] + 1) / 2  # others pass by
            days = np.maximum(random.gamma(1.5, stay[shelter] / 1.5, len(at)), 0.4)
            days *= np.where(family, 1.4, 0.8) * stays
            inside = stays & (random.random(len(at)) < used[shelter])  # others sleep in town
            for sign, when in ((1, at[inside]), (-1, (at + days)[inside])):
                night = np.minimum(np.ceil(when).astype(int), DAYS)
                np.add.at(change[shelter], night, sign)
            goes_on = random.random(len(at)) > 0.05
            at, family = (at + days + random.uniform(0.5, 2.5, len(at)))[goes_on], family[goes_on]
    return people, np.cumsum(change, axis=1)[:, :DAYS], stay


def date(day: int) -> str:
    """As files write it."""
    return (START + dt.timedelta(days=int(day))).isoformat()


def movement(stated: str, stay: np.ndarray) -> str:
    """What the scenario says of how people move."""
    if stated == "defaults":
        return ""
    leave = {"default": [0.1, 0.5], "destination": [0.01, 0.1]}
    if stated == "near":
        leave = {
            name: [round(0.6 / days, 3), round(min(0.95, 1.5 / days), 3)]
            for name, days in zip(SHELTERS, stay.tolist(), strict=True)
        }
    leaves = ", ".join(f"{name} = {ends}" for name, ends in leave.items())
    return (
        f"[movement]\nleave = {{ {leaves}, origin = 1 }}\n"
        "settle = { default = [0, 0.1] }\nturn_back = { default = [0, 0.02] }\n"
    )


def write(folder: Path, coming: str, stated: str, every: int, late: int, seed: int) -> None:
    """The scenario of a coordinator."""
    people, inside, stay = live(coming, seed)
    random = np.random.default_rng([seed, 1])
    rough = np.maximum(1, people * np.exp(random.normal(0, 0.2, DAYS))).astype(int)
    counts = inside * np.exp(random.normal(0, 0.05, inside.shape))
    seen = random.random(inside.shape) > 0.1
    tables = {
        "places": [
            "name,kind,country,latitude,longitude,source",
            "South,origin,ZZ,14,-92,S1",
            *(f"{name},town,ZZ,{15 + 2 * k},-93,S1" for k, name in enumerate(SHELTERS[:-1])),
            f"{SHELTERS[-1]},destination,ZZ,23,-97,S1",
        ],
        "routes": [
            "from_place,to_place,length_km,mode,source",
            *(f"{a},{b},250,lift,S1" for a, b in itertools.pairwise(("South", *SHELTERS))),
        ],
        "departures": [
            "date,known_from,place,people,people_low,people_high,source",
            *(
                f"{date(k)},{date(k + late)},South,{n},{int(n * 0.6)},{int(n * 1.5) + 1},S1"
                for k, n in enumerate(rough)
            ),
        ],
        "headcounts": [
            "date,place,measure,people,source,confidence",
            *(
                f"{date(day)},{name},people,{round(counts[shelter, day])},S1,high"
                for day in range(3, DAYS, every)
                for shelter, name in enumerate(SHELTERS)
                if seen[shelter, day]
            ),
        ],
        "sources": ["id,title", "S1,Made up for a benchmark"],
    }
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    settings = f'name = "road"\ntitle = "Shelters along a road"\nstart = {date(0)}\n'
    settings += f"as_of = {date(AS_OF)}\nhorizon_days = {DAYS - AS_OF - 1}\nmade_up = true\n"
    (folder / "scenario.toml").write_text(settings + movement(stated, stay), "utf-8")


def one(case: tuple[str, str, str, str, int], draws: int) -> pd.DataFrame:
    """Scores of one world, by band."""
    coming, stated, counted, told, seed = case
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), coming, stated, EVERY[counted], LATE[told], seed)
        found = backtest(read_scenario(folder), every=14, horizons=(7, 14, 30), draws=draws)
    scores = found.scores[found.scores["horizon_days"].isin(BANDS)]
    wide = scores.pivot(index="horizon_days", columns="model")
    table = pd.DataFrame(
        {
            "posada": wide["wmape", "posada"] / wide["wmape", "last_level"],
            "trend": wide["wmape", "trend"] / wide["wmape", "last_level"],
            "crps": wide["crps_over_mean", "posada"] / wide["crps_over_mean", "trend"],
            "in80": wide["cov80", "posada"],
        }
    )
    of_world = {"coming": coming, "stated": stated, "counted": counted, "told": told, "seed": seed}
    return table.assign(**of_world).reset_index()


def main() -> None:
    """Score all worlds, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[21])
    parser.add_argument("--draws", type=int, default=100)
    options = parser.parse_args()
    cases = list(itertools.product(COMING, STATED, EVERY, LATE, options.seeds))
    with ProcessPoolExecutor() as pool:
        table = pd.concat(pool.map(one, cases, itertools.repeat(options.draws)))
    keys, values = ["coming", "stated", "counted", "told"], ["posada", "trend", "crps", "in80"]
    for by in (["told", "stated", "counted"], ["coming"], ["told"], []):
        means = table.groupby([*by, "horizon_days"])[values].mean()
        shown = means.unstack("horizon_days").reindex(columns=BANDS, level=1) if by else means
        print(shown.round(2).to_string() + "\n", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        table[[*keys, "seed", "horizon_days", *values]].to_json(orient="records", indent=1), "utf-8"
    )


if __name__ == "__main__":
    main()
