"""Do Flee's further rules give what Flee gives? One small made-up folder for each, lived by both.

The package flee goes into an environment of its own:

    python -m venv ../peers && ../peers/bin/pip install flee
    .venv/bin/python -m benchmarks.flee_rules --peers ../peers/bin/python [--runs 300]

Rules that its published version does not have, or stops on, cannot be compared here.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from posada.movement.flee import simulate_flee
from posada.scenario.flee import read_flee

HERE = Path(__file__).parent
PEER = HERE / "peers" / "flee_rules_peer.py"
RESULTS = HERE / "results" / "flee_rules.json"
DAYS = 25
COMPARED = (0, 1, 2, 3, 5, 8, 12, 16, 20, 24)
DRAWS = 3000

PLACES = (
    "War,North,Here,10.0,20.0,conflict_zone,0,2000",
    "Front,North,Here,10.5,20.5,conflict_zone,0,900",
    "Mill,North,Here,10.4,21.5,town,0,4000",
    "Ford,South,Here,11.4,20.2,town,0,300",
    "Gate,South,There,11.5,22.0,forwarding_hub,0,0",
    "Camp,South,There,12.0,22.4,camp,0,0",
    "Field,South,There,12.5,21.0,camp,0,0",
)
ROUTES = (
    *("War,Mill,150,0", "War,Ford,90,0", "Front,Mill,60,0", "Front,Gate,420,0", "Mill,Ford,70,0"),
    *("Mill,Gate,110,0", "Ford,Gate,230,0", "Gate,Camp,40,0", "Gate,Field,130,0"),
    "Ford,Field,310,0",
)
WITH_MARKER = tuple(row.replace("forwarding_hub", "marker") for row in PLACES)
WALKED = {"War": "0.4", "Front": "0.7", "Gate": "0.5", "Mill": "0", "Ford": "0.2"}
AGES = "age,Default,Front\n8,3,0\n16,2,1\n35,4,2\n70,1,1\n"
GENDERS = "gender,Default\nfemale,1\nmale,1\n"
AGENTS = "location,kind\n" + "Ford,a\n" * 120 + "War,a\n" * 60


@dataclass(frozen=True)
class Case:
    """A folder that asks for one rule: settings, further columns and files."""

    move: tuple[str, ...] = ()
    spawn: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    routes: tuple[str, ...] = ROUTES
    places: tuple[str, ...] = PLACES
    closures: tuple[str, ...] = ()


# flee 3.1 lets people stay in a town on their path, which later versions do not.
NOBODY_STAYS = ("default_movechance: 1.0", "camp_movechance: 1.0")
DRIVEN = "conflict_driven_spawning"
CASES = {
    "ordinary": Case(),
    "no stints, on foot": Case(move=("avoid_short_stints: True", "start_on_foot: True")),
    "take_from_population": Case(spawn=("take_from_population: True",)),
    "constant": Case(spawn=(f"{DRIVEN}: {{spawn_mode: constant, displaced_per_conflict_day: 9}}",)),
    "pop_ratio, taken": Case(
        spawn=(
            f"{DRIVEN}: {{spawn_mode: pop_ratio, displaced_per_conflict_day: 0.02}}",
            "take_from_population: True",
        )
    ),
    "movechance_pop": Case(
        move=("movechance_pop_base: 2000.0", "movechance_pop_scale_factor: 0.3"),
    ),
    "movechance_pop, taken": Case(
        move=("movechance_pop_base: 1000.0", "movechance_pop_scale_factor: 0.5"),
        spawn=("take_from_population: True",),
    ),
    "stay_close_to_home": Case(move=("stay_close_to_home: True", "home_distance_power: 1.5")),
    "children, boys": Case(
        move=("ChildrenAvoidHazards: True", "BoysTakeRisk: True"),
        files={"demographics_age": AGES, "demographics_gender": GENDERS},
    ),
    "children": Case(move=("ChildrenAvoidHazards: True",), files={"demographics_age": AGES}),
    "agents.csv": Case(spawn=("read_from_agents_csv_file: True",), files={"agents": AGENTS}),
    "camps_are_sicks": Case(
        move=("camp_movechance: 0.2",),
        spawn=("camps_are_sicks: True",),
        columns={"locations": ("deactivation_probability", {"Camp": "0.3", "Field": "0.1"})},
    ),
    "walk_probability": Case(columns={"routes": ("walk_probability", WALKED)}),
    "walk_probability, no stints": Case(
        move=("avoid_short_stints: True",),
        columns={"routes": ("walk_probability", WALKED)},
    ),
    "walk_probability, awareness 2": Case(
        move=("awareness_level: 2", *NOBODY_STAYS),
        columns={"routes": ("walk_probability", WALKED)},
    ),
    "walk_probability, markers": Case(
        columns={"routes": ("walk_probability", WALKED)}, places=WITH_MARKER
    ),
    "a marker that becomes a town and a camp": Case(
        move=NOBODY_STAYS, places=WITH_MARKER, closures=("camp,Gate,,5,15", "camp,Mill,,3,99")
    ),
    "no length": Case(routes=(*ROUTES[:4], "Mill,Ford,0,0", *ROUTES[5:])),
    "no length, no stints, on foot": Case(
        move=("avoid_short_stints: True", "start_on_foot: True"),
        routes=(*ROUTES[:4], "Mill,Ford,0,0", *ROUTES[5:]),
    ),
}


def write(folder: Path, case: Case) -> None:
    """The folder of a case."""
    for name in ("input_csv", "source_data"):
        (folder / name).mkdir(parents=True)
    tables = {
        "locations": ("#name,region,country,x,y,location_type,conflict_date,pop/cap", case.places),
        "routes": ("#name1,name2,distance,forced_redirection", case.routes),
        "closures": ("#closure_type,name1,name2,closure_start,closure_end", case.closures),
        "conflicts": ("#Day,War,Front", [f"{day},1,1" for day in range(DAYS + 1)]),
        "sim_period": ("StartDate,2030-01-01", (f"Length,{DAYS}",)),
    }
    for name, (title, rows) in tables.items():
        column, values = case.columns.get(name, ("", {}))
        lines = [f"{title},{column}", *(f"{r},{values.get(r.split(',')[0], '0')}" for r in rows)]
        text = "\n".join(lines if column else [title, *rows]) + "\n"
        (folder / f"input_csv/{name}.csv").write_text(text, encoding="utf-8")
    for name, text in case.files.items():
        (folder / f"input_csv/{name}.csv").write_text(text, encoding="utf-8")
    sources = {
        "data_layout": "total,camp.csv\nCamp,camp.csv\nField,field.csv\n",
        "camp": "2030-01-01,20\n2030-01-21,400\n",
        "field": "2030-01-01,0\n2030-01-11,100\n",
    }
    for name, text in sources.items():
        (folder / f"source_data/{name}.csv").write_text(text, encoding="utf-8")
    move = ("max_move_speed: 200.0", "max_walk_speed: 35.0", "camp_weight: 2.0", *case.move)
    settings = ["move_rules:", *(f"  {line}" for line in move)]
    settings += ["spawn_rules:", "  insert_day0: True", *(f"  {line}" for line in case.spawn)]
    (folder / "simsetting.yml").write_text("\n".join(settings) + "\n", encoding="utf-8")


def compare(name: str, peers: Path, runs: int) -> dict[str, Any]:
    """One row of the table."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "set"
        write(folder, CASES[name])
        command = [str(peers), str(PEER.resolve()), str(folder), str(runs)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        flee = json.loads(ran.stdout)
        simulation = simulate_flee(read_flee(folder), DRAWS, 1)
    ours = simulation.people[:, COMPARED].astype(float)
    theirs, variance = (np.array(flee[key])[list(COMPARED)] for key in ("mean", "variance"))
    error = np.sqrt(ours.var(axis=0, ddof=1) / DRAWS + variance / runs)
    scores = (ours.mean(axis=0) - theirs) / np.maximum(error, 0.5 / np.sqrt(runs))
    day, place = np.unravel_index(np.abs(scores).argmax(), scores.shape)
    return {
        "rule": name,
        "flee": flee["version"],
        "runs": runs,
        "draws": DRAWS,
        "rms_z": round(float(np.sqrt(np.mean(scores**2))), 2),
        "largest_z": round(float(np.abs(scores).max()), 2),
        "there": f"day {COMPARED[day]}, {flee['places'][place]}",
        "difference": round(float((ours.mean(axis=0) - theirs)[day, place]), 2),
        "sd_ratio": round(float(np.sqrt(ours.var(axis=0).sum() / variance.sum())), 3),
    }


def main() -> None:
    """Compare every rule, print its row and keep the rows in results/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="a Python with the package flee")
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.peers is None or not options.peers.exists():
        print("NOT COMPARED: name a Python with the package flee by --peers")
        return
    rows = []
    for name in CASES:
        if options.only in name:
            rows.append(compare(name, options.peers, options.runs))
            text = pd.DataFrame(rows[-1:]).to_string(index=False, header=len(rows) == 1)
            print(text, flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
