"""The analyst's tables hold what the draws hold."""

import numpy as np
import pytest

from posada.forecast import flows_table, make_forecast, people_table, reports_beside
from posada.scenario import read_scenario


@pytest.fixture(scope="module")
def riverside():
    return read_scenario("riverside")


@pytest.fixture(scope="module")
def forecast(riverside):
    return make_forecast(riverside, draws=40)


def test_people_are_summarised_by_day_and_place(forecast):
    table = people_table(forecast)
    assert len(table) == 10 * 4
    row = table[(table["day"] == 2) & (table["place"] == "Riverside")].iloc[0]
    drawn = forecast.people.sel(place="Riverside", day="2030-01-03").values
    assert (row["mean"], row["sd"]) == pytest.approx((drawn.mean(), drawn.std()))
    assert row["p95"] == pytest.approx(np.quantile(drawn, 0.95))


def test_flows_leave_out_what_nobody_travels(forecast):
    table = flows_table(forecast)
    first = table[table["from_place"] == "Hillside"]
    assert first[["day", "to_place", "mean"]].values.tolist() == [[0, "Crossroads", 1000.0]]
    arrived = table.loc[table["to_place"] == "Riverside", "mean"].sum()
    assert arrived == pytest.approx(forecast.data["arrivals"].values[:, :, 1].sum(axis=1).mean())


def test_reports_stand_beside_the_mean(riverside, forecast):
    table = reports_beside(riverside, forecast)
    assert table["reported"].tolist() == [480, 760]
    assert table["day"].tolist() == [1, 2]
    expected = float(forecast.people.sel(place="Crossroads", day="2030-01-02").mean())
    assert table["mean"].iloc[0] == pytest.approx(expected)
