"""Which parameters are likely, given everything that was lived while looking for them.

The steps of the ensemble find where the parameters lie that fit, but take what a report says of
them for a straight line, and what happens by chance for the same everywhere. Here all lives of all
steps speak together: a curve tells what each report follows from the parameters, one number per
parameter holds what all reports say of it, and how far that number varies by chance is measured
among the lives. From what is likely then, each member is drawn anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.forecast.learning.chance import cases, covariance_of

REACH = 4.0  # lives so many times as far as the fit is wide still count
ROOM = 0.05  # variance added to that of the fit, so that a narrow one has lives near it
ENOUGH = 3.0  # lives for each line and bend; with fewer a curve follows chance
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
    apart : differences by chance, see `chance`; may be empty (pair, report)
    """

    unknowns: np.ndarray
    predicted: np.ndarray
    apart: np.ndarray


@dataclass(frozen=True)
class Curves:
    """How reports follow the unknowns: each a line and a bend along every unknown.

    Parameters
    ----------
    middle : where the lines touch (unknown)
    level : what is reported there (report)
    line, bend : with each unknown, and with its square (unknown, report)
    """

    middle: np.ndarray
    level: np.ndarray
    line: np.ndarray
    bend: np.ndarray

    @classmethod
    def through(cls, lives: Lives, near: np.ndarray) -> Curves:
        """By least squares; an effect counts as far as it is beyond what chance shows.

        near : weight of each life (life)
        """
        middle = np.average(lives.unknowns, axis=0, weights=near)
        away = lives.unknowns - middle
        terms = np.hstack([np.ones((len(away), 1)), away, away**2])
        inverse = np.linalg.pinv(terms.T @ (terms * near[:, None]))
        effect = inverse @ terms.T @ (lives.predicted * near[:, None])
        rest = ((lives.predicted - terms @ effect) ** 2 * near[:, None]).sum(axis=0)
        freedom = max(1.0, near.sum() - terms.shape[1])
        doubt = np.diag(inverse @ (terms.T @ (terms * near[:, None] ** 2)) @ inverse)
        chance = doubt[:, None] * rest / freedom
        share = np.maximum(0.0, 1 - chance / np.maximum(effect**2, 1e-300))
        count = len(middle)
        line, bend = (effect * share)[1 : count + 1], (effect * share)[count + 1 :]
        return cls(middle, effect[0], line, bend)

    def at(self, unknowns: np.ndarray) -> np.ndarray:
        """What is reported for these unknowns (member, report)."""
        away = unknowns - self.middle
        return np.asarray(self.level + away @ self.line + away**2 @ self.bend)

    def summed(self, weigh: np.ndarray) -> Curves:
        """How sums of the reports follow the unknowns.

        weigh : weight of each report in each sum (report, sum)
        """
        return Curves(self.middle, self.level @ weigh, self.line @ weigh, self.bend @ weigh)

    def slope(self, unknowns: np.ndarray) -> np.ndarray:
        """How much more is reported for one more of each of these unknowns (unknown, report)."""
        return np.asarray(self.line + 2 * (unknowns - self.middle)[:, None] * self.bend)


@dataclass(frozen=True)
class Word:
    """What all reports together say: one number for each unknown, each with a variance of one.

    Parameters
    ----------
    curves : how the numbers follow the unknowns
    said : the numbers
    """

    curves: Curves
    said: np.ndarray

    def likelihood(self, unknowns: np.ndarray) -> np.ndarray:
        """Logarithm of the chance of these unknowns, up to a constant (member)."""
        off = self.said - self.curves.at(unknowns)
        return np.asarray(-((off**2).sum(axis=1) + (unknowns**2).sum(axis=1)) / 2)


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
    if cases(near) < ENOUGH * (1 + 2 * fitted.shape[1]):
        return None
    curves = Curves.through(lives, near)
    word = hear(curves, lives, near, reported, error, fitted.mean(axis=0))
    return walk(word, fitted, generator)


def nearness(unknowns: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    """How much a life counts: one where the fit is, less the further away (life)."""
    count = fitted.shape[1]
    wide = REACH * covariance(fitted) + ROOM * np.eye(count)
    away = unknowns - fitted.mean(axis=0)
    distance = (away @ np.linalg.inv(wide) * away).sum(axis=1) / count
    return np.exp(-np.minimum(distance, 20.0) / 2)


def hear(
    curves: Curves,
    lives: Lives,
    near: np.ndarray,
    reported: np.ndarray,
    error: np.ndarray,
    fit: np.ndarray,
) -> Word:
    """What the reports say together at a fit, and how sure that is.

    Their weights suppose a covariance of chance that is not trusted any further: how far the
    numbers themselves vary is taken from the lives.

    Parameters
    ----------
    curves, lives, near : what lives say, and how much each counts
    reported, error : reports and the variances of their errors (report)
    fit : unknowns that fit (unknown)
    """
    free, terms = cases(near), 1 + 2 * len(fit)
    lucky = (lives.predicted - curves.at(lives.unknowns)) * np.sqrt(free / max(free - terms, 1.0))
    apart = np.vstack([lives.apart, lucky])
    counts = np.concatenate([np.ones(len(lives.apart)), near])
    chance = covariance_of(apart, counts)
    weigh = np.linalg.solve(chance + np.diag(error), curves.slope(fit).T)
    weigh = weigh / np.maximum(np.sqrt((weigh**2 * error[:, None]).sum(axis=0)), 1e-12)
    seen = apart @ weigh
    spread = (seen * counts[:, None]).T @ seen / counts.sum() + (weigh.T * error) @ weigh
    values, vectors = np.linalg.eigh(spread)
    heard = values > 1e-9 * values.max()
    weigh = weigh @ (vectors[:, heard] / np.sqrt(values[heard]))
    return Word(curves.summed(weigh), reported @ weigh)


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
