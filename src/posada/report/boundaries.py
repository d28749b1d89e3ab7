"""Boundaries of countries, and of their states, inside a box, for the maps.

The data are Natural Earth (see NOTICE.txt): countries at 1:50 million, kept as in the TopoJSON they
came from: `arcs` are lines of whole-number steps on a grid, `countries` lists the rings of each
country as numbers of arcs (a negative number -1-i is arc i backwards). Lines between the states and
provinces of one country are whole-number steps on a grid too. It answers what to draw; it takes no
side on where a border runs.
"""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np

Box = tuple[float, float, float, float]
Lines = list[list[list[float]]]
MOST_POINTS = 6000


def _unpacked(name: str) -> Any:
    return json.loads(gzip.decompress(files("posada.report").joinpath(name).read_bytes()))


@lru_cache(maxsize=1)
def _world() -> tuple[list[np.ndarray], list[list[list[int]]]]:
    """Every arc as points (point, 2) [degree east, degree north], and the rings of each country."""
    world = _unpacked("boundaries.json.gz")
    scale, origin = np.array(world["scale"]), np.array(world["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in world["arcs"]]
    return arcs, world["countries"]


@lru_cache(maxsize=1)
def _inner_lines() -> tuple[np.ndarray, np.ndarray]:
    """Points of all lines between states (point, 2) [degree], and the number of each one's line."""
    states = _unpacked("states.json.gz")
    lines = [np.cumsum(np.array(line), axis=0) for line in states["lines"]]
    number = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    return np.concatenate(lines) * states["step"], number


def _ring(numbers: list[int]) -> np.ndarray:
    """Points of one ring (point, 2), its arcs joined end to start."""
    arcs, _ = _world()
    parts = [arcs[number] if number >= 0 else arcs[-1 - number][::-1] for number in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _half_plane(points: np.ndarray, axis: int, limit: float, sign: int) -> np.ndarray:
    """The part of a ring on one side of a line: one step of Sutherland and Hodgman."""
    if not len(points):
        return points
    inside = sign * points[:, axis] >= sign * limit
    previous, was_inside = np.roll(points, 1, axis=0), np.roll(inside, 1)
    step = points[:, axis] - previous[:, axis]
    share = (limit - previous[:, axis]) / np.where(step == 0, 1, step)
    meeting = previous + share[:, None] * (points - previous)
    both = np.stack([meeting, points], axis=1).reshape(-1, 2)
    keep = np.stack([inside != was_inside, inside], axis=1).reshape(-1)
    return both[keep]


def cut(points: np.ndarray, box: Box) -> np.ndarray:
    """The part of a ring inside a box (west, south, east, north) [degree].

    Source: I. E. Sutherland and G. W. Hodgman, Reentrant polygon clipping, CACM 17 (1974).
    """
    west, south, east, north = box
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        points = _half_plane(points, axis, limit, sign)
    return points


def _thinned(points: np.ndarray, step: float) -> np.ndarray:
    """Points rounded to a grid [degree], one for each run that falls on the same grid point."""
    grid = np.rint(points / step)
    fresh = np.ones(len(grid), bool)
    fresh[1:] = np.any(np.diff(grid, axis=0) != 0, axis=1)
    return np.round(grid[fresh] * step, 3)


@lru_cache(maxsize=4)
def rings(box: Box) -> Lines:
    """Rings of the countries inside a box (west, south, east, north) [degree], as [east, north].

    Points are thinned to a fraction of a thousandth of the width of the box.
    """
    west, south, east, north = box
    step = max((east - west) / 2500, 0.002)
    drawn = []
    for numbers in chain.from_iterable(_world()[1]):
        points = _ring(numbers)
        (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
        if right < west or left > east or high < south or low > north:
            continue
        points = _thinned(cut(points, box), step)
        if len(points) > 2:
            drawn.append(points.tolist())
    return drawn


def _within(points: np.ndarray, number: np.ndarray, box: Box) -> list[np.ndarray]:
    """The parts of lines inside a box, as lists of points (point, 2) [degree].

    Source: Y.-D. Liang and B. A. Barsky, A new concept and method for line clipping, ACM
    Transactions on Graphics 3 (1984).
    """
    start, step = points[:-1], np.diff(points, axis=0)
    enters, leaves = np.zeros(len(step)), np.ones(len(step))
    for axis, low, high in ((0, box[0], box[2]), (1, box[1], box[3])):
        along, here = step[:, axis], start[:, axis]
        still = along == 0
        with np.errstate(divide="ignore", invalid="ignore"):
            sides = np.sort(((low - here) / along, (high - here) / along), axis=0)
        between = (here >= low) & (here <= high)
        sides[:, still] = np.where(between[still], [[-np.inf], [np.inf]], [[np.inf], [-np.inf]])
        enters, leaves = np.maximum(enters, sides[0]), np.minimum(leaves, sides[1])
    kept = np.flatnonzero((enters < leaves) & (np.diff(number) == 0))
    first = start[kept] + enters[kept, None] * step[kept]
    last = start[kept] + leaves[kept, None] * step[kept]
    # A line that leaves the box and comes back is two lines.
    joined = (np.diff(kept) == 1) & (np.diff(number[kept]) == 0) & (leaves[kept[:-1]] == 1)
    breaks = np.flatnonzero(~(joined & (enters[kept[1:]] == 0))) + 1
    runs = zip(np.split(first, breaks), np.split(last, breaks), strict=True)
    return [np.vstack([run[:1], ends]) for run, ends in runs]


@lru_cache(maxsize=4)
def state_lines(box: Box) -> Lines:
    """Lines between the states of one country inside a box, as lists of [east, north] [degree].

    Lines too short to be seen are left out. Where there are more than 6,000 points, every other
    one inside a line is left out, and so on.
    """
    west, _, east, _ = box
    pieces = _within(*_inner_lines(), box)
    least = (east - west) / 400
    pieces = [piece for piece in pieces if len(piece) > 1 and np.ptp(piece, axis=0).max() > least]
    while sum(map(len, pieces)) > MOST_POINTS and max(map(len, pieces)) > 2:
        pieces = [np.vstack([piece[:-1:2], piece[-1:]]) for piece in pieces]
    return [np.round(piece, 3).tolist() for piece in pieces]
