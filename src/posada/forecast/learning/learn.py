"""From stated ranges to learned parameters, and from there to who is where today.

It answers which of the parameters that the scenario allows agree with what was counted, by living
the past again until it fits; and then from which people at which places the future starts.
Parameters never leave their stated ranges, and nobody is made or lost.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from posada.forecast.engine import Ground, make_ground
from posada.forecast.flow import first_untold
from posada.forecast.learning.ahead import Surprise, engine_ahead, parameters_ahead
from posada.forecast.learning.combining import (
    drawn_to_reports,
    shares_of_reports,
    without_announced,
)
from posada.forecast.learning.course import Course
from posada.forecast.learning.evidence import Evidence
from posada.forecast.learning.habits import KINDS, RULES, Habits
from posada.forecast.learning.lately import look_back
from posada.forecast.learning.past import live_past
from posada.forecast.learning.today import Today, live_on, live_with_reports
from posada.forecast.learning.told import (
    what_moved,
    what_people_do,
    what_surprised,
    where_people_moved,
)
from posada.forecast.learning.unknowns import Unknowns
from posada.forecast.learning.update import STEPS, Observed, adapt
from posada.forecast.result import Learned
from posada.movement import Simulation
from posada.movement.parallel import live_each

ANOTHER_LIFE = 2**60  # added to the seed for each life: what happened by chance happens anew
LEARNING_STREAM = (0, 2)  # spawn key of the learning; parameters use (0, 1)
LEARNING = 0.5  # share of the work that the parameters are, for the progress shown
FEWEST_MEMBERS, MOST_MEMBERS = 100, 150  # enough to be stable, few enough to be quick


@dataclasses.dataclass(frozen=True)
class Fit:
    """Parameters that fit the reports.

    Parameters
    ----------
    parameters : one row per member
    learned : what changed
    before : people on the last day of information as stated (member, place) [person]
    """

    parameters: pd.DataFrame
    learned: Learned
    before: np.ndarray


@dataclasses.dataclass(frozen=True)
class Met:
    """Every day lived with what the reports say.

    Parameters
    ----------
    parameters : one row per draw
    lived : the days by the movement
    learned : what the reports changed
    people : as forecast, where the movement does not stand alone (draw, day, place, group) [person]
    """

    parameters: pd.DataFrame
    lived: Simulation
    learned: Learned
    people: np.ndarray


def learn_from(
    ground: Ground,
    evidence: Evidence,
    draws: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> Met:
    """Every day lived with what the reports say: of the parameters, then of where people are.

    Parameters
    ----------
    ground : the scenario, ready for any parameters
    evidence : its reports, at least one
    draws : draws wanted
    seed : seed of the forecast; it alone decides the numbers
    progress : called with the fraction done
    """
    members = _members(draws)
    ground, fit, today = _fitted(ground, evidence, members, seed, _part(progress, 0, LEARNING))
    surprise = today.surprise
    parameters = parameters_ahead(ground, _for_draws(fit, draws), surprise, seed)
    engine = engine_ahead(ground, parameters, surprise, seed)
    lived = live_on(today, engine, seed, _part(progress, LEARNING, 1))
    lately = look_back(ground, today, parameters, surprise, seed)
    shares = shares_of_reports(ground.scenario, lately, lived.departed)
    unannounced = lived
    if shares and (usual := without_announced(ground.scenario)) is not None:
        engine = engine_ahead(make_ground(usual, ground.untold), parameters, surprise, seed)
        unannounced = live_on(today, engine, seed)
    people = drawn_to_reports(ground.scenario, lived.people, unannounced.people, shares)
    places = where_people_moved(evidence, fit.before, people, today.moved)
    learned = dataclasses.replace(
        fit.learned,
        places=places.assign(share=places["place"].map(shares).fillna(0.0)),
        trust=surprise.trust,
        habits=what_people_do(list(ground.network.places["name"]), today.habits),
        untold=ground.untold,
    )
    return Met(parameters, lived, learned, people)


def learned_parameters(
    ground: Ground, evidence: Evidence, draws: int, seed: int
) -> tuple[Ground, pd.DataFrame, Surprise, Habits]:
    """The ground and parameters of what `learn_from` gives, its surprise, and the habits it found.

    Parameters and habits have one row per draw. Parameters as there.
    """
    ground, fit, today = _fitted(ground, evidence, _members(draws), seed)
    members = np.arange(draws) % len(fit.parameters)
    return ground, _for_draws(fit, draws), today.surprise, today.habits.of(members)


def _fitted(
    ground: Ground,
    evidence: Evidence,
    members: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> tuple[Ground, Fit, Today]:
    """What fits the reports, and the members that met them.

    Where rows of departures end before the last report, both are asked: that nobody set out since,
    and that it was not told. That is kept by which the reports are likelier.
    """
    grounds = [ground]
    told = first_untold(ground.scenario, ground.departures)
    if told is not None and evidence.days.max() > told:
        grounds.append(dataclasses.replace(ground, untold=True))
    found = []
    for number, each in enumerate(grounds):
        part = _part(progress, number / len(grounds), (number + 1) / len(grounds))
        fit = learn(each, evidence, members, seed, part)
        found.append((each, fit, _met_reports(each, evidence, fit, seed)))
    return max(found, key=lambda each: float(each[2].likely.sum()))


def learn(
    ground: Ground,
    evidence: Evidence,
    members: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> Fit:
    """Parameters that fit the reports, and what changed.

    Parameters
    ----------
    ground : the scenario, ready for any parameters
    evidence : its reports, at least one
    members : size of the ensemble
    seed : seed of the forecast; it alone decides the numbers
    progress : called with the fraction done
    """
    stated = ground.draw(members, seed)
    unknowns = Unknowns.of(ground.ranges)
    counts: list[np.ndarray] = []
    before: list[np.ndarray] = []

    chance: list[np.ndarray] = []

    def predict(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        table = unknowns.fill(stated, numbers)
        past = live_past(ground, table, seed + len(counts) * ANOTHER_LIFE)
        counts.append(evidence.counts(past))
        before.append(past["people"].values[:, -1])
        if progress is not None:
            progress(len(counts) / STEPS)
        predicted, noise = evidence.predicted_roots(counts[-1])
        if not chance:
            chance.append(_by_chance(ground, evidence, table, seed, predicted))
        return predicted, noise, chance[0]

    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=LEARNING_STREAM))
    observed = Observed(evidence.reported_root, evidence.together)
    adapted = adapt(unknowns.of_table(stated), predict, observed, generator)
    fitted = unknowns.fill(stated, adapted.unknowns)
    names = unknowns.names
    told = Learned(
        parameters=what_moved(stated[names], fitted[names], adapted),
        reports=what_surprised(evidence, counts[0], adapted),
        belief=adapted.belief,
    )
    return Fit(fitted, told, before[0])


def _met_reports(ground: Ground, evidence: Evidence, fit: Fit, seed: int) -> Today:
    """Every member lived up to the last report, moved on its way by all of them.

    It is lived three times, at once: by the rules, with habits that are small and fade, and with
    large ones that last. That life is kept by which the reports are likeliest, each as forecast
    from those before it; the rules alone only where the reports do not surprise them.

    Source: A. P. Dawid, J. R. Stat. Soc. A 147 (1984) 278-292.
    """
    engine = ground.engine(fit.parameters, ground.inflow(fit.parameters, seed))
    course = Course(ground, engine, evidence)
    kinds = (RULES, *KINDS)

    def live(number: int) -> Today:
        return live_with_reports(course, seed, kinds[number])

    by_rules, *others = live_each(live, len(kinds), threads=len(kinds))
    each = others if by_rules.surprise.trust < 1 else [by_rules, *others]
    return max(each, key=lambda today: float(today.likely.sum()))


def _members(draws: int) -> int:
    return min(MOST_MEMBERS, max(FEWEST_MEMBERS, draws))


def _for_draws(fit: Fit, draws: int) -> pd.DataFrame:
    """One row per draw; of more draws than members several have those of the same one."""
    rows = np.arange(draws) % len(fit.parameters)
    return fit.parameters.iloc[rows].reset_index(drop=True)


def _by_chance(
    ground: Ground, evidence: Evidence, table: pd.DataFrame, seed: int, predicted: np.ndarray
) -> np.ndarray:
    """What no parameter explains: differences of two lives over the root of two (pair, report).

    They are those of the parameters as stated and kept: taken anew where each step has come to,
    they would hang on what happened by chance in the reports themselves. Where people decide
    alone, chance is small beside the error of a count, and is not looked at.
    """
    if "alike" not in table:
        return np.empty((0, predicted.shape[1]))
    again = live_past(ground, table, seed + STEPS * ANOTHER_LIFE)
    roots, _ = evidence.predicted_roots(evidence.counts(again))
    return (roots - predicted) / np.sqrt(2)


def _part(
    progress: Callable[[float], None] | None, start: float, end: float
) -> Callable[[float], None] | None:
    """The progress of a part of the work as progress of the whole."""
    if progress is None:
        return None
    return lambda fraction: progress(start + (end - start) * fraction)
