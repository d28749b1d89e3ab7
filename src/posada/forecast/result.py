"""The forecast: simulated futures of where people will be.

It answers how many people are where on which day, with which certainty.
It keeps draws, so that every later stage can carry the uncertainty on.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import IOBase, StringIO
from pathlib import Path

import h5netcdf
import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import ResultError
from posada.forecast.headcounts import caveats_of, draws_of
from posada.forecast.stored import read_result
from posada.movement import let_go
from posada.saying import recalled, recorded
from posada.scenario.model import Scenario
from posada.writing import write_file

LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)

# What only some engines know: people on each route, and who sets out on it.
ROUTE = ("draw", "day", "route")
FURTHER_SHAPES = {"on_route": ROUTE, "departures": ROUTE, "elsewhere": ("draw", "day", "place")}
SHAPES = {
    "people": ("draw", "day", "place", "group"),
    "waiting": ("draw", "day", "place"),
    "returned": ("draw", "day", "place"),
    "asylum": ("draw", "day", "place"),
    "settled": ("draw", "day", "place"),
    "crossed": ("draw", "day", "place"),
    "arrivals": ("draw", "day", "route"),
    "on_the_way": ("draw", "day"),
    "departed": ("draw", "day"),
}


HABITS = LEAVING, ENDING = "leaving", "ending"
FADING = 30.0  # days that habits last at most which fade
AT_ONCE = 2**18  # numbers written at once: 1 MB
LEARNED_TABLES = ("parameters", "reports", "places", "habits")
LEARNED_NUMBERS = ("belief", "trust", "untold")


@dataclass(frozen=True)
class Learned:
    """What reports changed.

    Parameters
    ----------
    parameters : one row per parameter that was not known exactly: parameter; the 10 %, 50 % and
        90 % of its draws as stated (p10, p50, p90) and learned (learned_p10 ...); moved, the way
        of its median in standard deviations as stated; narrowed, its standard deviation learned
        over stated; pulled_by, the row of `reports` that moved it most, -1 when it hardly moved
    reports : one row per report learned from: date, place, region, measure, reported, source,
        confidence; the 10 %, 50 % and 90 % of the draws before learning [person]; tail, the
        probability before learning of a report as far out as this one; believed, the share of
        its weight that was used
    belief : share of the weight of the reports that the model could follow, 0 to 1; the ranges
        were narrowed by no more than that
    places : one row per place: place; the 10 %, 50 % and 90 % of its people on the last day of
        information, those of its sites included, as the draws have them without the reports (p10,
        p50, p90) and with them (now_p10 ...) [person]; moved_by, the row of `reports` that
        brought or took most people there in the last days, -1 for none; share, of the forecast of
        the next days that is what reports alone lead to expect, 0 where the movement stands alone
    trust : share of the draws that live on after the last report with what they learned, 0 to 1;
        less than 1 where reports were further off than chance allows when each day was forecast
        from those before
    habits : two rows per place where reports surprised so much, else none: place; habit, one of
        HABITS; the 10 %, 50 % and 90 % of the draws on the day of the last report (p10, p50, p90):
        how many times what the parameters say are the odds of leaving the place in a day, or the
        chance of ending the journey there; lasting, the days after which a habit has e times less
        to do with what it was
    untold : whether departures of which no row tells went on, as reports made likelier
    """

    parameters: pd.DataFrame
    reports: pd.DataFrame
    belief: float
    places: pd.DataFrame = field(default_factory=pd.DataFrame)
    trust: float = 1.0
    habits: pd.DataFrame = field(default_factory=pd.DataFrame)
    untold: bool = False

    def to_json(self) -> str:
        """Everything as text."""
        tables = {
            name: getattr(self, name).to_json(orient="table", index=False, double_precision=15)
            for name in LEARNED_TABLES
        }
        numbers = {name: getattr(self, name) for name in LEARNED_NUMBERS}
        return json.dumps({**tables, **numbers})

    @classmethod
    def from_json(cls, text: str) -> Learned:
        """The inverse of `to_json`."""
        stored = json.loads(text)
        tables = {
            name: pd.read_json(StringIO(stored[name]), orient="table", precise_float=True)
            for name in LEARNED_TABLES
        }
        return cls(**tables, **{name: stored[name] for name in LEARNED_NUMBERS})


@dataclass(frozen=True)
class Forecast:
    """Draws of where people are, at the end of each day.

    Parameters
    ----------
    data : dataset of int32 [person] with coordinates draw, day (datetime64), place, group, route
        (`from|to` names in `route_from`, `route_to` along route):

        - people (draw, day, place, group): present and still on the move or waiting
        - waiting (draw, day, place): those of them whose name is on the list of a crossing
        - returned, asylum, settled, crossed (draw, day, place): left the movement there, since
          the start; people who asked for asylum are still at the place but no longer in `people`
        - arrivals (draw, day, route): people who reached the end of the route that day
        - on_route (draw, day, route), where it is known: people on the route at the end of the day
        - departures (draw, day, route), where they are known: people who set out on it that day
        - elsewhere (draw, day, place), where headcounts taught: how many more people the movement
          has at the place than the forecast, which reports alone have drawn to what they expect;
          less than 0 where it has fewer. With them nobody is made or lost
        - on_the_way (draw, day): people between two places
        - departed (draw, day): people who set out, since the start
    as_of : last day of information used
    seed : seed that gives the same bytes again
    parameters : one row per draw, one column per uncertain parameter
    caveats : sentences every reader must see
    learned : what headcounts changed; None when nothing was learned

    Raises
    ------
    ResultError
        When an array is missing, or its axes are not those above.
    """

    data: xr.Dataset
    as_of: dt.date
    seed: int
    parameters: pd.DataFrame = field(default_factory=pd.DataFrame)
    caveats: tuple[str, ...] = ()
    learned: Learned | None = None

    def __post_init__(self) -> None:
        for name in SHAPES:
            if name not in self.data:
                raise ResultError(f"the forecast lacks {name!r}")
        for name, axes in (SHAPES | FURTHER_SHAPES).items():
            if name in self.data and self.data[name].dims != axes:
                raise ResultError(f"{name} has axes {self.data[name].dims}, expected {axes}")

    @property
    def people(self) -> xr.DataArray:
        """People present, all groups together (draw, day, place) [person]."""
        people = self.data["people"]
        if people.sizes["group"] == 1:  # no copy: it can be as large as the disk
            return people.isel(group=0, drop=True)
        return people.sum("group", dtype="int32")

    def balance(self) -> xr.DataArray:
        """People who departed minus people accounted for (draw, day) [person]: zero everywhere."""
        ends = self.data[["returned", "asylum", "settled", "crossed"]].to_array().sum("variable")
        found = self.people.sum("place") + ends.sum("place") + self.data["on_the_way"]
        if "elsewhere" in self.data:
            found = found + self.data["elsewhere"].sum("place")
        return self.data["departed"] - found

    def quantiles(self, levels: float | Sequence[float] = LEVELS) -> xr.DataArray:
        """Quantiles of people present (quantile, day, place) [person]."""
        wanted = np.atleast_1d(levels)
        values = np.quantile(self.people.values, wanted, axis=0)
        return xr.DataArray(
            values,
            dims=("quantile", "day", "place"),
            coords={"quantile": wanted, "day": self.data.day, "place": self.data.place},
        )

    def save(self, path: str | Path) -> None:
        """Write everything to one NetCDF file, whole or not at all."""
        write_file(path, self.write)

    def write(self, file: IOBase) -> None:
        """Write everything as NetCDF into a file that is open for reading and writing."""
        stored = self.data.drop_vars(list(self.data.data_vars))
        parameters = self.parameters.reindex(range(self.data.sizes["draw"])).to_numpy(dtype=float)
        stored["parameters"] = (("draw", "parameter"), parameters)
        stored = stored.assign_coords(parameter=list(self.parameters.columns))
        stored.attrs = {
            "as_of": self.as_of.isoformat(),
            "seed": self.seed,
            "caveats": "\n".join(self.caveats),
            "said": json.dumps([recorded(text) for text in self.caveats]),
        }
        if self.learned is not None:
            stored.attrs["learned"] = self.learned.to_json()
        stored.to_netcdf(file, engine="h5netcdf")
        _append(file, self.data)

    @classmethod
    def from_headcounts(cls, scenario: Scenario, table: pd.DataFrame) -> Forecast:
        """A forecast made elsewhere: columns date, place, people [person] and, if any, draw.

        A place has one figure for every day of every draw, or none at all and counts as empty,
        which a caveat tells. Nobody is on the way, waiting or in asylum.

        Raises
        ------
        ResultError
            When a column or a figure is missing, stands there twice or is no whole number.
        """
        data = draws_of(table, scenario.places)
        caveats = caveats_of(table, scenario.places)
        return cls(data, scenario.settings.as_of, seed=0, caveats=caveats)

    @classmethod
    def load(cls, path: str | Path) -> Forecast:
        """Read what `save` wrote; a file of another kind is a `ResultError`."""
        stored = read_result(path, "parameters", "the draws of a forecast")
        values = stored["parameters"]
        parameters = pd.DataFrame(values.values, columns=[str(p) for p in values.parameter.values])
        caveats = tuple(map(recalled, json.loads(stored.attrs["said"])))
        learned = stored.attrs.get("learned")
        return cls(
            data=stored.drop_vars(["parameters", "parameter"]).drop_attrs(),
            as_of=dt.date.fromisoformat(stored.attrs["as_of"]),
            seed=int(stored.attrs["seed"]),
            parameters=parameters,
            caveats=caveats,
            learned=Learned.from_json(learned) if learned else None,
        )


def _append(file: IOBase, data: xr.Dataset) -> None:
    """Write the arrays of a dataset behind what a file holds, some draws at a time."""
    with h5netcdf.File(file, "a") as behind:
        for name, array in data.data_vars.items():
            values = array.values
            at_once = min(max(1, AT_ONCE // max(1, values[0].size)), len(values))
            variable = behind.create_variable(
                str(name),
                array.dims,
                values.dtype,
                chunks=(at_once, *(max(1, size) for size in values.shape[1:])),
                compression="gzip",
                compression_opts=1,
            )
            for first in range(0, len(values), at_once):
                variable[first : first + at_once] = values[first : first + at_once]
                let_go(values)
