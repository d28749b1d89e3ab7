"""Which floors cannot be held at all, and why.

It answers, for each life-saving standard and checkpoint of the floor, at which places nothing can
be guaranteed, and which limit stands in the way. Places that no depot can bring anything to are
left to another sentence.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from posada.plan.demand import Floats
from posada.plan.network import Network
from posada.plan.objectives import NOTHING
from posada.saying import Said, joined, say
from posada.scenario.wording import either

MOST_NAMES = 10
# By the limit that stands in the way.
WHY_NOTHING = {
    "stock": say("no depot that can reach it has any to give"),
    "lane": say("the lanes to it carry nothing more"),
    "depot": say("the transport of the depots carries nothing more"),
    "handling": say("it can receive nothing more"),
    "room": say("it has no room to keep any"),
    "budget": say("the organisations have no money left for transport"),
    "time": say("nothing can arrive by then"),
    "no lane": say("no lane leads there from a depot that has any"),
    "declined": say("those who have any may not bring it there, or have declined"),
    "none": say("what could be sent is less than a pack"),
}


def impossible_floors(
    network: Network, level: Floats, limits: list[str], unreached: Collection[str]
) -> list[Said]:
    """A sentence for each life-saving standard and day by which some place is sure of nothing.

    Parameters
    ----------
    level : coverage that can be guaranteed (floor)
    limits : what stands in the way of more (cell)
    unreached : places that are spoken of elsewhere
    """
    demand, floors = network.demand, network.floors
    bare = np.flatnonzero((level < NOTHING) & demand.life_saving[floors.standard])
    if not len(bare):
        return []
    table = pd.DataFrame(
        {
            "standard": floors.standard[bare],
            "place": floors.place[bare],
            "last": floors.last[bare],
            "limit": [_limit(network, limits, row) for row in bare.tolist()],
        }
    )
    table["name"] = [demand.places[place] for place in table["place"]]
    table = table[~table["name"].isin(list(unreached))]
    # Who is sure of nothing by the end is sure of nothing by the first checkpoint either.
    table = table.sort_values("last").drop_duplicates(["standard", "place"], keep="last")
    said = []
    for (standard, last), rows in table.groupby(["standard", "last"]):
        where = (
            say("%(names)s (%(why)s)", names=_names(list(group["name"])), why=WHY_NOTHING[limit])
            for limit, group in rows.groupby("limit")
        )
        said.append(
            say(
                "No %(items)s can be guaranteed by %(date)s at: %(where)s.",
                items=_items(network, int(standard)),
                date=demand.ends[last],
                where=joined(where, "; "),
            )
        )
    return said


def _limit(network: Network, limits: list[str], row: int) -> str:
    """What stands in the way in most of the need of a floor."""
    floors = network.floors
    cells = floors.cell[floors.row == row]
    need = pd.Series(network.demand.mean[cells]).groupby([limits[cell] for cell in cells]).sum()
    return str(need.idxmax())


def _items(network: Network, standard: int) -> Said:
    """The items that serve a standard, by the names that people know."""
    demand = network.demand
    mine = np.flatnonzero(demand.serves == standard)
    return either(dict.fromkeys(demand.items[item] for item in mine))


def _names(names: list[str]) -> Said:
    """Names in order, and how many more there are."""
    names = sorted(names)
    more = len(names) - MOST_NAMES
    rest = say("%(count)s more places", count=more) if more > 1 else say("1 more place")
    return joined([*names[:MOST_NAMES], *([rest] if more > 0 else [])])
