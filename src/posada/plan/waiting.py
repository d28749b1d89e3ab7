"""Who has waited longest: need weighs more where people have long been without.

It answers from the dates of the table `handouts` how many days ago each standard was last covered
at each place, and raises what covering it is worth on the days of the first checkpoint. Where the
table says nothing nobody is ranked. What lasts is left out: a blanket is not wanted anew each day.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from posada.plan.demand import DAY, Demand, Floats
from posada.scenario.model import Scenario

MOST, DAYS = 3.0, 3.0


def weigh_waiting(scenario: Scenario, demand: Demand) -> Demand:
    """The demand with every weight v of a consumable times min(3, 1 + days / 3).

    Only on the days up to the first checkpoint of the floor: the next plan knows better who has
    waited by then. A place that the table never names has waited since its first date.

    Source: deprivation that grows with time without (Holguin-Veras et al., On the appropriate
    objective function for post-disaster humanitarian logistics models, 2013), made linear; the
    two constants are a choice of this project.
    """
    days = _days_without(scenario, demand)
    if days is None:
        return demand
    turn = demand.starts[0] + scenario.settings.plan.floor_days * DAY
    soon = (demand.starts[demand.period] < turn) & ~demand.durable[demand.standard]
    factor = np.minimum(MOST, 1 + days / DAYS)[demand.place, demand.standard]
    return dataclasses.replace(demand, weight=demand.weight * np.where(soon, factor, 1.0))


def _days_without(scenario: Scenario, demand: Demand) -> Floats | None:
    """Days since each standard was handed out (place, standard); None where nothing is known."""
    if "handouts" not in scenario.tables or scenario["handouts"].empty:
        return None
    known = scenario.known("handouts")
    standard = dict(zip(demand.items, demand.serves, strict=True))
    place = {name: number for number, name in enumerate(demand.places)}
    rows = pd.DataFrame(
        {
            "place": known["place"].map(place),
            "standard": known["item"].map(standard),
            "date": known["date"],
        }
    ).dropna()
    if rows.empty:
        return None
    as_of = pd.Timestamp(scenario.settings.as_of)
    shape = len(demand.places), len(demand.standards)
    days = np.full(shape, float((as_of - known["date"].min()).days))
    last = rows.groupby(["place", "standard"])["date"].max()
    at = tuple(last.index.to_frame().to_numpy(dtype=np.int64).T)
    days[at] = (as_of - last).dt.days
    return days
