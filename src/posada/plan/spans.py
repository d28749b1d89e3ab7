"""Spans of periods over which coverage is compared between places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.plan.demand import Demand, Floats, Integers

LEAST_SPAN = 1e-3  # [thousand person-day equivalents]: below one person-day nobody is compared


@dataclass(frozen=True)
class Spans:
    """Spans with any need, one row per place, standard and span.

    Parameters
    ----------
    place, standard : axes of each row (span)
    first, last : first and last period (span)
    row, cell : pairs of a span and a cell that counts for it; everything given out in the span,
        and of a durable all that has been given out by its last period
    need : mean need [thousand person-day equivalents] (span)
    """

    place: Integers
    standard: Integers
    first: Integers
    last: Integers
    row: Integers
    cell: Integers
    need: Floats

    def coverage(self, covered: Floats) -> Floats:
        """Share of the mean need that is covered, at most 1 (span).

        Parameters
        ----------
        covered : covered up to the mean need [thousand person-day equivalents] (cell)
        """
        total = np.bincount(self.row, weights=covered[self.cell], minlength=len(self.need))
        return np.clip(total / self.need, 0, 1)

    def rows(self, demand: Demand) -> Integers:
        """Row of each place, standard and span, -1 where there is no need."""
        ends = np.unique(self.last)
        rows = np.full((len(demand.places), len(demand.standards), len(ends)), -1)
        at = self.place, self.standard, np.searchsorted(ends, self.last)
        rows[at] = np.arange(len(self.need))
        return rows


def checkpoints(demand: Demand, floor_days: int) -> Spans:
    """From the first day to the day of the floor, and from the first day to the end."""
    last = len(demand.days) - 1
    return _make(demand, sorted({(0, _turn(demand, floor_days)), (0, last)}))


def blocks(demand: Demand, floor_days: int) -> Spans:
    """From the first day to the day of the floor, and from then to the end."""
    turn, last = _turn(demand, floor_days), len(demand.days) - 1
    return _make(demand, [(0, turn)] if turn == last else [(0, turn), (turn + 1, last)])


def _turn(demand: Demand, floor_days: int) -> int:
    """Period in which the day of the floor falls."""
    elapsed = np.cumsum(demand.days)
    return min(int(np.searchsorted(elapsed, floor_days)), len(elapsed) - 1)


def _make(demand: Demand, bounds: list[tuple[int, int]]) -> Spans:
    """Spans of every place and standard with these first and last periods."""
    places, standards, count = len(demand.places), len(demand.standards), len(bounds)
    first, last = np.array(bounds).T
    durable = demand.durable[demand.standard]
    inside = (demand.period[:, None] >= first) & (demand.period[:, None] <= last)
    inside = np.where(durable[:, None], demand.period[:, None] == last, inside)
    cell, bound = np.nonzero(inside)
    key = (demand.place[cell] * standards + demand.standard[cell]) * count + bound
    size = places * standards * count
    need = np.zeros(size)
    np.add.at(need, key, demand.mean[cell])
    real = np.flatnonzero(need >= LEAST_SPAN)
    number = np.full(size, -1)
    number[real] = np.arange(len(real))
    kept = number[key] >= 0
    place, standard, which = np.unravel_index(real, (places, standards, count))
    return Spans(
        place, standard, first[which], last[which], number[key][kept], cell[kept], need[real]
    )
