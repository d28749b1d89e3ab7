"""A copy of riverside with one thing changed, and what the reader says to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from posada.errors import InputError
from posada.scenario import read_scenario
from posada.scenario.files import example_folder

Change = Callable[[Path], None]


def riverside(folder: Path) -> Path:
    """A copy of riverside to spoil."""
    return Path(shutil.copytree(example_folder("riverside"), folder / "riverside"))


def swap(file: str, old: str, new: str) -> Change:
    """Replace the first occurrence of a text, which must be there."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def add(file: str, *lines: str) -> Change:
    """Add lines at the end of a file."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{line}\n" for line in lines)

    return change


def put(file: str, content: str | bytes) -> Change:
    """Replace a whole file."""

    def change(folder: Path) -> None:
        data = content.encode() if isinstance(content, str) else content
        (folder / file).write_bytes(data)

    return change


def remove(file: str) -> Change:
    """Delete a file."""
    return lambda folder: (folder / file).unlink()


def only_problem(change: Change, folder: Path) -> str:
    """The one thing that the reader finds wrong with riverside after a change."""
    spoiled = riverside(folder)
    change(spoiled)
    head, problem = message(spoiled).split("\n", 1)
    assert head == "1 problem in the scenario:"
    return problem.removeprefix("  ")


def message(path: Path | str) -> str:
    """What the reader says to a scenario that it refuses."""
    with pytest.raises(InputError) as error:
        read_scenario(path)
    return str(error.value)
