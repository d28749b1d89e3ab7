"""Writing files so that a crash never leaves half a file, and none outside its folder."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from posada.errors import InputError, Problem, ResultError


def usable_folder(out: str | Path) -> Path:
    """The folder for the files, refused before the work starts when it cannot be one.

    Raises
    ------
    InputError
        When a file stands where the folder, or one above it, would be; or when nothing may be
        written there.
    """
    folder = Path(out)
    there = next((path for path in (folder, *folder.parents) if path.exists()), Path())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return folder
    found, expected = f"the file '{there}'", "a folder, or a new name"
    if there.is_dir():
        found, expected = f"the folder '{there}', closed to you", "a folder that you may write in"
    raise InputError([Problem("out", None, None, found, expected)], "the settings of the run")


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

    All are written beside their names before the first gets its name, so that a full disk leaves
    everything as it was.

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
    parts = {folder / name: _part(folder / name) for name in files}
    try:
        for (path, part), content in zip(parts.items(), files.values(), strict=True):
            path.parent.mkdir(exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder of that name is in the way", path)
            part.write_bytes(content)
        for path, part in parts.items():
            os.replace(part, path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    for name in set(before or {}) - set(files):
        path = folder / name
        if is_inside(name) and path.is_file() and _digest(path) == (before or {})[name]:
            path.unlink()
    return folder


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
