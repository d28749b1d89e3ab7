"""A whole run: the record says how it was made, and the same seed gives the same tables."""

import datetime as dt
import html
import json
from functools import partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from posada.backtest import backtest_scenario
from posada.barriers import barriers_scenario
from posada.errors import InputError
from posada.folders import RECORDS
from posada.proposal import plan_scenario
from posada.report.audience import Reader
from posada.run import STAGES, run_scenario, with_settings
from posada.saying import recalled
from posada.scenario import read_scenario
from posada.simulate import simulate_scenario
from tests.report.made import changed
from tests.scenario.flee.made_up import made_up

TABLES = ("forecast.csv", "needs.csv", "plan.csv", "shortfalls.csv")


@pytest.fixture(scope="module")
def told():
    """What the progress of a run said."""
    return []


@pytest.fixture(scope="module")
def run(tmp_path_factory, told):
    return run_scenario(
        "riverside",
        draws=30,
        out=tmp_path_factory.mktemp("out") / "deep" / "er",
        progress=lambda stage, fraction: told.append((stage, fraction)),
    )


@pytest.fixture(scope="module")
def record(run):
    return json.loads((run.folder / "run.json").read_text(encoding="utf-8"))


def test_the_record_says_how_the_files_were_made(record):
    assert record["scenario"] == "riverside"
    assert (record["start"], record["as_of"], record["end"]) == (
        *("2030-01-01", "2030-01-01", "2030-01-10"),
    )
    assert (record["draws"], record["seed"], record["language"]) == (30, 1, "en")
    assert set(record["seconds"]) == set(STAGES)
    assert record["libraries"].keys() >= {"numpy", "numba", "highspy"}


def test_the_record_proves_every_other_file(run, record):
    paths = [path for path in run.folder.rglob("*") if path.is_file()]
    written = {path.relative_to(run.folder).as_posix(): path.read_bytes() for path in paths}
    del written["run.json"]
    assert record["outputs"] == {name: sha256(c).hexdigest() for name, c in written.items()}


@pytest.mark.parametrize(
    "command",
    [
        *(run_scenario, plan_scenario, simulate_scenario, barriers_scenario),
        partial(backtest_scenario, every=1),
    ],
)
def test_the_record_has_its_name_before_any_other_file(tmp_path, monkeypatch, command):
    """It says for whom they are, whenever a command is killed."""
    named = []
    monkeypatch.setattr("posada.writing.os.replace", lambda part, path: named.append(path.name))
    scenario = changed(read_scenario("riverside"), "headcounts", place="Crossroads")
    command(scenario, draws=5, out=tmp_path)
    assert named[0] in RECORDS
    assert len(named) > 1


def test_the_record_proves_every_input(record):
    example = Path(__file__).parent.parent / "examples" / "riverside"
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in example.iterdir()}
    assert record["inputs"] == files


def test_the_record_names_no_folder_of_this_computer(run, record):
    assert str(run.folder) not in json.dumps(record)
    assert str(Path.home()) not in json.dumps(record)


def test_every_caveat_of_every_stage_is_in_the_record(run, record):
    assert {"text": "Everything in this scenario is made up."} in record["caveats"]
    own = [caveat["text"] for caveat in record["caveats"]]
    for result in (run.scenario, run.forecast, run.needs, run.plan):
        assert set(result.caveats) <= set(map(str, map(recalled, map(said, record["caveats"]))))
    assert len(set(own)) == len(own)


def said(caveat):
    return caveat if "words" in caveat else caveat["text"]


def test_caveats_are_told_in_the_language_of_the_run_and_known_in_every_one(record, tmp_path):
    run = run_scenario("riverside", draws=30, out=tmp_path, reader=Reader("es"))
    told = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))["caveats"]
    page = run.report.files["report.html"].decode()
    assert all(html.escape(caveat["text"], quote=False) in page for caveat in told)
    assert {"text": "Todo en este escenario es inventado."} in told
    english = [caveat for caveat in record["caveats"] if "words" in caveat]
    spanish = [caveat for caveat in told if "words" in caveat]
    assert [(c["words"], c["blanks"]) for c in spanish] == [
        (c["words"], c["blanks"]) for c in english
    ]
    assert not {c["text"] for c in spanish} & {c["text"] for c in english}


def test_progress_goes_through_the_stages_in_order(run, told):
    assert list(dict.fromkeys(stage for stage, _ in told)) == list(STAGES)
    for stage in STAGES:
        fractions = [fraction for name, fraction in told if name == stage]
        assert fractions[0] == 0
        assert fractions[-1] == 1
        assert all(a <= b for a, b in pairwise(fractions))


def test_the_record_shows_ranges_and_coverage(run, record):
    assert record["days"] == ["2030-01-01", "2030-01-08", "2030-01-10"]
    assert record["people"]["Crossroads"][0] == ["1,000", "1,000"]
    assert set(record["coverage"]) == {"water", "meal", "blanket"}
    assert all(0 <= share <= 1 for share in record["coverage"].values())
    assert record["deliveries"] == len(run.plan.deliveries) > 0
    assert record["status"] == "planning figure, not a count"


@pytest.mark.parametrize("processors", [1, 5])
def test_the_same_seed_gives_the_same_tables_whatever_the_threads(
    run, tmp_path, monkeypatch, processors
):
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    again = run_scenario("riverside", draws=30, out=tmp_path)
    for name in TABLES:
        assert again.report.files[name] == run.report.files[name], name


def test_another_seed_gives_another_forecast(run, tmp_path):
    other = run_scenario("riverside", draws=30, seed=2, out=tmp_path)
    assert other.report.files["forecast.csv"] != run.report.files["forecast.csv"]


def test_a_later_last_day_of_information_keeps_the_horizon(tmp_path):
    moved = run_scenario("riverside", draws=5, as_of=dt.date(2030, 1, 3), out=tmp_path)
    assert moved.record["horizon_days"] == 9
    assert str(moved.record["end"]) == "2030-01-12"


def test_days_change_the_horizon(tmp_path):
    assert run_scenario("riverside", draws=5, days=3, out=tmp_path).record["horizon_days"] == 3


def test_a_flee_set_ends_where_it_ends_whatever_day_is_the_last_known(tmp_path):
    scenario = read_scenario(made_up(tmp_path))
    end = scenario.settings.end
    for days in (1, 2):
        known = scenario.settings.start + dt.timedelta(days=days)
        assert with_settings(scenario, None, known).settings.end == end
    assert with_settings(scenario, 5, known).settings.end == known + dt.timedelta(days=5)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"as_of": dt.date(2029, 1, 1)},
            "as_of: found 2029-01-01, expected a day on or after 2030-01-01, the start of the "
            "scenario",
        ),
        (
            {"as_of": dt.date(9999, 12, 31)},
            "as_of: found 9999-12-31, expected at most 3660 days after 2030-01-01, the start",
        ),
        ({"days": 0}, "days: found 0, expected a whole number of days from 1 to 3660"),
        ({"days": 9999}, "days: found 9999, expected a whole number of days from 1 to 3660"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_and_nothing_is_written(tmp_path, settings, words):
    with pytest.raises(InputError) as refused:
        run_scenario("riverside", out=tmp_path / "out", **settings)
    assert str(refused.value) == f"1 problem in the settings of the run:\n  {words}"
    assert not (tmp_path / "out").exists()
