"""The constraints of the plan: one function per family, each with its equation.

It turns a network into the rows and columns of a program. Item units are scaled by the usual rate
of the item, so that every column counts thousands of person-day equivalents.

Families (1) depots, (2) places with (6) durables carried over, (3) transport, (4) handling, (5) the
floor and (7) budgets are here; (8), staying near a plan in force, belongs to the last objective.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posada.plan.demand import THOUSAND, Floats, Integers
from posada.plan.network import Network
from posada.plan.program import Program
from posada.plan.tiers import Tiers, level_tiers


@dataclass(frozen=True)
class Columns:
    """Numbers of the columns, and of the rows that objectives bound, -1 where there is none.

    Parameters
    ----------
    send : leaves a depot (arc, period)
    inventory : left at the depot at the end of the period (depot, item, period)
    store : left at the place at the end of the period (place, item, period)
    issue : used at the place (place, item, period)
    covered : issued in each tier (cell, tier)
    level : coverage of each row of the floor (floor)
    worst : least coverage among the rows of a standard that are still free, tier by tier
        (standard, tier)
    guard : row level - worst >= 0, which belongs to the floor as `level` does (floor)
    value : value of everything issued (1)
    total : row Σ_k covered of each planned cell, free until a later objective bounds it (cell)
    cover : row issue - covered of each planned cell; its price is what cover is worth (cell)
    """

    send: Integers
    inventory: Integers
    store: Integers
    issue: Integers
    covered: Integers
    level: Integers
    worst: Integers
    guard: Integers
    value: Integers
    total: Integers
    cover: Integers


def define_program(network: Network, tiers: Tiers) -> tuple[Program, Columns]:
    """Every column and every constraint of the plan."""
    program = Program()
    columns = _define_columns(program, network, tiers)
    define_depot_constraints(program, columns, network)
    define_place_constraints(program, columns, network)
    define_coverage_constraints(program, columns, network)
    define_storage(program, columns, network)
    define_shared_limits(program, columns, network)
    define_floor_constraints(program, columns, network, tiers)
    define_value(program, columns, tiers)
    return program, columns


def _define_columns(program: Program, network: Network, tiers: Tiers) -> Columns:
    """Columns for what is possible, and for nothing else."""
    supply, demand = network.supply, network.demand
    storable = supply.storable[None, :, None]
    held = np.zeros(supply.quantity.shape, dtype=bool)
    held[network.depot, network.item] = True
    held &= storable & (np.cumsum(supply.quantity, axis=2) > 0)
    planned = network.planned()
    used = planned[:, None] & (tiers.width > 0)
    total, cover = np.full(len(planned), -1), np.full(len(planned), -1)
    total[planned] = program.rows(int(planned.sum()))
    real = used.any(axis=1)
    cover[real] = program.rows(int(real.sum()), 0.0, 0.0)
    floors = len(network.floors.need)
    worst = np.tile(level_tiers()[0], (len(demand.standards), 1))
    return Columns(
        send=_where(program, network.arrival >= 0),
        inventory=_where(program, held),
        store=_where(program, network.reached & storable),
        issue=_where(program, network.issuable, _most_issued(network)),
        covered=_where(program, used, tiers.width[used]),
        level=program.columns(floors, upper=1.0),
        worst=_where(program, np.ones(worst.shape, dtype=bool), worst.reshape(-1)),
        guard=program.rows(floors, lower=0.0),
        value=program.columns(1, upper=np.inf),
        total=total,
        cover=cover,
    )


def _most_issued(network: Network) -> Floats:
    """Most that can be used of what expires within a period: the mean need up to its last day.

    In model units, one for each place, item and period with an issue.
    """
    demand = network.demand
    place, item, period = np.nonzero(network.issuable)
    share = demand.usable[item, period]
    mean = demand.mean[demand.index[place, demand.serves[item], period]]
    rate = demand.rate[place, item, period] * THOUSAND / demand.scale[item]
    return np.where(share < 1, share * mean * rate, np.inf)


def define_depot_constraints(program: Program, columns: Columns, network: Network) -> None:
    """What leaves a depot was there: family (1).

    inventory[d,i,t] = kept[i,t] inventory[d,i,t-1] + supply[d,i,t] - Σ send[a,t]
                                                                     (supply less what is fixed)
    Σ send[a,t] <= supply[d,i,t]                                   where i cannot be stored
    Σ send[a,t] <= kept[i,t] inventory[d,i,t-1]      over the a on which only old goods are in time
                                                                     (less what is fixed of them)

    Items that cannot be stored leave in the period in which they become available.
    """
    supply = network.supply
    scaled = (supply.quantity - supply.fixed) / network.demand.scale[None, :, None]
    balance = np.full(scaled.shape, -1)
    stored = columns.inventory >= 0
    balance[stored] = program.rows(stored.sum(), scaled[stored], scaled[stored])
    program.entries(balance, columns.inventory, 1.0)
    program.entries(balance, _before(columns.inventory), -supply.kept[None])
    fresh = np.zeros(scaled.shape, dtype=bool)
    fresh[network.depot, network.item] = ~supply.storable[network.item][:, None]
    fresh &= scaled > 0
    balance[fresh] = program.rows(fresh.sum(), upper=scaled[fresh])
    program.entries(balance[network.depot, network.item], columns.send, 1.0)
    program.family("goods at depots", balance, network.demand.scale[None, :, None])
    _define_waiting(program, columns, network)


def _define_waiting(program: Program, columns: Columns, network: Network) -> None:
    """The last kind of rows of family (1)."""
    arc, period = np.nonzero(network.from_store & (columns.send >= 0))
    at = network.depot[arc], network.item[arc], period
    bound = np.zeros(columns.inventory.shape, dtype=bool)
    bound[at] = True
    rows = np.full(bound.shape, -1)
    taken = network.supply.fixed_old / network.demand.scale[None, :, None]
    rows[bound] = program.rows(int(bound.sum()), upper=-taken[bound])
    program.entries(rows, _before(columns.inventory), -network.supply.kept[None])
    program.entries(rows[at], columns.send[arc, period], 1.0)
    program.family("old goods at depots", rows, network.demand.scale[None, :, None])


def define_place_constraints(program: Program, columns: Columns, network: Network) -> None:
    """What is used at a place has arrived there: family (2).

    store[p,i,t] = kept[i,t] store[p,i,t-1] + given[p,i,t] + Σ send[a,u: arrives in t]
                   - issue[p,i,t]
    issue[p,i,t] <= given[p,i,t] + Σ send[a,u: arrives in t]        where i cannot be stored

    Where room is short some of what comes anyway may be lost (store <= ...), for it can be more
    than anybody there needs and the place can keep.
    """
    stored, fresh = columns.store >= 0, (columns.store < 0) & (columns.issue >= 0)
    balance = np.full(columns.store.shape, -1)
    given = network.given / network.demand.scale[None, :, None]
    room = np.isfinite(network.supply.storage_tonnes)[:, None, None]
    least = np.where(np.any(given > 0, axis=2, keepdims=True) & room, -np.inf, given)
    balance[stored] = program.rows(stored.sum(), least[stored], given[stored])
    balance[fresh] = program.rows(fresh.sum(), upper=given[fresh])
    program.entries(balance, columns.store, 1.0)
    program.entries(balance, _before(columns.store), -network.supply.kept[None])
    program.entries(balance, columns.issue, 1.0)
    arc, period = np.nonzero(network.arrival >= 0)
    arrives = balance[network.place[arc], network.item[arc], network.arrival[arc, period]]
    program.entries(arrives, columns.send[arc, period], -1.0)
    program.family("goods at places", balance, network.demand.scale[None, :, None])


def define_storage(program: Program, columns: Columns, network: Network) -> None:
    """No place keeps more than it has room for: family (4).

    Σ_i weight[i] store[p,i,t] <= storage_tonnes[p]
    """
    room = network.supply.storage_tonnes
    tonnes = network.supply.weight * network.demand.scale
    place, item, period = np.nonzero((columns.store >= 0) & np.isfinite(room)[:, None, None])
    rows = np.full((len(room), columns.store.shape[2]), -1)
    bound = np.zeros(rows.shape, dtype=bool)
    bound[place, period] = True
    size = np.where(np.isfinite(room), np.maximum(room, 1.0), 1.0)
    limit = np.broadcast_to((room / size)[:, None], rows.shape)
    rows[bound] = program.rows(int(bound.sum()), upper=limit[bound])
    values = tonnes[item] / size[place]
    program.entries(rows[place, period], columns.store[place, item, period], values)
    program.family("storage", rows, size[:, None])


def define_coverage_constraints(program: Program, columns: Columns, network: Network) -> None:
    """Items that serve one standard cover one need, tier by tier.

    Σ_i issue[p,i,t] scale[i] / rate[p,i,t] = Σ_k covered[p,s,t,k]                    consumables
    Σ_i issue[p,i,t] scale[i] / rate[p,i,t] = Σ_k covered[p,s,t,k] - Σ_k covered[p,s,t-1,k]
                                                                                      durables
    0 <= covered[p,s,t,k] <= width[p,s,t,k]
    """
    demand = network.demand
    rows = columns.cover
    used = rows >= 0
    program.entries(rows[:, None], columns.covered, -1.0)
    program.entries(columns.total[:, None], columns.covered, 1.0)
    index = demand.index
    after = demand.following
    carried = used & (after >= 0)
    program.entries(rows[after[carried]][:, None], columns.covered[carried], 1.0)
    place, item, period = np.nonzero(columns.issue >= 0)
    cell = index[place, demand.serves[item], period]
    worth = demand.scale[item] / demand.rate[place, item, period] / THOUSAND
    program.family("cover", rows)
    program.family("kept", columns.total)
    program.entries(rows[cell], columns.issue[place, item, period], worth)


def define_shared_limits(program: Program, columns: Columns, network: Network) -> None:
    """No more is sent than transport, handling and money allow: families (3), (4) and (7).

    Σ_{a of o} weight[i] send[a,t] <= most[o,t]                       o: depot or lane
    Σ_{a of p, u: arrives in t} weight[i] send[a,u] <= most[p,t]      p: place
    Σ_{a of g, t} weight[i] cost[a] send[a,t] <= most[g]              g: organisation
    """
    scale = network.demand.scale[network.item]
    for limit in network.limits:
        arc, period = np.nonzero((columns.send >= 0) & (limit.use > 0)[:, None])
        owner, span = limit.owner[arc], limit.span[arc, period]
        bound = np.zeros(limit.most.shape, dtype=bool)
        bound[owner, span] = True
        bound &= np.isfinite(limit.most)
        size = np.where(bound, np.maximum(limit.most, 1.0), 1.0)
        rows = np.full(limit.most.shape, -1)
        rows[bound] = program.rows(bound.sum(), upper=(limit.most / size)[bound])
        values = (limit.use * scale)[arc] / size[owner, span]
        program.entries(rows[owner, span], columns.send[arc, period], values)
        program.family(limit.kind, rows, size)


def define_floor_constraints(
    program: Program, columns: Columns, network: Network, tiers: Tiers
) -> None:
    """How well each place is covered by each checkpoint: family (5).

    level[p,s,T] <= Σ_{t<=T} Σ_k covered[p,s,t,k] / Σ_{t<=T} mean[p,s,t]         k below the mean
    level[p,s,T] >= Σ_k worst[s,k]                            for the floors that A is to lift
    """
    floors = network.floors
    rows = program.rows(len(floors.need), lower=0.0)
    program.entries(rows, columns.level, -1.0)
    counted = np.where(tiers.counted, columns.covered, -1)[floors.cell]
    program.entries(rows[floors.row][:, None], counted, (1 / floors.need)[floors.row][:, None])
    program.entries(columns.guard, columns.level, 1.0)
    program.entries(columns.guard[:, None], columns.worst[floors.standard], -1.0)
    program.family("floor", rows)
    program.family("worst", columns.guard)


def define_steps(program: Program, columns: Columns, network: Network, count: int) -> Integers:
    """Coverage of each block in equal steps, so that the lowest can be made worth the most.

    Σ_j step[b,j] <= Σ_{t in b} covered[p,s,t] / Σ_{t in b} mean[p,s,t]      0 <= step <= 1/count
    """
    blocks = network.blocks
    steps = program.columns(len(blocks.need) * count, upper=1 / count)
    steps = steps.reshape(len(blocks.need), count)
    rows = program.rows(len(blocks.need), lower=0.0)
    program.entries(rows[:, None], steps, -1.0)
    share = (1 / blocks.need)[blocks.row][:, None]
    program.entries(rows[blocks.row][:, None], columns.covered[blocks.cell], share)
    program.family("steps", rows)
    return steps


def define_value(program: Program, columns: Columns, tiers: Tiers) -> None:
    """value = Σ slope[c,k] covered[c,k]"""
    row = program.rows(1, 0.0, 0.0)
    program.entries(row, columns.value, -1.0)
    program.entries(row[:, None], columns.covered, tiers.slope)


def _before(columns: Integers) -> Integers:
    """The column of the period before (..., period)."""
    before = np.full(columns.shape, -1)
    before[..., 1:] = columns[..., :-1]
    return before


def _where(program: Program, mask: np.ndarray, upper: np.ndarray | float = np.inf) -> Integers:
    """New columns where the mask is true, -1 elsewhere."""
    numbers = np.full(mask.shape, -1)
    numbers[mask] = program.columns(int(mask.sum()), upper=upper)
    return numbers
