"""The three objectives in order, for all standards together or, where that is too large, in parts.

It answers with the shipments of the last objective. A large plan is cut by standard: first the
life-saving standards share transport, handling and money by a plan in a few long periods for all
of them together; then each is planned in full on its own; the other standards share what is left.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from posada.plan.coarse import coarsen, long_periods, shares
from posada.plan.demand import Floats, Integers
from posada.plan.fairness import lift_the_worst, worst_and_value
from posada.plan.network import Network
from posada.plan.objectives import (
    FLOOR_KEPT,
    PART_KEPT,
    Before,
    Shipments,
    least_transport,
    most_value,
    tonne_km,
)
from posada.plan.optimum import Witness
from posada.plan.parts import Part, cut
from posada.plan.shared_limits import used

TOGETHER = 6000  # most dispatches to decide on for which all standards are planned together
SHARE = 1e-9


def plan_shipments(
    network: Network,
    progress: Callable[[float], None],
    before: Before | None = None,
    witness: Witness | None = None,
) -> Shipments:
    """Objectives A, B and C in order; C stays near what was planned before.

    Parameters
    ----------
    witness : keeps what the solver found in each step; it may be asked to write it
    """
    if witness:
        witness.whole = network
    if (network.arrival >= 0).sum() <= TOGETHER or len(network.demand.standards) == 1:
        return _plan(network, before, progress, witness=witness)
    vital = np.flatnonzero(network.demand.life_saving)
    others = np.flatnonzero(~network.demand.life_saving)
    done: list[tuple[Part, Shipments]] = []

    def tell(part: float) -> None:
        progress((len(done) + part) / (len(network.demand.standards) + 1))

    parts = list(_vital_parts(network, vital))
    for found in _in_parallel(parts, before, witness):
        done.append(found)
        tell(0)
    parts = list(_other_parts(network, others, _sent(network, done)))
    for found in _in_parallel(parts, before, witness):
        done.append(found)
        tell(0)
    return _together(network, done)


def _plan(
    network: Network,
    before: Before | None,
    progress: Callable[[float], None],
    *,
    simplex: bool = False,
    witness: Witness | None = None,
) -> Shipments:
    """Objectives A, B and C for one network; A only where anything saves lives or all is joint."""
    level = np.zeros(len(network.floors.need))
    if network.demand.life_saving.any() or not simplex:
        level = lift_the_worst(network, simplex=simplex, witness=witness)
    progress(0.3)
    kept = PART_KEPT if simplex else FLOOR_KEPT
    best = most_value(network, level, kept=kept, simplex=simplex, witness=witness)
    progress(0.6)
    send, issue, value_share = least_transport(
        network, best.issued, before, simplex=simplex, witness=witness
    )
    progress(1.0)
    relaxed = min(best.floor_share, value_share)
    return Shipments(send, issue, level, best.value, tonne_km(network, send), best.gain, relaxed)


def _vital_parts(network: Network, standards: Integers) -> Iterable[Part]:
    """Life-saving standards, each with its share of what they must share."""
    if not len(standards):
        return
    whole = cut(network, standards, [limit.most for limit in network.limits])
    group = long_periods(whole.network)
    coarse = coarsen(whole.network, group)
    send = worst_and_value(coarse) if network.limits else np.zeros(coarse.arrival.shape)
    share = shares(whole.network, coarse, send, group, np.arange(len(standards)))
    for number, standard in enumerate(standards):
        most = [
            limit.most * part[number] for limit, part in zip(network.limits, share, strict=True)
        ]
        yield cut(network, [standard], most)


def _other_parts(network: Network, standards: Integers, sent: Floats) -> Iterable[Part]:
    """The other standards, which share what is left in proportion to the goods that there are."""
    left = [np.maximum(limit.most - used(limit, sent), 0) for limit in network.limits]
    goods = network.supply.quantity.sum(axis=2)[network.depot, network.item]
    serves = network.demand.serves[network.item]
    wanted = []
    for limit in network.limits:
        use = np.full((len(standards), len(limit.most)), SHARE)
        for number, standard in enumerate(standards):
            mine = serves == standard
            np.add.at(use[number], limit.owner[mine], (goods * limit.use)[mine])
        wanted.append(use / use.sum(axis=0))
    for number, standard in enumerate(standards):
        most = [room * part[number][:, None] for room, part in zip(left, wanted, strict=True)]
        yield cut(network, [standard], most)


def _in_parallel(
    parts: list[Part], before: Before | None, witness: Witness | None = None
) -> Iterable[tuple[Part, Shipments]]:
    """Plan each part; the answers come in the order of the parts, on however many threads."""
    if not parts:
        return

    def plan(part: Part) -> Shipments:
        mine = None if before is None else Before(before.send[part.arcs], before.change_km)
        return _plan(part.network, mine, lambda fraction: None, simplex=True, witness=witness)

    with ThreadPoolExecutor(min(len(parts), os.cpu_count() or 1)) as pool:
        yield from zip(parts, pool.map(plan, parts), strict=True)


def _sent(network: Network, done: list[tuple[Part, Shipments]]) -> Floats:
    """What the parts send [item unit] (arc, period)."""
    send = np.zeros(network.arrival.shape)
    for part, shipments in done:
        send[part.arcs] = shipments.send
    return send


def _together(network: Network, done: list[tuple[Part, Shipments]]) -> Shipments:
    """The parts as one."""
    issue = np.zeros(network.issuable.shape)
    level, gain = np.zeros(len(network.floors.need)), np.zeros(len(network.demand.place))
    for part, shipments in done:
        issue[:, part.items] = shipments.issue
        level[part.floors] = shipments.level
        gain[part.cells] = shipments.gain
    return Shipments(
        send=_sent(network, done),
        issue=issue,
        level=level,
        value=sum(shipments.value for _, shipments in done),
        tonne_km=sum(shipments.tonne_km for _, shipments in done),
        gain=gain,
        relaxed=min(shipments.relaxed for _, shipments in done),
    )
