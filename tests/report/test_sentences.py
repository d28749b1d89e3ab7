"""Sentences of the other stages in Spanish."""

import dataclasses
import html
import re

import pytest

from posada.report import make_report
from posada.report.labels import OTHER_PLACES
from posada.report.sentences import translated
from posada.report.words import Words, words_in
from posada.saying import joined, refilled, say
from posada.scenario import read_scenario
from posada.scenario.wording import either
from tests.report.made import results
from tests.report.test_problems import in_english
from tests.report.test_words import sentences
from tests.scenario.flee.made_up import made_up

SPANISH = words_in("es")
WRITTEN_BY_THE_SCENARIO = set(read_scenario("riverside").settings.caveats)


def in_spanish(text):
    told, known = translated(text, SPANISH)
    assert known, text
    return told


def test_a_sentence_keeps_its_figures_and_names():
    text = say("No depot can bring anything to: %(places)s.", places="Mapastepec, 100 % Town")
    spanish = "Ningún almacén puede llevar nada a: Mapastepec, 100 % Town."
    assert translated(text, SPANISH) == (spanish, True)
    assert translated(text, words_in("en")) == (text, True)


def test_places_and_items_within_a_sentence_are_called_as_the_reader_calls_them():
    words = Words("es", items={"soap": "jabón"}, names={"Hillside": "Loma"})
    names = joined(["Hillside", "Town", OTHER_PLACES])
    told = say(
        "No %(items)s can be guaranteed by %(date)s at: %(where)s.",
        items=either(["soap", "water"]),
        date="2018-11-13",
        where=names,
    )
    assert translated(told, words)[0] == (
        "De jabón o water no se puede garantizar nada al 13 de noviembre de 2018 en: Loma, Town,"
        " otros lugares."
    )


def test_a_sentence_of_the_author_stays_as_it_is():
    assert translated("Sources conflict.", SPANISH) == ("Sources conflict.", False)
    assert translated("Lot 2018-02-31 is no date.", words_in("en"))[0].startswith("Lot 2018-02-31")
    assert "October 12, 2018" in translated("Counted on 2018-10-12.", words_in("en"))[0]


def test_every_caveat_of_the_stages_can_be_said(riverside):
    """mypy refuses a plain text where a stage writes one; the author's own are no words of ours."""
    written = {text for result in riverside for text in result.caveats} - WRITTEN_BY_THE_SCENARIO
    assert len(written) >= 5
    assert [text for text in written if in_english(in_spanish(text))] == []


def test_no_sentence_has_an_english_word_in_spanish():
    """Names of columns, files and options aside, whoever says it: a stage or an error."""
    blank = re.compile(r"%\(\w+\)s|--[\w-]+")
    told = {blank.sub("", words): blank.sub("", SPANISH.gettext(words)) for words in sentences()}
    assert len(told) > 500
    assert [text for words, text in told.items() if text != words and in_english(text)] == []


@pytest.mark.parametrize("of_what", ["forecast", "needs", "plan"])
def test_a_caveat_that_was_saved_is_told_in_spanish_once_it_is_read_back(
    riverside, of_what, tmp_path
):
    _, forecast, needs, plan = riverside
    result = {"forecast": forecast, "needs": needs, "plan": plan}[of_what]
    own = (*result.caveats, "Written by hand: 100 %.")
    result = dataclasses.replace(result, caveats=own)
    result.save(tmp_path / of_what)
    read = type(result).load(tmp_path / of_what)
    assert read.caveats == own
    told = [translated(text, SPANISH) for text in read.caveats]
    assert told == [translated(text, SPANISH) for text in own]
    assert [known for _, known in told] == [True] * (len(own) - 1) + [False]


def test_a_restricted_name_is_taken_out_of_a_sentence_that_is_still_told_in_spanish():
    text = say("No depot can bring anything to: %(places)s.", places=joined(["Casa Azul", "Town"]))
    shown = refilled(text, lambda name: "other places" if name == "Casa Azul" else name)
    assert shown == "No depot can bring anything to: other places, Town."
    assert in_spanish(shown) == "Ningún almacén puede llevar nada a: otros lugares, Town."


def english(page):
    """What of a page is English, by its small words; scripts, styles and addresses left out."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", page.decode(), flags=re.S)
    said = [html.unescape(part).strip() for part in re.split("<[^>]*>", text)]
    return [part for part in said if re.search(r"\b(the|of|and|is|are|was|with|from)\b", part)]


def test_the_spanish_pages_of_a_flee_set_say_nothing_in_english(tmp_path):
    closed = "#closure_type,name1,name2,closure_start,closure_end\ncountry,Here,There,1,3\n"
    flee = results(read_scenario(made_up(tmp_path, closures=closed)))
    spanish = make_report(*flee, language="es").files
    for name in ("report.html", "situation.html"):
        found = english(spanish[name])
        assert [part for part in found if part not in flee[3].caveats] == []
        assert "un conjunto de Flee" in spanish[name].decode()
    assert "La frontera entre Here y There está cerrada." in spanish["report.html"].decode()
    assert len(english(make_report(*flee).files["report.html"])) > 10


def test_a_flee_set_with_many_people_and_nothing_to_bring_has_a_report(tmp_path):
    many = "2030-01-01,500\n2030-01-05,900\n"
    flee = results(read_scenario(made_up(tmp_path, one=many, total=many)))
    assert b"Camp One" in make_report(*flee).files["report.html"]
