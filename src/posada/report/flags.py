"""What could do harm: deliveries that somebody should think about before they leave.

It flags what the tables can tell: life-saving items that hang on one organisation, places where
violence was reported of late, and things that burn or cut in shelters. It cannot tell what the
people who live there lack, and says so. Infant formula is refused before planning.
"""

from __future__ import annotations

import re

import pandas as pd

from posada.report.withheld import Published
from posada.report.words import Words

DAYS_BACK = 30
MOST_NAMED = 6
VIOLENCE = ("attack", "death", "detention", "gas_or_spray", "injury", "missing")
# Words for things that burn or cut, in English and Spanish.
DANGEROUS = re.compile(
    r"\b(knife|knives|machete|axe|fuel|kerosene|gas|firewood|charcoal|stove"
    r"|cuchillos?|machetes?|hachas?|combustible|queroseno|leña|carbón|estufas?)\b",
    re.IGNORECASE,
)


def care_flags(published: Published, deliveries: pd.DataFrame, words: Words) -> list[str]:
    """Sentences on deliveries that need a second thought.

    Parameters
    ----------
    published : results for the audience
    deliveries : table published as plan.csv
    words : language
    """
    return [
        *_one_supplier(published, deliveries, words),
        *_near_violence(published, deliveries, words),
        *_dangerous(published, deliveries, words),
    ]


def _named(names: list[str], words: Words) -> str:
    return words.first_of([words.name(name) for name in names], MOST_NAMED)


def _one_supplier(published: Published, deliveries: pd.DataFrame, words: Words) -> list[str]:
    """Life-saving items that one organisation alone brings to a place."""
    vital = published.needs.data["life_saving"].to_series()
    lines = deliveries[deliveries["item"].isin(vital.index[vital])]
    suppliers = lines.groupby(["item", "place"], sort=True)["organisation"].nunique()
    alone = suppliers[suppliers == 1].reset_index()
    return [
        words.gettext("%(item)s comes from one organisation alone at: %(places)s.")
        % {"item": words.item(item), "places": _named(list(rows["place"]), words)}
        for item, rows in alone.groupby("item", sort=True)
    ]


def _near_violence(published: Published, deliveries: pd.DataFrame, words: Words) -> list[str]:
    """Places with deliveries where violence was reported in the last days."""
    scenario = published.scenario
    last = pd.Timestamp(scenario.settings.as_of)
    first = last - pd.Timedelta(days=DAYS_BACK)
    incidents, events = scenario["incidents"], scenario.known("events")
    started, ended = incidents["date"], incidents[["date", "date_end"]].max(axis=1)
    lately = (started <= last) & (ended >= first)
    found = incidents[incidents["kind"].isin(VIOLENCE) & lately]
    holds = events["date_end"].isna() | (events["date_end"] >= first)
    hostile = events[(events["kind"] == "hostility") & (events["date"] <= last) & holds]
    violent = {*found["place"], *_places_of(hostile, scenario["places"])}
    places = [place for place in dict.fromkeys(deliveries["place"]) if place in violent]
    if not places:
        return []
    sentence = words.ngettext(
        "Violence was reported in the last %(days)d day at %(places)s: agree on time and way of"
        " each delivery with those who live there.",
        "Violence was reported in the last %(days)d days at %(places)s: agree on time and way of"
        " each delivery with those who live there.",
        DAYS_BACK,
    )
    return [sentence % {"days": DAYS_BACK, "places": _named(sorted(places), words)}]


def _places_of(events: pd.DataFrame, places: pd.DataFrame) -> set[str]:
    """Names of the places at which events are, or in whose region or country."""
    regions = set(events["region"]) - {""}
    within = places["region"].isin(regions) | places["country"].isin(regions)
    return {*events["place"], *places.loc[within, "name"]}


def _dangerous(published: Published, deliveries: pd.DataFrame, words: Words) -> list[str]:
    """Things that burn or cut, sent to shelters and camps."""
    kinds = published.scenario["places"].set_index("name")["kind"]
    inside = deliveries[deliveries["place"].map(kinds) == "site"]
    items = [item for item in sorted(set(inside["item"])) if DANGEROUS.search(str(item))]
    return [
        words.gettext("%(item)s goes to shelters or camps (%(places)s), where it can burn or hurt.")
        % {
            "item": words.item(item),
            "places": _named(sorted(set(inside.loc[inside["item"] == item, "place"])), words),
        }
        for item in items
    ]
