"""Hunger and floods under Flee's rules, on each day at each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posada.scenario.flee import FleeSet


@dataclass(frozen=True)
class Surroundings:
    """What surrounds people on each day.

    Parameters
    ----------
    hunger : part of the region without enough food, 0 to 1 (day, place)
    flood : level, 0 for none (day, place)
    """

    hunger: np.ndarray
    flood: np.ndarray


def make_surroundings(flee_set: FleeSet) -> Surroundings:
    """Hunger by region, straight lines between its rows, and floods by place."""
    shape = (flee_set.length, len(flee_set.places))
    hunger, flood = np.zeros(shape), np.zeros(shape)
    if flee_set.ipc is not None and len(flee_set.ipc):
        days = flee_set.ipc["day"].to_numpy(dtype=float)
        for place, region in enumerate(flee_set.places["region"]):
            if region in flee_set.ipc:
                percent = flee_set.ipc[region].to_numpy(dtype=float)
                hunger[:, place] = np.interp(np.arange(shape[0]), days, percent) / 100.0
    if flee_set.floods is not None:
        rows = flee_set.floods[: shape[0]]
        flood[: len(rows)] = rows
    return Surroundings(hunger, flood)


def at_level(values: Sequence[float], level: np.ndarray) -> np.ndarray:
    """A list with one value for each whole level, read between them; same shape as the levels."""
    return np.interp(level, np.arange(len(values)), np.asarray(values, dtype=float))
