"""Small scenarios for tests, written as files and read as any other."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from posada.scenario import Scenario, read_scenario

Rows = Sequence[Mapping[str, Any]]


def place(name: str, kind: str = "town", **more: Any) -> dict[str, Any]:
    """A row of the table of places."""
    return {"name": name, "kind": kind, "country": "ZZ", "latitude": 1, "longitude": 2, **more}


def route(start: str, end: str, length_km: float = 50, **more: Any) -> dict[str, Any]:
    """A row of the table of routes."""
    return {"from_place": start, "to_place": end, "length_km": length_km, **more}


def write_table(path: Path, rows: Rows) -> None:
    """Rows as a CSV file."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def build(folder: Path, settings: Mapping[str, Any] | None = None, **tables: Rows) -> Scenario:
    """Write a scenario of ten days and read it.

    settings: dotted keys, for example {"movement.leave": {"default": 0.5}}
    """
    values = {
        "name": "small",
        "title": "A small scenario",
        "start": "2030-01-01",
        "as_of": "2030-01-01",
        "horizon_days": 9,
        "movement.pace": {"foot": 50, "lift": 200, "bus": 400},
        "movement.leave": {"default": 0.5},
        "movement.turn_back": {"default": 0.0},
        "movement.held_turn_back": 0.0,
        "movement.hostility": 1,
        **(settings or {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    (folder / "scenario.toml").write_text("\n".join(lines), encoding="utf-8")
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", rows)
    return read_scenario(folder)


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    return json.dumps(value)
