"""Files that few sets have: attributes of people, food, floods, changes of type, listed agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from posada.saying import joined, say
from posada.scenario.flee.by_day import FLOODS, IPC, read_by_column, read_by_place
from posada.scenario.flee.findings import Findings, Record
from posada.scenario.flee.geography import TYPE_WORDS, known_type
from posada.scenario.flee.model import FloatArray
from posada.scenario.flee.rules import FleeRules
from posada.scenario.privacy import REMEDY, personal_header
from posada.scenario.wording import did_you_mean, quote

AGENTS = "input_csv/agents.csv"
CHANGES = "location_changes.csv"
MAJOR_ROUTES = "input_csv/major_routes.csv"


@dataclass(frozen=True)
class Extras:
    """What those files hold; see `FleeSet`."""

    demographics: dict[str, pd.DataFrame] = field(default_factory=dict)
    ipc: pd.DataFrame | None = None
    floods: FloatArray | None = None
    location_changes: pd.DataFrame | None = None
    major_routes: tuple[tuple[str, ...], ...] = ()
    agents: pd.DataFrame | None = None


def read_extras(
    findings: Findings, places: pd.DataFrame, rules: FleeRules, length: int | None
) -> Extras:
    """Every such file that the folder has."""
    names = list(places["name"])
    return Extras(
        demographics=_read_demographics(findings),
        ipc=_read_ipc(findings, places),
        floods=_read_floods(findings, names, rules, length),
        location_changes=_read_changes(findings, names),
        major_routes=_read_major_routes(findings, names),
        agents=_read_agents(findings, names, rules.spawn_rules.read_from_agents_csv_file),
    )


def _read_demographics(findings: Findings) -> dict[str, pd.DataFrame]:
    tables = {}
    for path in sorted((findings.folder / "input_csv").glob("demographics_*.csv")):
        attribute = path.stem.removeprefix("demographics_")
        tables[attribute] = _read_weights(findings, f"input_csv/{path.name}", attribute)
    return tables


def _read_weights(findings: Findings, name: str, attribute: str) -> pd.DataFrame:
    lines = findings.lines(name)
    header = lines[0][1] if lines else []
    for column in (attribute, "Default"):
        if column not in header:
            hint = did_you_mean(column, header)
            expected = say("a column %(column)s%(hint)s", column=quote(column), hint=hint)
            findings.problem(name, 1, None, say("no such column"), expected)
            return pd.DataFrame()
    for column in dict.fromkeys(title for title in header if title and header.count(title) > 1):
        findings.problem(
            name, 1, None, say("%(column)s twice", column=quote(column)), say("every column once")
        )
        return pd.DataFrame()
    rows = []
    for row, cells in lines[1:]:
        filled = cells + [""] * (len(header) - len(cells))
        record = Record(findings, name, row, dict(zip(header, filled, strict=False)))
        weights = {
            column: record.number(column, say("a weight, 0 or more, or empty"), low=0, blank=0.0)
            for column in header
            if column not in ("", attribute)
        }
        rows.append({attribute: record[attribute], **weights})
    frame = pd.DataFrame(rows, columns=[column for column in header if column])
    for column in frame.columns.drop(attribute):
        if frame[column].sum() <= 0:
            findings.problem(name, None, str(column), say("no weight above 0"), say("at least one"))
    return frame


def _read_ipc(findings: Findings, places: pd.DataFrame) -> pd.DataFrame | None:
    if not findings.exists(IPC):
        return None
    table = read_by_column(findings, IPC)
    regions = list(dict.fromkeys(places["region"]))
    if not table["day"].is_monotonic_increasing:
        findings.problem(
            IPC, None, "#Day", say("days out of order"), say("days in order, one in each row")
        )
    for column in table.columns[1:]:
        if column not in regions:
            findings.caveats.append(
                say(
                    "The column %(column)s of %(file)s is ignored: no place lies in a region called"
                    " so%(hint)s.",
                    column=quote(column),
                    file=IPC,
                    hint=did_you_mean(column, regions),
                )
            )
    return table


def _read_floods(
    findings: Findings, names: Sequence[str], rules: FleeRules, length: int | None
) -> FloatArray | None:
    needed = rules.move_rules.flood_rules or rules.spawn_rules.flood_zone_spawning_only
    if not (needed or findings.exists(FLOODS)):
        return None
    floods = read_by_place(findings, FLOODS, names, length if needed else None)
    if floods.size and not findings.spoilt(FLOODS):
        for name, values in _by_level(rules):
            highest = len(values) - 1
            if floods.max() >= highest:
                expected = say(
                    "levels below %(highest)s, the last of %(name)s (Flee stops)",
                    highest=highest,
                    name=name,
                )
                findings.problem(
                    FLOODS,
                    None,
                    None,
                    say("level %(level)s", level=f"{floods.max():g}"),
                    expected,
                )
    return floods


def _by_level(rules: FleeRules) -> list[tuple[str, tuple[float, ...]]]:
    """Lists of the settings with a value for each level of a flood."""
    spawn, move = rules.spawn_rules, rules.move_rules.flood_rules
    lists = []
    if spawn.flood_zone_spawning_only and spawn.flood_driven_spawn_mode:
        lists.append(
            ("displaced_per_flood_day", spawn.flood_driven_spawn_mode.displaced_per_flood_day)
        )
    for name in ("flood_movechances", "flood_loc_weights") if move else ():
        if getattr(move, name):
            lists.append((name, getattr(move, name)))
    return lists


def _read_changes(findings: Findings, names: Sequence[str]) -> pd.DataFrame | None:
    """Flee looks where it is started, which is where the folder's own files are laid out."""
    name = next((n for n in (CHANGES, f"input_csv/{CHANGES}") if findings.exists(n)), None)
    if name is None:
        return None
    rows = []
    for record in findings.records(name, ("name", "type", "day"), plain_header=True):
        if names:
            record.known("name", names, "locations.csv")
        if not known_type(record["type"]):
            record.refuse(
                "type", say("a type with one of %(names)s in it", names=joined(TYPE_WORDS))
            )
        rows.append(
            [record["name"], record["type"], record.whole("day", say("a day, a whole number"))]
        )
    return pd.DataFrame(rows, columns=["name", "type", "day"])


