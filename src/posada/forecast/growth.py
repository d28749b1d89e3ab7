"""How fast a place grows or empties, from its reports alone.

Counts of displaced people move in two ways: people come and go, and from time to time a
registration or a correction changes the count by thousands in a day. Only the first says anything
about the days to come. Both estimates here are therefore cautious about growth that came in a
single interval, each in its own way, and the smaller of the two is taken.
"""

from __future__ import annotations

import numpy as np

MEMORY, LONG_MEMORY = 30.0, 45.0  # days after which a report counts for 1/e
KEPT = 0.2  # weight of the interval with the most growth
FADING = 90.0  # days after which growth is half as fast
MOST_GROWTH = 1.5  # a place changes by less than so many times its people


def growth_rate(days: np.ndarray, people: np.ndarray) -> float:
    """People who come, less those who leave, by day.

    Parameters
    ----------
    days, people : reports in order (report) [day], [person]

    Returns
    -------
    rate [person/day]; 0 with fewer than two reports, or when the two estimates disagree on the sign
    """
    first, second = trimmed_rate(days, people), agreed_rate(days, people)
    if first * second <= 0:
        return 0.0
    return float(np.sign(first) * min(abs(first), abs(second)))


def trimmed_rate(days: np.ndarray, people: np.ndarray) -> float:
    """Mean growth of the last weeks, in which the interval with the most counts by a fifth."""
    rates, weights = _intervals(days, people, MEMORY)
    if not len(rates):
        return 0.0
    weights = weights * np.where(
        np.arange(len(rates)) == np.argmax(np.abs(rates) * weights), KEPT, 1
    )
    return float((weights * rates).sum() / weights.sum() * (KEPT if len(rates) == 1 else 1))


def agreed_rate(days: np.ndarray, people: np.ndarray) -> float:
    """Mean growth of the last weeks, less the more of it came in a single interval."""
    rates, weights = _intervals(days, people, LONG_MEMORY)
    change = np.abs(weights * rates)
    if not len(rates) or change.sum() <= 0:
        return 0.0
    most, expected = change.max() / change.sum(), weights.max() / weights.sum()
    spread = (1 - most) / (1 - expected) if expected < 1 else 0.3
    return float((weights * rates).sum() / weights.sum() * min(1.0, spread))


def change_ahead(rate: np.ndarray, last: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Change since the last report when growth fades: half as fast after `FADING` days.

    Parameters
    ----------
    rate : growth at the last report [person/day]
    last : people in the last report [person]
    ahead : days since the last report

    Returns
    -------
    array [person], of the shape to which the three broadcast
    """
    change = rate * FADING * np.log1p(ahead / FADING)
    return np.asarray(change / (1 + np.abs(change) / (MOST_GROWTH * np.maximum(last, 1))))


def _intervals(
    days: np.ndarray, people: np.ndarray, memory: float
) -> tuple[np.ndarray, np.ndarray]:
    """Growth by day and weight of each interval between reports, without first counts."""
    appeared = (people[:-1] <= 0) & (people[1:] > 0)  # a first count says nothing of growth
    lengths = np.diff(days).astype(float)[~appeared]
    weights = lengths * np.exp(-(days[-1] - days[1:][~appeared]) / memory)
    return np.diff(people)[~appeared] / lengths, weights
