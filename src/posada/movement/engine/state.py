"""What the compiled day looks up, what changes, and where in memory people of a kind are held.

`kept[row, column]` holds counts of people. A row says where they are: for the night at a stop, come
to a step of today's journey, just on board of a leg, or due at the end of a leg on some day. A
column says how far they have travelled recently, in parts of a day's distance, from column 1 on;
column 0 holds who has still to walk a first link. `held[row]` is the sum of a row; `flat` is `kept`
row by row.
"""

from __future__ import annotations

from collections import namedtuple
from functools import partial
from typing import Any

import numpy as np
from numba import njit
from numba.core.options import DefaultOptions

from posada.movement.engine.records import LEAVING, PACE
from posada.movement.fractions import LANES

# What does not change; the records are described in `records`. The last ones are for some rules
# only: exits that compete; places of which fewer and fewer people remain.
Given = namedtuple(
    "Given",
    "rules stops legs choices steps ways dates days today gates weights upto mix into origins"
    " limited dither sources paces moods road inhabited lifted leaving",
    defaults=(
        *(np.zeros((0, 0), PACE), np.zeros((0, 0)), np.zeros((0, 2), np.int64)),
        *(np.zeros(0), np.zeros((0, 0)), np.zeros((0, 0), LEAVING)),
    ),
)
# What changes during a draw.
State = namedtuple(
    "State",
    "stream kept flat held on_foot on_leg coming plan upto cells offsets turn places links seen"
    " camps rounds gone",
)
# What a draw writes down.
Track = namedtuple("Track", ("people", "waiting", "ends", "on_route", "arrivals", "departures"))

# A line of the plan, one thing that people can do now: the row it leads to, where that starts in
# `flat`, how many columns on; how many do it, and whether who wants it is turned away and stays.
PLAN = np.dtype(
    [("shift", "f8"), ("row", "i8"), ("to", "i8"), ("sent", "i8"), ("refused", "?")], align=True
)

# A cell: people of one column among up to 64 who choose together, one in each bit of a word: their
# bits, and how far they have travelled, with what is added before a fraction is cut off.
CELL = np.dtype([("mask", "u8"), ("far", "f8")])
# What happens just now: the steps from which people set out and at places of which kind, how many
# rounds are left, and the grain: so few people go in one round, all together. `mode`: usually LIVE.
# The spell for which ways are laid, counted from 1.
TURN = np.dtype([(n, "i8") for n in ("first", "last", "where", "rounds", "grain", "mode", "laid")])
# NOTE what people meet in this draw: `seen`, how many are in the `camps` that can fill up at each
# moment of a day (day, moment, camp), and the `rounds` of the day; MEET that, as one alone.
LIVE, NOTE, MEET = 0, 1, 2
# Moments: when people wake, before they are asked in the morning, and in each round.
MORNINGS, MOST_ROUNDS = 3, 64

# A place now: who is there, who was in the morning, names on its list of those who stood there at
# the start; where people stay together who was here, one stop ahead and one behind at this time of
# the day; the mood of its crowd; where they follow how many still live there, by how much its pull
# has changed, and the share by which its chance to leave is multiplied. A link: who wants to get
# through its gate just now, who wanted and who got through today, who takes up its quota unseen,
# the mood of its crowd.
HERE = np.dtype(
    [(n, "i8") for n in ("count", "morning", "ahead", "here", "onward", "behind")]
    + [(n, "f8") for n in ("mood", "lift", "share")]
)
ALONG = np.dtype([(n, "i8") for n in ("asking", "asked", "through", "filled")] + [("mood", "f8")])

# The compiled day only borrows arrays; counting references to them took half of its time.
BORROWED = {"_nrt": False} if hasattr(DefaultOptions, "_nrt") else {}
# `entry` is called from Python; `compiled` from compiled functions only (Python would crash), for
# what takes all arrays over from Python took a fifth of the time to compile. `inlined` is written
# into what calls it, `fused` is so too, but later, by LLVM: compiled sooner where it is long, and
# spares the day from handing over all arrays.
entry: Any = partial(njit, cache=True, nogil=True, error_model="numpy", **BORROWED)
compiled: Any = partial(entry, no_cpython_wrapper=True, no_cfunc_wrapper=True)
inlined: Any = partial(entry, inline="always")
fused: Any = partial(compiled, forceinline=True)

# A place in an array that is not counted from its end; a function would be written into each call.
at: Any = np.uint64


@inlined
def night_row(rules, day, stop):  # type: ignore[no-untyped-def]
    """The row of people who are at a stop on the morning of a day."""
    return (day & 1) * rules.stops + stop


@compiled
def meet(state, day, moment):  # type: ignore[no-untyped-def]
    """Write down how full camps are now, or find them as full as they were."""
    for number in range(state.camps.shape[0]):
        if state.turn[0].mode == NOTE:
            state.seen[day, moment, number] = state.places[state.camps[number]].count
        else:
            state.places[state.camps[number]].count = state.seen[day, moment, number]


@inlined
def due_row(rules, leg_row, day):  # type: ignore[no-untyped-def]
    """The row of people who come to the end of a leg on a day."""
    return rules.first_due + day % rules.slots * rules.leg_rows + leg_row


@inlined
def leg_of(given, leg_row):  # type: ignore[no-untyped-def]
    """The leg of a row: after all legs come those that are cut off, in the same order."""
    return given.legs[at(leg_row if leg_row < given.rules.legs else leg_row - given.rules.legs)]


@inlined
def column_of(kept, dither, column, shift):  # type: ignore[no-untyped-def]
    """The column that lies farther by a shift; fractions round up or down in turns, not always."""
    return min(column + int(shift + dither[at(column)]), kept.shape[1] - 1)


def nobody(given: Given, stream: np.ndarray) -> State:
    """A network without people, with the stream of a draw."""
    rules, legs, widest = given.rules, given.legs, int(given.rules["widest"])
    (days, places), leg_rows = given.today.shape, int(rules["leg_rows"])
    rows = int(rules["first_end"]) + int(rules["ends"]) * places
    flat = np.zeros(rows * len(given.dither) + LANES, np.int32)  # many are looked at together
    kept = flat[:-LANES].reshape(rows, -1)
    return State(
        stream=stream,
        kept=kept,
        flat=flat,
        held=np.zeros(rows, np.int64),
        on_foot=np.zeros((leg_rows, int(legs["foot_days"].max(initial=1)) + 1), np.int64),
        on_leg=np.zeros(leg_rows, np.int64),
        coming=np.zeros(given.days.shape[1], np.int64),
        plan=np.zeros(widest, PLAN),
        upto=np.zeros(widest),
        cells=np.zeros(LANES, CELL),
        turn=np.zeros(1, TURN),
        offsets=np.zeros(1 + int(rules["slots"]), np.int64),
        places=np.zeros(places, HERE),
        links=np.zeros(given.gates.shape[1], ALONG),
        seen=np.zeros((0, 0, 0), np.int32),
        camps=np.zeros(0, np.int64),
        rounds=np.ones(days, np.int64),
        gone=np.zeros(len(given.ways), np.int64),
    )
