"""Results kept in NetCDF files: reading one, or saying that it is no such file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import xarray as xr

from posada.errors import ResultError


def read_result(path: str | Path, array: str, kind: str) -> xr.Dataset:
    """What `save` of a result wrote.

    Parameters
    ----------
    path : the file
    array : which every result of the kind has
    kind : what is expected, in words

    Raises
    ------
    ResultError
        When it is a folder, or the file holds something else.
    FileNotFoundError
        When there is no such file.
    """
    if not Path(path).exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if Path(path).is_dir():
        raise ResultError(f"{path} is a folder, and no NetCDF file")
    try:
        stored = xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError) as error:
        raise ResultError(f"{path} is no NetCDF file that can be read: {error}") from error
    if array not in stored or "said" not in stored.attrs:
        raise ResultError(f"{path} does not hold {kind} as `save` writes them")
    return stored
