"""People choose and set out, compiled: in the morning, and when they come in early.

What is called for each row is written into the one loop over the rows, because handing over all
arrays of the state costs as much as the choice itself.
"""

from __future__ import annotations

from posada.movement.engine.choosing import consider
from posada.movement.engine.competing import compete
from posada.movement.engine.inhabitants import chance_to_move
from posada.movement.engine.splitting import pour
from posada.movement.engine.state import at, due_row, fused, inlined, night_row

ALL, CAMPS, OTHERS = 0, 1, 2


@inlined
def note_day(given, state, day):  # type: ignore[no-untyped-def]
    """What is added today to the row of a way: 0, the coming night, the day it takes to the end."""
    offsets = state.offsets
    offsets[0], offsets[1] = 0, night_row(given.rules, day + 1, 0)
    for days in range(2, offsets.shape[0]):
        offsets[days] = due_row(given.rules, 0, day + days - 1)


@fused
def go_from(given, state, day, track):  # type: ignore[no-untyped-def]
    """Those whose turn it is stay for the night or take a way."""
    morning, turn = night_row(given.rules, day, 0), state.turn[0]
    for number in range(turn.first, turn.last):
        step = given.steps[at(number)]
        row = step.row + (morning if step.is_morning else 0)
        people = state.held[at(row)]
        if step.on_foot:
            people = state.kept[at(row), at(0)]
        elif step.is_morning:
            people -= state.kept[at(row), at(0)]
        if people == 0:
            continue
        stop = given.stops[at(step.stop)]
        chance, forced = 0.0, 0
        if stop.exits_compete:
            upto, ways, calm = state.upto, compete(given, state, day, step), True
            if ways > 0:
                chance = upto[ways - 1] / upto[ways]
        else:
            here = given.days[at(day), at(stop.plain)]
            if turn.where != ALL and (here.room >= 1.0) != (turn.where == CAMPS):
                continue
            upto, ways, calm = consider(given, state, day, stop)
            if ways > 0:  # who follows a path goes on, or is turned away and has none left
                chance = 1.0 if stop.goal >= 0 else chance_to_move(given, state, day, stop)
            if given.rules.short_stints and here.town and not step.is_morning:
                forced = given.rules.hurry
        aim(given, state, (step.first, ways, calm), stop.plain)
        odds, who = (upto, ways, chance), (row, 0 if step.on_foot else 1, people)
        pour(state, given.dither, odds, who, forced)
        for way in range(ways + 1):
            line = state.plan[at(way)]
            n = line.sent
            if n > 0:
                line.sent = 0
                state.held[at(row)] -= n
                state.held[at(line.row)] += n
                if way < ways and not line.refused:
                    taken = given.ways[at(step.first + way)]
                    leave(state, day, taken, n, track)
                    if given.rules.quotas and taken.link >= 0:
                        state.gone[at(step.first + way)] = n
                        state.links[at(taken.link)].asking += n


@inlined
def aim(given, state, choice, stop):  # type: ignore[no-untyped-def]
    """Write into the plan where each way leads, and last to a night at a stop."""
    first, ways, calm = choice
    night, columns = state.offsets[1] + stop, state.kept.shape[1]
    for number in range(ways):
        way, line = given.ways[at(first + number)], state.plan[at(number)]
        row, shift = way.row + state.offsets[at(way.days)], way.shift
        if calm:
            line.refused = False
        elif line.refused:
            row, shift = night, 0.0
        line.row, line.to, line.shift = row, row * columns, shift
    rest = state.plan[at(ways)]
    rest.row, rest.to, rest.shift = night, night * columns, 0.0


@inlined
def leave(state, day, way, n, track):  # type: ignore[no-untyped-def]
    """n people have set out, and are on the road or at the end of the way."""
    state.places[at(way.start)].count -= n
    if way.link >= 0:
        track.departures[at(day), at(way.link)] += n
    if way.days > 1:
        state.on_leg[at(way.leg)] += n
    elif way.ends:
        state.places[at(way.end)].count += n
        if way.link >= 0:
            track.arrivals[at(day), at(way.link)] += n
