"""Laws that needs obey whatever the people, places and items."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posada.needs import load_standards, make_needs, make_periods
from posada.needs.basis import find_basis
from tests.needs.by_hand import forecast_from, scenario_with

ITEMS = {
    "water": "water_basic",
    "meal": "energy",
    "blanket": "blanket",
    "soap": "soap_bathing",
    "pads": "pads_disposable",
    "toilet": "people_per_toilet",
    "module": "iehk_basic_module",
}
LINEAR = [name for name in ITEMS if name != "module"]
PLACES = {
    "Camp": {},
    "Town": {"in_transit_share": 0.5, "temperature_c": 5.0},
    "Bridge": {"in_transit_share": 1.0, "temperature_c": 30.0},
}
GROUPS = ("men", "women")
crowds = arrays(np.int32, (2, 9, 3, 2), elements=st.integers(0, 5000))


@pytest.fixture(scope="module")
def scenario():
    return scenario_with(ITEMS, PLACES)


def quantity(scenario, people, places=tuple(PLACES)):
    return make_needs(scenario, forecast_from(people, places, GROUPS)).data["quantity"]


@settings(max_examples=15)
@given(people=crowds, times=st.integers(2, 5))
def test_needs_grow_in_proportion_to_people(scenario, people, times):
    once = quantity(scenario, people).sel(item=LINEAR)
    more = quantity(scenario, people * times).sel(item=LINEAR)
    np.testing.assert_allclose(more, once * times, rtol=1e-5)


@settings(max_examples=15)
@given(people=crowds, extra=crowds)
def test_more_people_never_lower_what_is_needed_in_all(scenario, people, extra):
    """Nobody was there on the last day known, so that first arrivals count from zero."""
    people[:, 0] = extra[:, 0] = 0
    fewer = quantity(scenario, people)
    more = quantity(scenario, people + extra)
    assert (more.cumsum("period") >= fewer.cumsum("period") * (1 - 1e-5)).all()


@settings(max_examples=15)
@given(people=crowds)
def test_needs_are_never_negative_and_nobody_needs_nothing(scenario, people):
    found = quantity(scenario, people)
    assert (found >= 0).all()
    assert (quantity(scenario, people * 0) == 0).all()


@settings(max_examples=15)
@given(people=crowds)
def test_names_and_order_of_places_change_nothing(scenario, people):
    order = [2, 0, 1]
    renamed = {f"New {name}": PLACES[name] for name in (list(PLACES)[k] for k in order)}
    other = quantity(scenario_with(ITEMS, renamed), people[:, :, order], tuple(renamed))
    assert (other.values == quantity(scenario, people).values[:, :, order]).all()


@settings(max_examples=15)
@given(people=crowds)
def test_the_ration_does_not_depend_on_who_people_are(scenario, people):
    everybody = quantity(scenario, people).sel(item=["water", "meal"])
    swapped = quantity(scenario, people[..., ::-1]).sel(item=["water", "meal"])
    assert (everybody == swapped).all()


@settings(max_examples=15)
@given(people=crowds)
def test_quantity_is_people_times_rate(scenario, people):
    data = make_needs(scenario, forecast_from(people, tuple(PLACES), GROUPS)).data
    water = data["people"] * data["rate"].sel(item="water")
    blankets = data["first_arrivals"] * data["rate"].sel(item="blanket")
    np.testing.assert_allclose(data["quantity"].sel(item="water"), water, rtol=1e-6)
    np.testing.assert_allclose(data["quantity"].sel(item="blanket"), blankets, rtol=1e-6)
    assert ((data["survival"] > 0) & (data["survival"] <= 1)).all()


@given(days=st.integers(1, 400))
def test_periods_cover_every_day_once(days):
    first = pd.Timestamp("2030-01-01")
    periods = make_periods(first, first + pd.Timedelta(days=days - 1))
    ends = periods.index + pd.to_timedelta(periods.to_numpy(), unit="D")
    assert periods.index[0] == first
    assert (periods.index[1:] == ends[:-1]).all()
    assert periods.sum() == days
    assert periods.min() >= 1


def test_periods_grow_longer():
    first = pd.Timestamp("2030-01-01")
    lengths = make_periods(first, first + pd.Timedelta(days=77)).to_list()
    assert lengths == [1] * 7 + [7] * 4 + [14, 14, 14, 1]


def test_every_standard_that_is_accepted_gives_a_rate_at_every_place():
    table = load_standards()
    names = [
        name
        for name, unit, per in table[["item", "unit", "per"]].to_numpy()
        if find_basis(name, unit, per) and "formula" not in name
    ]
    assert len(names) > 90
    everything = scenario_with({name: name for name in names}, PLACES)
    data = make_needs(everything, forecast_from(np.ones((1, 2, 3, 2)), tuple(PLACES), GROUPS)).data
    rates = data["rate"].isel(period=0)
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()
    staying = set(rates["item"].values[(rates.sel(place="Camp") > 0).values])
    assert set(names) - staying == {"clothing_winter_set"}
