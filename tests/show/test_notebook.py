"""Results as a notebook shows them."""

from __future__ import annotations

import pickle
import re
from copy import copy
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from helpers.mapped import mapped_dataset
from helpers.unruly import FORMULA, MARKUP, unruly_plan
from helpers.unruly_results import unruly_results

from graphmodel.overlap.assessment import assess
from graphmodel.rules.rules import Rules
from graphmodel.show.content import Entries, Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.notebook import html_of
from graphmodel.show.printing import plain_text
from graphmodel.show.sheets import Column, Sheet, grades_sheet
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
            *("style", "div", "h3", "h4", "p", "ul", "li", "strong", "span", "details", "summary"),
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


ROWS = [(f"row {number}", number) for number in range(1, 69)]


def test_ten_rows_of_a_long_table_are_shown_and_the_others_unfold() -> None:
    def shown(count: int) -> str:
        columns = (Column("name", "Name"), Column("count", "Count", "count"))
        sheet = Sheet.of("Rows", columns, ROWS[:count])
        return html_of(View(dict, lambda: sheet, lambda: iter([Table(sheet, caption="All")])))

    assert not re.search("<details>|more", shown(25).split("</style>")[1])
    before, after = shown(68).split('<tbody class="more">')
    assert "row 10<" in before
    assert "row 11<" not in before
    assert "row 68<" in after
    assert "<summary>58 more</summary>" in after
    read(shown(68))


def test_many_entries_are_folded_up_across_their_headings() -> None:
    def entries(*counts: int) -> Iterator[Block]:
        for number, count in enumerate(counts):
            yield Entries(f"place {number}", "", tuple(("1", "w", f"t{n}.") for n in range(count)))

    def shown(*counts: int) -> tuple[list[tuple[str, str]], str]:
        html = html_of(View(dict, grades_sheet, lambda: entries(*counts)))
        texts = [(tag, text) for tag, text in read(html).texts if tag in {"caption", "summary"}]
        return texts, html

    texts, html = shown(4, 8, 3, 20)
    assert [text for _, text in texts] == [
        *("place 0", "place 1", "25 more", "place 1", "place 2", "place 3")
    ]
    assert html.split("<details>")[0].count("<tr>") == 10
    assert html.count("<tr>") == 35
    texts, html = shown(10, 10)
    assert texts == [("caption", "place 0"), ("caption", "place 1")]


def test_notes_on_the_data_are_folded_up_and_counted() -> None:
    view = View(dict, grades_sheet, lambda: iter([Title("All")]), notes=("one", "two"))
    assert ("summary", "To be kept in mind: 2 notes") in read(html_of(view)).texts


# As JupyterLab 4.6 has it, whose selectors count for more than one class and an element.
JUPYTER = """
.jp-RenderedHTMLCommon table { border-collapse: collapse; table-layout: fixed; margin: 0 auto; }
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td,
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon th,
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon tr { text-align: right; }
.jp-RenderedHTMLCommon th { font-weight: bold; }
"""


@pytest.mark.browser
def test_text_is_left_and_numbers_are_right_in_jupyter(visit: Callable[[str], Page]) -> None:
    columns = (Column("name", "Name"), Column("count", "Count", "count"))
    sheet = Sheet.of("Rows", columns, ROWS)
    html = html_of(View(dict, lambda: sheet, lambda: iter([Table(sheet)])))
    page = visit(
        f"<!doctype html><html lang='en' data-ready><head><title>T</title><style>{JUPYTER}</style>"
        f"</head><body><div class='jp-RenderedHTMLCommon'>{html}</div></body></html>"
    )
    rows = page.locator("tr")
    sides = rows.evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => getComputedStyle(cell).textAlign))"
    )
    assert set(map(tuple, sides)) == {("left", "right")}
    seen = "rows => rows.filter(row => row.checkVisibility()).length"
    assert rows.evaluate_all(seen) == 11
    page.locator("summary").click()
    assert rows.evaluate_all(seen) == 69


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


def test_suggestions_are_a_tuple_that_shows_itself() -> None:
    plan = unruly_plan()
    steps = plan.suggestions()
    assert isinstance(steps, tuple)
    assert steps.plan is plan
    assert pickle.loads(pickle.dumps(steps[:])) == steps  # noqa: S301 - our own
    assert copy(steps).plan is plan
    assert repr(steps).startswith(f"<{len(steps)} suggestion")
    assert repr(steps[0]).startswith("<Suggestion 1 (")


def test_rules_are_told_by_what_they_say() -> None:
    rules = Rules(people_least=500_000, together=(("a:1", "a:2"), ("b:1", "b:2")))
    assert repr(rules) == ("Rules(people_least=500000, together=(('a:1', 'a:2'), ('b:1', 'b:2')))")
    texts = [text for tag, text in read(rules._repr_html_()).texts if tag in {"th", "td"}]
    assert texts == [
        *("Rule", "Value", "people.least", "500,000"),
        *("together", "a:1, a:2", "together", "b:1, b:2"),
    ]
    assert "No rules." in Rules()._repr_html_()


def test_an_overlap_shows_who_shares_people() -> None:
    overlap = assess(mapped_dataset()).overlap
    texts = [text for tag, text in read(overlap._repr_html_()).texts if tag in {"th", "td"}]
    assert texts[5:10] == ["a1", "Name of a1", "b1", "Name of b1", "30"]
