"""How far places are open and how many people they can shelter on each day, as far as was known.

It answers for the movement, for barriers and for the report alike what openings, closures and new
capacities do to a place. It goes by the events that could be known on the last day of information.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posada.scenario.model import Scenario


@dataclass(frozen=True)
class Shelters:
    """What stands open on each day, and for how many.

    Parameters
    ----------
    open_share : share of newcomers the place admits, 0 closed, 1 open (day, place)
    stated_capacity : shelter capacity as stated, also while the place is closed; NaN where it is
        not known [person] (day, place)
    emptied : sites and other places that open on some day, where nobody is sheltered while they
        are closed; people stay in a town that lets nobody in (place) [bool]
    """

    open_share: np.ndarray
    stated_capacity: np.ndarray
    emptied: np.ndarray

    @property
    def shelter_capacity(self) -> np.ndarray:
        """How many people are sheltered at most, NaN where it is not known [person] (day, place).

        A closed shelter holds nobody, however many it could hold, and one that is closed in part
        as much less.
        """
        share = np.where(self.emptied, self.open_share, 1.0)
        return np.where(share > 0.0, share * self.stated_capacity, 0.0)


def known_shelters(scenario: Scenario) -> Shelters:
    """What openings, closures and capacities make of places; in the order of their dates.

    Before the first opening that is known a place is closed; where one opens of which nobody can
    know yet, it is closed on all days. An opening ends closures before it.
    """
    places, days, every = scenario["places"], scenario.days, scenario["events"]
    stated = places["shelter_capacity"].to_numpy(float)
    opens = places["name"].isin(every.loc[every["kind"] == "opening", "place"])
    shelters = Shelters(
        open_share=np.ones((len(days), len(places))),
        stated_capacity=np.tile(stated, (len(days), 1)),
        emptied=((places["kind"] == "site") | opens).to_numpy(bool),
    )
    events = scenario.known("events").sort_values("date", kind="stable")
    first = events[events["kind"] == "opening"].groupby("place")["date"].min()
    for place in np.flatnonzero(opens):
        opening = first.get(places["name"].iloc[place], pd.Timestamp.max)
        shelters.open_share[days < opening, place] = 0.0
    for event in events.itertuples(index=False):
        _act(shelters, event, np.ix_(_when(event, days), concerned(places, event)))
    return shelters


def concerned(places: pd.DataFrame, event: Any) -> np.ndarray:
    """The place an event names, or all of its region or country (place) [bool]."""
    if event.place:
        return (places["name"] == event.place).to_numpy(bool)
    hit = (places["region"] == event.region) | (places["country"] == event.region)
    return hit.to_numpy(bool) & (event.region != "")


def _when(event: Any, days: pd.DatetimeIndex) -> np.ndarray:
    """The days on which an event holds; one without an end stays so (day) [bool]."""
    end = days[-1] if pd.isna(event.date_end) else event.date_end
    return np.asarray((days >= event.date) & (days <= end))


def _act(shelters: Shelters, event: Any, spot: tuple[np.ndarray, ...]) -> None:
    """Let an event change what it changes, in place."""
    if event.kind == "closure" and not event.from_place:
        shelters.open_share[spot] *= 1.0 - (1.0 if np.isnan(event.value) else event.value)
    if event.kind == "opening":
        shelters.open_share[spot] = 1.0
    if event.kind in ("opening", "capacity") and not np.isnan(event.value):
        shelters.stated_capacity[spot] = event.value
