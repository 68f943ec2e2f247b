"""The page in a real browser, without a network: what a reader sees, clicks and types."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hostile import HOSTILE_NAMES, hostile_dataset

from graphmodel.led import led_plan
from graphmodel.page import explore_page
from graphmodel.reading import read_dataset

sync_api = pytest.importorskip("playwright.sync_api")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        missing = f"no browser: none of {', '.join(_NAMES)} is on the path"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Return a function that opens a page; whatever goes wrong there fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
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
    assert all(url.startswith(("file:", "data:")) for url in asked)


@pytest.fixture(scope="module")
def planned() -> str:
    dataset = read_dataset("england-2016")
    return explore_page(dataset, plan=led_plan(dataset, lead="stp"))


@pytest.fixture
def page(visit: Visit, planned: str) -> Page:
    return visit(planned)


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def click_node(page: Page, name: str) -> None:
    """Click where a node is drawn."""
    x, y = page.evaluate(
        """id => {
          const node = graphmodel.nodes[id];
          const spot = graphmodel.network.canvasToDOM({ x: node.x, y: node.y });
          const frame = document.querySelector("#drawing canvas").getBoundingClientRect();
          return [frame.left + spot.x, frame.top + spot.y];
        }""",
        number_of(page, name),
    )
    page.mouse.click(x, y)


def fills(page: Page) -> dict[str, str]:
    """Return the colours that blocks are drawn in."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries(graphmodel.nodes.filter(node => node.main)
          .map(node => [node.code, graphmodel.lookOf(node.id).color.background]))"""
    )
    return found


def details(page: Page) -> Locator:
    return page.locator("#details")


def names_under(page: Page, heading: str) -> list[str]:
    """Return what is listed in the panel under a heading."""
    script = """([panel, start]) => {
      const heading = [...panel.querySelectorAll("h3")].find(h => h.textContent.startsWith(start));
      const list = heading.nextElementSibling;
      return [...list.querySelectorAll("li button")].map(b => b.textContent);
    }"""
    found: list[str] = page.evaluate(
        "([start]) => (" + script + ")([document.getElementById('details'), start])", [heading]
    )
    return found


PENINSULA = {
    "NHS Kernow CCG",
    "NHS Northern, Eastern and Western Devon CCG",
    "NHS South Devon and Torbay CCG",
}


def test_search_finds_and_chooses(page: Page) -> None:
    search = page.get_by_role("combobox", name="Search by name or code")
    search.fill("peninsula")
    options = page.get_by_role("option")
    assert "Peninsula LDR" in options.first.inner_text()
    assert search.get_attribute("aria-expanded") == "true"
    search.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    search.press("Enter")
    assert details(page).get_by_role("heading", level=2).inner_text() == "Peninsula LDR"
    assert set(names_under(page, "Members (3)")) == PENINSULA
    assert search.get_attribute("aria-expanded") == "false"
    assert page.get_by_role("status").inner_text().startswith("Chosen: Peninsula LDR")


def test_search_goes_by_code_and_over_every_kind(page: Page) -> None:
    search = page.get_by_role("combobox", name="Search by name or code")
    for code, name in (
        ("01H", "NHS Cumbria CCG"),
        ("REF", "Royal Cornwall Hospitals NHS Trust"),
        ("E06000052", "Cornwall Council"),
        ("E54000037", "Devon"),
    ):
        search.fill(code)
        search.press("Enter")
        assert name in details(page).get_by_role("heading", level=2).inner_text()
    search.fill("no such place")
    assert page.locator("#found").is_hidden()
    assert page.get_by_role("status").inner_text() == "Nothing found"


def test_a_click_on_the_drawing_shows_the_three_ccgs(page: Page) -> None:
    click_node(page, "Peninsula LDR")
    panel = details(page)
    assert panel.get_by_role("heading", level=2).inner_text() == "Peninsula LDR"
    assert set(names_under(page, "Members (3)")) == PENINSULA
    text = panel.inner_text()
    assert "holding: every STP it overlaps lies wholly in it" in text
    assert "1,757,331 registered patients" in text
    assert "Cornwall and the Isles of Scilly STP" in text
    assert "documented, as of 2016-05" in text
    assert "After the plan: carried on by Devon LDR" in text.replace("\n", " ")
    panel.get_by_role("button", name="Close details").click()
    assert panel.is_hidden()
    assert page.locator("#overview").is_visible()


def test_a_click_on_nothing_closes_the_panel(page: Page) -> None:
    click_node(page, "Peninsula LDR")
    assert details(page).is_visible()
    box = page.locator("#drawing").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    assert details(page).is_hidden()


def test_before_and_after_differ_in_colour(page: Page) -> None:
    before = fills(page)
    picture = page.locator("#drawing canvas").screenshot()
    page.get_by_text("After the plan", exact=True).first.click()
    assert page.get_by_role("radio", name="After the plan").is_checked()
    after = fills(page)
    assert len(set(before.values())) == 3
    assert set(after.values()) == {before["00Y"]}  # Oldham, in Greater Manchester: coterminous now
    assert sum(before[code] != after[code] for code in before) == 128
    assert page.locator("#drawing canvas").screenshot() != picture
    page.get_by_text("As it is", exact=True).first.click()
    assert fills(page) == before


def test_groups_have_colours_before_and_after(page: Page) -> None:
    page.get_by_label("Colour CCGs by").select_option(label="LDR")
    before = fills(page)
    page.get_by_text("After the plan", exact=True).first.click()
    after = fills(page)
    # Newcastle Gateshead and Sunderland: two LDRs now, one after the plan.
    assert before["13T"] != before["00P"]
    assert after["13T"] == after["00P"]
    # Kernow leaves Peninsula for an LDR of its own.
    assert before["11N"] == before["99Q"]
    assert after["11N"] != after["99Q"]


def test_memberships_in_the_drawing_follow_the_plan(page: Page) -> None:
    script = """() => Object.values(graphmodel.network.body.edges)
      .map(edge => graphmodel.nodes[edge.fromId].code + ">" + graphmodel.nodes[edge.toId].name)"""
    assert "11N>Peninsula LDR" in page.evaluate(script)
    page.evaluate("graphmodel.change({ moment: 'after' })")
    after = page.evaluate(script)
    assert "11N>Cornwall and the Isles of Scilly LDR" in after
    assert "11N>Devon LDR" in after  # the one it leaves, dotted
    assert "11N>Peninsula LDR" not in after


def test_what_changes_is_marked_by_more_than_colour(page: Page) -> None:
    page.evaluate("graphmodel.change({ moment: 'after' })")
    look = "code => graphmodel.lookOf(graphmodel.nodes.find(n => n.code === code).id).borderWidth"
    assert page.evaluate(look, "11N") > page.evaluate(look, "99Q")
    assert "footprint changes" in page.locator("#signs").inner_text()


def test_kinds_can_be_shown_and_hidden(page: Page) -> None:
    drawn = "() => Object.keys(graphmodel.network.body.nodes).length"
    assert page.evaluate(drawn) == 209 + 44 + 83
    page.get_by_role("checkbox", name="NHS trusts").check()
    assert page.evaluate(drawn) == 209 + 44 + 83 + 237
    page.get_by_role("checkbox", name="CCGs").uncheck()
    assert page.evaluate(drawn) == 44 + 83 + 237


def test_a_hidden_partner_is_shown_when_chosen(page: Page) -> None:
    number = number_of(page, "Royal Cornwall Hospitals NHS Trust")
    assert page.evaluate("id => graphmodel.lookOf(id)", number) is None
    page.evaluate("id => graphmodel.choose(id)", number)
    assert page.evaluate("id => graphmodel.lookOf(id).shape", number) == "triangle"
    text = details(page).inner_text()
    assert "derived, as of 2016-10" in text
    assert "changes: now Peninsula LDR" in text


def test_a_row_of_a_table_chooses(page: Page) -> None:
    row = page.locator("#blocks").get_by_role("button", name="NHS Cumbria CCG")
    row.focus()
    row.press("Enter")
    text = details(page).inner_text()
    assert "63.1 %, about 329,300 registered patients" in text
    assert "inferred, a judgement" in text
    assert page.evaluate("document.activeElement.id") == "panel"
    assert page.locator("#drawing").is_visible()
    page.keyboard.press("Escape")
    assert details(page).is_hidden()


def test_suggestions_are_shown_with_their_reason(page: Page) -> None:
    page.evaluate("id => graphmodel.choose(id)", number_of(page, "NHS Kernow CCG"))
    text = details(page).inner_text()
    assert "The plan changes its LDR." in text
    assert "Suggestions (" in text
    assert "NHS Kernow CCG (561,538 registered patients)" in text


def test_the_drawing_answers_to_keys(page: Page) -> None:
    drawing = page.get_by_role("application", name="Drawing of the network")
    drawing.focus()
    scale = page.evaluate("graphmodel.network.getScale()")
    page.emulate_media(reduced_motion="reduce")
    drawing.press("+")
    assert page.evaluate("graphmodel.network.getScale()") == pytest.approx(1.3 * scale)
    left = page.evaluate("graphmodel.network.getViewPosition().x")
    drawing.press("ArrowRight")
    assert page.evaluate("graphmodel.network.getViewPosition().x") > left
    drawing.press("Home")
    assert page.evaluate("graphmodel.network.getScale()") == pytest.approx(scale)


def test_every_control_can_be_reached_by_keyboard(page: Page) -> None:
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => document.activeElement.id || document.activeElement.name ||
                  document.activeElement.className || document.activeElement.type"""
            )
        )
    for control in ("skip", "search", "moment", "colouring", "zoom-in", "vis-network"):
        assert control in reached
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_without_a_plan_there_is_no_after(visit: Visit) -> None:
    page = visit(explore_page(read_dataset("england-2026")))
    assert page.get_by_role("radio", name="After the plan").is_disabled()
    click_node(page, "Tees Valley strategic authority")
    assert "Tees Valley strategic authority" in details(page).inner_text()


