"""How people of a row split among the things that they can do, compiled.

Those of one column are exchangeable, so a multinomial number says how many do each thing. It is
drawn in the way that is quickest for so many people: one by one, all in one word, or in a chain of
binomial numbers.
"""

from __future__ import annotations

import numpy as np

from posada.movement.flee.state import column_of, compiled, inlined
from posada.movement.random import binomial, next_word, ones_among, uniform

PERSONS_A_WAY = 2  # up to so many, asking one by one is quicker than all together
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
    few, column, n = left <= PERSONS_A_WAY * ways, column - 1, 0
    cells, used, sure = 0, 0, 0
    while left > 0 or n > 0:
        if n == 0:
            column += 1
            here = np.int64(state.kept[row, column])
            if here == 0:
                continue
            left -= here
            n = part_of(state, here)
            state.kept[row, column] = here - n
            certain = column < forced or chance >= 1.0
            if chance <= 0.0 and not certain:
                move(state, dither, state.plan[ways], column, n)
                n = 0
            elif few:
                ask_each(state, dither, upto, (ways, column, n, certain))
                n = 0
            elif n > LANES:
                share_out(state, dither, upto, (ways, column, n, chance, certain))
                n = 0
        joins = min(n, LANES - used)
        if joins > 0:
            state.lanes[cells].column, state.lanes[cells].end = column, used + joins
            cells, used, n = cells + 1, used + joins, n - joins
            sure = used if certain else sure
        if used == LANES or (used > 0 and left == 0):
            ask_together(state, dither, upto, (ways, cells, used, sure))
            cells, used, sure = 0, 0, 0


@inlined
def move(state, dither, line, column, n):  # type: ignore[no-untyped-def]
    """n people of a column do what a line of the plan says."""
    line.sent += n
    state.kept[line.row, column_of(state.kept, dither, column, line.shift)] += n


@inlined
def ask_each(state, dither, upto, people):  # type: ignore[no-untyped-def]
    """Each of n people picks a way, or stays unless all certainly go; quicker when they are few."""
    ways, column, n, certain = people
    reach = upto[ways - 1] if certain else upto[ways]
    for _ in range(n):
        mark, way, last = uniform(state.stream) * reach, 0, ways
        while way < last:
            middle = (way + last) // 2
            if mark < upto[middle]:
                last = middle
            else:
                way = middle + 1
        move(state, dither, state.plan[way], column, 1)


@inlined
def ask_together(state, dither, upto, people):  # type: ignore[no-untyped-def]
    """Up to 64 people, one in each bit of a word, pick a way or stay; the first `sure` do not stay.

    Everybody has a random fraction, and takes the first way whose sum of weights reaches beyond it;
    fractions and sums are compared bit by bit, so far as needed.
    """
    ways, cells, used, sure = people
    lanes = state.lanes
    everybody = EVERY_BIT >> np.uint64(LANES - used)
    going = everybody & ~(EVERY_BIT << np.uint64(sure)) if sure < LANES else everybody
    made, settled = 0, np.uint64(0)
    to_go, to_any = BITS / upto[ways - 1], BITS / upto[ways]
    for way in range(ways):
        below, undecided, bit = np.uint64(0), everybody & ~settled, 0
        all_go = upto[way] >= upto[ways - 1]
        gate = np.uint64(0) if going == everybody else np.uint64(upto[way] * to_any)
        gate_to_go = np.uint64(0) if all_go or sure == 0 else np.uint64(upto[way] * to_go)
        if all_go:
            below, undecided = going & undecided, undecided & ~going
        while undecided != np.uint64(0) and (gate | gate_to_go) != np.uint64(0):
            if bit == made:
                lanes[bit].plane = next_word(state.stream)
                made += 1
            word = lanes[bit].plane
            high = (going & sign(gate_to_go)) | (~going & sign(gate))
            below |= undecided & ~word & high
            undecided &= ~(word ^ high)
            gate, gate_to_go, bit = gate << np.uint64(1), gate_to_go << np.uint64(1), bit + 1
        if below != np.uint64(0):
            settled |= below
            move_lanes(state, dither, state.plan[way], (below, cells))
    if settled != everybody:
        move_lanes(state, dither, state.plan[ways], (everybody & ~settled, cells))


@inlined
def sign(word):  # type: ignore[no-untyped-def]
    """All bits when the highest is set, or none."""
    return np.uint64(np.int64(word) >> np.int64(63))


@inlined
def move_lanes(state, dither, line, who):  # type: ignore[no-untyped-def]
    """The people of some bits do what a line of the plan says; each cell has bits in a row."""
    bits, cells = who
    start = 0
    for cell in range(cells):
        end = state.lanes[cell].end
        mine = bits >> np.uint64(start) & (EVERY_BIT >> np.uint64(LANES - end + start))
        if mine != np.uint64(0):
            move(state, dither, line, state.lanes[cell].column, ones_among(mine))
        start = end


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
