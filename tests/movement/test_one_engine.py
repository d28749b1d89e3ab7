"""posada's own rules and Flee's are data for one compiled day."""

from posada.forecast.engine import make_ground
from posada.movement.engine.day import live_days
from posada.movement.flee import simulate_flee
from tests.building import build, place, route
from tests.movement_flee.small_flee import line


def test_one_compiled_day_lives_both_sets_of_rules(tmp_path):
    scenario = build(
        tmp_path,
        places=[place("A", "origin"), place("B")],
        routes=[route("A", "B")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 100}],
    )
    ground = make_ground(scenario)
    own = ground.engine(ground.draw(2, seed=1)).simulate(1)
    compiled = len(live_days.signatures)
    flee = simulate_flee(line([100.0, 100.0]), 2, 1)
    assert own.people.sum() > 0
    assert flee.people.sum() > 0
    assert len(live_days.signatures) == compiled  # nothing was compiled for the other
