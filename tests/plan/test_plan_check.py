"""What a plan writes is enough to prove it, and whoever checks it notices what is wrong."""

import io

import numpy as np
import pandas as pd
import pytest

from benchmarks.plan_check import compare_fairness, written
from benchmarks.plan_equations import check_steps, overdrawn
from benchmarks.plan_instances import ITEMS, make_instance
from benchmarks.plan_world import expected_value, segments
from posada.plan import shipments

CLOSE = 1e-6


@pytest.fixture(scope="module")
def small():
    instance = make_instance(5, 3, draws=8, unseen=1, items=ITEMS.iloc[[0, 3]])
    return instance, *written(instance)


def worst(steps, stage=""):
    return max(
        max(row["primal"], row["dual"], row["gap"]) for row in steps if stage in row["stage"]
    )


def changed(optimum, name, change):
    """The file with one array changed."""
    arrays = dict(np.load(io.BytesIO(optimum)))
    arrays[name] = change(arrays[name])
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def test_every_step_is_the_best_there_is_by_its_own_prices(small):
    instance, _, _, optimum = small
    steps = check_steps(instance.scenario, instance.needs, optimum)
    assert [row["stage"] for row in steps] == ["A worst", "A rest", "B", "C"]
    assert worst(steps) < CLOSE
    assert min(row["keeps"] for row in steps if "keeps" in row) > 0.98


def test_a_plan_that_is_cut_in_parts_is_the_best_part_by_part(monkeypatch):
    monkeypatch.setattr(shipments, "TOGETHER", 0)
    instance = make_instance(4, 4, draws=5, unseen=1, items=ITEMS.iloc[[0, 1, 3]])
    _, _, optimum = written(instance)
    steps = check_steps(instance.scenario, instance.needs, optimum)
    assert len(steps) == 12
    assert worst(steps) < CLOSE
    assert overdrawn(instance.scenario, optimum) < CLOSE


@pytest.mark.parametrize(
    ("name", "change", "stage"),
    [
        ("2/send", lambda send: send * 1.01, "B"),
        ("2/send", lambda send: send * 0.9, "B"),
        ("2/covered", lambda covered: covered * 0.999, "B"),
        ("2/price of goods at depots", lambda price: price * 0.99, "B"),
        ("2/price of floor", lambda price: price * 0, "B"),
        ("3/price of depot", lambda price: price * 0, "C"),
        ("0/worst", lambda level: level * 0.99, "A worst"),
        ("1/price of steps", lambda price: price * 1.01, "A rest"),
    ],
)
def test_whoever_checks_a_plan_notices_what_was_changed(small, name, change, stage):
    instance, _, _, optimum = small
    found = check_steps(instance.scenario, instance.needs, changed(optimum, name, change))
    assert worst(found, stage) > 1e-5


def test_fairness_follows_from_the_lines_alone(small):
    instance, plan, lines, _ = small
    found = compare_fairness(instance.scenario, instance.needs, plan, lines)
    assert found["largest difference"] < 1e-9
    fewer = pd.read_csv(io.BytesIO(lines)).iloc[:-5].to_csv(index=False).encode()
    found = compare_fairness(instance.scenario, instance.needs, plan, fewer)
    assert found["largest difference"] > 1e-6


def test_the_value_of_an_issue_is_drawn_by_hand():
    assert expected_value(np.array([100.0]), 0.5, 50.0) == pytest.approx(150)
    assert expected_value(np.array([100.0]), 0.5, 100.0) == pytest.approx(200)
    pieces = segments(np.array([100.0, 100.0]), 0.5, 1.0)
    assert [slope for width, slope in pieces if width] == pytest.approx([3.3, 3.1, 2.9, 2.7, 1.0])
