"""Sentences that the other stages write in English, in the language of the reader.

A sentence is known by its fixed words; what stands between them (figures, names, dates) is kept.
One that is not known stays in English, and is marked so in the page.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from posada.plan import sentences as plan
from posada.report.flee_sentences import FLEE_REASONS, FLEE_SENTENCES
from posada.report.labels import N_
from posada.report.words import Words
from posada.scenario.model import Scenario

SENTENCES = (
    N_("%(count)s rows are assumptions: %(where)s."),
    N_("%(count)s row is an assumption: %(where)s."),
    N_("%(count)s rows name no source: %(where)s."),
    N_("%(count)s row names no source: %(where)s."),
    N_("Rows that stand a second time, word for word, are used again: %(where)s."),
    N_("%(count)s of %(all)s rows of departures give no range: the figure is taken as exact."),
    N_("%(count)s of %(all)s sites give no shelter capacity: it is not known."),
    N_(
        "Factors of groups that change nothing, for what they multiply is 0 everywhere or is on no"
        " route: %(factors)s."
    ),
    N_(
        "Rows dated after %(date)s are in the tables but not used, because nobody could know of"
        " them: %(which)s."
    ),
    N_(
        "The forecast comes from stated ranges and events; there is no headcount yet to learn from."
    ),
    N_(
        "The forecast comes from stated ranges and events; learning from headcounts is switched"
        " off."
    ),
    N_("Headcounts dated before %(start)s, the start, are not used: %(count)s."),
    N_(
        "The forecast learned from headcounts up to %(date)s, within the stated ranges: %(count)s."
        " The model can follow %(share)s of their weight; the less that is, the less they narrow"
        " the ranges."
    ),
    N_(
        "Headcounts that lay outside 95 %% of what was expected before learning: %(count)s of"
        " %(all)s. They are kept; either they or the model are wrong there."
    ),
    N_(
        "On each day with headcounts every draw was moved towards them, as far as each is"
        " trusted: people were moved between places, the road and those who left, and nobody was"
        " added beyond the stated departures."
    ),
    N_(
        "When each day with headcounts was forecast from those before it, headcounts were further"
        " off than chance allows. After the last of them %(count)s of 100 draws keep what they"
        " learned of the movement; the others live on with it as stated, and the mood of a crowd"
        " lasts longer."
    ),
    N_(
        "Headcounts of more people than can have set out by then are kept, but nobody is made up"
        " for them: %(places)s."
    ),
    N_(
        "Headcounts above the shelter capacity of their place are kept and learned from:"
        " %(places)s."
    ),
    N_("Headcounts larger than everybody known to have set out by their day are kept: %(places)s."),
    N_(
        "Headcounts of one day that add up to more than everybody known to have set out by then"
        " are kept: %(places)s."
    ),
    N_(
        "The forecast posada is given the true total of the places on each day, as Flee is; nobody"
        " knows it beforehand."
    ),
    N_("Places without a report are not scored: %(places)s."),
    N_("Every headcount up to %(date)s says that nobody is there."),
    N_("Reports after %(date)s, the last day of information, are scored as well: %(count)s."),
    N_(
        "Departures after %(date)s are forecast for %(count)s of %(all)s places of departure, from"
        " those before: their level, trend and days of the week, fading, with a chance that they"
        " stop."
    ),
    N_(
        "After %(date)s only those announced set out from %(count)s of %(all)s places of departure:"
        " departures there are named waves, have stopped, or were seen on too few days to tell"
        " whether they go on."
    ),
    N_("%(count)s standards are unverified, not checked against the source: %(which)s."),
    N_("%(count)s standard is unverified, not checked against the source: %(which)s."),
    N_("Those who need some items are an assumed share of the people, not counted: %(which)s."),
    N_("The temperature of %(count)s of %(all)s places is not given; %(degrees)s °C is assumed."),
    N_(
        "The share of people in transit is not given for %(count)s of %(all)s places; %(shares)s"
        " and 0 elsewhere are assumed."
    ),
    N_(
        "Things that last are counted for first arrivals after the last day of information, at"
        " each place anew: who came earlier is taken to have them, and who passes several places"
        " is counted at each, so set needs.share_lacking with that in mind."
    ),
    N_("The need is shown once for each of %(items)s: it is not a sum."),
    N_("Items follow %(standards)s, which answer the same need: do not add them up."),
    N_("Losses of water (%(low)s to %(high)s of what is produced) are not added."),
    N_("Losses of food in transport (%(low)s to %(high)s) are not added."),
    N_(
        "The dry ration has almost no vitamin C: without fresh or fortified food, scurvy becomes"
        " a risk after about four weeks."
    ),
    N_(
        "The standard %(name)s is %(value)s instead of %(usual)s (%(unit)s), decided by"
        " %(author)s on %(date)s: %(reason)s."
    ),
    N_("The standard %(name)s is replaced, but no item of this scenario uses it."),
    *plan.SENTENCES,
)


ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
# What the blanks that hold a list are made of.
LISTS = {"where", "which", "shares", "names", "hint", "why", "places"}
BLANKS = {"hint": r"|(?: \(did you mean '.+'\?\))"}
PIECES = (
    (r" and (\d+) more$", N_(" and %s more")),
    (r" \(did you mean '(.+)'\?\)$", N_(" (did you mean '%s'?)")),
    (r"\b(\d+) of (?=[a-z]+\b)", N_("%s of ")),
    (r"\b(\d+) rows\b", N_("%s rows")),
    (r"\b(\d+) row\b", N_("%s row")),
    (r"\brows (?=\d)", N_("rows ")),
    (r"\brow (?=\d)", N_("row ")),
    (r"\bat a crossing\b", N_("at a crossing")),
    (r"\bat a town\b", N_("at a town")),
    *((re.escape(piece).replace("%s", r"(\d[\d.e+]*)"), piece) for piece in plan.PIECES),
)


def _listed(text: str, words: Words) -> str:
    """A list such as `37 rows of events` with its own words in the language of the reader."""
    if text in FLEE_REASONS:
        return words.gettext(text)
    for pattern, said in PIECES:
        told = words.gettext(said).replace("%s", r"\1")
        text = re.sub(pattern, told, text)
    return text


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Each sentence as a pattern with its blanks as named groups."""
    return [(as_pattern(said, BLANKS), said) for said in (*SENTENCES, *FLEE_SENTENCES)]


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


