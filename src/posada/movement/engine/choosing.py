"""Which way people take under Flee's rules, compiled: weights, and camps that fill up."""

from __future__ import annotations

import math

from posada.movement.engine.inhabitants import chance_to_move, lifted
from posada.movement.engine.state import at, compiled, inlined


@compiled
def crowding(room, count, buffer):  # type: ignore[no-untyped-def]
    """The factor by which a filling camp draws fewer people: 1 up to the buffer, 0 when full."""
    start = buffer * room
    if room < 1.0 or count <= start:
        return 1.0
    return 0.0 if count >= room else 1.0 - (count - start) / (room - start)


@inlined
def turned_away(given, state, day, goal):  # type: ignore[no-untyped-def]
    """Nobody sets out for a camp that is nearly full."""
    here = given.days[day, goal]
    return here.camp and crowding(here.room, state.places[at(goal)].count, given.rules.buffer) < 0.5


@inlined
def can_go_on(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Whether the path that people have left still leads on."""
    if stop.onward < 0 or not given.gates[day, given.legs[stop.onward].link].open:
        return False
    return not turned_away(given, state, day, stop.goal)


@inlined
def is_calm(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Whether no camp that can be chosen at a stop fills up, so that the odds are those known."""
    for c in range(stop.first_limit, stop.last_limit):
        goal = at(given.limited[at(c)])
        if state.places[at(goal)].count > given.days[at(day), goal].brim:
            return False
    return True


@inlined
def consider(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Find out what people at a stop choose from: the odds, how many ways, whether all admit them.

    Who has a path left follows it. Without a way to take, everybody stays: no ways. Unless all
    ways admit people, the plan says which ones turn them away.
    """
    if stop.goal >= 0:
        return state.upto, follow_path(given, state, day, stop), False
    ways = stop.last - stop.first
    if not given.rules.by_people and is_calm(given, state, day, stop):
        first = stop.first + stop.plain
        upto = given.upto[at(given.dates[at(day)].spell), first : first + ways + 1]
        return upto, ways if upto[ways] > 0.0 else 0, True
    return state.upto, weigh(given, state, day, stop), False


@inlined
def follow_path(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Who has a path left takes the next leg, in one of the ways to ride it; gives how many."""
    total, rides, refused = 0.0, max(stop.rides, 1), not can_go_on(given, state, day, stop)
    for ride in range(rides):
        total += given.legs[stop.onward + ride].part if stop.rides > 1 else 1.0
        state.upto[ride] = total
        state.plan[ride].refused = refused
    state.upto[rides] = total
    return rides


@compiled
def weigh(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Add up the weights of the ways from a place, seeing who is turned away; gives how many."""
    upto, ways = state.upto, stop.last - stop.first
    total, best = 0.0, 0.0
    for way in range(ways):
        weight = max(given.weights[day, stop.first + way], 0.0)
        goal = given.choices[stop.first + way].goal
        here = given.days[day, goal]
        factor = crowding(here.room, state.places[at(goal)].count, given.rules.buffer)
        state.plan[way].refused = here.camp and factor < 0.5
        if factor < 1.0:
            weight *= factor**given.rules.power
        if given.rules.pull_by_people:
            weight *= lifted(given, state, day, stop.first + way)
        best = max(best, weight)
        total += weight * given.choices[stop.first + way].part
        upto[way] = total
    if total <= 0.0:
        total = any_way(upto, given.weights[day], given.choices, stop)
    elif given.rules.prune > 1.001:
        total = prune(upto, given.choices, stop, best / given.rules.prune)
    if total <= 0.0:
        return 0
    chance = chance_to_move(given, state, day, stop)
    upto[ways] = total / chance if chance > 0.0 else math.inf
    return ways


@compiled
def any_way(upto, weights, choices, stop):  # type: ignore[no-untyped-def]
    """All ways are worth nothing: Flee takes any that is open; gives the sum of weights."""
    total = 0.0
    for way in range(stop.last - stop.first):
        number = stop.first + way
        total += choices[number].part if weights[number] >= 0.0 else 0.0
        upto[way] = total
    return total


@compiled
def prune(upto, choices, stop, least):  # type: ignore[no-untyped-def]
    """Paths that are worth less than the least are not thought of; gives the sum of weights."""
    total, before, least = 0.0, 0.0, least * (1.0 - 1e-12)
    for way in range(stop.last - stop.first):
        weight = upto[way] - before
        before = upto[way]
        total += weight if weight >= least * choices[stop.first + way].part else 0.0
        upto[way] = total
    return total
