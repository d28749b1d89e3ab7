"""Which way people take under Flee's rules, compiled: weights, filling camps, who picks what."""

from __future__ import annotations

import math

from posada.movement.flee.odds import FARTHEST
from posada.movement.flee.state import column_of, compiled, inlined
from posada.movement.random import binomial, uniform

WHOLE = (1, 0)  # everybody takes part in this round
FEW = 8  # people for each way, up to which asking each of them is quicker than binomial numbers


@compiled
def crowding(room, count, buffer):  # type: ignore[no-untyped-def]
    """The factor by which a filling camp draws fewer people: 1 up to the buffer, 0 when full."""
    start = buffer * room
    if room < 1.0 or count <= start:
        return 1.0
    return 0.0 if count >= room else 1.0 - (count - start) / (room - start)


@inlined
def turned_away(given, state, day, goal):  # type: ignore[no-untyped-def]
    """Nobody sets out for a camp that is nearly full."""
    here = given.days[day, goal]
    return here.camp and crowding(here.room, state.count[goal], given.rules.buffer) < 0.5


@inlined
def can_go_on(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Whether the path that people have left still leads on."""
    if stop.onward < 0 or not given.open[day, given.legs[stop.onward].link]:
        return False
    return not turned_away(given, state, day, stop.goal)


@inlined
def is_calm(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Whether no camp that can be chosen at a stop fills up, so that the odds are those known."""
    for c in range(given.limit_from[stop], given.limit_from[stop + 1]):
        goal = given.limited[c]
        if state.count[goal] > given.days[day, goal].brim:
            return False
    return True


@inlined
def consider(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Write into the plan which ways turn people away; gives the odds, their guide, how many ways.

    Who has a path left follows it. Without a way to take, everybody stays: no ways.
    """
    ways, upto, guide = stop.last - stop.first, state.upto, state.guide
    if stop.goal >= 0:
        ways, upto[0], upto[1] = 1, 1.0, 1.0
        guide[:] = 0
        state.plan[0].refused = not can_go_on(given, state, day, stop)
    elif is_calm(given, state, day, stop.plain):
        spell, first = given.spell[day], stop.first + stop.plain
        upto = given.upto[spell, first : first + ways + 1]
        guide = given.guides[spell, stop.plain]
        ways = ways if upto[ways] > 0.0 else 0
        for way in range(ways):
            state.plan[way].refused = False
    else:
        ways = weigh(given, state, day, stop)
    return upto, guide, ways


@compiled
def weigh(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Add up the weights of the ways from a place, seeing who is turned away; gives how many."""
    upto, ways = state.upto, stop.last - stop.first
    total, best = 0.0, 0.0
    for way in range(ways):
        weight = max(given.weights[day, stop.first + way], 0.0)
        goal = given.choices[stop.first + way].goal
        here = given.days[day, goal]
        factor = crowding(here.room, state.count[goal], given.rules.buffer)
        state.plan[way].refused = here.camp and factor < 0.5
        if factor < 1.0:
            weight *= factor**given.rules.power
        best = max(best, weight)
        total += weight
        upto[way] = total
    if total <= 0.0:
        total = any_way(upto, given.weights[day, stop.first : stop.last])
    elif given.rules.prune > 1.001:
        total = prune(upto, ways, best / given.rules.prune)
    if total <= 0.0:
        return 0
    chance = given.days[day, stop.plain].movechance
    upto[ways] = total / chance if chance > 0.0 else math.inf
    write_guide(upto, state.guide, ways)
    return ways


@compiled
def any_way(upto, weights):  # type: ignore[no-untyped-def]
    """All ways are worth nothing: Flee takes any that is open; gives the sum of weights."""
    total = 0.0
    for way in range(len(weights)):
        total += 1.0 if weights[way] >= 0.0 else 0.0
        upto[way] = total
    return total


@compiled
def prune(upto, ways, least):  # type: ignore[no-untyped-def]
    """Ways that are worth less than the least are not thought of; gives the sum of weights."""
    total, before = 0.0, 0.0
    for way in range(ways):
        weight = upto[way] - before
        before = upto[way]
        total += weight if weight >= least else 0.0
        upto[way] = total
    return total


@compiled
def write_guide(upto, guide, ways):  # type: ignore[no-untyped-def]
    """For each equal part of the sum of weights, the first line that reaches beyond its start."""
    everything, way, parts = upto[ways], 0, guide.shape[0] - 1
    for part in range(parts + 1):
        while way < min(ways, FARTHEST) and upto[way] * parts <= part * everything:
            way += 1
        guide[part] = way


@compiled
def share(weight, total):  # type: ignore[no-untyped-def]
    """Chance of one thing among those left; the last takes everybody, whatever rounding says."""
    return weight / total if weight < total * (1.0 - 1e-9) else 1.0


@inlined
def part_of(stream, n, turn):  # type: ignore[no-untyped-def]
    """Those of n people who take part in this round.

    A turn is how many rounds are left, and the grain: so few people go in one round, all together;
    more are spread over the rounds as evenly as whole persons can be.
    """
    rounds, grain = turn
    if rounds == 1:
        return n
    draw = uniform(stream) * rounds
    return int((n + draw) / rounds) if n > grain else n * int(draw < 1.0)


@compiled
def pour(stream, kept, dither, plan, odds, people, forced, turn):  # type: ignore[no-untyped-def]
    """People of a row do what the plan says; its last line is to stay for the night.

    `odds` are the sums of weights and their guide. `people` is: the row, how many are in it, how
    many ways there are, the chance to take one. Below the column `forced` everybody takes one.
    """
    source, left, ways, chance = people
    upto, guide = odds
    column = -1
    while left > 0:
        column += 1
        here = int(kept[source, column])
        if here == 0:
            continue
        left -= here
        n = part_of(stream, here, turn)
        kept[source, column] = here - n
        certain = column < forced or chance >= 1.0
        if not certain and chance <= 0.0:
            move(kept, dither, plan[ways], column, n)
        elif n <= FEW * ways:
            ask_each(stream, kept, dither, plan, (upto, guide), (ways, column, n, certain))
        else:
            if not certain:
                stay = n - binomial(stream, n, chance)
                move(kept, dither, plan[ways], column, stay)
                n -= stay
            share_out(stream, kept, dither, plan, (upto, ways, column, n))


@inlined
def move(kept, dither, line, column, n):  # type: ignore[no-untyped-def]
    """n people of a column do what a line of the plan says."""
    line.sent += n
    kept[line.row, column_of(kept, dither, column, line.shift)] += n


@inlined
def ask_each(stream, kept, dither, plan, odds, people):  # type: ignore[no-untyped-def]
    """Each of n people picks a way, or stays unless all certainly go; quicker when they are few."""
    upto, guide = odds
    ways, column, n, certain = people
    parts = (guide.shape[0] - 1) / upto[ways]
    reach = upto[ways - 1] if certain else upto[ways]
    for _ in range(n):
        mark = uniform(stream) * reach
        way = int(guide[int(mark * parts)])
        while mark >= upto[way]:
            way += 1
        move(kept, dither, plan[way], column, 1)


@inlined
def share_out(stream, kept, dither, plan, people):  # type: ignore[no-untyped-def]
    """n people all pick a way; quicker when they are many."""
    upto, ways, column, n = people
    before, left = 0.0, upto[ways - 1]
    for way in range(ways):
        weight = upto[way] - before
        before = upto[way]
        if weight > 0.0 and n > 0:
            k = binomial(stream, n, share(weight, left))
            move(kept, dither, plan[way], column, k)
            n -= k
            left -= weight
