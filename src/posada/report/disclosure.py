"""What may be shown: small counts of people never are, nor quantities that reveal them.

A figure above 0 and under 10 people is published as `<10` (under 5 and `<5` for the team that runs
the operation). A quantity required by fewer people than that is published as less than what as many
require, so that dividing it by the standard tells nothing either. Text that a spreadsheet would run
as a formula is made plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from posada.needs.result import Needs
from posada.scenario.model import Scenario

LEAST = 10
STATUS = "planning figure, not a count"
TEAM_STATUS = f"{STATUS}; not for publication"
SIMULATED_STATUS = "simulation, not a count; not for publication"
MADE_UP_STATUS = "made up"


def is_small(values: np.ndarray | pd.Series, least: float | np.ndarray = LEAST) -> np.ndarray:
    """Where a figure is above zero and below the least that may be shown."""
    figures = np.asarray(values, dtype=float)
    return (figures > 0) & (figures < least)


def people_cells(values: np.ndarray | pd.Series, least: int = LEAST) -> np.ndarray:
    """Whole people as published: int, or '<10'; None where there is no figure."""
    figures = np.asarray(values, dtype=float)
    cells = np.rint(np.nan_to_num(figures)).astype(np.int64).astype(object)
    cells[is_small(figures, least)] = f"<{least}"
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


def drawable(values: np.ndarray, least: float | np.ndarray = LEAST) -> np.ndarray:
    """Figures for a chart: small ones all drawn at one height, so that it does not tell them."""
    figures = np.asarray(values, dtype=float)
    return np.where(is_small(figures, least), least / 2, figures)


def told(values: np.ndarray, least: int = LEAST) -> np.ndarray:
    """People as they may be told: to the nearest `least`, small ones all half of it [person].

    So two figures, of two places or of two releases, never differ by fewer people than may be
    shown.
    """
    figures = np.asarray(values, dtype=float)
    return np.where(is_small(figures, least), least / 2, nearest(figures, least))


def nearest(values: np.ndarray | pd.Series, step: float | np.ndarray) -> np.ndarray:
    """The nearest multiple of a step; the figure itself where there is no step."""
    figures, steps = np.broadcast_arrays(np.asarray(values, dtype=float), step)
    parts = np.divide(figures, steps, out=np.zeros(figures.shape), where=steps > 0)
    return np.where(steps > 0, np.rint(parts) * steps, figures)


def coded(values: np.ndarray, least: int = LEAST) -> np.ndarray:
    """Figures for the data embedded in the page: whole people, -1 for '<10'."""
    figures = np.asarray(values, dtype=float)
    return np.where(is_small(figures, least), -1, np.rint(figures)).astype(int)


def least_quantity(needs: Needs, least: int = LEAST) -> xr.DataArray:
    """What so few people require in each period (period, place, item) [item unit]."""
    per_person_day = needs.data["clock"] == "person_days"
    days = xr.where(per_person_day, needs.data["days"], 1)
    return (least * needs.data["rate"] * days).transpose("period", "place", "item")


def add_up(people: np.ndarray, levels: Sequence[float], least: int = LEAST) -> np.ndarray:
    """Quantiles of a total from which no hidden part can be worked out (level, day) [person].

    In every draw, a part with fewer people than may be shown enters with half of that, whatever
    it is; so the total minus the other parts tells nothing.

    Parameters
    ----------
    people : each part (draw, day, part) [person]
    levels : the quantiles
    least : smallest count that is shown [person]
    """
    return np.quantile(drawable(people, least).sum(axis=-1), levels, axis=0)


def marked(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """A published table that says on every row when its figures are made up."""
    if not scenario.settings.made_up:
        return table
    return table.assign(status=[f"{status}; {MADE_UP_STATUS}" for status in table["status"]])


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table with no text that a spreadsheet would run as a formula."""
    table = table.copy()
    for name in table:
        if table[name].dtype.kind not in "fiubM":
            table[name] = pd.Series(plain_text(table[name]), index=table.index, dtype=object)
    return table


def plain_text(cells: Iterable[object]) -> list[object]:
    """Cells in which no text starts like a formula of a spreadsheet.

    Source: OWASP, CSV injection: a straight apostrophe goes before = + - @, tab and return.
    """
    risky = ("=", "+", "-", "@", "\t", "\r")
    return [
        f"'{cell}" if isinstance(cell, str) and cell.startswith(risky) else cell for cell in cells
    ]
