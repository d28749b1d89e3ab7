"""Many simulated futures: each draw lives every day once, on its own stream of random numbers.

The result depends on the seed alone, never on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from posada.movement.engine.day import live_days
from posada.movement.engine.state import Track, nobody
from posada.movement.own.model import ENDS, Model
from posada.movement.own.night import TRAVELLERS, Night, fall_asleep, together
from posada.movement.parallel import live_each
from posada.movement.random import copy_stream, make_stream
from posada.movement.room import Room

FEW_DAYS = 8  # looking up so many days takes longer than living them, and Python does it in turn


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


class Engine(Model):
    """A network, its barriers, its rules and its inflow, ready to be lived."""

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
        draws, places = len(self.inflow.people), len(self.network.places)
        return Night(
            day=0,
            here=np.zeros((draws, 2 * self.inflow.shares.shape[2], places), np.int64),
            travellers=np.zeros(0, TRAVELLERS),
            ends=np.zeros((draws, len(ENDS), places), np.int64),
            ahead=self.rules.list_ahead.copy(),
            left=np.zeros(draws, np.int64),
            streams=np.stack([make_stream(seed, draw) for draw in range(draws)]),
        )

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
        threads, progress, room : as for `simulate`; a few days are lived by one worker if not given

        Returns
        -------
        the night after the last of these days
        """
        last = lived.departed.shape[1] if until is None else until
        if threads is None and last - night.day < FEW_DAYS:
            threads = 1

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
        days = slice(night.day, last)
        given = self.given(draw, days)
        state = nobody(given, copy_stream(night.streams[draw]))
        night.wake(draw, given, state)
        names = ("people", "waiting", "ends", "on_route", "arrivals")
        told = {name: getattr(lived, name)[draw] for name in names}
        track = Track(**told, departures=np.zeros_like(told["arrivals"]))
        nowhere = np.zeros(0, np.int64)
        people = (np.zeros(len(self.network.places)), nowhere, nowhere)
        live_days(given, state, people, (night.day, last), track)
        left = night.left[draw] + self.inflow.people[draw, days].sum(axis=1).cumsum()
        lived.on_the_way[draw, days] = track.on_route[days].sum(axis=1)
        lived.departed[draw, days] = left
        return fall_asleep(last, draw, (given, state), int(left[-1]))


def no_track(model: Model) -> Track:
    """Room for what a draw writes down, if only at once thrown away."""
    (days, places, groups), links = model.inflow.shares.shape, len(model.network.routes)
    shapes = {
        "people": (days, places, groups),
        "waiting": (days, places),
        "ends": (len(ENDS), days, places),
    }
    return Track(*(np.zeros(shapes.get(name, (days, links)), np.int32) for name in Track._fields))
