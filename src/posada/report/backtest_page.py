"""One page on how good earlier forecasts were, for analysts; it needs no script and no network.

It says how far forecasts and the last reports were off; draws, for every place, forecasts from
days that follow each other and the reports that came; how often reports lay inside each interval;
and at which level of the forecast they lay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from posada.forecast.backtest import Backtest
from posada.report.charts import step_up
from posada.report.labels import BANDS, SCORES
from posada.report.page import environment
from posada.report.sentences import translated
from posada.report.words import Words

WIDTH, HEIGHT, EDGE = 440, 180, 72
SHADES = (("q0.025", "q0.975", 0.15), ("q0.100", "q0.900", 0.25))
CENTRAL = (50, 80, 95, 99)
BINS, THIN = 10, 3


def backtest_page(title: str, found: Backtest, words: Words, towns: Collection[str] = ()) -> bytes:
    """The page.

    Parameters
    ----------
    title : of the scenario
    found : scores, forecasts and caveats of a back-test
    words : language
    towns : places whose counts include those of their sites
    """
    scores, forecasts = found.scores, found.forecasts
    charts = [
        (_counted(str(place), towns, words), _fans(rows, words))
        for place, rows in forecasts.groupby("place")
    ]
    text = (
        environment(words.language)
        .get_template("backtest.html.j2")
        .render(
            words=words,
            title=title,
            columns=[_heading(column, words) for column in scores.columns[2:]],
            models=_models(scores, words),
            charts=charts,
            misses=_misses(scores, words),
            reliability=_reliability(scores, words),
            transform=_histogram(forecasts["pit"].to_numpy(float), words),
            first=words.full_date(forecasts["origin"].min()),
            last=words.full_date(forecasts["origin"].max()),
            count=words.number(len(forecasts)),
            caveats=[translated(caveat, words) for caveat in found.caveats],
        )
    )
    return text.encode()


def _counted(place: str, towns: Collection[str], words: Words) -> str:
    """A place as its counts are meant."""
    name = words.name(place)
    return words.gettext("%s with its sites") % name if place in towns else name


def _heading(column: str, words: Words) -> str:
    """What a column of the scores holds."""
    if column in SCORES:
        return words.gettext(SCORES[column])
    return words.gettext("%s inside") % words.percent(int(column.removeprefix("cov")) / 100)


def _models(scores: pd.DataFrame, words: Words) -> list[tuple[str, list[list[str]]]]:
    """What is compared, each with its scores as a person reads them."""
    bands = {band: words.gettext(told) for band, told in BANDS.items()}
    told = scores.assign(
        horizon_days=scores["horizon_days"].replace(bands),
        n=scores["n"].map(words.number),
    )
    return [
        (words.model(str(model)), [list(map(_cell, row[2:])) for row in rows.to_numpy(object)])
        for model, rows in told.groupby("model", sort=False)
    ]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.3f}"
    return str(value)


def _misses(scores: pd.DataFrame, words: Words) -> list[tuple[object, str, str]]:
    """Days ahead, and how far the forecast and the last report were off, in shares of people."""
    wide = scores.pivot(index="horizon_days", columns="model", values="wmape")
    bands = scores.loc[scores["model"] == "posada", "horizon_days"]
    return [
        (band, words.percent(off["posada"]), words.percent(off["last_level"]))
        for band, off in wide.loc[bands[bands != "all"]].iterrows()
    ]


def _fans(rows: pd.DataFrame, words: Words) -> Markup:
    """Forecasts from days that follow each other, as fans, and every report as a ring.

    The next fan begins where the one before ends, so that none lies on another.
    """
    chosen = _one_after_another(rows.sort_values(["origin", "date"], kind="stable"))
    first, last = rows["origin"].min(), rows["date"].max()
    length = max((last - first).days, 1)
    reports = rows.drop_duplicates("date")
    highest = max(np.quantile(rows["q0.975"], 0.9), *rows[["q0.500", "reported"]].max(), 1.0)
    top = float(np.ceil(highest / step_up(highest)) * step_up(highest))

    def across(days: pd.Series) -> np.ndarray:
        away = (days - first).dt.days.to_numpy(float)
        return EDGE + away / length * (WIDTH - EDGE - 8)

    def down(people: pd.Series) -> np.ndarray:
        return HEIGHT - 22 - np.minimum(people.to_numpy(float) / top, 1.0) * (HEIGHT - 32)

    parts = [piece for fan in chosen for piece in _fan(fan, across, down)]
    marks = zip(across(reports["date"]), down(reports["reported"]), strict=True)
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in marks]
    from_day, to_day = words.full_date(first), words.full_date(last)
    parts.append(_text(EDGE, HEIGHT - 6, from_day, "start") + _text(WIDTH - 8, HEIGHT - 6, to_day))
    parts.append(_text(EDGE - 4, 14, words.number(top)) + _text(EDGE - 4, HEIGHT - 20, 0))
    return _drawing(parts)


def _one_after_another(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The first forecast, the first that was made when it had ended, and so on."""
    chosen: list[pd.DataFrame] = []
    for origin, fan in rows.groupby("origin"):
        if not chosen or origin >= chosen[-1]["date"].max():
            chosen.append(fan)
    return chosen


