"""The matrix of the page in a real browser: its cells and blocks, and how a reader uses it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import hostile_dataset

from graphmodel.overlap.overlap import build_overlap
from graphmodel.page.page import explore_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

CELLS = """() => [...document.querySelectorAll(".cell")].map(cell => {
  const [a, b] = cell.dataset.key.split("|").map(id => graphmodel.nodes[id]);
  const face = cell.querySelector(".cell-face");
  const number = name => Number(face.getAttribute(name));
  return { a: a.code, b: b.code, names: [a.name, b.name], people: Number(cell.dataset.people),
    changed: Number(cell.dataset.changed ?? 0), fill: face.getAttribute("fill"),
    signs: cell.querySelectorAll(".relation-sign").length, x: number("x"), y: number("y"),
    size: Math.min(number("width"), number("height")), dim: cell.classList.contains("dim") };
})"""

# Boxes on the screen of the names at the left (0) or above (1), in order.
HEADS = """side => [...document.querySelectorAll(`.matrix-${["rows", "heads"][side]} .head`)]
  .map(each => [each.dataset.key, each.querySelector("text").getBoundingClientRect()])
  .map(([key, { left, right, top, bottom }]) => [Number(key), [left, right, top, bottom]])"""


@pytest.fixture
def page(visit: Visit, page_2016: str) -> Page:
    return on_matrix(visit(page_2016))


def on_matrix(page: Page) -> Page:
    page.get_by_role("tab", name="Matrix").click()
    return page


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def cell(page: Page, row: str, column: str) -> Locator:
    key = f"{number_of(page, row)}|{number_of(page, column)}"
    return page.locator(f'.cell[data-key="{key}"]')


def said(page: Page) -> str:
    return page.locator("#said").inner_text()


def test_cells_are_the_overlap_table(page: Page) -> None:
    overlap = build_overlap(bundled_dataset("england-2016"))
    table = overlap.portions.groupby(["a", "b"])["people"].sum()
    cells = page.evaluate(CELLS)
    assert {(each["a"], each["b"]): each["people"] for each in cells} == pytest.approx(
        table[table > 0].to_dict()
    )
    # Darker is never less: the colour follows the share of the larger of the two.
    sizes = [overlap.portions.groupby(side)["people"].sum() for side in "ab"]
    shares: dict[str, list[float]] = {}
    for each in cells:
        larger = max(sizes[0][each["a"]], sizes[1][each["b"]])
        shares.setdefault(each["fill"], []).append(each["people"] / larger)
    ranges = sorted((min(found), max(found)) for found in shares.values())
    assert all(low[1] < high[0] for low, high in pairwise(ranges))
    assert len(ranges) > 3


def test_rows_and_columns_meet_at_their_cells(page: Page) -> None:
    places = [
        {key: place for place, (key, _) in enumerate(page.evaluate(HEADS, side))}
        for side in range(2)
    ]
    assert [len(each) for each in places] == [44, 83]
    pitch = page.evaluate("document.querySelector('.cursor').getAttribute('width')")
    for each in page.evaluate(CELLS):
        row, column = (number_of(page, name) for name in each["names"])
        assert each["y"] == places[0][row] * int(pitch) + 1
        assert each["x"] == places[1][column] * int(pitch) + 1
        assert each["size"] >= 9


def test_components_are_blocks(page: Page) -> None:
    blocks = page.locator(".blocks rect").evaluate_all(
        """all => all.map(each =>
          ["x", "y", "width", "height"].map(name => Number(each.getAttribute(name))))"""
    )
    assert len(blocks) == 38
    blocks.sort()
    for (x, y, width, height), (next_x, next_y, *_) in pairwise(blocks):
        assert (next_x, next_y) == (x + width, y + height)
    for each in page.evaluate(CELLS):
        assert any(
            x < each["x"] < x + width and y < each["y"] < y + height
            for x, y, width, height in blocks
        )


@pytest.mark.parametrize("year", ["page_2016", "page_2026"])
def test_no_name_covers_another(visit: Visit, year: str, request: pytest.FixtureRequest) -> None:
    page = on_matrix(visit(request.getfixturevalue(year)))
    for side, (start, end) in enumerate([(2, 3), (0, 1)]):
        boxes = [box for _, box in page.evaluate(HEADS, side)]
        assert len(boxes) > 10
        for one, other in pairwise(boxes):
            # A line of text is a little higher than its letters.
            assert one[end] - other[start] < 2
    top = page.locator(".matrix-heads").bounding_box()
    assert top is not None
    assert all(
        box[2] >= top["y"] - 1 and box[3] <= top["y"] + top["height"]
        for _, box in page.evaluate(HEADS, 1)
    )


def test_names_stay_in_sight(page: Page) -> None:
    page.locator("#view-matrix").evaluate("each => each.scrollTo(500, 400)")
    frame = page.locator("#view-matrix").bounding_box()
    heads, rows = (page.locator(f".matrix-{name}").bounding_box() for name in ("heads", "rows"))
    assert frame is not None
    assert heads is not None
    assert rows is not None
    assert heads["y"] == pytest.approx(frame["y"], abs=1)
    assert rows["x"] == pytest.approx(frame["x"], abs=1)


def test_signs_say_what_colours_say(page: Page) -> None:
    assert sum(each["signs"] for each in page.evaluate(CELLS)) > 19
    assert cell(page, "Lincolnshire STP", "Lincolnshire LDR").locator(".relation-sign").count() == 1
    assert cell(page, "West Yorkshire STP", "Leeds LDR").locator(".relation-sign").count() == 0
    legend = page.locator("#view-matrix .legend").inner_text()
    assert "Share of the larger footprint's registered patients" in legend
    for words in ("matches one", "cuts across", "linked by overlaps"):
        assert words in legend


def test_what_a_plan_changes_is_marked(page: Page) -> None:
    assert not any(each["changed"] for each in page.evaluate(CELLS))
    page.evaluate("graphmodel.choosePlan('stp-nested')")
    total = page.evaluate("graphmodel.shown().cost.total")
    assert sum(each["changed"] for each in page.evaluate(CELLS)) == pytest.approx(total)
    assert "footprint changes under the plan" in page.locator("#view-matrix .legend").inner_text()
    page.evaluate("graphmodel.choosePlan('joint-41')")
    assert page.locator(".cell").count() == 41


def test_keys_walk_over_the_cells(page: Page) -> None:
    body = page.locator(".matrix-body")
    assert page.locator("#view-matrix [tabindex]").count() == 1
    page.keyboard.press("Tab")  # the switch of moments
    page.keyboard.press("Tab")
    assert body.evaluate("each => each === document.activeElement")
    cells: list[dict[str, Any]] = page.evaluate(CELLS)
    assert cells == sorted(cells, key=lambda each: (each["y"], each["x"]))
    for place, each in enumerate(cells):
        if place:
            page.keyboard.press("ArrowRight")
        assert said(page).startswith(" and ".join(each["names"]))
    page.keyboard.press("ArrowRight")
    assert said(page).startswith(" and ".join(cells[-1]["names"]))
    page.keyboard.press("Control+Home")
    assert said(page).startswith(" and ".join(cells[0]["names"]))
    page.keyboard.press("End")
    assert said(page).startswith("Northumberland, Tyne and Wear STP and South Tyneside")
    page.keyboard.press("ArrowDown")
    assert said(page).startswith("Durham, Darlington, Tees,")
    page.keyboard.press("ArrowUp")
    assert said(page).startswith("Northumberland, Tyne and Wear STP and South Tyneside")
    assert page.locator("#tip").is_visible()
    assert "registered patients in both" in page.locator("#tip").inner_text()


def test_the_cell_of_the_keys_is_in_sight(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    cursor = page.locator(".cursor").bounding_box()
    frame = page.locator("#view-matrix").bounding_box()
    assert cursor is not None
    assert frame is not None
    assert frame["x"] < cursor["x"] < frame["x"] + frame["width"] - cursor["width"]
    assert frame["y"] < cursor["y"] < frame["y"] + frame["height"] - cursor["height"]
    page.keyboard.press("Control+Home")
    first, heads = cursor_and_heads(page)
    assert first["y"] >= heads["y"] + heads["height"] - 2


def cursor_and_heads(page: Page) -> tuple[Any, Any]:
    return (
        page.locator(".cursor").bounding_box(),
        page.locator(".matrix-heads").bounding_box(),
    )


def test_enter_puts_row_column_or_both_in_focus(page: Page) -> None:
    page.keyboard.press("Tab")  # the switch of moments
    page.keyboard.press("Tab")
    row = number_of(page, "Northumberland, Tyne and Wear STP")
    column = page.evaluate("Number(document.querySelector('.cell').dataset.key.split('|')[1])")
    page.keyboard.press("Enter")
    assert page.evaluate("graphmodel.state.focus") == {"id": row}
    assert sum(not each["dim"] for each in page.evaluate(CELLS)) == 3
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("graphmodel.state.focus") == {"id": column}
    page.keyboard.press("Space")
    assert page.evaluate("graphmodel.state.focus.ids") == [row, column]
    assert sum(not each["dim"] for each in page.evaluate(CELLS)) == 1
    assert page.locator(".matrix-body").evaluate("each => each === document.activeElement")
    page.keyboard.press("Escape")
    assert page.evaluate("graphmodel.state.focus") is None
    assert page.locator("#view-matrix .dim").count() == 0


def test_clicking_and_hovering(page: Page) -> None:
    here = cell(page, "Lancashire and South Cumbria STP", "Cumbria LDR")
    here.hover()
    tip = page.locator("#tip").inner_text()
    assert tip.startswith("Lancashire and South Cumbria STP and Cumbria LDR")
    shares = "11.2\u00a0% of the STP, 36.9\u00a0% of the LDR"
    assert f"about 192,600 registered patients in both: {shares}" in tip
    assert page.locator(".head.over").count() == 2
    here.click()
    assert page.evaluate("graphmodel.state.focus.ids.length") == 2
    name = page.locator(f'.head[data-key="{number_of(page, "West Yorkshire STP")}"]')
    name.click()
    assert page.evaluate("graphmodel.state.focus.id") == number_of(page, "West Yorkshire STP")
    assert "here" in (name.get_attribute("class") or "")
    assert page.locator(".cell:not(.dim)").count() == 6


def test_what_is_in_focus_comes_into_view(page: Page) -> None:
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, "Peninsula LDR"))
    box = page.locator(".cell:not(.dim)").first.bounding_box()
    frame = page.locator("#view-matrix").bounding_box()
    assert box is not None
    assert frame is not None
    assert frame["x"] < box["x"] < frame["x"] + frame["width"]
    assert frame["y"] < box["y"] < frame["y"] + frame["height"]


def test_sets_that_share_nobody(visit: Visit) -> None:
    blocks = {"c1": ("a1", None, 5), "c2": (None, "b2", 7)}
    page = on_matrix(visit(explore_page(make_dataset(blocks))))
    assert "The two sets share nobody" in page.locator("#view-matrix").inner_text()
    assert page.locator(".matrix-grid").is_hidden()


def test_those_alone_are_named(visit: Visit) -> None:
    blocks = {"c1": ("a1", "b1"), "c2": ("a1", "b2"), "c3": ("a2", "b2")}
    page = on_matrix(visit(explore_page(make_dataset(blocks, alone={"a": ["a9"]}))))
    assert page.locator(".cell").count() == 3
    assert (
        "Name of a9 a overlaps no b and is left out." in page.locator(".matrix-left").inner_text()
    )


def test_hostile_names_are_text(visit: Visit) -> None:
    page = on_matrix(visit(explore_page(hostile_dataset())))
    for each in page.locator("#view-matrix [data-key]").all():
        each.hover()
        assert page.locator("#tip").inner_text()
    assert "<script>alert(1)</script>" in page.locator(".matrix-rows").inner_text()
    assert page.locator("#view-matrix script, #view-matrix img, #tip *").count() == 0


def test_nothing_is_drawn_while_another_view_is_shown(page: Page) -> None:
    page.get_by_role("tab", name="Tables").click()
    page.evaluate("graphmodel.choosePlan('joint-41')")
    assert page.locator(".cell").count() == 89
    on_matrix(page)
    assert page.locator(".cell").count() == 41


def test_paper_holds_all_of_it(page: Page) -> None:
    page.set_viewport_size({"width": 1032, "height": 700})  # A4 across, less its margins
    page.emulate_media(media="print")
    frame = page.locator("#view-matrix")
    assert frame.evaluate("each => each.scrollHeight - each.clientHeight") <= 1
    body = page.locator(".matrix-body svg").bounding_box()
    assert body is not None
    assert body["x"] + body["width"] <= 1032


def test_accessible(page: Page) -> None:
    found = Axe().run(page, context="#view-matrix").response["violations"]
    assert [f"{each['id']}: {each['help']}" for each in found] == []
