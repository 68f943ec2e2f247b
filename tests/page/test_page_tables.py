"""The tables of the page in a real browser: their numbers, and how they are taken away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES, hostile_dataset
from playwright.sync_api import expect

from graphmodel.files.safe_text import csv_text
from graphmodel.overlap.assessment import assess
from graphmodel.page.page import explore_page
from graphmodel.plans.compatible import compatible_plan
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.partners import partner_burden
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import RELATION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser

NAMES = ("Suggestions", "Footprints", "CCGs", "Partners", "Plans compared", "Measures")


@pytest.fixture
def page(visit: Visit, page_2016: str) -> Page:
    page = visit(page_2016)
    page.get_by_role("tab", name="Tables").click()
    return page


@pytest.fixture(scope="module")
def england() -> Dataset:
    return bundled_dataset("england-2016")


@pytest.fixture(scope="module")
def nested(england: Dataset) -> Plan:
    return led_plan(england, lead="stp", target="nested")


def choose(page: Page, name: str) -> Locator:
    """Choose a table and return it."""
    page.get_by_role("tab", name=name, exact=True).click()
    return page.locator(".table-scroll table")


def show_plan(page: Page, name: str) -> None:
    page.evaluate("name => graphmodel.choosePlan(name)", name)


def rows(page: Page) -> list[dict[str, str]]:
    """Return the rows shown, by the keys of their columns."""
    found: list[dict[str, str]] = page.evaluate(
        """() => {
          const all = selector => [...document.querySelectorAll(`.table-scroll ${selector}`)];
          const keys = all("thead th").map(th => th.dataset.key);
          return all("tbody tr:not(.group)").map(row =>
            Object.fromEntries([...row.children].map((cell, at) => [keys[at], cell.textContent])));
        }"""
    )
    return found


def column(page: Page, key: str) -> list[str]:
    return [row[key] for row in rows(page)]


def amount(page: Page) -> str:
    return page.locator(".table-bar .amount").inner_text()


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-").removeprefix("about "))


def whole(value: float) -> str:
    return f"{round(value):,}"


def saved(page: Page, tmp_path: Path) -> list[dict[str, str]]:
    """Return the rows of the file that is saved."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    file = tmp_path / "saved.csv"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".csv")
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def test_footprints_are_those_of_assess(page: Page, england: Dataset) -> None:
    choose(page, "Footprints")
    wanted = assess(england).rows
    found = rows(page)
    assert amount(page) == f"{len(wanted)} rows"
    assert [row["code"] for row in found] == wanted["footprint"].tolist()
    assert [row["relation"] for row in found] == wanted["relation"].map(RELATION_WORDS).tolist()
    for key, name in (("people", "people"), ("outside", "people_outside")):
        assert [row[key] for row in found] == [whole(each) for each in wanted[name]]
    assert [row["overlaps"] for row in found] == [str(each) for each in wanted["overlaps"]]
    mixed = [number(row["inhomogeneity"]) for row in found]
    assert mixed == pytest.approx((100 * wanted["inhomogeneity"]).tolist(), abs=0.051)
    assert all(row["name"].endswith((" STP", " LDR")) for row in found)
    head = page.locator(".table-scroll th[data-key=people]")
    assert "registered patients" in head.inner_text()
    assert page.locator(".table-scroll tbody th[scope=row]").count() == len(wanted)


def test_footprints_after_a_plan(page: Page, nested: Plan) -> None:
    show_plan(page, "stp-nested")
    choose(page, "Footprints")
    found = {(row["set"], row["code"]): row for row in rows(page)}
    after: dict[Any, Any] = {
        (row.footprint_set, row.footprint): row for row in nested.after.rows.itertuples()
    }
    for side, (name, label) in enumerate((("stp", "STP"), ("ldr", "LDR"))):
        for code, to in nested.successor[side].items():
            row, then = found[label, str(code)], after[name, to]
            assert row["relation-then"] == RELATION_WORDS[then.relation]
            assert row["people-then"] == whole(then.people)
    new = nested.resulting_new["footprint"].tolist()
    assert [code for (_, code), row in found.items() if row["relation"] == "not there"] == new
    # As it is, there is nothing of the plan.
    page.evaluate("() => graphmodel.change({ moment: 'before' })")
    assert "people-then" not in rows(page)[0]


