"""Which parameters are likely, given everything that was lived while looking for them.

The steps of the ensemble find where the parameters lie that fit, but take what a report says of
them for a straight line, and what happens by chance for the same everywhere. Here all lives of all
steps speak together: a curve tells what each report follows from the parameters, one number per
parameter holds what all reports say of it, and how far that number varies by chance is measured
among the lives. From what is likely then, each member is drawn anew.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from posada.forecast.learning.chance import cases, covariance_of
from posada.forecast.learning.curves import Curves, count_terms

REACH = 4.0  # lives so many times as far as the fit is wide still count
ROOM = 0.05  # variance added to that of the fit, so that a narrow one has lives near it
ENOUGH = 3.0  # lives for each effect; with fewer a curve follows chance
FURTHEST = 4.0  # logarithm of a variance by chance, which is below one where the lives are
LEAST = 1e-3  # square that is too small to matter beside a variance of one
PACES = 200  # of each member
FREE = 2.4  # length of a free pace, over the root of the number of unknowns
PACE = 0.5  # part of a pace around the fit that is chance; the rest leads back to its middle
AROUND = 1.2  # variance that paces around the fit alone would keep, next to that of the fit


@dataclass(frozen=True)
class Lives:
    """What was lived: members of all steps one after the other.

    Parameters
    ----------
    unknowns : standard normal numbers (life, unknown)
    predicted : what each life said of the reports (life, report)
    apart : differences by chance, see `chance`, between the first lives and others with the same
        unknowns; may be empty (pair, report)
    """

    unknowns: np.ndarray
    predicted: np.ndarray
    apart: np.ndarray


@dataclass(frozen=True)
class Word:
    """What all reports together say: one number for each unknown, each with a variance near one.

    Parameters
    ----------
    curves : how the numbers follow the unknowns
    said : the numbers
    error : the part of their variance that is error of the counts (number)
    luck : how the logarithm of the other part, which is chance in lives, follows the unknowns
    """

    curves: Curves
    said: np.ndarray
    error: np.ndarray
    luck: Curves

    def likelihood(self, unknowns: np.ndarray) -> np.ndarray:
        """Logarithm of the chance of these unknowns, up to a constant (member)."""
        told, doubt = self.curves.with_doubt(unknowns)
        chance = np.exp(np.minimum(self.luck.at(unknowns), FURTHEST))
        variance = self.error + chance * (1 + doubt)[:, None]
        unlikely = ((self.said - told) ** 2 / variance + np.log(variance)).sum(axis=1)
        return np.asarray(-(unlikely + (unknowns**2).sum(axis=1)) / 2)


def draw_likely(
    lives: Lives,
    reported: np.ndarray,
    error: np.ndarray,
    fitted: np.ndarray,
    generator: np.random.Generator,
) -> np.ndarray | None:
    """Each member drawn anew from what is likely given all reports (member, unknown).

    None where there are too many unknowns for curves through so few lives.

    Parameters
    ----------
    lives : everything lived on the way
    reported : what was reported (report)
    error : variance of each report about a life with the right parameters (report)
    fitted : where the steps brought the members (member, unknown)
    generator : random numbers

    Source: for one number per unknown J. Alsing, B. Wandelt, MNRAS Letters 476 (2018) L60-L64;
    for curves in the place of lives M. C. Kennedy, A. O'Hagan, JRSS B 63 (2001) 425-464.
    """
    if not fitted.shape[1]:
        return fitted
    near = nearness(lives.unknowns, fitted)
    if not _enough(near, fitted.shape[1]):
        return None
    weigh = weights(lives, near, error, fitted.mean(axis=0))
    return walk(hear(lives, near, weigh, reported, error), fitted, generator)


def nearness(unknowns: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    """How much a life counts: one where the fit is, less the further away (life)."""
    count = fitted.shape[1]
    wide = REACH * covariance(fitted) + ROOM * np.eye(count)
    away = unknowns - fitted.mean(axis=0)
    distance = (away @ np.linalg.inv(wide) * away).sum(axis=1) / count
    return np.exp(-np.minimum(distance, 20.0) / 2)


def weights(lives: Lives, near: np.ndarray, error: np.ndarray, fit: np.ndarray) -> np.ndarray:
    """How much each report counts in one number for each unknown (report, number).

    They would be the best ones if chance were the same everywhere, and as far as so few lives show
    what a report follows. So they are not trusted any further: what their sums follow, and how far
    these vary, is taken from the lives anew. The sums do not vary together, and by one each.

    Parameters
    ----------
    lives, near : what lives say, and how much each counts
    error : variance of each report about a life with the right parameters (report)
    fit : unknowns that fit (unknown)
    """
    curves = Curves.through(lives.unknowns, lives.predicted, near, steady=True)
    luck, counts = by_luck(lives, near, curves, lives.predicted, lives.apart)
    chance = covariance_of(luck, counts)
    weigh = np.linalg.solve(chance + np.diag(error), curves.slope(fit).T)
    weigh = weigh / np.maximum(np.sqrt((weigh**2 * error[:, None]).sum(axis=0)), 1e-12)
    seen = luck @ weigh
    spread = (seen * counts[:, None]).T @ seen / counts.sum() + (weigh.T * error) @ weigh
    values, vectors = np.linalg.eigh(spread)
    heard = values > 1e-9 * values.max()
    return np.asarray(weigh @ (vectors[:, heard] / np.sqrt(values[heard])))


def hear(
    lives: Lives, near: np.ndarray, weigh: np.ndarray, reported: np.ndarray, error: np.ndarray
) -> Word:
    """What the reports say together, how that follows the unknowns, and how sure it is.

    Parameters
    ----------
    lives, near : what lives say, and how much each counts
    weigh : how much each report counts in each number (report, number)
    reported, error : reports and the variances of their errors (report)
    """
    told, apart = lives.predicted @ weigh, lives.apart @ weigh
    crossed = _enough(near, lives.unknowns.shape[1], crossed=True)
    curves = Curves.through(lives.unknowns, told, near, crossed)
    left, counts = by_luck(lives, near, curves, told, apart)
    unknowns = np.vstack([lives.unknowns[: len(apart)], lives.unknowns])
    luck = _how_lucky(unknowns, left**2, counts)
    return Word(curves, reported @ weigh, (weigh.T**2 * error).sum(axis=1), luck)


def by_luck(
    lives: Lives, near: np.ndarray, curves: Curves, told: np.ndarray, apart: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What happened by chance: between two lives alike, and in each beside the curves.

    Parameters
    ----------
    lives, near : what was lived, and how much each life counts
    curves : how `told` follows the unknowns
    told, apart : what lives say, and differences of two (life, value), (pair, value)

    Returns
    -------
    differences (case, value) and the weight of each case (case)
    """
    free, effects = cases(near), len(curves.effects)
    beside = (told - curves.at(lives.unknowns)) * np.sqrt(free / max(free - effects, 1.0))
    return np.vstack([apart, beside]), np.concatenate([np.ones(len(apart)), near])


