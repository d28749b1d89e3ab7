"""Who is where today: the past is lived up to each day with reports, moved, and lived on.

It answers from which people at which places the future starts, in every draw. Parameters are not
touched here. Nobody is made or lost: each draw keeps the people who set out in it, whose number
stays in its stated range, and where a report asks for more, people are missed elsewhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from posada.forecast.learning.ahead import Surprise, live_by_habit
from posada.forecast.learning.course import Course
from posada.forecast.learning.habits import RULES, Habits, Kind
from posada.forecast.learning.taking import distance, log_density, not_expected, take_in
from posada.movement import Engine, Simulation
from posada.movement.own.night import Night

BACK = 14  # days before the last report that are looked back on
TODAY_STREAM = (0, 4)  # spawn key of the moving of people; learning uses (0, 2), flows (0, 3)
HABITS_STREAM = (0, 6)  # of habits up to today; the choice of draws uses (0, 5)


@dataclasses.dataclass(frozen=True)
class Today:
    """The days lived with the reports.

    Parameters
    ----------
    lived : the days up to the last report, as they were after the reports of each
    night : where everybody is after the last report
    moved : people whom each report brought to each place on its day, or took away (report, place)
    away : squared distance of each report from the members, over what was expected (report)
    likely : log density of each report as forecast from those before its day, but for a constant
        (report)
    habits : what people do otherwise than stated, as far as the reports show it
    before : night and habits after the last report of the days before BACK; None without one
    """

    lived: Simulation
    night: Night
    moved: np.ndarray
    away: np.ndarray
    likely: np.ndarray
    habits: Habits
    before: tuple[Night, Habits] | None

    @property
    def surprise(self) -> Surprise:
        """How far off the reports were when each day was forecast from those before it."""
        return Surprise.of(self.away)


def live_with_reports(course: Course, seed: int, kind: Kind = RULES) -> Today:
    """Live up to the last report, and move the members on the night of each day with reports.

    Parameters
    ----------
    course : the members and the reports
    seed : seed of the forecast
    kind : which habits are looked for
    """
    generator, by_habit = (_random(seed, stream) for stream in (TODAY_STREAM, HABITS_STREAM))
    engine, days = kind.of(course.engine), course.evidence.days
    lived, night = engine.unlived(), engine.before(seed)
    surpluses, away, likely = np.zeros((3, len(days)))
    moved = np.zeros((len(days), len(course.ground.network.places)))
    habits, before = Habits.begin(kind, len(night.left), moved.shape[1], by_habit), None
    for day in np.unique(days):
        rows = np.flatnonzero(days == day)
        habits = habits.later(day + 1 - night.day, by_habit)
        night = habits.followed(engine).live(night, lived, int(day) + 1)
        said, counted = course.compare(night, lived, rows)
        far, usual = distance(said, counted)
        surpluses[rows], away[rows] = far - usual, far / usual
        # What nobody expected is as likely the error of the reports as that of the model, unless
        # counts of the same people agree.
        known = np.flatnonzero(days <= day)
        odd = not_expected(surpluses[known], course.near[np.ix_(rows, known)])
        likely[rows] = log_density(far, usual + odd)
        error = np.minimum(odd / 2, course.evidence.disagreement(rows, known))
        reach = np.hstack([counted.reach, habits.reach(course.around[rows])])
        counted = dataclasses.replace(counted, noise=counted.noise + error, reach=reach)
        numbers = course.numbers(night, lived)
        held = np.hstack([numbers, habits.now])
        taken = take_in(held, said, counted, odd - error, generator)
        people, now = np.split(taken.numbers, [numbers.shape[1]], axis=1)
        habits = habits.found(now)
        night = course.move(night, lived, rows, people, generator)
        moved[rows] = course.brought(taken.moved)
        if day <= days.max() - BACK:
            before = night, habits
    return Today(lived, night, moved, away, likely, habits, before)


def live_on(
    today: Today,
    engine: Engine,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Live from the last report to the last day, in as many draws as the engine has.

    Where there are more draws than members, several start from the same one and go ways of their
    own, each on the stream of its draw.

    Parameters
    ----------
    today : the members after the last report
    engine : with the parameters of each draw, those of the member it starts from
    seed : seed of the forecast
    progress : called with the fraction done
    """
    streams = engine.before(seed).streams
    members = np.arange(len(streams)) % len(today.night.left)
    same = min(len(streams), len(today.night.left))
    streams[:same] = today.night.streams[:same]
    lived = Simulation(**{name: values[members] for name, values in vars(today.lived).items()})
    night = today.night.copied(members, streams)
    live_by_habit(engine, (night, lived), today.habits.of(members), seed, progress)
    return lived


def _random(seed: int, stream: tuple[int, int]) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=stream))