def test_suggestions_are_the_plan_s(page: Page, nested: Plan) -> None:
    choose(page, "Suggestions")
    assert "No plan chosen" in page.locator("#table-panel").inner_text()
    show_plan(page, "stp-nested")
    wanted = suggestions(nested)
    found = rows(page)
    assert [row["rank"] for row in found] == [str(step.rank) for step in wanted]
    assert [row["reason"] for row in found] == [step.reason for step in wanted]
    assert [row["affected"] for row in found] == [whole(step.people_affected) for step in wanted]
    for row, step in zip(found, wanted, strict=True):
        assert number(row["moved"]) == pytest.approx(step.people_moved, abs=51)
        assert row["moved"].startswith("about ") == step.estimated
        assert number(row["share"]) == pytest.approx(100 * step.target_share_after, abs=0.051)
        assert int(row["partners"]) == len(step.shared_providers) + len(step.shared_councils)
        assert int(row["fewer"]) == len(step.partners_with_fewer)
        assert int(row["more"]) == len(step.partners_with_more)
        assert all(f"{grade}: {whole(n)}" in row["evidence"] for grade, n in step.evidence.items())
    groups = page.locator(".table-scroll tr.group").all_inner_texts()
    assert len(groups) == len({step.package for step in wanted})
    assert groups[0].startswith("1. ")
    assert "move" not in page.locator(".table-scroll").inner_text().lower().split()


def test_what_was_changed_by_hand_is_told(page: Page) -> None:
    show_plan(page, "stp-nested")
    choose(page, "Suggestions")
    assert page.locator(".table-notes").inner_text() == ""
    page.evaluate(
        """() => {
          const { nodes } = graphmodel;
          const by = code => nodes.find(n => n.code === code).id;
          const portion = graphmodel.before.portions.find(p => p.block === by("11N"));
          graphmodel.edit({ kind: "place", keys: [portion.key], side: 1, to: by("LDR01"),
            words: "Kernow put elsewhere" });
        }"""
    )
    notes = page.locator(".table-notes").inner_text()
    assert "made by hand, in 1 change" in notes
    assert "Kernow put elsewhere" in notes
    choose(page, "Plans compared")
    page.wait_for_selector(".table-scroll table")
    assert "STPs lead, nested, changed by hand shown" in column(page, "plan")


def test_organisations_with_shares_evidence_and_changes(page: Page, nested: Plan) -> None:
    choose(page, "CCGs")
    found = {row["code"]: row for row in rows(page)}
    people = nested.dataset.people
    assert {code: row["people"] for code, row in found.items()} == {
        code: whole(each) for code, each in people.items()
    }
    assert "36.9" in found["01H"]["now-0"]
    assert "documented" in found["11N"]["now-1"]
    show_plan(page, "stp-nested")
    changed = {row["code"] for row in rows(page) if row["changes"] == "LDR"}
    assert changed == set(nested.assignment.loc[nested.moved[1], "organisation"])


def test_partners_and_their_burden(page: Page, nested: Plan) -> None:
    show_plan(page, "stp-nested")
    choose(page, "Partners")
    assert len(rows(page)) == 200
    page.get_by_role("button", name="Show all 389 rows").click()
    wanted = partner_burden(nested).set_index("organisation")
    found = {row["code"]: row for row in rows(page)}
    assert set(found) == set(wanted.index)
    for code, row in found.items():
        assert int(row["burden"]) == wanted.loc[code, "before"]
        assert int(row["burden-then"]) == wanted.loc[code, "after"]
        assert number(row["change"]) == wanted.loc[code, "change"]


def test_plans_are_compared(page: Page, england: Dataset, nested: Plan) -> None:
    choose(page, "Plans compared")
    page.wait_for_selector(".table-scroll table")
    found = {row["plan"]: row for row in rows(page)}
    assert len(found) == 1 + page.evaluate("() => graphmodel.data.plans.length")
    plans = {
        "STPs lead, nested": nested,
        "LDRs lead, coterminous": led_plan(england, lead="ldr", target="coterminous"),
        "Both may change, compatible": compatible_plan(england, lead="joint"),
    } | {f"{plan.options['footprints']} joint footprints": plan for plan in frontier(england).plans}
    for name, plan in plans.items():
        row, burden = found[name], partner_burden(plan)["change"]
        for side, people in enumerate(plan.people_moved_by_set.values()):
            assert row[f"moved-{side}"] == whole(people)
        assert row["inferred"] == whole(plan.people_moved_by_evidence.get("inferred", 0))
        assert row["estimated"] == whole(plan.people_moved_estimated)
        assert row["merged"] == str(plan.footprints_merged)
        assert row["people-merged"] == whole(plan.people_merged)
        assert row["added"] == str(plan.new_footprints)
        for side, split in enumerate(plan.after.organisations_split.values()):
            assert row[f"split-{side}"] == str(split)
        assert row["fewer"] == str((burden < 0).sum())
        assert row["more"] == str((burden > 0).sum())
        assert number(row["share"]) == pytest.approx(100 * plan.after.coterminous_share, abs=0.051)
    assert found["As it is shown"]["moved-0"] == "0"
    page.get_by_role("button", name="41 joint footprints").last.click()
    assert page.evaluate("() => graphmodel.state.base") == "joint-41"