def _read_major_routes(findings: Findings, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    routes = []
    lines = findings.lines(MAJOR_ROUTES) if findings.exists(MAJOR_ROUTES) else []
    for row, cells in lines:
        route = tuple(cell for cell in cells if cell)
        if route[0].startswith("#"):
            continue
        for name in route if names else ():
            Record(findings, MAJOR_ROUTES, row, {"name": name}).known(
                "name", names, "locations.csv"
            )
        routes.append(route)
    return tuple(routes)


def _read_agents(findings: Findings, names: Sequence[str], needed: bool) -> pd.DataFrame | None:
    """Agents that are alike, counted: posada keeps no row about one person."""
    if not needed:
        return None
    lines = [line for line in findings.lines(AGENTS) if not line[1][0].startswith("#")]
    if not lines:
        return None
    row, header = lines[0]
    columns = ["location", *(title for title in header[1:] if title)]
    personal = [column for column in columns[1:] if personal_header(column, rows_have_names=False)]
    for column in personal:
        findings.problem(AGENTS, row, None, quote(column), REMEDY)
    if personal:
        return None
    rows = [(cells + [""] * len(columns))[: len(columns)] for _, cells in lines[1:]]
    agents = pd.DataFrame(rows, columns=columns)
    for place in agents["location"].unique():
        if place not in names:
            findings.caveats.append(
                say(
                    "Agents at %(place)s in %(file)s are left out: no place is called so%(hint)s.",
                    place=quote(place),
                    file=AGENTS,
                    hint=did_you_mean(place, names),
                )
            )
    agents = agents[agents["location"].isin(names)]
    return agents.groupby(columns, sort=False).size().rename("people").reset_index()
