"""posada's own rules as numbers: what the people of each place do in a day, in each draw.

A rule set is data for the engine, not another engine: probabilities per place, how much more or
less each group does a thing, and the pace of each mode of travel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.movement.own.network import MODES, Network
from posada.movement.own.parameters import ACTIONS, most_specific
from posada.scenario.settings import Movement


@dataclass(frozen=True)
class Rules:
    """Numbers that the engine reads.

    Parameters
    ----------
    chance : probability a day of each action of ACTIONS (draw, action, place)
    pace : km in a day of travel, by mode (draw, mode)
    held_turn_back : probability that a person held by a closed gate turns back (draw)
    hostility : how many times more people turn back under a hostile event (draw)
    alike : how alike people of one place decide on a day, 0 to below 1 (draw)
    list_ahead : others who stand on the list of a crossing at the start [person] (draw, place)
    group_leave, group_turn_back : relative to everybody's (group)
    """

    chance: np.ndarray
    pace: np.ndarray
    held_turn_back: np.ndarray
    hostility: np.ndarray
    alike: np.ndarray
    list_ahead: np.ndarray
    group_leave: np.ndarray
    group_turn_back: np.ndarray


def make_rules(
    movement: Movement, parameters: pd.DataFrame, network: Network, groups: Sequence[str]
) -> Rules:
    """Turn the settings and each draw's parameters into the numbers that the engine reads."""
    draws = len(parameters)
    chance = np.zeros((draws, len(ACTIONS), len(network.places)))
    for a, action in enumerate(ACTIONS):
        table = getattr(movement, action)
        for p, (_, place) in enumerate(network.places.iterrows()):
            key = most_specific(table, place)
            if key is not None:
                chance[:, a, p] = parameters[f"{action}.{key}"]
    ahead = np.zeros((draws, len(network.places)))
    for name in movement.list_ahead:
        ahead[:, network.index[name]] = parameters[f"list_ahead.{name}"]
    default = Movement().pace
    pace = [parameters.get(f"pace.{mode}", default[mode].low) for mode in MODES]
    return Rules(
        chance=np.clip(chance, 0.0, 1.0),
        pace=np.column_stack([np.broadcast_to(p, draws) for p in pace]),
        held_turn_back=parameters["held_turn_back"].to_numpy(),
        hostility=parameters["hostility"].to_numpy(),
        alike=parameters.get("alike", pd.Series(np.zeros(draws))).to_numpy(),
        list_ahead=np.rint(ahead).astype(np.int64),
        group_leave=np.array([movement.group_pace.get(g, 1.0) for g in groups]),
        group_turn_back=np.array([movement.group_turn_back.get(g, 1.0) for g in groups]),
    )
