"""The forecast: who sets out, what is kept, and how it stands beside the reports."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from posada.errors import InputError, ResultError
from posada.forecast import Forecast, compare, make_forecast
from posada.forecast.departures import triangular
from posada.needs import Needs, make_needs
from posada.scenario import read_scenario
from tests.building import build, place, route


@pytest.fixture(scope="module")
def riverside():
    return read_scenario("riverside")


@pytest.fixture(scope="module")
def forecast(riverside):
    return make_forecast(riverside, draws=200)


def test_riverside_is_as_worked_out_on_paper(forecast):
    """Everybody reaches Crossroads on day 1; half of those there leave each day, by bus."""
    mean = forecast.people.mean("draw")
    for day in range(6):
        here = 1000 * 0.5**day
        spread = np.sqrt(here * (1 - 0.5**day) / 200)
        assert abs(float(mean.sel(place="Crossroads")[day]) - here) <= 5 * spread
    ended = forecast.data["crossed"].sum("place")
    assert ((forecast.people.sum("place") + ended) == 1000).all()


def test_nobody_departs_before_they_are_known_to(riverside):
    earlier = dict(riverside.tables)
    earlier["departures"] = earlier["departures"].assign(date=np.datetime64("2030-01-02"))
    with pytest.raises(InputError) as caught:
        make_forecast(type(riverside)(riverside.settings, earlier), draws=1)
    assert str(caught.value) == (
        "1 problem in the scenario:\n"
        "  departures.csv, date: found nobody who sets out on or before 2030-01-01, expected "
        "somebody: the forecast uses only what was known on its last day of information; add "
        "departures or take a later --as-of"
    )


def test_a_range_of_departures_is_spread_over_the_draws(tmp_path):
    """Lowest 500, likely 1,000, highest 2,100: the mean of that triangle is 1,200."""
    scenario = build(
        tmp_path,
        places=[place("A", "origin"), place("B")],
        routes=[route("A", "B")],
        departures=[
            {
                "date": "2030-01-01",
                "place": "A",
                "people": 1000,
                "people_low": 500,
                "people_high": 2100,
            }
        ],
    )
    departed = make_forecast(scenario, draws=1000).data["departed"].values[:, -1]
    assert departed.mean() == pytest.approx(1200, rel=0.005)
    assert 500 <= departed.min() < 560 and 2040 < departed.max() <= 2100


def test_the_triangle_has_its_ends_and_its_peak():
    ends = triangular(np.array([0.0, 0.5, 1.0]), 0, 1, 2)
    assert ends.tolist() == [0, 1, 2]
    assert triangular(np.array([0.3]), 5, 5, 5).tolist() == [5]
    skewed = triangular(np.array([0.1, 0.25, 0.75]), 0, 1, 5)  # a fifth lies below the peak
    assert skewed == pytest.approx([0.5**0.5, 5 - 15**0.5, 5 - 5**0.5])


def test_rows_of_one_wave_are_high_together(tmp_path):
    rows = [
        {
            "date": "2030-01-01",
            "place": p,
            "people": 100,
            "people_low": 0,
            "people_high": 200,
            "wave": "w",
        }
        for p in "AB"
    ]
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 0.0}},
        places=[place("A", "origin"), place("B", "origin"), place("C")],
        routes=[route("A", "C"), route("B", "C")],
        departures=rows,
    )
    people = make_forecast(scenario, draws=50).people.values[:, 0]
    assert (people[:, 0] == people[:, 1]).all()
    assert people[:, 0].std() > 20


def test_a_forecast_survives_saving(forecast, tmp_path):
    forecast.save(tmp_path / "forecast.nc")
    again = Forecast.load(tmp_path / "forecast.nc")
    xr.testing.assert_equal(again.data, forecast.data)
    assert again.parameters.equals(forecast.parameters)
    assert (again.as_of, again.seed, again.caveats) == (
        forecast.as_of,
        forecast.seed,
        forecast.caveats,
    )


def test_a_forecast_refuses_arrays_that_do_not_fit(forecast):
    turned = forecast.data.assign(
        waiting=forecast.data["waiting"].transpose("day", "draw", "place")
    )
    with pytest.raises(ResultError, match=r"waiting has axes \('day', 'draw', 'place'\)"):
        Forecast(turned, forecast.as_of, 1)
    with pytest.raises(ResultError, match="lacks 'asylum'"):
        Forecast(forecast.data.drop_vars("asylum"), forecast.as_of, 1)


def test_reports_stand_beside_the_forecast(riverside, forecast):
    table = compare(riverside, forecast)
    assert table["known"].tolist() == [False, False]
    row = table.iloc[0]
    drawn = forecast.people.sel(place="Crossroads", day="2030-01-02").values
    assert (row["scope"], row["reported"]) == ("Crossroads", 480)
    assert row["p50"] == np.median(drawn)
    assert row["in80"] == (np.quantile(drawn, 0.1) <= 480 <= np.quantile(drawn, 0.9))


@pytest.mark.parametrize(("column", "share"), [("in80", 0.8), ("in95", 0.95)])
def test_a_report_lies_in_a_band_up_to_its_ends_and_not_beyond(riverside, forecast, column, share):
    drawn = forecast.people.sel(place="Crossroads", day="2030-01-02").values
    low, high = np.quantile(drawn, [0.5 - share / 2, 0.5 + share / 2])
    report = riverside["headcounts"].iloc[[0]]
    people = [np.ceil(low) - 1, np.ceil(low), np.floor(high), np.floor(high) + 1]
    reports = pd.concat([report.assign(people=count) for count in people], ignore_index=True)
    tables = {**riverside.tables, "headcounts": reports}
    table = compare(dataclasses.replace(riverside, tables=tables), forecast)
    assert table[column].tolist() == [False, True, True, False]


def test_each_kind_of_report_is_compared_with_its_own_number(tmp_path):
    """Everything is certain here: 600 walk from A to B; B asks for asylum; one site opens later."""

    def report(measure, people, **where):
        row = {"date": "2030-01-03", "date_start": "", "place": "", "region": "", "people_high": ""}
        return row | {"measure": measure, "people": people} | where

    scenario = build(
        tmp_path,
        {"movement.leave": {"A": 1.0, "B": 0.0}, "movement.asylum": {"B": 1.0}},
        places=[
            place("A", "origin", region="North"),
            place("B", region="South"),
            place("Camp", "site", region="South", part_of="B"),
        ],
        routes=[route("A", "B"), route("B", "Camp", 1)],
        departures=[{"date": "2030-01-01", "place": "A", "people": 600}],
        events=[{"date": "2030-01-03", "kind": "opening", "place": "Camp"}],
        headcounts=[
            report("people", 0, place="B"),
            report("people", 7, place="Camp"),
            report("arrivals", 600, region="South", date_start="2030-01-01"),
            report("arrivals", 0, region="South"),
            report("arrivals_total", 600, place="B"),
            report("departures_total", 600, region="North"),
            report("asylum_total", 500, region="ZZ", people_high=650),
            report("returned_total", 1, region="ZZ"),
            report("waiting_list", 9, place="B"),
        ],
    )
    table = compare(scenario, make_forecast(scenario, draws=3))
    assert table["p50"].tolist() == [0, 0, 600, 0, 600, 600, 600, 0]
    assert table["scope"].tolist() == ["B", "B", "South", "South", "B", "North", "ZZ", "everybody"]
    assert table["in95"].tolist() == [True, False, True, True, True, True, True, False]


def test_who_is_still_on_the_road_has_left(tmp_path):
    """600 walk for three days, 50 km in each; of the 600 who left by now none left since."""

    def left(day, **since):
        row = {"date": f"2030-01-0{day}", "date_start": "", "measure": "departures_total"}
        return row | {"people": 600, "place": "A"} | since

    scenario = build(
        tmp_path,
        {"movement.leave": {"A": 1.0, "B": 0.0}},
        places=[place("A", "origin"), place("B", "destination")],
        routes=[route("A", "B", 150)],
        departures=[{"date": "2030-01-01", "place": "A", "people": 600}],
        headcounts=[left(2), left(2, date_start="2030-01-02"), left(6)],
    )
    forecast = make_forecast(scenario, draws=3)
    assert forecast.data["arrivals"].values[:, :2].sum() == 0
    assert compare(scenario, forecast)["p50"].tolist() == [600, 0, 600]


def test_reports_after_the_last_day_are_left_out(riverside):
    short = riverside.replace(horizon_days=1)
    assert len(compare(short, make_forecast(short, draws=2))) == 1


@pytest.mark.parametrize("settings", [{"draws": 0}, {"draws": "5"}, {"draws": 2.5}, {"seed": -1}])
def test_numbers_that_nothing_can_be_drawn_with_are_refused(riverside, settings):
    ((name, value),) = settings.items()
    with pytest.raises(InputError, match=f"{name}: found '{value}', expected a whole number from"):
        make_forecast(riverside, **settings)


def test_a_setting_that_is_none_is_refused_by_name(riverside):
    with pytest.raises(InputError, match=r"as_off: found 'as_off', .*did you mean 'as_of'"):
        riverside.replace(as_off="2030-01-02")


def test_one_quantile_is_as_good_as_many(forecast):
    assert (forecast.quantiles(0.5) == forecast.quantiles().sel(quantile=[0.5])).all()


@pytest.fixture
def elsewhere(riverside):
    """Headcounts of two futures: hundreds by the order of the places, one more in the second."""
    days = pd.date_range("2030-01-01", "2030-01-10")
    rows = [
        (draw, day, name, 100 * number + draw)
        for draw in range(2)
        for number, name in enumerate(riverside.places)
        for day in days
    ]
    return pd.DataFrame(rows, columns=["draw", "date", "place", "people"])


def test_headcounts_from_elsewhere_are_a_forecast(riverside, elsewhere, tmp_path):
    found = Forecast.from_headcounts(riverside, elsewhere[::-1])
    assert found.data["place"].values.tolist() == riverside.places
    at = found.people.sel(day="2030-01-10", place="Riverside")
    assert at.values.tolist() == [200, 201]
    assert not found.balance().any()
    assert found.caveats == ("The numbers of people come from a table that was made elsewhere.",)
    found.save(tmp_path / "forecast.nc")
    xr.testing.assert_equal(Forecast.load(tmp_path / "forecast.nc").data, found.data)


def test_headcounts_from_elsewhere_are_not_made_up(riverside, elsewhere):
    def refused(table, why):
        with pytest.raises(ResultError, match=why):
            Forecast.from_headcounts(riverside, table)

    refused(elsewhere.drop(index=1), "no whole number of people for 'Hillside' on 2030-01-02")
    refused(elsewhere.assign(draw=0), "more than one figure for 'Hillside' on 2030-01-01")
    refused(elsewhere.assign(people=0.5), "no whole number of people")
    refused(elsewhere.drop(columns="place"), r"lacks the columns \['place'\]")
    refused(elsewhere.replace("Bridge", "Ford"), r"the scenario has no places \['Ford'\]")
    found = Forecast.from_headcounts(riverside, elsewhere[elsewhere["place"] == "Bridge"])
    assert found.caveats[1] == (
        "Places without a figure count as empty: Hillside, Crossroads, Riverside."
    )
    assert not found.people.sel(place="Riverside").any()


def test_a_file_of_something_else_is_no_forecast(riverside, forecast, tmp_path):
    make_needs(riverside, forecast).save(tmp_path / "needs.nc")
    with pytest.raises(ResultError, match=r"needs.nc does not hold the draws of a forecast"):
        Forecast.load(tmp_path / "needs.nc")
    (tmp_path / "text.nc").write_text("no draws")
    with pytest.raises(ResultError, match=r"text.nc is no NetCDF file"):
        Needs.load(tmp_path / "text.nc")
    with pytest.raises(ResultError, match=r"is a folder, and no NetCDF file$"):
        Forecast.load(tmp_path)
    with pytest.raises(FileNotFoundError) as missing:
        Forecast.load(tmp_path / "none.nc")
    assert str(missing.value) == f"[Errno 2] No such file or directory: '{tmp_path / 'none.nc'}'"
