"""Room for what many draws write down: in memory while it is small, in files on disk beyond that.

What a draw writes is read again by blocks of days, so neither ever has to be in memory as a whole.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import tempfile
from pathlib import Path
from types import TracebackType

import numpy as np

IN_MEMORY = 256 * 2**20  # bytes
TOGETHER = 64  # draws that are read before what was read leaves memory


def let_go(array: np.ndarray) -> None:
    """Let the system take an array that lies in a file out of memory; others stay as they are."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        owner.madvise(mmap.MADV_DONTNEED)


def read_days(array: np.ndarray, first: int, last: int) -> np.ndarray:
    """A copy of the days from a first to before a last, of every draw (draw, day ...).

    Parameters
    ----------
    array : (draw, day ...); of one in a file, what was read leaves memory after some draws, for the
        system brings in far more than the pages that are asked for
    """
    copy = np.empty((len(array), *array[:1, first:last].shape[1:]), array.dtype)
    for draw in range(0, len(array), TOGETHER):
        copy[draw : draw + TOGETHER] = array[draw : draw + TOGETHER, first:last]
        let_go(array)
    return copy


def _take_up(path: Path, size: int) -> None:
    """Make a file whose space on the disk is taken: writing into one that lacks it is fatal."""
    try:
        with path.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                file.truncate(size)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


class Room:
    """Gives out arrays of zeros; those that do not fit into memory lie in files of a folder.

    The files lose their names at once, where the system allows that, or when the room is left, so
    that nothing stays of a command that is killed but an empty folder. Used as
    `with Room(folder) as room`.

    Parameters
    ----------
    folder : where the files go while they are needed; None: where the system keeps such files
    most : bytes of all arrays together up to which they stay in memory
    """

    def __init__(self, folder: Path | None = None, most: int = IN_MEMORY) -> None:
        self.folder, self.most, self.held = folder, most, 0
        self._files: list[np.memmap] = []
        self._place: tempfile.TemporaryDirectory[str] | None = None

    def zeros(self, shape: tuple[int, ...]) -> np.ndarray:
        """An array of zeros [int32]."""
        size = int(np.prod(shape, dtype=np.int64)) * np.dtype(np.int32).itemsize
        if size == 0 or self.held + size <= self.most:
            self.held += size
            return np.zeros(shape, np.int32)
        if self._place is None:
            if self.folder is not None:
                self.folder.mkdir(parents=True, exist_ok=True)
            self._place = tempfile.TemporaryDirectory(
                dir=self.folder, prefix=".posada-", ignore_cleanup_errors=True
            )
        path = Path(self._place.name) / f"{len(self._files)}.bin"
        _take_up(path, size)
        self._files.append(np.memmap(path, np.int32, "r+", shape=shape))
        with contextlib.suppress(OSError):  # where an open file cannot go, it goes with the room
            path.unlink()  # nobody's whereabouts outlive a command that is killed
        return self._files[-1]

    def rest(self) -> None:
        """Let the system take what was written out of memory; it is read back when needed."""
        for array in self._files:
            let_go(array)

    def __enter__(self) -> Room:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.clear()
        if self._place is not None:
            self._place.cleanup()
