"""Runs a Flee folder with the package flee, in an environment of its own; prints one JSON line.

    PEER_PYTHON flee_peer.py FOLDER SETTINGS

It calls the package as its documentation says; nothing of posada is imported.
"""

import contextlib
import io
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from flee_world import World


def run(folder: Path, settings: str) -> dict[str, float]:
    """Simulate every day; processor seconds of the days alone, and people summed over days."""
    world = World(folder, settings)
    person_days, begin = 0, time.process_time()
    for _ in world.live():
        person_days += world.ecosystem.numAgents()
    return {"seconds": time.process_time() - begin, "person_days": person_days}


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        figures = run(Path(sys.argv[1]), sys.argv[2])
    print(json.dumps({"version": version("flee"), **figures}))
