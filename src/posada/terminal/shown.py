"""What a person at a terminal sees when posada has worked; `progress` shows what it is doing.

It shows figures that the run has made and rounded; it works out none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posada.saying import Said, joined, say

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from posada.report.words import Words
    from posada.scenario import Scenario

# What scores of a simulation say, by their names in the files.
SCORES = {
    "days": say("days compared with reports"),
    "ard": say("average relative difference from the reports"),
    "ard_rescaled": say("the same with everybody scaled to the total reported"),
}
MOST_SHORTFALLS = 5
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
WIDEST_RANGE = 12


def in_words(text: str, language: str) -> str:
    """A sentence in a language."""
    if language == "en":
        return str(text)
    # The catalogue takes a second to load, and English needs none.
    from posada.report.problems import said_in

    return said_in(text, language)


def console_for(stderr: bool = False) -> Console:
    """What to print on; a name in square brackets or between colons stays as it is written."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def show_summary(summary: Mapping[str, Any], folder: Path, words: Words) -> None:
    """People at the main places, coverage, worst shortfalls, deliveries, where the report is."""
    console = console_for()
    _show_people(console, summary, words)
    _show_coverage(console, summary, words)
    _show_shortfalls(console, summary, words)
    proposed = words.ngettext(
        "%(num)s delivery is proposed.", "%(num)s deliveries are proposed.", summary["deliveries"]
    )
    console.print(proposed % {"num": words.number(summary["deliveries"])})
    console.print(words.gettext("Every figure is a planning figure, not a count."))
    told = words.gettext("The report: %s") % (folder / "report.html")
    console.print(told, soft_wrap=True)


def show_check(scenario: Scenario, language: str = "en") -> None:
    """What was read of a scenario without problems, and its caveats."""
    settings, caveats = scenario.settings, scenario.caveats
    title = settings.title
    days = [str(day) for day in (settings.start, settings.end, settings.as_of)]
    if language != "en":
        from posada.report.sentences import in_language, translated
        from posada.report.words import words_in

        words = words_in(language, scenario=scenario)
        scenario = in_language(scenario, words)
        title = scenario.settings.title
        days = [words.full_date(day) for day in (settings.start, settings.end, settings.as_of)]
        caveats = tuple(translated(caveat, words)[0] for caveat in scenario.caveats)
    start, end, as_of = days
    rows = joined(f"{name} {len(table)}" for name, table in scenario.tables.items())
    lines = (
        say("%(title)s: no problems found.", title=title),
        say(
            "%(start)s to %(end)s, information used up to %(as_of)s.",
            start=start,
            end=end,
            as_of=as_of,
        ),
        say("Rows read: %(rows)s.", rows=rows),
        *(say("Caveat: %(caveat)s", caveat=caveat) for caveat in caveats),
    )
    _print(lines, language)


def show_simulated(scores: Mapping[str, float], folder: Path, language: str = "en") -> None:
    """How far the simulation lies from the reports, what its figures are, where the files are."""
    told = [
        say("%(name)s: %(figure)s (%(what)s)", name=name, figure=f"{scores[name]:.3g}", what=what)
        for name, what in SCORES.items()
        if name in scores
    ]
    told += [
        say("Every figure is a simulation, not a count; not for publication."),
        say("The files: %(folder)s", folder=folder),
    ]
    _print(told, language)


def _print(lines: Sequence[Said], language: str) -> None:
    """Whole lines, which a terminal breaks where it likes."""
    console = console_for()
    for line in lines:
        console.print(in_words(line, language), soft_wrap=True)


def show_plan(summary: Mapping[str, Any], folder: Path, words: Words) -> None:
    """Deliveries, coverage of what saves lives, how the plan holds, caveats, where the files are.

    Parameters
    ----------
    summary : as `posada.proposal` gives it
    """
    from posada.report.sentences import translated

    console = console_for()
    for status, count in summary["deliveries"].items():
        text = words.gettext("Deliveries, %(status)s: %(count)s")
        console.print(text % {"status": words.label(status), "count": words.number(count)})
    right = [
        words.gettext("Planned at the worst place, of the mean need"),
        words.gettext("Covered in all, over the futures"),
    ]
    table = _table(words.gettext("Item"), right=right)
    for row in summary["coverage"]:
        worst = "" if row["worst"] is None else words.percent(row["worst"])
        table.add_row(row["items"], worst, words.percent(row["all"]))
    _show(console, words.gettext("What saves lives, over the whole horizon"), table)
    for line in _replayed(summary["replayed"], words):
        console.print(line, soft_wrap=True)
    for caveat in summary["caveats"]:
        console.print(translated(caveat, words)[0], soft_wrap=True)
    console.print(words.gettext("Every figure is a planning figure, not a count."))
    told = words.gettext(
        "For the team that runs the operation: the files tell when convoys leave, and from where. "
        "Give each organisation only its own."
    )
    console.print(told, soft_wrap=True)
    console.print(words.gettext("The files: %s") % folder, soft_wrap=True)


