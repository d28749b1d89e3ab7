"""The five public sets give what Flee gives: its means over 12 runs, and its totals exactly."""

import numpy as np
import pytest

from benchmarks.flee_distribution import (
    REFERENCE,
    SETS,
    camps_of,
    compared_days,
    read_reference,
    rescaled_difference,
    standard_scores,
)
from posada.movement.flee import Precision, simulate_flee
from posada.scenario.flee import read_flee

pytestmark = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason=f"the five public sets are not at {REFERENCE}"
)
DRAWS = 10


@pytest.mark.parametrize("name", SETS)
def test_a_public_set_has_the_distribution_that_flee_has(name):
    hasten, flee_difference = SETS[name]
    flee_set, reference = read_flee(REFERENCE / name), read_reference(REFERENCE / name)
    simulation = simulate_flee(flee_set, DRAWS, 1, hasten)
    assert (simulation.total == reference.total).all()
    people = camps_of(simulation, reference.camps)
    scores = standard_scores(people, reference, compared_days(flee_set.length))
    assert np.sqrt(np.mean(scores**2)) <= 1.3
    assert rescaled_difference(people, reference.reported) == pytest.approx(
        flee_difference, abs=0.02
    )


def test_bins_of_recent_travel_stay_below_monte_carlo_error():
    """By how much each camp changes a day; in burundi2015 thousands set out when a route opens."""
    draws, (hasten, _) = 120, SETS["burundi2015"]
    flee_set = read_flee(REFERENCE / "burundi2015")
    runs = [
        simulate_flee(flee_set, draws, seed, hasten, keep="camps", precision=precision)
        for seed, precision in ((1, Precision()), (2, Precision(bins=66.5)))
    ]
    ours, finer = (np.diff(run.people.astype(float), axis=1) for run in runs)
    error = np.sqrt((ours.var(axis=0, ddof=1) + finer.var(axis=0, ddof=1)) / draws)
    scores = (ours.mean(axis=0) - finer.mean(axis=0)) / np.maximum(error, 0.1)
    assert np.sqrt(np.mean(scores**2)) <= 1.0
    assert np.abs(scores).max() <= 6  # 8.5 bins a day give 16 to 19
