"""How likely people leave a place in a day, where Flee's further rules change that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.movement.flee.surroundings import Surroundings, at_level
from posada.scenario.flee.rules import FloodRules, MoveRules


@dataclass(frozen=True)
class Leaving:
    """How likely people leave: so much at least, and more for each share of people (day, place).

    Parameters
    ----------
    least, slope : the chance is `least + slope * share`, and no more than 1
    capacity : -1 for none [person]
    """

    least: np.ndarray
    slope: np.ndarray
    capacity: np.ndarray

    def chance(self, rules: MoveRules, population: np.ndarray) -> np.ndarray:
        """Probability of moving on where so many live (day, place).

        Parameters
        ----------
        population : inhabitants (place) [person]
        """
        if rules.movechance_pop_scale_factor == 0.0:
            return np.clip(self.least + self.slope, 0.0, 1.0)
        people = np.maximum(population, self.capacity) / rules.movechance_pop_base
        share = people**rules.movechance_pop_scale_factor
        return np.clip(self.least + self.slope * share, 0.0, 1.0)


def make_leaving(
    rules: MoveRules, movechance: np.ndarray, capacity: np.ndarray, around: Surroundings
) -> Leaving:
    """Join the chance by type with floods and hunger.

    Parameters
    ----------
    movechance : by the type of the place (day, place)
    capacity : -1 for none (day, place) [person]
    around : hunger and floods
    """
    least, slope = np.zeros_like(movechance), movechance
    if rules.flood_rules is not None and rules.flood_rules.flood_movechances:
        flooded = around.flood > 0.0
        least = np.where(flooded, at_level(rules.flood_rules.flood_movechances, around.flood), 0.0)
        slope = np.where(flooded, 0.0, movechance)
    if rules.flee_when_starving:
        stays = 1.0 - around.hunger
        least, slope = around.hunger + stays * least, stays * slope
    return Leaving(least, slope, np.broadcast_to(capacity, movechance.shape))


def chance_of_forecast(rules: MoveRules, flood: np.ndarray, aware: np.ndarray) -> np.ndarray:
    """Probability of moving on because of floods to come, by kind (day, kind and place).

    Parameters
    ----------
    flood : level today (day, place)
    aware : how much people think of floods to come (kind)
    """
    expected = np.zeros_like(flood)
    if rules.flood_rules is not None and rules.flood_rules.flood_forecaster:
        expected = chance_forecast(rules.flood_rules, flood)
    return np.hstack([weight * expected for weight in aware])


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
