"""Where people go when no destination has reported anything yet: from the network alone.

Those who set out each day choose among the open camps that can be reached: more of them go where
there is room for more, fewer where the way is long; where no capacity is known, fewer the more
camps are nearer. Nobody moves on. The total of each day is given, as Flee is given it, so that only
the split is judged.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posada.errors import InputError
from posada.forecast.reports import Reports
from posada.forecast.skill import wmape
from posada.movement import shortest_ways
from posada.movement.flee import simulate_flee
from posada.movement.flee.calendar import make_calendar
from posada.movement.flee.links import make_closures, make_links
from posada.scenario.flee import FleeSet
from posada.scenario.model import Scenario

# Learned on the five sets of ../shared by benchmarks/cold_start.py, which leaves each one out in
# turn to judge it.
ROOM_POWER = 0.75  # how strongly capacity draws
FAR_KM = 1600.0  # kilometres after which a way draws 1/e
FLEE_DRAWS = 3


@dataclass(frozen=True)
class Newcomers:
    """What those who set out can know: the network and its events, without any report.

    Parameters
    ----------
    names : of the camps
    room : people each camp is meant for; the mean of the others where that is not known, and 1
        where none is (camp)
    ways : from each place to each camp; inf where none is open (day, place, camp) [km]
    leaving : weight of each place among those from which people set out (day, place)
    """

    names: list[str]
    room: np.ndarray
    ways: np.ndarray
    leaving: np.ndarray

    @property
    def knows_room(self) -> bool:
        """Whether the capacity of any camp is known."""
        return bool((self.room != 1.0).any())

    def place(
        self, totals: np.ndarray, room_power: float = ROOM_POWER, far_km: float = FAR_KM
    ) -> np.ndarray:
        """Everybody's place on every day (day, camp) [person].

        Where no capacity is known, a camp draws 1 / n, if n camps are no farther than it.

        Parameters
        ----------
        totals : everybody on each day (day) [person]
        room_power : power of a camp's capacity by which it draws people
        far_km : distance after which a way draws 1/e [km]

        Source: that as many go on as there are fewer camps nearer is the law of intervening
        opportunities, S. Stouffer, Am. Sociol. Rev. 5 (1940) 845-867.
        """
        attraction = self.room**room_power if self.knows_room else 1 / self._no_farther()
        draws = attraction * np.exp(-self.ways / far_km)
        here, people = np.zeros(len(self.names)), np.zeros((len(totals), len(self.names)))
        for day, total in enumerate(totals):
            here = _fill(here, total, _split(self.leaving[day], draws[day]))
            people[day] = here
        return people

    def _no_farther(self) -> np.ndarray:
        """How many camps are no farther than each, itself among them (day, place, camp)."""
        return np.asarray(
            sum(self.ways[..., [camp]] <= self.ways for camp in range(len(self.names)))
        )


def make_newcomers(flee: FleeSet) -> Newcomers:
    """Arrange what the folder says of camps, routes, closures and conflicts.

    A place that is no camp is never closed: the total is given, so its people get away.
    """
    places = flee.places
    camps = np.flatnonzero(places["location_type"].str.casefold().str.contains("camp"))
    names = list(places["name"].iloc[camps])
    closures = flee.closures
    usual = (closures["type"] == "country") | closures["name1"].isin(names)
    flee = dataclasses.replace(flee, closures=closures[usual])
    room = places["number"].to_numpy(float)[camps]
    room = np.where(room > 0, room, room[room > 0].mean() if (room > 0).any() else 1.0)
    is_open = make_calendar(flee, 1, np.zeros(len(places))).camp[:, camps]
    ways = np.where(is_open[:, None, :], _ways(flee, camps), np.inf)
    return Newcomers(names, room, ways, _leaving(flee))


def cold_scores(scenario: Scenario, reports: Reports) -> pd.DataFrame:
    """Forecasts without any report, given the total, scored on the days of real reports.

    Empty for a scenario that is not a Flee set: there nobody's total is given.
    """
    flee = scenario.flee
    if flee is None:
        return pd.DataFrame()
    names = [name for name in flee.places["name"] if name in reports.series]
    totals = reports.total(names)
    newcomers = make_newcomers(flee)
    splits = {
        "posada_cold": (newcomers.names, newcomers.place(totals)),
        **_plain_splits(flee, names),
    }
    return pd.DataFrame(
        [
            {
                "set": scenario.settings.name,
                "model": model,
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
    scores = dict.fromkeys(("wmape", "wis_over_mean", "crps_over_mean"), error)  # of a point
    return {"n": sum(map(len, reported)), **scores}


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


def _ways(flee: FleeSet, camps: np.ndarray) -> np.ndarray:
    """Shortest way from each place to each camp over what is open (day, place, camp) [km]."""
    links = make_links(flee)
    states, day = np.unique(make_closures(flee, links).open, axis=0, return_inverse=True)
    ways = [
        shortest_ways(links.start[now], links.end[now], links.length[now], camps, len(flee.places))
        for now in states
    ]
    return np.stack(ways)[day]
