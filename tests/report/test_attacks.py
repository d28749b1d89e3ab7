"""One attack for each rule of disclosure: somebody tries to work out a hidden count, and cannot.

Few people stand at Crossroads, many elsewhere, and everything is planned and written anew for each
number of them. An attack wins when it can tell one hidden number from another, or two releases that
differ by fewer people than may be shown.
"""

import dataclasses
import html
import io
import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pypdf import PdfReader

from posada.forecast import make_forecast
from posada.needs import make_needs
from posada.plan import make_plan
from posada.report import make_report, withheld
from posada.report.disclosure import least_quantity, told
from posada.report.tables import needs_rows
from posada.scenario import read_scenario
from tests.report.made import standing

HIDDEN = "Crossroads"
LEAST = {"partners": 10, "internal": 5}
PEOPLE = ["p05", "p25", "p50", "p75", "p95", "mean"]


def stood(people):
    """Results in which so many stand at Hillside, Crossroads, Riverside and the Bridge."""
    scenario = read_scenario("riverside")
    forecast = standing(make_forecast(scenario, draws=4), people)
    needs = make_needs(scenario, forecast)
    return scenario, forecast, needs, make_plan(scenario, needs)


@pytest.fixture(scope="module", params=["partners", "internal"])
def worlds(request):
    """The files of two worlds that differ by who stands at Crossroads, and the least shown."""
    least = LEAST[request.param]
    counts = 2, least - 1
    made = [stood([200, hidden, 1000, 0]) for hidden in counts]
    files = [make_report(*results, audience=request.param).files for results in made]
    return files, counts, least, made


def table(content):
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def embedded(content):
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', content, re.S)
    return json.loads(found[1])


def at_hidden(files, name):
    rows = table(files[name])
    return rows[rows["place"] == HIDDEN]


def test_a_total_minus_all_that_is_shown(worlds):
    files, _, least, _ = worlds
    guesses = []
    for one in files:
        page = one["situation.html"].decode()
        total = int(re.search(r"<dd>([\d,]+)<span>", page)[1].replace(",", ""))
        first = table(one["forecast.csv"]).head(4)["p50"]
        shown = pd.to_numeric(first, errors="coerce").fillna(0).sum()
        guesses.append(total - shown)
    assert guesses[0] == guesses[1]
    assert f"<{least}" in set(first)


def test_a_quantity_divided_by_its_standard(worlds):
    files, counts, _, made = worlds
    rates = made[0][2].data["rate"].sel(place=HIDDEN)
    for one, hidden in zip(files, counts, strict=True):
        numbers = 0
        for name, columns in (
            (
                "needs.csv",
                ["need_p05", "need_p25", "need_p50", "need_p75", "need_p95", "need_mean"],
            ),
            ("plan.csv", ["quantity"]),
            ("shortfalls.csv", ["need_p05", "need", "need_p95", "covered", "shortfall"]),
        ):
            rows = at_hidden(one, name)
            numbers += len(rows)
            for cells in (rows[["item", column]].to_numpy().tolist() for column in columns):
                for item, cell in cells:
                    if cell.startswith("<") or float(cell) == 0:
                        continue
                    people = float(cell) / rates.sel(item=item).values
                    assert not np.isclose(people, hidden, rtol=0.05).any(), (name, item, cell)
        assert numbers > 0


def test_the_need_of_all_places_minus_that_of_each(worlds):
    files, *_ = worlds
    tables = []
    for one in files:
        page = one["report.html"].decode()
        needs = page[page.index('<h2 id="needs">') : page.index('<h2 id="shortfalls">')]
        tables.append(needs[: needs.index("<details")])
        assert "litres" in tables[-1]
    # What is covered may move with the plan; what is required may not.
    first, second = (re.sub(r"<b>\d+\u00a0%</b>", "", text) for text in tables)
    assert first == second


def test_the_share_that_a_delivery_covers_of_a_small_need(worlds):
    files, *_ = worlds
    for one in files:
        lines = at_hidden(one, "plan.csv")
        assert set(lines["reason"]) <= {""}
        assert set(at_hidden(one, "shortfalls.csv")["reason"]) <= {""}


