"""How people of a row split among the things that they can do, compiled.

Those of one column are exchangeable, so a multinomial number says how many do each thing. It is
drawn in the way that is quickest for so many people: one by one, all in one word, or in a chain of
binomial numbers.
"""

from __future__ import annotations

import numpy as np

from posada.movement.engine.state import at, column_of, compiled, inlined
from posada.movement.random import binomial, next_word, ones_among, uniform

PERSONS_A_WAY = 2  # up to so many, asking one by one is quicker than all together
RARELY, FEW_LEAVE = 0.05, 4.0  # up to such a chance and mean, leavers are picked one by one
LANES = 64
EVERY_BIT = np.uint64(0xFFFFFFFFFFFFFFFF)
BITS = 2.0**64


@compiled
def share(weight, total):  # type: ignore[no-untyped-def]
    """Chance of one thing among those left; the last takes everybody, whatever rounding says."""
    return weight / total if weight < total * (1.0 - 1e-9) else 1.0


@inlined
def part_of(state, n):  # type: ignore[no-untyped-def]
    """Those of n people who take part in this round; many are spread evenly over all rounds."""
    turn = state.turn[0]
    if turn.rounds == 1:
        return n
    draw = uniform(state.stream) * turn.rounds
    return int((n + draw) / turn.rounds) if n > turn.grain else n * int(draw < 1.0)


@inlined
def pour(state, dither, odds, people, forced):  # type: ignore[no-untyped-def]
    """People of a row do what the plan says; its last line is to stay for the night.

    `odds` are the sums of weights, how many ways there are, the chance to take one. `people` is:
    the row, its first column, how many are in it from there on. Below the column `forced` everybody
    takes a way.
    """
    upto, ways, chance = odds
    row, column, left = people
    start = row * state.kept.shape[1]
    alike = forced <= column and state.turn[0].rounds == 1
    if alike and 0.0 < chance < RARELY and left * chance < FEW_LEAVE:
        left -= pick_leavers(state, dither, upto, (ways, chance, start + column, left))
        chance = 0.0
    few, column, n = left <= PERSONS_A_WAY * ways, column - 1, 0
    cells, used, sure = 0, 0, 0
    if ways > 0 and not few:
        set_gates(state, upto, ways)
    while left > 0 or n > 0:
        if n == 0:
            column += 1
            here = np.int64(state.flat[at(start + column)])
            if here == 0:
                continue
            left -= here
            n = part_of(state, here)
            state.flat[at(start + column)] = here - n
            certain = column < forced or chance >= 1.0
            if chance <= 0.0 and not certain:
                move(state, dither, state.plan[at(ways)], column, n)
                n = 0
            elif few:
                ask_each(state, dither, upto, (ways, column, n, certain))
                n = 0
            elif n > LANES:
                share_out(state, dither, upto, (ways, column, n, chance, certain))
                n = 0
        joins = min(n, LANES - used)
        if joins > 0:
            cell = state.lanes[at(cells)]
            cell.far, cell.start = column + dither[at(column)], used
            cell.mask = EVERY_BIT >> at(LANES - joins)
            cells, used, n = cells + 1, used + joins, n - joins
            sure = used if certain else sure
        if used == LANES or (used > 0 and left == 0):
            ask_together(state, (ways, cells, used, sure))
            cells, used, sure = 0, 0, 0


@inlined
def pick_leavers(state, dither, upto, people):  # type: ignore[no-untyped-def]
    """The few who leave, anybody as likely, take a way; the others are left where they are."""
    ways, chance, first, n = people
    leavers = binomial(state.stream, n, chance)
    for gone in range(leavers):
        place = first
        number = int(uniform(state.stream) * (n - gone)) - state.flat[at(place)]
        while number >= 0:
            place += 1
            number -= state.flat[at(place)]
        state.flat[at(place)] -= 1
        ask_each(state, dither, upto, (ways, place % state.kept.shape[1], 1, True))
    return leavers


@inlined
def move(state, dither, line, column, n):  # type: ignore[no-untyped-def]
    """n people of a column do what a line of the plan says."""
    line.sent += n
    state.flat[at(line.to + column_of(state.kept, dither, column, line.shift))] += n


@inlined
def ask_each(state, dither, upto, people):  # type: ignore[no-untyped-def]
    """Each of n people picks a way, or stays unless all certainly go; quicker when they are few."""
    ways, column, n, certain = people
    last = ways - 1 if certain else ways
    reach = upto[at(last)]
    for _ in range(n):
        mark, way = uniform(state.stream) * reach, 0
        for line in range(last):
            way += mark >= upto[at(line)]
        move(state, dither, state.plan[at(way)], column, 1)


