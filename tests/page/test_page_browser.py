"""The page in a real browser, without a network: what a reader sees, clicks and types."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES, hostile_dataset

from graphmodel.page.page import explore_page
from graphmodel.plans.led import led_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

VIEWS = ("map", "flow", "network", "matrix", "tables", "plans")


@pytest.fixture
def page(visit: Visit, page_2016: str) -> Page:
    return visit(page_2016)


@pytest.fixture(scope="module")
def small() -> str:
    """Return the page of a dataset without coordinates and without population."""
    return explore_page(
        make_dataset(
            {
                "c1": ("a1", "b1"),
                "c2": ("a1", "b2"),
                "c3": ("a2", "b2"),
                "c4": ("a3", "b3"),
                "c5": ("a3", None),
            },
            partners={"p1": ("council", ["a1"], ["b1", "b2"])},
        )
    )


def number_of(page: Page, name: str) -> int:
    found: int = page.evaluate("name => graphmodel.nodes.find(n => n.name === name).id", name)
    return found


def focus(page: Page, name: str) -> None:
    page.evaluate("id => graphmodel.focusOn(id)", number_of(page, name))


def panel(page: Page) -> Locator:
    return page.locator("#focus")


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


def names_under(page: Page, heading: str) -> list[str]:
    """Return what is listed in the panel under a heading."""
    found: list[str] = page.evaluate(
        """start => {
          const heading = [...document.querySelectorAll("#focus h2")]
            .find(h => h.textContent.startsWith(start));
          return [...heading.nextElementSibling.querySelectorAll("li button")]
            .map(button => button.textContent);
        }""",
        heading,
    )
    return found


PENINSULA = {
    "NHS Kernow CCG",
    "NHS Northern, Eastern and Western Devon CCG",
    "NHS South Devon and Torbay CCG",
}


# -- headline and choice of plan -------------------------------------------------------------------


def fold(page: Page, name: str) -> Locator:
    """Open a part of the left column."""
    found = page.locator(f"#fold-{name}")
    found.evaluate("each => { each.open = true; }")
    return found


def words_of(page: Page, place: str) -> str:
    return page.locator(place).inner_text().replace("\xa0", " ")


def test_the_story_is_told_at_first_sight(opened: Visit, page_2026: str) -> None:
    page = opened(page_2026)
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == "Four of 36 ICBs cut across the border of a strategic authority"
    first, second, third = page.locator("#story .say").all_inner_texts()
    assert first.replace("\xa0", " ").startswith("17.3 % of residents are where an ICB and a")
    inside = "20.4 million in 13 ICBs that lie wholly inside a strategic authority or hold whole"
    assert f"9.8 million residents in 5 ICBs. {inside} ones; 16.2 million have" in first
    assert second.startswith("Four ICBs stand in the way.")
    assert "Three more depend on undecided ground" in second
    assert third.startswith("Four changes are needed: another ICB for 563,919 residents")
    assert "Six, and 1,102,636 residents, if undecided ground gets" in third
    assert page.locator("#tab-map[aria-selected=true]").is_visible()
    size = "each => each.scrollHeight - each.clientHeight"
    assert page.locator("#panel").evaluate(size) == 0
    page.locator("#story .say").nth(2).get_by_role("button", name="Show me").click()
    assert page.evaluate("graphmodel.state.moment") == "slide"
    assert page.locator("#key-fit").inner_text().split()[-3:] == ["yet", "11", "13"]
    page.locator("#story .say").nth(1).get_by_role("button", name="Show me").click()
    assert page.evaluate("graphmodel.state.moment") == "before"
    assert heading.is_visible()
    page.get_by_role("button", name="West Yorkshire", exact=True).click()
    assert heading.inner_text() == "West Yorkshire ICB"
    page.locator("#focus .back").click()
    assert heading.inner_text().startswith("Four of 36 ICBs")


def test_the_tour_goes_round_the_page_and_back(page: Page) -> None:
    page.get_by_role("button", name="Tour").click()
    tour = page.get_by_role("dialog")
    for title in ("What was found", "Where it is", "Now and then", "Plans and trials", "Find"):
        assert tour.get_by_role("heading").inner_text() == title
        assert page.locator(".toured").count() == 1
        assert violations(page) == []
        page.keyboard.press("Enter")
    assert tour.is_hidden()
    assert page.evaluate("document.activeElement.id") == "tour"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert tour.is_hidden()


def test_a_plan_is_chosen_and_everything_follows(page: Page) -> None:
    fold(page, "plans").get_by_role("button", name="STPs lead, coterminous: 1.8m").click()
    assert page.get_by_role("radio", name="With the plan").is_checked()
    text = words_of(page, "#story")
    assert "another LDR for about 1,819,500 registered patients (3.2 %)" in text
    assert "40 absorbed in mergers, one new" in text
    assert "100.0\u00a0%" in fold(page, "analysts").inner_text()
    page.get_by_role("button", name="As it is").click()
    assert page.get_by_role("radio", name="As it is").is_checked()
    assert page.get_by_role("radio", name="With the plan").is_disabled()


def test_the_frontier_is_stepped_through_with_the_arrow_keys(page: Page) -> None:
    fold(page, "plans")
    chart = page.get_by_role("slider", name="Number of joint footprints")
    chart.focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home", "ArrowLeft", "End"):
        chart.press(key)
        seen.append(chart.get_attribute("aria-valuenow"))
    assert seen == ["41", "42", "41", "38", "38", "43"]
    assert "1,257,913 registered patients" in (chart.get_attribute("aria-valuetext") or "")
    assert page.evaluate("graphmodel.shown().cost.total") == pytest.approx(1_257_913.27144)
    page.locator(".frontier .point").nth(1).click()
    assert page.evaluate("graphmodel.shown().cost.total") == 94_939


def test_a_plan_says_how_it_stands_beside_the_optimum(page: Page) -> None:
    fold(page, "plans").get_by_role("button", name="LDRs lead, coterminous").click()
    least = "No coterminous plan that leaves the LDRs as they are changes fewer"
    assert least in fold(page, "plans").inner_text()
    page.evaluate("graphmodel.choosePlan('joint-40')")
    assert "No joint plan with 40 footprints changes fewer" in fold(page, "plans").inner_text()


def test_why_there_are_no_more_joint_footprints(page: Page) -> None:
    fold(page, "plans")
    page.get_by_text("Why no fewer and no more?").click()
    assert "44 cannot be had" in page.locator("#frontier-note").inner_text()


# -- search, focus, panel --------------------------------------------------------------------------


def test_search_finds_and_puts_in_focus(page: Page) -> None:
    search = page.get_by_role("combobox", name="Search by name or code")
    search.fill("peninsula")
    options = page.get_by_role("option")
    assert "Peninsula LDR" in options.first.inner_text()
    assert search.get_attribute("aria-expanded") == "true"
    search.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    search.press("Enter")
    assert panel(page).get_by_role("heading", level=1).inner_text() == "Peninsula LDR"
    assert set(names_under(page, "Members (3)")) == PENINSULA
    assert search.get_attribute("aria-expanded") == "false"
    assert page.get_by_role("status").inner_text().startswith("In focus: Peninsula LDR")


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
        assert name in panel(page).get_by_role("heading", level=1).inner_text()
    search.fill("no such place")
    assert page.locator("#found").is_hidden()
    assert page.get_by_role("status").inner_text() == "Nothing found"


def test_what_hangs_together_can_be_searched_and_put_in_focus(page: Page) -> None:
    show(page, "network")
    search = page.get_by_role("combobox", name="Search by name or code")
    search.fill("Devon, Cornwall, Peninsula")
    search.press("Enter")
    text = panel(page).inner_text()
    assert "2 STPs and 1 LDR" in text
    assert {"Devon STP", "Cornwall and the Isles of Scilly STP"} == set(names_under(page, "STPs"))
    assert page.locator(".overlaps .round.dim").count() > 0


def test_a_click_on_the_drawing_tells_the_story(page: Page) -> None:
    show(page, "network")
    page.evaluate("graphmodel.change({ layer: 'members' })")
    click_node(page, "Peninsula LDR")
    text = panel(page).inner_text()
    assert set(names_under(page, "Members (3)")) == PENINSULA
    assert "Holds whole ones: every STP it overlaps lies wholly in it" in text
    assert "1,757,331 registered patients" in text
    assert "documented" in text
    panel(page).get_by_role("button", name="← England 2016").click()
    assert panel(page).is_hidden()


def test_what_stands_in_the_way_of_surrey_heartlands_and_what_it_costs(page: Page) -> None:
    search = page.get_by_role("combobox", name="Search by name or code")
    search.fill("surrey heartlands")
    search.press("Enter")
    text = panel(page).inner_text()
    assert names_under(page, "What would put it right")[0].startswith("STPs lead")
    assert "In the way of being coterminous (1)" in text
    assert "179,489 registered patients in Sussex and East Surrey STP" in text
    assert "94,939 registered patients in Frimley Health STP" in text
    assert "274,428 registered patients change footprint" in text
    panel(page).get_by_role("button", name="STPs lead, coterminous").click()
    after = panel(page).inner_text()
    assert "NHS Surrey Heath CCG (94,939 registered patients) would change" in after
    assert "Evidence: inferred 94,939." in after
    assert "Matches one: the same people as one LDR" in after


def test_an_organisation_tells_where_it_is_now_and_then(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('stp-coterminous')")
    focus(page, "NHS Cumbria CCG")
    text = panel(page).inner_text()
    assert "63.1\u00a0%, about 329,300 registered patients" in text
    assert "inferred, a judgement" in text
    assert "The plan changes its LDR." in text
    focus(page, "Royal Cornwall Hospitals NHS Trust")
    text = panel(page).inner_text()
    assert "Memberships after the plan" in text
    assert "Cornwall and the Isles of Scilly LDR" in text


# -- what if ---------------------------------------------------------------------------------------


def workshop(page: Page, name: str) -> Locator:
    focus(page, name)
    page.locator(".workshop > summary").click()
    return page.locator(".workshop")


def test_a_block_is_put_into_another_footprint(page: Page) -> None:
    focus(page, "NHS Surrey Heath CCG")
    form = page.get_by_role("group", name="What if: its LDR")
    target = form.get_by_label("LDR to put it in")
    target.select_option(label="Berkshire East LDR")
    form.get_by_role("button", name="Change").click()
    sentence = page.get_by_role("status").inner_text()
    assert "another LDR for 94,939 registered patients" in sentence
    assert "changed by hand" in sentence
    assert "NHS Surrey Heath CCG into Berkshire East LDR" in fold(page, "plans").inner_text()
    page.get_by_role("button", name="Undo").click()
    assert page.evaluate("graphmodel.shown().cost.total") == 0
    assert page.get_by_role("button", name="Undo").is_disabled()
    page.get_by_role("button", name="Redo").click()
    assert page.evaluate("graphmodel.current().after.cost.total") == 94_939


def test_the_optimum_stands_beside_an_edit(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('joint-39')")
    assert page.evaluate("graphmodel.current().after.components") == 39
    focus(page, "NHS Oldham CCG")
    form = page.get_by_role("group", name="What if: its STP")
    form.get_by_label("STP to put it in").select_option(label="West Yorkshire STP")
    form.get_by_role("button", name="Change").click()
    words = fold(page, "plans").inner_text()
    assert re.search(
        r"So far it changes [\d,]+ registered patients, and [\d,]+ more have to change if it is"
        r" finished as the best is; the best joint plan with 39 footprints changes [\d,]+",
        words,
    )


def test_the_recommended_step_is_as_good_as_the_best(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('joint-41')")
    page.evaluate(
        """() => {
          const { portions } = graphmodel.current().after;
          const step = graphmodel.suggestions().find(({ action }) => action === "move");
          graphmodel.choosePlan("unchanged");
          const [lead, target, footprints] = ["joint", "coterminous", 41];
          const keys = step.rows.map(row => portions[row].key);
          const to = step.carries[0];
          graphmodel.edit({ kind: "aim", lead, target, footprints, words: "" });
          graphmodel.edit({ kind: "place", keys, side: step.side, to, words: "" });
        }"""
    )
    words = page.evaluate("graphmodel.optimumWords(graphmodel.current().after)")
    assert re.fullmatch(
        r"So far it changes [\d,]+ registered patients, and at least [\d,]+ more have to change;"
        r" no joint plan with 41 footprints changes fewer\.",
        words,
    )


def test_what_a_plan_by_hand_aims_at_is_chosen(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('stp-coterminous')")
    focus(page, "NHS Oldham CCG")
    form = page.get_by_role("group", name="What if: its LDR")
    form.get_by_label("LDR to put it in").select_option(label="Leeds LDR")
    form.get_by_role("button", name="Change").click()
    page.evaluate("graphmodel.focusOn(null)")
    aim = fold(page, "analysts").get_by_label("Target")
    assert aim.evaluate("each => each.selectedOptions[0].text") == "STPs lead, coterminous"
    assert "Leeds LDR" in words_of(page, "#analysts")
    assert "In the way of its target" in words_of(page, "#analysts")
    aim.select_option(label="no target")
    assert "No target is chosen" in words_of(page, "#analysts")
    assert page.evaluate("graphmodel.planFile().options.target") is None
    page.get_by_role("button", name="Undo").click()
    assert page.evaluate("graphmodel.planFile().options.target") == "coterminous"


def test_footprints_merge_and_split_and_are_renamed(page: Page) -> None:
    form = workshop(page, "Devon STP").get_by_role("group", name="What if: merge")
    form.get_by_label("STP to merge it with").select_option(
        label="Cornwall and the Isles of Scilly STP"
    )
    form.get_by_role("button", name="Merge").click()
    heading = panel(page).get_by_role("heading", level=1)
    assert heading.inner_text() == "Devon STP"
    assert "Matches one: the same people as one LDR" in panel(page).inner_text()
    page.locator(".workshop > summary").click()
    rename = page.get_by_role("group", name="What if: another name")
    rename.get_by_label("Name").fill("Peninsula")
    rename.get_by_role("button", name="Rename").click()
    assert heading.inner_text() == "Peninsula (today: Devon STP)"
    assert page.evaluate("graphmodel.planFile().names.stp") == {"E54000037": "Peninsula"}
    page.locator(".workshop > summary").click()
    split = page.get_by_role("group", name="What if: split off")
    split.get_by_text("Choose among 3 members").click()
    split.get_by_role("checkbox", name="NHS Kernow CCG").check()
    split.get_by_label("Name of the new STP").fill("Kernow")
    split.get_by_role("button", name="Split off").click()
    assert page.evaluate("graphmodel.current().after.cost.moved[0]") == 561_538
    names = "graphmodel.current().after.sides[0].ids.map(id => graphmodel.nodes[id].name)"
    assert {"Peninsula (today: Devon STP)", "Kernow STP"} <= set(page.evaluate(names))


def test_what_is_locked_stays_as_it_is(page: Page) -> None:
    shop = workshop(page, "Devon STP")
    shop.get_by_role("button", name="Lock: nothing may be done to it").click()
    focus(page, "NHS Kernow CCG")
    form = page.get_by_role("group", name="What if: its STP")
    form.get_by_label("STP to put it in").select_option(label="Devon STP")
    form.get_by_role("button", name="Change").click()
    assert "Devon STP is locked" in page.get_by_role("alert").inner_text()
    assert page.evaluate("graphmodel.current().after.cost.total") == 0
    locked = page.evaluate("graphmodel.planFile().options.locked")
    assert locked == {"stp": ["E54000037"], "ldr": []}
    workshop(page, "Devon STP").get_by_role("button", name="Unlock").click()
    assert "locked" not in page.evaluate("graphmodel.planFile().options")


def test_what_a_plan_changes_is_not_locked(page: Page, tmp_path: Path) -> None:
    devon = "Devon STP"
    form = workshop(page, devon).get_by_role("group", name="What if: merge")
    form.get_by_label("STP to merge it with").select_option(
        label="Cornwall and the Isles of Scilly STP"
    )
    form.get_by_role("button", name="Merge").click()
    shop = workshop(page, devon)
    shop.get_by_role("button", name="Lock: nothing may be done to it").click()
    told = page.get_by_role("alert").inner_text()
    assert "It was not locked" in told
    assert "Devon STP: it merges with others." in told
    stated = page.evaluate("graphmodel.planFile()")
    assert "locked" not in stated["options"]
    page.get_by_role("button", name="Undo").click()
    workshop(page, devon).get_by_role("button", name="Lock: nothing may be done to it").click()
    page.evaluate("graphmodel.choosePlan('ldr-coterminous')")
    told = page.get_by_role("alert").inner_text()
    assert "The plan was not chosen" in told
    assert page.evaluate("graphmodel.state.base") == "unchanged"
    # What a file locks and changes all the same is refused.
    stated["options"]["locked"] = {"stp": ["E54000037", "E54000029"], "ldr": []}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    page.locator("#file").set_input_files(file)
    assert "Devon STP: it merges with others." in page.get_by_role("alert").inner_text()
    assert page.evaluate("graphmodel.state.base") == "unchanged"


def test_a_whole_area_is_given_a_footprint(visit: Visit, page_2026: str) -> None:
    page = visit(page_2026)
    uncovered = page.evaluate("graphmodel.before.uncovered.people")
    shop = workshop(page, "Devon ICB")
    form = shop.get_by_role("group", name=re.compile("without strategic authority had one"))
    form.get_by_label("Name of the new one").fill("Plymouth and South Devon")
    form.get_by_role("button", name="Give").click()
    left = page.evaluate("graphmodel.current().after.uncovered.people")
    assert 0 < left < uncovered
    assert page.evaluate("graphmodel.current().after.cost.total") == 0
    names = "graphmodel.current().after.sides[1].ids.map(id => graphmodel.nodes[id].bare)"
    assert "Plymouth and South Devon" in page.evaluate(names)
    given = page.evaluate("graphmodel.planFile().given")
    assert given["footprints"] == [
        {"footprint_set": "authority", "footprint": "NEW:1", "name": "Plymouth and South Devon"}
    ]


# -- state -----------------------------------------------------------------------------------------


def test_a_page_made_with_a_plan_shows_it(visit: Visit) -> None:
    dataset = bundled_dataset("england-2016")
    page = visit(explore_page(dataset, plan=led_plan(dataset, lead="ldr")))
    assert page.get_by_role("radio", name="With the plan").is_checked()
    assert "another STP for about 14,814,700 registered patients" in words_of(page, "#story")


# -- for everyone ----------------------------------------------------------------------------------


def test_tabs_are_worked_by_keyboard(page: Page) -> None:
    page.get_by_role("tab", name="Map").focus()
    for name in (*VIEWS[1:], VIEWS[0]):
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.id") == f"tab-{name}"
        assert page.locator(f"#view-{name}").is_visible()
        assert page.locator(".view:visible").count() == 1


def test_every_control_can_be_reached_by_keyboard(page: Page) -> None:
    show(page, "network")
    page.evaluate("graphmodel.choosePlan('joint-41')")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => document.activeElement.id || document.activeElement.name
                  || document.activeElement.className.baseVal || document.activeElement.className
                  || document.activeElement.type"""
            )
        )
        assert page.evaluate(
            """() => document.activeElement === document.body
              || ["unseen"].includes(document.activeElement.className)
              || document.activeElement.type === "radio"
              || getComputedStyle(document.activeElement).outlineStyle !== 'none'"""
        )
    assert {
        "skip", "search", "moment", "tour", "theme",
        "tab-network", "zoom-in", "network-layer", "btn chip",
    } <= reached  # fmt: skip


