"""Moving an ensemble towards what was reported: pure numbers, no names.

It answers which parameters fit the reports, given how the predictions of an ensemble vary with
its parameters. It takes the reports in a few steps, each with a part of their weight, so that a
model that is not linear is followed; and it never trusts the reports more than the ensemble fits
them: whatever distance remains counts as error of the model and enlarges the error of the report.
What a crowd does by chance is in the reports and in every life of the ensemble; parameters do not
explain it, and whoever is missing at one place for it is at another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posada.forecast.learning.chance import beyond_chance, covariance_of
from posada.forecast.learning.likely import Lives, draw_likely

STEPS = 3
IDLE = 100  # numbers that no report depends on, and that show what reports seem to say of them
FREEDOM = 10.0  # degrees of freedom of the errors: few, so that single reports may be far off
FAR = 3.0  # standard deviations beyond which a report has less weight the further off it is
SLIP = 5.0  # standard deviations beyond which a report says nothing of the error of the others

Predict = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Observed:
    """The reports as numbers.

    Parameters
    ----------
    reported : what was reported, on a scale on which errors do not depend on size (report)
    together : how much the error of the model counts for being shared with others, 1 if it is
        not (report)
    """

    reported: np.ndarray
    together: np.ndarray


@dataclass(frozen=True)
class Adapted:
    """What a few steps gave.

    Parameters
    ----------
    unknowns : the ensemble that fits the reports (member, unknown)
    predicted : what the ensemble said of each report before it was moved (member, report)
    noise : variance of each report about a perfect prediction (report)
    believed : share of the weight of each report that was used, at most 1 (report)
    belief : share of the weight of all reports that the model could follow, at most 1
    pull : how far each report moved the mean of each unknown (report, unknown)
    """

    unknowns: np.ndarray
    predicted: np.ndarray
    noise: np.ndarray
    believed: np.ndarray
    belief: float
    pull: np.ndarray


def adapt(
    unknowns: np.ndarray, predict: Predict, observed: Observed, generator: np.random.Generator
) -> Adapted:
    """Ensemble smoother with multiple data assimilation, of which the weights are learned.

    Parameters
    ----------
    unknowns : ensemble before any report is used, standard normal (member, unknown)
    predict : gives for an ensemble what it predicts of each report (member, report), the
        variance of a report about a perfect prediction (report), and what happens by chance in
        lives, see `covariance_of` (pair, report), all on the scale of `observed`
    observed : the reports
    generator : random numbers

    Source: A. A. Emerick, A. C. Reynolds, Computers & Geosciences 55 (2013) 3-15.
    """
    used, spread = np.zeros(len(observed.reported)), unknowns.std(axis=0)
    said: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    pull = np.zeros((len(used), len(spread) + IDLE))
    both = np.hstack([unknowns, idle_numbers(len(unknowns), generator)])
    for step in range(STEPS):
        unknowns = both[:, : len(spread)]
        predicted, noise, apart = predict(unknowns)
        said.append((unknowns, predicted, noise))
        chance = covariance_of(apart)
        least = noise + np.diag(chance)
        variance = least * enlarged(predicted, noise, observed)
        weight = np.maximum(0.0, 1 / variance - used) / (STEPS - step)
        error = not_held(chance, variance, weight)
        both, pulled = move(both, predicted, observed.reported, weight, error, generator)
        used, pull = used + weight, pull + pulled
    belief = min(1.0, float((least / variance).mean()))
    believed = np.minimum(1.0, used * least)
    lives = Lives(np.vstack([x for x, _, _ in said]), np.vstack([x for _, x, _ in said]), apart)
    error = variance - np.diag(chance)
    fitted, idle = np.split(both, [len(spread)], axis=1)
    likely = draw_likely(lives, observed.reported, error, fitted, generator)
    unknowns = widened(fitted, idle) if likely is None else likely
    _, before, noise = said[0]
    pull = pull[:, : len(spread)]
    return Adapted(relax(unknowns, spread, 1 - belief), before, noise, believed, belief, pull)


def idle_numbers(members: int, generator: np.random.Generator) -> np.ndarray:
    """Numbers that nothing depends on, standard normal (member, number).

    They are drawn apart, so that what else is drawn does not change.
    """
    drawn = generator.spawn(1)[0].standard_normal((members, IDLE))
    return np.asarray((drawn - drawn.mean(axis=0)) / drawn.std(axis=0))


def widened(unknowns: np.ndarray, idle: np.ndarray) -> np.ndarray:
    """The ensemble as wide as it is wrong (member, unknown).

    So few members see correlations where there are none: they are moved by reports that say nothing
    of them, and become narrower. How much so is seen in numbers that nothing depends on, which were
    moved along: what is true of them is anywhere about 0 with a variance of 1.

    Parameters
    ----------
    unknowns : ensemble that was moved
    idle : standard normal before it was moved with it (member, number)

    Source: the inflation of G. Evensen, IEEE Control Systems Magazine 29 (3) (2009) 83-104; that
    their means move too is added here.
    """
    wrong = 1 + (idle.mean(axis=0) ** 2).mean()
    middle = unknowns.mean(axis=0)
    return middle + (unknowns - middle) * np.sqrt(wrong / idle.var(axis=0).mean())


def not_held(chance: np.ndarray, variance: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Covariance of the errors of a step, less the chance that each member holds already.

    A step that uses a part of the weight has an error as many times as large. What the reports
    share is the chance; what enlarges a single variance is its own.

    Parameters
    ----------
    chance : covariance of what happens by chance in a life (report, report)
    variance : of each report about the model, at least that of its count and of chance (report)
    weight : inverse of the variance of each report in this step (report)

    Returns
    -------
    covariance of the errors times the roots of the weights (report, report)
    """
    part = max(float((weight * variance).max()), 1e-12)
    shared = (1 / part - 1) * chance * np.sqrt(np.outer(weight, weight))
    np.fill_diagonal(shared, 1 - weight * np.diag(chance))
    return shared


