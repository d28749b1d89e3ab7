"""What camps reported, day by day, exactly as Flee makes it of a few dated reports.

Files of one camp are added up, early reports are scaled to a later registration, and between two
reports the count is a straight line, cut to a whole number.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.scenario.flee.model import FleeSet

IntArray = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def add_up(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Reports of two files of one camp, added up as Flee does.

    On a day of the first file the second counts with its last report; on a day of the second file
    the first counts with its NEXT one. Days of either file after the last of the other are lost.

    Parameters
    ----------
    first, second : pd.DataFrame
        date, day, count [person]; the second may not start later than the first.
    """
    ends = first["day"].iloc[-1], second["day"].iloc[-1]
    both = pd.concat([first, second])
    both = both[both["day"] <= min(ends)].drop_duplicates("day").sort_values("day")
    days = both["day"].to_numpy()
    upcoming = first["count"].to_numpy()[np.searchsorted(first["day"], days, side="left")]
    last = second["count"].to_numpy()[np.searchsorted(second["day"], days, side="right") - 1]
    return both.assign(count=upcoming + last).reset_index(drop=True)


def correct(counts: np.ndarray, days: np.ndarray, day: int) -> np.ndarray:
    """Scale every report before a registration, so that the last of them meets it.

    Parameters
    ----------
    counts : array
        (report) [person]
    days : array
        (report) day of each report
    day : int
        Day of the registration; a day reported twice is corrected twice.
    """
    counts = counts.copy()
    if day >= 0:
        for row in np.flatnonzero(days == day):
            # Flee divides by nobody here and stops; the reader has refused such a set.
            if row > 0 and counts[row - 1] != 0:
                counts[:row] *= counts[row] / counts[row - 1]
    return counts


def interpolate(days: np.ndarray, counts: np.ndarray, length: int) -> IntArray:
    """Counts on day 0 ... length - 1 [person]: straight lines cut to whole numbers, flat outside.

    Reports out of order are read as Flee reads them: a day lies before the first report that is
    later than it.
    """
    wanted = np.arange(length)
    after = np.searchsorted(np.maximum.accumulate(days), wanted, side="right")
    inside = (wanted > days[0]) & (after < len(days))
    later = np.where(inside, after, 1 if len(days) > 1 else 0)
    before = np.maximum(later - 1, 0)
    span = np.where(inside, days[later] - days[before], 1)
    share = (wanted - days[before]) / span
    between = counts[before] + share * (counts[later] - counts[before])
    outside = np.where(wanted <= days[0], counts[0], counts[-1])
    return np.trunc(np.where(inside, between, outside)).astype(np.int64)


def daily(flee_set: FleeSet, hasten: int = 1) -> tuple[IntArray, IntArray]:
    """Reports on every day, as Flee interpolates them.

    Parameters
    ----------
    flee_set : FleeSet
        The set.
    hasten : int
        Counts are divided by it first, as Flee does to simulate fewer people.

    Returns
    -------
    tuple of array
        (day, camp) for `flee_set.camps`, and (day,) for the total [person / hasten].

    Source: Flee (github.com/djgroen/flee) at commit 02cd2cb.
    """
    series = [*flee_set.raw_reports.values(), flee_set.raw_total]
    names = [*flee_set.camps, "total"]
    columns = []
    for name, reports in zip(names, series, strict=True):
        days = reports["day"].to_numpy()
        counts = reports["count"].to_numpy() / float(hasten)
        for day in flee_set.corrections.loc[flee_set.corrections["name"] == name, "day"]:
            counts = correct(counts, days, int(day))
        columns.append(interpolate(days, counts, flee_set.length))
    return np.stack(columns[:-1], axis=1), columns[-1]
