"""How many people each place can shelter on each day, as far as it was known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.scenario.model import Scenario


def _days(event: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """The days on which an event holds; one without an end stays so."""
    end = days[-1] if pd.isna(event["date_end"]) else event["date_end"]
    return np.asarray((days >= event["date"]) & (days <= end))


def shelter_capacity(scenario: Scenario) -> pd.DataFrame:
    """Shelter capacity per day and place [person]; NaN where it is not known.

    A place with an opening holds nobody before it, from then on what the opening says, if it says
    so, and a closed site holds nobody. Events
    count in the order of their dates, and only those known on the last day of information.
    """
    days = scenario.days
    places = scenario["places"].set_index("name")
    table = pd.DataFrame(
        np.tile(places["shelter_capacity"].to_numpy(float), (len(days), 1)),
        index=days,
        columns=list(places.index),
    )
    events = scenario.known("events").sort_values("date", kind="stable")
    for _, event in events[events["place"].isin(table.columns)].iterrows():
        name = event["place"]
        if event["kind"] in ("capacity", "opening") and pd.notna(event["value"]):
            table.loc[_days(event, days), name] = event["value"]
        elif event["kind"] == "closure" and places.loc[name, "kind"] == "site":
            open_share = 1 - np.nan_to_num(event["value"], nan=1.0)
            table.loc[_days(event, days), name] *= open_share
    openings = scenario["events"]["kind"] == "opening"
    known = events[events["kind"] == "opening"].groupby("place")["date"].min()
    for name in scenario["events"]["place"][openings].unique():
        if name in table.columns:
            # One whose opening nobody knew of was closed, as far as anybody knew.
            table.loc[days < known.get(name, pd.Timestamp.max), name] = 0.0
    return table
