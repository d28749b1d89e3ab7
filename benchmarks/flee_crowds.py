"""How much of a draw with very many people its binomial numbers alone take.

    python -m benchmarks.flee_crowds

Every binomial number that the engine asks for in a draw of car2013, and with a hundred times the
people, is written down by an engine compiled for it, and drawn again by a loop that does nothing
else. A draw with a hundred times the people cannot be faster than that loop.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np
from numba import njit

from benchmarks.flee_distribution import REFERENCE
from benchmarks.flee_speed import hundredfold
from posada.movement import random
from posada.movement.engine import splitting
from posada.movement.engine.day import live_days
from posada.movement.flee import make_model
from posada.scenario.flee import read_flee

MOST = 10**7  # binomial numbers in a draw
binomial = splitting.binomial


@njit(nogil=True)
def noted(state, n, p):  # type: ignore[no-untyped-def]
    """A binomial number as the engine asks for it, written down behind the stream."""
    if n > 0 and 0.0 < p < 1.0:
        count = state[random.WORDS]
        state[random.WORDS] += np.uint64(1)
        place = random.WORDS + 1 + 2 * count
        state[place], state[place + np.uint64(1)] = n, np.uint64(p * random.BITS)
    return binomial(state, n, p)


@njit(nogil=True)
def draw_again(stream, people, chances):  # type: ignore[no-untyped-def]
    """All binomial numbers, and nothing else; gives a sum."""
    total = 0
    for number in range(people.shape[0]):
        total += binomial(stream, people[number], chances[number])
    return total


def measure(times: str) -> dict[str, Any]:
    """Binomial numbers in a draw with so many times the people, and their processor seconds."""
    splitting.binomial = noted  # the engine is compiled when it is called first
    flee_set = read_flee(REFERENCE / "car2013")
    model = make_model(hundredfold(flee_set) if times == "100" else flee_set, 1)
    stream = np.concatenate([random.make_stream(1, 0), np.zeros(1 + 2 * MOST, np.uint64)])
    people = (model.population.copy(), model.present, model.listed)
    days = (0, len(model.given.days))
    live_days(model.given, model.empty(stream), people, days, model.empty_track())
    asked = stream[random.WORDS + 1 :][: 2 * int(stream[random.WORDS])].reshape(-1, 2)
    numbers = (asked[:, 0].astype(np.int64), asked[:, 1] / random.BITS)
    draw_again(random.make_stream(1, 1), *(values[:2] for values in numbers))
    begin = time.process_time()
    draw_again(random.make_stream(1, 1), *numbers)
    seconds = time.process_time() - begin
    return {"what": f"car2013, people times {times}", "numbers": len(asked), "seconds": seconds}


def main() -> None:
    """Measure each in a process of its own, with machine code that is thrown away."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    with tempfile.TemporaryDirectory() as cache:
        for times in ("1", "100"):
            command = [sys.executable, "-m", "benchmarks.flee_crowds", times]
            subprocess.run(command, check=True, env=os.environ | {"NUMBA_CACHE_DIR": cache})


if __name__ == "__main__":
    main()
