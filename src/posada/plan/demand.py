"""What the places ask for: needs in person-day equivalents.

It answers, for each place, standard and period, how much is needed in each draw. Items that serve
one standard (a hot meal, a ration) cover the same need. It knows no depots and no names: need alone
counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr

from posada.needs.result import Needs

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

THOUSAND = 1000.0
DAY = np.timedelta64(1, "D")
FOREVER = np.datetime64("2262-01-01", "D")  # goods that do not expire; the last year of pandas
LIFE_SAVING_PRIORITY = 2.0


@dataclass(frozen=True)
class Demand:
    """Needs by cell: one cell is a place, a standard and a period with any need.

    Parameters
    ----------
    places, items, standards : names along the axes; a standard without a name of its own
        carries the name of its item
    starts, days : first day and length of each period (period) [day]
    serves : standard that each item serves (item)
    durable : unmet need of the standard carries over to later periods (standard)
    life_saving : the worst-covered place is lifted first (standard)
    rate : item units per person-day, or per first arrival (place, item, period)
    present : mean of the people to be cared for [thousand person-days] (period, place)
    place, standard, period : axes of each cell (cell)
    need : in each draw [thousand person-day equivalents] (draw, cell); for durables everything
        needed since the first period, because what was not met is still needed
    mean : mean of `need` over the draws (cell)
    survival : share of the need that is the survival tier (cell)
    weight : value of a full unit compared with others (cell); a durable is worth the share of
        the days on which it is in people's hands
    until : last day on which the item can be used (item)
    meant : the item is meant for the place (place, item)
    """

    places: list[str]
    items: list[str]
    standards: list[str]
    starts: npt.NDArray[np.datetime64]
    days: Integers
    serves: Integers
    durable: Flags
    life_saving: Flags
    rate: Floats
    present: Floats
    place: Integers
    standard: Integers
    period: Integers
    need: Floats
    mean: Floats
    survival: Floats
    weight: Floats
    until: npt.NDArray[np.datetime64]
    meant: Flags

    @cached_property
    def ends(self) -> npt.NDArray[np.datetime64]:
        """Last day of each period (period) [day]."""
        return self.starts + (self.days - 1) * DAY

    def period_of(self, day: npt.NDArray[np.datetime64]) -> Integers:
        """Period of each day; -1 before the first and after the last, also of no day."""
        period = np.searchsorted(self.starts, day, side="right") - 1
        return np.where(day <= self.ends[-1], period, -1)

    @cached_property
    def usable(self) -> Floats:
        """Share of the days of each period on which an item can still be used (item, period).

        A durable is handed out on arrival: one such day is enough.
        """
        left = (self.until[:, None] - self.starts) / DAY + 1
        share = np.clip(left / self.days, 0, 1)
        return np.where(self.durable[self.serves][:, None], np.ceil(share), share)

    @cached_property
    def scale(self) -> Floats:
        """Item units in one model unit, by item: the usual rate times a thousand (item)."""
        known = np.where(self.rate > 0, self.rate, np.nan)
        with np.errstate(all="ignore"):
            usual = [
                np.nanmedian(part) if (part > 0).any() else 1.0 for part in known.swapaxes(0, 1)
            ]
        return np.asarray(usual) * THOUSAND

    @cached_property
    def index(self) -> Integers:
        """Cell of each place, standard and period, -1 where there is no need."""
        cells = np.full((len(self.places), len(self.standards), len(self.days)), -1)
        cells[self.place, self.standard, self.period] = np.arange(len(self.place))
        return cells

    @cached_property
    def following(self) -> Integers:
        """Cell of the period after of a durable, -1 for everything else (cell)."""
        after = np.full(self.index.shape, -1)
        after[:, :, :-1] = self.index[:, :, 1:]
        cell = after[self.place, self.standard, self.period]
        return np.where(self.durable[self.standard], cell, -1)

    def in_kinds(self, item: Integers, until: npt.NDArray[np.datetime64], meant: Flags) -> Demand:
        """The demand with an item for each kind of goods.

        Parameters
        ----------
        item : item that each kind is of (kind)
        until, meant : as those of the demand (kind), (place, kind)
        """
        return replace(
            self,
            items=[self.items[number] for number in item],
            serves=self.serves[item],
            rate=self.rate[:, item],
            until=until,
            meant=meant,
        )


def read_demand(needs: Needs) -> Demand:
    """Cells of the needs, places ordered by what they need and never by name."""
    data = needs.data.isel(item=_order_of_items(needs.data))
    order = _order_of_places(data)
    standards, serves = _standards(data)
    durable = _any_item(data["clock"].values == "first_arrivals", serves, len(standards))
    life_saving = _any_item(data["life_saving"].values, serves, len(standards))
    rate = data["rate"].values[:, order].transpose(1, 2, 0).astype(float)
    found = [
        _cells(data, order, np.flatnonzero(serves == number), bool(durable[number]))
        for number in range(len(standards))
    ]
    counts = [len(cells.place) for cells in found]
    standard = np.repeat(np.arange(len(standards)), counts)
    place, period, survival = (
        np.concatenate([getattr(cells, name) for cells in found])
        for name in ("place", "period", "survival")
    )
    need = np.concatenate([cells.need for cells in found], axis=1)
    days = data["days"].values.astype(np.int64)
    held = np.where(durable[standard], days[period] / days.sum(), 1.0)
    return Demand(
        places=[str(name) for name in data["place"].values[order]],
        items=[str(name) for name in data["item"].values],
        standards=standards,
        starts=data["period"].values.astype("datetime64[D]"),
        days=days,
        serves=serves,
        durable=durable,
        life_saving=life_saving,
        rate=rate,
        present=data["people"].values.mean(axis=0, dtype=float)[:, order] / THOUSAND,
        place=place,
        standard=standard,
        period=period,
        need=need,
        mean=need.mean(axis=0),
        survival=survival,
        weight=held * np.where(life_saving[standard], LIFE_SAVING_PRIORITY, 1.0),
        until=np.full(len(serves), FOREVER),
        meant=np.ones((len(order), len(serves)), dtype=bool),
    )


def _standards(data: xr.Dataset) -> tuple[list[str], Integers]:
    """Names of the standards in the order of the items, and the one each item serves."""
    source = data["standard"] if "standard" in data.coords else data["item"]
    names = [str(name) for name in source.values]
    standards = list(dict.fromkeys(names))
    return standards, np.array([standards.index(name) for name in names], dtype=np.int64)


@dataclass(frozen=True)
class _Cells:
    """Cells of one standard: need (draw, cell), everything else (cell)."""

    place: Integers
    period: Integers
    survival: Floats
    need: Floats


def _cells(data: xr.Dataset, order: Integers, items: Integers, durable: bool) -> _Cells:
    """Need of one standard [thousand person-day equivalents], and the survival share of it.

    Every item of a standard states the whole need in its own unit, so one of them is enough: the
    first that is of use at the place.

    Parameters
    ----------
    items : those that serve the standard (item)
    """
    rate = data["rate"].values[:, :, items]
    first = np.argmax(rate > 0, axis=2)
    period, place = np.indices(first.shape)
    item = items[first]
    usual = rate[period, place, first]
    quantity = data["quantity"].values[:, period, place, item]
    need = np.zeros(quantity.shape)
    np.divide(quantity, usual * THOUSAND, out=need, where=usual > 0)
    if durable:
        np.cumsum(need, axis=1, out=need)
    survival = np.where(usual > 0, data["survival"].values[period, place, item], 1.0)
    place, period = np.nonzero(need.mean(axis=0).T[order] > 0)
    at = period, order[place]
    return _Cells(
        place, period, np.clip(survival[at], 0, 1), np.ascontiguousarray(need[:, at[0], at[1]])
    )


def _any_item(flags: npt.ArrayLike, serves: Integers, count: int) -> Flags:
    """True for a standard that is served by any item with the flag (standard)."""
    return np.bincount(serves, weights=np.asarray(flags, dtype=float), minlength=count) > 0


def _order_of_items(data: xr.Dataset) -> Integers:
    """Items by name, so that the order of a table decides nothing."""
    return np.argsort(data["item"].values.astype(str), kind="stable")


def _order_of_places(data: xr.Dataset) -> Integers:
    """Places by need, so that neither names nor the order of a table can favour anybody."""
    profile = data["quantity"].values.mean(axis=0, dtype=float).transpose(1, 0, 2)
    profile = profile.reshape(profile.shape[0], -1)
    keys = np.column_stack([profile.sum(axis=1), profile])
    return np.lexsort(-np.round(keys, 6).T[::-1])
