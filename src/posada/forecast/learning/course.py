"""Members that live with their parameters, and the reports that they meet on their way.

It answers what the members say of the reports of a day, and brings the night to what the reports
ask for: whole people, nobody made or lost. What the reports ask for is worked out elsewhere.
"""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np

from posada.forecast.engine import Ground, label
from posada.forecast.learning.evidence import Evidence
from posada.forecast.learning.reach import legs_between, nearness, reach_of
from posada.forecast.learning.standing import Compartments
from posada.forecast.learning.taking import Counted
from posada.forecast.learning.whole import whole_people
from posada.movement import Engine, Simulation
from posada.movement.own.night import Night

HELD = 1e-3  # how freely what was counted, or is final, gives way, next to what was not


@dataclasses.dataclass(frozen=True)
class Course:
    """Members that live with their parameters, and the reports that they meet on their way.

    The numbers of a member are, in this order: people in each compartment, people who came along
    each route since the start, names ahead on the list of each place, and people who set out.

    Parameters
    ----------
    ground : the scenario
    engine : with the parameters of each member
    evidence : the reports
    """

    ground: Ground
    engine: Engine
    evidence: Evidence

    @cached_property
    def cells(self) -> Compartments:
        """Where people can be."""
        return Compartments(self.ground.network)

    @cached_property
    def reach(self) -> np.ndarray:
        """How far each report counts for each number, see `reach_of` (report, number)."""
        reports = self.evidence.table.itertuples(index=False)
        pairs = zip(reports, self.evidence.inside, strict=True)
        return np.array([reach_of(self.ground.network, self.legs, *pair) for pair in pairs])

    @cached_property
    def legs(self) -> np.ndarray:
        """Routes between places (place, place)."""
        return legs_between(self.ground.network)

    @cached_property
    def near(self) -> np.ndarray:
        """How near what each report counts is to what each other counts (report, report)."""
        inside, to = self.evidence.inside, self._legs_to
        return nearness(np.array([to[:, counts].min(axis=1, initial=np.inf) for counts in inside]))

    @cached_property
    def around(self) -> np.ndarray:
        """How near each place is to what each report counts (report, place)."""
        return nearness(self._legs_to)

    @cached_property
    def _legs_to(self) -> np.ndarray:
        """Routes from what each report counts to each place (report, place)."""
        inside = self.evidence.inside
        return np.array([self.legs[counts].min(axis=0, initial=np.inf) for counts in inside])

    @cached_property
    def range(self) -> np.ndarray:
        """Fewest and most people who can have set out by each day (end, day) [person]."""
        rows, days = self.ground.departures, self.ground.scenario.days
        ends = [rows[name].fillna(rows["people"]) for name in ("people_low", "people_high")]
        dated = [people.groupby(rows["date"]).sum().reindex(days, fill_value=0) for people in ends]
        each, inflow = np.array(dated, float), self.engine.inflow
        for flow in self.ground.flows:  # of days not told, as the members have them
            origin = list(inflow.origins).index(self.ground.network.index[flow.place])
            ahead = inflow.people[:, flow.told + 1 :, origin]
            each[:, flow.told + 1 :] += [ahead.min(axis=0), ahead.max(axis=0)]
        return np.cumsum(each, axis=1)

    def compare(
        self, night: Night, lived: Simulation, rows: np.ndarray
    ) -> tuple[np.ndarray, Counted]:
        """What the members say of the reports of a day (member, report), and the reports.

        Parameters
        ----------
        night : at the end of that day
        lived : the days up to it
        rows : rows of the reports
        """
        past = {name: values[:, : night.day] for name, values in vars(lived).items()}
        past["ends"] = lived.ends[:, :, : night.day]
        data = label(Simulation(**past), self.ground.scenario, self.ground.network)
        names = np.broadcast_to(self._names(night)[:, None], data["waiting"].shape)
        data = data.assign(people=data["people"].sum("group"), list=(data["waiting"].dims, names))
        some = self.evidence.some(rows)
        said = some.counts(data)
        set_out = self.range[1, night.day - 1]
        most = np.where(some.table["measure"] == "waiting_list", np.inf, set_out)
        return said, Counted(some.reported, some.noise, some.spread, most, self.reach[rows])

    def numbers(self, night: Night, lived: Simulation) -> np.ndarray:
        """The numbers of each member (member, number)."""
        arrived = lived.arrivals[:, : night.day].sum(axis=1)
        parts = [self.cells.people(night), arrived, night.ahead, night.left[:, None]]
        return np.hstack(parts).astype(float)

    def move(
        self,
        night: Night,
        lived: Simulation,
        rows: np.ndarray,
        numbers: np.ndarray,
        generator: np.random.Generator,
    ) -> Night:
        """The night with whole people as near to the numbers as can be; `lived` follows it.

        Parameters
        ----------
        night, lived, rows : as for `compare`
        numbers : what is wanted (member, number)
        generator : random numbers
        """
        people, routes = self.cells.people(night), len(self.ground.network.routes)
        held, arrived, ahead, left = np.split(
            numbers, np.cumsum([people.shape[1], routes, night.ahead.shape[1]]), axis=1
        )
        nobody = np.zeros(people.shape, dtype=bool)
        nobody[:, self.cells.routes] = people[:, self.cells.routes] == 0
        near = self.reach[rows, : people.shape[1]].max(axis=0)
        near = np.where(np.isinf(near), HELD, near)
        ends = slice(self.cells.routes.stop, None)
        near[ends] = np.minimum(near[ends], HELD)  # nobody comes back because others are missed
        free = np.where(nobody, 0.0, (held.var(axis=0) + 1e-3) * near)
        total = np.clip(np.rint(left[:, 0]), *self.range[:, night.day - 1])
        wanted = whole_people(np.where(nobody, 0.0, held), total, free)
        night = self.cells.move(night, wanted, generator)
        night = dataclasses.replace(night, ahead=_whole(ahead))
        _write(lived, night, _whole(arrived))
        return night

    def brought(self, moved: np.ndarray) -> np.ndarray:
        """People whom each report brought to each place (report, place) [person]."""
        return np.asarray(moved[:, self.cells.listed(0)] + moved[:, self.cells.listed(1)])

    def _names(self, night: Night) -> np.ndarray:
        """Names on the list of each crossing (draw, place) [person]."""
        names = night.ahead.copy()
        waiting = night.here[:, 1::2].sum(axis=1)
        for place, crossing in enumerate(self.ground.network.queue_at):
            if crossing >= 0:
                names[:, crossing] += waiting[:, place]
        return names


def _whole(numbers: np.ndarray) -> np.ndarray:
    return np.rint(np.maximum(numbers, 0.0)).astype(np.int64)


def _write(lived: Simulation, night: Night, arrived: np.ndarray) -> None:
    """Write a night over what was lived; flows of earlier days give way where they must.

    arrived : people who came along each route since the start (draw, route) [person]
    """
    day, here, way = night.day - 1, night.here, night.travellers
    lived.people[:, day] = (here[:, 0::2] + here[:, 1::2]).swapaxes(1, 2)
    lived.waiting[:, day] = here[:, 1::2].sum(axis=1)
    lived.ends[:, :, day] = night.ends
    lived.departed[:, day] = night.left
    lived.on_the_way[:, day] = np.bincount(way["draw"], way["people"], len(night.left))
    lived.on_route[:, day] = 0
    np.add.at(lived.on_route[:, day], (way["draw"], way["route"]), way["people"])
    total = np.cumsum(lived.arrivals[:, : day + 1], axis=1)
    total[:, day] = arrived
    total = np.minimum(total, arrived[:, None])
    lived.arrivals[:, : day + 1] = np.diff(total, axis=1, prepend=0)
