"""The command line: exit codes, words, and nothing heavy loaded before it is needed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from posada import __version__
from posada.cli import main
from posada.errors import PosadaError
from posada.report.words import words_in
from posada.saying import say
from posada.terminal import show_summary
from tests.scenario.flee.made_up import made_up

HEAVY = {
    "fpdf",
    "numpy",
    "pandas",
    "numba",
    "scipy",
    "xarray",
    "linopy",
    "highspy",
    "jinja2",
    "openpyxl",
}
ESCAPE = "\x1b"


@pytest.fixture
def posada(capsys):
    """Run the command line in this process: exit code, output, errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return left.value.code, captured.out, captured.err

    return run


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_version_is_told(posada):
    assert posada("--version") == (0, f"posada {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys\n"
        "from posada.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert done.returncode == 0
    assert HEAVY & set(done.stderr.split()) == set()


def test_a_run_writes_every_file_and_says_where(posada, here):
    code, output, errors = posada("run", "riverside", "--draws", "20")
    assert code == 0
    assert {path.name for path in (here / "out" / "riverside").iterdir()} == {
        *("report.html", "report.xlsx", "forecast.csv", "needs.csv", "plan.csv"),
        *("shortfalls.csv", "forecast.nc", "run.json", "places.geojson", "organisations"),
        *("forecast_hxl.csv", "needs_hxl.csv", "plan_hxl.csv", "situation.html", "situation.pdf"),
    }
    assert "Riverside" in output
    assert "planning figure, not a count" in output
    assert str(Path("out", "riverside", "report.html")) in output
    assert "forecast: done" in errors


def test_without_a_terminal_there_are_no_control_codes(posada, here):
    _, output, errors = posada("run", "riverside", "--draws", "5")
    assert ESCAPE not in output + errors


def test_options_reach_the_run(posada, here):
    chosen = ["--draws", "7", "--days", "5", "--as-of", "2030-01-03", "--seed", "4"]
    code, _, errors = posada("run", "riverside", *chosen, "--language", "es", "--out", "there")
    assert code == 0, errors
    record = json.loads((here / "there" / "run.json").read_text(encoding="utf-8"))
    told = {name: record[name] for name in ("draws", "horizon_days", "as_of", "seed", "language")}
    assert told == {
        "draws": 7,
        "horizon_days": 5,
        "as_of": "2030-01-03",
        "seed": 4,
        "language": "es",
    }


@pytest.mark.parametrize("command", ["run", "simulate", "barriers", "backtest", "plan"])
def test_files_never_go_into_the_folder_somebody_works_in_for_want_of_a_name(posada, here, command):
    draws = ["--draws", "5"]
    assert posada(command, "riverside", *draws, "--out", "") == (
        1,
        "",
        "1 problem in the settings of the run:\n"
        "  out: found nothing, expected a folder, or a new name\n",
    )
    assert not list(here.iterdir())


def test_a_new_scenario_has_a_name(posada, here):
    assert posada("new", "") == (
        1,
        "",
        "1 problem in the new scenario:\n"
        "  folder: found nothing, expected a folder, or a workbook (.xlsx)\n",
    )
    assert not list(here.iterdir())


def test_a_day_that_is_no_date_is_refused_in_words(posada):
    code, _, errors = posada("run", "riverside", "--as-of", "13/11/2018")
    assert code == 2
    assert "'13/11/2018' is not a date such as 2018-11-13" in " ".join(errors.split())


def test_a_check_says_that_nobody_sets_out_in_time(posada, here):
    posada("new", "town", "--from", "riverside")
    table = here / "town" / "departures.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2030-01-01", "2030-01-04"), "utf-8")
    code, output, errors = posada("check", "town")
    assert (code, output) == (1, "")
    assert errors == (
        "1 problem in the scenario:\n"
        "  departures.csv, date: found nobody who sets out on or before 2030-01-01, expected "
        "somebody: the forecast uses only what was known on its last day of information; add "
        "departures or take a later --as-of\n"
    )


def test_a_day_before_the_start_is_refused_in_words(posada, here):
    code, output, errors = posada("run", "riverside", "--as-of", "2029-12-31")
    assert (code, output) == (1, "")
    assert errors.endswith(
        "1 problem in the settings of the run:\n"
        "  as_of: found 2029-12-31, expected a day on or after 2030-01-01, the start of the "
        "scenario\n"
    )
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "simulate", "backtest", "plan"])
def test_a_file_in_the_way_is_refused_in_words(posada, here, command):
    (here / "out").write_text("a file", encoding="utf-8")
    code, _, errors = posada(command, "riverside")
    assert code == 1
    assert "out: found the file 'out', expected a folder, or a new name" in errors


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "riverside", "--draws", "0"],
        ["run", "riverside", "--as-of", "soon"],
        ["go"],
    ],
)
def test_a_command_that_is_not_understood_leaves_with_2(posada, arguments):
    code, _, errors = posada(*arguments)
    assert code == 2
    assert "Error" in errors


