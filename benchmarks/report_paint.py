"""The report: seconds to make it, size of its page, and milliseconds until a browser paints it.

`python -m benchmarks.report_paint` makes the report on the exodus of 2018 and on a larger scenario
made from it, with 60 places over 90 days, and opens each page in a headless Chromium that has
never seen it. The browser is named by POSADA_CHROMIUM, or is the `chromium` of the system.
"""

import dataclasses
import os
import shutil
import tempfile
import time
from pathlib import Path

import pandas as pd
from playwright.sync_api import sync_playwright

from posada.forecast import make_forecast
from posada.needs import make_needs
from posada.plan import make_plan
from posada.report import make_report
from posada.scenario import Scenario, read_scenario

PLACES, DAYS, DRAWS, REPETITIONS = 60, 90, 500, 3
PAINT = "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)"


def larger(scenario: Scenario) -> Scenario:
    """The scenario with towns beside those on the road until there are 60, over 90 days."""
    places, routes, lanes = scenario["places"], scenario["routes"], scenario["lanes"]
    on_the_road = routes.drop_duplicates("to_place").set_index("to_place")
    towns = places[places["name"].isin(on_the_road.index) & (places["kind"] == "town")]
    chosen = towns.iloc[: PLACES - len(places)]
    beside = chosen.assign(name=chosen["name"] + " West", longitude=chosen["longitude"] - 0.4)
    known = dict(zip(chosen["name"], beside["name"], strict=True))
    ways = routes[routes["to_place"].isin(known)].replace({"to_place": known})
    onward = routes[routes["from_place"].isin(known)].replace({"from_place": known})
    brought = lanes[lanes["place"].isin(known)].replace({"place": known})
    tables = {
        **scenario.tables,
        "places": pd.concat([places, beside], ignore_index=True),
        "routes": pd.concat([routes, ways, onward], ignore_index=True),
        "lanes": pd.concat([lanes, brought], ignore_index=True),
    }
    return dataclasses.replace(scenario, tables=tables).replace(horizon_days=DAYS)


def measure(scenario: Scenario, folder: Path) -> tuple[float, Path]:
    """Least seconds of the report stage, and the page."""
    forecast = make_forecast(scenario, draws=DRAWS)
    needs = make_needs(scenario, forecast)
    plan = make_plan(scenario, needs)
    seconds = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        report = make_report(scenario, forecast, needs, plan)
        seconds.append(time.perf_counter() - started)
    report.save(folder)
    return min(seconds), folder / "report.html"


def painted(page: Path) -> float:
    """Least milliseconds from opening a page to its first paint, each in a fresh browser."""
    path = os.environ.get("POSADA_CHROMIUM") or shutil.which("chromium")
    found = []
    with sync_playwright() as playwright:
        for _ in range(REPETITIONS):
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            tab = browser.new_page()
            tab.goto(page.as_uri())
            while not (times := tab.evaluate(PAINT)):
                tab.wait_for_timeout(20)
            found.append(times[0])
            browser.close()
    return min(found)


def main() -> None:
    """Measure both scenarios in a folder that is thrown away."""
    print(f"{'report':24} {'places':>6} {'days':>5} {'seconds':>8} {'page KB':>8} {'paint ms':>9}")
    exodus = read_scenario("exodus-2018")
    with tempfile.TemporaryDirectory() as folder:
        for name, scenario in (("exodus-2018", exodus), ("larger", larger(exodus))):
            seconds, page = measure(scenario, Path(folder) / name)
            size, ahead = page.stat().st_size / 1000, scenario.settings.horizon_days
            row = f"{len(scenario.places):6} {ahead:5} {seconds:8.2f} {size:8.0f}"
            print(f"{name:24} {row} {painted(page):9.0f}", flush=True)


if __name__ == "__main__":
    main()
