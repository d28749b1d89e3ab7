"""Many simulated futures: each draw lives every day once, on its own stream of random numbers.

The result depends on the seed alone, never on the number of threads.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numba import njit

from posada.movement.barriers import Barriers
from posada.movement.day import Given, State, live_day
from posada.movement.facts import (
    GROUP,
    QUARTERS,
    pack,
    pack_days,
    pack_places,
    pack_routes,
    pack_ways,
)
from posada.movement.network import Network
from posada.movement.night import Night, fall_asleep, together
from posada.movement.parallel import live_each
from posada.movement.random import make_stream
from posada.movement.room import Room
from posada.movement.rules import Rules

ENDS = ("returned", "asylum", "settled", "crossed")

# Arrays that a draw fills, day by day: see Simulation.
Track = namedtuple("Track", "people waiting ends arrivals on_route on_the_way departed")


@dataclass(frozen=True)
class Inflow:
    """People who set out.

    Parameters
    ----------
    people : who set out of the places from which anybody does (draw, day, origin) [person]
    origins : index of those places (origin)
    shares : share of each group among them (day, place, group)
    """

    people: np.ndarray
    origins: np.ndarray
    shares: np.ndarray

    def of(self, draw: int) -> np.ndarray:
        """Who set out in a draw (day, place) [person]."""
        everywhere = np.zeros(self.shares.shape[:2], np.int64)
        everywhere[:, self.origins] = self.people[draw]
        return everywhere


@dataclass(frozen=True)
class Limits:
    """Whole people per day that quotas let through; worked out for one draw at a time.

    Parameters
    ----------
    calls : names called from the list of a crossing, lower and upper end (day, place, 2)
    quota : most people through a route, lower and upper end, inf for no limit (day, route, 2)
    between_calls, between_quota : where between the ends each draw lies, 0 to 1 (draw, place),
        (draw, route)
    """

    calls: np.ndarray
    quota: np.ndarray
    between_calls: np.ndarray
    between_quota: np.ndarray

    def calls_of(self, draw: int) -> np.ndarray:
        """Names called in a draw (day, place)."""
        return _between(self.calls, self.between_calls[draw])

    def quota_of(self, draw: int) -> np.ndarray:
        """Most people through in a draw, -1 for no limit (day, route)."""
        limited = np.isfinite(self.quota).all(axis=2)
        ends = np.where(limited[..., None], self.quota, -1.0)
        return _between(ends, self.between_quota[draw])


def _between(ends: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Whole numbers between a lower and an upper end."""
    low, high = ends[..., 0], ends[..., 1]
    return np.rint(low + position * (high - low)).astype(np.int64)


@dataclass(frozen=True)
class Simulation:
    """What the engine gives: people [person, int32] at the end of each day.

    Parameters
    ----------
    people (draw, day, place, group), waiting (draw, day, place),
    ends (draw, end, day, place) cumulative in the order of ENDS,
    arrivals and on_route (draw, day, route), on_the_way (draw, day),
    departed (draw, day) cumulative
    """

    people: np.ndarray
    waiting: np.ndarray
    ends: np.ndarray
    arrivals: np.ndarray
    on_route: np.ndarray
    on_the_way: np.ndarray
    departed: np.ndarray


