"""Where people can set out on day 0.

Flee stops on its first day when no conflict zone has people to send.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.saying import NOTHING, Said, say
from posada.scenario.flee.by_day import CONFLICTS, FAINTEST
from posada.scenario.flee.findings import Findings
from posada.scenario.flee.geography import LOCATIONS
from posada.scenario.flee.model import FloatArray
from posada.scenario.flee.place_kinds import CAMP_BELOW, CAMPS, is_camp, kind_of, turns_into_camp
from posada.scenario.flee.rules import FleeRules


def is_conflict(places: pd.DataFrame) -> np.ndarray:
    """(place,) whether `locations.csv` itself makes a place a conflict zone on day 0."""
    rows = zip(places["location_type"], places["conflict_date"], strict=True)
    return np.array([kind_of(kind, date) == "conflict" for kind, date in rows], dtype=bool)


def camps_by_type(places: pd.DataFrame, rules: FleeRules) -> dict[str, Said]:
    """Why Flee takes a place for a camp, by its name; nothing to say where its type is camp.

    It does so for every place in a flood, and for towns and conflict zones that hardly anybody
    leaves.
    """
    move = rules.move_rules
    camps: dict[str, Said] = {}
    for row in places.itertuples():
        kind = kind_of(str(row.location_type), float(row.conflict_date))
        key = "conflict_movechance" if kind == "conflict" else "default_movechance"
        if kind in CAMPS or rules.spawn_rules.flood_zone_spawning_only:
            camps[str(row.name)] = NOTHING
        elif turns_into_camp(kind, move):
            camps[str(row.name)] = say(
                " (by a %(key)s below %(limit)s Flee makes it one)", key=key, limit=CAMP_BELOW
            )
    return camps


def check_start(
    findings: Findings, places: pd.DataFrame, conflicts: FloatArray, rules: FleeRules
) -> None:
    """Note that nobody can set out on day 0, where Flee lets people set out by conflict."""
    spawn = rules.spawn_rules
    elsewhere = spawn.conflict_driven_spawning or spawn.flood_zone_spawning_only
    if elsewhere or spawn.starvation_driven_spawning or spawn.read_from_agents_csv_file:
        return
    if not len(conflicts) or findings.spoilt(LOCATIONS, CONFLICTS):
        return
    zones = is_conflict(places) | (conflicts[0] > FAINTEST)
    hasten = rules.optimisations.hasten
    people = places["number"].to_numpy() // hasten
    camps = places["location_type"].map(is_camp).to_numpy(bool)
    if np.any(zones & ~camps & (people > 0)):
        return
    divided = (
        say(" after division by hasten (%(hasten)s)", hasten=hasten) if hasten > 1 else NOTHING
    )
    found = (
        say("no conflict zone with a population on day 0")
        if zones.any()
        else say("no conflict on day 0")
    )
    expected = say(
        "a conflict zone in the first row whose population is above 0%(divided)s", divided=divided
    )
    findings.problem(CONFLICTS, None, None, found, expected)
