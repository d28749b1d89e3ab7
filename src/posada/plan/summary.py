"""Questions that a reader asks of a plan: how well covered, what is worst, who could help."""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.plan.lots import goods
from posada.plan.mandates import allowed_items, places_served
from posada.plan.result import Plan
from posada.scenario.model import Scenario


def coverage_table(plan: Plan) -> pd.DataFrame:
    """Coverage over the whole horizon, one row per place and standard.

    Returns
    -------
    DataFrame
        place, standard, item, unit, need, covered, shortfall [item unit], coverage (covered /
        need), person_days [person-day equivalents short]; sorted by place and standard.
    """
    keys = ["place", "standard", "item", "unit"]
    sums = ["need", "covered", "shortfall", "person_days"]
    table = plan.shortfalls.groupby(keys, sort=True)[sums].sum().reset_index()
    table["coverage"] = (table["covered"] / table["need"]).clip(upper=1.0)
    return table[[*keys, "need", "covered", "shortfall", "coverage", "person_days"]]


def largest_shortfalls(plan: Plan, count: int = 10) -> pd.DataFrame:
    """The largest shortfalls by place and standard, in person-day equivalents so that different
    items compare.

    Returns
    -------
    DataFrame
        The columns of `coverage_table`, and `limit`: what binds for the largest part of it.
    """
    short = plan.shortfalls[plan.shortfalls["person_days"] > 0]
    keys = ["place", "standard"]
    parts = short.groupby([*keys, "limit"])["person_days"].sum().reset_index()
    parts = parts.sort_values("person_days", ascending=False, kind="stable")
    limits = parts.drop_duplicates(keys)[[*keys, "limit"]]
    table = coverage_table(plan).merge(limits, on=keys)
    order = ["person_days", "place", "standard"]
    table = table.sort_values(order, ascending=[False, True, True], kind="stable")
    return table.head(count).reset_index(drop=True)


def who_could(scenario: Scenario, place: str, item: str) -> list[str]:
    """Organisations that may bring the item or a substitute to the place, and have or will have it.

    A substitute serves the same standard; a lane leads there, and the mandate of the organisation
    and what the goods are meant for allow it. Names come sorted.
    """
    items, lanes = scenario["items"], scenario["lanes"]
    standard = items.loc[items["name"] == item, "standard"]
    same = list(items.loc[items["standard"].isin(standard), "name"])
    lanes = lanes[lanes["place"] == place]
    lane, number = np.nonzero(allowed_items(scenario, lanes, same))
    ways = set(zip(lanes["depot"].iloc[lane], np.array(same, dtype=object)[number], strict=True))
    held = goods(scenario, pd.Timestamp(scenario.settings.as_of) + pd.Timedelta(days=1))
    meant = [not text or place in places_served(scenario, text) for text in held["serves"]]
    having = held.loc[meant, ["depot", "item"]].itertuples(index=False, name=None)
    # Withheld stores of one organisation have one name.
    depots = scenario["depots"].drop_duplicates("name").set_index("name")["organisation"]
    return sorted({str(depots[depot]) for depot, _ in ways.intersection(having)})
