"""What the engine looks up, packed as records: one place of memory for what is read together.

Each record is an array with named fields, so the compiled day reads `place.leave` and not a
column number; many separate arrays cost seven times as long.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from posada.movement.barriers import Barriers
from posada.movement.network import MODES, Network
from posada.movement.parameters import ACTIONS

QUARTERS = 4

PLACE = np.dtype([("queue_at", "i8"), ("is_site", "?"), *((action, "f8") for action in ACTIONS)])
DAY = np.dtype([(n, "f8") for n in ("open", "leave", "asylum", "cross", "hostility", "capacity")])
WAY = np.dtype([("gate", "f8"), ("quarters", "f8"), ("quota", "i8"), ("by_bus", "?")])
ROUTE = np.dtype([("start", "i8"), ("end", "i8"), ("weight", "f8")])
GROUP = np.dtype([("leave", "f8"), ("turn_back", "f8")])


def pack(record: np.dtype, shape: tuple[int, ...], **fields: Any) -> np.ndarray:
    """An array of records from one array, or one number, for each field."""
    packed = np.zeros(shape, record)
    for name, values in fields.items():
        packed[name] = values
    return packed


def pack_places(network: Network, chance: np.ndarray) -> np.ndarray:
    """Each place: its crossing, whether it is a site, and what people do there in a draw (place).

    chance : probability a day (action, place), in the order of ACTIONS
    """
    is_site = (network.places["kind"] == "site").to_numpy(dtype=bool)
    actions = dict(zip(ACTIONS, chance, strict=True))
    return pack(PLACE, (len(is_site),), queue_at=network.queue_at, is_site=is_site, **actions)


def pack_days(barriers: Barriers) -> np.ndarray:
    """Each place on each day: what is open, and how much more or less people do (day, place)."""
    return pack(
        DAY,
        barriers.place_open.shape,
        open=barriers.place_open,
        leave=barriers.leave,
        asylum=barriers.asylum,
        cross=barriers.cross,
        hostility=barriers.hostility,
        capacity=barriers.capacity,
    )


def pack_ways(
    network: Network, barriers: Barriers, pace: np.ndarray, quota: np.ndarray
) -> np.ndarray:
    """Each route on each day: its gate, quota, and quarters of a day of travel (day, route).

    pace : km a day by mode in this draw (mode)
    quota : most people through, -1 for no limit (day, route)
    """
    length = network.routes["length_km"].to_numpy(dtype=float)
    return pack(
        WAY,
        barriers.mode.shape,
        gate=barriers.route_open,
        quarters=QUARTERS * length / pace[barriers.mode],
        quota=quota,
        by_bus=barriers.mode == MODES.index("bus"),
    )


def pack_routes(network: Network) -> np.ndarray:
    """Each route: its two ends and its weight (route)."""
    weight = network.routes["weight"].to_numpy(dtype=float)
    return pack(
        ROUTE, (len(weight),), start=network.route_from, end=network.route_to, weight=weight
    )
