"""Departures after the last day of information: what goes on, what stops, what was announced."""

import datetime as dt

import numpy as np
import pytest
import xarray as xr

from posada.forecast import make_forecast
from posada.forecast.barriers import rules_of
from posada.forecast.flow import find_flows
from tests.building import build, place, route

START = dt.date(2030, 1, 1)


def leaving(people, first=0, where="A", **more):
    """Departures on days one after the other; none where nobody leaves."""
    return [
        {
            "date": str(START + dt.timedelta(days=first + day)),
            "place": where,
            "people": int(number),
            **more,
        }
        for day, number in enumerate(people)
        if number
    ]


def scenario(folder, departures, days_known, horizon=30, **tables):
    return build(
        folder,
        {"as_of": str(START + dt.timedelta(days=days_known - 1)), "horizon_days": horizon},
        places=[place("A", "origin"), place("B", "origin"), place("C")],
        routes=[route("A", "C"), route("B", "C")],
        departures=departures,
        **tables,
    )


def who_leaves(made, draws=400):
    """People who set out on each day after the last day of information (draw, day)."""
    forecast = make_forecast(made, draws=draws)
    assert not forecast.balance().any()
    left = forecast.data["departed"].values
    now = (made.settings.as_of - made.settings.start).days
    return np.diff(left, axis=1)[:, now:], forecast.caveats


def test_a_steady_flow_goes_on_and_fades(tmp_path):
    left, caveats = who_leaves(scenario(tmp_path, leaving([100] * 50), 50, horizon=90))
    mean = left.mean(axis=0)
    assert mean[:5].mean() == pytest.approx(96, abs=6)
    assert mean[-5:].mean() == pytest.approx(50, abs=10)
    assert 0.5 < (left[:, -1] > 0).mean() < 0.9
    assert caveats[-1] == (
        "Departures after 2030-02-19 are forecast for 1 of 1 places of departure, from those "
        "before: their level, trend and days of the week, fading, with a chance that they stop."
    )


@pytest.mark.parametrize(
    "departures",
    [
        leaving([1000]),
        leaving([200, 1500, 900, 300]),
        leaving([400, 500], 0) + leaving([600, 700, 300], 20) + leaving([500], 29),
        leaving([100] * 20),
        leaving([100] * 30, wave="first"),
        leaving([0] * 30) + leaving([0, 5]),
    ],
    ids=["once", "caravan", "bursts", "stopped", "a named wave", "nearly nobody"],
)
def test_what_is_no_flow_does_not_go_on(tmp_path, departures):
    left, caveats = who_leaves(scenario(tmp_path, departures, 30), draws=20)
    assert not left.any()
    assert caveats[-1] == (
        "After 2030-01-30 only those announced set out from 1 of 1 places of departure: departures "
        "there are named waves, have stopped, or were seen on too few days to tell whether they go "
        "on."
    )


def test_a_young_flow_fades_sooner_than_an_old_one(tmp_path):
    young, _ = who_leaves(scenario(tmp_path / "young", leaving([100] * 10), 10))
    old, _ = who_leaves(scenario(tmp_path / "old", leaving([100] * 60), 60))
    assert 100 < young.sum(axis=1).mean() < 0.8 * old.sum(axis=1).mean()


def test_days_of_the_week_stay_as_they_were(tmp_path):
    week = [300, 100, 100, 100, 100, 0, 0]
    left, _ = who_leaves(scenario(tmp_path, leaving(week * 6), 42, horizon=14))
    days = left.mean(axis=0).reshape(2, 7)
    assert (days[:, 0] > 1.7 * days[:, 1:5].mean(axis=1)).all()
    assert (days[:, 5:] < 0.6 * days[:, 1:5].mean(axis=1, keepdims=True)).all()
    assert days.sum() == pytest.approx(1400 * 0.92, rel=0.1)


def test_one_row_a_week_is_a_flow(tmp_path):
    left, _ = who_leaves(scenario(tmp_path, leaving([700, 0, 0, 0, 0, 0, 0] * 8), 53, horizon=14))
    assert left.sum(axis=1).mean() == pytest.approx(1400 * 0.925, rel=0.06)
    assert left[:, 3].mean() > 2 * left[:, 4].mean()  # day 56 is the day of the week


def test_growth_goes_on_but_not_for_ever(tmp_path):
    rising = 50 + 4 * np.arange(30)
    left, _ = who_leaves(scenario(tmp_path, leaving(rising), 30, horizon=60))
    flat, _ = who_leaves(scenario(tmp_path / "flat", leaving([100] * 30), 30, horizon=60))
    assert left[:, :5].mean() > 0.95 * rising[-1]
    assert left[:, -5:].mean() < rising[-1] + 4 * 60
    assert left[:, -5:].mean() > 1.5 * flat[:, -5:].mean()


def test_ten_days_show_no_trend(tmp_path):
    rising = 20 + 20 * np.arange(10)
    left, _ = who_leaves(scenario(tmp_path, leaving(rising), 10, horizon=3))
    weights = np.exp(np.arange(10) / 14)
    assert left[:, 0].mean() == pytest.approx(0.97 * rising @ weights / weights.sum(), rel=0.1)


def test_counts_vary_as_they_did(tmp_path):
    numbers = np.random.default_rng(1).gamma(4, 25, 56).astype(int)
    left, _ = who_leaves(scenario(tmp_path / "one", leaving(numbers), 56, horizon=7))
    even, _ = who_leaves(scenario(tmp_path / "two", leaving([100] * 56), 56, horizon=7))
    assert left[:, 0].std() == pytest.approx(numbers[-28:].std(), rel=0.3)
    assert even[:, 0].std() < 25


