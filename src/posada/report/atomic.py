"""Writing files so that a crash never leaves half a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write to a temporary file beside it, then rename."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_all(folder: str | Path, files: Mapping[str, bytes]) -> Path:
    """Write every file into the folder, made if need be; gives the folder back."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_file(folder / name, content)
    return folder
