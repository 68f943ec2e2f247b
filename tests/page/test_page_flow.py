"""The flow of the page in a real browser: its ribbons, its order, and how a reader uses it."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES, hostile_dataset

from graphmodel.overlap.overlap import build_overlap
from graphmodel.page.page import explore_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

RIBBONS = """() => [...document.querySelectorAll(".flow-ribbon")].map(ribbon => {
  const box = ribbon.querySelector(".ribbon-shape").getAttribute("d");
  const [a, b] = ribbon.dataset.key.split("|").map(id => graphmodel.nodes[id].code);
  const changed = Number(ribbon.dataset.changed ?? 0);
  return { a, b, people: Number(ribbon.dataset.people), changed, path: box,
    dim: ribbon.classList.contains("dim") };
})"""

# Where the bars are on the screen, from top to bottom, by side and code.
ORDER = """side => [...document.querySelectorAll(".flow-footprint")]
  .filter(each => graphmodel.data.kinds[graphmodel.nodes[each.dataset.key].kind].role === side)
  .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
  .map(each => graphmodel.nodes[each.dataset.key].code)"""


@pytest.fixture
def page(visit: Visit, page_2016: str) -> Page:
    return on_flow(visit(page_2016))


def on_flow(page: Page) -> Page:
    page.get_by_role("tab", name="Flow").click()
    return page


def unfold(page: Page) -> None:
    page.get_by_role("button", name="Show 19 coterminous pairs").click()


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def footprint(page: Page, name: str) -> Locator:
    return page.locator(f'.flow-footprint[data-key="{number_of(page, name)}"]')


def crossings(page: Page, weights: dict[tuple[str, str], float]) -> float:
    """Return the weight of the crossings in the order that is drawn."""
    places = [
        {code: place for place, code in enumerate(page.evaluate(ORDER, side))} for side in "ab"
    ]
    return weight_of_crossings(weights, *places)


def weight_of_crossings(
    weights: dict[tuple[str, str], float], left: dict[str, int], right: dict[str, int]
) -> float:
    return sum(
        weights[one] * weights[other]
        for one, other in combinations(weights, 2)
        if (left[one[0]] - left[other[0]]) * (right[one[1]] - right[other[1]]) < 0
    )


def test_ribbons_are_the_overlap_table(page: Page) -> None:
    unfold(page)
    table = (
        build_overlap(bundled_dataset("england-2016")).portions.groupby(["a", "b"])["people"].sum()
    )
    drawn = {(each["a"], each["b"]): each["people"] for each in page.evaluate(RIBBONS)}
    assert drawn == pytest.approx(table[table > 0].to_dict())


def test_ribbons_after_a_plan_and_what_it_changes(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('joint-41')")
    unfold(page)
    ribbons = page.evaluate(RIBBONS)
    outcome: dict[str, Any] = page.evaluate(
        """() => {
          const { edges, sides, portions, cost } = graphmodel.shown();
          const changed = portions.filter(({ moved }) => moved.some(Boolean))
            .reduce((all, { people }) => all + people, 0);
          return { changed, total: cost.total,
            edges: edges.map(([a, b, people]) => [graphmodel.nodes[sides[0].ids[a]].code,
              graphmodel.nodes[sides[1].ids[b]].code, people]) };
        }"""
    )
    assert {(each["a"], each["b"]): each["people"] for each in ribbons} == pytest.approx(
        {(a, b): number for a, b, number in outcome["edges"]}
    )
    assert sum(each["changed"] for each in ribbons) == pytest.approx(outcome["changed"])
    assert 0 < outcome["changed"] <= outcome["total"]
    fates = page.locator(".flow-footprint .fate").all_text_contents()
    assert any(words.startswith("← 2 merged:") for words in fates)

    # As it is, what the plan would change is marked just so.
    page.locator("#moments").get_by_text("As it is").click()
    assert sum(each["changed"] for each in page.evaluate(RIBBONS)) == pytest.approx(
        outcome["changed"]
    )


def test_thickness_is_people(page: Page) -> None:
    for each in page.evaluate(RIBBONS):
        thick = float(each["path"].split("v")[1].split("C")[0])
        expected = page.evaluate("() => 16 * 83 / graphmodel.before.people") * each["people"]
        assert thick == pytest.approx(max(1.2, expected))


def test_coterminous_pairs_are_folded_and_shown_when_in_focus(page: Page) -> None:
    words = "19 coterminous pairs, 23,232,770 registered patients"
    assert words in page.locator(".flow-fold").inner_text()
    assert page.locator(".flow-ribbon").count() == 89 - 19
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, "Lincolnshire LDR"))
    assert page.locator(".flow-ribbon").count() == 89 - 18
    assert footprint(page, "Lincolnshire LDR").is_visible()
    page.evaluate("graphmodel.focusOn(null)")
    unfold(page)
    assert page.locator(".flow-ribbon").count() == 89
    page.get_by_role("button", name="Fold 19 coterminous pairs").click()
    assert page.locator(".flow-ribbon").count() == 89 - 19


def test_a_pair_that_loses_people_is_not_left_alone(page: Page) -> None:
    # After this plan Lancashire is coterminous, but only since Cumbria's part has left it.
    page.evaluate("graphmodel.choosePlan('stp-nested')")
    assert footprint(page, "Lancashire LDR").is_visible()
    assert "+193k" in (footprint(page, "Lancashire LDR").text_content() or "")


@pytest.mark.parametrize("plan", ["unchanged", "joint-41", "stp-nested", "ldr-coterminous"])
@pytest.mark.parametrize("size", [(1280, 800), (640, 400)])
def test_no_label_covers_another(page: Page, plan: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("plan => graphmodel.choosePlan(plan)", plan)
    page.locator(".flow-fold button").click()
    page.wait_for_timeout(100)
    covered = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll(".flow-group text, .flow-group .bar")]
            .map(each => [each, each.getBoundingClientRect()])
            .sort(([, one], [, other]) => one.top - other.top);
          const found = [];
          boxes.forEach(([one, a], at) => {
            for (const [other, b] of boxes.slice(at + 1)) {
              if (b.top > a.bottom) break;
              // A line of text is a little higher than its letters.
              const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              if (high > 3 && wide > 0.5) found.push([one.textContent, other.textContent]);
            }
          });
          return found;
        }"""
    )
    assert covered == []
    cut = page.evaluate(
        """() => {
          const frame = document.querySelector(".flow-body").getBoundingClientRect();
          return [...document.querySelectorAll("#view-flow text")].filter(each => {
            const box = each.getBoundingClientRect();
            return box.left < frame.left - 1 || box.right > frame.right + 1;
          }).map(each => each.textContent);
        }"""
    )
    assert cut == []


