"""Texts that others wrote, known by their fixed words."""

from __future__ import annotations

import re
from collections.abc import Mapping


def as_pattern(sentence: str, blanks: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """A sentence as a pattern: its fixed words, and a group by name for each blank.

    `blanks` says what may stand in some of them; elsewhere anything may.
    """
    known = blanks or {}
    pieces = re.split(r"%\((\w+)\)s", sentence)
    return re.compile(
        "".join(
            f"(?P<{piece}>{known.get(piece, '.+?')})"
            if number % 2
            else re.escape(piece.replace("%%", "%"))
            for number, piece in enumerate(pieces)
        )
    )
