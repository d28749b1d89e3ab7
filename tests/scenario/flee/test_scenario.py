"""A Flee folder is a scenario like any other, with its set beside the tables."""

from pathlib import Path

import pytest

from posada.scenario import read_scenario
from tests.scenario.flee.made_up import made_up

SETS = Path(__file__).parents[4] / "shared" / "reference" / "flee"
needs_sets = pytest.mark.skipif(
    not SETS.is_dir(), reason="THE PUBLISHED FLEE SETS ARE ABSENT: ../shared/reference/flee"
)


@needs_sets
def test_a_flee_folder_becomes_a_scenario():
    scenario = read_scenario(SETS / "burundi2015")
    assert scenario.flee is not None
    assert (scenario.settings.name, len(scenario.days)) == ("burundi2015", 396)
    kinds = scenario["places"]["kind"].value_counts().to_dict()
    assert kinds["site"] == 5 and set(kinds) <= {"origin", "town", "site"}
    assert scenario["routes"]["both_ways"].all()
    mahama = scenario["headcounts"].query("place == 'Mahama'")
    assert (mahama["people"].iloc[0], str(mahama["date"].iloc[1].date())) == (0, "2015-06-01")
    closure = scenario["events"].iloc[0]
    assert (closure["place"], str(closure["date_end"].date())) == ("Bujumbura", "2015-07-30")
    assert len(scenario.known("events")) == len(scenario["events"]) > 1  # the rules know them all
    assert scenario.caveats[0].startswith("Flee is given the total of people each day")


@needs_sets
@pytest.mark.parametrize("name", ["car2013", "mali2012", "nigeria2016", "ssudan2013"])
def test_every_published_set_becomes_a_scenario(name):
    scenario = read_scenario(SETS / name)
    known = set(scenario.places)
    assert set(scenario["headcounts"]["place"]) <= known
    assert scenario["headcounts"]["date"].between(scenario.days[0], scenario.days[-1]).all()


def test_a_set_that_makes_its_own_total_does_not_say_that_it_is_given_one(tmp_path):
    driven = "spawn_rules:\n  conflict_driven_spawning: {}\n"
    caveats = read_scenario(made_up(tmp_path, simsetting=driven)).caveats
    assert not any(caveat.startswith("Flee is given the total") for caveat in caveats)
