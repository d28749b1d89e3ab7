"""One day on counts, compiled: who moves on, turns back, asks for asylum, waits, crosses.

People in the same state are exchangeable, so the people of a state split by one multinomial draw
among the things they can do; the result is distributed exactly as if each person had decided.

A day has four quarters of travel. `bucket[s, p, q]` holds people of class s at place p who have q
quarters left today; `due[s, r, slot, q]` people on route r who arrive on the day of that slot with
q quarters left. A class is a group, twice: not on the list of a crossing (even), on it (odd).
`others[p]` and `filled[r]` are people of other states who are at a place in the morning, or take up
the quota of a route: none, unless somebody is followed alone (see `followed`).
"""

from __future__ import annotations

import math
from collections import namedtuple

from numba import njit

from posada.movement.crowd import in_this_mood, mood
from posada.movement.facts import QUARTERS
from posada.movement.random import binomial, uniform

RETURNED, CROSSED, JOIN_LIST = 0, 3, 4  # positions in `ends` and among the chances of a day

# What does not change within a draw; the records are described in `facts`.
Given = namedtuple(
    "Given",
    "places days ways routes groups first_route shares departures calls "
    "held_turn_back more_turn_back alike moods",
)
# What changes during a draw.
State = namedtuple(
    "State",
    "stream bucket due on_route morning through asked ends ahead left moods others filled",
)


@njit(cache=True, nogil=True)
def arrive(given, state, day, arrivals):  # type: ignore[no-untyped-def]
    """People on the way whose journey ends today come in with what is left of the day."""
    slot = day % state.due.shape[2]
    for s in range(state.due.shape[0]):
        for r in range(state.due.shape[1]):
            if state.on_route[s, r] == 0:
                continue
            end = given.routes[r].end
            for q in range(QUARTERS):
                n = state.due[s, r, slot, q]
                if n > 0:
                    state.due[s, r, slot, q] = 0
                    state.on_route[s, r] -= n
                    state.bucket[s, end, q] += n
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
            if n == 0:
                break
            share = given.shares[day, p, g] / max(rest, 1e-12)
            k = n if g == groups - 1 else binomial(state.stream, n, min(1.0, share))
            state.bucket[2 * g, p, QUARTERS] += k
            n -= k
            rest -= given.shares[day, p, g]


@njit(cache=True, nogil=True)
def travel(given, state, day, s, r, n, q, arrivals):  # type: ignore[no-untyped-def]
    """Send n people with q quarters left along a route; who has far to go arrives another day.

    Nobody sets out late in the day for a place that cannot be reached by night, except by bus:
    they sleep where they are.
    """
    way, route = given.ways[day, r], given.routes[r]
    short = int(math.floor(way.quarters))
    more = binomial(state.stream, n, way.quarters - short)
    for extra in range(2):
        k = more if extra else n - more
        if k == 0:
            continue
        needed = max(1, short + extra)
        if needed <= q:
            state.bucket[s, route.end, q - needed] += k
            arrivals[r] += k
        elif q < QUARTERS and not way.by_bus:
            state.bucket[s, route.start, 0] += k
        else:
            days = (needed - q + QUARTERS - 1) // QUARTERS
            slot = (day + days) % state.due.shape[2]
            state.due[s, r, slot, days * QUARTERS - (needed - q)] += k
            state.on_route[s, r] += k


@njit(cache=True, nogil=True)
def attraction(given, state, day, s, p, r):  # type: ignore[no-untyped-def]
    """Weight of a route among those that start at the same place; a full site draws fewer.

    Whoever is on the list of a crossing goes only where that list can be waited for.
    """
    route = given.routes[r]
    goal = given.places[route.end]
    if s % 2 == 1 and goal.queue_at != given.places[p].queue_at:
        return 0.0
    if not goal.is_site:
        return route.weight
    here = given.days[day, route.end]
    weight = route.weight * here.open
    if 0.0 < here.capacity < state.morning[route.end]:
        weight *= (here.capacity / state.morning[route.end]) ** 2
    return weight


@njit(cache=True, nogil=True)
def admitted(given, state, day, r, n):  # type: ignore[no-untyped-def]
    """How many of n people get through on a route today: gates, then what is left of the quota."""
    way, end = given.ways[day, r], given.routes[r].end
    gate = way.gate if given.places[end].is_site else way.gate * given.days[day, end].open
    through = binomial(state.stream, n, gate)
    state.asked[r] += through
    if way.quota >= 0:
        through = min(through, max(0, way.quota - state.through[r]))
    state.through[r] += through
    return through


