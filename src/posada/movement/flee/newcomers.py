"""How many people set out each day under Flee's rules, and who is there on the first day.

All of it follows from the reports and the calendar; only *where* newcomers appear is random.
"""

from __future__ import annotations

import numpy as np

from posada.errors import InputError, Problem
from posada.scenario.flee import FleeSet
from posada.scenario.flee.rules import ConflictDriven, SpawnRules


def day0_people(flee_set: FleeSet, counts: np.ndarray) -> np.ndarray:
    """People whom the reports put at each place on the first day (place) [person]."""
    people = np.zeros(len(flee_set.places), dtype=np.int64)
    index = {name: i for i, name in enumerate(flee_set.places["name"])}
    for camp, count in zip(flee_set.camps, counts[0], strict=True):
        if camp in index:
            people[index[camp]] += int(count)
    return people


def reported_newcomers(counts: np.ndarray, total: np.ndarray, spawn: SpawnRules) -> np.ndarray:
    """People who set out each day so that as many are on the way as camps report (day).

    Nobody is taken out when reports fall: the difference is a debt that later newcomers pay off.

    Parameters
    ----------
    counts : reported people (day, camp); total : the series of the total (day)
    """
    if spawn.empty_camps_on_day0:
        counts, total = counts - counts[0], total - total[0]
    present = counts.sum(axis=1) if spawn.sum_from_camps else total
    newcomers, debt = np.zeros(len(present), dtype=np.int64), 0
    if not spawn.insert_day0:
        newcomers[0] = total[0] + counts[0].sum()  # Flee counts the first day twice
    for day in range(1, len(present)):
        balance = int(present[day] - present[day - 1]) - debt
        newcomers[day], debt = max(balance, 0), max(-balance, 0)
    return newcomers


def driven_newcomers(
    spawn: ConflictDriven, population: np.ndarray, conflict: np.ndarray
) -> np.ndarray:
    """People who set out from each zone, from its intensity alone (day, place).

    Parameters
    ----------
    population : inhabitants (place); conflict : intensity, -1 for none (day, place)
    """
    each = population if spawn.spawn_mode == "pop_ratio" else np.ones_like(population)
    intensity = np.maximum(conflict, 0.0)
    return (spawn.displaced_per_conflict_day * each * intensity).astype(np.int64)


def check_origins(newcomers: np.ndarray, weight: np.ndarray, row: int = 2) -> None:
    """Refuse days on which people would set out and no place could be where from.

    Parameters
    ----------
    newcomers : (day); weight : chance to set out from each place (day, place)

    Raises
    ------
    InputError
        naming every such day; Flee stops at the first
    """
    bad = np.flatnonzero((newcomers > 0) & (weight.sum(axis=1) <= 0.0))
    expected = "at least one conflict zone with inhabitants"
    problems = [
        Problem("conflicts.csv", int(day) + row, None, "no conflict", expected) for day in bad
    ]
    if problems:
        raise InputError(problems, "the Flee folder")
