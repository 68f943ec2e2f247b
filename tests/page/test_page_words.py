"""The page's words: plurals, articles, people and evidence, as the package has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset

from graphmodel.page.page import explore_page
from graphmodel.wording import people_phrase, plural, with_article

if TYPE_CHECKING:
    from helpers.fixtures import Visit
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LABELS = [
    "LDR",
    "ICS",
    "ICB of 2024",
    "strategic authority",
    "authority of the north",
    "unitary council",
    "Neighbourhood Team (INT)",
    "Depot Delivery Depot",
    "hour",
    "one-stop shop",
    "European region",
    "COUNTY",
    "BODY",
    "survey",
    "census",
    "y",
]


@pytest.fixture
def page(visit: Visit) -> Page:
    """Return the page of four people, of whom one is divided, with labels that are hard to bend."""
    return visit(
        explore_page(
            make_dataset(
                {
                    "c1": ("a1", "b1", 1),
                    "c2": ("a1", "b2", 1),
                    "c3": ("a2", "b2", 1),
                    "c4": ({"a1": 0.5, "a2": 0.3, "a3": 0.2}, {"b1": 0.5, "b3": 0.5}, 10),
                    "c5": ("a3", None, 1),
                },
                evidence={("c4", "a", "a2"): "inferred", ("c4", "a", "a3"): "derived"},
                labels={
                    "a": "Neighbourhood Team (INT)",
                    "b": "Depot Delivery Depot",
                    "people": "users",
                },
            )
        )
    )


def test_words_are_bent_as_in_the_package(page: Page) -> None:
    bent = page.evaluate(
        """labels => labels.map(label =>
          [1, 2].map(number => graphmodel.words.plural(label, number))
            .concat(graphmodel.words.withArticle(label)))""",
        LABELS,
    )
    assert bent == [[label, plural(label), with_article(label)] for label in LABELS]


def test_people_are_told_as_in_the_package(page: Page) -> None:
    numbers = [0, 0.4, 1, 1.4, 2, 49, 50, 51, 149.9, 150, 250, 1_234]
    for estimated in (False, True):
        told = page.evaluate(
            "([numbers, estimated]) => numbers.map(n => graphmodel.words.people(n, estimated))",
            [numbers, estimated],
        )
        assert told == [people_phrase(number, "users", estimated=estimated) for number in numbers]


def test_what_is_read_agrees_in_number(page: Page) -> None:
    wrong = re.compile(
        r"\)s\b|\babout 0\b|(?<![\d,.])1 (users|joint footprints|user (are|change))\b"
    )
    count = page.evaluate("graphmodel.nodes.length")
    for plan in page.evaluate("graphmodel.data.plans.map(({ id }) => id)"):
        page.evaluate("id => graphmodel.choosePlan(id)", plan)
        texts = [page.locator("body").inner_text()]
        for node in range(count):
            page.evaluate("id => graphmodel.focusOn(id)", node)
            texts.append(page.locator("#panel").inner_text())
        assert [line for text in texts for line in text.splitlines() if wrong.search(line)] == []


def test_the_weakest_of_several_grades_is_told_with_what_the_rest_is(page: Page) -> None:
    # Led by the second set the parts of c4 go where b1 goes: half of it is official now.
    page.evaluate("id => graphmodel.choosePlan(id)", "b-coterminous")
    page.evaluate("graphmodel.focusOn(graphmodel.nodes.find(({ code }) => code === 'c4').id)")
    text = page.locator("#panel").inner_text().replace("\xa0", " ")
    assert "inferred, a judgement for 30.0 % of these, official or derived for the rest" in text
