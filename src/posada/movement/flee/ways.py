"""From where to where people can go in a day, packed as records for the compiled day."""

from __future__ import annotations

from typing import Any

import numpy as np

from posada.movement.engine.records import NONE, STEP, WAY, pack
from posada.movement.flee.onward import make_steps, ways_from


def pack_steps(
    stops: np.ndarray, legs: np.ndarray, choices: np.ndarray, start_on_foot: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Steps (step): mornings at each stop, then later ones; and their ways (way).

    Those who have still to walk a first link, where any do, come before all others of a morning.
    Writes into each leg the steps at its end.
    """
    steps = make_steps(stops, legs, choices)
    for name in ("morning", "late", "on_foot"):
        legs[name] = getattr(steps, name)
    first_step, far = 2 * len(stops), legs["days"] > 1
    mornings = len(stops) * (2 if start_on_foot else 1)
    taken = [ways_from(stop, choices) for stop in stops]
    boarded = np.array([leg for ways in taken for leg in ways], np.int64)
    on_board = first_step + len(steps.stop) + boarded
    riders = _pack_ways(
        legs,
        boarded,
        row=np.where(far[boarded], boarded, on_board),
        days=np.where(far[boarded], legs["days"][boarded], 0),
        shift=np.where(far, legs["pace"], 0.0)[boarded],
    )
    walkers = _pack_ways(legs, boarded, row=on_board)
    leg = np.array([leg for stop in steps.stop for leg in taken[stop]], np.int64)
    goal = np.where(steps.onward >= 0, first_step + steps.onward, legs["arrive"][leg])
    later = _pack_ways(
        legs,
        leg,
        row=np.where(far[leg], leg, goal),
        days=np.where(far[leg], legs["days"][leg], steps.onward < 0),
        shift=legs["pace"][leg],
        step=np.where(steps.onward >= 0, mornings + steps.onward, NONE),
        ends=~far[leg],
    )
    stop = np.arange(len(stops))
    first = np.cumsum([0, *(len(ways) for ways in taken)])[:-1]
    morning = pack(STEP, (len(stops),), stop=stop, first=first, row=stop, is_morning=True)
    on_foot = morning.copy()
    on_foot["first"] += len(boarded)
    on_foot["on_foot"] = True
    first = 2 * len(boarded) + steps.first[:-1]
    row = first_step + np.arange(len(first))
    after = pack(STEP, (len(first),), stop=steps.stop, first=first, row=row)
    nowhere = np.zeros(1, WAY)  # looked at, and not taken, by who has no way left
    packed = np.concatenate([on_foot, morning, after] if start_on_foot else [morning, after])
    return packed, np.concatenate([riders, walkers, later, nowhere])


def _pack_ways(legs: np.ndarray, leg: np.ndarray, **fields: Any) -> np.ndarray:
    """Ways on some legs (way)."""
    ends = {name: legs[name][leg] for name in ("link", "start", "end")}
    return pack(WAY, (len(leg),), **{"leg": leg, "step": NONE, **ends, **fields})
