"""The page: it needs no network, survives any name, and shows what it should."""

import base64
import dataclasses
import html
import io
import itertools
import re
import shutil
import subprocess
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from posada.report import make_report
from posada.report.aid import shortfall_list
from posada.report.boundaries import _within, cut, rings, state_lines
from posada.report.charts import fan_chart, step_up
from posada.report.highlights import make_highlights
from posada.report.needed import _ahead
from posada.report.outlook import by_town, make_outlook, over_capacity, shown_name
from posada.report.sections import safe_url
from posada.report.tables import _period_of
from posada.report.words import words_in
from posada.scenario import read_scenario
from tests.building import build, place
from tests.report.made import changed, few_people, files, readable, renamed, results

ATTACK = "</script><img src=x onerror=\"document.title='broken'\">"
LONG = "A" * 500
BACKWARDS = "\u202eegdirB \u0645\u062f\u064a\u0646\u0629"


@pytest.fixture(scope="session")
def page(report):
    return report.files["report.html"].decode()


@pytest.fixture(scope="module")
def hostile():
    """The page of a scenario whose names and addresses mean harm."""
    scenario = renamed({"Crossroads": ATTACK, "Riverside": LONG, "Bridge": BACKWARDS})
    scenario = changed(scenario, "sources", url="javascript:alert(1)", title=ATTACK)
    return files(scenario)["report.html"].decode()


def test_nothing_is_loaded_from_anywhere(page):
    assert not re.search(r"<(link|iframe|object|embed|base)\b", page)
    assert not re.search(r"\b(src|srcset|poster|action)\s*=\s*[\"']?(https?:)?//", page)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|importScripts", page)


def test_the_policy_allows_only_what_stands_in_the_page(page):
    policy = html.unescape(re.search(r'Content-Security-Policy" content="(.*?)"', page)[1])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    styles = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert (len(scripts), len(styles)) == (2, 1)
    for part, texts in (("script-src", scripts), ("style-src", styles)):
        digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in texts]
        allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{part} {allowed};" in policy
    assert not re.search(r"\bon(load|error|click)=|\sstyle=", page)


def test_every_section_has_its_heading_and_every_link_its_target(page):
    for name in ("highlights", "people", "map-title", "charts", "needs", "shortfalls",
                 "deliveries", "drivers", "events", "incidents", "caveats", "standards",
                 "method", "sources"):  # fmt: skip
        assert f'<h2 id="{name}">' in page
    identities = re.findall(r'\bid="(.*?)"', page)
    assert len(identities) == len(set(identities))
    assert set(re.findall(r'href="#(.*?)"', page)) <= set(identities)


def test_headings_leave_no_level_out(page):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert {3} <= set(levels)
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_what_is_not_there_is_said_not_left_blank():
    scenario = read_scenario("riverside")
    nothing = {name: scenario[name].iloc[:0] for name in ("events", "lanes", "depots")}
    aid = {name: scenario[name].iloc[:0] for name in ("stock", "pledges")}
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, **nothing, **aid})
    page = html.unescape(files(scenario)["report.html"].decode())
    assert "<p>The scenario states none.</p>" in page
    assert '<td data-label="Who could" dir="auto">nobody known</td>' in page


def test_what_each_place_needs_stands_under_the_item_and_what_the_plan_covers_of_it(page):
    captions = re.findall(r'<caption dir="auto">(.*?) *<span class="small">(.*?)</span>', page)
    assert captions[0] == ("water (litres)", "the plan covers 20\u00a0%")
    assert [name for name, _ in captions[1:]] == ["meal (meals)", "blanket (pieces)"]


def test_the_page_says_what_it_is(page):
    text = html.unescape(page)
    assert text.count("Planning figure, not a count.") >= 2
    assert "Riverside: a made-up example to work out on paper" in text
    assert "January 1, 2030 – January 10, 2030" in text
    assert "Everything in this scenario is made up." in text
    assert "not known at the cut-off; not used" in text


def test_people_expected_are_told_with_their_range(riverside):
    scenario, forecast, needs, plan = riverside
    outlook = make_outlook(scenario, forecast)
    first, *_ = make_highlights(outlook, outlook, needs, plan, words_in("en"))
    figure = r"[\d,]+ in %d days \([\d,]+(–[\d,]+)?\)"
    now = r"Riverside: 0 people at the cut-off \(0\)"
    assert re.fullmatch(rf"{now}; expected: {figure % 7}, {figure % 9}\.", first.text)


