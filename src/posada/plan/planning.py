"""The plan, from needs and scenario to deliveries and shortfalls.

It answers who could bring what, where and when, so that the worst covered are lifted first. It
always answers, also when there is nothing to send: then everything is a shortfall.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from posada.needs.result import Needs
from posada.plan.deliveries import describe_deliveries, load_packs
from posada.plan.demand import Demand, read_demand
from posada.plan.network import Network, make_network
from posada.plan.objectives import FLOOR_KEPT, VALUE_KEPT, Shipments, plan_shipments
from posada.plan.result import Plan
from posada.plan.shortfalls import list_shortfalls
from posada.plan.supply import read_supply
from posada.scenario.model import Scenario


def make_plan(
    scenario: Scenario, needs: Needs, progress: Callable[[float], None] | None = None
) -> Plan:
    """Deliveries that lift the worst covered first, then do the most good, then travel least.

    Parameters
    ----------
    scenario : its organisations, depots, items, stock, pledges, lanes and plan settings are used
    needs : what is required, as draws
    progress : called with the fraction done

    Returns
    -------
    Plan
        Deliveries in whole packs, a shortfall for each place, standard and period with any need,
        and what the objectives reached.

    Raises
    ------
    PlanError
        When the solver gives no answer that can be trusted.
    """
    tell = progress or (lambda fraction: None)
    demand = read_demand(needs)
    supply = read_supply(scenario, demand)
    network = make_network(demand, supply, scenario.settings.plan.floor_days)
    tell(0.05)
    shipments = plan_shipments(network, lambda part: tell(0.05 + 0.85 * part))
    loads = load_packs(network, shipments)
    units = [str(unit) for unit in needs.data["unit"].values]
    plan = Plan(
        deliveries=describe_deliveries(network, loads, units, _standards(needs)),
        shortfalls=list_shortfalls(network, loads, units),
        objectives=_objectives(network, shipments),
        caveats=_caveats(scenario, network, shipments),
    )
    tell(1.0)
    return plan


def _standards(needs: Needs) -> dict[str, str]:
    """How to quote the standard of each item: `15 L per person/day (first source)`."""
    quotes = {}
    for row in needs.standards.drop_duplicates("item").itertuples():
        source = str(row.source).split(";")[0]
        quotes[str(row.item)] = f"{row.value:g} {row.unit} per {row.per} ({source})"
    return quotes


def _objectives(network: Network, shipments: Shipments) -> dict[str, float]:
    """What was reached: the worst coverage of each life-saving standard, value, transport."""
    demand = network.demand
    found = {}
    for number in np.flatnonzero(demand.life_saving):
        rows = network.floors.standard == number
        if rows.any():
            worst = float(shipments.level[rows].min())
            found[f"worst coverage: {demand.standards[number]}"] = worst
    found["value"] = shipments.value
    found["tonne_km"] = shipments.tonne_km
    return found


def _caveats(scenario: Scenario, network: Network, shipments: Shipments) -> tuple[str, ...]:
    """What a reader of the plan must know."""
    settings, gave_way = scenario.settings.plan, shipments.relaxed
    floor, value = FLOOR_KEPT * VALUE_KEPT * gave_way, VALUE_KEPT * gave_way
    lines = [
        f"The plan keeps {settings.reserve:.0%} of the stock back as a reserve, and counts each "
        "pledge by its quantity times its chance.",
        "The plan assumes that every lane stays open; it does not plan budgets, storage room at "
        "the places or the routes of vehicles.",
        f"Each place keeps at least {floor:.0%} of the coverage that could be guaranteed to it by "
        f"day {settings.floor_days} and at the end; distance decides only among plans with at "
        f"least {value:.1%} of the best value.",
    ]
    unreached = _unreached(network.demand, network)
    if unreached:
        lines.append(f"No depot can bring anything to: {', '.join(unreached)}.")
    return tuple(lines)


def _unreached(demand: Demand, network: Network) -> list[str]:
    """Places with needs and no lane, by name."""
    needing = set(np.unique(network.floors.place).tolist())
    reached = set(network.supply.lane_place.tolist())
    return sorted(demand.places[place] for place in needing - reached)
