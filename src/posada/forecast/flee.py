"""A Flee set lived by Flee's rules, as a forecast like any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from posada.errors import InputError, Problem
from posada.forecast.departures import EVERYBODY
from posada.forecast.doubts import flee_doubts
from posada.forecast.followed import what_reports_changed
from posada.forecast.reports import read_reports
from posada.forecast.result import Forecast, Learned
from posada.forecast.trend import make_trend
from posada.movement import Room
from posada.movement.flee import FleeSimulation, simulate_flee
from posada.saying import say
from posada.scenario.flee import FleeSet, daily
from posada.scenario.model import Scenario

LEARNED = say(
    "From the last day of information on, places that were reported follow their reports: the last"
    " count, growth that fades, and errors as large as they were before; they do not follow the"
    " movement rules."
)
UNSCALED = say(
    "Every person is counted: the setting hasten, which makes Flee follow one person in so many, is"
    " not needed and not used."
)


def flee_forecast(
    scenario: Scenario,
    draws: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
    learn: bool = True,
    room: Room | None = None,
) -> Forecast:
    """Simulate a Flee set by Flee's rules, every person counted, and learn from its reports.

    From the last day of information on, places that have been reported follow their reports; all
    other places follow Flee's rules.

    Parameters
    ----------
    scenario : one that was read from a Flee folder
    draws : simulated futures
    seed : same seed, same forecast, whatever the number of threads
    progress : called with the fraction done
    learn : let reported places follow their reports
    room : where the draws are held; in memory when not given

    Raises
    ------
    InputError
        When the set uses a rule of Flee that the engine does not know, or ends too early.
    """
    flee = scenario.flee
    assert flee is not None
    length = len(scenario.days)
    if length > flee.length:
        raise InputError([_too_long(scenario, flee)], subject=say("the settings of the run"))
    keep: Room | str = room or "places"
    simulated = simulate_flee(flee, draws, seed, hasten=1, progress=progress, keep=keep)
    people = simulated.people[:, :length]
    learned = _follow_reports(scenario, simulated.names, people, seed) if learn else None
    told_apart = simulated.of_kind.size > 0 and not learn  # reports do not tell kinds apart
    by_kind = simulated.of_kind[:, :length] if told_apart else people[..., None]
    groups = simulated.kinds if told_apart else (EVERYBODY,)
    data = _label(simulated, (by_kind, groups), scenario, room)
    now = (scenario.settings.as_of - scenario.settings.start).days
    doubts = flee_doubts(scenario, now) if learn else ()
    caveats = (UNSCALED, *((LEARNED,) if learned else ()), *doubts)
    parameters = pd.DataFrame(index=range(draws))
    return Forecast(data, scenario.settings.as_of, seed, parameters, caveats, learned)


def _label(
    simulated: FleeSimulation,
    by_kind: tuple[np.ndarray, tuple[str, ...]],
    scenario: Scenario,
    room: Room | None,
) -> xr.Dataset:
    """The arrays of a simulation with the names of days, places, kinds of people and routes."""
    of_kind, groups = by_kind
    people = simulated.people[:, : of_kind.shape[1]]
    empty = room.zeros(people.shape) if room else np.zeros(people.shape, np.int32)
    axes, length = ("draw", "day", "place"), people.shape[1]
    on_the_way = simulated.on_the_way[:, :length]
    return xr.Dataset(
        {
            "people": ((*axes, "group"), of_kind),
            **{name: (axes, empty) for name in ("waiting", "returned", "asylum", "settled")},
            "crossed": (axes, empty),
            **{
                name: (("draw", "day", "route"), getattr(simulated, name)[:, :length])
                for name in ("arrivals", "departures", "on_route")
            },
            "on_the_way": (("draw", "day"), on_the_way),
            "departed": (("draw", "day"), people.sum(axis=2) + on_the_way),
        },
        coords={
            "draw": np.arange(len(people)),
            "day": scenario.days,
            "place": np.array(simulated.names, dtype=object),
            "group": np.array(groups, dtype=object),
            "route_from": ("route", np.array([a for a, _ in simulated.links], dtype=object)),
            "route_to": ("route", np.array([b for _, b in simulated.links], dtype=object)),
        },
    )


def _follow_reports(
    scenario: Scenario, names: tuple[str, ...], people: np.ndarray, seed: int
) -> Learned | None:
    """Let reported places follow their reports from the last day of information on."""
    now = (scenario.settings.as_of - scenario.settings.start).days
    days, reports = np.arange(now, people.shape[1]), read_reports(scenario)
    trend = make_trend(reports, now) if now > 0 else None
    if trend is None or not trend.last.sum() > 0 or not len(days):
        return None
    draws = len(people)
    levels = (np.arange(draws) + 0.5) / draws
    quantiles = np.rint(trend.quantiles(days, levels)).astype(people.dtype)
    columns = [names.index(place) for place in trend.places]
    by_rules = people[:, : now + 1, columns].copy()
    for number, column in enumerate(columns):
        # One order of the draws for each place: what is high on one day is high on the next.
        order = np.random.default_rng([seed, number]).permutation(draws)
        people[:, now:, column] = quantiles[order, :, number]
    return what_reports_changed(reports, trend, by_rules, people[:, now, columns])


def _too_long(scenario: Scenario, flee: FleeSet) -> Problem:
    last = flee.days[-1].date()
    most = (last - scenario.settings.as_of).days
    return Problem(
        file="days",
        row=None,
        column=None,
        found=say("a forecast up to %(end)s", end=scenario.settings.end),
        expected=say(
            "at most %(most)s days from %(as_of)s, because the set ends on %(last)s",
            most=most,
            as_of=scenario.settings.as_of,
            last=last,
        ),
    )


def reports_by_day(flee: FleeSet, mean: pd.DataFrame) -> pd.DataFrame:
    """Reports of the camps beside the mean of the forecast, on every day, as Flee compares them.

    Between two reports Flee draws a line. That is right for judging how people split when the
    total is given, and wrong for judging a forecast, which would see the later report.

    Parameters
    ----------
    flee : the set
    mean : people present on the mean of the draws (day, place) [person]

    Returns
    -------
    table with day, date, place, mean, reported [person]; one row per day and camp
    """
    reported, _ = daily(flee, 1)
    camps = [camp for camp in flee.camps if camp in mean]
    columns = [flee.camps.index(camp) for camp in camps]
    days = flee.days
    return pd.DataFrame(
        {
            "day": np.repeat(np.arange(len(days)), len(camps)),
            "date": np.repeat(days, len(camps)),
            "place": np.tile(camps, len(days)),
            "mean": mean[camps].to_numpy().ravel(),
            "reported": reported[: len(days), columns].ravel().astype(float),
        }
    )
