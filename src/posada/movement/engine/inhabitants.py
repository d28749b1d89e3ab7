"""Chances and pulls that follow how many people still live at each place, compiled.

Those who set out are taken off the inhabitants, differently in each draw, so neither can be worked
out beforehand.
"""

from __future__ import annotations

from posada.movement.engine.state import at, compiled, inlined


@compiled
def count_inhabitants(given, state, population, day):  # type: ignore[no-untyped-def]
    """Once a day: what those who still live at each place make of its pull, and of its chance."""
    rules = given.rules
    for p in range(population.shape[0]):
        here, left = state.places[p], max(population[p], 0.0)
        if rules.pull_by_people:
            here.lift = (max(left, 1.0) / given.inhabited[p]) ** rules.pull_power
        if rules.leave_by_people:
            people = max(left, given.leaving[day, p].capacity)
            here.share = (people / rules.leave_base) ** rules.leave_power


@inlined
def chance_to_move(given, state, day, stop):  # type: ignore[no-untyped-def]
    """Probability that somebody at a stop moves on today."""
    if not given.rules.leave_by_people:
        return given.days[at(day), at(stop.plain)].movechance
    here = given.leaving[at(day), at(stop.plain)]
    chance = here.least + here.slope * state.places[at(stop.place)].share
    return max(here.floor, min(1.0, chance))


@inlined
def lifted(given, state, day, number):  # type: ignore[no-untyped-def]
    """By how much the pull of where a choice leads has changed since people began to leave it."""
    goal = given.choices[number].goal
    if given.days[day, goal].camp:
        return 1.0
    lift, rules = state.places[goal].lift, given.rules
    changed = (1.0 + given.lifted[day, number] * (lift - 1.0)) ** rules.score_power
    return changed * lift if rules.pull_twice else changed
