"""The travels of a day under Flee's rules, compiled: legs come to their end, and people go on.

Whatever people have travelled today, they get a whole day's distance on each further link, as in
Flee; they go on while they have travelled less than a day's distance.
"""

from __future__ import annotations

import numpy as np

from posada.movement.engine.splitting import part_of
from posada.movement.engine.state import at, column_of, due_row, fused, inlined, leg_of, night_row
from posada.movement.random import uniform


@fused
def arrive(given, state, day, arrivals):  # type: ignore[no-untyped-def]
    """Those whose last day on a leg this is come to its end, or are put back where it starts."""
    first_due, slot = due_row(given.rules, 0, day), day % state.on_foot.shape[1]
    for leg_row in range(state.on_leg.shape[0]):
        due = first_due + leg_row
        on_foot = state.on_foot[at(leg_row), at(slot)] if given.rules.on_foot else 0
        if state.held[at(due)] == 0 and on_foot == 0:
            continue
        leg = leg_of(given, leg_row)
        end = given.rules.first_step + leg.on_foot
        if leg_row >= given.rules.legs:
            end = night_row(given.rules, day + 1, leg.put_back)
        came = 0
        if on_foot > 0:
            came = part_of(state, on_foot)
            state.on_foot[leg_row, slot] -= came
            finish_walk(state, leg, end, came)
        if state.held[at(due)] > 0:
            if leg_row < given.rules.legs:
                end = given.rules.first_step + leg.late
                if leg.late < 0:
                    end = night_row(given.rules, day + 1, leg.arrive)
            came += finish_ride(state, leg, due, end)
        state.on_leg[at(leg_row)] -= came
        if leg_row < given.rules.legs:
            state.places[at(leg.end)].count += came
            arrivals[at(leg.link)] += came
        else:
            state.places[at(leg.start)].count += came


@inlined
def finish_walk(state, leg, end, n):  # type: ignore[no-untyped-def]
    """n people who walked a first link of more than a day come to a row."""
    days = leg.foot_days - 1
    far = leg.foot_pace * (1.0 - 0.5**days) + leg.span - days * leg.foot_pace
    lay(state, end, far, n)


@inlined
def finish_ride(state, leg, due, end):  # type: ignore[no-untyped-def]
    """Those who are due at the end of a leg today come to a row; gives how many."""
    left, b, came = state.held[at(due)], -1, 0
    while left > 0:
        b += 1
        here = np.int64(state.kept[at(due), at(1 + b)])
        if here > 0:
            left -= here
            n = part_of(state, here)
            state.kept[at(due), at(1 + b)] -= n
            lay(state, end, b * leg.faded + leg.gain, n)
            came += n
    state.held[at(due)] -= came
    return came


@inlined
def lay(state, row, far, n):  # type: ignore[no-untyped-def]
    """n people come to a row after so much travel; between two columns, a fair part goes up."""
    column, last = 1 + int(far), state.kept.shape[1] - 1
    part = far - int(far)
    up = int(n * part + uniform(state.stream)) if part > 0.0 and column < last else 0
    state.kept[at(row), at(min(column, last))] += n - up
    if up > 0:
        state.kept[at(row), at(column + 1)] += up
    state.held[at(row)] += n


@fused
def set_off(given, state, day, arrivals):  # type: ignore[no-untyped-def]
    """Those who boarded this morning a leg of a day, or walk one, travel their first day."""
    for number in range(given.rules.boards):
        row = given.rules.first_leg + number
        if state.held[row] == 0:
            continue
        leg = given.legs[number]
        walkers = np.int64(state.kept[row, 0])
        came = 0
        if walkers > 0:
            n = part_of(state, walkers)
            state.kept[row, 0] -= n
            state.held[row] -= n
            if leg.foot_days == 1:
                lay(state, given.rules.first_step + leg.on_foot, leg.span, n)
                came += n
            else:
                state.on_foot[number, (day + leg.foot_days - 1) % state.on_foot.shape[1]] += n
                state.on_leg[number] += n
        if state.held[row] > state.kept[row, 0]:
            end = given.rules.first_step + leg.morning
            came += ride(state, given.dither, row, (end, leg.pace))
        state.places[leg.end].count += came
        arrivals[leg.link] += came


@inlined
def ride(state, dither, row, way):  # type: ignore[no-untyped-def]
    """People of a row go to another one, so many columns on; gives how many."""
    end, shift = way
    left, column, moved = state.held[row] - state.kept[row, 0], 0, 0
    while left > 0:
        column += 1
        here = np.int64(state.kept[row, column])
        if here > 0:
            left -= here
            n = part_of(state, here)
            state.kept[row, column] -= n
            state.kept[end, column_of(state.kept, dither, column, shift)] += n
            moved += n
    state.held[row] -= moved
    state.held[end] += moved
    return moved
