"""What people do otherwise than stated, found on the way where the reports speak for it.

It answers how much more or less people leave each place in a day, and end their journey there, than
the parameters say. Such habits are nothing that a scenario states: they stand for what it does not
know, such as a town where people rest or a shelter that they avoid. They wander back and forth, and
are found by what they have to do with the headcounts. There are two kinds, and the headcounts tell
which, or that there are none: small ones that change within weeks, as in a crowd on its way, and
large ones that stay, as where half of those who pass never come to the shelter.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from posada.movement import Drift, Engine
from posada.movement.own.parameters import ACTIONS

SETTLE = ACTIONS.index("settle")
STEADY = 3  # days ahead for which a habit is held
FARTHEST = 5.0  # standard deviations that a habit can be from its mean


@dataclasses.dataclass(frozen=True)
class Kind:
    """How large habits can be, and how long they last.

    Parameters
    ----------
    leaving : standard deviation of the log odds of leaving a place in a day
    ending : of the logarithm of the chance of ending the journey there in a day
    lasting : days after which a habit has e times less to do with what it was [day]
    unseen : chance of settling at a place in a day, at the least: of people whom nobody counts
    """

    leaving: float
    ending: float
    lasting: float
    unseen: float = 0.0

    def of(self, engine: Engine) -> Engine:
        """The engine in which some settle at each place, if not as many are stated."""
        if self.unseen == 0:
            return engine
        chance = engine.rules.chance.copy()
        chance[:, SETTLE] = np.maximum(chance[:, SETTLE], self.unseen)
        return dataclasses.replace(engine, rules=dataclasses.replace(engine.rules, chance=chance))


# Assumptions, see benchmarks/learning_wrong_model.py and benchmarks/learning_shelters.py.
FLEETING = Kind(leaving=1.0, ending=1.0, lasting=14.0)
LASTING = Kind(leaving=2.0, ending=2.0, lasting=300.0, unseen=0.05)
KINDS = (FLEETING, LASTING)
RULES = Kind(leaving=0.0, ending=0.0, lasting=np.inf)  # everybody does as stated


@dataclasses.dataclass(frozen=True)
class Habits:
    """Habits of each member: those of leaving each place, and of ending the journey there.

    Parameters
    ----------
    kind : how large they can be, and how long they last
    now : without columns where everybody does as stated (member, habit)
    """

    kind: Kind
    now: np.ndarray

    @classmethod
    def none(cls, members: int) -> Habits:
        """Everybody does as stated."""
        return cls(RULES, np.zeros((members, 0)))

    @classmethod
    def begin(cls, kind: Kind, members: int, places: int, generator: np.random.Generator) -> Habits:
        """Habits that nobody has seen yet."""
        if kind == RULES:
            return cls.none(members)
        unseen = cls(kind, np.zeros((members, 2 * places)))
        return unseen.found(unseen._drawn(generator))

    def later(self, days: int, generator: np.random.Generator) -> Habits:
        """As they may be so many days later: nearer to what is stated, and less certain.

        Source: the process of G. E. Uhlenbeck, L. S. Ornstein, Phys. Rev. 36 (1930) 823-841.
        """
        kept = np.exp(-days / self.kind.lasting)
        now = kept * self.now + np.sqrt(1 - kept**2) * self._drawn(generator)
        return self.found(now)

    @property
    def times(self) -> np.ndarray:
        """How many times as much people do (member, habit); of ending, 1 on the mean of all."""
        leaving, ending = np.split(self.now, 2, axis=1)
        return np.exp(np.hstack([leaving, ending - self.kind.ending**2 / 2]))

    def of(self, members: np.ndarray) -> Habits:
        """Those of some members, by their rows."""
        return self.found(self.now[members])

    def found(self, now: np.ndarray) -> Habits:
        """As they turned out to be (member, habit), but none further than FARTHEST.

        Where everybody leaves already, no habit explains a lower count, and none is so far out.
        """
        most = FARTHEST * self._spread()
        return dataclasses.replace(self, now=np.clip(now, -most, most))

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
        for _ in range(int(spell.max(initial=0))):
            spells.append(spells[-1].later(STEADY, generator))
        return self._of_spells(spells, spell, self.kind.of(engine))

    def _of_spells(self, spells: list[Habits], spell: np.ndarray, engine: Engine) -> Engine:
        if self.kind == RULES:
            return engine
        times = np.stack([habits.times for habits in spells], axis=1)
        return engine.with_drift(Drift(spell, *np.split(times, 2, axis=2)))

    def _drawn(self, generator: np.random.Generator) -> np.ndarray:
        """Habits by chance, with a mean of 0 (member, habit)."""
        drawn = generator.standard_normal(self.now.shape)
        return (drawn - drawn.mean(axis=0)) * self._spread()

    def _spread(self) -> np.ndarray:
        """Standard deviation of each (habit)."""
        return np.repeat([self.kind.leaving, self.kind.ending], self.now.shape[1] // 2)
