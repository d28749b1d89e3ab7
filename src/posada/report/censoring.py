"""Names taken out of texts, however they are written there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

ACCENT = "[\u0300-\u036f]"
LETTERS = r"[^\W_]+"


def censoring(names: Mapping[str, str]) -> Callable[[object], object]:
    """A function that replaces the names in a text, longest first, as whole words.

    A name in capitals, without its accents, or joined as in an address is the same name.
    """
    kept = {_plain(name): shown for name, shown in names.items()}
    ordered = sorted(kept, key=len, reverse=True)
    names_in_any_writing = "|".join(map(_in_any_writing, ordered))
    before, after = rf"(?<![^\W_])(?<!{ACCENT})", r"(?![^\W_])"
    pattern = re.compile(f"{before}(?:{names_in_any_writing}){after}", re.IGNORECASE)

    def censored(text: object) -> object:
        if not isinstance(text, str) or not pattern.search(_apart(text)):
            return text
        replaced = pattern.sub(lambda found: kept[_plain(found[0])], _apart(text))
        return unicodedata.normalize("NFC", replaced)

    return censored


def _apart(text: str) -> str:
    """The text with each accent as a character of its own, behind its letter."""
    return unicodedata.normalize("NFD", text)


def _plain(name: str) -> str:
    """The words of a name without accents, in small letters."""
    return " ".join(re.findall(LETTERS, re.sub(ACCENT, "", _apart(name)).lower()))


def _in_any_writing(name: str) -> str:
    """A pattern for a plain name, whatever its accents and what stands between its words."""
    words = ([f"{letter}{ACCENT}*" for letter in word] for word in name.split())
    return r"[\W_]+".join(map("".join, words))
