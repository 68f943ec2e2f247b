"""Work of the page in Chromium: first drawing, switching plans, edits, view by view; and its size.

``python benchmarks/page.py`` prints, for England in 2016 and in 2026 and for 2,000 organisations in
400 footprints, the processor time of the main thread until a change is on the screen, in
milliseconds: the median of several tries. ``python benchmarks/page.py FOLDER`` prints it as a ratio
to earlier pages too, ``england-2016.html``, ``england-2026.html`` and ``large.html`` in that
folder, which ``python benchmarks/page.py --write FOLDER`` makes of the code at hand.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright
from scipy.spatial import cKDTree

from graphmodel import Dataset, explore_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, ViewportSize

TRIES: Final = 5
VIEWS: Final = ("network", "flow", "map", "matrix", "tables")
BLOCKS, PARTNERS, CELLS = 1_600, 400, (260, 140)
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")

_ON_SCREEN: Final = """act => new Promise(done => {
  act();
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
})"""
_IDLE: Final = f"() => ({_ON_SCREEN})(() => {{}})"
_SWITCH: Final = f"id => ({_ON_SCREEN})(() => graphmodel.choosePlan(id))"
_EDIT: Final = f"""number => ({_ON_SCREEN})(() => {{
  const {{ after }} = graphmodel.current();
  const portion = after.portions[number * 7 % after.portions.length];
  const [to] = after.sides[0].ids;
  graphmodel.edit({{
    kind: "place", keys: [portion.key], side: 0, to: graphmodel.referenceTo(to), words: "",
  }});
}})"""

DATASETS: Final = ("england-2016", "england-2026", "large")


def large() -> Dataset:
    """Return 2,000 organisations in the 400 cells of two tessellations of the same points."""
    random = np.random.default_rng(7)
    places = random.random((BLOCKS + PARTNERS, 2))
    blocks, partners = places[:BLOCKS], places[BLOCKS:]
    codes = [f"o{number:04}" for number in range(BLOCKS + PARTNERS)]
    organisations = pd.DataFrame(
        {
            "organisation": codes,
            "name": [f"Organisation {number}" for number in range(BLOCKS + PARTNERS)],
            "kind": ["area"] * BLOCKS + ["provider"] * PARTNERS,
            "type": "",
            "population": [*np.rint(2e4 + 2e5 * random.random(BLOCKS)), *[np.nan] * PARTNERS],
            "latitude": 50 + 5 * places[:, 1],
            "longitude": -5 + 7 * places[:, 0],
            "region": "",
        }
    )
    rows, names = [], []
    for name, count in zip("ab", CELLS, strict=True):
        centres = blocks[np.argsort(random.random(BLOCKS))[:count]]
        tree = cKDTree(centres)
        names += [(name, f"{name}{cell:03}", f"Cell {cell}") for cell in range(count)]
        rows += [
            (code, name, f"{name}{cell:03}")
            for code, cell in zip(codes[:BLOCKS], np.ravel(tree.query(blocks)[1]), strict=True)
        ]
        rows += [
            (code, name, f"{name}{cell:03}")
            for code, cell in zip(codes[BLOCKS:], np.ravel(tree.query(partners)[1]), strict=True)
        ]
    memberships = pd.DataFrame(rows, columns=["organisation", "footprint_set", "footprint"])
    memberships = memberships.assign(share=1.0, evidence="official", as_of="", source="")
    keys = ["organisation", "footprint_set", "footprint"]
    pairs = cKDTree(blocks).query_pairs(0.02, output_type="ndarray")
    return Dataset(
        name="large",
        title="2,000 organisations in 400 footprints",
        organisations=organisations,
        footprints=pd.DataFrame(names, columns=["footprint_set", "footprint", "name"]),
        memberships=memberships.sort_values(keys, ignore_index=True),
        neighbours=pd.DataFrame(
            {
                "organisation": [codes[one] for one in pairs.min(axis=1)],
                "neighbour": [codes[other] for other in pairs.max(axis=1)],
                "border_km": 1.0,
                "kind": "land",
            }
        ),
        compare=("a", "b"),
        blocks=("area",),
    )


class Window:
    """A page in a browser, and the work that its main thread has done."""

    def __init__(self, browser: Browser, file: Path) -> None:
        screen: ViewportSize = {"width": 1280, "height": 800}
        self.page = browser.new_context(viewport=screen, offline=True).new_page()
        self._session = self.page.context.new_cdp_session(self.page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.first = self.work(lambda: self._open(file))

    def _open(self, file: Path) -> None:
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("html[data-ready]")
        self.page.evaluate(_IDLE)

    def work(self, act: Callable[[], object]) -> float:
        """Return the processor time of the main thread for something, in milliseconds."""
        before = self._busy()
        act()
        return 1_000 * (self._busy() - before)

    def _busy(self) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return float({each["name"]: each["value"] for each in metrics}["TaskDuration"])


def measure(browser: Browser, file: Path) -> dict[str, float]:
    """Return the work of a page by what is done with it, in milliseconds."""
    first = []
    for _ in range(TRIES):
        window = Window(browser, file)
        first.append(window.first)
        if len(first) < TRIES:
            window.page.context.close()
    found = {"first drawing": statistics.median(first)}
    page = window.page
    plans = page.evaluate("graphmodel.data.plans.map(({ id }) => id)")[: TRIES + 1]
    for view in VIEWS:
        page.evaluate("view => graphmodel.change({ view, moment: 'after' })", view)
        for plan in plans:  # once over, so that a plan is not unpacked for the first time
            page.evaluate(_SWITCH, plan)
        switches = [window.work(partial(page.evaluate, _SWITCH, plan)) for plan in plans]
        edits = [window.work(partial(page.evaluate, _EDIT, at)) for at in range(TRIES)]
        found[f"{view}: switching plans"] = statistics.median(switches)
        found[f"{view}: an edit"] = statistics.median(edits)
    page.context.close()
    return found


def tell(title: str, file: Path, earlier: Path | None, browser: Browser) -> None:
    """Print the work of a page, beside that of an earlier one."""
    print(f"{title}: {file.stat().st_size / 1e6:.2f} MB")
    then = measure(browser, earlier) if earlier else {}
    for what, work in measure(browser, file).items():
        ratio = f", {work / then[what]:.2f} times the {then[what]:.0f} ms before" if then else ""
        print(f"  {what}: {work:.0f} ms{ratio}", flush=True)


def write_pages(folder: Path) -> None:
    """Write the page of each dataset into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in DATASETS:
        start = time.perf_counter()
        text = explore_page(large() if name == "large" else name)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        print(f"{name}: made in {time.perf_counter() - start:.1f} s", flush=True)


def main() -> None:
    """Measure the pages, or write them."""
    if sys.argv[1:2] == ["--write"]:
        write_pages(Path(sys.argv[2]))
        return
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        raise SystemExit(f"no browser: none of {', '.join(_BROWSERS)} is on the path")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        write_pages(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        for name in DATASETS:
            earlier = Path(sys.argv[1]) / f"{name}.html" if sys.argv[1:] else None
            known = earlier if earlier and earlier.exists() else None
            tell(name, Path(folder) / f"{name}.html", known, browser)
        browser.close()


if __name__ == "__main__":
    main()