def enlarged(predicted: np.ndarray, noise: np.ndarray, observed: Observed) -> np.ndarray:
    """How many times its variance each report has: a scale for all, and more for the far ones.

    The distances of the reports from the ensemble, over what the ensemble expects, follow
    Student's t. Its scale is found by expectation and maximisation and is at least 1; what is
    above 1, and above what so many reports show by chance, is error of the model. Reports of the
    same days share a part of it, which does not average out among them.

    Parameters
    ----------
    predicted : what the ensemble predicts, chance included (member, report)
    noise : variance of a report about a perfect prediction (report)
    observed : the reports

    Returns
    -------
    numbers from 1 (report)

    Source: K. L. Lange, R. J. A. Little, J. M. G. Taylor, J. Am. Stat. Assoc. 84 (1989) 881-896.
    """
    expected = noise + predicted.var(axis=0)
    distance = (observed.reported - predicted.mean(axis=0)) ** 2 / expected
    usual = np.minimum(distance, SLIP**2)
    scale = 1.0
    for _ in range(50):
        share = (FREEDOM + 1) / (FREEDOM + usual / scale)
        scale = max(1.0, float((share * usual).mean()))
    by_chance = np.sqrt(2 / len(usual))  # standard deviation of a mean of squares
    shared = 1 + max(0.0, scale - 1 - by_chance) * observed.together
    return shared * np.maximum(1.0, distance / scale / FAR**2)


def move(
    unknowns: np.ndarray,
    predicted: np.ndarray,
    reported: np.ndarray,
    weight: np.ndarray,
    error: np.ndarray,
    generator: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of the ensemble Kalman smoother with perturbed reports.

    Parameters
    ----------
    unknowns, predicted : ensemble, and what it predicts (member, unknown), (member, report)
    reported : what was reported (report)
    weight : inverse of the variance of each report in this step; 0 leaves it out (report)
    error : covariance of the errors that the ensemble does not hold, times the roots of the
        weights, see `not_held` (report, report)
    generator : random numbers

    Returns
    -------
    the ensemble moved (member, unknown), and the part of each report in it (report, unknown)

    Source: G. Evensen, Ocean Dynamics 53 (2003) 343-367.
    """
    root = np.sqrt(weight)
    scaled = (predicted - predicted.mean(axis=0)) * root
    centred = unknowns - unknowns.mean(axis=0)
    noise = generator.standard_normal(scaled.shape) @ np.linalg.cholesky(error).T
    distance = (reported - predicted) * root + noise - noise.mean(axis=0)
    covariance = scaled.T @ scaled / (len(unknowns) - 1) + error
    shared = scaled.T @ centred / (len(unknowns) - 1)
    gain = np.linalg.solve(covariance, shared * beyond_chance(scaled, centred))
    return unknowns + distance @ gain, distance.mean(axis=0)[:, None] * gain


def relax(unknowns: np.ndarray, spread: np.ndarray, part: float) -> np.ndarray:
    """The ensemble with a part of the spread given back that it had before (member, unknown).

    spread : standard deviation before (unknown)
    part : 0 leaves the ensemble as it is, 1 gives everything back

    Source: J. S. Whitaker, T. M. Hamill, Monthly Weather Review 140 (2012) 3078-3089.
    """
    mean, now = unknowns.mean(axis=0), unknowns.std(axis=0)
    wanted = np.maximum(now, now + part * (spread - now))
    return mean + (unknowns - mean) * (wanted / np.maximum(now, 1e-12))
