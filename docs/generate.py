"""Write the pages of docs/ that come from the code: `make docs`.

tests/test_docs.py fails when a page differs from what is written here.
"""

import inspect
import sys
import textwrap
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from typer.testing import CliRunner

import posada
from posada.cli import app, main
from posada.needs import describe_rules, describe_standards
from posada.report.problems import said_in
from posada.scenario import describe_fields

FOLDER = Path(__file__).parent
COMMANDS = {
    "en": (
        "# Commands\n",
        "Exit codes: 0 done, 1 a problem that you can mend, 2 the command was not understood.\n",
    ),
    "es": (
        "# Comandos\n",
        "Códigos de salida: 0 hecho, 1 un problema que usted puede corregir, 2 no se entendió el"
        " comando.\n",
    ),
}
NOTICE = "<!-- Written by `make docs`; change the code it comes from instead. -->\n\n"


def commands_page(language: str = "en") -> str:
    """Every command with its options, as `--help` shows them."""
    names = [command.name for command in app.registered_commands]
    title, codes = COMMANDS[language]
    parts = [title, _help([], language)]
    parts += [f"## posada {name}\n\n{_help([name], language)}" for name in names]
    return "\n".join([*parts, codes])


def _help(arguments: list[str], language: str) -> str:
    seen = {"COLUMNS": "80", "POSADA_LANGUAGE": language}
    with CliRunner().isolation(env=seen) as (output, _, _):
        with suppress(SystemExit):
            main([*arguments, "--help"])
        sys.stdout.flush()
        shown = output.getvalue().decode().strip()
    return f"```text\n{shown}\n```\n"


def standards_page() -> str:
    """Every standard with its source, and the rules that change them."""
    start = (
        "# Standards\n\nHow much one person needs, and who says so. An operation can replace each"
    )
    start += " of them under `[[standards]]` in its `scenario.toml`, with author, date and reason."
    rules = "## What changes with the situation"
    return "\n\n".join([start, describe_standards().strip(), rules, describe_rules()])


# In the order of the flow; tests/test_docs.py sees to it that no public name is missing.
PUBLIC = (
    *("read_scenario", "Scenario", "make_forecast", "Forecast", "make_needs", "Needs"),
    *("make_plan", "Plan", "make_report", "Report", "run_scenario", "plan_scenario"),
    *("simulate_scenario", "barriers_scenario", "backtest_scenario", "InputError", "PosadaError"),
)


def python_page() -> str:
    """Every public name, as its docstring explains it."""
    start = (
        "# In Python\n\n`from posada import ...` gives these names; all others may change. The"
        " [tutorial](tutorial.md) uses them, [methods](methods.md) says what they compute."
    )
    return "\n\n".join([start, *(_explained(getattr(posada, name)) for name in PUBLIC)])


def _explained(thing: type | Callable) -> str:
    """A function, or a class and what can be asked of it."""
    lines = [inspect.getdoc(thing) or ""]
    for name, member in sorted(vars(thing).items() if isinstance(thing, type) else ()):
        asked = member.__func__ if isinstance(member, classmethod) else member
        if name[0] != "_" and inspect.isroutine(asked) | isinstance(asked, property):
            called = "" if isinstance(asked, property) else _called_with(asked)
            gist = (inspect.getdoc(asked) or "").partition("\n\n")[0]
            lines.append(f".{name}{called}\n" + textwrap.indent(gist, "    "))
    called = "" if isinstance(thing, type) else _called_with(thing)
    text = "\n\n".join(lines)
    return f"## {thing.__name__}\n\n```text\n{thing.__name__}{called}\n\n{text}\n```"


def _called_with(function: Callable) -> str:
    """Names of the parameters, with their defaults."""
    given = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    names = [str(p.replace(annotation=p.empty)) for p in given if p.name != "cls"]
    return f"({', '.join(names)})"


PAGES: dict[str, Callable[[], str]] = {
    "scenario-files.md": describe_fields,
    "commands.md": commands_page,
    "standards.md": standards_page,
    "python.md": python_page,
    "es/archivos.md": partial(describe_fields, partial(said_in, language="es")),
    "es/comandos.md": partial(commands_page, "es"),
}


def page(name: str) -> str:
    """One page, complete."""
    return NOTICE + PAGES[name]().strip() + "\n"


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")
        print(f"docs/{name}")
