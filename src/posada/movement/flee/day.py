"""A day under Flee's rules on counts, compiled, in Flee's order: set out, close, decide, travel."""

from __future__ import annotations

import math

import numpy as np

from posada.movement.flee.boarding import decide, wake
from posada.movement.flee.choosing import crowding, weigh
from posada.movement.flee.going import ALL, note_day, set_out_from
from posada.movement.flee.splitting import share
from posada.movement.flee.state import (
    LIVE,
    MEET,
    MORNINGS,
    MOST_ROUNDS,
    compiled,
    due_row,
    inlined,
    meet,
    night_row,
)
from posada.movement.flee.travelling import arrive, set_off
from posada.movement.random import binomial, poisson, uniform

GRAIN = 0.125  # part of a round that people of one kind can make up and still go together
MOST_TOGETHER = 10**9
CONSTANT, POP_RATIO = 1, 2  # why people set out, as `newcomers.Drive` numbers it


@compiled
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


@compiled
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
    places = state.count.shape[0]
    for p in range(places):
        room = given.days[day, p].room
        if room < 1.0 or state.count[p] >= room:
            continue
        coming = 0.0
        for stop in range(p, state.coming.shape[0], places):
            coming += state.coming[stop]
        if crowding(room, state.count[p], buffer) >= 0.5:
            for c in range(given.into[p], given.into[p + 1]):
                coming += state.coming[given.origins[c]] * drawn_to(given, state, day, c, p)
        if state.count[p] + coming > buffer * room:
            band = max(room * (1.0 - buffer), 1.0)
            needed = max(needed, int(given.rules.fineness * coming / band) + 1)
            grain = min(grain, GRAIN * band / given.rules.fineness)
    return min(needed, MOST_ROUNDS), int(min(grain, MOST_TOGETHER))


@compiled
def cut_off(given, state, day):  # type: ignore[no-untyped-def]
    """People on a link that closes today will be put back at its start when they get to its end."""
    rules = given.rules
    for number in range(rules.legs):
        if state.on_leg[number] == 0 or not given.cut[day, given.legs[number].link]:
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


@compiled
def set_out(given, state, day, population):  # type: ignore[no-untyped-def]
    """Newcomers appear in conflict zones before anybody moves."""
    places = population.shape[0]
    n = given.anywhere[day]
    total = 0.0
    for p in range(places):
        total += max(population[p], 0.0) * given.days[day, p].spawn
    for p in range(places):
        weight = max(population[p], 0.0) * given.days[day, p].spawn
        k = 0
        if n > 0 and weight > 0.0:
            k = binomial(state.stream, n, share(weight, total))
            total -= weight
            n -= k
        if given.rules.mode > 0:
            k = driven(given, state, given.days[day, p], population[p])
        if k > 0:
            appear(given, state, day, p, k)
        if given.rules.take:
            population[p] -= k


@inlined
def driven(given, state, here, population):  # type: ignore[no-untyped-def]
    """How many set out from a place because of its conflict or flood."""
    if given.rules.mode == CONSTANT:
        return int(here.driven * here.strength)
    if given.rules.mode == POP_RATIO:
        return int(here.driven * population * here.strength)
    return poisson(state.stream, here.driven * here.strength)


@compiled
def appear(given, state, day, p, n):  # type: ignore[no-untyped-def]
    """n people who have not travelled yet stand at a place, each of a kind."""
    left, places = 1.0, given.mix.shape[0]
    for kind in range(given.mix.shape[1]):
        part = given.mix[p, kind]
        if n > 0 and part > 0.0:
            k = binomial(state.stream, n, share(part, left))
            stand(given, state, day, kind * places + p, k)
            left -= part
            n -= k


@compiled
def stand(given, state, day, stop, n):  # type: ignore[no-untyped-def]
    """n people of one kind who have not travelled yet stand at a place."""
    row = night_row(given.rules, day, stop)
    state.kept[row, 0 if given.rules.on_foot else 1] += n
    state.held[row] += n
    state.count[given.stops[stop].place] += n


@compiled
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
            state.retired[s] += n


@compiled
def note_kinds(given, state, day, of_kind):  # type: ignore[no-untyped-def]
    """Write down how many of each kind are at each place for the night."""
    places = state.count.shape[0]
    for s in range(given.rules.stops):
        stop = given.stops[s]
        here = state.held[night_row(given.rules, day + 1, s)] + state.retired[s]
        of_kind[day, stop.place, stop.plain // places] += here


@inlined
def anybody_waits(given, state):  # type: ignore[no-untyped-def]
    """Whether somebody is still at a step: links of no length lead back to earlier steps."""
    return state.held[given.rules.first_step : given.rules.first_leg].any()


@compiled
def live_day(given, state, population, day, track):  # type: ignore[no-untyped-def]
    """One day, in Flee's order."""
    note_day(given, state, day)
    if given.rules.short_stints:
        wake(given, state, day)
    set_out(given, state, day, population)
    if given.rules.closing:
        cut_off(given, state, day)
    decide(given, state, day, track)
    turn = state.turn[0]
    turn.first, turn.last, turn.where = given.rules.mornings, given.steps.shape[0], ALL
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
        set_out_from(given, state, day, track)
        while given.rules.again and anybody_waits(given, state):
            set_out_from(given, state, day, track)
    if given.rules.sinks:
        retire(given, state, day)
    legs = given.rules.legs
    for p in range(state.count.shape[0]):
        track.people[day, p] = state.count[p]
    if track.of_kind.shape[2] > 0:
        note_kinds(given, state, day, track.of_kind)
    for leg_row in range(state.on_leg.shape[0]):
        if state.on_leg[leg_row] > 0:
            track.on_route[day, given.legs[leg_row % legs].link] += state.on_leg[leg_row]


@compiled
def begin(given, state, present, listed):  # type: ignore[no-untyped-def]
    """The morning of the first day: those present already, and those of whom the kind is known."""
    for stop in range(listed.shape[0]):
        stand(given, state, 0, stop, listed[stop])
    for p in range(present.shape[0]):
        appear(given, state, 0, p, present[p])


@compiled
def live_all_days(given, state, people, listed, track):  # type: ignore[no-untyped-def]
    """Live every day of one draw and write down where people are each night.

    `people` are the inhabitants, and those present before the first day; `listed` those of whom
    the kind is known.
    """
    population, present = people
    begin(given, state, present, listed)
    for day in range(given.days.shape[0]):
        live_day(given, state, population, day, track)
