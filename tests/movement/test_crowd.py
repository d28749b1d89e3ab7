"""A crowd walks together: the mean stays, the spread grows, and nobody is lost."""

from statistics import NormalDist

import numpy as np
import pytest

from posada.forecast import make_forecast
from posada.movement.engine.crowd import in_this_mood, mood, normal_quantile
from posada.movement.random import make_stream
from tests.building import build, place, route


def moods(number):
    stream = make_stream(7, 0)
    return np.array([mood(stream) for _ in range(number)])


def town(folder, alike):
    """A thousand people in a town of which six in ten move on in a day."""
    return build(
        folder,
        {"movement.leave": {"A": 1.0, "B": 0.6, "C": 0.0}, "movement.alike": alike},
        places=[place("A", "origin"), place("B"), place("C", "destination")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 1000}],
    )


def test_moods_are_standard_normal():
    drawn = moods(40_000)
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.std() == pytest.approx(1, abs=0.02)
    assert (drawn**4).mean() == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize("chance", [1e-12, 0.001, 0.07, 0.3, 0.5, 0.9, 0.9999])
def test_the_quantile_agrees_with_the_standard_library(chance):
    assert normal_quantile(chance) == pytest.approx(NormalDist().inv_cdf(chance), abs=1e-6)


@pytest.mark.parametrize("chance", [0.05, 0.5, 0.9])
@pytest.mark.parametrize("alike", [0.1, 0.8])
def test_over_all_moods_the_chance_is_as_stated(chance, alike):
    seen = [in_this_mood(chance, alike, z) for z in moods(40_000)]
    assert np.mean(seen) == pytest.approx(chance, abs=0.008)
    assert np.std(seen) > 0.02


def test_what_is_certain_stays_certain():
    assert in_this_mood(1.0, 0.5, -3.0) == 1.0
    assert in_this_mood(0.0, 0.5, 3.0) == 0.0
    assert in_this_mood(0.4, 0.0, 3.0) == 0.4


def test_a_crowd_that_is_alike_varies_more_about_the_same_mean(tmp_path):
    alone, together = (
        make_forecast(town(tmp_path / str(alike), alike), draws=400).people.sel(place="B")
        for alike in (0.0, 0.5)
    )
    second = day_two(alone), day_two(together)
    assert second[0].mean() == pytest.approx(400, abs=5)
    assert second[1].mean() == pytest.approx(400, abs=50)
    assert second[0].std() == pytest.approx(np.sqrt(1000 * 0.6 * 0.4), rel=0.15)
    assert second[1].std() > 10 * second[0].std()


def day_two(people):
    return people.isel(day=1).values


def test_people_who_walk_together_are_conserved(tmp_path):
    assert not make_forecast(town(tmp_path, 0.9), draws=50).balance().any()
