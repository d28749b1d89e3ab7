"""The commands: options, progress, words and exit codes. They compute nothing.

Exit codes: 0 done, 1 a problem that a person can mend, 2 the command was not written as it should.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from posada import InputError, PosadaError, __version__
from posada.cli.options import (
    AsOf,
    Audience,
    Draws,
    Journeys,
    Language,
    Out,
    Seed,
    Settings,
    Spoken,
    Subject,
    chosen_scenario,
    whole_numbers,
)
from posada.cli.speaking import NO_MEMORY, UsageError, asked_for, of_files, show_usage, spoken
from posada.saying import say
from posada.terminal import (
    in_words,
    show_barriers,
    show_check,
    show_plan,
    show_progress,
    show_scores,
    show_simulated,
    show_summary,
)

app = typer.Typer(
    name="posada",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="En español: --language es, o la variable de entorno POSADA_LANGUAGE=es.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    language = asked_for(sys.argv[1:] if arguments is None else arguments)
    try:
        left = spoken(app, language)(arguments, prog_name="posada", standalone_mode=False)
    except UsageError as error:
        show_usage(error, language)
        sys.exit(2)
    except PosadaError as error:
        _fail(in_words(error.told, language))
    except OSError as error:
        _fail(of_files(error, language))
    except MemoryError:
        _fail(in_words(NO_MEMORY, language))
    sys.exit(left or 0)


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
    draws: Draws = 500,
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Days to forecast; as the scenario says if not given."),
    ] = None,
    as_of: AsOf = None,
    seed: Seed = 1,
    out: Out = None,
    settings: Settings = None,
    language: Spoken = Language.en,
    audience: Annotated[
        Audience,
        typer.Option(
            help="For whom: public, past weeks by region only; partners, who are named, every "
            "place that is not restricted; internal, the team that runs the operation."
        ),
    ] = Audience.partners,
) -> None:
    """Forecast, work out needs, plan deliveries and write the report."""
    with show_progress(language.value) as progress:
        from posada.report.audience import Reader
        from posada.report.words import words_in
        from posada.run import run_scenario

        run = run_scenario(
            chosen_scenario(path, settings),
            draws=draws,
            days=days,
            as_of=as_of,
            seed=seed,
            out=out,
            reader=Reader(language.value, audience.value),
            progress=progress,
        )
    show_summary(run.summary, run.folder, words_in(language.value))


@app.command("simulate")
def _simulate(
    path: Subject,
    draws: Draws = 500,
    seed: Seed = 1,
    out: Out = None,
    settings: Settings = None,
    journeys: Journeys = 2000,
    language: Spoken = Language.en,
) -> None:
    """Simulate only the movement, and write people, flows and journeys for analysis."""
    with show_progress(language.value) as progress:
        from posada.simulate import simulate_scenario

        simulated = simulate_scenario(
            chosen_scenario(path, settings), draws, seed, out, progress, journeys, language.value
        )
    show_simulated(simulated.record["scores"], simulated.folder, language.value)


@app.command("barriers")
def _barriers(
    path: Subject,
    draws: Draws = 200,
    as_of: AsOf = None,
    seed: Seed = 1,
    out: Out = None,
    language: Spoken = Language.en,
) -> None:
    """Show what each closure, quota and hostility does to people: the same days without it."""
    with show_progress(language.value) as progress:
        from posada.barriers import barriers_scenario
        from posada.report.words import words_in
        from posada.scenario import read_scenario

        scenario = read_scenario(path)
        effects, folder = barriers_scenario(scenario, draws, as_of, seed, out, progress)
    words = words_in(language.value, scenario=scenario)
    show_barriers(effects, folder / "barriers.csv", words)


@app.command("backtest")
def _backtest(
    path: Subject,
    every: Annotated[int, typer.Option(help="Days between earlier forecasts.")] = 15,
    horizons: Annotated[
        str, typer.Option(metavar="DAYS", help="Last day of each band of horizons.")
    ] = "30,60,90",
    draws: Annotated[
        int, typer.Option(help="Draws of each forecast; a Flee set needs none.")
    ] = 200,
    given_total: Annotated[
        bool, typer.Option("--given-total", help="Give the forecast the true total, as Flee gets.")
    ] = False,
    out: Out = None,
    settings: Settings = None,
    language: Spoken = Language.en,
) -> None:
    """Score what would have been forecast on earlier days against the reports that came."""
    with show_progress(language.value) as progress:
        from posada.backtest import backtest_scenario
        from posada.report.words import words_in
        from posada.scenario import read_scenario

        days, lang = whole_numbers(horizons), language.value
        scenario = read_scenario(path, settings)
        found, folder = backtest_scenario(
            scenario, every, days, draws, given_total, out, progress, lang
        )
    show_scores(found.scores, found.caveats, folder, words_in(lang, scenario=scenario))


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
    draws: Draws = 500,
    seed: Seed = 1,
    as_of: AsOf = None,
    out: Out = None,
    settings: Settings = None,
    language: Spoken = Language.en,
) -> None:
    """Plan deliveries only, around what organisations answered to an earlier plan."""
    with show_progress(language.value) as progress:
        from posada.proposal import Lines, plan_scenario
        from posada.report.words import words_in

        made = plan_scenario(
            chosen_scenario(path, settings),
            draws=draws,
            as_of=as_of,
            seed=seed,
            out=out,
            lines=Lines(claims, previous),
            language=language.value,
            progress=progress,
        )
    words = words_in(language.value, scenario=made.scenario)
    show_plan(made.summary, made.folder, words)


@app.command("check")
def _check(path: Subject, settings: Settings = None, language: Spoken = Language.en) -> None:
    """Read a scenario and show every problem in it; nothing is written."""
    from posada.needs import check_items
    from posada.scenario import read_scenario

    scenario = read_scenario(path, settings)
    problems = check_items(scenario)
    if scenario.flee is not None:
        from posada.movement.flee import make_model

        make_model(scenario.flee, hasten=1)  # refuses what cannot be simulated
    else:
        from posada.forecast.departures import check_departures

        problems += check_departures(scenario)
    if problems:
        raise InputError(problems)
    show_check(scenario, language.value)


@app.command("new")
def _new(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="Folder, or workbook (.xlsx), to make.")
    ],
    example: Annotated[
        str,
        typer.Option(
            "--from", metavar="NAME", help="Start from a bundled example instead of empty tables."
        ),
    ] = "",
    language: Spoken = Language.en,
) -> None:
    """Make a scenario to fill in, as a folder or a workbook, with every column explained."""
    from posada.scenario import new_scenario

    new_scenario(folder, example or None, partial(in_words, language=language.value))
    made = say("Made %(folder)s. Fill it in, then: posada check %(folder)s", folder=folder)
    typer.echo(in_words(made, language.value))
