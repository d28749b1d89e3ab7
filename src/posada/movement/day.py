"""One day on counts, compiled: who moves on, turns back, asks for asylum, waits, crosses.

People in the same state are exchangeable, so the people of a state split by one multinomial draw
among the things they can do; the result is distributed exactly as if each person had decided.

A day has four quarters of travel. `bucket[s, p, q]` holds people of class s at place p who have q
quarters left today; `due[s, r, slot, q]` people on route r who arrive on the day of that slot with
q quarters left. A class is a group, twice: not on the list of a crossing (even), on it (odd).
"""

from __future__ import annotations

import math
from collections import namedtuple

from numba import njit

from posada.movement.network import MODES
from posada.movement.random import binomial, uniform

QUARTERS = 4
BUS = MODES.index("bus")
LEAVE, TURN_BACK, ASYLUM, SETTLE, JOIN_LIST, CROSS = range(6)
RETURNED, SOUGHT_ASYLUM, SETTLED, CROSSED = range(4)

# What does not change within a draw: see Rules, Barriers and Network for the meaning.
Given = namedtuple(
    "Given",
    "route_from route_to first_route length weight queue_at is_site "
    "place_open route_open calls cross leave asylum hostility mode capacity "
    "chance pace held_turn_back more_turn_back group_leave group_turn_back shares departures quota",
)
# What changes during a draw.
State = namedtuple("State", "stream bucket due on_route morning through ends ahead left")


@njit(cache=True, nogil=True)
def arrive(given, state, day, arrivals):  # type: ignore[no-untyped-def]
    """People on the way whose journey ends today come in with what is left of the day."""
    slot = day % state.due.shape[2]
    for s in range(state.due.shape[0]):
        for r in range(state.due.shape[1]):
            if state.on_route[s, r] == 0:
                continue
            for q in range(QUARTERS):
                n = state.due[s, r, slot, q]
                if n > 0:
                    state.due[s, r, slot, q] = 0
                    state.on_route[s, r] -= n
                    state.bucket[s, given.route_to[r], q] += n
                    arrivals[r] += n


@njit(cache=True, nogil=True)
def set_out(given, state, day):  # type: ignore[no-untyped-def]
    """Newcomers join at their origin in the morning, split among the groups."""
    groups = given.shares.shape[2]
    for p in range(given.departures.shape[1]):
        n = given.departures[day, p]
        state.left[0] += n
        rest = 1.0
        for g in range(groups):
            share = given.shares[day, p, g]
            k = (
                n
                if g == groups - 1
                else binomial(state.stream, n, min(1.0, share / max(rest, 1e-12)))
            )
            state.bucket[2 * g, p, QUARTERS] += k
            n -= k
            rest -= share


@njit(cache=True, nogil=True)
def travel(given, state, day, s, r, n, q, arrivals):  # type: ignore[no-untyped-def]
    """Send n people with q quarters left along a route; who has far to go arrives another day.

    Nobody sets out late in the day for a place that cannot be reached by night, except by bus:
    they sleep where they are.
    """
    exact = QUARTERS * given.length[r] / given.pace[given.mode[day, r]]
    short = int(math.floor(exact))
    more = binomial(state.stream, n, exact - short)
    for extra in range(2):
        k = more if extra else n - more
        if k == 0:
            continue
        needed = max(1, short + extra)
        late = q < QUARTERS and given.mode[day, r] != BUS
        if needed > q and late:
            state.bucket[s, given.route_from[r], 0] += k
        elif needed <= q:
            state.bucket[s, given.route_to[r], q - needed] += k
            arrivals[r] += k
        else:
            days = (needed - q + QUARTERS - 1) // QUARTERS
            slot = (day + days) % state.due.shape[2]
            state.due[s, r, slot, days * QUARTERS - (needed - q)] += k
            state.on_route[s, r] += k


@njit(cache=True, nogil=True)
def attraction(given, state, day, s, r):  # type: ignore[no-untyped-def]
    """Weight of a route among those that start at the same place; a full site draws fewer."""
    to = given.route_to[r]
    weight = given.weight[r]
    if given.is_site[to]:
        weight *= given.place_open[day, to]
        room = given.capacity[day, to]
        if room > 0 and state.morning[to] > room:
            weight *= (room / state.morning[to]) ** 2
    return weight


@njit(cache=True, nogil=True)
def admitted(given, state, day, r, n):  # type: ignore[no-untyped-def]
    """How many of n people get through on a route today: gates, then what is left of the quota."""
    to = given.route_to[r]
    gate = given.route_open[day, r]
    if not given.is_site[to]:
        gate *= given.place_open[day, to]
    through = binomial(state.stream, n, gate)
    limit = given.quota[day, r]
    if limit >= 0:
        through = min(through, max(0, limit - state.through[r]))
    state.through[r] += through
    return through


