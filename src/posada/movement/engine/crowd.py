"""A crowd walks together: people at one place on one day decide more alike than by chance.

Each has a leaning that is partly their own and partly the mood of the crowd. The mean chance stays
what it is; how many do a thing varies more from day to day, as far as people are alike.
"""

from __future__ import annotations

import math

from numba import njit

from posada.movement.random import uniform


@njit(cache=True, nogil=True)
def mood(stream):  # type: ignore[no-untyped-def]
    """A standard normal number; advances the stream.

    Source: G. E. P. Box, M. E. Muller, Ann. Math. Stat. 29 (1958) 610-611.
    """
    length = math.sqrt(-2.0 * math.log(1.0 - uniform(stream)))
    return length * math.cos(2.0 * math.pi * uniform(stream))


@njit(cache=True, nogil=True)
def in_this_mood(chance, alike, mood):  # type: ignore[no-untyped-def]
    """Chance of a thing on a day, given the mood; over all moods its mean is `chance`.

    Parameters
    ----------
    chance : probability, 0 to 1
    alike : correlation of the leanings of two people of the crowd, 0 to below 1
    mood : of the crowd, standard normal

    Source: one-factor model, O. Vasicek, Risk 15 (2002) 160-162.
    """
    if alike <= 0.0 or chance <= 0.0 or chance >= 1.0:
        return chance
    leaning = (normal_quantile(chance) + math.sqrt(alike) * mood) / math.sqrt(1.0 - alike)
    return 0.5 * math.erfc(-leaning / math.sqrt(2.0))


@njit(cache=True, nogil=True)
def normal_quantile(chance):  # type: ignore[no-untyped-def]
    """Standard normal number below which a number lies with a chance, to seven digits.

    Source: PPND7 of algorithm AS 241, M. J. Wichura, Appl. Stat. 37 (1988) 477-484.
    """
    q = chance - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        below = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0
        return q * above / below
    r = math.sqrt(-math.log(min(chance, 1.0 - chance)))
    if r <= 5.0:
        r -= 1.6
        above = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        below = (0.12021132975 * r + 0.73700164250) * r + 1.0
    else:
        r -= 5.0
        above = ((0.017337203990 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        below = (0.012258202635 * r + 0.24197894225) * r + 1.0
    return above / below if q > 0 else -above / below
