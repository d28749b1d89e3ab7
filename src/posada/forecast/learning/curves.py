"""How what lives say follows their unknowns: a line and a bend along each.

It answers what a life with given unknowns would say, without living it, and how sure that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Curves:
    """What is said, as a sum of effects of the unknowns.

    Parameters
    ----------
    middle : where the lines touch (unknown)
    effects : of being there, of each unknown, of its square, and where `crossed` of the product
        of each two (term, value)
    doubts : covariance of the effects, over the variance of what the curves leave (term, term)
    crossed : whether unknowns may strengthen each other
    """

    middle: np.ndarray
    effects: np.ndarray
    doubts: np.ndarray
    crossed: bool = False

    @classmethod
    def through(
        cls,
        unknowns: np.ndarray,
        values: np.ndarray,
        near: np.ndarray,
        crossed: bool = False,
        steady: bool = False,
    ) -> Curves:
        """Curves by weighted least squares.

        Parameters
        ----------
        unknowns : of each life (life, unknown)
        values : what it says (life, value)
        near : weight of each life (life)
        crossed : whether unknowns may strengthen each other
        steady : count effects only as far as they are beyond what chance shows, which loses a part
            of those that are real
        """
        middle = np.average(unknowns, axis=0, weights=near)
        terms = _terms(unknowns - middle, crossed)
        inverse = np.linalg.pinv(terms.T @ (terms * near[:, None]))
        effects = inverse @ terms.T @ (values * near[:, None])
        doubts = inverse @ (terms.T @ (terms * near[:, None] ** 2)) @ inverse
        if steady:
            left = ((values - terms @ effects) ** 2 * near[:, None]).sum(axis=0)
            chance = np.outer(np.diag(doubts), left / max(1.0, near.sum() - len(inverse)))
            sure = np.maximum(0.0, 1 - chance / np.maximum(effects**2, 1e-300))
            effects = np.vstack([effects[:1], (effects * sure)[1:]])
        return cls(middle, effects, doubts, crossed)

    def at(self, unknowns: np.ndarray) -> np.ndarray:
        """What is said with these unknowns (member, value)."""
        return np.asarray(_terms(unknowns - self.middle, self.crossed) @ self.effects)

    def with_doubt(self, unknowns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is said with these unknowns, and the variance of that, over what the curves leave.

        By member and value, and by member.
        """
        terms = _terms(unknowns - self.middle, self.crossed)
        return terms @ self.effects, ((terms @ self.doubts) * terms).sum(axis=1)

    def slope(self, unknowns: np.ndarray) -> np.ndarray:
        """How much more is said for one more of each of these unknowns (unknown, value)."""
        step = np.eye(len(unknowns))
        return (self.at(unknowns + step) - self.at(unknowns - step)) / 2


def count_terms(unknowns: int, crossed: bool) -> int:
    """Effects that so many unknowns have."""
    return 1 + 2 * unknowns + crossed * unknowns * (unknowns - 1) // 2


def _terms(away: np.ndarray, crossed: bool) -> np.ndarray:
    """What effects belong to (life, term)."""
    terms = [np.ones((len(away), 1)), away, away**2]
    if crossed:
        one, other = _pairs(away.shape[1])
        terms.append(away[:, one] * away[:, other])
    return np.hstack(terms)


@lru_cache(maxsize=8)
def _pairs(unknowns: int) -> tuple[np.ndarray, np.ndarray]:
    """Every two unknowns; a walk asks for them at each of its paces."""
    return np.triu_indices(unknowns, 1)
