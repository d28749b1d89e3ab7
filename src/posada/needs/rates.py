"""How much one person needs at each place: staying or passing through, warm or cold.

It answers with a rate per item and place, and which part of it comes before anything else.
It refuses to tell people apart: the general ration is the same for everybody of any age or sex,
and losses on the way are not added.

Stated here and nowhere else: it is cold below a daily mean of 10 °C and hot from 25 °C
(assumptions); energy rises by 100 kcal for every 5 °C below 20 °C, in a straight line (WFP/UNHCR
1997, par. 21 and Annex II). What changes with the situation stands in `rules.csv`.

The part that comes first (the survival tier) is, in this order: the standard that `rules.csv`
gives; all of it in health; the first piece of a thing that lasts; half of everything else
(assumption). It does not change with time: after the first days 15 L of water are due, but lifting
everybody to 7.5 L still comes before bringing anybody to 15 L.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from posada.errors import ResultError
from posada.needs.basis import SHARES, Basis, find_basis
from posada.needs.standards import load_rules
from posada.scenario.model import Scenario

COLD_BELOW = 10.0  # [°C] threshold of clothing_winter_set, a default and not a standard
HOT_FROM = 25.0  # [°C]
COMFORTABLE = 20.0  # [°C] no energy is added from here on
COLD_STEP = 5.0  # [°C] energy_cold_increment is given for each of these
FIRST_SHARE = 0.5
IN_TRANSIT = {"crossing": 1.0, "town": 0.5}
NOT_PIECES = ("m2", "m", "L")


def read_rules() -> dict[tuple[str, str], str]:
    """The standard that holds instead, by situation and standard; '' is nothing."""
    rules = load_rules()
    keys = zip(rules["situation"], rules["standard"], strict=True)
    return dict(zip(keys, rules["instead"], strict=True))


@dataclass(frozen=True)
class Conditions:
    """What the places are like, and the standards and rules that hold there.

    Parameters
    ----------
    standards : standards in force, indexed by item
    transit : share of the people who pass through (place)
    temperature : mean of the day (place) [°C]
    household_size : persons in a household
    grouped : those concerned whose number the forecast itself gives, by group
    rules : standard that holds instead, by situation and standard; '' is nothing
    """

    standards: pd.DataFrame
    transit: np.ndarray
    temperature: np.ndarray
    household_size: float
    grouped: frozenset[str] = frozenset()
    rules: Mapping[tuple[str, str], str] = field(default_factory=read_rules)

    def value(self, standard: str) -> float:
        """Value of the standard in force [standard unit]."""
        return float(self.standards["value"][standard])

    def basis(self, standard: str) -> Basis:
        """How the standard becomes a quantity."""
        unit, per = self.standards["unit"][standard], self.standards["per"][standard]
        found = find_basis(standard, unit, per)
        if found is None:
            raise ResultError(f"the standard {standard!r} gives no quantity")
        return found

    def amount(self, standard: str) -> float:
        """Quantity per person-day or first arrival of those concerned [standard unit]."""
        if not standard:
            return 0.0
        return self.basis(standard).per_person(self.value(standard), self.household_size)

    def situations(self) -> dict[str, np.ndarray]:
        """Where each situation of the rules holds (place)."""
        passing, cold = self.transit > 0, self.temperature < COLD_BELOW
        hot = passing & (self.temperature >= HOT_FROM)
        return {"cold": cold, "not cold": ~cold, "in transit": passing, "in transit and hot": hot}

    def changed(self, standard: str, names: tuple[str, ...], start: np.ndarray) -> np.ndarray:
        """The amount after the rules of these situations, in their order (place)."""
        held = self.situations()
        result = start
        for name in names:
            instead = self.rules.get((name, standard))
            if instead is not None:
                result = np.where(held[name], self.amount(instead), result)
        return result

    def staying(self, standard: str) -> np.ndarray:
        """Amount for people who stay (place) [standard unit]."""
        amount = np.full(self.transit.shape, self.amount(standard))
        if standard == "energy":
            below = np.maximum(0, COMFORTABLE - self.temperature)
            amount = amount + below * self.amount_per_degree()
        return self.changed(standard, ("cold", "not cold"), amount)

    def passing(self, standard: str) -> np.ndarray:
        """Amount for people who pass through (place) [standard unit]."""
        if self.basis(standard).clock == "people":
            return np.zeros_like(self.transit)
        situations = ("in transit", "in transit and hot")
        return self.changed(standard, situations, self.staying(standard))

    def amount_per_degree(self) -> float:
        """Energy added for each degree below 20 °C [kcal per person and day].

        Source: WFP/UNHCR Guidelines for Estimating Food and Nutritional Needs 1997, par. 21.
        """
        return self.value("energy_cold_increment") / COLD_STEP

    def first(self, standard: str, amount: np.ndarray) -> np.ndarray:
        """The part of an amount that comes before anything else (place) [standard unit]."""
        basis, row = self.basis(standard), self.standards.loc[standard]
        instead = self.rules.get(("first", standard))
        if instead is not None:
            return np.minimum(amount, self.amount(instead))
        if row["sector"] == "Health":
            return amount
        if basis.clock == "first_arrivals" and not basis.inverse and row["unit"] not in NOT_PIECES:
            return np.minimum(amount, basis.per_person(1.0, self.household_size))
        return FIRST_SHARE * amount

    def used(self, standard: str) -> Iterator[tuple[str, str]]:
        """Standards that the need of an item rests on, with their role; its own comes first."""
        yield standard, "need"
        for name, held in self.situations().items():
            instead = self.rules.get((name, standard))
            if instead and held.any():
                yield instead, name
        if standard == "energy" and (self.temperature < COMFORTABLE).any():
            yield "energy_cold_increment", "cold"
        if self.rules.get(("first", standard)):
            yield self.rules["first", standard], "first"
        concerned = self.basis(standard).concerned
        if concerned in SHARES and concerned not in self.grouped:
            yield SHARES[concerned][0], "share"

    def concerned_share(self, standard: str) -> float:
        """Share of the people counted who need it; 1 when they are a group of the forecast."""
        concerned = self.basis(standard).concerned
        if concerned == "everybody" or concerned in self.grouped:
            return 1.0
        share, factor = SHARES[concerned]
        return self.value(share) * factor


def find_conditions(
    scenario: Scenario, places: list[str], standards: pd.DataFrame, grouped: frozenset[str]
) -> Conditions:
    """Conditions at the places of a forecast, in their order, with the defaults filled in."""
    table = scenario["places"].set_index("name")
    missing = sorted(set(places) - set(table.index))
    if missing:
        raise ResultError(f"the forecast has places that the scenario lacks: {missing}")
    table = table.loc[places]
    usual = table["kind"].map(IN_TRANSIT).fillna(0.0)
    transit = table["in_transit_share"].fillna(usual).to_numpy(dtype=float)
    temperature = table["temperature_c"].fillna(COMFORTABLE).to_numpy(dtype=float)
    size = scenario.settings.needs.household_size
    return Conditions(standards, transit, temperature, size, grouped)


def make_rates(scenario: Scenario, conditions: Conditions) -> tuple[np.ndarray, np.ndarray]:
    """Rates and survival shares of all items.

    Returns
    -------
    rate (place, item) [item unit per person-day, or per first arrival, of those concerned]
    survival (place, item) : share of the rate that comes before anything else
    """
    shape = len(conditions.transit), len(scenario["items"])
    rate, survival = np.zeros(shape), np.ones(shape)
    lacking = scenario.settings.needs.share_lacking
    for column, item in enumerate(scenario["items"].to_dict("records")):
        standard = item["standard"]
        stay, go = conditions.staying(standard), conditions.passing(standard)
        first = [conditions.first(standard, amount) for amount in (stay, go)]
        whole = _mixed(conditions.transit, stay, go)
        np.divide(
            _mixed(conditions.transit, *first), whole, out=survival[:, column], where=whole > 0
        )
        factor = item["units_per_standard"] * conditions.concerned_share(standard)
        if conditions.basis(standard).clock != "person_days":
            factor *= lacking.get(item["name"], 1.0)
        rate[:, column] = whole * factor
    return rate, survival


def _mixed(transit: np.ndarray, stay: np.ndarray, go: np.ndarray) -> np.ndarray:
    """Mean over people who stay and people who pass through (place)."""
    return (1 - transit) * stay + transit * go
