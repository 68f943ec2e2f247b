"""Plans side by side in the page."""

from __future__ import annotations

import csv
import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.hostile import HOSTILE_NAMES

from graphmodel.page.page import explore_page
from graphmodel.planfiles.tracking import track_plan
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser


def side_by_side(page: Page) -> Locator:
    page.get_by_role("tab", name="Plans").click()
    return page.locator("#view-plans")


def row(page: Page, heading: str) -> list[str]:
    """Return what a row of the table says of each plan."""
    line = page.locator("#view-plans tbody tr").filter(
        has=page.get_by_role("rowheader", name=heading, exact=True)
    )
    return [each.strip() for each in line.get_by_role("cell").all_inner_texts()]


def test_plans_stand_side_by_side_with_both_costs(visit: Visit, page_2026: str) -> None:
    page = visit(page_2026)
    box = side_by_side(page)
    assert box.locator("caption").inner_text() == "Four plans, side by side"
    dataset = bundled_dataset("england-2026")
    plans = [
        propose(dataset),
        propose(dataset, undecided="open"),
        propose(dataset, target="coterminous"),
    ]
    moved = [f"{round(plan.people_moved):,}" for plan in plans]
    absorbed = [f"{round(plan.people_merged):,}" for plan in plans]
    assert row(page, "Residents whose ICB changes") == ["0", *moved]
    assert row(page, "Residents in absorbed ICBs") == ["0", *absorbed]
    shares = [0.173, *(plan.after.coterminous_share for plan in plans)]
    told = [each.split("\n")[0] for each in row(page, "Residents on the same ground")]
    assert told == [f"{100 * share:.1f}\u00a0%" for share in shares]
    only = row(page, "Only here")
    assert only[0] == "Nothing has to be done"
    assert only[1:3] == ["Every step is in another plan too"] * 2
    widths = box.locator(".scale span").evaluate_all("all => all.map(one => one.style.width)")
    assert widths[0] == "0%"
    assert max(float(width[:-1]) for width in widths) == 100
    assert box.locator("svg.small-map").count() == 4
    box.get_by_role("button", name="Remove").last.click()
    assert row(page, "Only here")[1] in {
        "Bath and North East Somerset; Coventry",
        "Coventry; Bath and North East Somerset",
    }


def test_plans_are_pinned_shown_and_taken_away(visit: Visit, page_2016: str) -> None:
    page = visit(page_2016)
    box = side_by_side(page)
    count = box.locator("thead th").count()
    box.get_by_role("button", name="Remove As it is").click()
    assert box.locator("thead th").count() == count - 1
    box.get_by_label("Pin another plan").select_option(label="As it is")
    assert box.locator("thead th").last.inner_text().startswith("C As it is")
    box.get_by_role("button", name="Remove As it is").click()
    page.evaluate(
        """() => graphmodel.edit({ kind: "unite", side: 1, words: "",
          ids: graphmodel.before.sides[1].ids.slice(0, 2).map(graphmodel.referenceTo) })"""
    )
    box.get_by_role("button", name="Pin the plan shown").click()
    assert "changed by hand" in box.locator("thead th").last.inner_text()
    page.evaluate("graphmodel.choosePlan('unchanged')")
    box.get_by_role("button", name="Show As it is, changed by hand").click()
    assert page.evaluate("graphmodel.current().after.cost.merged") == 1
    page.get_by_label("Only where they differ").check()
    assert box.locator("svg.small-map").count() == 3


def test_the_table_is_saved_as_csv(visit: Visit, page_2026: str) -> None:
    page = visit(page_2026)
    box = side_by_side(page)
    with page.expect_download() as saved:
        box.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.reader(saved.value.path().read_text("utf-8-sig").splitlines()))
    plan = propose(bundled_dataset("england-2026"))
    assert rows[0][:2] == ["", "As it is"]
    assert ["Residents whose ICB changes", "0", str(round(plan.people_moved))] in [
        each[:3] for each in rows
    ]


def test_plans_are_laid_beside_what_was_decided(visit: Visit) -> None:
    dataset = bundled_dataset("england-2016")
    sets = ("stp", "council")
    pins = "pin=unchanged&pin=council-compatible&pin=decided"
    page = visit(explore_page(dataset, sets=sets, actual="icb_2026", open=pins))
    box = side_by_side(page)
    titles = box.locator("thead th").all_inner_texts()
    at = next(n for n, title in enumerate(titles) if "What was decided" in title)
    moved = row(page, "Registered patients whose STP changes")
    assert moved[at] == "1,631,756"
    plan = propose(dataset, sets=sets, lead="council", target="compatible")
    people = track_plan(plan, "icb_2026").changes
    told = row(page, "Of these, as it turned out")
    assert (told[0], told[at]) == ("–", "–")
    done = f"{round(people['done']):,} done"
    asked = moved.index(f"{round(plan.people_moved):,}")
    assert told[asked].startswith(done)
    assert f"{round(people['joined']):,} joined" in told[asked]
    assert f"{round(people['not_done']):,} not done" in told[asked]


def test_without_ground_it_says_what_is_in_the_way(visit: Visit) -> None:
    hostile = HOSTILE_NAMES[0]
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)},
        names={"b2": hostile},
    )
    nowhere = dataset.organisations.assign(latitude=np.nan, longitude=np.nan)
    page = visit(explore_page(dataclasses.replace(dataset, organisations=nowhere)))
    box = side_by_side(page)
    assert box.locator("svg").count() == 0
    assert hostile in box.locator(".chips").first.inner_text()