def test_a_star_has_no_crossings(visit: Visit) -> None:
    weights = {("a1", f"b{place}"): float(10 + place) for place in range(7)}
    weights |= {(f"a{place}", "b9"): float(10 + place) for place in range(2, 6)}
    page = on_flow(visit(flow_of(weights)))
    assert crossings(page, weights) == 0


@pytest.mark.parametrize("shift", range(3))
def test_a_path_with_leaves_has_no_crossings(visit: Visit, shift: int) -> None:
    # a path a0 - b0 - a1 - b1 - ..., its members numbered criss-cross, with a leaf on each
    size = 5
    codes = [(place * 2 + shift) % size for place in range(size)]
    weights = {}
    for place in range(size):
        weights[f"a{codes[place]}", f"b{codes[place]}"] = 50.0 + place
        if place:
            weights[f"a{codes[place]}", f"b{codes[place - 1]}"] = 20.0 + place
        weights[f"a{codes[place]}", f"b1{place}"] = 5.0
        weights[f"a1{place}", f"b{codes[place]}"] = 7.0
    page = on_flow(visit(flow_of(weights)))
    assert crossings(page, weights) == 0


def test_crossings_are_least_where_they_have_to_be(visit: Visit) -> None:
    pairs = [(0, 0), (0, 1), (1, 2), (1, 3), (2, 0), (2, 3), (3, 1), (3, 2), (0, 2), (3, 3)]
    weights = {(f"a{a}", f"b{b}"): 3.0 + 7 * place % 11 for place, (a, b) in enumerate(pairs)}
    page = on_flow(visit(flow_of(weights)))
    orders = list(permutations(range(4)))
    least = min(
        weight_of_crossings(
            weights,
            {f"a{code}": place for place, code in enumerate(left)},
            {f"b{code}": place for place, code in enumerate(right)},
        )
        for left in orders
        for right in orders
    )
    assert crossings(page, weights) == pytest.approx(least)


