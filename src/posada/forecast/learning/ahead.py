"""How the draws live on after the last report, when the reports surprised them.

It answers how far to trust in days ahead what was learned from days past. On their way through
the reports the draws forecast each day with reports from those before it, so they know how wrong
they were. A model that is right is not surprised, and nothing changes. Where reports were further
off than chance allows, the draws live on with parameters as stated, and moods of crowds last.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from math import erfc, exp, lgamma, log, sqrt

import numpy as np
import pandas as pd

from posada.forecast.departures import wave_names
from posada.forecast.engine import Ground
from posada.forecast.learning.habits import STEADY, Habits
from posada.movement import Engine, Simulation
from posada.movement.own.night import Night

DOUBTED = 0.05  # chance of so much surprise in a right model, from which on down it is doubted
AHEAD_STREAM = (0, 5)  # spawn key of the choice of draws; the moving of people uses (0, 4)
HABITS_STREAM = (0, 7)  # of habits from the last report on; up to then (0, 6)


def chance_above(total: float, degrees: int) -> float:
    """Chance that a chi-square of so many degrees of freedom is above a total.

    Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), 26.4.4-26.4.5.
    """
    half = total / 2
    if half <= 0:
        return 1.0
    powers = np.arange(degrees % 2 / 2, degrees / 2)
    terms = [exp(power * log(half) - half - lgamma(power + 1)) for power in powers]
    return sum(terms) + degrees % 2 * erfc(sqrt(half))


@dataclasses.dataclass(frozen=True)
class Surprise:
    """How far off the reports were when each day was forecast from those before it.

    Parameters
    ----------
    size : squared distance over what was expected, the mean of the reports; 1 as expected
    trust : share of the draws that live on with what they learned, 0 to 1
    """

    size: float
    trust: float

    @classmethod
    def of(cls, away: np.ndarray) -> Surprise:
        """The sum of the distances is near a chi-square if the model is right.

        Its upper tail is the chance that a right model is surprised so much; below DOUBTED trust
        falls with it.

        Parameters
        ----------
        away : squared distance of each report over what was expected (report)

        Source: a model doubted by what it predicted, G. E. P. Box, J. R. Stat. Soc. A 143 (1980)
        383-430; the statistic of filters, D. P. Dee, Monthly Weather Review 123 (1995) 1128-1145.
        """
        chance = chance_above(float(away.sum()), len(away))
        return cls(float(away.mean()), min(1.0, chance / DOUBTED))

    @property
    def lasting(self) -> float:
        """Correlation of moods with those of the day before, 0 to below 1.

        With (r - 1) / (r + 1) the sum of many days varies r times as much as if each day were for
        itself, and a single day as before.

        Source: M. S. Bartlett, J. R. Stat. Soc. 98 (1935) 536-543.
        """
        more = max(0.0, self.size - 1) * (1 - self.trust)
        return more / (more + 2)


def parameters_ahead(
    ground: Ground, learned: pd.DataFrame, surprise: Surprise, seed: int
) -> pd.DataFrame:
    """The parameters with which each draw lives on.

    Parameters
    ----------
    ground : the scenario, ready for any parameters
    learned : one row per draw
    surprise : of the draws by the reports
    seed : seed of the forecast
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=AHEAD_STREAM))
    kept = generator.permutation(len(learned)) < round(surprise.trust * len(learned))
    # Who set out is past, and stays as learned.
    past = [name for name in learned if name in set(wave_names(ground.departures))]
    parameters = ground.draw(len(learned), seed)[list(learned)].assign(**learned[past])
    parameters[kept] = learned[kept]
    return parameters


def engine_ahead(ground: Ground, parameters: pd.DataFrame, surprise: Surprise, seed: int) -> Engine:
    """The engine in which each draw lives on with its parameters, moods lasting as they must."""
    engine = ground.engine(parameters, ground.inflow(parameters, seed))
    return dataclasses.replace(engine, lasting=surprise.lasting)


def live_by_habit(
    engine: Engine,
    life: tuple[Night, Simulation],
    habits: Habits,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Live to the last day, by habits that wander from spell to spell.

    Parameters
    ----------
    engine : with the parameters of each draw
    life : where everybody is, and the days lived, which are filled from then on
    habits : of each draw
    seed : seed of the forecast
    progress : called with the fraction done
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=HABITS_STREAM))
    night, lived = life
    spell = np.maximum(0, np.arange(lived.departed.shape[1]) - night.day) // STEADY
    habits.wander(engine, spell, generator).live(night, lived, progress=progress)
