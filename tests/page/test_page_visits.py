"""What a page keeps between visits: offered, never imposed, and never in the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from helpers.examples import make_dataset

from graphmodel.page.page import explore_page
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

DATASET: Final = make_dataset(
    {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)}
)
EDIT: Final = """() => {
  graphmodel.choosePlan("joint-1");
  graphmodel.edit({ kind: "place", keys: [graphmodel.before.portions[0].key], side: 1,
    to: graphmodel.before.sides[1].ids[1], words: "c1 into b2" });
  graphmodel.change({ view: "tables" });
}"""


def again(page: Page) -> None:
    page.reload()
    page.wait_for_selector("html[data-ready]")


def edits(page: Page) -> int:
    found: int = page.evaluate("graphmodel.state.edits.length")
    return found


def test_an_earlier_visit_is_offered_and_not_imposed(opened: Visit) -> None:
    page = opened(explore_page(DATASET))
    offer = page.get_by_role("region", name="Earlier visit")
    assert offer.count() == 0
    start = page.evaluate("graphmodel.state.base")
    page.evaluate(EDIT)
    again(page)
    assert (page.evaluate("graphmodel.state.base"), edits(page)) == (start, 0)
    assert "1 joint footprint, 1 change." in offer.inner_text()
    # What is done before it is taken up does not take it away.
    page.evaluate("graphmodel.change({ view: 'flow' })")
    offer.get_by_role("button", name="Continue where you were").click()
    assert edits(page) == 1
    assert page.evaluate("graphmodel.state.base") == "joint-1"
    assert page.get_by_role("tab", name="Tables").get_attribute("aria-selected") == "true"
    assert offer.count() == 0
    again(page)
    offer.get_by_role("button", name="Forget it").click()
    again(page)
    assert offer.count() == 0


def test_reset_leaves_nothing_of_it(opened: Visit) -> None:
    page = opened(explore_page(DATASET))
    page.evaluate(EDIT)
    page.evaluate("document.querySelector('#fold-plans').open = true")
    page.get_by_role("button", name="Reset").click()
    again(page)
    assert page.get_by_role("region", name="Earlier visit").count() == 0


def test_no_other_page_meets_it(opened: Visit) -> None:
    page = opened(explore_page(DATASET))
    page.evaluate(EDIT)
    page = opened(explore_page(DATASET, plan=propose(DATASET, lead="b")))
    assert page.get_by_role("region", name="Earlier visit").count() == 0
    assert page.evaluate("graphmodel.state.base") == "given"


def broken(kept: dict[str, Any]) -> list[str]:
    """Return what could stand in the storage in place of what was kept."""
    changed = [
        {"edits": [{"kind": "constructor"}]},
        {"edits": [{"kind": "place", "keys": 7, "side": 9, "to": "x"}]},
        {"edits": [{"kind": "give", "blocks": [999], "side": 1, "to": 1, "words": ""}]},
        {"edits": {}},
        {"base": "__proto__"},
        {"base": "no-plan"},
        {"view": "constructor"},
        {"focus": {"id": 99_999}},
        {"focus": {"ids": 5}},
        {"hidden": 5},
        {"pins": [{"base": "unchanged", "edits": [{"kind": "x"}]}]},
        {"pins": 5},
        {"loaded": {"name": "x", "stated": {"format": "y"}}},
    ]
    return ["{", "null", "5", "[]", *(json.dumps(kept | each) for each in changed)]


def test_what_is_broken_never_stops_the_page(opened: Visit) -> None:
    page = opened(explore_page(DATASET))
    page.evaluate(EDIT)
    key, text = page.evaluate("Object.entries(localStorage)[0]")
    start = page.evaluate("graphmodel.data.start")
    for words in broken(json.loads(text)):
        page.evaluate("([key, words]) => localStorage.setItem(key, words)", [key, words])
        again(page)
        offer = page.get_by_role("region", name="Earlier visit")
        if offer.count():
            offer.get_by_role("button", name="Continue where you were").click()
            assert edits(page) == 0, words
            assert page.evaluate("graphmodel.state.base") == start, words
        page.evaluate("graphmodel.choosePlan('unchanged')")
        for view in ("map", "flow", "network", "matrix", "tables", "plans"):
            page.evaluate("view => graphmodel.change({ view })", view)
        assert page.locator("#view-plans table").count() == 1
