"""The report in a real browser: what people click, type, print and read on a telephone."""

import re
from pathlib import Path

import pytest

from tests.report.made import files, renamed

HOSTILE = {
    "Crossroads": "<img src=x onerror=alert(1)></script><script>alert(2)</script>",
    "Riverside": "\u202eمخيم النهر\u202c " + "W" * 300,
    "Hillside": '=HYPERLINK("http://example.org","x")',
    "River Network": "'\"><b onclick=alert(3)>%s ${alert(4)}",
}
PAGES = [
    ("en", "partners", "report.html"),
    ("es", "partners", "report.html"),
    ("en", "partners", "situation.html"),
    ("es", "partners", "situation.html"),
    ("en", "partners", "organisations/River-Network.html"),
    ("en", "public", "report.html"),
]
# Tables whose rows stand below each other on a telephone, of which something is out of sight there.
CUT_OFF = """[...document.querySelectorAll('.scroll:has(.stack)')]
    .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.innerText.slice(0, 99))"""


def choose(page, place):
    page.get_by_label("Place", exact=True).select_option(label=place)


def test_the_slider_moves_the_date_and_the_figures(page):
    choose(page, "Crossroads")
    slider = page.get_by_label("Day", exact=True)
    slider.fill("0")
    assert page.locator("#date").text_content() == "January 1, 2030"
    assert "people (median): 1,000; range: 1,000\n" in page.locator("#told").inner_text()
    slider.fill("9")
    assert page.locator("#date").text_content() == "January 10, 2030"
    assert "people (median): <10; range: <10\n" in page.locator("#told").inner_text()


def test_play_runs_through_the_days_and_stops(page):
    page.get_by_label("Day", exact=True).fill("7")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_role("button", name="Play").wait_for()
    assert page.locator("#date").text_content() == "January 10, 2030"


def test_a_place_clicked_on_the_map_shows_its_chart_with_its_counts(page, picture):
    assert page.locator("#chart").is_hidden()
    page.locator("#map").scroll_into_view_if_needed()
    box = page.locator("#map").bounding_box()
    found = None
    for down in range(10, int(box["height"]) - 10, 12):
        for across in range(10, int(box["width"]) - 70, 12):
            page.mouse.click(box["x"] + across, box["y"] + down)
            if "Riverside" in page.locator("#told").inner_text():
                found = across, down
                break
        if found:
            break
    assert found, "no point of the map is Riverside"
    chart = page.locator("#chart svg")
    assert chart.get_attribute("aria-label") == "People in Riverside: forecast bands and counts"
    assert page.locator("#chart .median").count() == 1
    assert page.locator("#chart .known, #chart .later").count() >= 1
    picture(page.locator("#map-section"), "place-chosen")


def test_choosing_no_place_hides_the_chart_again(page):
    choose(page, "Riverside")
    assert page.locator("#chart").is_visible()
    choose(page, "–")
    assert page.locator("#chart").is_hidden()
    assert page.locator("#told").inner_text().startswith("Choose a place")


def test_everything_that_acts_is_reached_by_the_keyboard(page):
    reached = []
    page.locator("body").press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(60):
        reached.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    wanted = ["map", "zoom-in", "zoom-out", "zoom-all", "play", "day", "place"]
    assert [name for name in dict.fromkeys(reached) if name in wanted] == wanted


def test_arrows_and_enter_work_without_a_mouse(page):
    slider = page.locator("#day")
    before = int(slider.input_value())
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == before + 1
    assert page.locator("#date").text_content() == f"January {before + 2}, 2030"
    page.locator("#place").focus()
    page.keyboard.type("River")
    assert "Riverside" in page.locator("#told").inner_text()
    page.locator("#play").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pause").wait_for()


def test_the_map_zooms_and_moves_by_keys(page):
    def drawn():
        return page.locator("#map").evaluate("canvas => canvas.toDataURL()")

    page.locator("#map").focus()
    first = drawn()
    page.keyboard.press("+")
    closer = drawn()
    page.keyboard.press("ArrowLeft")
    moved = drawn()
    assert len({first, closer, moved}) == 3
    page.get_by_role("button", name="Show everything").click()
    assert drawn() == first


