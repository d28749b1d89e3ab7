"""Worlds drawn at random with everything that a scenario can say of aid, most of it awkward.

Long periods, roads that close, goods that expire or are meant for some places, pledges that begin
and end, budgets, handling, room, mandates; nothing in stock, no lane, no need are all possible.
"""

import functools

import numpy as np
import pandas as pd

from posada.plan import make_plan
from tests.plan.conftest import FIRST
from tests.plan.conftest import needs as make_needs
from tests.plan.conftest import scenario as make_scenario

PERIODS = [1, 1, 1, 7, 14]
PLACES, DEPOTS = ["A", "B", "C"], ["Store", "Hall"]
ITEMS = [
    {"name": "water", "pack_size": 5.0},
    {"name": "meal", "standard": "energy", "unit": "meal", "weight_kg": 0.5, "storable": False},
    {
        "name": "ration", "standard": "energy", "unit": "kg", "pack_size": 10.0,
        "spoil_share_per_day": 0.02,
    },
    {
        "name": "blanket", "standard": "blanket", "unit": "piece", "weight_kg": 1.5,
        "life_saving": False, "clock": "first_arrivals",
    },
]  # fmt: skip
RATES = {"water": 15.0, "meal": 3.0, "ration": 0.5, "blanket": 1.0}
SEEDS = [1, 4, 7, 9, 12, 14, 15, 32, 36, 41, 51]


def day(random, span):
    """A day from three before the first to three after the last."""
    return FIRST + pd.Timedelta(days=int(random.integers(-3, span + 3)))


def tonnes(random):
    """A limit, which may be unknown or nothing."""
    return float(random.choice([*[np.nan] * 6, 0.0, 0.05, 0.2, 1.0]))


def people_in_need(random, days):
    """Person-days of some places in one to three futures, none on some days."""
    places, draws = PLACES[: random.integers(1, 4)], random.integers(1, 4)
    shape = len(places), draws, len(days)
    values = random.integers(0, 400, shape) * np.array(days) * (random.random(shape) < 0.8)
    return dict(zip(places, values.tolist(), strict=True))


def stock_and_pledges(random, items, depots, span):
    """Goods at hand and promised; some expire before the first day, some come after the last."""
    stock, pledges = [], []
    for depot in depots:
        for item in items:
            thing = {"depot": depot, "item": item["name"]}
            for _ in range(random.integers(0, 4)):
                expires = day(random, span) if random.random() < 0.4 else None
                amount = float(random.integers(0, 8000))
                stock.append({**thing, "quantity": amount, "expires": expires})
            for _ in range(random.integers(0, 3)):
                first, every = day(random, span), str(random.choice(["day", "once"]))
                last = first + pd.Timedelta(days=int(random.integers(0, 10)))
                pledges.append(
                    {
                        **thing, "quantity": float(random.integers(0, 2000)), "date": first,
                        "every": every, "chance": float(random.choice([1.0, 0.7, 0.1])),
                        "date_end": last if every == "day" and random.random() < 0.7 else None,
                    }
                )  # fmt: skip
    return stock, pledges


def closures(random, places, span):
    """Known closures of places, and of the road from Home to a place."""
    rows = []
    for _ in range(random.integers(0, 4)):
        first = day(random, span)
        end = first + pd.Timedelta(days=int(random.integers(0, 6)))
        at, road = (str(random.choice(places)) for _ in range(2))
        whole = random.random() < 0.5
        rows.append(
            {
                "date": first, "date_end": end if random.random() < 0.8 else pd.NaT,
                "kind": "closure", "place": at if whole else "",
                "from_place": "" if whole else "Home", "to_place": "" if whole else road,
                "value": np.nan, "known_from": pd.Timestamp("2029-12-01"),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def world(seed):
    """A scenario and needs."""
    random = np.random.default_rng(seed)
    short = random.random() < 0.3
    days = [1] * random.integers(1, 6) if short else PERIODS[: random.integers(1, 6)]
    people, depots = people_in_need(random, days), DEPOTS[: random.integers(1, 3)]
    places, span = list(people), sum(days)
    chosen = sorted(random.choice(len(ITEMS), random.integers(1, 5), replace=False))
    items = [ITEMS[number] for number in chosen]
    stock, pledges = stock_and_pledges(random, items, depots, span)
    lanes = [
        {
            "depot": depot, "place": place, "length_km": float(random.integers(0, 300)),
            "lead_days": float(random.choice([0, 0, 1, 2, 4])),
            "lane_capacity_tonnes_per_day": tonnes(random),
        }
        for depot in depots for place in places if random.random() < 0.9
    ]  # fmt: skip
    scenario = make_scenario(
        items=items, stock=stock, pledges=pledges, lanes=lanes,
        reserve=float(random.choice([0.0, 0.1])), floor_days=int(random.choice([1, 3, 7])),
        depots=[
            {
                "name": name, "organisation": f"Friends of {name}",
                "place": str(random.choice(["A", "Home"])),
                "dispatch_tonnes_per_day": tonnes(random),
            }
            for name in depots
        ],
    )  # fmt: skip
    names = [*places, "Home"]
    scenario.tables["places"] = pd.DataFrame(
        {
            "name": names, "kind": "town", "region": ["N", "S", "N", "S"][: len(names)],
            "handling_tonnes_per_day": [tonnes(random) for _ in names],
            "storage_tonnes": [tonnes(random) for _ in names],
        }
    )  # fmt: skip
    scenario.tables["lanes"]["cost_per_tonne"] = random.choice([0.0, 10.0, 100.0], len(lanes))
    scenario.tables["organisations"] = pd.DataFrame(
        {
            "name": [f"Friends of {name}" for name in depots], "sectors": "",
            "budget": random.choice([*[np.nan] * 6, 0.0, 5.0, 100.0], len(depots)),
            "serves": random.choice([*[""] * 4, "N", "A", "S; A"], len(depots)),
        }
    )  # fmt: skip
    scenario.tables["events"] = closures(random, places, span)
    if scenario["events"].empty:
        del scenario.tables["events"]
    rate = [RATES[item["name"]] for item in items]
    return scenario, make_needs(people, items=items, days=days, rate=rate)


@functools.cache
def planned(seed):
    """A world and its plan."""
    scenario, needs = world(seed)
    return scenario, needs, make_plan(scenario, needs)
