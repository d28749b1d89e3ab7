"""How long people take to get to each place, and to the end of their journey.

Some people are followed one by one (see `movement.journeys`), so the numbers are estimates from a
sample: how far off the mean may be stands beside it. They live in futures of their own, from the
same seed, that have not learned from headcounts, which move people who did not travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from posada.forecast.departures import group_names
from posada.forecast.engine import make_ground
from posada.movement import Journeys, follow_people
from posada.movement.flee import follow_flee
from posada.scenario.model import Scenario

PEOPLE = 2000  # followed unless said otherwise: ranks of quantiles are off by about 1 in 100
# Futures in which they live: many where parameters differ between them, few under Flee's rules.
FUTURES, FLEE_FUTURES = 100, 20
FEWEST = 20  # arrivals from which quantiles are told
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
ALL = "all"


def follow_journeys(
    scenario: Scenario,
    seed: int = 1,
    people: int = PEOPLE,
    progress: Callable[[float], None] | None = None,
) -> Journeys:
    """Follow some of those who set out, by the rules of the scenario.

    Parameters
    ----------
    scenario : everything known
    seed : same seed, same journeys, whatever the number of threads
    people : how many are followed
    progress : called with the fraction done

    Raises
    ------
    InputError
        As for `make_forecast`.
    """
    if scenario.flee is not None:
        return follow_flee(scenario.flee, min(FLEE_FUTURES, people), seed, people, None, progress)
    ground, futures = make_ground(scenario), min(FUTURES, people)
    parameters = ground.draw(futures, seed)
    engine = ground.engine(parameters, ground.inflow(parameters, seed))
    return follow_people(engine, tuple(group_names(scenario)), seed, people, None, progress)


def journeys_table(journeys: Journeys) -> pd.DataFrame:
    """Days from setting out to the first arrival, one row per goal and group that anybody reached.

    Only arrivals up to the last day are seen: who set out late had less time, so `reached` and the
    days are lower bounds where many set out in the last weeks.

    Returns
    -------
    table with kind (place, or end: of the journey); goal, its name; group (all: everybody);
    reached, the share of those followed who got there [1]; mean, and error, its standard error from
    following a sample; p05, p25, p50, p75, p95, empty for fewer than 20 arrivals [day]; people,
    who were followed and got there; followed, all who were followed [person]
    """
    groups = journeys.groups if len(journeys.groups) > 1 else ()
    inside = {ALL: np.ones(len(journeys.draw), dtype=bool)}
    inside |= {name: journeys.group == number for number, name in enumerate(groups)}
    rows = [row for group, who in inside.items() for row in _rows(journeys, group, who)]
    columns = ["kind", "goal", "group", "reached", "mean", "error", *QUANTILES]
    return pd.DataFrame(rows, columns=[*columns, "people", "followed"])


def _rows(journeys: Journeys, group: str, who: np.ndarray) -> Iterator[dict[str, Any]]:
    """One row per goal that somebody of a group reached."""
    for number, goal in enumerate(journeys.goals):
        arrived = who & (journeys.days[:, number] >= 0)
        days = journeys.days[arrived, number]
        if not len(days):
            continue
        told = QUANTILES if len(days) >= FEWEST else {}
        yield {
            "kind": "end" if number >= len(journeys.goals) - journeys.ends else "place",
            "goal": goal,
            "group": group,
            "reached": len(days) / who.sum(),
            "mean": days.mean(),
            "error": _error_of_mean(days, journeys.draw[arrived]),
            **{
                name: np.quantile(days, level, method="inverted_cdf")
                for name, level in told.items()
            },
            "people": len(days),
            "followed": who.sum(),
        }


def _error_of_mean(days: np.ndarray, draw: np.ndarray) -> float:
    """Standard error of a mean over people, of whom those of one draw are alike.

    Source: W. G. Cochran, Sampling Techniques (1977), section 9A.2, of a ratio to size.
    """
    sums = np.bincount(draw, days - days.mean())
    clusters = len(np.unique(draw))
    if clusters < 2:
        return float("nan")
    return float(np.sqrt((sums**2).sum() * clusters / (clusters - 1)) / len(days))
