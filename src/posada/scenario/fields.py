"""Every column of every table, as `fields.csv` states it.

It answers: which tables and columns exist, of what type, with which default. Reading, checking, the
template, the workbook and the docs page all come from here, so they cannot disagree.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from posada.saying import say

REQUIRED_TABLES = ("places", "routes", "departures")

TABLES = {
    "places": say("Where people can be: origins, towns, sites, crossings, destinations."),
    "routes": say("Ways that people travel between places."),
    "groups": say("Shares of the people by group, to start with or as observed later."),
    "departures": say("How many people set out, where and when."),
    "events": say("Dated changes: closures, openings, quotas, violence, buses, offers of asylum."),
    "headcounts": say("Counts of people, for learning up to as_of and for checking after it."),
    "incidents": say("Reported violence or abuse against people. Never names."),
    "drivers": say("What drives people out, by country."),
    "organisations": say("Organisations and communities that bring aid."),
    "depots": say("Stores of the organisations."),
    "items": say(
        "Things that can be delivered, and the standard that says how much one person needs."
    ),
    "stock": say("Goods on hand."),
    "pledges": say("Goods promised, with their dates."),
    "handouts": say(
        "When people were given what, so that those who have waited longest come sooner."
    ),
    "lanes": say("Ways that cargo can take from a depot to a place."),
    "sources": say("Where every number comes from."),
}

NUMBER_KINDS = (
    "integer",
    "number",
    "nonnegative",
    "positive",
    "share",
    "latitude",
    "longitude",
)


@dataclass(frozen=True)
class Field:
    """One column of one table.

    Parameters
    ----------
    table, column : where it stands
    type : `name`, `text`, a kind of number, `date`, `flag`, `choice:a|b` or `ref:TABLE`
    unit : unit of the number, or the norm that a code follows
    required : the cell must be filled in
    default : text that stands for an empty cell
    meaning : one sentence for people
    hxl : hashtag of the Humanitarian Exchange Language
    """

    table: str
    column: str
    type: str
    unit: str
    required: bool
    default: str
    meaning: str
    hxl: str

    @property
    def kind(self) -> str:
        """The type without its list of choices or its table."""
        return self.type.partition(":")[0]

    @property
    def gist(self) -> str:
        """The first clause of the meaning; empty where that explains the first choice."""
        gist = self.meaning.partition(";")[0].partition(":")[0]
        return "" if gist in self.choices else gist

    @property
    def choices(self) -> tuple[str, ...]:
        """Words allowed; empty when the field is not a choice."""
        return tuple(self._argument.split("|")) if self.kind == "choice" else ()

    @property
    def target(self) -> str:
        """Table that the cell refers to; empty when it is not a reference."""
        return self._argument if self.kind == "ref" else ""

    @property
    def _argument(self) -> str:
        return self.type.partition(":")[2]


@cache
def load_fields() -> dict[str, dict[str, Field]]:
    """Fields by table and column, in the order of `fields.csv`."""
    text = (resources.files("posada") / "scenario" / "fields.csv").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Field]] = {}
    for line in csv.DictReader(text.splitlines()):
        required = line.pop("required") == "yes"
        field = Field(required=required, **line)
        tables.setdefault(field.table, {})[field.column] = field
    return tables


def key_column(table: str) -> str:
    """Column whose text names a row of the table; other tables refer to it."""
    return next(column for column, field in load_fields()[table].items() if field.kind == "name")


@cache
def standard_items() -> tuple[str, ...]:
    """Names of the standards that come with posada (column `item` of `needs/standards.csv`)."""
    path = resources.files("posada") / "needs" / "standards.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    return tuple(dict.fromkeys(row["item"] for row in rows))