def test_a_range_is_carried_on(tmp_path):
    spread = leaving([100] * 40, people_low=0, people_high=200)
    left, _ = who_leaves(scenario(tmp_path, spread, 40, horizon=7))
    assert left[:, 0].mean() == pytest.approx(97, abs=10)


def test_later_rows_change_nothing(tmp_path):
    known = leaving([100] * 30)
    one = make_forecast(scenario(tmp_path / "one", known, 30), draws=10)
    later = [*known, *leaving([9000] * 20, 30)]
    other = make_forecast(scenario(tmp_path / "two", later, 30), draws=10)
    xr.testing.assert_identical(one.data, other.data)


def test_days_further_ahead_change_no_day_before_them(tmp_path):
    known = [*leaving([100] * 30), *leaving([50] * 30, where="B")]
    near, far = (
        make_forecast(scenario(tmp_path / str(days), known, 30, days), draws=10) for days in (5, 40)
    )
    for name, values in near.data.items():
        later = far.data[name]
        xr.testing.assert_equal(values, later.isel(day=slice(values.sizes["day"])))


def test_announced_departures_stand_as_announced(tmp_path):
    announced = leaving([5000], 35, known_from="2030-01-20") + leaving(
        [800], 40, where="B", known_from="2030-01-20"
    )
    secret = leaving([7777], 36, known_from="2030-02-20")
    rows = [{"known_from": "", **row} for row in leaving([100] * 30)]
    left, caveats = who_leaves(scenario(tmp_path, [*rows, *announced, *secret], 30), draws=50)
    assert (left[:, 5] == 5000).all()
    assert left[:, 6].max() < 1000
    assert (left[:, 10] >= 800).all() and (left[:, 10] < 1600).all()
    assert "from 1 of 2 places of departure" in caveats[-1]


def test_an_announcement_beyond_the_horizon_is_left_out(tmp_path):
    rows = leaving([100] * 3, known_from="") + leaving([5000], 25, known_from="2030-01-02")
    made = scenario(tmp_path, rows, 3).replace(horizon_days=5)
    left, _ = who_leaves(made, draws=5)
    assert not left.any()


def test_a_flow_is_found_by_hand(tmp_path):
    rows = leaving([10, 0, 10, 0, 10, 0, 10, 0, 10, 0, 10]) + leaving([50] * 30, where="B")
    made = scenario(tmp_path, rows, 13)
    (flow, other), others = find_flows(made, made.known("departures"))
    assert (flow.place, flow.first, flow.last, flow.count, others) == ("A", 0, 10, 6, 0)
    assert (flow.age, flow.usual_gap) == (12, 12 / 11)
    assert (other.place, other.last) == ("B", 12)


def counted(folder, last_told, at_c, *rows, leave=(0.15, 0.25), high=150):
    """A hundred a day set out of A up to a day of 40; C, where nobody stays long, is counted."""
    return build(
        folder,
        {
            "as_of": str(START + dt.timedelta(days=39)),
            "horizon_days": 10,
            "movement.leave": {"A": 1.0, "C": list(leave), "D": 0.0},
            "movement.join_list": {"default": 0.0},
        },
        places=[place("A", "origin"), place("C"), place("D", "destination")],
        routes=[route("A", "C"), route("C", "D")],
        departures=[
            *leaving([100] * (last_told + 1), people_low=60, people_high=high),
            *(
                {"date": str(START + dt.timedelta(days=day)), "place": "A", "people": n}
                for day, n in rows
            ),
        ],
        headcounts=[
            {
                "date": str(START + dt.timedelta(days=day)),
                "place": "C",
                "measure": "people",
                "people": people,
                "confidence": "high",
            }
            for day, people in at_c.items()
        ],
    )


AS_BEFORE = {day: 500 for day in range(15, 40, 3)}
EMPTYING = {day: min(500, int(500 * 0.8 ** (day - 26))) for day in range(15, 40, 3)}


@pytest.mark.parametrize(
    ("at_c", "rows", "goes_on"),
    [
        (AS_BEFORE, [], True),
        (EMPTYING, [], False),
        (AS_BEFORE, [(26, 0)], False),
    ],
    ids=["counts as before", "counts that fall", "a row that says nobody"],
)
def test_whether_departures_went_on_untold_is_asked_of_the_headcounts(
    tmp_path, at_c, rows, goes_on
):
    """Rows end on the 26th of January, two weeks before the last day of information."""
    made = counted(tmp_path, 25, at_c, *rows)
    left, caveats = who_leaves(made, draws=100)
    told = any("went on there" in caveat for caveat in caveats)
    assert told == goes_on
    assert (left.mean() > 50) == goes_on
    if goes_on:
        assert rules_of(made, draws=20, seed=1).untold  # posada barriers lives the same
        assert (
            "Of 1 of 1 places of departure nobody is said to have set out after 2030-01-26."
            " Headcounts are likelier if departures went on there, so these days are forecast too."
            " Add them to departures.csv when they are known; a row with 0 people says that they"
            " stopped."
        ) in caveats


def test_where_departures_went_on_untold_later_counts_are_not_above_all_who_set_out(tmp_path):
    """By the end C has 3,700 people; of the first 26 days, which are told, at most 2,860 come."""
    at_c = {day: 100 * day - 200 for day in range(15, 40, 3)}
    made = counted(tmp_path, 25, at_c, leave=(0, 0.02), high=110)
    forecast = make_forecast(made, draws=100)
    assert forecast.learned.untold
    assert not any("makes up nobody" in caveat for caveat in forecast.caveats)


def test_without_headcounts_rows_that_end_are_the_end(tmp_path):
    made = counted(tmp_path, 25, {24: 500})
    left, caveats = who_leaves(made, draws=20)
    assert not left.any()
    assert not any("went on there" in caveat for caveat in caveats)
