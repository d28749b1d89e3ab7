"""The picture of the report in README.md: `python docs/picture.py out/exodus-2018/report.html`.

It shows the first screens of the page in a headless Chromium, which POSADA_CHROMIUM names, or the
`chromium` of the system.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "report.png"
WIDTH, HEIGHT = 1000, 1900


def draw(page: Path, picture: Path = PICTURE) -> None:
    """Keep what the top of a page looks like as a picture."""
    path = os.environ.get("POSADA_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        tab.goto(page.resolve().as_uri())
        tab.wait_for_timeout(500)
        tab.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
    print(PICTURE)