def test_check_says_what_was_read(posada):
    code, output, errors = posada("check", "riverside")
    assert (code, errors) == (0, "")
    assert "no problems found" in output
    assert "places 4" in output


def test_check_shows_every_problem_and_leaves_with_1(posada, here):
    posada("new", "broken", "--from", "riverside")
    departures = here / "broken" / "departures.csv"
    text = departures.read_text(encoding="utf-8")
    departures.write_text(text.replace("Hillside,1000", "Hilside,many"), encoding="utf-8")
    code, output, errors = posada("check", "broken")
    assert (code, output) == (1, "")
    assert "Traceback" not in errors
    assert "did you mean 'Hillside'?" in errors
    assert "found 'many', expected a whole number" in errors


def test_the_settings_of_a_flee_folder_may_lie_elsewhere(posada, here):
    folder = made_up(here, simsetting=None)
    code, _, errors = posada("check", folder)
    assert code == 1
    assert "or by --settings" in errors
    (here / "mine.yml").write_text("move_rules:\n  max_move_speed: 100\n", encoding="utf-8")
    for command, *more in (["check"], ["simulate", "--draws", "5"]):
        code, _, errors = posada(command, folder, "--settings", "mine.yml", *more)
        assert code == 0, errors
    record = json.loads(
        (here / "out" / "set-simulation" / "simulation.json").read_text(encoding="utf-8")
    )
    assert "mine.yml" in record["inputs"]


def test_what_cannot_be_simulated_is_told_when_a_flee_folder_is_checked(posada, here):
    folder = made_up(here, conflicts="#Day,Alpha,Beta\n0,1,0\n1,1,0\n2,0,0\n3,0,0\n4,0,0\n")
    told = (
        "1 problem in the Flee folder:\n"
        "  input_csv/conflicts.csv, row 4: found no conflict in this row and 2 more, expected at "
        "least one conflict zone with inhabitants, for people set out on that day\n"
    )
    for command in ("check", "simulate", "run"):
        code, output, errors = posada(command, folder)
        assert (code, output) == (1, "")
        assert errors.endswith(told)
    assert not (here / "out").exists()


def test_only_a_flee_folder_has_settings_elsewhere(posada, here):
    code, output, errors = posada("check", "riverside", "--settings", "mine.yml")
    assert (code, output) == (1, "")
    assert errors == (
        "1 problem in the scenario:\n"
        "  settings: found mine.yml, expected a Flee folder to go with it, with input_csv and "
        "source_data\n"
    )


def test_a_new_scenario_is_not_written_over_an_old_one(posada, here):
    assert posada("new", "mine", "--from", "riverside")[0] == 0
    code, _, errors = posada("new", "mine", "--from", "riverside")
    assert code == 1
    assert "mine" in errors


def test_a_copied_example_can_be_run_from_anywhere(posada, here):
    assert posada("new", "mine", "--from", "riverside")[0] == 0
    code, _, errors = posada("check", "mine")
    assert code == 0, errors


def fail(error: Exception):
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PosadaError(say("the scenario")), "the scenario\n"),
        (
            OSError(28, "No space left on device", "out/plan.csv"),
            "the files could not be read or written: out/plan.csv: No space left on device\n",
        ),
        (
            MemoryError(),
            "there is not enough memory; try fewer draws, for example --draws 100\n",
        ),
    ],
)
def test_what_a_person_can_mend_is_told_without_a_traceback(posada, monkeypatch, error, words):
    monkeypatch.setattr("posada.scenario.read_scenario", fail(error))
    assert posada("check", "riverside") == (1, "", words)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PosadaError(say("the scenario")), "el escenario\n"),
        (
            OSError(28, "No space left on device", "out/plan.csv"),
            "no se pudieron leer o escribir los archivos: out/plan.csv: no queda espacio en el "
            "disco\n",
        ),
        (
            MemoryError(),
            "no alcanza la memoria; pruebe con menos futuros simulados, por ejemplo --draws 100\n",
        ),
    ],
)
def test_what_a_person_can_mend_is_told_in_her_language(posada, monkeypatch, error, words):
    monkeypatch.setattr("posada.scenario.read_scenario", fail(error))
    assert posada("check", "riverside", "--language", "es") == (1, "", words)


def test_a_command_that_is_not_understood_is_told_in_her_language(posada):
    code, _, errors = posada("run", "riverside", "--draws", "0", "--lang=es")
    assert code == 2
    assert errors == (
        "Uso: posada run [OPCIONES] {PATH}\n"
        "Para ver la ayuda: posada run --help\n\n"
        "Error: Valor no válido para '--draws': debe ser 1 o más\n"
    )
    code, _, errors = posada("run", "riverside", "--seed", str(2**70), "--lang=es")
    assert code == 2 and errors.endswith("'--seed': debe ser 4294967295 o menos\n")
    assert posada("run", "--language", "es", "--seed")[2] == (
        "Error: A la opción '--seed' le falta su valor.\n"
    )


