"""How people of a row split among the things that they can do, compiled.

Those of one column are exchangeable, so a multinomial number says how many do each thing. It is
drawn in the way that is quickest for so many people: 64 at once, or in a chain of binomial numbers.
"""

from __future__ import annotations

import numpy as np

from posada.movement.engine.state import at, column_of, compiled, fused, inlined
from posada.movement.fractions import (
    BITS,
    EVERY_BIT,
    LANES,
    below_gate,
    draw_fractions,
    first_among,
    gate_of,
    nonzero_from,
    ones_among,
)
from posada.movement.random import binomial, uniform

MANY = 192  # more of one column are shared out by binomial numbers


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


@fused
def pour(state, dither, odds, people, rules):  # type: ignore[no-untyped-def]
    """People of a row do what the plan says; its last line is to stay for the night.

    `odds` are the sums of weights, how many ways there are, the chance to take one. `people` is:
    the row, its first column, how many are in it from there on. `rules`: below the column `forced`
    everybody takes a way; and whether they are so `few` that they are only put into a word, which
    is given: for how many cells, how many people, and how many of them do not stay.
    """
    upto, ways, chance = odds
    row, column, left = people
    forced, few = rules
    start = row * state.kept.shape[1]
    block, occupied, n = column, nonzero_from(state.flat, at(start + column)), 0
    cells, used, sure = 0, 0, 0
    while left > 0 or n > 0:
        if n == 0:
            while occupied == np.uint64(0):
                block += LANES
                occupied = nonzero_from(state.flat, at(start + block))
            column = block + first_among(occupied)
            occupied &= occupied - np.uint64(1)
            here = np.int64(state.flat[at(start + column)])
            left -= here
            n = part_of(state, here)
            state.flat[at(start + column)] = here - n
            certain = column < forced or chance >= 1.0
            if ways == 0 or (chance <= 0.0 and not certain):
                move(state, dither, state.plan[at(ways)], column, n)
                n = 0
            elif n > MANY:
                share_out(state, dither, upto, (ways, column, n, chance, certain))
                n = 0
        joins = min(n, LANES - used)
        if joins > 0:
            cell = state.cells[at(cells)]
            cell.far = column + dither[at(column)]
            cell.mask = (EVERY_BIT >> at(LANES - joins)) << at(used)
            cells, used, n = cells + 1, used + joins, n - joins
            sure = used if certain else sure
        if not few and (used == LANES or (used > 0 and left == 0)):
            ask_together(note, (), state, odds, (cells, used, sure))
            cells, used, sure = 0, 0, 0
    return cells, used, sure


@inlined
def move(state, dither, line, column, n):  # type: ignore[no-untyped-def]
    """n people of a column do what a line of the plan says."""
    line.sent += n
    state.flat[at(line.to + column_of(state.kept, dither, column, line.shift))] += n


@inlined
def ask_together(do, now, state, odds, word):  # type: ignore[no-untyped-def]
    """Up to 64 people, one in each bit of a word, pick a way or stay; the first `sure` do not stay.

    Everybody has a random fraction, and takes the first way whose sum of weights reaches beyond it.
    `do` is told each way, the last of all for those who stay, and who takes it.
    """
    upto, ways, chance = odds
    cells, used, sure = word
    if used == 0:
        return
    last = ways - 1
    to_go = BITS / upto[at(last)]
    to_any = to_go * chance
    undecided = EVERY_BIT >> at(LANES - used)
    going = undecided & ~(EVERY_BIT << at(sure)) if sure < LANES else undecided
    draw_fractions(state.stream)
    if going != undecided:
        gate = gate_of(upto[at(last)] * to_any)
        stay = undecided & ~going & ~below_gate(state.stream, gate, undecided & ~going)
        undecided &= ~stay
        do(now, state, ways, cells, stay)
    way = 0
    while undecided != np.uint64(0):
        taken = undecided
        if way < last:
            taken = np.uint64(0)
            if undecided & going != np.uint64(0):
                gate = gate_of(upto[at(way)] * to_go)
                taken = below_gate(state.stream, gate, undecided & going)
            if undecided & ~going != np.uint64(0):
                gate = gate_of(upto[at(way)] * to_any)
                taken |= below_gate(state.stream, gate, undecided & ~going)
        do(now, state, way, cells, taken)
        undecided &= ~taken
        way += 1


@fused
def note(now, state, number, cells, people):  # type: ignore[no-untyped-def]
    """People of a word do what a line of the plan says."""
    line = state.plan[at(number)]
    line.sent += ones_among(people)
    seat(state, (line.to, line.shift), cells, people)


@inlined
def seat(state, goal, cells, people):  # type: ignore[no-untyped-def]
    """People of a word come to a row, from where it starts, each so many columns on."""
    (to, shift), last = goal, state.kept.shape[1] - 1
    for number in range(cells):
        cell = state.cells[at(number)]
        n = ones_among(people & cell.mask)
        state.flat[at(to + min(int(shift + cell.far), last))] += n


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
