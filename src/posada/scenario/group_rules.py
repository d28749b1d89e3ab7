"""Do the factors of each group fit? Their groups must exist, and no probability may be above 1.

It also answers which factors change nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from posada.saying import say
from posada.scenario.draft import Draft
from posada.scenario.ranges import Range
from posada.scenario.settings import GroupRules, Movement, Settings
from posada.scenario.settings_check import (
    ABOVE_0,
    COUNT,
    PROBABILITIES,
    check_keys,
    check_limits,
    check_modes,
    check_spots,
    shown,
)
from posada.scenario.spots import keys_that_hold
from posada.scenario.wording import quote

ROUNDING = 1e-9


def check_groups(draft: Draft, settings: Settings) -> None:
    """Report what is stated of a group that cannot be, or of a group that stands in no table."""
    movement = settings.movement
    if not draft.spoilt("groups", "group"):
        groups = list(draft.tables["groups"]["group"].unique())
        check_keys(draft, "movement.groups", movement.groups, groups, say("a group from groups"))
    for group, rules in movement.groups.items():
        block = f"movement.groups.{group}"
        for name in (*PROBABILITIES, "held_turn_back"):
            check_limits(draft, f"{block}.{name}", getattr(rules, name), *COUNT)
        check_modes(draft, f"{block}.pace", rules.pace)
        for mode, spread in rules.pace.items():
            check_limits(draft, f"{block}.pace.{mode}", spread, *ABOVE_0)
        check_spots(draft, f"{block}.route_weight", rules.route_weight)
        for key, spread in rules.route_weight.items():
            check_limits(draft, f"{block}.route_weight.{key}", spread, *COUNT)
        _check_chances(draft, block, rules, movement)


def _check_chances(draft: Draft, block: str, rules: GroupRules, movement: Movement) -> None:
    """A factor of a probability may not bring it above 1 anywhere, in any draw."""
    for name in (*PROBABILITIES, "held_turn_back"):
        factor = getattr(rules, name)
        key, most = _highest(movement, name)
        if most <= 1.0 < factor.high and factor.high * most > 1.0 + ROUNDING:
            limit = math.floor(1e4 / most) / 1e4
            expected = say(
                "a factor of at most %(limit)s, for %(key)s is up to %(most)s and no"
                " probability is above 1",
                limit=f"{limit:g}",
                key=key,
                most=f"{most:g}",
            )
            draft.setting(f"{block}.{name}", quote(shown(factor)), expected)


def _highest(movement: Movement, name: str) -> tuple[str, float]:
    """The highest probability of one kind that is stated for everybody, and its key."""
    if name == "held_turn_back":
        return f"movement.{name}", movement.held_turn_back.high
    stated = {key: spread.high for key, spread in getattr(movement, name).items()}
    key = max(stated, key=stated.__getitem__, default="default")
    return f"movement.{name}.{key}", stated.get(key, 0.0)


def idle_factors(draft: Draft, movement: Movement) -> Iterator[str]:
    """Factors that change nothing: of a probability that is 0, of a mode or goal of no route."""
    routes, places = draft.tables["routes"], draft.tables["places"]
    modes = {*routes["mode"], *draft.tables["events"]["mode"]}
    ends = [*routes["to_place"], *routes.loc[routes["both_ways"].astype(bool), "from_place"]]
    goals = places[places["name"].isin(ends)]
    for group, rules in movement.groups.items():
        block = f"movement.groups.{group}"
        for name in (*PROBABILITIES, "held_turn_back"):
            if _changes(getattr(rules, name)) and not _happens(movement, name, places):
                yield f"{block}.{name}"
        for mode, factor in rules.pace.items():
            if _changes(factor) and mode not in modes:
                yield f"{block}.pace.{mode}"
        held = keys_that_hold(rules.route_weight, goals)
        for key, factor in rules.route_weight.items():
            if _changes(factor) and key not in held:
                yield f"{block}.route_weight.{key}"


def _changes(factor: Range) -> bool:
    return not factor.low == factor.high == 1.0


def _happens(movement: Movement, name: str, places: pd.DataFrame) -> bool:
    """Whether what is stated for everybody is above 0 at some place."""
    if name == "held_turn_back":
        return movement.held_turn_back.high > 0.0
    # A list can be joined only where its crossing is named.
    where = places[places["queue_at"] != ""] if name == "join_list" else places
    stated = getattr(movement, name)
    return any(stated[key].high > 0.0 for key in keys_that_hold(stated, where))
