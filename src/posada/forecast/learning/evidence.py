"""Which reports are learned from, and what each draw says of the same people.

It answers what was reported, how sure that is, and what a simulated past gives in its place.
Reports dated after the last day of information, or before the start, are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast.compare import drawn_of, scope_of
from posada.forecast.learning.counting import dispersion, expected_root, root, stretch
from posada.forecast.learning.taking import disagreement
from posada.scenario.model import Scenario

SHARED_DAYS = 3  # days over which the model errs in a similar way: an assumption
SHARED = 0.2  # correlation of its errors within these days, see benchmarks/learning_wrong_model.py


@dataclass(frozen=True)
class Evidence:
    """Reports that can be learned from.

    Parameters
    ----------
    scenario : the scenario
    table : its usable reports, one row each
    inside : places that each report counts (report, place) [bool]
    """

    scenario: Scenario
    table: pd.DataFrame
    inside: np.ndarray

    def some(self, rows: np.ndarray) -> Evidence:
        """Some of the reports, by their rows."""
        table = self.table.iloc[rows].reset_index(drop=True)
        return Evidence(self.scenario, table, self.inside[rows])

    @property
    def days(self) -> np.ndarray:
        """Day of each report, since the start (report)."""
        start = pd.Timestamp(self.scenario.settings.start)
        return (self.table["date"] - start).dt.days.to_numpy()

    @property
    def spread(self) -> np.ndarray:
        """Dispersion of the count of each report (report)."""
        return dispersion(self.table["confidence"])

    @property
    def reported(self) -> np.ndarray:
        """What was reported, the middle of a range, on the scale of `stretch` (report)."""
        low, high = self._ends
        return (low + high) / 2

    @property
    def together(self) -> np.ndarray:
        """How much the error of the model counts because it does not average out (report).

        Reports within a few days of each share a part of it: their mean has so many times the
        variance that it had if each erred alone.

        Source: the design effect of L. Kish, Survey Sampling (1965), 5.4.
        """
        days = self.table["date"].to_numpy(dtype="datetime64[D]").astype(int)
        near = (np.abs(days[:, None] - days) <= SHARED_DAYS).sum(axis=1)
        return 1 + SHARED * (near - 1)

    def counts(self, data: xr.Dataset) -> np.ndarray:
        """What the draws say of each report (draw, report) [person].

        data : the past as `live_past` gives it
        """
        counts = np.zeros((data.sizes["draw"], len(self.table)))
        reports = self.table.itertuples(index=False)
        for number, (report, inside) in enumerate(zip(reports, self.inside, strict=True)):
            counts[:, number] = _drawn(data, report, inside)
        return counts

    @property
    def noise(self) -> np.ndarray:
        """Variance on the scale of `stretch` of the count itself and of its range (report)."""
        low, high = self._ends
        return np.asarray(1 + (high - low) ** 2 / 12)

    def disagreement(self, rows: np.ndarray, known: np.ndarray) -> np.ndarray:
        """How far each report of a day may be off, by counts of the same people so far (report).

        rows, known : rows of the reports of the day, and of all up to it
        """
        known = known[np.argsort(self.days[known], kind="stable")]
        middle, spread, noise = np.mean(self._people, axis=0), self.spread, self.noise
        found = []
        for row in rows:
            same = known[self._whose[known] == self._whose[row]]
            found.append(disagreement(stretch(middle[same], spread[row]), noise[row]))
        return np.array(found)

    @property
    def reported_root(self) -> np.ndarray:
        """What was reported, the middle of a range, on the scale of `root` (report)."""
        low, high = map(root, self._people)
        return np.asarray((low + high) / 2)

    def predicted_roots(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The draws on the scale of `root`, and the variance of a report about them.

        The variance is that of the count itself and of the range it was given as.

        Parameters
        ----------
        counts : what the draws say of each report (draw, report)

        Returns
        -------
        roots of counts (draw, report) and variances (report)
        """
        low, high = map(root, self._people)
        own = 1 + self.spread * np.maximum(counts, 1.0).mean(axis=0)
        return expected_root(counts, self.spread), own + (high - low) ** 2 / 12

    @cached_property
    def _whose(self) -> np.ndarray:
        """The same number for reports of the same people by the same measure (report)."""
        return self.table.groupby(["measure", "place", "region"], dropna=False).ngroup().to_numpy()

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper end of what was reported, stretched."""
        low, high = self._people
        return stretch(low, self.spread), stretch(high, self.spread)

    @cached_property
    def _people(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper end of what was reported [person]."""
        people = self.table["people"].to_numpy(dtype=float)
        return people, self.table["people_high"].fillna(self.table["people"]).to_numpy(dtype=float)


def gather(scenario: Scenario) -> Evidence:
    """The reports that could be known on the last day of information, and not before the start."""
    known = scenario.known("headcounts")
    start = pd.Timestamp(scenario.settings.start)
    table = known[known["date"] >= start].reset_index(drop=True)
    inside = [scope_of(scenario, report)[1] for report in table.itertuples(index=False)]
    return Evidence(scenario, table, np.array(inside).reshape(len(table), len(scenario["places"])))


def _drawn(data: xr.Dataset, report: Any, inside: np.ndarray) -> np.ndarray:
    if report.measure != "waiting_list":
        return drawn_of(data, report, inside)
    day = int(np.searchsorted(data["day"].values, report.date.to_datetime64()))
    return data["list"].values[:, day, inside].sum(axis=1)
