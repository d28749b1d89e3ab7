"""The situation report as PDF: the page situation.html, set on one sheet of A4.

It reads the finished page and writes what stands there, so that no figure can differ and nothing
is told that the page withholds. It is black on white, names its language and title, and marks
headings, paragraphs and the map for people who listen to it. The letters are DejaVu's (see
NOTICE.txt); one that they lack is shown as a box, and the sheet says so.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fpdf import FPDF

from posada._version import __version__
from posada.report.direction import LEFT_TO_RIGHT, runs_right_to_left
from posada.report.words import Words

FONT = "DejaVu"
FACES = {"": "DejaVuSansCondensed.ttf", "B": "DejaVuSansCondensed-Bold.ttf"}
WIDTH, HEIGHT = 210.0, 297.0  # all lengths in mm
SIDE, TOP, GAP = 11.0, 9.0, 4.0
SIZES = (7.6, 7.2, 6.8, 6.4, 6.0, 5.5, 5.0)  # points; the first at which everything fits
LEADING = 0.43  # mm of a line for each point
KEYS_IN_A_ROW = 6
COLUMNS = {"deliveries": (40, 16, 11, 33), "shortfalls": (15, 13, 14, 10, 8, 18, 22)}
CLAMPS = {"one": 1, "three": 3}
USUAL_CLAMP = 2
MORE = "\u2026"
UNKNOWN = "\u25a1"
# Marks without width that the order and the shape of letters hang on.
MARKS = "\u200c\u200d" + LEFT_TO_RIGHT
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def situation_pdf(page: bytes, made: dt.date, words: Words) -> bytes:
    """The situation report on paper.

    Parameters
    ----------
    page : situation.html
    made : date that the file names as its own; a fixed one gives the same bytes again
    words : language
    """
    text = NO_XML.sub("", page.decode("utf-8"))
    title, body = (ElementTree.fromstring(_element(text, name)) for name in ("title", "body"))
    for size in SIZES:
        sheet = Sheet(size, words)
        sheet.describe(_text(title), _text(body.find("header/p")), made)
        sheet.set(body)
        if sheet.fits():
            break
    return bytes(sheet.pdf.output())


def _element(page: str, name: str) -> str:
    """One element of the page with its tags."""
    return page[page.index(f"<{name}>") : page.index(f"</{name}>")] + f"</{name}>"


def _text(node: Element | None) -> str:
    """Everything that an element says, in one line."""
    return "" if node is None else " ".join("".join(node.itertext()).split())


def _classes(node: Element) -> list[str]:
    return node.get("class", "").split()


def _lines_allowed(node: Element) -> int:
    """How many lines an element may take: the page says `brief` where it may be cut short."""
    for part in node.iter():
        if "brief" in _classes(part):
            return next((CLAMPS[name] for name in _classes(part) if name in CLAMPS), USUAL_CLAMP)
    return 99


class Sheet:
    """One sheet of paper, filled from top to bottom.

    Parameters
    ----------
    size : of the letters [point]
    words : language
    """

    def __init__(self, size: float, words: Words) -> None:
        self.size, self.words = size, words
        self.pdf = FPDF(format="A4")
        self.pdf.set_margins(SIDE, TOP, SIDE)
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        for style, name in FACES.items():
            self.pdf.add_font(FONT, style, str(files("posada.report").joinpath("fonts", name)))
        self.glyphs = self.pdf.fonts[FONT.lower()].cmap  # type: ignore[union-attr]
        self.lacks = False
        self.pdf.add_page()
        self.y = TOP

    def describe(self, title: str, notice: str, made: dt.date) -> None:
        """What the file says of itself."""
        self.pdf.set_title(title)
        self.pdf.set_subject(notice)
        self.pdf.set_lang(self.words.language)
        self.pdf.set_creator(f"posada {__version__}")
        self.pdf.set_creation_date(dt.datetime.combine(made, dt.time(), dt.UTC))

    def set(self, body: Element) -> None:
        """Everything on the page, and a line on letters that are missing."""
        if runs_right_to_left("".join(body.itertext())):
            self.pdf.set_text_shaping(True)
        self._block(body, SIDE, WIDTH - 2 * SIDE)
        if self.lacks:
            told = self.words.gettext(
                "%s: a letter that this sheet cannot show; it stands in situation.html."
            )
            self.y += self._paragraph(told % UNKNOWN, SIDE, self.y, WIDTH - 2 * SIDE)

    def fits(self) -> bool:
        """Whether the last line stands on the sheet."""
        return self.y <= HEIGHT - TOP

    def _block(self, node: Element, left: float, width: float, section: str = "") -> None:
        """One part of the page below what is there already."""
        section = node.get("aria-labelledby", section)
        if "two" in _classes(node):
            self._side_by_side(node, left, width)
        elif node.tag in ("h1", "h2"):
            self._heading(node, left, width)
        elif node.tag == "p":
            self._sentence(node, left, width)
        elif node.tag == "ul":
            self._list(node, left, width)
        elif node.tag == "dl":
            self._keys(node, left, width)
        elif node.tag == "table":
            self._table(node, left, width, COLUMNS[section])
        elif node.tag == "svg":
            self._drawing(node, left, width)
        else:
            for child in node:
                self._block(child, left, width, section)

    def _side_by_side(self, node: Element, left: float, width: float) -> None:
        top, bottom, half = self.y, self.y, (width - GAP) / 2
        for number, child in enumerate(node):
            self.y = top
            self._block(child, left + number * (half + GAP), half)
            bottom = max(bottom, self.y)
        self.y = bottom

    def _heading(self, node: Element, left: float, width: float) -> None:
        large = 1.5 if node.tag == "h1" else 1.12
        self.y += 1.2
        with self._marked(node.tag.upper()):
            most = _lines_allowed(node)
            self.y += self._paragraph(_text(node), left, self.y, width, large, "B", most)
        if node.tag == "h2":
            self._rule(left, self.y + 0.3, width, 0.35)
            self.y += 0.9

    def _sentence(self, node: Element, left: float, width: float) -> None:
        """A paragraph, in a frame when it is the notice that stands over everything."""
        framed = "notice" in _classes(node)
        inside = 1.2 if framed else 0.0
        with self._marked("P"):
            high = self._runs(node, left + inside, self.y + inside / 2, width - 2 * inside)
        if framed:
            self._box(left, self.y, width, high + inside)
        self.y += high + inside + 0.4

    def _runs(self, node: Element, left: float, top: float, width: float) -> float:
        """Words, some of them bold, in lines of one width; gives the height they take."""
        pieces = [(node.text or "", "")]
        for child in node:
            pieces += [("".join(child.itertext()), "B"), (child.tail or "", "")]
        self.pdf.set_left_margin(left)
        self.pdf.set_right_margin(WIDTH - left - width)
        self.pdf.set_xy(left, top)
        high = self.size * LEADING
        for text, style in pieces:
            self.pdf.set_font(FONT, style, self.size)
            self.pdf.write(high, self._written(text))
        self.pdf.set_left_margin(SIDE)
        self.pdf.set_right_margin(SIDE)
        return float(self.pdf.y) + high - top

    def _list(self, node: Element, left: float, width: float) -> None:
        for item in node:
            with self._marked("P"):
                self._paragraph("\u2022", left + 0.8, self.y, 2)
                most = _lines_allowed(item)
                self.y += self._paragraph(_text(item), left + 3, self.y, width - 3, most=most)
            self.y += 0.25

    def _keys(self, node: Element, left: float, width: float) -> None:
        """Figures in boxes, each with its name above it."""
        wide = (width + 1) / KEYS_IN_A_ROW
        boxes = list(node)
        for first in range(0, len(boxes), KEYS_IN_A_ROW):
            row = boxes[first : first + KEYS_IN_A_ROW]
            high = max(
                self._key(box, left + number * wide + 0.8, self.y + 0.4, wide - 2.4)
                for number, box in enumerate(row)
            )
            for number in range(len(row)):
                self._box(left + number * wide, self.y, wide - 1, high + 0.8)
            self.y += high + 1.8

    def _key(self, box: Element, left: float, top: float, width: float) -> float:
        name, figure = box
        with self._marked("P"):
            high = self._paragraph(_text(name), left, top, width, 0.85, most=2)
            if figure.text and figure.text.strip():
                high += self._paragraph(figure.text.strip(), left, top + high, width, 1.25, "B", 1)
            for part in figure:
                high += self._paragraph(_text(part), left, top + high, width, 0.9, most=2)
        return high

    def _table(self, node: Element, left: float, width: float, shares: tuple[int, ...]) -> None:
        for row in node.iter("tr"):
            with self._marked("P"):
                high = self._row(list(row), left, width, shares)
            self.y += high + 0.4
            head = row[0].tag == "th"
            self._rule(left, self.y, width, 0.25 if head else 0.1)
            self.y += 0.35

    def _row(
        self, cells: list[Element], left: float, width: float, shares: tuple[int, ...]
    ) -> float:
        """The cells of one row beside each other; gives the height of the tallest."""
        if len(cells) == 1:
            return self._paragraph(_text(cells[0]), left, self.y, width)
        high = 0.0
        for cell, share in zip(cells, shares, strict=True):
            wide = width * share / 100
            align = "R" if "number" in _classes(cell) else "L"
            style = "B" if cell.tag == "th" or cell.find(".//b") is not None else ""
            most = min(_lines_allowed(cell), 3)
            tall = self._paragraph(
                _text(cell), left, self.y, wide - 1.2, 0.95, style, most, align=align
            )
            high, left = max(high, tall), left + wide
        return high

    def _paragraph(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        large: float = 1.0,
        style: str = "",
        most: int = 99,
        *,
        align: str = "L",
    ) -> float:
        """Text in lines of one width, cut short after `most`; gives the height it takes [mm]."""
        self.pdf.set_font(FONT, style, self.size * large)
        high = self.size * large * LEADING
        # No letter is narrower than a seventh of its line, so more than this cannot be shown.
        text = self._written(text[: int(7 * most * width / high)])
        lines = self._lines(text, width)
        if lines > most:
            short = bisect_right(
                range(len(text)), most, key=lambda end: self._lines(text[:end] + MORE, width)
            )
            text, lines = text[: short - 1].rstrip(" ,;.") + MORE, most
        self.pdf.set_xy(left, top)
        self.pdf.multi_cell(width, high, text, align=align)
        return lines * high

    def _lines(self, text: str, width: float) -> int:
        if self.pdf.get_string_width(text) <= width:
            return 1
        high = self.pdf.multi_cell(width, 1, text, align="L", dry_run=True, output="HEIGHT")
        return round(float(high))  # type: ignore[arg-type]

    def _written(self, text: str) -> str:
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

    def _drawing(self, node: Element, left: float, width: float) -> None:
        """The map, from the shapes that the page draws."""
        _, _, wide, tall = map(float, node.get("viewBox", "0 0 1 1").split())
        scale = width / wide
        pdf, top = self.pdf, self.y
        with self._marked("Figure", alt_text=node.get("aria-label", "")):
            with pdf.rect_clip(left, top, width, tall * scale):
                for shape in node:
                    self._shape(shape, left, top, scale)
            self._box(left, top, width, tall * scale)
        self.y += tall * scale + 1

    def _shape(self, shape: Element, left: float, top: float, scale: float) -> None:
        """One line, area, circle or name of the map."""
        pdf, kind = self.pdf, shape.get("class", "")
        if shape.tag == "path":
            for piece in filter(None, shape.get("d", "").split("M")):
                numbers = [float(number) for number in re.findall(r"-?[\d.]+", piece)]
                pairs = zip(numbers[::2], numbers[1::2], strict=True)
                points = [(left + x * scale, top + y * scale) for x, y in pairs]
                self._line(points, kind)
        elif shape.tag == "circle":
            x, y, radius = (float(shape.get(name, 0)) * scale for name in ("cx", "cy", "r"))
            with pdf.local_context(fill_opacity=0.35, fill_color=0, draw_color=0, line_width=0.2):
                pdf.circle(left + x, top + y, radius, style="DF")
        elif shape.tag == "text":
            self._name(shape, left, top, scale)

    def _name(self, shape: Element, left: float, top: float, scale: float) -> None:
        """The name of a place, with a white rim so that it can be read on lines and circles."""
        pdf, name = self.pdf, self._written(_text(shape))
        pdf.set_font(FONT, "", self.size * 0.85)
        wide = pdf.get_string_width(name)
        x = left + float(shape.get("x", 0)) * scale - (wide if shape.get("class") == "end" else 0)
        # A cell writes eight tenths of the letters' size above the line they stand on.
        y = top + float(shape.get("y", 0)) * scale - 0.8 * pdf.font_size
        for rim in ({"text_mode": "STROKE", "draw_color": 255, "line_width": 0.5}, {}):
            with pdf.local_context(**rim):
                pdf.set_xy(x, y)
                pdf.cell(wide, pdf.font_size, name)

    def _line(self, points: list[tuple[float, float]], kind: str) -> None:
        grey, line, style = (119, 0.15, "DF") if kind == "land" else (150, 0.1, "D")
        with self.pdf.local_context(fill_color=238, draw_color=grey, line_width=line):
            self.pdf.polyline(points, polygon=kind == "land", style=style)

    def _rule(self, left: float, top: float, width: float, thick: float) -> None:
        self.pdf.set_line_width(thick)
        self.pdf.line(left, top, left + width, top)

    def _box(self, left: float, top: float, width: float, high: float) -> None:
        self.pdf.set_line_width(0.25)
        self.pdf.rect(left, top, width, high)

    @contextmanager
    def _marked(self, kind: str, **more: str) -> Iterator[None]:
        """What is written meanwhile is a part of that kind, for programs that read aloud."""
        pdf = self.pdf
        number = pdf.struct_builder.next_mcid_for_page(pdf.page)
        pdf._add_marked_content(struct_type=f"/{kind}", mcid=number, **more)
        pdf._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        pdf._out("EMC")
