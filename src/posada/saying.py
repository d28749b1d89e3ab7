"""Sentences that know their words and what fills their blanks, so that any language can say them.

A `Said` is its English text, and is used as one. It remembers from which words it was made, and a
catalogue (see `posada.report.words`) says the same in the language of the reader. Blanks are filled
with names, figures and other sentences; only words are translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Said(str):
    """A text in English that can be said in other languages.

    Parameters
    ----------
    words : English words, with a blank such as `%(name)s` for whatever is not a word
    blanks : what fills each of them
    """

    words: str
    blanks: Mapping[str, object]

    def __new__(cls, words: str, blanks: Mapping[str, object] | None = None) -> Said:
        """The English text, with what it was made from."""
        said = super().__new__(cls, words % dict(blanks or {}))
        said.words, said.blanks = words, dict(blanks or {})
        return said

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]
        return self.words, self.blanks


NOTHING = Said("")


def say(words: str, /, **blanks: object) -> Said:
    """A sentence, or a part of one; `words` is written out where it is called.

    Examples
    --------
    >>> say("at most %(most)s files", most=3)
    'at most 3 files'
    """
    return Said(words, blanks)


def as_it_is(text: object) -> Said:
    """A name or a figure: it is the same in every language."""
    return Said("%(text)s", {"text": text})


def joined(parts: Iterable[object], between: str = ", ") -> Said:
    """Several things, one after the other."""
    blanks = {f"part_{number}": part for number, part in enumerate(parts)}
    return Said(between.replace("%", "%%").join(f"%({name})s" for name in blanks), blanks)


def by_others(text: str) -> Said:
    """A sentence of another program, such as the system's: said as the catalogue has it, if so."""
    return text if isinstance(text, Said) else Said(text.replace("%", "%%"))


def translated(
    text: object, gettext: Callable[[str], str], named: Callable[[str], str] = str
) -> str:
    """A text in the language of a catalogue; a name or a figure as `named` gives it."""
    if not isinstance(text, Said):
        return named(str(text))
    blanks = {name: translated(part, gettext, named) for name, part in text.blanks.items()}
    return (gettext(text.words) if text.words else "") % blanks


def refilled(text: object, change: Callable[[object], object]) -> str:
    """The same words around names that are changed; a text without words is changed as a whole."""
    if not isinstance(text, Said):
        return str(change(text))
    return Said(text.words, {name: refilled(part, change) for name, part in text.blanks.items()})


def recorded(text: object) -> Any:
    """A text as JSON can hold it, for `recalled` to read."""
    if not isinstance(text, Said):
        return str(text)
    blanks = {name: recorded(part) for name, part in text.blanks.items()}
    return {"words": text.words, "blanks": blanks}


def recalled(data: Any) -> str:
    """The text that was recorded, which any language can say again."""
    if isinstance(data, str):
        return data
    return Said(data["words"], {name: recalled(part) for name, part in data["blanks"].items()})
