"""A scenario that says little still gives a report: nobody starts with fifteen full tables."""

import shutil

import pandas as pd
import pytest

from posada.run import run_scenario
from posada.scenario import examples
from posada.scenario.files import example_folder

LEAST = ("places", "routes", "departures", "sources")
MORE = {
    "nothing else": (),
    "items that nobody has": ("items",),
    "depots without goods": ("items", "organisations", "depots"),
    "goods without a way": ("items", "organisations", "depots", "stock", "pledges"),
    "organisations and depots, but no items": ("organisations", "depots", "lanes"),
    "counts and events": ("headcounts", "events", "incidents", "drivers"),
}


@pytest.mark.parametrize("tables", MORE.values(), ids=MORE.keys())
def test_few_tables_give_a_report(tables, tmp_path):
    assert "riverside" in examples()
    origin, folder = example_folder("riverside"), tmp_path / "few"
    folder.mkdir()
    for table in (*LEAST, *tables):
        shutil.copy(origin / f"{table}.csv", folder)
    toml = (origin / "scenario.toml").read_text(encoding="utf-8")
    lines = [line for line in toml.splitlines() if not line.startswith("share_lacking")]
    (folder / "scenario.toml").write_text("\n".join(lines), encoding="utf-8")
    run = run_scenario(folder, draws=5, out=tmp_path / "out")
    assert "<h1" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert len(pd.read_csv(tmp_path / "out" / "forecast.csv")) > 0
    assert run.plan.deliveries.empty
