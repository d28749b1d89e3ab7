"""A day on counts, compiled, for every set of rules; what no rule asks for costs nothing."""

from __future__ import annotations

import numpy as np

from posada.movement.engine.boarding import decide, wake
from posada.movement.engine.competing import note_morning
from posada.movement.engine.going import ALL, note_day
from posada.movement.engine.inhabitants import count_inhabitants
from posada.movement.engine.laying import lay_ways
from posada.movement.engine.lists import call_lists
from posada.movement.engine.quotas import set_out_from
from posada.movement.engine.rounds import rounds_needed
from posada.movement.engine.setting_out import appear, set_out, stand
from posada.movement.engine.state import (
    LIVE,
    MEET,
    MORNINGS,
    at,
    compiled,
    due_row,
    entry,
    inlined,
    leg_of,
    meet,
    night_row,
)
from posada.movement.engine.travelling import arrive, set_off
from posada.movement.random import binomial, uniform


@inlined
def cut_off(given, state, day):  # type: ignore[no-untyped-def]
    """People on a link that closes today will be put back at its start when they get to its end."""
    rules = given.rules
    for number in range(rules.legs):
        if state.on_leg[number] == 0 or not given.gates[day, given.legs[number].link].cut:
            continue
        cut = number + rules.legs
        state.on_leg[cut] += state.on_leg[number]
        state.on_leg[number] = 0
        for slot in range(state.on_foot.shape[1]):
            state.on_foot[cut, slot] += state.on_foot[number, slot]
            state.on_foot[number, slot] = 0
        for later in range(rules.slots):
            move_row(state, due_row(rules, number, later), due_row(rules, cut, later))


@compiled
def move_row(state, old, new):  # type: ignore[no-untyped-def]
    """Everybody of one row goes to another."""
    for column in range(state.kept.shape[1]):
        state.kept[new, column] += state.kept[old, column]
        state.kept[old, column] = 0
    state.held[new] += state.held[old]
    state.held[old] = 0


@inlined
def retire(given, state, day):  # type: ignore[no-untyped-def]
    """Some of those who are in a camp for the night never move again; they still are there."""
    for s in range(given.rules.stops):
        sink = given.days[day, given.stops[s].plain].sink
        row = night_row(given.rules, day + 1, s)
        if sink <= 0.0 or state.held[row] == 0:
            continue
        for column in range(state.kept.shape[1]):
            n = binomial(state.stream, np.int64(state.kept[row, column]), sink)
            state.kept[row, column] -= n
            state.held[row] -= n
            state.held[given.rules.first_end + given.stops[s].plain] += n


@inlined
def anybody_waits(given, state):  # type: ignore[no-untyped-def]
    """Whether somebody is still at a step: links of no length lead back to earlier steps."""
    return state.held[given.rules.first_step : given.rules.first_leg].any()


@compiled
def live_day(given, state, population, day, track):  # type: ignore[no-untyped-def]
    """One day: wake, set out, close, decide, travel in rounds, retire, be called."""
    rules, turn = given.rules, state.turn[0]
    note_day(given, state, day)
    if turn.mode != LIVE:
        meet(state, day, np.int64(0))
    if rules.short_stints:
        wake(given, state, day)
    if rules.exits_compete:
        if turn.laid != given.dates[day].spell + 1:
            turn.laid = given.dates[day].spell + 1
            lay_ways(given, day)
        note_morning(given, state, day)
    set_out(given, state, day, population)
    if rules.by_people:
        count_inhabitants(given, state, population, day)
    if rules.closing:
        cut_off(given, state, day)
    decide(given, state, day, track)
    turn.first, turn.last, turn.where = rules.mornings, given.steps.shape[0], ALL
    last = 0
    if turn.mode == MEET:  # one alone takes part in any one round
        rounds, grain = state.rounds[day], 0
        last = int(uniform(state.stream) * rounds)
    else:
        rounds, grain = rounds_needed(given, state, day)
        state.rounds[day] = rounds
    for left in range(last + 1 if turn.mode == MEET else rounds, last, -1):
        turn.rounds, turn.grain = 1 if turn.mode == MEET else left, grain
        arrive(given, state, day, track.arrivals[day])
        set_off(given, state, day, track.arrivals[day])
        turn.rounds = 1  # who has come in takes part
        if turn.mode != LIVE:
            meet(state, day, MORNINGS + rounds - left)
        waiting = True
        while waiting:
            set_out_from(given, state, day, track)
            waiting = rules.again and anybody_waits(given, state)
    if rules.sinks:
        retire(given, state, day)
    if rules.calls:
        call_lists(given, state, day)


@inlined
def note_night(given, state, day, track):  # type: ignore[no-untyped-def]
    """Write down where people are for the night."""
    rules, places = given.rules, state.places.shape[0]
    if rules.exits_compete or track.people.shape[2] > 1:
        for number in range(rules.stops):
            n, stop = state.held[night_row(rules, day + 1, number)], given.stops[number]
            if rules.sinks and stop.plain == number:
                n += state.held[rules.first_end + number]
            track.people[day, stop.place, stop.group] += n
            if stop.listed:
                track.waiting[day, stop.place] += n
    else:
        for p in range(places):
            track.people[at(day), at(p), 0] = state.places[at(p)].count
    for leg_row in range(state.on_leg.shape[0]):
        n = state.on_leg[at(leg_row)]
        if n > 0:
            track.on_route[at(day), at(leg_of(given, leg_row).link)] += n
    for end in range(track.ends.shape[0]):
        for p in range(places):
            track.ends[end, day, p] = state.held[rules.first_end + end * places + p]


@inlined
def begin(given, state, day, present, listed):  # type: ignore[no-untyped-def]
    """The morning of the first day: those present already, and those of whom the kind is known."""
    for stop in range(listed.shape[0]):
        stand(given, state, day, stop, listed[stop])
    for p in range(present.shape[0]):
        appear(given, state, day, p, present[p])


@entry
def live_days(given, state, people, days, track):  # type: ignore[no-untyped-def]
    """Live the days of one draw from a first to before a last, and write them down.

    `people` are the inhabitants, those present before the first day, and those of whom the stop is
    known.
    """
    population, present, listed = people
    first, last = days
    for day in range(first, last):
        if day == 0:
            begin(given, state, day, present, listed)
        live_day(given, state, population, day, track)
        note_night(given, state, day, track)
