"""How fast is the engine on counts? Against Flee, numpy, a bare loop and Mesa; and how it grows.

Run it from the root of the project, with the shared reference beside it:

    .venv/bin/python -m benchmarks.flee_speed [--peers PYTHON] [--draws 1000] [--only NAME ...]

PYTHON is that of an environment with the packages that it is compared with:

    python -m venv ../peers && ../peers/bin/pip install flee mesa

Without it those comparisons are left out, and the table says so. Times are processor seconds of
one thread unless a row says otherwise; compiling is not counted and has a row of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.flee_distribution import HERE, REFERENCE, SETS
from benchmarks.flee_floor import bare_loops, drawn_counts, numpy_draws
from benchmarks.flee_networks import MOVES_ON, Size, make_network, roads
from posada.movement.flee import make_model, simulate_flee
from posada.movement.flee.simulate import live_one
from posada.scenario.flee import FleeSet, read_flee

RESULTS = HERE / "results" / "flee_speed.json"
PUBLISHED = {"burundi2015": 24.0, "mali2012": 15.0}  # forecasting.md: CPU seconds, scaled down
LONG = 210.0  # km: every link takes more than a day, so each place is drawn once a day
SMALL = Size(places=20, days=100, people=20_000, shortest_km=LONG)


def seconds_a_draw(flee_set: FleeSet, hasten: int, draws: int = 3) -> tuple[float, int]:
    """Best processor seconds of a draw, what does not depend on chance not counted; person-days."""
    model = make_model(flee_set, hasten)
    track = live_one(model, 1, 0)
    times = []
    for draw in range(draws):
        begin = time.process_time()
        live_one(model, 1, draw)
        times.append(time.process_time() - begin)
    return min(times), int(track.people.sum()) + int(track.on_route.sum())


def measure_unscaled() -> Iterator[dict[str, Any]]:
    """Each public set with every person counted; car2013 with a hundred times the people."""
    for name in SETS:
        flee_set = read_flee(REFERENCE / name)
        seconds, person_days = seconds_a_draw(flee_set, 1)
        yield {
            "what": f"{name}, unscaled, one draw",
            "seconds": seconds,
            "person_days": person_days,
        }
        if name == "car2013":
            seconds, person_days = seconds_a_draw(hundredfold(flee_set), 1)
            what = "car2013 with 100 times the people"
            yield {"what": what, "seconds": seconds, "person_days": person_days}


def hundredfold(flee_set: FleeSet) -> FleeSet:
    """A hundred times the people, and the room for them."""
    series = ("reports", "raw_reports")
    more: dict[str, Any] = {
        name: {c: t.assign(count=100 * t["count"]) for c, t in getattr(flee_set, name).items()}
        for name in series
    }
    for name in ("total", "raw_total"):
        table = getattr(flee_set, name)
        more[name] = table.assign(count=100 * table["count"])
    places = flee_set.places.assign(number=100 * flee_set.places["number"])
    return replace(flee_set, places=places, **more)


def measure_ensemble(draws: int) -> Iterator[dict[str, Any]]:
    """Many unscaled draws of burundi2015 on all processors, in a process of its own."""
    code = f"from benchmarks.flee_speed import ensemble; ensemble({draws})"
    seconds, busy, memory = json.loads(in_python([sys.executable, "-c", code]))
    what = f"burundi2015, unscaled, {draws} draws, {os.cpu_count()} processors, wall clock"
    yield {"what": what, "seconds": seconds, "processor_seconds": busy, "peak_mb": round(memory)}


def ensemble(draws: int) -> None:
    """Print wall seconds, processor seconds and peak memory [MB]."""
    flee_set = read_flee(REFERENCE / "burundi2015")
    simulate_flee(flee_set, 1, 0, 1)
    begin, busy = time.perf_counter(), time.process_time()
    simulate_flee(flee_set, draws, 1, 1, keep="camps")
    busy = time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - begin, busy, memory]))


def measure_start() -> Iterator[dict[str, Any]]:
    """The first draw ever, which compiles, and the first of a later process; processor seconds."""
    with tempfile.TemporaryDirectory() as cache:
        for what in ("first draw, compiling", "first draw, from the cache"):
            code = "from benchmarks.flee_speed import first_draw; first_draw()"
            text = in_python([sys.executable, "-c", code], NUMBA_CACHE_DIR=cache)
            yield {"what": what, "seconds": json.loads(text)}


def first_draw() -> None:
    """Print the processor seconds of the first draw in this process."""
    with tempfile.TemporaryDirectory() as folder:
        model = make_model(make_network(Path(folder), Size(places=10, days=2)), 1)
    begin = time.process_time()
    live_one(model, 1, 0)
    print(json.dumps(time.process_time() - begin))


def in_python(command: list[str], **environment: str) -> str:
    """Last line that a process prints."""
    path = {"PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | path | environment
    )
    return done.stdout.strip().splitlines()[-1]


def measure_flee(peers: str | None) -> Iterator[dict[str, Any]]:
    """Flee itself on the same folder with the same scale-down."""
    for name, published in PUBLISHED.items():
        hasten, flee_set = SETS[name][0], read_flee(REFERENCE / name)
        ours, ours_days = seconds_a_draw(flee_set, hasten)
        unscaled, unscaled_days = seconds_a_draw(flee_set, 1)
        row = {"what": f"{name} against Flee, 1:{hasten}", "seconds": ours}
        if peers is None:
            row |= {"note": "flee not given: figure of forecasting.md", "flee_seconds": published}
            theirs, theirs_days = published, ours_days
        else:
            figures = run_flee(peers, name, hasten)
            theirs, theirs_days = figures["seconds"], figures["person_days"]
            row |= {"flee": figures["version"], "flee_seconds": theirs}
        rate = unscaled_days / unscaled / (theirs_days / theirs)
        yield row | {"ratio": theirs / ours, "ratio_a_person_day_unscaled": rate}


def run_flee(peers: str, name: str, hasten: int) -> dict[str, Any]:
    """Figures of the package flee."""
    settings = yaml.safe_load((REFERENCE / "simsetting.yml").read_text(encoding="utf-8"))
    settings["optimisations"] = {"hasten": hasten}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "simsetting.yml"
        path.write_text(yaml.safe_dump(settings), encoding="utf-8")
        script = str(HERE / "peers" / "flee_peer.py")
        return json.loads(in_python([peers, script, str(REFERENCE / name), str(path)]))


def measure_numpy(draws: int = 1000) -> Iterator[dict[str, Any]]:
    """Places drawn a second in an ensemble: ours, numpy's multinomial, loops that only draw."""
    with tempfile.TemporaryDirectory() as folder:
        flee_set = make_network(Path(folder), replace(SMALL, places=60))
    model = make_model(flee_set, 1)
    live_one(model, 1, 0)
    begin = time.process_time()
    for draw in range(draws):  # in one go, and nothing is kept, as in `simulate_flee`
        live_one(model, 1, draw)
    ours = time.process_time() - begin
    lived = (live_one(model, 1, draw) for draw in range(draws))  # once more, to count
    counts = np.concatenate([drawn_counts(model, track) for track in lived])  # (row, place)
    nodes = int((counts > 0).sum())
    floor, numbas = bare_loops(model, counts)
    theirs = numpy_draws(model, counts[:2000])
    yield {
        "what": f"places drawn a second, {draws} draws",
        "seconds": ours,
        "ours": nodes / ours,
        "numpy_multinomial": theirs,
        "bare_loop": nodes / floor,
        "bare_loop_of_numba": nodes / numbas,
        "ratio": nodes / ours / theirs,
        "times_the_floor": ours / floor,
        "times_the_loop_of_numba": ours / numbas,
    }


