"""How a problem is told: what was found, in quotes, the nearest correct name, and shares.

It refuses to repeat anything that looks like personal data.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from posada.saying import NOTHING, Said, as_it_is, joined, say
from posada.scenario.privacy import personal_value
from posada.scenario.spanish import meant_in_spanish

LONGEST_QUOTE = 60
MOST_NAMED = 5
TOTALS = ("total", "totals", "subtotal", "sum", "totales", "gran total", "suma")


def quote(value: object) -> Said:
    """The person's text between quotes, short and harmless; never personal data."""
    text = str(value)
    if kind := personal_value(text):
        return say("what looks like %(kind)s", kind=kind)
    shown = "".join(map(_shown, text[:LONGEST_QUOTE]))
    return as_it_is(f"'{shown}...'" if len(text) > LONGEST_QUOTE else f"'{shown}'")


def _shown(letter: str) -> str:
    """A letter that a terminal can show; spaces of any width are spaces."""
    if letter.isprintable():
        return letter
    if unicodedata.category(letter) == "Zs":
        return " "
    return f"\\x{ord(letter):02x}" if letter < "\x80" else f"\\u{ord(letter):04x}"


def first_few(names: Iterable[object], most: int = MOST_NAMED) -> Said:
    """The first few names, and how many more there are."""
    names = list(names)
    more = len(names) - most
    shown = joined(names[:most])
    return say("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else shown


def either(names: Iterable[object]) -> Said:
    """Names of which one is meant: `meal or ration`."""
    names = list(names)
    told = as_it_is(names[0])
    for name in names[1:]:
        told = say("%(one)s or %(other)s", one=told, other=name)
    return told


def percent(share: float, decimals: int = 0) -> str:
    """A share as sentences tell it: `8 %`."""
    return f"{share:.{decimals}%}".replace("%", " %")


def plain(text: str) -> str:
    """Lower case, without accents: what a person may easily mistake."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def _nearest(word: str, names: tuple[str, ...], cutoff: float) -> str:
    if len(word) > LONGEST_QUOTE:
        return ""
    by_plain = {plain(name): name for name in reversed(names)}
    close = difflib.get_close_matches(plain(word), by_plain, n=1, cutoff=cutoff)
    return by_plain[close[0]] if close else ""


def nearest(word: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The name most like the word, or '' when none is like it."""
    return _nearest(word, tuple(names), cutoff)


def did_you_mean(word: str, names: Iterable[str]) -> Said:
    """` (did you mean 'X'?)`, or '' when no name is near and none is meant in Spanish."""
    names = list(names)
    if name := meant_in_spanish(plain(word), names) or nearest(word, names):
        return say(" (did you mean '%(name)s'?)", name=name)
    totals = plain(word).strip(" :") in TOTALS
    return say(" (without the row of totals)") if totals else NOTHING
