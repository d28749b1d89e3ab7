"""The morning under Flee's rules, compiled: who is at a place stays, or boards a first leg."""

from __future__ import annotations

import math

import numpy as np

from posada.movement.engine.choosing import crowding
from posada.movement.engine.going import ALL, CAMPS, OTHERS
from posada.movement.engine.inhabitants import chance_to_move
from posada.movement.engine.quotas import set_out_from
from posada.movement.engine.state import LIVE, inlined, meet, night_row


@inlined
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


@inlined
def decide(given, state, day, track):  # type: ignore[no-untyped-def]
    """Everybody at a place stays or boards.

    Flee asks one person after another, those first who set out first. Who is in a camp has been
    on the way for longer than who has still to choose one, and so leaves before the others look.
    """
    turn = state.turn[0]
    if turn.mode != LIVE:
        meet(state, day, np.int64(1))
    turn.first, turn.last, turn.where, turn.rounds, turn.grain = 0, given.rules.mornings, ALL, 1, 0
    if len(given.limited) > 0 and may_reopen(given, state, day):
        turn.where = CAMPS
        set_out_from(given, state, day, track)
        turn.where = OTHERS
        if turn.mode != LIVE:
            meet(state, day, np.int64(2))
    set_out_from(given, state, day, track)


@inlined
def may_reopen(given, state, day):  # type: ignore[no-untyped-def]
    """Whether so many may leave a camp this morning that it stops turning people away."""
    for p in range(state.places.shape[0]):
        here = given.days[day, p]
        if crowding(here.room, state.places[p].count, given.rules.buffer) < 0.5:
            spare = state.places[p].count - here.room * (1.0 + given.rules.buffer) / 2.0
            leaving = chance_to_move(given, state, day, given.stops[p]) * state.places[p].count
            if spare <= leaving + 5.0 * math.sqrt(leaving) + 1.0:
                return True
    return False
