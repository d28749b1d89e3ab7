"""The reasons of the plan, in the language of the reader.

One sentence for each delivery and each shortfall, made of what the plan found (see
`posada.plan.reasons`) and of the standards: what is covered, which limit stands in the way of more,
which standard was used, and what one more unit there would do. Sentences on shortfalls name no
place and no number of people, so that they can be shown wherever the table is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd
from babel.dates import format_date

from posada.needs.result import Needs
from posada.plan.deliveries import CLOSE
from posada.plan.limits import ENOUGH
from posada.report.labels import N_
from posada.report.words import Words
from posada.scenario.wording import percent

GROUNDS = {
    "accepted": N_("accepted by the organisation"),
    "changed": N_("changed and accepted by the organisation"),
    "kept": N_("kept from the plan before, because it leaves so soon"),
}
LIMITS = {
    "stock": N_("limit: the depots that can reach the place have no more to give"),
    "lane": N_("limit: the lanes to the place carry no more"),
    "depot": N_("limit: the transport of the depots carries no more"),
    "handling": N_("limit: the place can receive no more"),
    "room": N_("limit: the place has no room to keep more"),
    "budget": N_("limit: the organisations have no money left for transport"),
    "time": N_("limit: nothing more can arrive by then"),
    "no lane": N_("limit: no lane leads there from a depot that has it"),
    "declined": N_("limit: those who have it may not bring it there, or have declined"),
    "none": N_("no limit stands in the way; what is short is too unlikely or less than a pack"),
}
# By the situation in which another standard holds.
INSTEAD = {
    "in transit": N_("in transit %(quantity)s"),
    "in transit and hot": N_("in transit in the heat %(quantity)s"),
    "cold": N_("in the cold %(quantity)s"),
}
# Units of standards and what they are per; the other form is for several.
SEVERAL = {
    N_("piece"): N_("pieces"),
    N_("piece (10-20 L)"): N_("pieces (10-20 L)"),
    N_("full set"): N_("full sets"),
    N_("set"): N_("sets"),
    N_("pair"): N_("pairs"),
    N_("module"): N_("modules"),
    N_("kit"): N_("kits"),
    N_("tent"): N_("tents"),
    N_("sheet 4x5 or 4x6 m"): N_("sheets 4x5 or 4x6 m"),
}
MEASURES = {
    *SEVERAL,
    *SEVERAL.values(),
    N_("person"),
    N_("person/day"),
    N_("person/day per 5 C below 20 C"),
    N_("person/month"),
    N_("person/year"),
    N_("household"),
    N_("household of 5"),
    N_("menstruating person/month"),
    N_("toilet"),
    N_("10000 persons / 3 months"),
    N_("L"),
    N_("g"),
    N_("kcal"),
    N_("new consultations"),
    N_("persons"),
}


class Reasons:
    """The sentences, in the language of the reader, as are the names in them.

    Parameters
    ----------
    needs : what is planned for, by the standards that are quoted
    words : of the reader
    """

    def __init__(self, needs: Needs, words: Words) -> None:
        self.words, self.gettext = words, words.gettext
        standards = list(needs.standards.groupby("item", sort=False))
        self.quotes = {str(item): self._quote(list(rows.itertuples())) for item, rows in standards}
        lasting = needs.data["clock"].to_series() == "first_arrivals"
        self.lasting = set(lasting.index[lasting].astype(str))
        self.days = lru_cache(maxsize=None)(self._days)

    def of_deliveries(self, lines: pd.DataFrame) -> list[str]:
        """One for each row with the columns of DELIVERIES; none for one that is withheld."""
        return [self._delivery(row) for row in lines.itertuples()]

    def of_shortfalls(self, table: pd.DataFrame) -> list[str]:
        """One for each row with the columns of SHORTFALLS; it names no place and counts nobody."""
        return ["; ".join(self._shortfall(row)) for row in table.itertuples()]

    def _delivery(self, row: Any) -> str:
        if row.ground != "need":
            return self.gettext(GROUNDS[row.ground]) if row.ground else ""
        open_need = N_(
            "covers %(share)s of what is still needed of %(item)s at %(place)s by %(day)s"
        )
        need = N_("covers %(share)s of the mean need of %(item)s at %(place)s %(days)s")
        covers = self.gettext(open_need if row.item in self.lasting else need) % {
            "share": self._share(row.share, row.share_under),
            "item": _within(self.words.item(row.item)),
            "place": self.words.name(row.place),
            "days": self.days(row.covers_start, row.covers_end),
            "day": self.words.full_date(row.covers_end),
        }
        return "; ".join([covers, *self._more(row, row.limit, row.share == 1)])

    def _shortfall(self, row: Any) -> list[str]:
        if row.coverage >= ENOUGH:
            return [self.gettext("all of it is covered"), *self._more(row, "")]
        nothing = row.coverage < CLOSE
        head = N_("nothing of it is covered") if nothing else N_("covered in part")
        return [self.gettext(head), *self._more(row, row.limit)]

    def _more(self, row: Any, limit: str, whole: bool = False) -> Iterator[str]:
        """Which limit binds, the standard, and what one more unit would do.

        Parameters
        ----------
        whole : the mean need is met, so that the limit is one of futures with more people
        """
        if limit:
            told = self.gettext(LIMITS[limit])
            more = whole and limit != "none"
            yield self.gettext("if more people come, %(limit)s") % {"limit": told} if more else told
        if row.item in self.quotes:
            yield self.quotes[row.item]
        if limit and row.gain == 1:
            yield self.gettext(
                "one more %(unit)s there would add 1 weighted person-day of cover"
            ) % {"unit": self.words.unit(row.unit, one=True)}
        elif limit and row.gain > 0:
            yield self.gettext(
                "one more %(unit)s there would add %(number)s weighted person-days of cover"
            ) % {
                "unit": self.words.unit(row.unit, one=True),
                "number": self.words.figure(row.gain),
            }

    def _quote(self, rows: list[Any]) -> str:
        """How a standard is quoted: `standard: 15 L per person/day (first source), in transit 3 L`.

        Parameters
        ----------
        rows : standards that one item rests on, its own first
        """
        own, others = rows[0], rows[1:]
        source = self.gettext("the operation's own") if own.overridden else own.source.split(";")[0]
        quote = self.gettext("standard: %(quantity)s per %(per)s (%(source)s)") % {
            "quantity": self._quantity(own),
            "per": measure(own.per, self.words),
            "source": source,
        }
        return ", ".join([quote, *self._elsewhere(own, others)])

    def _elsewhere(self, own: Any, others: list[Any]) -> Iterator[str]:
        """What holds instead, or is added, where people pass through or where it is cold."""
        for row in others:
            blanks = {"quantity": self._quantity(row), "per": measure(row.per, self.words)}
            if row.standard == "energy_cold_increment":
                yield self.gettext("in the cold %(quantity)s more per %(per)s") % blanks
            elif row.role in INSTEAD and row.value != own.value:
                yield self.gettext(INSTEAD[row.role]) % blanks

    def _quantity(self, row: Any) -> str:
        unit = row.unit if row.value == 1 else SEVERAL.get(row.unit, row.unit)
        return f"{row.value:g} {measure(unit, self.words)}"

    def _share(self, share: float, under: float) -> str:
        """`45 %`, `under 1 %`, or `part` where not even that may be told."""
        if share > 0:
            return percent(share)
        if under > 0:
            return self.gettext("under %(share)s") % {"share": percent(under)}
        return self.gettext("part")

    def _days(self, first: pd.Timestamp, last: pd.Timestamp) -> str:
        """One day, or the first and the last of several; what both share is told once."""
        end = self.words.full_date(last)
        if first == last:
            return self.gettext("on %(day)s") % {"day": end}
        same = first.year == last.year
        if same and first.month == last.month:
            return self.gettext("from %(month)s %(first)s to %(last)s, %(year)s") % {
                "month": format_date(first, "LLLL", locale=self.words.locale),
                "first": first.day,
                "last": last.day,
                "year": last.year,
            }
        start = self.words.long_date(first) if same else self.words.full_date(first)
        return self.gettext("from %(first)s to %(last)s") % {"first": start, "last": end}


def measure(text: str, words: Words) -> str:
    """A unit of a standard, or what it is per, in the language of the reader where it is known."""
    return words.gettext(text) if text in MEASURES else text


def _within(name: str) -> str:
    """A name within a sentence; abbreviations stay as they are."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
