"""Five published sets, read as they are, against what Flee itself makes of them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from posada.scenario.flee import FleeSet, daily, is_flee_folder, read_flee

SETS = Path(__file__).parents[3] / "../shared/reference/flee"
HASTEN = {"burundi2015": 20, "car2013": 50, "ssudan2013": 50, "mali2012": 10, "nigeria2016": 500}
# start, days, places, routes, closures, rows of the layout after the first
SIZES = {
    "burundi2015": ("2015-05-01", 396, 30, 41, 4, 5),
    "car2013": ("2013-12-01", 820, 63, 86, 2, 15),
    "ssudan2013": ("2013-12-15", 604, 51, 60, 3, 10),
    "mali2012": ("2012-02-29", 300, 23, 35, 2, 7),
    "nigeria2016": ("2016-03-03", 1885, 40, 62, 0, 3),
}
pytestmark = pytest.mark.skipif(
    not SETS.is_dir(),
    reason="THE PUBLISHED FLEE SETS ARE NOT THERE: they are looked for in ../shared/reference/flee",
)


@pytest.fixture(scope="module", params=sorted(HASTEN))
def flee_set(request: pytest.FixtureRequest) -> FleeSet:
    return read_flee(SETS / request.param)


def test_a_published_set_is_recognised(flee_set):
    assert is_flee_folder(SETS / flee_set.name)
    assert not is_flee_folder(SETS)


def test_nothing_of_a_published_set_is_lost(flee_set):
    found = (
        flee_set.start.isoformat(),
        flee_set.length,
        *(len(flee_set.places), len(flee_set.routes), len(flee_set.closures)),
        len(flee_set.camps),
    )
    assert found == SIZES[flee_set.name]
    assert flee_set.conflicts.shape == (flee_set.length, len(flee_set.places))


def test_the_series_of_every_camp_and_day_are_those_of_flee(flee_set):
    reference = pd.read_csv(SETS / flee_set.name / "reference.csv")
    expected = reference.pivot(index="day", columns="camp", values="reported")
    camps, _ = daily(flee_set, HASTEN[flee_set.name])
    found = pd.DataFrame(camps, columns=list(flee_set.camps))[expected.columns]
    np.testing.assert_array_equal(found, expected)


def test_the_people_of_every_day_are_those_of_flee(flee_set):
    """Nobody leaves: the people are the highest sum of the reports so far, and Flee counts so."""
    expected = pd.read_csv(SETS / flee_set.name / "reference_total.csv")["people"]
    camps, _ = daily(flee_set, HASTEN[flee_set.name])
    people = np.maximum.accumulate(camps.sum(axis=1))
    later = people - people[0] == expected - expected[0]
    assert later.all()


def test_a_published_set_has_no_key_that_flee_ignores(flee_set):
    assert not [caveat for caveat in flee_set.caveats if "simsetting" in caveat]


def test_the_settings_beside_the_sets_are_used(flee_set):
    assert flee_set.rules.move_rules.max_move_speed == 200
    assert flee_set.rules.spawn_rules.conflict_spawn_decay == (1, 1, 1, 0.5, 0.1)
    assert flee_set.rules.spawn_rules.conflict_spawn_decay_interval == 30
    assert flee_set.rules.move_rules.avoid_short_stints
    assert "simsetting.yml" in flee_set.checksums
