"""Which of Flee's options the engine has; a folder that asks for another one is refused.

Options that Flee reads but never acts on change nothing here either, and are not refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from posada.errors import InputError, Problem
from posada.scenario.flee import FleeRules, FleeSet

SETTINGS = "simsetting.yml"
SUBJECT = "the Flee folder"
ABSENT = "nothing: the engine on counts does not have this rule"

# Rules of movement that change who goes where, and that no compiled day knows.
MOVE_RULES = (
    *("stay_close_to_home", "use_pop_for_loc_weight", "movechance_pop_scale_factor"),
    *("fixed_routes", "use_economic_pull", "avoid_food_deprived_locations"),
    *("flee_when_starving", "harvest_months", "flood_rules"),
    *("children_avoid_hazards", "women_avoid_hazards", "elderly_avoid_hazards", "boys_take_risk"),
    *("match_camp_ethnicity", "match_town_ethnicity", "match_conflict_ethnicity"),
    *("match_camp_religion", "match_town_religion", "match_conflict_religion"),
)
SPAWN_RULES = (
    *("flood_zone_spawning_only", "flood_driven_spawn_mode"),
    *("starvation_driven_spawning", "read_from_agents_csv_file", "camps_are_sicks"),
)
SPAWN_MODES = ("constant", "pop_ratio")
REPORTS = "reports"


def spawn_mode(rules: FleeRules) -> str:
    """Why people set out: because camps report them, or because of the conflict."""
    driven = rules.spawn_rules.conflict_driven_spawning
    return REPORTS if driven is None else driven.spawn_mode


def refuse(flee_set: FleeSet) -> None:
    """Refuse what the engine does not have.

    Raises
    ------
    InputError
        with every rule, column and file that would have to be ignored
    """
    problems = [*_rules(flee_set.rules), *_tables(flee_set)]
    if problems:
        raise InputError(problems, SUBJECT)


def _rules(rules: FleeRules) -> Iterator[Problem]:
    blocks = (("move_rules", MOVE_RULES), ("spawn_rules", SPAWN_RULES))
    for block, names in blocks:
        for name in names:
            value = getattr(getattr(rules, block), name)
            if value:
                text = str(value) if isinstance(value, bool | int | float) else "a block"
                yield Problem(SETTINGS, None, f"{block}.{name}", text, ABSENT)
    mode = spawn_mode(rules)
    if mode != REPORTS and mode not in SPAWN_MODES:
        where = "spawn_rules.conflict_driven_spawning.spawn_mode"
        yield Problem(SETTINGS, None, where, f'"{mode}"', " or ".join(SPAWN_MODES))


def _tables(flee_set: FleeSet) -> Iterator[Problem]:
    changes = flee_set.location_changes
    if changes is not None and len(changes):
        yield Problem("location_changes.csv", None, None, f"{len(changes)} rows", ABSENT)
    walked = (flee_set.routes["walk_probability"].fillna(0.0) > 0.0).to_numpy()
    for row in walked.nonzero()[0]:
        yield Problem("input_csv/routes.csv", int(row) + 2, "walk_probability", "a share", ABSENT)
    short = (flee_set.routes["distance"] <= 0.0).to_numpy()
    for row in short.nonzero()[0]:
        found = f"{flee_set.routes['distance'].iloc[row]:g} km"
        expected = "more than 0 km: who comes early goes on without end"
        yield Problem("input_csv/routes.csv", int(row) + 2, "distance", found, expected)
    flooded = flee_set.places["location_type"].str.lower().str.contains("flood_zone").to_numpy()
    for row in flooded.nonzero()[0]:
        yield Problem("input_csv/locations.csv", int(row) + 2, "location_type", "a flood", ABSENT)
