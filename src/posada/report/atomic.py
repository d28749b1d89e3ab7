"""Writing files so that a crash never leaves half a file, and none outside its folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from posada.errors import InputError, Problem, ResultError


def write_file(path: Path, content: bytes) -> None:
    """Write to a temporary file beside it, then rename."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def usable_folder(out: str | Path) -> Path:
    """The folder for the files, refused before the work starts when it cannot be one.

    Raises
    ------
    InputError
        When a file stands where the folder, or one above it, would be.
    """
    folder = Path(out)
    blocking = next((p for p in (folder, *folder.parents) if p.exists() and not p.is_dir()), None)
    if blocking is not None:
        problem = Problem("out", None, None, f"the file '{blocking}'", "a folder, or a new name")
        raise InputError([problem], subject="the settings of the run")
    return folder


def is_inside(name: str) -> bool:
    """Whether a name such as 'organisations/Kitchen.csv' stays in its folder on every system."""
    parts = name.split("/")
    return not any(
        part in ("", ".", "..") or part != part.strip() or re.search(r'[\\:*?"<>|\x00-\x1f]', part)
        for part in parts
    )


def write_all(
    folder: str | Path, files: Mapping[str, bytes], before: Mapping[str, str] | None = None
) -> Path:
    """Write every file into the folder and its sub-folders, made if need be; gives the folder back.

    Parameters
    ----------
    files : content by name
    before : what was written there last, as SHA-256 by name; of these, files that are no longer
        made are taken away, unless somebody has changed them since

    Raises
    ------
    ResultError
        When a name would lead out of the folder; nothing is written then.
    """
    folder = Path(folder)
    for name in files:
        if not is_inside(name):
            raise ResultError(f"the file name {name!r} does not stay in its folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write_file(folder / name, content)
    for name in set(before or {}) - set(files):
        path = folder / name
        if is_inside(name) and path.is_file() and _digest(path) == (before or {})[name]:
            path.unlink()
    return folder


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
