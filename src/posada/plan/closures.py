"""Roads that are known to be closed: which lane is open on which day.

It answers from the closures that could be known on the last day of information. A closed route
closes the lanes between its two ends, in both directions; a closed place closes the lanes to it.
Nothing leaves that would be on its way on a closed day.
A closed crossing does not: whoever waits there is reached from this side. Closures that stop only
a part of the people are no closures for cargo.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.plan.demand import Demand, Flags, Floats, Integers
from posada.scenario.model import Scenario


def open_days(scenario: Scenario, demand: Demand, lanes: pd.DataFrame) -> Flags:
    """Whether the lane is open from a day until cargo that leaves on it arrives (lane, day)."""
    days = pd.DatetimeIndex(demand.starts[0] + np.arange(demand.days.sum()))
    closed = np.zeros((len(lanes), len(days)), dtype=bool)
    for event in _closures(scenario).itertuples():
        last = days[-1] if event.every_later else event.date_end
        closed[_on(scenario, lanes, event)] |= (days >= event.date) & (days <= last)
    so_far = np.cumsum(np.pad(closed, ((0, 0), (1, 0))), axis=1)
    lead = lanes["lead_days"].to_numpy(dtype=np.int64)[:, None]
    arrives = np.minimum(np.arange(len(days)) + lead, len(days) - 1)
    return np.take_along_axis(so_far, arrives + 1, axis=1) == so_far[:, :-1]


def open_share(demand: Demand, is_open: Flags) -> Floats:
    """Share of the days of each period on which a lane is open (lane, period)."""
    first = np.cumsum(demand.days) - demand.days
    return np.add.reduceat(is_open.astype(float), first, axis=1) / demand.days


def next_open_day(is_open: Flags) -> Integers:
    """First open day on or after each day, or the number of days if there is none (lane, day)."""
    count = is_open.shape[-1]
    days = np.where(is_open, np.arange(count), count)
    return np.minimum.accumulate(days[:, ::-1], axis=1)[:, ::-1]


def _closures(scenario: Scenario) -> pd.DataFrame:
    """Known closures that stop everybody."""
    if "events" not in scenario.tables:
        return pd.DataFrame(columns=["date", "date_end", "every_later"])
    events = scenario.known("events")
    whole = (events["kind"] == "closure") & ~(events["value"] < 1)
    events = events[whole]
    return events.assign(every_later=events["date_end"].isna())


def _on(scenario: Scenario, lanes: pd.DataFrame, event) -> Integers:  # type: ignore[no-untyped-def]
    """Lanes that a closure concerns."""
    stands = scenario["depots"].set_index("name")["place"]
    start, end = lanes["depot"].map(stands), lanes["place"]
    if event.from_place and event.to_place:
        ends = {event.from_place, event.to_place}
        hit = start.isin(ends) & end.isin(ends) & (start != end)
        return np.flatnonzero(hit)
    places = scenario["places"]
    closed = places[(places["name"] == event.place) & (places["kind"] != "crossing")]
    return np.flatnonzero(end.isin(closed["name"]))
