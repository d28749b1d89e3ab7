"""The command line: options, progress, words and exit codes. It computes nothing.

Exit codes: 0 done, 1 a problem that a person can mend, 2 the command was not written as it should.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Any

import typer

from posada import InputError, PosadaError, __version__

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

COMPILING = "the first run compiles the movement engine, once; this can take a minute"
MOST_SHORTFALLS = 5
PATIENCE = 3.0  # seconds without progress before that is said

app = typer.Typer(
    name="posada",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)

Subject = Annotated[
    str,
    typer.Argument(
        metavar="PATH",
        help="A scenario: a folder, a workbook (.xlsx) or the name of a bundled example.",
    ),
]


class Language(StrEnum):
    """Languages of the report."""

    en = "en"
    es = "es"


class Audience(StrEnum):
    """For whom the report is made."""

    public = "public"
    partners = "partners"
    internal = "internal"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    try:
        app(arguments, prog_name="posada")
    except PosadaError as error:
        _fail(str(error))
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        _fail(f"the files could not be read or written{place}: {error.strerror or error}")
    except MemoryError:
        _fail("there is not enough memory; try fewer draws, for example --draws 100")


def _fail(message: str) -> None:
    typer.echo(message, err=True)
    sys.exit(1)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"posada {__version__}")
        raise typer.Exit


@app.callback()
def _posada(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Forecast where people fleeing will be and what they will need, and plan who brings it."""


@app.command("run")
def _run(
    path: Subject,
    draws: Annotated[int, typer.Option(min=1, help="Number of simulated futures.")] = 500,
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Days to forecast; as the scenario says if not given."),
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Last day of information used, written 2018-11-13; as the scenario says if not "
            "given.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same tables.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the files; out/ and the name if not given."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the report.")] = Language.en,
    audience: Annotated[
        Audience,
        typer.Option(
            help="For whom: public, past weeks by region only; partners, who are named, every "
            "place that is not restricted; internal, the team that runs the operation."
        ),
    ] = Audience.partners,
) -> None:
    """Forecast, work out needs, plan deliveries and write the report."""
    with _progress() as progress:
        from posada.report.audience import Reader
        from posada.run import run_scenario

        run = run_scenario(
            path,
            draws=draws,
            days=days,
            as_of=as_of.date() if as_of else None,
            seed=seed,
            out=out,
            reader=Reader(language.value, audience.value),
            progress=progress,
        )
    _show_summary(run.record, run.folder)


@app.command("simulate")
def _simulate(
    path: Subject,
    draws: Annotated[int, typer.Option(min=1, help="Number of simulated futures.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same tables.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the files; out/ and the name if not given."),
    ] = None,
) -> None:
    """Simulate only the movement, and write people and flows for analysis."""
    with _progress() as progress:
        from posada.simulate import simulate_scenario

        simulated = simulate_scenario(path, draws, seed, out, progress)
    for name, score in simulated.record["scores"].items():
        typer.echo(f"{name}: {score:.3g}")
    typer.echo(f"Every figure is a {simulated.record['status']}.")
    typer.echo(f"The files: {simulated.folder}")


@app.command("backtest")
def _backtest(
    path: Subject,
    every: Annotated[int, typer.Option(help="Days between earlier forecasts.")] = 15,
    horizons: Annotated[
        str, typer.Option(metavar="DAYS", help="Last day of each band of horizons.")
    ] = "30,60,90",
    draws: Annotated[int, typer.Option(help="Draws that are scored.")] = 200,
    given_total: Annotated[
        bool, typer.Option("--given-total", help="Give the forecast the true total, as Flee gets.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the files; out/NAME-backtest if not given."),
    ] = None,
) -> None:
    """Score what would have been forecast on earlier days against the reports that came."""
    with _progress() as progress:
        from posada.backtest import backtest_scenario

        days = _whole_numbers(horizons)
        found, folder = backtest_scenario(path, every, days, draws, given_total, out, progress)
    rows = found.scores[found.scores["horizon_days"].isin(["all", "cold"])]
    for row in rows.itertuples():
        typer.echo(f"{row.model}, {row.horizon_days}: wMAPE {row.wmape:.3f} ({row.n:,} reports)")
    typer.echo(f"The files: {folder}")


