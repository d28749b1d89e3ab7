"""Sentences of the other stages in Spanish."""

from posada.report.sentences import SENTENCES, translated
from posada.report.words import words_in
from posada.scenario import read_scenario

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
    for sentence in SENTENCES:
        filled = sentence % _Anything()
        assert translated(filled, spanish)[0] == spanish.gettext(sentence) % _Anything()


class _Anything(dict):
    """A value for every blank."""

    def __missing__(self, name):
        return f"<{name}>"
