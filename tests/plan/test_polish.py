"""Fewer small loads and fewer organisations, where nobody loses by it."""

import dataclasses

import pytest

from posada.plan import make_plan, polish, program

KEPT = "Not tidied, because nothing was found by which nobody gets less: "
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


def loads(plan):
    """Days on which anything leaves, and what leaves on each."""
    return plan.deliveries.groupby("dispatch")["quantity"].sum().to_list()


def test_small_loads_of_two_days_go_on_one(tiny):
    # Each morning some water comes in; the place can keep it, so every other day is enough.
    daily = {"quantity": 50, "every": "day", "date": "2030-01-02", "date_end": "2030-01-05"}
    stock = [{"quantity": 50}]
    scenario = tiny.scenario(stock=stock, pledges=[daily], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [50, 50, 50, 50]})
    loose, firm = planned(scenario, needs), planned(scenario, needs, least_load_tonnes=0.09)
    assert len(loads(loose)) > len(loads(firm))
    assert min(loads(firm)) >= 90
    assert firm.shortfalls["coverage"].to_list() == pytest.approx(loose.shortfalls["coverage"])


def test_a_small_load_stays_where_somebody_would_wait(tiny):
    scenario = tiny.scenario(stock=[{"quantity": 60}], lanes=[{"place": "A"}])
    plan = planned(scenario, tiny.needs({"A": [60]}), least_load_tonnes=1)
    assert loads(plan) == [60]
    assert plan.caveats[-1] == f"{KEPT}loads under 1 tonnes: 1."


def test_no_wish_changes_nothing(tiny):
    lanes = [{"place": place} for place in "AB"] + [{"depot": "Barn", "place": "B"}]
    stock = [{"quantity": 200}, {"depot": "Barn", "quantity": 100}]
    scenario = tiny.scenario(depots=DEPOTS, stock=stock, lanes=lanes)
    needs = tiny.needs({"A": [90, 90], "B": [90, 90]})
    plan, same = make_plan(scenario, needs), planned(scenario, needs, most_organisations=5)
    assert plan.deliveries.equals(same.deliveries)
    assert plan.caveats == same.caveats


def spread(tiny):
    """Each morning some water comes in for three places, of which two can share their trips."""
    daily = {"quantity": 150, "every": "day", "date": "2030-01-02", "date_end": "2030-01-05"}
    scenario = tiny.scenario(
        stock=[{"quantity": 150}], pledges=[daily], lanes=[{"place": place} for place in "ABC"]
    )
    return scenario, tiny.needs({place: [50, 50, 50, 50] for place in "ABC"})


def trips(plan):
    return len(plan.deliveries.groupby(["dispatch", "place"]))


@pytest.mark.parametrize("together", [1, 2])
def test_places_are_tidied_in_groups_and_none_gets_less(tiny, monkeypatch, together):
    scenario, needs = spread(tiny)
    loose = make_plan(scenario, needs)
    monkeypatch.setattr(polish, "TOGETHER", together)
    firm = planned(scenario, needs, least_load_tonnes=0.09)
    assert trips(firm) < trips(loose)
    one_pack = pytest.approx(loose.shortfalls["coverage"], abs=1 / 50)
    assert firm.shortfalls["coverage"].to_list() == one_pack


def test_tidying_counts_its_work_and_asks_no_clock(tiny, monkeypatch):
    asked, loaded = [], program._loaded

    def noting(what, objective, options, kinds):
        asked.append((options, int(kinds.sum())))
        return loaded(what, objective, options, kinds)

    monkeypatch.setattr(program, "_loaded", noting)
    scenario, needs = spread(tiny)
    planned(scenario, needs, least_load_tonnes=0.09)
    whole = [options for options, integers in asked if integers]
    assert len(whole) == 1
    assert whole[0]["mip_max_nodes"] == polish.NODES
    assert not any("time_limit" in options for options, _ in asked)
