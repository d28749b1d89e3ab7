"""What the depots can send: goods by day, lanes, and what can travel.

It answers which quantity of which item can leave which depot in which period, and when it would
arrive. It counts a pledge by its quantity times its chance, keeps the reserve of the settings
back from stock, and does not plan deliveries that would arrive after the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from posada.plan.closures import next_open_day, open_days, open_share
from posada.plan.demand import DAY, Demand, Flags, Floats, Integers
from posada.plan.lots import asked_for, divide, kind_of
from posada.plan.mandates import allowed_items
from posada.plan.waiting import weigh_waiting
from posada.scenario.model import Scenario


@dataclass(frozen=True)
class Supply:
    """Goods and lanes, along the axes (depot, item, period) of the plan; an item is a kind.

    Parameters
    ----------
    depots, organisations : names (depot)
    quantity : becomes available in the period [item unit] (depot, item, period)
    ready : first day of the period on which anything becomes available (depot, item, period)
    kept : share left in store from the period before (item, period)
    storable : may wait for a later period (item)
    weight : [tonne per item unit] (item)
    pack : [item unit] (item)
    dispatch_tonnes : most that can leave in the period (depot, period) [tonne]
    lane_depot, lane_place, lane_km, lead : of each lane (lane)
    lane_tonnes : most that can travel in the period (lane, period) [tonne]
    next_open : day of the horizon on which cargo of each day can leave, else the number of days
        (lane, day)
    fixed : of the quantity, what leaves by lines that stand already (depot, item, period)
    fixed_old : of that, what leaves before anything comes in the period (depot, item, period)
    handling_tonnes : most that a place can receive in the period (place, period) [tonne]
    lane_cost : [money per tonne] (lane)
    payer : organisation that pays for what leaves the depot (depot)
    budget : most that an organisation can spend on transport (payer) [money]
    storage_tonnes : most that a place can keep (place) [tonne]
    allowed : the organisation may bring the item to the place of the lane (lane, item)
    lots : every lot and pledge, as `lots.asked_for` gives them
    """

    depots: list[str]
    organisations: list[str]
    quantity: Floats
    ready: npt.NDArray[np.datetime64]
    kept: Floats
    storable: Flags
    weight: Floats
    pack: Floats
    dispatch_tonnes: Floats
    lane_depot: Integers
    lane_place: Integers
    lane_km: Floats
    lead: Integers
    lane_tonnes: Floats
    next_open: Integers
    fixed: Floats
    fixed_old: Floats
    handling_tonnes: Floats
    lane_cost: Floats
    payer: Integers
    budget: Floats
    storage_tonnes: Floats
    allowed: Flags
    lots: pd.DataFrame


def read_supply(scenario: Scenario, demand: Demand) -> tuple[Demand, Supply]:
    """Goods and lanes of the scenario; depots ordered by what they hold and never by name.

    The demand comes back with an item for each kind of goods, as `lots` tells them apart, and
    with the weights of those who have waited.
    """
    lots = asked_for(scenario, demand)
    demand = divide(weigh_waiting(scenario, demand), lots)
    items = scenario["items"].set_index("name").reindex(demand.items)
    kept, storable = kept_in_store(scenario, demand)
    depots = _order_of_depots(scenario, demand, lots)
    place_of = {name: number for number, name in enumerate(demand.places)}
    depot_of = {name: number for number, name in enumerate(depots["name"])}
    lanes = _lanes(scenario, depot_of, place_of)
    quantity, ready = _goods(demand, lots, depot_of)
    days = demand.days[None, :].astype(float)
    is_open = open_days(scenario, demand, lanes)
    share = open_share(demand, is_open)
    place = lanes["place_number"].to_numpy(dtype=np.int64)
    lead, tonnes = lanes["lead_days"], _limit(lanes["lane_capacity_tonnes_per_day"])
    return demand, Supply(
        depots=list(depots["name"]),
        organisations=list(depots["organisation"]),
        quantity=quantity,
        ready=ready,
        kept=kept,
        storable=storable,
        weight=items["weight_kg"].to_numpy(dtype=float) / 1000,
        pack=items["pack_size"].to_numpy(dtype=float),
        dispatch_tonnes=_limit(depots["dispatch_tonnes_per_day"])[:, None] * days,
        lane_depot=lanes["depot_number"].to_numpy(dtype=np.int64),
        lane_place=place,
        lane_km=lanes["length_km"].to_numpy(dtype=float),
        lead=lead.to_numpy(dtype=np.int64),
        lane_tonnes=tonnes[:, None] * days * np.where(share > 0, share, 1.0),
        next_open=next_open_day(is_open),
        fixed=np.zeros(quantity.shape),
        fixed_old=np.zeros(quantity.shape),
        lane_cost=_optional(lanes, "cost_per_tonne", 0.0),
        **_budgets(scenario, depots),
        **_room_at_places(scenario, demand),
        allowed=allowed_items(scenario, lanes, demand.items) & demand.meant[place],
        lots=lots,
    )


def kept_in_store(scenario: Scenario, demand: Demand) -> tuple[Floats, Flags]:
    """Share left in store from the period before (item, period), and what may wait (item)."""
    items = scenario["items"].set_index("name").reindex(demand.items)
    spoil = items["spoil_share_per_day"].to_numpy(dtype=float)
    gaps = np.concatenate([[0], demand.days[:-1]])
    return (1 - spoil[:, None]) ** gaps[None, :], items["storable"].to_numpy(dtype=bool)


def _goods(
    demand: Demand, lots: pd.DataFrame, depot_of: dict[str, int]
) -> tuple[Floats, npt.NDArray[np.datetime64]]:
    """Quantity and ready of `Supply`."""
    starts, ends = demand.starts, demand.ends
    first, last = (
        lots[name].to_numpy(dtype="datetime64[D]")[:, None] for name in ("first", "last")
    )
    lo, hi = np.maximum(first, starts), np.minimum(last, ends)
    days = np.maximum((hi - lo) / DAY + 1, 0)
    at = lots["depot"].map(depot_of).to_numpy(dtype=np.int64), kind_of(demand, lots)
    shape = (len(depot_of), len(demand.items), len(starts))
    quantity, ready = np.zeros(shape), np.broadcast_to(ends, shape).copy()
    np.add.at(quantity, at, lots["quantity"].to_numpy(dtype=float)[:, None] * days)
    np.minimum.at(ready, at, np.where(days > 0, lo, ends))
    return quantity, ready


def _lanes(scenario: Scenario, depot_of: dict[str, int], place_of: dict[str, int]) -> pd.DataFrame:
    """Lanes to places with needs, shortest first at each place."""
    lanes = scenario["lanes"]
    lanes = lanes[lanes["depot"].isin(depot_of) & lanes["place"].isin(place_of)]
    lanes = lanes.assign(
        depot_number=lanes["depot"].map(depot_of), place_number=lanes["place"].map(place_of)
    )
    order = ["place_number", "length_km", "lead_days", "depot_number"]
    return lanes.sort_values(order, kind="stable")


def _order_of_depots(scenario: Scenario, demand: Demand, lots: pd.DataFrame) -> pd.DataFrame:
    """Depots by what they hold, how much can leave and how far it goes, never by name."""
    depots = scenario["depots"]
    if depots.empty:
        return depots
    numbers = {name: number for number, name in enumerate(depots["name"])}
    quantity, _ = _goods(demand, lots, numbers)
    lanes = scenario["lanes"]
    reach = lanes.groupby("depot")["length_km"].agg(["count", "sum", "min"])
    keys = np.column_stack(
        [
            quantity.reshape(len(depots), -1),
            depots["dispatch_tonnes_per_day"].fillna(-1).to_numpy(dtype=float),
            reach.reindex(depots["name"]).fillna(-1).to_numpy(dtype=float),
        ]
    )
    return depots.iloc[np.lexsort(np.round(keys, 6).T[::-1])]


def _optional(table: pd.DataFrame, column: str, default: float) -> Floats:
    """Numbers of a column that may be missing or empty."""
    if column not in table:
        return np.full(len(table), default)
    return table[column].fillna(default).to_numpy(dtype=float)


def _room_at_places(scenario: Scenario, demand: Demand) -> dict[str, npt.NDArray]:
    """`handling_tonnes` and `storage_tonnes` of `Supply`."""
    places = scenario.tables.get("places", pd.DataFrame(columns=["name"]))
    known = {}
    for column in ("handling_tonnes_per_day", "storage_tonnes"):
        room = pd.Series(_optional(places, column, np.inf), index=places["name"])
        known[column] = room.reindex(demand.places, fill_value=np.inf).to_numpy(dtype=float)
    per_day, keeps = known.values()
    return {"handling_tonnes": per_day[:, None] * demand.days[None], "storage_tonnes": keeps}


def _budgets(scenario: Scenario, depots: pd.DataFrame) -> dict[str, npt.NDArray]:
    """`payer` and `budget` of `Supply`; organisations come in the order of their depots."""
    payer, names = pd.factorize(depots["organisation"])
    table = scenario.tables.get("organisations", pd.DataFrame(columns=["name"]))
    known = pd.Series(_optional(table, "budget", np.inf), index=table["name"])
    budget = known.reindex(names, fill_value=np.inf).to_numpy(dtype=float)
    return {"payer": payer.astype(np.int64), "budget": budget}


def _limit(tonnes_per_day: pd.Series) -> Floats:
    """Empty means that no limit is known."""
    return tonnes_per_day.fillna(np.inf).to_numpy(dtype=float)
