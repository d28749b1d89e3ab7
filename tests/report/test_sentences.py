"""Sentences of the other stages in Spanish."""

import ast
import html
import re
from pathlib import Path

import pytest

import posada
from posada.report import make_report
from posada.report.flee_sentences import FLEE_REASONS, FLEE_SENTENCES
from posada.report.sentences import SENTENCES, translated
from posada.report.words import words_in
from posada.scenario import read_scenario
from tests.report.made import results
from tests.scenario.flee.made_up import made_up

WRITTEN_BY_THE_SCENARIO = set(read_scenario("riverside").settings.caveats)


def test_a_known_sentence_keeps_its_figures_and_names():
    text = "No depot can bring anything to: Mapastepec, 100 % Town."
    spanish = "Ningún almacén puede llevar nada a: Mapastepec, 100 % Town."
    assert translated(text, words_in("es")) == (spanish, True)
    assert translated(text, words_in("en")) == (text, True)


def test_lists_within_a_sentence_are_told_in_spanish_too():
    where = "routes.csv 8 rows; groups.csv rows 5-7, 14"
    told, _ = translated(f"5 rows are assumptions: {where}.", words_in("es"))
    assert told.endswith("routes.csv 8 filas; groups.csv filas 5-7, 14.")
    late = "Rows dated after 2018-11-13 are in the tables but not used, because nobody could know"
    told, _ = translated(f"{late} of them: 17 of events, 1 of departures.", words_in("es"))
    assert told.endswith("17 de events, 1 de departures.")


def test_a_sentence_that_nobody_knows_stays_as_it_is():
    assert translated("Sources conflict.", words_in("es")) == ("Sources conflict.", False)


def test_every_sentence_of_the_stages_is_known(riverside):
    spanish = words_in("es")
    written = {text for result in riverside for text in result.caveats} - WRITTEN_BY_THE_SCENARIO
    assert len(written) >= 5
    assert [text for text in written if not translated(text, spanish)[1]] == []


def test_no_sentence_is_taken_for_another():
    spanish = words_in("es")
    for sentence in (*SENTENCES, *FLEE_SENTENCES):
        filled = sentence % _Anything()
        assert translated(filled, spanish)[0] == spanish.gettext(sentence) % _Anything()


class _Anything(dict):
    """A value for every blank."""

    def __missing__(self, name):
        return "" if name == "hint" else f"<{name}>"


SOURCES = Path(posada.__file__).parent
STAGES = ("scenario", "movement", "forecast", "needs")
# Modules whose sentences are documentation and templates of files, not caveats.
NOT_SAID = {"describe.py", "fields.py", "template.py"}


def sentences_written(path):
    """Fixed pieces of each text in a module that ends like a sentence, but for docstrings."""
    tree = ast.parse(path.read_text())
    within = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr | ast.Expr)
        for part in (node.values if isinstance(node, ast.JoinedStr) else [node.value])
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = [part.value for part in node.values if isinstance(part, ast.Constant)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            pieces = [node.value]
        else:
            continue
        text = "".join(pieces)
        if id(node) not in within and text.endswith(".") and " " in text.strip():
            yield pieces


def follow_each_other(pieces, sentence):
    """Whether a sentence holds the pieces, one after the other."""
    return re.search(".*".join(map(re.escape, pieces)), sentence) is not None


@pytest.mark.parametrize("stage", STAGES)
def test_every_sentence_that_a_stage_can_write_is_known(stage):
    known = [text.replace("%%", "%") for text in (*SENTENCES, *FLEE_SENTENCES)]
    unknown = [
        (path.name, "...".join(pieces))
        for path in sorted(SOURCES.joinpath(stage).rglob("*.py"))
        if path.name not in NOT_SAID
        for pieces in sentences_written(path)
        if not any(follow_each_other(pieces, text) for text in known)
    ]
    assert unknown == []


def test_every_reason_why_a_key_of_flee_does_nothing_is_known():
    from posada.scenario.flee.settings import DEAD

    assert set(DEAD.values()) <= set(FLEE_REASONS)


def test_a_hint_and_a_list_cut_short_are_told_in_spanish():
    spanish = words_in("es")
    text = (
        "The column 'Fasala' of a.csv is ignored: no place is called so (did you mean 'Fassala'?)."
    )
    told, known = translated(text, spanish)
    assert known
    assert told.endswith("ningún lugar se llama así (¿quiso decir 'Fassala'?).")
    text = "Reports before a registration are scaled to it, so that they are no longer what was"
    told, known = translated(f"{text} reported: Abala, Mentao and 3 more.", spanish)
    assert known
    assert told.endswith("Abala, Mentao y 3 más.")


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


def test_dates_in_sentences_are_written_as_the_reader_writes_them():
    text = "Headcounts dated before 2018-10-12, the start, are not used: 3."
    assert "October 12, 2018" in translated(text, words_in("en"))[0]
    assert "12 de octubre de 2018" in translated(text, words_in("es"))[0]
    assert translated("Lot 2018-02-31 is no date.", words_in("en"))[0].startswith("Lot 2018-02-31")
