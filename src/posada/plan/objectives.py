"""Objectives B and C: the value over all draws with the floor held, then the transport.

It answers what each of them reaches when the one before is held. Cost never outweighs need: it
only chooses among plans that are as fair and as valuable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posada.errors import PlanError
from posada.plan.constraints import Columns, define_program
from posada.plan.demand import LIFE_SAVING_PRIORITY, Floats
from posada.plan.network import Network
from posada.plan.optimum import Witness, by_cell, by_span
from posada.plan.program import CORNER, MIDDLE, SIMPLEX, Program, Solution, solve
from posada.plan.tiers import SURVIVAL_SLOPES, one_tier, value_tiers

FLOOR_KEPT, VALUE_KEPT = 0.982, 0.999  # together 98 % of what could be guaranteed
PART_KEPT = 0.997  # for the floor, where a plan is cut in parts: 98.2 % with SHARED_KEPT
RELAXED = (1.0, 0.999, 0.99)
HANDLING_KM, LEAST_KG = 1.0, 0.05
NOTHING = 1e-4  # share of the need: less is the solver's noise, and no floor to be held
NOISE = 1e-5  # [thousand person-day equivalents]: below this an issue may be the solver's noise


@dataclass(frozen=True)
class Before:
    """What the plan before meant to send, and how far goods may travel to leave it as it was.

    Parameters
    ----------
    send : [item unit] (arc, period)
    change_km : transport that a tonne sent otherwise than before is worth [km]
    """

    send: Floats
    change_km: float


@dataclass(frozen=True)
class Shipments:
    """What the solver chose.

    Parameters
    ----------
    send : leaves a depot [item unit] (arc, period)
    issue : used at the place [item unit] (place, item, period)
    level : coverage up to each checkpoint that is guaranteed (floor)
    value : objective B [thousand person-day equivalents, weighted]
    tonne_km : objective C
    gain : weighted person-days that one more person-day equivalent would add (cell)
    relaxed : how much the floor and the value had to give way for numerical reasons; 1 is nothing
    """

    send: Floats
    issue: Floats
    level: Floats
    value: float
    tonne_km: float
    gain: Floats
    relaxed: float


def tonne_km(network: Network, send: Floats) -> float:
    """Transport that some shipments take [item unit] (arc, period)."""
    supply = network.supply
    km = supply.lane_km[network.lane] * supply.weight[network.item]
    return float((send * km[:, None]).sum())


@dataclass(frozen=True)
class Best:
    """What objective B reached.

    Parameters
    ----------
    send : leaves a depot [item unit] (arc, period)
    issued : [thousand person-day equivalents] (cell)
    value : of everything issued
    gain : weighted person-days that one more person-day equivalent would add (cell)
    floor_share : how much the floor had to give way for numerical reasons; 1 is nothing
    """

    send: Floats
    issued: Floats
    value: float
    gain: Floats
    floor_share: float


def most_value(
    network: Network,
    level: Floats,
    *,
    kept: float = FLOOR_KEPT,
    simplex: bool = False,
    slopes: tuple[float, ...] = SURVIVAL_SLOPES,
    witness: Witness | None = None,
) -> Best:
    """Objective B: the most value over all draws, with the floor held.

    The interior point of all best plans is taken, because it treats equal places equally.
    """
    tiers = value_tiers(network.demand, np.flatnonzero(network.planned()), slopes)
    program, columns = define_program(network, tiers)
    goal = np.zeros(len(program.column_lower))
    goal[columns.value] = 1.0
    program.row_lower[columns.guard] = -np.inf

    def bound(share: float) -> None:
        program.column_lower[columns.level] = kept * share * np.where(level < NOTHING, 0, level)

    solution, share = _solve_relaxing(program, goal, bound, SIMPLEX if simplex else MIDDLE)
    if witness:
        held = by_span(network, network.floors, program.column_lower[columns.level])
        witness.add("B", network, program, columns, solution, {"held level": held})
    issued = values_of(solution, columns.covered).sum(axis=1)
    gain = _gain(network, np.where(columns.cover >= 0, -solution.prices[columns.cover], np.nan))
    send = values_of(solution, columns.send) * network.demand.scale[network.item][:, None]
    return Best(send, issued, float(solution.values[columns.value[0]]), gain, share)


def _gain(network: Network, price: Floats) -> Floats:
    """What one more person-day equivalent would add, from the prices of cover (cell).

    Where nothing can be brought there is no price, and the first unit is worth its first tier.
    The priority of what saves lives is taken out again, so that the figure counts person-days.
    """
    demand = network.demand
    open_cells = np.flatnonzero(np.isnan(price))
    first = value_tiers(demand, open_cells).slope.max(axis=1, initial=0.0)
    gain = np.where(np.isnan(price), first, price)
    after = demand.following
    for period in reversed(range(len(demand.days))):
        cells = open_cells[demand.period[open_cells] == period]
        gain[cells] += np.where(after[cells] >= 0, gain[after[cells]], 0.0)
    durable = demand.durable[demand.standard]
    days = np.where(durable, demand.days.sum(), 1)
    priority = np.where(demand.life_saving[demand.standard], LIFE_SAVING_PRIORITY, 1.0)
    return np.maximum(gain * days / priority, 0)


def least_transport(
    network: Network,
    issued: Floats,
    before: Before | None = None,
    *,
    simplex: bool = False,
    witness: Witness | None = None,
) -> tuple[Floats, Floats, float]:
    """Objective C: least tonne-kilometres; gives send and issue [item unit] and what gave way.

    Every cell keeps its share of what B issued. As V is concave and V(0) = 0, the value keeps at
    least the same share; a bound on the value alone would let C take all that may be given up
    from one place on one day.
    """
    demand = network.demand
    program, columns = define_program(network, one_tier(demand, issued))
    program.row_lower[columns.guard] = -np.inf
    planned = columns.total >= 0

    def bound(share: float) -> None:
        noise = NOISE * (1 + 1e4 * (1 - share))
        least = VALUE_KEPT * share * issued[planned] - noise
        program.row_lower[columns.total[planned]] = np.maximum(least, 0)

    cost = tonne_km_cost(program, columns, network)
    if before is not None:
        cost = change_cost(program, columns, network, cost, before)
    goal = -cost
    solution, share = _solve_relaxing(program, goal, bound, SIMPLEX if simplex else CORNER)
    if witness:
        kept = np.full(len(issued), np.nan)
        kept[planned] = program.row_lower[columns.total[planned]]
        witness.add("C", network, program, columns, solution, {"held cover": by_cell(demand, kept)})
    send = values_of(solution, columns.send) * demand.scale[network.item][:, None]
    issue = values_of(solution, columns.issue) * demand.scale[None, :, None]
    return send, issue, share


def _solve_relaxing(
    program: Program,
    goal: Floats,
    bound: Callable[[float], None],
    first: str,
) -> tuple[Solution, float]:
    """Solve with what earlier objectives reached as bounds, relaxed a little if numbers need it."""
    for share in RELAXED[:-1]:
        bound(share)
        try:
            return solve(program, goal, first=first), share
        except PlanError:
            continue
    bound(RELAXED[-1])
    return solve(program, goal, first=first), RELAXED[-1]


def tonne_km_cost(program: Program, columns: Columns, network: Network) -> Floats:
    """Tonne-kilometres of each column, with a kilometre for handling and a least weight."""
    supply = network.supply
    weight = np.maximum(supply.weight, LEAST_KG / 1000) * network.demand.scale
    cost = (supply.lane_km[network.lane] + HANDLING_KM) * weight[network.item]
    total = np.zeros(len(program.column_lower))
    real = columns.send >= 0
    total[columns.send[real]] = np.broadcast_to(cost[:, None], real.shape)[real]
    return total


def change_cost(
    program: Program, columns: Columns, network: Network, cost: Floats, before: Before
) -> Floats:
    """Costs that also count every tonne sent otherwise than before: family (8).

    |send - before| = send - before + 2 less,  less[a,t] >= before[a,t] - send[a,t],  less >= 0
    """
    scale = network.demand.scale[network.item][:, None]
    tonnes = (np.maximum(network.supply.weight, LEAST_KG / 1000))[network.item][:, None] * scale
    price = np.broadcast_to(before.change_km * tonnes, before.send.shape)
    real = columns.send >= 0
    cost[columns.send[real]] += price[real]
    kept = real & (before.send > 0)
    less = program.columns(int(kept.sum()))
    rows = program.rows(len(less), lower=(before.send / scale)[kept])
    program.entries(rows, columns.send[kept], 1.0)
    program.entries(rows, less, 1.0)
    return np.append(cost, 2 * price[kept])


def values_of(solution: Solution, numbers: np.ndarray) -> Floats:
    """Values of columns, zero where there is none and never negative."""
    return np.where(numbers >= 0, np.maximum(solution.values[numbers], 0), 0.0)
