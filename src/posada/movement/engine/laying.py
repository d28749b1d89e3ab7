"""Where each way leads under posada's own rules, worked out for the pace of a draw, compiled.

A route takes quarters of a day. Nobody sets out late in the day for a place that cannot be reached
by night, except by bus: they sleep where they are.
"""

from __future__ import annotations

from posada.movement.engine.competing import WAYS_OUT
from posada.movement.engine.lists import CROSSED
from posada.movement.engine.records import NONE, QUARTERS
from posada.movement.engine.state import compiled, inlined


@compiled
def lay_ways(given, day):  # type: ignore[no-untyped-def]
    """Write all ways as they are on a day, and on all of its spell."""
    spell = given.dates[day].spell
    for number in range(given.steps.shape[0]):
        step = given.steps[number]
        stop, way = given.stops[step.stop], step.first
        for choice in range(stop.first, stop.last):
            first_leg = given.choices[choice].leg
            pace = given.paces[spell, choice]
            for more in range(2):
                needed = max(1, pace.short + more)
                if step.quarters < needed and step.quarters < QUARTERS and not pace.by_bus:
                    stay(given, given.ways[way], step.stop)
                else:
                    go(given, given.ways[way], first_leg, step.quarters - needed)
                way += 1
        for exit_number in range(WAYS_OUT if step.is_morning else 1):
            get_out(given, given.ways[way], step.stop, exit_number)
            way += 1


@inlined
def go(given, way, first_leg, left):  # type: ignore[no-untyped-def]
    """A way along a route; so many quarters of today are left at its end, below 0 it ends later."""
    days = (QUARTERS - 1 - left) // QUARTERS
    way.leg = first_leg + left + days * QUARTERS
    leg = given.legs[way.leg]
    way.link, way.start, way.end, way.ends = leg.link, leg.start, leg.end, days == 0
    if days > 0:
        way.row, way.days = way.leg, days + 1
    elif leg.late >= 0:
        way.row, way.days = given.rules.first_step + leg.late, 0
    else:
        way.row, way.days = leg.arrive, 1


@inlined
def stay(given, way, stop):  # type: ignore[no-untyped-def]
    """A way on which nobody sets out."""
    place = given.stops[stop].place
    way.link, way.start, way.end, way.ends = NONE, place, place, True
    way.row, way.days = stop, 1


@inlined
def get_out(given, way, stop, exit_number):  # type: ignore[no-untyped-def]
    """A way out of the movement, or after those onto a list, where the next class sleeps."""
    stay(given, way, stop)
    places = given.today.shape[1]
    if exit_number > CROSSED:
        way.row += places
    else:
        way.ends, way.days = False, 0
        way.row = given.rules.first_end + exit_number * places + way.start
