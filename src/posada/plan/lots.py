"""Goods in lots: which goods of one item a plan must tell apart.

Goods that can be used until different days, or are meant for different places, are different kinds.
Each kind is an item of its own in the plan, of the same name, standard and rate, so that every
constraint, rule and replay follows the kinds without knowing of them. Lots that are alike in both
are one kind; which of them to load first is told afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from posada.plan.demand import FOREVER, Demand, Flags
from posada.plan.mandates import places_served
from posada.saying import Said, say
from posada.scenario.model import Scenario

EVER = pd.Timestamp(FOREVER)
LEAST = 1e-6  # [item unit]: less is rounding


def latest_stock(scenario: Scenario) -> pd.DataFrame:
    """Stock by the last inventory of each depot and item; an earlier inventory is superseded."""
    as_of = pd.Timestamp(scenario.settings.as_of)
    stock = scenario.known("stock")
    dates = stock["date"].fillna(as_of)
    newest = dates.groupby([stock["depot"], stock["item"]]).transform("max")
    return stock[dates == newest]


def odd_rows(scenario: Scenario) -> Iterator[Said]:
    """Rows that are left out, or that somebody may have written twice."""
    stock, known = scenario["stock"], scenario.known("stock")
    if later := len(stock) - len(known):
        yield say(
            "Rows of stock that were counted after the last day of information, and are left out:"
            " %(count)s.",
            count=later,
        )
    if replaced := len(known) - len(latest_stock(scenario)):
        yield say(
            "Rows of stock that a later count of the same item in the same depot replaces, and"
            " that are left out: %(count)s.",
            count=replaced,
        )
    if twice := int(stock.duplicated().sum() + scenario["pledges"].duplicated().sum()):
        yield say(
            "Rows of stock and pledges that repeat another row in everything, and are counted all"
            " the same: %(count)s.",
            count=twice,
        )


def goods(scenario: Scenario, start: pd.Timestamp) -> pd.DataFrame:
    """Every lot of stock and every pledge that can be used on a first day or later.

    Returns
    -------
    DataFrame
        depot, item (names), quantity [item unit] after the reserve and times the chance; `first`
        and `last` day on which it becomes available; `daily`: that much on each day; `expires`;
        `serves`, `lot`.
    """
    stock, pledges = latest_stock(scenario), scenario["pledges"]
    held = pd.DataFrame(
        {
            "depot": stock["depot"],
            "item": stock["item"],
            "quantity": stock["quantity"] * (1 - scenario.settings.plan.reserve),
            "first": start,
            "last": start,
            "daily": False,
            "expires": last_day(stock),
            "serves": text_of(stock, "serves"),
            "lot": text_of(stock, "lot"),
        }
    )
    daily = pledges["every"] == "day"
    storable = pledges["item"].map(scenario["items"].set_index("name")["storable"]).astype(bool)
    promised = pd.DataFrame(
        {
            "depot": pledges["depot"],
            "item": pledges["item"],
            "quantity": pledges["quantity"] * pledges["chance"],
            # What was promised once for an earlier day is on hand, unless it cannot be stored.
            "first": pledges["date"].where(daily | ~storable, pledges["date"].clip(lower=start)),
            "last": pledges["date_end"].where(daily, pledges["date"]).fillna(EVER),
            "daily": daily,
            "expires": last_day(pledges),
            "serves": text_of(pledges, "serves"),
            "lot": "",
        }
    )
    table = pd.concat([held, promised], ignore_index=True)
    table["last"] = table["last"].where(table["daily"], table["first"])
    useful = (table["quantity"] > 0) & (table["last"] >= start) & (table["expires"] >= start)
    return table[useful].reset_index(drop=True)


def asked_for(scenario: Scenario, demand: Demand) -> pd.DataFrame:
    """Those of the items that are asked for.

    With `meant`: bytes that are the same for goods meant for the same places.
    """
    table = goods(scenario, pd.Timestamp(demand.starts[0]))
    table = table[table["item"].isin(demand.items)].reset_index(drop=True)
    meant = {text: _meant(scenario, demand, text) for text in table["serves"].unique()}
    return table.assign(meant=table["serves"].map({text: m.tobytes() for text, m in meant.items()}))


def divide(demand: Demand, lots: pd.DataFrame) -> Demand:
    """The demand with an item for each kind of goods, in an order that asks for no name.

    Parameters
    ----------
    lots : as `asked_for` gives them
    """
    everywhere = np.ones(len(demand.places), dtype=bool).tobytes()
    number = {name: item for item, name in enumerate(demand.items)}
    kinds = lots[["item", "expires", "meant"]].assign(item=lots["item"].map(number))
    plain = set(range(len(demand.items))) - set(kinds["item"])
    bare = pd.DataFrame({"item": sorted(plain), "expires": EVER, "meant": everywhere})
    kinds = pd.concat([kinds, bare]).drop_duplicates()
    kinds = kinds.sort_values(["item", "expires", "meant"], ignore_index=True)
    item = kinds["item"].to_numpy(dtype=np.int64)
    until = kinds["expires"].to_numpy(dtype="datetime64[D]")
    meant = np.stack([np.frombuffer(flags, dtype=bool) for flags in kinds["meant"]], axis=1)
    return demand.in_kinds(item, until, meant)


def kind_of(demand: Demand, lots: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Number of the kind of each lot, in a divided demand (lot)."""
    until = pd.to_datetime(demand.until)
    keys = zip(demand.items, until, (flags.tobytes() for flags in demand.meant.T), strict=True)
    number = {key: kind for kind, key in enumerate(keys)}
    rows = zip(lots["item"], lots["expires"], lots["meant"], strict=True)
    return np.array([number[row] for row in rows], dtype=np.int64)


