"""The forecast as NetCDF: quantiles by day and place, for partners who compute on.

It holds no draws, and no value too small to be shown.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import xarray as xr

from posada._version import __version__
from posada.forecast.result import LEVELS, Forecast
from posada.report.audience import Audience
from posada.report.disclosure import STATUS, is_small
from posada.report.mapdata import located
from posada.report.outlook import Outlook
from posada.scenario.model import Scenario

NORTH = {"units": "degrees_north", "standard_name": "latitude"}
EAST = {"units": "degrees_east", "standard_name": "longitude"}


def forecast_netcdf(
    scenario: Scenario, forecast: Forecast, outlook: Outlook, audience: Audience
) -> bytes:
    """People present (quantile, day, place) [person] after the last day of information, as a file.

    Source of the conventions: CF Metadata Conventions 1.10.
    """
    quantiles = outlook.bands[:, outlook.now :]
    values = np.where(is_small(quantiles, audience.least), np.nan, np.rint(quantiles))
    places = located(scenario).set_index("name")
    comment = f"{STATUS.capitalize()}. {audience.told()} "
    comment += f"Values above 0 and under {audience.least} are missing."
    data = xr.Dataset(
        {
            "people": (
                ("quantile", "day", "place"),
                values.astype(np.float32),
                {"units": "1", "long_name": "people present at the end of the day"},
            )
        },
        coords={
            "quantile": ("quantile", list(LEVELS), {"units": "1", "long_name": "share of draws"}),
            "day": ("day", outlook.days[outlook.now :], {"standard_name": "time", "axis": "T"}),
            "place": ("place", np.array(places.index, dtype=object)),
            "region": ("place", places["region"].to_numpy(dtype=object)),
            "country": ("place", places["country"].to_numpy(dtype=object)),
            "latitude": ("place", places["latitude"].to_numpy(float), NORTH),
            "longitude": ("place", places["longitude"].to_numpy(float), EAST),
        },
        attrs={
            "Conventions": "CF-1.10",
            "title": scenario.settings.title,
            "source": f"posada {__version__}",
            "comment": comment,
            "as_of": forecast.as_of.isoformat(),
            "seed": forecast.seed,
            "draws": forecast.data.sizes["draw"],
        },
    )
    encoding: dict[str, dict[str, Any]] = {
        "people": {"zlib": True, "complevel": 4, "_FillValue": np.float32(np.nan)},
        "day": {"units": "days since 1970-01-01", "calendar": "standard", "dtype": "int32"},
    }
    file = BytesIO()
    data.to_netcdf(file, engine="h5netcdf", encoding=encoding)
    return file.getvalue()
