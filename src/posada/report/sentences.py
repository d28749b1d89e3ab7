"""Sentences of the other stages, and what the author of a scenario wrote, for the reader.

Sentences of posada are said in the language of the reader, with names and dates as they are written
there. Those of an author who did not write them in that language stay as they are, and are marked
so in the page.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from posada import saying
from posada.report.words import Words
from posada.saying import Said
from posada.scenario.flee.tables import own_texts
from posada.scenario.model import Scenario

ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def translated(text: str, words: Words) -> tuple[str, bool]:
    """A sentence in the language of the reader, its dates as they are written there.

    Gives also whether it is in that language.
    """
    known = words.language == "en" or isinstance(text, Said) or text in words.written
    told = saying.translated(text, words.gettext, words.called)
    return ISO_DATE.sub(lambda found: _date(found[0], words), told), known


def for_a_record(caveats: Iterable[str], words: Words) -> list[dict[str, Any]]:
    """Caveats as a record holds them: for a person in words, and for a program in parts.

    Each has its `text` in the language of the reader. One of posada's own has also its English
    `words`, which are the same in every run, and what fills their `blanks`.
    """
    return [
        {"text": translated(text, words)[0]}
        | (saying.recorded(text) if isinstance(text, Said) else {})
        for text in dict.fromkeys(caveats)
    ]


def _date(text: str, words: Words) -> str:
    """A date such as 2018-11-13 as the reader writes it; what is no date stays."""
    try:
        return words.full_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


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
    assert scenario.flee is not None
    own = {str(text): translated(text, words)[0] for text in own_texts(scenario.flee)}
    title = own.get(scenario.settings.title, scenario.settings.title)
    columns = {"events": "description", "sources": "title"}
    told = {table: scenario[table].replace({name: own}) for table, name in columns.items()}
    return dataclasses.replace(
        scenario,
        settings=scenario.settings.model_copy(update={"title": title}),
        tables={**scenario.tables, **told},
    )
