"""Write the pages of docs/ that come from the code: `make docs`.

tests/test_docs.py fails when a page differs from what is written here.
"""

import inspect
import re
import sys
import textwrap
import typing
from collections.abc import Callable
from contextlib import suppress
from dataclasses import is_dataclass
from functools import partial
from pathlib import Path

from typer.testing import CliRunner

import posada
from posada.cli import app, main
from posada.needs import describe_rules, describe_standards
from posada.plan import result as plan_tables
from posada.report.problems import said_in
from posada.scenario import describe_fields

FOLDER = Path(__file__).parent
COLUMN = re.compile(r'^    "(\w+)": "\w+",(?: +# (.*))?$', re.MULTILINE)
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
    *("make_plan", "Plan", "read_lines", "make_report", "Report", "run_scenario", "Reader"),
    *("plan_scenario", "Lines", "simulate_scenario", "barriers_scenario", "backtest_scenario"),
    *("PosadaError", "InputError", "ResultError", "PlanError"),
)
PYTHON = """\
# In Python

`from posada import ...` gives the names of this page; all others may change. They are typed. The \
[tutorial](tutorial.md) has more examples, [methods](methods.md) says what is computed.

```python
from posada import Forecast, InputError, make_forecast, make_needs, make_plan, read_scenario

scenario = read_scenario("riverside")
forecast = make_forecast(scenario, draws=100, seed=1)
forecast.people  # an xarray: draw x day x place [person]
bands = forecast.quantiles((0.1, 0.5, 0.9)).sel(place="Riverside").to_pandas()
forecast.save("forecast.nc")

needs = make_needs(scenario, Forecast.load("forecast.nc"))
litres = needs.quantiles((0.5,)).sel(quantile=0.5, item="water").to_pandas()

plan = make_plan(scenario, needs)
short = plan.shortfalls.groupby(["place", "item"])["shortfall"].sum()

try:
    read_scenario("my-town")
except InputError as error:
    wrong = [(problem.file, problem.row, problem.column) for problem in error.problems]
```

A forecast made elsewhere, as a table with the columns date, place, people and, if any, draw, is \
planned for in the same way:

```python
table = forecast.people.to_dataframe("people").reset_index().rename(columns={"day": "date"})
needs = make_needs(scenario, Forecast.from_headcounts(scenario, table))
```

Functions that end in `_scenario` do what the [commands](commands.md) do, and write the same files.
"""


def python_page() -> str:
    """How to use it, and every public name as its docstring explains it."""
    explained = {name: _explained(getattr(posada, name)) for name in PUBLIC}
    explained["Plan"] += f"\n\n{_plan_columns()}"
    return "\n".join([PYTHON, *(f"{text}\n" for text in explained.values())])


def _plan_columns() -> str:
    """Columns of the tables of a plan, with the comment that stands beside each."""
    source, texts = inspect.getsource(plan_tables), []
    for tables in (("DELIVERIES", "REASONS"), ("SHORTFALLS",)):
        bodies = [
            source.partition(f"\n{table} = {{\n")[2].partition("\n}\n")[0] for table in tables
        ]
        found = COLUMN.findall("\n".join(bodies))
        columns = "; ".join(f"`{name}`" + (f" {about}" if about else "") for name, about in found)
        texts.append(f"`{tables[0].lower()}` has the columns {columns}.")
    return "\n\n".join(texts)


def _explained(thing: type | Callable) -> str:
    """A function and what it gives, or a class and what can be asked of it."""
    lines = [inspect.getdoc(thing) or ""]
    for name, member in sorted(vars(thing).items() if isinstance(thing, type) else ()):
        asked = member.__func__ if isinstance(member, classmethod) else member
        if name[0] != "_" and inspect.isroutine(asked) | isinstance(asked, property):
            called = "" if isinstance(asked, property) else _called_with(asked)
            gist = (inspect.getdoc(asked) or "").partition("\n\n")[0]
            lines.append(f".{name}{called}\n" + textwrap.indent(gist, "    "))
    for given in () if isinstance(thing, type) else _given_alone(thing):
        lines.append(f"{given.__name__}: {inspect.getdoc(given)}")
    called = "" if isinstance(thing, type) else _called_with(thing)
    text = "\n\n".join(lines)
    return f"## {thing.__name__}\n\n```text\n{thing.__name__}{called}\n\n{text}\n```"


def _given_alone(function: Callable) -> list[type]:
    """Results of a function that no other page or section explains."""
    given = typing.get_type_hints(function)["return"]
    kinds = typing.get_args(given) or (given,)
    return [kind for kind in kinds if is_dataclass(kind) and kind.__name__ not in PUBLIC]


def _called_with(function: Callable) -> str:
    """Names of the parameters, with their defaults."""
    given = inspect.signature(function).parameters.values()
    asked = [p.replace(annotation=p.empty) for p in given if p.name not in ("self", "cls")]
    return str(inspect.Signature(asked))


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