@njit(cache=True, nogil=True)
def move_on(given, state, day, s, p, n, q, arrivals):  # type: ignore[no-untyped-def]
    """Split n people among the routes; those whom a gate holds stay, and some of them turn back."""
    total = 0.0
    listed = s % 2 == 1
    for r in range(given.first_route[p], given.first_route[p + 1]):
        if not listed or given.queue_at[given.route_to[r]] == given.queue_at[p]:
            total += attraction(given, state, day, s, r)
    for r in range(given.first_route[p], given.first_route[p + 1]):
        if n == 0 or total <= 0.0:
            break
        if listed and given.queue_at[given.route_to[r]] != given.queue_at[p]:
            continue
        weight = attraction(given, state, day, s, r)
        chosen = binomial(state.stream, n, min(1.0, weight / total))
        n -= chosen
        total -= weight
        through = admitted(given, state, day, r, chosen)
        travel(given, state, day, s, r, through, q, arrivals)
        held = chosen - through
        back = binomial(state.stream, held, given.held_turn_back)
        state.ends[RETURNED, p] += back
        state.bucket[s, p, 0] += held - back
    state.bucket[s, p, 0] += n


@njit(cache=True, nogil=True)
def decide(given, state, day, s, p, arrivals):  # type: ignore[no-untyped-def]
    """The people who slept at a place do one of the things that compete for them today."""
    n = state.bucket[s, p, QUARTERS]
    state.bucket[s, p, QUARTERS] = 0
    g = s // 2
    fear = 1.0 + (given.more_turn_back - 1.0) * given.hostility[day, p]
    back = given.chance[TURN_BACK, p] * given.group_turn_back[g] * fear
    asylum = given.chance[ASYLUM, p] * given.asylum[day, p]
    settle = given.chance[SETTLE, p]
    cross = given.chance[CROSS, p] * given.cross[day, p]
    join = given.chance[JOIN_LIST, p] if s % 2 == 0 and given.queue_at[p] >= 0 else 0.0
    leave = given.chance[LEAVE, p] * given.leave[day, p] * given.group_leave[g]
    if given.is_site[p] and given.place_open[day, p] <= 0.0:
        leave = 1.0
    total = max(1.0, back + asylum + settle + cross + join + leave)
    chances = (back, asylum, settle, cross, join, leave)
    rest = total
    for action in range(6):
        k = binomial(state.stream, n, min(1.0, chances[action] / max(rest, 1e-12)))
        rest -= chances[action]
        n -= k
        if k == 0:
            continue
        if action < 4:
            state.ends[action, p] += k
        elif action == 4:
            state.bucket[s + 1, p, 0] += k
        else:
            move_on(given, state, day, s, p, k, QUARTERS, arrivals)
    state.bucket[s, p, 0] += n


@njit(cache=True, nogil=True)
def go_further(given, state, day, s, p, q, arrivals):  # type: ignore[no-untyped-def]
    """People who came in with part of the day left may go further, or stay the night."""
    n = state.bucket[s, p, q]
    state.bucket[s, p, q] = 0
    leave = given.chance[LEAVE, p] * given.leave[day, p] * given.group_leave[s // 2]
    if given.is_site[p] and given.place_open[day, p] <= 0.0:
        leave = 1.0
    k = binomial(state.stream, n, min(1.0, leave))
    state.bucket[s, p, 0] += n - k
    if k > 0:
        move_on(given, state, day, s, p, k, q, arrivals)


@njit(cache=True, nogil=True)
def call_list(given, state, day, crossing):  # type: ignore[no-untyped-def]
    """Names are called: first those who were there before, then anybody on the list."""
    called = given.calls[day, crossing]
    before = min(called, state.ahead[crossing])
    state.ahead[crossing] -= before
    for _ in range(called - before):
        waiting = 0
        for p in range(given.queue_at.shape[0]):
            if given.queue_at[p] == crossing:
                for s in range(1, state.bucket.shape[0], 2):
                    waiting += state.bucket[s, p, 0]
        if waiting == 0:
            return
        take_one(given, state, crossing, int(uniform(state.stream) * waiting))


@njit(cache=True, nogil=True)
def take_one(given, state, crossing, pick):  # type: ignore[no-untyped-def]
    """The person at position `pick` of all who wait for a crossing crosses."""
    for p in range(given.queue_at.shape[0]):
        if given.queue_at[p] != crossing:
            continue
        for s in range(1, state.bucket.shape[0], 2):
            if pick < state.bucket[s, p, 0]:
                state.bucket[s, p, 0] -= 1
                state.ends[CROSSED, p] += 1
                return
            pick -= state.bucket[s, p, 0]


@njit(cache=True, nogil=True)
def live_day(given, state, day, arrivals):  # type: ignore[no-untyped-def]
    """One day from morning to night, for the whole network."""
    classes, places, _ = state.bucket.shape
    state.through[:] = 0
    for p in range(places):
        state.morning[p] = 0
        for s in range(classes):
            state.morning[p] += state.bucket[s, p, 0]
            state.bucket[s, p, QUARTERS] = state.bucket[s, p, 0]
            state.bucket[s, p, 0] = 0
    arrive(given, state, day, arrivals)
    set_out(given, state, day)
    for p in range(places):
        for s in range(classes):
            if state.bucket[s, p, QUARTERS] > 0:
                decide(given, state, day, s, p, arrivals)
    for q in range(QUARTERS - 1, 0, -1):
        for p in range(places):
            for s in range(classes):
                if state.bucket[s, p, q] > 0:
                    go_further(given, state, day, s, p, q, arrivals)
    for crossing in range(places):
        if given.calls[day, crossing] > 0:
            call_list(given, state, day, crossing)
