"""What the processor does for 64 people, or 64 counts, at once: random fractions, and looks.

A stream holds 64 fractions of 16 bits. Asking who of the 64 is below a gate takes two instructions;
whose fraction begins like the gate gets 64 more bits, so chances are exact to 2**-64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

# Words of a stream: four of SFC64; from the eighth on those of eight further ones, side by side;
# the fractions.
WIDE, FRACTIONS, WORDS = 8, 40, 56
LANES = 64  # people who are asked together, one in each bit of a word
EVERY_BIT = np.uint64(0xFFFFFFFFFFFFFFFF)
BITS = 2.0**64
WORD = ir.IntType(64)
EIGHT_WORDS = ir.VectorType(WORD, 8)
EVERYBODY = ir.VectorType(ir.IntType(16), 64)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _at(context: Any, builder: Any, stream: tuple[Any, Any], word: int, kind: Any) -> Any:
    """Where in a stream something of a kind is kept."""
    array = make_array(stream[0])(context, builder, stream[1])
    return builder.bitcast(builder.gep(array.data, [WORD(word)]), kind.as_pointer())


def _advance(builder: Any, generators: list[Any]) -> tuple[Any, list[Any]]:
    """The next words of eight generators, and what they hold then."""
    a, b, c, counter = generators

    def shift(way: Any, value: Any, bits: int) -> Any:
        return way(value, ir.Constant(EIGHT_WORDS, [bits] * 8))

    words = builder.add(builder.add(a, b), counter)
    turned = builder.or_(shift(builder.shl, c, 24), shift(builder.lshr, c, 40))
    mixed = builder.xor(b, shift(builder.lshr, b, 11)), builder.add(c, shift(builder.shl, c, 3))
    return words, [*mixed, builder.add(turned, words), shift(builder.add, counter, 1)]


def _draw_fractions(typing_context, stream):  # type: ignore[no-untyped-def]
    """Draw 16 words, which are 64 fractions."""

    def draw(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        where = signature.args[0], arguments[0]
        kept = [_at(context, builder, where, WIDE + 8 * k, EIGHT_WORDS) for k in range(4)]
        generators = [builder.load(place, align=8) for place in kept]
        for half in range(2):
            words, generators = _advance(builder, generators)
            place = _at(context, builder, where, FRACTIONS + 8 * half, EIGHT_WORDS)
            builder.store(words, place, align=8)
        for value, place in zip(generators, kept, strict=True):
            builder.store(value, place, align=8)
        return context.get_dummy_value()

    return types.void(stream), draw


def _comparing(sign: str) -> Any:
    """One bit for each fraction: whether it is below a gate of 16 bits, or equals it."""

    def comparing(typing_context, stream, gate):  # type: ignore[no-untyped-def]
        def compare(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
            where = signature.args[0], arguments[0]
            place = _at(context, builder, where, FRACTIONS, EVERYBODY)
            fractions, nothing = builder.load(place, align=8), ir.Constant(EVERYBODY, ir.Undefined)
            one = builder.trunc(arguments[1], EVERYBODY.element)
            first = builder.insert_element(nothing, one, ir.IntType(32)(0))
            first_everywhere = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
            gates = builder.shuffle_vector(first, nothing, first_everywhere)
            return builder.bitcast(builder.icmp_unsigned(sign, fractions, gates), WORD)

        return types.uint64(stream, types.uint64), compare

    return comparing


def _ones_among(typing_context, word):  # type: ignore[no-untyped-def]
    """How many of 64 bits are set, which the processor counts itself."""

    def count(context, builder, signature, words):  # type: ignore[no-untyped-def]
        return builder.ctpop(words[0])

    return types.int64(types.uint64), count


def _nonzero_from(typing_context, counts, start):  # type: ignore[no-untyped-def]
    """Which of 64 counts of 32 bits from a start on are not 0."""

    def look(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        array = make_array(signature.args[0])(context, builder, arguments[0])
        many = ir.VectorType(ir.IntType(32), 64)
        place = builder.bitcast(builder.gep(array.data, [arguments[1]]), many.as_pointer())
        found = builder.icmp_unsigned("!=", builder.load(place, align=4), ir.Constant(many, None))
        return builder.bitcast(found, WORD)

    return types.uint64(counts, types.uint64), look


def _first_among(typing_context, word):  # type: ignore[no-untyped-def]
    """The number of the first bit that is set; there is one."""

    def count(context, builder, signature, words):  # type: ignore[no-untyped-def]
        return builder.cttz(words[0], ir.IntType(1)(1))

    return types.int64(types.uint64), count


nonzero_from: Any = intrinsic(_nonzero_from)
first_among: Any = intrinsic(_first_among)
draw_fractions: Any = intrinsic(_draw_fractions)
fractions_below: Any = intrinsic(_comparing("<"))
fractions_at: Any = intrinsic(_comparing("=="))
ones_among: Any = intrinsic(_ones_among)


@njit(cache=True, nogil=True, inline="always")
def gate_of(part):  # type: ignore[no-untyped-def]
    """A part of 2**64 as a number of 64 bits."""
    return np.uint64(part) if part < BITS else EVERY_BIT


@njit(cache=True, nogil=True, inline="always")
def below_gate(stream, gate, asked):  # type: ignore[no-untyped-def]
    """Who of those asked, in one bit each, has a fraction below a gate, in 64ths of 64 bits."""
    coarse = gate >> np.uint64(48)
    tied = asked & fractions_at(stream, coarse)
    below = asked & fractions_below(stream, coarse)
    if tied != np.uint64(0):
        below |= break_ties(stream, tied, gate << np.uint64(16))
    return below


@njit(cache=True, nogil=True)
def break_ties(stream, tied, rest):  # type: ignore[no-untyped-def]
    """Whose further bits are below the rest of a gate; they stay until the next fractions.

    Source: SplitMix64, G. Steele, D. Lea, C. Flood, OOPSLA 2014.
    """
    below = np.uint64(0)
    while tied != np.uint64(0):
        lane = np.uint64(first_among(tied))
        tied &= tied - np.uint64(1)
        mixed = stream[WIDE] + lane * GOLDEN
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        if mixed ^ (mixed >> np.uint64(31)) < rest:
            below |= np.uint64(1) << lane
    return below
