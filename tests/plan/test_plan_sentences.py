"""What a plan says to every reader stands in one module, and the report tells it in Spanish."""

import ast
import re
from pathlib import Path

import pytest

import posada.plan
from posada.plan import make_plan
from posada.plan.demand import read_demand
from posada.plan.floors import impossible_floors
from posada.plan.naive import make_naive_plan
from posada.plan.network import make_network
from posada.plan.sentences import PIECES, SENTENCES, UNTIDY, WHY_NOTHING
from posada.plan.supply import read_supply
from posada.report.sentences import translated
from posada.report.words import words_in

FOLDER = Path(posada.plan.__file__).parent
SPANISH = words_in("es")
ENGLISH = re.compile(r"\b(the|of|that|is|are|it|no longer|nothing|more|by|than|and|for)\b", re.I)


def in_spanish(text):
    told, known = translated(text, SPANISH)
    assert known, text
    return told


def written_in(module):
    """Texts of a module that end like a sentence, without what documents it."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documents = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [p.value for p in parts if isinstance(p, ast.Constant) and id(p) not in documents]
        text = "".join(part for part in texts if isinstance(part, str))
        if re.search(r"\w .*\.$", text, re.S):
            yield text


def test_no_other_module_writes_a_sentence():
    modules = sorted(FOLDER.glob("*.py"))
    assert len(set(written_in(FOLDER / "sentences.py"))) >= len(SENTENCES)
    others = [module for module in modules if module.name != "sentences.py"]
    assert {module.name: text for module in others for text in written_in(module)} == {}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_told_in_spanish(sentence):
    blanks = {name: "9" for name in re.findall(r"%\((\w+)\)s", sentence)}
    told = in_spanish(sentence % blanks)
    assert not ENGLISH.search(told), told


@pytest.mark.parametrize("piece", PIECES)
def test_every_piece_within_a_sentence_is_told_in_spanish(piece):
    said = piece.replace("%s", "12.5")
    told = in_spanish(UNTIDY % {"which": f"{said}: 3"})
    assert not ENGLISH.search(told), told
    assert "12.5" in told or "%s" not in piece


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


def test_whatever_a_plan_says_is_one_of_the_sentences(tiny):
    items = [{}, {"name": "ration", "standard": "energy", "unit": "kg"}]
    scenario = tiny.scenario(items=items, stock=[{"quantity": 50}], lanes=[{"place": "A"}])
    needs = tiny.needs({"A": [100, 100], "B": [50, 50]}, items=items)
    plans = make_plan(scenario, needs), make_naive_plan(scenario, needs, "pro rata")
    said = [text for plan in plans for text in plan.caveats]
    assert len(said) >= 6
    assert [text for text in said if ENGLISH.search(in_spanish(text))] == []
