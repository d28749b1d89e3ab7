"""What changed since the last report."""

import datetime as dt
import json
import re

import pytest

from posada.report.aid import shortfall_list
from posada.report.audience import Reader
from posada.report.changes import issue_number, last_report, since, since_when
from posada.report.highlights import make_highlights
from posada.report.outlook import make_outlook
from posada.report.words import words_in
from posada.run import run_scenario

LATER = dt.date(2030, 1, 3)
FIRST = {
    "as_of": "2030-01-01",
    "issue": 4,
    "people": {"Riverside": [["20", "10\u201330"]], "Gone": [["70", "70"]]},
    "coverage": {"water": 0.25},
    "over": 3,
}


@pytest.mark.parametrize(
    ("language", "then", "now", "words"),
    [
        ("en", "120", "390", "120 \u2192 390"),
        ("es", "<10", "0", "<10 \u2192 0"),
        ("en", "390", "390", "unchanged"),
        ("es", "390", "390", "sin cambio"),
        ("en", None, "390", ""),
    ],
)
def test_a_figure_stands_beside_what_it_was(language, then, now, words):
    assert since(then, now, words_in(language)) == words


def told_of(riverside, last, language="en"):
    """The highlights of riverside after an earlier report."""
    scenario, forecast, needs, plan = riverside
    outlook = make_outlook(scenario, forecast)
    words = words_in(language)
    short = shortfall_list(scenario, needs, plan, words)
    return make_highlights(outlook, outlook, needs, plan, words, short, last)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_highlight_has_a_number_and_what_it_was(riverside, language):
    first = told_of(riverside, None, language)
    assert 3 <= len(first) <= 5
    assert all(re.search(r"\d", one.text) and not one.change for one in first)
    short = {"place": "Riverside", "item": "water", "short": "7"}
    second = told_of(riverside, last_report(FIRST, LATER) | {"shortfalls": [short]}, language)
    arrows = [text for text in map(str, second) if "\u2192" in text]
    assert any(text.startswith("Riverside: ") and "(20 \u2192 " in text for text in arrows)
    assert any("(3 \u2192 2)" in text for text in arrows)
    assert any(" 25\u00a0% \u2192 " in text for text in arrows)


def test_what_the_arrows_mean_is_said_in_every_report_but_the_first():
    assert since_when(None, words_in("en")) == ""
    last = last_report(FIRST, LATER)
    said = since_when(last, words_in("es"))
    assert said == "\u2192: cambio desde el informe del 1 de enero de 2030."


def test_reports_are_numbered_and_one_made_again_keeps_its_number():
    assert issue_number(last_report({}, LATER)) == 1
    last = last_report(FIRST, LATER)
    assert issue_number(last) == 5
    again = {"as_of": "2030-01-03", "issue": 5, "before": last}
    assert issue_number(last_report(again, LATER)) == 5


def test_a_report_made_again_finds_the_one_before_it():
    again = {"as_of": "2030-01-03", "people": {}, "before": {"as_of": "2030-01-01", "people": {}}}
    assert last_report(again, LATER) == again["before"]
    assert last_report({"as_of": "2030-01-03"}, LATER) is None


def test_the_second_run_in_a_folder_tells_what_changed_and_again_the_same(tmp_path):
    def run(day):
        run_scenario("riverside", draws=5, as_of=day, out=tmp_path, reader=Reader("en"))
        return (tmp_path / "report.html").read_bytes()

    first = run(dt.date(2030, 1, 2))
    assert b"since the report of" not in first
    assert b"Issue <b>1</b>" in first
    second = run(LATER)
    assert b"change since the report of January 2, 2030" in second
    assert b"Issue <b>2</b>" in second
    assert run(LATER) == second
    assert json.loads((tmp_path / "run.json").read_text())["before"]["as_of"] == "2030-01-02"