def measure_mesa(peers: str | None) -> Iterator[dict[str, Any]]:
    """Plain agents of Mesa on the same small network."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, person_days = seconds_a_draw(make_network(Path(folder), SMALL), 1, 20)
        row = {
            "what": "small network against Mesa",
            "seconds": seconds,
            "rate": person_days / seconds,
        }
        if peers is None:
            yield row | {"note": "mesa not given: left out"}
            return
        path = Path(folder) / "network.json"
        path.write_text(json.dumps(plain_network(SMALL)), encoding="utf-8")
        script = str(HERE / "peers" / "mesa_peer.py")
        figures = json.loads(in_python([peers, script, str(path), str(SMALL.people // 2)]))
    theirs = figures["person_days"] / figures["seconds"]
    yield row | {"mesa": figures["version"], "mesa_rate": theirs, "ratio": row["rate"] / theirs}


def plain_network(size: Size) -> dict[str, Any]:
    """The network as lists: chance to move on, and goals, weights and days of the ways."""
    ways: list[list[list[float]]] = [[[], [], []] for _ in range(size.places)]
    for a, b, km in roads(size):
        for start, end in ((a, b), (b, a)):
            for values, value in zip(
                ways[start], (end, 1 / (10 + km), int(km // 200) + 1), strict=True
            ):
                values.append(value)
    return {"days": size.days, "moves_on": [1.0, *[MOVES_ON] * (size.places - 1)], "ways": ways}


def measure_growth() -> Iterator[dict[str, Any]]:
    """Seconds against places, days, draws and people, one at a time."""
    start = Size(places=50, days=200, people=100_000)
    steps: dict[str, tuple[int, ...]] = {
        "places": (10, 50, 200, 500, 1000, 2000),
        "days": (50, 100, 200, 400, 800),
        "people": (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000),
    }
    for axis, values in steps.items():
        for value in values:
            with tempfile.TemporaryDirectory() as folder:
                flee_set = make_network(Path(folder), replace(start, **{axis: value}))
            seconds, _ = seconds_a_draw(flee_set, 1)
            yield {"what": f"growth, {value} {axis}", axis: value, "seconds": seconds}
    with tempfile.TemporaryDirectory() as folder:
        model = make_model(make_network(Path(folder), start), 1)
    for draws in (1, 4, 16, 64, 256):
        begin = time.process_time()
        for draw in range(draws):
            live_one(model, 1, draw)
        seconds = time.process_time() - begin
        yield {"what": f"growth, {draws} draws", "draws": draws, "seconds": seconds}


def main() -> None:
    """Measure what is asked for, print each row and keep the rows in results/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="python of an environment with flee and mesa")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    parts = {
        "start": measure_start,
        "unscaled": measure_unscaled,
        "ensemble": lambda: measure_ensemble(options.draws),
        "flee": lambda: measure_flee(options.peers),
        "numpy": measure_numpy,
        "mesa": lambda: measure_mesa(options.peers),
        "growth": measure_growth,
    }
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.parent.mkdir(exist_ok=True)
    for name in options.only or parts:
        kept[name] = []
        for row in parts[name]():
            kept[name].append(row)
            cells = [f"{k} {v:.3g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items()]
            print(", ".join(cells).removeprefix("what "), flush=True)
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
