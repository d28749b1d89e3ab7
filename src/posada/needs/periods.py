"""The periods that needs are added up over: short at first, longer as certainty fades."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAILY, WEEKLY_UNTIL = 7, 35


def make_periods(first_day: pd.Timestamp, last_day: pd.Timestamp) -> pd.Series:
    """Seven days one by one, then weeks until day 35, then fortnights; the last may be shorter.

    Returns
    -------
    Length of each period [day], indexed by its first day

    Examples
    --------
    >>> make_periods(pd.Timestamp("2030-01-02"), pd.Timestamp("2030-01-10")).to_list()
    [1, 1, 1, 1, 1, 1, 1, 2]
    """
    horizon = (last_day - first_day).days + 1
    starts = np.r_[
        np.arange(0, min(DAILY, horizon)),
        np.arange(DAILY, min(WEEKLY_UNTIL, horizon), 7),
        np.arange(WEEKLY_UNTIL, horizon, 14),
    ].astype(int)
    lengths = np.diff(np.r_[starts, horizon])
    return pd.Series(lengths, index=first_day + pd.to_timedelta(starts, unit="D"))
