"""A forecast made elsewhere, as a table of headcounts, so that it can be planned for.

It refuses tables in which a place has figures for some days only: nothing is made up between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import ResultError
from posada.saying import Said, joined, say

KEYS = ("draw", "date", "place")
ELSEWHERE = say("The numbers of people come from a table that was made elsewhere.")


def draws_of(table: pd.DataFrame, places: Sequence[str]) -> xr.Dataset:
    """Draws of people, with nobody on the way or waiting, as `Forecast.data` holds them.

    Parameters
    ----------
    table : as `Forecast.from_headcounts` takes it
    places : of the scenario, in their order

    Raises
    ------
    ResultError
        When a column is missing or a place unknown, a place has no figure for a day of a draw or
        more than one, or a figure is no whole number from 0.
    """
    table = table.assign(draw=table.get("draw", 0))
    if missing := [name for name in (*KEYS, "people") if name not in table]:
        raise ResultError(f"the table of headcounts lacks the columns {missing}")
    table["date"] = pd.to_datetime(table["date"])
    table["people"] = pd.to_numeric(table["people"], errors="coerce")
    if (again := table.duplicated(list(KEYS))).any():
        raise ResultError(f"more than one figure for {_place_and_day(table[again].iloc[0])}")
    if unknown := sorted(set(table["place"]) - set(places)):
        raise ResultError(f"the scenario has no places {unknown}")
    days = pd.date_range(table["date"].min(), table["date"].max(), freq="D")
    told = [name for name in places if name in set(table["place"])]
    every = pd.MultiIndex.from_product([sorted(set(table["draw"])), days, told], names=KEYS)
    people = table.set_index(list(KEYS))["people"].reindex(every)
    unfit = people.isna() | (people < 0) | (people % 1 != 0) | (people >= 2**31)
    if unfit.any():
        first = unfit.idxmax()
        where = _place_and_day(dict(zip(KEYS, first, strict=True)))
        raise ResultError(f"no whole number of people for {where}")
    counts = people.to_numpy().reshape(-1, len(days), len(told)).astype("int32")
    return _alone(counts, days, told).reindex(place=list(places), fill_value=0)


def caveats_of(table: pd.DataFrame, places: Sequence[str]) -> tuple[Said, ...]:
    """What every reader must see: where the figures come from, and which places have none."""
    missing = [name for name in places if name not in set(table["place"])]
    empty = say("Places without a figure count as empty: %(places)s.", places=joined(missing))
    return (ELSEWHERE, empty) if missing else (ELSEWHERE,)


def _place_and_day(row: Any) -> str:
    return f"{row['place']!r} on {row['date']:%Y-%m-%d}, draw {row['draw']}"


def _alone(counts: np.ndarray, days: pd.DatetimeIndex, places: list[str]) -> xr.Dataset:
    """People (draw, day, place), all of one group, and nobody anywhere else."""
    nobody = np.zeros_like(counts)
    ends = ("waiting", "returned", "asylum", "settled", "crossed")
    return xr.Dataset(
        {
            "people": (("draw", "day", "place", "group"), counts[..., None]),
            **{name: (("draw", "day", "place"), nobody) for name in ends},
            "arrivals": (("draw", "day", "route"), nobody[..., :0]),
            "on_the_way": (("draw", "day"), nobody.sum(2, dtype="int32")),
            "departed": (("draw", "day"), counts.sum(2, dtype="int32")),
        },
        coords={
            "draw": np.arange(len(counts)),
            "day": days,
            "place": np.array(places, dtype=object),
            "group": np.array(["everybody"], dtype=object),
            "route_from": ("route", np.array([], dtype=object)),
            "route_to": ("route", np.array([], dtype=object)),
        },
    )
