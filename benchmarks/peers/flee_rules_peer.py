"""Runs a Flee folder many times with the package flee; prints where people were as JSON.

    PEER_PYTHON flee_rules_peer.py FOLDER RUNS

It calls the package as its documentation says; nothing of posada is imported. The folder holds its
settings, and is gone into, because flee looks for the attributes of people where it is started.
"""

import contextlib
import io
import json
import os
import random
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from flee_world import World


def run() -> tuple[list[str], list[list[int]]]:
    """One life; gives the names of the places, and people by day and place."""
    world = World(Path(), "simsetting.yml")
    places = world.ecosystem.locations
    people = [[place.numAgents for place in places] for _ in world.live()]
    return [place.name for place in places], people


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    random.seed(1)
    np.random.seed(1)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        lives = [run() for _ in range(int(sys.argv[2]))]
    counts = np.array([people for _, people in lives], dtype=float)
    result = {"version": version("flee"), "places": lives[0][0], "mean": counts.mean(axis=0)}
    result |= {"variance": counts.var(axis=0, ddof=1)}
    print(json.dumps(result, default=np.ndarray.tolist))
