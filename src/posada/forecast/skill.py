"""How good a forecast with intervals is: the field's own measures.

Every measure is taken against real reports only, on their days.
"""

from __future__ import annotations

import numpy as np

# Levels that forecast hubs ask for.
HUB_LEVELS = np.array([0.01, 0.025, *np.arange(0.05, 0.96, 0.05).round(2), 0.975, 0.99])
# The same, and the ends of the central 99 %.
LEVELS = np.array([0.005, *HUB_LEVELS, 0.995])
EVENLY = (np.arange(200) + 0.5) / 200  # levels that stand for all alike
BLOCK = 10_000  # reports scored at once, so that memory is bounded


def wmape(median: np.ndarray, reported: np.ndarray) -> float:
    """Weighted mean absolute percentage error: sum of |median - reported| over sum of reported."""
    return float(np.abs(median - reported).sum() / max(reported.sum(), 1.0))


def weighted_interval_score(
    quantiles: np.ndarray, levels: np.ndarray, reported: np.ndarray
) -> np.ndarray:
    """Weighted interval score of each report: twice the mean pinball loss of the quantiles.

    Parameters
    ----------
    quantiles : (report, level) [person]
    levels : between 0 and 1 (level)
    reported : (report) [person]

    Returns
    -------
    array (report) [person]

    Source: Bracher, Ray, Gneiting, Reich, PLoS Comput. Biol. 17 (2021) e1008618.
    """
    error = np.asarray(reported)[:, None] - quantiles
    return np.asarray(2 * np.maximum(levels * error, (levels - 1) * error).mean(axis=1))


def ranked_probability_score(
    quantiles: np.ndarray, levels: np.ndarray, reported: np.ndarray
) -> np.ndarray:
    """Continuous ranked probability score: twice the pinball loss, over all levels alike.

    Between two levels the quantiles lie on a line, beyond the first and the last they are flat.

    Parameters
    ----------
    quantiles : (report, level) [person]
    levels : between 0 and 1, in order (level)
    reported : (report) [person]

    Returns
    -------
    array (report) [person]

    Source: Gneiting, Ranjan, J. Bus. Econ. Stat. 29 (2011) 411-422.
    """
    scores = np.zeros(len(reported))
    for first in range(0, len(reported), BLOCK):
        rows = slice(first, first + BLOCK)
        drawn = np.stack([np.interp(EVENLY, levels, line) for line in quantiles[rows]])
        scores[rows] = weighted_interval_score(drawn, EVENLY, reported[rows])
    return scores


def coverage(
    quantiles: np.ndarray, levels: np.ndarray, reported: np.ndarray, central: float
) -> float:
    """Share of the reports inside the central interval, for example 0.8 for 10 % to 90 %."""
    low, high = (
        int(np.argmin(np.abs(levels - edge))) for edge in (0.5 - central / 2, 0.5 + central / 2)
    )
    inside = (reported >= quantiles[:, low]) & (reported <= quantiles[:, high])
    return float(inside.mean()) if len(inside) else float("nan")


def transform(quantiles: np.ndarray, levels: np.ndarray, reported: np.ndarray) -> np.ndarray:
    """Probability integral transform: the level at which each report lies (report) [0 to 1].

    Reports below the first or above the last quantile lie half way to the end. Uniform when the
    forecast is calibrated.

    Source: Gneiting, Balabdaoui, Raftery, J. R. Stat. Soc. B 69 (2007) 243-268.
    """
    found = np.empty(len(reported))
    for row, (line, people) in enumerate(zip(quantiles, reported, strict=True)):
        if people < line[0]:
            found[row] = levels[0] / 2
        elif people > line[-1]:
            found[row] = (1 + levels[-1]) / 2
        else:  # where quantiles are equal, the middle of their levels
            low = np.interp(people, line, levels)
            high = 1 - np.interp(-people, -line[::-1], (1 - levels)[::-1])
            found[row] = (low + high) / 2
    return found
