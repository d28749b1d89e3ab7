"""What barriers do to people: the same futures lived once more as if a barrier had never stood.

It answers how many more people wait, sleep beyond what shelters hold, turn back or cross with a
barrier than without it, each at a time and all together. It compares only barriers that are in the
scenario, with what is known; it refuses to say what a barrier that does not exist would do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.errors import InputError, Problem
from posada.forecast.engine import Ground, make_ground
from posada.forecast.learning.ahead import (
    Surprise,
    engine_ahead,
    live_by_habit,
    parameters_ahead,
)
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.habits import Habits
from posada.forecast.learning.learn import learned_parameters
from posada.movement import ENDS, Simulation
from posada.saying import joined, say
from posada.scenario.model import Scenario
from posada.scenario.shelters import known_shelters

KINDS = ("closure", "quota", "hostility")
ALL = "all"
EVERYBODY = 10**9  # names called in a day where no quota holds: more than ever wait
LEVELS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
PERSON_DAYS, PERSONS = "person-days", "persons"


@dataclass(frozen=True)
class Barrier:
    """One or more events that close, limit or frighten in the same way at the same place.

    Parameters
    ----------
    kind : one of KINDS, or ALL
    where : place, region or country, or both ends of a route
    first, last : first day, and last one, NaT while it holds
    rows : of the table of events, by index
    """

    kind: str
    where: str
    first: pd.Timestamp
    last: pd.Timestamp
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Rules:
    """By which parameters each draw lives: up to the last report, and from then on.

    Parameters
    ----------
    past, ahead : one row per draw
    days : lived by those of the past
    surprise : of the draws by the reports; moods last for it
    habits : what people do otherwise than stated, of each draw after those days
    untold : whether flows of departures whose rows have ended go on untold
    """

    past: pd.DataFrame
    ahead: pd.DataFrame
    days: int
    surprise: Surprise
    habits: Habits
    untold: bool = False


def find_barriers(scenario: Scenario) -> list[Barrier]:
    """Barriers known on the last day of information, in the order of their first days."""
    events = scenario.known("events")
    events = events[events["kind"].isin(KINDS)]
    ways = events["from_place"] + " - " + events["to_place"]
    where = (events["place"] + events["region"]).where(events["from_place"] == "", ways)
    groups = events.groupby([events["kind"], where], sort=False)
    found = [_barrier(kind, name, rows) for (kind, name), rows in groups]
    return sorted(found, key=lambda barrier: barrier.first)


def without(scenario: Scenario, barrier: Barrier) -> Scenario:
    """The scenario as if the barrier had never stood.

    Closures and hostility are taken out, and quotas of a route. Where names are called from a
    list, all who wait are called on the same day.
    """
    events = scenario["events"]
    rows = events.loc[list(barrier.rows)]
    called = rows.index[(rows["kind"] == "quota") & (rows["from_place"] == "")]
    lifted = events.drop(index=rows.index.difference(called))
    lifted.loc[called, "value"] = lifted.loc[called, "value_high"] = float(EVERYBODY)
    return dataclasses.replace(scenario, tables={**scenario.tables, "events": lifted})


def barrier_effects(
    scenario: Scenario,
    draws: int = 200,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> pd.DataFrame:
    """What each barrier, and all of them together, do to people up to the end of the horizon.

    Every draw is lived with and without the barrier, with the same parameters: those of the
    forecast, learned where it learns, and as stated ahead where reports surprised it. Differences
    also hold the chance of two lives.

    Parameters
    ----------
    scenario : one of posada's own
    draws : simulated futures
    seed : same seed, same table
    progress : called with the fraction done

    Returns
    -------
    table with kind, where, first, last, measure, unit; p10, p50, p90 of the draws with the barrier
    (with_p10 ...), without it (without_p10 ...) and of the difference (more_p10 ...): with it less
    without it; rows in the order of `find_barriers`, then ALL when there are two or more

    Raises
    ------
    InputError
        When the scenario is a Flee set, or knows of no barrier.
    """
    barriers = _checked(scenario)
    tell = progress or (lambda fraction: None)
    rules = rules_of(scenario, draws, seed)
    step = 1.0 / (len(barriers) + 2)
    tell(step)
    standing = _lived(scenario, rules, seed)
    tell(2 * step)
    tables = []
    for number, barrier in enumerate(barriers, start=3):
        tables.append(_compared(barrier, standing, _lived(without(scenario, barrier), rules, seed)))
        tell(min(1.0, number * step))
    return pd.concat(tables, ignore_index=True)


def _barrier(kind: str, where: str, rows: pd.DataFrame) -> Barrier:
    last = pd.NaT if rows["date_end"].isna().any() else rows["date_end"].max()
    return Barrier(kind, where, rows["date"].min(), last, tuple(rows.index))


def _checked(scenario: Scenario) -> list[Barrier]:
    """The barriers to compare, and all together when there are several."""
    if scenario.flee is not None:
        expected = say(
            "a scenario of posada's own: by Flee's rules nobody waits and nobody turns back"
        )
        raise InputError([Problem(scenario.origin, None, None, say("a folder of Flee"), expected)])
    barriers = find_barriers(scenario)
    if not barriers:
        found = say(
            "no %(kinds)s or %(last)s known by %(as_of)s",
            kinds=joined(KINDS[:-1]),
            last=KINDS[-1],
            as_of=scenario.settings.as_of,
        )
        expected = say("at least one, to live the same days without it")
        raise InputError([Problem("events.csv", None, "kind", found, expected)])
    if len(barriers) == 1:
        return barriers
    rows = tuple(row for barrier in barriers for row in barrier.rows)
    last = pd.NaT if any(pd.isna(b.last) for b in barriers) else max(b.last for b in barriers)
    return [*barriers, Barrier(ALL, "", barriers[0].first, last, rows)]


def rules_of(scenario: Scenario, draws: int, seed: int) -> Rules:
    """Those of the forecast of this scenario with as many draws and this seed."""
    ground, evidence = make_ground(scenario), gather(scenario)
    if not (scenario.settings.movement.learn and len(evidence.table)):
        stated = ground.draw(draws, seed)
        return Rules(stated, stated, 0, Surprise(1.0, 1.0), Habits.none(draws))
    ground, past, surprise, habits = learned_parameters(ground, evidence, draws, seed)
    ahead = parameters_ahead(ground, past, surprise, seed)
    days = int(evidence.days.max()) + 1
    return Rules(past, ahead, days, surprise, habits, ground.untold)


def _lived(scenario: Scenario, rules: Rules, seed: int) -> dict[str, np.ndarray]:
    """Every measure of every draw (draw), by name."""
    ground = make_ground(scenario, rules.untold)
    engine = ground.engine(rules.past, ground.inflow(rules.past, seed))
    lived, night = engine.unlived(), engine.before(seed)
    if rules.days:
        night = engine.live(night, lived, rules.days)
    engine = engine_ahead(ground, rules.ahead, rules.surprise, seed)
    live_by_habit(engine, (night, lived), rules.habits, seed)
    return dict(_measures(ground, lived))


def _measures(ground: Ground, simulation: Simulation) -> Iterator[tuple[str, np.ndarray]]:
    """What becomes of people, over all days and places (draw)."""
    people = simulation.people.sum(axis=3)
    capacity = known_shelters(ground.scenario).shelter_capacity
    beyond = np.maximum(people - np.nan_to_num(capacity, nan=np.inf), 0)
    yield "waiting", simulation.waiting.sum(axis=(1, 2))
    yield "beyond_shelter", beyond.sum(axis=(1, 2))
    for end, name in enumerate(ENDS):
        if name != "settled":
            yield name, simulation.ends[:, end, -1].sum(axis=1)


def _compared(
    barrier: Barrier, standing: dict[str, np.ndarray], lifted: dict[str, np.ndarray]
) -> pd.DataFrame:
    rows = []
    for measure, now in standing.items():
        shown = {"with": now, "without": lifted[measure], "more": now - lifted[measure]}
        rows.append(
            {
                "kind": barrier.kind,
                "where": barrier.where,
                "first": barrier.first,
                "last": barrier.last,
                "measure": measure,
                "unit": PERSONS if measure in ENDS else PERSON_DAYS,
                **{
                    f"{name}_{level}": np.quantile(values, at)
                    for name, values in shown.items()
                    for level, at in LEVELS.items()
                },
            }
        )
    return pd.DataFrame(rows)
