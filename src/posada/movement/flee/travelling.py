"""The travels of a day under Flee's rules, compiled: legs come to their end, and people go on.

Whatever people have travelled today, they get a whole day's distance on each further link, as in
Flee; they go on while they have travelled less than a day's distance.
"""

from __future__ import annotations

from posada.movement.flee.choosing import WHOLE, consider, part_of, pour
from posada.movement.flee.state import column_of, compiled, due_row, inlined, night_row
from posada.movement.random import uniform


@compiled
def arrive(given, state, day, turn, arrivals):  # type: ignore[no-untyped-def]
    """Those whose last day on a leg this is come to its end, or are put back where it starts."""
    for leg_row in range(state.on_leg.shape[0]):
        if state.on_leg[leg_row] == 0:
            continue
        leg = given.legs[leg_row % given.rules.legs]
        end = given.rules.first_step + leg.on_foot
        if leg_row >= given.rules.legs:
            end = night_row(given.rules, day + 1, leg.put_back)
        came = finish_walk(state, leg, leg_row, day, (end, turn))
        if leg.days > 1:
            if leg_row < given.rules.legs:
                end = given.rules.first_step + leg.late
            due = due_row(given.rules, leg_row, day)
            came += finish_ride(state, leg, due, (end, turn))
        state.on_leg[leg_row] -= came
        if leg_row < given.rules.legs:
            state.count[leg.end] += came
            arrivals[leg.end] += came
        else:
            state.count[leg.start] += came


@inlined
def finish_walk(state, leg, leg_row, day, way):  # type: ignore[no-untyped-def]
    """Those who walked a first link of more than a day come to a row; gives how many."""
    end, turn = way
    slot = day % state.on_foot.shape[1]
    if state.on_foot[leg_row, slot] == 0:
        return 0
    n = part_of(state.stream, state.on_foot[leg_row, slot], turn)
    state.on_foot[leg_row, slot] -= n
    days = leg.foot_days - 1
    far = leg.foot_pace * (1.0 - 0.5**days) + leg.span - days * leg.foot_pace
    lay(state, end, far, n)
    return n


@inlined
def finish_ride(state, leg, due, way):  # type: ignore[no-untyped-def]
    """Those who are due at the end of a leg today come to a row; gives how many."""
    end, turn = way
    left, b, came = state.held[due], -1, 0
    faded = 0.5 ** (leg.days - 1)
    while left > 0:
        b += 1
        here = int(state.kept[due, 1 + b])
        if here > 0:
            left -= here
            n = part_of(state.stream, here, turn)
            state.kept[due, 1 + b] -= n
            lay(state, end, b * faded + leg.gain, n)
            came += n
    state.held[due] -= came
    return came


@compiled
def lay(state, row, far, n):  # type: ignore[no-untyped-def]
    """n people come to a row after so much travel; between two columns, a fair part goes up."""
    low = n - int(n * (far - int(far)) + uniform(state.stream))
    last = state.kept.shape[1] - 1
    state.kept[row, min(1 + int(far), last)] += low
    state.kept[row, min(2 + int(far), last)] += n - low
    state.held[row] += n


@compiled
def set_off(given, state, day, turn, arrivals):  # type: ignore[no-untyped-def]
    """Those who boarded this morning travel their first day."""
    for number in range(given.rules.legs):
        row = given.rules.first_leg + number
        if state.held[row] == 0:
            continue
        leg = given.legs[number]
        walkers = int(state.kept[row, 0])
        came = 0
        if walkers > 0:
            n = part_of(state.stream, walkers, turn)
            state.kept[row, 0] -= n
            state.held[row] -= n
            if leg.foot_days == 1:
                lay(state, given.rules.first_step + leg.on_foot, leg.span, n)
                came += n
            else:
                state.on_foot[number, (day + leg.foot_days - 1) % state.on_foot.shape[1]] += n
                state.on_leg[number] += n
        end = given.rules.first_step + leg.morning
        if leg.days > 1:
            end = due_row(given.rules, number, day + leg.days - 1)
        n = ride(state, given.dither, row, (end, leg.pace, turn))
        if leg.days > 1:
            state.on_leg[number] += n
        else:
            came += n
        state.count[leg.end] += came
        arrivals[leg.end] += came


