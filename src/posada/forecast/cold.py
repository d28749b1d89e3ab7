"""Where people go when no destination has reported anything yet: from the network alone.

Those who set out each day choose among the open camps that can be reached: more of them go where
there is room for more, fewer where the way is long. Nobody moves on. The total of each day is
given, as Flee is given it, so that only the split is judged.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from posada.errors import InputError
from posada.forecast.reports import Reports
from posada.forecast.skill import wmape
from posada.movement.flee import simulate_flee
from posada.scenario.flee import FleeSet
from posada.scenario.model import Scenario

# Learned on the five sets of ../shared by benchmarks/cold_start.py, which leaves each one out in
# turn to judge it.
ROOM_POWER = 0.75  # how strongly capacity draws
FAR_KM = 1600.0  # kilometres after which a way draws 1/e
FLEE_DRAWS = 3


def place_newcomers(
    flee: FleeSet, totals: np.ndarray, room_power: float = ROOM_POWER, far_km: float = FAR_KM
) -> tuple[list[str], np.ndarray]:
    """Everybody's place on every day, from network, conflicts, closures and capacities alone.

    Parameters
    ----------
    flee : the set; its reports are not used
    totals : everybody on each day (day) [person]
    room_power : power of a camp's capacity by which it draws people
    far_km : distance after which a way draws 1/e [km]

    Returns
    -------
    names of the camps, and people there (day, camp) [person]
    """
    places = flee.places
    kinds = places["location_type"].str.casefold()
    camps = np.flatnonzero(kinds.str.contains("camp"))
    names = list(places["name"].iloc[camps])
    room = places["number"].to_numpy(float)[camps]
    room = np.where(room > 0, room, room[room > 0].mean() if (room > 0).any() else 1.0)
    is_open = _open(flee, names)
    leaving = _leaving(flee)
    here, people = np.zeros(len(camps)), np.zeros((flee.length, len(camps)))
    ways: dict[frozenset[tuple[str, str]], np.ndarray] = {}
    for day in range(flee.length):
        closed = _closed_borders(flee, day)
        if closed not in ways:
            ways[closed] = _distances(flee, camps, closed)
        draws = room**room_power * np.exp(-ways[closed] / far_km) * is_open[day]
        here = _fill(here, totals[day], _split(leaving[day], draws))
        people[day] = here
    return names, people


def cold_scores(scenario: Scenario, reports: Reports) -> pd.DataFrame:
    """Forecasts without any report, given the total, scored on the days of real reports.

    Empty for a scenario that is not a Flee set: there nobody's total is given.
    """
    flee = scenario.flee
    if flee is None:
        return pd.DataFrame()
    names = [name for name in flee.places["name"] if name in reports.series]
    totals = reports.total(names)
    splits = {"posada": place_newcomers(flee, totals), **_plain_splits(flee, names)}
    return pd.DataFrame(
        [
            {
                "set": scenario.settings.name,
                "model": "posada_cold" if model == "posada" else model,
                "horizon_days": "cold",
                **_score(reports, names, totals, pd.DataFrame(people, columns=columns)),
            }
            for model, (columns, people) in splits.items()
        ]
    )


def _plain_splits(flee: FleeSet, names: list[str]) -> dict[str, tuple[list[str], np.ndarray]]:
    """Flee's rules, as many at every camp, and as many as there is room for."""
    room = flee.places.set_index("name")["number"].reindex(names).to_numpy(float)
    every_day = np.ones((flee.length, len(names)))
    plain = {
        "uniform": (names, every_day),
        "capacity": (names, every_day * np.maximum(np.nan_to_num(room), 1.0)),
    }
    try:
        simulated = simulate_flee(flee, draws=FLEE_DRAWS, seed=1)
    except InputError:  # the set asks for a rule of Flee that the engine does not have
        return plain
    return {"flee_rules": (list(simulated.names), simulated.people.mean(axis=0)), **plain}


