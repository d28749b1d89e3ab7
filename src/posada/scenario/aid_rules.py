"""Do the tables of aid make sense: can goods arrive while they can be used, are mandates known?"""

from __future__ import annotations

import pandas as pd

from posada.saying import say
from posada.scenario.draft import Draft
from posada.scenario.fields import load_fields
from posada.scenario.wording import did_you_mean, quote

DAY = pd.Timedelta(days=1)
LEAST_UNITS, MOST_UNITS = 1e-8, 1e6  # a truck of food for a kcal, a milligram for a kg
REMEDIES = {
    "stock": say("take goods that have expired out of the stock"),
    "pledges": say("take out what expires before it can be used"),
}


def check_aid(draft: Draft) -> None:
    """Report odd units, goods that expire on the way, and mandates for what is not known."""
    _check_units(draft)
    _check_expiry(draft)
    _check_sectors(draft)
    for table in ("organisations", "stock", "pledges"):
        _check_served(draft, table)


def _check_units(draft: Draft) -> None:
    """How many units of an item make a unit of its standard; often written the wrong way round."""
    for row, line in draft.lines("items"):
        units = line["units_per_standard"]
        if units > MOST_UNITS or 0 < units < LEAST_UNITS:
            expected = say(
                "a number from %(least)s to %(most)s: how many units of the item make one unit of "
                "its standard (a meal of 700 kcal: 1/700, written 0.00143)",
                least=f"{LEAST_UNITS:.8f}",
                most=f"{MOST_UNITS:.0f}",
            )
            draft.report("items", row, "units_per_standard", quote(f"{units:g}"), expected)


def _check_expiry(draft: Draft) -> None:
    """Goods must be of use on the day on which they can arrive anywhere."""
    if draft.settings is None or draft.spoilt("lanes", "depot", "lead_days"):
        return
    first = pd.Timestamp(draft.settings.as_of) + DAY
    leads: dict[str, int] = {}
    for _, lane in draft.lines("lanes"):
        days = 0 if pd.isna(lane["lead_days"]) else int(lane["lead_days"])
        leads[lane["depot"]] = min(leads.get(lane["depot"], days), days)
    for table, remedy in REMEDIES.items():
        for row, line in draft.lines(table):
            if line["depot"] not in leads or draft.bad(table, row, "expires", "depot", "date"):
                continue
            comes = line["date"] if table == "pledges" else first
            arrives = max(first, comes) + leads[line["depot"]] * DAY
            if line["expires"] < arrives:
                expected = say(
                    "a day not before %(date)s, on which it can arrive at the earliest; %(remedy)s",
                    date=arrives.date(),
                    remedy=remedy,
                )
                draft.report(table, row, "expires", quote(line["expires"].date()), expected)


def _check_sectors(draft: Draft) -> None:
    """A mandate names sectors of the items."""
    known = load_fields()["items"]["sector"].choices
    for row, text in draft.cells("organisations", "sectors"):
        for word in text.split():
            if word not in known:
                expected = say(
                    "sectors among %(names)s, separated by spaces", names=", ".join(known)
                )
                draft.report("organisations", row, "sectors", quote(word), expected)


def _check_served(draft: Draft, table: str) -> None:
    """Organisations and goods serve places, regions or countries of the table of places."""
    places = draft.tables["places"]
    if not draft.readable("places") or draft.spoilt("places", "name", "region", "country"):
        return
    columns = [places[name] for name in ("name", "region", "country")]
    names = [name for name in pd.concat(columns).unique() if name]
    for row, text in draft.cells(table, "serves"):
        for part in (part.strip() for part in text.split(";")):
            if part and part not in names:
                expected = say(
                    "places, regions or country codes of %(file)s, separated by ;%(hint)s",
                    file=draft.file("places"),
                    hint=did_you_mean(part, names),
                )
                draft.report(table, row, "serves", quote(part), expected)
