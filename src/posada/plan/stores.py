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


def waiting(left: Floats, kept: Floats, storable: Flags) -> Floats:
    """Goods at the depot from the period before [item unit] (..., item, period).

    Parameters
    ----------
    left : at the end of each period, as `left_over` gives it (..., item, period)
    kept, storable : as for `left_over`
    """
    old = np.zeros(left.shape)
    for period in range(1, left.shape[-1]):
        old[..., period] = left[..., period - 1] * kept[..., period] * storable
    return old


def spare(
    coming: Floats, leaving: Floats, kept: Floats, storable: Flags, from_store: Floats
) -> tuple[Floats, Floats]:
    """Goods that could still leave in each period without being missed in a later one.

    Of what would spoil until a later period, only the rest is missed then.

    Parameters
    ----------
    coming, leaving, kept, storable : as for `left_over`
    from_store : of what leaves, must be there from the period before (..., item, period)

    Returns
    -------
    All that could, and those of them that are there from the period before [item unit]
    (..., item, period).
    """
    free = left_over(coming, leaving, kept, storable)
    old = waiting(free, kept, storable) - from_store
    for period in reversed(range(free.shape[-1] - 1)):
        keeps = kept[..., period + 1] * storable
        missed = np.where(from_store[..., period + 1] > 0, old[..., period + 1], np.inf)
        missed = np.maximum(np.minimum(free[..., period + 1], missed), 0)
        later = np.full(free.shape[:-1], np.inf)
        np.divide(missed, keeps, out=later, where=keeps > 0)
        free[..., period] = np.minimum(free[..., period], later)
    return free, np.minimum(old, free)
