"""Six planning instances of 10 to 500 places, drawn from a seed, so that plans can be compared.

An instance is a region of 600 by 600 km with depots of organisations, lanes to the places near
them, stock, pledges, transport that does not suffice, people who stay, whose number is known less
well the further ahead one looks, and columns that pass through on days that nobody knows for
sure. Everything in it is made up. Each instance comes with draws to plan with and with other
draws, which no planner has seen, to replay the plan over.

`python -m benchmarks.plan_instances [PLACES ...]` writes checksums and what our plan reaches into
`docs/plan-instances/solutions.json`; the tests make sure that both still come out the same.
"""

import datetime as dt
import json
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from posada.needs import Needs
from posada.plan import make_plan
from posada.scenario import Scenario
from posada.scenario.settings import Settings

FROZEN = Path(__file__).parents[1] / "docs" / "plan-instances" / "solutions.json"
SEEDS = {10: 11, 25: 12, 50: 13, 100: 14, 200: 15, 500: 16}  # places: seed
START = pd.Timestamp("2030-01-02")
DAYS = np.array([1] * 7 + [7] * 3 + [14] * 3)
DRAWS, UNSEEN = 100, 300
SIDE_KM, DETOUR, STOPS, NEAREST, KM_PER_DAY = 600.0, 1.3, 8, 4, 250.0
SUPPLIED = 0.6  # goods, as a share of the mean need
CARRIED = 0.8  # transport, as a share of what would carry those goods
ITEMS = pd.DataFrame(
    [
        ("water", "litre", 1.0, 100.0, 0.0, 7.5, "person_days"),
        ("ration", "kg", 1.0, 25.0, 0.002, 0.5, "person_days"),
        ("health kit", "kit", 0.5, 1.0, 0.0, 0.02, "person_days"),
        ("blanket", "piece", 1.5, 10.0, 0.0, 1.0, "first_arrivals"),
    ],
    columns=["name", "unit", "weight_kg", "pack_size", "spoil_share_per_day", "rate", "clock"],
).assign(life_saving=True, storable=True, standard=lambda frame: frame["name"])


@dataclass(frozen=True)
class Instance:
    """A scenario, the needs to plan with, and needs in other draws of the same futures."""

    scenario: Scenario
    needs: Needs
    unseen: Needs


