"""What a person at a terminal sees while posada works: which stage it is at, and how far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

from posada.saying import say
from posada.terminal.shown import console_for, in_words

if TYPE_CHECKING:
    from rich.console import Console

STAGES = {
    "scenario": say("scenario"),
    "forecast": say("forecast"),
    "needs": say("needs"),
    "plan": say("plan"),
    "report": say("report"),
    "journeys": say("journeys"),
    "back-test": say("back-test"),
    "done": say("done"),
    "compiling": say("the first run compiles the movement engine, once; this can take a minute"),
}
PATIENCE = 3.0  # seconds without progress before that is said


@contextmanager
def show_progress(language: str = "en") -> Iterator[Callable[[str, float], None]]:
    """Bars on a terminal, one plain line per stage elsewhere; always beside the output."""
    console = console_for(stderr=True)
    names = {stage: in_words(said, language) for stage, said in STAGES.items()}
    notice = Timer(PATIENCE, console.print, [names["compiling"]], {"style": "dim"})
    notice.daemon = True
    show = _bars if console.is_terminal else _lines
    with show(console, names) as update:

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
def _bars(console: Console, names: Mapping[str, str]) -> Iterator[Callable[[str, float], None]]:
    """One bar per stage."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:11}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, Any] = {}

        def update(stage: str, fraction: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(names.get(stage, stage), total=1.0)
            bars.update(tasks[stage], completed=fraction)

        yield update


@contextmanager
def _lines(console: Console, names: Mapping[str, str]) -> Iterator[Callable[[str, float], None]]:
    """One line when a stage is done."""

    def update(stage: str, fraction: float) -> None:
        if fraction >= 1:
            console.print(f"{names.get(stage, stage)}: {names['done']}", highlight=False)

    yield update