def test_a_name_cannot_break_out_of_the_page(hostile):
    assert "<img" not in hostile
    assert hostile.count("</script>") == 3
    assert html.escape(ATTACK) in hostile or "&lt;/script&gt;" in hostile
    assert LONG in hostile
    assert BACKWARDS in hostile


def test_only_addresses_of_the_web_become_links(hostile):
    assert not re.search(r"href=\"(?!#)", hostile)
    assert safe_url(" https://example.org/a?b=1 ") == "https://example.org/a?b=1"
    for address in ("javascript:alert(1)", "data:text/html,x", "//example.org", "file:///etc", ""):
        assert safe_url(address) == ""


def test_a_source_with_an_address_is_a_plain_link_that_tells_nobody_where_it_was_found():
    scenario = changed(read_scenario("riverside"), "sources", url="https://example.org/report")
    text = files(scenario)["report.html"].decode()
    link = '<a href="https://example.org/report" rel="noreferrer noopener external">'
    assert link in text


@pytest.mark.parametrize("name", ["page", "hostile"])
def test_a_browser_shows_the_page_without_errors(name, request, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium on this machine: the page was NOT looked at by a browser")
    file = tmp_path / "report.html"
    file.write_text(request.getfixturevalue(name), encoding="utf-8")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}"]  # fmt: skip
    call = [browser, *quiet, "--virtual-time-budget=2000", "--dump-dom", file.as_uri()]
    shown = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    assert "January 1, 2030</output>" in shown.stdout
    assert shown.stdout.count("<option") == 1 + 4
    assert "broken</title>" not in shown.stdout
    assert "CONSOLE" not in shown.stderr


def test_a_town_is_shown_with_its_sites(tmp_path):
    places = [
        place("Home", "origin"),
        place("Town", "destination", shelter_capacity=100),
        place("Camp", "site", part_of="Town", shelter_capacity=50),
    ]
    people = np.zeros((2, 10, 3, 1), dtype=np.int32)
    people[:, :, 1], people[:, :, 2] = 90, 60
    scenario = build(tmp_path, places=places, **_ways("Home", "Town", "Camp"))
    forecast = _standing(scenario, people)
    apart = make_outlook(scenario, forecast)
    together = make_outlook(scenario, forecast, whole_towns=True)
    assert apart.median[5].tolist() == [0, 90, 60]
    assert together.median[5].tolist() == [0, 150, 60]
    assert together.capacity[5, 1:].tolist() == [150, 50]
    assert [place for place, _ in over_capacity(apart)] == ["Camp"]
    assert over_capacity(together, within=1) == over_capacity(apart, within=1)
    assert by_town(together) == [1, 2]
    assert shown_name(together, 1, words_in("en")) == "Town with its sites"


def test_a_closed_site_adds_no_shelter_to_its_town(tmp_path):
    """Not even where nobody stated how many it could hold, so what the town has is known then."""
    places = [
        place("Home", "origin"),
        place("Town", "destination", shelter_capacity=100),
        place("Camp", "site", part_of="Town"),
    ]
    closure = {"date": "2030-01-03", "date_end": "2030-01-04", "kind": "closure", "place": "Camp",
               "known_from": "2030-01-01"}  # fmt: skip
    people = np.full((2, 10, 3, 1), 60, dtype=np.int32)
    scenario = build(tmp_path, places=places, events=[closure], **_ways("Home", "Town", "Camp"))
    town = make_outlook(scenario, _standing(scenario, people), whole_towns=True).capacity[:, 1]
    assert town[[2, 3]].tolist() == [100, 100]
    assert np.isnan(np.delete(town, [2, 3])).all()


def _ways(start, end, beyond):
    """What a scenario needs beside its places."""
    return {
        "routes": [
            {"from_place": start, "to_place": end, "length_km": 50},
            {"from_place": end, "to_place": beyond, "length_km": 5},
        ],
        "departures": [{"date": "2030-01-01", "place": start, "people": 150}],
        "groups": [{"group": "everybody", "share": 1}],
    }


def _standing(scenario, people):
    """A forecast of people who stand where they are (draw, day, place, group)."""
    from posada.forecast import make_forecast

    forecast = make_forecast(scenario, draws=2)
    axes = ("draw", "day", "place", "group")
    return dataclasses.replace(forecast, data=forecast.data.assign(people=(axes, people)))


