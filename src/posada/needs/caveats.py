"""What every reader of the needs must know: assumptions, unverified standards, overrides.

It answers with sentences; it changes no number.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from posada.needs.rates import COMFORTABLE, IN_TRANSIT
from posada.needs.standards import load_standards
from posada.saying import Said, by_others, joined, say
from posada.scenario.model import Scenario
from posada.scenario.wording import either, percent

AT = {"crossing": say("at a crossing"), "town": say("at a town")}
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
) -> Iterator[Said]:
    """Sentences about the needs of a scenario.

    Parameters
    ----------
    scenario : items, places and settings
    standards : standards in force, indexed by item
    used : standards that the items rest on, as in `Needs`
    data : dataset of `Needs`
    """
    yield from own_standards(scenario, used)
    yield from _unverified(used)
    yield from _shares(used)
    yield from _defaults(scenario)
    yield from _clocks(data)
    yield from _substitutes(scenario)
    yield from _losses(scenario, standards)
    yield from micronutrient_note(scenario)


def own_standards(scenario: Scenario, used: pd.DataFrame) -> Iterator[Said]:
    """Which standards the operation replaced, and who answers for it.

    Parameters
    ----------
    used : standards that the items rest on, as in `Needs`
    """
    usual = load_standards().set_index("item")
    for override in scenario.settings.standards:
        row = usual.loc[override.item]
        yield say(
            "The standard %(name)s is %(value)s instead of %(usual)s (%(unit)s per %(per)s),"
            " decided by %(author)s on %(date)s: %(reason)s.",
            name=override.item,
            value=f"{override.value:g}",
            usual=f"{row['value']:g}",
            unit=by_others(row["unit"]),
            per=by_others(row["per"]),
            author=override.author,
            date=override.date,
            reason=override.reason.removesuffix("."),
        )
        if override.item not in set(used["standard"]):
            yield say(
                "The standard %(name)s is replaced, but no item of this scenario uses it.",
                name=override.item,
            )


def _unverified(used: pd.DataFrame) -> Iterator[Said]:
    """Standards from memory that nobody replaced."""
    doubtful = used[(used["certainty"] == "C") & ~used["overridden"].astype(bool)]
    names = list(dict.fromkeys(doubtful["standard"]))
    if len(names) == 1:
        yield say(
            "1 standard is unverified, not checked against the source: %(which)s.", which=names[0]
        )
    elif names:
        yield say(
            "%(count)s standards are unverified, not checked against the source: %(which)s.",
            count=len(names),
            which=joined(names),
        )


def _shares(used: pd.DataFrame) -> Iterator[Said]:
    """Shares of the population that stand in for counts."""
    shares = used[used["role"] == "share"].drop_duplicates("standard")
    if len(shares):
        yield say(
            "Those who need some items are an assumed share of the people, not counted: %(which)s.",
            which=joined(f"{row.standard} {row.value:g}" for row in shares.itertuples()),
        )


def _defaults(scenario: Scenario) -> Iterator[Said]:
    """What was assumed about places that the scenario says nothing about."""
    places = scenario["places"]
    unknown = int(places["temperature_c"].isna().sum())
    if unknown:
        yield say(
            "The temperature of %(count)s of %(all)s places is not given; %(degrees)s °C is"
            " assumed.",
            count=unknown,
            all=len(places),
            degrees=f"{COMFORTABLE:g}",
        )
    unknown = int(places["in_transit_share"].isna().sum())
    if unknown:
        shares = (joined([f"{share:g}", AT[kind]], " ") for kind, share in IN_TRANSIT.items())
        yield say(
            "The share of people in transit is not given for %(count)s of %(all)s places;"
            " %(shares)s and 0 elsewhere are assumed.",
            count=unknown,
            all=len(places),
            shares=joined(shares),
        )


def _clocks(data: xr.Dataset) -> Iterator[Said]:
    """How things that last are counted."""
    if (data["clock"] == "first_arrivals").any():
        yield say(
            "Things that last are counted for first arrivals after the last day of information, at"
            " each place anew: who came earlier is taken to have them, and who passes several"
            " places is counted at each, so set needs.share_lacking with that in mind."
        )


def _substitutes(scenario: Scenario) -> Iterator[Said]:
    """Needs that must not be added up."""
    items = scenario["items"]
    for _, names in items.groupby("standard", sort=False)["name"]:
        if len(names) > 1:
            yield say(
                "The need is shown once for each of %(items)s: it is not a sum.",
                items=either(names),
            )
    for group in EITHER_OR:
        both = [standard for standard in group if standard in set(items["standard"])]
        if len(both) > 1:
            yield say(
                "Items that follow these standards answer the same need, so do not add them up:"
                " %(standards)s.",
                standards=joined(both),
            )


def _losses(scenario: Scenario, standards: pd.DataFrame) -> Iterator[Said]:
    """Losses are for whoever orders, and are not in the quantities."""
    sectors, share = set(scenario["items"]["sector"]), standards["value"]
    if "water" in sectors:
        low, high = share["water_loss_fraction_min"], share["water_loss_fraction_max"]
        yield say(
            "Losses of water (%(low)s to %(high)s of what is produced) are not added.",
            low=percent(low),
            high=percent(high),
        )
    if "food" in sectors:
        low, high = share["food_transport_loss_port"], share["food_transport_loss_landlocked"]
        yield say(
            "Losses of food in transport (%(low)s to %(high)s) are not added.",
            low=percent(low),
            high=percent(high),
        )


def micronutrient_note(scenario: Scenario) -> list[Said]:
    """A warning when the food is dry rations; a report, not a constraint."""
    if not scenario["items"]["standard"].str.startswith("ration_").any():
        return []
    return [
        say(
            "The dry ration has almost no vitamin C: without fresh or fortified food, scurvy"
            " becomes a risk after about four weeks."
        )
    ]
