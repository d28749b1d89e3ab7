"""The situation report as PDF: the page situation.html, set on one sheet of A4.

It reads the finished page and writes what stands there, so that no figure can differ and nothing
is told that the page withholds. It is black on white, names its language and title, and marks
headings, paragraphs and the map for people who listen to it. A letter that the font lacks is shown
as a box, and the sheet says so.
"""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from posada._version import __version__
from posada.report import paper_map
from posada.report.direction import runs_right_to_left
from posada.report.ink import HEIGHT, SIDE, TOP, UNKNOWN, WIDTH, Ink, Style
from posada.report.words import Words

GAP = 4.0
SIZES = (7.6, 7.2, 6.8, 6.4, 6.0, 5.5, 5.0)  # points; the first at which everything fits
KEYS_IN_A_ROW = 6
COLUMNS = {"deliveries": (40, 16, 11, 33), "shortfalls": (15, 13, 14, 10, 8, 18, 22)}
CLAMPS = {"one": 1, "three": 3}
USUAL_CLAMP = 2
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
    return bytes(sheet.ink.pdf.output())


def _element(page: str, name: str) -> str:
    """One element of the page with its tags."""
    return page[page.index(f"<{name}>") : page.index(f"</{name}>")] + f"</{name}>"


def _text(node: Element | None) -> str:
    """Everything that an element says, in one line."""
    return "" if node is None else " ".join("".join(node.itertext()).split())


def _pieces(node: Element) -> list[tuple[str, str]]:
    """The words of a paragraph, each with its weight."""
    pieces = [(node.text or "", "")]
    for child in node:
        pieces += [("".join(child.itertext()), "B"), (child.tail or "", "")]
    return pieces


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
        self.ink, self.words, self.y = Ink(size), words, TOP

    def describe(self, title: str, notice: str, made: dt.date) -> None:
        """What the file says of itself."""
        self.ink.pdf.set_title(title)
        self.ink.pdf.set_subject(notice)
        self.ink.pdf.set_lang(self.words.language)
        self.ink.pdf.set_creator(f"posada {__version__}")
        self.ink.pdf.set_creation_date(dt.datetime.combine(made, dt.time(), dt.UTC))

    def set(self, body: Element) -> None:
        """Everything on the page, and a line on letters that are missing."""
        if runs_right_to_left("".join(body.itertext())):
            self.ink.pdf.set_text_shaping(True)
        self._block(body, SIDE, WIDTH - 2 * SIDE)
        if self.ink.lacks:
            told = self.words.gettext(
                "%s: a letter that this sheet cannot show; it stands in situation.html."
            )
            self.y += self.ink.paragraph(told % UNKNOWN, SIDE, self.y, WIDTH - 2 * SIDE)

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
            self.y += paper_map.draw(self.ink, node, left, self.y, width) + 1
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
        with self.ink.marked(node.tag.upper()):
            most = _lines_allowed(node)
            self.y += self.ink.paragraph(_text(node), left, self.y, width, Style(large, "B", most))
        if node.tag == "h2":
            self.ink.rule(left, self.y + 0.3, width, 0.35)
            self.y += 0.9

    def _sentence(self, node: Element, left: float, width: float) -> None:
        """A paragraph, in a frame when it is the notice that stands over everything."""
        framed = "notice" in _classes(node)
        inside = 1.2 if framed else 0.0
        with self.ink.marked("P"):
            high = self.ink.runs(
                _pieces(node), left + inside, self.y + inside / 2, width - 2 * inside
            )
        if framed:
            self.ink.box(left, self.y, width, high + inside)
        self.y += high + inside + 0.4

    def _list(self, node: Element, left: float, width: float) -> None:
        for item in node:
            with self.ink.marked("P"):
                self.ink.paragraph("\u2022", left + 0.8, self.y, 2)
                most = _lines_allowed(item)
                self.y += self.ink.paragraph(
                    _text(item), left + 3, self.y, width - 3, Style(most=most)
                )
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
                self.ink.box(left + number * wide, self.y, wide - 1, high + 0.8)
            self.y += high + 1.8

    def _key(self, box: Element, left: float, top: float, width: float) -> float:
        name, figure = box
        with self.ink.marked("P"):
            high = self.ink.paragraph(_text(name), left, top, width, Style(0.85, most=2))
            if figure.text and figure.text.strip():
                high += self.ink.paragraph(
                    figure.text.strip(), left, top + high, width, Style(1.25, "B", 1)
                )
            for part in figure:
                high += self.ink.paragraph(_text(part), left, top + high, width, Style(0.9, most=2))
        return high

    def _table(self, node: Element, left: float, width: float, shares: tuple[int, ...]) -> None:
        for row in node.iter("tr"):
            with self.ink.marked("P"):
                high = self._row(list(row), left, width, shares)
            self.y += high + 0.4
            head = row[0].tag == "th"
            self.ink.rule(left, self.y, width, 0.25 if head else 0.1)
            self.y += 0.35

    def _row(
        self, cells: list[Element], left: float, width: float, shares: tuple[int, ...]
    ) -> float:
        """The cells of one row beside each other; gives the height of the tallest."""
        if len(cells) == 1:
            return self.ink.paragraph(_text(cells[0]), left, self.y, width)
        high = 0.0
        for cell, share in zip(cells, shares, strict=True):
            wide = width * share / 100
            align = "R" if "number" in _classes(cell) else "L"
            weight = "B" if cell.tag == "th" or cell.find(".//b") is not None else ""
            most = min(_lines_allowed(cell), 3)
            tall = self.ink.paragraph(
                _text(cell), left, self.y, wide - 1.2, Style(0.95, weight, most, align)
            )
            high, left = max(high, tall), left + wide
        return high
