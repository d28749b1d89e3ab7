"""What holds for every Flee folder: nobody is lost, and the seed alone decides."""

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.movement.flee import Precision, simulate_flee
from tests.movement_flee.small_flee import small_set

AGES = pd.DataFrame({"age": [5, 30, 70], "Default": [4.0, 5.0, 1.0], "P1": [0.0, 1.0, 0.0]})
KINDS = ("town", "conflict_zone", "camp", "forwarding_hub", "marker")


@st.composite
def sets(draw):
    count = draw(st.integers(3, 6))
    kinds = ["conflict_zone", "camp", *draw(st.lists(st.sampled_from(KINDS), min_size=count))]
    places = [
        (f"P{i}", "XY"[i % 2], kind, draw(st.integers(1, 3000))) for i, kind in enumerate(kinds)
    ]
    numbers = st.integers(0, len(places) - 1)
    pairs = draw(st.sets(st.tuples(numbers, numbers), min_size=4, max_size=9))
    routes = [(f"P{a}", f"P{b}", draw(st.integers(15, 500))) for a, b in pairs if a < b]
    counts = draw(st.lists(st.integers(0, 5000), min_size=12, max_size=12))
    awareness = draw(st.integers(1, 2))
    closures = [("location", "P1", "", 2, 5), ("camp", "P1", "", 3, 6)]
    move = {
        "awareness_level": awareness,
        "children_avoid_hazards": draw(st.booleans()),
        "elderly_avoid_hazards": draw(st.booleans()),
        "fixed_routes": draw(st.booleans()),
        "stay_close_to_home": draw(st.booleans()),
        "avoid_short_stints": draw(st.booleans()),
        "start_on_foot": draw(st.booleans()),
    }
    spawn = {"camps_are_sicks": draw(st.booleans())}
    made = small_set(places, routes, {"P1": counts}, 12, closures, move, spawn)
    walking = draw(st.booleans()) and awareness == 1 and "marker" not in kinds
    return replace(
        made,
        places=made.places.assign(deactivation_probability=0.2),
        routes=made.routes.assign(walk_probability=0.4 if walking else 0.0),
        demographics={"age": AGES},
    ), counts


@settings(max_examples=25)
@given(sets())
def test_nobody_is_lost_and_nobody_is_made(made):
    flee_set, counts = made
    simulation = simulate_flee(flee_set, 2, 7, threads=1)
    highest = np.maximum.accumulate(counts)
    assert (simulation.total == highest).all()
    assert simulation.people.min() >= 0
    assert (simulation.on_the_way == simulation.on_route.sum(axis=2)).all()


@settings(max_examples=10)
@given(sets())
def test_arrivals_and_departures_explain_who_is_where(made):
    flee_set, _ = made
    simulation = simulate_flee(flee_set, 1, 7, threads=1)
    away = simulation.arrivals.astype(int).sum(axis=2) - simulation.departures.sum(axis=2)
    set_back = -np.cumsum(away, axis=1) - simulation.on_the_way
    assert (set_back >= 0).all()  # only people put back at a closed link come in unseen


def zone_and_camp(days=30):
    places = [
        ("Zone", "X", "conflict_zone", 1000),
        ("Town", "X", "town", 500),
        ("Camp", "Y", "camp", 400),
    ]
    routes = [("Zone", "Town", 60.0), ("Town", "Camp", 90.0), ("Zone", "Camp", 170.0)]
    return small_set(places, routes, {"Camp": np.linspace(0, 900, days)}, days)


def test_the_seed_alone_decides_whatever_the_threads():
    one = simulate_flee(zone_and_camp(), 8, 3, threads=1)
    two = simulate_flee(zone_and_camp(), 8, 3, threads=2)
    other = simulate_flee(zone_and_camp(), 8, 4, threads=2)
    assert (one.people == two.people).all() and (one.on_route == two.on_route).all()
    assert (one.people != other.people).any()


def test_the_first_draws_are_the_same_whatever_their_number():
    few = simulate_flee(zone_and_camp(), 2, 3)
    many = simulate_flee(zone_and_camp(), 5, 3, keep="camps")
    assert (few.people[:, :, [2]] == many.people[:2]).all()


def test_finer_rounds_change_a_filling_camp_by_little():
    draws = 300
    coarse, fine = (
        simulate_flee(zone_and_camp(), draws, seed, precision=Precision(fineness=fineness))
        for seed, fineness in ((1, 4.0), (2, 32.0))
    )
    camp = [run.people[:, -1, 2].astype(float) for run in (coarse, fine)]
    error = np.sqrt(sum(values.var() for values in camp) / draws)
    assert abs(camp[0].mean() - camp[1].mean()) < 4 * error + 1.0
