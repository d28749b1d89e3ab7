"""The three objectives, one after the other: the worst covered, the value, the transport.

It answers with the shipments of the last objective and what each objective reached. Cost never
outweighs need: it only chooses among plans that are as fair and as valuable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from posada.errors import PlanError
from posada.plan.constraints import Columns, define_program, define_steps
from posada.plan.demand import (
    LIFE_SAVING_PRIORITY,
    Flags,
    Floats,
    mean_tiers,
    one_tier,
    value_tiers,
)
from posada.plan.network import Network
from posada.plan.program import Program, Solution, solve

FLOOR_KEPT, VALUE_KEPT = 0.982, 0.999  # together 98 % of what could be guaranteed
RELAXED = (1.0, 0.999, 0.99)
STEPS, STEEPNESS = 10, 2.0
URGENCY = 4.0
HANDLING_KM, LEAST_KG = 1.0, 0.05


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


def plan_shipments(
    network: Network, progress: Callable[[float], None], before: Before | None = None
) -> Shipments:
    """Objectives A, B and C in order; C stays near what was planned before."""
    level = lift_the_worst(network)
    progress(0.3)
    best = most_value(network, level)
    progress(0.6)
    send, issue, value_share = least_transport(network, best.issued, before)
    progress(1.0)
    supply = network.supply
    km = supply.lane_km[network.lane][:, None] * supply.weight[network.item][:, None]
    relaxed = min(best.floor_share, value_share)
    tonne_km = float((send * km).sum())
    return Shipments(send, issue, level, best.value, tonne_km, best.gain, relaxed)


def lift_the_worst(network: Network) -> Floats:
    """Objective A: coverage that every place can be guaranteed at the least (floor).

    First the worst coverage of every life-saving standard, Σ_s worst[s], is made as large as it
    can be, over all floors that anything can reach. One place that is hard to reach must not
    decide for all the others, so they are then lifted further, with

        max Σ_b mean[b] Σ_j steepness^(-j) step[b,j]

    in which a unit of goods is always worth most where coverage is lowest, whatever the size of
    the place, and most for life-saving standards.

    Source: max-min fairness, and its approximation by steep concave utilities (Mo and Walrand,
    Fair end-to-end window-based congestion control, 2000).
    """
    program, columns = define_program(network, mean_tiers(network.demand))
    steps = define_steps(program, columns, network, STEPS)
    urgent = network.demand.life_saving
    free = _reached(network) & urgent[network.floors.standard]
    program.row_lower[columns.guard] = np.where(free, 0.0, -np.inf)
    goal = np.zeros(len(program.column_lower))
    goal[columns.worst[np.unique(network.floors.standard[free])]] = 1.0
    worst = solve(program, goal, vertex=False).values[columns.worst][network.floors.standard]
    program.row_lower[columns.guard] = -np.inf
    program.column_lower[columns.level] = np.where(free, np.clip(worst - 1e-6, 0, 1), 0.0)
    goal[:] = 0
    weight = network.blocks.need * np.where(urgent[network.blocks.standard], URGENCY, 1.0)
    goal[steps] = weight[:, None] * STEEPNESS ** -np.arange(STEPS)
    solution = solve(program, goal, vertex=False)
    return network.floors.coverage(_values(solution, columns.covered).sum(axis=1))


@dataclass(frozen=True)
class Best:
    """What objective B reached.

    Parameters
    ----------
    issued : [thousand person-day equivalents] (cell)
    value : of everything issued
    gain : weighted person-days that one more person-day equivalent would add (cell)
    floor_share : how much the floor had to give way for numerical reasons; 1 is nothing
    """

    issued: Floats
    value: float
    gain: Floats
    floor_share: float


def most_value(network: Network, level: Floats) -> Best:
    """Objective B: the most value over all draws, with the floor held.

    The interior point of all best plans is taken, because it treats equal places equally.
    """
    tiers = value_tiers(network.demand, np.flatnonzero(network.planned()))
    program, columns = define_program(network, tiers)
    goal = np.zeros(len(program.column_lower))
    goal[columns.value] = 1.0
    program.row_lower[columns.guard] = -np.inf

    def bound(share: float) -> None:
        program.column_lower[columns.level] = FLOOR_KEPT * share * level

    solution, share = _solve_relaxing(program, goal, bound, vertex=False)
    issued = _values(solution, columns.covered).sum(axis=1)
    gain = _gain(network, np.where(columns.cover >= 0, -solution.prices[columns.cover], np.nan))
    return Best(issued, float(solution.values[columns.value[0]]), gain, share)


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
    network: Network, issued: Floats, before: Before | None = None
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
        least = VALUE_KEPT * share * issued[planned]
        program.row_lower[columns.total[planned]] = least

    cost = _tonne_km(program, columns, network)
    if before is not None:
        cost = _with_changes(program, columns, network, cost, before)
    goal = -cost
    solution, share = _solve_relaxing(program, goal, bound, vertex=True)
    send = _values(solution, columns.send) * demand.scale[network.item][:, None]
    issue = _values(solution, columns.issue) * demand.scale[None, :, None]
    return send, issue, share


def _reached(network: Network) -> Flags:
    """Floors to which anything can be brought in time (floor)."""
    floors = network.floors
    planned = network.planned()[floors.cell].astype(float)
    return np.bincount(floors.row, weights=planned, minlength=len(floors.need)) > 0


def _solve_relaxing(
    program: Program, goal: Floats, bound: Callable[[float], None], *, vertex: bool
) -> tuple[Solution, float]:
    """Solve with what earlier objectives reached as bounds, relaxed a little if numbers need it."""
    for share in RELAXED[:-1]:
        bound(share)
        try:
            return solve(program, goal, vertex=vertex), share
        except PlanError:
            continue
    bound(RELAXED[-1])
    return solve(program, goal, vertex=vertex), RELAXED[-1]


def _tonne_km(program: Program, columns: Columns, network: Network) -> Floats:
    """Tonne-kilometres of each column, with a kilometre for handling and a least weight."""
    supply = network.supply
    weight = np.maximum(supply.weight, LEAST_KG / 1000) * network.demand.scale
    cost = (supply.lane_km[network.lane] + HANDLING_KM) * weight[network.item]
    total = np.zeros(len(program.column_lower))
    real = columns.send >= 0
    total[columns.send[real]] = np.broadcast_to(cost[:, None], real.shape)[real]
    return total


def _with_changes(
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


def _values(solution: Solution, numbers: np.ndarray) -> Floats:
    """Values of columns, zero where there is none and never negative."""
    return np.where(numbers >= 0, np.maximum(solution.values[numbers], 0), 0.0)
