"""A large plan is cut by standard; the parts together do what one plan for all would do."""

import numpy as np
import pytest

from benchmarks.plan_instances import SEEDS, make_instance
from posada.plan import make_plan, shipments
from posada.plan.coarse import coarsen, long_periods
from posada.plan.demand import read_demand
from posada.plan.network import make_network
from posada.plan.parts import cut
from posada.plan.shared_limits import used
from posada.plan.supply import read_supply


@pytest.fixture(scope="module")
def instance():
    return make_instance(10, SEEDS[10], draws=30, unseen=1)


@pytest.fixture(scope="module")
def network(instance):
    demand = read_demand(instance.needs)
    demand, supply = read_supply(instance.scenario, demand)
    return make_network(demand, supply, 7)


def worst(plan):
    return sum(value for name, value in plan.objectives.items() if name.startswith("worst"))


def test_parts_reach_nearly_what_one_plan_reaches(instance, monkeypatch):
    together = make_plan(instance.scenario, instance.needs)
    monkeypatch.setattr(shipments, "TOGETHER", 0)
    apart = make_plan(instance.scenario, instance.needs)
    assert worst(apart) >= 0.97 * worst(together)
    assert apart.objectives["value"] >= 0.99 * together.objectives["value"]


def test_parts_together_break_no_limit(network):
    whole = shipments.plan_shipments(network, lambda part: None)
    parts = shipments._in_parallel(
        list(shipments._vital_parts(network, np.arange(len(network.demand.standards)))), None
    )
    send = shipments._sent(network, list(parts))
    for limit in network.limits:
        assert (used(limit, whole.send) <= limit.most * (1 + 1e-6) + 1e-6).all()
        assert (used(limit, send) <= limit.most * (1 + 1e-6) + 1e-6).all()


def test_others_share_what_what_saves_lives_leaves(instance, monkeypatch):
    needs = instance.needs
    flags = needs.data["item"].values != "blanket"
    data = needs.data.assign_coords(life_saving=("item", flags))
    monkeypatch.setattr(shipments, "TOGETHER", 0)
    plan = make_plan(instance.scenario, type(needs)(data, needs.standards))
    named = [name for name in plan.objectives if name.startswith("worst")]
    assert "worst coverage: blanket" not in named and len(named) == 3
    assert "blanket" in set(plan.deliveries["item"])


def test_a_part_holds_one_standard_and_all_its_needs(network):
    part = cut(network, [2], [limit.most for limit in network.limits])
    demand = network.demand
    mine = demand.standard == 2
    assert part.network.demand.standards == [demand.standards[2]]
    assert np.array_equal(part.network.demand.mean, demand.mean[mine])
    assert set(network.item[part.arcs]) == set(np.flatnonzero(demand.serves == 2))
    assert part.network.floors.need == pytest.approx(network.floors.need[part.floors])


def test_long_periods_hold_all_goods_needs_and_limits(network):
    group = long_periods(network)
    coarse = coarsen(network, group)
    assert group.tolist() == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert coarse.demand.days.sum() == network.demand.days.sum()
    assert coarse.supply.quantity.sum() == pytest.approx(network.supply.quantity.sum())
    lasting = network.demand.durable[network.demand.standard]
    again = coarse.demand.durable[coarse.demand.standard]
    total = network.demand.mean[~lasting].sum()
    assert coarse.demand.mean[~again].sum() == pytest.approx(total)
    for fine, long in zip(network.limits, coarse.limits, strict=True):
        assert long.most.sum() == pytest.approx(fine.most.sum())
