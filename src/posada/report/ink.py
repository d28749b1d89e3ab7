"""What is set on a sheet of paper: letters in lines, rules, boxes, and what each part of it is.

The letters are DejaVu's (see NOTICE.txt); one that they lack is shown as a box.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from fpdf import FPDF

from posada.report.direction import LEFT_TO_RIGHT

FONT = "DejaVu"
FACES = {"": "DejaVuSansCondensed.ttf", "B": "DejaVuSansCondensed-Bold.ttf"}
WIDTH, HEIGHT = 210.0, 297.0  # all lengths in mm
SIDE, TOP = 11.0, 9.0
LEADING = 0.43  # mm of a line for each point
MORE = "\u2026"
UNKNOWN = "\u25a1"
# Marks without width that the order and the shape of letters hang on.
MARKS = "\u200c\u200d" + LEFT_TO_RIGHT


@dataclass(frozen=True)
class Style:
    """How a paragraph looks.

    Parameters
    ----------
    large : size of its letters, relative to the sheet's
    weight : "B" for bold
    most : lines it may take; it is cut short after them
    align : "L" or "R"
    """

    large: float = 1.0
    weight: str = ""
    most: int = 99
    align: str = "L"


PLAIN = Style()


class Ink:
    """One sheet of A4 and its letters.

    Parameters
    ----------
    size : of the letters [point]

    Attributes
    ----------
    pdf : the sheet
    lacks : whether the font lacked a letter
    """

    def __init__(self, size: float) -> None:
        self.size = size
        self.pdf = FPDF(format="A4")
        self.pdf.set_margins(SIDE, TOP, SIDE)
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        for style, name in FACES.items():
            self.pdf.add_font(FONT, style, str(files("posada.report").joinpath("fonts", name)))
        self.glyphs = self.pdf.fonts[FONT.lower()].cmap  # type: ignore[union-attr]
        self.lacks = False
        self.pdf.add_page()

    def paragraph(
        self, text: str, left: float, top: float, width: float, style: Style = PLAIN
    ) -> float:
        """Text in lines of one width, cut short after `most`; gives the height it takes [mm]."""
        self.pdf.set_font(FONT, style.weight, self.size * style.large)
        high, most = self.size * style.large * LEADING, style.most
        # No letter is narrower than a seventh of its line, so more than this cannot be shown.
        text = self.written(text[: int(7 * most * width / high)])
        lines = self._lines(text, width)
        if lines > most:
            short = bisect_right(
                range(len(text)), most, key=lambda end: self._lines(text[:end] + MORE, width)
            )
            text, lines = text[: short - 1].rstrip(" ,;.") + MORE, most
        self.pdf.set_xy(left, top)
        self.pdf.multi_cell(width, high, text, align=style.align)
        return lines * high

    def runs(self, pieces: list[tuple[str, str]], left: float, top: float, width: float) -> float:
        """Pieces of text, each with its weight, one after the other; gives the height [mm]."""
        self.pdf.set_left_margin(left)
        self.pdf.set_right_margin(WIDTH - left - width)
        self.pdf.set_xy(left, top)
        high = self.size * LEADING
        for text, weight in pieces:
            self.pdf.set_font(FONT, weight, self.size)
            self.pdf.write(high, self.written(text))
        self.pdf.set_left_margin(SIDE)
        self.pdf.set_right_margin(SIDE)
        return float(self.pdf.y) + high - top

    def _lines(self, text: str, width: float) -> int:
        if self.pdf.get_string_width(text) <= width:
            return 1
        high = self.pdf.multi_cell(width, 1, text, align="L", dry_run=True, output="HEIGHT")
        return round(float(high))  # type: ignore[arg-type]

    def written(self, text: str) -> str:
        """Text in letters that the font has; what steers the direction of others is left out."""
        text = re.sub(r"\s+", " ", text)
        shown = []
        for letter in text:
            steers = unicodedata.category(letter) in ("Cf", "Cc") and letter not in MARKS
            if steers or 0xFE00 <= ord(letter) <= 0xFE0F:
                continue
            known = ord(letter) in self.glyphs
            self.lacks |= not known
            shown.append(letter if known else UNKNOWN)
        return "".join(shown)

    def rule(self, left: float, top: float, width: float, thick: float) -> None:
        """A line across."""
        self.pdf.set_line_width(thick)
        self.pdf.line(left, top, left + width, top)

    def box(self, left: float, top: float, width: float, high: float) -> None:
        """A frame."""
        self.pdf.set_line_width(0.25)
        self.pdf.rect(left, top, width, high)

    @contextmanager
    def marked(self, kind: str, **more: str) -> Iterator[None]:
        """What is written meanwhile is a part of that kind, for programs that read aloud."""
        pdf = self.pdf
        number = pdf.struct_builder.next_mcid_for_page(pdf.page)
        pdf._add_marked_content(struct_type=f"/{kind}", mcid=number, **more)
        pdf._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        pdf._out("EMC")
