"""What many shipments share: transport, handling at the places, money.

It answers which shipments draw on which limit, by how much and when, whatever the limit is; the
program, the rounding to packs and the naive rules all ask here. A limit that is not known is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.plan.demand import Floats, Integers
from posada.plan.supply import Supply


@dataclass(frozen=True)
class SharedLimit:
    """One kind of limit.

    Parameters
    ----------
    kind : lane | depot | handling | budget
    owner : whose limit each arc draws on (arc)
    use : of the limit by one item unit [tonne, or money] (arc)
    span : column of `most` on which a dispatch draws, -1 where none is possible (arc, period)
    most : [tonne, or money]; infinite where no limit is known (owner, span)
    """

    kind: str
    owner: Integers
    use: Floats
    span: Integers
    most: Floats


def shared_limits(
    supply: Supply, lane: Integers, item: Integers, arrival: Integers
) -> tuple[SharedLimit, ...]:
    """The limits that are known: families (3) transport, (4) handling and (7) budgets.

    Parameters
    ----------
    lane, item : of each arc (arc)
    arrival : period of arrival of a dispatch, -1 where there is none (arc, period)
    """
    depot, tonnes = supply.lane_depot[lane], supply.weight[item]
    leaves = np.where(arrival >= 0, np.arange(arrival.shape[1]), -1)
    ever = np.where(arrival >= 0, 0, -1)
    place, payer = supply.lane_place[lane], supply.payer[depot]
    money = tonnes * supply.lane_cost[lane]
    every = (
        SharedLimit("lane", lane, tonnes, leaves, supply.lane_tonnes),
        SharedLimit("depot", depot, tonnes, leaves, supply.dispatch_tonnes),
        SharedLimit("handling", place, tonnes, arrival, supply.handling_tonnes),
        SharedLimit("budget", payer, money, ever, supply.budget[:, None]),
    )
    return tuple(limit for limit in every if np.isfinite(limit.most).any())


class Room:
    """What is left of every limit while goods are handed out one after the other."""

    def __init__(self, limits: tuple[SharedLimit, ...]) -> None:
        self.limits = limits
        self.left = [limit.most.copy() for limit in limits]

    def most(self, arc: int | np.integer, period: int) -> float:
        """Most that can still go on an arc [item unit]."""
        room = np.inf
        for limit, left in zip(self.limits, self.left, strict=True):
            use = limit.use[arc]
            if use > 0:
                room = min(room, left[limit.owner[arc], limit.span[arc, period]] / use)
        return room

    def take(self, arc: int | np.integer, period: int, amount: float) -> None:
        """Use the limits for what goes on an arc [item unit]."""
        for limit, left in zip(self.limits, self.left, strict=True):
            left[limit.owner[arc], limit.span[arc, period]] -= amount * limit.use[arc]


def used(limit: SharedLimit, send: Floats) -> Floats:
    """How much of a limit some shipments use (owner, span).

    Parameters
    ----------
    send : [item unit] (arc, period)
    """
    total = np.zeros(limit.most.shape)
    arc, period = np.nonzero(limit.span >= 0)
    amount = send[arc, period] * limit.use[arc]
    np.add.at(total, (limit.owner[arc], limit.span[arc, period]), amount)
    return total
