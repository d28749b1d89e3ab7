"""Places and routes as arrays, in the order in which the engine reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.scenario.model import Scenario

STAYING = ("site", "crossing", "destination")  # kinds of places to which people come to stay
MODES = ("foot", "lift", "bus")


@dataclass(frozen=True)
class Network:
    """Where people can be, and how they get from one place to another.

    Parameters
    ----------
    places : the table of places, in its own order
    routes : every direction of every route, sorted by the place where it starts, with columns
        from_place, to_place, length_km, mode, weight
    route_from, route_to : index of the place at either end (route)
    first_route : routes that start at place p are first_route[p] to first_route[p + 1] (place + 1)
    queue_at : index of the crossing whose list people here can join, or -1 (place)
    """

    places: pd.DataFrame
    routes: pd.DataFrame
    route_from: np.ndarray
    route_to: np.ndarray
    first_route: np.ndarray
    queue_at: np.ndarray

    @property
    def index(self) -> dict[str, int]:
        """Position of each place by name."""
        return {name: i for i, name in enumerate(self.places["name"])}

    @property
    def road(self) -> np.ndarray:
        """Places one stop ahead of others, between places where people do not stay (pair, 2).

        Those at either end of a route that is travelled both ways are neither ahead nor behind.
        """
        staying = self.places["kind"].isin(STAYING).to_numpy()
        pairs = np.unique(np.stack([self.route_from, self.route_to], axis=1), axis=0)
        back = {(end, start) for start, end in pairs.tolist()}
        onward = [tuple(pair) not in back for pair in pairs.tolist()]
        return np.ascontiguousarray(pairs[np.array(onward, bool) & ~staying[pairs].any(axis=1)])


def make_network(scenario: Scenario) -> Network:
    """Arrange a scenario's places and routes for the engine."""
    places = scenario["places"].reset_index(drop=True)
    index = {name: i for i, name in enumerate(places["name"])}
    routes = _both_directions(scenario["routes"])
    order = np.argsort(routes["from_place"].map(index).to_numpy(dtype=np.int64), kind="stable")
    routes = routes.iloc[order].reset_index(drop=True)
    route_from = routes["from_place"].map(index).to_numpy(dtype=np.int64)
    return Network(
        places=places,
        routes=routes,
        route_from=route_from,
        route_to=routes["to_place"].map(index).to_numpy(dtype=np.int64),
        first_route=np.searchsorted(route_from, np.arange(len(places) + 1)),
        queue_at=places["queue_at"].map(index).fillna(-1).to_numpy(dtype=np.int64),
    )


def shortest_ways(
    start: np.ndarray, end: np.ndarray, length: np.ndarray, goals: np.ndarray, places: int
) -> np.ndarray:
    """Shortest way from every place to some of them (place, goal) [km]; inf where there is none.

    Every link is tried until no way gets shorter, for all goals at once.

    Parameters
    ----------
    start, end, length : of the links, each in one direction (link), (link), (link) [km]
    goals : index of the places to go to (goal)
    places : number of places

    Source: R. Bellman, Q. Appl. Math. 16 (1958) 87-90.
    """
    ways = np.full((places, len(goals)), np.inf)
    ways[goals, np.arange(len(goals))] = 0.0
    before = np.full_like(ways, np.nan)
    while not np.array_equal(before, ways):
        before = ways.copy()
        np.minimum.at(ways, start, length[:, None] + ways[end])
    return ways


def _both_directions(routes: pd.DataFrame) -> pd.DataFrame:
    """The routes, and those travelled both ways once more in the other direction."""
    columns = ["from_place", "to_place", "length_km", "mode", "weight"]
    back = routes[routes["both_ways"].astype(bool)]
    back = back.rename(columns={"from_place": "to_place", "to_place": "from_place"})
    return pd.concat([routes[columns], back[columns]], ignore_index=True)
