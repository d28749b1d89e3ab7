"""The morning under Flee's rules, compiled: who is at a place stays, or boards a first leg."""

from __future__ import annotations

import math

from posada.movement.flee.choosing import WHOLE, consider, crowding, pour
from posada.movement.flee.state import compiled, night_row

ALL, CAMPS, OTHERS = 0, 1, 2
HALF = (2, 0)  # two rounds left


@compiled
def wake(given, state, day):  # type: ignore[no-untyped-def]
    """A night halves what people have travelled recently; a half goes to the even number."""
    for s in range(given.rules.stops):
        row = night_row(given.rules, day, s)
        left, b = state.held[row] - state.kept[row, 0] - state.kept[row, 1], 0
        while left > 0:
            b += 1
            n = state.kept[row, 1 + b]
            if n > 0:
                left -= n
                state.kept[row, 1 + b] = 0
                state.kept[row, 1 + ((b + ((b >> 1) & 1)) >> 1)] += n


@compiled
def decide(given, state, day, departures):  # type: ignore[no-untyped-def]
    """Everybody at a place stays or boards.

    Flee asks one person after another, so when somebody leaves a full camp, about half of the
    others still see it full and the rest see room.
    """
    if may_reopen(given, state, day):
        decide_at(given, state, day, OTHERS, HALF, departures)
        decide_at(given, state, day, CAMPS, WHOLE, departures)
        decide_at(given, state, day, OTHERS, WHOLE, departures)
    else:
        decide_at(given, state, day, ALL, WHOLE, departures)


@compiled
def may_reopen(given, state, day):  # type: ignore[no-untyped-def]
    """Whether so many may leave a camp this morning that it stops turning people away."""
    for p in range(state.count.shape[0]):
        here = given.days[day, p]
        if crowding(here.room, state.count[p], given.rules.buffer) < 0.5:
            spare = state.count[p] - here.room * (1.0 + given.rules.buffer) / 2.0
            leaving = here.movechance * state.count[p]
            if spare <= leaving + 5.0 * math.sqrt(leaving) + 1.0:
                return True
    return False


@compiled
def decide_at(given, state, day, where, turn, departures):  # type: ignore[no-untyped-def]
    """Those at places of one kind stay or board: a part of them when rounds are left after it."""
    for s in range(given.rules.stops):
        today, night = night_row(given.rules, day, s), night_row(given.rules, day + 1, s)
        stop = given.stops[s]
        here = given.days[day, stop.plain]
        if state.held[today] == 0 or (where != ALL and (here.room >= 1.0) != (where == CAMPS)):
            continue
        upto, guide, ways = consider(given, state, day, stop)
        chance = here.movechance if ways > 0 else 0.0
        if stop.goal >= 0:  # who is turned away has no path left
            chance, night = 1.0, night_row(given.rules, day + 1, stop.plain)
        for way in range(ways):
            leg = given.choices[stop.first + way].leg if stop.goal < 0 else stop.onward
            stay = state.plan[way].refused
            state.plan[way].row = night if stay else given.rules.first_leg + leg
            state.plan[way].shift = 0.0
        state.plan[ways].row, state.plan[ways].shift = night, 0.0
        people = (today, state.held[today], ways, chance)
        pour(state.stream, state.kept, given.dither, state.plan, (upto, guide), people, 0, turn)
        for way in range(ways + 1):
            n = state.plan[way].sent
            state.plan[way].sent = 0
            state.held[state.plan[way].row] += n
            state.held[today] -= n
            if way < ways and not state.plan[way].refused:
                state.count[stop.place] -= n
                departures[stop.place] += n