def _replayed(figures: Mapping[str, str], words: Words) -> list[str]:
    """How the plan holds in the simulated futures, in sentences."""
    if not figures:
        return []
    need = words.gettext(
        "Need for what saves lives that is not met: %(unmet)s person-days on average, %(cvar)s in "
        "the worst tenth of the futures."
    )
    least = words.gettext("Worst covered in these futures: %(worst)s.")
    uneven = words.gettext(
        "How unevenly it is spread over the places (Gini, 0 is the same everywhere): %(gini)s."
    )
    return [sentence % figures for sentence in (need, least, uneven)]


def show_scores(scores: pd.DataFrame, caveats: Sequence[str], folder: Path, words: Words) -> None:
    """What is odd about the reports, the error of each forecast over all days, and the files."""
    from posada.report.labels import BANDS
    from posada.report.sentences import translated

    console = console_for()
    for caveat in caveats:
        console.print(translated(caveat, words)[0], soft_wrap=True)
    for row in scores[scores["horizon_days"].isin(BANDS)].itertuples():
        told = words.gettext("%(model)s, %(band)s: wMAPE %(error)s (%(count)s reports)")
        blanks = {
            "model": words.model(row.model),
            "band": words.gettext(BANDS[row.horizon_days]),
            "error": f"{row.wmape:.3f}",
            "count": words.number(row.n),
        }
        console.print(told % blanks, soft_wrap=True)
    told = words.gettext(
        "wMAPE: how far the forecasts were off, added up, as a share of the people reported; 0 is "
        "exact."
    )
    console.print(told, soft_wrap=True)
    console.print(words.gettext("The files: %s") % folder, soft_wrap=True)


def show_barriers(effects: pd.DataFrame, path: Path, words: Words) -> None:
    """How much more of each measure there is with each barrier: the median, and 8 draws in 10."""
    from posada.report.labels import ALL_BARRIERS, EFFECTS

    console = console_for()
    title = words.gettext(
        "What barriers do to people: with each, less without it; the median, and the range of 8 "
        "futures in 10"
    )
    measures = [words.gettext(EFFECTS[name]) for name in effects["measure"].unique()]
    table = _table(words.gettext("Barrier"), right=measures)
    for (kind, where), rows in effects.groupby(["kind", "where"], sort=False):
        name = words.gettext(ALL_BARRIERS)
        if where:
            name = f"{words.label(str(kind))}: {words.area(str(where))}"
        table.add_row(name, *(_more(row, words) for row in rows.to_dict("records")))
    _show(console, title, table)
    early = words.gettext(
        "Where a barrier stops people early on their way, fewer of them wait further on."
    )
    console.print(early)
    console.print(words.gettext("Every figure is a simulation, not a count."))
    console.print(words.gettext("The table: %s") % path, soft_wrap=True)


def _more(row: Mapping[str, Any], words: Words) -> str:
    low, middle, high = (words.number(row[f"more_{level}"]) for level in ("p10", "p50", "p90"))
    return f"{middle}\n" + words.gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def _show_people(console: Console, summary: Mapping[str, Any], words: Words) -> None:
    days = [
        ISO_DATE.sub(lambda day: words.date(date.fromisoformat(day[0])), text)
        for text in summary["days"]
    ]
    table = _table(words.gettext("Place"), right=days)
    for place, figures in summary["people"].items():
        table.add_row(place, *(f"{median}\n{_narrow(span)}" for median, span in figures))
    title = words.gettext("People present: the median, and the range of 9 futures in 10")
    _show(console, title, table)


def _narrow(span: str) -> str:
    """A range that is too wide for a column of a terminal, in two lines; nothing is cut off."""
    return span.replace("\u2013", "\u2013\n") if len(span) > WIDEST_RANGE else span


def _show_coverage(console: Console, summary: Mapping[str, Any], words: Words) -> None:
    table = _table(words.gettext("Item"), right=[words.gettext("Covered")])
    for item, share in summary["coverage"].items():
        table.add_row(item, words.percent(share))
    _show(console, words.gettext("Need that the plan covers, over the whole horizon"), table)


def _show_shortfalls(console: Console, summary: Mapping[str, Any], words: Words) -> None:
    left = words.gettext("Place"), words.gettext("Item"), words.gettext("What limits")
    table = _table(*left, right=[words.gettext("Short by"), words.gettext("Covered")])
    for row in summary["shortfalls"][:MOST_SHORTFALLS]:
        short = f"{row['short']} {row['unit']}"
        table.add_row(row["place"], row["item"], row["limit"], short, row["coverage"])
    _show(console, words.gettext("Largest shortfalls, over the whole horizon"), table)


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
