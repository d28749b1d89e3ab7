"""How far a report reaches: what it counts, and what lies near enough to have to do with it.

It answers which numbers of an ensemble a report may move. What an ensemble shows between places
far apart is mostly chance, so it counts less the more legs of the road lie between.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from posada.forecast.learning.standing import Compartments
from posada.forecast.learning.taking import ITSELF
from posada.movement import ENDS, Network, shortest_ways

LEGS = 3.0  # half of the legs of the road at which nothing counts any more: an assumption


def legs_between(network: Network) -> np.ndarray:
    """Routes from each place to each other, in either direction (place, place); inf if none."""
    start = np.concatenate([network.route_from, network.route_to])
    end = np.concatenate([network.route_to, network.route_from])
    places = len(network.places)
    return shortest_ways(start, end, np.ones(len(start)), np.arange(places), places)


def nearness(distance: np.ndarray) -> np.ndarray:
    """Weight of a distance, from 1 at 0 to 0 at twice LEGS.

    Source: equation 4.10 of G. Gaspari, S. E. Cohn, Q. J. R. Meteorol. Soc. 125 (1999) 723-757.
    """
    x = np.minimum(distance / LEGS, 2.0)
    near = 1 - 5 * x**2 / 3 + 5 * x**3 / 8 + x**4 / 2 - x**5 / 4
    far = 4 - 5 * x + 5 * x**2 / 3 + 5 * x**3 / 8 - x**4 / 2 + x**5 / 12
    far = far - 2 / (3 * np.maximum(x, 1.0))
    return np.asarray(np.where(x <= 1, near, np.maximum(far, 0.0)))


def reach_of(network: Network, legs: np.ndarray, report: Any, inside: np.ndarray) -> np.ndarray:
    """How far a report counts for each number of a member, 0 to 1; ITSELF for what it counts.

    Parameters
    ----------
    network : places and routes
    legs : from `legs_between`
    report : a row of the table of headcounts
    inside : the places that it counts (place) [bool]

    Returns
    -------
    its reach on people in each compartment, on arrivals by each route, on the names ahead on the
    list of each place and on who set out (number)
    """
    near = nearness(legs[:, inside].min(axis=1, initial=np.inf))
    way = np.maximum(near[network.route_from], near[network.route_to])
    people = np.concatenate([near, near, way, np.tile(near, len(ENDS))])
    arrived, ahead = way.copy(), near.copy()
    cells = Compartments(network)
    listed = np.isin(network.queue_at, np.flatnonzero(inside))
    if report.measure == "people":
        people[cells.listed(0)][inside] = ITSELF
        people[cells.listed(1)][inside & (network.queue_at >= 0)] = ITSELF
    elif report.measure == "waiting_list":
        people[cells.listed(1)][listed] = ITSELF
        ahead[inside] = ITSELF
    elif report.measure in ("returned_total", "asylum_total"):
        first = cells.routes.stop + ENDS.index(report.measure.removesuffix("_total")) * len(near)
        people[first : first + len(near)][inside] = ITSELF
    else:
        goes, comes = inside[network.route_to], inside[network.route_from]
        leaving = report.measure == "departures_total"
        across = comes & ~goes if leaving else goes & ~comes
        arrived[across] = ITSELF
        if leaving:
            people[cells.routes][across] = ITSELF
    return np.concatenate([people, arrived, ahead, [1.0]])
