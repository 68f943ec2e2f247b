"""The network in a real browser: the overlap graph, and what vis-network draws by choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES, hostile_dataset

from graphmodel.page.page import explore_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

# A chain in the way (a1 - b1 - a2 - b2), a pair, a group, undecided ground, and one alone.
ROWS: Final = {
    "c1": ("a1", "b1", 900),
    "c2": ("a2", "b1", 100),
    "c3": ("a2", "b2", 400),
    "c4": ("a3", "b3", 500),
    "c5": ("a4", "b4", 300),
    "c6": ("a4", "b5", 200),
    "c7": ("a5", "b6", 250),
    "c8": ("a5", None, 250),
    "c9": ("a6", "b6", 400),
    "d1": ("a7", None, 80),
}
LABELS: Final = {"a": "board", "b": "council"}

_BOXES: Final = """() => {
  const boxes = [];
  const groups = new Map();
  for (const made of document.querySelectorAll(".overlaps text, .overlaps .mark")) {
    const kind = [...made.classList].find(each => /^(name|people|mark|head)$/.test(each));
    if (!kind) continue;
    const { x, y, width, height } = made.getBBox();
    const key = `${kind} ${made.dataset.key ?? made.textContent}`;
    const box = [x, y + 2, x + width, y + height - 2];
    const known = groups.get(key) ?? box;
    groups.set(key, known.map((each, at) => (at < 2 ? Math.min : Math.max)(each, box[at])));
  }
  for (const made of document.querySelectorAll(".overlaps circle, .overlaps .square")) {
    const { x, y, width, height } = made.getBBox();
    groups.set(`disc ${made.dataset.key}`, [x + 1, y + 1, x + width - 1, y + height - 1]);
  }
  const found = [...groups];
  const meet = (a, b) => [0, 1].every(at =>
    Math.min(a[at + 2], b[at + 2]) - Math.max(a[at], b[at]) > 1);
  return found.flatMap(([one, a], at) =>
    found.slice(at + 1).filter(([, b]) => meet(a, b)).map(([other]) => [one, other]));
}"""

_NAMED: Final = """() => new Set(
  [...document.querySelectorAll(".overlaps .name")].map(({ dataset }) => dataset.key)).size"""


@pytest.fixture(scope="module")
def small() -> str:
    return explore_page(make_dataset(ROWS, labels=LABELS))


@pytest.fixture
def shown(visit: Visit, small: str) -> Page:
    page = visit(small)
    page.evaluate("graphmodel.change({ view: 'network' })")
    return page


def network_of(visit: Visit, text: str, plan: str | None = None) -> Page:
    page = visit(text)
    base = plan or "unchanged"
    page.evaluate("base => graphmodel.change({ view: 'network', base, moment: 'before' })", base)
    return page


def drawn(page: Page) -> dict[str, dict[str, Any]]:
    """Return the footprints drawn, by code."""
    found: dict[str, dict[str, Any]] = page.evaluate(
        """() => Object.fromEntries(
          [...document.querySelectorAll(".overlaps [role=button]")].map(made => {
            const { x, y, width } = made.getBBox();
            const look = made.getAttribute("class");
            return [graphmodel.nodes[made.dataset.key].code,
              { x: x + width / 2, y, width, kind: made.tagName, look }];
          }))"""
    )
    return found


def lines(page: Page) -> dict[tuple[str, ...], dict[str, Any]]:
    found = page.evaluate(
        """() => [...document.querySelectorAll(".overlaps line.link")].map(made => [
          made.dataset.key.split("|").map(id => graphmodel.nodes[id].code),
          { width: Number(made.getAttribute("stroke-width")), look: made.getAttribute("class") },
        ])"""
    )
    return {tuple(codes): line for codes, line in found}


def story(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("graphmodel.networkStory()")
    return found


def sentences(page: Page) -> list[str]:
    told = story(page)
    return [told["heading"], *(each["bold"] + each["rest"] for each in told["sayings"])]


def chips(page: Page) -> list[str]:
    return [
        re.sub(r"[+−]$", "", each).strip() for each in page.locator(".chip").all_text_contents()
    ]


# -- the overlap graph -----------------------------------------------------------------------------


def test_what_stands_in_the_way_is_in_front(shown: Page) -> None:
    assert set(drawn(shown)) == {"a1", "b1", "a2", "b2", "a5", "b6", "a6"}
    heads = shown.locator(".overlaps .head").all_text_contents()
    assert heads == ["What stands in the way", "What depends on undecided ground"]
    looks = drawn(shown)
    assert {code for code, each in looks.items() if "fit-cuts" in each["look"]} == {"a2", "b1"}
    assert {code for code, each in looks.items() if each["kind"] == "rect"} == {"b1", "b2", "b6"}
    assert looks["a5"]["y"] > max(looks[code]["y"] for code in ("a1", "b1", "a2", "b2"))
    assert shown.locator(".overlaps .undecided").count() == 1


def test_areas_and_lines_grow_with_people(shown: Page) -> None:
    looks, widths = drawn(shown), lines(shown)
    # a1 has 900 people, a2 500: round by round, square by square.
    assert (looks["a1"]["width"] / looks["a2"]["width"]) ** 2 == pytest.approx(9 / 5, rel=0.02)
    assert widths["a1", "b1"]["width"] > widths["a2", "b2"]["width"] > widths["a2", "b1"]["width"]
    # Lines as discs: by the root of their people, so that few are seen beside many.
    assert (widths["a1", "b1"]["width"] / widths["a2", "b2"]["width"]) ** 2 == pytest.approx(
        9 / 4, rel=0.05
    )


def test_lines_to_undo_have_the_numbers_of_the_steps(visit: Visit, small: str) -> None:
    page = network_of(visit, small, "b-compatible")
    steps = page.evaluate("graphmodel.suggestions().map(({ rank, moved }) => [rank, moved])")
    numbers = page.locator(".overlaps .number").all_text_contents()
    assert sorted(map(int, numbers)) == sorted(rank for rank, _ in steps)
    people = page.locator(".overlaps .people").all_text_contents()
    assert sorted(people) == sorted(f"{moved:,}" for _, moved in steps)
    undone = {key for key, line in lines(page).items() if "undo" in line["look"]}
    assert ("a2", "b1") in undone
    before = drawn(page)
    page.evaluate("graphmodel.change({ moment: 'after' })")
    assert undone.isdisjoint(lines(page))
    assert page.locator(".overlaps .number").count() == 0
    after = drawn(page)
    assert set(after) == set(before)
    for code, each in after.items():
        assert each["x"] == pytest.approx(before[code]["x"], abs=0.2)
        assert "fit-cuts" not in each["look"]


def test_what_fits_unfolds(shown: Page) -> None:
    assert chips(shown) == [
        "1 pair on the same ground",
        "1 group, one holding the others",
        "1 board with no council yet",
    ]
    chip = shown.get_by_role("button", name="1 group, one holding the others")
    chip.focus()
    chip.press("Enter")
    assert {"a4", "b4", "b5"} <= set(drawn(shown))
    chip = shown.get_by_role("button", name="1 group, one holding the others")
    assert chip.get_attribute("aria-expanded") == "true"
    assert shown.evaluate("document.activeElement.dataset.kind") == "inside"
    chip.press("Enter")
    assert "a4" not in drawn(shown)
    # What is in focus is not left folded away.
    shown.evaluate("graphmodel.focusOn(graphmodel.nodes.find(n => n.code === 'a3').id)")
    assert {"a3", "b3"} <= set(drawn(shown))
    assert "dim" in drawn(shown)["a1"]["look"]


def test_keys_go_from_footprint_to_footprint(shown: Page) -> None:
    stops = shown.locator(".overlaps [tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowDown")
    code = "graphmodel.nodes[document.activeElement.dataset.key].code"
    here = shown.evaluate(code)
    assert shown.get_by_role("tooltip").inner_text()
    shown.keyboard.press("Enter")
    assert shown.evaluate("graphmodel.nodes[graphmodel.state.focus.id].code") == here
    assert "chosen" in drawn(shown)[here]["look"]


def test_lines_tell_of_their_people_and_can_be_chosen(shown: Page) -> None:
    x, y = shown.evaluate(
        """() => {
          const made = document.querySelector(".overlaps line.link");
          const box = made.getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        }"""
    )
    shown.mouse.move(x, y)
    assert "people in both" in shown.get_by_role("tooltip").inner_text()
    shown.mouse.click(x, y)
    assert len(shown.evaluate("graphmodel.state.focus.ids")) == 2


@pytest.mark.parametrize("year", ["2016", "2026"])
def test_nothing_is_drawn_over_anything_else(
    visit: Visit, request: pytest.FixtureRequest, year: str
) -> None:
    page = visit(request.getfixturevalue(f"page_{year}"))
    asked = page.evaluate("graphmodel.data.asked")
    page.evaluate(
        "plan => { graphmodel.change({ view: 'network' }); graphmodel.choosePlan(plan); }", asked
    )
    for width in (1280, 1920, 900):
        page.set_viewport_size({"width": width, "height": 800})
        for moment in ("before", "after"):
            page.evaluate("moment => graphmodel.change({ moment })", moment)
            page.wait_for_timeout(50)
            assert page.evaluate(_BOXES) == []
            if page.evaluate("document.querySelector('.sheet').clientHeight") > 560:
                assert page.evaluate(_NAMED) == len(drawn(page))
    for chip in chips(page):
        page.get_by_role("button", name=chip).click()
    assert page.evaluate(_BOXES) == []
    there = page.evaluate("graphmodel.current().after.sizes")
    assert len(drawn(page)) == sum(there)


def crowd(blocks: int, cells: tuple[int, int]) -> Dataset:
    """Return blocks in a square, in the cells of two tessellations."""
    random = np.random.default_rng(3)
    places = random.random((blocks, 2))
    near = [
        np.hypot(*(places[:, None] - random.random((count, 2))).transpose(2, 0, 1)).argmin(axis=1)
        for count in cells
    ]
    return make_dataset(
        {
            f"c{at:03}": (f"a{near[0][at]:02}", f"b{near[1][at]:02}", int(random.integers(10, 900)))
            for at in range(blocks)
        }
    )


@pytest.mark.parametrize(
    ("blocks", "cells"), [(2, (1, 2)), (12, (3, 2)), (160, (24, 16)), (500, (120, 80))]
)
def test_it_is_sensible_of_any_size(visit: Visit, blocks: int, cells: tuple[int, int]) -> None:
    page = network_of(visit, explore_page(crowd(blocks, cells)))
    assert page.evaluate(_BOXES) == []
    looks = drawn(page)
    assert looks
    assert len({(round(each["x"]), round(each["y"])) for each in looks.values()}) == len(looks)
    box = page.locator(".overlaps").bounding_box()
    assert box
    assert all(0 <= each["x"] <= box["width"] for each in looks.values())
    scale = page.evaluate("document.querySelector('.sheet').scrollWidth")
    page.locator("#zoom-in").click()
    assert page.evaluate("document.querySelector('.sheet').scrollWidth") > 1.3 * scale
    assert page.evaluate(_BOXES) == []
    page.locator("#zoom-fit").click()
    assert page.evaluate("document.querySelector('.sheet').scrollWidth") == scale


def test_the_same_state_is_drawn_the_same_however_it_was_reached(visit: Visit, small: str) -> None:
    page = network_of(visit, small, "b-compatible")
    picture = "document.querySelector('.overlaps').innerHTML"
    first = page.evaluate(picture)
    page.evaluate("graphmodel.choosePlan('a-coterminous')")
    page.evaluate("graphmodel.change({ moment: 'after' })")
    assert page.evaluate(picture) != first
    page.evaluate("graphmodel.choosePlan('b-compatible')")
    page.evaluate("graphmodel.change({ moment: 'before' })")
    assert page.evaluate(picture) == first


# -- its story -------------------------------------------------------------------------------------


def test_the_story_of_2026(visit: Visit, page_2026: str) -> None:
    page = visit(page_2026)
    page.evaluate(
        "graphmodel.change({ view: 'network', base: graphmodel.data.asked, moment: 'before' })"
    )
    left = "three pairs and two ICBs that hold two or three strategic authorities"
    assert sentences(page)[:4] == [
        "Twelve overlaps tie five ICBs to eight strategic authorities",
        "They hang together as one piece. Every other piece fits, or waits for undecided ground.",
        f"Undo four lines and five pieces are left, all of which fit: {left}.",
        "Needed either way: lines 1 to 3 and 5.",
    ]
    page.evaluate("graphmodel.change({ moment: 'after' })")
    assert sentences(page)[0] == "With the plan, every piece fits"


def test_the_story_of_other_data(visit: Visit) -> None:
    def told(dataset: Dataset) -> list[str]:
        page = network_of(visit, explore_page(dataset))
        return sentences(page)

    fits = told(make_dataset({"c1": ("a1", "b1", 5), "c2": ("a2", "b2", 5)}))
    assert fits[0] == "Every piece fits"
    apart = told(make_dataset({"c1": ("a1", None, 5), "c2": (None, "b1", 5)}))
    assert apart == ["The two sets share nobody"]
    crossed = told(make_dataset(ROWS, labels=LABELS))
    assert crossed[0] == "Three overlaps tie two boards to two councils"
    assert crossed[1].endswith("Every other piece fits, or waits for undecided ground.")


# -- memberships and ties, by choice ---------------------------------------------------------------


def test_vis_network_is_started_when_it_is_chosen(shown: Page) -> None:
    assert shown.evaluate("typeof vis") == "undefined"
    shown.get_by_label("Show").select_option("members")
    assert shown.evaluate("typeof vis.Network") == "function"
    assert shown.locator("#drawing canvas").is_visible()
    assert not shown.locator(".overlaps").is_visible()


def test_organisations_around_what_is_in_focus(shown: Page) -> None:
    shown.get_by_label("Show").select_option("around")
    assert "Nothing is in focus" in shown.locator("#view-network").inner_text()
    shown.evaluate("graphmodel.focusOn(graphmodel.nodes.find(n => n.code === 'a2').id)")
    codes = """() => Object.keys(graphmodel.network.body.nodes)
      .map(id => graphmodel.nodes[id].code).sort()"""
    assert shown.evaluate(codes) == ["a2", "b1", "b2", "c2", "c3"]


def test_ties_between_the_footprints_of_one_set(shown: Page) -> None:
    shown.get_by_label("Show").select_option("ties-0")
    edges = """() => Object.values(graphmodel.network.body.edges)
      .filter(edge => !edge.options.hidden)
      .map(edge => [edge.fromId, edge.toId].map(id => graphmodel.nodes[id].code))"""
    assert shown.evaluate(edges) == [["a1", "a2"], ["a5", "a6"]]
    assert sentences(shown)[0] == "Two communities of boards"
    assert "2 communities" in shown.locator("#view-network").inner_text()
    shown.locator("#network-tie").select_option("councils")
    assert shown.evaluate(edges) == []
    assert sentences(shown)[0] == "Nothing of this kind ties boards"


@pytest.fixture
def members(visit: Visit, page_2016: str) -> Page:
    page = visit(page_2016)
    page.evaluate("graphmodel.change({ view: 'network', layer: 'members' })")
    return page


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def focus(page: Page, name: str) -> None:
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, name))


def fills(page: Page) -> dict[str, str]:
    """Return the colours that blocks are drawn in."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries(graphmodel.nodes.filter(node => node.shape === "dot")
          .map(node => [node.code, graphmodel.lookOf(node.id).color.background]))"""
    )
    return found


def test_before_and_after_differ_in_colour(members: Page) -> None:
    before = fills(members)
    members.evaluate("graphmodel.choosePlan('stp-coterminous')")
    after = fills(members)
    assert len(set(before.values())) == 3
    assert set(after.values()) == {before["00Y"]}  # Oldham, in Greater Manchester: coterminous now
    assert sum(before[code] != after[code] for code in before) == 128
    members.get_by_text("As it is", exact=True).locator("visible=true").click()
    assert fills(members) == before


def test_groups_have_colours_before_and_after(members: Page) -> None:
    members.evaluate("graphmodel.choosePlan('stp-coterminous')")
    members.locator("#colourings").get_by_text("LDRs").click()
    after = fills(members)
    members.evaluate("graphmodel.change({ moment: 'before' })")
    before = fills(members)
    # Newcastle Gateshead and Sunderland: two LDRs now, one after the plan.
    assert before["13T"] != before["00P"]
    assert after["13T"] == after["00P"]
    # Kernow leaves Peninsula for an LDR of its own.
    assert before["11N"] == before["99Q"]
    assert after["11N"] != after["99Q"]


def test_memberships_in_the_drawing_follow_the_plan(members: Page) -> None:
    script = """() => Object.values(graphmodel.network.body.edges)
      .filter(edge => !edge.options.hidden)
      .map(edge => graphmodel.nodes[edge.fromId].code + ">" + graphmodel.nodes[edge.toId].name)"""
    assert "11N>Peninsula LDR" in members.evaluate(script)
    members.evaluate("graphmodel.choosePlan('stp-coterminous')")
    after = members.evaluate(script)
    assert "11N>Cornwall and the Isles of Scilly LDR" in after
    assert "11N>Peninsula LDR" in after  # the one it leaves, dotted


def test_what_changes_is_marked_by_more_than_colour(members: Page) -> None:
    members.evaluate("graphmodel.choosePlan('stp-coterminous')")
    look = "code => graphmodel.lookOf(graphmodel.nodes.find(n => n.code === code).id).borderWidth"
    assert members.evaluate(look, "11N") > members.evaluate(look, "99Q")
    assert "footprint changes" in members.locator("#signs").inner_text()


def test_kinds_can_be_shown_and_hidden(members: Page) -> None:
    drawn = "() => Object.keys(graphmodel.network.body.nodes).length"
    assert members.evaluate(drawn) == 209 + 44 + 83
    members.get_by_role("checkbox", name="NHS trusts").check()
    assert members.evaluate(drawn) == 209 + 44 + 83 + 237
    members.get_by_role("checkbox", name="CCGs").uncheck()
    assert members.evaluate(drawn) == 44 + 83 + 237


def test_a_hidden_partner_is_shown_when_in_focus(members: Page) -> None:
    number = number_of(members, "Royal Cornwall Hospitals NHS Trust")
    assert members.evaluate("id => graphmodel.lookOf(id)", number) is None
    focus(members, "Royal Cornwall Hospitals NHS Trust")
    assert members.evaluate("id => graphmodel.lookOf(id).shape", number) == "triangle"


def test_the_drawing_answers_to_keys(members: Page) -> None:
    drawing = members.get_by_role("application", name="Drawing of the network")
    drawing.focus()
    scale = members.evaluate("graphmodel.network.getScale()")
    members.emulate_media(reduced_motion="reduce")
    drawing.press("+")
    assert members.evaluate("graphmodel.network.getScale()") == pytest.approx(1.3 * scale)
    left = members.evaluate("graphmodel.network.getViewPosition().x")
    drawing.press("ArrowRight")
    assert members.evaluate("graphmodel.network.getViewPosition().x") > left
    drawing.press("Home")
    assert members.evaluate("graphmodel.network.getScale()") == pytest.approx(scale)


def test_tooltips_are_text(visit: Visit) -> None:
    members = visit(explore_page(hostile_dataset()))
    members.evaluate("graphmodel.change({ view: 'network', layer: 'members' })")
    name = HOSTILE_NAMES[3]
    x, y = members.evaluate(
        """id => {
          const { x, y } = graphmodel.network.canvasToDOM(graphmodel.nodes[id]);
          const frame = document.querySelector("#drawing canvas").getBoundingClientRect();
          return [frame.left + x, frame.top + y];
        }""",
        number_of(members, name),
    )
    members.mouse.move(x - 5, y)
    members.mouse.move(x, y)
    tooltip = members.locator(".vis-tooltip")
    tooltip.wait_for(state="visible")
    assert name in (tooltip.text_content() or "")
    assert tooltip.locator("*").count() == tooltip.locator("br").count()


# -- for everybody ---------------------------------------------------------------------------------


def test_names_stay_text(visit: Visit) -> None:
    page = network_of(visit, explore_page(hostile_dataset()))
    text = page.locator(".overlaps").evaluate("made => made.textContent")
    assert HOSTILE_NAMES[0].split()[0] in text
    for layer in ("members", "ties-0", "overlaps"):
        page.get_by_label("Show").select_option(layer)
    assert page.locator("#view-network script, #view-network img, #view-network em").count() == 0


def test_it_is_accessible(visit: Visit, page_2026: str) -> None:
    page = network_of(visit, page_2026)
    for layer in ("overlaps", "ties-1"):
        page.evaluate("layer => graphmodel.change({ layer })", layer)
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found] == []
