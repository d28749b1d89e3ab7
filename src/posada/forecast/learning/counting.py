"""How far a report can be from the truth: counts with an error that grows with their size.

It answers on which scale reports are compared: `stretch` where people are moved, on which an error
of one means the same for ten people and for ten thousand; `root` where parameters are learned, on
which chance that empties one place weighs no more than the same chance that fills another. The
sizes of the errors are assumptions; the learning enlarges them when the reports turn out to be
further from the model, and never makes them smaller.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

# Relative error of a report, one standard deviation, by its confidence: assumptions.
RELATIVE_ERROR = {"high": 0.1, "medium": 0.2, "low": 0.5, "assumption": 0.5}
UNSTATED = RELATIVE_ERROR["medium"]


def dispersion(confidence: pd.Series) -> np.ndarray:
    """Dispersion of the counts of each report: the square of its relative error (report)."""
    return confidence.map(RELATIVE_ERROR).fillna(UNSTATED).to_numpy(dtype=float) ** 2


def stretch(people: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Counts on the scale on which a negative binomial count has a standard deviation of one.

    A count of mean m has variance m + spread m^2; the scale is the integral of its inverse root.

    Parameters
    ----------
    people : counts, not negative (..., report) [person]
    spread : dispersion of each report, above 0 (report)

    Source: F. J. Anscombe, Biometrika 35 (1948) 246-254.
    """
    return 2 / np.sqrt(spread) * np.arcsinh(np.sqrt(spread * people))


def unstretch(stretched: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The inverse of `stretch` [person]."""
    return np.sinh(stretched * np.sqrt(spread) / 2) ** 2 / spread


def expected(people: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Mean on that scale of the counts that are made where so many people are (..., report).

    The scale is bent, so the mean lies a little below the place of the true number: by half the
    variance times the curvature.
    """
    return np.maximum(0.0, stretch(people, spread) - bend(people, spread))


def bend(people: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """How far the mean of counts lies below the place of the true number (..., report)."""
    mean = np.maximum(people, 1.0)
    return (1 + 2 * spread * mean) / (4 * np.sqrt(mean + spread * mean**2))


def root(people: np.ndarray) -> np.ndarray:
    """Twice the root of counts [person], not negative; any shape."""
    return np.asarray(2 * np.sqrt(people))


def expected_root(people: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Mean of `root` of the counts that are made where so many people are (..., report).

    As in `expected`, half the variance times the curvature below the root of the true number.
    """
    mean = np.maximum(people, 1.0)
    return np.maximum(0.0, root(people) - (1 + spread * mean) / (4 * np.sqrt(mean)))
