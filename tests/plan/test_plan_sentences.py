"""What a plan says to every reader is told in Spanish."""

import re

import pytest

from posada.plan import make_plan
from posada.plan.demand import read_demand
from posada.plan.floors import WHY_NOTHING, impossible_floors
from posada.plan.naive import make_naive_plan
from posada.plan.network import make_network
from posada.plan.supply import read_supply
from posada.report.sentences import translated
from posada.report.words import words_in

SPANISH = words_in("es")
ENGLISH = re.compile(r"\b(the|of|that|is|are|it|no longer|nothing|more|by|than|and|for)\b", re.I)


def in_spanish(text):
    told, known = translated(text, SPANISH)
    assert known, text
    return told


@pytest.mark.parametrize("limit", WHY_NOTHING)
def test_a_floor_that_cannot_be_held_is_told_in_spanish(limit, tiny):
    scenario = tiny.scenario(lanes=[{"place": "A"}], stock=[{"quantity": 50}])
    demand = read_demand(tiny.needs({f"T{number}": [9] for number in range(12)}))
    demand, supply = read_supply(scenario, demand)
    network = make_network(demand, supply, 7)
    nothing = network.floors.need * 0
    (said,) = impossible_floors(network, nothing, [limit] * len(demand.place), [])
    assert "2 more places" in said
    told = in_spanish(said)
    assert "T0, T1, T10, T11" in told and "2 lugares más" in told
    assert not ENGLISH.search(told), told


def test_whatever_a_plan_says_is_told_in_spanish(tiny):
    items = [{}, {"name": "ration", "standard": "energy", "unit": "kg"}]
    scenario = tiny.scenario(items=items, stock=[{"quantity": 50}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [100, 100], "B": [50, 50]}, items=items)
    plans = make_plan(scenario, needs), make_naive_plan(scenario, needs, "pro rata")
    said = [text for plan in plans for text in plan.caveats]
    assert len(said) >= 6
    assert [text for text in said if ENGLISH.search(in_spanish(text))] == []
