"""A small Flee folder, made up: two towns at war, a hub, and two camps across a border."""

from __future__ import annotations

from pathlib import Path

import pytest

from posada.errors import InputError
from posada.scenario.flee import FleeSet, read_flee

FILES = {
    "simsetting.yml": "move_rules:\n  max_move_speed: 200\n",
    "input_csv/sim_period.csv": "StartDate,2030-01-01\nLength,5\n",
    "input_csv/locations.csv": (
        "#name,region,country,latitude,longitude,location_type,conflict_date,population\n"
        "Alpha,North,Here,1.5,2.5,conflict_zone,0,1000\n"
        "Beta,North,Here,1.0,2.0,conflict_zone,2,500\n"
        "Gamma,North,Here,,,town,,\n"
        "Hub,South,There,0.5,2.0,forwarding_hub,,\n"
        "Camp One,South,There,0.0,2.0,camp,,300\n"
        "Camp Two,South,There,0.0,3.0,camp,,\n"
    ),
    "input_csv/routes.csv": (
        "#name1,name2,distance,forced_redirection\n"
        "Alpha,Beta,210,\n"
        "Beta,Gamma,220.5,0\n"
        "Gamma,Hub,230,0\n"
        "Hub,Camp One,240,0\n"
        "Gamma,Camp Two,250,0\n"
    ),
    "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n",
    "input_csv/conflicts.csv": "#Day,Alpha,Beta\n0,1,0\n1,1,0\n2,1,1\n3,1,1\n4,1,1\n",
    "source_data/data_layout.csv": "total,total.csv\nCamp One,one.csv\nCamp Two,two.csv\n",
    "source_data/total.csv": "2030-01-01,0\n2030-01-05,150\n",
    "source_data/one.csv": "2030-01-01,0\n2030-01-03,40\n2030-01-05,90\n",
    "source_data/two.csv": "2030-01-01,0\n2030-01-05,60\n",
}
ALWAYS = "Flee prints each day with the date of the day after; posada gives it its own date."


def made_up(folder: Path, **changed: str | None) -> Path:
    """The folder, with files changed; keywords are the names of files without folder and suffix.

    None leaves a file out; a file that is new goes to `input_csv`, or to `source_data` when its
    name starts with `data_`.
    """
    files: dict[str, str | None] = dict(FILES)
    for name, content in changed.items():
        here = next((file for file in files if Path(file).stem == name), f"input_csv/{name}.csv")
        if name.startswith("data_") and here not in files:
            here = f"source_data/{name}.csv"
        files[here] = content
    for file, text in files.items():
        path = folder / "set" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return folder / "set"


def read(folder: Path, **changed: str | None) -> FleeSet:
    """The made-up set, read."""
    return read_flee(made_up(folder, **changed))


def swap(file: str, old: str, new: str) -> str:
    """A file of the made-up set with a text replaced."""
    text = next(content for name, content in FILES.items() if Path(name).stem == file)
    assert old in text
    return text.replace(old, new, 1)


def refusal(folder: Path, **changed: str | None) -> str:
    """What the reader says to a set that it refuses."""
    with pytest.raises(InputError) as caught:
        read(folder, **changed)
    return str(caught.value)
