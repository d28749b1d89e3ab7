"""The frozen instances still come out as they were, and so does what our plan reaches."""

import json

import pytest

from benchmarks.plan_instances import FROZEN, SEEDS, checksum, make_instance, reached

CHECKED, SOLVED = (10, 25, 50), (10,)
KNOWN = json.loads(FROZEN.read_text(encoding="utf-8"))


def test_six_instances_are_frozen():
    assert [int(places) for places in KNOWN] == list(SEEDS)
    assert {row["seed"] for row in KNOWN.values()} == set(SEEDS.values())


@pytest.mark.parametrize("places", CHECKED)
def test_an_instance_is_the_same_again(places):
    assert checksum(make_instance(places, SEEDS[places])) == KNOWN[str(places)]["checksum"]


def test_another_seed_is_another_instance():
    few = {"draws": 2, "unseen": 2}
    assert checksum(make_instance(10, 1, **few)) != checksum(make_instance(10, 2, **few))


@pytest.mark.parametrize("places", SOLVED)
def test_our_plan_reaches_what_it_reached(places):
    found = reached(make_instance(places, SEEDS[places]))
    known = {name: KNOWN[str(places)][name] for name in found}
    assert found == pytest.approx(known, rel=1e-4)
