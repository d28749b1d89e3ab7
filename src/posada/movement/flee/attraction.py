"""How much places draw people under Flee's rules, on each day and from each place."""

from __future__ import annotations

import numpy as np

from posada.movement.flee.place_types import Types, extra_column
from posada.movement.flee.surroundings import Surroundings, at_level
from posada.scenario.flee import FleeSet

EARTH_KM = 6373.0  # as Flee rounds it


def score_places(
    flee_set: FleeSet, types: Types, decay: np.ndarray, today: tuple[np.ndarray, int]
) -> np.ndarray:
    """How much each place draws people: abroad, camps, with food, away from conflict (place).

    Parameters
    ----------
    decay : how much of a conflict is left at its age (place)
    today : hunger, 0 to 1 (place), and the day
    """
    rules = flee_set.rules.move_rules
    hunger, day = today
    country = flee_set.places["country"].to_numpy()
    abroad, home = np.full(len(country), rules.foreign_weight), np.ones(len(country))
    if rules.use_economic_pull:
        trade, hdi = (extra_column(flee_set, name, 0.0) for name in ("trade_volume", "hdi"))
        abroad = (1.0 + trade + hdi**2) * rules.foreign_weight
    if rules.avoid_food_deprived_locations and day > 0:
        home = 1.0 - hunger**2
    score = np.where(country != country[0], abroad, home)
    score = np.where(types.camp, score * rules.camp_weight, score)
    return score * rules.conflict_weight ** (decay * np.maximum(types.conflict, 0.0))


def weigh_places(
    flee_set: FleeSet, population: np.ndarray, camp: np.ndarray, around: Surroundings
) -> np.ndarray:
    """By how much inhabitants and floods multiply the pull of a place (day, place).

    Parameters
    ----------
    population : inhabitants (place) [person]; camp : flag (day, place)
    """
    rules, factor = flee_set.rules.move_rules, np.ones(camp.shape)
    if rules.use_pop_for_loc_weight:
        inhabited = np.maximum(population, 1.0) ** rules.pop_power_for_loc_weight
        factor = np.where(camp, 1.0, inhabited)
    if rules.flood_rules is not None and rules.flood_rules.flood_loc_weights:
        flooded = at_level(rules.flood_rules.flood_loc_weights, around.flood)
        factor = np.where(around.flood > 0.0, factor * flooded, factor)
    return factor


def nearness(flee_set: FleeSet) -> np.ndarray | None:
    """Pull of each place by its distance as the crow flies from another (from, to); None if unused.

    Flee takes longitude for latitude and the other way round.
    """
    rules = flee_set.rules.move_rules
    if not rules.stay_close_to_home:
        return None
    north, east = (
        np.radians(flee_set.places[name].fillna(0.0).to_numpy(dtype=float))
        for name in ("longitude", "latitude")
    )
    half = np.sin((north[:, None] - north) / 2) ** 2
    half += np.cos(north[:, None]) * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    km = 2 * EARTH_KM * np.arctan2(np.sqrt(half), np.sqrt(1.0 - half))
    return np.asarray(np.maximum(km, 1.0) ** -rules.home_distance_power)
