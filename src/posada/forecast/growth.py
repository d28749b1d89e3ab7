"""How fast a place grows or empties, from its reports alone.

Counts of displaced people move in two ways: people come and go, and from time to time a
registration or a correction changes the count by thousands in a day. Only the first says anything
about the days to come. Three estimates here are therefore cautious about growth that came in a
single interval, each in its own way; where they agree on the sign, the mean of the two smaller is
taken.
"""

from __future__ import annotations

import numpy as np

# Days after which a report counts for 1/e, by estimate.
TRIMMED_MEMORY, AGREED_MEMORY, USUAL_MEMORY = 30.0, 45.0, 90.0
STEP = 10.0  # days: of growth in a single interval of that length, half is believed
STALE = 60.0  # days without a report after which half of the growth is believed
FADING = 90.0  # days after which growth is half as fast
MOST_GROWTH = 1.5  # a place changes by less than so many times its people


def growth_rate(days: np.ndarray, people: np.ndarray) -> float:
    """People who come, less those who leave, by day.

    Parameters
    ----------
    days, people : reports in order (report) [day], [person]

    Returns
    -------
    rate [person/day]; 0 with fewer than two reports, or when the estimates disagree on the sign
    """
    rates, lengths, ages = _intervals(days, people)
    if len(rates) < 2:
        return float((rates * _steady(lengths)).sum())
    found = np.array([estimate(rates, lengths, ages) for estimate in ESTIMATES])
    if abs(np.sign(found).sum()) < len(found):
        return 0.0
    return float(np.sign(found[0]) * np.sort(np.abs(found))[:2].mean())


def trimmed_rate(rates: np.ndarray, lengths: np.ndarray, ages: np.ndarray) -> float:
    """Mean growth, in which the interval with the most counts less, the shorter it is.

    Parameters
    ----------
    rates : growth between two reports (interval) [person/day]
    lengths, ages : of the interval, and since its end (interval) [day]
    """
    weights = lengths * np.exp(-ages / TRIMMED_MEMORY)
    most = np.argmax(np.abs(rates) * weights)
    weights[most] *= _steady(lengths[most])
    return float((weights * rates).sum() / weights.sum())


def agreed_rate(rates: np.ndarray, lengths: np.ndarray, ages: np.ndarray) -> float:
    """Mean growth, less the more of it came in a single interval; as `trimmed_rate`."""
    weights = lengths * np.exp(-ages / AGREED_MEMORY)
    change = np.abs(weights * rates)
    if change.sum() <= 0:
        return 0.0
    most, expected = change.max() / change.sum(), weights.max() / weights.sum()
    spread = (1 - most) / max(1 - expected, 1e-9)
    return float((weights * rates).sum() / weights.sum() * min(1.0, spread))


def usual_rate(rates: np.ndarray, lengths: np.ndarray, ages: np.ndarray) -> float:
    """Median growth of the days: half of them saw less; as `trimmed_rate`."""
    order = np.argsort(rates)
    weights = (lengths * np.exp(-ages / USUAL_MEMORY))[order]
    middle = np.cumsum(weights) - weights / 2
    return float(np.interp(weights.sum() / 2, middle, rates[order]))


ESTIMATES = (trimmed_rate, agreed_rate, usual_rate)


def believed(rate: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Growth as far as it is believed after days without a report.

    Parameters
    ----------
    rate : growth at the last report [person/day]
    without : days since the last report
    """
    return np.asarray(rate / (1 + (without / STALE) ** 2))


def faded(days: np.ndarray) -> np.ndarray:
    """Days of undiminished growth that so many days of fading growth are worth [day]."""
    return np.asarray(FADING * np.log1p(days / FADING))


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
    change = rate * faded(ahead)
    return np.asarray(change / (1 + np.abs(change) / (MOST_GROWTH * np.maximum(last, 1))))


def _steady(lengths: np.ndarray) -> np.ndarray:
    """Share of the growth in a single interval that is not taken for a step.

    A registration is done within days, so growth over two months is hardly ever one.
    """
    return np.asarray(lengths / (lengths + STEP))


def _intervals(days: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Growth by day, length and age of each interval between reports, without first counts."""
    appeared = (people[:-1] <= 0) & (people[1:] > 0)  # a first count says nothing of growth
    lengths = np.diff(days).astype(float)[~appeared]
    return np.diff(people)[~appeared] / lengths, lengths, (days[-1] - days[1:])[~appeared]