def test_measures_before_and_after(page: Page, nested: Plan) -> None:
    show_plan(page, "stp-nested")
    choose(page, "Measures")
    found = {row["measure"]: row for row in rows(page)}
    for key, one in (("now", nested.before), ("then", nested.after)):
        for name, measure in (
            ("Variation of information", "variation_of_information"),
            ("V-measure", "v_measure"),
            ("Homogeneity", "homogeneity"),
            ("Completeness", "completeness"),
            ("Adjusted Rand index", "adjusted_rand_index"),
        ):
            assert number(found[name][key]) == pytest.approx(one.measures[measure], abs=6e-5)
        for name, value in (
            ("Split-join, STPs into LDRs", one.measures["split_join"]["stp"]),
            ("Split-join, LDRs into STPs", one.measures["split_join"]["ldr"]),
            ("Transfer distance", one.measures["transfer_distance"]),
            ("Coterminous pairs", one.coterminous_pairs),
            ("Parts that hang together", one.components),
            *((f"STPs: {RELATION_WORDS[each]}", n) for each, n in one.relations["stp"].items()),
            *((f"LDRs: {RELATION_WORDS[each]}", n) for each, n in one.relations["ldr"].items()),
        ):
            assert found[name][key] == whole(value)
    assert found["Variation of information"]["unit"] == "nats"
    assert all(row["words"].endswith(".") for row in found.values())


