"""The files of the report: what stands in them, and that they are the same each time."""

import dataclasses
import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from openpyxl import load_workbook

from posada.errors import PosadaError, ResultError
from posada.report import make_report

NAMES = [
    "forecast.csv", "forecast.nc", "forecast_hxl.csv", "needs.csv", "needs_hxl.csv",
    "organisations/Crossroads-Parish.csv", "organisations/Crossroads-Parish.html",
    "organisations/Crossroads-Parish.ics",
    "organisations/River-Network.csv", "organisations/River-Network.html",
    "organisations/River-Network.ics",
    "places.geojson", "plan.csv", "plan_hxl.csv", "report.html", "report.xlsx", "shortfalls.csv",
    "situation.html", "situation.pdf",
]  # fmt: skip
SHEETS = [
    "Summary", "Forecast", "Needs", "Plan 5W", "Shortfalls", "Incidents", "Assumptions", "Sources",
]  # fmt: skip


def table(report, name):
    return pd.read_csv(io.BytesIO(report.files[name]), keep_default_na=False, dtype=str)


def sheet(report, name):
    content = io.BytesIO(report.files["report.xlsx"])
    return pd.read_excel(content, sheet_name=name, header=1, dtype=str, keep_default_na=False)


def test_every_file_is_there(report):
    assert sorted(report.files) == NAMES


def test_the_thousand_people_of_riverside_stand_at_crossroads_on_the_first_day(report):
    lines = report.files["forecast.csv"].decode().splitlines()
    assert lines[0] == "date,place,p05,p25,p50,p75,p95,mean,status"
    notice = '"planning figure, not a count; made up"'
    assert lines[1] == f"2030-01-01,Hillside,0,0,0,0,0,0,{notice}"
    assert lines[2] == f"2030-01-01,Crossroads,1000,1000,1000,1000,1000,1000,{notice}"
    assert len(lines) == 1 + 10 * 4


def test_the_forecast_is_sorted_by_date_and_place(report, riverside):
    forecast = table(report, "forecast.csv")
    order = {name: number for number, name in enumerate(riverside[0].places)}
    keys = list(zip(forecast["date"], forecast["place"].map(order), strict=True))
    assert keys == sorted(keys)


def test_quantiles_are_those_of_the_draws_to_the_nearest_ten(report, riverside):
    forecast = table(report, "forecast.csv")
    drawn = riverside[1].people.sel(day="2030-01-04", place="Riverside").values
    row = forecast[(forecast["date"] == "2030-01-04") & (forecast["place"] == "Riverside")].iloc[0]
    assert int(row["p50"]) == np.rint(np.median(drawn) / 10) * 10
    assert int(row["mean"]) == np.rint(drawn.mean() / 10) * 10


def test_deliveries_keep_every_line_of_the_plan(report, riverside):
    plan = riverside[3]
    written = table(report, "plan.csv")
    assert len(written) == len(plan.deliveries)
    assert list(written["organisation"]) == list(plan.deliveries["organisation"])
    assert set(written["status"]) == {"proposed: planning figure, not a count; made up"}
    assert set(written["region"]) <= {"Middle", "South"}


def test_a_delivery_covers_its_quantity_divided_by_the_rate(report):
    written = table(report, "plan.csv")
    meals = written[(written["item"] == "meal") & (written["place"] == "Crossroads")]
    large = meals[~meals["quantity"].str.startswith("<")]
    large = large[large["quantity"].astype(float) >= 30]
    assert len(large) > 0
    # 2,100 kcal a day, 1/700 meal per kcal: three meals a day
    assert large["covers"].astype(int).tolist() == pytest.approx(
        (large["quantity"].astype(float) / 3).tolist(), abs=0.51
    )
    assert set(large["covers_unit"]) == {"person-days"}


@pytest.mark.parametrize("name", ["forecast.csv", "needs.csv", "shortfalls.csv"])
def test_every_row_says_that_it_is_no_count(report, name):
    assert set(table(report, name)["status"]) == {"planning figure, not a count; made up"}


@pytest.mark.parametrize(
    ("name", "tab", "column"),
    [
        ("forecast.csv", "Forecast", "p95"),
        ("needs.csv", "Needs", "need_p95"),
        ("shortfalls.csv", "Shortfalls", "shortfall"),
    ],
)
def test_the_workbook_says_the_same_as_the_tables(report, name, tab, column):
    """Without the rows that tell nothing of people, need or shortfall."""
    written, cells = table(report, name), sheet(report, tab)
    written = written[pd.to_numeric(written[column], errors="coerce").fillna(0) > 0]
    assert len(written) == len(cells) > 0
    for column in cells:
        left = [_same(cell) for cell in written[column]]
        assert left == [_same(cell) for cell in cells[column]], column


def _same(cell):
    """A cell as a number if it is one, as a day if it is one, otherwise its text."""
    try:
        return float(cell)
    except ValueError:
        return cell.removesuffix(" 00:00:00")


def test_the_workbook_has_its_sheets_and_the_notice_on_each(report):
    content = io.BytesIO(report.files["report.xlsx"])
    sheets = pd.read_excel(content, sheet_name=None, header=None, dtype=str)
    assert list(sheets) == SHEETS
    for name, cells in sheets.items():
        assert "Planning figure, not a count." in cells.iloc[:, 0].to_string(), name


