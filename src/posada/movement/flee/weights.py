"""What each path is worth to people of each kind on each day, before camps fill up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.movement.flee.attraction import nearness, weigh_places
from posada.movement.flee.calendar import Calendar
from posada.movement.flee.links import Closures
from posada.movement.flee.paths import Paths
from posada.movement.flee.rides import Rides
from posada.scenario.flee import FleeSet
from posada.scenario.flee.rules import MoveRules

CLOSED = -1.0


@dataclass(frozen=True)
class Pull:
    """What multiplies the score of a place.

    Parameters
    ----------
    places : by its inhabitants and floods (day, place)
    near : by its distance as the crow flies from another place (from, to); None where unused
    """

    places: np.ndarray
    near: np.ndarray | None


def make_pull(flee_set: FleeSet, population: np.ndarray, calendar: Calendar) -> Pull:
    """What the rules let multiply scores.

    Parameters
    ----------
    population : inhabitants (place) [person]
    """
    places = weigh_places(flee_set, population, calendar.camp, calendar.around)
    return Pull(places, nearness(flee_set))


def weigh_choices(
    paths: Paths,
    calendar: Calendar,
    closures: Closures,
    rules: tuple[MoveRules, Rides, np.ndarray],
    pull: tuple[Pull, np.ndarray],
) -> np.ndarray:
    """Weight of the path of each choice on each day, before crowding (day, choice).

    CLOSED where a link is, or where nobody knows the path.

    Parameters
    ----------
    rules : the rules, how people travel, and the number of the set of markers (day)
    pull : what multiplies scores, and the power to which each kind takes them (kind)
    """
    choices = [path for ways in paths.choices for path in ways]
    closed = np.zeros((len(closures.open), len(choices)), dtype=bool)
    move, rides, markers = rules
    known = [numbers for ways in paths.known for numbers in ways]
    for number, path in enumerate(choices):
        closed[:, number] = ~closures.open[:, list(path.links)].all(axis=1)
        closed[:, number] |= ~np.isin(markers, known[number])
    weights = [_of_kind(paths, calendar, move, (pull[0], power)) for power in pull[1]]
    for weight in weights:
        weight[closed] = CLOSED
        if move.fixed_routes:
            _keep_best(paths, weight)
    return np.ascontiguousarray(np.hstack([weight[:, rides.path] for weight in weights]))


def part_of_score(
    paths: Paths,
    calendar: Calendar,
    rules: tuple[MoveRules, Rides],
    pull: tuple[Pull, np.ndarray],
) -> np.ndarray:
    """Part of what a path is worth, before any power, that is the score of its end (day, choice).

    The rest is `weight_softening`. For parameters see `weigh_choices`.
    """
    (move, rides), (factors, powers) = rules, pull
    scores = [_score(paths, calendar, (factors, power))[:, rides.path] for power in powers]
    score = np.hstack(scores)
    return np.ascontiguousarray(score / np.maximum(move.weight_softening + score, 1e-300))


def _score(paths: Paths, calendar: Calendar, pull: tuple[Pull, float]) -> np.ndarray:
    """Score of the end of each path to people of one kind (day, path)."""
    factors, power = pull
    goal, origin = _ends(paths)
    score = calendar.score if power == 1.0 else calendar.score**power
    score = (score * factors.places)[:, goal]
    return score if factors.near is None else score * factors.near[origin, goal]


def _of_kind(
    paths: Paths, calendar: Calendar, rules: MoveRules, pull: tuple[Pull, float]
) -> np.ndarray:
    """What people of one kind make of each path, as if all were open (day, path)."""
    distance = np.array([path.distance for ways in paths.choices for path in ways])
    score = _score(paths, calendar, pull)
    near = (rules.softening + distance) ** rules.distance_power
    weight = ((rules.weight_softening + score) / near) ** rules.weight_power
    return np.asarray(weight * score if rules.fixed_routes else weight)


def _ends(paths: Paths) -> tuple[np.ndarray, np.ndarray]:
    """Last and first place of each path (choice)."""
    goal = [path.places[-1] for ways in paths.choices for path in ways]
    origin = [place for place, ways in enumerate(paths.choices) for _ in ways]
    return np.array(goal, dtype=np.int64), np.array(origin, dtype=np.int64)


def _keep_best(paths: Paths, weight: np.ndarray) -> None:
    """Fixed routes: of the paths from one place to another only the best of the day is there."""
    first = 0
    for ways in paths.choices:
        for goal in {path.places[-1] for path in ways}:
            same = [first + n for n, path in enumerate(ways) if path.places[-1] == goal]
            best = np.argmax(weight[:, same], axis=1)
            for number, choice in enumerate(same):
                weight[best != number, choice] = CLOSED
        first += len(ways)
