"""Who will set out after the last day of information, where it was not announced.

A *flow* is people who set out of a place day after day, up to the last days of information. It is
continued, in each draw from the departures of that draw: their level, trend and days of the week,
with counts that vary as much as they did. It gets smaller and may stop. Nobody is invented where
there is no flow: a caravan that left once does not leave again, and a named wave ends with its
rows. Rows of a flow that end before the last day of information are taken for its end, or for days
not told yet: whoever has headcounts can ask which.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from posada.forecast.growth import change_ahead
from posada.movement import Inflow
from posada.saying import Said, say
from posada.scenario.model import Scenario

LONGEST_GAP = 7  # days without departures that a flow outlasts
FEWEST, SHORTEST = 5, 7  # days with departures, and days from first to last, that make a flow
USUAL_DELAY = 3  # days that tables of departures may be late
LONGEST_SILENCE = 28  # days without a row after which a flow is over, whatever headcounts say
WINDOW, TREND_WINDOW, FEWEST_OF_TREND = 56, 28, 14  # days looked at; for a trend; that show one
WEEKS = 28  # days from which on weekdays count
MEMORY = 14.0  # days after which a day counts for 1/e in the level
HARDLY = 0.05  # of the usual number: a day of the week that says nothing of the level
# Half as many set out after 90 days: in the five sets of ../shared, growth of all camps together is
# 0.8, 0.7 and 0.6 of itself after 15, 45 and 75 days. A younger flow fades faster: an assumption.
FADING, FADING_OF_AGE = 90.0, 2.0
WANDER = 0.05  # standard deviation by which the logarithm of the level moves in a day: assumption
LEAST_VARIED, MOST_VARIED = 1e-6, 4.0  # dispersion of the counts
MOST_ERROR = 0.5  # relative error of the level
FLOW_STREAM = (0, 3)  # spawn key of these draws; parameters use (0, 1), learning (0, 2)
STREAMS = 3  # of each flow: its way, the mean of each day, and the count of each day


@dataclass(frozen=True)
class Flow:
    """Days on which people set out of a place, one after the other.

    Parameters
    ----------
    place : name
    first, last : first and last day with departures, since the start [day]
    count : days with departures
    told : last day of which it is known who set out; none did after `last` up to then
    """

    place: str
    first: int
    last: int
    count: int
    told: int

    @property
    def age(self) -> float:
        """Days it stands for: those from first to last, and the usual gap after the last [day]."""
        return (self.last - self.first) * self.count / (self.count - 1)

    @property
    def usual_gap(self) -> float:
        """Days it stands for, over those from first to last; 1 when people set out every day."""
        return self.age / (self.last - self.first + 1)


def find_flows(
    scenario: Scenario, departures: pd.DataFrame, untold: bool = False
) -> tuple[list[Flow], int]:
    """Flows that run on the last day of information.

    Parameters
    ----------
    scenario : for its days
    departures : those known
    untold : whether flows whose rows have ended go on, untold, rather than are over

    Returns
    -------
    the flows, and the number of places with departures that are no flow, or one that has stopped
    """
    now = (scenario.settings.as_of - scenario.settings.start).days
    days = (departures["date"] - pd.Timestamp(scenario.settings.start)).dt.days
    dated = departures.assign(day=days)[(departures["wave"] == "") & (days <= now)]
    found = [
        flow
        for place, rows in dated.groupby("place", sort=False)
        if (flow := _last_run(str(place), rows, now, untold)) is not None
    ]
    return found, departures["place"].nunique() - len(found)


def first_untold(scenario: Scenario, departures: pd.DataFrame) -> int | None:
    """Day after which a flow may have gone on untold; None when all are told or over."""
    now = (scenario.settings.as_of - scenario.settings.start).days
    flows, _ = find_flows(scenario, departures, untold=True)
    return min((flow.told for flow in flows if flow.told < now), default=None)


def flow_caveats(
    scenario: Scenario, departures: pd.DataFrame, untold: bool = False
) -> tuple[Said, ...]:
    """Sentences on who is forecast to set out after the last day of information.

    Parameters as for `find_flows`.
    """
    as_of = scenario.settings.as_of
    flows, others = find_flows(scenario, departures, untold)
    blanks = {"date": as_of, "all": len(flows) + others}
    sentences = []
    now = (as_of - scenario.settings.start).days
    if silent := [flow.told for flow in flows if flow.told < now]:
        sentences.append(
            say(
                "Of %(count)s of %(all)s places of departure nobody is said to have set out after"
                " %(told)s. Headcounts are likelier if departures went on there, so these days are"
                " forecast too. Add them to departures.csv when they are known; a row with 0 people"
                " says that they stopped.",
                count=len(silent),
                told=scenario.settings.start + dt.timedelta(days=min(silent)),
                **blanks,
            )
        )
    if flows:
        sentences.append(
            say(
                "Departures after %(date)s are forecast for %(count)s of %(all)s places of"
                " departure, from those before: their level, trend and days of the week, fading,"
                " with a chance that they stop.",
                count=len(flows),
                **blanks,
            )
        )
    if others:
        sentences.append(
            say(
                "After %(date)s only those announced set out from %(count)s of %(all)s places of"
                " departure: departures there are named waves, have stopped, or were seen on too"
                " few days to tell whether they go on.",
                count=others,
                **blanks,
            )
        )
    return tuple(sentences)


def _last_run(place: str, rows: pd.DataFrame, now: int, untold: bool) -> Flow | None:
    """The days up to now between which no gap is long; None when they are too few or long ago.

    A row of nobody tells that nobody set out.
    """
    days = np.unique(rows["day"][rows["people"] > 0])
    gaps = np.diff(days)
    breaks = np.flatnonzero(gaps > LONGEST_GAP)
    run = days[breaks[-1] + 1 :] if len(breaks) else days
    if len(run) < FEWEST or run[-1] - run[0] + 1 < SHORTEST:
        return None
    silence = now - run[-1]
    if silence <= max(np.diff(run).max(), USUAL_DELAY):
        return Flow(place, int(run[0]), int(run[-1]), len(run), now)
    if untold and silence <= LONGEST_SILENCE and rows["day"].max() == run[-1]:
        return Flow(place, int(run[0]), int(run[-1]), len(run), int(run[-1]))
    return None


def continue_flows(
    flows: Sequence[Flow], inflow: Inflow, index: dict[str, int], seed: int
) -> Inflow:
    """Departures after the last day told of each flow added to those that are known.

    A day for which departures of the place were announced is left as announced. Days further
    ahead change nothing in those before them: each kind of chance is drawn day after day, from a
    stream of its own.

    Parameters
    ----------
    flows : as found
    inflow : the known departures in each draw
    index : position of each place by name
    seed : seed of the forecast
    """
    people = inflow.people.copy()
    for number, flow in enumerate(flows):
        source = np.random.SeedSequence(seed, spawn_key=(*FLOW_STREAM, number))
        streams = [np.random.default_rng(stream) for stream in source.spawn(STREAMS)]
        place = list(inflow.origins).index(index[flow.place])
        ahead = people[:, flow.told + 1 :, place]
        announced = ahead.any(axis=0)
        known = people[:, max(flow.first, flow.last - WINDOW + 1) : flow.last + 1, place]
        ahead[:] = np.where(announced, ahead, _draw(flow, known, ahead.shape, streams))
    return replace(inflow, people=people)


def _draw(
    flow: Flow,
    known: np.ndarray,
    shape: tuple[int, ...],
    streams: Sequence[np.random.Generator],
) -> np.ndarray:
    """People who set out on each day after the last day told (draw, day).

    Counts are negative binomial: Poisson about a mean that is gamma distributed.
    """
    draws, days = shape
    of_flow, of_mean, of_count = streams
    after = np.arange(flow.told + 1, flow.told + 1 + days)
    week = np.arange(flow.last - known.shape[1] + 1, flow.last + 1) % 7
    weekdays = _weekdays(known, week)
    level = _level(_evened(known, weekdays[:, week]))
    stops_at = of_flow.random((draws, 1))
    wander = np.full(shape, WANDER)
    wander[:, 0] = np.hypot(level.error, WANDER)
    steps = of_flow.standard_normal((days, draws)).T
    wandering = np.cumsum(wander * steps - wander**2 / 2, axis=1)
    # Half of the fading is that fewer set out, half that the flow has stopped by then.
    fading = np.sqrt(1 / (1 + (after - flow.told) / min(FADING, FADING_OF_AGE * flow.age)))
    goes_on = stops_at < fading
    mean = level.middle[:, None] + change_ahead(
        level.growth[:, None], level.middle[:, None], after - flow.last
    )
    mean = np.maximum(mean, 0.0) * weekdays[:, after % 7] / flow.usual_gap
    mean = mean * fading * goes_on * np.exp(wandering)
    evenness = 1 / level.dispersion
    return of_count.poisson(of_mean.gamma(evenness, mean.T / evenness)).T


@dataclass(frozen=True)
class _Level:
    """What the known days of a flow say, in each draw (draw).

    middle : people a day, now; growth : more of them each day; error : of the middle, relative;
    dispersion : of the counts, the square of their relative error beyond chance
    """

    middle: np.ndarray
    growth: np.ndarray
    error: np.ndarray
    dispersion: np.ndarray


def _level(known: np.ndarray) -> _Level:
    """Level and trend of departures without the differences of weekdays (draw, day).

    A slope counts as far as it is beyond its own error e: by 1 - e^2 / slope^2.

    Source: the share kept is that of W. James, C. Stein, Proc. 4th Berkeley Symp. 1 (1961) 361-379.
    """
    days = np.arange(1.0 - known.shape[1], 1)
    weights = np.exp(days / MEMORY) / np.exp(days / MEMORY).sum()
    recent, away = known[:, -TREND_WINDOW:], days[-TREND_WINDOW:] - days[-TREND_WINDOW:].mean()
    mean, freedom, size = recent.mean(axis=1), max(len(away) - 2, 1), away @ away
    slope = recent @ away / size
    line = mean[:, None] + slope[:, None] * away
    error2 = ((recent - line) ** 2).sum(axis=1) / freedom / size
    kept = np.maximum(0.0, 1 - error2 / np.maximum(slope**2, 1e-300))
    kept *= len(away) >= FEWEST_OF_TREND
    middle = (1 - kept) * (known @ weights) + kept * np.maximum(line[:, -1], 0.0)
    about = kept[:, None] * line + (1 - kept[:, None]) * mean[:, None]
    variance = ((recent - about) ** 2).sum(axis=1) / freedom
    square = np.maximum(mean, 1e-9) ** 2
    error = np.sqrt(np.minimum(variance * (weights @ weights) / square, MOST_ERROR**2))
    dispersion = np.clip((variance - mean) / square, LEAST_VARIED, MOST_VARIED)
    return _Level(middle, kept * slope, error, dispersion)


def _weekdays(known: np.ndarray, week: np.ndarray) -> np.ndarray:
    """How many times the usual number set out on each day of the week (draw, weekday).

    Differences count as far as they are larger than those within the days of the same name: by
    1 - 1 / F, where F is the ratio of the two variances.

    Parameters
    ----------
    known : departures (draw, day)
    week : day of the week of each, counted from the start of the scenario (day)
    """
    if known.shape[1] < WEEKS:
        return np.ones((len(known), 7))
    is_day = np.eye(7)[week]
    mean = np.maximum(known.mean(axis=1, keepdims=True), 1e-9)
    means = known @ is_day / is_day.sum(axis=0)
    within = ((known - means[:, week]) ** 2).sum(axis=1) / (len(week) - 7)
    between = ((means - mean) ** 2) @ is_day.sum(axis=0) / 6
    kept = np.maximum(0.0, 1 - within / np.maximum(between, 1e-300))
    factors = 1 + kept[:, None] * (means / mean - 1)
    return np.asarray(factors / factors.mean(axis=1, keepdims=True))


def _evened(known: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """Departures without the differences of weekdays, as many in all (draw, day)."""
    mean = known.mean(axis=1, keepdims=True)
    evened = np.where(factors > HARDLY, known / np.maximum(factors, HARDLY), mean)
    return np.asarray(evened * mean / np.maximum(evened.mean(axis=1, keepdims=True), 1e-9))
