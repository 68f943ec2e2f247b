"""Speed of the page in Chromium: first drawing, switching plan, an edit; and its size.

``python benchmarks/page.py`` prints, for England in 2016 and for 2,000 organisations in 400
footprints, the median of several tries until the change is on the screen, and the slowest.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright
from scipy.spatial import cKDTree

from graphmodel import Dataset, explore_page, read_dataset

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TRIES: Final = 5
VIEWS: Final = ("network", "flow", "map", "matrix", "tables")
BLOCKS, PARTNERS, CELLS = 1_600, 400, (260, 140)
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")

_ON_SCREEN: Final = """act => new Promise(done => {
  const start = performance.now();
  act();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""
_SWITCH: Final = f"id => ({_ON_SCREEN})(() => graphmodel.choosePlan(id))"
_EDIT: Final = f"""number => ({_ON_SCREEN})(() => {{
  const {{ after }} = graphmodel.current();
  const portion = after.portions[number * 7 % after.portions.length];
  const [to] = after.sides[0].ids;
  graphmodel.edit({{
    kind: "place", keys: [portion.key], side: 0, to: graphmodel.referenceTo(to), words: "",
  }});
}})"""


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


def measure(browser: Browser, dataset: Dataset, aims: tuple[float, float, float]) -> None:
    """Print how quick the page of a dataset is, beside what is aimed at (in milliseconds)."""
    start = time.perf_counter()
    text = explore_page(dataset)
    made = time.perf_counter() - start
    print(f"{dataset.title}: {len(text.encode()) / 1e6:.2f} MB, made in {made:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(text, encoding="utf-8")
        first = []
        for _ in range(TRIES):
            page = _opened(browser, file)
            mark = "performance.getEntriesByName('graphmodel-ready')[0].startTime"
            first.append(float(page.evaluate(mark)))
            page.context.close()
        _tell("first drawing", first, aims[0])
        page = _opened(browser, file)
        plans = page.evaluate("graphmodel.data.plans.map(({ id }) => id)")[: TRIES + 1]
        for view in VIEWS:
            page.evaluate("view => graphmodel.change({ view })", view)
            for plan in plans:  # once over, so that a plan is not unpacked for the first time
                page.evaluate("id => graphmodel.choosePlan(id)", plan)
            _tell(f"{view}: switching plan", [page.evaluate(_SWITCH, p) for p in plans], aims[1])
            edits = [float(page.evaluate(_EDIT, number)) for number in range(TRIES)]
            _tell(f"{view}: an edit", edits, aims[2])
        page.context.close()


def _opened(browser: Browser, file: Path) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True).new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    return page


def _tell(title: str, times: list[float], aim: float) -> None:
    middle = statistics.median(times)
    missed = "" if middle <= aim else f": missed by {middle - aim:.0f} ms"
    print(f"  {title}: {middle:.0f} ms (slowest {max(times):.0f}). Aim: {aim:.0f} ms{missed}.")


def main() -> None:
    """Measure both pages."""
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        raise SystemExit(f"no browser: none of {', '.join(_BROWSERS)} is on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        measure(browser, read_dataset("england-2016"), (1_000, 150, 50))
        measure(browser, large(), (2_000, 400, 100))
        browser.close()


if __name__ == "__main__":
    main()
