"""What the solver found in each step, written so that anybody can check it.

It answers with the values and the prices of every step of the objectives, in natural units and by
name, at full precision: with the scenario and the needs they are enough to work out anew, without
this package, whether every limit is kept and nothing better exists.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from posada.plan.constraints import Columns
from posada.plan.demand import Demand, Floats, Integers
from posada.plan.network import Network
from posada.plan.program import Program, Solution
from posada.plan.spans import Spans

STAGES = ("A worst", "A rest", "B", "C")


@dataclass
class Witness:
    """Steps as they were solved; a plan that is cut in parts has steps for each part.

    Parameters
    ----------
    whole : the network of the whole plan; none before anything has been planned
    steps : what each step is, and its arrays by name
    """

    whole: Network | None = None
    steps: list[tuple[dict[str, Any], dict[str, Floats]]] = field(default_factory=list)

    def add(
        self,
        stage: str,
        network: Network,
        program: Program,
        columns: Columns,
        solution: Solution,
        extra: dict[str, Floats] | None = None,
    ) -> None:
        """Keep a step.

        Parameters
        ----------
        stage : one of `STAGES`
        extra : more arrays by name, such as what an earlier step bids this one to keep
        """
        about = {
            "stage": stage,
            "objective": solution.objective,
            "items": _kinds(network.demand),
            "standards": network.demand.standards,
        }
        arrays = {**_values(network, columns, solution), **_prices(network, program, solution)}
        arrays |= {f"most {limit.kind}": limit.most for limit in network.limits}
        arrays["most storage"] = network.supply.storage_tonnes
        self.steps.append((about, {**arrays, **(extra or {})}))

    def write(self) -> bytes:
        """Every step as a compressed file of numpy.

        `about` is a text in JSON: names along the axes, and what each step is. The array `3/send`
        is what leaves in step 3 (lane, item, period) [item unit]; `3/price of lane` what one more
        tonne would be worth there; cells and spans lie along (place, standard, period or span).
        """
        if self.whole is None:
            raise ValueError("nothing has been planned yet")
        supply, demand = self.whole.supply, self.whole.demand
        lanes = zip(supply.lane_depot.tolist(), supply.lane_place.tolist(), strict=True)
        ordered = sorted(
            self.steps, key=lambda step: (step[0]["standards"], STAGES.index(step[0]["stage"]))
        )
        about = {
            "places": demand.places,
            "depots": supply.depots,
            "organisations": supply.organisations,
            "lanes": [(supply.depots[d], demand.places[p]) for d, p in lanes],
            "starts": [str(day) for day in demand.starts],
            "days": demand.days.tolist(),
            "steps": [about for about, _ in ordered],
        }
        arrays: dict[str, Any] = {
            f"{number}/{name}": values
            for number, (_, step) in enumerate(ordered)
            for name, values in step.items()
        }
        content = io.BytesIO()
        np.savez_compressed(content, about=np.array(json.dumps(about)), **arrays)
        return content.getvalue()


def by_cell(demand: Demand, values: Floats) -> Floats:
    """Values of cells along (place, standard, period), NaN where there is no need."""
    return np.append(values, np.nan)[demand.index]


def by_span(network: Network, spans: Spans, values: Floats) -> Floats:
    """Values of spans along (place, standard, span), NaN where there is none."""
    return np.append(values, np.nan)[spans.rows(network.demand)]


def worst_levels(solution: Solution, columns: Columns) -> Floats:
    """Coverage that every floor of a standard has that A was to lift (standard)."""
    return solution.values[columns.worst].sum(axis=1)


def _kinds(demand: Demand) -> list[tuple[str, str]]:
    """Name and last day of use of each kind of goods."""
    return list(zip(demand.items, map(str, demand.until.tolist()), strict=True))


def _values(network: Network, columns: Columns, solution: Solution) -> dict[str, Floats]:
    """What is sent and issued [item unit], covered and guaranteed."""
    demand, scale = network.demand, network.demand.scale

    def taken(numbers: Integers) -> Floats:
        return np.where(numbers >= 0, solution.values[numbers], np.nan)

    lanes, items = len(network.supply.lane_place), len(demand.items)
    send = np.full((lanes, items, len(demand.days)), np.nan)
    send[network.lane, network.item] = taken(columns.send) * scale[network.item][:, None]
    tiers = [by_cell(demand, taken(tier)) for tier in columns.covered.T]
    return {
        "send": send,
        "issue": taken(columns.issue) * scale[None, :, None],
        "covered": np.stack(tiers, axis=-1),
        "level": by_span(network, network.floors, taken(columns.level)),
        "worst": worst_levels(solution, columns),
    }


def _prices(network: Network, program: Program, solution: Solution) -> dict[str, Floats]:
    """What one more natural unit of each limit would be worth, by family."""
    found = {}
    for name, (rows, size) in program.families.items():
        price = np.where(rows >= 0, solution.prices[rows] / size, np.nan)
        if name in ("cover", "kept"):
            price = by_cell(network.demand, price)
        elif name in ("floor", "worst"):
            price = by_span(network, network.floors, price)
        elif name == "steps":
            price = by_span(network, network.blocks, price)
        found[f"price of {name}"] = price
    return found
