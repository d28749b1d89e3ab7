"""People followed one by one, each alone through the crowd as it was, whatever the rules.

A draw is lived once and what a person meets is noted: how full camps and sites are at each moment
of a day, the mood of the crowd, what part of those who asked a quota let through, what part of a
list was called. Then each person lives the same compiled day in a network of their own, in which
those things are as noted. So their journey has the law of anybody's in the crowd, but for one
convention: a quota lets through all who ask for a route on a day with the same chance, whenever on
the day they come.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable

import numpy as np

from posada.movement.engine.day import begin, live_day, note_night
from posada.movement.engine.lists import CROSSED
from posada.movement.engine.setting_out import stand
from posada.movement.engine.state import (
    MEET,
    MORNINGS,
    MOST_ROUNDS,
    NOTE,
    Given,
    State,
    Track,
    entry,
    inlined,
    night_row,
    nobody,
)
from posada.movement.journeys import NEVER, Journeys
from posada.movement.parallel import live_each
from posada.movement.random import uniform

# What a person meets beside full places: moods, the chance that the quota of a route is taken up,
# and that one on the list of a crossing is called; and who still is at home every morning (day, ..)
Crowd = namedtuple("Crowd", "moods held called inhabitants")


def follow_in_each(
    live: Callable[[int, int], tuple[np.ndarray, np.ndarray]],
    draws: int,
    people: int,
    named: tuple[tuple[str, ...], int, tuple[str, ...]],
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Journeys:
    """Follow some people in each draw.

    Parameters
    ----------
    live : lives a draw and follows so many people; gives their group (person) and days (person,
        goal)
    draws : how many
    people : how many are followed in all, rounded up to as many in each draw
    named : goals, how many of them are ends, groups, as `Journeys` holds them
    threads, progress : as for `live_each`
    """
    each = -(-people // draws)
    seen = live_each(lambda draw: live(draw, each), draws, threads, progress)
    return Journeys(
        *named,
        draw=np.repeat(np.arange(draws), [len(group) for group, _ in seen]),
        group=np.concatenate([group for group, _ in seen]),
        days=np.concatenate([days for _, days in seen]),
    )


def note_crowd(
    given: Given, state: State, people: tuple[np.ndarray, ...], track: Track, camps: np.ndarray
) -> tuple[State, Crowd]:
    """Live a draw, and note what people in it meet.

    Parameters
    ----------
    given, state, people, track : as for `live_days`, from the first day on
    camps : places that can fill up (camp)
    """
    (days, places), links = given.today.shape, given.gates.shape[1]
    seen = np.zeros((days, MORNINGS + MOST_ROUNDS, len(camps)), np.int32)
    state = state._replace(seen=seen, camps=camps)
    state.turn["mode"] = NOTE
    crowd = Crowd(
        moods=np.zeros((days if given.rules["alike"] > 0.0 else 0, places + links)),
        held=np.zeros((days, links)),
        called=np.zeros((days, places)),
        inhabitants=np.zeros((days + 1, places)),
    )
    live_and_note(given, state, people, (track, crowd))
    return state, crowd


def follow_each(
    given: Given,
    stream: np.ndarray,
    met: tuple[State, Crowd],
    starts: list[tuple[int, int]],
    links: tuple[np.ndarray, Track],
) -> np.ndarray:
    """Days to each place, then to each end, of people who live alone (person, goal).

    Parameters
    ----------
    given : what is looked up, with nobody who sets out
    met : from `note_crowd`
    starts : day and stop at which each sets out
    links : place at the end of each link, and room for what a draw writes down
    """
    noted, crowd = met
    link_end, track = links
    state = nobody(given, stream)._replace(seen=noted.seen, camps=noted.camps, rounds=noted.rounds)
    state.turn["mode"] = MEET
    goals = given.today.shape[1] + len(track.ends)
    days = np.full((len(starts), goals), NEVER, np.int32)
    home = np.zeros(given.today.shape[1])
    for start, reached in zip(starts, days, strict=True):
        follow(given, state, crowd, start, (track, reached, home, link_end))
    return days


@entry
def live_and_note(given, state, people, seen):  # type: ignore[no-untyped-def]
    """Live every day of a draw, and write down what people in it meet."""
    population, present, listed = people
    track, crowd = seen
    for day in range(given.today.shape[0]):
        if day == 0:
            begin(given, state, day, present, listed)
        for p in range(population.shape[0]):
            crowd.inhabitants[day, p] = population[p]
            crowd.called[day, p] = state.places[p].ahead
        live_day(given, state, population, day, track)
        note_night(given, state, day, track)
        note_gates(given, state, crowd, day)
        for p in range(population.shape[0]):
            calls = given.today[day, p].calls - int(crowd.called[day, p]) + state.places[p].ahead
            crowd.called[day, p] = 0.0
            if calls > 0:
                crowd.called[day, p] = calls / (calls + left_on_list(given, state, day, p))
    for p in range(population.shape[0]):
        crowd.inhabitants[given.today.shape[0], p] = population[p]


@inlined
def note_gates(given, state, crowd, day):  # type: ignore[no-untyped-def]
    """Write down moods, and how far quotas held people."""
    places = state.places.shape[0]
    if crowd.moods.shape[0] > 0:
        for p in range(places):
            crowd.moods[day, p] = state.places[p].mood
        for r in range(state.links.shape[0]):
            crowd.moods[day, places + r] = state.links[r].mood
    for r in range(state.links.shape[0]):
        link = state.links[r]
        if link.asked > 0:
            crowd.held[day, r] = 1.0 - link.through / link.asked


@inlined
def left_on_list(given, state, day, crossing):  # type: ignore[no-untyped-def]
    """People who wait on the list of a crossing tonight; nobody is left when all were called."""
    waiting = 0
    for number in range(given.rules.stops):
        if given.stops[number].waits_at == crossing:
            waiting += state.held[night_row(given.rules, day + 1, number)]
    return waiting


@entry
def follow(given, state, crowd, start, seen):  # type: ignore[no-untyped-def]
    """One person lives from the day they set out; `reached` gets the days of first arrivals."""
    (first, stop), (track, reached, home, link_end) = start, seen
    places, done = state.places.shape[0], False
    for day in range(first, given.today.shape[0]):
        if day == first:
            stand(given, state, day, stop, np.int64(1))
        for r in range(state.links.shape[0]):
            held = crowd.held[day, r]
            taken = held > 0.0 and uniform(state.stream) < held
            state.links[r].filled = given.gates[day, r].quota if taken else 0
        if given.rules.by_people:
            home = crowd.inhabitants[day + 1]  # as many as live there when all have set out
        live_day(given, state, home, day, track)
        if given.rules.exits_compete:
            be_called(given, state, crowd.called, day)
        for link in range(link_end.shape[0]):
            if track.arrivals[day, link] > 0:
                track.arrivals[day, link], end = 0, link_end[link]
                reached[end] = day - first if reached[end] < 0 else reached[end]
        for end in range(track.ends.shape[0]):
            row = given.rules.first_end + end * places
            if state.held[row : row + places].any():
                reached[places + end], done = day - first, True
        if done:
            break
    state.kept[:], state.held[:], state.on_foot[:], state.on_leg[:] = 0, 0, 0, 0


@inlined
def be_called(given, state, called, day):  # type: ignore[no-untyped-def]
    """Who is on a list crosses when their name is called."""
    for number in range(given.rules.stops):
        stop = given.stops[number]
        row = night_row(given.rules, day + 1, number)
        if stop.waits_at < 0 or state.held[row] == 0:
            continue
        if uniform(state.stream) < called[day, stop.waits_at]:
            end = given.rules.first_end + CROSSED * state.places.shape[0] + stop.place
            state.held[row], state.held[end] = 0, 1