def _how_lucky(unknowns: np.ndarray, squares: np.ndarray, counts: np.ndarray) -> Curves:
    """How the logarithm of the variance follows the unknowns, from squares of what is by chance.

    Where few people set out on a day the same chance weighs otherwise than where all do.
    """
    curves = Curves.through(unknowns, np.log(squares + LEAST), counts, steady=True)
    follows = np.exp(curves.at(unknowns))
    level = np.log(np.average(squares / follows, axis=0, weights=counts) + 1e-300)
    effects = np.vstack([curves.effects[:1] + level, curves.effects[1:]])
    return dataclasses.replace(curves, effects=effects)


def _enough(near: np.ndarray, unknowns: int, crossed: bool = False) -> bool:
    """Whether there are enough lives for curves."""
    return cases(near) >= ENOUGH * count_terms(unknowns, crossed)


def walk(word: Word, fitted: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Each member where a random walk brings it that stays longer where it is likelier.

    Every other pace is free, for where the fit is too narrow; the others go around the fit and
    would keep a normal ensemble there, so that many unknowns mix as quickly as few. Means and
    widths are those of the second half of all walks: where so few of them happen to end says less.

    Source: N. Metropolis et al., J. Chem. Phys. 21 (1953) 1087-1092; for paces around a normal
    ensemble S. L. Cotter, G. O. Roberts, A. M. Stuart, D. White, Stat. Sci. 28 (2013) 424-446.
    """
    count, middle = fitted.shape[1], fitted.mean(axis=0)
    root = np.linalg.cholesky(AROUND * covariance(fitted) + 1e-9 * np.eye(count))
    away, likely = (fitted - middle) @ np.linalg.inv(root).T, word.likelihood(fitted)
    seen = np.empty((PACES, *fitted.shape))
    for pace in range(PACES):
        chance, free = generator.standard_normal(away.shape), pace % 2
        if free:
            there = away + FREE / np.sqrt(count) * chance
        else:
            there = np.sqrt(1 - PACE**2) * away + PACE * chance
        as_likely = word.likelihood(middle + there @ root.T)
        more = as_likely - likely
        if not free:
            more = more + ((there**2).sum(axis=1) - (away**2).sum(axis=1)) / 2
        goes = np.log(generator.random(len(there))) < more
        away[goes], likely[goes] = there[goes], as_likely[goes]
        seen[pace] = middle + away @ root.T
    late, last = seen[PACES // 2 :].reshape(-1, count), seen[-1]
    scaled = (last - last.mean(axis=0)) / np.maximum(last.std(axis=0), 1e-12)
    return np.asarray(late.mean(axis=0) + scaled * late.std(axis=0))


def covariance(unknowns: np.ndarray) -> np.ndarray:
    """Covariance of an ensemble (unknown, unknown)."""
    return np.atleast_2d(np.cov(unknowns.T))