def test_a_delivery_and_a_shortfall_say_why_by_keyboard(page, picture):
    organisation = page.locator("section[aria-labelledby=deliveries] > details").first
    organisation.locator("> summary").press("Enter")
    for why in (organisation.locator("details.why").first, page.locator("tr.more details").first):
        reason = why.locator("p")
        assert not reason.is_visible()
        why.locator("summary").focus()
        page.keyboard.press("Enter")
        assert reason.is_visible()
        assert "standard: " in reason.inner_text()
    picture(page, "report-reasons")


def test_a_link_to_a_source_opens_the_list_it_is_in(page):
    page.locator("a.cite").first.evaluate(
        "link => link.closest('details')?.setAttribute('open', '')"
    )
    link = page.locator("a.cite").first
    target = link.get_attribute("href")
    link.click()
    assert page.locator(f"[id='{target[1:]}']").is_visible()


def test_the_page_in_spanish_says_so_and_speaks_it(opened, folders, picture):
    page = opened(folders["es", "partners"] / "report.html")
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_role("button", name="Reproducir").wait_for()
    page.get_by_label("Lugar", exact=True).select_option(label="Riverside")
    told = page.locator("#told").inner_text()
    assert "personas (mediana)" in told
    assert re.search(r"\d de enero de 2030", page.locator("#date").text_content())
    picture(page, "report-es", full_page=True)


@pytest.mark.parametrize(("language", "audience", "name"), PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways(opened, folders, picture, language, audience, name, width):
    page = opened(folders[language, audience] / name, width=width, height=740)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF) == []
    kind = Path(name).stem
    picture(page, f"{kind}-{language}-{audience}-{width}", full_page=True)


def grave_issues(page):
    """What axe-core calls serious or critical, with the first places where it stands."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("language", "audience", "name"), PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened, folders, language, audience, name, scheme):
    page = opened(folders[language, audience] / name, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    if page.locator("#place").count():
        page.locator("#place").select_option(index=1)
    assert grave_issues(page) == []


def test_axe_does_find_what_is_wrong(opened, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text('<html><body><img src="data:,"><p style="color:#ddd">pale</p></body></html>')
    assert {"html-has-lang", "image-alt", "color-contrast"} <= {
        name for name, _ in grave_issues(opened(bad))
    }


@pytest.mark.parametrize(("language", "audience", "name"), PAGES)
def test_it_prints_in_black_and_white_with_nothing_to_click(
    opened, folders, language, audience, name
):
    page = opened(folders[language, audience] / name)
    page.emulate_media(media="print")
    assert page.locator("button:visible, select:visible, nav:visible").count() == 0
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))
    assert pages == 1 if name == "situation.html" else 1 <= pages <= 12


def test_what_is_chosen_is_printed(page):
    choose(page, "Riverside")
    page.emulate_media(media="print")
    assert page.locator("#chart svg").is_visible()
    assert page.locator("#told").is_visible()


def test_without_scripts_everything_but_the_map_can_be_read(opened, folders):
    page = opened(folders["en", "partners"] / "report.html", java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert "The map needs the scripts of this page" in text
    for part in ("Highlights", "People expected", "The ten largest shortfalls", "Standards used"):
        assert part in text


def test_names_that_attack_the_page_are_only_shown(opened, tmp_path, picture):
    for name, content in files(renamed(HOSTILE)).items():
        if name.endswith(".html"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
    waybills = [f"organisations/{path.name}" for path in tmp_path.glob("organisations/*.html")]
    assert waybills
    for name in ("report.html", "situation.html", *waybills):
        page = opened(tmp_path / name, width=360)
        page.evaluate(
            "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
        )
        if name == "report.html":
            for number in range(1, 5):
                page.locator("#place").select_option(index=number)
                assert page.locator("#chart svg").is_visible()
            assert HOSTILE["Crossroads"] in page.locator("#place").inner_text()
        assert page.locator("main img, main b[onclick]").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        picture(page, f"hostile-{Path(name).stem}", full_page=True)