@pytest.mark.parametrize("command", ["run", "plan", "backtest", "new"])
def test_help_is_in_the_language_asked_for(posada, command):
    code, output, errors = posada(command, "--help", "--language", "es")
    assert (code, errors) == (0, "")
    assert output.startswith(f"Uso: posada {command} [OPCIONES] ")
    assert "por omisión:" in output and "Muestra esta ayuda." in output
    assert not re.search("Usage|Options|Arguments|default|required|Show|Language", output)


def test_without_a_command_the_help_is_shown(posada, monkeypatch):
    assert "Commands:" in posada()[2]
    monkeypatch.setenv("POSADA_LANGUAGE", "es")
    code, output, errors = posada()
    assert (code, output) == (2, "")
    assert errors.startswith("Uso: posada [OPCIONES] COMANDO") and "Error" not in errors


def test_check_is_in_the_language_asked_for(posada):
    code, output, errors = posada("check", "riverside", "--language", "es")
    assert (code, errors) == (0, "")
    assert output.startswith(
        "Riverside: un ejemplo inventado para resolver en papel: no se encontraron problemas.\n"
        "Del 1 de enero de 2030 al 10 de enero de 2030, con información hasta el 1 de enero de "
        "2030.\nFilas leídas: places 4, routes 2, "
    )
    assert output.endswith(
        "Advertencia: Todo en este escenario es inventado.\n"
        "Advertencia: 1 de 1 filas de salidas (departures) no dan un rango: la cifra se toma como "
        "exacta.\n"
    )


def test_the_environment_names_a_language_and_an_option_another(posada, monkeypatch):
    monkeypatch.setenv("POSADA_LANGUAGE", "es")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert posada("check", "nowhere")[2].startswith("1 problema en el escenario:\n")
    assert posada("check", "riverside")[1].startswith("Riverside: un ejemplo")
    english = "1 problem in the scenario:\n"
    assert posada("check", "nowhere", "--language", "en")[2].startswith(english)


def test_the_language_of_the_machine_changes_nothing(posada, monkeypatch):
    for name in ("LANG", "LC_ALL", "LANGUAGE"):
        monkeypatch.setenv(name, "es_MX.UTF-8")
    assert posada("check", "nowhere")[2].startswith("1 problem in the scenario:\n")


def test_a_check_in_english_loads_no_words(here):
    code = (
        "import sys\n"
        "from posada.cli import main\n"
        "try: main(['check', 'riverside'])\n"
        "finally: print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    assert {"babel", "posada.report.words", "posada.report.problems"} & {
        *done.stderr.split()
    } == set()


def test_a_wide_range_is_never_cut_off_at_a_terminal(capsys, tmp_path):
    figures = [["73,700", "58,400\u2013118,800"], ["80,800", "55,100\u2013156,600"]] * 2
    summary = {
        "days": ["2012-06-01", "2012-06-08", "2012-06-15", "2012-07-01"],
        "people": {"A place with a rather long name": figures},
        "coverage": {},
        "shortfalls": [],
        "deliveries": 0,
    }
    show_summary(summary, tmp_path, words_in("en"))
    shown = capsys.readouterr().out
    assert "\u2026" not in shown
    assert shown.count("118,800") == shown.count("156,600") == 2


def test_a_name_is_shown_at_a_terminal_as_it_is_written(capsys, tmp_path):
    names = ["Camp [b]two[/b]", "Casa [/norte]", "Paso :house:"]
    summary = {
        "days": ["2012-06-01"],
        "people": {name: [["73,700", "58,400"]] for name in names},
        "coverage": {},
        "shortfalls": [],
        "deliveries": 0,
    }
    show_summary(summary, tmp_path / "[red]", words_in("en"))
    shown = capsys.readouterr().out
    for name in (*names, "[red]"):
        assert name in shown


def test_the_summary_is_in_the_language_of_the_report(posada, here):
    code, output, errors = posada("run", "riverside", "--draws", "20", "--lang", "es")
    assert code == 0, errors
    assert "Cada cifra es una cifra de planeación, no un conteo." in output
    assert "Necesidad que cubre el plan" in output
    assert "cobija" in output
    assert not re.search(r"place|item|covered|deliver|blanket", output)
    stages = ["escenario", "pronóstico", "necesidades", "plan", "informe"]
    assert [line.split(":")[0] for line in errors.splitlines()] == stages
    assert set(line.split(": ")[1] for line in errors.splitlines()) == {"listo"}
    # What the next run compares itself with is the same in every language.
    record = json.loads((here / "out" / "riverside" / "run.json").read_text(encoding="utf-8"))
    assert "blanket" in record["coverage"]


def test_a_flee_folder_goes_from_files_to_report_without_any_item(posada, here):
    more = "2030-01-01,0\n2030-01-03,400\n2030-01-05,900\n"
    folder = made_up(here, one=more, total=more)
    asked = ["--as-of", "2030-01-04", "--days", "1", "--draws", "5", "--out", here / "told"]
    code, _, errors = posada("run", folder, *asked)
    assert code == 0, errors
    page = (here / "told" / "report.html").read_text(encoding="utf-8")
    assert "Rows dated after January 4, 2030 are in the tables but not used" in page
