"""Forecast bands as drawings (SVG): what was forecast, and what was counted.

Each drawing can be read without colour: the median is a line, the bands are three tones, a count
that was known is a filled mark, one made later a hollow mark.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from posada.report.disclosure import drawable, told
from posada.report.words import Words

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 58, 8, 32, 24
BANDS = (("p025", "p975", "band95"), ("p10", "p90", "band80"), ("p25", "p75", "band50"))


@dataclass(frozen=True)
class Axes:
    """Where days and people stand in a drawing."""

    days: pd.DatetimeIndex
    top: float

    def across(self, day: pd.Timestamp) -> float:
        """Distance from the left of a day."""
        share = (day - self.days[0]) / (self.days[-1] - self.days[0])
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def down(self, people: float) -> float:
        """Distance from the top of a number of people."""
        share = min(people / self.top, 1.02)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def step_up(largest: float, parts: int = 4) -> float:
    """A round step (1, 2 or 5 times a power of ten) that reaches the largest in a few parts."""
    rough = max(largest, 10.0) / parts
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough))


def _people_axis(axes: Axes, step: float, words: Words) -> list[str]:
    parts = []
    for value in np.arange(0, axes.top + step / 2, step):
        height = axes.down(value)
        parts.append(f'<path class="grid" d="M{LEFT} {height}H{WIDTH - RIGHT}"/>')
        label = escape(words.number(value))
        parts.append(f'<text class="tick end" x="{LEFT - 4}" y="{height + 3.5}">{label}</text>')
    return parts


def _day_axis(axes: Axes, words: Words) -> list[str]:
    most = 5 if words.years else 6  # a year takes room
    step = next(n for n in (1, 2, 7, 14, 28, 91, 182, 365, 730, 3660) if len(axes.days) / n <= most)
    parts = []
    for day in axes.days[::step]:
        x = axes.across(day)
        anchor = "mid" if x < WIDTH - 30 else "end"
        if anchor == "end" and words.years:
            continue
        parts.append(f'<path class="grid" d="M{x} {HEIGHT - BOTTOM}v4"/>')
        label = escape(words.tick(day))
        parts.append(f'<text class="tick {anchor}" x="{x}" y="{HEIGHT - 8}">{label}</text>')
    return parts


def _line(axes: Axes, values: np.ndarray) -> list[str]:
    """Points of a line, one per day."""
    heights = HEIGHT - BOTTOM - np.minimum(values / axes.top, 1.02) * (HEIGHT - TOP - BOTTOM)
    across = np.linspace(LEFT, WIDTH - RIGHT, len(values))
    return [f"{x:.1f} {y:.1f}" for x, y in zip(across.tolist(), heights.tolist(), strict=True)]


def _bands(axes: Axes, bands: pd.DataFrame) -> list[str]:
    lines = {name: _line(axes, bands[name].to_numpy(float)) for name in bands}
    parts = [
        f'<path class="{name}" d="M{"L".join([*lines[high], *reversed(lines[low])])}Z"/>'
        for low, high, name in BANDS
    ]
    return [*parts, f'<path class="median" d="M{"L".join(lines["p50"])}"/>']


def _counts(axes: Axes, counts: pd.DataFrame, least: int) -> list[str]:
    parts = []
    for count in counts.itertuples(index=False):
        x, low = axes.across(count.date), axes.down(float(told(count.reported, least)))
        kind = "known" if count.known else "later"
        if count.reported_high > count.reported:
            high = axes.down(float(told(count.reported_high, least)))
            parts.append(f'<path class="bar" d="M{x} {low}V{high}"/>')
        parts.append(f'<circle class="{kind}" cx="{x}" cy="{low}" r="3.6"/>')
    return parts


def _marks(axes: Axes, as_of: pd.Timestamp, events: pd.DataFrame, words: Words) -> list[str]:
    """The cut-off, and the letters of the events in a row of their own, none upon another."""
    x = axes.across(as_of)
    label = escape(words.gettext("cut-off"))
    side = ("start", 3) if x < WIDTH - 80 else ("end", -3)
    parts = [
        f'<path class="asof" d="M{x} 4V{HEIGHT - BOTTOM}"/>',
        f'<text class="tick {side[0]}" x="{x + side[1]}" y="12">{label}</text>',
    ]
    free = 0.0
    for event in events.itertuples(index=False):
        x = axes.across(event.date)
        free = max(x, free)
        parts.append(f'<path class="event" d="M{x} {TOP}V{HEIGHT - BOTTOM}"/>')
        letter = escape(event.letter)
        parts.append(f'<text class="mark mid" x="{free:.1f}" y="{TOP - 6}">{letter}</text>')
        free += 10
    return parts


def fan_chart(
    title: str,
    bands: pd.DataFrame,
    counts: pd.DataFrame,
    events: pd.DataFrame,
    as_of: pd.Timestamp,
    words: Words,
) -> Markup:
    """One place: bands of 50, 80 and 95 % with the median, counts, and events.

    Parameters
    ----------
    title : said to people who do not see the drawing
    bands : p025, p10, p25, p50, p75, p90, p975 by day [person]
    counts : date, reported, reported_high, known of each count
    events : date and letter of each event to mark
    as_of : last day of information used
    words : language
    """
    shown = bands.apply(drawable, axis=0, result_type="broadcast", least=words.least)
    counted = told(counts[["reported", "reported_high"]].to_numpy(float), words.least)
    highest = np.nanmax([shown["p975"].max(), *counted.flat, 10])
    step = step_up(float(highest))
    axes = Axes(pd.DatetimeIndex(bands.index), float(np.ceil(highest / step) * step))
    inside = counts[counts["date"].between(axes.days[0], axes.days[-1])]
    parts = [
        *_people_axis(axes, step, words),
        *_day_axis(axes, words),
        *_bands(axes, shown),
        *_marks(axes, as_of, events, words),
        *_counts(axes, inside, words.least),
    ]
    head = f'<svg class="fan" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="'
    return Markup(head + str(escape(title)) + '">' + "".join(parts) + "</svg>")
