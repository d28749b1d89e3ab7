"""How long single people are on their way: what was seen of those who were followed.

People of a state are exchangeable, so the engine holds counts and knows nobody's past. Whoever asks
for journeys has some people followed instead, each alone through the crowd as it was in a draw.
They are picked by chance and are nobody: no trait but their group, and no path is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FOLLOWED_STREAM = 4  # second number of the spawn key; others use (0, 1) to (0, 3)
NEVER = -1


@dataclass(frozen=True)
class Journeys:
    """Days from setting out to the first arrival at each goal.

    Parameters
    ----------
    goals : places, and then the ends of journeys that people can come to
    ends : how many of the goals are ends
    groups : names
    draw, group : of each person followed, group as a number (person)
    days : nights between setting out and the first arrival, NEVER when there was none up to the
        last day (person, goal) [day]
    """

    goals: tuple[str, ...]
    ends: int
    groups: tuple[str, ...]
    draw: np.ndarray
    group: np.ndarray
    days: np.ndarray


def pick(generator: np.random.Generator, people: np.ndarray, count: int) -> np.ndarray:
    """Some of those who set out, each as likely as any other (person, axis of `people`).

    Parameters
    ----------
    people : who set out (any axes) [person]
    count : how many are picked; nobody when nobody set out
    """
    upto = np.cumsum(people.ravel())
    if not len(upto) or upto[-1] <= 0:
        return np.zeros((0, people.ndim), np.int64)
    places = np.searchsorted(upto, generator.random(count) * upto[-1], side="right")
    return np.stack(np.unravel_index(np.sort(places), people.shape), axis=1).astype(np.int64)


def one_of(generator: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """One column for each row, with the chances of that row (row)."""
    upto = np.cumsum(shares, axis=1)
    mark = generator.random((len(shares), 1)) * upto[:, -1:]
    return np.asarray((upto <= mark).sum(axis=1))
