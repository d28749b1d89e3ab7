"""From a forecast to needs: people times rates.

It answers what is required in each draw, period and place, in the unit of each item.
It refuses items that cannot be worked out (`checks`), and adds nothing silently: whatever was
assumed is a caveat.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import InputError
from posada.forecast.result import Forecast
from posada.needs.basis import Basis
from posada.needs.caveats import list_caveats
from posada.needs.checks import check_items
from posada.needs.people import GROUPS, People, count_people, find_group
from posada.needs.rates import Conditions, find_conditions, make_rates
from posada.needs.result import Needs
from posada.needs.standards import standards_in_force
from posada.scenario.model import Scenario


def make_needs(scenario: Scenario, forecast: Forecast) -> Needs:
    """What the people forecast will need after `as_of`.

    Items that name the same standard stand in for each other: each one's quantity is the whole
    need in its own unit, as if it alone covered the standard. Together they cover the sum over
    them of delivered ÷ quantity.

    Consumables follow person-days, things that last follow first arrivals. Kits and staff for so
    many persons are counted in whole units, for the most people who stay at one time, in the
    period in which those people come: ⌈people x value / persons⌉ x ⌈horizon / 90 days⌉ for
    modules that serve three months. People who pass through get none.

    Parameters
    ----------
    scenario : items, places, settings
    forecast : draws of people per day, place and group

    Raises
    ------
    InputError
        When an item's standard gives no quantity, or is infant formula.
    ResultError
        When the forecast has other places than the scenario, or no day after `as_of`.
    """
    problems = check_items(scenario)
    if problems:
        raise InputError(problems)
    standards = standards_in_force(scenario)
    places = [str(place) for place in forecast.data["place"].values]
    grouped = frozenset(name for name in GROUPS if find_group(forecast, name))
    conditions = find_conditions(scenario, places, standards, grouped)
    used = _standards_used(scenario, conditions)
    counted = _count(scenario, forecast, conditions)
    data = _fill(scenario, conditions, counted, forecast)
    return Needs(data, used, tuple(list_caveats(scenario, standards, used, data)))


def _standards_used(scenario: Scenario, conditions: Conditions) -> pd.DataFrame:
    """The standards that each item rests on, its own first."""
    columns = ["value", "unit", "per", "source", "certainty", "overridden"]
    rows = [
        {
            "item": item,
            "standard": name,
            **conditions.standards.loc[name, columns],
            "role": role,
        }
        for item, standard in scenario["items"][["name", "standard"]].to_numpy()
        for name, role in conditions.used(standard)
    ]
    return pd.DataFrame(rows, columns=["item", "standard", *columns, "role"])


def _concerned(conditions: Conditions, standard: str) -> str:
    """Group whose people are counted for a standard; a mere share is part of the rate."""
    concerned = conditions.basis(standard).concerned
    return concerned if concerned in conditions.grouped else "everybody"


def _count(scenario: Scenario, forecast: Forecast, conditions: Conditions) -> dict[str, People]:
    """People by group, for everybody and for each group that some item concerns."""
    care = scenario.settings.needs.share_in_care
    groups = {_concerned(conditions, standard) for standard in scenario["items"]["standard"]}
    return {name: count_people(forecast, care, name) for name in {"everybody"} | groups}


def _fill(
    scenario: Scenario, conditions: Conditions, counted: dict[str, People], forecast: Forecast
) -> xr.Dataset:
    """The dataset of `Needs`."""
    items, everybody = scenario["items"], counted["everybody"]
    rate, survival = make_rates(scenario, conditions)
    quantity = np.empty((*everybody.person_days.shape, len(items)), dtype=np.float32)
    clocks = []
    for column, standard in enumerate(items["standard"]):
        people, basis = counted[_concerned(conditions, standard)], conditions.basis(standard)
        unit = float(items["units_per_standard"].iloc[column])
        quantity[..., column] = _quantity(people, basis, rate[:, column], unit)
        clocks.append("person_days" if basis.clock == "person_days" else "first_arrivals")
    whole = (len(everybody.periods), *rate.shape)
    by_place, by_item = ("draw", "period", "place"), ("period", "place", "item")
    return xr.Dataset(
        {
            "quantity": ((*by_place, "item"), quantity),
            "people": (by_place, everybody.person_days),
            "first_arrivals": (by_place, everybody.first_arrivals),
            "rate": (by_item, np.broadcast_to(rate, whole).copy()),
            "survival": (by_item, np.broadcast_to(survival, whole).copy()),
        },
        coords={
            "draw": forecast.data["draw"].values,
            "period": everybody.periods.index.to_numpy(dtype="datetime64[ns]"),
            "days": ("period", everybody.periods.to_numpy()),
            "place": forecast.data["place"].values,
            "item": items["name"].to_numpy(dtype=object),
            "standard": ("item", items["standard"].to_numpy(dtype=object)),
            "unit": ("item", items["unit"].to_numpy(dtype=object)),
            "sector": ("item", items["sector"].to_numpy(dtype=object)),
            "clock": ("item", np.array(clocks, dtype=object)),
            "life_saving": ("item", items["life_saving"].to_numpy(dtype=bool)),
        },
    )


def _quantity(people: People, basis: Basis, rate: np.ndarray, unit: float) -> np.ndarray:
    """Quantity of one item (draw, period, place) [item unit], from its rate (place)."""
    if basis.clock == "person_days":
        return people.person_days * rate.astype(np.float32)
    if basis.clock == "first_arrivals":
        return people.first_arrivals * rate.astype(np.float32)
    repeat = np.ceil(int(people.periods.sum()) / basis.days) if basis.days > 1 else 1
    # The margin keeps 1,000 people at one module, whatever the last binary digit says.
    kits = np.ceil(people.new_peaks * (rate / unit) - 1e-6) * unit * repeat
    return np.diff(kits, axis=1, prepend=0)
