"""Flee's rules packed as records for the compiled day: what is read together lies together."""

from __future__ import annotations

import numpy as np

from posada.movement.facts import pack
from posada.movement.flee.calendar import Calendar
from posada.movement.flee.links import Closures, Links
from posada.movement.flee.onward import make_steps, ways_from
from posada.movement.flee.paths import NONE, Path, Paths
from posada.scenario.flee.rules import MoveRules

# A stop: its place, the leg onward and the last place when a path is left, its choices when not.
STOP = np.dtype([(n, "i8") for n in ("place", "onward", "goal", "first", "last")])
# A leg: the places at its ends, the stops to which it leads and puts back, its link, the days it
# takes anybody and a newcomer on foot, the steps at its end, and its length and a day's distance in
# km and in columns of recent travel.
LEG = np.dtype(
    [(n, "i8") for n in ("start", "end", "arrive", "put_back", "link", "days", "foot_days")]
    + [(n, "i8") for n in ("morning", "late", "on_foot")]
    + [(n, "f8") for n in ("length", "speed", "foot_speed", "span", "pace", "foot_pace")]
)
CHOICE = np.dtype([("leg", "i8"), ("goal", "i8")])
DAY = np.dtype(
    [(n, "f8") for n in ("movechance", "room", "brim", "spawn")]
    + [(n, "?") for n in ("town", "camp")],
    align=True,
)
RULES = np.dtype(
    [(n, "f8") for n in ("buffer", "power", "prune", "fineness")]
    + [
        (n, "i8")
        for n in ("hurry", "stops", "legs", "first_step", "first_leg", "first_due", "slots")
    ]
    + [(n, "?") for n in ("on_foot", "short_stints", "take", "closing")],
    align=True,
)
# A step: its stop, and where its ways start; a way: its leg, the step it leads to, -1 for a night.
STEP = np.dtype([("stop", "i8"), ("first", "i8")])
WAY = np.dtype([("leg", "i8"), ("step", "i8"), ("shift", "f8")])
CLOSED = -1.0


def days_needed(length: np.ndarray, speed: np.ndarray) -> np.ndarray:
    """Days on a link: people arrive when they have gone farther than its length, not as far."""
    days = np.floor(length / speed).astype(np.int64) + 1
    days += (days * speed <= length).astype(np.int64)
    return days - ((days - 1) * speed > length)


def pack_stops(paths: Paths) -> np.ndarray:
    """Every stop (stop)."""
    ends = np.cumsum([0, *(len(choices) for choices in paths.choices)])
    stops = pack(STOP, (len(paths.stops),), onward=np.array(paths.onward))
    for number, (place, rest) in enumerate(paths.stops):
        stops[number]["place"] = place
        stops[number]["goal"] = rest[-1] if rest else NONE
        if not rest:
            stops[number]["first"], stops[number]["last"] = ends[place], ends[place + 1]
    return stops


def pack_legs(paths: Paths, links: Links, rules: MoveRules, bins: float) -> np.ndarray:
    """Every leg (leg); bins of recent travel are parts of a day's distance."""
    table = np.array(paths.legs, dtype=np.int64).reshape(-1, 3)
    link = table[:, 0]
    length, speed = links.length[link], links.speed[link]
    a_km = bins / rules.max_move_speed
    foot = np.full(len(link), rules.max_walk_speed) if rules.start_on_foot else speed
    return pack(
        LEG,
        (len(link),),
        start=links.start[link],
        end=links.end[link],
        arrive=table[:, 1],
        put_back=table[:, 2],
        link=link,
        days=days_needed(length, speed),
        foot_days=days_needed(length, foot),
        length=length,
        speed=speed,
        foot_speed=foot,
        span=length * a_km,
        pace=speed * a_km,
        foot_pace=foot * a_km,
    )


def pack_choices(paths: Paths) -> np.ndarray:
    """Every path that can be chosen, in the order of the places (choice)."""
    legs = [leg for first in paths.first_leg for leg in first]
    return pack(
        CHOICE,
        (len(legs),),
        leg=np.array(legs, dtype=np.int64),
        goal=np.array([path.places[-1] for path in _choices(paths)], dtype=np.int64),
    )


def pack_steps(
    stops: np.ndarray, legs: np.ndarray, choices: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Steps (step) and their ways (way); writes into each leg the steps at its end."""
    steps = make_steps(stops, legs, choices)
    for name in ("morning", "late", "on_foot"):
        legs[name] = getattr(steps, name)
    taken = [ways_from(stops[stop], choices) for stop in steps.stop]
    leg = np.array([leg for ways in taken for leg in ways], np.int64)
    shift = np.minimum(legs["span"], legs["pace"])[leg]
    packed = pack(STEP, (len(steps.stop),), stop=steps.stop, first=steps.first[:-1])
    return packed, pack(WAY, (len(leg),), leg=leg, step=steps.onward, shift=shift)


def dither(columns: int) -> np.ndarray:
    """What each column adds before a fraction of a column is cut off (column).

    The numbers fill 0 to 1 evenly, so fractions are rounded up as often as they are large.
    Column 0 does not travel.
    """
    golden = (5**0.5 - 1) / 2
    return np.concatenate([[0.0], (0.5 + golden * np.arange(columns - 1)) % 1.0])


def origins_by_goal(paths: Paths, places: int) -> tuple[np.ndarray, np.ndarray]:
    """Places where each place can be chosen: origins[into[p] : into[p + 1]] for place p."""
    pairs = {(path.places[-1], p) for p, paths_ in enumerate(paths.choices) for path in paths_}
    table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return np.searchsorted(table[:, 0], np.arange(places + 1)), table[:, 1]


def pack_days(calendar: Calendar, buffer: float) -> np.ndarray:
    """What the engine asks about each place on each day (day, place)."""
    return pack(
        DAY,
        calendar.movechance.shape,
        movechance=calendar.movechance,
        room=calendar.room,
        brim=np.where(calendar.room >= 1.0, buffer * calendar.room, np.inf),
        spawn=calendar.spawn,
        town=calendar.town,
        camp=calendar.camp,
    )


def weigh_choices(
    paths: Paths, calendar: Calendar, closures: Closures, rules: MoveRules
) -> np.ndarray:
    """Weight of each path on each day, before crowding; CLOSED where a link is (day, choice)."""
    choices = _choices(paths)
    goal = np.array([path.places[-1] for path in choices], dtype=np.int64)
    distance = np.array([path.distance for path in choices])
    near = (rules.softening + distance) ** rules.distance_power
    weight = (rules.weight_softening + calendar.score[:, goal]) / near
    weight **= rules.weight_power
    for number, path in enumerate(choices):
        weight[~closures.open[:, list(path.links)].all(axis=1), number] = CLOSED
    return weight


def _choices(paths: Paths) -> list[Path]:
    return [path for choices in paths.choices for path in choices]
