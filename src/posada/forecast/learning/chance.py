"""What happens by chance: in an ensemble of lives, and between reports.

It answers how much of a correlation an ensemble of its size does not show by chance, and how
chance in the lives of people is shared by reports: whoever is missing at one place is at another.
"""

from __future__ import annotations

import numpy as np


def beyond_chance(first: np.ndarray, second: np.ndarray, size: float | None = None) -> np.ndarray:
    """Share of each correlation that an ensemble of this size does not show by chance.

    The square of a correlation r of n members is 1 / n too large on average, so 1 - 1 / (n r^2)
    of it counts, and nothing when r^2 is smaller than that. It stands for the distance in a
    network, which a parameter that holds everywhere does not have.

    Parameters
    ----------
    first, second : with a mean of 0 (member, one), (member, other)
    size : members that it stands for, where they do not count alike

    Returns
    -------
    array of numbers from 0 to 1 (one, other)

    Source: the idea is that of X. Luo, T. Bhakta, J. Pet. Sci. Eng. 184 (2020) 106559.
    """
    sizes = np.outer((first**2).sum(axis=0), (second**2).sum(axis=0))
    square = (first.T @ second) ** 2 / np.maximum(sizes, 1e-300)
    return np.maximum(0.0, 1 - 1 / ((size or len(first)) * np.maximum(square, 1e-300)))


def covariance_of(apart: np.ndarray, counts: np.ndarray | None = None) -> np.ndarray:
    """Covariance of what happens by chance, from differences that no parameter explains.

    Correlations that so many differences show by chance do not count, see `beyond_chance`.

    Parameters
    ----------
    apart : differences from what is expected, for instance those between two lives with the same
        unknowns over the root of two; no rows where chance is not looked at (case, report)
    counts : weight of each case, all alike if not given (case)

    Returns
    -------
    covariance, with no negative direction (report, report)
    """
    if not len(apart):
        return np.zeros((apart.shape[1],) * 2)
    weight = np.ones(len(apart)) if counts is None else counts
    weighed = apart * np.sqrt(weight / weight.sum())[:, None]
    variance = (weighed**2).sum(axis=0)
    scaled = weighed / np.sqrt(np.maximum(variance, 1e-300))
    alike = scaled.T @ scaled * beyond_chance(scaled, scaled, cases(weight))
    np.fill_diagonal(alike, 1.0)
    values, vectors = np.linalg.eigh(alike)
    alike = (vectors * np.maximum(values, 0.0)) @ vectors.T
    root = np.sqrt(variance / np.diag(alike))
    return np.asarray(alike * np.outer(root, root))


def cases(weight: np.ndarray) -> float:
    """How many cases that count alike would say as much as these with their weights."""
    return float(weight.sum() ** 2 / (weight**2).sum())
