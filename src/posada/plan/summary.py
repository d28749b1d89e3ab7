"""Questions that a reader asks of a plan: how well covered, what is worst, who could help."""

from __future__ import annotations

import pandas as pd

from posada.plan.lots import latest_stock
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
    """Organisations with a lane to the place that have, or will have, the item or a substitute.

    A substitute serves the same standard. Names come sorted.
    """
    items = scenario["items"]
    standard = items.loc[items["name"] == item, "standard"]
    same = set(items.loc[items["standard"].isin(standard), "name"])
    as_of = pd.Timestamp(scenario.settings.as_of)
    stock, pledges = latest_stock(scenario), scenario["pledges"]
    last = pledges["date_end"].fillna(pledges["date"])
    held = stock[(stock["quantity"] > 0) & ~(stock["expires"] < as_of)]
    coming = pledges[(pledges["quantity"] > 0) & (last >= as_of)]
    holders = set(held.loc[held["item"].isin(same), "depot"])
    holders |= set(coming.loc[coming["item"].isin(same), "depot"])
    lanes = scenario["lanes"]
    depots = holders & set(lanes.loc[lanes["place"] == place, "depot"])
    organisations = scenario["depots"].set_index("name")["organisation"]
    return sorted({str(organisations[depot]) for depot in depots})
