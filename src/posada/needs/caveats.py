"""What every reader of the needs must know: assumptions, unverified standards, overrides.

It answers with sentences; it changes no number.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from posada.needs.rates import COMFORTABLE, IN_TRANSIT
from posada.needs.standards import load_standards
from posada.scenario.model import Scenario
from posada.scenario.wording import percent

# Standards that answer the same need in different ways: planned for once, not added up.
EITHER_OR = (
    ("energy", "ration_total_mass", "ration_cereal", "ration_simple_cereal", "ready_food_heb"),
    ("pads_disposable", "pads_reusable", "menstrual_cotton"),
    ("nappies_disposable", "nappies_washable"),
    ("water_basic", "water_target_unhcr", "water_survival_total_min", "water_survival_unhcr"),
    ("people_per_toilet", "people_per_toilet_emergency", "people_per_toilet_family"),
)


def list_caveats(
    scenario: Scenario, standards: pd.DataFrame, used: pd.DataFrame, data: xr.Dataset
) -> Iterator[str]:
    """Sentences about the needs of a scenario.

    Parameters
    ----------
    scenario : items, places and settings
    standards : standards in force, indexed by item
    used : standards that the items rest on, as in `Needs`
    data : dataset of `Needs`
    """
    yield from _overrides(scenario, used)
    yield from _unverified(used)
    yield from _shares(used)
    yield from _defaults(scenario)
    yield from _clocks(data)
    yield from _substitutes(scenario)
    yield from _losses(scenario, standards)
    yield from micronutrient_note(scenario)


def _overrides(scenario: Scenario, used: pd.DataFrame) -> Iterator[str]:
    """Which standards the operation replaced, and who answers for it."""
    usual = load_standards().set_index("item")
    for override in scenario.settings.standards:
        row = usual.loc[override.item]
        unit = f"{row['unit']} per {row['per']}"
        yield (
            f"The standard {override.item} is {override.value:g} instead of {row['value']:g} "
            f"({unit}), decided by {override.author} on {override.date}: {override.reason}"
            + ("" if override.reason.endswith(".") else ".")
        )
        if override.item not in set(used["standard"]):
            yield f"The standard {override.item} is replaced, but no item of this scenario uses it."


def _unverified(used: pd.DataFrame) -> Iterator[str]:
    """Standards from memory that nobody replaced."""
    doubtful = used[(used["certainty"] == "C") & ~used["overridden"].astype(bool)]
    names = list(dict.fromkeys(doubtful["standard"]))
    if names:
        start = "1 standard is" if len(names) == 1 else f"{len(names)} standards are"
        yield f"{start} unverified, not checked against the source: {', '.join(names)}."


def _shares(used: pd.DataFrame) -> Iterator[str]:
    """Shares of the population that stand in for counts."""
    shares = used[used["role"] == "share"].drop_duplicates("standard")
    if len(shares):
        said = ", ".join(f"{row.standard} {row.value:g}" for row in shares.itertuples())
        yield f"Those who need some items are an assumed share of the people, not counted: {said}."


def _defaults(scenario: Scenario) -> Iterator[str]:
    """What was assumed about places that the scenario says nothing about."""
    places = scenario["places"]
    unknown = int(places["temperature_c"].isna().sum())
    if unknown:
        start = f"The temperature of {unknown} of {len(places)} places is not given"
        yield f"{start}; {COMFORTABLE:g} °C is assumed."
    unknown = int(places["in_transit_share"].isna().sum())
    if unknown:
        said = ", ".join(f"{share:g} at a {kind}" for kind, share in IN_TRANSIT.items())
        yield (
            f"The share of people in transit is not given for {unknown} of {len(places)} places; "
            f"{said} and 0 elsewhere are assumed."
        )


def _clocks(data: xr.Dataset) -> Iterator[str]:
    """How things that last are counted."""
    if (data["clock"] == "first_arrivals").any():
        yield (
            "Things that last are counted for first arrivals after the last day of information, "
            "at each place anew: who came earlier is taken to have them, and who passes several "
            "places is counted at each, so set needs.share_lacking with that in mind."
        )


def _substitutes(scenario: Scenario) -> Iterator[str]:
    """Needs that must not be added up."""
    items = scenario["items"]
    for _, names in items.groupby("standard", sort=False)["name"]:
        if len(names) > 1:
            said = " or ".join(names)
            yield f"The need is shown once for each of {said}: it is not a sum."
    for group in EITHER_OR:
        both = [standard for standard in group if standard in set(items["standard"])]
        if len(both) > 1:
            said = " and ".join(both)
            yield f"Items follow {said}, which answer the same need: do not add them up."


def _losses(scenario: Scenario, standards: pd.DataFrame) -> Iterator[str]:
    """Losses are for whoever orders, and are not in the quantities."""
    sectors, share = set(scenario["items"]["sector"]), standards["value"]
    if "water" in sectors:
        low, high = share["water_loss_fraction_min"], share["water_loss_fraction_max"]
        lost = f"{percent(low)} to {percent(high)}"
        yield f"Losses of water ({lost} of what is produced) are not added."
    if "food" in sectors:
        low, high = share["food_transport_loss_port"], share["food_transport_loss_landlocked"]
        yield f"Losses of food in transport ({percent(low)} to {percent(high)}) are not added."


def micronutrient_note(scenario: Scenario) -> list[str]:
    """A warning when the food is dry rations; a report, not a constraint."""
    if not scenario["items"]["standard"].str.startswith("ration_").any():
        return []
    return [
        "The dry ration has almost no vitamin C: without fresh or fortified food, scurvy becomes a "
        "risk after about four weeks."
    ]
