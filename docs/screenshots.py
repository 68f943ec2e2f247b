"""Takes the pictures of the page that stand in the README.

``python docs/screenshots.py`` writes them anew, with the Chromium of the system.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from graphmodel import explore_page

FOLDER: Final = Path(__file__).parent / "images"
PICTURES: Final = {
    "story": ("england-2026", ()),
    "network": ("england-2026", ("graphmodel.change({ view: 'network' })",)),
    "plans": ("england-2026", ("graphmodel.change({ view: 'plans' })",)),
    "focus": (
        "england-2016",
        ("graphmodel.focusOn(graphmodel.nodes.find(n => n.name === 'Surrey Heartlands STP').id)",),
    ),
}
"""Of each picture the dataset of the page, and what is done to it before."""


def main() -> None:
    """Take all pictures."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("no browser: neither chromium nor google-chrome is on the path")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (dataset, actions) in PICTURES.items():
            file = Path(folder) / f"{dataset}.html"
            if not file.exists():
                file.write_text(explore_page(dataset), encoding="utf-8")
            context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
            page = context.new_page()
            page.goto(file.as_uri())
            page.wait_for_selector("html[data-ready]")
            for action in actions:
                page.evaluate(action)
            page.wait_for_timeout(600)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
