"""Kinds of people under Flee's rules: those who choose alike because of age, gender or awareness.

A kind exists only where a rule that is on tells people apart. People get theirs when they appear,
by the weights of demographics_*.csv, and keep it; where nothing asks for it, all are of one kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from posada.scenario.flee import FleeSet
from posada.scenario.flee.rules import MoveRules

EVERYBODY = "everybody"
CAUTION = {0.0: "minds no hazard", 1.0: "minds hazards", 2.0: "avoids hazards"}
Effect = tuple[float, float]  # power of the score, awareness of floods


@dataclass(frozen=True)
class Kinds:
    """Who is told apart.

    Parameters
    ----------
    power : power to which people take the score of a place: 1 as it is, 2 for who avoids hazards, 0
        for who does not mind them (kind)
    aware : how much people think of floods to come, 0 to 1 (kind)
    mix : part of the people of each place who are of each kind (place, kind)
    listed : people of agents.csv at each place, of each kind (place, kind) [person]
    """

    power: np.ndarray
    aware: np.ndarray
    mix: np.ndarray
    listed: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        """What sets each kind apart, in words, only so far as kinds differ (kind)."""
        told = len(np.unique(self.power)) > 1, len(np.unique(self.aware)) > 1
        return tuple(
            ", ".join(word for word, is_told in zip(words, told, strict=True) if is_told)
            or EVERYBODY
            for words in zip(map(_caution, self.power), map(_awareness, self.aware), strict=True)
        )

    def __len__(self) -> int:
        return len(self.power)


def _caution(power: float) -> str:
    """What people make of the hazards of a place, from the power to which they take its score."""
    return CAUTION.get(power, f"avoids hazards {power / 2:g} times over")


def _awareness(weight: float) -> str:
    return f"awareness of floods {weight:g}"


def asked_for(rules: MoveRules) -> tuple[str, ...]:
    """Attributes of people that the rules ask for."""
    careful = rules.children_avoid_hazards or rules.elderly_avoid_hazards
    boys = rules.boys_take_risk and rules.children_avoid_hazards
    asked = {
        "age": careful,
        "gender": rules.women_avoid_hazards or boys,
        "floodawareness": foresees(rules),
    }
    return tuple(name for name, is_asked in asked.items() if is_asked)


def foresees(rules: MoveRules) -> bool:
    """Whether people may act on floods that are forecast."""
    floods = rules.flood_rules
    return floods is not None and floods.flood_forecaster


def make_kinds(flee_set: FleeSet) -> Kinds:
    """Join all who choose alike, and see what part of each place's people they are."""
    rules, places = flee_set.rules.move_rules, list(flee_set.places["name"])
    names = asked_for(rules)
    tables = [flee_set.demographics[name] for name in names]
    parts: dict[Effect, np.ndarray] = {}
    for values in product(*(table[name] for name, table in zip(names, tables, strict=True))):
        shares = [
            _shares(table, name, value, places)
            for table, name, value in zip(tables, names, values, strict=True)
        ]
        effect = _effect(rules, dict(zip(names, values, strict=True)))
        part = reduce(np.multiply, shares, np.ones(len(places)))
        parts[effect] = parts.get(effect, np.zeros(len(places))) + part
    listed = _listed(flee_set, names, parts)
    effects = np.array(list(parts), dtype=float)
    return Kinds(effects[:, 0], effects[:, 1], np.stack(list(parts.values()), axis=1), listed)


def _shares(table: pd.DataFrame, name: str, value: Any, places: list[str]) -> np.ndarray:
    """Part of each place's people who have a value: by its own column, or the default (place)."""
    here = (table[name] == value).to_numpy()
    columns = [place if place in table else "Default" for place in places]
    weights = table[columns].to_numpy(dtype=float)
    part = weights[here].sum(axis=0) / weights.sum(axis=0) / here.sum()
    return np.asarray(part)


def _effect(rules: MoveRules, person: dict[str, Any]) -> Effect:
    """What the rules make of a person with such attributes, in Flee's order."""
    age, gender = float(person.get("age", 30.0)), person.get("gender")
    power = 1.0
    if rules.children_avoid_hazards:
        power = 2.0 if age < 19 else power
        power = 0.0 if rules.boys_take_risk and gender == "male" and age > 14 else power
    if rules.women_avoid_hazards and gender == "female":
        power *= 2.0
    if rules.elderly_avoid_hazards and age > 59:
        power *= 2.0
    if "floodawareness" not in person or rules.flood_rules is None:
        return power, 0.0
    weights = rules.flood_rules.flood_awareness_weights or ()
    return power, float(weights[int(float(person["floodawareness"]))])


def _listed(flee_set: FleeSet, names: tuple[str, ...], parts: dict[Effect, Any]) -> np.ndarray:
    """People of agents.csv, by place and kind; a kind that only they are is added to `parts`."""
    places, rules = list(flee_set.places["name"]), flee_set.rules
    agents = flee_set.agents if rules.spawn_rules.read_from_agents_csv_file else None
    found: list[tuple[int, Effect, int]] = []
    for row in agents.to_dict("records") if agents is not None else ():
        effect = _effect(rules.move_rules, {name: row[name] for name in names})
        parts.setdefault(effect, np.zeros(len(places)))
        found.append((places.index(str(row["location"])), effect, int(row["people"])))
    listed, order = np.zeros((len(places), len(parts)), np.int64), list(parts)
    for place, effect, people in found:
        listed[place, order.index(effect)] += people
    return listed
