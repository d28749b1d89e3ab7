"""Flee folders of any size for the benchmarks: a ring of towns with short cuts, and camps on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posada.scenario.flee import FleeSet, read_flee

START = np.datetime64("2020-01-01")
MOVES_ON = 0.3


@dataclass(frozen=True)
class Size:
    """How large a network is: places, days, people who set out in all, shortest link [km]."""

    places: int = 60
    days: int = 300
    people: int = 300_000
    shortest_km: float = 60.0


def make_network(folder: Path, size: Size) -> FleeSet:
    """Write a Flee folder with default rules, and read it."""
    for name in ("input_csv", "source_data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    names = [f"P{i}" for i in range(size.places)]
    kinds = ["conflict_zone", *("camp" if i % 6 == 3 else "town" for i in range(1, size.places))]
    places = [
        f"{name},R,{'AB'[kind == 'camp']},0,0,{kind},0,{10**9 if kind == 'conflict_zone' else 0}"
        for name, kind in zip(names, kinds, strict=True)
    ]
    title = "#name,region,country,latitude,longitude,location_type,conflict_date,population"
    write(folder / "input_csv/locations.csv", title, places)
    routes = [f"{names[a]},{names[b]},{km:.0f}" for a, b, km in roads(size)]
    write(folder / "input_csv/routes.csv", "#name1,name2,distance", routes)
    write(folder / "input_csv/closures.csv", "#closure_type,name1,name2,closure_start,closure_end")
    days = [f"{day},1" for day in range(size.days + 1)]
    write(folder / "input_csv/conflicts.csv", "#Day,P0", days)
    period = [f"StartDate,{START}", f"Length,{size.days}"]
    (folder / "input_csv/sim_period.csv").write_text("\n".join(period) + "\n", encoding="utf-8")
    camps = [name for name, kind in zip(names, kinds, strict=True) if kind == "camp"]
    layout = ["total,all.csv", f"{camps[0]},all.csv", *(f"{camp},nobody.csv" for camp in camps[1:])]
    (folder / "source_data/data_layout.csv").write_text("\n".join(layout) + "\n", encoding="utf-8")
    for name, people in (("all", size.people), ("nobody", 0)):
        counts = [f"{START},0", f"{START + size.days - 1},{people}"]
        write(folder / f"source_data/{name}.csv", "Date,Refugee_numbers", counts)
    settings = f"move_rules:\n  max_move_speed: 200.0\n  default_movechance: {MOVES_ON}\n"
    (folder / "simsetting.yml").write_text(settings, encoding="utf-8")
    return read_flee(folder)


def roads(size: Size) -> list[tuple[int, int, float]]:
    """Links of a ring, and as many short cuts: both ends and the length [km]."""
    chance = np.random.default_rng(1)
    ring = [(i, (i + 1) % size.places) for i in range(size.places)]
    cuts = [(i, (i + 2 + i % 5) % size.places) for i in range(size.places)]
    unique = sorted({(min(pair), max(pair)) for pair in ring + cuts if pair[0] != pair[1]})
    return [(a, b, size.shortest_km + 200.0 * chance.random()) for a, b in unique]


def write(path: Path, title: str, rows: list[str] | tuple[str, ...] = ()) -> None:
    """One table."""
    path.write_text("\n".join([title, *rows]) + "\n", encoding="utf-8")
