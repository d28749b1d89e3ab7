"""The figures a coordinator looks for first: how many people where, above which capacity.

It also says what the plan covers, and where worst. A small figure becomes `<10` in `people_text`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from posada.forecast.result import LEVELS, Forecast
from posada.needs.result import Needs
from posada.plan.result import Plan
from posada.report.disclosure import LEAST, add_up, nearest, told
from posada.report.words import Words
from posada.scenario.model import Scenario
from posada.scenario.shelters import known_shelters

AHEAD = (0, 7, 14, 30)
MAIN_PLACES = 10


@dataclass(frozen=True)
class Outlook:
    """Quantiles of people at each place, and what goes with them.

    Parameters
    ----------
    days : days simulated
    places : names of the places
    bands : quantiles at `posada.forecast.LEVELS` (level, day, place) [person], as they may be
        told: see `posada.report.disclosure.told`
    capacity : shelter capacity (day, place) [person], NaN where it is not known
    now : position of the last day of information
    whole : towns whose figures include their sites
    part : town in whose figures each site is included
    """

    days: pd.DatetimeIndex
    places: list[str]
    bands: np.ndarray
    capacity: np.ndarray
    now: int
    whole: frozenset[str] = frozenset()
    part: Mapping[str, str] = field(default_factory=dict)

    @property
    def low(self) -> np.ndarray:
        """5 % quantile (day, place) [person]."""
        return self.bands[LEVELS.index(0.05)]

    @property
    def median(self) -> np.ndarray:
        """50 % quantile (day, place) [person]."""
        return self.bands[LEVELS.index(0.5)]

    @property
    def high(self) -> np.ndarray:
        """95 % quantile (day, place) [person]."""
        return self.bands[LEVELS.index(0.95)]

    @property
    def over(self) -> np.ndarray:
        """Whether 10 people or more, and more than can be sheltered, are expected (day, place).

        Both are compared to the nearest ten, for people are told no closer.
        """
        room = nearest(self.capacity, LEAST)
        return np.asarray((self.median >= LEAST) & (self.median > np.nan_to_num(room, nan=np.inf)))

    @property
    def offsets(self) -> list[int]:
        """Days ahead that are shown; the last day of a forecast that is shorter."""
        last = len(self.days) - 1 - self.now
        reached = {ahead for ahead in AHEAD if ahead <= last}
        return sorted(reached if last >= AHEAD[-1] else {*reached, last})

    @property
    def main(self) -> list[int]:
        """The places with most people in the days ahead, most first; none that stays empty."""
        ahead = self.median[self.now + 1 : self.now + 1 + AHEAD[-1]]
        order = np.argsort(-ahead.mean(axis=0), kind="stable")[:MAIN_PLACES]
        return [int(place) for place in order if ahead[:, place].max() >= 0.5]


def by_town(outlook: Outlook) -> list[int]:
    """The main places, each site right after its town."""
    rank = {outlook.places[place]: number for number, place in enumerate(outlook.main)}

    def order(place: int) -> tuple[int, int]:
        name = outlook.places[place]
        return rank.get(outlook.part.get(name, name), len(rank)), rank[name]

    return sorted(outlook.main, key=order)


def make_outlook(
    scenario: Scenario, forecast: Forecast, whole_towns: bool = False, least: int = LEAST
) -> Outlook:
    """The outlook of a forecast; with `whole_towns`, a town includes its sites.

    It holds no figure that may not be told, so whatever is made from it tells none. A part with
    fewer people than `least` enters its town with half of that instead, so that the town minus its
    other parts tells nothing.
    """
    outlook = Outlook(
        days=scenario.days,
        places=scenario.places,
        bands=told(np.quantile(forecast.people.values, LEVELS, axis=0), least),
        capacity=known_shelters(scenario).shelter_capacity,
        now=int((forecast.as_of - scenario.settings.start).days),
    )
    return with_sites(outlook, scenario, forecast, least) if whole_towns else outlook


def with_sites(outlook: Outlook, scenario: Scenario, forecast: Forecast, least: int) -> Outlook:
    """The outlook in which each town includes its sites, see `make_outlook`."""
    bands, capacity = outlook.bands.copy(), outlook.capacity.copy()
    sites, people = _sites(scenario), forecast.people.values
    for site, town in sites:
        capacity[:, town] += capacity[:, site]
    for town in {town for _, town in sites}:
        parts = [town, *(site for site, whole in sites if whole == town)]
        bands[:, :, town] = told(add_up(people[:, :, parts], LEVELS, least), least)
    return dataclasses.replace(
        outlook,
        bands=bands,
        capacity=capacity,
        whole=frozenset(scenario.places[town] for _, town in sites),
        part={scenario.places[site]: scenario.places[town] for site, town in sites},
    )


def _sites(scenario: Scenario) -> list[tuple[int, int]]:
    """Numbers of each site and of the town it belongs to."""
    number = {name: position for position, name in enumerate(scenario.places)}
    towns = scenario["places"]["part_of"]
    return [(site, number[town]) for site, town in enumerate(towns) if town in number]


def shown_name(outlook: Outlook, place: int, words: Words) -> str:
    """The name of a place, saying so where its sites are included."""
    name = outlook.places[place]
    called = words.name(name)
    return words.gettext("%s with its sites") % called if name in outlook.whole else called


def people_text(outlook: Outlook, place: int, ahead: int, words: Words) -> tuple[str, str]:
    """The median and the range of people at a place, so many days ahead."""
    day = outlook.now + ahead
    low, median, high = (
        words.people(band[day, place]) for band in (outlook.low, outlook.median, outlook.high)
    )
    return median, words.spread(low, high)


def over_capacity(outlook: Outlook, within: int = 30) -> list[tuple[str, pd.Timestamp]]:
    """Places expected above their shelter capacity, with the first such day, earliest first."""
    over = outlook.over[outlook.now + 1 : outlook.now + 1 + within]
    found = [(int(over[:, place].argmax()), place) for place in np.flatnonzero(over.any(axis=0))]
    return [(outlook.places[p], outlook.days[outlook.now + 1 + day]) for day, p in sorted(found)]


def coverage(plan: Plan, needs: Needs, keys: Sequence[str]) -> pd.Series:
    """Share of the need covered, by `keys`: weighed by people in each item, then the mean of items.

    Need of items in different units cannot be added up; their shares can be averaged.
    """
    table = plan.shortfalls
    sectors = needs.data["sector"].to_series()
    table = table.assign(sector=table["item"].map(sectors))
    each = list(dict.fromkeys([*keys, "item"]))
    sums = table.groupby(each, sort=False)[["covered", "need"]].sum()
    shares = (sums["covered"] / sums["need"]).where(sums["need"] > 0).clip(0, 1).dropna()
    return shares.groupby(list(keys), sort=False).mean()


def worst_place(plan: Plan, needs: Needs, least: pd.Series) -> tuple[str, float] | None:
    """The place with the lowest coverage of life-saving items, among those with people enough.

    `least` says, by place, whether enough people are there to be named.
    """
    vital = needs.data["life_saving"].to_series()
    table = plan.shortfalls
    chosen = table[table["item"].map(vital).fillna(False) & table["place"].map(least).fillna(False)]
    if chosen.empty:
        return None
    shares = coverage(Plan(plan.deliveries, chosen, {}), needs, ["place"])
    return None if shares.empty else (str(shares.idxmin()), float(shares.min()))
