"""Tiny scenarios and needs, built by hand, whose best plan can be worked out on paper."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from posada.needs.result import Needs
from posada.plan.tiers import level_tiers
from posada.scenario.model import Scenario
from posada.scenario.settings import Settings

FIRST = pd.Timestamp("2030-01-02")
COLUMNS = {
    "items": {
        "name": "water", "standard": "water", "unit": "litre", "weight_kg": 1.0, "pack_size": 1.0,
        "life_saving": True, "storable": True, "spoil_share_per_day": 0.0,
    },
    "depots": {
        "name": "Store", "organisation": "Network", "place": "A",
        "dispatch_tonnes_per_day": np.nan,
    },
    "stock": {
        "depot": "Store", "item": "water", "quantity": 0.0, "date": pd.NaT, "expires": pd.NaT,
    },
    "pledges": {
        "depot": "Store", "item": "water", "quantity": 0.0, "date": FIRST, "date_end": pd.NaT,
        "every": "once", "chance": 1.0,
    },
    "lanes": {
        "depot": "Store", "place": "A", "length_km": 10.0, "lead_days": 0.0,
        "lane_capacity_tonnes_per_day": np.nan,
    },
}  # fmt: skip
DATES = ("date", "date_end", "expires")


def table(name, rows):
    """A table of the scenario: what a row does not say is filled in."""
    frame = pd.DataFrame([{**COLUMNS[name], **row} for row in rows], columns=list(COLUMNS[name]))
    for column in set(DATES) & set(frame.columns):
        frame[column] = pd.to_datetime(frame[column])
    numbers = [key for key, value in COLUMNS[name].items() if isinstance(value, float)]
    return frame.astype(dict.fromkeys(numbers, float))


def scenario(reserve=0.0, floor_days=7, **tables):
    """A scenario with these tables, given as lists of rows; by default one item and one depot."""
    rows = {"items": [{}], "depots": [{}], "stock": [], "pledges": [], "lanes": [], **tables}
    settings = Settings.model_validate(
        {
            "name": "tiny",
            "title": "Tiny",
            "start": dt.date(2030, 1, 1),
            "as_of": dt.date(2030, 1, 1),
            "horizon_days": 30,
            "plan": {"reserve": reserve, "floor_days": floor_days},
        }
    )
    return Scenario(settings, {name: table(name, value) for name, value in rows.items()})


def needs(people, items=None, days=None, survival=0.5, rate=None):
    """Needs of some people.

    Parameters
    ----------
    people : person-days, or first arrivals for durables, as (period, place) or (draw, period,
        place); a mapping from the name of each place to a list over the periods, or an array
    items : rows of the table of items, which may say `clock`; by default water
    days : length of each period; by default single days
    rate : item units per person-day, by item; by default 1
    """
    names = list(people)
    values = np.array([people[name] for name in names], dtype=float)
    values = values[None] if values.ndim == 2 else np.moveaxis(values, 1, 0)
    values = values.transpose(0, 2, 1)
    items = [{**COLUMNS["items"], **row} for row in (items or [{}])]
    draws, periods, places = values.shape
    days = np.array(days or [1] * periods)
    rates = np.array(rate or [1.0] * len(items), dtype=float)
    starts = FIRST + pd.to_timedelta(np.cumsum(days) - days, unit="D")
    shape = (periods, places, len(items))
    by_item = ("period", "place", "item")
    text = {
        key: ("item", np.array([row[key] for row in items], dtype=object))
        for key in ("standard", "unit")
    }
    clock = np.array([row.get("clock", "person_days") for row in items], dtype=object)
    data = xr.Dataset(
        {
            "quantity": (("draw", *by_item), (values[..., None] * rates).astype(np.float32)),
            "people": (("draw", "period", "place"), values.astype(np.float32)),
            "rate": (by_item, np.broadcast_to(rates, shape).copy()),
            "survival": (by_item, np.full(shape, survival)),
        },
        coords={
            "draw": np.arange(draws),
            "period": starts,
            "days": ("period", days),
            "place": names,
            "item": [row["name"] for row in items],
            "sector": ("item", ["water"] * len(items)),
            "clock": ("item", clock),
            "life_saving": ("item", [row["life_saving"] for row in items]),
            **text,
        },
    )
    standards = pd.DataFrame(
        {
            "item": [row["name"] for row in items],
            "standard": [row["standard"] for row in items],
            "value": rates,
            "unit": [row["unit"] for row in items],
            "per": "person/day",
            "source": "made up",
            "certainty": "A",
            "overridden": False,
        }
    )
    return Needs(data, standards)


def lifted(plan):
    """Σ_s U(worst[s]), which objective A makes as large as it can be."""
    width, slope = level_tiers()
    below = np.cumsum(width) - width
    worst = [v for name, v in plan.objectives.items() if name.startswith("worst coverage")]
    return sum(float(slope @ np.clip(level - below, 0, width)) for level in worst)


@pytest.fixture
def tiny():
    """Makers of tiny scenarios and needs: `tiny.scenario(...)`, `tiny.needs(...)`."""

    class Tiny:
        scenario = staticmethod(scenario)
        needs = staticmethod(needs)

    return Tiny