def make_instance(
    places: int,
    seed: int,
    draws: int = DRAWS,
    unseen: int = UNSEEN,
    items: pd.DataFrame = ITEMS,
) -> Instance:
    """An instance with this many places; the same seed gives the same instance."""
    random = np.random.default_rng(seed)
    depots = max(3, places * 2 // 5)
    at, stores = random.uniform(0, SIDE_KM, (places, 2)), random.uniform(0, SIDE_KM, (depots, 2))
    people = _people(random, at, draws + unseen)
    coming = np.diff(np.maximum.accumulate(people, axis=1), axis=1, prepend=0)
    km = np.round(np.linalg.norm(at[:, None] - stores[None], axis=2) * DETOUR)
    tables = _tables(random, km, people, coming, items)
    settings = Settings(
        name=f"region-{places}",
        title=f"A made-up region of {places} places",
        start=dt.date(2030, 1, 1),
        as_of=dt.date(2030, 1, 1),
        horizon_days=int(DAYS.sum()),
    )
    return Instance(
        Scenario(settings, tables),
        _needs(people[:draws], coming[:draws], items),
        _needs(people[draws:], coming[draws:], items),
    )


def checksum(instance: Instance) -> str:
    """Of every table and every need."""
    digest = sha256()
    for name, table in sorted(instance.scenario.tables.items()):
        digest.update(f"{name}\n{table.to_csv(index=False)}".encode())
    for needs in (instance.needs, instance.unseen):
        digest.update(np.round(needs.data["people"].values).astype("<i8").tobytes())
        digest.update(np.round(needs.data["first_arrivals"].values).astype("<i8").tobytes())
    return digest.hexdigest()


def _people(random: np.random.Generator, at: np.ndarray, draws: int) -> np.ndarray:
    """People present (draw, period, place): those who stay, and columns that pass through."""
    size = np.exp(random.normal(6.0, 1.0, len(at)))
    root = np.sqrt(np.cumsum(DAYS) / DAYS.sum())
    common = random.normal(0, 0.3, (draws, 1, 1)) * root[:, None]
    own = random.normal(0, 0.5, (draws, 1, len(at))) * root[:, None]
    trend = random.normal(0, 0.5, (1, 1, len(at))) * root[:, None]
    passing = np.zeros((draws, DAYS.sum(), len(at)), dtype=np.float32)
    for _ in range(max(2, len(at) // 5)):
        _add_column(random, at, passing)
    first = np.cumsum(DAYS) - DAYS
    column = np.add.reduceat(passing, first, axis=1) / DAYS[:, None]
    return np.round(size * np.exp(common + own + trend) + column)


def _add_column(random: np.random.Generator, at: np.ndarray, passing: np.ndarray) -> None:
    """A column that crosses the region; nobody knows its day, pace and size for sure."""
    draws, days, _ = passing.shape
    start, end = random.uniform(0, SIDE_KM, (2, 2))
    points = np.linspace(start, end, STOPS)
    nearest = np.linalg.norm(points[:, None] - at[None], axis=2).argmin(axis=1)
    size = np.exp(random.normal(8.0, 0.7)) * np.exp(random.normal(0, 0.3, draws))
    leaves = random.uniform(-10, days - 20) + random.normal(0, 3.0, draws)
    pace = random.uniform(2.0, 5.0) * np.exp(random.normal(0, 0.3, draws))
    day = np.arange(days)[None]
    for stop, place in enumerate(dict.fromkeys(nearest.tolist())):
        since = day - (leaves + stop * pace)[:, None]
        passing[:, :, place] += size[:, None] * ((since >= 0) & (since < pace[:, None]))


def _tables(
    random: np.random.Generator,
    km: np.ndarray,
    people: np.ndarray,
    coming: np.ndarray,
    items: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Items, depots, lanes, stock and pledges."""
    depots = km.shape[1]
    near = np.argsort(km, axis=1, kind="stable")[:, : min(NEAREST, depots)]
    place, rank = np.indices(near.shape)
    place, depot = place.ravel(), near[place.ravel(), rank.ravel()]
    lanes = pd.DataFrame(
        {
            "depot": [f"D{number:03}" for number in depot],
            "place": [f"P{number:03}" for number in place],
            "length_km": km[place, depot],
            "lead_days": np.minimum(np.floor(km[place, depot] / KM_PER_DAY), 3),
            "lane_capacity_tonnes_per_day": np.nan,
        }
    )
    person_days = (people * DAYS[:, None]).sum(axis=(1, 2)).mean()
    mean = np.where(items["clock"] == "person_days", person_days, coming.sum((1, 2)).mean())
    wanted = SUPPLIED * mean * items["rate"].to_numpy()
    holds = random.random((depots, len(items))) < 0.7
    holds[np.unique(near[:, 0])] = True
    share = np.exp(random.normal(0, 0.8, holds.shape)) * holds
    goods = np.round(wanted * share / share.sum(axis=0))
    depot, item = np.nonzero(goods)
    tonnes = (goods * items["weight_kg"].to_numpy() / 1000).sum(axis=1) / DAYS.sum()
    carry = CARRIED * tonnes * np.exp(random.normal(0, 0.3, depots))
    names = [f"D{number:03}" for number in range(depots)]
    held = {"depot": np.array(names)[depot], "item": items["name"].to_numpy()[item]}
    amount = goods[depot, item]
    daily = np.round(0.6 * amount / DAYS.sum(), 3)
    return {
        "items": items.drop(columns=["rate", "clock"]),
        "depots": pd.DataFrame(
            {
                "name": names,
                "organisation": [f"Organisation {number % 20}" for number in range(depots)],
                "place": "",
                "dispatch_tonnes_per_day": np.round(np.maximum(carry, 0.2), 2),
            }
        ),
        "lanes": lanes,
        "stock": pd.DataFrame(
            {**held, "quantity": np.round(0.4 * amount), "date": pd.NaT, "expires": pd.NaT}
        ).astype({"date": "datetime64[ns]", "expires": "datetime64[ns]"}),
        "pledges": pd.DataFrame(
            {
                **held,
                "quantity": daily,
                "date": START,
                "date_end": START + pd.Timedelta(days=int(DAYS.sum()) - 1),
                "every": "day",
                "chance": 0.9,
            }
        ),
    }


def _needs(people: np.ndarray, coming: np.ndarray, items: pd.DataFrame) -> Needs:
    """Needs of these people (draw, period, place)."""
    person_days = people * DAYS[:, None]
    per_item = [person_days if clock == "person_days" else coming for clock in items["clock"]]
    quantity = np.stack(per_item, axis=-1) * items["rate"].to_numpy()
    shape = quantity.shape[1:]
    axes = ("period", "place", "item")
    data = xr.Dataset(
        {
            "quantity": (("draw", *axes), quantity.astype(np.float32)),
            "people": (("draw", "period", "place"), person_days.astype(np.float32)),
            "first_arrivals": (("draw", "period", "place"), coming.astype(np.float32)),
            "rate": (axes, np.broadcast_to(items["rate"].to_numpy(), shape).copy()),
            "survival": (axes, np.full(shape, 0.5)),
        },
        coords={
            "draw": np.arange(len(people)),
            "period": START + pd.to_timedelta(np.cumsum(DAYS) - DAYS, unit="D"),
            "days": ("period", DAYS),
            "place": [f"P{number:03}" for number in range(people.shape[2])],
            "item": items["name"].to_list(),
            **{
                name: ("item", items[name].to_numpy())
                for name in ("standard", "unit", "clock", "life_saving")
            },
            "sector": ("item", ["water"] * len(items)),
        },
    )
    standards = items[["name", "standard", "rate", "unit"]].rename(
        columns={"name": "item", "rate": "value"}
    )
    standards = standards.assign(per="person", source="made up", certainty="A", overridden=False)
    return Needs(data, standards)


def reached(instance: Instance) -> dict[str, float]:
    """What our plan reaches: the worst coverage of each standard, value and tonne-kilometres."""
    objectives = make_plan(instance.scenario, instance.needs).objectives
    return {name: value for name, value in objectives.items() if "replayed" not in name}


def main() -> None:
    """Solve the instances asked for, or all, and write down what comes out."""
    frozen = json.loads(FROZEN.read_text(encoding="utf-8")) if FROZEN.exists() else {}
    for places in [int(size) for size in sys.argv[1:]] or list(SEEDS):
        instance = make_instance(places, SEEDS[places])
        found = {"seed": SEEDS[places], "checksum": checksum(instance), **reached(instance)}
        frozen[str(places)] = found
        FROZEN.write_text(json.dumps(frozen, indent=1) + "\n", encoding="utf-8")
        print(places, found, flush=True)


if __name__ == "__main__":
    main()
