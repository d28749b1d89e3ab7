"""What an organisation may bring, and where to: mandates and earmarks are missing arcs.

It answers from the sectors and the places, regions or countries that each organisation names; an
organisation that names none may bring everything everywhere. No setting speaks of groups of people.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from posada.plan.demand import Flags
from posada.scenario.model import Scenario


def allowed_items(scenario: Scenario, lanes: pd.DataFrame, items: list[str]) -> Flags:
    """Whether the organisation of a lane may bring an item to its place (lane, item)."""
    allowed = np.ones((len(lanes), len(items)), dtype=bool)
    organisations = scenario.tables.get("organisations")
    if organisations is None:
        return allowed
    depots = scenario["depots"].drop_duplicates("name")  # withheld ones are called alike
    runs = depots.set_index("name")["organisation"]
    runner = lanes["depot"].map(runs).to_numpy(dtype=object)
    sectors = _sectors(scenario, items)
    for row in organisations.to_dict("records"):
        mine = runner == row["name"]
        if row.get("sectors"):
            allowed[mine] &= np.isin(sectors, str(row["sectors"]).split())
        if row.get("serves"):
            served = lanes["place"].isin(places_served(scenario, str(row["serves"])))
            allowed[mine & ~served.to_numpy()] = False
    return allowed


def places_served(scenario: Scenario, serves: str) -> set[str]:
    """Names of the places that a list of places, regions and countries means."""
    named = {part.strip() for part in serves.split(";")} - {""}
    places = scenario["places"]
    columns = [column for column in ("name", "region", "country") if column in places]
    return set(places.loc[places[columns].isin(named).any(axis=1), "name"])


def _sectors(scenario: Scenario, items: list[str]) -> np.ndarray:
    """Sector of each item, empty where it is not known (item)."""
    table = scenario["items"]
    if "sector" not in table:
        return np.full(len(items), "", dtype=object)
    return table.set_index("name")["sector"].reindex(items).to_numpy(dtype=object)
