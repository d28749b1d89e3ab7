"""What people do otherwise than stated, found on the way where the reports surprise.

It answers how much more or less people leave each place in a day, and end their journey there, than
the parameters say. Such habits are nothing that a scenario states: they stand for what it does not
know, such as a town where people rest or a shelter that they avoid. They wander back and forth, and
are found by what they have to do with the headcounts. Without surprise there are none.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from posada.movement import Drift, Engine

# Standard deviations of the habits: assumptions, see benchmarks/learning_wrong_model.py.
LEAVING = 1.0  # of the log odds of leaving a place in a day
ENDING = 1.0  # of the logarithm of the chance of ending the journey there in a day
LASTING = 14.0  # days after which a habit has e times less to do with what it was
STEADY = 3  # days ahead for which a habit is held


@dataclasses.dataclass(frozen=True)
class Habits:
    """Habits of each member: those of leaving each place, and of ending the journey there.

    Parameters
    ----------
    size : part of the standard deviations above that they have, 0 to 1
    now : those that are none have no columns (member, habit)
    """

    size: float
    now: np.ndarray

    @classmethod
    def none(cls, members: int) -> Habits:
        """Everybody does as stated."""
        return cls(0.0, np.zeros((members, 0)))

    @classmethod
    def begin(
        cls, members: int, places: int, size: float, generator: np.random.Generator
    ) -> Habits:
        """Habits that nobody has seen yet; none of size 0."""
        if size == 0:
            return cls.none(members)
        unseen = cls(size, np.zeros((members, 2 * places)))
        return unseen.found(unseen._drawn(generator))

    def later(self, days: int, generator: np.random.Generator) -> Habits:
        """As they may be so many days later: nearer to what is stated, and less certain.

        Source: the process of G. E. Uhlenbeck, L. S. Ornstein, Phys. Rev. 36 (1930) 823-841.
        """
        kept = np.exp(-days / LASTING)
        now = kept * self.now + np.sqrt(1 - kept**2) * self._drawn(generator)
        return self.found(now)

    @property
    def times(self) -> np.ndarray:
        """How many times as much people do (member, habit); of ending, 1 on the mean of all."""
        leaving, ending = np.split(self.now, 2, axis=1)
        mean = (self.size * ENDING) ** 2 / 2
        return np.exp(np.hstack([leaving, ending - mean]))

    def of(self, members: np.ndarray) -> Habits:
        """Those of some members, by their rows."""
        return self.found(self.now[members])

    def found(self, now: np.ndarray) -> Habits:
        """As they turned out to be (member, habit)."""
        return dataclasses.replace(self, now=now)

    def reach(self, near: np.ndarray) -> np.ndarray:
        """How far each report counts for each habit (report, habit).

        near : how near each place is to what each report counts (report, place)
        """
        return np.hstack([near, near])[:, : self.now.shape[1]]

    def followed(self, engine: Engine) -> Engine:
        """The engine in which people live by these habits, and do not change them."""
        return self._of_spells([self], np.zeros(len(engine.inflow.shares), np.int64), engine)

    def wander(self, engine: Engine, spell: np.ndarray, generator: np.random.Generator) -> Engine:
        """The engine in which people live by these habits in spell 0, and change them with each.

        Parameters
        ----------
        engine : without habits
        spell : of STEADY days, that each day is in (day)
        generator : random numbers
        """
        spells = [self]
        for _ in range(int(spell.max(initial=0)) if self.size > 0 else 0):
            spells.append(spells[-1].later(STEADY, generator))
        return self._of_spells(spells, spell, engine)

    def _of_spells(self, spells: list[Habits], spell: np.ndarray, engine: Engine) -> Engine:
        if self.size == 0:
            return engine
        times = np.stack([habits.times for habits in spells], axis=1)
        return engine.with_drift(Drift(spell, *np.split(times, 2, axis=2)))

    def _drawn(self, generator: np.random.Generator) -> np.ndarray:
        """Habits by chance, with a mean of 0 (member, habit)."""
        members, habits = self.now.shape
        drawn = generator.standard_normal((members, habits))
        spread = np.repeat([LEAVING, ENDING], habits // 2)
        return (drawn - drawn.mean(axis=0)) * spread * self.size
