"""posada's own rules as data: what the compiled day looks up, the same for all draws and of each.

It answers how a network, its barriers and its rules become rows, ways and chances of the engine.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from posada.movement.engine.records import (
    DATE,
    DAY,
    GATE,
    QUARTERS,
    RULES,
    WAY,
    dither,
    pack,
)
from posada.movement.engine.setting_out import CONSTANT, sources_of
from posada.movement.engine.state import Given
from posada.movement.own.barriers import Barriers
from posada.movement.own.facts import (
    mix_of_classes,
    open_gates,
    pack_paces,
    pack_today,
    quarters_of,
    weigh_for_groups,
    weigh_routes,
    with_chances,
)
from posada.movement.own.limits import ALL, Limits
from posada.movement.own.network import MODES, Network
from posada.movement.own.parameters import ACTIONS
from posada.movement.own.positions import Positions, make_positions
from posada.movement.own.rules import Rules

LEAVE = ACTIONS.index("leave")
ENDS = ("returned", "asylum", "settled", "crossed")


@dataclass(frozen=True)
class Inflow:
    """People who set out.

    Parameters
    ----------
    people : who set out of the places from which anybody does (draw, day, origin) [person]
    origins : index of those places (origin)
    shares : share of each group among them (day, place, group)
    """

    people: np.ndarray
    origins: np.ndarray
    shares: np.ndarray


@dataclass(frozen=True)
class Drift:
    """How much more or less people do than the rules say, in each spell of days.

    Parameters
    ----------
    spell : that each day is in (day)
    leaving : times the odds of leaving a place in a day; who leaves it for certain still does
        (draw, spell, place)
    ending : times the chance of ending the journey at a place in a day, by turning back, asylum,
        settling or crossing (draw, spell, place)
    """

    spell: np.ndarray
    leaving: np.ndarray
    ending: np.ndarray

    def leave(self, draw: int, stated: np.ndarray, days: slice = ALL) -> np.ndarray:
        """Times the chance of leaving each place that it has in a draw (day, place).

        Parameters
        ----------
        draw : its number
        stated : that chance (place)
        days : those that are wanted; all when not given
        """
        times = self.leaving[draw]
        return np.asarray(times / (1 - stated + stated * times))[self.spell[days]]

    def end(self, draw: int, days: slice = ALL) -> np.ndarray:
        """Times the chance of ending the journey at each place in a draw (day, place)."""
        return np.asarray(self.ending[draw][self.spell[days]])


@dataclass(frozen=True)
class Model:
    """A network, its barriers, its rules and its inflow, as the engine reads them.

    Parameters
    ----------
    moods : standard normal moods of the crowds at each place and then on each route, of the first
        days (draw, day, place and route); None: each draw draws its own
    lasting : correlation of the mood of a crowd with that of the day before, 0 to below 1
    drift : what people do otherwise than the rules say; None: nothing
    """

    network: Network
    barriers: Barriers
    rules: Rules
    inflow: Inflow
    limits: Limits
    moods: np.ndarray | None = None
    lasting: float = 0.0
    drift: Drift | None = None

    def with_drift(self, drift: Drift) -> Self:
        """The same, with all that is worked out already, in which people do otherwise than stated.

        drift : what they do
        """
        other = copy(self)
        object.__setattr__(other, "drift", drift)
        return other

    def given(self, draw: int, days: slice = ALL) -> Given:
        """What the compiled day looks up in a draw; its ways are laid on its days.

        days : those that are lived, of others nothing is looked up; all when not given
        """
        today, gates = _rows(self._today, days), _rows(self._gates, days)
        some = today[days]
        some["each"][:, self.inflow.origins] = self.inflow.people[draw, days]
        some["calls"] = self.limits.calls_of(draw, days)
        gates[days]["quota"] = self.limits.quota_of(draw, days)
        if self.drift is not None:
            some["leave"] *= self.drift.leave(draw, self.rules.chance[draw, LEAVE], days)
            some["end"] = self.drift.end(draw, days)
        return Given(
            rules=self._packed_rules(draw),
            stops=with_chances(self.positions.stops, self.network, self.rules, draw),
            ways=np.zeros(self.positions.ways, WAY),
            today=today,
            gates=gates,
            paces=self._paces(draw, np.unique(self._spells[days])),
            weights=weigh_for_groups(self._weights, self.network, self.rules.weight[draw]),
            moods=self._moods(draw),
            sources=sources_of(some),
            **self._shared,
        )

    @cached_property
    def positions(self) -> Positions:
        """Where people can be."""
        return make_positions(self.network, self._groups)

    @property
    def _groups(self) -> int:
        return self.inflow.shares.shape[2]

    @cached_property
    def _spells(self) -> np.ndarray:
        """Number of the spell of days in which no route changes its mode (day)."""
        changes = (np.diff(self.barriers.mode, axis=0) != 0).any(axis=1)
        return np.concatenate([[0], np.cumsum(changes)])

    @cached_property
    def _modes(self) -> np.ndarray:
        """Index in MODES of how each route is travelled in each spell (spell, route)."""
        _, first = np.unique(self._spells, return_index=True)
        return self.barriers.mode[first]

    @cached_property
    def _shared(self) -> dict[str, Any]:
        """What is the same in every draw."""
        positions, nothing = self.positions, np.zeros(0, np.int64)
        return {
            "choices": positions.choices,
            "legs": positions.legs,
            "steps": positions.steps,
            "dates": pack(DATE, (len(self._today),), spell=self._spells),
            "days": np.zeros((0, 0), DAY),
            "upto": np.zeros((0, 0)),
            "mix": mix_of_classes(self.inflow.shares),
            "into": nothing,
            "origins": nothing,
            "limited": nothing,
            "dither": dither(2),
            "road": self.network.road,
        }

    @cached_property
    def _weights(self) -> np.ndarray:
        return weigh_routes(self.network, self.barriers, 2 * self._groups)

    @cached_property
    def _today(self) -> np.ndarray:
        return pack_today(self.network, self.barriers)

    @cached_property
    def _gates(self) -> np.ndarray:
        passes = open_gates(self.network, self.barriers)
        return pack(GATE, passes.shape, passes=passes, quota=-1)

    @cached_property
    def _length(self) -> np.ndarray:
        return self.network.routes["length_km"].to_numpy(dtype=float)

    @cached_property
    def _longest(self) -> np.ndarray:
        """The longest route that is ever travelled by each mode (mode) [km]."""
        ways = [self._length[(self._modes == mode).any(axis=0)] for mode in range(len(MODES))]
        return np.array([way.max(initial=0.0) for way in ways])

    @cached_property
    def _rules(self) -> np.ndarray:
        """What holds everywhere in every draw, as a record."""
        positions = self.positions
        stops, legs, first_due = len(positions.stops), len(positions.legs), positions.first_due
        return pack(
            RULES,
            (1,),
            stops=stops,
            legs=legs,
            leg_rows=legs,
            first_step=2 * stops,
            first_leg=first_due,
            first_due=first_due,
            ends=len(ENDS),
            mornings=stops,
            mode=CONSTANT,
            lasting=self.lasting,
            quotas=self.limits.any_quota,
            calls=self.limits.any_calls,
            widest=int(np.diff(positions.steps["first"], append=positions.ways).max()) + 1,
            exits_compete=True,
        )

    def _paces(self, draw: int, spells: np.ndarray) -> np.ndarray:
        """How long each class takes on each route in some spells (spell, class and route)."""
        return pack_paces(
            self._modes, self._length, self.rules.pace[draw], (len(self._today), spells)
        )

    def _packed_rules(self, draw: int) -> Any:
        """What holds everywhere on all days in a draw, as a record."""
        rules, packed = self.rules, self._rules.copy()[0]
        slowest = quarters_of(self._longest, rules.pace[draw], len(self._today)).max()
        packed["alike"] = rules.alike[draw]
        packed["together"] = rules.together[draw]
        packed["more_fear"] = rules.hostility[draw] - 1.0
        packed["slots"] = int(slowest) // QUARTERS + 3  # of days on the way
        packed["first_end"] = packed["first_due"] + packed["slots"] * packed["legs"]
        return packed

    def _moods(self, draw: int) -> np.ndarray:
        if self.moods is not None:
            return np.ascontiguousarray(self.moods[draw])
        return np.zeros((0, len(self.network.places) + len(self.network.routes)))


def _rows(table: np.ndarray, days: slice) -> np.ndarray:
    """A table with its rows of some days, and nothing on the others."""
    rows = np.zeros(table.shape, table.dtype)
    rows[days] = table[days]
    return rows
