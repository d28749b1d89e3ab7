"""The tables published as CSV and in the workbook, with what may not be shown taken out.

Column names are in English in every language, so that programs can rely on them. A cell holds a
number, a date, a text, or `<` and a number where the figure is too small to be shown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast.result import LEVELS, Forecast
from posada.needs import needs_table
from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report.disclosure import (
    LEAST,
    STATUS,
    is_small,
    least_quantity,
    nearest,
    people_cells,
    plain_table,
    quantity_cells,
    told,
)
from posada.report.outlook import Outlook
from posada.report.reasons import Reasons
from posada.report.words import Words
from posada.scenario.model import Scenario

SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def forecast_table(forecast: Forecast, outlook: Outlook, fewest: int = LEAST) -> pd.DataFrame:
    """People present per day and place from the last day of information on: p05 to p95, mean."""
    days, places = outlook.days[outlook.now :], outlook.places
    table = pd.DataFrame(
        {"date": np.repeat(days, len(places)), "place": np.tile(places, len(days))}
    )
    for name, share in SHARES.items():
        values = outlook.bands[LEVELS.index(share), outlook.now :]
        table[name] = people_cells(values.reshape(-1), fewest)
    mean = told(forecast.people.values[:, outlook.now :].mean(axis=0), fewest)
    table["mean"] = people_cells(mean.reshape(-1), fewest)
    return plain_table(table.assign(status=STATUS))


def needs_rows(scenario: Scenario, needs: Needs, fewest: int = LEAST) -> pd.DataFrame:
    """The table of needs, with quantities that would reveal a small count replaced."""
    table = needs_table(scenario, needs).reset_index(drop=True)
    least = _least(needs, fewest, table["start"], table["place"], table["item"])
    hidden = is_small(table["need_p50"], least)
    table["packs_p50"] = table["packs_p50"].astype(object).mask(hidden, None)
    for name in table:
        if name.startswith("need_"):
            table[name] = quantity_cells(_shares_of(table[name], least), least)
        elif name.startswith("people_"):
            table[name] = people_cells(told(table[name], fewest), fewest)
    return plain_table(table.assign(status=STATUS))


def plan_rows(scenario: Scenario, needs: Needs, plan: Plan, words: Words) -> pd.DataFrame:
    """The deliveries proposed, as a 5W: who, what, where, when, for how many; and why."""
    fewest = words.least
    lines = plan.deliveries.reset_index(drop=True)
    places = scenario["places"].set_index("name")
    starts = _period_of(needs, lines["delivery"])
    least = _least(needs, fewest, starts, lines["place"], lines["item"])
    limits = np.where(_mean_need(needs, starts, lines) < least, least, 0)
    hidden = is_small(lines["quantity"], limits)
    covers, unit = _covers(needs, starts, lines)
    table = pd.DataFrame(
        {
            "organisation": lines["organisation"],
            "sector": _of_item(needs, "sector", lines["item"]),
            "item": lines["item"],
            "quantity": quantity_cells(lines["quantity"], limits),
            "unit": lines["unit"],
            "packs": np.where(hidden, None, lines["packs"].astype(object)),
            "depot": lines["depot"],
            "place": lines["place"],
            "region": lines["place"].map(places["region"]),
            "country": lines["place"].map(places["country"]),
            "dispatch": lines["dispatch"],
            "delivery": lines["delivery"],
            "expires": lines["expires"],
            "lots": lines["lots"],
            "covers": np.where(hidden, f"<{fewest}", people_cells(covers, fewest)),
            "covers_unit": unit,
            "reason": np.where(limits > 0, "", Reasons(needs, words).of_deliveries(lines)),
            "status": [f"{status}: {STATUS}" for status in lines["status"]],
        }
    )
    return plain_table(table)


def shortfall_rows(needs: Needs, plan: Plan, words: Words) -> pd.DataFrame:
    """What remains short, and why; where too few people require something, only that is said."""
    fewest, table = words.least, plan.shortfalls.reset_index(drop=True)
    reasons = pd.Series(Reasons(needs, words).of_shortfalls(table), dtype=object)
    table = table.drop(columns="gain")
    least = _least(needs, fewest, table["start"], table["place"], table["item"])
    hidden = is_small(table["need"], least)
    for name in ("need_p05", "need", "need_p95"):
        table[name] = quantity_cells(_shares_of(table[name], least), least)
    for name in ("covered", "shortfall"):
        quantity = np.where(hidden, table[name], nearest(table[name], least))
        table[name] = quantity_cells(quantity, np.where(hidden, least, 0))
    person_days = told(table["person_days"], fewest)
    person_days = pd.Series(people_cells(person_days, fewest), index=table.index, dtype=object)
    table["person_days"] = person_days.mask(hidden, None)
    table["reason"] = reasons.mask(hidden, None)
    coverage = table["coverage"].round(2).astype(object)
    table["coverage"] = coverage.mask(hidden | table["coverage"].isna(), None)
    return plain_table(table.assign(status=STATUS))


def _shares_of(quantity: pd.Series, least: np.ndarray) -> np.ndarray:
    """Quantities to the nearest multiple of what the fewest people that are shown require.

    So two of them never differ by what fewer people require. Small ones stay small.
    """
    figures = quantity.to_numpy(float)
    return np.where(is_small(figures, least), least / 2, nearest(figures, least))


def to_csv(table: pd.DataFrame) -> bytes:
    """A table as CSV: UTF-8, line feed, ISO dates, the same bytes for the same table."""
    return table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode("utf-8")


def _cells(
    values: xr.DataArray, starts: pd.Series, places: pd.Series, items: pd.Series
) -> np.ndarray:
    """The value of each row (row), from an array (period, place, item); 0 where there is none."""
    axes = values.indexes
    periods = axes["period"].get_indexer(pd.DatetimeIndex(starts))
    towns = axes["place"].get_indexer(pd.Index(places, dtype=object))
    goods = axes["item"].get_indexer(pd.Index(items, dtype=object))
    found = (periods >= 0) & (towns >= 0) & (goods >= 0)
    return np.where(found, values.values[periods, towns, goods], 0.0)


def _least(
    needs: Needs, fewest: int, starts: pd.Series, places: pd.Series, items: pd.Series
) -> np.ndarray:
    """What so few people require, for each row (row) [item unit]."""
    return _cells(least_quantity(needs, fewest), starts, places, items)


def _mean_need(needs: Needs, starts: pd.Series, lines: pd.DataFrame) -> np.ndarray:
    """Mean need of the period at the place of each delivery (row) [item unit]."""
    mean = needs.data["quantity"].mean("draw")
    return _cells(mean, starts, lines["place"], lines["item"])


def _period_of(needs: Needs, days: pd.Series) -> pd.Series:
    """First day of the period that each day falls in."""
    starts = pd.DatetimeIndex(needs.data["period"].values)
    position = np.searchsorted(starts.to_numpy(), days.to_numpy(), side="right") - 1
    return pd.Series(starts[np.maximum(position, 0)], index=days.index)


def _covers(needs: Needs, starts: pd.Series, lines: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
    """What each delivery is enough for, and in which unit."""
    per_person = {"person_days": "person-days", "first_arrivals": "people"}
    rate = _cells(needs.data["rate"], starts, lines["place"], lines["item"])
    amount = lines["quantity"].to_numpy(float)
    covers = np.divide(amount, rate, out=np.full(len(lines), np.nan), where=rate > 0)
    return covers, _of_item(needs, "clock", lines["item"]).map(per_person)


def _of_item(needs: Needs, name: str, items: pd.Series) -> pd.Series:
    """A property of the item of each row."""
    return items.map(needs.data[name].to_series())
