"""The concave value of covering a need, and the spans over which coverage is compared."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.plan.demand import read_demand
from posada.plan.spans import blocks, checkpoints
from posada.plan.tiers import value_tiers

PEOPLE = st.lists(st.integers(0, 5000), min_size=3, max_size=30)


def tiers_of(tiny, people, survival=0.5):
    demand = read_demand(tiny.needs({"A": [[n] for n in people]}, survival=survival))
    return demand, value_tiers(demand, np.arange(len(demand.mean)))


def test_a_need_that_is_known_has_the_survival_tier_and_the_standard_tier(tiny):
    demand, tiers = tiers_of(tiny, [1000])
    weight = demand.weight[0]
    # Four quarters of the first half, worth 3 on average, and the second half, worth 1.
    wide = tiers.width[0] > 0
    assert tiers.width[0][wide].tolist() == pytest.approx([0.125] * 4 + [0.5])
    assert (tiers.slope[0][wide] / weight).tolist() == pytest.approx([3.3, 3.1, 2.9, 2.7, 1.0])
    assert (tiers.width * tiers.slope).sum() / weight == pytest.approx(0.5 * 3 + 0.5 * 1)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(people=PEOPLE, survival=st.sampled_from([0.0, 0.3, 0.5, 1.0]))
def test_value_never_rises_faster_with_more(people, survival):
    from tests.plan.conftest import needs

    demand = read_demand(needs({"A": [[n] for n in people]}, survival=survival))
    tiers = value_tiers(demand, np.arange(len(demand.mean)))
    for width, slope in zip(tiers.width, tiers.slope, strict=True):
        assert (np.diff(slope[width > 0]) <= 1e-9).all()
        assert (slope >= 0).all()
    if any(people):
        assert tiers.width.sum() == pytest.approx(max(people) / 1000)
        counted = np.where(tiers.counted, tiers.width, 0).sum()
        assert counted == pytest.approx(np.mean(people) / 1000)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(people=PEOPLE.filter(any))
def test_the_value_of_everything_is_three_for_survival_and_one_for_the_rest(people):
    from tests.plan.conftest import needs

    demand = read_demand(needs({"A": [[n] for n in people]}, survival=0.5))
    tiers = value_tiers(demand, np.arange(1))
    value = (tiers.width * tiers.slope).sum() / demand.weight[0]
    assert value == pytest.approx(2 * np.mean(people) / 1000)


def test_checkpoints_overlap_and_blocks_do_not(tiny):
    demand = read_demand(tiny.needs({"A": [100] * 9}))
    assert checkpoints(demand, 7).need.tolist() == pytest.approx([0.7, 0.9])
    assert blocks(demand, 7).need.tolist() == pytest.approx([0.7, 0.2])


def test_places_are_ordered_by_need_and_not_by_name(tiny):
    assert read_demand(tiny.needs({"A": [10], "B": [30], "C": [20]})).places == ["B", "C", "A"]
    assert read_demand(tiny.needs({"C": [30], "B": [10], "A": [20]})).places == ["C", "A", "B"]
