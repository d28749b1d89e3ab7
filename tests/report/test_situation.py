"""The situation report: one page that holds what a meeting needs, in every language."""

import dataclasses
import html
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from posada.report import make_report
from posada.report.situation import SECTORS, _barriers, _limits, _organisations
from posada.report.sketch import HEIGHT, LETTER, WIDTH, _meet, _names, _square
from posada.report.withheld import withhold
from posada.report.words import words_in
from posada.scenario import read_scenario
from tests.report.made import changed, files, renamed, results

LONG = "Very long name " * 30


@pytest.fixture(scope="module", params=["en", "es"])
def told(request, riverside):
    """The page in a language, and its words."""
    content = make_report(*riverside, language=request.param).files["situation.html"]
    return html.unescape(content.decode()), words_in(request.param)


def test_every_part_is_there(told):
    page, words = told
    for name in ("highlights", "keys", "map", "deliveries", "shortfalls", "constraints",
                 "unknown", "method"):  # fmt: skip
        assert f'<h2 id="{name}">' in page
    assert words.gettext("Planning figure, not a count.") in page
    for sector in SECTORS:
        assert words.label(sector) in page


def test_dates_and_people_are_those_of_the_forecast(told):
    page, words = told
    next_issue = {"en": "January 8, 2030", "es": "8 de enero de 2030"}[words.language]
    assert f"<b>{next_issue}</b>" in page
    first = re.search(r"<dd>(.*?)<span>(.*?)</span>", page)
    assert first.groups() == ("1,000", "1,000")


def test_highlights_are_no_more_than_five_each_with_a_number(told):
    page, _ = told
    section = page[page.index('<h2 id="highlights">') : page.index('<h2 id="keys">')]
    sentences = re.findall(r"<li dir=\"auto\"><span[^>]*>(.*?)</span></li>", section)
    assert 1 <= len(sentences) <= 5
    assert all(re.search(r"\d", sentence) for sentence in sentences)


def test_the_map_names_the_fullest_place_and_runs_nothing(told):
    page, _ = told
    assert '<svg class="sketch"' in page
    assert re.search(r"<text class=\"(start|end)\"[^>]*>(Riverside|Crossroads)</text>", page)
    assert "<script" not in page
    assert not re.search(r"\b(src|href)=", page)


def test_names_on_the_map_stand_inside_it_and_on_no_other_circle():
    spots = [(20.0, 12.0, 15.0), (42.0, 14.0, 12.0), (350.0, 225.0, 8.0)]
    squares = [_square(spot) for spot in spots]
    drawn = _names(spots, ["Tijuana", "Mexicali", "El Paraíso"], squares)
    assert len(drawn) == 3
    for text in drawn:
        anchor, x, y, name = re.search(r'class="(\w+)" x="(.+?)" y="(.+?)">(.+?)<', text).groups()
        wide = LETTER * len(name)
        left = float(x) - (wide if anchor == "end" else 0)
        box = (left, float(y) - 8, left + wide, float(y) + 2)
        assert left >= 0 and left + wide <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
        assert not any(_meet(box, square) for square in squares)


def test_it_tells_no_small_count(small):
    page = html.unescape(small["situation.html"].decode())
    figures = re.findall(r"<dd>(.*?)<span>(.*?)</span>", page)
    assert figures
    assert not {cell for pair in figures for cell in pair} & {str(n) for n in range(1, 10)}


def printed(page, folder):
    """The pages that a browser prints."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium on this machine: the page was NOT printed")
    file, paper = folder / "situation.html", folder / "situation.pdf"
    file.write_bytes(page)
    call = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            "--disable-background-networking", f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={paper}", file.as_uri()]  # fmt: skip
    subprocess.run(call, capture_output=True, timeout=60, check=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", Path(paper).read_bytes()))


def long_names():
    scenario = renamed({"Crossroads": LONG, "Riverside": LONG[::-1], "River Network": LONG[5:]})
    return changed(scenario, "items", note=LONG)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scenario", [lambda: read_scenario("riverside"), long_names])
def test_it_prints_on_one_page_of_a4(scenario, language, tmp_path):
    page = files(scenario(), language)["situation.html"]
    assert printed(page, tmp_path) == 1


def test_the_same_results_without_any_position_give_a_page_without_a_map(riverside):
    scenario = riverside[0]
    nowhere = changed(scenario, "places", latitude=float("nan"), longitude=float("nan"))
    page = make_report(nowhere, *riverside[1:]).files["situation.html"].decode()
    assert "<svg" not in page


def test_what_is_asked_of_each_organisation_is_that_of_the_days_until_the_next_issue(riverside):
    published = withhold(*riverside)
    first = pd.Timestamp(published.forecast.as_of)
    lines = pd.DataFrame(
        [("Kitchen", 0), ("Kitchen", 1), ("Kitchen", 7), ("Kitchen", 8), ("Parish", 9)],
        columns=["organisation", "day"],
    ).assign(item="water", place="Riverside", quantity=100.0)
    lines["delivery"] = first + pd.to_timedelta(lines["day"], unit="D")
    rows = _organisations(published, lines, words_in("en"))
    assert [(row["name"], row["count"], row["places"]) for row in rows] == [
        ("Kitchen", 2, "Riverside")
    ]


def test_barriers_are_those_that_hold_or_begin_before_the_next_issue(riverside):
    scenario = riverside[0]
    first = pd.Timestamp(scenario.settings.as_of)
    rows = [(-9, -1), (-8, 0), (7, None), (8, None)]
    events = pd.concat([scenario["events"].head(1)] * len(rows), ignore_index=True).assign(
        kind="closure",
        value=float("nan"),
        known_from=first,
        date=[first + pd.Timedelta(days=start) for start, _ in rows],
        date_end=[pd.NaT if end is None else first + pd.Timedelta(days=end) for _, end in rows],
    )
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, "events": events})
    words = words_in("en")
    told = _barriers(withhold(scenario, *riverside[1:]), words)
    assert [row["date"] for row in told] == [
        words.date(first + pd.Timedelta(days=7)),
        words.span(first - pd.Timedelta(days=8), first),
    ]


def test_what_limits_less_than_a_hundredth_of_what_is_short_is_left_out(riverside):
    short = (
        riverside[3].shortfalls.head(2).assign(limit=["stock", "lane"], person_days=[996.0, 4.0])
    )
    plan = dataclasses.replace(riverside[3], shortfalls=short)
    assert _limits(withhold(*riverside[:3], plan), words_in("en")) == "stock 99\u00a0%"


def test_the_public_gets_no_situation_report():
    content = make_report(*results(read_scenario("riverside")), audience="public").files
    assert "situation.html" not in content
