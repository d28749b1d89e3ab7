"""Words: every one of them translated, numbers and dates as people write them."""

import ast
import datetime as dt
import io
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po
from typer.main import get_command

import posada.report
from posada.cli import app
from posada.report.labels import LABELS
from posada.report.words import LOCALES, words_in
from posada.scenario import read_scenario
from posada.scenario.fields import load_fields
from posada.scenario.settings import GroupRules, Movement, Needs, Override, Plan, Settings
from tests.report.made import changed, files

FOLDER = Path(posada.report.__file__).parent
SOURCE = FOLDER.parent
ELSEWHERE = ("terminal/shown.py", "record.py")
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")}
METHODS = [("**.py", "python"), ("templates/**.j2", "jinja2")]
OTHERS = [language for language in LOCALES if language != "en"]


def said():
    """Every text marked for translation in the report, and whatever else is said or explained."""
    options = {"templates/**.j2": {"trimmed": "true", "encoding": "utf-8"}}
    found = extract_from_dir(FOLDER, method_map=METHODS, options_map=options)
    elsewhere = [text for name in ELSEWHERE for text in extract_from_file("python", SOURCE / name)]
    texts = {message for _, _, message, _, _ in found} | {message for _, message, *_ in elsewhere}
    return texts | {*sentences(), *meanings(), *helps()}


