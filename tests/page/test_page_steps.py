"""The steps of any plan, computed in the page as in the package: order, figures, words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.saved_plans import differences, saved

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.page.page import explore_page
from graphmodel.planfiles.planfile import parse_plan
from graphmodel.plans.optimum import beside_optimum
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import capital

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Visit
    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

pytestmark = pytest.mark.browser


def steps_differ(page: Page, dataset: Dataset, folder: Path) -> list[str]:
    """Name what differs between the steps of the plan that a page shows and the package's own."""
    mine = [step.to_dict() for step in suggestions(plan_shown(page, dataset, folder))]
    return list(differences(saved(page)["suggestions"], mine))


def plan_shown(page: Page, dataset: Dataset, folder: Path) -> Plan:
    """Return the plan that a page shows, as its file has it."""
    file = folder / "saved.json"
    file.write_text(json.dumps(saved(page)), encoding="utf-8")
    return parse_plan(file, dataset=dataset)[1]


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_steps_of_every_plan_are_the_packages_own(
    visit: Visit, request: pytest.FixtureRequest, name: str, tmp_path: Path
) -> None:
    dataset = bundled_dataset(name)
    page = visit(request.getfixturevalue(f"page_{name[-4:]}"))
    plans = page.evaluate("graphmodel.data.plans.map(({ id }) => id)")
    assert len(plans) >= 11
    for identity in plans:
        page.evaluate("id => graphmodel.choosePlan(id)", identity)
        assert steps_differ(page, dataset, tmp_path) == [], identity


def crowded(seed: int) -> Dataset:
    """Return a dataset with split blocks, mixed evidence, undecided ground and odd names."""
    chance = np.random.default_rng(seed)
    codes = [[f"{side}{number}" for number in range(1, 6)] for side in "ab"]

    def place(own: list[str]) -> object:
        kind = chance.random()
        if kind < 0.12:
            return None
        one, other = (str(code) for code in chance.choice(own, 2, replace=False))
        return one if kind < 0.8 else {one: 0.25, other: 0.75}

    blocks = {
        f"c{number}": (place(codes[0]), place(codes[1]), int(chance.integers(0, 2_000)))
        for number in range(24)
    } | {"z": ("a1", "b1", 500)}
    evidence: dict[Any, str] = {
        (block, name): str(chance.choice(list(EVIDENCE_GRADES)))
        for block in blocks
        for name in "ab"
    }
    partners = {
        f"p{number}": (
            ("provider", "council")[number % 2],
            [str(code) for code in chance.choice(codes[0], 2, replace=False)],
            [str(code) for code in chance.choice(codes[1], 1)],
        )
        for number in range(8)
    }
    return make_dataset(
        blocks,
        partners=partners,
        evidence=evidence,
        names={"a1": "The Here and There", "b2": "One, Two", "c3": "This and That", "b3": "The B"},
        labels={"a": "ICB of 2024", "b": "authority", "people": "patients"},
    )


HAND_EDIT = """random => {
  const { after } = graphmodel.current();
  const pick = (list, at) => list[Math.floor(random[at] * list.length)];
  const reference = graphmodel.referenceTo;
  const side = Math.floor(random[0] * 2);
  const linked = after.cost.linked;
  const { from } = after.sides[side];
  const carried = id => (from.get(id) ?? []).filter(each => linked[side].has(each));
  const there = after.sides[side].ids.filter(id => carried(id).length);
  if (random[1] < 0.65) {
    const portion = pick(after.portions, 2);
    const keys = after.portions
      .filter(({ block }) => block === portion.block).map(({ key }) => key);
    const to = random[3] < 0.25
      ? JSON.stringify([side, `NEW:${Math.floor(random[4] * 1e6)}`, "Brand new"])
      : reference(pick(there, 4));
    graphmodel.edit({ kind: "place", keys, side, to, words: "" });
  } else if (there.length > 1) {
    const pair = [pick(there, 2), pick(there, 3)];
    const all = pair.flatMap(carried);
    if (pair[0] === pair[1]) return;
    const was = graphmodel.before.sides[side];
    const people = id => was.people[was.place.get(id)];
    all.sort((one, other) => people(other) - people(one) || one - other);
    graphmodel.edit({ kind: "unite", side, ids: pair.map(reference), to: all[0], words: "" });
  }
}"""


@pytest.mark.parametrize("seed", range(3))
def test_steps_of_plans_made_by_hand_are_the_packages_own(
    visit: Visit, tmp_path: Path, seed: int
) -> None:
    dataset = crowded(seed)
    page = visit(explore_page(dataset))
    chance = np.random.default_rng(seed)
    for packed in page.evaluate("graphmodel.data.plans.map(({ id }) => id)"):
        page.evaluate("id => graphmodel.choosePlan(id)", packed)
        assert steps_differ(page, dataset, tmp_path) == [], packed
        for _ in range(3):
            page.evaluate(HAND_EDIT, chance.random(5).tolist())
            assert steps_differ(page, dataset, tmp_path) == [], packed
        for lead, target in (("b", "nested"), ("a", "coterminous")):
            aim = {"kind": "aim", "lead": lead, "target": target, "words": ""}
            page.evaluate("aim => graphmodel.edit(aim)", aim)
            assert steps_differ(page, dataset, tmp_path) == [], packed
            beside = beside_optimum(plan_shown(page, dataset, tmp_path)).note
            words = page.evaluate("graphmodel.optimumWords(graphmodel.current().after)")
            assert words.replace("\xa0", " ") == f"{capital(beside)}.", packed
