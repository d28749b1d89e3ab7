"""For whom a report is made, and what each of them may see.

`public` sees whole weeks by region that ended at least 7 days ago, and nothing of the plan.
`partners`, who are named, see every place that is not restricted. `internal`, the team that runs
the operation, sees restricted places and stores too. Nobody sees a small count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from posada.errors import PosadaError
from posada.report.labels import N_
from posada.saying import joined, say

DELAY_DAYS = 7
MADE_UP = N_("Made-up figures, to practise with: nobody is in need here.")


@dataclass(frozen=True)
class Audience:
    """What one kind of reader may see.

    Parameters
    ----------
    name : 'public', 'partners' or 'internal'
    least : smallest count of people that is shown [person]
    notice : sentence that stands on everything they get
    made_up : whether the figures are an example and not an operation
    """

    name: str
    least: int
    notice: str
    made_up: bool = field(default=False, compare=False)

    def told(self, gettext: Callable[[str], str] = str) -> str:
        """The notice in a language, and before it that everything is made up where it is."""
        return (
            f"{gettext(MADE_UP)} {gettext(self.notice)}" if self.made_up else gettext(self.notice)
        )


PUBLIC = Audience(
    "public", 10, N_("For the public: by region and week, at least 7 days after the week ended.")
)
PARTNERS = Audience("partners", 10, N_("For named partners; do not publish place-level forecasts."))
INTERNAL = Audience("internal", 5, N_("For the team that runs the operation; do not pass it on."))
AUDIENCES = {audience.name: audience for audience in (PUBLIC, PARTNERS, INTERNAL)}


@dataclass(frozen=True)
class Reader:
    """Language of the report, "en" or "es", and its audience: public, partners or internal."""

    language: str = "en"
    audience: str = "partners"


def audience_named(name: str) -> Audience:
    """The audience of that name.

    Raises
    ------
    PosadaError
        When there is none.
    """
    if name not in AUDIENCES:
        known = joined(AUDIENCES)
        raise PosadaError(
            say("no report for %(name)s, expected one of %(known)s", name=repr(name), known=known)
        )
    return AUDIENCES[name]
