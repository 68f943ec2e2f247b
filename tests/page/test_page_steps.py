"""The steps of any plan, in the page as in the package: order, figures, partners, words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.saved_plans import differences, saved

from graphmodel.planfiles.planfile import parse_plan, plan_to_dict

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Visit
    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset

pytestmark = pytest.mark.browser


def steps_differ(page: Page, dataset: Dataset, folder: Path) -> list[str]:
    """Name what differs between the steps of the plan that a page shows and the package's own."""
    stated = saved(page)
    file = folder / "saved.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    _, plan = parse_plan(file, dataset=dataset)
    mine = plan_to_dict(plan)["suggestions"]
    return list(differences(stated["suggestions"], mine))


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
