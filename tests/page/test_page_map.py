"""The map of the page in a real browser: ground, borders, numbers, names, and looking around."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, pairwise
from math import dist
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES, hostile_dataset
from helpers.mapped import mapped_dataset

from graphmodel.dataset.dataset import derived
from graphmodel.page.page import explore_page
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

Point: TypeAlias = tuple[float, float]
Segment: TypeAlias = frozenset[Point]

LEAST = 1.5
"""Pixels: of what is shorter, two pieces may look like one when rounded."""

BLOCKS = """() => Object.fromEntries(
  [...document.querySelectorAll(".map-picture > .outcome .blocks path")].map(path => {
    const [id, outcome] = [Number(path.dataset.id), graphmodel.shown()];
    const homes = outcome.homes.get(id).map(places => places[0] ? places[0].id : null);
    return [graphmodel.nodes[id].code, {
      id, homes, fill: path.getAttribute("fill"), d: path.getAttribute("d"),
      dim: path.getAttribute("opacity") !== null,
    }];
  }))"""

BOXES = """() => [
    ...document.querySelectorAll(".map .name text, .map .disc circle"),
    ...document.querySelectorAll("#key, #view-map .zoom"),
  ].filter(each => each.checkVisibility()).map(each => {
    const { left, top, right, bottom } = each.getBoundingClientRect();
    return { words: each.textContent.slice(0, 40), box: [left, top, right, bottom] };
  })"""

MIDDLE = """([id, part]) => {
  const box = document.querySelector(`.map-picture > .outcome .blocks [data-id="${id}"]`)
    .getBoundingClientRect();
  return [box.x + box.width * part, box.y + box.height * part];
}"""


def on_map(page: Page, **state: Any) -> Page:  # noqa: ANN401 - as the page has it
    page.evaluate("state => graphmodel.change({ view: 'map', ...state })", state)
    page.evaluate("() => document.fonts.ready")
    drawn(page)
    return page


def drawn(page: Page) -> None:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")


def blocks(page: Page) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = page.evaluate(BLOCKS)
    return found


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_text_contents()


def segments(paths: list[str]) -> list[Segment]:
    """Return the straight pieces of paths, by their ends."""
    found: list[Segment] = []
    for path in paths:
        for line in path.split("M")[1:]:
            points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", line)]
            if line.endswith("Z"):
                points.append(points[0])
            found += [frozenset(pair) for pair in pairwise(points) if dist(*pair) > LEAST]
    return found


def borders(page: Page) -> dict[str, set[Segment]]:
    paths = page.locator(".map-picture > .outcome .borders path").evaluate_all(
        "all => all.map(each => [each.getAttribute('class'), each.getAttribute('d')])"
    )
    found: dict[str, set[Segment]] = {}
    for name, d in paths:
        found.setdefault(name, set()).update(segments([d]))
    return found


# -- what the ground is ----------------------------------------------------------------------------


def test_a_small_country_by_hand(visit: Visit) -> None:
    page = on_map(visit(explore_page(mapped_dataset())))
    found = blocks(page)
    # A leads, so that B is told of: b2 shares people with a1, which does not hold it or lie in it.
    fills = {code: each["fill"].removeprefix("var(--") for code, each in found.items()}
    assert fills == {"c1": "inside)", "c2": "cuts)", "c3": "cuts)", "c4": "cuts)"}
    lengths = {name: len(lines) for name, lines in borders(page).items()}
    # Between c1 and c2 only B differs, between c1 and c3 both do, between c2 and c4 only A.
    assert lengths == {"edge": 8, "places": 1, "both": 1, "a": 1, "b": 1, "casing": 2}
    assert set(texts(page, ".map .name text")) == {"Name of b1", "Name of b2"}
    page.evaluate("() => graphmodel.change({ colouring: 'a' })")
    fills = {code: each["fill"] for code, each in blocks(page).items()}
    assert fills["c1"] == fills["c2"] != fills["c3"] == fills["c4"]
    assert set(texts(page, ".map .name text")) == {"Name of a1", "Name of a2"}


@pytest.mark.parametrize("year", [2016, 2026])
def test_borders_are_parted_and_colours_differ(
    visit: Visit, request: pytest.FixtureRequest, year: int
) -> None:
    page = on_map(visit(request.getfixturevalue(f"page_{year}")))
    plans = ["stp-nested", "joint-41"] if year == 2016 else ["icb-nested", "joint-14"]
    for plan in [None, *plans]:
        if plan:
            page.evaluate("plan => graphmodel.choosePlan(plan)", plan)
        found = blocks(page)
        kinds = borders(page)
        inner = {name: kinds.get(name, set()) for name in ("both", "a", "b", "places")}
        for one, other in combinations(inner, 2):
            assert not inner[one] & inner[other]
        sides: dict[Segment, list[str]] = {}
        for code, each in found.items():
            for segment in segments([each["d"]]):
                sides.setdefault(segment, []).append(code)
        meeting = {
            (segment, *codes)
            for segment, codes in sides.items()
            if len(set(codes)) == 2 and segment not in kinds["edge"]
        }
        near: set[tuple[str, str]] = set()
        for segment, one, other in meeting:
            differs = tuple(
                a != b for a, b in zip(found[one]["homes"], found[other]["homes"], strict=True)
            )
            name = {(True, True): "both", (True, False): "a", (False, True): "b"}.get(
                differs, "places"
            )
            assert segment in inner[name], (plan, one, other, name)
            near.add((one, other))
        assert len(near) > 300
        for side, colouring in enumerate("ab"):
            page.evaluate("by => graphmodel.change({ colouring: by })", colouring)
            now = blocks(page)
            hues: dict[Any, str] = {}
            for each in now.values():
                assert hues.setdefault(each["homes"][side], each["fill"]) == each["fill"]
            undecided = hues.pop(None, "url(#und)")
            assert undecided == "url(#und)"
            assert set(hues.values()) <= {f"var(--c{hue})" for hue in range(6)}
            clashing = [
                (one, other)
                for one, other in near
                if now[one]["homes"][side] != now[other]["homes"][side]
                and now[one]["fill"] == now[other]["fill"] != "url(#und)"
            ]
            assert clashing == []
        page.evaluate("() => graphmodel.change({ colouring: 'agreement' })")


def test_a_plan_takes_few_colours_away(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026), colouring="a")
    before = {code: each["fill"] for code, each in blocks(page).items()}
    page.evaluate("() => graphmodel.choosePlan('authority-nested-open')")
    moved = {code for code, side in changes_2026() if side == 0}
    after = {code: each["fill"] for code, each in blocks(page).items()}
    other = [code for code in before if code not in moved and before[code] != after[code]]
    assert len(other) < len(before) / 5


def changes_2026() -> set[tuple[str, int]]:
    """Return the blocks of which a part changes by the plan that the tests of 2026 choose."""
    plan = led_plan(
        bundled_dataset("england-2026"), lead="authority", target="nested", undecided="open"
    )
    rows = plan.assignment
    return {
        (code, side)
        for side in (0, 1)
        for code in rows.loc[plan.moved[side], "organisation"].tolist()
    }


# -- what changes ----------------------------------------------------------------------------------


def test_what_changes_is_hatched_and_numbered(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    assert page.locator(".map .hatched, .map .disc").count() == 0
    page.evaluate("() => graphmodel.choosePlan('authority-nested-open')")
    hatched = page.locator(".map-picture > .outcome .hatched").evaluate_all(
        "all => all.map(each => graphmodel.nodes[each.dataset.block].code)"
    )
    assert set(hatched) == {code for code, _ in changes_2026()}
    steps = page.evaluate(
        "() => graphmodel.suggestions().map(({ rank, needed }) => [rank, needed])"
    )
    assert texts(page, ".map .disc text") == [str(rank) for rank, _ in steps]
    assert page.locator(".map .borders .gone").count() == 1
    # It would change just as well as things are; only the border stays.
    page.evaluate("() => graphmodel.change({ moment: 'before' })")
    assert len(texts(page, ".map .disc text")) == len(steps)
    assert page.locator(".map .borders .gone").count() == 0
    assert page.locator(".map .arrow").count() == 0
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, "Humber and North Yorkshire ICB"))
    assert page.locator(".map .arrow").count() > 0


def test_a_disc_is_hollow_where_only_one_reading_asks_for_it(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    page.evaluate("() => graphmodel.choosePlan('authority-compatible')")
    needed = page.evaluate("() => graphmodel.suggestions().map(({ needed }) => needed)")
    fills = page.locator(".map .disc circle").evaluate_all(
        "all => all.map(each => each.getAttribute('fill'))"
    )
    assert fills == ["var(--panel)" if each is False else "var(--ink)" for each in needed]
    assert {True, False} <= set(needed)


def test_the_slider_moves_two_clips_and_nothing_else(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    handle = page.get_by_role("slider", name="Before and after")
    assert not handle.is_visible()
    page.evaluate("() => graphmodel.choosePlan('authority-nested-open')")
    page.evaluate("() => graphmodel.change({ moment: 'slide' })")
    box, map_box = handle.bounding_box(), page.locator("svg.map").bounding_box()
    assert box is not None
    assert map_box is not None
    hatched = page.locator(".map-picture > .outcome .hatched").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect()).map(({ x, width }) => [x, x + width])"
    )
    middle = (min(left for left, _ in hatched) + max(right for _, right in hatched)) / 2
    assert box["x"] + box["width"] / 2 == pytest.approx(middle, abs=2)
    page.evaluate("""() => {
      window.changed = [];
      new MutationObserver(all => window.changed.push(...all.map(each =>
        each.target.tagName))).observe(document.querySelector(".map"),
        { subtree: true, childList: true, attributes: true });
    }""")
    left, right = (
        f"() => Number(document.querySelector('#map-clip-{at} rect').getAttribute('{name}'))"
        for at, name in ((0, "width"), (1, "x"))
    )
    for to in (0.25, 0.8):
        y = map_box["y"] + map_box["height"] * 0.42
        now = handle.bounding_box()
        assert now is not None
        page.mouse.move(now["x"] + now["width"] / 2, y)
        page.mouse.down()
        page.mouse.move(map_box["x"] + map_box["width"] * to, y, steps=4)
        page.mouse.up()
        assert page.evaluate(right) == pytest.approx(to * map_box["width"], abs=1)
        assert page.evaluate(left) == pytest.approx(to * map_box["width"] + 40, abs=1)
        assert handle.get_attribute("aria-valuenow") == str(round(100 * to))
    page.keyboard.press("ArrowLeft")
    assert handle.get_attribute("aria-valuenow") == "78"
    page.keyboard.press("Home")
    assert handle.get_attribute("aria-valuenow") == "3"
    assert set(page.evaluate("() => window.changed")) == {"rect"}
    page.evaluate("() => graphmodel.change({ moment: 'after' })")
    assert not handle.is_visible()


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2016, 2026])
def test_no_two_names_meet(visit: Visit, request: pytest.FixtureRequest, year: int) -> None:
    page = on_map(visit(request.getfixturevalue(f"page_{year}")))
    focus = number_of(
        page, "Humber and North Yorkshire ICB" if year == 2026 else "Frimley Health STP"
    )
    plan = "stp-nested" if year == 2016 else "authority-nested-open"
    page.evaluate("plan => graphmodel.choosePlan(plan)", plan)
    counts = Counter[str]()
    for width, height in ((1280, 800), (1920, 1080), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        for colouring in ("agreement", "a", "b"):
            for moment in ("before", "slide", "after"):
                for id_ in (None, focus):
                    page.evaluate(
                        "([colouring, moment, id]) => graphmodel.change("
                        "{ colouring, moment, focus: id === null ? null : { id } })",
                        [colouring, moment, id_],
                    )
                    drawn(page)
                    found = page.evaluate(BOXES)
                    counts[f"{width} {'focus' if id_ else 'whole'}"] += len(found)
                    met = [
                        (one["words"], other["words"])
                        for one, other in combinations(found, 2)
                        if meet(one["box"], other["box"])
                    ]
                    assert met == [], (width, colouring, moment, id_)
    assert counts["1280 whole"] > 9 * 15
    assert counts["1920 whole"] > 9 * 25


def meet(one: list[float], other: list[float], *, slack: float = 1.5) -> bool:
    """Whether two boxes overlap; fonts claim a little more above and below than they draw on."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > slack and high > slack + 1


