"""Machine code that was compiled from what is no longer written: taken away before it is used.

numba keeps compiled functions beside their module and compiles anew when that file changes, not
when a file changes from which it calls something. A kernel would go on with the old random numbers,
and the same seed would give other numbers on two machines.
"""

from __future__ import annotations

import contextlib
from pathlib import Path


def forget_stale(folder: Path) -> None:
    """Take away what was compiled before the newest source under a folder was written.

    What cannot be taken away stays: numba then keeps machine code elsewhere, by user.
    """
    newest = max(source.stat().st_mtime for source in folder.rglob("*.py"))
    for index in folder.rglob("__pycache__/*.nbi"):
        with contextlib.suppress(OSError):
            if index.stat().st_mtime < newest:
                index.unlink()
