"""posada's own rules packed as records for the engine: barriers for all draws, chances for each."""

from __future__ import annotations

import numpy as np

from posada.movement.engine.records import EXITS, PACE, QUARTERS, TODAY, pack
from posada.movement.own.barriers import Barriers
from posada.movement.own.network import MODES, Network
from posada.movement.own.parameters import ACTIONS
from posada.movement.own.rules import Rules


def is_site(network: Network) -> np.ndarray:
    """Which places are camps or shelters (place) [bool]."""
    return (network.places["kind"] == "site").to_numpy(dtype=bool)


def pack_today(network: Network, barriers: Barriers) -> np.ndarray:
    """Each place on each day: how much more or less people do, and what sites hold (day, place)."""
    sites = is_site(network)
    return pack(
        TODAY,
        barriers.place_open.shape,
        leave=barriers.leave,
        end=1.0,
        fear=barriers.hostility,
        asylum=barriers.asylum,
        cross=barriers.cross,
        capacity=np.where(sites, barriers.stated_capacity, np.inf),
        strength=1.0,
        closed=sites & (barriers.place_open <= 0.0),
    )


def weigh_routes(network: Network, barriers: Barriers, classes: int) -> np.ndarray:
    """Weight of each route for each class, before sites fill (day, class and route).

    Whoever is on the list of a crossing goes only where that list can be waited for.
    """
    weight = network.routes["weight"].to_numpy(dtype=float)
    opened = np.where(is_site(network), barriers.place_open, 1.0)[:, network.route_to]
    same_list = network.queue_at[network.route_from] == network.queue_at[network.route_to]
    by_class = [weight * opened * (same_list if kind % 2 else 1.0) for kind in range(classes)]
    return np.ascontiguousarray(np.hstack(by_class))


def weigh_for_groups(weights: np.ndarray, network: Network, times: np.ndarray) -> np.ndarray:
    """Weights of `weigh_routes` in a draw, for groups that like some places more or less.

    Parameters
    ----------
    weights : for everybody (day, class and route); times : by group and goal (group, place)
    """
    if (times == 1.0).all():
        return weights
    return weights * np.repeat(times[:, network.route_to], 2, axis=0).ravel()


def open_gates(network: Network, barriers: Barriers) -> np.ndarray:
    """Part of those who take a route who get through; a closed site draws nobody (day, route)."""
    passes = np.where(is_site(network), 1.0, barriers.place_open)[:, network.route_to]
    return np.asarray(barriers.route_open * passes)


def quarters_of(length: np.ndarray, pace: np.ndarray, days: int) -> np.ndarray:
    """Quarters of a day of travel that lengths take at a pace, whole or not; not after all days.

    Who would take longer than all days is on the way until the last of them, however long it is:
    each day on the way needs rows in memory.

    Parameters
    ----------
    length : [km]
    pace : [km in a day of travel], of a shape to which lengths broadcast
    days : days that are lived
    """
    return np.minimum(QUARTERS * length / pace, QUARTERS * (days + 1.0))


def pack_paces(
    mode: np.ndarray, length: np.ndarray, pace: np.ndarray, lived: tuple[int, np.ndarray]
) -> np.ndarray:
    """How long each class takes on each route in a draw (spell, class and route).

    Parameters
    ----------
    mode : index in MODES of how each route is travelled in each spell of days (spell, route)
    length : of each route [km] (route)
    pace : of each group by each mode [km in a day of travel] (group, mode)
    lived : how many days there are, and the spells that are wanted; of others nothing is known
    """
    days, spells = lived
    paces = np.zeros((len(mode), len(pace), 2, len(length)), PACE)
    for spell in spells:
        quarters = quarters_of(length, pace[:, mode[spell]], days)[:, None]
        paces[spell]["short"] = short = np.floor(quarters)
        paces[spell]["longer"] = quarters - short
        paces[spell]["by_bus"] = mode[spell] == MODES.index("bus")
    return paces.reshape(len(mode), -1)


def with_chances(stops: np.ndarray, network: Network, rules: Rules, draw: int) -> np.ndarray:
    """The stops with what people do there in a day, in a draw (class and place)."""
    chances = stops.copy()
    by_group = chances.reshape(rules.factor.shape[2], 2, len(network.places))
    for name in EXITS:
        action = ACTIONS.index(name)
        by_group[name] = rules.chance[draw, action] * rules.factor[draw, action][:, None, None]
    by_group["held_turn_back"] = rules.held_turn_back[draw][:, None, None]
    by_group["join_list"][:, 0, network.queue_at < 0] = by_group["join_list"][:, 1] = 0.0
    return chances


def mix_of_classes(shares: np.ndarray) -> np.ndarray:
    """Share of each class among those who set out: nobody is on a list (day, place, class)."""
    return np.stack([shares, np.zeros_like(shares)], axis=-1).reshape(*shares.shape[:2], -1)
