"""Problems in items and standards that only the needs can see.

It refuses standards that give no quantity, infant formula in any form, and settings that name
nothing. The reader of the scenario has already checked everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from posada.errors import Problem
from posada.needs.basis import find_basis
from posada.needs.standards import load_standards
from posada.saying import Said, as_it_is, by_others, say
from posada.scenario.model import Scenario
from posada.scenario.settings import Override
from posada.scenario.wording import did_you_mean, plain, quote

FORMULA = {"bms_general_distribution", "infant_formula_assessed", "water_infant_formula"}
# As `plain` writes them: small letters without accents.
FORMULA_NAMES = (
    "infant formula", "baby formula", "baby milk", "breast-milk substitute",
    "breastmilk substitute", "leche de formula", "formula infantil", "formula lactea",
)  # fmt: skip
NO_FORMULA = say(
    "no infant formula: it is never in general distribution; infants who are not breastfed are "
    "assessed one by one and supplied through a channel of their own "
    "(Operational Guidance IFE; WHO Code)"
)
FAR = 100.0  # times the usual value or a part of it: farther off, the unit was another
# Units in which no meal, parcel or kit is counted, as people write them.
SPELT = {
    "kcal": ("kcal", "kcals", "kilocalorie", "kilocalories", "kilocaloria", "kilocalorias"),
    "g": ("g", "gr", "grs", "gram", "grams", "gramme", "grammes", "gramo", "gramos"),
}
EXAMPLES = {
    "water": "water_basic",
    "food": "energy",
    "clothing": "clothing_set",
    "bedding": "blanket",
    "health": "consultations_affected_max",
    "shelter": "tarpaulin",
    "hygiene": "soap_bathing",
}


def check_items(scenario: Scenario) -> list[Problem]:
    """Everything in items and settings that keeps needs from being worked out.

    Source of the rule on infant formula: Operational Guidance on Infant Feeding in Emergencies;
    International Code of Marketing of Breast-milk Substitutes.
    """
    table = load_standards().set_index("item")
    items = scenario["items"]
    problems = []
    for row, item in enumerate(items.to_dict("records"), start=2):
        found = _check_item(row, item["name"], item["standard"], item["sector"], table)
        problems += found or _check_units(row, item, table)
    return problems + _check_overrides(scenario, table)


def _check_item(
    row: int, name: str, standard: str, sector: str, table: pd.DataFrame
) -> list[Problem]:
    """One item: its name and its standard."""
    named = any(words in plain(name) for words in FORMULA_NAMES)
    if named or standard in FORMULA:
        column, found = ("name", name) if named else ("standard", standard)
        return [Problem("items.csv", row, column, quote(found), NO_FORMULA)]
    if standard not in table.index:
        expected = _unknown(standard, table.index)
        return [Problem("items.csv", row, "standard", quote(standard), expected)]
    unit, per = table["unit"][standard], table["per"][standard]
    if find_basis(standard, unit, per) is None:
        found = say("'%(standard)s' (%(unit)s, per %(per)s)", standard=standard, unit=unit, per=per)
        example = EXAMPLES.get(sector, "energy")
        expected = say(
            "a standard that says how much people need, for example '%(example)s'", example=example
        )
        return [Problem("items.csv", row, "standard", found, expected)]
    return []


def _check_units(row: int, item: dict[str, Any], table: pd.DataFrame) -> list[Problem]:
    """A thing that is not counted in the unit of its standard is not one unit of it."""
    unit = table["unit"][item["standard"]]
    own = plain(item["unit"])
    if item["units_per_standard"] != 1 or own in SPELT.get(unit, (own,)):
        return []
    expected = say(
        "how many %(things)s make one %(unit)s of the standard '%(standard)s' (a meal of 700 kcal:"
        " 1/700, written 0.00143)",
        things=quote(item["unit"]),
        unit=unit,
        standard=item["standard"],
    )
    found = say("1, or nothing, which means 1")
    return [Problem("items.csv", row, "units_per_standard", found, expected)]


def _unknown(name: str, names: Iterable[str]) -> Said:
    return say("an item of the table of standards%(hint)s", hint=did_you_mean(name, names))


def _check_overrides(scenario: Scenario, table: pd.DataFrame) -> list[Problem]:
    """Overrides name a standard, keep infant formula out, and give a value that can be."""
    problems = []
    for number, override in enumerate(scenario.settings.standards):
        if wrong := _wrong_override(override, table):
            problems.append(Problem("scenario.toml", None, f"standards.{number}", *wrong))
    return problems


def _wrong_override(override: Override, table: pd.DataFrame) -> tuple[Said, Said] | None:
    """What is found and expected of an override that cannot be meant."""
    name, value = override.item, override.value
    if name not in table.index:
        return quote(name), _unknown(name, table.index)
    if name in FORMULA:
        return quote(name), NO_FORMULA
    if name == "household_size":
        return quote(name), say("the household size under [needs], as household_size")
    unit, usual, per = (table.loc[name, column] for column in ("unit", "value", "per"))
    found = as_it_is(f"{name} = {value:g}")
    if value == 0 and unit == "persons":
        return found, say("a number of persons above 0")
    if value > 1 and unit == "fraction":
        return found, say("a share from 0 to 1")
    if find_basis(name, unit, per) and not usual / FAR <= value <= usual * FAR:
        return found, say(
            "from %(least)s to %(most)s, a hundredth to a hundred times the usual %(usual)s"
            " (%(unit)s per %(per)s); what nobody needs here is left out of items.csv",
            least=f"{usual / FAR:g}",
            most=f"{usual * FAR:g}",
            usual=f"{usual:g}",
            unit=by_others(unit),
            per=by_others(per),
        )
    return None