@inlined
def set_gates(state, upto, ways):  # type: ignore[no-untyped-def]
    """Write into the plan which random fractions take each way, in 64 bits: of all, of who goes."""
    to_go, to_any = BITS / upto[ways - 1], BITS / upto[ways]
    for way in range(ways):
        line, all_go = state.plan[at(way)], upto[at(way)] >= upto[at(ways - 1)]
        line.gate = (
            EVERY_BIT if upto[at(way)] >= upto[at(ways)] else np.uint64(upto[at(way)] * to_any)
        )
        line.gate_to_go = EVERY_BIT if all_go else np.uint64(upto[at(way)] * to_go)
        line.all_go = EVERY_BIT if all_go else np.uint64(0)


@inlined
def ask_together(state, people):  # type: ignore[no-untyped-def]
    """Up to 64 people, one in each bit of a word, pick a way or stay; the first `sure` do not stay.

    Everybody has a random fraction, and takes the first way whose sum of weights reaches beyond it;
    fractions and sums are compared bit by bit, so far as needed, for two ways at once.
    """
    ways, cells, used, sure = people
    everybody = EVERY_BIT >> at(LANES - used)
    going = everybody & ~(EVERY_BIT << at(sure)) if sure < LANES else everybody
    made, settled, way = 0, np.uint64(0), 0
    while way < ways and settled != everybody:
        made = compare(state, (way, ways), (everybody, going), made)
        for number in range(way, min(way + 2, ways)):
            line = state.plan[at(number)]
            below = line.below & ~settled
            settled |= below
            line.below = below
            line.sent += ones_among(below)
        way += 2
    ways_seen = min(way, ways)
    rest = state.plan[at(ways)]
    rest.below = everybody & ~settled
    rest.sent += ones_among(rest.below)
    for number in range(cells):
        cell = state.lanes[at(number)]
        for w in range(ways_seen):
            seat(state, state.plan[at(w)], cell)
        seat(state, rest, cell)


@inlined
def seat(state, line, cell):  # type: ignore[no-untyped-def]
    """The people of a cell who do what a line of the plan says come to where it leads."""
    n = ones_among((line.below >> at(cell.start)) & cell.mask)
    column = min(int(line.shift + cell.far), state.kept.shape[1] - 1)
    state.flat[at(line.to + column)] += n


@inlined
def compare(state, asked, people, made):  # type: ignore[no-untyped-def]
    """Write into the plan whose fraction is below each of two gates; gives the words drawn."""
    (way, ways), (everybody, going) = asked, people
    a, b = state.plan[at(way)], state.plan[at(way + 1)]
    a_any, b_any, a_go, b_go = a.gate, b.gate, a.gate_to_go, b.gate_to_go
    a_in, b_in = going & a.all_go, going & b.all_go
    a_on = everybody & ~a_in
    b_on = everybody & ~b_in if way + 1 < ways else np.uint64(0)
    bit, one = 0, np.uint64(1)
    while (a_on | b_on) != np.uint64(0) and bit < LANES:
        if bit == made:
            state.lanes[at(bit)].plane = next_word(state.stream)
            made += 1
        word = state.lanes[at(bit)].plane
        high = (going & sign(a_go)) | (~going & sign(a_any))
        a_in, a_on = a_in | (a_on & ~word & high), a_on & ~(word ^ high)
        high = (going & sign(b_go)) | (~going & sign(b_any))
        b_in, b_on = b_in | (b_on & ~word & high), b_on & ~(word ^ high)
        a_go, b_go, a_any, b_any = a_go << one, b_go << one, a_any << one, b_any << one
        bit += 1
    a.below, b.below = a_in, b_in
    return made


@inlined
def sign(word):  # type: ignore[no-untyped-def]
    """All bits when the highest is set, or none."""
    return np.uint64(np.int64(word) >> np.int64(63))


@inlined
def share_out(state, dither, upto, people):  # type: ignore[no-untyped-def]
    """n people stay or pick a way, by binomial numbers in a chain; quicker when they are many."""
    ways, column, n, chance, certain = people
    if not certain:
        stay = n - binomial(state.stream, n, chance)
        move(state, dither, state.plan[ways], column, stay)
        n -= stay
    before = 0.0
    for way in range(ways):
        weight = upto[way] - before
        if weight > 0.0 and n > 0:
            k = binomial(state.stream, n, share(weight, upto[ways - 1] - before))
            move(state, dither, state.plan[way], column, k)
            n -= k
        before = upto[way]
