"""Write the pages of docs/ that come from the code: `make docs`.

tests/test_docs.py fails when a page differs from what is written here.
"""

from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from posada.cli import app
from posada.needs import describe_rules, describe_standards
from posada.scenario import describe_fields

FOLDER = Path(__file__).parent
NOTICE = "<!-- Written by `make docs`; change the code it comes from instead. -->\n\n"


def commands_page() -> str:
    """Every command with its options, as `--help` shows them."""
    names = [command.name for command in app.registered_commands]
    parts = ["# Commands\n", _help([]), *(f"## posada {name}\n\n{_help([name])}" for name in names)]
    codes = "Exit codes: 0 done, 1 a problem that you can mend, 2 the command was not understood.\n"
    return "\n".join([*parts, codes])


def _help(arguments: list[str]) -> str:
    shown = CliRunner().invoke(
        app, [*arguments, "--help"], prog_name="posada", env={"COLUMNS": "80"}
    )
    return f"```text\n{shown.output.strip()}\n```\n"


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
}


def page(name: str) -> str:
    """One page, complete."""
    return NOTICE + PAGES[name]().strip() + "\n"


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")
        print(f"docs/{name}")
