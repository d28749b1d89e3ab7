"""How likely people leave a place in a day, where Flee's further rules change that."""

from __future__ import annotations

import numpy as np

from posada.movement.flee.surroundings import Surroundings, at_level
from posada.scenario.flee.rules import FloodRules, MoveRules


def chance_to_leave(
    rules: MoveRules,
    movechance: np.ndarray,
    capacity: np.ndarray,
    around: tuple[np.ndarray, Surroundings],
) -> np.ndarray:
    """Probability of moving on (day, place).

    Parameters
    ----------
    movechance : by the type of the place (day, place)
    capacity : -1 for none (day, place) [person]
    around : inhabitants (place) [person], and hunger and floods
    """
    population, surroundings = around
    people = np.maximum(population, capacity)
    if rules.movechance_pop_scale_factor != 0.0:
        share = people / rules.movechance_pop_base
        movechance = movechance * share**rules.movechance_pop_scale_factor
    if rules.flood_rules is not None and rules.flood_rules.flood_movechances:
        flooded = at_level(rules.flood_rules.flood_movechances, surroundings.flood)
        movechance = np.where(surroundings.flood > 0.0, flooded, movechance)
    if rules.flee_when_starving:
        movechance = surroundings.hunger + (1.0 - surroundings.hunger) * movechance
    return np.clip(movechance, 0.0, 1.0)


def chance_of_kinds(
    rules: MoveRules, movechance: np.ndarray, flood: np.ndarray, aware: np.ndarray
) -> np.ndarray:
    """Probability of moving on for people of each kind (day, kind and place).

    Parameters
    ----------
    movechance, flood : chance and level today (day, place)
    aware : how much people think of floods to come (kind)
    """
    expected = np.zeros_like(movechance)
    if rules.flood_rules is not None and rules.flood_rules.flood_forecaster:
        expected = chance_forecast(rules.flood_rules, flood)
    return np.hstack([np.maximum(movechance, weight * expected) for weight in aware])


def chance_forecast(rules: FloodRules, flood: np.ndarray) -> np.ndarray:
    """Chance to leave that the floods of the next days would give, averaged (day, place).

    This is posada's own reading of Flee's flood forecaster, which could not be compared with it.

    Parameters
    ----------
    flood : level (day, place)
    """
    days = len(flood)
    end = min(days, rules.flood_forecaster_end_time or days)
    chance = np.where(flood > 0.0, at_level(rules.flood_movechances or (0.0,), flood), 0.0)
    ahead = rules.flood_forecaster_timescale or 0
    weights = list(rules.flood_forecaster_weights or ())[:ahead]
    weights += [weights[-1] if weights else 1.0] * (ahead - len(weights))
    summed, shares = np.zeros_like(chance), np.zeros((days, 1))
    for later, weight in enumerate(weights, start=1):
        seen = max(end - later, 0)
        summed[:seen] += weight * chance[later : later + seen]
        shares[:seen] += weight
    return np.asarray(summed / np.maximum(shares, 1e-12))
