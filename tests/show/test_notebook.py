"""Results as a notebook shows them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from helpers.unruly import FORMULA, MARKUP, unruly_plan
from helpers.unruly_results import unruly_results

from graphmodel.show.content import Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.notebook import html_of
from graphmodel.show.printing import plain_text
from graphmodel.show.sheets import grades_sheet
from graphmodel.show.views import view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from graphmodel.show.content import Block

MOVING = re.compile(r"\b(move|moves|moved|moving)\b", re.IGNORECASE)
VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Reader(HTMLParser):
    """Reads HTML strictly, and keeps what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], data))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_every_result_shows_itself_and_runs_nothing(tmp_path: Path) -> None:
    for result in unruly_results(tmp_path):
        found = read(result._repr_html_())
        tags = {tag for tag, _ in found.tags}
        assert tags <= {
            *("style", "div", "h3", "h4", "p", "ul", "li", "strong", "span"),
            *("table", "caption", "thead", "tbody", "tr", "th", "td"),
        }
        for _, attributes in found.tags:
            assert set(attributes) <= {"class", "scope", "role", "aria-label", "tabindex"}
        shown = "".join(text for tag, text in found.texts if tag != "style")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
        assert not MOVING.search(shown)


def test_whatever_the_terminal_shows_is_there(tmp_path: Path) -> None:
    def words(text: str) -> set[str]:
        return set(re.findall(r"\w+", text))

    for result in unruly_results(tmp_path):
        found = read(result._repr_html_())
        shown = " ".join(text for _, text in found.texts)
        # Headings of columns are short on a terminal, where there is little room.
        missing = words(plain_text(view_of(result).blocks())) - words(shown)
        assert missing <= {"Outside", "Mixed"}


def test_every_table_has_a_caption_and_headings_with_a_scope(tmp_path: Path) -> None:
    for result in unruly_results(tmp_path):
        found = read(result._repr_html_())
        tags = [tag for tag, _ in found.tags]
        assert tags.count("caption") == tags.count("table")
        for place, tag in enumerate(tags):
            if tag == "table":
                assert tags[place + 1] == "caption"
        headings = [attributes for tag, attributes in found.tags if tag == "th"]
        assert {attributes["scope"] for attributes in headings} <= {"col", "row"}
        # No heading is empty: such cells are plain ones.
        assert len([tag for tag, text in found.texts if tag == "th" and text]) == len(headings)


def test_a_heading_right_above_a_table_is_its_caption() -> None:
    def blocks() -> Iterator[Block]:
        yield Title("All of it")
        yield Table(grades_sheet())
        yield Heading("One")
        yield Table(grades_sheet(), headings=False)
        yield Heading("Two")
        yield Notes(("a note",))
        yield Paragraph("Mind this.", warning=True)
        yield Heading("Three")

    found = read(html_of(View(dict, grades_sheet, blocks)))
    assert [(tag, text) for tag, text in found.texts if tag in {"h3", "h4", "caption"}] == [
        *(("h3", "All of it"), ("caption", "One"), ("h4", "Two"), ("h4", "Three"))
    ]
    # Where there is no heading a screen reader is told what the table is, and nobody else.
    assert ("span", "Evidence") in found.texts
    assert [tag for tag, _ in found.tags].count("thead") == 1
    assert ("p", {"class": "warning"}) in found.tags


def test_names_are_text_whatever_they_are() -> None:
    html = unruly_plan()._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert MARKUP in "".join(text for _, text in read(html).texts)
    assert FORMULA in "".join(text for _, text in read(html).texts)


@pytest.mark.browser
def test_people_with_assistive_technology_can_use_it(
    visit: Callable[[str], Page], tmp_path: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    body = "".join(result._repr_html_() for result in unruly_results(tmp_path))
    page = visit(
        "<!doctype html><html lang='en' data-ready><head><title>Results</title></head>"
        f"<body><main><h1>A notebook</h1><h2>Results</h2>{body}</main></body></html>"
    )
    found = axe.run(page)
    assert found.response["violations"] == [], found.generate_report()
