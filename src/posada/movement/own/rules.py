"""posada's own rules as numbers: what the people of each place do in a day, in each draw.

A rule set is data for the engine, not another engine: probabilities per place, and the pace of each
mode of travel, both more or less for each group. Groups of which everything differs are several
sets of rules in one network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.movement.own.network import MODES, Network
from posada.movement.own.parameters import (
    ACTIONS,
    FACTORS,
    factor_name,
    factors,
)
from posada.scenario.settings import Movement
from posada.scenario.spots import most_specific


@dataclass(frozen=True)
class Rules:
    """Numbers that the engine reads.

    Parameters
    ----------
    chance : probability a day of each action of ACTIONS (draw, action, place)
    factor : how much more or less each group does of each action (draw, action, group)
    weight : how much more or less a route weighs by where it leads (draw, group, place)
    pace : km in a day of travel, by group and mode (draw, group, mode)
    held_turn_back : probability that a person held by a closed gate turns back (draw, group)
    hostility : how many times more people turn back under a hostile event (draw)
    alike : how alike people of one place decide on a day, 0 to below 1 (draw)
    together : part of the choice to move on made by looking at others near, 0 to 1 (draw)
    list_ahead : others who stand on the list of a crossing at the start [person] (draw, place)
    """

    chance: np.ndarray
    factor: np.ndarray
    weight: np.ndarray
    pace: np.ndarray
    held_turn_back: np.ndarray
    hostility: np.ndarray
    alike: np.ndarray
    together: np.ndarray
    list_ahead: np.ndarray


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
    everybody = np.column_stack([np.broadcast_to(p, draws) for p in pace])
    times = {
        name: np.stack([_times(movement, parameters, group, name) for group in groups], axis=1)
        for name in FACTORS
    }
    held = parameters["held_turn_back"].to_numpy()
    return Rules(
        chance=np.clip(chance, 0.0, 1.0),
        factor=np.stack([times[action] for action in ACTIONS], axis=1),
        weight=_route_weights(movement, parameters, network, groups),
        pace=everybody[:, None] * np.stack([times[f"pace.{mode}"] for mode in MODES], axis=-1),
        held_turn_back=held[:, None] * times["held_turn_back"],
        hostility=parameters["hostility"].to_numpy(),
        alike=parameters.get("alike", pd.Series(np.zeros(draws))).to_numpy(),
        together=parameters.get("together", pd.Series(np.zeros(draws))).to_numpy(),
        list_ahead=np.rint(ahead).astype(np.int64),
    )


def _times(movement: Movement, parameters: pd.DataFrame, group: str, name: str) -> np.ndarray:
    """One factor of a group: as drawn, as stated exactly, or 1 (draw)."""
    stated = factors(movement.groups[group]) if group in movement.groups else {}
    exactly = stated[name].low if name in stated else 1.0
    drawn = parameters.get(factor_name(group, name), exactly)
    return np.broadcast_to(np.asarray(drawn, dtype=float), len(parameters))


def _route_weights(
    movement: Movement, parameters: pd.DataFrame, network: Network, groups: Sequence[str]
) -> np.ndarray:
    """How many times as much routes to each place weigh for each group (draw, group, place)."""
    weight = np.ones((len(parameters), len(groups), len(network.places)))
    for g, group in enumerate(groups):
        table = movement.groups[group].route_weight if group in movement.groups else {}
        for p, (_, place) in enumerate(network.places.iterrows() if table else ()):
            key = most_specific(table, place)
            if key is not None:
                weight[:, g, p] = _times(movement, parameters, group, f"route_weight.{key}")
    return weight