def test_the_rows_of_the_place_in_every_table(worlds):
    files, *_ = worlds
    for name in ("forecast.csv", "forecast_hxl.csv", "needs.csv", "needs_hxl.csv"):
        first, second = (at_hidden(one, name) for one in files)
        assert len(first) > 0
        pd.testing.assert_frame_equal(first, second)


def test_the_netcdf(worlds):
    files, _, least, _ = worlds
    for one in files:
        people = xr.load_dataset(io.BytesIO(one["forecast.nc"]), engine="h5netcdf")["people"]
        assert np.isnan(people.sel(place=HIDDEN)).all()
        seen = people.values[~np.isnan(people.values)]
        assert (seen % least == 0).all()


def test_the_data_inside_the_page_and_its_map(worlds):
    files, _, least, _ = worlds
    first, second = (embedded(one["report.html"].decode()) for one in files)
    assert first == second
    place = [row["name"] for row in first["places"]].index(HIDDEN)
    for level in first["people"].values():
        assert set(level[place]) == {-1}
        assert all(n < 0 or n % least == 0 for row in level for n in row)


def test_the_charts_and_the_drawn_map(worlds):
    files, *_ = worlds
    for page in ("report.html", "situation.html"):
        drawn = [re.findall(r"<svg class=.*?</svg>", one[page].decode(), re.S) for one in files]
        assert drawn[0] == drawn[1] != []


def test_the_printed_situation_report(worlds):
    files, *_ = worlds
    read = [PdfReader(io.BytesIO(one["situation.pdf"])).pages[0] for one in files]
    first, second = (page.extract_text() for page in read)
    key_figures = slice(first.index("Key figures"), first.index("Deliveries proposed"))
    assert first[key_figures] == second[key_figures]
    for page, one in zip(read, files, strict=True):
        told_on_the_page = html.unescape(one["situation.html"].decode())
        numbers = set(re.findall(r"[\d,.]*\d", page.extract_text()))
        assert numbers <= set(re.findall(r"[\d,.]*\d", told_on_the_page))
    circles = [re.findall(rb"[^\n]* c\n", page.get_contents().get_data()) for page in read]
    assert circles[0] == circles[1] != []


def test_the_geojson(worlds):
    files, *_ = worlds
    first, second = (one["places.geojson"] for one in files)
    assert first == second
    points = [p["properties"] for p in json.loads(first)["features"]]
    assert {p["people_p50"] for p in points if p["place"] == HIDDEN} == {None}


def test_the_workbook(worlds):
    files, *_ = worlds
    for sheet in ("Forecast", "Needs"):
        first, second = (
            pd.read_excel(io.BytesIO(one["report.xlsx"]), sheet_name=sheet, header=1, dtype=str)
            for one in files
        )
        assert len(first) > 0
        assert HIDDEN not in set(first["place"])
        pd.testing.assert_frame_equal(first, second)


def test_the_cover_in_the_simulated_futures(worlds):
    files, *_ = worlds
    parts = []
    for one in files:
        page = one["report.html"].decode()
        parts.append(page[page.index('<h2 id="futures">') : page.index('<h2 id="deliveries">')])
        assert HIDDEN not in parts[-1]


@pytest.mark.parametrize("audience", ["partners", "internal"])
def test_two_releases_of_one_place(audience):
    least = LEAST[audience]
    scenario, forecast, needs, plan = stood([200, 0, 1000, 0])
    for moved in (1, 4, 5, 9):
        other = standing(forecast, [200 + moved, 0, 1000, 0])
        one, two = (
            table(make_report(scenario, f, needs, plan, audience=audience).files["forecast.csv"])
            for f in (forecast, other)
        )
        apart = (one[PEOPLE].astype(float) - two[PEOPLE].astype(float)).abs().to_numpy()
        assert ((apart == 0) | (apart >= least)).all()


