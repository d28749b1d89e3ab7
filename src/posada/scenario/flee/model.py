"""A Flee set: everything its folder holds, typed, in the order of its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from posada.scenario.flee.rules import FleeRules

FloatArray = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class FleeSet:
    """What Flee knows before its first day.

    Parameters
    ----------
    name : name of the folder
    start : day 0
    length : days simulated [day]
    rules : the settings, with Flee's defaults filled in
    places : one row per place in the order of the file: name, region, country, latitude, longitude
        [degree], location_type, conflict_date [day] (0 when empty), number [person] (the capacity
        of a camp, the population of any other place), and one column per further column of the
        file (a number, NaN when empty, where every cell is one; else text)
    routes : name1, name2, distance [km], forced_redirection, max_move_speed [km/day] and
        walk_probability (NaN when the file does not say), each in both directions
    closures : type, name1, name2, start, end [day], in the order of the file
    conflicts : (row, place) intensity; 0 where the file has no column for the place
    camps : names of the rows of the layout after the first, in its order; a name that is no camp
        adds to the people who set out, and is compared with nothing
    reports : by camp: date, day, count [person], files of one camp added up, after corrections
    total : the same for the first row of the layout
    raw_reports, raw_total : the same before corrections: what was reported, to score against
    raw_files : the same as raw_reports, file by file, not added up
    corrections : name, date, day, in the order of the file
    demographics : by attribute: its values, `Default`, and one column per place; weights
    ipc : day, and one column per region [% of people without enough food]; None without the file
    floods : (row, place) flood level; None without the file
    location_changes : name, type, day
    major_routes : names of the places along each
    agents : location, attributes, people [person]: rows of agents.csv that are alike, counted
    caveats : sentences every reader must see
    checksums : sha256 of each file read, by file name
    origin : where it was read from
    """

    name: str
    start: dt.date
    length: int
    rules: FleeRules
    places: pd.DataFrame
    routes: pd.DataFrame
    closures: pd.DataFrame
    conflicts: FloatArray
    camps: tuple[str, ...]
    reports: Mapping[str, pd.DataFrame]
    total: pd.DataFrame
    raw_reports: Mapping[str, pd.DataFrame]
    raw_total: pd.DataFrame
    corrections: pd.DataFrame
    raw_files: Mapping[str, tuple[pd.DataFrame, ...]] = field(default_factory=dict)
    demographics: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    ipc: pd.DataFrame | None = None
    floods: FloatArray | None = None
    location_changes: pd.DataFrame | None = None
    major_routes: tuple[tuple[str, ...], ...] = ()
    agents: pd.DataFrame | None = None
    caveats: tuple[str, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""

    @property
    def days(self) -> pd.DatetimeIndex:
        """Every day simulated."""
        return pd.date_range(self.start, periods=self.length, freq="D")