def show(page: Page, view: str) -> None:
    page.evaluate("view => graphmodel.change({ view })", view)
    assert page.locator(f"#view-{view}").is_visible()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe finds: the rule, and the first places where it is broken."""
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in Axe().run(page).response["violations"]
    ]


def test_axe_finds_no_violation(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('joint-41')")
    workshop(page, "Devon STP")
    for view in VIEWS:
        show(page, view)
        page.wait_for_timeout(200)
        assert violations(page) == [], view


def test_it_works_at_twice_the_size(page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 400})  # a 1280-wide screen at 200 %
    for view in VIEWS:
        show(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, view


def test_it_works_without_coordinates_and_population(visit: Visit, small: str) -> None:
    page = visit(small)
    for view in VIEWS:
        show(page, view)
        for plan in page.evaluate("graphmodel.data.plans.map(({ id }) => id)"):
            page.evaluate("id => graphmodel.choosePlan(id)", plan)
        for code in ("a1", "b2", "c5", "p1"):
            page.evaluate(
                "code => graphmodel.focusOn(graphmodel.nodes.find(n => n.code === code).id)", code
            )
        assert page.locator(f"#view-{view}").inner_text() or view == "network"
        assert violations(page) == [], view


def test_hostile_names_do_nothing(visit: Visit) -> None:
    dataset = hostile_dataset()
    page = visit(explore_page(dataset, plan=led_plan(dataset, lead=dataset.compare[1])))
    plans = page.evaluate("graphmodel.data.plans.map(({ id }) => id)")
    for view in VIEWS:
        show(page, view)
        for name in HOSTILE_NAMES:
            focus(page, name)
            assert panel(page).locator("h1 span").text_content() == name
            page.evaluate("graphmodel.change({ moment: 'after', colouring: 'a' })")
            search = page.get_by_role("combobox", name="Search by name or code")
            search.fill(name[:6])
            search.press("Enter")
            page.evaluate("graphmodel.change({ moment: 'before' })")
        for plan in plans:
            page.evaluate("id => graphmodel.choosePlan(id)", plan)
        found: list[Any] = page.evaluate(
            "() => [...document.querySelectorAll('*')].map(e => e.localName)"
        )
        assert found.count("script") == 5
        assert not {"img", "iframe", "b", "i", "em", "s", "u"} & set(found)


def test_it_prints(page: Page) -> None:
    page.evaluate("graphmodel.choosePlan('joint-41')")
    for view in VIEWS:
        show(page, view)
        page.emulate_media(media="print")
        assert page.locator(f"#view-{view}").is_visible()
        assert page.locator(".view:visible").count() == 1
        assert page.locator(".tools").is_hidden()
        assert page.get_by_role("heading", level=1).is_visible()
        page.emulate_media(media="screen")


def test_a_page_opens_with_the_answer_to_the_datasets_question(
    opened: Visit, page_2026: str
) -> None:
    page = opened(page_2026)
    assert page.evaluate("graphmodel.state.base") == "authority-compatible"
    words = fold(page, "plans").inner_text()
    assert "1,102,636 residents change footprint" in words
    assert "Of its 6 steps, 4 are needed either way" in words
    assert "(563,919 residents)" in words
    assert "With 14 joint footprints 0 residents change footprint (0.0\u00a0%), 19,970,312" in words
