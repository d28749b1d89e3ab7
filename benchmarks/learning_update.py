"""Processor seconds that one update of 300 members on 60 places takes.

    python benchmarks/learning_update.py

A road of sixty places, each counted on the last day; every place has its own probability of moving
on. Prints the best of five of: comparing the members with the reports and moving their parameters;
drawing them anew after the last step; comparing them and moving their people; and living the past
of all members, which stands before it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from posada.forecast.engine import make_ground
from posada.forecast.learning.chance import covariance_of
from posada.forecast.learning.course import Course
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.likely import Lives, draw_likely
from posada.forecast.learning.past import live_past
from posada.forecast.learning.taking import take_in
from posada.forecast.learning.unknowns import Unknowns
from posada.forecast.learning.update import STEPS, Observed, enlarged, move, not_held
from posada.scenario import Scenario
from tests.building import build, place, route

PLACES, MEMBERS, REPETITIONS = 60, 300, 5


def network(folder: Path) -> Scenario:
    """Sixty places in a row, a thousand people a day for ten days, sixty reports."""
    names = [f"P{number:02d}" for number in range(PLACES)]
    return build(
        folder,
        {
            "as_of": "2030-01-30",
            "horizon_days": 1,
            "movement.leave": {"origin": 1.0, **{name: [0.2, 0.9] for name in names[1:]}},
        },
        places=[place(name, "town" if number else "origin") for number, name in enumerate(names)],
        routes=[route(start, end) for start, end in pairwise(names)],
        departures=[
            {"date": f"2030-01-{day:02d}", "place": "P00", "people": 1000} for day in range(1, 11)
        ],
        headcounts=[
            {"date": "2030-01-30", "place": name, "measure": "people", "people": 150}
            for name in names
        ],
    )


def best(action: Callable[[], object]) -> float:
    """Fewest processor seconds of a few repetitions: other work on the machine counts little."""
    seconds = []
    for _ in range(REPETITIONS):
        started = time.process_time()
        action()
        seconds.append(time.process_time() - started)
    return min(seconds)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = network(Path(folder))
    ground, evidence = make_ground(scenario), gather(scenario)
    parameters = ground.draw(MEMBERS, seed=1)
    numbers = Unknowns.of(ground.ranges).of_table(parameters)
    observed = Observed(evidence.reported_root, evidence.together)
    past = live_past(ground, parameters, seed=1)

    def update() -> None:
        counts = evidence.counts(past)
        predicted, noise = evidence.predicted_roots(counts)
        apart = (predicted - predicted[::-1]) / np.sqrt(2)
        chance = covariance_of(apart)
        variance = (noise + np.diag(chance)) * enlarged(predicted, noise, observed)
        weight = 1 / variance / STEPS
        error = not_held(chance, variance, weight)
        move(numbers, predicted, observed.reported, weight, error, np.random.default_rng(1))

    roots, noise = evidence.predicted_roots(evidence.counts(past))
    lives = Lives(
        np.tile(numbers, (STEPS, 1)), np.tile(roots, (STEPS, 1)), roots[::2] - roots[1::2]
    )

    def draw_anew() -> None:
        draw_likely(lives, observed.reported, noise, numbers, np.random.default_rng(1))

    course = Course(ground, ground.engine(parameters), evidence)
    lived = course.engine.unlived()
    night = course.engine.live(course.engine.before(1), lived, until=30)
    generator, rows = np.random.default_rng(1), np.arange(PLACES)
    error = np.full(PLACES, 0.5)
    assert course.reach.any()

    def move_people() -> None:
        said, counted = course.compare(night, lived, rows)
        taken = take_in(course.numbers(night, lived), said, counted, error, generator)
        course.move(night, lived, rows, taken.numbers, generator)

    print(f"parameters of {MEMBERS} members on {PLACES} places: {best(update):.3f} s")
    print(f"drawing {MEMBERS} members anew, once after all steps: {best(draw_anew):.3f} s")
    print(f"people of {MEMBERS} members on {PLACES} places: {best(move_people):.3f} s")
    print(f"living the past of all members: {best(lambda: live_past(ground, parameters, 1)):.3f} s")


if __name__ == "__main__":
    main()
