"""Which of Flee's options the engine has; a folder that asks for another one is refused.

Options that Flee reads but never acts on change nothing here either, and are not refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from posada.errors import InputError, Problem
from posada.movement.flee.kinds import asked_for
from posada.saying import as_it_is, say
from posada.scenario.flee import FleeRules, FleeSet
from posada.scenario.flee.caveats import named
from posada.scenario.flee.findings import is_number, rows_found
from posada.scenario.wording import quote

ROUTES = "input_csv/routes.csv"
SETTINGS = "simsetting.yml"
SUBJECT = say("the Flee folder")

NO_FACTS = say("nothing: what Flee does then is not known well enough to repeat it")
SENSITIVE = say("nothing: posada tells nobody apart by ethnicity or religion")

MATCH_RULES = (
    *("match_camp_ethnicity", "match_town_ethnicity", "match_conflict_ethnicity"),
    *("match_camp_religion", "match_town_religion", "match_conflict_religion"),
)
MODES = ("constant", "pop_ratio", "poisson")
REPORTS = "reports"


def spawn_mode(rules: FleeRules) -> str:
    """Why people set out: because camps report them, or because of a conflict or a flood."""
    spawn = rules.spawn_rules
    driven = spawn.conflict_driven_spawning
    if spawn.flood_zone_spawning_only and spawn.flood_driven_spawn_mode is not None:
        return spawn.flood_driven_spawn_mode.spawn_mode.casefold()
    return REPORTS if driven is None else driven.spawn_mode.casefold()


def refuse(flee_set: FleeSet) -> None:
    """Refuse what the engine does not have.

    Raises
    ------
    InputError
        with every rule, column and file that would have to be ignored
    """
    parts = (_rules, _people, _floods)
    problems = [problem for part in parts for problem in part(flee_set)]
    if problems:
        raise InputError(problems, SUBJECT)


def _rules(flee_set: FleeSet) -> Iterator[Problem]:
    move = flee_set.rules.move_rules
    for name in MATCH_RULES:
        if getattr(move, name):
            found = as_it_is(getattr(move, name))
            yield Problem(SETTINGS, None, f"move_rules.{name}", found, SENSITIVE)
    if move.harvest_months:
        yield Problem(SETTINGS, None, "move_rules.harvest_months", say("a list"), NO_FACTS)
    if move.fixed_routes and flee_set.major_routes:
        found = rows_found(len(flee_set.major_routes))
        yield Problem("input_csv/major_routes.csv", None, None, found, NO_FACTS)
    yield from _divided_by_nothing(flee_set)
    yield from _beyond_numbers(flee_set)


def _divided_by_nothing(flee_set: FleeSet) -> Iterator[Problem]:
    """Where Flee divides by nothing, and stops."""
    move = flee_set.rules.move_rules
    at_once = flee_set.routes["distance"].to_numpy() <= 0.0
    for row in np.flatnonzero(at_once & (move.softening <= 0.0) & (move.distance_power != 0.0)):
        expected = say("more than 0 km where softening is 0 (Flee divides by it)")
        yield Problem(ROUTES, int(row) + 2, "distance", as_it_is("0 km"), expected)
    taken = flee_set.rules.spawn_rules.take_from_population
    empty = flee_set.places["name"][flee_set.places["number"].fillna(0.0) <= 0.0]
    if move.movechance_pop_scale_factor < 0.0 and (taken or len(empty)):
        where = say("places may run empty, by take_from_population")
        if len(empty):
            where = say("nobody lives, as at %(places)s", places=named(list(empty)))
        expected = say("0 or more where %(where)s (Flee divides by it)", where=where)
        found = as_it_is(f"{move.movechance_pop_scale_factor:g}")
        yield Problem(SETTINGS, None, "move_rules.movechance_pop_scale_factor", found, expected)


def _beyond_numbers(flee_set: FleeSet) -> Iterator[Problem]:
    """A power by which a distance becomes too large or too small for a number: Flee stops."""
    move = flee_set.rules.move_rules
    distance = flee_set.routes["distance"].to_numpy(float) + move.softening
    with np.errstate(over="ignore", divide="ignore"):
        near = distance[distance > 0.0] ** move.distance_power
    if not (np.isfinite(near) & (near > 0.0)).all():
        expected = say(
            "a power nearer to 0 (Flee stops where a distance gets too large or too small)"
        )
        found = quote(f"{move.distance_power:g}")
        yield Problem(SETTINGS, None, "move_rules.distance_power", found, expected)


def _people(flee_set: FleeSet) -> Iterator[Problem]:
    """Attributes that a rule asks for, and that people do not have: Flee stops."""
    listed = flee_set.rules.spawn_rules.read_from_agents_csv_file and flee_set.agents is not None
    for name in asked_for(flee_set.rules.move_rules):
        file = f"input_csv/demographics_{name}.csv"
        table = flee_set.demographics.get(name)
        if table is None:
            expected = say("the file: a rule that is on asks for it (Flee stops without it)")
            yield Problem(file, None, None, say("no such file"), expected)
        elif name != "gender":
            for row, value in enumerate(table[name], start=2):
                if not is_number(str(value)):
                    yield Problem(
                        file,
                        row,
                        name,
                        quote(value),
                        say("a number (Flee compares it)"),
                    )
        if listed and name == "age":
            expected = say("nothing: Flee takes an age in agents.csv for a text and stops")
            yield Problem("input_csv/agents.csv", None, name, say("a column"), expected)
        elif listed and flee_set.agents is not None and name not in flee_set.agents:
            expected = say("the column: a rule that is on asks for it (Flee stops without it)")
            yield Problem("input_csv/agents.csv", None, name, say("no such column"), expected)


def _floods(flee_set: FleeSet) -> Iterator[Problem]:
    """A forecast needs to know whom it reaches and what it changes."""
    floods = flee_set.rules.move_rules.flood_rules
    if floods is None or not floods.flood_forecaster:
        return
    for name in ("flood_movechances", "flood_awareness_weights", "flood_forecaster_timescale"):
        if not getattr(floods, name):
            where = f"move_rules.flood_rules.{name}"
            yield Problem(SETTINGS, None, where, say("nothing"), say("what flood_forecaster needs"))
    weights, table = floods.flood_awareness_weights, flee_set.demographics.get("floodawareness")
    for row, value in enumerate(table["floodawareness"] if table is not None else (), start=2):
        if weights and is_number(str(value)) and not 0 <= int(float(value)) < len(weights):
            file = "input_csv/demographics_floodawareness.csv"
            expected = say(
                "0 to %(last)s, as many as flood_awareness_weights has", last=len(weights) - 1
            )
            yield Problem(file, row, "floodawareness", quote(value), expected)
