"""Fewer small loads, and fewer organisations that bring the same thing to the same place.

It answers with a tidier plan on the ways and days that the last objective uses, in which every
place keeps on every day what it was to get: nobody loses by it. Small integer programs, each for a
few places that share depots, stop by counted work and never by the clock, so that every machine
finds the same. A load that cannot grow stays small, and an organisation without which somebody
would get less stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from posada.plan.constraints import define_program
from posada.plan.demand import Flags, Floats, Integers
from posada.plan.network import Network
from posada.plan.objectives import (
    Before,
    Shipments,
    change_cost,
    tonne_km,
    tonne_km_cost,
    values_of,
)
from posada.plan.program import Solution, improve
from posada.plan.tiers import one_tier
from posada.plan.using import covered_cells
from posada.saying import Said, joined, say

GAP, NODES = 0.01, 3
TOGETHER = 8  # places in one integer program; more find tidier plans, and take longer
CLOSE, KEPT = 1e-6, 1 - 1e-6
DISTANCE = 0.5  # all transport of the plan, in small loads: distance only breaks ties


@dataclass(frozen=True)
class Tidiness:
    """What is wanted; 0 is no wish.

    Parameters
    ----------
    least_tonnes : what a depot sends to a place in one period should weigh at least this
    most_organisations : that bring one item to one place should be at most these
    """

    least_tonnes: float
    most_organisations: int

    def small(self, network: Network, send: Floats) -> Flags:
        """Loads of a lane and period that weigh something, but too little (lane, period)."""
        tonnes = tonnes_of(network, send)
        return (tonnes > CLOSE) & (tonnes < self.least_tonnes * (1 - CLOSE))

    def surplus(self, network: Network, send: Floats) -> Integers:
        """Organisations too many for each place and thing (place, name of the item)."""
        brought = _brought(network, send)
        if not self.most_organisations:
            return np.zeros(brought.shape[:2], dtype=np.int64)
        return np.maximum((brought > CLOSE).sum(axis=2) - self.most_organisations, 0)

    def count(self, network: Network, send: Floats) -> tuple[int, int]:
        """Loads that are too small, and organisations too many."""
        return int(self.small(network, send).sum()), int(self.surplus(network, send).sum())


def tonnes_of(network: Network, send: Floats) -> Floats:
    """What a lane carries in each period [tonne] (lane, period)."""
    tonnes = np.zeros((len(network.supply.lane_place), send.shape[1]))
    np.add.at(tonnes, network.lane, send * network.supply.weight[network.item][:, None])
    return tonnes


def _brought(network: Network, send: Floats) -> Floats:
    """What each organisation brings in all (place, name of the item, organisation)."""
    name = np.unique(network.demand.items, return_inverse=True)[1]
    payer = network.supply.payer
    shape = len(network.demand.places), int(name.max(initial=-1)) + 1, int(payer.max(initial=0)) + 1
    brought = np.zeros(shape)
    at = network.place, name[network.item], payer[network.depot]
    np.add.at(brought, at, send.sum(axis=1))
    return brought


def polish(
    network: Network, found: Shipments, wanted: Tidiness, before: Before | None = None
) -> Shipments:
    """A tidier plan in which every place keeps on every day what it was to get."""
    untidy = sum(wanted.count(network, found.send))
    if not untidy:
        return found
    task = _Task(network, found, wanted)
    best = task.solve(before)
    if best is None:
        return found
    scale = network.demand.scale
    send = values_of(best, task.columns.send) * scale[network.item][:, None]
    if sum(wanted.count(network, send)) >= untidy:
        return found
    issue = values_of(best, task.columns.issue) * scale[None, :, None]
    return dataclasses.replace(found, send=send, issue=issue, tonne_km=tonne_km(network, send))


class _Task:
    """The integer programs; lanes to all places but those that are tidied keep what they carry.

    Attributes
    ----------
    touched : lanes to places with a small load or an organisation too many (lane)
    whole, start, at : columns that are whole numbers, their values as things are, and the place
        of each (column)
    wish, of : columns each of which is a small load or an organisation too many, and the place
        of each (column)
    """

    def __init__(self, network: Network, found: Shipments, wanted: Tidiness) -> None:
        self.send, self.wanted = found.send, wanted
        place = network.supply.lane_place
        untidy: Flags = np.any(wanted.surplus(network, found.send) > 0, axis=1)
        np.logical_or.at(untidy, place, wanted.small(network, found.send).any(axis=1))
        self.touched = untidy[place]
        arrival = np.where(self._support(network), network.arrival, -1)
        self.network = dataclasses.replace(network, arrival=arrival)
        issued = covered_cells(network.demand, found.issue)
        self.program, self.columns = define_program(self.network, one_tier(network.demand, issued))
        self._keep(issued)
        self.whole: list[Integers] = []
        self.wish: list[Integers] = []
        self.start: list[Flags] = []
        self.at: list[Integers] = []
        self.of: list[Integers] = []
        self._define_loads()
        self._define_bringers()

    def solve(self, before: Before | None) -> Solution | None:
        """What is tidier; of two that are alike, what travels less. None where nothing is."""
        program, columns, network = self.program, self.columns, self.network
        cost = tonne_km_cost(program, columns, network)
        spent = max(tonne_km(network, self.send), CLOSE)
        if before is not None:
            cost = change_cost(program, columns, network, cost, before)
        goal = -DISTANCE * cost / spent
        whole, start = np.concatenate(self.whole), np.concatenate(self.start).astype(float)
        at, wish, of = (np.concatenate(part) for part in (self.at, self.wish, self.of))
        best = None
        for places in self._neighbours(np.unique(of)):
            mine = np.isin(at, places)
            self._hold_others(places)
            goal[wish] = np.where(np.isin(of, places), -1.0, 0.0)
            found = improve(program, goal, whole[mine], start[mine], gap=GAP, nodes=NODES)
            if found is not None:
                best, sent = found, values_of(found, columns.send)
                self.send = sent * network.demand.scale[network.item][:, None]
        return best

    def _neighbours(self, places: Integers) -> Iterator[Integers]:
        """The places in groups that share depots; who needs most chooses first."""
        supply = self.network.supply
        reached = np.zeros((len(self.network.demand.places), len(supply.depots)), dtype=np.int64)
        reached[supply.lane_place, supply.lane_depot] = 1
        while len(places):
            alike = reached[places] @ reached[places[0]]
            alike[0] += len(supply.depots)
            chosen = np.argsort(-alike, kind="stable")[:TOGETHER]
            yield places[chosen]
            places = np.delete(places, chosen)

    def _hold_others(self, places: Integers) -> None:
        """Nothing changes on the lanes to other places."""
        program, columns, network = self.program, self.columns, self.network
        free = (np.isin(network.place, places) & self.touched[network.lane])[:, None]
        amount = self.send / network.demand.scale[network.item][:, None]
        real = columns.send >= 0
        program.column_lower[columns.send[real]] = np.where(free, 0.0, amount)[real]
        program.column_upper[columns.send[real]] = np.where(free, np.inf, amount)[real]

    def _support(self, network: Network) -> Flags:
        """Dispatches that may be used (arc, period).

        Those of the plan; on lanes that are to be tidied also what an arc carries at some time, on
        any day on which the lane is used.
        """
        used: Flags = np.asarray(self.send > CLOSE)
        days = np.zeros((len(self.touched), used.shape[1]), dtype=bool)
        np.logical_or.at(days, network.lane, used)
        more = days[network.lane] & np.any(used, axis=1, keepdims=True)
        return (used | (more & self.touched[network.lane][:, None])) & (network.arrival >= 0)

    def _keep(self, issued: Floats) -> None:
        """Every place gets on every day what it was to get."""
        program, columns = self.program, self.columns
        program.row_lower[columns.guard] = -np.inf
        planned = columns.total >= 0
        program.row_lower[columns.total[planned]] = KEPT * issued[planned]

    def _define_loads(self) -> None:
        """Trips that are made, and those of them that may be small (lane and period).

        Σ_a weight[a] send[a,t] <= all that the lane carries · trip[l,t]
        Σ_a weight[a] send[a,t] >= least · (trip[l,t] - small[l,t])
        """
        program, network, least = self.program, self.network, self.wanted.least_tonnes
        tonnes = (network.supply.weight * network.demand.scale)[network.item]
        free = (self.columns.send >= 0) & (self.touched[network.lane] & (tonnes > 0))[:, None]
        arc, period = np.nonzero(free if least else np.zeros_like(free))
        loads = tonnes_of(network, self.send)
        key = network.lane[arc] * loads.shape[1] + period
        trip, row = np.unique(key, return_inverse=True)
        lane, load = trip // loads.shape[1], loads.reshape(-1)[trip]
        made = program.columns(len(trip), upper=1.0)
        small = program.columns(len(trip), upper=1.0)
        most, enough = program.rows(len(trip), upper=0.0), program.rows(len(trip), lower=0.0)
        for rows in (most, enough):
            program.entries(rows[row], self.columns.send[arc, period], tonnes[arc])
        all_of_it = np.maximum(loads.sum(axis=1)[lane], least) * (1 + CLOSE)
        program.entries(most, made, -all_of_it)
        program.entries(enough, made, -least)
        program.entries(enough, small, least)
        self.whole += [made, small]
        self.start += [load > CLOSE, (load > CLOSE) & (load < least)]
        self.at += [network.supply.lane_place[lane]] * 2
        self.wish.append(small)
        self.of.append(self.at[-1])

    def _define_bringers(self) -> None:
        """Organisations that bring a thing to a place, and how many too many (place and thing).

        Σ_{a of g,t} send[a,t] <= all that is brought · brings[p,i,g]
        Σ_g brings[p,i,g] <= most + excess[p,i]
        """
        program, network = self.program, self.network
        brought = _brought(network, self.send)
        place, name = np.nonzero(self.wanted.surplus(network, self.send))
        amount = brought[place, name]
        number = np.full(brought.shape[:2], -1)
        number[place, name] = np.arange(len(place))
        brings = program.columns(amount.size, upper=1.0).reshape(amount.shape)
        excess = program.columns(len(place))
        most = program.rows(amount.size, upper=0.0).reshape(amount.shape)
        few = program.rows(len(place), upper=float(self.wanted.most_organisations))
        arc, period = np.nonzero(self.columns.send >= 0)
        named = np.unique(network.demand.items, return_inverse=True)[1][network.item[arc]]
        pair = number[network.place[arc], named]
        arc, period, pair = arc[pair >= 0], period[pair >= 0], pair[pair >= 0]
        share = network.demand.scale[network.item[arc]] / amount.sum(axis=1)[pair]
        rows = most[pair, network.supply.payer[network.depot[arc]]]
        program.entries(rows, self.columns.send[arc, period], share)
        program.entries(most, brings, -(1 + CLOSE))
        program.entries(few[:, None], brings, 1.0)
        program.entries(few, excess, -1.0)
        self.whole.append(brings.reshape(-1))
        self.start.append(amount.reshape(-1) > CLOSE)
        self.at.append(np.repeat(place, amount.shape[1]))
        self.wish.append(excess)
        self.of.append(place)


def leftover(network: Network, send: Floats, wanted: Tidiness) -> tuple[Said, ...]:
    """What could not be tidied without a loss, in a sentence."""
    loads, surplus = wanted.count(network, send)
    parts = []
    if loads:
        tonnes = f"{wanted.least_tonnes:g}"
        parts.append(say("loads under %(tonnes)s tonnes: %(count)s", tonnes=tonnes, count=loads))
    if surplus:
        parts.append(
            say(
                "organisations beyond %(most)s for one item at one place: %(count)s",
                most=wanted.most_organisations,
                count=surplus,
            )
        )
    if not parts:
        return ()
    told = say(
        "Not tidied, because nothing was found by which nobody gets less: %(which)s.",
        which=joined(parts, "; "),
    )
    return (told,)