def calls(*names):
    """Every call of one of these functions in the code, with the file."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
                yield path, node


def sentences():
    """Words of everything that can be said in other languages, as `posada.saying` makes it."""
    return [node.args[0].value for _, node in calls("say") if node.args[0].value]


def helps():
    """What the command line says of its commands and options."""
    command = get_command(app)
    parts = [part for one in command.commands.values() for part in (one, *one.params)]
    return [part.help for part in (command, *command.params, *parts)]


def meanings():
    """What columns and settings are for; of columns that must be there also in short."""
    fields = [field for table in load_fields().values() for field in table.values()]
    texts = [text for field in fields for text in (field.meaning, field.unit) if text]
    texts += [field.gist for field in fields if field.required and field.gist]
    for block in (Settings, Movement, GroupRules, Needs, Plan, Override):
        texts += [one.description for one in block.model_fields.values() if one.description]
        if block is not Settings:
            texts += [" ".join(text.split()) for text in block.__doc__.strip().split("\n\n")]
    return texts


def catalogue(language):
    path = resources.files("posada.report").joinpath(f"locale/{language}/LC_MESSAGES/posada.po")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language):
    known = {message.id: message for message in catalogue(language) if message.id}
    texts = said()
    assert len(texts) > 100
    assert texts - set(known) == set()
    for text in texts:
        written = known[text].string
        parts = written if isinstance(written, tuple) else (written,)
        assert all(parts) and not known[text].fuzzy, text


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_nothing_that_is_no_longer_said(language):
    assert {message.id for message in catalogue(language) if message.id} - said() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_stands_twice_in_the_catalogue(language):
    path = resources.files("posada.report").joinpath(f"locale/{language}/LC_MESSAGES/posada.po")
    entries = re.findall(r"^msgid ((?:\".*\"\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    texts = ["".join(re.findall(r'"(.*)"\n', entry)) for entry in entries]
    assert len(texts) > 1000
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_same_figures(language):
    def blanks(text):
        return Counter(re.findall(r"%(?:\(\w+\))?[sd%]", text))

    for message in catalogue(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        written = message.string if isinstance(message.id, tuple) else (message.string,)
        for text in written:
            # "next day" may say one without a figure
            optional = Counter({"%(num)d": 1, "%(days)d": 1})
            assert not (blanks(sources[-1]) - blanks(text)) - optional, text
            assert not blanks(text) - blanks(sources[-1]), text


def test_every_choice_of_the_tables_that_is_shown_has_words():
    path = resources.files("posada.scenario").joinpath("fields.csv")
    table = pd.read_csv(io.BytesIO(path.read_bytes()), keep_default_na=False)
    shown = [("places", "kind"), ("events", "kind"), ("incidents", "kind"),
             ("headcounts", "measure"), ("drivers", "indicator"), ("items", "sector")]  # fmt: skip
    for name, column in shown:
        row = table[(table["table"] == name) & (table["column"] == column)].iloc[0]
        choices = row["type"].removeprefix("choice:").split("|")
        assert set(choices) <= set(LABELS), (name, column)


def test_numbers_and_dates_follow_the_language():
    english, spanish = words_in("en"), words_in("es")
    day = dt.date(2018, 11, 25)
    assert (english.date(day), spanish.date(day)) == ("Nov 25", "25 nov")
    assert english.full_date(day) == "November 25, 2018"
    assert spanish.full_date(day) == "25 de noviembre de 2018"
    assert english.number(12345.6, 1) == spanish.number(12345.6, 1) == "12,345.6"
    assert spanish.label("gas_or_spray") == "gas lacrimógeno o gas pimienta"
    assert english.label("something_new") == "something new"
    assert (english.area("HN"), spanish.area("MX")) == ("Honduras", "México")
    assert english.area("Baja California") == "Baja California"


@pytest.mark.parametrize(
    ("people", "text"),
    [(0, "0"), (0.4, "<10"), (9.9, "<10"), (10, "10"), (14, "10"), (996, "1,000"),
     (1234, "1,230"), (12345, "12,300"), (np.nan, "")],
)  # fmt: skip
def test_people_are_told_to_the_nearest_ten(people, text):
    assert words_in("en").people(people) == text


def test_reports_and_quantities_are_told_as_ranges_and_to_three_figures():
    words = words_in("en")
    assert words.count(4500) == "4,500"
    assert words.count(4500, 6000) == "4,500–6,000"
    assert words.count(3, 12) == "<10–12"
    assert words.count(3, 5) == "<10"
    assert words.quantity(0) == "0"
    assert words.quantity(12345) == "12,300"
    assert words.quantity(1.234) == "1.2"
    assert words.quantity(20, least=30) == "<30"


@pytest.mark.parametrize(
    ("value", "text"),
    [(2250.417, "2,250"), (0.0834, "0.083"), (12.34, "12.3"), (0, "0"), (-0.5, "-0.5")],
)
def test_a_learned_figure_is_told_to_three_figures(value, text):
    assert words_in("en").figure(value) == text


def test_the_spanish_page_holds_no_english_words_of_ours(riverside):
    from posada.report import make_report

    page = make_report(*riverside, language="es").files["report.html"].decode()
    text = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    assert '<html lang="es">' in page
    assert "Cifra de planeación, no un conteo." in text
    for message in catalogue("es"):
        source = message.id if isinstance(message.id, str) else ""
        if len(source) > 25 and "%" not in source and source != message.string:
            assert source not in text


def test_items_and_units_have_the_names_that_the_scenario_and_the_language_give_them(riverside):
    words = words_in("es", scenario=riverside[0])
    assert words.item("blanket") == "cobija"
    assert words_in("en", scenario=riverside[0]).item("blanket") == "blanket"
    assert words.item("soap") == "soap"
    assert (words.unit("litre"), words.unit("litre", one=True)) == ("litros", "litro")
    assert words_in("en").unit("meal") == "meals"
    assert words.unit("jerrycan") == "jerrycan"


def test_names_are_told_without_the_underscores_of_files():
    words = words_in("en")
    assert (words.name("Tres_Piedras"), words.area("Tres_Piedras")) == ("Tres Piedras",) * 2
    assert words.called("data_layout.csv") == "data_layout.csv"


def test_a_country_that_has_no_name_is_not_called_by_another():
    assert words_in("en").area("ZZ") == "country not named"
    assert words_in("es").area("ZZ") == "país sin nombrar"


def test_a_spanish_reader_meets_no_item_by_its_english_name(riverside):
    from posada.report import make_report

    found = make_report(*riverside, language="es").files
    for name in ("report.html", "situation.html"):
        # Standards are quoted by their key, in <code>.
        text = re.sub(r"<(script|style|code)\b.*?</\1>", "", found[name].decode(), flags=re.S)
        assert "cobija" in text
        assert "un ejemplo inventado" in text and "a made-up example" not in text
        assert "Todo en este escenario es inventado." in text
        assert ' lang="en"' not in text
        assert not re.search(r"\b(blankets?|meals?|litres?)\b", text)
    # Claims are read back by the key of the scenario.
    assert b",blanket," in found["plan.csv"]


def test_a_spanish_reader_meets_no_name_and_no_description_in_english():
    scenario = read_scenario("riverside")
    spanish = {"Hillside": "Loma", "Crossroads": "Cruce", "Riverside": "Ribera", "Bridge": "Puente",
               "River Network": "Red del Río", "Crossroads Parish": "Parroquia del Cruce",
               "Parish hall": "Salón parroquial", "River store": "Bodega del Río"}  # fmt: skip
    for table in ("places", "organisations", "depots"):
        names = scenario[table]["name"].map(spanish).fillna("")
        scenario = changed(scenario, table, name_es=names)
    for table in ("events", "incidents"):
        scenario = changed(scenario, table, description_es="Lo que pasó.")
    scenario = changed(scenario, "drivers", unit_es="por ciento de los hogares", note_es="")
    found = files(scenario, language="es")
    for name in ("report.html", "situation.html"):
        page = re.sub(r"<script.*?</script>|<code>.*?</code>", "", found[name].decode(), flags=re.S)
        for written in (scenario.settings.title_es, scenario.settings.description_es):
            page = page.replace(written, "")
        left = [english for english in spanish if english in page]
        assert left == [], name
    page = found["report.html"].decode()
    assert "Lo que pasó." in page
    assert "por ciento de los hogares" in page
    assert not {"Ten people a day are called", "percent of households"} & set(page.split(">"))


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.004, "<1 %"), (0.5, "50 %"), (0.996, "99 %"), (0.99999, "100 %"), (1, "100 %")],
)
def test_a_share_is_told_as_all_or_nothing_only_where_it_is(share, text):
    assert words_in("es").percent(share) == text.replace(" ", "\u00a0")


def test_dates_say_the_year_where_they_could_be_of_several(riverside):
    scenario = riverside[0]
    day = pd.Timestamp("2030-03-01")
    assert words_in("en", scenario=scenario).date(day) == "Mar 1"
    long = words_in("es", scenario=scenario.replace(horizon_days=700))
    assert (long.date(day), long.tick(day)) == ("1 mar 2030", "mar 2030")
