"""Parameters as standard normal numbers, and back.

It answers how a parameter that is stated by a range can be moved freely: its place in the range
becomes a normal number, so that no step of the learning ever leaves what the scenario states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from posada.scenario.ranges import Range

EDGE = 1e-6  # keeps the ends of a range finite
DIGITS = 6  # the last ones depend on the threads of the linear algebra, and must change nothing

_quantile = np.vectorize(NormalDist().inv_cdf, otypes=[float])
normal_chance = np.vectorize(NormalDist().cdf, otypes=[float])


@dataclass(frozen=True)
class Unknowns:
    """Parameters that are not known exactly.

    Parameters
    ----------
    names : their names
    low, high : ends of their ranges (parameter)
    """

    names: list[str]
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, ranges: Mapping[str, Range]) -> Unknowns:
        """Those of all parameters whose range is wider than one number."""
        wide = {name: r for name, r in ranges.items() if r.low < r.high}
        low, high = (np.array([getattr(r, end) for r in wide.values()]) for end in ("low", "high"))
        return cls(list(wide), low, high)

    def of_table(self, parameters: pd.DataFrame) -> np.ndarray:
        """Standard normal numbers for parameters uniform in their ranges (draw, parameter)."""
        position = (parameters[self.names].to_numpy(dtype=float) - self.low) / (
            self.high - self.low
        )
        return _quantile(np.clip(position, EDGE, 1 - EDGE))

    def fill(self, parameters: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
        """The table with the parameters of these numbers; all others stay (draw, parameter)."""
        values = self.low + (self.high - self.low) * normal_chance(np.round(numbers, DIGITS))
        return parameters.assign(**dict(zip(self.names, values.T, strict=True)))
