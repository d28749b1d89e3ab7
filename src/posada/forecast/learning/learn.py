"""From stated ranges to learned parameters: the past is lived again until it fits the reports.

It answers which of the parameters that the scenario allows agree with what was counted. It never
leaves the stated ranges, and people stay conserved because whole pasts are lived, never corrected.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from posada.forecast.engine import Ground
from posada.forecast.learning.evidence import Evidence
from posada.forecast.learning.past import live_past
from posada.forecast.learning.told import what_moved, what_surprised
from posada.forecast.learning.unknowns import Unknowns
from posada.forecast.learning.update import STEPS, Observed, adapt, extend
from posada.forecast.result import Learned

LEARNING_STREAM = (0, 2)  # spawn key of the learning; parameters use (0, 1)
FEWEST_MEMBERS, MOST_MEMBERS = 100, 150  # enough to be stable, few enough to be quick


def learn(
    ground: Ground,
    evidence: Evidence,
    draws: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> tuple[pd.DataFrame, Learned]:
    """Parameters that fit the reports, and what changed.

    Parameters
    ----------
    ground : the scenario, ready for any parameters
    evidence : its reports, at least one
    draws : draws wanted
    seed : seed of the forecast; it alone decides the numbers
    progress : called with the fraction done

    Returns
    -------
    table of parameters, one row per draw, and what the reports changed
    """
    members = min(MOST_MEMBERS, max(FEWEST_MEMBERS, draws))
    stated = ground.draw(members, seed)
    unknowns = Unknowns.of(ground.ranges)
    counts: list[np.ndarray] = []

    def predict(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        past = live_past(ground, unknowns.fill(stated, numbers), seed)
        counts.append(evidence.counts(past))
        if progress is not None:
            progress(len(counts) / STEPS)
        return evidence.predicted(counts[-1], evidence.counts(past, back=1))

    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=LEARNING_STREAM))
    observed = Observed(evidence.reported, evidence.together)
    adapted = adapt(unknowns.of_table(stated), predict, observed, generator)
    numbers = extend(adapted.unknowns, draws, generator)
    learned = unknowns.fill(ground.draw(draws, seed), numbers)
    fitted = unknowns.fill(stated, adapted.unknowns)
    names = unknowns.names
    return learned, Learned(
        parameters=what_moved(stated[names], fitted[names], adapted),
        reports=what_surprised(evidence, counts[0], adapted),
        belief=adapted.belief,
    )
