"""Roads that are known to be closed: which lane is open on which day.

It answers from the closures that could be known on the last day of information. A closed route
closes the lanes between its two ends, in both directions; a closed place closes the lanes to it.
A closed crossing does not: whoever waits there is reached from this side. Closures that stop only
a part of the people are no closures for cargo.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.plan.demand import Demand, Flags, Floats, Integers
from posada.scenario.model import Scenario


def open_days(scenario: Scenario, demand: Demand, lanes: pd.DataFrame) -> Flags:
    """Whether cargo that leaves on a day can leave and arrive (lane, day of the horizon)."""
    days = pd.DatetimeIndex(demand.starts[0] + np.arange(demand.days.sum()))
    lead = lanes["lead_days"].to_numpy(dtype=np.int64)
    arrives = np.minimum(np.arange(len(days))[None, :] + lead[:, None], len(days) - 1)
    is_open = np.ones((len(lanes), len(days)), dtype=bool)
    for event in _closures(scenario).itertuples():
        last = event.date if event.every_later else event.date_end
        dates = (days >= event.date) & (event.every_later | (days <= last))
        at = _on(scenario, lanes, event)
        is_open[at] &= ~(dates[None, :] | dates[arrives[at]])
    return is_open


def open_share(demand: Demand, is_open: Flags) -> Floats:
    """Share of the days of each period on which a lane is open (lane, period)."""
    first = np.cumsum(demand.days) - demand.days
    return np.add.reduceat(is_open.astype(float), first, axis=1) / demand.days


def next_open_day(is_open: Flags) -> Integers:
    """First day on or after each day on which the lane is open (lane, day); else the day itself."""
    count = is_open.shape[-1]
    days = np.where(is_open, np.arange(count), count)
    following = np.minimum.accumulate(days[:, ::-1], axis=1)[:, ::-1]
    return np.where(following < count, following, np.arange(count))


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
