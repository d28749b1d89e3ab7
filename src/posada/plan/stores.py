"""What is left at the depots when some goods leave: one rule for whoever asks.

Goods that can be stored wait, and spoil from one period to the next; everything else is gone at the
end of the period in which it is there.
"""

from __future__ import annotations

import numpy as np

from posada.plan.demand import Flags, Floats


def left_over(coming: Floats, leaving: Floats, kept: Floats, storable: Flags) -> Floats:
    """Goods at the depot at the end of each period [item unit] (..., item, period).

    Less than nothing where more leaves than there is.

    Parameters
    ----------
    coming, leaving : in each period [item unit] (..., item, period)
    kept : share left in store from the period before (item, period)
    storable : may wait for a later period (item)
    """
    left, rest = np.zeros(coming.shape), np.zeros(coming.shape[:-1])
    for period in range(coming.shape[-1]):
        rest = rest * kept[..., period] * storable + coming[..., period] - leaving[..., period]
        left[..., period] = rest
    return left


def spare(coming: Floats, leaving: Floats, kept: Floats, storable: Flags) -> Floats:
    """Goods that could still leave in each period without being missed in a later one.

    In item units (..., item, period); the parameters are those of `left_over`. Of what would spoil
    until a later period, only the rest is missed then.
    """
    free = left_over(coming, leaving, kept, storable)
    for period in reversed(range(free.shape[-1] - 1)):
        keeps = kept[..., period + 1] * storable
        later = np.full(free.shape[:-1], np.inf)
        np.divide(np.maximum(free[..., period + 1], 0), keeps, out=later, where=keeps > 0)
        free[..., period] = np.minimum(free[..., period], later)
    return free
