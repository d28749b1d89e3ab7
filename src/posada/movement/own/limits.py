"""Quotas under posada's own rules: how many people a day lets through in each draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

ALL = slice(None)  # days


@dataclass(frozen=True)
class Limits:
    """Whole people per day that quotas let through; worked out for one draw at a time.

    Parameters
    ----------
    calls : names called from the list of a crossing, lower and upper end (day, place, 2)
    quota : most people through a route, lower and upper end, inf for no limit (day, route, 2)
    between_calls, between_quota : where between the ends each draw lies, 0 to 1 (draw, place),
        (draw, route)
    """

    calls: np.ndarray
    quota: np.ndarray
    between_calls: np.ndarray
    between_quota: np.ndarray

    def calls_of(self, draw: int, days: slice = ALL) -> np.ndarray:
        """Names called in a draw (day, place)."""
        return self._called.of(self.between_calls[draw], days)

    def quota_of(self, draw: int, days: slice = ALL) -> np.ndarray:
        """Most people through in a draw, -1 for no limit (day, route)."""
        return self._let_through.of(self.between_quota[draw], days)

    @property
    def any_calls(self) -> bool:
        """Whether names are called on any day."""
        return len(self._called.columns) > 0

    @property
    def any_quota(self) -> bool:
        """Whether any route has a quota on any day."""
        return len(self._let_through.columns) > 0

    @cached_property
    def _called(self) -> _Ends:
        return _Ends.where(self.calls, np.asarray(self.calls.any(axis=2)), 0)

    @cached_property
    def _let_through(self) -> _Ends:
        return _Ends.where(self.quota, np.asarray(np.isfinite(self.quota).all(axis=2)), -1)


@dataclass(frozen=True)
class _Ends:
    """Both ends of ranges, in the few columns that have any.

    Parameters
    ----------
    low, wide : lower end, and how far the upper one is from it (day, column with a range)
    columns : their numbers (column with a range)
    nothing : a day of each column, without any range (column)
    """

    low: np.ndarray
    wide: np.ndarray
    columns: np.ndarray
    nothing: np.ndarray

    @classmethod
    def where(cls, ends: np.ndarray, stated: np.ndarray, otherwise: int) -> _Ends:
        """Of ends (day, column, 2), where they are stated (day, column)."""
        columns = np.flatnonzero(stated.any(axis=0))
        some = np.where(stated[..., None], ends, otherwise)[:, columns]
        nothing = np.full(stated.shape[1], otherwise, np.int64)
        return cls(some[..., 0], some[..., 1] - some[..., 0], columns, nothing)

    def of(self, position: np.ndarray, days: slice) -> np.ndarray:
        """Whole numbers between the ends on some days (day, column).

        position : where between them, 0 to 1 (column)
        """
        found = np.rint(self.low[days] + position[self.columns] * self.wide[days])
        rows = np.tile(self.nothing, (len(found), 1))
        rows[:, self.columns] = found
        return rows