def _score(
    reports: Reports, names: list[str], totals: np.ndarray, people: pd.DataFrame
) -> dict[str, float]:
    people = people.reindex(columns=names, fill_value=0.0)
    found = people.sum(axis=1).to_numpy()
    share = np.where(found > 0, totals / np.maximum(found, 1e-9), 0.0)
    people = people.mul(share, axis=0)
    expected, reported = [], []
    for name in names:
        series = reports.series[name]
        expected.append(people[name].to_numpy()[series.days[series.whole]])
        reported.append(series.people[series.whole])
    error = wmape(np.concatenate(expected), np.concatenate(reported))
    return {"n": sum(map(len, reported)), "wmape": error, "wis_over_mean": error}


def _fill(here: np.ndarray, total: float, share: np.ndarray) -> np.ndarray:
    """People at the camps after newcomers came, or after some left each in proportion."""
    present = here.sum()
    if total >= present:
        return here + (total - present) * share
    return here * (total / present)


def _split(leaving: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Share of the newcomers that each camp gets (camp)."""
    drawn = draws.sum(axis=1, keepdims=True)
    by_place = np.divide(draws, drawn, out=np.zeros_like(draws), where=drawn > 0)
    share = leaving @ by_place
    if share.sum() > 0:
        return np.asarray(share / share.sum())
    return np.full(draws.shape[1], 1.0 / draws.shape[1])


def _leaving(flee: FleeSet) -> np.ndarray:
    """Weight of each place from which people set out: conflict times population (day, place)."""
    conflicts = np.asarray(flee.conflicts, float)
    rows = np.minimum(np.arange(flee.length), len(conflicts) - 1)
    weight = np.maximum(conflicts[rows], 0) * flee.places["number"].fillna(0).to_numpy(float)
    weight[weight.sum(axis=1) <= 0] = 1.0
    return np.asarray(weight)


def _closures(flee: FleeSet) -> list[dict[str, Any]]:
    rows = flee.closures.to_dict("records")
    return [
        {**row, "end": row["end"] if row["end"] > row["start"] else flee.length} for row in rows
    ]


def _open(flee: FleeSet, names: list[str]) -> np.ndarray:
    is_open = np.ones((flee.length, len(names)))
    for row in _closures(flee):
        if row["type"] in ("location", "camp", "idpcamp") and row["name1"] in names:
            is_open[max(int(row["start"]), 0) : int(row["end"]), names.index(row["name1"])] = 0.0
    return is_open


def _closed_borders(flee: FleeSet, day: int) -> frozenset[tuple[str, str]]:
    return frozenset(
        (row["name1"], row["name2"])
        for row in _closures(flee)
        if row["type"] == "country" and row["start"] <= day < row["end"]
    )


def _distances(flee: FleeSet, camps: np.ndarray, closed: frozenset[tuple[str, str]]) -> np.ndarray:
    """Shortest way from each place to each camp (place, camp) [km]; inf where there is none."""
    number = {name: place for place, name in enumerate(flee.places["name"])}
    country = flee.places["country"].tolist()
    links: dict[int, list[tuple[int, float]]] = {place: [] for place in number.values()}
    for route in flee.routes.itertuples():
        start, end = number[route.name1], number[route.name2]
        pair = (country[start], country[end])
        if pair not in closed and pair[::-1] not in closed:
            links[start].append((end, float(route.distance)))
            links[end].append((start, float(route.distance)))
    return np.stack([_from(links, int(camp)) for camp in camps], axis=1)


def _from(links: Mapping[int, list[tuple[int, float]]], start: int) -> np.ndarray:
    """Distance of every place from one (Dijkstra)."""
    found = np.full(len(links), np.inf)
    ahead = [(0.0, start)]
    while ahead:
        km, place = heapq.heappop(ahead)
        if km < found[place]:
            found[place] = km
            for other, length in links[place]:
                heapq.heappush(ahead, (km + length, other))
    return found
