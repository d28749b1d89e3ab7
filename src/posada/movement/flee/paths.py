"""Where people can be under Flee's rules, and what they can choose: stops, legs and paths.

A *stop* is a place together with what is left of a person's path; a *leg* is one direction of a
route together with what is left after it. With awareness 1 and no markers nothing is ever left, and
stops are places. A *path* is one thing to choose: where it ends, how far that is, its first leg.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from posada.errors import InputError, Problem
from posada.movement.engine.records import NONE
from posada.movement.flee.links import Links
from posada.saying import say
from posada.scenario.wording import quote

MOST = 10_000  # paths from a place
Rest = tuple[int, ...]


@dataclass(frozen=True)
class Path:
    """One thing to choose at a place: the places to visit, the links, the distance [km]."""

    places: Rest
    links: tuple[int, ...]
    distance: float


@dataclass
class Paths:
    """All stops, legs and paths that the rules can reach.

    Parameters
    ----------
    stops : place and rest of each stop; the first ones are the places with nothing left (stop)
    legs : link, stop where it ends, stop to which who finds it closed is put back (leg)
    onward : leg to take from a stop with something left, or -1 (stop)
    choices : the paths that can be chosen at each place (place)
    known : which sets of markers let people know each of those paths (place): tuples of their
        numbers, one for each path
    first_leg : leg on which each of those paths starts (place)
    """

    stops: list[tuple[int, Rest]]
    legs: list[tuple[int, int, int]] = field(default_factory=list)
    onward: list[int] = field(default_factory=list)
    choices: list[list[Path]] = field(default_factory=list)
    known: list[list[tuple[int, ...]]] = field(default_factory=list)
    first_leg: list[list[int]] = field(default_factory=list)


def make_paths(links: Links, is_marker: np.ndarray, awareness: int) -> Paths:
    """Follow every path that can be chosen, and everything that can happen on the way.

    Parameters
    ----------
    is_marker : places that are only passed, in each set of markers (set, place) [bool]
    awareness : how many places ahead people know

    Raises
    ------
    InputError
        when people know so many paths that they cannot be told apart one by one
    """
    return _Walk(links, is_marker, awareness).make()


def _check_number(paths: int, awareness: int) -> None:
    if paths > MOST:
        expected = say(
            "a level at which people know at most %(most)s ways from any place", most=MOST
        )
        where = "move_rules.awareness_level"
        problem = Problem("simsetting.yml", None, where, quote(awareness), expected)
        raise InputError([problem], say("the Flee folder"))


class _Walk:
    """The bookkeeping of `make_paths`: names become numbers as they are met."""

    def __init__(self, links: Links, is_marker: np.ndarray, awareness: int) -> None:
        self.links, self.markers, self.awareness = links, is_marker, awareness
        self.is_marker = is_marker[0]
        self.out = links.from_place()
        self.paths = Paths(stops=[(place, ()) for place in range(links.places)])
        self.stop_number = {stop: i for i, stop in enumerate(self.paths.stops)}
        self.leg_number: dict[tuple[int, Rest], int] = {}

    def make(self) -> Paths:
        """Everything that can be reached, from every place."""
        for place in range(self.links.places):
            known: dict[Path, list[int]] = {}
            for number, markers in enumerate(self.markers if self.awareness != 0 else ()):
                self.is_marker = markers
                for path in self._choices(place):
                    known.setdefault(path, []).append(number)
                    _check_number(len(known), self.awareness)
            self.paths.choices.append(list(known))
            self.paths.known.append([tuple(numbers) for numbers in known.values()])
            self.paths.first_leg.append([self._board(place, path.places) for path in known])
        number = 0
        while number < len(self.paths.stops):  # boarding may add stops
            place, rest = self.paths.stops[number]
            self.paths.onward.append(self._board(place, rest) if rest else NONE)
            number += 1
        return self.paths

    def _choices(self, place: int) -> Iterator[Path]:
        for link in self.out[place]:
            yield from self._expand(link, Path((), (), 0.0), (place,), 1)

    def _expand(self, link: int, before: Path, visited: Rest, hop: int) -> Iterator[Path]:
        """Paths over a link: to its end, and beyond as far as people know."""
        goal = int(self.links.end[link])
        path = Path(
            (*before.places, goal),
            (*before.links, link),
            before.distance + float(self.links.length[link]),
        )
        if self.is_marker[goal]:
            hop -= 1
        else:
            yield path
        if self.awareness > hop:
            for onward in self.out[goal]:
                if int(self.links.end[onward]) not in visited:
                    yield from self._expand(onward, path, (*visited, goal), hop + 1)

    def _board(self, place: int, path: Rest) -> int:
        """The leg to the first place of a path: Flee takes the first link that leads there."""
        for link in self.out[place]:
            if self.links.end[link] == path[0]:
                return self._leg(link, path[1:])
        return NONE

    def _leg(self, link: int, rest: Rest) -> int:
        if (link, rest) not in self.leg_number:
            self.leg_number[link, rest] = len(self.paths.legs)
            ends = (int(self.links.end[link]), int(self.links.start[link]))
            arrive, put_back = (self._stop(place, rest) for place in ends)
            self.paths.legs.append((link, arrive, put_back))
        return self.leg_number[link, rest]

    def _stop(self, place: int, rest: Rest) -> int:
        if (place, rest) not in self.stop_number:
            self.stop_number[place, rest] = len(self.paths.stops)
            self.paths.stops.append((place, rest))
        return self.stop_number[place, rest]
