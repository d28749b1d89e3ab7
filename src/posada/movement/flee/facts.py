"""Flee's rules packed as records for the compiled day: what is read together lies together."""

from __future__ import annotations

from typing import Any

import numpy as np

from posada.movement.engine.records import CHOICE, DAY, LEG, NONE, STOP, TODAY, pack
from posada.movement.engine.setting_out import sources_of
from posada.movement.flee.calendar import Calendar
from posada.movement.flee.links import Links
from posada.movement.flee.newcomers import Drive
from posada.movement.flee.paths import Paths
from posada.movement.flee.rides import Rides, days_needed
from posada.scenario.flee.rules import MoveRules


def pack_paths(
    paths: Paths, links: Links, rides: Rides, rules: MoveRules, kinds: tuple[int, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stops, legs and choices, for each kind of people.

    Parameters
    ----------
    kinds : how many kinds there are, and how many columns of recent travel make a day's distance
    """
    return (
        pack_stops(paths, rides, kinds[0]),
        pack_legs(paths, links, rides, rules, kinds),
        pack_choices(paths, rides, kinds[0]),
    )


def pack_stops(paths: Paths, rides: Rides, kinds: int) -> np.ndarray:
    """Every stop (stop): the plain ones of each kind of people first, then those on a path."""
    places, choices = len(paths.choices), np.cumsum([0, *(len(ways) for ways in paths.choices)])
    ends = np.searchsorted(rides.path, choices)
    onward = np.array(paths.onward, dtype=np.int64)
    one = pack(
        STOP,
        (len(onward),),
        onward=np.where(onward >= 0, rides.first[onward], NONE),
        rides=np.where(onward >= 0, rides.first[onward + 1] - rides.first[onward], 0),
        waits_at=NONE,
    )
    for number, (place, rest) in enumerate(paths.stops):
        one[number]["place"] = one[number]["plain"] = place
        one[number]["goal"] = rest[-1] if rest else NONE
        if not rest:
            one[number]["first"], one[number]["last"] = ends[place], ends[place + 1]
    copies = [one.copy() for _ in range(kinds)]
    for kind, copy in enumerate(copies):
        copy["plain"] += kind * places
        copy["group"] = kind
        copy["onward"] += np.where(copy["onward"] >= 0, kind * len(rides.leg), 0)
        for name in ("first", "last"):
            copy[name] += np.where(copy["goal"] < 0, kind * ends[-1], 0)
    return np.concatenate([copy[:places] for copy in copies] + [copy[places:] for copy in copies])


def pack_legs(
    paths: Paths, links: Links, rides: Rides, rules: MoveRules, kinds: tuple[int, float]
) -> np.ndarray:
    """Every ride of every leg (leg), for each kind of people; see `pack_paths`."""
    many, bins = kinds
    table = np.array(paths.legs, dtype=np.int64).reshape(-1, 3)[rides.leg]
    link = table[:, 0]
    length, a_km = links.length[link], bins / rules.max_move_speed
    foot = np.full(len(link), rules.max_walk_speed) if rules.start_on_foot else links.speed[link]
    one = pack(
        LEG,
        (len(link),),
        start=links.start[link],
        end=links.end[link],
        arrive=table[:, 1],
        put_back=table[:, 2],
        plain=links.end[link],
        link=link,
        part=rides.part,
        days=rides.days,
        foot_days=days_needed(length, foot),
        length=length,
        speed=rides.speed,
        last_km=rides.last_km,
        foot_speed=foot,
        span=length * a_km,
        pace=rides.first_km * a_km,
        gain=rides.gain * a_km,
        faded=0.5 ** (rides.days - 1),
        foot_pace=foot * a_km,
    )
    copies = [one.copy() for _ in range(many)]
    places, stops = len(paths.choices), len(paths.stops)
    for kind, copy in enumerate(copies):
        copy["plain"] += kind * places
        for name in ("arrive", "put_back"):
            on_path = (many - 1) * places + kind * (stops - places)
            copy[name] += np.where(copy[name] < places, kind * places, on_path)
    return np.concatenate(copies)


def pack_choices(paths: Paths, rides: Rides, kinds: int) -> np.ndarray:
    """Every ride of every path that can be chosen, in the order of kinds and places (choice)."""
    goals = np.array([path.places[-1] for ways in paths.choices for path in ways], dtype=np.int64)
    kind = np.repeat(np.arange(kinds), len(rides.path))
    return pack(
        CHOICE,
        (len(kind),),
        leg=np.tile(rides.of_path, kinds) + kind * len(rides.leg),
        part=np.tile(rides.part[rides.of_path], kinds),
        goal=np.tile(goals[rides.path], kinds),
    )


def origins_by_goal(stops: np.ndarray, choices: np.ndarray, places: int) -> tuple[Any, Any]:
    """Plain stops where each place can be chosen: origins[into[p] : into[p + 1]] for place p."""
    pairs = {
        (int(goal), number)
        for number, stop in enumerate(stops)
        for goal in choices["goal"][stop["first"] : stop["last"]]
    }
    table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return np.searchsorted(table[:, 0], np.arange(places + 1)), table[:, 1].copy()


def pack_days(calendar: Calendar, buffer: float, chance: np.ndarray) -> np.ndarray:
    """What the engine asks about each place on each day, for each kind (day, kind and place).

    Parameters
    ----------
    chance : probability of moving on (day, kind and place)
    """
    times = (1, chance.shape[1] // calendar.room.shape[1])
    brim = np.where(calendar.room >= 1.0, buffer * calendar.room, np.inf)
    fields = {
        "room": calendar.room,
        "brim": brim,
        "sink": calendar.sink,
        "town": calendar.town,
        "camp": calendar.camp,
    }
    tiled = {name: np.tile(values, times) for name, values in fields.items()}
    return pack(DAY, chance.shape, movechance=chance, **tiled)


def pack_setting_out(calendar: Calendar, drive: Drive) -> dict[str, np.ndarray]:
    """Who sets out from each place on each day, and where anybody does, as fields of `Given`."""
    fields = {"weight": calendar.spawn, "each": drive.each, "strength": drive.strength}
    today = pack(TODAY, calendar.spawn.shape, **fields)
    return {"today": today, "sources": sources_of(today)}
