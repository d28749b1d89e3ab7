"""People choose and set out, compiled: in the morning, and when they come in early.

What is called for each row is written into the one loop over the rows, because handing over all
arrays of the state costs as much as the choice itself.
"""

from __future__ import annotations

from posada.movement.flee.choosing import consider
from posada.movement.flee.splitting import pour
from posada.movement.flee.state import compiled, due_row, inlined, night_row

ALL, CAMPS, OTHERS = 0, 1, 2


@inlined
def note_day(given, state, day):  # type: ignore[no-untyped-def]
    """What is added today to the row of a way: 0, the coming night, the day it takes to the end."""
    offsets = state.offsets
    offsets[0], offsets[1] = 0, night_row(given.rules, day + 1, 0)
    for days in range(2, offsets.shape[0]):
        offsets[days] = due_row(given.rules, 0, day + days - 1)


@compiled
def set_out_from(given, state, day, track):  # type: ignore[no-untyped-def]
    """Those whose turn it is stay for the night or take a way."""
    morning, turn = night_row(given.rules, day, 0), state.turn[0]
    for number in range(turn.first, turn.last):
        step = given.steps[number]
        row = step.row + (morning if step.is_morning else 0)
        people = state.held[row]
        if step.on_foot:
            people = state.kept[row, 0]
        elif step.is_morning:
            people -= state.kept[row, 0]
        if people == 0:
            continue
        stop = given.stops[step.stop]
        here = given.days[day, stop.plain]
        if turn.where != ALL and (here.room >= 1.0) != (turn.where == CAMPS):
            continue
        upto, ways, calm = consider(given, state, day, stop)
        chance = 0.0
        if ways > 0:  # who follows a path goes on, or is turned away and has none left
            chance = 1.0 if stop.goal >= 0 else here.movechance
        forced = 0
        if given.rules.short_stints and here.town and not step.is_morning:
            forced = given.rules.hurry
        aim(given, state, (step.first, ways, calm), stop.plain)
        odds, who = (upto, ways, chance), (row, 0 if step.on_foot else 1, people)
        pour(state, given.dither, odds, who, forced)
        for way in range(ways + 1):
            n = state.plan[way].sent
            if n > 0:
                state.plan[way].sent = 0
                state.held[row] -= n
                state.held[state.plan[way].row] += n
                if way < ways and not state.plan[way].refused:
                    leave(state, day, given.ways[step.first + way], n, track)


@inlined
def aim(given, state, choice, stop):  # type: ignore[no-untyped-def]
    """Write into the plan where each way leads, and last to a night at a stop."""
    first, ways, calm = choice
    night = state.offsets[1] + stop
    for number in range(ways):
        way, line = given.ways[first + number], state.plan[number]
        if calm or not line.refused:
            line.refused = False
            line.row, line.shift = way.row + state.offsets[way.days], way.shift
        else:
            line.row, line.shift = night, 0.0
    state.plan[ways].row, state.plan[ways].shift = night, 0.0


@inlined
def leave(state, day, way, n, track):  # type: ignore[no-untyped-def]
    """n people have set out, and are on the road or at the end of the way."""
    state.count[way.start] -= n
    track.departures[day, way.link] += n
    if way.days > 1:
        state.on_leg[way.leg] += n
    elif way.ends:
        state.count[way.end] += n
        track.arrivals[day, way.link] += n
