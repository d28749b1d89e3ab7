"""People set out, and quotas are kept, compiled.

All who want to take a route at the same time of a day ask together: a quota lets through as many as
it may, and whoever they are, with the same chance. The others stay, and some of them turn back.
"""

from __future__ import annotations

import numpy as np

from posada.movement.engine.company import look_around
from posada.movement.engine.going import go_from, leave
from posada.movement.engine.state import LIVE, MORNINGS, compiled, inlined, meet
from posada.movement.random import binomial, uniform


@compiled
def set_out_from(given, state, day, track):  # type: ignore[no-untyped-def]
    """Those whose turn it is stay or take a way.

    Where quotas hold them or they look at each other, one time of the day comes after another.
    """
    turn = state.turn[0]
    first, last = turn.first, turn.last
    in_company = given.rules.together > 0.0
    in_turn = given.rules.quotas or in_company
    at_once = given.rules.stops if in_turn else max(1, last - first)
    for start in range(first, last, at_once):
        if in_turn:
            turn.first, turn.last = start, start + given.rules.stops
        if in_company:
            if turn.mode != LIVE and start > 0:
                meet(state, day, MORNINGS + start // given.rules.stops)
            look_around(given, state)
        go_from(given, state, day, track)
        if given.rules.quotas:
            keep_quotas(given, state, day, track)
    turn.first, turn.last = first, last


@inlined
def keep_quotas(given, state, day, track):  # type: ignore[no-untyped-def]
    """Of those who have just set out on a link, as many get through as its quota has left.

    Who does is picked one after the other (selection sampling).
    """
    for link in range(state.links.shape[0]):
        now = state.links[link]
        asked, now.asking = now.asking, 0
        if given.gates[day, link].quota < 0 or asked == 0:
            continue
        left, room = asked, max(0, given.gates[day, link].quota - now.through)
        now.asked += asked
        now.through += min(asked, room)
        for number in range(state.turn[0].first, state.turn[0].last if asked > room else 0):
            step = given.steps[number]
            stop = given.stops[step.stop]
            turning = step.first + 2 * (stop.last - stop.first)
            for way in range(step.first, turning):
                held = np.int64(0)
                if given.ways[way].link == link:
                    for _ in range(state.gone[way]):
                        through = uniform(state.stream) * left < room
                        left, room, held = left - 1, room - through, held + (not through)
                if held > 0:
                    back = binomial(state.stream, held, stop.held_turn_back)
                    change(given, state, day, (way, -held), track)
                    change(given, state, day, (turning, back), track)
                    night = state.offsets[1] + stop.plain
                    state.kept[night, 1] += held - back
                    state.held[night] += held - back
    state.gone[:] = 0


@compiled
def change(given, state, day, who, track):  # type: ignore[no-untyped-def]
    """So many more people, or fewer, have taken a way."""
    number, n = who
    way = given.ways[number]
    row = way.row + state.offsets[way.days]
    state.kept[row, 1] += n
    state.held[row] += n
    leave(state, day, way, n, track)
