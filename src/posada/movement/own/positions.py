"""Where people can be under posada's own rules, and what leads from there to where.

People of a class sleep at a place, stand there with some quarters of the day left, or are on a
route. A class is a group, twice: not on the list of a crossing (even), on it (odd). A stop is a
class at a place, a step a stop with so many quarters left, a leg a route for a class with so many
quarters left on the day it ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.movement.engine.competing import WAYS_OUT
from posada.movement.engine.records import CHOICE, LEG, NONE, QUARTERS, STEP, STOP, pack
from posada.movement.own.network import Network


@dataclass(frozen=True)
class Positions:
    """Everything that is the same in every draw, but for the ways, which depend on the pace.

    Parameters
    ----------
    stops, choices, legs, steps : records of the engine
    ways : how many there are
    """

    stops: np.ndarray
    choices: np.ndarray
    legs: np.ndarray
    steps: np.ndarray
    ways: int

    @property
    def first_due(self) -> int:
        """Row from which on people are on their way: after those at night and those at a step."""
        return 2 * len(self.stops) + (QUARTERS - 1) * len(self.stops)


def make_positions(network: Network, groups: int) -> Positions:
    """Number all that there is, in the order in which the engine goes through it."""
    places, routes, classes = len(network.places), len(network.routes), 2 * groups
    kind, place = np.divmod(np.arange(classes * places), places)
    listed = kind % 2 == 1
    stops = pack(
        STOP,
        (len(kind),),
        place=place,
        plain=np.arange(len(kind)),
        onward=NONE,
        goal=NONE,
        first=kind * routes + network.first_route[place],
        last=kind * routes + network.first_route[place + 1],
        group=kind // 2,
        waits_at=np.where(listed, network.queue_at[place], NONE),
        exits_compete=True,
        listed=listed,
    )
    chosen = np.arange(classes * routes)
    goal = np.tile(network.route_to, classes)
    choices = pack(CHOICE, (len(chosen),), leg=chosen * QUARTERS, goal=goal)
    legs = _legs(network, classes)
    return Positions(stops, choices, legs, *_steps(stops))


def _legs(network: Network, classes: int) -> np.ndarray:
    """Every route for each class and number of quarters left at its end (class, route, quarter)."""
    places, routes = len(network.places), len(network.routes)
    kind, route, quarter = np.indices((classes, routes, QUARTERS)).reshape(3, -1)
    stop = kind * places + network.route_to[route]
    later = (QUARTERS - 1 - quarter) * classes * places + stop
    return pack(
        LEG,
        (len(kind),),
        start=network.route_from[route],
        end=network.route_to[route],
        arrive=stop,
        plain=stop,
        link=route,
        days=2,
        foot_days=1,
        late=np.where(quarter > 0, later, NONE),
    )


def _steps(stops: np.ndarray) -> tuple[np.ndarray, int]:
    """Mornings at each stop, then each stop with three quarters of the day left, and so on."""
    each, routes = len(stops), stops["last"] - stops["first"]
    stop = np.tile(np.arange(each), QUARTERS)
    quarters = np.repeat(np.arange(QUARTERS, 0, -1), each)
    morning = quarters == QUARTERS
    ways = 2 * routes[stop] + np.where(morning, WAYS_OUT, 1)
    row = np.where(morning, stop, each + np.arange(len(stop)))
    first = np.cumsum([0, *ways])
    fields = {"stop": stop, "first": first[:-1], "row": row, "quarters": quarters}
    return pack(STEP, (len(stop),), is_morning=morning, **fields), int(first[-1])
