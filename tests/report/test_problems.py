"""Errors in the language of the reader: every sentence is known, and none is half translated."""

import ast
import re
from functools import partial

import openpyxl
import pytest

from posada.errors import InputError, Problem
from posada.report.problems import OTHERS, _as_pattern, said_in
from posada.saying import NOTHING, as_it_is, by_others, joined, say, translated
from posada.scenario import new_scenario, read_scenario
from posada.scenario.flee import read_flee
from posada.scenario.wording import quote
from tests.report.test_words import SOURCE, calls
from tests.scenario.changing import riverside
from tests.scenario.flee.made_up import made_up
from tests.scenario.flee.test_problems import ONE_PROBLEM as OF_FLEE
from tests.scenario.test_messages import ONE_PROBLEM

# Words that a Spanish sentence has only where it quotes a file, or names a column.
ENGLISH = re.compile(
    r"\b(the|an|of|and|or|to|with|found|expected|row|rows|column|empty|number|each|such|more|than"
    r"|which|where|not|file|folder|above|below|between|twice|mean|like|before|after)\b"
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|[\w-]+\.(?:csv|toml|yml|xlsx)|\b[a-z]+_\w+")


def in_english(text: str) -> set[str]:
    """English words of a Spanish text, outside what it quotes."""
    lines = []
    for line in text.splitlines():
        _, _, sentence = line.partition(": se encontró ")
        lines.append(QUOTED.sub("", sentence or line))
    return set(ENGLISH.findall("\n".join(lines)))


def in_spanish(error: InputError) -> str:
    return said_in(error.told, "es")


@pytest.mark.parametrize("name", ONE_PROBLEM)
def test_what_is_wrong_with_a_scenario_is_told_in_spanish(name, tmp_path):
    folder = riverside(tmp_path)
    ONE_PROBLEM[name][0](folder)
    with pytest.raises(InputError) as caught:
        read_scenario(folder)
    text = in_spanish(caught.value)
    assert text.startswith("1 problema en el escenario:\n")
    assert in_english(text) == set(), text


@pytest.mark.parametrize("name", OF_FLEE)
def test_what_is_wrong_with_a_flee_folder_is_told_in_spanish(name, tmp_path):
    with pytest.raises(InputError) as caught:
        read_flee(made_up(tmp_path, **OF_FLEE[name][0]))
    text = in_spanish(caught.value)
    assert text.startswith("1 problema en la carpeta de Flee:\n")
    assert in_english(text) == set(), text


def test_a_whole_message_reads_as_a_coordinator_would_write_it(tmp_path):
    folder = riverside(tmp_path)
    table = folder / "places.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",300,", ",muchos,").replace("origin", "orijin"), "utf-8")
    (folder / "routes.csv").unlink()
    with pytest.raises(InputError) as caught:
        read_scenario(folder)
    assert in_spanish(caught.value) == (
        "3 problemas en el escenario:\n"
        "  places.csv, fila 2, kind: se encontró 'orijin', se esperaba uno de: origin, town, site, "
        "crossing, destination (¿quiso decir 'origin'?)\n"
        "  places.csv, fila 3, shelter_capacity: se encontró 'muchos', se esperaba un número "
        "entero de personas, o vacío\n"
        "  routes.csv: se encontró que el archivo no existe, se esperaba la tabla routes (posada "
        "new escribe una para llenar)"
    )


def test_a_new_scenario_explains_itself_in_spanish(tmp_path):
    new_scenario(tmp_path / "mine", told=partial(said_in, language="es"))
    settings = (tmp_path / "mine" / "scenario.toml").read_text(encoding="utf-8")
    assert "# title (obligatorio): título del informe\n" in settings
    assert '# name = "mi-escenario"    (llénelo, y quite el # que está antes)\n' in settings
    for path in (tmp_path / "mine").iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        meanings = [line.partition(": ")[2] for line in lines if re.match(r"# .*: ", line)]
        assert len(meanings) > 3
        assert in_english("\n".join(meanings)) == set(), path


def test_a_new_workbook_explains_itself_in_spanish(tmp_path):
    new_scenario(tmp_path / "mine.xlsx", told=partial(said_in, language="es"))
    sheet = openpyxl.load_workbook(tmp_path / "mine.xlsx")["places"]
    assert sheet["H1"].comment.text == (
        "Personas que se pueden alojar aquí; vacío si no se sabe\n"
        "(un número entero de personas, persona; puede quedar vacío)"
    )


def test_what_many_rows_have_in_common_is_told_once_in_spanish():
    rows = [2, 3, 4, 6, 8, 10, 12, 14, 16]
    problems = [
        Problem("headcounts.csv", row, "date", quote(f"{row}/11/18"), say("a date")) for row in rows
    ]
    assert in_spanish(InputError(problems)) == (
        "9 problemas en el escenario:\n"
        "  headcounts.csv, filas 2-4, 6, 8, 10, 12 y 2 tramos más, date: se encontró '2/11/18' y 8 "
        "más, se esperaba una fecha"
    )


def test_a_name_that_is_wrong_in_many_files_is_told_once_in_spanish():
    rows = [
        ("headcounts.csv", 3, "place"),
        ("headcounts.csv", 9, "place"),
        ("lanes.csv", 2, "place"),
    ]
    expected = say("%(one)s named in %(file)s", one=say("a place"), file="places.csv")
    problems = [Problem(*row, quote("El Crusero"), expected) for row in rows]
    assert in_spanish(InputError(problems)) == (
        "3 problemas en el escenario:\n"
        "  headcounts.csv, filas 3, 9, place; lanes.csv, fila 2, place: se encontró 'El Crusero', "
        "se esperaba un lugar de places.csv"
    )


def test_what_a_person_wrote_is_never_taken_for_words():
    found, expected = quote("100 %(name)s nothing %"), say("at most %(most)s", most="50 %")
    problem = Problem("nothing", 2, "nothing", found, expected)
    assert str(problem) == (
        "nothing, row 2, nothing: found '100 %(name)s nothing %', expected at most 50 %"
    )
    assert said_in(problem.told, "es") == (
        "nothing, fila 2, nothing: se encontró '100 %(name)s nothing %', se esperaba a lo más 50 %"
    )


def test_a_text_is_the_same_in_english():
    text = joined([say("at most %(most)s", most=3), as_it_is("50 %"), NOTHING], "; ")
    assert translated(text, lambda words: words) == str(text) == said_in(text, "en")
    assert str(text) == "at most 3; 50 %; "


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("No space left on device", "no queda espacio en el disco"),
        ("field larger than field limit (131072)", "una celda de más de 131072 caracteres"),
        (
            "Error: Invalid value for '--draws': Value error, 'x' is not one of 'a', 'b'.",
            "Error: Valor no válido para '--draws': 'x' no es uno de: 'a', 'b'.",
        ),
        ("100 % of something new", "100 % of something new"),
    ],
)
def test_sentences_of_other_programs_are_known_by_their_fixed_words(english, spanish):
    assert said_in(by_others(english), "es") == spanish


