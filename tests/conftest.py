"""Fixtures that several test modules share."""

from __future__ import annotations

import gc
import os
import shutil
from typing import TYPE_CHECKING, Final

import pytest
from filelock import FileLock
from helpers import england
from helpers.england import page_of
from helpers.tiny import write_folder

from graphmodel.dataset.reading import check_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from helpers.fixtures import Check, Shared, Visit
    from playwright.sync_api import Browser, Page, ViewportSize

# The first has no window of its own, and takes half the time of the others to show a page.
_BROWSERS: Final = (
    *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"),
)
_ARGUMENTS: Final = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
_SCREEN: Final[ViewportSize] = {"width": 1280, "height": 800}
_LEAVE_QUESTION: Final = """() => {
  if (!window.graphmodel) return;
  const { change, data, state } = graphmodel;
  const first = !localStorage.length && data.asked !== null && state.base === data.asked;
  if (first) change({ base: "unchanged", moment: "before" });
}"""


def pytest_collection() -> None:
    """Leave alone what is loaded, and let what other processes compile be kept for the next."""
    gc.disable()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what is loaded by now: an eighth of the time goes with it."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


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


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """Return a page without a network, whose process all tests of this worker share."""
    context = browser.new_context(viewport=_SCREEN, offline=True, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def visit(opened: Visit) -> Visit:
    """Return a function that opens a page, and shows what there is before any plan.

    A page opens with the plan that answers the dataset's own question, or with the plan given; only
    that one stays. Whatever goes wrong fails the test, as with ``opened``.
    """

    def open_page(text: str) -> Page:
        page = opened(text)
        page.evaluate(_LEAVE_QUESTION)
        return page

    return open_page


@pytest.fixture
def opened(window: Page, tmp_path: Path) -> Iterator[Visit]:
    """Return a function that opens a page offline; whatever goes wrong there fails the test.

    The window is one for all tests, since opening one takes longer than loading a page; the page
    is loaded afresh, and each test leaves nothing of what it has done or kept.
    """
    wrong: list[str] = []
    asked: list[str] = []
    listeners: dict[str, Callable[..., object]] = {
        "console": lambda message: wrong.append(f"{message.type}: {message.text}"),
        "pageerror": lambda error: wrong.append(str(error)),
        "requestfailed": lambda request: wrong.append(f"failed: {request.url}"),
        "request": lambda request: asked.append(request.url),
        "dialog": lambda dialog: (wrong.append(dialog.message), dialog.dismiss()),
    }

    def open_page(text: str) -> Page:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8", newline="")
        window.goto(file.as_uri())
        window.wait_for_selector("html[data-ready]")
        return window

    for event, listener in listeners.items():
        window.on(event, listener)  # type: ignore[call-overload]
    yield open_page
    _clear(window, tmp_path)
    for event, listener in listeners.items():
        window.remove_listener(event, listener)
    assert wrong == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)


def _clear(window: Page, folder: Path) -> None:
    """Leave the page, and take back what it has kept and how it was looked at."""
    empty = folder / "empty.html"
    empty.write_text("<!doctype html><title>Empty</title>", "utf-8")
    window.goto(empty.as_uri())
    window.evaluate("localStorage.clear(); sessionStorage.clear()")
    window.set_viewport_size(_SCREEN)
    window.emulate_media(
        media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
    )
    for other in window.context.pages[1:]:
        other.close()
    window.mouse.move(-1, -1)


@pytest.fixture(scope="session")
def page_2016(shared: Shared) -> str:
    """Return the page of England in 2016, without a plan of its own."""
    return shared("page-2016.html", lambda: page_of("england-2016")).decode()


@pytest.fixture(scope="session")
def page_2026(shared: Shared) -> str:
    """Return the page of England in 2026, without a plan of its own."""
    return shared("page-2026.html", lambda: page_of("england-2026")).decode()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """Return a function that makes a file once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent

    def made_once(name: str, make: Callable[[], bytes]) -> bytes:
        file = folder / name
        with FileLock(f"{file}.lock"):
            if not file.exists():
                file.write_bytes(make())
        return file.read_bytes()

    return made_once


@pytest.fixture(scope="session", autouse=True)
def _england_is_shared(shared: Shared) -> None:
    """Make what takes long to make of the bundled datasets once for all workers."""
    england.once = shared
