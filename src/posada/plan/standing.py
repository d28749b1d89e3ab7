"""Lines that stand before anything is planned: what organisations accepted, and the plan before.

It answers which goods leave and arrive whatever else is decided, which ways are closed because an
organisation declined, and what the plan before meant to send later. It refuses accepted lines that
a depot cannot fill; lines of the plan before that can no longer be filled are let go, and said.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.errors import InputError, Problem
from posada.plan.deliveries import NEVER
from posada.plan.demand import DAY, FOREVER, Demand, Flags, Floats
from posada.plan.kinds import by_kind, nearest_kind
from posada.plan.lots import EVER
from posada.plan.network import Network
from posada.plan.result import DELIVERIES
from posada.plan.stores import left_over, waiting
from posada.plan.supply import Supply
from posada.saying import say

STANDING = ("accepted", "changed")
ROOM = 1e-6
KEYS = ["depot", "item", "place", "dispatch", "expires"]
SHARED = ("lane_tonnes", "dispatch_tonnes", "handling_tonnes", "budget")


@dataclass(frozen=True)
class Standing:
    """What stands.

    Parameters
    ----------
    supply : goods, transport, handling and money, less what the lines take
    given : what the lines bring [item unit] (place, item, period)
    closed : declined by the organisation (lane, item)
    lines : the lines, with the columns of DELIVERIES
    later : lines of the plan before that leave later: lane, item, period, quantity
    dropped : number of lines of the plan before that can no longer be filled
    outside : number of accepted lines that neither leave nor arrive on the days of the plan
    declined : number of lines that were declined
    """

    supply: Supply
    given: Floats
    closed: Flags
    lines: pd.DataFrame
    later: pd.DataFrame
    dropped: int
    outside: int
    declined: int

    def before(self, network: Network) -> Floats:
        """What the plan before meant to send later [item unit] (arc, period)."""
        send = np.zeros(network.arrival.shape)
        arcs = {pair: arc for arc, pair in enumerate(zip(network.lane, network.item, strict=True))}
        for row in self.later.itertuples():
            arc = arcs.get((row.lane, row.number))
            if arc is not None and network.arrival[arc, row.period] >= 0:
                send[arc, row.period] += row.quantity
        return send


def stand(
    demand: Demand,
    supply: Supply,
    claims: pd.DataFrame | None,
    previous: pd.DataFrame | None,
    freeze_days: int,
) -> Standing:
    """What stands of claims and of the plan before.

    Parameters
    ----------
    claims, previous : lines as `read_lines` gives them
    freeze_days : first days on which lines of the plan before are kept

    Raises
    ------
    InputError
        When a depot cannot fill what was accepted: every such depot and thing, not only the first.
    """
    claimed, before = _located(demand, supply, claims), _located(demand, supply, previous)
    declined = claimed[claimed["status"] == "declined"]
    closed = np.zeros((len(supply.lane_place), len(demand.items)), dtype=bool)
    for row in declined.itertuples():
        closed[row.lane, np.array(demand.items) == row.item] = True
    accepted = claimed[claimed["status"].isin(STANDING)]
    inside = (accepted["period"] >= 0) | (accepted["arrives"] >= 0)
    fixed = by_kind(demand, supply, accepted[inside])
    supply = _less(supply, fixed)
    file = "claims" if claims is None else claims.attrs.get("file", "claims")
    _refuse_what_cannot_be_filled(demand, supply, fixed, file)
    before = before[~_answered(claimed[claimed["status"] != "proposed"], before)]
    before = before[(before["period"] >= 0) & ~closed[before["lane"], before["number"]]]
    edge = demand.starts[0] + freeze_days * DAY
    soon = (before["dispatch"] < edge) & (before["arrives"] >= 0)
    kept = []
    for row in before.index[soon]:
        lines = by_kind(demand, supply, before.loc[[row]])
        trial = _less(supply, lines)
        if _left(trial).min() >= -ROOM and _carried(trial):
            supply = trial
            kept.append(lines)
    frozen = pd.concat([before.iloc[:0], *kept]).assign(status="proposed")
    standing = pd.concat([fixed, frozen])
    return Standing(
        supply=_without_overdraft(supply),
        given=_given(demand, standing),
        closed=closed,
        lines=_as_deliveries(demand, supply, standing),
        later=before[~soon],
        dropped=int(soon.sum()) - len(kept),
        outside=int((~inside).sum()),
        declined=len(declined),
    )


def _located(demand: Demand, supply: Supply, lines: pd.DataFrame | None) -> pd.DataFrame:
    """Lines with the numbers of lane, depot, place and item, and periods of leaving and arriving.

    Lines for things or places that nobody needs any more, or on lanes that are no more, are left
    out; `period` is -1 for what has left before the first day, `arrives` -1 when out of sight.
    """
    columns = [*KEYS, "quantity", "status"]
    lines = pd.DataFrame(columns=columns) if lines is None else lines.reindex(columns=columns)
    lines = lines.assign(expires=pd.to_datetime(lines["expires"]))
    lane_of = {
        (supply.depots[depot], demand.places[place]): lane
        for lane, (depot, place) in enumerate(
            zip(supply.lane_depot, supply.lane_place, strict=True)
        )
    }
    pairs = zip(lines["depot"], lines["place"], strict=True)
    lane = np.array([lane_of.get(pair, -1) for pair in pairs], dtype=np.int64)
    number = nearest_kind(demand, lines["item"], lines["expires"])
    known = (lane >= 0) & (number >= 0)
    lines, lane, number = lines[known], lane[known], number[known]
    dispatch = lines["dispatch"].to_numpy(dtype="datetime64[D]")
    return lines.assign(
        quantity=lines["quantity"].astype(float),
        dispatch=pd.to_datetime(dispatch),
        delivery=pd.to_datetime(dispatch + supply.lead[lane] * DAY),
        lane=lane,
        number=number,
        depot_number=supply.lane_depot[lane],
        place_number=supply.lane_place[lane],
        period=demand.period_of(dispatch),
        arrives=demand.period_of(dispatch + supply.lead[lane] * DAY),
    )


def _answered(claimed: pd.DataFrame, before: pd.DataFrame) -> Flags:
    """Whether an organisation has answered a line; an answer that names no last day means any."""
    far = {"expires": EVER}
    exact = set(claimed[KEYS].fillna(far).itertuples(index=False, name=None))
    loose = set(
        claimed.loc[claimed["expires"].isna(), KEYS[:-1]].itertuples(index=False, name=None)
    )
    keys = before[KEYS].fillna(far).itertuples(index=False, name=None)
    found = [key in exact or key[:-1] in loose for key in keys]
    return np.array(found, dtype=bool)


def _less(supply: Supply, lines: pd.DataFrame) -> Supply:
    """Goods, transport, handling and money without what the lines take from the first day on."""
    left = {name: getattr(supply, name).copy() for name in (*SHARED, "fixed", "fixed_old")}
    coming = lines[lines["arrives"] >= 0]
    tonnes = coming["quantity"].to_numpy(dtype=float) * supply.weight[coming["number"]]
    np.subtract.at(left["handling_tonnes"], (coming["place_number"], coming["arrives"]), tonnes)
    lines = lines[lines["period"] >= 0]
    period, quantity = lines["period"].to_numpy(), lines["quantity"].to_numpy(dtype=float)
    tonnes = quantity * supply.weight[lines["number"]]
    at = lines["depot_number"], lines["number"], period
    np.add.at(left["fixed"], at, quantity)
    early = lines["dispatch"].to_numpy(dtype="datetime64[D]") < supply.ready[at]
    np.add.at(left["fixed_old"], at, quantity * early)
    np.subtract.at(left["lane_tonnes"], (lines["lane"], period), tonnes)
    np.subtract.at(left["dispatch_tonnes"], (lines["depot_number"], period), tonnes)
    money = tonnes * supply.lane_cost[lines["lane"]]
    np.subtract.at(left["budget"], supply.payer[lines["depot_number"]], money)
    return dataclasses.replace(supply, **left)


def _left(supply: Supply) -> Floats:
    """Goods left in each period when only the fixed lines leave (depot, item, period)."""
    return left_over(supply.quantity, supply.fixed, supply.kept, supply.storable)


def _carried(supply: Supply) -> bool:
    """Whether transport, handling and money suffice for the fixed lines."""
    return all(getattr(supply, name).min(initial=0) >= -ROOM for name in SHARED)


def _without_overdraft(supply: Supply) -> Supply:
    """No limit is below nothing: an organisation may accept more than was known to be possible."""
    left = {name: np.maximum(getattr(supply, name), 0) for name in SHARED}
    old = waiting(np.maximum(_left(supply), 0), supply.kept, supply.storable)
    left["fixed_old"] = np.minimum(supply.fixed_old, old)
    return dataclasses.replace(supply, **left)


def _refuse_what_cannot_be_filled(
    demand: Demand, supply: Supply, fixed: pd.DataFrame, file: str
) -> None:
    """Accepted lines must not take more than a depot has by then."""
    left, problems = _left(supply), []
    for depot, item in np.argwhere((left < -ROOM).any(axis=2)):
        period = int(np.argmax(left[depot, item] < -ROOM))
        mine = fixed[(fixed["depot_number"] == depot) & (fixed["item"] == demand.items[item])]
        mine = mine[(mine["period"] >= 0) & (mine["period"] <= period)].sort_values("dispatch")
        row, amount = int(mine.index[-1]), mine["quantity"].sum()
        expected = say(
            "at most %(most)s in all by then, which is what the depot has after the"
            " reserve (correct the claim, or stock or pledges)",
            most=f"{amount + left[depot, item, period]:.6g}",
        )
        found = say(
            "%(amount)s of %(item)s accepted from %(depot)s",
            amount=f"{amount:.6g}",
            item=repr(demand.items[item]),
            depot=repr(supply.depots[depot]),
        )
        problems.append(Problem(file, row, "quantity", found, expected))
    if problems:
        raise InputError(problems, subject=say("the claims"))


def _given(demand: Demand, lines: pd.DataFrame) -> Floats:
    """What the lines bring [item unit] (place, item, period)."""
    lines = lines[lines["arrives"] >= 0]
    given = np.zeros((len(demand.places), len(demand.items), len(demand.days)))
    at = lines["place_number"], lines["number"], lines["arrives"]
    np.add.at(given, tuple(part.to_numpy(dtype=np.int64) for part in at), lines["quantity"])
    return given


def _as_deliveries(demand: Demand, supply: Supply, lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the columns of DELIVERIES; units and lots are filled in by the plan."""
    numbers = lines["number"].to_numpy(dtype=np.int64)
    depot = lines["depot_number"].to_numpy(dtype=np.int64)
    until = demand.until[numbers]
    table = lines.assign(
        organisation=np.array(supply.organisations, dtype=object)[depot],
        unit="",
        packs=lines["quantity"].to_numpy(dtype=float) / supply.pack[numbers],
        expires=pd.to_datetime(np.where(until < FOREVER, until, NEVER)),
        lots="",
        ground=lines["status"].replace("proposed", "kept"),
        **dict.fromkeys(("share", "share_under", "gain"), np.nan),
        **dict.fromkeys(("covers_start", "covers_end"), pd.NaT),
        limit="",
    )
    keys = [name for name in DELIVERIES if name not in ("quantity", "packs")]
    sums = table.groupby(keys, dropna=False, sort=False)[["quantity", "packs"]].sum()
    return sums.reset_index()[list(DELIVERIES)]
