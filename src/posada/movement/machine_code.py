"""Machine code: what was compiled from what is no longer written is taken away before it is used.

numba keeps compiled functions beside their module and compiles anew when that file changes, not
when a file changes from which it calls something. A kernel would go on with the old random numbers,
and the same seed would give other numbers on two machines.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import shutil
import tempfile
from pathlib import Path
from typing import Any

from numba.core import config, event
from numba.core.caching import FunctionCache

RARELY = (20_000, 10, 10)  # more saves no time and takes memory


def forget_stale(folder: Path) -> None:
    """Take away what was compiled before the newest source under a folder was written.

    What cannot be taken away stays: numba then keeps machine code elsewhere, by user.
    """
    newest = max(source.stat().st_mtime for source in folder.rglob("*.py"))
    for index in folder.rglob("__pycache__/*.nbi"):
        with contextlib.suppress(OSError):
            if index.stat().st_mtime < newest:
                index.unlink()


def keep_somewhere() -> None:
    """Where the user may write into no folder that numba knows, keep machine code for this run.

    numba would refuse to compile at all.
    """
    try:
        FunctionCache(keep_somewhere)
    except RuntimeError:
        folder = tempfile.mkdtemp(prefix="posada-")
        config.CACHE_DIR = folder  # type: ignore[attr-defined]
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


class CollectRarely(event.Listener):
    """Looks for garbage rarely while numba compiles.

    It makes millions of small objects and lets few of them go; to go through them again and again
    takes a tenth of the time.
    """

    def __init__(self) -> None:
        self.usual: list[tuple[int, int, int]] = []

    def on_start(self, event: Any) -> None:
        """A function begins to be compiled, perhaps while another one is."""
        self.usual.append(gc.get_threshold())
        gc.set_threshold(*RARELY)

    def on_end(self, event: Any) -> None:
        """It is compiled."""
        gc.set_threshold(*self.usual.pop())


def collect_rarely() -> None:
    """From now on, look for garbage rarely while a function is compiled."""
    event.register("numba:compile", CollectRarely())


keep_somewhere()  # when this module is imported, for a kernel asks where as soon as it is read
