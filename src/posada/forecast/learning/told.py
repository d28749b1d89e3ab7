"""What the reports changed, as tables and sentences for a reader.

It answers what moved and which report moved it, and which reports the forecast did not expect
before it learned from them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.forecast.compare import place_scope
from posada.forecast.learning.evidence import Evidence
from posada.forecast.learning.habits import Habits
from posada.forecast.learning.unknowns import normal_chance
from posada.forecast.learning.update import Adapted
from posada.forecast.result import HABITS

LEVELS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
RECENT = 7  # days; reports before that moved people who have mostly gone on
HARDLY = 0.25  # standard deviations; a median that moved less is not explained by a report
COLUMNS = ["date", "place", "region", "measure", "reported", "source", "confidence"]


def what_moved(stated: pd.DataFrame, learned: pd.DataFrame, adapted: Adapted) -> pd.DataFrame:
    """Parameters before and after, and the report that moved each most: see `Learned`.

    Parameters
    ----------
    stated, learned : parameters before and after (member, parameter)
    adapted : the steps between
    """
    moved = (learned.median() - stated.median()) / stated.std()
    towards = adapted.pull * np.sign(moved.to_numpy())
    strongest = np.where(moved.abs() >= HARDLY, towards.argmax(axis=0), -1)
    table = {
        "parameter": list(stated),
        **{name: stated.quantile(level).to_numpy() for name, level in LEVELS.items()},
        **{f"learned_{name}": learned.quantile(at).to_numpy() for name, at in LEVELS.items()},
        "moved": moved.to_numpy(),
        "narrowed": (learned.std() / stated.std()).to_numpy(),
        "pulled_by": strongest,
    }
    return pd.DataFrame(table)


def what_surprised(evidence: Evidence, counts: np.ndarray, adapted: Adapted) -> pd.DataFrame:
    """Each report as it was expected before anything was learned: see `Learned`.

    Parameters
    ----------
    evidence : the reports
    counts : what the draws said of each before learning (draw, report) [person]
    adapted : the steps of learning
    """
    table = evidence.table.rename(columns={"people": "reported"})[COLUMNS].copy()
    for name, level in LEVELS.items():
        table[name] = np.quantile(counts, level, axis=0)
    table["tail"] = _tail(evidence.reported_root, adapted)
    table["believed"] = adapted.believed
    return table


def where_people_moved(
    evidence: Evidence, before: np.ndarray, people: np.ndarray, moved: np.ndarray
) -> pd.DataFrame:
    """People on the last day of information without the reports and with them: see `Learned`.

    Parameters
    ----------
    evidence : the reports
    before : people as stated (member, place) [person]
    people : with the reports (draw, day, place, group) [person]
    moved : people whom each report brought to each place on its day (report, place) [person]
    """
    scenario = evidence.scenario
    inside = np.stack([place_scope(scenario, name)[1] for name in scenario.places], axis=1)
    last = (scenario.settings.as_of - scenario.settings.start).days
    after = people[:, last].sum(axis=2) @ inside
    brought = np.where((last - evidence.days < RECENT)[:, None], np.abs(moved @ inside), 0.0)
    table: dict[str, object] = {"place": list(scenario.places)}
    for head, here in (("", before @ inside), ("now_", after)):
        for name, level in LEVELS.items():
            table[head + name] = np.quantile(here, level, axis=0)
    table["moved_by"] = np.where(brought.max(axis=0) >= 1, brought.argmax(axis=0), -1)
    return pd.DataFrame(table)


def what_people_do(places: list[str], habits: Habits) -> pd.DataFrame:
    """What people do otherwise than stated at each place: see `Learned`.

    Parameters
    ----------
    places : their names, in the order of the network
    habits : on the day of the last report
    """
    if not habits.now.shape[1]:
        return pd.DataFrame()
    table = {
        "place": [*places] * len(HABITS),
        "habit": np.repeat(HABITS, len(places)),
        **{name: np.quantile(habits.times, level, axis=0) for name, level in LEVELS.items()},
        "lasting": habits.kind.lasting,
    }
    return pd.DataFrame(table)


def _tail(reported: np.ndarray, adapted: Adapted) -> np.ndarray:
    """Probability, before learning, of a report at least as far out on either side (report)."""
    away = (reported - adapted.predicted) / np.sqrt(adapted.noise)
    below = normal_chance(away).mean(axis=0)
    return np.minimum(1.0, 2 * np.minimum(below, 1 - below))
