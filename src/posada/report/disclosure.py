"""What may be shown: small counts of people never are, nor quantities that reveal them.

A figure above 0 and under 10 people is published as `<10`. A quantity required by fewer than 10
people is published as less than what 10 people require, so that dividing it by the standard
tells nothing either. Text that a spreadsheet would run as a formula is made plain text.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr

from posada.needs.result import Needs

LEAST = 10
SMALL = f"<{LEAST}"
STATUS = "planning figure, not a count"
AUDIENCE = "For named partners; do not publish place-level forecasts."


def is_small(values: np.ndarray | pd.Series, least: float | np.ndarray = LEAST) -> np.ndarray:
    """Where a figure is above zero and below the least that may be shown."""
    figures = np.asarray(values, dtype=float)
    return (figures > 0) & (figures < least)


def people_cells(values: np.ndarray | pd.Series) -> np.ndarray:
    """Whole people as published: int, or '<10'; None where there is no figure."""
    figures = np.asarray(values, dtype=float)
    cells = np.rint(np.nan_to_num(figures)).astype(np.int64).astype(object)
    cells[is_small(figures)] = SMALL
    cells[np.isnan(figures)] = None
    return cells


def quantity_cells(
    values: pd.Series, least: pd.Series | np.ndarray, decimals: int = 1
) -> np.ndarray:
    """Quantities as published: float, or '<q' where q is what 10 people require [item unit]."""
    figures = np.asarray(values, dtype=float)
    limits = np.asarray(least, dtype=float)
    cells = np.round(figures, decimals).astype(object)
    small = is_small(figures, limits)
    cells[small] = [f"<{_four_figures(limit)}" for limit in limits[small]]
    cells[np.isnan(figures)] = None
    return cells


def _four_figures(value: float) -> str:
    return np.format_float_positional(value, precision=4, fractional=False, trim="-")


def drawable(values: np.ndarray) -> np.ndarray:
    """Figures for a chart: small ones all drawn at one height, so that it does not tell them."""
    figures = np.asarray(values, dtype=float)
    return np.where(is_small(figures), LEAST / 2, figures)


def coded(values: np.ndarray) -> np.ndarray:
    """Figures for the data embedded in the page: whole people, -1 for '<10'."""
    figures = np.asarray(values, dtype=float)
    return np.where(is_small(figures), -1, np.rint(figures)).astype(int)


def least_quantity(needs: Needs) -> xr.DataArray:
    """What 10 people require in each period (period, place, item) [item unit]."""
    per_person_day = needs.data["clock"] == "person_days"
    days = xr.where(per_person_day, needs.data["days"], 1)
    return (LEAST * needs.data["rate"] * days).transpose("period", "place", "item")


def plain_text(cells: Iterable[object]) -> list[object]:
    """Cells in which no text starts like a formula of a spreadsheet.

    Source: OWASP, CSV injection: a straight apostrophe goes before = + - @, tab and return.
    """
    risky = ("=", "+", "-", "@", "\t", "\r")
    return [
        f"'{cell}" if isinstance(cell, str) and cell.startswith(risky) else cell for cell in cells
    ]
