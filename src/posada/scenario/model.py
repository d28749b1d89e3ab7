"""The scenario: everything known, read once and checked, that the later stages start from."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from posada.scenario.settings import Settings

if TYPE_CHECKING:
    from posada.scenario.flee.model import FleeSet


@dataclass(frozen=True)
class Scenario:
    """Tables and settings that passed every check.

    Parameters
    ----------
    settings : what `scenario.toml` holds
    tables : every table of `fields.csv` by name, also when empty. Columns are typed: text is str
        ('' when empty), numbers are float64 (NaN when empty and optional), dates are
        datetime64 (NaT when empty), flags are bool; defaults are filled in
    caveats : sentences every reader must see
    checksums : sha256 of each file read, by file name
    origin : where it was read from
    flee : the Flee set, when it was read from a Flee folder; its people move by Flee's rules
    """

    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    caveats: tuple[str, ...] = ()
    checksums: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    flee: FleeSet | None = None

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The table of that name, for example `scenario["places"]`."""
        return self.tables[table]

    @property
    def days(self) -> pd.DatetimeIndex:
        """Every day simulated, from the start to the end of the horizon."""
        return pd.date_range(self.settings.start, self.settings.end, freq="D")

    @property
    def places(self) -> list[str]:
        """Names of the places, in the order of the table."""
        return list(self.tables["places"]["name"])

    def known(self, table: str, as_of: dt.date | None = None) -> pd.DataFrame:
        """Rows of a dated table that could be known on a day.

        Events count from `known_from`, everything else from `date`; pledges are promises
        and count whatever their date.
        """
        frame = self.tables[table]
        day = pd.Timestamp(as_of or self.settings.as_of)
        if table == "pledges" or "date" not in frame:
            return frame
        dates = frame["date"]
        if "known_from" in frame:
            dates = frame["known_from"].fillna(dates)
        return frame[dates.isna() | (dates <= day)]

    def unopened(self, as_of: dt.date | None = None) -> set[str]:
        """Sites that open on some day, of which nobody could know yet on the day given."""

        def opening(events: pd.DataFrame) -> set[str]:
            return set(events.loc[events["kind"] == "opening", "place"])

        return opening(self.tables["events"]) - opening(self.known("events", as_of))

    def replace(self, **settings: Any) -> Scenario:
        """The same scenario with other settings, for example `replace(as_of=...)`; checked anew.

        Raises
        ------
        InputError
            When there is no such setting, or it cannot have that value.
        """
        from posada.scenario.settings_errors import given_settings

        return dataclasses.replace(self, settings=given_settings(self.settings, settings))
