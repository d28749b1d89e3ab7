"""Whether what is learned is as sure as it should be: the rank of the truth is uniform."""

import numpy as np
import pandas as pd
import pytest

from posada.forecast.engine import make_ground
from posada.forecast.learning.evidence import Evidence, gather
from posada.forecast.learning.learn import learn
from posada.forecast.learning.past import live_past
from tests.building import build, place, route

FUTURES, BINS = 24, 4


@pytest.fixture(scope="module")
def ranks(tmp_path_factory):
    """Share of the learned draws below the truth, for each parameter (future, parameter)."""
    scenario = build(
        tmp_path_factory.mktemp("three"),
        {
            "as_of": "2030-01-07",
            "horizon_days": 1,
            "movement.leave": {"A": 1.0, "B": [0.1, 0.9], "C": 0.0},
            "movement.settle": {"C": [0.0, 0.1]},
            "movement.join_list": {"default": 0.0},
        },
        places=[place("A", "origin"), place("B"), place("C", "destination")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[
            {
                "date": "2030-01-01",
                "place": "A",
                "people": 900,
                "people_low": 300,
                "people_high": 1500,
            }
        ],
        headcounts=[
            {"date": f"2030-01-0{day}", "place": name, "people": 1}
            for day in (2, 4, 7)
            for name in "BC"
        ],
    )
    ground, blank = make_ground(scenario), gather(scenario)
    return pd.DataFrame([_rank(ground, blank, number) for number in range(FUTURES)])


def _rank(ground, blank, number):
    random = np.random.default_rng(number)
    truth = ground.draw(1000, seed=number).sample(1, random_state=number, ignore_index=True)
    past = live_past(ground, truth, seed=100_000 + number)
    size = 1 / blank.spread
    counts = random.poisson(random.gamma(size, blank.counts(past)[0] / size)).astype(float)
    evidence = Evidence(blank.scenario, blank.table.assign(people=counts), blank.inside)
    fit = learn(ground, evidence, 100, seed=200_000 + number)
    learned, told = fit.parameters, fit.learned
    names = list(told.parameters["parameter"])
    return (learned[names] < truth[names].to_numpy()).mean()


def test_the_rank_of_the_truth_is_uniform(ranks):
    """Chi-square with three degrees of freedom exceeds 16.3 once in a thousand."""
    assert list(ranks) == ["leave.B", "settle.C", "departures.row 2"]
    for name in ranks:
        counts = np.bincount(np.minimum((ranks[name] * BINS).astype(int), BINS - 1), minlength=BINS)
        expected = FUTURES / BINS
        assert ((counts - expected) ** 2 / expected).sum() < 16.3, (name, counts)


def test_the_truth_lies_inside_the_central_eighty_percent_four_times_in_five(ranks):
    inside = ((ranks > 0.1) & (ranks < 0.9)).to_numpy().mean()
    assert 0.65 < inside < 0.92
