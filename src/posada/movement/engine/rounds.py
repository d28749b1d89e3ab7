"""In how many rounds people travel on a day, compiled: many where order matters near capacity."""

from __future__ import annotations

import math

from posada.movement.engine.choosing import crowding, weigh
from posada.movement.engine.state import MOST_ROUNDS, compiled, due_row, inlined

GRAIN = 0.125  # part of a round that people of one kind can make up and still go together
MOST_TOGETHER = 10**9


@inlined
def count_coming(given, state, day):  # type: ignore[no-untyped-def]
    """People of each kind who come to each place today before anybody goes on."""
    state.coming[:] = 0
    for number in range(given.rules.legs):
        leg, row = given.legs[number], given.rules.first_leg + number
        if state.on_leg[number] > 0:
            state.coming[leg.plain] += state.on_foot[number, day % state.on_foot.shape[1]]
            if leg.days > 1:
                state.coming[leg.plain] += state.held[due_row(given.rules, number, day)]
        if leg.foot_days == 1:
            state.coming[leg.plain] += state.kept[row, 0]
        if leg.days == 1:
            state.coming[leg.plain] += state.held[row] - state.kept[row, 0]


@inlined
def drawn_to(given, state, day, number, goal):  # type: ignore[no-untyped-def]
    """The part of those who go on from an origin of a place that now would choose that place."""
    if state.coming[given.origins[number]] == 0:
        return 0.0
    stop = given.stops[given.origins[number]]
    ways, part, before = weigh(given, state, day, stop), 0.0, 0.0
    for way in range(ways):
        if given.choices[stop.first + way].goal == goal:
            part += state.upto[way] - before
        before = state.upto[way]
    return part / before if before > 0.0 else 0.0


@compiled
def rounds_needed(given, state, day):  # type: ignore[no-untyped-def]
    """Rounds in which people travel today: many when a camp fills so fast that order matters.

    Flee moves one person after another, and each sees the camps as those before have left them.
    A round moves a random part of everybody; within it camps fill with each group that comes in.
    """
    needed, grain, buffer = 1, math.inf, given.rules.buffer
    if given.rules.fineness == 0.0 or given.limited.shape[0] == 0:
        return needed, 0
    count_coming(given, state, day)
    places = state.places.shape[0]
    for p in range(places):
        room = given.days[day, p].room
        if room < 1.0 or state.places[p].count >= room:
            continue
        coming = 0.0
        for stop in range(p, state.coming.shape[0], places):
            coming += state.coming[stop]
        if crowding(room, state.places[p].count, buffer) >= 0.5:
            for c in range(given.into[p], given.into[p + 1]):
                coming += state.coming[given.origins[c]] * drawn_to(given, state, day, c, p)
        if state.places[p].count + coming > buffer * room:
            band = max(room * (1.0 - buffer), 1.0)
            needed = max(needed, int(given.rules.fineness * coming / band) + 1)
            grain = min(grain, GRAIN * band / given.rules.fineness)
    return min(needed, MOST_ROUNDS), int(min(grain, MOST_TOGETHER))
