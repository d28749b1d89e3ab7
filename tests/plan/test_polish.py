"""Fewer small loads and fewer organisations, where nobody loses by it."""

import dataclasses

import pytest

from benchmarks.plan_instances import SEEDS, make_instance
from posada.plan import make_plan

KEPT = "Kept, because without them somebody would get less: "
DEPOTS = [{"organisation": "Network"}, {"name": "Barn", "organisation": "Parish", "place": "B"}]


def planned(scenario, needs, **wishes):
    settings = scenario.settings
    plan = settings.plan.model_copy(update=wishes)
    settings = settings.model_copy(update={"plan": plan})
    return make_plan(dataclasses.replace(scenario, settings=settings), needs)


def bringing(plan, place):
    lines = plan.deliveries[plan.deliveries["place"] == place]
    return set(lines["organisation"])


def test_one_organisation_serves_a_place_where_one_suffices(tiny):
    lanes = [{"place": "A"}, {"depot": "Barn", "place": "A", "length_km": 12.0}]
    near = [{"quantity": 40, "expires": "2030-01-02"}, {"depot": "Barn", "quantity": 200}]
    scenario = tiny.scenario(depots=DEPOTS, stock=near, lanes=lanes)
    needs = tiny.needs({"A": [60, 60]})
    both = planned(scenario, needs)
    assert bringing(both, "A") == {"Network", "Parish"}
    one = planned(scenario, needs, most_organisations=1)
    assert bringing(one, "A") == {"Parish"}
    assert one.deliveries["quantity"].sum() == pytest.approx(120, abs=3)
    assert not any(text.startswith(KEPT) for text in one.caveats)


def test_a_second_organisation_stays_where_a_floor_needs_it(tiny):
    lanes = [{"place": "A"}, {"depot": "Barn", "place": "A"}]
    stock = [{"quantity": 60}, {"depot": "Barn", "quantity": 60}]
    scenario = tiny.scenario(depots=DEPOTS, stock=stock, lanes=lanes)
    plan = planned(scenario, tiny.needs({"A": [60, 60]}), most_organisations=1)
    assert bringing(plan, "A") == {"Network", "Parish"}
    said = f"{KEPT}organisations beyond 1 for one item at one place: 1."
    assert plan.caveats[-1] == said


def small_loads(scenario, plan):
    """How often less than a tonne leaves a depot for a place on a day."""
    weight = scenario["items"].set_index("name")["weight_kg"]
    lines = plan.deliveries
    tonnes = lines["quantity"] * lines["item"].map(weight) / 1000
    loads = tonnes.groupby([lines["depot"], lines["place"], lines["dispatch"]]).sum()
    return int((loads < 1).sum())


def test_there_are_fewer_small_loads_for_a_hair_of_value_and_no_floor():
    instance = make_instance(10, SEEDS[10], draws=10, unseen=1)
    scenario, needs = instance.scenario, instance.needs
    loose, firm = (planned(scenario, needs, least_load_tonnes=wish) for wish in (0, 1))
    assert small_loads(scenario, firm) <= 0.8 * small_loads(scenario, loose)
    assert firm.objectives["value"] >= 0.99 * loose.objectives["value"]
    for name, level in loose.objectives.items():
        if name.startswith("replayed worst"):
            assert firm.objectives[name] >= 0.97 * level


def test_no_wish_changes_nothing(tiny):
    lanes = [{"place": place} for place in "AB"] + [{"depot": "Barn", "place": "B"}]
    stock = [{"quantity": 200}, {"depot": "Barn", "quantity": 100}]
    scenario = tiny.scenario(depots=DEPOTS, stock=stock, lanes=lanes)
    needs = tiny.needs({"A": [90, 90], "B": [90, 90]})
    plan, same = make_plan(scenario, needs), planned(scenario, needs, most_organisations=5)
    assert plan.deliveries.equals(same.deliveries)
    assert plan.caveats == same.caveats
