"""Moving what an ensemble holds towards the reports of one day, one after the other: pure numbers.

It answers how many people stand in each compartment, given what was counted today. Each number
moves in proportion to what it has to do with the count, so whoever is counted at one place is
missed where they would else have been. A count is trusted as far as its own error allows: what
the ensemble does not expect beyond that is error of the model, not of the count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.forecast.learning.counting import bend, expected, stretch, unstretch

FAR = 3.0  # standard deviations beyond which a report has less weight the further off it is
SLIP = 5.0  # standard deviations beyond which a report says no more of the error of the model
EVERYWHERE = 3.0  # nearby reports that the mean of all reports counts for
ITSELF = np.inf  # reach of a report on what it counts
AGREE = 3  # counts of the same people that show how far a count may be off


@dataclass(frozen=True)
class Counted:
    """Reports of one day as numbers.

    Parameters
    ----------
    reported : on the scale of `stretch` (report)
    noise : variance of each about a perfect prediction (report)
    spread : dispersion of each count (report)
    most : most people that each can be about (report) [person]
    reach : how far each report counts for each number of the ensemble, from 0 to 1; ITSELF for
        what it counts (report, number)
    """

    reported: np.ndarray
    noise: np.ndarray
    spread: np.ndarray
    most: np.ndarray
    reach: np.ndarray


@dataclass(frozen=True)
class Taken:
    """What the reports of one day changed.

    Parameters
    ----------
    numbers : the ensemble after them (member, number)
    moved : change of the mean of each number by each report (report, number)
    """

    numbers: np.ndarray
    moved: np.ndarray


def distance(said: np.ndarray, counted: Counted) -> tuple[np.ndarray, np.ndarray]:
    """How far each report is from the ensemble, in squares, and how far expected (report).

    A report further off than SLIP standard deviations counts as one at that distance.

    said : what the ensemble says of each report (member, report) [person]
    """
    z = expected(np.maximum(said, 0.0), counted.spread)
    usual = counted.noise + z.var(axis=0)
    return np.minimum((counted.reported - z.mean(axis=0)) ** 2, SLIP**2 * usual), usual


def not_expected(surplus: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Variance that neither the ensemble nor the counts explain, of each report of a day (report).

    Where a model errs it errs nearby too, and elsewhere it may not; few reports nearby say little.

    Parameters
    ----------
    surplus : squared distance of each report so far, less what was expected (earlier)
    near : how near each report of the day is to each of them, 0 to 1 (report, earlier)
    """
    sums = near @ surplus + EVERYWHERE * surplus.mean()
    return np.maximum(0.0, sums / (near.sum(axis=1) + EVERYWHERE))


def log_density(far: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Logarithm of the normal density of each report, but for a constant (report).

    far : squared distance of each report from what was forecast
    usual : its expectation, with the error of the model
    """
    return np.asarray(-(far / usual + np.log(usual)) / 2)


def disagreement(series: np.ndarray, noise: float) -> float:
    """How far counts of the same people may be off beyond their own error, as a variance.

    Half the mean square of what each differs from the one before, more by its own error where they
    are few. What has changed in truth is in it, so it is the most; infinite for one or two counts.

    Parameters
    ----------
    series : counts one after the other, on the scale of `stretch` (count)
    noise : variance of a count about a perfect prediction

    Source: J. von Neumann, Ann. Math. Stat. 12 (1941) 367-395.
    """
    steps = np.diff(series)
    if len(series) < AGREE:
        return np.inf
    return max(0.0, float((steps**2).mean() / 2 * (1 + 2 / len(steps)) - noise))


def take_in(
    numbers: np.ndarray,
    said: np.ndarray,
    counted: Counted,
    model_error: np.ndarray,
    generator: np.random.Generator,
) -> Taken:
    """The ensemble moved by each report, the most certain first.

    Parameters
    ----------
    numbers : what the ensemble holds (member, number)
    said : what it says of each report (member, report) [person]
    counted : the reports
    model_error : variance that the ensemble lacks, on the scale of the reports (report)
    generator : random numbers

    Source: the filter in two steps, first the count and then what goes with it, of J. L. Anderson,
    Monthly Weather Review 131 (2003) 634-642, with perturbed reports.
    """
    # A number that is the same in all members can only change where it is counted.
    can_move = (numbers != numbers[0]).any(axis=0) | np.isinf(counted.reach).any(axis=0)
    busy, said = numbers[:, can_move], said.copy()
    moved = np.zeros((len(counted.reported), len(can_move)))
    for report in np.argsort(counted.noise, kind="stable"):
        change = _change(said[:, report], report, counted, model_error[report], generator)
        slope = _slope(said[:, report], busy, counted.reach[report, can_move])
        others = _slope(said[:, report], said, _only(report, len(moved)))
        busy += np.outer(change, slope)
        said += np.outer(change, others)
        moved[report, can_move] = change.mean() * slope
    after = numbers.copy()
    after[:, can_move] = busy
    return Taken(after, moved)


def _change(
    said: np.ndarray,
    report: int,
    counted: Counted,
    model_error: float,
    generator: np.random.Generator,
) -> np.ndarray:
    """How much the count of one report changes in each member (member) [person]."""
    spread, reported = counted.spread[report], counted.reported[report]
    before = stretch(np.maximum(said, 0.0), spread)
    goal = reported + bend(unstretch(reported, spread), spread)
    z = before + np.sqrt(model_error) * _centred(generator, len(said))
    far = (goal - z.mean()) ** 2 / (z.var() + counted.noise[report]) / FAR**2
    noise = counted.noise[report] * max(1.0, far)
    away = goal + np.sqrt(noise) * _centred(generator, len(said)) - z
    after = np.maximum(0.0, z + z.var() / (z.var() + noise) * away)
    return np.minimum(unstretch(after, spread), counted.most[report]) - said


def _centred(generator: np.random.Generator, size: int) -> np.ndarray:
    drawn = generator.standard_normal(size)
    return drawn - drawn.mean()


def _only(report: int, reports: int) -> np.ndarray:
    """Reach of a report on the others of its day: as far as correlation shows."""
    reach = np.ones(reports)
    reach[report] = ITSELF
    return reach


def _slope(said: np.ndarray, numbers: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Change of each number for a change of one in the count (number).

    Correlations that an ensemble of this size shows by chance do not count, see `beyond_chance`.
    Where all members say the same of the count, what it counts takes the change in proportion.
    """
    away, centred = numbers - numbers.mean(axis=0), said - said.mean()
    size = (centred**2).sum()
    itself = np.isinf(reach)
    if size < 1e-6:
        share = itself * (numbers.mean(axis=0) + 1e-3)
        return np.asarray(share / max(share.sum(), 1e-3))
    shared = np.einsum("m,mn->n", centred, away)  # not by BLAS, whose digits depend on its threads
    square = shared**2 / np.maximum(size * (away**2).sum(axis=0), 1e-300)
    kept = np.maximum(0.0, 1 - 1 / (len(said) * np.maximum(square, 1e-300)))
    return np.asarray(shared / size * np.where(itself, 1.0, kept * np.minimum(reach, 1.0)))
