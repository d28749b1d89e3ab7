"""A Flee folder goes through the same flow as any other scenario."""

from pathlib import Path

import pytest

from posada.forecast import make_forecast, reports_beside, score_days
from posada.scenario import read_scenario

SETS = Path(__file__).parents[3] / "shared" / "reference" / "flee"
needs_sets = pytest.mark.skipif(
    not SETS.is_dir(), reason="THE PUBLISHED FLEE SETS ARE ABSENT: ../shared/reference/flee"
)


@pytest.fixture(scope="module")
def mali():
    return read_scenario(SETS / "mali2012")


@pytest.fixture(scope="module")
def forecast(mali):
    return make_forecast(mali, draws=2, seed=3)


@needs_sets
def test_nobody_is_lost_and_nobody_is_scaled_down(mali, forecast):
    assert not forecast.balance().any()
    people = forecast.data["departed"].values[:, -1]
    assert (people == people[0]).all() and people[0] > 50_000
    assert any("Every person is counted" in caveat for caveat in forecast.caveats)


@needs_sets
def test_the_split_between_camps_is_as_far_from_the_reports_as_flees(mali, forecast):
    """The table of the reference gives 0.36 for the mean rescaled difference of Flee itself."""
    table = reports_beside(mali, forecast)
    assert len(table) == 300 * 7
    assert score_days(table)["ard_rescaled"] == pytest.approx(0.361, abs=0.02)


@needs_sets
def test_the_seed_decides(mali, forecast):
    again = make_forecast(mali, draws=1, seed=3)
    assert (again.people.values[0] == forecast.people.values[0]).all()