def test_hostile_names_do_nothing(visit: Visit) -> None:
    dataset = hostile_dataset()
    page = visit(explore_page(dataset, plan=led_plan(dataset, lead=dataset.compare[1])))
    tags = "() => [...document.querySelectorAll('*')].map(e => e.localName)"
    for name in HOSTILE_NAMES:
        number = number_of(page, name)
        page.evaluate("id => graphmodel.choose(id)", number)
        assert details(page).locator("h2 span").text_content() == name
        page.evaluate("graphmodel.change({ moment: 'after', colouring: 'a' })")
        search = page.get_by_role("combobox", name="Search by name or code")
        search.fill(name[:6])
        search.press("Enter")
        page.evaluate("graphmodel.change({ moment: 'before' })")
    found: list[Any] = page.evaluate(tags)
    assert found.count("script") == 3
    assert not {"img", "iframe", "b", "i", "em", "s", "u"} & set(found)


def test_tooltips_are_text(visit: Visit) -> None:
    page = visit(explore_page(hostile_dataset()))
    name = HOSTILE_NAMES[3]
    x, y = page.evaluate(
        """id => {
          const { x, y } = graphmodel.network.canvasToDOM(graphmodel.nodes[id]);
          const frame = document.querySelector("#drawing canvas").getBoundingClientRect();
          return [frame.left + x, frame.top + y];
        }""",
        number_of(page, name),
    )
    page.mouse.move(x - 5, y)
    page.mouse.move(x, y)
    tooltip = page.locator(".vis-tooltip")
    tooltip.wait_for(state="visible")
    assert name in (tooltip.text_content() or "")
    assert tooltip.locator("*").count() == tooltip.locator("br").count()
