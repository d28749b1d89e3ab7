"""A Flee folder ready to be lived: everything that does not depend on chance, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from math import ceil
from typing import Any

import numpy as np

from posada.movement.engine.records import DATE, GATE, RULES, dither, pack
from posada.movement.engine.state import Given, State, Track, nobody
from posada.movement.flee.by_people import flags_by_people, pack_by_people
from posada.movement.flee.calendar import inhabitants, make_calendar
from posada.movement.flee.endless import check_ends
from posada.movement.flee.facts import (
    origins_by_goal,
    pack_days,
    pack_paths,
    pack_setting_out,
)
from posada.movement.flee.kinds import make_kinds
from posada.movement.flee.leaving import chance_of_forecast
from posada.movement.flee.links import Closures, Links, make_closures, make_links
from posada.movement.flee.newcomers import Drive, check_everybody, day0_people, make_drive
from posada.movement.flee.odds import Odds, limited_goals, make_odds
from posada.movement.flee.options import refuse
from posada.movement.flee.paths import make_paths
from posada.movement.flee.place_types import extra_column, first_types
from posada.movement.flee.rides import make_rides
from posada.movement.flee.ways import pack_steps
from posada.movement.flee.weights import make_pull, part_of_score, weigh_choices
from posada.scenario.flee import FleeRules, FleeSet, daily
from posada.scenario.flee.rules import MoveRules


@dataclass(frozen=True)
class Precision:
    """Where counts need a convention that persons one by one do not.

    Parameters
    ----------
    bins : columns of recent travel in a day's distance, which only avoid_short_stints asks; with a
        half, so that a day's distance lies between two columns
    walking_bins : the same where some walk each day, so that steps are small
    fineness : rounds a day in the time in which a camp goes from drawing fewer people to full;
        0 for one round a day, whatever happens
    """

    bins: float = 10.5
    walking_bins: float = 66.5
    fineness: float = 4.0

    def columns(self, rules: MoveRules, links: Links) -> float:
        """Columns in a day's distance; 0 where nothing asks for recent travel."""
        if not rules.avoid_short_stints:
            return 0.0
        return self.walking_bins if (links.walk > 0.0).any() else self.bins


@dataclass(frozen=True)
class Model:
    """What is the same in every draw.

    Parameters
    ----------
    given : what the compiled day looks up
    population : inhabitants before the first day (place) [person]
    present : people in camps before the first day (place) [person]
    listed : people of agents.csv (plain stop) [person]
    links : every direction of every route
    kinds : what sets each kind of people apart, in words
    """

    given: Given
    population: np.ndarray
    present: np.ndarray
    listed: np.ndarray
    links: Links
    kinds: tuple[str, ...]

    def empty(self, stream: np.ndarray) -> State:
        """A network without people, with the stream of a draw."""
        return nobody(self.given, stream)

    def empty_track(self, kinds: bool = False) -> Track:
        """Room for what a draw writes down; for each kind of people if asked to."""
        (days, places), links = self.given.today.shape, len(self.links)
        shapes = {
            "people": (days, places, len(self.kinds) if kinds else 1),
            "waiting": (0, 0),
            "ends": (0, 0, 0),
        }
        return Track(
            *(np.zeros(shapes.get(name, (days, links)), np.int32) for name in Track._fields)
        )

    @cached_property
    def camps(self) -> np.ndarray:
        """Places that can fill up, on some day (camp)."""
        can_fill = (self.given.days["room"] >= 1.0).any(axis=0)
        return np.flatnonzero(can_fill[: self.given.today.shape[1]])


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
    rules, hasten = flee_set.rules.move_rules, hasten or flee_set.rules.optimisations.hasten
    counts, total = daily(flee_set, hasten)
    calendar = make_calendar(flee_set, hasten, day0_people(flee_set, counts))
    links = make_links(flee_set)
    closures = make_closures(flee_set, links)
    markers, today = np.unique(calendar.marker, axis=0, return_inverse=True)
    paths = make_paths(links, markers, rules.awareness_level)
    rides = make_rides(paths, links, rules)
    population, kinds = inhabitants(flee_set, hasten), make_kinds(flee_set)
    drive = make_drive(flee_set, (counts, total), population, calendar)
    check_everybody(drive, float(counts[0].sum()), population)
    precision = precision or Precision()
    exact = (precision.columns(rules, links), precision.fineness)
    stops, legs, choices = pack_paths(paths, links, rides, rules, (len(kinds), exact[0]))
    steps, ways = pack_steps(stops, legs, choices, rules.start_on_foot)
    pull = (make_pull(flee_set, population, calendar), kinds.power)
    weights = weigh_choices(paths, calendar, closures, (rules, rides, today), pull)
    part = partial(part_of_score, paths, calendar, (rules, rides), pull)
    floor = chance_of_forecast(rules, calendar.flood, kinds.aware)
    chance = np.maximum(np.tile(calendar.leaving.chance(rules, population), len(kinds)), floor)
    odds, limited = _known_odds((stops, choices), weights, (chance, calendar.room), rules)
    into, origins = origins_by_goal(stops, choices, len(flee_set.places))
    given = Given(
        **{"stops": stops, "legs": legs, "choices": choices, "steps": steps, "ways": ways},
        **pack_by_people(flee_set.rules, population, part, (calendar.leaving, floor)),
        **pack_setting_out(calendar, drive),
        rules=_pack_rules(flee_set.rules, exact, (closures, drive), (stops, legs, steps)),
        days=pack_days(calendar, rules.capacity_buffer, chance),
        weights=weights,
        gates=pack(GATE, closures.open.shape, open=closures.open, cut=closures.cut),
        mix=kinds.mix[None],
        into=into,
        origins=origins,
        dither=dither(3 + int(4 * exact[0])),
        dates=pack(DATE, odds.spell.shape, anywhere=drive.anywhere, spell=odds.spell),
        upto=odds.upto,
        limited=limited,
    )
    check_ends(given, list(flee_set.places["name"]))
    population = _left_at_home(flee_set, population, kinds.listed.sum(axis=1))
    return Model(
        given, population, _present(flee_set, counts), kinds.listed.T.ravel(), links, kinds.names
    )