def _whole_numbers(text: str) -> list[int]:
    """Whole numbers between commas."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a list of days such as 30,60,90", param_hint="--horizons"
        ) from None


@app.command("plan")
def _plan(
    path: Subject,
    claims: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="plan.csv with the answers of organisations as status: accepted, declined or "
            "changed lines stand, the rest is planned.",
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="plan.csv of the day before, to stay close to."),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Number of simulated futures.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same tables.")] = 1,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Last day of information used; as the scenario says if not given.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the tables; out/NAME-internal if not given."),
    ] = None,
) -> None:
    """Plan deliveries only, around what organisations answered to an earlier plan."""
    with _progress() as progress:
        from posada.run import Lines, plan_scenario

        day = as_of.date() if as_of else None
        lines = Lines(claims, previous)
        plan, folder = plan_scenario(path, draws, day, seed, out, lines, progress)
    for status, count in plan.deliveries["status"].value_counts().sort_index().items():
        typer.echo(f"deliveries {status}: {count:,}")
    for name, value in plan.objectives.items():
        typer.echo(f"{name}: {value:.4g}")
    typer.echo("Every figure is a planning figure, not a count.")
    typer.echo(
        "For the team that runs the operation: they tell when convoys leave, and from where."
    )
    typer.echo(f"The files: {folder / 'plan.csv'}, {folder / 'shortfalls.csv'}")


@app.command("check")
def _check(path: Subject) -> None:
    """Read a scenario and show every problem in it; nothing is written."""
    from posada.needs import check_items
    from posada.scenario import read_scenario

    scenario = read_scenario(path)
    problems = check_items(scenario)
    if problems:
        raise InputError(problems)
    settings = scenario.settings
    rows = ", ".join(f"{name} {len(table)}" for name, table in scenario.tables.items())
    typer.echo(f"{settings.title}: no problems found.")
    typer.echo(f"{settings.start} to {settings.end}, information used up to {settings.as_of}.")
    typer.echo(f"Rows read: {rows}.")
    for sentence in scenario.caveats:
        typer.echo(f"Caveat: {sentence}")


@app.command("new")
def _new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder, or workbook (.xlsx), to make.")
    ],
    example: Annotated[
        str,
        typer.Option(
            "--from", metavar="NAME", help="Start from a bundled example instead of empty tables."
        ),
    ] = "",
) -> None:
    """Make a scenario to fill in, as a folder or a workbook, with every column explained."""
    from posada.scenario import new_scenario

    new_scenario(folder, example=example or None)
    typer.echo(f"Made {folder}. Fill it in, then: posada check {folder}")


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """Bars on a terminal, one plain line per stage elsewhere; always beside the output."""
    from rich.console import Console

    console = Console(stderr=True)
    notice = Timer(PATIENCE, console.print, [COMPILING], {"style": "dim"})
    notice.daemon = True
    show = _bars if console.is_terminal else _lines
    with show(console) as update:

        def told(stage: str, fraction: float) -> None:
            if stage == "forecast" and fraction == 0 and not notice.ident:
                notice.start()
            elif stage != "scenario":
                notice.cancel()
            update(stage, fraction)

        try:
            yield told
        finally:
            notice.cancel()


@contextmanager
def _bars(console: Console) -> Iterator[Callable[[str, float], None]]:
    """One bar per stage."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:9}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, Any] = {}

        def update(stage: str, fraction: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=fraction)

        yield update


@contextmanager
def _lines(console: Console) -> Iterator[Callable[[str, float], None]]:
    """One line when a stage is done."""

    def update(stage: str, fraction: float) -> None:
        if fraction >= 1:
            console.print(f"{stage}: done", highlight=False)

    yield update


def _show_summary(record: Mapping[str, Any], folder: Path) -> None:
    """People at the main places, coverage, worst shortfalls, deliveries, where the report is."""
    from rich.console import Console

    console = Console(highlight=False)
    _show_people(console, record)
    _show_coverage(console, record)
    _show_shortfalls(console, record)
    console.print(f"{record['deliveries']:,} deliveries are proposed.")
    console.print(f"Every figure is a {record['status']}.")
    console.print(f"The report: {folder / 'report.html'}", soft_wrap=True)


def _show_people(console: Console, record: Mapping[str, Any]) -> None:
    table = _table("place", right=record["days"])
    for place, figures in record["people"].items():
        table.add_row(place, *(f"{median}\n{span}" for median, span in figures))
    _show(console, "People present: the median, and the range of 9 futures in 10", table)


def _show_coverage(console: Console, record: Mapping[str, Any]) -> None:
    table = _table("item", right=["covered"])
    for item, share in record["coverage"].items():
        table.add_row(item, f"{share:.0%}")
    _show(console, "Need that the plan covers, over the whole horizon", table)


def _show_shortfalls(console: Console, record: Mapping[str, Any]) -> None:
    table = _table("place", "item", "what limits it", right=["short", "covered"])
    for row in record["shortfalls"][:MOST_SHORTFALLS]:
        short = f"{row['short']} {row['unit']}"
        table.add_row(row["place"], row["item"], row["limit"], short, row["coverage"])
    _show(console, "Largest shortfalls, over the whole horizon", table)


def _table(*left: str, right: Sequence[str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in left:
        table.add_column(name)
    for name in right:
        table.add_column(name, justify="right")
    return table


def _show(console: Console, title: str, table: Table) -> None:
    """A table under its title, when it has any row."""
    if table.row_count:
        console.print(title, style="bold")
        console.print(table)
