"""Rules that follow how many still live at a place, packed for the compiled day.

Only where those who set out are taken off the inhabitants do these change from draw to draw;
elsewhere nothing is packed, and what people make of a place is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from posada.movement.engine.records import LEAVING, pack
from posada.movement.flee.leaving import Leaving
from posada.scenario.flee import FleeRules


def flags_by_people(rules: FleeRules) -> dict[str, Any]:
    """What the rules say of inhabitants, as fields of the engine's rules."""
    move, taken = rules.move_rules, rules.spawn_rules.take_from_population
    pull = taken and move.use_pop_for_loc_weight and move.pop_power_for_loc_weight != 0.0
    leave = taken and move.movechance_pop_scale_factor != 0.0
    return {
        "by_people": pull or leave,
        "pull_by_people": pull,
        "leave_by_people": leave,
        "pull_twice": move.fixed_routes,
        "pull_power": move.pop_power_for_loc_weight,
        "score_power": move.weight_power,
        "leave_power": move.movechance_pop_scale_factor,
        "leave_base": move.movechance_pop_base,
    }


def pack_by_people(
    rules: FleeRules,
    population: np.ndarray,
    part_of_score: Callable[[], np.ndarray],
    leaving: tuple[Leaving, np.ndarray],
) -> dict[str, np.ndarray]:
    """What the compiled day looks up to follow the inhabitants; nothing where no rule does.

    Parameters
    ----------
    population : inhabitants before the first day (place) [person]
    part_of_score : gives the part of the worth of each choice that follows them (day, choice)
    leaving : chance to leave, and the least whatever the people (day, kind and place)
    """
    flags = flags_by_people(rules)
    packed: dict[str, np.ndarray] = {}
    if flags["pull_by_people"]:
        packed |= {"inhabited": np.maximum(population, 1.0), "lifted": part_of_score()}
    if flags["leave_by_people"]:
        terms, floor = leaving
        kinds = (1, floor.shape[1] // len(population))
        names = ("least", "slope", "capacity")
        tiled = {name: np.tile(getattr(terms, name), kinds) for name in names}
        packed["leaving"] = pack(LEAVING, floor.shape, floor=floor, **tiled)
    return packed
