"""Whole people, none lost: what an ensemble wants, brought to counts that can be.

It answers which whole numbers from 0 add up to the people of a draw and lie nearest to what is
wanted, where a number that is less certain gives way more.
"""

from __future__ import annotations

import numpy as np

ROUNDS = 8  # enough for the numbers that reach 0 on the way


def whole_people(wanted: np.ndarray, total: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Whole numbers from 0 that add up to the total of each draw (draw, compartment) [person].

    The least squares under one sum are a shift in proportion to the variances. Numbers that would
    fall below 0 are held there, and the rest is shifted again.

    Parameters
    ----------
    wanted : any numbers (draw, compartment) [person]
    total : people of each draw, whole (draw)
    free : variance of each number; 0 holds it (draw, compartment)
    """
    people = np.maximum(wanted, 0.0)
    for _ in range(ROUNDS):
        missing = (total - people.sum(axis=1))[:, None]
        if (np.abs(missing) < 1e-6).all():
            break
        room = np.where((people > 0) | (missing > 0), free, 0.0)
        share = room / np.maximum(room.sum(axis=1, keepdims=True), 1e-300)
        people = np.maximum(people + missing * share, 0.0)
    people *= (total / np.maximum(people.sum(axis=1), 1e-9))[:, None]
    return _rounded(people, total)


def _rounded(people: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Rounded by the largest remainders, so that each draw adds up to its total."""
    floor = np.floor(people + 1e-9)
    order = np.argsort(floor - people, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(people.shape[1])[None, :], axis=1)
    return (floor + (rank < (total - floor.sum(axis=1))[:, None])).astype(np.int64)
