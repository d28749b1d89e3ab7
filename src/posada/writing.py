"""Writing files so that a crash never leaves half a file, and none outside its folder."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from posada.errors import InputError, Problem, ResultError
from posada.saying import say

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def usable_folder(out: str | Path) -> Path:
    """The folder for the files, refused before the work starts when it cannot be one.

    Raises
    ------
    InputError
        When it has no name, a file stands where the folder, or one above it, would be, or nothing
        may be written there.
    """
    if not str(out):  # which a path would take for the folder somebody works in
        nothing = Problem("out", None, None, say("nothing"), say("a folder, or a new name"))
        raise InputError([nothing], say("the settings of the run"))
    folder = Path(out)
    there = next((path for path in (folder, *folder.parents) if path.exists()), Path())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return folder
    found, expected = say("the file '%(there)s'", there=there), say("a folder, or a new name")
    if there.is_dir():
        found, expected = (
            say("the folder '%(there)s', closed to you", there=there),
            say("a folder that you may write in"),
        )
    raise InputError([Problem("out", None, None, found, expected)], say("the settings of the run"))


def is_inside(name: str) -> bool:
    """Whether a name such as 'organisations/Kitchen.csv' stays in its folder on every system."""
    parts = name.split("/")
    return not any(
        part in ("", ".", "..") or part != part.strip() or re.search(r'[\\:*?"<>|\x00-\x1f]', part)
        for part in parts
    )


class WholeFile(io.FileIO):
    """A file that goes on when nothing more can be written, and keeps the error for the end.

    HDF5 ends the process when a file cannot be closed, so it must not see that a disk is full.
    """

    failure: OSError | None = None

    def write(self, data: ReadableBuffer) -> int:
        """Write all of it, or remember why not; gives its length either way."""
        left = memoryview(data).cast("B")
        size = len(left)
        try:
            while left and self.failure is None:
                left = left[super().write(left) :]
        except OSError as error:
            self.failure = error
        return size

    def truncate(self, size: int | None = None) -> int:
        """Make the file as long as this, or remember why not."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.failure = self.failure or error
            return size or 0


AN_HOUR = 3600  # [s]
_PART = re.compile(r"\..+\.(\d+)\.part", re.DOTALL)
Content = bytes | Callable[[WholeFile], object]


def write_all(
    folder: str | Path,
    files: Mapping[str, Content],
    before: Mapping[str, str] | None = None,
    record: str = "",
) -> Path:
    """Write every file into the folder and its sub-folders, made if need be; gives the folder back.

    All are written beside their names, in this order, before the first gets its name, so that a
    full disk leaves everything as it was. What a command that was killed left half written is taken
    away.

    Parameters
    ----------
    files : content by name, or who writes it into an open file
    before : what was written there last, as SHA-256 by name; of these, files that are no longer
        made are taken away, unless somebody has changed them since
    record : the file that gets its name first, for it says for whom all the others are

    Raises
    ------
    ResultError
        When a name would lead out of the folder; nothing is written then.
    OSError
        When the files cannot be written; it names the one that could not.
    """
    folder = Path(folder)
    for name in files:
        if not is_inside(name):
            raise ResultError(f"the file name {name!r} does not stay in its folder")
    _sweep(folder)
    old = {folder / name: digest for name, digest in (before or {}).items() if is_inside(name)}
    new = {folder / name: content for name, content in files.items()}
    gone = [path for path in set(old) - set(new) if path.is_file() and _digest(path) == old[path]]
    _write_together(new, folder / record, gone)
    return folder


def write_file(path: str | Path, content: Content) -> None:
    """Write one file, whole or not at all."""
    _write_together({Path(path): content})


def _write_together(
    files: Mapping[Path, Content], first: Path | None = None, gone: Sequence[Path] = ()
) -> None:
    """Write all of the files or none, and take away what is gone.

    Of folders made for them none is left without a file.
    """
    parts = {path: _part(path) for path in files}
    made = [folder for path in files for folder in _make_folders(path.parent)]
    try:
        for path, content in files.items():
            _write(path, parts[path], content)
        for path in gone:
            path.unlink()
        for path in sorted(parts, key=lambda path: path != first):
            os.replace(parts[path], path)
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):  # the reason is told already
                part.unlink(missing_ok=True)
        for folder in reversed(made):
            _remove_empty(folder)


def _write(path: Path, part: Path, content: Content) -> None:
    """Write what will be a file beside its name.

    Whatever goes wrong after a failure to write follows from it.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, say("a folder of that name is in the way"), str(path))
    try:
        opened = WholeFile(part, "w+")
    except OSError as error:  # which names the part, of which nobody knows
        raise OSError(error.errno, error.strerror, str(path)) from error
    with opened as file:
        try:
            if isinstance(content, bytes):
                file.write(content)
            else:
                content(file)
        except Exception:
            if file.failure is None:
                raise
        if file.failure is not None:
            raise OSError(file.failure.errno, file.failure.strerror, str(path))


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; gives the ones that were not there, the highest first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # there is something in it
        folder.rmdir()


def _part(path: Path) -> Path:
    """Where the file is written first; two commands that run at once never write into one."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _sweep(folder: Path) -> None:
    """Take away what is half written by a process that is no more: nobody should pass it on."""
    for part in folder.rglob(".*.part") if folder.is_dir() else ():
        named = _PART.fullmatch(part.name)
        if named and _is_gone(int(named[1]), part):
            part.unlink(missing_ok=True)


def _is_gone(process: int, part: Path) -> bool:
    """Whether nobody writes the file any more; where that cannot be known, after an hour."""
    if os.name == "posix":
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            pass
    return time.time() - part.stat().st_mtime > AN_HOUR


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
