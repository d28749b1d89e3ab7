"""The frozen instances still come out as they were, and so does what our plan reaches."""

import json

import pytest

from benchmarks.plan_instances import FROZEN, SEEDS, checksum, make_instance, reached
from posada.plan import make_plan

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


@pytest.mark.parametrize("places", SOLVED)
def test_the_floor_is_found_again_in_the_deliveries(places):
    instance = make_instance(places, SEEDS[places])
    plan = make_plan(instance.scenario, instance.needs)
    data = instance.needs.data
    need = data["quantity"].mean("draw").sum("period").to_pandas()
    sent = plan.deliveries.groupby(["place", "item"])["quantity"].sum().unstack(fill_value=0)
    share = (sent / need).reindex(need.index)
    for item in data["item"].values:
        known = plan.objectives[f"worst coverage: {item}"]
        pack = instance.scenario["items"].set_index("name").loc[item, "pack_size"]
        assert (share[item] >= 0.98 * known - 2 * pack / need[item]).all()
