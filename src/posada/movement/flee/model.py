"""A Flee folder ready to be lived: everything that does not depend on chance, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from posada.movement.facts import pack
from posada.movement.flee.calendar import (
    Calendar,
    extra_column,
    first_types,
    listed_as_camp,
    make_calendar,
    scaled_number,
)
from posada.movement.flee.facts import (
    RULES,
    dither,
    origins_by_goal,
    pack_choices,
    pack_days,
    pack_legs,
    pack_steps,
    pack_stops,
    weigh_choices,
)
from posada.movement.flee.links import Closures, Links, make_closures, make_links
from posada.movement.flee.newcomers import (
    check_origins,
    day0_people,
    driven_newcomers,
    reported_newcomers,
)
from posada.movement.flee.odds import PARTS, limited_goals, make_odds
from posada.movement.flee.options import REPORTS, refuse, spawn_mode
from posada.movement.flee.paths import make_paths
from posada.movement.flee.state import PLAN, Given, State
from posada.scenario.flee import FleeRules, FleeSet, daily
from posada.scenario.flee.rules import MoveRules


@dataclass(frozen=True)
class Precision:
    """Where counts need a convention that persons one by one do not.

    Parameters
    ----------
    bins : columns of recent travel in a day's distance, which only avoid_short_stints asks; with a
        half, so that a day's distance lies between two columns
    fineness : rounds a day in the time in which a camp goes from drawing fewer people to full;
        0 for one round a day, whatever happens
    """

    bins: float = 8.5
    fineness: float = 4.0


@dataclass(frozen=True)
class Model:
    """What is the same in every draw.

    Parameters
    ----------
    given : what the compiled day looks up
    population : inhabitants before the first day (place) [person]
    present : people in camps before the first day (place) [person]
    links : every direction of every route
    """

    given: Given
    population: np.ndarray
    present: np.ndarray
    links: Links

    def empty(self, stream: np.ndarray) -> State:
        """A network without people, with the stream of a draw."""
        given = self.given
        rules, legs = given.rules, given.legs
        leg_rows = int(rules["legs"]) * (2 if rules["closing"] else 1)
        rows = int(rules["first_due"]) + leg_rows * int(rules["slots"])
        widest = int((given.stops["last"] - given.stops["first"]).max(initial=1)) + 1
        places = given.days.shape[1]
        return State(
            stream=stream,
            kept=np.zeros((rows, len(given.dither)), np.int32),
            held=np.zeros(rows, np.int64),
            on_foot=np.zeros((leg_rows, int(legs["foot_days"].max(initial=1)) + 1), np.int64),
            on_leg=np.zeros(leg_rows, np.int64),
            count=np.zeros(places, np.int64),
            coming=np.zeros(places, np.int64),
            plan=np.zeros(widest, PLAN),
            upto=np.zeros(widest),
            guide=np.zeros(PARTS + 1, np.uint8),
        )


def make_model(
    flee_set: FleeSet, hasten: int | None = None, precision: Precision | None = None
) -> Model:
    """Work out everything that does not depend on chance.

    Parameters
    ----------
    flee_set : the folder as read
    hasten : how many people one stands for; as the settings say when not given
    precision : conventions of the engine on counts

    Raises
    ------
    InputError
        when the folder asks for a rule that the engine does not have
    """
    refuse(flee_set)
    hasten = hasten or flee_set.rules.optimisations.hasten
    rules = flee_set.rules.move_rules
    counts, total = daily(flee_set, hasten)
    calendar = make_calendar(flee_set, hasten, day0_people(flee_set, counts))
    links = make_links(flee_set)
    closures = make_closures(flee_set, links)
    paths = make_paths(links, first_types(flee_set).marker, rules.awareness_level)
    number = scaled_number(flee_set, hasten)
    population = np.where(listed_as_camp(flee_set), 0, number).astype(float)
    anywhere, placed = _newcomers(flee_set, counts, total, (population, calendar))
    into, origins = origins_by_goal(paths, len(flee_set.places))
    precision = precision or Precision()
    bins = precision.bins if rules.avoid_short_stints else 0.0
    stops, legs, choices = (
        pack_stops(paths),
        pack_legs(paths, links, rules, bins),
        pack_choices(paths),
    )
    steps, ways = pack_steps(stops, legs, choices)
    weights = weigh_choices(paths, calendar, closures, rules)
    given = Given(
        rules=_pack_rules(flee_set.rules, precision, closures, (stops, legs, steps)),
        stops=stops,
        legs=legs,
        choices=choices,
        steps=steps,
        ways=ways,
        days=pack_days(calendar, rules.capacity_buffer),
        weights=weights,
        open=closures.open,
        cut=closures.cut,
        anywhere=anywhere,
        placed=placed,
        into=into,
        origins=origins,
        dither=dither(3 + int(4 * bins)),
        **_known_odds((stops, choices), weights, calendar, rules),
    )
    return Model(given, population, _present(flee_set, counts), links)


def _known_odds(
    packed: tuple[np.ndarray, np.ndarray],
    weights: np.ndarray,
    calendar: Calendar,
    rules: MoveRules,
) -> dict[str, np.ndarray]:
    """What people face while no camp fills up, and which camps can, by their names in `Given`."""
    stops, choices = packed
    places = calendar.movechance.shape[1]
    ends = np.append(stops["first"][:places], len(choices))
    odds = make_odds(weights, calendar.movechance, ends, rules.pruning_threshold)
    limit_from, limited = limited_goals(choices, ends, calendar.room)
    return {
        "spell": odds.spell,
        "upto": odds.upto,
        "guides": odds.guides,
        "limit_from": limit_from,
        "limited": limited,
    }


def _newcomers(
    flee_set: FleeSet, counts: np.ndarray, total: np.ndarray, zones: tuple[np.ndarray, Calendar]
) -> tuple[np.ndarray, np.ndarray]:
    """Who sets out anywhere each day (day), and from a known place (day, place)."""
    population, calendar = zones
    spawn = flee_set.rules.spawn_rules
    driven = spawn.conflict_driven_spawning
    if driven is not None:
        placed = driven_newcomers(driven, population, calendar.conflict)
        return np.zeros(len(placed), np.int64), placed
    anywhere = reported_newcomers(counts, total, spawn)
    check_origins(anywhere, calendar.spawn * population)
    return anywhere, np.zeros(calendar.spawn.shape, np.int64)


def _present(flee_set: FleeSet, counts: np.ndarray) -> np.ndarray:
    """People in camps before the first day (place) [person]."""
    spawn = flee_set.rules.spawn_rules
    people = np.zeros(len(flee_set.places), np.int64)
    if spawn.empty_camps_on_day0:
        return people
    if spawn.insert_day0 and spawn_mode(flee_set.rules) == REPORTS:
        people += day0_people(flee_set, counts)
    people += extra_column(flee_set, "initial_idps", 0.0).astype(np.int64)
    return np.where(first_types(flee_set).camp, people, 0)


def _pack_rules(
    rules: FleeRules,
    precision: Precision,
    closures: Closures,
    packed: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> Any:
    """The numbers that hold everywhere and always, and where rows of a kind start, as a record."""
    move = rules.move_rules
    stops, legs, steps = (len(table) for table in packed)
    return pack(
        RULES,
        (1,),
        buffer=move.capacity_buffer,
        power=move.weight_power,
        prune=move.pruning_threshold,
        fineness=precision.fineness,
        hurry=1 + ceil(precision.bins),
        stops=stops,
        legs=legs,
        first_step=2 * stops,
        first_leg=2 * stops + steps,
        first_due=2 * stops + steps + legs,
        slots=int(packed[1]["days"].max(initial=1)) + 1,
        on_foot=move.start_on_foot,
        short_stints=move.avoid_short_stints,
        take=rules.spawn_rules.take_from_population,
        closing=bool(closures.cut.any()),
    )[0]