@pytest.mark.parametrize("year", [2016, 2026])
def test_what_cuts_across_is_always_named(
    visit: Visit, request: pytest.FixtureRequest, year: int
) -> None:
    page = on_map(visit(request.getfixturevalue(f"page_{year}")))
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        cutting = page.evaluate(
            """told => { const side = graphmodel.before.sides[told];
              return side.ids.filter((_, at) => side.relation[at] === 4)
                .map(id => graphmodel.nodes[id].label); }""",
            1 if year == 2016 else 0,  # the LDRs, which would change
        )
        assert len(cutting) == 4
        named = {
            " ".join(lines)
            for lines in page.locator(".map .name text").evaluate_all(
                "all => all.map(each => [...each.children].map(line => line.textContent))"
            )
        }
        assert set(cutting) <= named
        for lines in page.locator(".map .name text").evaluate_all(
            "all => all.map(each => [...each.children].map(line => line.textContent))"
        ):
            assert not any(re.search(r"(^| )(and|of|the)$", line) for line in lines[:-1])


def test_the_inset_is_at_sea_and_says_how_much_larger(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    page.set_viewport_size({"width": 1600, "height": 1000})
    drawn(page)
    words = page.locator(".map .inset > text").text_content() or ""
    times = re.fullmatch(r"London, ([\d.]+) times larger", words)
    assert times is not None
    frame, own = (page.locator(".map .inset rect").nth(at).bounding_box() for at in (-1, 1))
    assert frame is not None
    assert own is not None
    assert frame["width"] / own["width"] == pytest.approx(float(times[1]), rel=0.1)
    ground = page.evaluate(
        """([x, y, width, height]) => Array.from({ length: 400 }, (_, at) =>
          document.elementsFromPoint(
            x + (at % 20 + .5) * width / 20, y + ((at / 20 | 0) + .5) * height / 20)
            .filter(each => each.dataset.id && each.closest(".outcome").parentElement
              .classList.contains("map-picture")).length).filter(Boolean).length""",
        [frame[name] for name in ("x", "y", "width", "height")],
    )
    assert ground == 0


def test_nothing_lies_over_the_title_of_the_inset(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    for width, height in ((640, 400), (800, 600), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        title = page.locator(".map .inset > text")
        if not title.count():
            continue
        one, other = title.bounding_box(), page.locator("#view-map .zoom").bounding_box()
        assert one
        assert other
        beside = one["x"] + one["width"] <= other["x"]
        assert beside or one["y"] >= other["y"] + other["height"], width


# -- looking around --------------------------------------------------------------------------------


def test_focus_dims_the_rest_and_fits(visit: Visit, page_2016: str) -> None:
    page = on_map(visit(page_2016))
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, "Peninsula LDR"))
    drawn(page)
    assert {code for code, each in blocks(page).items() if not each["dim"]} == {"11N", "99P", "99Q"}
    window = page.locator("svg.map").bounding_box()
    assert window is not None
    boxes = page.locator(".outcome .blocks path:not([opacity])").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().toJSON())"
    )
    assert min(box["left"] for box in boxes) >= window["x"]
    assert max(box["right"] for box in boxes) <= window["x"] + window["width"]
    across = max(box["right"] for box in boxes) - min(box["left"] for box in boxes)
    assert across > window["width"] / 3
    named = " ".join(texts(page, ".map .name text"))
    assert "Peninsula" in named
    assert "Devon" in named
    page.keyboard.press("Escape")
    drawn(page)
    assert not any(each["dim"] for each in blocks(page).values())


