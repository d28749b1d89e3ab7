"""Needs worked out by hand, on riverside and on one or two places."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
import xarray as xr

from posada.errors import InputError, ResultError
from posada.forecast import make_forecast
from posada.needs import Needs, check_items, make_needs
from posada.scenario import read_scenario
from tests.needs.by_hand import forecast_from, forecast_of, scenario_with

ONE = {"Camp": {}}


def need(scenario, forecast, item, place="Camp"):
    """Quantity of an item at a place in the only draw, by period."""
    quantity = make_needs(scenario, forecast).data["quantity"]
    return quantity.sel(item=item, place=place).values[0].tolist()


def rate(item_standard, **place):
    """Rate and survival share of one item at one place."""
    scenario = scenario_with({"thing": item_standard}, {"Camp": place})
    data = make_needs(scenario, forecast_of({"Camp": [0, 1]})).data
    return float(data["rate"][0, 0, 0]), float(data["survival"][0, 0, 0])


@pytest.fixture(scope="module")
def riverside():
    return read_scenario("riverside")


@pytest.fixture(scope="module")
def needs(riverside):
    return make_needs(riverside, make_forecast(riverside, draws=20))


def test_a_hundred_person_days_need_1500_litres():
    scenario = scenario_with({"water": "water_basic"}, ONE)
    assert need(scenario, forecast_of({"Camp": [0, 100]}), "water") == [1500]


def test_person_days_of_a_period_are_added_up():
    days = [0, *[10] * 7, *[20] * 7]
    scenario = scenario_with({"water": "water_basic"}, ONE)
    assert need(scenario, forecast_of({"Camp": days}), "water") == [150] * 7 + [20 * 7 * 15]


def test_riverside_is_as_worked_out_on_paper(needs):
    """Water: 15 L staying, 3 L passing through; meals: 2,100 kcal, and 2,200 at 15 °C."""
    rate = needs.data["rate"].isel(period=0)
    people, quantity = needs.data["people"], needs.data["quantity"]
    assert rate.sel(place="Riverside", item="water") == 15
    assert rate.sel(place="Crossroads", item="water") == 3
    assert rate.sel(place="Bridge", item="water") == 3
    assert rate.sel(place="Crossroads", item="meal") == pytest.approx(2100 / 700)
    assert rate.sel(place="Riverside", item="meal") == pytest.approx(2200 / 700)
    meals = quantity.sel(place="Riverside", item="meal").values
    assert meals == pytest.approx(people.sel(place="Riverside").values * 2200 / 700)


def test_blankets_follow_first_arrivals_and_the_share_who_lack_them(needs, riverside):
    """Half of those who come lack a blanket; 1,000 were at Crossroads on the day known."""
    forecast = make_forecast(riverside, draws=20)
    blankets = needs.data["quantity"].sel(item="blanket").sum("period")
    highest = forecast.people.sel(place="Riverside").max("day")
    assert (blankets.sel(place="Riverside").values == highest.values / 2).all()
    assert (blankets.sel(place="Crossroads") == 0).all()


def test_a_family_that_moves_back_needs_no_second_blanket():
    scenario = scenario_with({"blanket": "blanket"}, ONE)
    days = forecast_of({"Camp": [0, 10, 4, 10, 12]})
    assert need(scenario, days, "blanket") == [10, 0, 0, 2]


def test_who_came_before_the_last_day_known_is_no_first_arrival():
    scenario = scenario_with({"blanket": "blanket"}, ONE)
    assert need(scenario, forecast_of({"Camp": [8, 5, 9]}), "blanket") == [0, 1]
    gone = forecast_of({"Camp": [10, 4, 9, 12]})
    later = dataclasses.replace(gone, as_of=gone.as_of + dt.timedelta(days=1))
    assert need(scenario, later, "blanket") == [0, 2]


def test_people_in_asylum_are_cared_for_by_the_share_given():
    scenario = scenario_with({"water": "water_basic"}, ONE, {"share_in_care": 0.25})
    forecast = forecast_of({"Camp": [0, 10]}, asylum={"Camp": [0, 40]})
    assert need(scenario, forecast, "water") == [20 * 15]


def test_pads_are_for_women_and_water_is_for_everybody():
    scenario = scenario_with({"pads": "pads_disposable", "water": "water_basic"}, ONE)
    forecast = forecast_of({"Camp": [[0, 0], [30, 20]]}, groups={"men": 0.6, "women": 0.4})
    assert need(scenario, forecast, "pads") == [20 * 15 / 30]
    assert need(scenario, forecast, "water") == [50 * 15]


def test_women_in_asylum_are_the_share_of_women_among_people_present():
    scenario = scenario_with({"pads": "pads_disposable"}, ONE)
    people = {"Camp": [[0, 0], [30, 20]]}
    forecast = forecast_of(people, {"Camp": [0, 50]}, {"men": 0.6, "women": 0.4})
    assert need(scenario, forecast, "pads") == [40 * 15 / 30]


def test_without_a_group_of_women_their_share_is_assumed():
    scenario = scenario_with({"pads": "pads_disposable"}, ONE)
    needs = make_needs(scenario, forecast_of({"Camp": [0, 80]}))
    assert needs.data["quantity"].values.ravel().tolist() == [80 * 0.25 * 15 / 30]
    assert (
        "Those who need some items are an assumed share of the people, not counted: "
        "share_women_15_49 0.25."
    ) in needs.caveats


def test_infants_are_a_share_of_the_people():
    scenario = scenario_with(
        {"nappy": "nappies_disposable", "small blanket": "infant_blanket"}, ONE
    )
    forecast = forecast_of({"Camp": [0, 1000]})
    assert need(scenario, forecast, "nappy") == [pytest.approx(1000 * 0.07 / 2 * 8)]
    assert need(scenario, forecast, "small blanket") == [70]


def test_a_household_shares_what_is_for_a_household():
    scenario = scenario_with({"can": "water_container"}, ONE, {"household_size": 4})
    assert need(scenario, forecast_of({"Camp": [0, 100]}), "can") == [50]


def test_fifty_people_share_a_toilet_and_twenty_of_them_later():
    scenario = scenario_with(
        {"early": "people_per_toilet_emergency", "later": "people_per_toilet"}, ONE
    )
    forecast = forecast_of({"Camp": [0, 100, 40, 200]})
    assert need(scenario, forecast, "early") == [2, 0, 2]
    assert need(scenario, forecast, "later") == [5, 0, 5]


def test_kits_come_whole_with_the_people_they_serve():
    """1,000 people: one basic module; 1,001: a second; 10 modules make the kit of 10,000."""
    scenario = scenario_with({"kit": "iehk_complete", "module": "iehk_basic_module"}, ONE)
    forecast = forecast_of({"Camp": [0, 1000, 1001, 10, 10_000]})
    assert need(scenario, forecast, "module") == [1, 1, 0, 8]
    assert need(scenario, forecast, "kit") == [1, 0, 0, 0]


def test_kits_of_three_months_are_needed_again_after_ninety_days():
    scenario = scenario_with({"module": "iehk_basic_module"}, ONE)
    assert sum(need(scenario, forecast_of({"Camp": [0, *[5] * 90]}), "module")) == 1
    assert sum(need(scenario, forecast_of({"Camp": [0, *[5] * 91]}), "module")) == 2


def test_people_who_pass_through_get_no_kit_and_no_household_things():
    for standard in (
        "iehk_complete",
        "water_container",
        "cooking_pot",
        "ration_cereal",
        "tarpaulin",
    ):
        assert rate(standard, in_transit_share=1.0)[0] == 0
    assert rate("footwear", in_transit_share=1.0)[0] == 1


@pytest.mark.parametrize(
    ("standard", "place", "expected"),
    [
        ("water_basic", {"in_transit_share": 1.0}, (3, 1)),
        ("water_basic", {"in_transit_share": 1.0, "temperature_c": 25.0}, (4.5, 1)),
        ("water_basic", {"in_transit_share": 0.5}, (9, 5.25 / 9)),
        ("water_basic", {"temperature_c": 30.0}, (15, 0.5)),
        ("energy", {"temperature_c": 15.0}, (2200, 0.5)),
        ("energy", {"temperature_c": 19.0}, (2120, 0.5)),
        ("energy", {"temperature_c": 25.0}, (2100, 0.5)),
        ("blanket", {"temperature_c": 10.0}, (1, 1)),
        ("blanket", {"temperature_c": 9.0}, (3, 1 / 3)),
        ("living_space", {"temperature_c": 5.0}, (4.5, 0.5)),
        ("clothing_winter_set", {"temperature_c": 5.0}, (1, 1)),
        ("clothing_winter_set", {"temperature_c": 12.0}, (0, 1)),
        ("clothing_set", {}, (2, 0.5)),
        ("tarpaulin", {}, (2 / 5, 0.5)),
        ("people_per_toilet", {}, (1 / 20, 0.4)),
        ("people_per_toilet", {"in_transit_share": 1.0}, (1 / 50, 1)),
        ("soap_bathing", {}, (250 / 30, 0.5)),
        ("consultations_affected_max", {}, (4 / 365, 1)),
    ],
)
def test_the_rate_depends_on_staying_and_on_the_weather(standard, place, expected):
    assert rate(standard, **place) == pytest.approx(expected)


def test_what_the_scenario_does_not_say_is_assumed_and_said():
    unknown = {"in_transit_share": np.nan, "temperature_c": np.nan}
    kinds = {"Bridge": "crossing", "Town": "town", "Camp": "site"}
    places = {name: {"kind": kind, **unknown} for name, kind in kinds.items()}
    needs = make_needs(
        scenario_with({"water": "water_basic"}, places),
        forecast_of({name: [0, 1] for name in kinds}),
    )
    assert needs.data["rate"].values.ravel().tolist() == [3, 9, 15]
    for sentence in (
        "The temperature of 3 of 3 places is not given; 20 °C is assumed.",
        "The share of people in transit is not given for 3 of 3 places; "
        "1 at a crossing, 0.5 at a town and 0 elsewhere are assumed.",
    ):
        assert sentence in needs.caveats


def test_items_of_one_standard_each_state_the_whole_need():
    items = [
        {"name": "meal", "standard": "energy", "sector": "food", "units_per_standard": 1 / 700},
        {"name": "ration", "standard": "energy", "sector": "food", "units_per_standard": 1 / 2100},
    ]
    needs = make_needs(scenario_with(items, ONE), forecast_of({"Camp": [0, 10]}))
    assert needs.data["quantity"].values.ravel() == pytest.approx([30, 10])
    assert needs.data["standard"].values.tolist() == ["energy", "energy"]
    assert ("The need is shown once for each of meal or ration: it is not a sum.") in needs.caveats


def test_an_override_holds_and_is_shown_with_who_decided_it():
    override = {
        "item": "water_basic",
        "value": 10,
        "author": "WASH cluster",
        "date": "2030-01-01",
        "reason": "The source gives no more",
    }
    scenario = scenario_with({"water": "water_basic"}, ONE, standards=[override])
    needs = make_needs(scenario, forecast_of({"Camp": [0, 100]}))
    assert needs.data["quantity"].values.ravel().tolist() == [1000]
    own = needs.standards.iloc[0]
    assert (own["standard"], own["value"], own["overridden"]) == ("water_basic", 10, True)
    assert needs.caveats[0] == (
        "The standard water_basic is 10 instead of 15 (L per person/day), "
        "decided by WASH cluster on 2030-01-01: The source gives no more."
    )


def test_a_share_or_what_is_added_may_be_replaced_by_nothing():
    none = {"value": 0, "author": "Network", "date": "2030-01-01", "reason": "Only men are here"}
    own = [{"item": name, **none} for name in ("share_women_15_49", "energy_cold_increment")]
    assert check_items(scenario_with({"water": "water_basic"}, ONE, standards=own)) == []


def test_an_override_that_nothing_uses_is_said():
    override = {"item": "rope", "value": 10, "author": "x", "date": "2030-01-01", "reason": "y"}
    scenario = scenario_with({"water": "water_basic"}, ONE, standards=[override])
    caveats = make_needs(scenario, forecast_of({"Camp": [0, 1]})).caveats
    assert "The standard rope is replaced, but no item of this scenario uses it." in caveats


def test_a_standard_from_memory_is_called_unverified(needs):
    assert (
        "1 standard is unverified, not checked against the source: water_transit_daytime."
    ) in needs.caveats


def test_losses_are_not_added_and_that_is_said(needs):
    assert "Losses of water (10 % to 35 % of what is produced) are not added." in needs.caveats
    assert "Losses of food in transport (5 % to 10 %) are not added." in needs.caveats


def test_a_dry_ration_warns_of_scurvy(needs):
    scenario = scenario_with({"maize": "ration_cereal"}, ONE)
    caveats = make_needs(scenario, forecast_of({"Camp": [0, 1]})).caveats
    assert any("vitamin C" in sentence for sentence in caveats)
    assert not any("vitamin C" in sentence for sentence in needs.caveats)


def test_two_ways_to_meet_one_need_are_not_to_be_added_up():
    scenario = scenario_with({"meal": "energy", "maize": "ration_cereal"}, ONE)
    assert (
        "Items that follow these standards answer the same need, so do not add them up: energy, "
        "ration_cereal."
    ) in make_needs(scenario, forecast_of({"Camp": [0, 1]})).caveats


def test_needs_can_be_saved_and_loaded(needs, tmp_path):
    needs.save(tmp_path / "needs.nc")
    loaded = Needs.load(tmp_path / "needs.nc")
    xr.testing.assert_identical(loaded.data, needs.data)
    assert loaded.standards.equals(needs.standards)
    assert loaded.caveats == needs.caveats


def test_a_scenario_without_items_has_no_needs():
    scenario = scenario_with({"water": "water_basic"}, ONE)
    empty = {**scenario.tables, "items": scenario["items"].iloc[:0]}
    needs = make_needs(type(scenario)(scenario.settings, empty), forecast_of({"Camp": [0, 1]}))
    assert needs.data.sizes["item"] == 0
    assert needs.data["people"].values.tolist() == [[[1]]]


def test_a_forecast_of_other_places_is_refused():
    scenario = scenario_with({"water": "water_basic"}, ONE)
    with pytest.raises(ResultError) as caught:
        make_needs(scenario, forecast_of({"Camp": [0, 1], "Elsewhere": [0, 1]}))
    assert str(caught.value) == "the forecast has places that the scenario lacks: ['Elsewhere']"


def test_a_forecast_without_a_day_ahead_is_refused():
    scenario = scenario_with({"water": "water_basic"}, ONE)
    with pytest.raises(ResultError) as caught:
        make_needs(scenario, forecast_from(np.ones((1, 1, 1, 1)), ["Camp"]))
    assert str(caught.value) == "the forecast has no day after as_of"


def test_needs_are_refused_with_every_problem():
    override = {"author": "x", "date": "2030-01-01", "reason": "y"}
    scenario = scenario_with(
        [
            {"name": "protein bar", "sector": "food", "standard": "protein_share_min"},
            {"name": "Infant Formula", "sector": "food", "standard": "energy"},
            {"name": "milk powder", "sector": "food", "standard": "bms_general_distribution"},
            {"name": "tap", "sector": "water", "standard": "waterpoint_distance_max"},
            {"name": "can", "sector": "water", "standard": "water_containers"},
        ],
        ONE,
        standards=[
            {"item": "people_per_tap", "value": 0, **override},
            {"item": "household_size", "value": 4, **override},
            {"item": "share_under_2", "value": 7, **override},
            {"item": "infant_formula_assessed", "value": 4, **override},
            {"item": "blankett", "value": 1, **override},
            {"item": "water_basic", "value": 0, **override},
            {"item": "energy", "value": 1e-300, **override},
            {"item": "blanket", "value": 101, **override},
        ],
    )
    no_formula = (
        "no infant formula: it is never in general distribution; infants who are not breastfed "
        "are assessed one by one and supplied through a channel of their own "
        "(Operational Guidance IFE; WHO Code)"
    )
    far, leave_out = (
        "a hundredth to a hundred times the usual",
        "what nobody needs here is left out of items.csv",
    )
    with pytest.raises(InputError) as caught:
        make_needs(scenario, forecast_of({"Camp": [0, 1]}))
    assert str(caught.value).split("\n") == [
        "13 problems in the scenario:",
        "  items.csv, row 2, standard: found 'protein_share_min' (fraction of energy, per "
        "person/day), expected a standard that says how much people need, for example 'energy'",
        f"  items.csv, row 3, name: found 'Infant Formula', expected {no_formula}",
        "  items.csv, row 4, standard: found 'bms_general_distribution', expected " + no_formula,
        "  items.csv, row 5, standard: found 'waterpoint_distance_max' (m, per household), "
        "expected a standard that says how much people need, for example 'water_basic'",
        "  items.csv, row 6, standard: found 'water_containers', expected an item of the table "
        "of standards (did you mean 'water_container'?)",
        "  scenario.toml, standards.0: found people_per_tap = 0, expected a number of persons "
        "above 0",
        "  scenario.toml, standards.1: found 'household_size', expected the household size under "
        "[needs], as household_size",
        "  scenario.toml, standards.2: found share_under_2 = 7, expected a share from 0 to 1",
        f"  scenario.toml, standards.3: found 'infant_formula_assessed', expected {no_formula}",
        "  scenario.toml, standards.4: found 'blankett', expected an item of the table of "
        "standards (did you mean 'blanket'?)",
        f"  scenario.toml, standards.5: found water_basic = 0, expected from 0.15 to 1500, {far} "
        f"15 (L per person/day); {leave_out}",
        f"  scenario.toml, standards.6: found energy = 1e-300, expected from 21 to 210000, "
        f"{far} 2100 (kcal per person/day); {leave_out}",
        f"  scenario.toml, standards.7: found blanket = 101, expected from 0.01 to 100, {far} 1 "
        f"(piece per person); {leave_out}",
    ]


@pytest.mark.parametrize(
    ("unit", "told"), [("meal", True), ("Kcal", False), ("kilocaloría", False)]
)
def test_a_meal_is_not_one_kcal(unit, told):
    food = {"name": "food", "standard": "energy", "unit": unit}
    scenario = scenario_with([food], places={"Camp": {}})
    if not told:
        make_needs(scenario, forecast_of({"Camp": [0, 1]}))
        return
    with pytest.raises(InputError) as caught:
        make_needs(scenario, forecast_of({"Camp": [0, 1]}))
    assert str(caught.value).split("\n") == [
        "1 problem in the scenario:",
        "  items.csv, row 2, units_per_standard: found 1, or nothing, which means 1, expected how "
        "many 'meal' make one kcal of the standard 'energy' (a meal of 700 kcal: 1/700, written "
        "0.00143)",
    ]
