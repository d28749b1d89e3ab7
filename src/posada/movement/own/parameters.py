"""What is not known, drawn once per simulated future, spread evenly over its stated range.

It answers which value each draw uses. The intervals of the forecast carry what nobody knows
because every draw takes another value, by Latin hypercube.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from posada.movement.own.network import MODES
from posada.movement.random import PARAMETER_STREAM
from posada.scenario.ranges import Range
from posada.scenario.settings import GroupRules, Movement

ACTIONS = ("leave", "turn_back", "asylum", "settle", "join_list", "cross")
# What a group may do more or less than everybody, beside how much routes weigh for it.
FACTORS = (*ACTIONS, "held_turn_back", *(f"pace.{mode}" for mode in MODES))


def factors(rules: GroupRules) -> dict[str, Range]:
    """The factors of a group by their names, such as `leave`, `pace.foot`, `route_weight.site`."""
    stated = {name: getattr(rules, name) for name in (*ACTIONS, "held_turn_back")}
    for table in ("pace", "route_weight"):
        stated |= {f"{table}.{key}": spread for key, spread in getattr(rules, table).items()}
    return stated


def factor_name(group: str, factor: str) -> str:
    """The name of a group's factor among all parameters, for example `groups.women.leave`."""
    return f"groups.{group}.{factor}"


def named_ranges(movement: Movement) -> dict[str, Range]:
    """Every range of the movement settings by its dotted name, for example `leave.town`.

    Of the factors of groups only those that are not known exactly: what is stated as 1 changes
    nothing, not even what is drawn for the others.
    """
    ranges = {f"pace.{mode}": movement.pace[mode] for mode in MODES if mode in movement.pace}
    for action in ACTIONS:
        table: Mapping[str, Range] = getattr(movement, action)
        ranges |= {f"{action}.{key}": value for key, value in table.items()}
    ranges |= {f"list_ahead.{key}": value for key, value in movement.list_ahead.items()}
    ranges["held_turn_back"] = movement.held_turn_back
    ranges["hostility"] = movement.hostility
    for name in ("alike", "together"):
        if getattr(movement, name).high > 0:
            ranges[name] = getattr(movement, name)
    for group, rules in movement.groups.items():
        for name, spread in factors(rules).items():
            if spread.low < spread.high:
                ranges[factor_name(group, name)] = spread
    return ranges


def latin_hypercube(draws: int, dimensions: int, seed: int) -> np.ndarray:
    """Numbers in [0, 1), one in each of `draws` equal slices of every dimension.

    Returns
    -------
    array (draws, dimensions)

    Source: McKay, Beckman, Conover, Technometrics 21 (1979) 239-245.
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=PARAMETER_STREAM))
    slices = generator.permuted(np.tile(np.arange(draws), (dimensions, 1)), axis=1).T
    return (slices + generator.random((draws, dimensions))) / draws


def draw_parameters(
    movement: Movement, draws: int, seed: int, extra: Mapping[str, Range] | None = None
) -> pd.DataFrame:
    """One value of each uncertain parameter for each draw.

    Parameters
    ----------
    movement : ranges as stated in the scenario
    draws : simulated futures
    seed : seed of the forecast
    extra : further ranges, for example of quotas, to be drawn with them

    Returns
    -------
    table (draw, parameter), columns as `named_ranges` names them, then the extra ones
    """
    ranges = named_ranges(movement) | dict(extra or {})
    low = np.array([r.low for r in ranges.values()])
    high = np.array([r.high for r in ranges.values()])
    values = low + (high - low) * latin_hypercube(draws, len(ranges), seed)
    return pd.DataFrame(values, columns=list(ranges))
