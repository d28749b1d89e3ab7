"""Reports made by hand for the tests."""

import datetime as dt

import numpy as np

from posada.forecast.reports import Reports, Series


def series(days, people):
    """A series in which every report is whole."""
    return Series(np.array(days), np.array(people, float), np.ones(len(days), bool))


def reports(length=200, **places):
    """Reports of places, each a pair of days and people."""
    made = {name: series(*pair) for name, pair in places.items()}
    return Reports(dt.date(2030, 1, 1), length, made)
