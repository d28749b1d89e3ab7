"""Plans by rules that people use without a solver, and by simpler programs, to compare with.

It answers what would have been sent by each rule, on the same goods, lanes and transport, in whole
packs and as the same result as `make_plan`. None of these plans is for use: their caveat says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from posada.needs.result import Needs
from posada.plan.allotment import Allotment, Wishes
from posada.plan.demand import Floats, Integers, read_demand
from posada.plan.network import Network, make_network
from posada.plan.objectives import Shipments, least_transport, most_value, tonne_km
from posada.plan.planning import describe_plan
from posada.plan.result import Plan
from posada.plan.supply import read_supply
from posada.plan.tiers import value_tiers
from posada.plan.using import covered_cells
from posada.saying import say
from posada.scenario.model import Scenario

PLAIN_SLOPES = (3.0,)


def make_naive_plan(scenario: Scenario, needs: Needs, rule: str) -> Plan:
    """The plan that a rule of `RULES` makes.

    Parameters
    ----------
    scenario, needs : as for `make_plan`
    rule : one of the names in `RULES`

    Raises
    ------
    KeyError
        When there is no such rule.
    """
    demand, supply = read_supply(scenario, read_demand(needs))
    network = make_network(demand, supply, scenario.settings.plan.floor_days)
    plan = describe_plan(scenario, needs, network, RULES[rule](network))
    told = say(
        "This plan was made by the rule '%(rule)s', to compare with; it is not a proposal.",
        rule=rule,
    )
    return dataclasses.replace(plan, caveats=(told,))


def nearest_first(network: Network) -> Shipments:
    """Each day the shortest lanes are served first, each with all that its place needs."""
    order = np.argsort(network.supply.lane_km[network.lane], kind="stable")
    return _by_rule(network, lambda now: Wishes(order, now.open_need))


def ranked(network: Network) -> Shipments:
    """Each place asks the depots in the order of their distance and spare goods, ranks added up."""
    km = network.supply.lane_km[network.lane]
    group = network.place * len(network.demand.standards) + network.demand.serves[network.item]
    near = _rank_within(group, km)

    def wishes(now: Allotment) -> Wishes:
        spare = now.rest[network.depot, network.item] / network.demand.scale[network.item]
        return Wishes(np.lexsort((km, near + _rank_within(group, -spare))), now.open_need)

    return _by_rule(network, wishes)


def pro_rata(network: Network) -> Shipments:
    """Every depot shares its goods and its transport out in proportion to the needs it can reach.

    A place that several depots can reach asks each of them for an equal part.
    """
    demand, supply = network.demand, network.supply
    group = network.place * len(demand.standards) + demand.serves[network.item]
    askers = np.bincount(group)[group]
    order = np.arange(len(group))

    def wishes(now: Allotment) -> Wishes:
        ahead = now.mean_need[:, now.period :] / askers[:, None]
        asked = np.zeros(now.rest.shape)
        np.add.at(asked, (network.depot, network.item), ahead.sum(axis=1))
        goods = now.rest + supply.quantity[:, :, now.period + 1 :].sum(axis=2)
        part = np.divide(goods, asked, out=np.ones_like(asked), where=asked > 0)
        wish = np.minimum(part, 1)[network.depot, network.item] * ahead[:, 0]
        tonnes = np.zeros(len(supply.depots))
        np.add.at(tonnes, network.depot, wish * supply.weight[network.item])
        limit = supply.dispatch_tonnes[:, now.period]
        carried = np.divide(limit, tonnes, out=np.ones_like(tonnes), where=tonnes > limit)
        heavy = supply.weight[network.item] > 0
        return Wishes(order, wish * np.where(heavy, carried[network.depot], 1))

    return _by_rule(network, wishes)


def value_only(network: Network) -> Shipments:
    """The most value over all draws, whoever gets it, as a plain linear program gives it.

    Two slopes, up to the survival ration and beyond, no floor, and the first best corner: nothing
    in it spreads goods over places.
    """
    return _by_program(network, network)


def without_floor(network: Network) -> Shipments:
    """The program of `make_plan` without the floor, but with its tiers that spread scarce goods."""
    best = most_value(network, np.zeros(len(network.floors.need)))
    return _shipments(network, *least_transport(network, best.issued)[:2])


def mean_forecast(network: Network) -> Shipments:
    """The plain program, fed the mean of the draws as if it were certain."""
    demand = network.demand
    certain = dataclasses.replace(demand, need=demand.mean[None])
    return _by_program(network, dataclasses.replace(network, demand=certain))


def last_known(network: Network) -> Shipments:
    """The plan that was made before and is carried on: as if every day were like the first.

    A plain program knows only the needs of the first day, takes them for those of every later
    one, and is not made anew.
    """
    demand = network.demand
    first = demand.index[demand.place, demand.standard, 0]
    per_day = np.where(first >= 0, demand.mean[first], 0.0) / demand.days[0]
    days = np.where(
        demand.durable[demand.standard],
        np.cumsum(demand.days)[demand.period],
        demand.days[demand.period],
    )
    mean = per_day * days
    constant = dataclasses.replace(demand, need=mean[None], mean=mean)
    return _by_program(network, dataclasses.replace(network, demand=constant))


RULES: dict[str, Callable[[Network], Shipments]] = {
    "nearest first": nearest_first,
    "pro rata": pro_rata,
    "distance and spare goods": ranked,
    "last week's plan": last_known,
    "mean forecast": mean_forecast,
    "value only": value_only,
    "without the floor": without_floor,
}


def _by_rule(network: Network, wishes: Callable[[Allotment], Wishes]) -> Shipments:
    """Shipments day by day, each lane in turn getting what it asks for while there is any."""
    allotment = Allotment(network)
    for _ in network.demand.days:
        allotment.serve(wishes(allotment))
    return _shipments(network, allotment.send, allotment.arriving)


def _by_program(network: Network, believed: Network) -> Shipments:
    """Shipments that are best for what is believed of the needs."""
    level = np.zeros(len(believed.floors.need))
    best = most_value(believed, level, simplex=True, slopes=PLAIN_SLOPES)
    send, issue, _ = least_transport(believed, best.issued, simplex=True)
    return _shipments(network, send, issue)


def _shipments(network: Network, send: Floats, issue: Floats) -> Shipments:
    """Shipments with what they reach by the measures of the objectives."""
    demand = network.demand
    issued = covered_cells(demand, issue)
    return Shipments(
        send=send,
        issue=issue,
        level=network.floors.coverage(np.minimum(issued, demand.mean)),
        value=_value(network, issued),
        tonne_km=tonne_km(network, send),
        gain=np.zeros(len(issued)),
        relaxed=1.0,
    )


def _value(network: Network, issued: Floats) -> float:
    """Objective B of what is issued (cell)."""
    tiers = value_tiers(network.demand, np.arange(len(issued)))
    below = np.cumsum(tiers.width, axis=1) - tiers.width
    filled = np.clip(issued[:, None] - below, 0, tiers.width)
    return float((filled * tiers.slope).sum())


def _rank_within(group: Integers, values: Floats) -> Integers:
    """Rank of each value among those of its group, from 0."""
    order = np.lexsort((values, group))
    starts = np.searchsorted(group[order], group[order], side="left")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - starts
    return rank
