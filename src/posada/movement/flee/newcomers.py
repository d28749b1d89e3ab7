"""How many people set out each day under Flee's rules, and who is there on the first day.

Where reports say how many, only *where* newcomers appear is random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from posada.errors import InputError, Problem
from posada.movement.flee.options import MODES, REPORTS, spawn_mode
from posada.movement.flee.surroundings import at_level
from posada.saying import say
from posada.scenario.flee import FleeSet
from posada.scenario.flee.by_day import CONFLICTS
from posada.scenario.flee.rules import SpawnRules

MOST_PEOPLE = 2_000_000_000  # the engine counts people in 32 bits


@dataclass(frozen=True)
class Drive:
    """What makes people set out.

    Parameters
    ----------
    mode : 0 where reports say how many, else 1 + the number of the mode in `MODES`
    anywhere : people who set out from any zone, by its weight (day) [person]
    each, strength : what is multiplied to get how many set out from a place: so many (constant),
        such a part of its inhabitants (pop_ratio), or the mean (poisson) (day, place)
    """

    mode: int
    anywhere: np.ndarray
    each: np.ndarray
    strength: np.ndarray


class Zones(Protocol):
    """The places as they are when people set out (day, place)."""

    @property
    def spawn(self) -> np.ndarray:
        """Chance to set out of one inhabitant, relative to others."""

    @property
    def conflict(self) -> np.ndarray:
        """Intensity, -1 for none."""

    @property
    def flood(self) -> np.ndarray:
        """Level of the flood, 0 for none."""


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


def make_drive(
    flee_set: FleeSet, reports: tuple[np.ndarray, np.ndarray], population: np.ndarray, zones: Zones
) -> Drive:
    """Who sets out, as the settings say: because camps report them, of a conflict, or of a flood.

    Parameters
    ----------
    reports : reported people (day, camp), and the series of the total (day)
    population : inhabitants (place) [person]

    Raises
    ------
    InputError
        naming the days on which people would set out and no place could be where from
    """
    spawn, mode = flee_set.rules.spawn_rules, spawn_mode(flee_set.rules)
    nobody = np.zeros(len(reports[1]), np.int64)
    if mode == REPORTS:
        anywhere = reported_newcomers(*reports, spawn)
        check_origins(anywhere, zones.spawn, (population, spawn.take_from_population))
        return Drive(0, anywhere, np.zeros(zones.spawn.shape), np.zeros(zones.spawn.shape))
    number = 1 + MODES.index(mode)
    floods = spawn.flood_driven_spawn_mode
    if spawn.flood_zone_spawning_only and floods is not None:
        each = at_level(floods.displaced_per_flood_day, zones.flood)
        return Drive(number, nobody, np.where(zones.flood > 0.0, each, 0.0), np.ones(each.shape))
    driven = spawn.conflict_driven_spawning
    daily = driven.displaced_per_conflict_day if driven is not None else 0.0
    daily = daily if mode == "pop_ratio" else float(int(daily))  # as Flee reads it
    strength = np.maximum(zones.conflict, 0.0)
    return Drive(number, nobody, np.full(strength.shape, daily), strength)


def check_everybody(drive: Drive, present: float, population: np.ndarray) -> None:
    """Refuse more people than the engine can count; it would count wrongly.

    Parameters
    ----------
    present : people on the first day [person]
    population : inhabitants (place) [person]

    Raises
    ------
    InputError
        saying how many there would be
    """
    a_day = drive.each * drive.strength
    if drive.mode == 1 + MODES.index("pop_ratio"):
        a_day = a_day * population
    everybody = present + float(drive.anywhere.sum()) + float(a_day.sum())
    if everybody > MOST_PEOPLE:
        where = ("simsetting.yml", "spawn_rules") if drive.mode else ("source_data", None)
        found = say("%(count)s people in all", count=f"{everybody:.3g}")
        expected = say("at most %(most)s", most=f"{MOST_PEOPLE:.3g}")
        raise InputError(
            [Problem(where[0], None, where[1], found, expected)], say("the Flee folder")
        )


def check_origins(
    newcomers: np.ndarray, spawn: np.ndarray, people: tuple[np.ndarray, bool], row: int = 2
) -> None:
    """Refuse days on which people would set out and no place could be where from.

    Parameters
    ----------
    newcomers : (day)
    spawn : chance to set out of one inhabitant of each place (day, place)
    people : inhabitants (place) [person], and whether who sets out is taken off them

    Raises
    ------
    InputError
        naming every such day; Flee stops at the first
    """
    population, take = people
    bad = np.flatnonzero((newcomers > 0) & ((spawn * population).sum(axis=1) <= 0.0))
    expected = say("at least one conflict zone with inhabitants, for people set out on that day")
    problems = []
    for days in np.split(bad, 1 + np.flatnonzero(np.diff(bad) > 1)) if len(bad) else ():
        found = say("no conflict")
        if len(days) > 1:
            found = say("no conflict in this row and %(more)s more", more=len(days) - 1)
        first = int(days[0]) + row
        problems.append(Problem(CONFLICTS, first, None, found, expected))
    most = population[(spawn > 0.0).any(axis=0)].sum()
    if take and not problems and newcomers.sum() > most:
        found = say("%(count)s inhabitants of all conflict zones", count=f"{most:.0f}")
        wanted = say(
            "%(count)s or more, as many as set out (Flee stops: take_from_population)",
            count=newcomers.sum(),
        )
        problems.append(Problem("input_csv/locations.csv", None, "population", found, wanted))
    if problems:
        raise InputError(problems, say("the Flee folder"))
