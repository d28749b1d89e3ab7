"""What each place is on each day under Flee's rules: how many leave it, how it draws, its room.

Everything here follows from the tables and the day alone, so it is worked out once for all draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from posada.movement.flee.attraction import score_places
from posada.movement.flee.leaving import Leaving, make_leaving
from posada.movement.flee.links import closures_by_day
from posada.movement.flee.options import REPORTS, spawn_mode
from posada.movement.flee.place_types import (
    Types,
    change_types,
    extra_column,
    first_types,
    listed_as_camp,
    scaled_number,
)
from posada.movement.flee.surroundings import Surroundings, make_surroundings
from posada.scenario.flee import FleeSet

NOTHING = 1e-6  # an intensity from which there is a conflict


@dataclass(frozen=True)
class Calendar:
    """What the places are on each day.

    Parameters
    ----------
    leaving : how likely people move on
    town, camp, marker : flags (day, place)
    score : how much a place draws people (day, place)
    room : people a camp holds, scaled; 0 for no limit (day, place) [person]
    spawn : chance to flee of one inhabitant, relative to others (day, place)
    conflict : intensity, -1 for none (day, place)
    sink : probability that who is there for the night never moves again (day, place)
    around : hunger and floods
    """

    leaving: Leaving
    town: np.ndarray
    camp: np.ndarray
    marker: np.ndarray
    score: np.ndarray
    room: np.ndarray
    spawn: np.ndarray
    conflict: np.ndarray
    sink: np.ndarray
    around: Surroundings

    @property
    def flood(self) -> np.ndarray:
        """Level of the flood at each place, 0 for none (day, place)."""
        return self.around.flood


def make_calendar(flee_set: FleeSet, hasten: int, day0: np.ndarray) -> Calendar:
    """Live the days of the calendar, without people.

    Parameters
    ----------
    hasten : how many people one stands for
    day0 : people whom the reports put at each place on the first day (place) [person]
    """
    types = first_types(flee_set)
    around = make_surroundings(flee_set)
    turns = closures_by_day(flee_set)
    days = []
    for day in range(flee_set.length):
        change_types(flee_set, types, day)
        _conflicts(flee_set, types, day)
        decay = _decay(flee_set, types, day)
        conflict = types.conflict.copy()
        _camp_closures(flee_set, types, turns[day])
        days.append(
            {
                "movechance": types.movechance.copy(),
                "town": types.town.copy(),
                "camp": types.camp.copy(),
                "marker": types.marker.copy(),
                "score": score_places(flee_set, types, decay, (around.hunger[day], day)),
                "spawn": _chance_to_set_out(flee_set, conflict, decay, around.hunger[day]),
                "conflict": conflict,
            }
        )
    columns: dict[str, Any] = {name: np.stack([day[name] for day in days]) for name in days[0]}
    capacity = _capacity(flee_set, hasten, day0)
    room = capacity * flee_set.rules.move_rules.capacity_scaling
    gone = extra_column(flee_set, "deactivation_probability", 0.0)
    columns["sink"] = columns["camp"] * (
        gone if flee_set.rules.spawn_rules.camps_are_sicks else 0.0
    )
    rules = flee_set.rules.move_rules
    leaving = make_leaving(rules, columns.pop("movechance"), capacity, around)
    room = np.where(room < 1.0, 0.0, room)
    return Calendar(leaving=leaving, room=room, around=around, **columns)


def inhabitants(flee_set: FleeSet, hasten: int) -> np.ndarray:
    """Population of each place before the first day (place) [person]."""
    number = scaled_number(flee_set, hasten)
    return np.where(listed_as_camp(flee_set), 0, number).astype(float)


def _conflicts(flee_set: FleeSet, types: Types, day: int) -> None:
    """Row `day` of conflicts.csv: conflicts start and end; other changes Flee does not see."""
    now = flee_set.conflicts[day]
    before = flee_set.conflicts[day - 1] if day > 0 else np.zeros_like(now)
    starts = (now > NOTHING) & (before < NOTHING)
    ends = (now < NOTHING) & (before >= NOTHING)
    types.movechance[starts] = flee_set.rules.move_rules.conflict_movechance
    types.conflict[starts] = now[starts]
    types.town[starts] = False
    types.since[starts] = day
    types.movechance[ends] = flee_set.rules.move_rules.default_movechance
    types.conflict[ends] = -1.0
    types.town[ends] = True


def _decay(flee_set: FleeSet, types: Types, day: int) -> np.ndarray:
    """How much of a conflict is left at its age (place)."""
    steps = flee_set.rules.spawn_rules.conflict_spawn_decay
    if not steps:
        return np.ones(len(types.since))
    age = (day - types.since) // flee_set.rules.spawn_rules.conflict_spawn_decay_interval
    return np.array(steps)[np.minimum(age, len(steps) - 1)]


def _chance_to_set_out(
    flee_set: FleeSet, conflict: np.ndarray, decay: np.ndarray, hunger: np.ndarray
) -> np.ndarray:
    """Chance to flee of one inhabitant, relative to others: from conflict, and from hunger."""
    spawn = flee_set.rules.spawn_rules
    chance = np.maximum(conflict, 0.0) * decay
    if spawn.starvation_driven_spawning:
        counts = conflict > 0.0 if spawn.conflict_zone_spawning_only else np.ones(len(decay), bool)
        chance = chance + np.where(counts, hunger, 0.0)
    return chance


def _camp_closures(flee_set: FleeSet, types: Types, turns: list[tuple[Any, bool]]) -> None:
    """A camp that closes is a town until it opens, and either way nothing else: no conflict zone.

    Flee takes an unknown name for the first place.
    """
    rules = flee_set.rules.move_rules
    chance = {"camp": rules.camp_movechance, "idpcamp": rules.idpcamp_movechance}
    names = flee_set.places["name"].tolist()
    for row, closes in turns:
        if row.type in chance:
            place = names.index(row.name1) if row.name1 in names else 0
            types.movechance[place] = rules.default_movechance if closes else chance[row.type]
            types.conflict[place] = -1.0
            types.camp[place], types.town[place] = not closes, closes
            types.marker[place] = False


def _capacity(flee_set: FleeSet, hasten: int, day0: np.ndarray) -> np.ndarray:
    """Capacity (day, place), -1 for none; Flee takes off day 0 and counts those people too."""
    room = np.where(listed_as_camp(flee_set), scaled_number(flee_set, hasten), -1).astype(float)
    rules, spawn = flee_set.rules, flee_set.rules.spawn_rules
    # With empty camps every series starts at nobody.
    if spawn.insert_day0 and not spawn.empty_camps_on_day0 and spawn_mode(rules) == REPORTS:
        room = np.where(room > 0, room - day0, room)
    more = np.maximum(extra_column(flee_set, "capacity_per_day", 0.0), 0.0)
    return np.asarray(room + np.arange(1, flee_set.length + 1)[:, None] * more)
