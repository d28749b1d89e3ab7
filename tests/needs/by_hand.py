"""Scenarios and forecasts written out by hand, for the tests of the needs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast import Forecast
from posada.needs.standards import load_standards
from posada.scenario import Scenario, read_scenario

FIRST = "2030-01-01"
DEFAULTS = {
    "sector": "water",
    "units_per_standard": 1.0,
    "weight_kg": 1.0,
    "pack_size": 1.0,
    "life_saving": False,
}


def scenario_with(
    items: Mapping[str, str] | Sequence[Mapping[str, Any]] = (),
    places: Mapping[str, Mapping[str, Any]] | None = None,
    needs: Mapping[str, Any] | None = None,
    standards: Sequence[Mapping[str, Any]] = (),
) -> Scenario:
    """Riverside with other items (name: standard), places and settings."""
    riverside = read_scenario("riverside")
    if isinstance(items, Mapping):
        items = [{"name": name, "standard": standard} for name, standard in items.items()]
    tables = dict(riverside.tables)
    if items:
        units = load_standards().set_index("item")["unit"]
        rows = [
            {**DEFAULTS, "unit": units.get(item["standard"], "piece"), **item} for item in items
        ]
        tables["items"] = pd.DataFrame(rows)
    if places is not None:
        usual = {"kind": "site", "in_transit_share": 0.0, "temperature_c": 20.0}
        tables["places"] = pd.DataFrame(
            [{"name": name, **usual, **more} for name, more in places.items()]
        )
    scenario = dataclasses.replace(riverside, tables=tables)
    return scenario.replace(needs=dict(needs or {}), standards=list(standards))


def forecast_of(
    people: Mapping[str, Sequence[Any]],
    asylum: Mapping[str, Sequence[int]] | None = None,
    groups: Mapping[str, float] | None = None,
) -> Forecast:
    """One draw: people at each place, day after day; the first day is the last one known.

    A day of several groups is a list of counts in the order of `groups`.
    """
    names = list(groups or {"everybody": 1})
    counts = np.array([list(days) for days in people.values()], dtype=np.int32)
    counts = counts[..., None] if counts.ndim == 2 else counts
    return forecast_from(counts.transpose(1, 0, 2)[None], list(people), names, asylum)


def forecast_from(
    people: np.ndarray,
    places: Sequence[str],
    groups: Sequence[str] = ("everybody",),
    asylum: Mapping[str, Sequence[int]] | None = None,
) -> Forecast:
    """A forecast of people (draw, day, place, group); `as_of` is its first day."""
    draws, days = people.shape[:2]
    shape = ("draw", "day", "place")
    nobody = {
        name: (shape, np.zeros(people.shape[:3], dtype=np.int32))
        for name in ("waiting", "returned", "asylum", "settled", "crossed")
    }
    data = xr.Dataset(
        {
            "people": ((*shape, "group"), people.astype(np.int32)),
            **nobody,
            "arrivals": (("draw", "day", "route"), np.zeros((draws, days, 0), dtype=np.int32)),
            "on_the_way": (shape[:2], np.zeros((draws, days), dtype=np.int32)),
            "departed": (shape[:2], people.sum((2, 3)).astype(np.int32)),
        },
        coords={
            "draw": np.arange(draws),
            "day": pd.date_range(FIRST, periods=days),
            "place": list(places),
            "group": list(groups),
        },
    )
    for place, values in (asylum or {}).items():
        data["asylum"][:, :, list(places).index(place)] = values
    return Forecast(data, dt.date.fromisoformat(FIRST), seed=1)
