"""What each place is on each day under Flee's rules: how many leave it, how it draws, its room.

Everything here follows from the tables and the day alone, so it is worked out once for all draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from posada.movement.flee.links import closures_by_day
from posada.movement.flee.options import REPORTS, spawn_mode
from posada.scenario.flee import FleeSet

NOTHING = 1e-6  # an intensity from which there is a conflict
NEVER = -1
CAMP_BELOW = 0.005  # Flee turns a place that people leave more rarely than this into a camp


@dataclass(frozen=True)
class Types:
    """What the places are at one moment; the arrays change from day to day (place).

    Parameters
    ----------
    movechance : probability of moving on in a day
    conflict : intensity, -1 for none
    since : day on which the conflict started, -1 when it always was
    town, camp, marker : flags
    """

    movechance: np.ndarray
    conflict: np.ndarray
    since: np.ndarray
    town: np.ndarray
    camp: np.ndarray
    marker: np.ndarray


@dataclass(frozen=True)
class Calendar:
    """What the places are on each day.

    Parameters
    ----------
    movechance : probability of moving on (day, place)
    town, camp : flags (day, place)
    score : how much a place draws people (day, place)
    room : people a camp holds, scaled; 0 for no limit (day, place) [person]
    spawn : chance to flee of one inhabitant, relative to others (day, place)
    conflict : intensity, -1 for none (day, place)
    """

    movechance: np.ndarray
    town: np.ndarray
    camp: np.ndarray
    score: np.ndarray
    room: np.ndarray
    spawn: np.ndarray
    conflict: np.ndarray


def first_types(flee_set: FleeSet) -> Types:
    """What the places are before the first day."""
    rules, table = flee_set.rules.move_rules, flee_set.places
    kinds = np.array(
        [kind_of(t, d) for t, d in zip(table["location_type"], table["conflict_date"], strict=True)]
    )
    chance = {
        "camp": rules.camp_movechance,
        "idpcamp": rules.idpcamp_movechance,
        "conflict": rules.conflict_movechance,
        "forward": 1.0,
        "marker": 1.0,
        "town": rules.default_movechance,
    }
    movechance = np.array([chance[kind] for kind in kinds], dtype=float)
    intensity = extra_column(flee_set, "conflict_intensity", 1.0)
    return Types(
        movechance=movechance,
        conflict=np.where(kinds == "conflict", intensity, -1.0),
        since=np.full(len(kinds), NEVER),
        town=kinds == "town",
        camp=np.isin(kinds, ("camp", "idpcamp")) | (movechance < CAMP_BELOW),
        marker=kinds == "marker",
    )


def kind_of(location_type: str, conflict_date: float) -> str:
    """The type of a place: Flee looks for these words in this order."""
    text = location_type.lower()
    if "camp" in text:
        return "idpcamp" if "idp" in text else "camp"
    if "conflict" in text:
        return "town" if conflict_date > 0 else "conflict"
    return next((word for word in ("forward", "marker") if word in text), "town")


def extra_column(flee_set: FleeSet, column: str, otherwise: float) -> np.ndarray:
    """A further column of locations.csv, which may be absent or have gaps (place)."""
    if column not in flee_set.places:
        return np.full(len(flee_set.places), otherwise)
    return flee_set.places[column].astype(float).fillna(otherwise).to_numpy(dtype=float)


def scaled_number(flee_set: FleeSet, hasten: int) -> np.ndarray:
    """Capacity or population of each place, divided without remainder, as Flee does (place)."""
    return flee_set.places["number"].fillna(0).to_numpy(dtype=np.int64) // hasten


def listed_as_camp(flee_set: FleeSet) -> np.ndarray:
    """Places whose number is a capacity (place) [bool]."""
    return flee_set.places["location_type"].str.lower().str.contains("camp").to_numpy(dtype=bool)


def make_calendar(flee_set: FleeSet, hasten: int, day0: np.ndarray) -> Calendar:
    """Live the days of the calendar, without people.

    Parameters
    ----------
    hasten : how many people one stands for
    day0 : people whom the reports put at each place on the first day (place) [person]
    """
    types = first_types(flee_set)
    closes, opens = closures_by_day(flee_set)
    days = []
    for day in range(flee_set.length):
        _conflicts(flee_set, types, day)
        decay = _decay(flee_set, types, day)
        conflict = types.conflict.copy()
        _camp_closures(flee_set, types, closes[day], opens[day])
        days.append(
            {
                "movechance": types.movechance.copy(),
                "town": types.town.copy(),
                "camp": types.camp.copy(),
                "score": _score(flee_set, types, decay),
                "spawn": np.maximum(conflict, 0.0) * decay,
                "conflict": conflict,
            }
        )
    columns: dict[str, Any] = {name: np.stack([day[name] for day in days]) for name in days[0]}
    return Calendar(room=_room(flee_set, hasten, day0), **columns)


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


def _score(flee_set: FleeSet, types: Types, decay: np.ndarray) -> np.ndarray:
    """How much a place draws people: abroad, camps, away from conflict (place)."""
    rules = flee_set.rules.move_rules
    country = flee_set.places["country"].to_numpy()
    score = np.where(country != country[0], rules.foreign_weight, 1.0)
    score = np.where(types.camp, score * rules.camp_weight, score)
    return score * rules.conflict_weight ** (decay * np.maximum(types.conflict, 0.0))


def _camp_closures(flee_set: FleeSet, types: Types, closes: list[Any], opens: list[Any]) -> None:
    """A camp that closes is a town until it opens; Flee takes an unknown name for the first."""
    rules = flee_set.rules.move_rules
    chance = {"camp": rules.camp_movechance, "idpcamp": rules.idpcamp_movechance}
    names = flee_set.places["name"].tolist()
    for rows, is_open in ((closes, False), (opens, True)):
        for row in rows:
            if row.type in chance:
                place = names.index(row.name1) if row.name1 in names else 0
                types.movechance[place] = chance[row.type] if is_open else rules.default_movechance
                types.camp[place], types.town[place] = is_open, not is_open


def _room(flee_set: FleeSet, hasten: int, day0: np.ndarray) -> np.ndarray:
    """Room in each camp; Flee takes off the people of day 0 and counts them as present too."""
    room = np.where(listed_as_camp(flee_set), scaled_number(flee_set, hasten), -1).astype(float)
    rules = flee_set.rules
    if rules.spawn_rules.insert_day0 and spawn_mode(rules) == REPORTS:
        room = np.where(room > 0, room - day0, room)
    more = np.maximum(extra_column(flee_set, "capacity_per_day", 0.0), 0.0)
    room = room + np.arange(1, flee_set.length + 1)[:, None] * more
    room = room * rules.move_rules.capacity_scaling
    return np.where(room < 1.0, 0.0, room)
