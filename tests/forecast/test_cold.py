"""Where newcomers go before any report, worked by hand on one zone and two camps."""

import dataclasses

import numpy as np
import pytest

from posada.forecast.cold import FAR_KM, ROOM_POWER, Newcomers, make_newcomers
from posada.movement import shortest_ways
from tests.movement_flee.small_flee import small_set


def two_camps(closures=(), rooms=(1600, 100)):
    """A zone with a camp for 1,600 at 100 km at home, and one for 100 at 200 km abroad."""
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Near", "X", "camp", rooms[0]),
        ("Far", "Y", "camp", rooms[1]),
    ]
    routes = [("Zone", "Near", 100.0), ("Zone", "Far", 200.0)]
    flee = small_set(places, routes, {"Near": [0], "Far": [0]}, closures=closures)
    conflicts = np.tile([1.0, 0.0, 0.0], (flee.length, 1))
    return make_newcomers(dataclasses.replace(flee, conflicts=conflicts))


def test_room_draws_and_distance_keeps_away():
    people = two_camps().place(np.array([0.0, 100.0]), room_power=0.5, far_km=100.0)
    near, far = 40 * np.exp(-1), 10 * np.exp(-2)
    assert people[0].tolist() == [0, 0]
    assert people[1] == pytest.approx([100 * near / (near + far), 100 * far / (near + far)])


@pytest.mark.parametrize(
    ("rooms", "ratio"),
    [
        ((1600, 100), 16**ROOM_POWER * np.exp(100 / FAR_KM)),
        ((0, 100), np.exp(100 / FAR_KM)),
        ((0, 0), 2 * np.exp(100 / FAR_KM)),
    ],
    ids=["known", "one is not", "none is"],
)
def test_a_nearer_camp_halves_what_draws_where_no_capacity_is_known(rooms, ratio):
    near, far = two_camps(rooms=rooms).place(np.array([0.0, 100.0]))[1]
    assert near / far == pytest.approx(ratio)


def test_camps_equally_far_draw_alike_where_no_capacity_is_known():
    ways = np.array([[[50.0, 50.0, 80.0, np.inf]]])
    newcomers = Newcomers(["A", "B", "C", "Closed"], np.ones(4), ways, np.ones((1, 1)))
    people = newcomers.place(np.array([400.0]), far_km=1e9)[0]
    assert people == pytest.approx([150, 150, 100, 0])


@pytest.mark.parametrize(
    "closure", [("camp", "Near", "", 0, 2), ("location", "Near", "", 0, 2)], ids=["camp", "ways"]
)
def test_nobody_goes_to_a_closed_camp_until_it_opens(closure):
    people = two_camps([closure]).place(np.array([50.0, 100.0, 200.0]))
    assert people[:2].tolist() == [[0, 50], [0, 100]]
    assert people[2, 0] > 0 and people[2].sum() == pytest.approx(200)


def test_nobody_crosses_a_closed_border():
    people = two_camps([("country", "X", "Y", 0, -1)]).place(np.array([50.0, 100.0]))
    assert people.tolist() == [[50, 0], [100, 0]]


def test_who_leaves_leaves_every_camp_in_proportion():
    people = two_camps().place(np.array([100.0, 40.0]))
    assert people[1] == pytest.approx(0.4 * people[0])


def test_the_shortest_way_is_found_over_several_links():
    start, end = np.array([0, 1, 1, 2, 0, 2]), np.array([1, 0, 2, 1, 2, 0])
    length = np.array([10.0, 10.0, 10.0, 10.0, 50.0, 50.0])
    ways = shortest_ways(start, end, length, np.array([2]), places=4)
    assert ways.ravel().tolist() == [20, 10, 0, np.inf]
