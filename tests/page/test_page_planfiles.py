"""Plan files in the page: it refuses what `verify` refuses, in words, and takes what it takes."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.mutations import JSON_NASTY
from helpers.saved_plans import saved

from graphmodel.errors import GraphmodelError
from graphmodel.page.page import explore_page
from graphmodel.planfiles.planfile import plan_to_dict
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    Visit = Callable[[str], Page]
    Change = Callable[[dict[str, Any]], Any]

pytestmark = pytest.mark.browser

DATASET: Final = make_dataset(
    {
        "c1": ("a1", "b1", 120),
        "c2": ("a1", "b1", 95),
        "c3": ("a1", "b2", 140),
        "c4": ("a2", "b2", 60),
        "c5": ("a2", "b3", 80),
        "c6": ("a3", "b3", 33),
        "c7": ("a3", None, 7),
    },
    evidence={("c4", "b", "b2"): "inferred"},
)

LOADED: Final = """stated => {
  const { state, change, loadPlan } = graphmodel;
  document.querySelectorAll("[role=alert]").forEach((each) => each.remove());
  change({ base: "unchanged", edits: [], moment: "before" });
  loadPlan(stated, "plan.json");
  const told = document.querySelector("[role=alert]")?.innerText ?? "";
  return [state.base === "loaded", told, JSON.stringify(graphmodel.suggestions())];
}"""


def loaded(page: Page, stated: dict[str, Any]) -> tuple[bool, str, str]:
    """Load a plan file: whether it was taken, what was told, and its steps as the page has them."""
    taken, told, steps = page.evaluate(LOADED, json.dumps(stated))
    return taken, told, steps


def stated_plan(**options: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever propose takes
    return plan_to_dict(propose(DATASET, **options))


def verified(stated: dict[str, Any], folder: Path) -> bool:
    """Tell whether the package takes a plan file."""
    file = folder / "plan.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    try:
        return verify_plan(file, dataset=DATASET).ok
    except GraphmodelError:
        return False


FALSE: Final[dict[str, tuple[Change, str]]] = {
    "people": (lambda plan: plan.update(people_moved=1), "people_moved: 1 is stated, and it is"),
    "an approval": (
        lambda plan: plan["suggestions"][0].update(reason="APPROVED BY NHS ENGLAND"),
        'suggestions.1.reason: "APPROVED BY NHS ENGLAND" is stated, and it is',
    ),
    "an action": (
        lambda plan: plan["suggestions"][0].update(action="constructor"),
        'suggestions.1.action: "constructor" is stated',
    ),
    "agreement": (
        lambda plan: plan["suggestions"][0].update(support="x"),
        'suggestions.1.support: "x" is not of the type number',
    ),
    "a share": (lambda plan: plan["after"].update(coterminous_share=1), "after.coterminous_share"),
    "a bound": (lambda plan: plan.update(lower_bound=1e9), "lower_bound: 1,000,000,000 is more"),
    "a key": (lambda plan: plan.update(approved=True), "approved: a plan file has no such key"),
    "a method": (lambda plan: plan["options"].update(method="oracle"), "is no method"),
    "runs": (lambda plan: plan["options"].update(seeds=3), "makes no runs"),
    "a lock": (
        lambda plan: plan["options"].update(locked={"b": ["b2"]}),
        "b2 b: 60 people leave it",
    ),
    "an unknown lock": (
        lambda plan: plan["options"].update(locked={"b": ["b9"]}),
        "options.locked: there is no b9 in b",
    ),
    "a result": (
        lambda plan: plan["resulting"]["a"].append({"footprint": "x", "name": "y"}),
        "resulting.a: 4 entries are stated, and there are 3",
    ),
    "a name": (lambda plan: plan.update(names={"a": {"x": "y"}}), "x is no resulting footprint"),
    "a portion twice": (
        lambda plan: plan["assignment"].append(plan["assignment"][0]),
        "or is there twice",
    ),
    "a successor": (
        lambda plan: plan["successors"]["b"].update(b1="b3"),
        "Nothing is renamed",
    ),
}


@pytest.mark.parametrize("case", FALSE)
def test_what_a_file_only_claims_is_refused_in_words(
    visit: Visit, tmp_path: Path, case: str
) -> None:
    change, words = FALSE[case]
    stated = stated_plan(lead="a", target="nested")
    page = visit(explore_page(DATASET))
    assert loaded(page, stated)[:2] == (True, "")
    change(stated)
    taken, told, _ = loaded(page, stated)
    assert not taken
    assert words in told
    assert not verified(stated, tmp_path)


def test_plans_of_every_kind_are_taken(visit: Visit) -> None:
    page = visit(explore_page(DATASET))
    kinds: list[dict[str, Any]] = [
        *(
            {"lead": lead, "target": target}
            for lead in "ab"
            for target in ("coterminous", "nested")
        ),
        *({"lead": lead, "target": "compatible"} for lead in ("a", "b", "joint")),
        {"lead": "joint", "target": "coterminous", "footprints": 1},
        {"lead": "joint", "target": "coterminous", "footprints": 2},
        {"lead": "joint", "target": "coterminous", "method": "louvain"},
    ]
    for options in kinds:
        stated = stated_plan(**options)
        taken, told, steps = loaded(page, stated)
        assert (taken, told) == (True, ""), options
        reasons = [step["reason"] for step in json.loads(steps)]
        assert reasons == [step["reason"] for step in stated["suggestions"]]
        kept = saved(page)
        if options.get("method") != "louvain":
            assert kept["lower_bound"] == stated["lower_bound"]
        else:
            assert kept["lower_bound"] is None  # nobody here has proved it


@pytest.mark.parametrize(("year", "lead"), [("2016", "stp"), ("2026", "authority")])
def test_plans_of_england_are_taken(
    visit: Visit, request: pytest.FixtureRequest, year: str, lead: str
) -> None:
    page = visit(request.getfixturevalue(f"page_{year}"))
    stated = plan_to_dict(propose(bundled_dataset(f"england-{year}"), lead=lead))
    taken, told, steps = loaded(page, stated)
    assert (taken, told) == (True, "")
    needed = [step["needed"] for step in json.loads(steps)]
    assert needed == [step["needed_either_way"] for step in stated["suggestions"]]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Go through the places of all values in a plan file."""
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in pairs:
        yield (*path, key)
        yield from places(each, (*path, key))


def damaged(stated: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a plan file with one value replaced, taken out or taken from elsewhere."""
    plan = deepcopy(stated)
    every = list(places(plan))
    *path, key = chance.choice(every)
    part: Any = plan
    for each in path:
        part = part[each]
    if chance.random() < 0.15:
        del part[key]
        return plan
    other: Any = stated
    for each in chance.choice(every):
        other = other[each]
    part[key] = deepcopy(chance.choice((other, chance.choice(JSON_NASTY))))
    return plan


def test_the_page_refuses_what_verify_refuses(visit: Visit, tmp_path: Path) -> None:
    page = visit(explore_page(DATASET))
    plans = [
        stated_plan(lead="a", target="nested"),
        stated_plan(lead="joint", target="coterminous", footprints=2),
    ]
    chance = random.Random(12)  # noqa: S311 - damage, not secrets
    for _ in range(150):
        stated = damaged(chance.choice(plans), chance)
        try:
            text = json.dumps(stated, allow_nan=False)
        except ValueError:
            continue
        taken, told, _ = loaded(page, json.loads(text))
        assert taken or told
        if taken:
            assert verified(json.loads(text), tmp_path), text
