"""Names are called from the lists of crossings, compiled: who waits for one crosses."""

from __future__ import annotations

from posada.movement.engine.state import inlined, night_row
from posada.movement.random import uniform

RETURNED, ASYLUM, SETTLED, CROSSED = range(4)  # rows of ends


@inlined
def call_lists(given, state, day):  # type: ignore[no-untyped-def]
    """At each crossing: first those who were there before, then anybody on the list."""
    for crossing in range(given.today.shape[1]):
        called = given.today[day, crossing].calls
        before = min(called, state.places[crossing].ahead)
        state.places[crossing].ahead -= before
        for _ in range(called - before):
            waiting = 0
            for number in range(given.rules.stops):
                if given.stops[number].waits_at == crossing:
                    waiting += state.held[night_row(given.rules, day + 1, number)]
            if waiting == 0:
                break
            take_one(given, state, day, (crossing, int(uniform(state.stream) * waiting)))


@inlined
def take_one(given, state, day, who):  # type: ignore[no-untyped-def]
    """The person at a position among all who wait for a crossing crosses."""
    crossing, pick = who
    for number in range(given.rules.stops):
        stop = given.stops[number]
        if stop.waits_at != crossing:
            continue
        row = night_row(given.rules, day + 1, number)
        if pick < state.held[row]:
            end = given.rules.first_end + CROSSED * state.places.shape[0] + stop.place
            for old, more in ((row, -1), (end, 1)):
                state.kept[old, 1] += more
                state.held[old] += more
            state.places[stop.place].count -= 1
            return
        pick -= state.held[row]