@njit(cache=True, nogil=True)
def live_days(given, state, track, first, last):  # type: ignore[no-untyped-def]
    """Live the days of one draw before `last` and write down where people are each night."""
    for day in range(first, last):
        live_day(given, state, day, track.arrivals[day])
        for p in range(given.departures.shape[1]):
            for s in range(state.bucket.shape[0]):
                track.people[day, p, s // 2] += state.bucket[s, p, 0]
                if s % 2 == 1:
                    track.waiting[day, p] += state.bucket[s, p, 0]
        track.ends[:, day, :] = state.ends
        for r in range(state.on_route.shape[1]):
            track.on_route[day, r] = state.on_route[:, r].sum()
        track.on_the_way[day] = state.on_route.sum()
        track.departed[day] = state.left[0]


@dataclass(frozen=True)
class Engine:
    """A network, its barriers, its rules and its inflow, ready to be lived.

    Parameters
    ----------
    moods : standard normal moods of the crowds at each place and then on each route, of the first
        days (draw, day, place and route); None: each draw draws its own
    """

    network: Network
    barriers: Barriers
    rules: Rules
    inflow: Inflow
    limits: Limits
    moods: np.ndarray | None = None

    def simulate(
        self,
        seed: int,
        threads: int | None = None,
        progress: Callable[[float], None] | None = None,
        days: int | None = None,
        room: Room | None = None,
    ) -> Simulation:
        """Live every draw; the seed alone decides the numbers.

        Parameters
        ----------
        seed : any whole number from 0
        threads : workers; all processors when not given
        progress : called with the fraction of draws done
        days : first days only; all when not given
        room : where the result is held; in memory when not given
        """
        lived = self.unlived(days, room)
        self.live(self.before(seed), lived, threads=threads, progress=progress, room=room)
        return lived

    def before(self, seed: int) -> Night:
        """The night before the first day: nobody has set out yet."""
        draws = range(len(self.inflow.people))
        states = (self.empty(draw, make_stream(seed, draw)) for draw in draws)
        return together([fall_asleep(0, draw, state) for draw, state in enumerate(states)])

    def live(
        self,
        night: Night,
        lived: Simulation,
        until: int | None = None,
        threads: int | None = None,
        progress: Callable[[float], None] | None = None,
        room: Room | None = None,
    ) -> Night:
        """Live on from a night, and write the days into `lived`.

        Parameters
        ----------
        night : where everybody is, from `before` or from an earlier call
        lived : filled from the day after the night on
        until : days that are lived when it ends; all of `lived` when not given
        threads, progress, room : as for `simulate`

        Returns
        -------
        the night after the last of these days
        """
        last = lived.departed.shape[1] if until is None else until

        def live(draw: int) -> Night:
            return self._live(draw, night, lived, last)

        return together(live_each(live, len(lived.departed), threads, progress, room))

    def unlived(self, days: int | None = None, room: Room | None = None) -> Simulation:
        """Room for the first days, or for all of them."""
        zeros = room.zeros if room else partial(np.zeros, dtype=np.int32)
        draws, (all_days, places) = len(self.inflow.people), self.inflow.shares.shape[:2]
        days = min(days or all_days, all_days)
        groups, routes = self.inflow.shares.shape[2], len(self.network.routes)
        return Simulation(
            people=zeros((draws, days, places, groups)),
            waiting=zeros((draws, days, places)),
            ends=zeros((draws, len(ENDS), days, places)),
            arrivals=zeros((draws, days, routes)),
            on_route=zeros((draws, days, routes)),
            on_the_way=zeros((draws, days)),
            departed=zeros((draws, days)),
        )

    def _live(self, draw: int, night: Night, lived: Simulation, last: int) -> Night:
        track = Track(*(getattr(lived, name)[draw] for name in Track._fields))
        state = self.empty(draw, night.streams[draw].copy())
        night.wake(draw, state)
        live_days(self.given(draw), state, track, night.day, last)
        return fall_asleep(last, draw, state)

    @cached_property
    def _shared(self) -> dict[str, np.ndarray]:
        """What is the same in every draw."""
        rules = self.rules
        groups = (len(rules.group_leave),)
        return {
            "days": pack_days(self.barriers),
            "routes": pack_routes(self.network),
            "groups": pack(GROUP, groups, leave=rules.group_leave, turn_back=rules.group_turn_back),
            "first_route": self.network.first_route,
            "shares": self.inflow.shares,
        }

    def given(self, draw: int) -> Given:
        """What the compiled day looks up in a draw."""
        rules, limits = self.rules, self.limits
        return Given(
            places=pack_places(self.network, rules.chance[draw]),
            ways=pack_ways(self.network, self.barriers, rules.pace[draw], limits.quota_of(draw)),
            departures=self.inflow.of(draw),
            calls=limits.calls_of(draw),
            held_turn_back=float(rules.held_turn_back[draw]),
            more_turn_back=float(rules.hostility[draw]),
            alike=float(rules.alike[draw]),
            moods=self._moods(draw),
            **self._shared,
        )

    def empty(self, draw: int, stream: np.ndarray) -> State:
        """A network without people, with the stream of a draw."""
        classes = 2 * self.inflow.shares.shape[2]
        places, routes = len(self.network.places), len(self.network.routes)
        return State(
            stream=stream,
            bucket=np.zeros((classes, places, QUARTERS + 1), np.int64),
            due=np.zeros((classes, routes, self._longest_journey(draw), QUARTERS), np.int64),
            on_route=np.zeros((classes, routes), np.int64),
            morning=np.zeros(places, np.int64),
            through=np.zeros(routes, np.int64),
            asked=np.zeros(routes, np.int64),
            ends=np.zeros((len(ENDS), places), np.int64),
            ahead=self.rules.list_ahead[draw].copy(),
            left=np.zeros(1, np.int64),
            moods=np.zeros(places + routes),
            others=np.zeros(places, np.int64),
            filled=np.zeros(routes, np.int64),
        )

    def _moods(self, draw: int) -> np.ndarray:
        if self.moods is not None:
            return self.moods[draw]
        return np.zeros((0, len(self.network.places) + len(self.network.routes)))

    def _longest_journey(self, draw: int) -> int:
        """Days that the longest route can take, and two more."""
        lengths = self.network.routes["length_km"].to_numpy(dtype=float)
        return int(np.ceil(lengths.max(initial=0.0) / self.rules.pace[draw].min())) + 2
