"""One page on how good earlier forecasts were, for analysts; it needs no script and no network.

It draws, for every place, the last forecast made before each report and the report itself; how
often reports lay inside each interval; and at which level of the forecast they lay.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from posada.forecast.backtest import Backtest
from posada.report.page import environment
from posada.report.sentences import translated
from posada.report.words import Words

WIDTH, HEIGHT, EDGE = 420, 180, 52
BANDS = (("q0.025", "q0.975", 0.15), ("q0.100", "q0.900", 0.25))
CENTRAL = (50, 80, 95)
BINS = 10


def backtest_page(title: str, found: Backtest, words: Words) -> bytes:
    """The page.

    Parameters
    ----------
    title : of the scenario
    found : scores, forecasts and caveats of a back-test
    words : language
    """
    scores, forecasts = found.scores, found.forecasts
    latest = forecasts.sort_values("origin").groupby(["place", "date"]).tail(1)
    charts = [
        (str(place), _fan(rows.sort_values("date"), words))
        for place, rows in latest.groupby("place")
    ]
    text = (
        environment(words.language)
        .get_template("backtest.html.j2")
        .render(
            words=words,
            title=title,
            columns=list(scores.columns),
            rows=[[_cell(value) for value in row] for row in scores.itertuples(index=False)],
            charts=charts,
            reliability=_reliability(forecasts, words),
            transform=_histogram(forecasts["pit"].to_numpy(float), words),
            first=words.full_date(forecasts["origin"].min()),
            last=words.full_date(forecasts["origin"].max()),
            count=words.number(len(forecasts)),
            caveats=[translated(caveat, words) for caveat in found.caveats],
        )
    )
    return text.encode()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.3f}"
    return str(value)


def _fan(rows: pd.DataFrame, words: Words) -> Markup:
    """Bands and median of the forecast of each report, and the report as a ring."""
    days = (rows["date"] - rows["date"].iloc[0]).dt.days.to_numpy(float)
    across = EDGE + days / max(days[-1], 1) * (WIDTH - EDGE - 8)
    top = max(float(np.quantile(rows["q0.975"], 0.9)), float(rows["reported"].max()), 1.0)

    def down(people: pd.Series) -> np.ndarray:
        return HEIGHT - 22 - np.minimum(people.to_numpy(float) / top, 1.0) * (HEIGHT - 32)

    parts = []
    for low, high, tone in BANDS:
        points = [*zip(across, down(rows[high]), strict=True)]
        points += [*zip(across[::-1], down(rows[low])[::-1], strict=True)]
        parts.append(f'<path d="M{_path(points)}Z" fill-opacity="{tone}"/>')
    middle = _path(list(zip(across, down(rows["q0.500"]), strict=True)))
    parts.append(f'<path d="M{middle}" class="line"/>')
    marks = zip(across, down(rows["reported"]), strict=True)
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in marks]
    first, last = words.full_date(rows["date"].iloc[0]), words.full_date(rows["date"].iloc[-1])
    parts.append(_text(EDGE, HEIGHT - 6, first, "start") + _text(WIDTH - 8, HEIGHT - 6, last))
    parts.append(_text(EDGE - 4, 14, words.number(top)) + _text(EDGE - 4, HEIGHT - 20, 0))
    return _drawing(parts)


def _reliability(forecasts: pd.DataFrame, words: Words) -> Markup:
    """Share of the reports inside each central interval, beside the share that was promised."""
    parts = []
    for number, share in enumerate(CENTRAL):
        low, high = f"q{0.5 - share / 200:.3f}", f"q{0.5 + share / 200:.3f}"
        inside = (forecasts["reported"] >= forecasts[low]) & (
            forecasts["reported"] <= forecasts[high]
        )
        at, wide = 20 + number * 52, WIDTH - EDGE - 130
        parts.append(_text(EDGE, at + 18, words.percent(share / 100)))
        found = wide * float(inside.mean())
        parts.append(f'<rect x="{EDGE + 6}" y="{at}" width="{found:.1f}" height="26"/>')
        promised = EDGE + 6 + wide * share / 100
        parts.append(f'<path d="M{promised:.1f} {at - 5}v36" class="line"/>')
        told = words.gettext("%s inside") % words.percent(float(inside.mean()))
        parts.append(_text(WIDTH - 4, at + 18, told))
    return _drawing(parts)


def _histogram(levels: np.ndarray, words: Words) -> Markup:
    """How many reports lay in each tenth of the forecast; flat when the forecast is honest."""
    counts, _ = np.histogram(levels, bins=BINS, range=(0, 1))
    step, top = (WIDTH - EDGE - 8) / BINS, max(int(counts.max()), 1)
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