def test_no_file_tells_where_a_site_lies_that_nobody_knows_would_open(tmp_path):
    places = [
        place("Home", "origin", latitude=10.0, longitude=20.0),
        place("Town", "destination", latitude=11.0, longitude=21.0),
        place("Camp", "site", part_of="Town", latitude=54.321, longitude=65.432),
    ]
    opening = {"date": "2030-01-04", "kind": "opening", "place": "Camp"}
    scenario = build(tmp_path, places=places, events=[opening], **_ways("Home", "Town", "Camp"))
    found = files(scenario)
    for name, content in found.items():
        text = readable(content)
        assert not re.search(r"54\.3\d*|65\.4\d*", text), name
    data = xr.load_dataset(io.BytesIO(found["forecast.nc"]), engine="h5netcdf")
    assert np.isnan(data["latitude"].values[2])
    assert data["longitude"].values[1] == 21


def test_a_ring_is_cut_to_the_box():
    square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    part = cut(square, (1.0, 1.0, 3.0, 9.0))
    assert sorted(map(tuple, part.tolist())) == [(1, 1), (1, 4), (3, 1), (3, 4)]
    assert len(cut(square, (5.0, 5.0, 6.0, 6.0))) == 0


def test_boundaries_round_tijuana_hold_land_inside_the_box():
    drawn = rings((-118.0, 31.0, -114.0, 34.0))
    points = np.concatenate([np.array(ring) for ring in drawn])
    assert len(drawn) >= 2
    assert (points.min(axis=0) >= [-118.01, 30.99]).all()
    assert (points.max(axis=0) <= [-113.99, 34.01]).all()


def test_lines_between_states_lie_inside_the_box():
    lines = state_lines((-118.0, 26.0, -104.0, 34.0))
    points = np.concatenate([np.array(line) for line in lines])
    assert (points.min(axis=0) >= [-118, 26]).all()
    assert (points.max(axis=0) <= [-104, 34]).all()
    # Sonora and Chihuahua meet here, in the Sierra Madre
    assert np.abs(points - [-108.6, 29.5]).max(axis=1).min() < 0.3
    # Arizona and New Mexico meet on one straight line that goes on beyond the box
    assert np.abs(points - [-109.05, 34]).max(axis=1).min() < 0.02


def test_a_line_is_cut_where_it_leaves_the_box_and_where_it_comes_back():
    line = np.array(
        [(-1, 0.5), (0.5, 0.5), (0.5, 2), (2, 2), (2, 0.25), (-1, 0.25), (5, 5), (6, 6)]
    )
    pieces = _within(line, np.array([0, 0, 0, 0, 0, 0, 1, 1]), (0, 0, 1, 1))
    assert [piece.tolist() for piece in pieces] == [
        [[0, 0.5], [0.5, 0.5], [0.5, 1]],
        [[1, 0.25], [0, 0.25]],
    ]


def test_a_map_of_the_world_has_no_more_lines_than_a_page_can_hold():
    lines = state_lines((-180.0, -85.0, 180.0, 85.0))
    assert 500 < len(lines) < sum(map(len, lines)) <= 6000
    assert min(map(len, lines)) > 1


@pytest.mark.parametrize(
    ("largest", "step"), [(0, 5), (40, 10), (41, 20), (7900, 2000), (8100, 5000), (390, 100)]
)
def test_the_axis_of_a_chart_has_round_steps(largest, step):
    assert step_up(largest) == step


def test_a_count_that_was_known_is_filled_and_a_later_one_is_hollow():
    days = pd.date_range("2030-01-01", periods=11)
    bands = pd.DataFrame(
        50.0, index=days, columns=["p025", "p10", "p25", "p50", "p75", "p90", "p975"]
    )
    counts = pd.DataFrame(
        {
            "date": days[[2, 7]],
            "reported": [40.0, 60.0],
            "reported_high": np.nan,
            "known": [True, False],
        }
    )
    none = pd.DataFrame({"date": [], "letter": []})
    drawing = fan_chart("A", bands, counts, none, days[5], words_in("en"))
    marks = re.findall(r'<circle class="(\w+)" cx="([\d.]+)"', drawing)
    assert [kind for kind, _ in marks] == ["known", "later"]
    assert float(marks[0][1]) < float(marks[1][1])


