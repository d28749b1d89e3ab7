"""What records such as `run.json` say: how files were made, and the figures a person reads first.

They hold nothing that the files beside them do not show to the same audience.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from posada._version import __version__
from posada.plan import coverage_table
from posada.report.aid import shortfall_list
from posada.report.audience import PUBLIC, Reader
from posada.report.changes import issue_number, last_report
from posada.report.disclosure import STATUS
from posada.report.outlook import make_outlook, over_capacity, with_sites
from posada.report.regions import FIGURES, public_table, release_log
from posada.report.sections import people_rows
from posada.report.sentences import for_a_record, in_language
from posada.report.withheld import Published
from posada.report.words import Words, words_in
from posada.scenario import Scenario

LIBRARIES = ("numpy", "pandas", "xarray", "numba", "highspy")


def how_it_was_made(
    scenario: Scenario, draws: int, seed: int, reader: Reader, seconds: Mapping[str, float]
) -> dict[str, Any]:
    """What somebody needs to make the same files again.

    Parameters
    ----------
    draws, seed : of its forecast
    reader : language and audience of the files
    seconds : that each stage took
    """
    settings = scenario.settings
    return {
        "scenario": settings.name,
        "title": settings.title,
        "start": settings.start,
        "as_of": settings.as_of,
        "end": settings.end,
        "horizon_days": settings.horizon_days,
        "draws": draws,
        "seed": seed,
        "language": reader.language,
        "audience": reader.audience,
        "posada": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "inputs": dict(scenario.checksums),
        "seconds": dict(seconds),
    }


def with_outputs(record: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """The record, and the SHA-256 of each file by name."""
    made = {name: sha256(content).hexdigest() for name, content in files.items()}
    return {**record, "outputs": made}


def as_json(record: Mapping[str, Any]) -> bytes:
    """What the file of a record holds."""
    return json.dumps(record, indent=1, ensure_ascii=False, default=str).encode()


def what_came_out(
    shown: Published, earlier: dict[str, Any], language: str = "en"
) -> dict[str, Any]:
    """The figures a person reads first; nothing that the report does not show."""
    least = shown.audience.least
    places = make_outlook(shown.scenario, shown.forecast, least=least)
    outlook = with_sites(places, shown.scenario, shown.forecast, least)
    last = last_report(earlier, shown.forecast.as_of)
    words = words_in(language, least, shown.scenario)
    return {
        "status": STATUS,
        "days": [str(outlook.days[outlook.now + ahead].date()) for ahead in outlook.offsets],
        "people": {
            row["name"]: [figure for figure, _ in row["figures"]]
            for row in people_rows(outlook, words)
        },
        "coverage": _coverage(shown, words),
        "deliveries": len(shown.plan.deliveries),
        "shortfalls": shortfall_list(shown.scenario, shown.needs, shown.plan, words),
        "over": len(over_capacity(places, places.offsets[-1])),
        "issue": issue_number(last),
        "before": last,
    }


def caveats_shown(shown: Published, language: str) -> list[dict[str, Any]]:
    """Every caveat of every stage, as the report shows them to its reader; none to the public."""
    if shown.audience == PUBLIC:
        return []
    words = words_in(language, shown.audience.least, shown.scenario)
    told = in_language(shown.scenario, words)
    results = (told, shown.forecast, shown.needs, shown.plan)
    return for_a_record((text for result in results for text in result.caveats), words)


def made_public(shown: Published, earlier: dict[str, Any], language: str = "en") -> dict[str, Any]:
    """The figures of the public report, and every one released so far."""
    released = earlier.get("released")
    table = public_table(shown.scenario, shown.forecast, released)
    words = words_in(language, scenario=shown.scenario)
    last = table[table["week_start"] == table["week_start"].max()]
    people = {
        f"{row['region']} {row['country']}".strip(): [
            [str(row["p50"]), words.spread(str(row["p05"]), str(row["p95"]))]
        ]
        for row in last[(last[FIGURES] != 0).any(axis=1)].to_dict("records")
    }
    return {
        "status": STATUS,
        "days": [words.gettext("week to %s") % day.date() for day in last["week_end"].head(1)],
        "people": people,
        "coverage": _coverage(shown, words),
        "deliveries": len(shown.plan.deliveries),
        "shortfalls": [],
        "released": release_log(table, released),
    }


def _coverage(shown: Published, words: Words) -> dict[str, float]:
    """Share of the need of the whole horizon that the plan covers, by item."""
    totals = coverage_table(shown.plan).groupby("item", sort=False)[["covered", "need"]].sum()
    totals = totals[totals["need"] > 0]
    shares = (totals["covered"] / totals["need"]).round(2)
    return {words.item(str(item)): share for item, share in shares.items()}
