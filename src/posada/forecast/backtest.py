"""Rolling-origin back-test: what would have been forecast on earlier days, against what came.

A scenario of posada's own is forecast as `posada run` does it, by the movement that learns; the
forecast from reports alone, which is that of a Flee set, stands beside it as `trend`.

At each origin only reports dated on or before it are used; the reports that follow are scored, on
their own days, never on lines drawn between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.errors import InputError, Problem
from posada.forecast.cold import cold_scores
from posada.forecast.doubts import backtest_doubts
from posada.forecast.lived import Lived, anybody_left, live_from
from posada.forecast.naive import NAIVE, WITH_INTERVALS, Target
from posada.forecast.reports import Reports, read_reports
from posada.forecast.skill import (
    HUB_LEVELS,
    LEVELS,
    coverage,
    ranked_probability_score,
    transform,
    weighted_interval_score,
    wmape,
)
from posada.forecast.trend import FIRST, Trend, make_trend, past_errors
from posada.saying import Said, say
from posada.scenario.model import Scenario

CENTRAL = (50, 80, 95, 99)
QUANTILES = tuple(f"q{level:.3f}" for level in HUB_LEVELS)
HORIZONS = (30, 60, 90)
SEED = 1  # of the forecast of every origin
GIVEN = say(
    "The forecast posada is given the true total of the places on each day, as Flee is; nobody"
    " knows it beforehand."
)
LEFT_OUT = say(
    "Where people are by Flee's rules is left out: posada cannot live this set by them, as posada"
    " check says."
)


@dataclass(frozen=True)
class Backtest:
    """What a back-test found.

    Parameters
    ----------
    scores : table with set, model, horizon_days, n, wmape, wis_over_mean, crps_over_mean, cov50,
        cov80, cov95, cov99; coverage is NaN for models without intervals
    forecasts : table with origin, date, place, horizon_days, one column per level, reported
        [person], and pit, the level at which the report lies
    caveats : what is odd about the reports, in sentences
    """

    scores: pd.DataFrame
    forecasts: pd.DataFrame
    caveats: tuple[str, ...] = ()


def backtest(
    scenario: Scenario,
    every: int = 15,
    horizons: Sequence[int] = HORIZONS,
    draws: int = 200,
    given_total: bool = False,
    prior: np.ndarray | None = None,
    progress: Callable[[float], None] | None = None,
) -> Backtest:
    """Forecast from earlier days with what was reported by then, and score what came.

    Parameters
    ----------
    scenario : its reports of people at single places are used
    every : days between origins
    horizons : last day of each band of horizons, in order [day]
    draws : draws of the movement, in a scenario that is no Flee set
    given_total : give the forecast the true total of the places, as Flee and `last_shares` get it
    prior : errors known from elsewhere, as for `make_trend`
    progress : called with the fraction done

    Raises
    ------
    InputError
        When fewer than two days have reports, or none follows an origin.
    """
    reports = read_reports(scenario)
    origins, past = _origins(scenario, reports.length, every), past_errors(reports)
    found: dict[str, list[np.ndarray]] = {}
    rows = []
    for number, origin in enumerate(origins):
        known = reports.until(origin)
        target, table = _ahead(reports, known, origin, horizons)
        if len(table):
            places = list(known.series)
            own: dict[str, Trend | Lived] = {"posada": make_trend(reports, origin, prior, past)}
            if scenario.flee is None:
                lived = live_from(scenario, origin, places, int(target.days.max()), draws, SEED)
                own = {"posada": lived, "trend": own["posada"]}
            for name, model in own.items():
                asked = _asked(model, places, target, given_total)
                found.setdefault(name, []).append(asked)
            for name, naive in NAIVE.items():
                found.setdefault(name, []).append(naive(known, origin, target, LEVELS))
            rows.append(table)
        if progress is not None:
            progress((number + 1) / len(origins))
    if not rows:
        raise InputError([_nothing_to_score(scenario, every, horizons[-1])])
    table = pd.concat(rows, ignore_index=True)
    quantiles = {name: np.concatenate(parts) for name, parts in found.items()}
    scores = _score_all(scenario.settings.name, table, quantiles)
    cold = cold_scores(scenario, reports)
    return Backtest(
        pd.concat([scores, cold], ignore_index=True),
        _with_quantiles(table, quantiles),
        (*_taken_for_granted(given_total, cold), *backtest_doubts(scenario, reports)),
    )


def _taken_for_granted(given_total: bool, cold: pd.DataFrame) -> Iterator[Said]:
    if given_total:
        yield GIVEN
    if len(cold) and "flee_rules" not in set(cold["model"]):
        yield LEFT_OUT


def _origins(scenario: Scenario, length: int, every: int) -> list[int]:
    """Days from which to forecast: those on which somebody was known to have set out."""
    if scenario.flee is not None:
        return list(range(FIRST, length, every))
    return [day for day in range(every, length, every) if anybody_left(scenario, day)]


def _ahead(
    reports: Reports, known: Reports, origin: int, horizons: Sequence[int]
) -> tuple[Target, pd.DataFrame]:
    """Reports to come at places with a report by now, that were reported whole on the day."""
    day_0 = pd.Timestamp(reports.start)
    places: list[str] = []
    days, people = [], []
    for place in known.series:
        ahead = reports.series[place].between(origin, origin + horizons[-1])
        places += [place] * int(ahead.whole.sum())
        days.append(ahead.days[ahead.whole])
        people.append(ahead.people[ahead.whole])
    all_days = np.concatenate(days) if days else np.zeros(0, np.int64)
    totals = reports.total(known.series)[all_days]
    band = np.searchsorted(np.asarray(horizons), all_days - origin)
    firsts = [1, *(horizon + 1 for horizon in horizons[:-1])]
    labels = [f"{first}-{last}" for first, last in zip(firsts, horizons, strict=True)]
    table = pd.DataFrame(
        {
            "origin": day_0 + dt.timedelta(days=origin),
            "date": day_0 + pd.to_timedelta(all_days, unit="D"),
            "place": places,
            "horizon_days": [labels[number] for number in band],
            "reported": np.concatenate(people) if people else np.zeros(0),
        }
    )
    return Target(places, all_days, totals), table


def _asked(
    model: Trend | Lived, places: Sequence[str], target: Target, given_total: bool
) -> np.ndarray:
    """Quantiles of a forecast for all places at the places and days asked for (target, level)."""
    column = {place: number for number, place in enumerate(places)}
    days, row = np.unique(target.days, return_inverse=True)
    at = (row, np.array([column[place] for place in target.places]))
    quantiles = model.quantiles(days, LEVELS)
    if given_total:
        totals = np.zeros(len(days))
        totals[row] = target.totals
        given = model.given(days, totals)
        quantiles = np.maximum(quantiles + (given - model.median(days)), 0.0)
    return np.stack([quantiles[level][at] for level in range(len(LEVELS))], axis=1)


def _score_all(name: str, table: pd.DataFrame, quantiles: dict[str, np.ndarray]) -> pd.DataFrame:
    """One row per model and band of horizons, and one over all bands."""
    reported = table["reported"].to_numpy(float)
    bands = table["horizon_days"].to_numpy(str)
    in_order = sorted(set(bands), key=lambda band: int(band.partition("-")[0]))
    rows = []
    for model, values in quantiles.items():
        for band in [*in_order, "all"]:
            here = np.full(len(bands), True) if band == "all" else bands == band
            scores = score(values[here], reported[here], model in WITH_INTERVALS)
            rows.append({"set": name, "model": model, "horizon_days": band, **scores})
    return pd.DataFrame(rows)


def score(quantiles: np.ndarray, reported: np.ndarray, intervals: bool) -> dict[str, float]:
    """Every measure of one forecast.

    Parameters
    ----------
    quantiles : (report, level) [person], at `LEVELS`
    reported : (report) [person]
    intervals : whether the forecast says how certain it is
    """
    mean = max(float(reported.mean()), 1.0)
    middle, hub = quantiles[:, len(LEVELS) // 2], quantiles[:, 1:-1]
    scores = {
        "n": len(reported),
        "wmape": wmape(middle, reported),
        "wis_over_mean": weighted_interval_score(hub, HUB_LEVELS, reported).mean() / mean,
        "crps_over_mean": ranked_probability_score(quantiles, LEVELS, reported).mean() / mean,
    }
    covered = {
        f"cov{share}": coverage(quantiles, LEVELS, reported, share / 100) if intervals else np.nan
        for share in CENTRAL
    }
    return scores | covered


def _with_quantiles(table: pd.DataFrame, quantiles: dict[str, np.ndarray]) -> pd.DataFrame:
    values = quantiles["posada"]
    reported = table["reported"].to_numpy(float)
    levels = pd.DataFrame(values[:, 1:-1], columns=list(QUANTILES))
    pit = transform(values, LEVELS, reported)
    front = table[["origin", "date", "place", "horizon_days"]]
    return pd.concat([front, levels, table[["reported"]].assign(pit=pit)], axis=1)


def _nothing_to_score(scenario: Scenario, every: int, farthest: int) -> Problem:
    days = every if scenario.flee is None else FIRST
    first = scenario.settings.start + dt.timedelta(days=days)
    often = say("every %(every)s days", every=every) if every > 1 else say("every day")
    return Problem(
        file="headcounts.csv" if scenario.flee is None else "source_data",
        row=None,
        column="date" if scenario.flee is None else None,
        found=say("no report that can be scored"),
        expected=say(
            "two reports of people at one place: one by the day of a forecast, and"
            " one at most %(farthest)s days after that day (forecasts are made"
            " %(often)s, the first on %(first)s)",
            farthest=farthest,
            often=often,
            first=first,
        ),
    )
