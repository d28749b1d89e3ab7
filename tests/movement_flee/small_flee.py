"""Small Flee folders made in memory, for the tests of Flee's rules."""

import datetime as dt

import numpy as np
import pandas as pd

from posada.scenario.flee import FleeRules, FleeSet

START = dt.date(2020, 1, 1)
RULES = {"max_move_speed": 200.0, "conflict_weight": 0.25, "camp_weight": 2.0}


def series(counts):
    days = np.arange(len(counts))
    dates = [START + dt.timedelta(days=int(day)) for day in days]
    return pd.DataFrame({"date": dates, "day": days, "count": np.asarray(counts, float)})


def small_set(places, routes, reports, length=10, closures=(), move=None, spawn=None):
    """A set: places (name, country, type, number), routes (name1, name2, km), reports by camp."""
    table = pd.DataFrame(places, columns=["name", "country", "location_type", "number"])
    table = table.assign(region=table["country"], latitude=0.0, longitude=0.0, conflict_date=0)
    roads = pd.DataFrame(routes, columns=["name1", "name2", "distance"]).assign(
        forced_redirection=0, max_move_speed=np.nan, walk_probability=np.nan
    )
    closed = pd.DataFrame(closures, columns=["type", "name1", "name2", "start", "end"])
    made = {camp: series(counts) for camp, counts in reports.items()}
    total = series(np.zeros(length))
    rules = {"move_rules": RULES | (move or {}), "spawn_rules": spawn or {}}
    return FleeSet(
        name="small",
        start=START,
        length=length,
        rules=FleeRules.model_validate(rules),
        places=table,
        routes=roads,
        closures=closed,
        conflicts=np.zeros((length, len(table))),
        camps=tuple(reports),
        reports=made,
        total=total,
        raw_reports=made,
        raw_total=total,
        corrections=pd.DataFrame({"name": [], "date": [], "day": []}),
    )


def line(distances, people=1000, length=10, kinds=("town", "town", "town"), **more):
    """Zone - A - B - C ... in a line; `people` set out on day 1 for a camp beyond the last link.

    The camp stands alone, so that only the reports know it: people walk the line and nothing else.
    """
    names = ["Zone", *"ABC"[: len(distances)]]
    places = [("Zone", "X", "conflict_zone", 1000)]
    room = {"camp": 0}  # no limit
    places += [(n, "X", k, room.get(k, 1000)) for n, k in zip(names[1:], kinds, strict=False)]
    places.append(("Apart", "Y", "camp", 0))
    routes = [(a, b, km) for a, b, km in zip(names, names[1:], distances, strict=False)]
    reports = {"Apart": [0] + [people] * (length - 1)}
    return small_set(places, routes, reports, length, **more)