def flow_of(weights: dict[tuple[str, str], float]) -> str:
    return explore_page(
        make_dataset(
            {f"c{place}": (*ends, number) for place, (ends, number) in enumerate(weights.items())}
        )
    )


def test_keys_go_along_columns_and_across(page: Page) -> None:
    page.keyboard.press("Tab")  # the switch of moments
    page.keyboard.press("Tab")  # the button that unfolds
    page.keyboard.press("Tab")
    assert page.locator("#view-flow [tabindex='0']").count() == 1

    def here() -> str:
        words: str = page.evaluate("document.activeElement.getAttribute('aria-label')")
        return words

    assert here().startswith("Northumberland, Tyne and Wear STP, holds whole ones, 1,492,779")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert here().startswith("Lancashire and South Cumbria STP, cuts across")
    page.keyboard.press("ArrowRight")
    assert here().startswith("Lancashire and South Cumbria STP and Lancashire LDR, 1,531,769")
    assert page.locator("#tip").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()
    page.keyboard.press("ArrowRight")
    assert here().startswith("Lancashire LDR, inside one")
    page.keyboard.press("Enter")
    assert page.evaluate("graphmodel.state.focus.id") == number_of(page, "Lancashire LDR")
    assert here().startswith("Lancashire LDR")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("End")
    assert footprint(page, "Peninsula LDR").evaluate("each => each === document.activeElement")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('#view-flow')")


def test_the_place_of_the_keys_outlives_a_redrawing(page: Page) -> None:
    footprint(page, "Cumbria LDR").focus()
    page.evaluate("graphmodel.choosePlan('stp-nested')")
    assert footprint(page, "Cumbria LDR").evaluate("each => each === document.activeElement")


def test_clicking_puts_in_focus_and_dims_the_rest(page: Page) -> None:
    footprint(page, "Cumbria LDR").locator(".name").click()
    assert page.evaluate("graphmodel.state.focus.id") == number_of(page, "Cumbria LDR")
    lit = {(each["a"], each["b"]) for each in page.evaluate(RIBBONS) if not each["dim"]}
    assert {b for _, b in lit} == {code_of(page, "Cumbria LDR")}
    assert len(lit) == 2
    dim = "each => each.classList.contains('dim')"
    assert not footprint(page, "Cumbria LDR").evaluate(dim)
    assert not footprint(page, "Lancashire and South Cumbria STP").evaluate(dim)
    assert footprint(page, "Lancashire LDR").evaluate(dim)

    ids = [number_of(page, name) for name in ("West Yorkshire STP", "Leeds LDR")]
    ribbon = page.locator(f'.flow-ribbon[data-key="{ids[0]}|{ids[1]}"]')
    ribbon.click()
    assert page.evaluate("graphmodel.state.focus.ids") == ids
    assert page.evaluate("graphmodel.state.focus.name") == "West Yorkshire STP and Leeds LDR"
    assert not ribbon.evaluate(dim)
    ribbon.hover()
    assert "registered patients in both" in page.locator("#tip").inner_text()

    page.evaluate("graphmodel.focusOn(null)")
    assert page.locator("#view-flow .dim").count() == 0


def code_of(page: Page, name: str) -> str:
    found: str = page.evaluate("id => graphmodel.nodes[id].code", number_of(page, name))
    return found


def test_what_is_in_focus_comes_into_view(page: Page) -> None:
    assert page.evaluate("document.getElementById('view-flow').scrollTop") == 0
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, "Peninsula LDR"))
    box = footprint(page, "Peninsula LDR").bounding_box()
    frame = page.locator("#view-flow").bounding_box()
    assert box is not None
    assert frame is not None
    assert frame["y"] < box["y"] < frame["y"] + frame["height"]


