"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

import pytest
from helpers.tiny import write_folder

from graphmodel.dataset.reading import check_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from graphmodel.dataset.reading import Soundness

    Check = Callable[[Mapping[str, str | bytes | None]], Soundness]
    Visit = Callable[[str], Page]

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS: Final = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the folder of a tiny dataset that is sound."""
    return write_folder(tmp_path / "tiny")


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return a function that checks the tiny dataset with some files changed."""
    return lambda changes: check_dataset(write_folder(tmp_path / "changed", changes))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a real Chromium; without one, skip, or fail where everything has to be tested."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        missing = f"no browser: none of {', '.join(_BROWSERS)} is on the path"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Return a function that opens a page offline; whatever goes wrong there fails the test."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, offline=True, accept_downloads=True
    )
    wrong: list[str] = []
    asked: list[str] = []

    def open_page(text: str) -> Page:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8", newline="")
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    context.close()
    assert wrong == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)


@pytest.fixture(scope="session")
def page_2016() -> str:
    """Return the page of England in 2016, without a plan of its own."""
    from graphmodel.dataset.reading import read_dataset  # noqa: PLC0415
    from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load, seldom needed

    return explore_page(read_dataset("england-2016"))


@pytest.fixture(scope="session")
def page_2026() -> str:
    """Return the page of England in 2026, without a plan of its own."""
    from graphmodel.dataset.reading import read_dataset  # noqa: PLC0415
    from graphmodel.page.page import explore_page  # noqa: PLC0415 - slow to load, seldom needed

    return explore_page(read_dataset("england-2026"))
