"""After the last report draws live on as learned, unless the reports surprised them too much."""

import dataclasses
import math

import numpy as np
import pytest
from scipy.stats import chi2

from posada.forecast import make_forecast
from posada.forecast.engine import make_ground
from posada.forecast.learning import learn
from posada.forecast.learning.ahead import Surprise, chance_above, engine_ahead, parameters_ahead
from posada.forecast.learning.habits import RULES
from posada.scenario import read_scenario
from tests.building import build, place, route
from tests.forecast.made_reports import resting


@pytest.fixture(scope="module")
def ground():
    return make_ground(read_scenario("exodus-2018"))


def test_reports_as_far_off_as_expected_change_nothing():
    assert Surprise.of(np.ones(40)) == Surprise(1.0, 1.0)
    assert Surprise.of(np.full(40, 0.3)).lasting == 0
    assert Surprise.of(np.array([3.8])).trust == 1  # once in twenty


@pytest.mark.parametrize("degrees", [1, 2, 3, 8, 93, 94, 2001, 3000])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 1.0, 1.1, 2.0, 9.0])
def test_the_upper_tail_of_a_chi_square_is_that_of_another_library(degrees, share):
    found = chance_above(share * degrees, degrees)
    assert found == pytest.approx(chi2.sf(share * degrees, degrees), rel=1e-9, abs=1e-300)


def test_what_chance_does_not_allow_is_doubted():
    """Four reports at twice the usual distance: by hand, with 16 / 2 = 8 in the upper tail."""
    found = Surprise.of(np.full(4, 4.0))
    assert found.size == 4
    assert found.trust == pytest.approx(math.exp(-8) * (1 + 8) / 0.05)
    assert found.lasting == pytest.approx(3 * (1 - found.trust) / (3 * (1 - found.trust) + 2))


@pytest.mark.parametrize(("trust", "as_learned"), [(1.0, 40), (0.0, 0), (0.25, 10)])
def test_so_many_draws_keep_what_they_learned(ground, trust, as_learned):
    learned = ground.draw(40, seed=9)
    parameters = parameters_ahead(ground, learned, Surprise(2.0, trust), seed=1)
    engine = engine_ahead(ground, parameters, Surprise(2.0, trust), seed=1)
    assert (parameters["alike"] == learned["alike"]).sum() == as_learned
    assert (parameters["departures.first"] == learned["departures.first"]).all()
    assert list(parameters) == list(learned)
    assert engine.lasting == Surprise(2.0, trust).lasting


def crossroads(folder):
    return make_ground(
        build(
            folder,
            {"movement.leave": {"A": 0.2, "B": 0.0}, "movement.alike": 0.6},
            places=[place("A", "origin"), place("B", "destination")],
            routes=[route("A", "B")],
            departures=[{"date": "2030-01-01", "place": "A", "people": 100_000}],
        )
    )


def test_moods_that_last_make_the_days_alike_and_no_day_different(tmp_path):
    """How many leave A says how the crowd is tomorrow; each day alone is as it was."""
    ground = crossroads(tmp_path)
    engine = ground.engine(ground.draw(600, seed=1))
    tied, spread = {}, {}
    for lasting in (0.0, 0.8):
        lived = dataclasses.replace(engine, lasting=lasting).simulate(1, days=4)
        left = 1 - lived.people[:, 1:, 0, 0] / np.maximum(lived.people[:, :-1, 0, 0], 1)
        tied[lasting] = np.corrcoef(left[:, 0], left[:, 1])[0, 1]
        spread[lasting] = left[:, 1].std()
    assert abs(tied[0.0]) < 0.15
    assert tied[0.8] > 0.5
    assert spread[0.8] == pytest.approx(spread[0.0], rel=0.15)


def test_a_forecast_that_counts_refute_says_so(tmp_path, monkeypatch):
    """Where no habits account for them."""
    monkeypatch.setattr(learn, "KINDS", (RULES,))
    forecast = make_forecast(resting(tmp_path), draws=100)
    assert forecast.learned.trust < 0.05
    assert any("further off than chance allows" in caveat for caveat in forecast.caveats)
    assert not forecast.balance().any()
