"""Only the movement: the files, their words, and the same bytes for the same seed."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from posada.cli import app
from posada.forecast import Forecast
from posada.simulate import simulate_scenario


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    return simulate_scenario("riverside", draws=20, out=tmp_path_factory.mktemp("simulated"))


def test_the_files_are_complete(simulated):
    names = {path.name for path in simulated.folder.iterdir()}
    assert names == {
        "people.csv",
        "flows.csv",
        "departures.csv",
        "on_route.csv",
        "places.csv",
        "groups.csv",
        "stays.csv",
        "journeys.csv",
        "people.nc",
        "comparison.csv",
        "scores.json",
        "simulation.json",
    }
    again = Forecast.load(simulated.folder / "people.nc")
    assert (again.people == simulated.forecast.people).all()


def test_every_table_says_that_it_is_no_count(simulated):
    tables = {path.name: pd.read_csv(path) for path in simulated.folder.glob("*.csv")}
    assert len(tables) == 9
    for name, table in tables.items():
        told = {"simulation, not a count; not for publication; made up"}
        assert set(table["status"]) <= told, name
    assert [name for name, table in tables.items() if table.empty] == ["on_route.csv"]


def test_the_record_tells_caveats_in_the_language_of_the_run(tmp_path):
    found = simulate_scenario("riverside", draws=2, out=tmp_path, followed=0, language="es")
    assert found.record["caveats"][0]["text"] == "Todo en este escenario es inventado."


def test_the_same_seed_gives_the_same_tables(simulated, tmp_path):
    again = simulate_scenario("riverside", draws=20, out=tmp_path)
    for name in ("people.csv", "flows.csv", "journeys.csv", "comparison.csv", "scores.json"):
        assert (again.folder / name).read_bytes() == (simulated.folder / name).read_bytes()


def test_the_command_shows_the_scores(tmp_path):
    shown = CliRunner().invoke(
        app, ["simulate", "riverside", "--draws", "5", "--out", str(tmp_path / "out")]
    )
    assert shown.exit_code == 0
    scores = json.loads((tmp_path / "out" / "scores.json").read_text())
    assert f"ard: {scores['ard']:.3g}" in shown.output
