"""Who sets out, when and from where, in each draw.

It answers how many people set out of each place on each day, and which groups they belong to.
It uses only departures that were known on the last day of information.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posada.errors import Problem
from posada.movement import Inflow, Network
from posada.saying import say
from posada.scenario.model import Scenario
from posada.scenario.ranges import Range, position_in

EVERYBODY = "everybody"  # the one group of a scenario that names none


def check_departures(scenario: Scenario) -> list[Problem]:
    """The problem that nobody is known to have set out by the last day of information, if so."""
    as_of = scenario.settings.as_of
    if scenario.known("departures")["people"].sum() > 0:
        return []
    return [
        Problem(
            file="departures.csv",
            row=None,
            column="date",
            found=say("nobody who sets out on or before %(as_of)s", as_of=as_of),
            expected=say(
                "somebody: the forecast uses only what was known on its last day of"
                " information; add departures or take a later --as-of"
            ),
        )
    ]


def wave_names(departures: pd.DataFrame) -> pd.Series:
    """Parameter that decides whether a row is high or low: its wave, or the row alone."""
    own = "row " + (departures.index + 2).astype(str)
    return pd.Series("departures." + departures["wave"].where(departures["wave"] != "", own))


def wave_ranges(departures: pd.DataFrame) -> dict[str, Range]:
    """A number for each wave: where in the range of each of its figures it lies."""
    low, high = (departures[name] for name in ("people_low", "people_high"))
    wide = (low < departures["people"]) | (high > departures["people"])
    by_wave = wide.groupby(wave_names(departures), sort=False).any()
    return {str(name): position_in(bool(uncertain)) for name, uncertain in by_wave.items()}


def triangular(position: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Inverse distribution function of the triangular distribution.

    Parameters
    ----------
    position : numbers in [0, 1] (draw)
    low, mode, high : lowest, most likely and highest figure [person]
    """
    if high <= low:
        return np.full_like(position, mode)
    peak = (mode - low) / (high - low)
    rising = low + np.sqrt(position * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - position) * (high - low) * (high - mode))
    return np.where(position < peak, rising, falling)


def make_inflow(
    scenario: Scenario, departures: pd.DataFrame, parameters: pd.DataFrame, network: Network
) -> Inflow:
    """People who set out in each draw, and the groups they belong to.

    Parameters
    ----------
    scenario : the scenario
    departures : its known departures
    parameters : one row per draw, with a column for each wave
    network : its places, in the engine's order
    """
    days = scenario.days
    origins = list(dict.fromkeys(departures["place"]))
    departures = departures[departures["date"].isin(days)]  # announced ones may lie beyond
    people = np.zeros((len(parameters), len(days), len(origins)), np.int32)
    row: Any
    for wave, row in zip(wave_names(departures), departures.itertuples(index=False), strict=True):
        likely = float(row.people)
        low = likely if np.isnan(row.people_low) else row.people_low
        high = likely if np.isnan(row.people_high) else row.people_high
        drawn = triangular(parameters[wave].to_numpy(), low, likely, high)
        day, place = days.get_loc(row.date), origins.index(row.place)
        people[:, day, place] += np.rint(drawn).astype(np.int32)
    index = np.array([network.index[place] for place in origins], np.int64)
    return Inflow(people, index, group_shares(scenario, network))


def group_names(scenario: Scenario) -> list[str]:
    """Groups in the order of their first row; one group of everybody when none is named."""
    return list(dict.fromkeys(scenario["groups"]["group"])) or [EVERYBODY]


def group_shares(scenario: Scenario, network: Network) -> np.ndarray:
    """Share of each group among those who set out (day, place, group).

    The rows without a date hold from the start, everywhere or at one place. Dated rows are
    observations along the way, to be compared with; they do not change who set out.
    """
    names = group_names(scenario)
    days, places = len(scenario.days), len(network.places)
    table = scenario["groups"]
    start = table[table["date"].isna()]
    shares = np.full((days, places, len(names)), 1.0 / len(names))
    for place in dict.fromkeys(sorted(start["place"])):
        rows = start[start["place"] == place].set_index("group")["share"]
        where = network.places["name"] == place if place else np.ones(places, dtype=bool)
        shares[:, np.asarray(where), :] = rows.reindex(names).fillna(0.0).to_numpy()
    return shares
