"""Reports made by hand for the tests."""

import datetime as dt

import numpy as np

from posada.forecast.reports import Reports, Series
from tests.building import build, place, route


def series(days, people):
    """A series in which every report is whole."""
    return Series(np.array(days), np.array(people, float), np.ones(len(days), bool))


def reports(length=200, **places):
    """Reports of places, each a pair of days and people."""
    made = {name: series(*pair) for name, pair in places.items()}
    return Reports(dt.date(2030, 1, 1), length, made)


def resting(folder, **tables):
    """On a road where the rules say that nobody stays, most are counted behind, day after day."""
    counts = {f"2030-01-0{day}": 900 for day in (4, 5, 6, 7)}
    departures = {"2030-01-01": 1000}
    return counted_at_b(folder, [0.8, 0.9], departures, counts, horizon_days=3, **tables)


def passing_by(folder):
    """A hundred come each day, and the shelter has a third of those whom the rules expect."""
    days = [f"2030-01-{day:02}" for day in range(1, 22)]
    counts = dict(zip(days[6:], 3 * [220, 230, 210, 225, 215], strict=True))
    return counted_at_b(folder, [0.1, 0.15], dict.fromkeys(days, 100), counts, horizon_days=10)


def counted_at_b(folder, leave, departures, counts, horizon_days, **tables):
    """A road from A by B to C, up to the last count: people by day who set out, and are at B."""
    return build(
        folder,
        {
            "as_of": max(counts),
            "horizon_days": horizon_days,
            "movement.leave": {"A": 1.0, "default": leave, "C": 0.0},
            "movement.join_list": {"default": 0.0},
        },
        places=[place("A", "origin"), place("B"), place("C", "destination")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[{"date": day, "place": "A", "people": n} for day, n in departures.items()],
        headcounts=[
            {"date": day, "place": "B", "measure": "people", "people": n, "confidence": "high"}
            for day, n in counts.items()
        ],
        **tables,
    )
