"""Sets of reports made poorer, noisier, shorter, slower or coarser, and shapes nobody measured.

They stand in for sets never seen: a choice that helps only on the sets as they are is not worth
keeping. What is left to chance depends on a fixed key, so every run alters them alike.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import zlib
from collections.abc import Callable

import numpy as np

from posada.forecast.reports import Reports, Series

Change = Callable[[Reports], Reports]


def stream(*key: object) -> np.random.Generator:
    """Random numbers that depend on the key alone."""
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def each(change: Callable[[str, Series], Series], pace: float = 1.0) -> Change:
    """Change every series in the same way."""

    def changed(reports: Reports) -> Reports:
        series = {name: change(name, old) for name, old in reports.series.items()}
        series = {name: new for name, new in series.items() if len(new.days)}
        return dataclasses.replace(reports, length=int(reports.length * pace), series=series)

    return changed


def keep(series: Series, kept: np.ndarray) -> Series:
    """Some of the reports."""
    return Series(series.days[kept], series.people[kept], series.whole[kept])


def thinned(share: float) -> Change:
    """Each report after the first is kept by chance."""

    def change(name: str, series: Series) -> Series:
        kept = stream(name, share).random(len(series.days)) < share
        kept[:1] = True
        return keep(series, kept)

    return each(change)


def one_in(days: int) -> Change:
    """The last report of every so many days."""
    return each(
        lambda name, series: keep(
            series, np.diff(series.days // days, append=np.iinfo(int).max) > 0
        )
    )


def few(count: int) -> Change:
    """So many reports of each place, evenly spread."""
    return each(
        lambda name, series: keep(
            series,
            np.isin(
                np.arange(len(series.days)), np.linspace(0, len(series.days) - 1, count).round()
            ),
        )
    )


def fewer_people(by: int) -> Change:
    """Everybody divided by a number."""
    return each(lambda name, old: dataclasses.replace(old, people=np.round(old.people / by)))


def noisy(error: float) -> Change:
    """Each report is wrong by some share of itself."""

    def change(name: str, series: Series) -> Series:
        factors = np.exp(error * stream(name, error).standard_normal(len(series.days)))
        return dataclasses.replace(series, people=np.round(series.people * factors))

    return each(change)


def corrected(seed: int) -> Change:
    """Six in ten places are counted anew on some day, by a tenth to a half more or less."""

    def change(name: str, series: Series) -> Series:
        random, people = stream(name, seed), series.people.copy()
        if random.random() < 0.6 and len(people) > 4:
            people[random.integers(2, len(people)) :] *= np.exp(
                random.choice([-1, 1]) * random.uniform(0.1, 0.5)
            )
        return dataclasses.replace(series, people=np.round(people))

    return each(change)


def at_pace(pace: float) -> Change:
    """The same over twice or half the time."""

    def change(name: str, series: Series) -> Series:
        days = (series.days * pace).astype(np.int64)
        return keep(dataclasses.replace(series, days=days), np.diff(days, append=days[-1] + 1) > 0)

    return each(change, pace)


def window(start: float, length: int | None) -> Change:
    """Only part of the time: from a share of it on, for so many days."""

    def changed(reports: Reports) -> Reports:
        first = int(start * (reports.length if length is None else max(0, reports.length - length)))
        days = min(reports.length - first, length or reports.length)
        cut = each(
            lambda name, series: dataclasses.replace(
                keep(series, (series.days >= first) & (series.days < first + days)),
                days=series.days[(series.days >= first) & (series.days < first + days)] - first,
            )
        )
        return dataclasses.replace(cut(reports), length=days)

    return changed


def some_places(seed: int, other_half: bool) -> Change:
    """Half of the places."""

    def changed(reports: Reports) -> Reports:
        order = stream(seed, len(reports.series)).permutation(list(reports.series))
        return dataclasses.replace(
            reports, series={name: reports.series[name] for name in order[int(other_half) :: 2]}
        )

    return changed


def fewer_places(share: float, key: int) -> Change:
    """A share of the places by chance, at least two."""

    def changed(reports: Reports) -> Reports:
        kept = max(2, round(share * len(reports.series)))
        names = stream(key, len(reports.series)).permutation(list(reports.series))[:kept]
        series = {name: old for name, old in reports.series.items() if name in names}
        return dataclasses.replace(reports, series=series)

    return changed


def by_chance(number: int) -> Change:
    """Some of all this at once: pace, places, time, reports, errors and corrections by chance."""

    def changed(reports: Reports) -> Reports:
        random = stream("by chance", number, reports.length)
        steps = [
            at_pace(float(np.exp(random.uniform(np.log(0.5), np.log(2.0))))),
            fewer_places(random.uniform(0.35, 1.0), number),
        ]
        if random.random() < 0.35:
            steps.append(merged)
        if random.random() < 0.7:
            steps.append(window(random.random(), int(np.exp(random.uniform(4.8, 6.2)))))
        poorer = [thinned(random.choice([0.25, 0.5, 0.75])), one_in(random.choice([7, 14, 30, 45]))]
        steps += poorer[random.integers(4) :][:1]
        if random.random() < 0.4:
            steps.append(noisy(random.choice([0.01, 0.03, 0.06])))
        if random.random() < 0.3:
            steps.append(corrected(number))
        for step in steps:
            reports = step(reports)
        return reports

    return changed


def merged(reports: Reports) -> Reports:
    """Two places each reported as one, the last report of either standing for it in between."""
    names, series = list(reports.series), {}
    for pair in (names[at : at + 2] for at in range(0, len(names), 2)):
        both = [reports.series[name] for name in pair]
        days = np.unique(np.concatenate([each.days for each in both]))
        days = days[days >= max(each.days[0] for each in both)]
        rows = [np.searchsorted(each.days, days, side="right") - 1 for each in both]
        people = np.sum([each.people[row] for each, row in zip(both, rows, strict=True)], axis=0)
        series["+".join(pair)] = Series(days, people, np.ones(len(days), bool))
    return dataclasses.replace(reports, series=series)


VARIANTS: dict[str, Change] = {
    "as they are": lambda reports: reports,
    "half of the reports": thinned(0.5),
    "a quarter of the reports": thinned(0.25),
    "weekly": one_in(7),
    "monthly": one_in(30),
    "every 60 days": one_in(60),
    "eight reports a place": few(8),
    "a hundredth of the people": fewer_people(100),
    "3 % wrong": noisy(0.03),
    "counted anew": corrected(1),
    "counted anew again": corrected(2),
    "places in pairs": merged,
    "half of the places": some_places(5, False),
    "the other half": some_places(5, True),
    "another half": some_places(9, False),
    "half as fast": at_pace(2.0),
    "twice as fast": at_pace(0.5),
    "from a quarter on": window(0.25, None),
    "from the middle on": window(0.5, None),
    "first 120 days": window(0.0, 120),
    "first 180 days": window(0.0, 180),
    "150 days, early": window(0.3, 150),
    "150 days, later": window(0.6, 150),
    "last 150 days": window(1.0, 150),
}
BY_CHANCE: dict[str, Change] = {f"by chance {number}": by_chance(number) for number in range(1, 41)}


def made_up() -> dict[str, Reports]:
    """Six places in each of eight shapes, reported every few days, a hundredth wrong."""
    length, random = 400, stream("made up")
    day = np.arange(length + 1.0)
    scale = np.exp(random.normal(10, 1, 6))
    pace, peak, wide = random.uniform(15, 60, 6), random.uniform(80, 250, 6), random.uniform(15, 50)
    steps = (random.random((6, length + 1)) < 0.01) * random.normal(0, 0.3, (6, length + 1))
    shapes = {
        "ramp": np.tile(day / length, (6, 1)),
        "filling up": 1 - np.exp(-day / pace[:, None]),
        "wave": 1 / (1 + np.exp(-(day - peak[:, None]) / wide)),
        "still": np.ones((6, length + 1)),
        "return": (1 - np.exp(-day / 40)) * np.exp(-np.maximum(day - peak[:, None], 0) / 200),
        "bursts": np.cumsum(random.gamma(0.05, 1, (6, length + 1)), axis=1) / 20,
        "drift": np.exp(np.cumsum(random.normal(0, 0.01, (6, length + 1)), axis=1)),
        "counted anew": np.exp(np.cumsum(steps, axis=1)) + day / length / 5,
    }
    sets = {}
    for name, shape in shapes.items():
        series = {}
        for place, curve in enumerate(scale[:, None] * shape):
            days = np.cumsum(1 + random.poisson(6, length))
            days = np.concatenate([[0], days[days < length]])
            wrong = np.exp(0.01 * random.standard_normal(len(days)))
            series[f"P{place}"] = Series(days, np.round(curve[days] * wrong), days >= 0)
        sets[name] = Reports(dt.date(2030, 1, 1), length, series)
    return sets
