"""How far a forecast is from what was reported: the field's own measures.

Reports are sparse, so every measure is taken on the days of real reports only; a line drawn
between two reports would let the later one leak into what is scored before it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

EXACT = 12  # decimals of a score: what lies beyond is how numbers are added up


def relative_difference(forecast: np.ndarray, reported: np.ndarray) -> float:
    """Averaged relative difference of one day over its places.

    ARD = sum over places of |forecast - reported|, divided by the sum of reported (at least 1).

    Parameters
    ----------
    forecast, reported : people at each place on the day (place) [person]

    Source: Suleimenova, Bell, Groen, Scientific Reports 7 (2017) 13377.
    """
    return float(np.abs(forecast - reported).sum() / max(1.0, reported.sum()))


def rescale(forecast: np.ndarray, reported: np.ndarray) -> np.ndarray:
    """The forecast of a day with the total of the reports, so that only the split counts.

    Parameters
    ----------
    forecast, reported : people at each place on the day (place) [person]

    Returns
    -------
    array (place) [person]; a forecast of nobody stays as it is
    """
    total = forecast.sum()
    return forecast * (reported.sum() / total) if total > 0 else forecast


def score_days(table: pd.DataFrame) -> dict[str, float]:
    """Averaged relative difference, as it is and rescaled, over the days with reports.

    Parameters
    ----------
    table : one row per day and place, with columns date, mean (forecast) and reported [person]

    Returns
    -------
    dict with days, ard, ard_rescaled; the last two are NaN without any report
    """
    plain, rescaled = [], []
    for _, rows in table.groupby("date", sort=True):
        forecast, reported = rows["mean"].to_numpy(float), rows["reported"].to_numpy(float)
        plain.append(relative_difference(forecast, reported))
        rescaled.append(relative_difference(rescale(forecast, reported), reported))
    if not plain:
        return {"days": 0, "ard": float("nan"), "ard_rescaled": float("nan")}
    return {
        "days": len(plain),
        "ard": round(float(np.mean(plain)), EXACT),
        "ard_rescaled": round(float(np.mean(rescaled)), EXACT),
    }