def test_columns_sort_both_ways_and_back(page: Page) -> None:
    choose(page, "Footprints")
    first = column(page, "code")
    head = page.locator(".table-scroll th[data-key=people]")
    sort = head.get_by_role("button")
    assert head.get_attribute("aria-sort") == "none"
    sort.focus()
    page.keyboard.press("Enter")
    people = [number(text) for text in column(page, "people")]
    assert people == sorted(people, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    assert sort.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    assert [number(text) for text in column(page, "people")] == sorted(people)
    page.keyboard.press("Enter")
    assert column(page, "code") == first
    page.locator(".table-scroll th[data-key=name] button").click()
    names = column(page, "name")
    assert names[0] < names[-1]
    assert page.locator("th[data-key=name]").get_attribute("aria-sort") == "ascending"


def test_a_filter_counts_what_is_left(page: Page) -> None:
    choose(page, "Footprints")
    page.get_by_label("Filter", exact=True).fill("devon stp")
    assert column(page, "name") == ["Devon STP"]
    assert amount(page) == "1 of 127 rows"
    expect(page.locator("#said")).to_have_text("1 of 127 rows")
    page.get_by_label("Filter", exact=True).fill("no such place")
    assert rows(page) == []
    assert "Empty the filter" in page.locator(".table-scroll").inner_text()
    choose(page, "Partners")
    assert page.get_by_label("Filter", exact=True).input_value() == ""


def test_only_what_is_in_focus(page: Page) -> None:
    choose(page, "CCGs")
    only = page.get_by_label("Only what is in focus")
    assert only.is_disabled()
    name = "Peninsula LDR"
    page.evaluate(
        "name => graphmodel.focusOn(graphmodel.nodes.find(n => n.name === name).id)", name
    )
    assert page.locator(".table-scroll tr.near").count() == 3
    only.check()
    assert {row["code"] for row in rows(page)} == {"11N", "99P", "99Q"}
    page.evaluate("() => graphmodel.focusOn(null)")
    assert len(rows(page)) == 209
    assert not only.is_checked()


def test_a_name_puts_in_focus(page: Page) -> None:
    choose(page, "Footprints")
    page.get_by_role("button", name="Lancashire LDR").click()
    focus = page.evaluate("() => graphmodel.nodes[graphmodel.state.focus.id].name")
    assert focus == "Lancashire LDR"


def test_csv_has_what_is_shown_in_full(page: Page, england: Dataset, tmp_path: Path) -> None:
    choose(page, "Footprints")
    page.get_by_label("Filter", exact=True).fill("ldr")
    page.locator("th[data-key=code] button").click()
    found = saved(page, tmp_path)
    wanted = assess(england).rows
    wanted = wanted[wanted["footprint_set"] == "ldr"].sort_values("footprint")
    assert [row["Code"] for row in found] == wanted["footprint"].tolist()
    assert [int(row["People (registered patients)"]) for row in found] == [
        round(each) for each in wanted["people"]
    ]
    mixed = [float(row["Mixed (% of all there is)"]) for row in found]
    assert mixed == pytest.approx((100 * wanted["inhomogeneity"]).tolist())
    # Every row, not only those that are shown at once.
    choose(page, "Partners")
    assert len(saved(page, tmp_path)) == len(england.partners)


def test_csv_holds_no_formula(visit: Visit, tmp_path: Path) -> None:
    names = ["=1+1", "+44", "-2", "@sum", "\tx", "plain", ' =a"b', "a\x1b[1mb", "\u202e=x", "＝1"]
    codes = [f"c{place}" for place in range(len(names))]
    dataset = make_dataset(
        {code: ("a1", f"b{place % 2}", 5.0) for place, code in enumerate(codes)},
        names=dict(zip(codes, names, strict=True)),
    )
    page = visit(explore_page(dataset))
    page.get_by_role("tab", name="Tables").click()
    choose(page, "Blocks")
    assert [row["Name"] for row in saved(page, tmp_path)] == [csv_text(name) for name in names]


def test_copying_gives_the_same_text(page: Page) -> None:
    choose(page, "Measures")
    page.evaluate(
        """() => {
          document.execCommand = () => {
            window.copied = document.activeElement.value;
            return true;
          };
          Object.defineProperty(navigator, "clipboard", { value: undefined });
        }"""
    )
    page.get_by_role("button", name="Copy as CSV").click()
    expect(page.locator("#said")).to_have_text("23 rows copied")
    copied: str = page.evaluate("() => window.copied")
    assert copied.splitlines()[0] == "Measure,As it is,Unit,What it says"
    assert len(list(csv.reader(io.StringIO(copied)))) == 24
    assert page.get_by_role("button", name="Copy as CSV").evaluate(
        "button => button === document.activeElement"
    )


def test_tabs_by_keyboard(page: Page) -> None:
    choose(page, "Footprints")
    page.keyboard.press("ArrowRight")
    chosen = page.locator(".table-tabs [aria-selected=true]")
    assert chosen.inner_text() == "CCGs"
    assert chosen.evaluate("tab => tab === document.activeElement")
    page.keyboard.press("End")
    assert chosen.inner_text() == "Measures"
    assert page.locator(".table-tabs [tabindex='0']").count() == 1
    assert page.locator("#table-panel").get_attribute("aria-labelledby") == "table-tab-measures"


def test_hostile_names_are_text(visit: Visit) -> None:
    page = visit(explore_page(hostile_dataset()))
    page.get_by_role("tab", name="Tables").click()
    for tab in page.locator(".table-tabs [role=tab]").all():
        tab.click()
        page.wait_for_timeout(100)
        inside = page.locator("#view-tables")
        assert inside.locator("script, img, em, b, i, s, u, iframe").count() == 0
    page.locator("[data-table=organisations]").click()
    assert set(column(page, "name")) == set(HOSTILE_NAMES[:6])


def test_the_first_column_and_the_headings_stay(page: Page) -> None:
    show_plan(page, "stp-nested")
    choose(page, "CCGs")
    scroll = page.locator(".table-scroll")
    head = page.locator(".table-scroll thead th").first
    name = page.locator(".table-scroll tbody th").nth(30)
    before = head.bounding_box()
    scroll.evaluate("box => box.scrollTo(200, 900)")
    after, side, box = head.bounding_box(), name.bounding_box(), scroll.bounding_box()
    assert before is not None
    assert after is not None
    assert side is not None
    assert box is not None
    assert after["y"] == pytest.approx(box["y"], abs=2)
    assert after["x"] == pytest.approx(before["x"], abs=1)
    assert side["x"] == pytest.approx(box["x"], abs=2)


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_accessible(page: Page, name: str) -> None:
    show_plan(page, "stp-nested")
    choose(page, name)
    page.wait_for_selector(".table-scroll table")
    assert page.locator(".table-scroll caption").inner_text()
    found: Any = Axe().run(page, context="#view-tables")
    assert found.violations_count == 0, found.generate_report()
