"""How people travel each leg: in how many days, how far on each, with what chance.

Where some walk each day (`walk_probability`) nothing else depends on who does, so the whole ride is
drawn when people set out: a *ride* is a leg with one course of days. Any other leg has one ride.
Who chooses a path chooses a ride of its first leg too; that of a further leg is drawn on setting
out on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from posada.errors import InputError, Problem
from posada.movement.flee.links import Links
from posada.movement.flee.paths import Paths
from posada.saying import as_it_is, say
from posada.scenario.flee.rules import MoveRules

MOST = 2000  # rides of one leg
State = tuple[float, float, float]  # km so far, first day's distance, recent travel since then


@dataclass(frozen=True)
class Rides:
    """Every ride of every leg, and of the first leg of every path.

    Parameters
    ----------
    leg : the leg that it is about (ride)
    part : part of the people on the leg who travel so (ride)
    days : days it takes (ride)
    first_km, last_km : distance of the first day, and what is left for the last one [km] (ride)
    speed : distance people would cover on the last day [km] (ride)
    gain : recent travel from the second day to the end of the last, halved each night [km] (ride)
    first : where the rides of each leg start (leg + 1)
    path, of_path : path that can be chosen, and a ride of its first leg (path and ride)
    """

    leg: np.ndarray
    part: np.ndarray
    days: np.ndarray
    first_km: np.ndarray
    last_km: np.ndarray
    speed: np.ndarray
    gain: np.ndarray
    first: np.ndarray
    path: np.ndarray
    of_path: np.ndarray


def make_rides(paths: Paths, links: Links, rules: MoveRules) -> Rides:
    """Follow every course of days on each leg.

    Raises
    ------
    InputError
        when so many courses are possible on a link that they cannot be told apart one by one
    """
    rows: list[tuple[float, ...]] = []
    first, known = [0], {}
    for link, *_ in paths.legs:
        if link not in known:
            known[link] = _courses(links, link, rules)
        rows += [(len(first) - 1, *course) for course in known[link]]
        first.append(len(rows))
    table = np.array(rows, dtype=float).reshape(-1, 7)
    legs = [leg for of_place in paths.first_leg for leg in of_place]
    of_path = [np.arange(first[leg], first[leg + 1]) for leg in legs]
    many = [len(rides) for rides in of_path]
    return Rides(
        leg=table[:, 0].astype(np.int64),
        part=table[:, 1],
        days=table[:, 2].astype(np.int64),
        first_km=table[:, 3],
        last_km=table[:, 4],
        speed=table[:, 5],
        gain=table[:, 6],
        first=np.array(first, dtype=np.int64),
        path=np.repeat(np.arange(len(legs)), many),
        of_path=np.concatenate([*of_path, np.zeros(0, np.int64)]).astype(np.int64),
    )


def days_needed(length: np.ndarray, speed: np.ndarray) -> np.ndarray:
    """Days on a link: people arrive when they have gone farther than its length, not as far."""
    days = np.floor(length / speed).astype(np.int64) + 1
    days += (days * speed <= length).astype(np.int64)
    return days - ((days - 1) * speed > length)


def _courses(links: Links, link: int, rules: MoveRules) -> list[tuple[float, ...]]:
    """Part, days, first and last km, last day's distance, gain: of each ride on a link."""
    length, speed, walk = (float(field[link]) for field in (links.length, links.speed, links.walk))
    if walk <= 0.0:
        return [_same_every_day(length, speed)]
    paces = [(p, v) for p, v in ((walk, rules.max_walk_speed), (1.0 - walk, speed)) if p > 0.0]
    done: dict[tuple[float, ...], float] = defaultdict(float)
    going: dict[State, float] = {(0.0, 0.0, 0.0): 1.0}
    day = 0
    while going:
        day += 1
        later: dict[State, float] = defaultdict(float)
        for (km, first, recent), part in going.items():
            for chance, pace in paces:
                if km + pace > length:
                    start, gain = (length, 0.0) if day == 1 else (first, recent / 2 + length - km)
                    done[day, start, length - km, pace, round(gain, 6)] += part * chance
                else:
                    now = (pace, 0.0) if day == 1 else (first, recent / 2 + pace)
                    later[round(km + pace, 6), *_told_apart(rules, now)] += part * chance
        going = later
        _check_number(len(done) + len(going), length)
    return [(part, *course) for course, part in done.items()]


def _same_every_day(length: float, speed: float) -> tuple[float, ...]:
    """The one ride of a link on which nobody walks for a change."""
    days = int(days_needed(np.array([length]), np.array([speed]))[0])
    last = length - (days - 1) * speed
    return (1.0, days, min(length, speed), last, speed, speed - speed * 0.5 ** (days - 2) + last)


def _told_apart(rules: MoveRules, recent: tuple[float, float]) -> tuple[float, float]:
    """Recent travel matters only where short stints are avoided."""
    return (recent[0], round(recent[1], 6)) if rules.avoid_short_stints else (0.0, 0.0)


def _check_number(rides: int, length: float) -> None:
    if rides > MOST:
        expected = say(
            "a link with at most %(most)s ways to walk on some days and ride on others", most=MOST
        )
        problem = Problem(
            "input_csv/routes.csv",
            None,
            "distance",
            as_it_is(f"{length:g} km"),
            expected,
        )
        raise InputError([problem], say("the Flee folder"))
