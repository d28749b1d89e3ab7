"""A life that stops for a night goes on as if it had not stopped."""

import dataclasses

import numpy as np
import pytest

from posada.forecast.engine import make_ground
from posada.scenario import read_scenario

FIELDS = ("people", "waiting", "ends", "arrivals", "on_the_way", "departed")


@pytest.fixture(scope="module")
def engine():
    ground = make_ground(read_scenario("exodus-2018").replace(horizon_days=3))
    return ground.engine(ground.draw(5, seed=1))


@pytest.mark.parametrize("stops", [(1, 2, 3), (20,), (31, 32)])
def test_a_life_with_a_stop_is_the_same_life(engine, stops):
    whole = engine.simulate(seed=4)
    lived, night = engine.unlived(), engine.before(seed=4)
    for stop in (*stops, None):
        night = engine.live(night, lived, stop, threads=1 if stop else 3)
    for name in FIELDS:
        assert (getattr(lived, name) == getattr(whole, name)).all()


def test_a_night_holds_everybody(engine):
    lived = engine.unlived()
    night = engine.live(engine.before(seed=2), lived, until=25)
    assert night.day == 25
    assert len(night.travellers) > 0
    assert (night.travellers["people"] > 0).all()
    assert (night.travellers["days"] >= 1).all()
    travelling = np.zeros(5, int)
    np.add.at(travelling, night.travellers["draw"], night.travellers["people"])
    assert (travelling == lived.on_the_way[:, 24]).all()
    assert (night.here.sum(axis=1) == lived.people[:, 24].sum(axis=2)).all()
    found = night.here.sum(axis=(1, 2)) + travelling + night.ends.sum(axis=(1, 2))
    assert (found == night.left).all()


def test_people_who_were_moved_at_night_go_on_from_there(engine):
    lived = engine.unlived()
    night = engine.live(engine.before(seed=2), lived, until=30)
    here = night.here.copy()
    here[:, 0, 0] += 700
    moved = dataclasses.replace(night, here=here, left=night.left + 700)
    engine.live(moved, lived)
    found = lived.people[:, -1].sum(axis=(1, 2)) + lived.on_the_way[:, -1]
    assert (found + lived.ends[:, :, -1].sum(axis=(1, 2)) == lived.departed[:, -1]).all()
    assert (lived.departed[:, 30] >= lived.departed[:, 29] + 700).all()
