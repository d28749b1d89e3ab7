"""What competes for people where exits do, compiled: ways out, routes with gates, the night.

Each has a chance a day; together they are the odds of one multinomial draw. Lines of the plan are,
in this order: each route when it takes so many quarters of a day, and when it takes one more; who
turns back; in the morning also asylum, settling, crossing and joining a list; last, staying.
"""

from __future__ import annotations

import math

from posada.movement.engine.company import in_company
from posada.movement.engine.crowd import in_this_mood, mood
from posada.movement.engine.state import compiled, inlined

WAYS_OUT = 5  # turning back, and those of a morning


@inlined
def next_mood(given, state, before):  # type: ignore[no-untyped-def]
    """The mood of a crowd after that of the day before, which is 0 where nothing is known of it."""
    new, lasting = mood(state.stream), given.rules.lasting
    return new if before == 0.0 else lasting * before + math.sqrt(1.0 - lasting**2) * new


@inlined
def note_morning(given, state, day):  # type: ignore[no-untyped-def]
    """Who is where in the morning, and the mood of each crowd: as given, or drawn for the day."""
    for p in range(state.places.shape[0]):
        state.places[p].morning = state.places[p].count
    for r in range(state.links.shape[0]):
        state.links[r].asked, state.links[r].through = 0, state.links[r].filled
    if given.rules.alike > 0.0:
        known, places = day < given.moods.shape[0], state.places.shape[0]
        for p in range(places):
            now = state.places[p]
            now.mood = given.moods[day, p] if known else next_mood(given, state, now.mood)
        for r in range(state.links.shape[0]):
            link = state.links[r]
            before = link.mood
            link.mood = given.moods[day, places + r] if known else next_mood(given, state, before)


@inlined
def attraction(given, state, day, choice):  # type: ignore[no-untyped-def]
    """Weight of a route among those that start at the same place; a full site draws fewer."""
    weight, goal = given.weights[day, choice], given.choices[choice].goal
    capacity = given.today[day, goal].capacity
    crowd = max(1, state.places[goal].morning)
    if capacity < crowd:
        weight *= (capacity / crowd) ** 2
    return weight


@inlined
def chance_to_leave(given, state, day, step):  # type: ignore[no-untyped-def]
    """Probability of moving on today; a site that is closed is left by everybody."""
    place = given.stops[step.stop].place
    here = given.today[day, place]
    if here.closed:
        return 1.0
    chance = given.stops[step.stop].leave
    if given.rules.together > 0.0:
        chance = in_company(state.places[place], given.rules.together, min(1.0, chance))
    chance = min(1.0, chance * here.leave)
    return in_this_mood(chance, given.rules.alike, state.places[place].mood)


@compiled
def compete(given, state, day, step):  # type: ignore[no-untyped-def]
    """Add up the chances of all that people can do at a step; gives how many lines there are.

    None where nobody does anything but stay.
    """
    upto, rules, stop = state.upto, given.rules, given.stops[step.stop]
    leaving = chance_to_leave(given, state, day, step)
    total = 0.0
    for choice in range(stop.first, stop.last):
        total += attraction(given, state, day, choice)
    left, reach, back, line = 1.0, 0.0, 0.0, 0
    spell = given.dates[day].spell
    for choice in range(stop.first, stop.last):
        going = 0.0
        link = given.legs[given.choices[choice].leg].link
        gate = given.gates[day, link]
        if total > 0.0:
            weight = attraction(given, state, day, choice)
            share = min(1.0, weight / total)
            going = left * in_this_mood(share, rules.alike, state.links[link].mood)
            left -= going
            total -= weight
        through = leaving * going * gate.passes
        back += (leaving * going - through) * stop.held_turn_back
        upto[line] = reach + through * (1.0 - given.paces[spell, choice].longer)
        reach += through
        upto[line + 1] = reach
        line += 2
    if step.is_morning:
        return add_exits(given, state, day, step, (line, reach, back, leaving))
    upto[line], upto[line + 1] = reach + back, max(1.0, reach + back)
    return line + 1 if upto[line] > 0.0 else 0


@inlined
def add_exits(given, state, day, step, odds):  # type: ignore[no-untyped-def]
    """Add the ways out of a morning to the routes; gives how many lines there are."""
    line, reach, back, leaving = odds
    upto, here = state.upto, given.today[day, given.stops[step.stop].place]
    mine = given.stops[step.stop]
    turn_back = here.end * mine.turn_back * (1.0 + given.rules.more_fear * here.fear)
    asylum, cross = here.end * mine.asylum * here.asylum, here.end * mine.cross * here.cross
    settle = here.end * mine.settle
    everything = turn_back + asylum + settle + cross + mine.join_list + leaving
    for chance in (turn_back + back, asylum, settle, cross, mine.join_list):
        reach += chance
        upto[line] = reach
        line += 1
    upto[line] = max(1.0, everything, reach)
    return line if reach > 0.0 else 0
