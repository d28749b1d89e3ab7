"""What changed since the last report."""

import datetime as dt
import json

import pytest

from posada.report.audience import Reader
from posada.report.changes import change_sentence, last_report
from posada.report.outlook import make_outlook
from posada.report.words import words_in
from posada.run import run_scenario

LATER = dt.date(2030, 1, 3)
FIRST = {"as_of": "2030-01-01", "people": {"Riverside": [["<10", "<10"]], "Gone": [["70", "70"]]}}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Since the report of January 1, 2030, people at the cut-off: Riverside <10 → 0."),
        ("es", "Desde el informe del 1 de enero de 2030, personas al corte: Riverside <10 → 0."),
    ],
)
def test_people_then_and_now_stand_side_by_side(riverside, language, sentence):
    towns = make_outlook(*riverside[:2], whole_towns=True)
    last = last_report(FIRST, LATER)
    assert change_sentence(last, towns, words_in(language)) == sentence


def test_a_first_report_says_nothing_of_changes(riverside):
    towns = make_outlook(*riverside[:2], whole_towns=True)
    assert last_report({}, LATER) is None
    assert change_sentence(None, towns, words_in("en")) == ""


def test_a_report_made_again_finds_the_one_before_it():
    again = {"as_of": "2030-01-03", "people": {}, "before": {"as_of": "2030-01-01", "people": {}}}
    assert last_report(again, LATER) == again["before"]
    assert last_report({"as_of": "2030-01-03"}, LATER) is None


def test_the_second_run_in_a_folder_tells_what_changed_and_again_the_same(tmp_path):
    def run(day):
        run_scenario("riverside", draws=5, as_of=day, out=tmp_path, reader=Reader("en"))
        return (tmp_path / "report.html").read_bytes()

    assert b"Since the report of" not in run(dt.date(2030, 1, 2))
    second = run(LATER)
    assert b"Since the report of January 2, 2030" in second
    assert run(LATER) == second
    assert json.loads((tmp_path / "run.json").read_text())["before"]["as_of"] == "2030-01-02"