def test_two_releases_of_a_need():
    scenario, forecast, needs, _ = stood([200, 0, 1000, 0])
    least = least_quantity(needs).to_series().min()
    assert least > 0
    for moved in (1, 5, 9):
        other = make_needs(scenario, standing(forecast, [200, 0, 1000 + moved, 0]))
        one, two = (needs_rows(scenario, n) for n in (needs, other))
        rows = one["place"] == "Riverside"
        for column in [name for name in one if name.startswith("need_")]:
            first, second = (
                pd.to_numeric(frame.loc[rows, column], errors="coerce").fillna(0).to_numpy()
                for frame in (one, two)
            )
            fewest = [
                float(least_quantity(needs).sel(period=p, place="Riverside", item=i))
                for p, i in one.loc[rows, ["start", "item"]].itertuples(index=False)
            ]
            apart = np.abs(first - second)
            assert ((apart < 0.2) | (apart >= np.array(fewest) * 0.99)).all(), column


def test_a_figure_is_told_to_the_nearest_of_what_may_be_shown():
    assert told(np.array([0, 0.2, 3, 9.9, 10, 14, 16, 1234])).tolist() == [
        0, 5, 5, 5, 10, 10, 20, 1230,
    ]  # fmt: skip


@pytest.mark.parametrize("audience", ["partners", "internal"])
def test_two_counts_of_almost_the_same_people(audience):
    """A count of a town minus one of its shelters, or of the day before, tells nobody apart."""
    least = LEAST[audience]
    scenario, forecast, needs, plan = stood([200, 0, 1000, 0])

    def told_of(people):
        counts = scenario["headcounts"].assign(people=[480.0, 760.0 + people])
        counted = dataclasses.replace(scenario, tables={**scenario.tables, "headcounts": counts})
        return make_report(counted, forecast, needs, plan, audience=audience).files

    files = {people: told_of(people) for people in (0, 1, least - 1, least)}
    page = {people: one["report.html"].decode() for people, one in files.items()}
    counted = {people: embedded(text)["counts"] for people, text in page.items()}
    assert counted[0] == counted[1] != counted[least]
    assert all(n % least == 0 for rows in counted[least - 1].values() for n in rows[0][1:3])
    assert page[0] == page[1]
    assert files[0] == files[1]


def test_the_share_that_a_delivery_covers_at_a_hidden_shelter():
    """Few people in a restricted shelter, whose line must not stand out among those of its town."""
    scenario, forecast, needs, _ = stood([200, 3, 1000, 0])
    places = scenario["places"]
    shelter = places["name"] == HIDDEN
    hidden = places.assign(
        audience=places["audience"].mask(shelter, "restricted"),
        part_of=places["part_of"].mask(shelter, "Riverside"),
    )
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, "places": hidden})
    plan = make_plan(scenario, needs)
    theirs = plan.deliveries[plan.deliveries["place"] == HIDDEN]
    assert len(theirs)
    assert (theirs["ground"] == "need").all()
    lines = table(make_report(scenario, forecast, needs, plan).files["plan.csv"])
    assert HIDDEN not in set(lines["place"])
    keys = ["organisation", "item", "place", "delivery", "expires"]
    for row in theirs.itertuples():
        same = lines[
            (lines["item"] == row.item) & (lines["delivery"] == f"{row.delivery:%Y-%m-%d}")
        ]
        same = same[(same["place"] == "Riverside") & (same["organisation"] == row.organisation)]
        assert len(same) and not same.duplicated(keys).any()
        for line in same.itertuples():
            assert float(line.quantity) >= row.quantity and "100 %" not in line.reason


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (["Town"], [0.6]),
        ([HIDDEN], [None]),
        (["Town", HIDDEN], [None]),
        ([HIDDEN, "Town"], [None]),
        (["Town", "Village"], [0.6, 0.6]),
    ],
)
def test_what_a_reason_is_made_of_at_a_hidden_shelter(places, told):
    """A share and a quantity give a need: that of the shelter, or of its town without it."""
    *_, plan = stood([200, 3, 1000, 0])
    line = plan.deliveries[plan.deliveries["share"].notna()].iloc[[0]].assign(share=0.6)
    lines = pd.concat([line.assign(place=place) for place in places], ignore_index=True)
    shown = withheld._deliveries(lines, {HIDDEN: "Town"}, {})
    assert [None if np.isnan(share) else share for share in shown["share"]] == told
    assert shown["quantity"].sum() == lines["quantity"].sum()
    for row in shown[shown["share"].isna()].itertuples():
        assert (row.ground, row.limit) == ("", "")
        assert all(pd.isna([row.share_under, row.covers_start, row.covers_end, row.gain]))