def translated(text: str, words: Words) -> tuple[str, bool]:
    """A sentence in the language of the reader, its dates as they are written there.

    Gives also whether it is in that language.
    """
    told, known = _in_words_of(text, words)
    return ISO_DATE.sub(lambda found: _date(found[0], words), told), known


def _date(text: str, words: Words) -> str:
    """A date such as 2018-11-13 as the reader writes it; what is no date stays."""
    try:
        return words.full_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _in_words_of(text: str, words: Words) -> tuple[str, bool]:
    if words.language == "en" or text in words.written:
        return text, True
    for pattern, sentence in _patterns():
        found = pattern.fullmatch(text)
        if found:
            blanks = {name: words.with_names(said) for name, said in found.groupdict().items()}
            blanks |= {name: _listed(blanks[name], words) for name in LISTS & set(blanks)}
            if "items" in blanks:
                named = map(words.item, blanks["items"].split(" or "))
                blanks["items"] = words.gettext(" or ").join(named)
            return words.gettext(sentence) % blanks, True
    return text, False


def in_language(scenario: Scenario, words: Words) -> Scenario:
    """A scenario with its texts in the language of the reader: title, caveats, what happened.

    They are its author's: what was not written in that language stays as it is. The texts of a Flee
    set are posada's own, and are translated.
    """
    if scenario.flee is not None:
        return _translated_set(scenario, words)
    settings = scenario.settings
    names = ("title", "description", "caveats")
    written = {name: getattr(settings, f"{name}_{words.language}", None) for name in names}
    settings = settings.model_copy(update={name: text for name, text in written.items() if text})
    others = [text for text in scenario.caveats if text not in scenario.settings.caveats]
    caveats = (*settings.caveats, *others)
    tables = {label: _written_in(frame, words.language) for label, frame in scenario.tables.items()}
    return dataclasses.replace(scenario, settings=settings, caveats=caveats, tables=tables)


def _written_in(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """A table with the texts that its author wrote in a language, names left as they are."""
    pairs = {name: f"{name}_{language}" for name in ("description", "note", "unit")}
    written = {
        name: table[own].where(table[own] != "", table[name])
        for name, own in pairs.items()
        if own in table
    }
    return table.assign(**written)


def _translated_set(scenario: Scenario, words: Words) -> Scenario:
    """A Flee set with the titles and descriptions that posada gave it in the reader's language."""
    if words.language == "en":
        return scenario

    def told(table: str, column: str) -> pd.DataFrame:
        frame = scenario[table]
        return frame.assign(**{column: [translated(text, words)[0] for text in frame[column]]})

    title = translated(scenario.settings.title, words)[0]
    tables = {"events": told("events", "description"), "sources": told("sources", "title")}
    return dataclasses.replace(
        scenario,
        settings=scenario.settings.model_copy(update={"title": title}),
        tables={**scenario.tables, **tables},
    )
