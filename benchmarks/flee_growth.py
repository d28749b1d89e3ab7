"""Draws how the engine on counts grows, from the figures that flee_speed.py has measured.

    .venv/bin/python -m benchmarks.flee_growth

It reads benchmarks/results/flee_speed.json and writes docs/flee-growth.svg.
"""

import json
import math
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "flee_speed.json"
PICTURE = HERE.parent / "docs" / "flee-growth.svg"
AXES = ("places", "days", "draws", "people")
WIDTH, HEIGHT, MARGIN = 210, 150, 44
INK, LINE, GRID = "#333333", "#1b6ca8", "#dddddd"

Point = tuple[float, float]


def points_of(rows: list[dict[str, float]], axis: str) -> list[Point]:
    """Size and seconds of each measurement along an axis."""
    return [(row[axis], row["seconds"]) for row in rows if axis in row]


def decades(values: list[float]) -> tuple[int, int]:
    """Powers of ten around some values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    """A few words."""
    style = f'font-size="10" font-family="sans-serif" fill="{INK}" text-anchor="{anchor}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{words}</text>'


def panel(points: list[Point], axis: str, left: float) -> list[str]:
    """One plot with both axes in powers of ten."""
    sizes, times = decades([x for x, _ in points]), decades([y for _, y in points])
    bottom = MARGIN / 2 + HEIGHT

    def at(x: float, y: float) -> Point:
        across = (math.log10(x) - sizes[0]) / (sizes[1] - sizes[0])
        up = (math.log10(y) - times[0]) / (times[1] - times[0])
        return left + across * WIDTH, bottom - up * HEIGHT

    parts = []
    for power in range(times[0], times[1] + 1):
        _, y = at(10 ** sizes[0], 10.0**power)
        parts.append(f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="{GRID}"/>')
        parts.append(text(left - 4, y + 3, f"{10.0**power:g} s", "end"))
    for power in range(sizes[0], sizes[1] + 1):
        x, _ = at(10.0**power, 10.0 ** times[0])
        parts.append(f'<path d="M{x:.1f} {bottom}v-{HEIGHT}" stroke="{GRID}"/>')
        parts.append(text(x, bottom + 13, f"1e{power}" if power > 3 else f"{10**power}"))
    places = [at(*point) for point in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{LINE}" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{LINE}"/>' for x, y in places]
    return [*parts, text(left + WIDTH / 2, bottom + 30, axis)]


def picture(rows: list[dict[str, float]]) -> str:
    """The whole picture: a panel for each axis."""
    wide, high = len(AXES) * (WIDTH + MARGIN) + MARGIN, HEIGHT + 2 * MARGIN
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">']
    parts.append("<title>Seconds of one processor against the size of the task</title>")
    parts.append(f'<rect width="{wide}" height="{high}" fill="white"/>')
    for number, axis in enumerate(AXES):
        parts += panel(points_of(rows, axis), axis, MARGIN + number * (WIDTH + MARGIN))
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(picture(json.loads(RESULTS.read_text(encoding="utf-8"))["growth"]), "utf-8")
    print(f"wrote {PICTURE}")