@inlined
def ride(state, dither, row, way):  # type: ignore[no-untyped-def]
    """People of a row go to another one, so many columns on; gives how many."""
    end, shift, turn = way
    left, column, moved = state.held[row] - state.kept[row, 0], 0, 0
    while left > 0:
        column += 1
        here = int(state.kept[row, column])
        if here > 0:
            left -= here
            n = part_of(state.stream, here, turn)
            state.kept[row, column] -= n
            state.kept[end, column_of(state.kept, dither, column, shift)] += n
            moved += n
    state.held[row] -= moved
    state.held[end] += moved
    return moved


@compiled
def go_on(given, state, day, track):  # type: ignore[no-untyped-def]
    """Who came in early goes on, until everybody stays or is on the road for the night.

    Once over the steps is enough, but where links of no length lead back to earlier steps.
    """
    pass_steps(given, state, day, track)
    while given.rules.again and anybody_waits(given, state):
        pass_steps(given, state, day, track)


@compiled
def anybody_waits(given, state):  # type: ignore[no-untyped-def]
    """Whether somebody is still at a step of today's journey."""
    for step in range(given.steps.shape[0]):
        if state.held[given.rules.first_step + step] > 0:
            return True
    return False


@compiled
def pass_steps(given, state, day, track):  # type: ignore[no-untyped-def]
    """Who came in early goes on, or stays the night; step by step, in the order of a day."""
    rules = given.rules
    for step in range(given.steps.shape[0]):
        row = rules.first_step + step
        if state.held[row] == 0:
            continue
        s, first_way = given.steps[step].stop, given.steps[step].first
        stop, night = given.stops[s], night_row(rules, day + 1, s)
        here = given.days[day, stop.plain]
        upto, guide, ways = consider(given, state, day, stop)
        chance = here.movechance if ways > 0 else 0.0
        forced = rules.hurry if ways > 0 and rules.short_stints and here.town else 0
        if stop.goal >= 0:  # who is turned away has no path left
            chance, night = 1.0, night_row(rules, day + 1, stop.plain)
        for number in range(ways):
            aim(given, state, day, (number, night), given.ways[first_way + number])
        state.plan[ways].row, state.plan[ways].shift = night, 0.0
        people = (row, state.held[row], ways, chance)
        pour(
            state.stream, state.kept, given.dither, state.plan, (upto, guide), people, forced, WHOLE
        )
        state.held[row] = 0
        for number in range(ways + 1):
            n = state.plan[number].sent
            if n > 0:
                state.plan[number].sent = 0
                state.held[state.plan[number].row] += n
                if number < ways and not state.plan[number].refused:
                    leg = given.ways[first_way + number].leg
                    leave(given, state, day, (leg, n), track)


@inlined
def aim(given, state, day, line, way):  # type: ignore[no-untyped-def]
    """Write into the plan where a way leads: to a step, to a night, or to a day on the road."""
    number, night = line
    leg, plan = given.legs[way.leg], state.plan[number]
    plan.shift = 0.0 if plan.refused else way.shift
    if plan.refused:
        plan.row = night
    elif leg.days > 1:
        plan.row = due_row(given.rules, way.leg, day + leg.days - 1)
    elif way.step >= 0:
        plan.row = given.rules.first_step + way.step
    else:
        plan.row = night_row(given.rules, day + 1, leg.arrive)


@inlined
def leave(given, state, day, group, track):  # type: ignore[no-untyped-def]
    """n people have set out on a leg, and are at its end today when it takes no more than a day."""
    number, n = group
    leg = given.legs[number]
    state.count[leg.start] -= n
    track.departures[day, leg.start] += n
    if leg.days > 1:
        state.on_leg[number] += n
    else:
        state.count[leg.end] += n
        track.arrivals[day, leg.end] += n
