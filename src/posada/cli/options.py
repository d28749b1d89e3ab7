"""What several commands ask for, and what they make of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from posada.scenario import Scenario

Subject = Annotated[
    str,
    typer.Argument(
        metavar="PATH",
        help="A scenario: a folder, a workbook (.xlsx), a folder of Flee, or the name of a bundled "
        "example.",
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="Settings of a folder of Flee; simsetting.yml in it or beside it if not given.",
    ),
]
Draws = Annotated[int, typer.Option(min=1, help="Number of simulated futures.")]
Journeys = Annotated[
    int,
    typer.Option(
        min=0,
        metavar="PEOPLE",
        help="People followed to see how long they take to each place; 0 for none.",
    ),
]
Seed = Annotated[
    int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same tables.")
]


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date such as 2018-11-13") from None


AsOf = Annotated[
    dt.date | None,
    typer.Option(
        parser=_day,
        metavar="DATE",
        help="Last day of information used, written 2018-11-13; as the scenario says if not given.",
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        metavar="DIR",
        help="Folder for the files; if not given, one in out/ by the scenario's name.",
    ),
]


class Language(StrEnum):
    """Languages of what is shown and written."""

    en = "en"
    es = "es"


# Whoever always wants another language says so here, once.
ENVIRONMENT = "POSADA_LANGUAGE"
Spoken = Annotated[
    Language,
    typer.Option(
        "--language",
        "--lang",
        envvar=ENVIRONMENT,
        help="Language of what is shown and written.",
    ),
]


class Audience(StrEnum):
    """For whom the report is made."""

    public = "public"
    partners = "partners"
    internal = "internal"


def chosen_scenario(path: str, settings: Path | None) -> str | Scenario:
    """What a command works on: the path as it is, or the folder of Flee read with its settings."""
    if settings is None:
        return path
    from posada.scenario import read_scenario

    return read_scenario(path, settings)


def whole_numbers(text: str) -> list[int]:
    """Whole numbers between commas."""
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a list of days such as 30,60,90", param_hint="--horizons"
        ) from None
