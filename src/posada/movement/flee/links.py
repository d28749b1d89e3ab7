"""Every direction of every route of a Flee folder, and when closures let nobody set out on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from posada.scenario.flee import FleeSet


@dataclass(frozen=True)
class Links:
    """Every direction of every route, in Flee's order.

    Parameters
    ----------
    start, end : place at either end (link)
    length : [km] (link)
    speed : distance a day on it [km] (link)
    walk : probability that people walk on a day, so far as walkers come (link)
    places : how many places there are
    """

    start: np.ndarray
    end: np.ndarray
    length: np.ndarray
    speed: np.ndarray
    walk: np.ndarray
    places: int

    def __len__(self) -> int:
        return len(self.start)

    def from_place(self) -> dict[int, list[int]]:
        """The links that start at each place, in order."""
        out: dict[int, list[int]] = defaultdict(list)
        for link, place in enumerate(self.start):
            out[int(place)].append(link)
        return out


@dataclass(frozen=True)
class Closures:
    """When links are closed.

    Parameters
    ----------
    open : whether people can set out (day, link) [bool]
    cut : whether a link closes today: people on it will be put back (day, link) [bool]
    """

    open: np.ndarray
    cut: np.ndarray


def make_links(flee_set: FleeSet) -> Links:
    """Both directions of every route; a forced redirection of 1 makes a second pair, as in Flee."""
    index = {name: i for i, name in enumerate(flee_set.places["name"])}
    table = flee_set.routes
    twice = np.where(table["forced_redirection"].to_numpy() == 1, 2, 1)
    row = np.repeat(np.arange(len(table)), 2 * twice)
    ends = [table[name].map(index).to_numpy(dtype=np.int64)[row] for name in ("name1", "name2")]
    forth = np.arange(len(row)) % 2 == 0
    speed = table["max_move_speed"].fillna(flee_set.rules.move_rules.max_move_speed)
    return Links(
        start=np.where(forth, ends[0], ends[1]),
        end=np.where(forth, ends[1], ends[0]),
        length=table["distance"].to_numpy(dtype=float)[row],
        speed=speed.to_numpy(dtype=float)[row],
        walk=table["walk_probability"].fillna(0.0).to_numpy(dtype=float)[row],
        places=len(index),
    )


def make_closures(flee_set: FleeSet, links: Links) -> Closures:
    """Enact and lift closures day by day, row by row; lifting one opens all it covered."""
    shape = (flee_set.length, len(links))
    is_open, cut = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    now = np.ones(len(links), dtype=bool)
    turns = closures_by_day(flee_set)
    for day in range(flee_set.length):
        for row, closes in turns[day]:
            covered = _covered(flee_set, links, row)
            if closes:
                cut[day] |= covered & now
                now &= ~covered
            else:
                now |= covered
        is_open[day] = now
    return Closures(is_open, cut)


def closures_by_day(flee_set: FleeSet) -> dict[int, list[tuple[Any, bool]]]:
    """Rows of closures.csv that start (True) or end on each day, as Flee takes them.

    Each row starts and then ends, before the next one: one that ends may open what an earlier row
    has closed on the same day, and one that starts closes it again.
    """
    turns: dict[int, list[tuple[Any, bool]]] = defaultdict(list)
    for row in flee_set.closures.itertuples():
        turns[row.start].append((row, True))
        turns[row.end].append((row, False))
    return turns


def _covered(flee_set: FleeSet, links: Links, row: Any) -> np.ndarray:
    """The links that a closure is about; a closure of type link does nothing in Flee (link)."""
    if row.type == "country":
        country = flee_set.places["country"].to_numpy()
        start, end = country[links.start], country[links.end]
        forth = (start == row.name1) & (end == row.name2)
        return forth | ((start == row.name2) & (end == row.name1))
    if row.type == "location":
        name = flee_set.places["name"].to_numpy()
        return (name[links.start] == row.name1) | (name[links.end] == row.name1)
    return np.zeros(len(links), dtype=bool)
