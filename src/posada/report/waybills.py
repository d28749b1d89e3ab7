"""What one organisation takes to the store and on the road: a loading list, and its waybills.

One page for each organisation, to be printed; it holds its own lines and nothing of others. A
waybill is made out for each journey from a store to a place. It has room for what was really
handed over and received, and for stamps, but for no name of a person.
"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from posada.report.disclosure import MADE_UP_STATUS
from posada.report.page import environment, inline
from posada.report.words import Words

JOURNEY = ["dispatch", "delivery", "depot", "place"]
Rows = list[dict[str, Any]]


def make_waybills(
    organisation: str, lines: pd.DataFrame, weight: pd.Series, as_of: dt.date, words: Words
) -> bytes:
    """The page as HTML.

    Parameters
    ----------
    lines : rows of the table published as plan.csv, of this organisation
    weight : of one unit, by item [kg]
    as_of : last day of information
    """
    style, style_hash = inline("situation.css")
    rows = lines.sort_values([*JOURNEY, "item"], kind="stable").to_dict("records")
    journeys = [
        _journey(organisation, key, list(own), weight, words)
        for key, own in groupby(rows, key=itemgetter(*JOURNEY))
    ]
    template = environment(words.language).get_template("waybills.html.j2")
    page = template.render(
        words=words,
        style=style,
        policy=f"default-src 'none'; style-src {style_hash}; base-uri 'none'; form-action 'none'",
        organisation=words.name(organisation),
        made_up=lines["status"].str.endswith(MADE_UP_STATUS).any(),
        as_of=words.full_date(as_of),
        journeys=journeys,
    )
    return page.encode("utf-8")


def waybill_number(organisation: str, key: tuple[Any, ...]) -> str:
    """The same for the same journey in every plan, so that two prints are told apart from two
    journeys.
    """
    dispatch, delivery, depot, place = key
    who = "|".join([organisation, depot, place, f"{dispatch:%Y%m%d}", f"{delivery:%Y%m%d}"])
    return f"{dispatch:%Y%m%d}-{sha256(who.encode()).hexdigest()[:6].upper()}"


def _journey(
    organisation: str, key: tuple[Any, ...], rows: Rows, weight: pd.Series, words: Words
) -> dict[str, Any]:
    """One waybill: its goods and their weight."""
    dispatch, delivery, depot, place = key
    kilograms = [_kilograms(row, weight) for row in rows]
    known = [value for value in kilograms if value is not None]
    return {
        "number": waybill_number(organisation, key),
        "dispatch": words.full_date(dispatch),
        "delivery": words.full_date(delivery),
        "depot": words.name(depot),
        "place": words.name(place),
        "rows": [_row(row, kg, words) for row, kg in zip(rows, kilograms, strict=True)],
        "total": words.number(sum(known), 1) if len(known) == len(rows) else "",
    }


def _row(row: dict[str, Any], kilograms: float | None, words: Words) -> dict[str, Any]:
    """One kind of goods, in words."""
    amount, packs = row["quantity"], row["packs"]
    return {
        "item": words.item(row["item"]),
        "quantity": amount if isinstance(amount, str) else words.number(amount, 1),
        "unit": words.unit(row["unit"], amount == 1),
        "packs": "" if packs is None or pd.isna(packs) else words.number(packs),
        "kilograms": "" if kilograms is None else words.number(kilograms, 1),
        "expires": "" if pd.isna(row["expires"]) else words.full_date(row["expires"]),
        "lots": row["lots"],
    }


def _kilograms(row: dict[str, Any], weight: pd.Series) -> float | None:
    """Weight of a line; none where the quantity is too small to be shown."""
    amount = row["quantity"]
    return None if isinstance(amount, str) else float(amount) * float(weight.get(row["item"], 0.0))