def lots_to_load(demand: Demand, lots: pd.DataFrame, deliveries: pd.DataFrame) -> list[str]:
    """Marks of the lots that make up each delivery, in the order in which they are loaded.

    Of lots that are alike the one listed first is used up first; earmarked ones before others.

    Parameters
    ----------
    deliveries : in the order in which they leave
    """
    marked = lots[lots["lot"] != ""]
    if marked.empty:
        return [""] * len(deliveries)
    left = marked["quantity"].to_dict()
    number = {name: place for place, name in enumerate(demand.places)}
    narrow = {row: np.frombuffer(flags, dtype=bool) for row, flags in marked["meant"].items()}
    heaps = {
        key: sorted(rows.index, key=lambda row: narrow[row].sum())
        for key, rows in marked.groupby(["depot", "item", "expires"])
    }
    told = []
    for line in deliveries.itertuples():
        expires = EVER if pd.isna(line.expires) else line.expires
        open_amount, marks = line.quantity, []
        for row in heaps.get((line.depot, line.item, expires), []):
            taken = min(open_amount, left[row]) if narrow[row][number[line.place]] else 0
            if taken > LEAST:
                left[row] -= taken
                open_amount -= taken
                marks.append(str(marked.at[row, "lot"]))
        told.append("; ".join(dict.fromkeys(marks)))
    return told


def _meant(scenario: Scenario, demand: Demand, serves: str) -> Flags:
    """Whether goods are meant for a place (place)."""
    if not serves:
        return np.ones(len(demand.places), dtype=bool)
    return np.isin(demand.places, list(places_served(scenario, serves)))


def last_day(goods: pd.DataFrame) -> pd.Series:
    """Last day on which goods, or what was promised, can be used."""
    if "expires" not in goods:
        return pd.Series(EVER, index=goods.index)
    return goods["expires"].fillna(EVER)


def text_of(table: pd.DataFrame, column: str) -> pd.Series:
    """A column of text that may be missing."""
    if column not in table:
        return pd.Series("", index=table.index, dtype=object)
    return table[column].fillna("").astype(object)
