"""What places are under Flee's rules, by the words in their type."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.scenario.flee import FleeSet
from posada.scenario.flee.place_kinds import CAMPS, chance_of, kind_of, turns_into_camp

NEVER = -1


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


def first_types(flee_set: FleeSet) -> Types:
    """What the places are before the first day."""
    table = flee_set.places
    kinds = np.array(
        [kind_of(t, d) for t, d in zip(table["location_type"], table["conflict_date"], strict=True)]
    )
    rules = flee_set.rules.move_rules
    seldom = np.array([turns_into_camp(kind, rules) for kind in kinds])
    intensity = extra_column(flee_set, "conflict_intensity", 1.0)
    return Types(
        movechance=np.array([chance_of(kind, rules) for kind in kinds]),
        conflict=np.where(kinds == "conflict", intensity, -1.0),
        since=np.full(len(kinds), NEVER),
        town=(kinds == "town") & ~seldom,
        camp=np.isin(kinds, CAMPS) | seldom,
        marker=kinds == "marker",
    )


def change_types(flee_set: FleeSet, types: Types, day: int) -> None:
    """Rows of location_changes.csv: a place becomes what its new type says, like on day 0."""
    if flee_set.location_changes is None:
        return
    names = flee_set.places["name"].tolist()
    intensity = extra_column(flee_set, "conflict_intensity", 1.0)
    for row in flee_set.location_changes.itertuples():
        if row.day != day:
            continue
        place, kind = names.index(row.name), kind_of(str(row.type))
        rules = flee_set.rules.move_rules
        seldom = turns_into_camp(kind, rules)
        types.movechance[place] = chance_of(kind, rules)
        types.conflict[place] = intensity[place] if kind == "conflict" else -1.0
        types.camp[place] = kind in CAMPS or seldom
        types.town[place] = kind == "town" and not seldom
        types.marker[place] = kind == "marker"


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