Scale = Callable[[pd.Series], np.ndarray]


def _fan(fan: pd.DataFrame, across: Scale, down: Scale) -> list[str]:
    """Day of a forecast as a dashed stroke, its bands, and its median."""
    made = across(fan["origin"].head(1))[0]
    parts = [f'<path d="M{made:.1f} 10V{HEIGHT - 22}" class="made"/>']
    at = across(fan["date"])
    if len(fan) == 1:  # a single day still has a width
        at, fan = np.array([at[0] - THIN, at[0] + THIN]), pd.concat([fan, fan])
    for low, high, tone in SHADES:
        points = [*zip(at, down(fan[high]), strict=True)]
        points += [*zip(at[::-1], down(fan[low])[::-1], strict=True)]
        parts.append(f'<path d="M{_path(points)}Z" fill-opacity="{tone}"/>')
    middle = _path(list(zip(at, down(fan["q0.500"]), strict=True)))
    return [*parts, f'<path d="M{middle}" class="line"/>']


def _reliability(scores: pd.DataFrame, words: Words) -> Markup:
    """Share of the reports inside each central interval, beside the share that was promised."""
    found = scores[(scores["model"] == "posada") & (scores["horizon_days"] == "all")].iloc[0]
    parts = []
    for number, share in enumerate(CENTRAL):
        inside = float(found[f"cov{share}"])
        at, wide = 12 + number * 42, WIDTH - EDGE - 130
        parts.append(_text(EDGE, at + 16, words.percent(share / 100)))
        parts.append(f'<rect x="{EDGE + 6}" y="{at}" width="{wide * inside:.1f}" height="22"/>')
        promised = EDGE + 6 + wide * share / 100
        parts.append(f'<path d="M{promised:.1f} {at - 5}v32" class="line"/>')
        told = words.gettext("%s inside") % words.percent(inside)
        parts.append(_text(WIDTH - 4, at + 16, told))
    return _drawing(parts)


def _histogram(levels: np.ndarray, words: Words) -> Markup:
    """How many reports lay in each tenth of the forecast; flat when the forecast is honest.

    One that lies between two tenths, as at the median, counts half in each.
    """
    up, down = (np.histogram(side, bins=BINS, range=(0, 1))[0] for side in (levels, 1 - levels))
    counts = (up + down[::-1]) / 2
    step, top = (WIDTH - EDGE - 8) / BINS, max(float(counts.max()), 1.0)
    parts = []
    for number, count in enumerate(counts):
        high = count / top * (HEIGHT - 40)
        x, y = EDGE + number * step, HEIGHT - 22 - high
        size = f'width="{step - 2:.1f}" height="{high:.1f}"'
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" {size}/>')
    flat = HEIGHT - 22 - len(levels) / BINS / top * (HEIGHT - 40)
    parts.append(f'<path d="M{EDGE} {flat:.1f}H{WIDTH - 8}" class="line"/>')
    parts.append(_text(EDGE, HEIGHT - 6, "0", "start") + _text(WIDTH - 8, HEIGHT - 6, "1"))
    parts.append(_text(EDGE - 4, HEIGHT - 18 - (HEIGHT - 40), words.number(top)))
    return _drawing(parts)


def _path(points: list[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _text(x: float, y: float, content: object, anchor: str = "end") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(str(content))}</text>'


def _drawing(parts: list[str]) -> Markup:
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-hidden="true"'
    return Markup(f"<svg {box}>{''.join(parts)}</svg>")
