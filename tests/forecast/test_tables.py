"""The analyst's tables hold what the draws hold."""

import numpy as np
import pytest

from posada.forecast import (
    groups_table,
    make_forecast,
    people_table,
    places_table,
    reports_beside,
    route_table,
    stays_table,
)
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
    table = route_table(forecast, "arrivals")
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


def test_who_sets_out_on_a_route_is_on_it_until_the_end_of_it():
    data = make_forecast(read_scenario("exodus-2018"), draws=3, learn=False).data
    on_route = data["on_route"].values.astype(int)
    gone = data["departures"].values - data["arrivals"].values
    assert (np.cumsum(gone, axis=1) == on_route).all()
    assert (on_route.sum(axis=2) == data["on_the_way"].values).all()
    assert data["departures"].values.min() >= 0


def test_arrivals_and_departures_of_a_place_are_those_of_its_routes(forecast):
    table = places_table(forecast)
    mean = table.groupby(["place", "measure"])["mean"].sum()
    assert mean["Crossroads", "arrivals"] == pytest.approx(1000)
    assert mean["Hillside", "departures"] == pytest.approx(1000)
    assert mean["Riverside", "arrivals"] == pytest.approx(mean["Crossroads", "departures"])


def test_groups_add_up_to_the_people(forecast):
    groups = groups_table(forecast).groupby(["day", "place"], sort=False)["mean"].sum()
    assert groups.to_numpy() == pytest.approx(people_table(forecast)["mean"].to_numpy())


def test_a_stay_is_nights_over_visits(forecast):
    table = stays_table(forecast).set_index(["kind", "to_place"])
    nights = forecast.people.sel(place="Crossroads").sum("day").values  # 1000 people came once
    assert table.loc[("place", "Crossroads"), "mean"] == pytest.approx(nights.mean() / 1000)
    assert table.loc[("route", "Riverside"), "mean"] == 0.0  # within a day
    # Whoever came to Riverside went on, ended the journey there or is there.
    came = forecast.data["arrivals"].values[:, :, forecast.data["route_to"].values == "Riverside"]
    nights = forecast.people.sel(place="Riverside").sum("day").values
    expected = (nights / came.sum(axis=(1, 2))).mean()
    assert table.loc[("place", "Riverside"), "mean"] == pytest.approx(expected)


def test_people_on_routes_are_those_on_the_way_also_when_moved_towards_headcounts(riverside):
    data = make_forecast(riverside, draws=6, learn=True).data
    assert (data["on_route"].sum("route") == data["on_the_way"]).all()