def test_a_partner_in_focus_is_pinned_amid_its_footprints(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    trust = page.evaluate(
        "() => graphmodel.nodes.find(n => n.at && n.name.startsWith('Leeds Teaching')).id"
    )
    page.evaluate("id => graphmodel.focusOn(id)", trust)
    drawn(page)
    pin, leeds = page.locator(".map .pin").bounding_box(), blocks(page)["E08000035-1"]
    box = page.locator(f".map-picture > .outcome [data-id='{leeds['id']}']").bounding_box()
    assert pin is not None
    assert box is not None
    assert not leeds["dim"]
    assert any(each["dim"] for each in blocks(page).values())
    assert box["x"] < pin["x"] + pin["width"] / 2 < box["x"] + box["width"]
    assert box["y"] < pin["y"] + pin["height"] / 2 < box["y"] + box["height"]


def test_a_click_is_on_a_footprint_and_then_on_a_place(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    cornwall = blocks(page)["E06000052-1"]["id"]
    x, y = page.evaluate(MIDDLE, [cornwall, 0.5])
    page.mouse.move(x, y)
    tip = page.locator("#tip")
    assert tip.inner_text().startswith("Cornwall")
    page.mouse.click(x, y)
    home = page.evaluate("id => graphmodel.before.homes.get(id)[0][0].id", cornwall)
    assert page.evaluate("() => graphmodel.state.focus.id") == home
    x, y = page.evaluate(MIDDLE, [cornwall, 0.5])
    page.mouse.click(x, y)
    assert page.evaluate("() => graphmodel.state.focus.id") == cornwall
    window = page.locator("svg.map").bounding_box()
    assert window is not None
    page.mouse.click(window["x"] + 20, window["y"] + window["height"] - 120)
    assert page.evaluate("() => graphmodel.state.focus") is None


def test_keys_wheel_and_dragging_move_the_map(visit: Visit, page_2016: str) -> None:
    page = on_map(visit(page_2016))
    devon = blocks(page)["99P"]["id"]

    def box() -> dict[str, float]:
        page.wait_for_timeout(250)  # until it is drawn where it rests
        found: dict[str, float] = page.locator(
            f".map-picture > .outcome [data-id='{devon}']"
        ).evaluate("each => each.getBoundingClientRect().toJSON()")
        return found

    first = box()
    page.locator("svg.map").focus()
    page.keyboard.press("+")
    assert box()["width"] > 1.3 * first["width"]
    page.keyboard.press("-")
    assert box()["width"] == pytest.approx(first["width"], rel=0.01)
    page.keyboard.press("ArrowRight")
    assert box()["x"] == pytest.approx(first["x"] - 60, abs=0.5)
    page.keyboard.press("Home")
    assert box()["x"] == pytest.approx(first["x"], abs=0.2)
    x, y = first["x"] + first["width"] / 2, first["y"] + first["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 25, steps=4)
    page.mouse.up()
    moved = box()
    assert (moved["x"] - first["x"], moved["y"] - first["y"]) == pytest.approx((40, -25), abs=1)
    assert page.evaluate("() => graphmodel.state.focus") is None
    page.mouse.wheel(0, -240)
    assert box()["width"] > 1.5 * first["width"]
    pointer = x + 40, y - 25
    near = (moved["x"] - pointer[0]) * box()["width"] / first["width"]
    assert box()["x"] - pointer[0] == pytest.approx(near, abs=2)
    assert page.locator("svg.map").get_attribute("aria-label") == "Map of CCGs"


# -- other ground ----------------------------------------------------------------------------------


def test_without_outlines_there_are_cells_and_it_is_said(visit: Visit) -> None:
    page = on_map(visit(explore_page(mapped_dataset(outlines=False))))
    found = blocks(page)
    assert set(found) == {"c1", "c2", "c3", "c4"}
    assert len(borders(page)["both"]) == 1
    assert "Cells" in (page.locator("#key").text_content() or "")


def test_without_coordinates_the_map_says_so(visit: Visit) -> None:
    page = on_map(visit(explore_page(mapped_dataset(outlines=False, points=False))))
    view = page.locator("#view-map")
    assert "There is no map of these data" in view.inner_text()
    assert page.locator("svg.map").count() == 0
    page.get_by_role("button", name="Show the network").click()
    assert page.locator("#view-network").is_visible()


def test_those_without_coordinates_are_counted(visit: Visit) -> None:
    dataset = make_dataset({f"c{at}": ("a1", f"b{at}", 5 + at) for at in range(5)})
    some = dataset.organisations.copy()
    some.loc[:1, ["latitude", "longitude"]] = np.nan
    page = on_map(visit(explore_page(derived(dataset, organisations=some))))
    assert len(blocks(page)) == 3
    assert "2 places" in page.locator(".map-missing").inner_text()


def test_hostile_names_are_text(visit: Visit) -> None:
    page = on_map(visit(explore_page(hostile_dataset())))
    page.evaluate("() => graphmodel.focusOn(4)")
    drawn(page)
    assert page.locator("#view-map script, #view-map img, #view-map em").count() == 0
    x, y = page.evaluate(MIDDLE, [4, 0.5])
    page.mouse.move(x, y)
    assert page.locator("#tip").inner_text().startswith(HOSTILE_NAMES[0])


# -- pictures --------------------------------------------------------------------------------------


def test_small_maps_have_one_extent_and_numbers(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    page.evaluate("() => graphmodel.choosePlan('authority-nested-open')")
    before, after = page.evaluate(
        """() => [graphmodel.before, graphmodel.current().after].map(outcome => {
          const map = graphmodel.smallMap(outcome, { words: "A map" });
          return { label: map.getAttribute("aria-label"), viewBox: map.getAttribute("viewBox"),
            edge: map.querySelector(".edge").getAttribute("d"),
            discs: [...map.querySelectorAll(".disc text")].map(each => each.textContent) };
        })"""
    )
    assert before["discs"] == []
    assert after["discs"] == [str(rank) for rank in range(1, len(after["discs"]) + 1)] != []
    assert before["label"] == after["label"] == "A map"
    assert before["edge"] == after["edge"]
    part = page.evaluate(
        "id => graphmodel.smallMap(graphmodel.before, { where: [id] }).querySelectorAll('path')"
        ".length",
        blocks(page)["E06000052-1"]["id"],
    )
    assert part > 0


def test_a_picture_of_the_map_stands_by_itself(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    text = page.evaluate(
        "() => new XMLSerializer().serializeToString("
        "graphmodel.standalone(document.querySelector('svg.map')))"
    )
    assert "var(" not in text
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.get("viewBox")
    patterns = {each.get("id") for each in root.iter("{http://www.w3.org/2000/svg}pattern")}
    assert patterns == {"und", "chg", "chg2"}
    used = set(re.findall(r"url\(#([^)]+)\)", text))
    declared = {each.get("id") for each in root.iter() if each.get("id")}
    assert used <= declared


def test_the_map_is_accessible(visit: Visit, page_2026: str) -> None:
    page = on_map(visit(page_2026))
    page.evaluate("() => graphmodel.choosePlan('authority-nested-open')")
    page.evaluate("() => graphmodel.change({ moment: 'slide' })")
    found = Axe().run(page, context="#view-map")
    assert found.violations_count == 0, found.generate_report()
