"""What a standard is counted by: person-days, first arrivals, or all the people of a place.

It answers whether `value unit per ...` can be turned into a quantity, and how.
It refuses ratios, distances and thresholds, and standards for people whose number no scenario
knows (patients, pupils, staff, animals).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Clock = Literal["person_days", "first_arrivals", "people"]
Concerned = Literal["everybody", "women", "under 2", "under 1", "incontinence", "pregnant"]


@dataclass(frozen=True)
class Basis:
    """How the value of a standard becomes a quantity per person.

    Parameters
    ----------
    clock : 'person_days' for what is used up; 'first_arrivals' for what lasts, handed out once;
        'people' for kits and staff, in whole units for the most people cared for at one time
    days : days that the value lasts
    persons : persons that the value serves
    households : households that the value serves, 0 when it is not counted by household
    concerned : people who need it
    inverse : True when the value says how many persons share one unit
    """

    clock: Clock
    days: float = 1
    persons: float = 1
    households: float = 0
    concerned: Concerned = "everybody"
    inverse: bool = False

    def per_person(self, value: float, household_size: float) -> float:
        """Quantity per person-day, or per first arrival, of those concerned."""
        persons = self.households * household_size or self.persons
        days = self.days if self.clock == "person_days" else 1
        return (1 / value if self.inverse else value) / (days * persons)


DAILY, ONCE = Basis("person_days"), Basis("first_arrivals")

PER: Mapping[str, Basis] = {
    "person/day": DAILY,
    "person/month": replace(DAILY, days=30),
    "person/3 months": replace(DAILY, days=90),
    "person/year": replace(DAILY, days=365),
    "household/day": replace(DAILY, households=1),
    "menstruating person/month": replace(DAILY, days=30, concerned="women"),
    "menstruating person/year": replace(DAILY, days=365, concerned="women"),
    "person with incontinence/month": replace(DAILY, days=30, concerned="incontinence"),
    "person with incontinence/year": replace(DAILY, days=365, concerned="incontinence"),
    "infant/day": replace(DAILY, concerned="under 1"),
    "person": ONCE,
    "household": replace(ONCE, households=1),
    "household (4-5)": replace(ONCE, households=1),
    "household of 5": replace(ONCE, households=1),
    "40 households": replace(ONCE, households=40),
    "menstruating person": replace(ONCE, concerned="women"),
    "woman or girl 10-49": replace(ONCE, concerned="women"),
    "person with incontinence": replace(ONCE, concerned="incontinence"),
    "child under 2": replace(ONCE, concerned="under 2"),
    "child under 2 (household)": replace(ONCE, concerned="under 2"),
    "visibly pregnant woman": replace(ONCE, concerned="pregnant"),
    "1000 persons": Basis("people", persons=1_000),
    "10000 persons": Basis("people", persons=10_000),
    "250000 persons": Basis("people", persons=250_000),
    "10000 persons / 3 months": Basis("people", persons=10_000, days=90),
}
FACILITIES = {
    "toilet", "tap", "hand pump", "open hand well", "bathing facility", "laundry facility",
}  # fmt: skip
RATIOS = ("fraction", "factor", "ratio", "persons", "births")
# It has the unit and the `per` of a quantity, and is a distance all the same.
DISTANCES = {"waterpoint_distance_max"}

# Where no group of the scenario says it: share of the people, times a factor.
# Under 1: half of those under 2. Visibly pregnant: the last three of nine months.
SHARES: Mapping[str, tuple[str, float]] = {
    "women": ("share_women_15_49", 1),
    "under 2": ("share_under_2", 1),
    "under 1": ("share_under_2", 1 / 2),
    "incontinence": ("share_incontinence", 1),
    "pregnant": ("pregnant_share", 1 / 3),
}


def find_basis(standard: str, unit: str, per: str) -> Basis | None:
    """How a standard becomes a quantity; None when it does not.

    Examples
    --------
    >>> find_basis("soap_bathing", "g", "person/month").days
    30
    >>> find_basis("measles_coverage", "fraction", "children 6 months-15 years") is None
    True
    """
    if unit == "persons" and per in FACILITIES:
        return replace(ONCE, inverse=True)
    if standard in DISTANCES or unit.startswith(RATIOS):
        return None
    return PER.get(per)