def test_openpyxl_reads_the_cells_with_their_types(report):
    book = load_workbook(io.BytesIO(report.files["report.xlsx"]))
    assert book.sheetnames == SHEETS
    for name, sheet in zip(book.sheetnames[1:], book.worksheets[1:], strict=True):
        assert sheet.freeze_panes == "A3", name
        assert sheet.auto_filter.ref.startswith("A2:"), name
    written, sheet = table(report, "forecast.csv"), book["Forecast"]
    written = written[~written["p95"].isin(["0", "<10"])]
    header = [cell.value for cell in sheet[2]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(3, values_only=True)]
    assert len(rows) == len(written)
    for row, line in zip(rows, written.to_dict("records"), strict=True):
        assert isinstance(row["date"], dt.datetime)
        assert row["date"].date().isoformat() == line["date"]
        for figure in ("p05", "p50", "p95", "mean"):
            kind = str if line[figure].startswith("<") else int
            assert (type(row[figure]), str(row[figure])) == (kind, line[figure])


def test_the_netcdf_follows_the_conventions(report):
    raw = xr.load_dataset(
        io.BytesIO(report.files["forecast.nc"]), engine="h5netcdf", decode_cf=False
    )
    assert raw.attrs["Conventions"] == "CF-1.10"
    assert raw["day"].attrs["standard_name"] == "time"
    assert raw["day"].attrs["units"].startswith("days since 1970-01-01")
    assert raw["latitude"].attrs["units"] == "degrees_north"
    assert raw["longitude"].attrs["standard_name"] == "longitude"
    for name, values in raw.variables.items():
        assert values.dtype.kind in "OSU" or "units" in values.attrs, name
    data = xr.load_dataset(io.BytesIO(report.files["forecast.nc"]), engine="h5netcdf")
    assert str(data["day"].values[0])[:10] == "2030-01-01"


def test_the_netcdf_holds_quantiles_and_no_draws(report, riverside):
    data = xr.load_dataset(io.BytesIO(report.files["forecast.nc"]), engine="h5netcdf")
    assert data["people"].dims == ("quantile", "day", "place")
    assert "draw" not in data.dims
    assert data.attrs["Conventions"] == "CF-1.10"
    assert "do not publish" in data.attrs["comment"]
    median = data["people"].sel(quantile=0.5, day="2030-01-01", place="Crossroads")
    assert float(median) == 1000
    assert list(data["region"].values) == list(riverside[0]["places"]["region"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_same_results_give_the_same_bytes(riverside, language):
    first = make_report(*riverside, language=language)
    again = make_report(*riverside, language=language)
    assert first.files == again.files


def test_tables_for_programs_are_the_same_in_every_language(report, riverside):
    spanish = make_report(*riverside, language="es").files
    for name in NAMES:
        if name.endswith(".nc"):
            assert spanish[name] == report.files[name]
        elif name.endswith(".csv"):
            tables = [pd.read_csv(io.BytesIO(f[name]), dtype=str) for f in (spanish, report.files)]
            first, second = (frame.drop(columns="reason", errors="ignore") for frame in tables)
            pd.testing.assert_frame_equal(first, second)


def test_a_language_without_words_is_refused(riverside):
    with pytest.raises(PosadaError) as error:
        make_report(*riverside, language="fr")
    assert str(error.value) == "no report in language 'fr', expected one of en, es"


def test_saving_writes_every_file(report, tmp_path):
    folder = report.save(tmp_path / "new" / "folder")
    assert _found(folder) == report.files


def _found(folder):
    """Every file in a folder and below, by name."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_workbook_speaks_spanish_and_the_tables_for_programs_do_not(riverside):
    found = make_report(*riverside, language="es").files
    book = load_workbook(io.BytesIO(found["report.xlsx"]))
    english = make_report(*riverside).files
    plain = load_workbook(io.BytesIO(english["report.xlsx"]))
    for sheet, other in zip(book.worksheets[1:], plain.worksheets[1:], strict=True):
        assert (sheet.max_row, sheet.freeze_panes) == (other.max_row, "A3")
        same = {cell.value for cell in sheet[2]} & {cell.value for cell in other[2]}
        assert same <= {"sector", "id"}
    needs = book["Necesidades"]
    first = dict(zip([c.value for c in needs[2]], [c.value for c in needs[3]], strict=True))
    assert first["artículo"] in ("agua", "comida", "cobija")
    assert first["sector"] in ("Agua", "Alimentos", "Cobijas y colchonetas")
    assert found["needs.csv"] == english["needs.csv"]


def test_a_forecast_of_places_in_another_order_is_refused(riverside):
    scenario, forecast, needs, plan = riverside
    turned = dataclasses.replace(forecast, data=forecast.data.isel(place=slice(None, None, -1)))
    with pytest.raises(ResultError, match="other places than the scenario, or in another order"):
        make_report(scenario, turned, needs, plan)
    short = dataclasses.replace(forecast, data=forecast.data.isel(day=slice(2, None)))
    with pytest.raises(ResultError, match="other days than the scenario, 2030-01-01 to"):
        make_report(scenario, short, needs, plan)
