"""A Flee set as a scenario, so that every later stage can work with it.

It fills the tables that the set has content for; organisations, depots and goods stay empty. The
set itself comes along, because its movement follows Flee's rules and not posada's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from posada.saying import Said, say
from posada.scenario.fields import NUMBER_KINDS, Field, load_fields
from posada.scenario.flee.model import FleeSet
from posada.scenario.model import Scenario
from posada.scenario.settings import Settings

SOURCE = "flee"
GIVEN = say(
    "Flee is given the total of people each day by its reports and works out only where they are:"
    " set this beside forecasts that were given the total as well."
)


def flee_scenario(flee: FleeSet) -> Scenario:
    """The set as a scenario: places, routes, closures as events, raw reports as headcounts."""
    settings = Settings(
        name=flee.name,
        title=_title(flee),
        start=flee.start,
        as_of=flee.start,
        horizon_days=max(1, flee.length - 1),
    )
    filled = {
        "places": _places(flee),
        "routes": _routes(flee),
        "events": _events(flee),
        "headcounts": _headcounts(flee),
        "sources": pd.DataFrame({"id": [SOURCE], "title": [_source(flee)]}),
    }
    tables = {
        name: _typed(filled.get(name, pd.DataFrame()), fields)
        for name, fields in load_fields().items()
    }
    spawn = flee.rules.spawn_rules
    driven = spawn.conflict_driven_spawning is not None or spawn.flood_zone_spawning_only
    caveats = flee.caveats if driven else (GIVEN, *flee.caveats)
    return Scenario(settings, tables, caveats, flee.checksums, flee.origin, flee)


def own_texts(flee: FleeSet) -> list[Said]:
    """What posada wrote into the tables and settings of a set, which any language can say."""
    closures = [_closed(closure) for closure in flee.closures.to_dict("records")]
    return [_title(flee), _source(flee), *closures]


def _title(flee: FleeSet) -> Said:
    return say("%(name)s, a Flee set", name=flee.name)


def _source(flee: FleeSet) -> Said:
    return say("Flee set %(name)s", name=flee.name)


def _places(flee: FleeSet) -> pd.DataFrame:
    places = flee.places
    kinds = places["location_type"].str.lower()
    is_camp = kinds.str.contains("camp")
    kind = np.where(is_camp, "site", np.where(kinds.str.contains("conflict"), "origin", "town"))
    return pd.DataFrame(
        {
            "name": places["name"],
            "kind": kind,
            "country": places["country"],
            "region": places["region"],
            "latitude": places["latitude"],
            "longitude": places["longitude"],
            "shelter_capacity": places["number"].where(is_camp & (places["number"] > 0)),
            "source": SOURCE,
        }
    )


def _routes(flee: FleeSet) -> pd.DataFrame:
    ends = {"name1": "from_place", "name2": "to_place", "distance": "length_km"}
    routes = flee.routes[list(ends)].rename(columns=ends)
    return routes.assign(mode="lift", both_ways=True, source=SOURCE)


def _events(flee: FleeSet) -> pd.DataFrame:
    """Closures of places and countries, for people to read; the engine takes them from the set.

    Flee's rules know each of them from the first day on.
    """
    rows = []
    for closure in flee.closures.to_dict("records"):
        if closure["type"] not in ("location", "camp", "idpcamp", "country"):
            continue
        ends = closure["end"] > closure["start"]
        country = closure["type"] == "country"
        rows.append(
            {
                "date": _day(flee, closure["start"]),
                "known_from": pd.Timestamp(flee.start),
                "date_end": _day(flee, closure["end"] - 1) if ends else pd.NaT,
                "kind": "closure",
                "place": "" if country else closure["name1"],
                "region": closure["name1"] if country else "",
                "description": _closed(closure),
                "source": SOURCE,
            }
        )
    return pd.DataFrame(rows)


def _closed(closure: Mapping[str, Any]) -> Said:
    if closure["type"] == "country":
        return say(
            "The border between %(one)s and %(other)s is closed.",
            one=_readable(closure["name1"]),
            other=_readable(closure["name2"]),
        )
    return say("%(place)s is closed.", place=_readable(closure["name1"]))


def _readable(name: str) -> str:
    """A name as people read it: Flee's files write a blank as an underscore."""
    return name.replace("_", " ")


def _headcounts(flee: FleeSet) -> pd.DataFrame:
    """Raw reports of the camps, within the days simulated."""
    known = set(flee.places["name"])
    frames = [
        reports.assign(place=camp)
        for camp, reports in flee.raw_reports.items()
        if camp in known and len(reports)
    ]
    if not frames:
        return pd.DataFrame()
    counts = pd.concat(frames, ignore_index=True)
    counts = counts[(counts["day"] >= 0) & (counts["day"] < flee.length)]
    return pd.DataFrame(
        {
            "date": [_day(flee, day) for day in counts["day"]],
            "place": counts["place"].to_numpy(),
            "people": counts["count"].to_numpy(),
            "source": SOURCE,
        }
    )


def _day(flee: FleeSet, day: int) -> pd.Timestamp:
    return pd.Timestamp(flee.start + dt.timedelta(days=int(day)))


def _typed(frame: pd.DataFrame, fields: Mapping[str, Field]) -> pd.DataFrame:
    """Every column of a table with its type; defaults where the set says nothing."""
    rows = len(frame)
    columns = {name: _column(frame, name, field, rows) for name, field in fields.items()}
    return pd.DataFrame(columns).reset_index(drop=True)


def _column(frame: pd.DataFrame, name: str, field: Field, rows: int) -> pd.Series:
    given = frame[name].reset_index(drop=True) if name in frame else None
    if field.kind == "flag":
        values = given if given is not None else pd.Series([field.default == "yes"] * rows)
        return values.astype(bool)
    if field.kind == "date":
        return pd.Series(pd.NaT, index=range(rows)) if given is None else pd.to_datetime(given)
    if field.kind in NUMBER_KINDS:
        empty = float(field.default) if field.default else np.nan
        return (pd.Series([empty] * rows) if given is None else given).astype(float)
    return (pd.Series([field.default] * rows) if given is None else given).astype(str)
