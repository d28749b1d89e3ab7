"""People set out, and quotas are kept, compiled.

All who want to take a route at the same time of a day ask together: a quota lets through as many as
it may, and whoever they are, with the same chance. The others stay, and some of them turn back.
"""

from __future__ import annotations

from posada.movement.engine.going import go_from, leave
from posada.movement.engine.state import compiled, inlined
from posada.movement.random import binomial, uniform


@compiled
def set_out_from(given, state, day, track):  # type: ignore[no-untyped-def]
    """Those whose turn it is stay or take a way; with quotas, one time of the day after another."""
    if not given.rules.quotas:
        go_from(given, state, day, track)
        return
    turn = state.turn[0]
    first, last = turn.first, turn.last
    for start in range(first, last, given.rules.stops):
        turn.first, turn.last = start, start + given.rules.stops
        go_from(given, state, day, track)
        for link in range(state.links.shape[0]):
            if given.gates[day, link].quota >= 0:
                keep_quota(given, state, day, link, track)
        state.gone[:] = 0
    turn.first, turn.last = first, last


@compiled
def keep_quota(given, state, day, link, track):  # type: ignore[no-untyped-def]
    """Of those who have just set out on a link, as many get through as its quota has left."""
    now, asked = state.links[link], 0
    for number in range(state.turn[0].first, state.turn[0].last):
        first, last = ways_along(given, number)
        for way in range(first, last):
            if given.ways[way].link == link:
                asked += state.gone[way]
    room = max(0, given.gates[day, link].quota - now.through)
    now.asked += asked
    now.through += min(asked, room)
    if asked > room:
        hold(given, state, day, (link, asked, room), track)


@inlined
def ways_along(given, number):  # type: ignore[no-untyped-def]
    """The first and after the last way of a step that is a route."""
    step = given.steps[number]
    stop = given.stops[step.stop]
    return step.first, step.first + 2 * (stop.last - stop.first)


@compiled
def hold(given, state, day, gate, track):  # type: ignore[no-untyped-def]
    """Pick who gets through, one after the other, and put the others back (selection sampling)."""
    link, left, room = gate
    for number in range(state.turn[0].first, state.turn[0].last):
        first, last = ways_along(given, number)
        for way in range(first, last):
            held = 0
            if given.ways[way].link != link:
                continue
            for _ in range(state.gone[way]):
                if uniform(state.stream) * left < room:
                    room -= 1
                else:
                    held += 1
                left -= 1
            if held > 0:
                put_back(given, state, day, (number, given.ways[way], held), track)


@inlined
def put_back(given, state, day, who, track):  # type: ignore[no-untyped-def]
    """Of so many people of a step who are held on a way, some turn back, the others stay."""
    number, way, held = who
    step, back = given.steps[number], binomial(state.stream, held, given.rules.held_turn_back)
    turning = given.ways[ways_along(given, number)[1]]
    leave(state, day, way, -held, track)
    leave(state, day, turning, back, track)
    add(state, way.row + state.offsets[way.days], -held)
    add(state, turning.row + state.offsets[turning.days], back)
    add(state, state.offsets[1] + given.stops[step.stop].plain, held - back)


@inlined
def add(state, row, n):  # type: ignore[no-untyped-def]
    """So many more people, or fewer, are in a row."""
    state.kept[row, 1] += n
    state.held[row] += n
