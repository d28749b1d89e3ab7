"""Days from setting out to arrival under Flee's rules, of people who are followed one by one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from posada.movement.flee import follow_flee, simulate_flee
from tests.movement_flee.small_flee import line, small_set


def test_a_line_of_hubs_takes_the_days_worked_out_by_hand():
    """500 km at 200 a day end on the third day, on which 200 of 250 more are done, as in Flee."""
    hubs = ("forwarding_hub", "camp")
    flee_set = line([500.0, 250.0], kinds=hubs, move={"camp_movechance": 0.0})
    journeys = follow_flee(flee_set, 5, 1, 200)
    reached = {
        goal: set(days[days >= 0].tolist())
        for goal, days in zip(journeys.goals, journeys.days.T, strict=True)
    }
    assert reached["A"] == {2}
    assert min(reached["B"]) == 3


def test_who_meets_a_full_camp_comes_when_the_counts_say():
    """A camp that is full, and that some leave each morning, sends others to one that stays."""
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Small", "X", "camp", 60),
        ("Large", "X", "idpcamp", 0),
    ]
    routes = [("Zone", "Small", 150.0), ("Zone", "Large", 900.0)]
    move = {"camp_movechance": 0.1, "idpcamp_movechance": 0.0, "max_move_speed": 200.0}
    flee_set = small_set(places, routes, {"Large": [0] + [400] * 59}, 60, move=move)
    counts = simulate_flee(flee_set, 60, 2)
    link = counts.links.index(("Zone", "Large"))
    upto = counts.arrivals[:, :, link].cumsum(axis=1).mean(axis=0) / 400
    days = follow_flee(flee_set, 20, 1, 6000).days[:, 2]
    assert counts.people[:, 20, 1].mean() > 54  # 57 is where it stops admitting
    for day in (5, 10, 20, 40, 59):
        share = ((days >= 0) & (days <= day - 1)).mean()  # they set out on day 1
        assert share == pytest.approx(upto[day], abs=0.025)


def test_only_newcomers_are_followed_and_each_has_a_kind():
    ages = pd.DataFrame({"age": [5, 30], "Default": [1.0, 3.0]})
    flee_set = line([100.0], kinds=("town",), move={"children_avoid_hazards": True})
    flee_set = replace(flee_set, demographics={"age": ages})
    journeys = follow_flee(flee_set, 4, 1, 2000)
    assert journeys.groups == ("avoids hazards", "minds hazards")
    assert np.mean(journeys.group == 0) == pytest.approx(0.25, abs=0.04)
    assert len(journeys.days) == 2000


def test_the_same_people_are_followed_whatever_the_number_of_threads():
    flee_set = line([100.0, 100.0])
    one, two = (follow_flee(flee_set, 4, 3, 40, threads) for threads in (1, 2))
    assert (one.days == two.days).all()
