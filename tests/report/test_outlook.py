"""Which days ahead are shown, and which places."""

import numpy as np
import pandas as pd
import pytest

from posada.report.outlook import Outlook


@pytest.mark.parametrize(
    "last, shown",
    [(1, [0, 1]), (7, [0, 7]), (8, [0, 7, 8]), (14, [0, 7, 14]), (30, [0, 7, 14, 30])],
)
def test_no_day_ahead_is_shown_twice(last, shown):
    days = pd.date_range("2030-01-01", periods=3 + last)
    nobody = np.zeros((9, len(days), 1))
    assert Outlook(days, ["A"], nobody, np.full(nobody.shape[1:], np.nan), now=2).offsets == shown
