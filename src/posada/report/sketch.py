"""A small map for paper: land, places as circles, the names of the fullest ones.

It needs no script and no colour. Places without people on the day drawn are dots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from posada.report.boundaries import Box, rings, state_lines
from posada.report.disclosure import drawable
from posada.report.mapdata import drawn_places
from posada.report.outlook import Outlook
from posada.report.words import Words
from posada.scenario.model import Scenario

WIDTH, HEIGHT = 360, 230
MOST_NAMES = 9
LETTER = 4.6  # width of a letter, about
LONGEST = 24
LARGEST = 13


@dataclass(frozen=True)
class Frame:
    """Where degrees stand in the drawing."""

    box: Box

    def across(self, east: np.ndarray | float) -> np.ndarray:
        """Distance from the left."""
        west, _, right, _ = self.box
        return np.round((np.asarray(east) - west) / (right - west) * WIDTH, 1)

    def down(self, north: np.ndarray | float) -> np.ndarray:
        """Distance from the top."""
        _, south, _, top = self.box
        return np.round((top - np.asarray(north)) / (top - south) * HEIGHT, 1)


def _frame(east: np.ndarray, north: np.ndarray) -> Frame:
    """A box round the places, in the shape of the drawing at their latitude."""
    middle, centre = (north.max() + north.min()) / 2, (east.max() + east.min()) / 2
    squeeze = np.cos(np.radians(middle))
    half = max(
        (north.max() - north.min()) * 0.6,
        (east.max() - east.min()) * 0.6 * squeeze * HEIGHT / WIDTH,
    )
    half = max(half, 0.2)
    wide = half * WIDTH / HEIGHT / squeeze
    return Frame((centre - wide, middle - half, centre + wide, middle + half))


def sketch_map(scenario: Scenario, outlook: Outlook, ahead: int, words: Words) -> Markup:
    """The map as a drawing (SVG), so many days ahead; nothing when no place has a position."""
    number = {name: position for position, name in enumerate(outlook.places)}
    places = [place for place in drawn_places(scenario) if not np.isnan(place.latitude)]
    if not places:
        return Markup("")
    east = np.array([place.longitude for place in places])
    north = np.array([place.latitude for place in places])
    frame = _frame(east, north)
    chosen = [number[place.name] for place in places]
    people = drawable(outlook.median[outlook.now + ahead, chosen], words.least)
    size = np.where(people > 0, 2.5 + LARGEST * np.sqrt(people / max(people.max(), 50)), 1.2)
    spots = list(zip(frame.across(east), frame.down(north), np.round(size, 1), strict=True))
    order = [int(place) for place in np.argsort(-people, kind="stable")]
    full = [place for place in order if people[place] > 0][:MOST_NAMES]
    names = [words.name(places[place].name) for place in full]
    label = escape(words.gettext("Map of the places; the figures stand in the tables."))
    parts = [
        *_land(frame),
        *(f'<circle class="dot" cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in spots),
        *_names([spots[place] for place in full], names, [_square(spots[place]) for place in full]),
    ]
    head = f'<svg class="sketch" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
    return Markup(head + "".join(parts) + "</svg>")


def _land(frame: Frame) -> list[str]:
    land = [f'<path class="land" d="{_path(frame, ring)}Z"/>' for ring in rings(frame.box)]
    states = "".join(_path(frame, line) for line in state_lines(frame.box))
    return [*land, f'<path class="state" d="{states}"/>'] if states else land


def _path(frame: Frame, line: list[list[float]]) -> str:
    points = np.array(line)
    pairs = zip(frame.across(points[:, 0]), frame.down(points[:, 1]), strict=True)
    # Points that fall together at the size of the drawing stand once.
    return "M" + "L".join(dict.fromkeys(f"{x:.0f} {y:.0f}" for x, y in pairs))


def _square(spot: tuple[float, float, float]) -> Box:
    """The square inside a circle."""
    x, y, r = spot
    return (x - 0.7 * r, y - 0.7 * r, x + 0.7 * r, y + 0.7 * r)


def _names(
    spots: list[tuple[float, float, float]], names: list[str], circles: list[Box]
) -> list[str]:
    """Names beside their circles, above or below; one that would hide another is left out.

    A name never stands on the circle of another place, which would then seem to be its own.
    """
    taken: list[Box] = list(circles)
    parts = []
    for (x, y, r), name in zip(spots, names, strict=True):
        text = name if len(name) <= LONGEST else name[: LONGEST - 1] + "\u2026"
        wide = LETTER * len(text)
        middle = min(max(x - wide / 2, 2), WIDTH - wide - 2)
        for left, anchor, line in (
            (x + r + 2, "start", y + 3),
            (x - r - 2 - wide, "end", y + 3),
            (middle, "start", y - r - 3),
            (middle, "start", y + r + 9),
        ):
            box = (left, line - 8, left + wide, line + 2)
            inside = min(box) >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                at = left if anchor == "start" else left + wide
                parts.append(
                    f'<text class="{anchor}" x="{at:.1f}" y="{line:.1f}">{escape(text)}</text>'
                )
                break
    return parts


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes share any point."""
    apart = one[2] < other[0] or one[0] > other[2] or one[3] < other[1] or one[1] > other[3]
    return not apart
