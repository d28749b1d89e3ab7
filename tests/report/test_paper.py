"""The situation report as PDF: what the page says, on one sheet, with whatever names there are."""

import datetime as dt
import io
import re
import subprocess
import sys
from xml.etree import ElementTree

import pypdf
import pytest

from posada.report import make_report
from posada.report.direction import kept_apart
from posada.report.ink import UNKNOWN
from posada.report.paper import Sheet
from posada.report.words import words_in
from tests.report.made import files, renamed

ARABIC = "مخيم النهر"
STRANGE = {
    "Crossroads": "東京キャンプ 🏕️",
    "Riverside": f"\u202e{ARABIC}\u202c",
    "Crossroads Parish": "Ñuñoa & <b>Ć Київ Αθ",
    "River Network": "W" * 400,
    "meal": "tab\there \x0b\x07 bell",
}
LACKING = words_in("en").gettext(
    "%s: a letter that this sheet cannot show; it stands in situation.html."
)


def sheet(content):
    return pypdf.PdfReader(io.BytesIO(content))


def squeezed(text):
    """Text without spaces, so that it does not matter where lines end."""
    return re.sub(r"\s+", "", text)


def said(page):
    """What each element of the page says, piece by piece."""
    text = page.decode()
    body = ElementTree.fromstring(text[text.index("<body>") : text.index("</body>")] + "</body>")
    return [piece for piece in map(str.strip, body.itertext()) if piece]


@pytest.fixture(scope="module", params=["en", "es"])
def told(request, riverside):
    return request.param, make_report(*riverside, language=request.param).files


def test_the_sheet_says_what_the_page_says(told):
    _, made = told
    paper = squeezed(sheet(made["situation.pdf"]).pages[0].extract_text())
    page = said(made["situation.html"])
    assert len(page) > 100
    lacking = [piece for piece in page if squeezed(piece) not in paper]
    # What is long is cut short on both, on the page by the browser.
    assert [piece for piece in lacking if len(piece) < 60] == []
    assert all(squeezed(piece)[:40] in paper for piece in lacking)


def test_how_many_more_could_bring_something_is_not_cut_off(riverside, monkeypatch):
    names = ["Ayuntamiento de Tijuana", "Asociaciones civiles de Mexicali", "C", "D", "E"]
    monkeypatch.setattr("posada.report.aid.who_could", lambda *_: names)
    paper = sheet(make_report(*riverside, language="es").files["situation.pdf"]).pages[0]
    rows = squeezed(paper.extract_text()).count("AsociacionescivilesdeMexicali+3")
    assert rows == 1 + 4  # a highlight, and every shortfall


def test_it_is_one_sheet_of_a4_that_names_its_title_language_and_notice(told):
    language, made = told
    paper = sheet(made["situation.pdf"])
    assert len(paper.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in paper.pages[0].mediabox[2:]] == [210, 297]
    words = words_in(language)
    assert paper.metadata.title.startswith(words.gettext("Situation report"))
    assert words.gettext("Planning figure, not a count.") in paper.metadata.subject
    assert paper.trailer["/Root"]["/Lang"] == language
    assert paper.metadata.creation_date.date() == dt.date(2030, 1, 1)


def test_headings_and_the_map_are_marked_for_those_who_listen(told):
    language, made = told
    root = sheet(made["situation.pdf"]).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    parts = [part.get_object() for part in root["/StructTreeRoot"]["/K"][0]["/K"]]
    kinds = [part["/S"] for part in parts]
    assert kinds[:2] == ["/P", "/H1"]
    assert kinds.count("/H2") == 8
    label = words_in(language).gettext("Map of the places; the figures stand in the tables.")
    assert [part["/Alt"] for part in parts if part["/S"] == "/Figure"] == [label]


def test_the_same_results_give_the_same_bytes(riverside):
    first, second = (make_report(*riverside).files["situation.pdf"] for _ in range(2))
    assert first == second


def test_everything_is_black_white_or_grey_in_letters_that_are_in_the_file(told):
    page = sheet(told[1]["situation.pdf"]).pages[0]
    drawn = page.get_contents().get_data().decode("latin-1")
    colours = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", drawn)
    assert all(red == green == blue for red, green, blue in colours)
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described and "DejaVu" in font["/BaseFont"]


def test_names_in_any_script_are_written_or_marked_as_lacking():
    paper = sheet(files(renamed(STRANGE))["situation.pdf"])
    text = paper.pages[0].extract_text()
    assert len(paper.pages) == 1
    assert "Ñuñoa & <b>Ć Київ Αθ" in text
    assert UNKNOWN * 5 + " " + UNKNOWN in text.replace("\n", " ")
    assert squeezed(LACKING % UNKNOWN) in squeezed(text)
    assert not set(text) & set("東🏕\u202e\u202c\x0b\x07")
    assert "W" * 12 in text
    assert "tab here bell" in text


def drawn(text):
    """What a sheet with one heading draws, and the words in it as a program finds them."""
    paper = Sheet(8, words_in("en"))
    paper.set(ElementTree.fromstring(f"<body><h1>{text}</h1></body>"))
    assert not paper.ink.lacks
    page = sheet(bytes(paper.ink.pdf.output())).pages[0]
    return page.get_contents().get_data(), page.extract_text()


def test_arabic_is_joined_and_can_be_found_again():
    joined, found = drawn(ARABIC)
    apart, _ = drawn("\u200c".join(ARABIC))
    assert joined != apart
    assert ARABIC in found


def test_figures_stay_behind_a_name_that_runs_from_right_to_left():
    _, found = drawn(kept_apart(f"In {ARABIC}: 990 (900)"))
    assert found.index("990") > found.index(ARABIC)
    assert kept_apart(f"\u202e{ARABIC}\u202c (24)") == f"{ARABIC} (24)"
    assert kept_apart(f"At {ARABIC}") == f"At {ARABIC}"
    assert kept_apart(12) == 12


def test_a_sheet_of_plain_letters_lacks_nothing(told):
    assert UNKNOWN not in sheet(told[1]["situation.pdf"]).pages[0].extract_text()


def test_what_writes_pdf_is_loaded_only_when_a_sheet_is_made():
    call = "import sys, posada.report.make; sys.exit('fpdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", call]).returncode == 0


def test_the_public_gets_no_sheet(riverside):
    assert "situation.pdf" not in make_report(*riverside, audience="public").files
