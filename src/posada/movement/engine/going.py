"""People choose and set out, compiled: in the morning, and when they come in early.

What is called for each row is written into the one loop over the rows, because handing over all
arrays of the state costs as much as the choice itself.
"""

from __future__ import annotations

from posada.movement.engine.choosing import consider
from posada.movement.engine.competing import compete
from posada.movement.engine.inhabitants import chance_to_move
from posada.movement.engine.splitting import ask_together, pour, seat
from posada.movement.engine.state import at, due_row, fused, inlined, night_row
from posada.movement.fractions import LANES, ones_among

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
        goals = step.first, ways, state.offsets[1] + stop.plain
        few = calm and people <= LANES and chance > 0.0 and not given.rules.quotas
        if not few:
            aim(given, state, goals, calm)
        odds, who = (upto, ways, chance), (row, 0 if step.on_foot else 1, people)
        word = pour(state, given.dither, odds, who, (forced, few))
        if few:
            state.held[at(row)] -= word[1]
            ask_together(go_at_once, (given, day, track, goals), state, odds, word)
        else:
            carry_out(given, state, day, track, (row, *goals))


@inlined
def aim(given, state, goals, calm):  # type: ignore[no-untyped-def]
    """Write into the plan where each way leads, and last to the night where people are."""
    first, ways, night = goals
    columns = state.kept.shape[1]
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
def carry_out(given, state, day, track, goals):  # type: ignore[no-untyped-def]
    """Those whom the plan has sent from a row are where it leads; nobody is sent any more."""
    row, first, ways, night = goals
    moved = state.plan[at(ways)].sent
    state.plan[at(ways)].sent = 0
    state.held[at(night)] += moved
    for number in range(ways):
        line = state.plan[at(number)]
        n = line.sent
        line.sent, moved = 0, moved + n
        state.held[at(line.row)] += n
        if not line.refused:
            way = given.ways[at(first + number)]
            leave(state, day, way, n, track)
            if given.rules.quotas and way.link >= 0:
                state.gone[at(first + number)] = n
                state.links[at(way.link)].asking += n
    state.held[at(row)] -= moved


@fused
def go_at_once(now, state, number, cells, people):  # type: ignore[no-untyped-def]
    """People of a word take a way of a step, or stay for the night: without a plan."""
    given, day, track, (first, ways, night) = now
    n, row, shift = ones_among(people), night, 0.0
    if number < ways:
        way = given.ways[at(first + number)]
        row, shift = way.row + state.offsets[at(way.days)], way.shift
        leave(state, day, way, n, track)
    state.held[at(row)] += n
    seat(state, (row * state.kept.shape[1], shift), cells, people)


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
