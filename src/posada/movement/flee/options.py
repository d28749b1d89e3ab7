"""Which of Flee's options the engine has; a folder that asks for another one is refused.

Options that Flee reads but never acts on change nothing here either, and are not refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from posada.errors import InputError, Problem
from posada.movement.flee.kinds import asked_for
from posada.movement.flee.place_types import first_types
from posada.scenario.flee import FleeRules, FleeSet
from posada.scenario.flee.findings import is_number
from posada.scenario.flee.place_kinds import kind_of

SETTINGS = "simsetting.yml"
ROUTES = "input_csv/routes.csv"
SUBJECT = "the Flee folder"

NO_FACTS = "nothing: what Flee does then is not known well enough to repeat it"
SENSITIVE = "nothing: posada tells nobody apart by ethnicity or religion"

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
    parts = (_rules, _people, _floods, _tables)
    problems = [problem for part in parts for problem in part(flee_set)]
    if problems:
        raise InputError(problems, SUBJECT)


def _rules(flee_set: FleeSet) -> Iterator[Problem]:
    rules = flee_set.rules
    move, spawn = rules.move_rules, rules.spawn_rules
    for name in MATCH_RULES:
        if getattr(move, name):
            found = str(getattr(move, name))
            yield Problem(SETTINGS, None, f"move_rules.{name}", found, SENSITIVE)
    if move.harvest_months:
        yield Problem(SETTINGS, None, "move_rules.harvest_months", "a list", NO_FACTS)
    if move.fixed_routes and flee_set.major_routes:
        found = f"{len(flee_set.major_routes)} rows"
        yield Problem("input_csv/major_routes.csv", None, None, found, NO_FACTS)
    if spawn.take_from_population:
        for name in ("use_pop_for_loc_weight", "movechance_pop_scale_factor"):
            if getattr(move, name):
                expected = (
                    "nothing where take_from_population is True: weights would change by draw"
                )
                yield Problem(
                    SETTINGS, None, f"move_rules.{name}", str(getattr(move, name)), expected
                )


def _people(flee_set: FleeSet) -> Iterator[Problem]:
    """Attributes that a rule asks for, and that people do not have: Flee stops."""
    listed = flee_set.rules.spawn_rules.read_from_agents_csv_file and flee_set.agents is not None
    for name in asked_for(flee_set.rules.move_rules):
        file = f"input_csv/demographics_{name}.csv"
        table = flee_set.demographics.get(name)
        if table is None:
            expected = "the file: a rule that is on asks for it (Flee stops without it)"
            yield Problem(file, None, None, "no such file", expected)
        elif name != "gender":
            for row, value in enumerate(table[name], start=2):
                if not is_number(str(value)):
                    yield Problem(file, row, name, f"'{value}'", "a number (Flee compares it)")
        if listed and name == "age":
            expected = "nothing: Flee takes an age in agents.csv for a text and stops"
            yield Problem("input_csv/agents.csv", None, name, "a column", expected)
        elif listed and flee_set.agents is not None and name not in flee_set.agents:
            expected = "the column: a rule that is on asks for it (Flee stops without it)"
            yield Problem("input_csv/agents.csv", None, name, "no such column", expected)


def _floods(flee_set: FleeSet) -> Iterator[Problem]:
    """A forecast needs to know whom it reaches and what it changes."""
    floods = flee_set.rules.move_rules.flood_rules
    if floods is None or not floods.flood_forecaster:
        return
    for name in ("flood_movechances", "flood_awareness_weights", "flood_forecaster_timescale"):
        if not getattr(floods, name):
            where = f"move_rules.flood_rules.{name}"
            yield Problem(SETTINGS, None, where, "nothing", "what flood_forecaster needs")
    weights, table = floods.flood_awareness_weights, flee_set.demographics.get("floodawareness")
    for row, value in enumerate(table["floodawareness"] if table is not None else (), start=2):
        if weights and is_number(str(value)) and not 0 <= int(float(value)) < len(weights):
            file = "input_csv/demographics_floodawareness.csv"
            expected = f"0 to {len(weights) - 1}, as many as flood_awareness_weights has"
            yield Problem(file, row, "floodawareness", f"'{value}'", expected)


def _tables(flee_set: FleeSet) -> Iterator[Problem]:
    walked = (flee_set.routes["walk_probability"].fillna(0.0) > 0.0).to_numpy()
    move = flee_set.rules.move_rules
    reasons = {
        "awareness_level is above 1": move.awareness_level > 1,
        "there are markers": first_types(flee_set).marker.any(),
        "pruning_threshold is above 1": move.pruning_threshold > 1.001,
    }
    for reason in (text for text, holds in reasons.items() if holds):
        for row in walked.nonzero()[0]:
            yield Problem(
                ROUTES, int(row) + 2, "walk_probability", "a share", f"nothing where {reason}"
            )
    changes = flee_set.location_changes
    kinds = dict(zip(flee_set.places["name"], flee_set.places["location_type"], strict=True))
    for row in changes.itertuples() if changes is not None else ():
        if "marker" in (kind_of(str(row.type)), kind_of(str(kinds.get(row.name, "")))):
            expected = "no change to or from a marker: the ways that people know would change"
            yield Problem("location_changes.csv", None, str(row.name), f"'{row.type}'", expected)
