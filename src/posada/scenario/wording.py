"""How a problem is told: what was found, in quotes, and the nearest correct name.

It refuses to repeat anything that looks like personal data.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from posada.scenario.privacy import personal_value

LONGEST_QUOTE = 60
MOST_NAMED = 5


def quote(value: object) -> str:
    """The person's text between quotes, short and harmless; never personal data."""
    text = str(value)
    if kind := personal_value(text):
        return f"what looks like {kind}"
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:LONGEST_QUOTE])
    return f"'{shown}...'" if len(text) > LONGEST_QUOTE else f"'{shown}'"


def first_few(names: Iterable[str], most: int = MOST_NAMED) -> str:
    """The first few names, and how many more there are."""
    names = list(names)
    more = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {more} more" if more > 0 else shown


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


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """` (did you mean 'X'?)`, or '' when no name is near."""
    name = nearest(word, names)
    return f" (did you mean '{name}'?)" if name else ""
