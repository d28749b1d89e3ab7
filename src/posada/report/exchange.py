"""The tables in the formats that other systems exchange: HXL and GeoJSON.

A figure too small to be shown is empty here, because both formats want numbers.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from posada.report.audience import Audience
from posada.report.disclosure import STATUS, coded
from posada.report.mapdata import drawn_places
from posada.report.outlook import Outlook
from posada.report.tables import to_csv
from posada.scenario.model import Scenario

TAGS = {
    "date": "#date+start",
    "week_start": "#date+start",
    "start": "#date+start",
    "dispatch": "#date+start",
    "week_end": "#date+end",
    "end": "#date+end",
    "delivery": "#date+end",
    "country": "#country+code",
    "region": "#adm1+name",
    "place": "#loc+name",
    "depot": "#loc+origin",
    "organisation": "#org+impl",
    "sector": "#sector",
    "item": "#item+name",
    "unit": "#item+unit",
    "quantity": "#item+num",
    "packs": "#item+packs",
    "expires": "#date+expiry",
    "lots": "#item+lot",
    "covers": "#item+covers",
    "covers_unit": "#item+covers+unit",
    "standard": "#indicator+name",
    "value": "#indicator+num",
    "per": "#indicator+unit",
    "clock": "#indicator+type",
    "source": "#meta+source",
    "certainty": "#meta+certainty",
    "need_mean": "#item+need+mean",
    "packs_p50": "#item+packs+p50",
    "mean": "#affected+idps+forecast+mean",
    "reason": "#description",
    "status": "#status",
}
LEVELS = ("p05", "p25", "p50", "p75", "p95")
TAGS |= {level: f"#affected+idps+forecast+{level}" for level in LEVELS}
TAGS |= {f"people_{level}": f"#affected+idps+forecast+{level}" for level in LEVELS}
TAGS |= {f"need_{level}": f"#item+need+{level}" for level in LEVELS}
NUMBERS = ("#affected", "#indicator+num", "#item+num", "#item+packs", "#item+need", "#item+covers")


def to_hxl(table: pd.DataFrame) -> bytes:
    """A table as CSV with its HXL tags under the header.

    Source: Humanitarian Exchange Language 1.1.
    """
    tags = [TAGS.get(str(name), "") for name in table]
    table = table.copy()
    for name, tag in zip(table, tags, strict=True):
        if tag.startswith(NUMBERS) and not tag.endswith("+unit"):
            hidden = table[name].map(lambda cell: isinstance(cell, str)).astype(bool)
            table[name] = table[name].astype(object).mask(hidden, None)
    header, _, rows = to_csv(table).partition(b"\n")
    return b"\n".join([header, ",".join(tags).encode(), rows])


def to_geojson(scenario: Scenario, outlook: Outlook, audience: Audience) -> bytes:
    """People at each place that stands on the map, on the days that are shown first.

    One feature per place and date, so that programs can draw a date. Source: RFC 7946.
    """
    number = {name: position for position, name in enumerate(outlook.places)}
    features = [
        _feature(place, outlook, number[place.name], ahead, audience)
        for ahead in outlook.offsets
        for place in drawn_places(scenario)
        if not np.isnan([place.latitude, place.longitude]).any()
    ]
    collection = {
        "type": "FeatureCollection",
        "features": features,
        "status": STATUS,
        "audience": audience.told(),
        "hidden": f"people above 0 and under {audience.least} are null",
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _feature(
    place: Any, outlook: Outlook, number: int, ahead: int, audience: Audience
) -> dict[str, Any]:
    day = outlook.now + ahead
    figures = {"p05": outlook.low, "p50": outlook.median, "p95": outlook.high}
    values = {name: int(coded(band[day, number], audience.least)) for name, band in figures.items()}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {
            "place": place.name,
            "kind": place.kind,
            "region": place.region,
            "country": place.country,
            "date": str(outlook.days[day].date()),
            **{f"people_{name}": None if value < 0 else value for name, value in values.items()},
            "status": STATUS,
        },
    }
