"""A real browser, and pages to open in it.

The browser is a Chromium of the system: one that was already there, or Debian's package. Without
one these tests are skipped, and say how to get it. What the pages looked like is kept in
`out/screenshots`.
"""

import os
import shutil
from pathlib import Path

import pytest

from posada.report import make_report
from posada.scenario import read_scenario
from tests.report.made import results

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PICTURES = Path(__file__).parents[2] / "out" / "screenshots"
MISSING = (
    "NO BROWSER: the pages were NOT tested in one. Install it (on Debian: apt-get install "
    "chromium), or name one: POSADA_CHROMIUM=/path/to/chromium make test"
)


def browser_path():
    """A Chromium of this machine; nothing when there is none."""
    named = os.environ.get("POSADA_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser():
    path = browser_path()
    if path is None:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def riverside():
    return results(read_scenario("riverside"))


@pytest.fixture(scope="session")
def folders(riverside, tmp_path_factory):
    """The report on riverside, saved for each language and audience."""
    found = {}
    for language, audience in (("en", "partners"), ("es", "partners"), ("en", "public")):
        folder = tmp_path_factory.mktemp(f"{language}-{audience}")
        made = make_report(*riverside, language=language, audience=audience)
        found[language, audience] = made.save(folder)
    return found


class Watched:
    """A page, and everything that went wrong in it or was asked of the network."""

    def __init__(self, page):
        self.page = page
        self.errors, self.requests = [], []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self._heard(said))
        page.on("dialog", self._asked)
        page.on("request", lambda request: self.requests.append(request.url))

    def _asked(self, dialog):
        self.errors.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _heard(self, said):
        if said.type in ("error", "warning"):
            self.errors.append(said.text)


@pytest.fixture
def opened(browser):
    """Opens a file; afterwards no error may have been logged and nothing asked of a network."""
    watched = []

    def open_page(path, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        watched.append(Watched(page))
        page.goto(Path(path).as_uri())
        return page

    yield open_page
    for one in watched:
        asked = [url for url in one.requests if not url.startswith("file://")]
        assert (one.errors, asked) == ([], [])
        one.page.context.close()


@pytest.fixture
def page(opened, folders):
    return opened(folders["en", "partners"] / "report.html")


@pytest.fixture
def picture(request):
    """Keeps what a page looks like, by the name of the test."""

    def keep(page, name, **options):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", **options)

    return keep
