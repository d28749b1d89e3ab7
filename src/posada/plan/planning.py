"""The plan, from needs and scenario to deliveries and shortfalls.

It answers who could bring what, where and when, so that the worst covered are lifted first. It
always answers, also when there is nothing to send: then everything is a shortfall.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from posada.needs.result import Needs
from posada.plan.deliveries import describe_deliveries, in_order, load_packs
from posada.plan.demand import Demand, read_demand
from posada.plan.floors import impossible_floors
from posada.plan.limits import find_limits
from posada.plan.lots import lots_to_load, odd_rows
from posada.plan.network import Network, make_network
from posada.plan.objectives import FLOOR_KEPT, VALUE_KEPT, Before, Shipments
from posada.plan.optimum import Witness
from posada.plan.polish import Tidiness, leftover, polish
from posada.plan.reasons import Grounds, delivery_reasons
from posada.plan.replay import replay_demand
from posada.plan.result import DELIVERIES, SHORTFALLS, Plan
from posada.plan.shipments import plan_shipments
from posada.plan.shortfalls import list_shortfalls, measure_cover, naming_item
from posada.plan.standing import Standing, stand
from posada.plan.supply import read_supply
from posada.saying import Said, joined, say
from posada.scenario.model import Scenario
from posada.scenario.wording import percent

NO_ITEMS = say("No items are listed, so nothing is planned and nothing can be called short.")
PACKS = say("Goods go in whole packs, so a place may get a few packs more or less than it was to.")
SEVERAL_DAYS = say(
    "After the first days a line stands for all that leaves in several days; its date is the first"
    " on which any of it can leave."
)


def make_plan(
    scenario: Scenario,
    needs: Needs,
    progress: Callable[[float], None] | None = None,
    claims: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    witness: Witness | None = None,
) -> Plan:
    """Deliveries that lift the worst covered first, then do the most good, then travel least.

    Parameters
    ----------
    scenario : its organisations, depots, items, stock, pledges, lanes and plan settings are used
    needs : what is required, as draws
    progress : called with the fraction done
    claims : lines that organisations answered, as `read_lines` gives them: accepted and changed
        ones are kept, the ways of declined ones are closed, everything else is planned
    previous : lines of the plan before: those that leave on the first days are kept, later ones
        are changed only for a reason
    witness : keeps what the solver found in each step, so that it can be checked

    Returns
    -------
    Plan
        Deliveries in whole packs, a shortfall for each place, standard and period with any need,
        and what the objectives reached.

    Raises
    ------
    InputError
        When a depot cannot fill what was accepted.
    PlanError
        When the solver gives no answer that can be trusted.
    """
    tell = progress or (lambda fraction: None)
    if needs.data.sizes["item"] == 0:
        return _no_items()
    demand, supply = read_supply(scenario, read_demand(needs))
    settings = scenario.settings.plan
    standing = stand(demand, supply, claims, previous, settings.freeze_days)
    network = make_network(
        demand, standing.supply, settings.floor_days, standing.given, standing.closed
    )
    before = Before(standing.before(network), settings.change_km) if previous is not None else None
    tell(0.05)
    shipments = plan_shipments(network, lambda part: tell(0.05 + 0.85 * part), before, witness)
    wanted = Tidiness(settings.least_load_tonnes, settings.most_organisations)
    shipments = polish(network, shipments, wanted, before)
    plan = describe_plan(scenario, needs, network, shipments, standing)
    tell(1.0)
    kept = leftover(network, shipments.send, wanted)
    return dataclasses.replace(plan, caveats=(*plan.caveats, *kept))


def _no_items() -> Plan:
    """Where no items are listed there is nothing to plan."""
    empty = {"deliveries": DELIVERIES, "shortfalls": SHORTFALLS}
    frames = {name: pd.DataFrame(columns=list(columns)) for name, columns in empty.items()}
    return Plan(**frames, objectives={}, caveats=(NO_ITEMS,))


def describe_plan(
    scenario: Scenario,
    needs: Needs,
    network: Network,
    shipments: Shipments,
    standing: Standing | None = None,
) -> Plan:
    """The plan that carries out some shipments, whoever chose them: in whole packs, explained."""
    demand = network.demand
    loads = load_packs(network, shipments)
    cover = measure_cover(demand, loads)
    grounds = Grounds(
        units=_units(needs, demand),
        item=naming_item(demand),
        coverage=cover.coverage,
        issued=cover.issued,
        limits=find_limits(network, loads, cover.coverage),
        gain=shipments.gain,
    )
    reasons = delivery_reasons(network, loads, grounds)
    deliveries = describe_deliveries(network, loads, grounds.units, reasons)
    deliveries = _with_lines(
        deliveries, standing, dict(zip(demand.items, grounds.units, strict=True))
    )
    lots = lots_to_load(demand, network.supply.lots, deliveries)
    plan = Plan(
        deliveries=deliveries.assign(lots=lots),
        shortfalls=list_shortfalls(demand, cover, grounds),
        objectives=_objectives(network, shipments),
        caveats=(
            *_caveats(scenario, network, shipments, grounds.limits),
            *_not_kept(standing),
        ),
    )
    found = replay_demand(scenario, demand, plan.deliveries)
    objectives = {**plan.objectives, **found.figures}
    return dataclasses.replace(plan, objectives=objectives, replayed=found)


def _units(needs: Needs, demand: Demand) -> list[str]:
    """Unit of each item, of which a name may stand for several kinds (item)."""
    unit = needs.data["unit"].to_series()
    return [str(unit[name]) for name in demand.items]


def _with_lines(
    planned: pd.DataFrame, standing: Standing | None, units: dict[str, str]
) -> pd.DataFrame:
    """Deliveries that were planned, and those that stood before, in order."""
    if standing is None or standing.lines.empty:
        return planned
    lines = standing.lines.assign(unit=standing.lines["item"].map(units))
    return in_order(pd.concat([planned, lines.astype(planned.dtypes)], ignore_index=True))


def _not_kept(standing: Standing | None) -> Iterator[Said]:
    """What a reader must know of lines that stood before and do not any more."""
    if standing is None:
        return
    dropped, outside = standing.dropped, standing.outside
    if dropped == 1:
        yield say(
            "1 line of the plan before could not be kept, because goods or transport no longer"
            " suffice."
        )
    elif dropped:
        yield say(
            "%(count)s lines of the plan before could not be kept, because goods or transport no"
            " longer suffice.",
            count=dropped,
        )
    if outside == 1:
        yield say(
            "1 accepted line neither leaves nor arrives on the days of the plan, and is not in it."
        )
    elif outside:
        yield say(
            "%(count)s accepted lines neither leave nor arrive on the days of the plan, and are not"
            " in it.",
            count=outside,
        )
    if standing.declined:
        yield say(
            "Declined lines: %(count)s. What was declined is not planned again from the same depot"
            " to the same place on any day of this plan; to ask again, remove the answer.",
            count=standing.declined,
        )


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


def _caveats(
    scenario: Scenario, network: Network, shipments: Shipments, limits: list[str]
) -> tuple[Said, ...]:
    """What a reader of the plan must know."""
    settings, gave_way = scenario.settings.plan, shipments.relaxed
    floor, value = FLOOR_KEPT * VALUE_KEPT * gave_way, VALUE_KEPT * gave_way
    lines = [
        say(
            "The plan keeps %(share)s of the stock back as a reserve, and counts each pledge by its"
            " quantity times its chance.",
            share=percent(settings.reserve),
        ),
        _left_out(network),
        say(
            "Each place keeps at least %(floor)s of the coverage that could be guaranteed to it by"
            " day %(day)s and at the end; distance decides only among plans with at least %(value)s"
            " of the best value.",
            floor=percent(floor),
            day=settings.floor_days,
            value=percent(value, 1),
        ),
        PACKS,
    ]
    if (network.demand.days > 1).any():
        lines.append(SEVERAL_DAYS)
    lines += odd_rows(scenario)
    unreached = _unreached(network.demand, network)
    if unreached:
        lines.append(say("No depot can bring anything to: %(places)s.", places=joined(unreached)))
    return (*lines, *impossible_floors(network, shipments.level, limits, unreached))


def _left_out(network: Network) -> Said:
    """What the plan does not ask for: room and money only where nobody has stated them."""
    known = {limit.kind for limit in network.limits} & {"handling", "budget"}
    if known or np.isfinite(network.supply.storage_tonnes).any():
        return say(
            "The plan assumes that every lane stays open that is not known to be closed; it does"
            " not plan the routes of vehicles."
        )
    return say(
        "The plan assumes that every lane stays open that is not known to be closed; it does not"
        " plan budgets, storage room at the places or the routes of vehicles."
    )


def _unreached(demand: Demand, network: Network) -> list[str]:
    """Places with needs and no lane, by name."""
    needing = set(np.unique(network.floors.place).tolist())
    reached = set(network.supply.lane_place.tolist())
    return sorted(demand.places[place] for place in needing - reached)
