"""Which way people take under Flee's rules, compiled: weights, filling camps, who picks what."""

from __future__ import annotations

from posada.movement.flee.state import column_of, compiled, inlined
from posada.movement.random import binomial, uniform

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
def weigh(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Write the weights of the ways from a stop into the plan, added up; gives how many ways."""
    plan, ways = state.plan, stop.last - stop.first
    if stop.goal >= 0:
        plan[0].upto = 1.0
        plan[0].refused = not can_go_on(given, state, day, stop)
        return 1
    total, best = 0.0, 0.0
    for way in range(ways):
        weight = max(given.weights[day, stop.first + way], 0.0)
        goal = given.choices[stop.first + way].goal
        here = given.days[day, goal]
        factor = crowding(here.room, state.count[goal], given.rules.buffer)
        plan[way].refused = here.camp and factor < 0.5
        if factor < 1.0:
            weight *= factor**given.rules.power
        best = max(best, weight)
        total += weight
        plan[way].upto = total
    if total <= 0.0:
        total = any_way(plan, given.weights[day, stop.first : stop.last])
    elif given.rules.prune > 1.001:
        prune(plan, ways, best / given.rules.prune)
    return ways if total > 0.0 else 0


@compiled
def any_way(plan, weights):  # type: ignore[no-untyped-def]
    """All ways are worth nothing: Flee takes any that is open; gives the sum of weights."""
    total = 0.0
    for way in range(len(weights)):
        total += 1.0 if weights[way] >= 0.0 else 0.0
        plan[way].upto = total
    return total


@compiled
def prune(plan, ways, least):  # type: ignore[no-untyped-def]
    """Ways that are worth less than the least are not thought of."""
    total, before = 0.0, 0.0
    for way in range(ways):
        weight = plan[way].upto - before
        before = plan[way].upto
        total += weight if weight >= least else 0.0
        plan[way].upto = total


@compiled
def share(weight, total):  # type: ignore[no-untyped-def]
    """Chance of one thing among those left; the last takes everybody, whatever rounding says."""
    return weight / total if weight < total * (1.0 - 1e-9) else 1.0


@inlined
def part_of(stream, n, rounds):  # type: ignore[no-untyped-def]
    """Those of n people who take part in this round, when so many rounds are left."""
    return n if rounds == 1 else binomial(stream, n, 1.0 / rounds)


@compiled
def pour(stream, kept, dither, plan, guide, people, forced, rounds):  # type: ignore[no-untyped-def]
    """People of a row do what the plan says; its last line is to stay for the night.

    `people` is: the row, how many are in it, how many ways there are, the chance to take one.
    Below the column `forced` everybody takes one. So many `rounds` are left.
    """
    source, left, ways, chance = people
    column, guided = -1, False
    while left > 0:
        column += 1
        here = int(kept[source, column])
        if here == 0:
            continue
        left -= here
        n = part_of(stream, here, rounds)
        kept[source, column] = here - n
        likely = 1.0 if column < forced else chance
        if likely <= 0.0:
            move(kept, dither, plan[ways], column, n)
            continue
        if n > FEW * ways and likely < 1.0:
            stay = n - binomial(stream, n, likely)
            move(kept, dither, plan[ways], column, stay)
            n, likely = n - stay, 1.0
        if n <= FEW * ways:
            if not guided:
                write_guide(plan, guide, ways)
                guided = True
            ask_each(stream, kept, dither, plan, guide, (ways, column, n, likely))
        else:
            share_out(stream, kept, dither, plan, (ways, column, n))


@compiled
def move(kept, dither, line, column, n):  # type: ignore[no-untyped-def]
    """n people of a column do what a line of the plan says."""
    line.sent += n
    kept[line.row, column_of(kept, dither, column, line.shift)] += n


@compiled
def write_guide(plan, guide, ways):  # type: ignore[no-untyped-def]
    """For each equal part of the sum of weights, the first way that reaches beyond its start."""
    total, way, parts = plan[ways - 1].upto, 0, guide.shape[0] - 1
    for part in range(parts):
        while way < ways - 1 and plan[way].upto * parts <= part * total:
            way += 1
        guide[part] = way
    guide[parts] = way


@compiled
def ask_each(stream, kept, dither, plan, guide, people):  # type: ignore[no-untyped-def]
    """Each of n people picks a way with some chance, or stays; quicker when they are few."""
    ways, column, n, chance = people
    total = plan[ways - 1].upto
    everything, parts = total / chance, (guide.shape[0] - 1) / total
    for _ in range(n):
        mark, way = uniform(stream) * everything, ways
        if mark < total:
            way = guide[int(mark * parts)]
            while mark >= plan[way].upto:
                way += 1
        move(kept, dither, plan[way], column, 1)


@compiled
def share_out(stream, kept, dither, plan, people):  # type: ignore[no-untyped-def]
    """n people all pick a way; quicker when they are many."""
    ways, column, n = people
    before, left = 0.0, plan[ways - 1].upto
    for way in range(ways):
        weight = plan[way].upto - before
        before = plan[way].upto
        if weight > 0.0 and n > 0:
            k = binomial(stream, n, share(weight, left))
            move(kept, dither, plan[way], column, k)
            n -= k
            left -= weight
