"""What a reader must know of the learning, in words.

It answers how far the reports were believed, which were kept although they contradict what the
scenario states, and which were not used.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from posada.forecast.doubts import above_capacity, before_start, places_beyond_capacity
from posada.forecast.flow import first_untold
from posada.forecast.learning.combining import WHOLE
from posada.forecast.learning.evidence import Evidence
from posada.forecast.learning.today import BACK
from posada.forecast.result import FADING, Learned
from posada.saying import Said, say
from posada.scenario.wording import first_few, percent

MOVED = say(
    "On each day with headcounts every draw was moved towards them, as far as each is trusted:"
    " people were moved between places, the road and those who left, and nobody was added beyond"
    " the stated departures."
)
FLEETING_HABITS = say(
    "Headcounts were so far off what the rules expect that places were sought which people leave,"
    " or where they end their journey, more or less than stated. What was found goes on after the"
    " last headcount and fades within weeks."
)
LASTING_HABITS = say(
    "Headcounts were so far off what the rules expect that places were sought which people leave,"
    " or where they end their journey, more or less than stated. Much was found, and the headcounts"
    " speak for it being always so: it goes on after the last of them. If that is true, what is"
    " stated of how people move needs mending there."
)
NOTHING_TO_LEARN = say(
    "The forecast comes from stated ranges and events; there is no headcount yet to learn from."
)
SWITCHED_OFF = say(
    "The forecast comes from stated ranges and events; learning from headcounts is switched off."
)


def learning_caveats(evidence: Evidence, learned: Learned | None) -> tuple[Said, ...]:
    """Sentences on what was learned from, or why nothing was.

    Parameters
    ----------
    evidence : the reports that can be learned from
    learned : what they changed; None when nothing was learned
    """
    return tuple(_sentences(evidence, learned))


def _sentences(evidence: Evidence, learned: Learned | None) -> Iterator[Said]:
    scenario, table = evidence.scenario, evidence.table
    start = scenario.settings.start
    early = int((scenario["headcounts"]["date"] < pd.Timestamp(start)).sum())
    if early:
        yield before_start(start, early)
    if learned is None and len(table):
        yield SWITCHED_OFF
    elif learned is None:
        yield NOTHING_TO_LEARN
    else:
        yield from _learned(evidence, learned)


def _learned(evidence: Evidence, learned: Learned) -> Iterator[Said]:
    table, as_of = evidence.table, evidence.scenario.settings.as_of
    yield say(
        "The forecast learned from headcounts up to %(date)s, within the stated ranges: %(count)s."
        " The model can follow %(share)s of their weight; the less that is, the less they narrow"
        " the ranges.",
        date=as_of,
        count=len(table),
        share=percent(learned.belief),
    )
    yield MOVED
    if learned.trust < 1:
        yield say(
            "When each day with headcounts was forecast from those before it, headcounts were"
            " further off than chance allows. After the last of them %(count)s of 100 draws keep"
            " what they learned of the movement; the others live on with it as stated, and the mood"
            " of a crowd lasts longer.",
            count=round(100 * learned.trust),
        )
    if len(learned.habits):
        fleeting = learned.habits["lasting"].max() <= FADING
        yield FLEETING_HABITS if fleeting else LASTING_HABITS
    share = learned.places["share"]
    missed, drawn = share[share == WHOLE], share[(share > 0) & (share < WHOLE)]
    if len(missed):
        yield say(
            "Far more people were counted than can have set out as stated, so departures are"
            " missing from the scenario. Where they were counted, the forecast is what headcounts"
            " alone lead to expect, and the movement knows nothing of them. Places where this is"
            " so: %(count)s. Add the departures that are missing.",
            count=len(missed),
        )
    if len(drawn):
        yield say(
            "Of the forecast for the next %(days)s days %(share)s is what headcounts alone lead to"
            " expect, without any rule of movement, and later less and less: so well did that"
            " forecast the last headcounts, beside the movement. Places where this is so:"
            " %(count)s.",
            days=BACK,
            share=percent(float(drawn.max())),
            count=len(drawn),
        )
    unexpected = int((learned.reports["tail"] < 0.05).sum())
    if unexpected:
        yield say(
            "Headcounts that lay outside 95 %% of what was expected before learning: %(count)s of"
            " %(all)s. They are kept; either they or the model are wrong there.",
            count=unexpected,
            all=len(table),
        )
    beyond = _above_everybody(evidence, learned.untold)
    if beyond:
        yield say(
            "Headcounts of more people than can have set out by then are kept, but the movement"
            " makes up nobody for them: %(places)s.",
            places=first_few(beyond),
        )
    crowded = _above_capacity(evidence)
    if crowded:
        yield above_capacity(crowded)


def _above_everybody(evidence: Evidence, untold: bool) -> list[str]:
    """Places counted fuller than all who can have set out by then, in order of the table.

    untold : whether departures went on untold; nobody knows then how many can have set out since
    """
    known = evidence.scenario.known("departures")
    told = first_untold(evidence.scenario, known) if untold else None
    highest = known["people_high"].fillna(known["people"])
    counts = evidence.table[evidence.table["measure"] == "people"]
    if told is not None:
        counts = counts[evidence.days[counts.index] <= told]
    names = counts["place"].where(counts["place"] != "", counts["region"])
    everybody = [float(highest[known["date"] <= date].sum()) for date in counts["date"]]
    return list(dict.fromkeys(names[counts["people"] > everybody]))


def _above_capacity(evidence: Evidence) -> list[str]:
    """Places counted fuller than the scenario says that they can be, in order of the table."""
    counted = evidence.table.assign(day=evidence.days)
    counted = counted[(counted["measure"] == "people") & (counted["place"] != "")]
    counts = {
        str(place): (rows["day"].to_numpy(), rows["people"].to_numpy())
        for place, rows in counted.groupby("place", sort=False)
    }
    return places_beyond_capacity(evidence.scenario, counts)
