"""Errors, and what a person must mend, in the language of the reader.

Sentences of posada are found in the catalogue by their words. Those that it only passes on, from
the system or from the libraries that read files and commands, are known by their fixed words; one
that is not known stays in English.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial

from posada.report.labels import N_
from posada.report.words import Words, words_in
from posada.saying import translated

# A blank `why` holds another sentence of this list. Longer sentences stand before those that they
# begin with.
OTHERS = (
    # the system
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("File too large"),
    N_("File name too long"),
    N_("File exists"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Directory not empty"),
    N_("Read-only file system"),
    N_("Input/output error"),
    N_("Too many open files"),
    N_("Text file busy"),
    N_("Device or resource busy"),
    N_("Invalid argument"),
    # CSV
    N_("unexpected end of data"),
    N_("field larger than field limit (%(size)s)"),
    N_("%(one)s expected after %(other)s"),
    # TOML
    N_("invalid statement"),
    N_("expected newline or end of document after a statement"),
    N_("expected '=' after a key in a key/value pair"),
    N_("expected ']' at the end of a table declaration"),
    N_("expected ']]' at the end of an array declaration"),
    N_("invalid initial character for a key part"),
    N_("invalid date or datetime"),
    N_("invalid hex value"),
    N_("invalid value"),
    N_("unclosed array"),
    N_("unclosed inline table"),
    N_("unterminated string"),
    N_("unescaped '\\' in a string"),
    N_("escaped character is not a Unicode scalar value"),
    N_("found invalid character %(what)s"),
    N_("illegal character %(what)s"),
    N_("cannot overwrite a value"),
    N_("cannot declare %(what)s twice"),
    N_("cannot redefine namespace %(what)s"),
    N_("cannot mutate immutable namespace %(what)s"),
    N_("duplicate inline table key %(what)s"),
    # YAML
    N_("mapping values are not allowed here"),
    N_("sequence entries are not allowed here"),
    N_("could not find expected ':'"),
    N_("expected <block end>, but found %(what)s"),
    N_("expected ',' or ']', but got %(what)s"),
    N_("expected ',' or '}', but got %(what)s"),
    N_("found character %(what)s that cannot start any token"),
    N_("found unexpected end of stream"),
    N_("found undefined alias %(what)s"),
    N_("found unhashable key"),
    N_("broken text"),
    N_("expected %(what)s"),
    # the command line
    N_("Usage:"),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
    N_("Arguments:"),
    N_("Options:"),
    N_("Commands:"),
    N_("[default:"),
    N_("; default:"),
    N_("[env var:"),
    N_("[required]"),
    N_("Show this message and exit."),
    N_("Usage: %(command)s [OPTIONS] COMMAND [ARGS]..."),
    N_("Usage: %(command)s [OPTIONS] %(what)s"),
    N_("Try '%(command)s --help' for help.\n"),
    N_("Error: %(why)s"),
    N_("Missing argument %(what)s."),
    N_("Missing option %(what)s."),
    N_("Missing command."),
    N_("No such command %(what)s."),
    N_("No such option: %(what)s (Possible options: %(others)s)"),
    N_("No such option: %(what)s"),
    N_("Option %(what)s requires an argument."),
    N_("Option %(what)s does not take a value."),
    N_("Got unexpected extra argument(s) (%(what)s)"),
    N_("Invalid value for %(what)s (env var: %(variable)s): %(why)s"),
    N_("Invalid value for %(what)s: %(why)s"),
    N_("Value error, %(why)s"),
    N_("%(what)s is not one of %(choices)s."),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be greater than or equal to %(least)s"),
    N_("Input should be less than or equal to %(most)s"),
    N_("%(what)s is not a date such as 2018-11-13"),
    N_("%(what)s is not a list of days such as 30,60,90"),
)


def said_in(text: str, language: str) -> str:
    """A sentence in a language: the message of an error, for example.

    Parameters
    ----------
    text : as `posada.saying` made it; another text stays as it is
    language : 'en' or 'es'
    """
    return translated(text, partial(_in_catalogue, words=words_in(language)))


def _in_catalogue(english: str, words: Words) -> str:
    """Words of posada as the catalogue has them, or a sentence of others by its fixed words."""
    known = words.gettext(english)
    if known != english:
        return known
    for pattern, said in _patterns():
        found = pattern.fullmatch(english)
        if found:
            blanks = found.groupdict()
            if "why" in blanks:
                blanks["why"] = _in_catalogue(blanks["why"], words)
            # Whoever asked for the words fills in blanks, and there are none left.
            return words.gettext(said) % blanks
    return english


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(_as_pattern(said), said) for said in OTHERS]


def _as_pattern(sentence: str) -> re.Pattern[str]:
    """A sentence as a pattern: its fixed words, and a group by name for each blank."""
    pieces = re.split(r"%\((\w+)\)s", sentence)
    return re.compile(
        "".join(
            f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece.replace("%%", "%"))
            for number, piece in enumerate(pieces)
        )
    )
