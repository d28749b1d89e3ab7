"""Restricted places and stores, taken out of everything before it is published.

A place whose audience is `restricted` is added to the town it belongs to, or to "other places",
and its name is replaced wherever it stands in a text. What is left can be handed to named
partners; it is not fit for the public.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posada.forecast.result import Forecast
from posada.needs.result import Needs
from posada.plan.deliveries import in_order
from posada.plan.result import REASONS, Plan
from posada.report.audience import INTERNAL, PARTNERS, Audience
from posada.report.censoring import censoring
from posada.report.labels import OTHER_PLACES
from posada.saying import refilled
from posada.scenario.model import Scenario
from posada.scenario.shelters import known_shelters

OTHER = OTHER_PLACES
PLACE_COLUMNS = ("place", "part_of", "queue_at", "from_place", "to_place")
TEXTS = ("title", "description", "title_es", "description_es")
LISTS = ("caveats", "caveats_es")
FREE_TEXT = (
    *("note", "description", "title", "note_es", "description_es"),
    *("series", "wave", "lot"),
)


@dataclass(frozen=True)
class Published:
    """The four results with nothing in them that their audience may not know by name."""

    scenario: Scenario
    forecast: Forecast
    needs: Needs
    plan: Plan
    audience: Audience = PARTNERS


def _renamed_places(places: pd.DataFrame) -> dict[str, str]:
    """The name under which each restricted place is published."""
    hidden = places[places["audience"] == "restricted"].set_index("name")["part_of"]
    names: dict[str, str] = {}
    for name in hidden.index:
        town = name
        for _ in range(len(hidden) + 1):
            town = hidden.get(town, town)
        names[name] = town if town and town not in hidden.index else OTHER
    return names


def _renamed_depots(scenario: Scenario) -> dict[str, str]:
    """The name under which each restricted store is published: that of its organisation."""
    depots = scenario["depots"]
    hidden = depots[depots["audience"] == "restricted"]
    return dict(zip(hidden["name"], hidden["organisation"], strict=True))


def _merge(data: xr.Dataset, names: Mapping[str, str], order: list[str]) -> xr.Dataset:
    """Sum along `place` what is published under one name; rates are those of the place kept."""
    found = [names.get(str(name), str(name)) for name in data["place"].values]
    merged: dict[Any, Any] = {}
    for label, values in data.data_vars.items():
        if "place" not in values.dims:
            merged[label] = values
            continue
        axis = values.get_axis_num("place")
        rate = values.dtype == np.float64
        columns = []
        for name in order:
            members = [number for number, other in enumerate(found) if other == name]
            part = np.take(values.values, members, axis=axis)
            gather = part.max if rate else part.sum
            columns.append(gather(axis=axis).astype(values.dtype))
        merged[label] = (values.dims, np.stack(columns, axis=axis))
    kept: dict[Any, Any] = {
        name: data[name] for name in data.coords if "place" not in data[name].dims
    }
    for name in {"route_from", "route_to"} & set(kept):
        ends = [names.get(str(end), str(end)) for end in kept[name].values]
        kept[name] = ("route", np.array(ends, dtype=object))
    return xr.Dataset(merged, coords={**kept, "place": order})


def _places(scenario: Scenario, names: Mapping[str, str]) -> pd.DataFrame:
    """The places published: capacity of a hidden one goes to its town, if both are known.

    What a hidden place can shelter on the last day of information counts on all days, for later
    changes would tell its size and what happens to it.
    """
    places, now = scenario["places"], scenario.days <= pd.Timestamp(scenario.settings.as_of)
    today = known_shelters(scenario).shelter_capacity[now][-1]
    capacity = np.where(places["name"].isin(list(names)), today, places["shelter_capacity"])
    shown = places["name"].replace(dict(names))
    totals = pd.Series(capacity).groupby(shown.to_numpy(), sort=False).apply(np.sum)
    kept = places[~places["name"].isin(list(names))].copy()
    if OTHER in set(names.values()) - set(kept["name"]):
        row: dict[str, Any] = dict.fromkeys(places, "")
        row |= dict.fromkeys(places.select_dtypes("number"), np.nan)
        row |= {"name": OTHER, "kind": "town", "audience": "partners"}
        kept = pd.concat([kept, pd.DataFrame([row])[list(places)]], ignore_index=True)
    kept["shelter_capacity"] = kept["name"].map(totals).astype(float)
    return kept.reset_index(drop=True)


def _in_spanish(scenario: Scenario, names: Mapping[str, str]) -> dict[str, str]:
    """The Spanish name of each hidden place and store, with the name it is published under."""
    tables = (scenario["places"], scenario["depots"])
    return {
        row["name_es"]: names[row["name"]]
        for table in tables
        for row in table.to_dict("records")
        if row["name"] in names and row["name_es"]
    }


def _tables(
    scenario: Scenario,
    names: Mapping[str, str],
    stores: Mapping[str, str],
    censor: Callable[[object], object],
) -> dict:
    """Every table without the hidden names; counts and events of hidden places are left out."""
    tables = {}
    for label, frame in scenario.tables.items():
        frame = _places(scenario, names) if label == "places" else frame.copy()
        if label in ("headcounts", "events"):
            frame = frame[~frame["place"].isin(list(names))]
        for column in frame:
            if (label, column) == ("depots", "name_es"):
                hidden = scenario["depots"]["name"].isin(list(stores))
                frame[column] = frame[column].mask(hidden, "")
            elif column in PLACE_COLUMNS:
                frame[column] = frame[column].replace(dict(names))
            elif column == "depot" or (label, column) == ("depots", "name"):
                frame[column] = frame[column].replace(dict(stores))
            elif column in FREE_TEXT:
                frame[column] = frame[column].map(censor)
            elif column == "url":  # it leads to the name, which the address itself may hold
                frame[column] = frame[column].where(frame[column].map(censor) == frame[column], "")
        tables[label] = frame.reset_index(drop=True)
    routes = tables["routes"]
    tables["routes"] = routes[routes["from_place"] != routes["to_place"]].reset_index(drop=True)
    return tables


def _plan(plan: Plan, names: Mapping[str, str], stores: Mapping[str, str]) -> Plan:
    """The plan without the hidden names; shortfalls of one published place are added up."""
    censor = censoring({**names, **stores})
    deliveries = _deliveries(plan.deliveries, names, stores)
    shortfalls = plan.shortfalls.copy()
    shortfalls["place"] = shortfalls["place"].replace(dict(names))
    keys = ["place", "item", "start"]
    sums = ["need_p05", "need", "need_p95", "covered", "shortfall", "person_days"]
    # The limit told is that of the place where most is short.
    shortfalls = shortfalls.sort_values("shortfall", ascending=False, kind="stable")
    shortfalls[sums] = shortfalls.groupby(keys)[sums].transform("sum")
    shortfalls = shortfalls.drop_duplicates(keys).sort_values(keys, ignore_index=True)
    shortfalls["coverage"] = shortfalls["covered"] / shortfalls["need"].replace(0, np.nan)
    caveats = tuple(refilled(text, censor) for text in plan.caveats)
    return dataclasses.replace(plan, deliveries=deliveries, shortfalls=shortfalls, caveats=caveats)


def _deliveries(
    lines: pd.DataFrame,
    names: Mapping[str, str],
    stores: Mapping[str, str],
) -> pd.DataFrame:
    """Deliveries without the hidden names, those for one published place and day added up.

    What is brought to a hidden place, and which part of the need there that is, would tell how many
    people need it; so it stands in no line and no reason of its own where its town gets any too.
    """
    hidden = lines["place"].isin(list(names))
    shown = lines.assign(
        place=lines["place"].replace(dict(names)),
        depot=lines["depot"].replace(dict(stores)),
    )
    rules = {
        "dispatch": "first",
        "quantity": "sum",
        "packs": "sum",
        "lots": lambda marks: "; ".join(dict.fromkeys(filter(None, marks))),
        **dict.fromkeys(REASONS, "first"),
    }
    keys = [name for name in lines if name not in rules]
    withheld = hidden | shown.duplicated(keys, keep=False)
    for name, kind in REASONS.items():
        shown[name] = shown[name].mask(withheld, "" if kind == "text" else None)
    shown = shown.iloc[np.argsort(hidden, kind="stable")]
    together = shown.groupby(keys, dropna=False, sort=False).agg(rules).reset_index()
    return in_order(together.astype(lines.dtypes)[list(lines)])


def all_groups(forecast: Forecast) -> Forecast:
    """The forecast with everybody in one group, because a report tells no groups apart."""
    people = forecast.data["people"]
    groups = np.moveaxis(people.values, -1, 0)
    together = reduce(np.add, groups) if len(groups) else forecast.people.values
    data = forecast.data.drop_vars(["people", "group"], errors="ignore")
    return dataclasses.replace(
        forecast, data=data.assign(people=(people.dims, together[..., None]))
    )


def without_small(forecast: Forecast, least: int) -> Forecast:
    """The forecast with half of `least` wherever fewer people stand at a place in a draw.

    What is added up from it tells nothing of a hidden part.
    """
    people = forecast.people.values
    values = np.where((people > 0) & (people < least), least // 2, people)
    dims = forecast.data["people"].dims
    data = forecast.data.drop_vars(["people", "group"], errors="ignore")
    return dataclasses.replace(forecast, data=data.assign(people=(dims, values[..., None])))


def withhold(
    scenario: Scenario,
    forecast: Forecast,
    needs: Needs,
    plan: Plan,
    audience: Audience = PARTNERS,
) -> Published:
    """The results without restricted places and stores, except for those who run the operation."""
    if audience == INTERNAL:
        return Published(scenario, forecast, needs, plan, audience)
    names = _renamed_places(scenario["places"])
    stores = _renamed_depots(scenario)
    if not names and not stores:
        return Published(scenario, forecast, needs, plan, audience)
    censor = censoring({**names, **stores, **_in_spanish(scenario, {**names, **stores})})

    def caveats(result: Scenario | Forecast | Needs) -> tuple[str, ...]:
        return tuple(refilled(text, censor) for text in result.caveats)

    tables = _tables(scenario, names, stores, censor)
    settings = scenario.settings
    texts = {name: censor(getattr(settings, name)) for name in TEXTS}
    lists = {name: list(map(censor, getattr(settings, name))) for name in LISTS}
    settings = settings.model_copy(update=texts | lists)
    shown = dataclasses.replace(
        scenario, settings=settings, tables=tables, caveats=caveats(scenario)
    )
    people = _merge(forecast.data, names, shown.places)
    quantities = _merge(needs.data, names, shown.places)
    return Published(
        scenario=shown,
        forecast=dataclasses.replace(forecast, data=people, caveats=caveats(forecast)),
        needs=dataclasses.replace(needs, data=quantities, caveats=caveats(needs)),
        plan=_plan(plan, names, stores),
        audience=audience,
    )