@njit(cache=True, nogil=True)
def move_on(given, state, day, s, p, n, q, arrivals):  # type: ignore[no-untyped-def]
    """Split n people among the routes; those whom a gate holds stay, and some of them turn back."""
    first, last, places = given.first_route[p], given.first_route[p + 1], len(given.places)
    total = 0.0
    for r in range(first, last):
        total += attraction(given, state, day, s, p, r)
    for r in range(first, last):
        if n == 0 or total <= 0.0:
            break
        weight = attraction(given, state, day, s, p, r)
        share = in_this_mood(min(1.0, weight / total), given.alike, state.moods[places + r])
        chosen = binomial(state.stream, n, share)
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
def leaving(given, state, day, s, p):  # type: ignore[no-untyped-def]
    """Probability of moving on today; a site that is closed is left by everybody."""
    place, here = given.places[p], given.days[day, p]
    if place.is_site and here.open <= 0.0:
        return 1.0
    chance = min(1.0, place.leave * here.leave * given.groups[s // 2].leave)
    return in_this_mood(chance, given.alike, state.moods[p])


@njit(cache=True, nogil=True)
def decide(given, state, day, s, p, arrivals):  # type: ignore[no-untyped-def]
    """The people who slept at a place do one of the things that compete for them today."""
    n = state.bucket[s, p, QUARTERS]
    state.bucket[s, p, QUARTERS] = 0
    place, here = given.places[p], given.days[day, p]
    fear = 1.0 + (given.more_turn_back - 1.0) * here.hostility
    can_join = s % 2 == 0 and place.queue_at >= 0
    chances = (
        place.turn_back * given.groups[s // 2].turn_back * fear,
        place.asylum * here.asylum,
        place.settle,
        place.cross * here.cross,
        place.join_list if can_join else 0.0,
        leaving(given, state, day, s, p),
    )
    rest = max(1.0, sum(chances))
    for action in range(6):
        k = binomial(state.stream, n, min(1.0, chances[action] / max(rest, 1e-12)))
        rest -= chances[action]
        n -= k
        if k == 0:
            continue
        if action < JOIN_LIST:
            state.ends[action, p] += k
        elif action == JOIN_LIST:
            state.bucket[s + 1, p, 0] += k
        else:
            move_on(given, state, day, s, p, k, QUARTERS, arrivals)
    state.bucket[s, p, 0] += n


@njit(cache=True, nogil=True)
def go_further(given, state, day, s, p, q, arrivals):  # type: ignore[no-untyped-def]
    """People who came in with part of the day left may go further, or stay the night."""
    n = state.bucket[s, p, q]
    state.bucket[s, p, q] = 0
    k = binomial(state.stream, n, leaving(given, state, day, s, p))
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
        for p in range(given.places.shape[0]):
            if given.places[p].queue_at == crossing:
                for s in range(1, state.bucket.shape[0], 2):
                    waiting += state.bucket[s, p, 0]
        if waiting == 0:
            return
        take_one(given, state, crossing, int(uniform(state.stream) * waiting))


@njit(cache=True, nogil=True)
def take_one(given, state, crossing, pick):  # type: ignore[no-untyped-def]
    """The person at position `pick` of all who wait for a crossing crosses."""
    for p in range(given.places.shape[0]):
        if given.places[p].queue_at != crossing:
            continue
        for s in range(1, state.bucket.shape[0], 2):
            if pick < state.bucket[s, p, 0]:
                state.bucket[s, p, 0] -= 1
                state.ends[CROSSED, p] += 1
                return
            pick -= state.bucket[s, p, 0]


@njit(cache=True, nogil=True)
def feel(given, state, day):  # type: ignore[no-untyped-def]
    """The mood of the crowd at each place, then on each route: as given, or drawn for the day."""
    for i in range(len(state.moods)):
        known = day < given.moods.shape[0]
        state.moods[i] = given.moods[day, i] if known else mood(state.stream)


@njit(cache=True, nogil=True)
def live_day(given, state, day, arrivals):  # type: ignore[no-untyped-def]
    """One day from morning to night, for the whole network."""
    classes, places, _ = state.bucket.shape
    state.through[:] = state.filled
    state.asked[:] = 0
    if given.alike > 0.0:
        feel(given, state, day)
    for p in range(places):
        state.morning[p] = state.others[p]
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
