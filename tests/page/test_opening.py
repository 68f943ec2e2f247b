"""The moment with which a page opens: on the command line, in links, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from helpers.examples import make_dataset

from graphmodel.errors import OptionError
from graphmodel.files.assets import asset
from graphmodel.page.opening import VIEWS
from graphmodel.page.page import explore_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[[str], Page]

DATASET: Final = make_dataset(
    {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)}
)
STATE: Final = """() => {
  const { base, view, moment, colouring, focus, pins } = graphmodel.state;
  const code = focus?.id === undefined ? null : graphmodel.nodes[focus.id].code;
  return [base, view, moment, colouring, code, pins?.map((each) => each.base) ?? null];
}"""
WORDS: Final = "plan=joint-1&focus=a:a1&view=plans&moment=after&colour=b&pin=unchanged&pin=joint-2"
FOUND: Final = ["joint-1", "plans", "after", "b", "a1", ["unchanged", "joint-2"]]


def test_views_are_those_of_the_page() -> None:
    listed = re.search(r"VIEWS = \[(.*?)\]", asset("page/assets/plans/state.js"))
    assert listed
    assert sorted(re.findall(r"\w+", listed[1])) == sorted(VIEWS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("plan=joint-9", "'joint-9' is none of"),
        ("view=globe", "'globe' is none of"),
        ("focus=Atlantis", "there is no 'Atlantis' to put in focus"),
        ("veiw=map", "not 'veiw'"),
        ("map", "not 'map'"),
    ],
)
def test_what_is_not_there_is_refused(words: str, message: str) -> None:
    with pytest.raises(OptionError, match=re.escape(message)):
        explore_page(DATASET, open=words)


@pytest.mark.browser
def test_a_page_opens_with_what_is_asked(opened: Visit) -> None:
    page = opened(explore_page(DATASET, open=WORDS))
    assert page.evaluate(STATE) == FOUND


@pytest.mark.browser
def test_a_link_leads_back_to_what_was_shown(opened: Visit) -> None:
    page = opened(explore_page(DATASET, open=WORDS))
    page.get_by_role("button", name="Link", exact=True).click()
    page.wait_for_function("location.hash")
    address = page.evaluate("location.hash")
    page.evaluate("graphmodel.change({ base: 'unchanged', view: 'flow', focus: null, pins: null })")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate(STATE) == FOUND
    page.evaluate("location.hash = '#view=tables&focus=c2'")
    page.wait_for_function("graphmodel.state.view === 'tables'")
    assert page.evaluate(STATE)[4] == "c2"
    assert "focus=a%3Aa1" in address


@pytest.mark.browser
def test_a_hostile_link_does_nothing(opened: Visit) -> None:
    page = opened(explore_page(DATASET))
    before = page.evaluate(STATE)
    page.evaluate(
        "location.hash = '#plan=__proto__&view=constructor&moment=x&focus=<script>&pin=toString'"
    )
    page.wait_for_timeout(100)
    assert page.evaluate(STATE) == before
