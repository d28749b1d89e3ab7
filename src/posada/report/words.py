"""The words people read, in their language, and numbers and dates as they write them.

Everything shown goes through gettext: the English words stand in the code and the templates, the
others in `locale/<language>/LC_MESSAGES/posada.po`. Names of places, items and organisations,
descriptions and caveats come from the scenario and the stages, and stay as they were written.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

import numpy as np
import pandas as pd
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from posada.errors import PosadaError
from posada.report.disclosure import LEAST, told
from posada.report.labels import LABELS, MODELS, OTHER_PLACES, UNITS
from posada.saying import joined, say
from posada.scenario.model import Scenario

# Relief workers in Mexico and Central America write 12,345.6.
LOCALES = {"en": "en", "es": "es_MX"}
ONE_YEAR = 330  # days; in as many, a day and a month are hardly mistaken
LEAST_PERCENT = 0.01
NO_COUNTRY = "ZZ"  # the code that stands for none
ALMOST_ALL = 1 - 1e-4  # what the solver leaves is nothing


@lru_cache(maxsize=8)
def _translations(language: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory; English is what stands in the code."""
    if language == "en":
        return NullTranslations()
    path = files("posada.report").joinpath(f"locale/{language}/LC_MESSAGES/posada.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=2**14)
def _decimal(value: float, decimals: int, locale: Locale) -> str:
    """A number as a locale writes it; a report writes the same ones again and again."""
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
    return str(format_decimal(value, pattern, locale=locale))


class Words:
    """One language: its words, numbers and dates.

    Parameters
    ----------
    language : 'en' or 'es'
    least : smallest count of people that is told [person]
    items : names of items in that language, where the scenario gives them
    written : sentences of the scenario that its author wrote in that language
    names : names of places, regions, stores and organisations in that language
    years : whether a day and a month alone could be those of several years
    """

    def __init__(
        self,
        language: str,
        least: int = LEAST,
        items: Mapping[str, str] | None = None,
        written: Iterable[str] = (),
        names: Mapping[str, str] | None = None,
        years: bool = False,
    ) -> None:
        self.language = language
        self.items = dict(items or {})
        self.names = dict(names or {})
        self.written = frozenset(written)
        self.least = least
        self.years = years
        self.small = f"<{least}"
        self.locale = Locale.parse(LOCALES[language])
        self.translations = _translations(language)
        self.gettext = self.translations.gettext
        self.ngettext = self.translations.ngettext

    def label(self, value: str) -> str:
        """The words for a value of a choice, such as 'gas_or_spray'."""
        known = LABELS.get(value)
        return self.gettext(known) if known else str(value).replace("_", " ")

    def model(self, name: str) -> str:
        """What a back-test compares, in words, with its name in the files."""
        known = MODELS.get(name)
        return f"{self.gettext(known)} ({name})" if known else name

    def item(self, name: str) -> str:
        """An item as the reader calls it."""
        return self.items.get(name, name)

    def name(self, name: str) -> str:
        """A place, region, store or organisation as the reader calls it."""
        if name == OTHER_PLACES:
            return self.gettext(name)
        return self.names.get(name, name).replace("_", " ")

    def called(self, name: str) -> str:
        """Whatever has a name, as the reader calls it; another text, as of a file, stays."""
        known = name in self.names or name == OTHER_PLACES
        return self.name(name) if known and name not in self.items else self.item(name)

    def first_of(self, names: Sequence[str], most: int) -> str:
        """The first of several names, and how many more there are."""
        more = len(names) - most
        return self.series(names[:most]) + (f" +{more}" if more > 0 else "")

    def unit(self, unit: str, one: bool = False) -> str:
        """A unit of items, of several things unless of one; one that is not known stays."""
        single, several = UNITS.get(unit, (unit, unit))
        return self.gettext(single if one else several) if unit in UNITS else unit

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with separators; empty when there is none."""
        if pd.isna(value):
            return ""
        return _decimal(round(float(value), decimals) + 0.0, decimals, self.locale)  # no -0

    def figure(self, value: float) -> str:
        """A number to three figures, of which at most three stand behind the point."""
        if pd.isna(value) or value == 0:
            return self.number(value)
        behind = 2 - int(np.floor(np.log10(abs(value))))
        return self.number(round(float(value), behind), min(max(behind, 0), 3))

    def people(self, value: float) -> str:
        """People, to the nearest ten (hundred from 10,000 on), and `<10` for a small figure."""
        if pd.isna(value):
            return ""
        if 0 < value < self.least:
            return self.small
        step = 10 if value < 10_000 else 100
        return self.number(np.rint(value / step) * step)

    def count(self, value: float, value_high: float = np.nan) -> str:
        """People as somebody reported them, or a range of them; '<10' for a small figure."""
        if pd.isna(value):
            return ""
        low = self.small if 0 < value < self.least else self.number(value)
        if pd.isna(value_high) or value_high <= value:
            return low
        high = self.small if 0 < value_high < self.least else self.number(value_high)
        return self.spread(low, high)

    def headcount(self, value: float, value_high: float = np.nan) -> str:
        """People as somebody counted them, to the nearest of what may be shown.

        So two counts, of a town and of its shelters or of two days, never tell apart few people.
        """
        return self.count(*map(float, told(np.array([value, value_high]), self.least)))

    def spread(self, low: str, high: str) -> str:
        """A range between two figures; one figure when they are the same, or both too small."""
        if low == high or (low == "0" and high == self.small):
            return high
        return f"{low}\u2013{high}"

    def area(self, name: str) -> str:
        """A place or region as it is called; a country code as the country."""
        if name == NO_COUNTRY:
            return self.gettext("country not named")
        known = len(name) == 2 and name.isupper()
        return self.locale.territories.get(name, name) if known else self.name(name)

    def quantity(self, value: float, least: float = 0.0) -> str:
        """A quantity to three figures; less than `least` when it would reveal a small count."""
        if pd.isna(value):
            return ""
        if 0 < value < least:
            return f"<{self.quantity(least)}"
        size = 10.0 ** (np.floor(np.log10(value)) - 2) if value > 0 else 1.0
        return self.number(np.rint(value / size) * size, 1 if value < 10 else 0)

    def percent(self, share: float) -> str:
        """A share in whole percent; empty when there is none.

        All and nothing are told only where they are: `100 %`, `0 %`.
        """
        if pd.isna(share):
            return ""
        if 1 - ALMOST_ALL < share < LEAST_PERCENT:
            return f"<{self.percent(LEAST_PERCENT)}"
        said = min(share, 1 - LEAST_PERCENT) if share < ALMOST_ALL else share
        return format_percent(said, "#,##0\u00a0%", locale=self.locale)

    def date(self, day: dt.date | pd.Timestamp) -> str:
        """Day and month, short, and the year where it could be another."""
        skeleton = "yMMMd" if self.years else "MMMd"
        return "" if pd.isna(day) else format_skeleton(skeleton, day, locale=self.locale)

    def tick(self, day: dt.date | pd.Timestamp) -> str:
        """A day below a chart, where there is little room: without the day where years count."""
        return format_skeleton("yMMM" if self.years else "MMMd", day, locale=self.locale)

    def long_date(self, day: dt.date | pd.Timestamp) -> str:
        """Day and month in full."""
        return "" if pd.isna(day) else format_skeleton("MMMMd", day, locale=self.locale)

    def full_date(self, day: dt.date | pd.Timestamp) -> str:
        """Day, month and year."""
        return "" if pd.isna(day) else format_date(day, "long", locale=self.locale)

    def span(self, start: pd.Timestamp, end: pd.Timestamp) -> str:
        """One day, or the first and the last of several."""
        if pd.isna(end) or end <= start:
            return self.date(start)
        return f"{self.date(start)}\u2013{self.date(end)}"

    def series(self, parts: Iterable[str]) -> str:
        """Several things in one sentence."""
        return ", ".join(parts)


def words_in(language: str, least: int = LEAST, scenario: Scenario | None = None) -> Words:
    """The words of a language, with counts under `least` not told.

    The scenario may name its items, places, stores and organisations in that language (`name_es`
    in their tables), and write its caveats in it (`caveats_es` in scenario.toml).

    Raises
    ------
    PosadaError
        When there is no catalogue for it.
    """
    if language not in LOCALES:
        known = joined(LOCALES)
        raise PosadaError(
            say(
                "no report in language %(name)s, expected one of %(known)s",
                name=repr(language),
                known=known,
            )
        )
    years = scenario is not None and len(scenario.days) > ONE_YEAR
    if scenario is None or f"name_{language}" not in scenario["items"]:
        return Words(language, least, years=years)
    names: dict[str, str] = {}
    for table in ("depots", "organisations", "places"):
        names |= _names_in(scenario[table], language)
    return Words(
        language,
        least,
        items=_names_in(scenario["items"], language),
        written=getattr(scenario.settings, f"caveats_{language}"),
        names=names,
        years=years,
    )


def _names_in(table: pd.DataFrame, language: str) -> dict[str, str]:
    """The name of each row in a language, where it has one."""
    named = table[table[f"name_{language}"] != ""]
    return dict(zip(named["name"], named[f"name_{language}"], strict=True))
