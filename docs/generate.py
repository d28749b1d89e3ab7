"""Write the pages of docs/ that come from the code: `make docs`.

tests/test_docs.py fails when a page differs from what is written here.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from typer.testing import CliRunner

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


PAGES: dict[str, Callable[[], str]] = {
    "scenario-files.md": describe_fields,
    "commands.md": commands_page,
    "standards.md": standards_page,
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
