"""What whole packs do to the floors, before and after packs change hands.

`python -m benchmarks.plan_packs [PLACES ...]` plans the frozen instances of `plan_instances.py`, by
default all but the largest, and prints for each the part of the life-saving floors that have less
than 98 % of what could be guaranteed, by how much on average over those, and the need that is not
met over the draws of the plan: after rounding, and after the exchange. It writes
`results/plan_packs.json`.
"""

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.plan_instances import SEEDS, Instance, make_instance
from posada.plan import deliveries
from posada.plan.demand import read_demand
from posada.plan.exchange import FLOOR, exchange_packs
from posada.plan.network import Network, make_network
from posada.plan.objectives import NOTHING, Shipments
from posada.plan.planning import describe_plan
from posada.plan.shipments import plan_shipments
from posada.plan.supply import read_supply
from posada.plan.using import covered_cells, use

RESULTS = Path(__file__).parent / "results" / "plan_packs.json"


def rounded_only(network: Network, shipments: Shipments, packs: np.ndarray) -> tuple:
    """Instead of `exchange_packs`: nothing changes hands."""
    arriving = network.given.copy()
    arc, period = np.nonzero(packs)
    at = network.place[arc], network.item[arc], network.arrival[arc, period]
    np.add.at(arriving, at, packs[arc, period] * network.supply.pack[network.item[arc]])
    items = np.arange(len(network.demand.items))
    places = np.arange(len(network.demand.places))
    return packs, arriving, use(network, places, items, arriving, shipments.issue)[0]


def measure(instance: Instance, network: Network, shipments: Shipments) -> dict[str, float]:
    """Floors that are broken, and the need that is not met."""
    demand, floors = network.demand, network.floors
    loads = deliveries.load_packs(network, shipments)
    has = floors.coverage(np.minimum(covered_cells(demand, loads.issue), demand.mean))
    asked = demand.life_saving[floors.standard] & (shipments.level > NOTHING)
    lacking = 1 - has[asked] / (FLOOR * shipments.level[asked])
    broken = lacking > 1e-6
    plan = describe_plan(instance.scenario, instance.needs, network, shipments)
    return {
        "floors": int(asked.sum()),
        "broken": float(broken.mean()),
        "lacking there": float(lacking[broken].mean()) if broken.any() else 0.0,
        "unmet": plan.objectives["replayed unmet life-saving person-days"],
    }


def compare(places: int) -> dict[str, dict[str, float]]:
    """One instance, with and without the exchange."""
    instance = make_instance(places, SEEDS[places], unseen=1)
    demand, supply = read_supply(instance.scenario, read_demand(instance.needs))
    network = make_network(demand, supply, instance.scenario.settings.plan.floor_days)
    shipments = plan_shipments(network, lambda part: None)
    found = {}
    for name, way in (("rounded", rounded_only), ("exchanged", exchange_packs)):
        deliveries.exchange_packs = way
        found[name] = measure(instance, network, shipments)
        print(places, name, found[name], flush=True)
    return found


def main() -> None:
    """Compare the sizes asked for, or all but the largest."""
    found = {size: compare(size) for size in [int(n) for n in sys.argv[1:]] or list(SEEDS)[:-1]}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
