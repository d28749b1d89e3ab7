"""What may not be shown is not shown: small counts, what tells them, restricted places."""

import io
import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from posada.report.disclosure import (
    coded,
    drawable,
    least_quantity,
    people_cells,
    plain_text,
    quantity_cells,
)
from posada.scenario import read_scenario
from tests.report.made import changed, files, readable, renamed

SMALL = {str(number) for number in range(1, 10)}
PEOPLE = ["p05", "p25", "p50", "p75", "p95", "mean"]


def table(content, name):
    return pd.read_csv(io.BytesIO(content[name]), keep_default_na=False, dtype=str)


def embedded(page):
    """The data for the map, from the source of the page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    return json.loads(found[1])


@given(st.lists(st.floats(0, 50), min_size=1))
def test_no_cell_tells_a_count_under_10(figures):
    values = np.array(figures)
    small = (values > 0) & (values < 10)
    for value, hidden, cell in zip(figures, small, people_cells(values), strict=True):
        assert cell == ("<10" if hidden else round(value))
    assert set(coded(values)[small]) <= {-1}
    assert len(set(drawable(values)[small])) <= 1


@given(st.lists(st.floats(0, 500), min_size=1), st.floats(1, 300))
def test_no_quantity_tells_fewer_than_10_people(figures, least):
    cells = quantity_cells(pd.Series(figures), np.full(len(figures), least))
    for value, cell in zip(figures, cells, strict=True):
        if 0 < value < least:
            assert cell[0] == "<"
            assert float(cell[1:]) == pytest.approx(least, rel=1e-3)
        else:
            assert cell == pytest.approx(value, abs=0.051)


def test_ten_people_who_pass_through_require_30_litres_a_day(riverside):
    least = least_quantity(riverside[2])
    # 3 L a day for people who pass through, and a meal three times a day
    assert float(least.sel(place="Crossroads", item="water")[0]) == 30
    assert float(least.sel(place="Crossroads", item="meal")[0]) == pytest.approx(30, abs=0.01)
    # the last period has two days; 15 L a day for people who stay
    assert float(least.sel(place="Riverside", item="water")[-1]) == 300
    # half of those who arrive lack a blanket
    assert float(least.sel(place="Riverside", item="blanket")[-1]) == 5


def test_small_counts_stand_in_no_table(small):
    forecast = table(small, "forecast.csv")
    cells = set(forecast[PEOPLE].to_numpy().ravel())
    assert "<10" in cells
    assert not cells & SMALL
    needs = table(small, "needs.csv")
    assert not set(needs[["people_p05", "people_p50", "people_p95"]].to_numpy().ravel()) & SMALL


def test_no_quantity_divided_by_its_standard_tells_a_small_count(small):
    needs = table(small, "needs.csv")
    water = needs[(needs["item"] == "water") & (needs["place"] == "Crossroads")]
    daily = water[water["start"] == water["end"]]
    for cell in daily[["need_p05", "need_p50", "need_p95", "need_mean"]].to_numpy().ravel():
        assert cell == "<30" or float(cell) == 0 or float(cell) >= 30
    assert (daily["need_p50"] == "<30").any()
    assert set(daily.loc[daily["need_p50"] == "<30", "packs_p50"]) == {""}


def test_shortfalls_and_deliveries_to_few_people_tell_no_quantity(small):
    short = table(small, "shortfalls.csv")
    hidden = short[short["need"].str.startswith("<")]
    assert len(hidden) > 0
    assert set(hidden["coverage"]) == {""}
    for cell in hidden[["covered", "shortfall"]].to_numpy().ravel():
        assert cell.startswith("<") or float(cell) == 0
    lines = table(small, "plan.csv")
    assert not set(lines["covers"]) & SMALL
    masked = lines[lines["quantity"].str.startswith("<")]
    assert set(masked["packs"]) <= {""}


def test_small_counts_are_neither_in_the_map_nor_in_the_page(small):
    page = small["report.html"].decode()
    data = embedded(page)
    numbers = {n for level in data["people"].values() for place in level for n in place}
    assert -1 in numbers
    assert not numbers & set(range(1, 10))
    people = page[page.index('<h2 id="people">') : page.index('<h2 id="map-title">')]
    shown = re.findall(r"<b>(?:.*?</span>)?([^<]*?)</b>|range\">(.*?)</span>", people)
    assert not {cell for pair in shown for cell in pair} & SMALL
    assert "&lt;10" in people


def test_small_reports_and_incidents_are_not_told(small):
    page = small["report.html"].decode()
    reports = page[page.index('<h3 id="compared">') : page.index('<h2 id="needs">')]
    assert 'class="number">&lt;10</td>' in reports
    assert 'class="number">7</td>' not in reports
    assert "people affected: &lt;10" in page
    sheet = pd.read_excel(
        io.BytesIO(small["report.xlsx"]), sheet_name="Incidents", header=1, dtype=str
    )
    assert list(sheet["people_affected"]) == ["<10"]


def test_small_counts_are_missing_from_the_netcdf(small):
    people = xr.load_dataset(io.BytesIO(small["forecast.nc"]), engine="h5netcdf")["people"].values
    assert np.isnan(people).any()
    assert not ((people > 0) & (people < 10)).any()


def test_a_chart_does_not_tell_a_small_count(small):
    page = small["report.html"].decode()
    chart = page[page.index('<svg class="fan"') : page.index("</svg>", page.index('class="fan"'))]
    heights = {point.split()[1] for point in re.findall(r"[\d.]+ [\d.]+", chart)}
    # 0, "<10" and what is shown: 14 people give no more than 5 whole numbers from 10 to 14
    median = re.search(r'class="median" d="M(.*?)"', chart)[1]
    assert {point.split()[1] for point in median.split("L")} <= heights
    assert len({point.split()[1] for point in median.split("L")}) <= 2 + 5


IN_SPANISH = {
    "Quiet Mill": "Molino Callado",
    "Hidden Ford": "Vado Oculto",
    "Secret Barn": "Granero Secreto",
    "Riverside": "Ribera",
}
RESTRICTED = {"Crossroads": "Quiet Mill", "Bridge": "Hidden Ford", "River store": "Secret Barn"}


@pytest.fixture(scope="module")
def guarded():
    """Riverside with a restricted town, a restricted place inside Riverside, and a store."""
    scenario = renamed(RESTRICTED)
    places, depots = scenario["places"], scenario["depots"]
    secret = places["name"].isin(["Quiet Mill", "Hidden Ford"])
    scenario = changed(
        scenario,
        "places",
        audience=places["audience"].mask(secret, "restricted"),
        part_of=places["part_of"].mask(places["name"] == "Hidden Ford", "Riverside"),
    )
    scenario = changed(
        scenario,
        "depots",
        audience=depots["audience"].mask(depots["name"] == "Secret Barn", "restricted"),
    )
    for table in ("places", "depots"):
        names = scenario[table]["name"].map(IN_SPANISH).fillna("")
        scenario = changed(scenario, table, name_es=names)
    told = "Tear gas reached Quiet Mill from Hidden Ford, beside Secret Barn"
    es = "El gas llegó al Molino Callado desde el Vado Oculto, junto al Granero Secreto"
    return changed(scenario, "incidents", description=told, description_es=es)


@pytest.fixture(scope="module")
def guarded_files(guarded):
    return files(guarded)


def test_restricted_places_and_stores_are_named_in_no_file(guarded_files):
    for name, content in guarded_files.items():
        for secret in RESTRICTED.values():
            assert secret not in readable(content), (name, secret)


def test_restricted_places_and_stores_are_not_named_in_spanish_either(guarded):
    found = files(guarded, language="es")
    page = readable(found["report.html"])
    assert "Ribera" in page
    assert "otros lugares" in page
    for name, content in found.items():
        for secret in [*RESTRICTED.values(), *list(IN_SPANISH.values())[:3]]:
            assert secret not in readable(content), (name, secret)


def test_people_at_restricted_places_are_counted_elsewhere(guarded_files):
    forecast = table(guarded_files, "forecast.csv")
    assert list(dict.fromkeys(forecast["place"])) == ["Hillside", "Riverside", "other places"]
    first = forecast[forecast["date"] == "2030-01-01"].set_index("place")["p50"]
    assert first["other places"] == "1000"
    assert set(table(guarded_files, "plan.csv")["place"]) <= {"Riverside", "other places"}


def test_restricted_places_are_not_on_the_map(guarded_files):
    data = embedded(guarded_files["report.html"].decode())
    assert [place["name"] for place in data["places"] if place["at"]] == ["Hillside", "Riverside"]
    assert data["routes"] == []


def test_only_routes_that_may_be_seen_are_drawn():
    scenario = read_scenario("riverside")
    scenario = changed(scenario, "routes", audience=["restricted", "partners"])
    data = embedded(files(scenario)["report.html"].decode())
    assert data["routes"] == [[1, 2]]


def test_no_text_starts_like_a_formula():
    cells = ["=1+1", "+1", "-1", "@name", "\tx", "plain", 5, -5, None]
    assert plain_text(cells) == ["'=1+1", "'+1", "'-1", "'@name", "'\tx", "plain", 5, -5, None]


def test_a_place_named_like_a_formula_is_text_in_tables_and_workbook():
    named = "=HYPERLINK(A1)"
    content = files(renamed({"Crossroads": named}))
    assert f"'{named}" in set(table(content, "forecast.csv")["place"])
    for name in ("forecast.csv", "needs.csv", "plan.csv", "shortfalls.csv"):
        cells = table(content, name).to_numpy().ravel()
        assert not [cell for cell in cells if re.match(r"[=+@]|-\D", cell)], name
    assert "<f>" not in readable(content["report.xlsx"])
