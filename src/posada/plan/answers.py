"""Do the answers of organisations fit the scenario that the next plan is made for?

It answers with what contradicts it: names that it does not have, ways without a lane, an
organisation that does not run the depot, another unit, goods that cannot be there or of use on the
day that is told, and lines that are answered twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from posada.errors import Problem
from posada.saying import say
from posada.scenario.model import Scenario
from posada.scenario.wording import did_you_mean, quote

TABLES = {"depot": "depots", "item": "items", "place": "places"}
KEYS = ["depot", "item", "place", "dispatch", "expires"]


def check_answers(file: str, lines: pd.DataFrame, scenario: Scenario) -> list[Problem]:
    """Everything in the answers that cannot be meant.

    Parameters
    ----------
    lines : as `read_lines` reads answers, indexed by the row of the file
    """
    problems = list(_unknown_names(file, lines, scenario))
    wrong = {problem.row for problem in problems}
    wrong |= set(lines.index[(lines[list(TABLES)] == "").any(axis=1)])
    fit = lines.drop(index=list(wrong))
    problems += _without_lane(file, fit, scenario)
    problems += _contradictions(file, fit, scenario)
    return problems + list(_repeated(file, lines))


def _unknown_names(file: str, lines: pd.DataFrame, scenario: Scenario) -> Iterator[Problem]:
    """Names that the scenario does not have."""
    for column, table in TABLES.items():
        names = list(scenario[table]["name"])
        for row, name in lines[column].items():
            if name and name not in names:
                hint = did_you_mean(name, names)
                expected = say("a name from %(table)s%(hint)s", table=table, hint=hint)
                yield Problem(file, int(row), column, quote(name), expected)


def _lead(lines: pd.DataFrame, scenario: Scenario) -> pd.Series:
    """Days on the way of each line; missing where no lane leads there."""
    lanes = scenario["lanes"].set_index(["depot", "place"])["lead_days"]
    ways = pd.MultiIndex.from_frame(lines[["depot", "place"]])
    return pd.Series(lanes.reindex(ways).to_numpy(dtype=float), index=lines.index)


def _without_lane(file: str, lines: pd.DataFrame, scenario: Scenario) -> Iterator[Problem]:
    """Ways without a lane."""
    for row, line in lines[_lead(lines, scenario).isna()].iterrows():
        found = say(
            "%(place)s from %(depot)s", place=quote(line["place"]), depot=quote(line["depot"])
        )
        yield Problem(file, int(row), "place", found, say("a place that a lane leads to"))


def _contradictions(file: str, lines: pd.DataFrame, scenario: Scenario) -> Iterator[Problem]:
    """What stands beside a line and says something else than the line."""
    runs = scenario["depots"].set_index("name")["organisation"]
    units = scenario["items"].set_index("name")["unit"]
    arrives = lines["dispatch"] + pd.to_timedelta(_lead(lines, scenario), unit="D")
    for row, line in lines.iterrows():
        organisation, unit = runs[line["depot"]], units[line["item"]]
        if line.get("organisation", "") not in ("", organisation):
            expected = say("%(name)s, which runs the depot, or empty", name=quote(organisation))
            yield Problem(file, int(row), "organisation", quote(line["organisation"]), expected)
        if line.get("unit", "") not in ("", unit):
            expected = say("%(unit)s, in which the item is counted, or empty", unit=quote(unit))
            yield Problem(file, int(row), "unit", quote(line["unit"]), expected)
        day = arrives[row]
        if pd.isna(day):
            continue
        if line.get("delivery", pd.NaT) not in (pd.NaT, day):
            expected = say(
                "%(day)s, as long after dispatch as the lane takes, or empty", day=day.date()
            )
            yield Problem(file, int(row), "delivery", quote(line["delivery"].date()), expected)
        if line["expires"] < day:
            expected = say("a day not before %(day)s, on which it arrives", day=day.date())
            yield Problem(file, int(row), "expires", quote(line["expires"].date()), expected)


def _repeated(file: str, lines: pd.DataFrame) -> Iterator[Problem]:
    """Lines that are answered twice."""
    seen: dict[tuple, int] = {}
    for row, line in lines.iterrows():
        key = tuple(line[KEYS].astype(str))
        if key in seen:
            found = say("a second answer to the line in row %(row)s", row=seen[key])
            expected = say("each line once (add up what will be brought, in one line)")
            yield Problem(file, int(row), None, found, expected)
        seen.setdefault(key, int(row))