@pytest.mark.parametrize("language", ["en", "es"])
def test_without_items_no_need_is_said_to_be_covered(language):
    scenario = read_scenario("riverside")
    none = {name: scenario[name].iloc[:0] for name in ("items", "stock", "pledges")}
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, **none})
    found = files(scenario, language)
    words = words_in(language)
    for name in ("report.html", "situation.html"):
        page = html.unescape(found[name].decode())
        assert words.gettext("The proposed deliveries cover every need.") not in page
        assert (
            words.gettext(
                "No items are listed in this scenario: what people need was not worked out, and no "
                "delivery was planned."
            )
            in page
        )
    assert 'href="#shortfalls"' not in found["report.html"].decode()


def test_a_period_that_reaches_beyond_the_days_ahead_counts_by_the_share_of_its_days(riverside):
    needs = riverside[2]
    quantity = needs.data["quantity"].values
    assert needs.data["days"].values.tolist() == [1] * 7 + [2] and quantity[:, 7].any()
    assert _ahead(needs, 8) == pytest.approx(quantity[:, :7].sum(axis=1) + quantity[:, 7] / 2)


def test_a_shortfall_is_needed_from_the_first_period_that_is_short(riverside):
    scenario, _, needs, plan = riverside
    nothing = plan.shortfalls.query("need > 0")
    nothing = nothing.assign(covered=0.0, shortfall=nothing["need"], person_days=nothing["need"])
    rows = shortfall_list(
        scenario, needs, dataclasses.replace(plan, shortfalls=nothing), words_in("en")
    )
    starts = nothing.groupby(["place", "item"])["start"].agg(["min", "max"])
    assert (starts["min"] < starts["max"]).any()
    for row in rows:
        assert row["by"] == words_in("en").date(starts.loc[tuple(row["known_as"]), "min"])


def test_a_delivery_outside_all_periods_counts_to_the_nearest(riverside):
    periods = pd.DatetimeIndex(riverside[2].data["period"].values)
    far = pd.Timedelta(days=99)
    days = pd.Series([periods[0] - far, periods[0], periods[-1] + far])
    found = _period_of(riverside[2], days)
    assert found.tolist() == [periods[0], periods[0], periods[-1]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_need_is_said_to_be_covered_where_what_is_short_may_not_be_told(language):
    lacking = "What is short may not be told: too few people need it, or lack it."
    covered = "The proposed deliveries cover every need."
    few, words = few_people(4), words_in(language)
    stock = few["stock"]["quantity"]
    scenario, forecast, needs, plan = results(changed(few, "stock", quantity=stock * 0.0))
    none_short = plan.shortfalls.assign(shortfall=0.0, person_days=0.0, coverage=1.0)
    enough = dataclasses.replace(plan, shortfalls=none_short)
    for made, said, unsaid in ((plan, lacking, covered), (enough, covered, lacking)):
        found = make_report(scenario, forecast, needs, made, language=language).files
        for name in ("report.html", "situation.html"):
            page = html.unescape(found[name].decode())
            assert words.gettext(said) in page
            assert words.gettext(unsaid) not in page


def test_no_place_with_fewer_than_50_people_is_named_as_the_least_covered():
    many, few = (files(scenario) for scenario in (read_scenario("riverside"), few_people(40)))
    page, small = many["report.html"].decode(), few["report.html"].decode()
    assert "Least covered place with 50 people or more: " in page
    assert "Least covered place" not in small
    nothing = "Nothing that saves lives is needed where there are 50 people or more."
    assert nothing in small and nothing not in page
    worst = re.compile(r"<dt>Worst covered place</dt><dd><span[^>]*>(.*?)</span>")
    named = [worst.search(found["situation.html"].decode())[1] for found in (many, few)]
    assert named[0] != named[1] == "\u2013"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_cover_in_the_futures_is_what_the_deliveries_are_of_the_need(riverside, language):
    # At Riverside all that comes is used up, in every future.
    _, _, needs, plan = riverside
    page = make_report(*riverside, language=language).files["report.html"].decode()
    section = page[page.index('<h2 id="futures">') : page.index('<h2 id="deliveries">')]
    rows = re.findall(r"<tr><th[^>]*>Riverside</th>(.*?)</tr>", section)
    told = [re.findall(r">(\d+)\s%<", row) for row in rows]
    lines = plan.deliveries[plan.deliveries["place"] == "Riverside"]
    for figures, item in zip(told, ["meal", "water"], strict=True):
        brought = lines.loc[lines["item"] == item, "quantity"].sum()
        need = needs.data["quantity"].sel(item=item, place="Riverside").sum("period").values
        shares = [brought / need.mean(), *np.quantile(brought / need, [0.1, 0.5, 0.9])]
        assert figures == [f"{100 * share:.0f}" for share in shares]
