"""Which days ahead are shown, and which places."""

import numpy as np
import pandas as pd
import pytest

from posada.report.outlook import Outlook, over_capacity
from posada.report.sections import people_rows
from posada.report.words import words_in


@pytest.mark.parametrize(
    "last, shown",
    [(1, [0, 1]), (7, [0, 7]), (8, [0, 7, 8]), (14, [0, 7, 14]), (30, [0, 7, 14, 30])],
)
def test_no_day_ahead_is_shown_twice(last, shown):
    days = pd.date_range("2030-01-01", periods=3 + last)
    nobody = np.zeros((9, len(days), 1))
    assert Outlook(days, ["A"], nobody, np.full(nobody.shape[1:], np.nan), now=2).offsets == shown


def test_a_place_is_over_its_capacity_by_what_is_told_of_people():
    """A median of 6,326 is told as 6,330, which is not more than room for 6,327."""
    days = pd.date_range("2030-01-01", periods=3)
    bands = np.full((9, 3, 5), np.array([6330.0, 6340, 5, 10, 6340]))
    room = np.full((3, 5), np.array([6327.0, 6327, 0, 0, np.nan]))
    outlook = Outlook(days, list("ABCDE"), bands, room, now=0)
    assert outlook.over.all(axis=0).tolist() == [False, True, False, True, False]
    assert over_capacity(outlook) == [("B", days[1]), ("D", days[1])]
    over = [row["figures"][-1][1] for row in people_rows(outlook, words_in("en"))]
    assert sorted(over) == [False, False, False, True, True]
