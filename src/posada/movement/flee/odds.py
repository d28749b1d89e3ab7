"""How likely people take each way while no camp fills up: worked out once, for all days and draws.

Weights change only when a conflict, a closure or a camp does; the days between two changes are a
*spell*, and in a spell everybody at a place faces the same odds. The compiled day looks them up,
and weighs the ways anew only at places from where a camp that is filling up can be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Odds:
    """What people at each place face in each spell.

    Parameters
    ----------
    spell : number of the spell (day)
    upto : weights added up over the ways of a place, then with the weight of staying; place p with
        choices from `first` starts at column first + p (spell, choice or stay)
    """

    spell: np.ndarray
    upto: np.ndarray


def make_odds(
    weights: np.ndarray,
    movechance: np.ndarray,
    choices: tuple[np.ndarray, np.ndarray],
    prune_below: float,
) -> Odds:
    """Add up the weights of each place in each spell.

    Parameters
    ----------
    weights : of each choice, negative where closed (day, choice)
    movechance : probability of moving on (day, place)
    choices : where those of each place start and the last end (place + 1), and what part of a path
        each is (choice)
    prune_below : ways worth less than the best divided by this are not thought of
    """
    ends, part = choices
    changed = (np.diff(weights, axis=0) != 0.0).any(axis=1)
    changed |= (np.diff(movechance, axis=0) != 0.0).any(axis=1)
    first_days = np.concatenate([[0], 1 + np.flatnonzero(changed)])
    places = movechance.shape[1]
    upto = np.zeros((len(first_days), weights.shape[1] + places))
    for place in range(places):
        first, last = ends[place], ends[place + 1]
        sums = _added_up(weights[first_days, first:last], part[first:last], prune_below)
        total = sums[:, -1:] if last > first else np.zeros((len(first_days), 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            with_stay = np.hstack([sums, total / movechance[first_days, place][:, None]])
        upto[:, first + place : last + place + 1] = with_stay
    return Odds(np.concatenate([[0], np.cumsum(changed)]), upto)


def _added_up(weights: np.ndarray, part: np.ndarray, prune_below: float) -> np.ndarray:
    """Sums of weights as people see them when no camp fills up (spell, way)."""
    seen = np.maximum(weights, 0.0)
    if weights.shape[1] and prune_below > 1.001:
        seen[seen < seen.max(axis=1, keepdims=True) / prune_below] = 0.0
    worthless = seen.sum(axis=1) <= 0.0  # Flee then takes any way that is open
    seen[worthless] = weights[worthless] >= 0.0
    return np.cumsum(seen * part, axis=1)


def limited_goals(
    choices: np.ndarray, ends: np.ndarray, room: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Camps with a limit that can be chosen: limited[start[p] : start[p + 1]] from place p.

    Parameters
    ----------
    choices, ends : the choices, and where those of each place start; room : (day, place)
    """
    with_limit = set(np.flatnonzero((room >= 1.0).any(axis=0)).tolist())
    found = [
        sorted(with_limit.intersection(choices["goal"][a:b].tolist())) for a, b in pairwise(ends)
    ]
    start = np.cumsum([0, *(len(goals) for goals in found)])
    return start, np.array([goal for goals in found for goal in goals], np.int64)
