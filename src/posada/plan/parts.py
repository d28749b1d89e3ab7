"""Cutting a network by standard, so that each standard can be planned on its own.

It answers with the part of a network that serves some standards, with its share of what all
standards must share, and with how to put the answers of the parts together again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posada.plan.demand import Demand, Floats, Integers
from posada.plan.network import Network
from posada.plan.shared_limits import SharedLimit
from posada.plan.spans import Spans
from posada.plan.supply import Supply


@dataclass(frozen=True)
class Part:
    """A network that serves only some standards, and where it stands in the whole.

    Parameters
    ----------
    standards, items, arcs, cells, floors : numbers in the whole network
    """

    network: Network
    standards: Integers
    items: Integers
    arcs: Integers
    cells: Integers
    floors: Integers


def cut(network: Network, standards: Integers | Sequence[int], most: Sequence[Floats]) -> Part:
    """The part of a network that serves some standards.

    Parameters
    ----------
    standards : numbers of the standards
    most : the part's share of each shared limit, (owner, span) each
    """
    chosen = np.asarray(standards, dtype=np.int64)
    demand = network.demand
    items = np.flatnonzero(np.isin(demand.serves, chosen))
    arcs = np.flatnonzero(np.isin(network.item, items))
    cells = np.flatnonzero(np.isin(demand.standard, chosen))
    floors = np.flatnonzero(np.isin(network.floors.standard, chosen))
    standard, cell = _numbers(chosen, len(demand.standards)), _numbers(cells, len(demand.place))
    by_arc = ("lane", "depot", "place", "arrival", "from_store")
    part = dataclasses.replace(
        network,
        demand=_cut_demand(demand, chosen, items, cells),
        supply=_cut_supply(network.supply, items, _storage(network, items)),
        **{name: getattr(network, name)[arcs] for name in by_arc},
        item=_numbers(items, len(demand.items))[network.item[arcs]],
        **{
            name: getattr(network, name)[:, items]
            for name in ("reached", "issuable", "given", "closed")
        },
        floors=_cut_spans(network.floors, standard, cell),
        blocks=_cut_spans(network.blocks, standard, cell),
        limits=tuple(
            _cut_limit(limit, arcs, share)
            for limit, share in zip(network.limits, most, strict=True)
        ),
    )
    return Part(part, chosen, items, arcs, cells, floors)


def _numbers(chosen: Integers, count: int) -> Integers:
    """New number of each old one, -1 for what is left out."""
    numbers = np.full(count, -1)
    numbers[chosen] = np.arange(len(chosen))
    return numbers


def _cut_demand(demand: Demand, standards: Integers, items: Integers, cells: Integers) -> Demand:
    """Cells, items and standards of the part."""
    numbers = _numbers(standards, len(demand.standards))
    by_cell = ("place", "period", "mean", "survival", "weight")
    return dataclasses.replace(
        demand,
        items=[demand.items[item] for item in items],
        standards=[demand.standards[standard] for standard in standards],
        serves=numbers[demand.serves[items]],
        durable=demand.durable[standards],
        life_saving=demand.life_saving[standards],
        rate=demand.rate[:, items],
        until=demand.until[items],
        meant=demand.meant[:, items],
        standard=numbers[demand.standard[cells]],
        need=demand.need[:, cells],
        **{name: getattr(demand, name)[cells] for name in by_cell},
    )


def _cut_supply(supply: Supply, items: Integers, storage: Floats) -> Supply:
    """Goods of the part, and its room at the places."""
    by_item = ("kept", "storable", "weight", "pack")
    by_depot = ("quantity", "ready", "fixed", "fixed_old")
    return dataclasses.replace(
        supply,
        storage_tonnes=storage,
        allowed=supply.allowed[:, items],
        **{name: getattr(supply, name)[items] for name in by_item},
        **{name: getattr(supply, name)[:, items] for name in by_depot},
    )


def _storage(network: Network, items: Integers) -> Floats:
    """The part's share of the room at each place, by the weight of what can be kept (place)."""
    supply, demand = network.supply, network.demand
    per_item = supply.weight * demand.scale * supply.storable
    tonnes = network.reached.sum(axis=2) * per_item
    total, mine = tonnes.sum(axis=1), tonnes[:, items].sum(axis=1)
    share = np.divide(mine, total, out=np.ones_like(total), where=total > 0)
    return np.where(share > 0, supply.storage_tonnes, 0.0) * np.where(share > 0, share, 1.0)


def _cut_spans(spans: Spans, standard: Integers, cell: Integers) -> Spans:
    """Spans of the part, with its numbers of standards and cells."""
    kept = np.flatnonzero(standard[spans.standard] >= 0)
    number = _numbers(kept, len(spans.need))
    pairs = number[spans.row] >= 0
    return dataclasses.replace(
        spans,
        **{name: getattr(spans, name)[kept] for name in ("place", "first", "last", "need")},
        standard=standard[spans.standard[kept]],
        row=number[spans.row[pairs]],
        cell=cell[spans.cell[pairs]],
    )


def _cut_limit(limit: SharedLimit, arcs: Integers, most: Floats) -> SharedLimit:
    """A limit of the part."""
    by_arc = {name: getattr(limit, name)[arcs] for name in ("owner", "use", "span")}
    return dataclasses.replace(limit, **by_arc, most=most)
