"""Names that run from right to left inside sentences that do not.

A figure that follows such a name would be drawn before it: `Camp: 990` would read as if 990 were
part of the name. One mark that nobody sees keeps them apart. Marks with which a name could turn
the words round it are taken out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markupsafe import Markup

LEFT_TO_RIGHT = "\u200e"
RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
BEFORE_A_FIGURE = re.compile(rf"([{RIGHT}])(?=[^\w{RIGHT}]*[\d(])")


def runs_right_to_left(text: str) -> bool:
    """Whether any letter of a text does."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def kept_apart(value: Any) -> Any:
    """A text in which figures stay behind the names they follow; anything else as it is.

    A text that begins from right to left is read so as a whole, and gets no mark.
    """
    if not isinstance(value, str) or isinstance(value, Markup) or value.isascii():
        return value
    value = TURNING.sub("", value)
    strong = (unicodedata.bidirectional(letter) for letter in value)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return BEFORE_A_FIGURE.sub(rf"\1{LEFT_TO_RIGHT}", value) if first == "L" else value
