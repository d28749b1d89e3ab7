"""Objective A: the worst covered are lifted first.

It answers which coverage every place can be guaranteed at the least. It asks for nothing else, so
that value and cost never decide here.
"""

from __future__ import annotations

import numpy as np

from posada.plan.constraints import Columns, define_program, define_steps
from posada.plan.demand import Flags, Floats
from posada.plan.network import Network
from posada.plan.objectives import most_value, values_of
from posada.plan.optimum import Witness, by_span, worst_levels
from posada.plan.program import MIDDLE, PLAIN, STEEP, Program, Solution, solve
from posada.plan.tiers import level_tiers, mean_tiers

SHARED_KEPT = 0.985  # of the floor, while standards share; with PART_KEPT 98.2 %
STEPS, STEEPNESS = 10, 2.0
URGENCY = 4.0


def lift_the_worst(
    network: Network, *, simplex: bool = False, witness: Witness | None = None
) -> Floats:
    """Objective A: coverage that every place can be guaranteed at the least (floor).

    First the worst coverage of every life-saving standard is made as large as it can be, over all
    floors that anything can reach: Σ_s U(worst[s]), in which a lower one counts more (see
    `tiers.level_tiers`). One place that is hard to reach must not decide for all the others, so
    they are then lifted further, with

        max Σ_b mean[b] Σ_j steepness^(-j) step[b,j]

    in which a unit of goods is always worth most where coverage is lowest, whatever the size of
    the place, and most for life-saving standards.

    Source: max-min and proportional fairness by concave utilities (Mo and Walrand,
    Fair end-to-end window-based congestion control, 2000).
    """
    program, columns = define_program(network, mean_tiers(network.demand))
    steps = define_steps(program, columns, network, STEPS)
    urgent = network.demand.life_saving
    free = _reached(network) & urgent[network.floors.standard]
    if free.any():
        found = _raise_floors(program, columns, network, free)
        if witness:
            witness.add("A worst", network, program, columns, found)
        worst = worst_levels(found, columns)
        least = np.clip(worst[network.floors.standard] - 1e-6, 0, 1)
        program.column_lower[columns.level] = np.where(free, least, 0.0)
    program.row_lower[columns.guard] = -np.inf
    goal = np.zeros(len(program.column_lower))
    weight = network.blocks.need * np.where(urgent[network.blocks.standard], URGENCY, 1.0)
    goal[steps] = weight[:, None] * STEEPNESS ** -np.arange(STEPS)
    solution = solve(program, goal, first=STEEP if simplex else MIDDLE)
    if witness:
        held = by_span(network, network.floors, program.column_lower[columns.level])
        step = solution.values[steps].sum(axis=1)
        extra = {"held level": held, "step": by_span(network, network.blocks, step)}
        witness.add("A rest", network, program, columns, solution, extra)
    return network.floors.coverage(values_of(solution, columns.covered).sum(axis=1))


def worst_and_value(network: Network) -> Floats:
    """Shipments for the most value while the worst coverage of each standard is held.

    In item units (arc, period); objective A without its second step, and objective B.
    """
    program, columns = define_program(network, mean_tiers(network.demand))
    free = _reached(network) & network.demand.life_saving[network.floors.standard]
    worst = worst_levels(_raise_floors(program, columns, network, free), columns)
    level = np.where(free, np.clip(worst[network.floors.standard], 0, 1), 0.0)
    return most_value(network, level, kept=SHARED_KEPT, simplex=True).send


def _raise_floors(program: Program, columns: Columns, network: Network, free: Flags) -> Solution:
    """max Σ_s U(worst[s]) over the floors that can be reached."""
    program.row_lower[columns.guard] = np.where(free, 0.0, -np.inf)
    goal = np.zeros(len(program.column_lower))
    goal[columns.worst[np.unique(network.floors.standard[free])]] = level_tiers()[1]
    return solve(program, goal, first=PLAIN)


def _reached(network: Network) -> Flags:
    """Floors to which anything can be brought in time (floor)."""
    floors = network.floors
    planned = network.planned()[floors.cell].astype(float)
    return np.bincount(floors.row, weights=planned, minlength=len(floors.need)) > 0
