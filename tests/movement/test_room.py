"""Results that are too large for memory lie in files, and are the same."""

import tracemalloc

import numpy as np
import pytest

from posada.forecast import make_forecast, people_table, places_table, stays_table
from posada.forecast.engine import make_ground
from posada.movement import Room, read_days
from posada.movement.flee import simulate_flee
from posada.scenario import read_scenario
from tests.movement_flee.test_flee_laws import zone_and_camp


def test_arrays_beyond_the_bound_lie_in_files_until_the_room_is_left(tmp_path):
    with Room(tmp_path, most=4000) as room:
        small, large = room.zeros((1000,)), room.zeros((1000,))
        assert not isinstance(small, np.memmap)
        assert isinstance(large, np.memmap)
        large[:] = 7
        room.rest()
        assert (large == 7).all()
        assert large.filename.parent.parent == tmp_path
        assert not list(tmp_path.glob(".posada-*/*")), "would outlive a command that is killed"
    assert list(tmp_path.iterdir()) == []


def test_a_forecast_from_files_is_the_same(tmp_path):
    riverside = read_scenario("riverside")
    expected = make_forecast(riverside, draws=6, learn=False)
    with Room(tmp_path, most=0) as room:
        found = make_forecast(riverside, draws=6, learn=False, room=room)
        assert found.data.identical(expected.data)
        assert stays_table(found).equals(stays_table(expected))


def peak_of_flee(draws, room):
    """Bytes allocated at most while a set is lived; files are not counted."""
    flee_set = zone_and_camp(300)
    simulate_flee(flee_set, 1, 3, threads=1)
    tracemalloc.start()
    simulate_flee(flee_set, draws, 3, threads=1, keep=room)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_of_a_flee_set_does_not_grow_with_draws(tmp_path):
    peaks = []
    for draws in (4, 400):
        with Room(tmp_path, most=0) as room:
            peaks.append(peak_of_flee(draws, room))
    bookkeeping = 396 * 3000  # bytes for the draws that wait for their turn
    assert peaks[1] - peaks[0] < bookkeeping < 0.2 * peak_of_flee(400, "places")


def peak_of_ours(days, folder):
    """Bytes allocated at most while 100 draws are lived, and bytes of the result."""
    ground = make_ground(read_scenario("riverside").replace(horizon_days=days))
    engine = ground.engine(ground.draw(100, 1))
    engine.simulate(1, threads=1)
    with Room(folder, most=0) as room:
        tracemalloc.start()
        lived = engine.simulate(1, threads=1, room=room)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak, sum(getattr(lived, name).nbytes for name in vars(lived))


def test_memory_of_our_own_engine_does_not_grow_with_draws_times_days(tmp_path):
    (few_peak, few), (many_peak, many) = (peak_of_ours(days, tmp_path) for days in (10, 400))
    assert many_peak - few_peak < 0.1 * (many - few)


def test_tables_are_the_same_in_blocks(monkeypatch):
    forecast = make_forecast(read_scenario("riverside"), draws=6)
    whole = people_table(forecast), places_table(forecast)
    monkeypatch.setattr("posada.forecast.tables.BLOCK", 1)
    assert people_table(forecast).equals(whole[0])
    assert places_table(forecast).equals(whole[1])


@pytest.mark.parametrize("most", [0, 2**20])
def test_some_days_of_all_draws_are_read_alike_from_memory_and_from_files(tmp_path, most):
    with Room(tmp_path, most) as room:
        written = room.zeros((200, 6, 3))
        written[:] = np.arange(200 * 6 * 3).reshape(200, 6, 3)
        assert (read_days(written, 2, 4) == written[:, 2:4]).all()
        assert read_days(written, 5, 9).shape == (200, 1, 3)


def test_a_room_makes_its_folder_only_when_it_needs_files(tmp_path):
    folder = tmp_path / "deep" / "out"
    with Room(folder, most=100) as room:
        room.zeros((5,))
        assert not folder.exists()
        room.zeros((500,))
        assert folder.exists()