def test_people_outside_are_part_of_a_bar(visit: Visit, page_2026: str) -> None:
    page = on_flow(visit(page_2026))
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".flow-footprint")].map(each => {
          const id = Number(each.dataset.key);
          const side = graphmodel.shown().sides.find(({ place }) => place.has(id));
          const at = side.place.get(id);
          const high = name => Number(each.querySelector(name)?.getAttribute("height") ?? 0);
          const bar = high(".bar");
          return { share: side.outside[at] / side.people[at], drawn: high(".outside") / bar, bar };
        })"""
    )
    assert any(0 < each["share"] < 1 for each in outside)
    for each in outside:
        if each["bar"] > 8:  # thin ribbons are drawn thicker than they are
            assert each["drawn"] == pytest.approx(each["share"], abs=0.1)


def test_sets_that_share_nobody(visit: Visit) -> None:
    page = on_flow(
        visit(explore_page(make_dataset({"c1": ("a1", None, 5), "c2": (None, "b2", 7)})))
    )
    assert "The two sets share nobody" in page.locator("#view-flow").inner_text()
    assert page.locator(".flow-ribbon").count() == 0
    assert page.locator(".flow-footprint").count() == 2


def test_without_population(visit: Visit) -> None:
    blocks = {"c1": ("a1", "b1"), "c2": ("a1", "b2"), "c3": ("a2", "b2")}
    page = on_flow(visit(explore_page(make_dataset(blocks, alone={"a": ["a9"]}))))
    drawn = {(each["a"], each["b"]): each["people"] for each in page.evaluate(RIBBONS)}
    assert drawn == dict.fromkeys(blocks.values(), 1)
    assert page.locator(".flow-footprint").count() == 5
    assert "0 members" not in page.locator("#view-flow .legend").inner_text()


def test_hostile_names_are_text(visit: Visit) -> None:
    page = on_flow(visit(explore_page(hostile_dataset())))
    labels = page.locator(".flow-footprint").evaluate_all(
        "all => all.map(each => each.getAttribute('aria-label'))"
    )
    for name in HOSTILE_NAMES[:2]:
        assert any(words.startswith(name) for words in labels)
    for each in page.locator("#view-flow [data-key]").all():
        each.dispatch_event("pointermove")
        assert page.locator("#tip").inner_text()
    assert page.locator("#view-flow script, #view-flow img, #tip *").count() == 0


def test_nothing_is_drawn_while_another_view_is_shown(page: Page) -> None:
    unfold(page)
    page.get_by_role("tab", name="Tables").click()
    page.evaluate("graphmodel.choosePlan('joint-41')")
    assert page.locator(".flow-ribbon").count() == 89
    on_flow(page)
    assert page.locator(".flow-ribbon").count() == 41


def test_the_same_state_is_drawn_alike(page: Page) -> None:
    def drawing() -> str:
        markup: str = page.locator(".flow-body").evaluate("body => body.innerHTML")
        return markup

    first = drawing()
    page.evaluate("graphmodel.choosePlan('joint-41')")
    page.evaluate("graphmodel.choosePlan('unchanged')")
    assert drawing() == first


def test_paper_holds_all_of_it(page: Page) -> None:
    page.emulate_media(media="print")
    frame = page.locator("#view-flow")
    assert frame.evaluate("each => each.scrollHeight - each.clientHeight") <= 1
    box, last = frame.bounding_box(), footprint(page, "Peninsula LDR").bounding_box()
    assert box is not None
    assert last is not None
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1


def test_accessible(page: Page) -> None:
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    page.evaluate("document.documentElement.scrollTop = 0")
    found = Axe().run(page, context="#view-flow").response["violations"]
    return [f"{each['id']}: {each['help']}" for each in found]


@pytest.mark.parametrize("view", ["Flow", "Matrix"])
def test_another_plan_is_drawn_at_once(page: Page, view: str) -> None:
    page.get_by_role("tab", name=view).click()
    drawn = page.evaluate(
        """view => ["joint-41", "stp-nested", "joint-41"].map(plan => {
          graphmodel.choosePlan(plan);
          return document.getElementById(view).innerHTML;
        })""",
        f"view-{view.lower()}",
    )
    # Before the browser does anything else; how long it takes is for the benchmarks.
    assert drawn[0] == drawn[2] != drawn[1]
