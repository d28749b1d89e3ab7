"""The table of standards, the rules that stand beside it, and the table of needs."""

import re

import numpy as np
import pandas as pd
import pytest

from posada.needs import (
    describe_rules,
    describe_standards,
    in_packs,
    load_standards,
    make_needs,
    needs_table,
)
from posada.needs.basis import PER, SHARES, find_basis
from posada.needs.standards import CERTAINTIES, load_rules
from tests.needs.by_hand import forecast_from, forecast_of, scenario_with

STANDARDS = load_standards().set_index("item")


def basis_of(standard):
    return find_basis(standard, *STANDARDS.loc[standard, ["unit", "per"]])


def test_every_standard_has_a_value_a_source_and_a_certainty():
    assert STANDARDS.index.is_unique
    assert len(STANDARDS) == 188
    assert np.isfinite(STANDARDS["value"]).all()
    assert (STANDARDS["source"] != "").all()
    assert set(STANDARDS["certainty"]) == set(CERTAINTIES)


def test_no_standard_is_surer_than_its_note():
    """A note that only knows the value from memory is never shown as seen."""
    for note, certainty in STANDARDS[["note", "certainty"]].to_numpy():
        tags = re.findall(r"\[([ABC])\]", note)
        assert certainty in tags or (certainty == "derived" and not tags)


def test_every_per_in_the_table_of_bases_is_used():
    assert set(PER) <= set(STANDARDS["per"])


def test_a_rule_replaces_a_standard_by_one_counted_the_same_way():
    for standard, instead in load_rules()[["standard", "instead"]].to_numpy():
        assert basis_of(standard) is not None
        if instead:
            assert basis_of(instead) == basis_of(standard)
            assert STANDARDS["unit"][instead] == STANDARDS["unit"][standard]


def test_shares_of_the_population_are_standards():
    for standard, factor in SHARES.values():
        assert 0 < STANDARDS["value"][standard] * factor < 1


def test_what_is_from_memory_is_shown_as_unverified():
    rows = describe_standards().splitlines()
    assert len(rows) == 2 + len(STANDARDS)
    assert rows[2].startswith("| water_basic | 15 L | person/day | all residents |")
    shown = sum(row.endswith("| unverified |") for row in rows)
    assert shown == (STANDARDS["certainty"] == "C").sum() > 50


def test_a_rule_without_a_standard_is_shown_as_nothing():
    assert "| in transit | cooking_pot | nothing |" in describe_rules()


@pytest.mark.parametrize(
    ("quantity", "pack", "expected"),
    [(0, 20, 0), (0.1, 20, 1), (20, 20, 1), (21, 20, 2), (np.float32(100.00001), 10, 10)],
)
def test_packs_are_whole(quantity, pack, expected):
    assert in_packs(quantity, pack) == expected


def test_the_table_of_needs_is_worked_out_by_hand():
    """Two futures of 10 and of 30 people, for two days."""
    scenario = scenario_with(
        [{"name": "water", "standard": "water_basic", "unit": "litre", "pack_size": 20}],
        {"Camp": {}, "Empty": {}},
    )
    people = np.zeros((2, 3, 2, 1))
    people[0, 1:, 0], people[1, 1:, 0] = 10, 30
    table = needs_table(scenario, make_needs(scenario, forecast_from(people, ["Camp", "Empty"])))
    assert len(table) == 2
    row = table.iloc[1].to_dict()
    assert row == {
        "start": pd.Timestamp("2030-01-03"),
        "end": pd.Timestamp("2030-01-03"),
        "place": "Camp",
        "item": "water",
        "unit": "litre",
        "sector": "water",
        "standard": "water_basic",
        "value": 15,
        "per": "person/day",
        "source": STANDARDS["source"]["water_basic"],
        "certainty": "quoted by a second source",
        "people_p05": 11,
        "people_p50": 20,
        "people_p95": 29,
        "need_p05": 165,
        "need_p25": 225,
        "need_p50": 300,
        "need_p75": 375,
        "need_p95": 435,
        "need_mean": 300,
        "packs_p50": 15,
        "clock": "person_days",
    }


def test_people_of_a_longer_period_are_those_of_an_average_day():
    scenario = scenario_with({"water": "water_basic"}, {"Camp": {}})
    forecast = forecast_of({"Camp": [0, *[10] * 7, *[20] * 3]})
    last = needs_table(scenario, make_needs(scenario, forecast)).iloc[-1]
    assert (last["people_p50"], last["need_p50"]) == (20, 20 * 3 * 15)
    assert (last["start"], last["end"]) == (pd.Timestamp("2030-01-09"), pd.Timestamp("2030-01-11"))


def test_a_table_without_any_need_is_empty_and_has_its_columns():
    scenario = scenario_with({"water": "water_basic"}, {"Camp": {}})
    table = needs_table(scenario, make_needs(scenario, forecast_of({"Camp": [0, 0]})))
    assert len(table) == 0
    assert list(table.columns[:4]) == ["start", "end", "place", "item"]
