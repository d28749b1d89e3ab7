"""The map on the situation report's sheet, from the shapes that the page draws."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from posada.report.ink import FONT, Ink


def draw(ink: Ink, node: Element, left: float, top: float, width: float) -> float:
    """The lines, areas, circles and names of an SVG drawing; gives the height it takes [mm].

    Parameters
    ----------
    node : the drawing
    left, top, width : where it goes on the sheet [mm]
    """
    _, _, wide, tall = map(float, node.get("viewBox", "0 0 1 1").split())
    scale = width / wide
    with ink.marked("Figure", alt_text=node.get("aria-label", "")):
        with ink.pdf.rect_clip(left, top, width, tall * scale):
            for shape in node:
                _shape(ink, shape, (left, top), scale)
        ink.box(left, top, width, tall * scale)
    return tall * scale


def _shape(ink: Ink, shape: Element, corner: tuple[float, float], scale: float) -> None:
    """One line, area, circle or name of the map."""
    pdf, (left, top) = ink.pdf, corner
    if shape.tag == "path":
        for piece in filter(None, shape.get("d", "").split("M")):
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", piece)]
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            points = [(left + x * scale, top + y * scale) for x, y in pairs]
            _line(ink, points, shape.get("class", "") == "land")
    elif shape.tag == "circle":
        x, y, radius = (float(shape.get(name, 0)) * scale for name in ("cx", "cy", "r"))
        with pdf.local_context(fill_opacity=0.35, fill_color=0, draw_color=0, line_width=0.2):
            pdf.circle(left + x, top + y, radius, style="DF")
    elif shape.tag == "text":
        _name(ink, shape, corner, scale)


def _name(ink: Ink, shape: Element, corner: tuple[float, float], scale: float) -> None:
    """The name of a place, with a white rim so that it can be read on lines and circles."""
    pdf, name = ink.pdf, ink.written(" ".join("".join(shape.itertext()).split()))
    pdf.set_font(FONT, "", ink.size * 0.85)
    wide = pdf.get_string_width(name)
    before = wide if shape.get("class") == "end" else 0
    x = corner[0] + float(shape.get("x", 0)) * scale - before
    # A cell writes eight tenths of the letters' size above the line they stand on.
    y = corner[1] + float(shape.get("y", 0)) * scale - 0.8 * pdf.font_size
    for rim in ({"text_mode": "STROKE", "draw_color": 255, "line_width": 0.5}, {}):
        with pdf.local_context(**rim):
            pdf.set_xy(x, y)
            pdf.cell(wide, pdf.font_size, name)


def _line(ink: Ink, points: list[tuple[float, float]], is_land: bool) -> None:
    grey, line, style = (119, 0.15, "DF") if is_land else (150, 0.1, "D")
    with ink.pdf.local_context(fill_color=238, draw_color=grey, line_width=line):
        ink.pdf.polyline(points, polygon=is_land, style=style)