def _known_odds(
    packed: tuple[np.ndarray, np.ndarray],
    weights: np.ndarray,
    places: tuple[np.ndarray, np.ndarray],
    rules: MoveRules,
) -> tuple[Odds, np.ndarray]:
    """What people face while no camp fills up, and which camps can; writes those into stops."""
    stops, choices = packed
    chance, room = places
    ends = np.append(stops["first"][: chance.shape[1]], len(choices))
    odds = make_odds(weights, chance, (ends, choices["part"]), rules.pruning_threshold)
    limit_from, limited = limited_goals(choices, ends, room)
    stops["first_limit"][: chance.shape[1]] = limit_from[:-1]
    stops["last_limit"][: chance.shape[1]] = limit_from[1:]
    return odds, limited


def _left_at_home(flee_set: FleeSet, people: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """Inhabitants less those listed in agents.csv, where they are taken off (place) [person]."""
    at_war = first_types(flee_set).conflict > 0.0
    taken = flee_set.rules.spawn_rules.take_from_population & at_war
    return np.asarray(people - np.where(taken, listed, 0))


def _present(flee_set: FleeSet, counts: np.ndarray) -> np.ndarray:
    """People in camps before the first day, in a flood at every place (place) [person]."""
    spawn = flee_set.rules.spawn_rules
    people = np.zeros(len(flee_set.places), np.int64)
    if spawn.empty_camps_on_day0:
        return people
    if spawn.insert_day0:
        people += day0_people(flee_set, counts)
    people += extra_column(flee_set, "initial_idps", 0.0).astype(np.int64)
    return np.where(first_types(flee_set).camp | spawn.flood_zone_spawning_only, people, 0)


def _pack_rules(
    rules: FleeRules,
    precision: tuple[float, float],
    causes: tuple[Closures, Drive],
    packed: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> Any:
    """The numbers that hold everywhere and always, and where rows of a kind start, as a record.

    Parameters
    ----------
    precision : columns of recent travel in a day's distance, and the fineness of rounds
    """
    move, (closures, drive) = rules.move_rules, causes
    sinks = rules.spawn_rules.camps_are_sicks
    stops, legs = len(packed[0]), len(packed[1])
    mornings = int(packed[2]["is_morning"].sum())
    steps, slots = len(packed[2]) - mornings, int(packed[1]["days"].max(initial=1)) + 1
    first_due, leg_rows = 2 * stops + steps + legs, legs * (2 if closures.cut.any() else 1)
    return pack(
        RULES,
        (1,),
        buffer=move.capacity_buffer,
        power=0.0 if move.fixed_routes else move.weight_power,  # fixed routes mind no crowd
        prune=move.pruning_threshold,
        fineness=precision[1],
        hurry=1 + ceil(precision[0]),
        stops=stops,
        legs=legs,
        first_step=2 * stops,
        first_leg=2 * stops + steps,
        first_due=first_due,
        first_end=first_due + slots * leg_rows,
        mornings=mornings,
        leg_rows=leg_rows,
        boards=legs if move.start_on_foot or (packed[1]["days"] == 1).any() else 0,
        slots=slots,
        widest=int(np.maximum(packed[0]["last"] - packed[0]["first"], packed[0]["rides"]).max())
        + 1,
        on_foot=move.start_on_foot,
        short_stints=move.avoid_short_stints,
        take=rules.spawn_rules.take_from_population,
        mode=drive.mode,
        closing=bool(closures.cut.any()),
        again=bool((packed[1]["length"] <= 0.0).any()),
        sinks=sinks,
        **flags_by_people(rules),
        ends=int(packed[0]["group"].max()) + 1 if sinks else 0,  # who never moves again, by kind
    )[0]
