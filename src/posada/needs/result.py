"""The needs: what the people forecast will require, where and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import ResultError
from posada.forecast.stored import read_result
from posada.saying import recalled, recorded
from posada.writing import write_file

SHAPES = {
    "quantity": ("draw", "period", "place", "item"),
    "people": ("draw", "period", "place"),
    "rate": ("period", "place", "item"),
    "survival": ("period", "place", "item"),
}


@dataclass(frozen=True)
class Needs:
    """Quantities required, per draw, period, place and item.

    Parameters
    ----------
    data : dataset with

        - quantity (draw, period, place, item) float32 [item unit]: required in the whole period
        - people (draw, period, place) float32 [person-day]: people to be cared for, times days
        - rate (period, place, item) float64 [item unit per person-day, or per first arrival]
        - survival (period, place, item) float64: share of the quantity that is the survival tier
        - first_arrivals (draw, period, place) float32 [person]: people who come for the first time

        and coordinates: period (datetime64, first day), days (period) [day], place, item,
        standard (item), unit (item), sector (item), life_saving (item: bool),
        clock (item: 'person_days' or 'first_arrivals'). Items of one standard stand in for each
        other: the quantity of each is the whole need, as if it alone covered the standard
    standards : the rows of the table of standards that were used, after overrides, with columns
        item, standard, value, unit, per, source, certainty, overridden, role ('need' for the
        item's own, which comes first; otherwise why it is used)
    caveats : sentences every reader must see

    Raises
    ------
    ResultError
        When an array is missing, or its axes are not those above.
    """

    data: xr.Dataset
    standards: pd.DataFrame
    caveats: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for name, axes in SHAPES.items():
            if name not in self.data:
                raise ResultError(f"the needs lack {name!r}")
            if self.data[name].dims != axes:
                raise ResultError(f"{name} has axes {self.data[name].dims}, expected {axes}")

    @property
    def ends(self) -> pd.DatetimeIndex:
        """Last day of each period."""
        starts = pd.DatetimeIndex(self.data["period"].values)
        return starts + pd.to_timedelta(self.data["days"].values - 1, unit="D")

    def quantiles(self, levels: Sequence[float]) -> xr.DataArray:
        """Quantiles of the quantity required (quantile, period, place, item) [item unit]."""
        values = np.quantile(self.data["quantity"].values, levels, axis=0)
        coords = {name: self.data[name] for name in ("period", "place", "item")}
        return xr.DataArray(
            values,
            dims=("quantile", "period", "place", "item"),
            coords={"quantile": list(levels), **coords},
        )

    def save(self, path: str | Path) -> None:
        """Write everything to one NetCDF file, whole or not at all."""
        stored = self.data.copy()
        stored.attrs = {
            "standards": self.standards.to_json(orient="table", index=False),
            "caveats": "\n".join(self.caveats),
            "said": json.dumps([recorded(text) for text in self.caveats]),
        }
        write_file(path, lambda file: stored.to_netcdf(file, engine="h5netcdf"))

    @classmethod
    def load(cls, path: str | Path) -> Needs:
        """Read what `save` wrote; a file of another kind is a `ResultError`."""
        stored = read_result(path, "quantity", "needs")
        standards = pd.read_json(StringIO(stored.attrs["standards"]), orient="table")
        caveats = tuple(map(recalled, json.loads(stored.attrs["said"])))
        return cls(data=stored.drop_attrs(), standards=standards, caveats=caveats)