def test_a_longer_sentence_of_others_is_not_hidden_by_a_shorter_one():
    for number, said in enumerate(OTHERS):
        text = said.replace("%%", "%") % dict.fromkeys(re.findall(r"%\((\w+)\)s", said), "x")
        first = next(other for other in OTHERS if _as_pattern(other).fullmatch(text))
        assert first == OTHERS[number], said


def test_every_sentence_is_written_out_where_it_is_said():
    """A sentence that is put together elsewhere would not be found for the catalogue."""
    for path, call in calls("say"):
        assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}"


def test_words_are_said_and_never_passed_on_as_names():
    """A name or a figure is not translated, so no words may hide in one."""
    for path, call in calls("say", "as_it_is", "joined", "by_others", "Said"):
        if path == SOURCE / "saying.py":
            continue
        given = call.args[1:] if call.func.id == "say" else call.args
        parts = [*given, *(keyword.value for keyword in call.keywords)]
        words = [text for part in parts for text in texts(part) if is_text(text)]
        assert words == [], f"{path}:{call.lineno}"


def texts(node: ast.expr) -> list[object]:
    """Constants that an expression may be made of."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    if isinstance(node, ast.BinOp):
        return texts(node.left) + texts(node.right)
    inner = node.values if isinstance(node, ast.JoinedStr | ast.BoolOp) else []
    inner = node.elts if isinstance(node, ast.List | ast.Tuple) else inner
    return [text for part in inner for text in texts(part)]


def is_text(value: object) -> bool:
    """Whether a constant is words, and not the name of a column or a key."""
    return isinstance(value, str) and bool(re.search(r"[a-z]{3,} |^[a-z]{4,}$| [a-z]{3,}", value))


def test_a_problem_is_made_of_what_any_language_can_say():
    """mypy refuses a plain text where `Said` is asked for."""
    hints = Problem.__annotations__
    assert (hints["found"], hints["expected"]) == ("Said", "Said")
