"""The map of the page in a real browser: where things are, how large, and what changes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES, hostile_dataset

from graphmodel.dataset.boundaries import Boundary
from graphmodel.dataset.dataset import derived
from graphmodel.page.page import explore_page
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

KM_PER_DEGREE = 111.32

DISCS = """() => Object.fromEntries(
  [...document.querySelectorAll(".map-discs circle")].map(disc => {
    const node = graphmodel.nodes[disc.dataset.id];
    return [node.code, {
      at: node.at, people: node.people, fill: disc.getAttribute("fill"),
      x: Number(disc.getAttribute("cx")), y: Number(disc.getAttribute("cy")),
      r: Number(disc.getAttribute("r")), dim: disc.classList.contains("dim"),
      changed: disc.classList.contains("changed"),
    }];
  }))"""


@pytest.fixture
def page(visit: Visit, page_2016: str) -> Page:
    return on_map(visit(page_2016))


@pytest.fixture(scope="module")
def england() -> Dataset:
    return bundled_dataset("england-2016")


def on_map(page: Page) -> Page:
    page.get_by_role("tab", name="Map").click()
    return page


def discs(page: Page) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = page.evaluate(DISCS)
    return found


def arrows(page: Page) -> set[tuple[str, int]]:
    """Return the blocks and sides that arrows start from."""
    found = page.evaluate(
        """() => [...document.querySelectorAll(".map-changes .arrow")].map(arrow =>
          [graphmodel.nodes[arrow.dataset.block].code, Number(arrow.dataset.side)])"""
    )
    return {(code, side) for code, side in found}


def changes(plan: Plan) -> set[tuple[str, int]]:
    """Return the blocks of which a part changes, with the side."""
    rows = plan.assignment
    return {
        (code, side)
        for side in (0, 1)
        for code in rows.loc[plan.moved[side], "organisation"].tolist()
    }


def frame_drawn(page: Page) -> None:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")


def scale_of(page: Page) -> float:
    """Return the pixels to the kilometre."""
    text = page.locator(".map-km").get_attribute("transform")
    assert text is not None
    return float(text.removeprefix("scale(").removesuffix(")"))


def pan_of(page: Page) -> list[float]:
    text = page.locator(".map > g").first.get_attribute("transform")
    assert text is not None
    return [float(part) for part in text.removeprefix("translate(").removesuffix(")").split()]


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def test_areas_are_by_population(page: Page, england: Dataset) -> None:
    found = discs(page)
    assert set(found) == set(england.people.index)
    per_person = {code: disc["r"] ** 2 / england.people[code] for code, disc in found.items()}
    values = list(per_person.values())
    assert max(values) == pytest.approx(min(values), rel=2e-3)
    sizes = page.locator(".map-legend circle[data-people]")
    assert 2 <= sizes.count() <= 3
    for at in range(sizes.count()):
        people = float(sizes.nth(at).get_attribute("data-people") or 0)
        radius = float(sizes.nth(at).get_attribute("r") or 0)
        assert radius**2 / people == pytest.approx(values[0], rel=2e-3)
    assert "Registered patients" in (page.locator(".map-legend").text_content() or "")


def test_positions_follow_coordinates_with_north_up(page: Page, england: Dataset) -> None:
    found = list(discs(page).values())
    scale = scale_of(page)
    placed = england.organisations["latitude"].dropna()
    width = KM_PER_DEGREE * math.cos(math.radians(placed.mean()))
    one = found[0]
    for other in found[1:]:
        east = (other["at"][0] - one["at"][0]) * width * scale
        south = (one["at"][1] - other["at"][1]) * KM_PER_DEGREE * scale
        assert other["x"] - one["x"] == pytest.approx(east, abs=0.05)
        assert other["y"] - one["y"] == pytest.approx(south, abs=0.05)


def test_all_is_in_view_and_the_scale_bar_is_right(page: Page) -> None:
    box = page.locator(".map").bounding_box()
    assert box is not None
    left, top = pan_of(page)
    for disc in discs(page).values():
        assert left + disc["x"] - disc["r"] > 0
        assert left + disc["x"] + disc["r"] < box["width"]
        assert top + disc["y"] - disc["r"] > 0
        assert top + disc["y"] + disc["r"] < box["height"]
    bar = page.locator(".map-legend .bar")
    kilometres = float(bar.get_attribute("data-km") or 0)
    length: float = bar.evaluate("bar => bar.getBBox().width")
    assert length == pytest.approx(kilometres * scale_of(page), abs=0.1)
    assert f"{kilometres:g} km" in (page.locator(".map-legend").text_content() or "")


def test_arrows_only_for_blocks_that_change(page: Page, england: Dataset) -> None:
    assert arrows(page) == set()
    joint = {plan.options["footprints"]: plan for plan in frontier(england).plans}
    for name, plan in (
        ("stp-nested", led_plan(england, lead="stp", target="nested")),
        ("joint-41", joint[41]),
    ):
        page.evaluate("name => graphmodel.choosePlan(name)", name)
        wanted = changes(plan)
        assert arrows(page) == wanted
        assert {code for code, disc in discs(page).items() if disc["changed"]} == {
            code for code, _ in wanted
        }
    page.evaluate("() => graphmodel.change({ moment: 'before' })")
    assert arrows(page) == set()


def test_an_arrow_points_towards_the_footprint_joined(visit: Visit) -> None:
    dataset = make_dataset(
        {
            "c0": ("a1", "b1", 10),
            "c1": ("a1", "b1", 100),
            "c2": ("a2", "b1", 10),
            "c3": ("a2", "b2", 100),
            "c4": ("a2", "b2", 100),
        }
    )
    page = on_map(visit(explore_page(dataset)))
    page.evaluate("() => graphmodel.choosePlan('a-coterminous')")
    assert arrows(page) == {("c2", 1)}
    arrow = page.locator(".map-changes .arrow")
    to = int(arrow.get_attribute("data-to") or 0)
    assert page.evaluate("id => graphmodel.nodes[id].code", to) in {"b2", "a2"}
    start, end = arrow.evaluate("path => [0, 20].map(at => path.getPointAtLength(at).x)")
    assert end > start  # c3 and c4 are further east
    assert page.locator(".map-changes path.left").count() == 1
    legend = page.locator(".map-legend").text_content() or ""
    assert "b changes" in legend
    assert "leaves this one" in legend


def test_colour_is_by_agreement_or_by_set(page: Page, england: Dataset) -> None:
    by_agreement = {disc["fill"] for disc in discs(page).values()}
    assert "#D55E00" in by_agreement
    straddling = page.evaluate(
        "() => [...graphmodel.before.agreement.values()].filter(rank => rank === 3).length"
    )
    assert page.locator(".map-marks .straddles").count() == straddling > 0
    page.get_by_role("combobox", name="Colour CCGs by").select_option("a")
    found = discs(page)
    rows = england.memberships
    rows = rows[(rows["footprint_set"] == "stp") & (rows["share"] == 1)]
    for _, members in rows[rows["organisation"].isin(list(found))].groupby("footprint"):
        assert len({found[code]["fill"] for code in members["organisation"]}) == 1
    assert page.locator(".map-marks .straddles").count() == 0
    # With outlines the ground itself has the colours, and nothing stands for borders.
    ground = page.locator(".map-ground path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('fill'))"
    )
    assert len(ground) == len(england.boundaries) == 209
    assert set(ground) == {disc["fill"] for disc in found.values()}
    assert page.locator(".map-lines path").count() == 0


def test_the_map_shows_all_of_the_ground(page: Page) -> None:
    ground, svg = (page.locator(place).first.bounding_box() for place in (".map-ground", "svg.map"))
    assert ground is not None
    assert svg is not None
    for start, extent in (("x", "width"), ("y", "height")):
        assert ground[start] >= svg[start]
        assert ground[start] + ground[extent] <= svg[start] + svg[extent]


def test_borders_are_lines_where_there_is_no_ground(visit: Visit, england: Dataset) -> None:
    page = on_map(visit(explore_page(derived(england, boundaries=()))))
    page.get_by_role("combobox", name="Colour CCGs by").select_option("a")
    # Borders within a footprint are drawn in its colour, the others are thin.
    strokes = page.locator(".map-lines .together").evaluate_all(
        "lines => lines.map(line => line.getAttribute('stroke'))"
    )
    assert set(strokes) <= {disc["fill"] for disc in discs(page).values()}
    pieces: int = page.locator(".map-lines path").evaluate_all(
        "lines => lines.reduce((n, line) => n + line.getAttribute('d').split('M').length - 1, 0)"
    )
    assert pieces == len(england.neighbours)


def test_focus_dims_the_rest(page: Page) -> None:
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, "Peninsula LDR"))
    lit = {code for code, disc in discs(page).items() if not disc["dim"]}
    assert lit == {"11N", "99P", "99Q"}
    names = set(page.locator(".map-names text").all_text_contents())
    assert {"Peninsula LDR", "Devon STP"} <= names
    assert not any("London" in name for name in names)
    page.keyboard.press("Escape")
    assert not any(disc["dim"] for disc in discs(page).values())


def test_a_click_puts_in_focus_and_a_click_on_nothing_ends_it(page: Page) -> None:
    disc = page.locator(f".map-discs circle[data-id='{number_of(page, 'NHS Kernow CCG')}']")
    box = disc.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    tip = page.locator(".map-tip")
    assert tip.inner_text().startswith("NHS Kernow CCG")
    assert "Peninsula LDR" in tip.inner_text()
    page.mouse.click(x, y)
    assert page.evaluate("() => graphmodel.state.focus.id") == number_of(page, "NHS Kernow CCG")
    assert page.locator(".map-marks .chosen").count() == 1
    page.mouse.click(x - 60, y + 20)
    assert page.evaluate("() => graphmodel.state.focus") is None


def test_dragging_is_no_click(page: Page) -> None:
    before = pan_of(page)
    box = page.locator(".map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 25, steps=4)
    page.mouse.up()
    frame_drawn(page)
    after = pan_of(page)
    assert [after[0] - before[0], after[1] - before[1]] == pytest.approx([40, 25], abs=1)
    assert page.evaluate("() => graphmodel.state.focus") is None


def test_keys_zoom_pan_and_show_all(page: Page) -> None:
    first = scale_of(page)
    origin = pan_of(page)
    page.locator(".map").focus()
    page.keyboard.press("+")
    frame_drawn(page)
    assert scale_of(page) > first * 1.3
    page.keyboard.press("-")
    frame_drawn(page)
    assert scale_of(page) == pytest.approx(first)
    page.keyboard.press("ArrowRight")
    frame_drawn(page)
    assert pan_of(page)[0] == pytest.approx(origin[0] - 60, abs=0.1)
    page.keyboard.press("Home")
    assert pan_of(page) == pytest.approx(origin, abs=0.1)
    assert page.locator(".map").get_attribute("aria-label") == "Map of CCGs"


def test_the_wheel_zooms_about_the_pointer(page: Page) -> None:
    node = number_of(page, "NHS Camden CCG")
    disc = page.locator(f".map-discs circle[data-id='{node}']")
    box = disc.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    pointer = round(middle[0]), round(middle[1])
    first, radius = scale_of(page), discs(page)["07R"]["r"]
    page.mouse.move(*pointer)
    for _ in range(4):
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(30)
    frame_drawn(page)
    grown = scale_of(page) / first
    assert grown > 3
    after = disc.bounding_box()
    assert after is not None
    wanted = [at + (off - at) * grown for at, off in zip(pointer, middle, strict=True)]
    assert after["x"] + after["width"] / 2 == pytest.approx(wanted[0], abs=1)
    assert after["y"] + after["height"] / 2 == pytest.approx(wanted[1], abs=1)
    # Discs grow less than distances, so that London comes apart.
    assert discs(page)["07R"]["r"] / radius == pytest.approx(math.sqrt(grown), rel=1e-2)
    assert page.locator(".map-names .role-block").count() > 10


def test_names_do_not_overlap(page: Page) -> None:
    for colouring in ("agreement", "a", "b"):
        page.evaluate("by => graphmodel.change({ colouring: by })", colouring)
        boxes = page.locator(".map-names text").evaluate_all(
            "texts => texts.map(text => { const b = text.getBBox();"
            " return [b.x + 2, b.y + 3, b.x + b.width - 2, b.y + b.height - 3]; })"
        )
        assert len(boxes) > 15
        for place, one in enumerate(boxes):
            for other in boxes[:place]:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                assert wide <= 0 or high <= 0


def test_partners_are_shown_when_their_kind_is(page: Page) -> None:
    assert page.locator(".map-partners path").count() == 0
    page.evaluate("() => graphmodel.change({ hidden: new Set() })")
    with_place = page.evaluate(
        "() => graphmodel.nodes.filter(n => n.at && graphmodel.data.kinds[n.kind].role"
        " === 'partner').length"
    )
    assert page.locator(".map-partners path").count() == with_place > 300


def test_without_coordinates_the_map_says_so(visit: Visit) -> None:
    dataset = make_dataset({"c1": ("a1", "b1"), "c2": ("a1", "b2")})
    bare = dataset.organisations.assign(latitude=np.nan, longitude=np.nan)
    page = on_map(visit(explore_page(derived(dataset, organisations=bare))))
    view = page.locator("#view-map")
    assert "There is no map of these data" in view.inner_text()
    assert page.locator(".map").count() == 0
    page.get_by_role("button", name="Show the network").click()
    assert page.locator("#view-network").is_visible()


def test_those_without_coordinates_are_counted(visit: Visit) -> None:
    dataset = make_dataset({f"c{at}": ("a1", f"b{at}", 5 + at) for at in range(5)})
    some = dataset.organisations.copy()
    some.loc[:1, ["latitude", "longitude"]] = np.nan
    page = on_map(visit(explore_page(derived(dataset, organisations=some))))
    assert len(discs(page)) == 3
    assert "2 blocks" in page.locator(".map-missing").inner_text()


def test_hostile_names_are_text(visit: Visit) -> None:
    page = on_map(visit(explore_page(hostile_dataset())))
    page.evaluate("() => graphmodel.focusOn(4)")
    shown = page.locator(".map-names").text_content() or ""
    assert HOSTILE_NAMES[0] in shown
    assert page.locator("#view-map script, #view-map img, #view-map em").count() == 0
    x, y = page.locator(".map-discs circle[data-id='4']").evaluate(
        "disc => { const b = disc.getBoundingClientRect();"
        " return [b.x + b.width / 2, b.y + b.height / 2]; }"
    )
    page.mouse.move(x, y)
    assert page.locator(".map-tip").inner_text().startswith(HOSTILE_NAMES[0])


def test_boundaries_are_drawn_beneath(visit: Visit) -> None:
    ring = ((-3.1, 49.9), (-2.9, 49.9), (-2.9, 50.1), (-3.1, 50.1), (-3.1, 49.9))
    dataset = make_dataset({"c1": ("a1", "b1", 5), "c2": ("a1", "b2", 6)})
    boundaries = (
        Boundary("c1", "", "", ((ring,),)),
        Boundary("", "a", "a1", ((ring,), (ring,))),
        Boundary("nobody", "", "", ((ring,),)),
    )
    page = on_map(visit(explore_page(derived(dataset, boundaries=boundaries))))
    paths = page.locator(".map-ground path")
    assert paths.count() == 3
    assert paths.nth(0).get_attribute("fill") == discs(page)["c1"]["fill"]
    assert paths.nth(1).get_attribute("fill") == "none"  # the ground has its own colours
    outline = paths.nth(0).bounding_box()
    disc = page.locator(".map-discs circle").nth(1).bounding_box()
    assert outline is not None
    assert disc is not None
    assert outline["x"] < disc["x"] + disc["width"] / 2 < outline["x"] + outline["width"]


def test_the_map_is_accessible(page: Page) -> None:
    page.evaluate("() => graphmodel.choosePlan('joint-41')")
    found = Axe().run(page, context="#view-map")
    assert found.violations_count == 0, found.generate_report()
