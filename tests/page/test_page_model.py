"""The page computes as the package does: every plan, every edit, and what it saves verifies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.saved_plans import differences, saved, saved_plan
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graphmodel.dataset.reading import read_dataset
from graphmodel.dataset.template import new_dataset
from graphmodel.overlap.overlap import build_overlap
from graphmodel.page.ground import Ground
from graphmodel.page.page import explore_page
from graphmodel.planfiles.planfile import parse_plan, plan_to_dict, read_plan
from graphmodel.planfiles.verification import verify_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from graphmodel.dataset.dataset import Dataset

    Visit = Callable[[str], Page]

pytestmark = pytest.mark.browser


def recomputed(stated: dict[str, Any], dataset: Dataset, folder: Path) -> dict[str, Any]:
    """Return the figures of a plan that the page saved, computed by the package."""
    return plan_to_dict(saved_plan(stated, dataset, folder))


def assert_same(stated: dict[str, Any], expected: dict[str, Any]) -> None:
    keys = [key for key in stated if key not in ("assignment", "resulting", "options")]
    assert [
        difference
        for key in keys
        if key in expected
        for difference in differences(stated[key], expected[key], key)
    ] == []


def assert_all_same(stated: dict[str, Any], expected: dict[str, Any]) -> None:
    """Hold everything that the page says of a plan against what the package says."""
    assert stated["format"] == expected["format"]
    assert stated["options"] == {key: expected["options"].get(key) for key in stated["options"]}
    assert [
        difference
        for key, value in stated.items()
        if key != "options"
        for difference in differences(value, expected.get(key), key)
    ] == []


RANDOM_EDIT = """([random, locked]) => {
  const { after } = graphmodel.current();
  const pick = (list, at) => list[Math.floor(random[at] * list.length)];
  const side = Math.floor(random[0] * 2);
  const linked = after.sides[side].ids.filter((id, at) => after.sides[side].overlaps[at].length);
  const reference = graphmodel.referenceTo;
  if (random[1] < 0.6) {
    const portion = pick(after.portions, 2);
    const keys = after.portions
      .filter(({ block }) => block === portion.block).map(({ key }) => key);
    const to = random[3] < 0.2
      ? JSON.stringify([side, `NEW:${Math.floor(random[4] * 1e6)}`, "A new one"])
      : reference(pick(linked, 4));
    graphmodel.edit({ kind: "place", keys, side, to, words: "" });
  } else {
    const ids = [pick(linked, 2), pick(linked, 3)];
    if (ids[0] === ids[1]) return;
    graphmodel.edit({ kind: "unite", side, ids: ids.map(reference), words: "" });
  }
}"""


SPLIT = make_dataset(
    {"o1": ({"A1": 0.5, "A2": 0.5}, "B1", 100), "o2": ("A2", "B2", 50)},
    evidence={("o1", "a", "A2"): "inferred"},
)


@pytest.mark.parametrize("name", ["england-2016", "england-2026", "split"])
def test_nodes_are_whole_again_after_what_the_page_spares(
    visit: Visit, request: pytest.FixtureRequest, name: str
) -> None:
    if name == "split":
        dataset, text = SPLIT, explore_page(SPLIT)
    else:
        dataset, text = bundled_dataset(name), request.getfixturevalue(f"page_{name[-4:]}")
    ground = Ground(dataset, build_overlap(dataset))
    colours = [kind.colour for kind in ground.kinds]
    expected = [{**node, "color": colours[node["kind"]]} for node in ground.nodes()]
    page = visit(text)
    packed = page.evaluate("JSON.parse(document.querySelector('#data').textContent).nodes")
    assert not any({"id", "color", "shape"} & node.keys() for node in packed)
    whole = page.evaluate("count => graphmodel.nodes.slice(0, count)", len(packed))
    assert whole == json.loads(json.dumps(expected))


@pytest.mark.parametrize(("name", "seed"), [("england-2016", 1), ("england-2026", 2)])
def test_measures_equal_the_packages_through_random_edits(
    visit: Visit, request: pytest.FixtureRequest, tmp_path: Path, name: str, seed: int
) -> None:
    dataset = bundled_dataset(name)
    page = visit(request.getfixturevalue(f"page_{name[-4:]}"))
    generator = np.random.default_rng(seed)
    page.evaluate("graphmodel.choosePlan('joint-39') ?? graphmodel.choosePlan('joint-15')")
    for number in range(25):
        page.evaluate(RANDOM_EDIT, [generator.random(5).tolist(), []])
        stated = saved(page)
        file = tmp_path / "saved.json"
        file.write_text(json.dumps(stated), encoding="utf-8")
        _, plan = parse_plan(file, dataset=dataset)
        figures = {
            "people_moved": plan.people_moved,
            "people_moved_by_set": plan.people_moved_by_set,
            "people_moved_by_evidence": plan.people_moved_by_evidence,
            "people_moved_estimated": plan.people_moved_estimated,
            "footprints_merged": plan.footprints_merged,
            "people_merged": plan.people_merged,
            "new_footprints": plan.new_footprints,
            "before": plan.before.to_part(),
            "after": plan.after.to_part(),
        }
        found = [d for key in figures for d in differences(stated[key], figures[key], key)]
        assert found == [], number
    assert page.evaluate("graphmodel.state.edits.length") >= 20
    assert_same(stated, plan_to_dict(plan))


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_every_plan_of_the_page_is_the_packages_own(
    visit: Visit, request: pytest.FixtureRequest, name: str, tmp_path: Path
) -> None:
    dataset = bundled_dataset(name)
    page = visit(request.getfixturevalue(f"page_{name[-4:]}"))
    plans = page.evaluate("graphmodel.data.plans.map(({ id, peopleMoved }) => [id, peopleMoved])")
    assert len(plans) >= 11
    for identity, people_moved in plans:
        page.evaluate("id => graphmodel.choosePlan(id)", identity)
        stated = saved(page)
        assert stated["people_moved"] == pytest.approx(people_moved, rel=1e-12)
        file = tmp_path / "saved.json"
        file.write_text(json.dumps(stated), encoding="utf-8")
        _, plan = parse_plan(file, dataset=dataset)
        assert plan.meets_target
        assert plan.is_strict
        assert list(differences(stated["after"], plan.after.to_part())) == []


def test_what_is_saved_verifies_and_loads_again(
    visit: Visit, page_2016: str, tmp_path: Path
) -> None:
    page = visit(page_2016)
    page.evaluate("graphmodel.choosePlan('joint-41')")
    page.evaluate(RANDOM_EDIT, [[0.7, 0.1, 0.3, 0.1, 0.5], []])
    page.evaluate(RANDOM_EDIT, [[0.2, 0.9, 0.3, 0.8, 0.5], []])
    with page.expect_download() as download:
        page.evaluate("graphmodel.savePlan()")
    assert download.value.suggested_filename == "plan.json"
    file = tmp_path / "plan.json"
    download.value.save_as(file)
    verification = verify_plan(file)
    assert verification.mismatches == ()
    assert verification.ok
    assert {"people_moved", "after", "before", "partners", "resulting"} <= {*verification.confirmed}
    first = saved(page)
    page.evaluate("document.querySelector('#fold-plans').open = true")
    page.get_by_role("button", name="Reset").click()
    assert saved(page)["people_moved"] == 0
    page.locator("#file").set_input_files(file)
    page.locator("[data-plan=loaded][aria-pressed=true]").wait_for(state="attached")
    assert list(differences(saved(page), first)) == []


def test_the_page_shows_what_the_command_line_saved(
    visit: Visit, page_2016: str, tmp_path: Path
) -> None:
    from graphmodel.planfiles.planfile import write_plan  # noqa: PLC0415
    from graphmodel.plans.led import led_plan  # noqa: PLC0415

    plan = led_plan(bundled_dataset("england-2016"), lead="stp")
    write_plan(plan, tmp_path / "led.json")
    page = visit(page_2016)
    page.locator("#file").set_input_files(tmp_path / "led.json")
    page.locator("[data-plan=loaded][aria-pressed=true]").wait_for(state="attached")
    stated = saved(page)
    assert stated["options"]["target"] == "coterminous"
    assert_same(stated, plan_to_dict(plan))
    assert "NHS Kernow CCG (561,538 registered patients)" in page.evaluate(
        "graphmodel.suggestions().map(step => step.reason).join()"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plan: plan.update(format="else"), "is not a plan"),
        (lambda plan: plan["dataset"].update(sha256="0" * 64), "plan for another dataset"),
        (lambda plan: plan.update(compare=["b", "a"]), "this page compares a and b"),
        (lambda plan: plan["assignment"].pop(), "c3 in a2 and b2 is missing"),
        (lambda plan: plan["successors"]["a"].update(x="a1"), "x is no a of this page"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    visit: Visit, tmp_path: Path, change: Callable[[dict[str, Any]], Any], message: str
) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)})
    page = visit(explore_page(dataset))
    stated = saved(page)
    change(stated)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    page.locator("#file").set_input_files(file)
    alert = page.get_by_role("alert")
    assert message in alert.inner_text()
    assert page.evaluate("graphmodel.state.base") == "unchanged"


def template_with_a_split_block(folder: Path) -> Dataset:
    """Return the example of a new dataset, of whose one split block a part is inferred."""
    path = folder / "march"
    new_dataset(path)
    for table, old, new in (
        ("memberships", "S3,0.3,official", "S3,0.3,inferred"),
        ("memberships", "06F,ldr,L3,,documented", "06F,ldr,L3,,official"),
        ("portions", "06F,77000,documented", "06F,77000,official"),
        ("portions", "06F,33000,documented", "06F,33000,inferred"),
    ):
        file = path / f"{table}.csv"
        rows = file.read_text("utf-8")
        assert old in rows
        file.write_text(rows.replace(old, new), "utf-8")
    return read_dataset(path)


@pytest.mark.parametrize("name", ["two", "template"])
def test_portions_of_a_split_block_keep_their_evidence(
    visit: Visit, tmp_path: Path, name: str
) -> None:
    dataset = SPLIT if name == "two" else template_with_a_split_block(tmp_path)
    # Of the template 06F: 70 % of its 110,000 by an official list, 30 % inferred.
    evidence = (
        {"official": 100, "inferred": 50}
        if name == "two"
        else {"official": 77_000, "documented": 435_000, "area": 200_000, "inferred": 93_000}
    )
    page = visit(explore_page(dataset))
    plans = page.evaluate(
        "[...document.querySelectorAll('[data-plan]')].map(one => one.dataset.plan)"
    )
    assert len(set(plans)) > 5
    for plan in sorted(set(plans)):
        page.evaluate("plan => graphmodel.choosePlan(plan)", plan)
        stated = saved(page)
        for moment in ("before", "after"):
            told = {grade: people for grade, people in stated[moment]["evidence"].items() if people}
            assert told == pytest.approx(evidence), (plan, moment)
        assert_same(stated, recomputed(stated, dataset, tmp_path))


def test_a_plan_of_other_words_is_taken_and_it_is_said(visit: Visit, tmp_path: Path) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 4)})
    page = visit(explore_page(dataset))
    stated = saved(page)
    assert stated["dataset"] == {
        "name": "example",
        "sha256": dataset.sha256,
        "sha256_all": dataset.sha256_all,
    }
    stated["dataset"]["sha256_all"] = "0" * 64
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    page.locator("#file").set_input_files(file)
    assert "in what decides no plan" in page.get_by_role("alert").inner_text()
    assert page.evaluate("graphmodel.state.base") == "loaded"


RANDOM_STEP = """random => {
  const { after } = graphmodel.current();
  const pick = (list, at) => list[Math.floor(random[at] * list.length)];
  const reference = graphmodel.referenceTo;
  const side = Math.floor(random[0] * 2);
  const linked = after.sides[side].ids.filter((id, at) => after.sides[side].overlaps[at].length);
  const fresh = JSON.stringify([side, `NEW:${Math.floor(random[4] * 1e6)}`, "A new one"]);
  const some = (ids) => (random[3] < 0.2 || !ids.length ? fresh : reference(pick(ids, 4)));
  const without = [...after.homes].filter(([, places]) => !places[side].length).map(([id]) => id);
  if (random[1] < 0.35 && without.length) {
    const to = some(after.sides[side].ids);
    graphmodel.edit({ kind: "give", blocks: [pick(without, 2)], side, to, words: "" });
  } else if (random[1] < 0.6 && linked.length > 1) {
    const ids = [pick(linked, 2), pick(linked, 3)];
    if (ids[0] !== ids[1]) {
      graphmodel.edit({ kind: "unite", side, ids: ids.map(reference), words: "" });
    }
  } else if (random[1] < 0.7 && linked.length) {
    graphmodel.edit({ kind: "name", id: reference(pick(linked, 2)), name: "Another", words: "" });
  } else if (random[1] < 0.8 && linked.length) {
    const on = random[3] < 0.5;
    graphmodel.edit({ kind: "lock", id: reference(pick(linked, 2)), on, words: "" });
  } else if (after.portions.length) {
    const portion = pick(after.portions, 2);
    const keys = after.portions
      .filter(({ block }) => block === portion.block).map(({ key }) => key);
    graphmodel.edit({ kind: "place", keys, side, to: some(linked), words: "" });
  }
}"""


@settings(
    patient,
    max_examples=6,
    phases=(Phase.explicit, Phase.generate),  # to look for a smaller failure takes a browser long
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(dataset=random_datasets(most_blocks=12), seed=st.integers(0, 2**32 - 1))
def test_plans_of_any_dataset_are_the_packages_own_however_they_are_changed(
    visit: Visit, tmp_path: Path, dataset: Dataset, seed: int
) -> None:
    page = visit(explore_page(dataset))
    generator = np.random.default_rng(seed)
    plans = page.evaluate("graphmodel.data.plans.map(({ id }) => id)")
    for identity in plans:
        page.evaluate("id => graphmodel.choosePlan(id)", identity)
        stated = saved(page)
        assert_all_same(stated, recomputed(stated, dataset, tmp_path))
    for number in range(12):
        if number % 4 == 0:  # what is given stays, whatever plan is chosen then
            chosen = ["unchanged", *plans][int(generator.integers(len(plans) + 1))]
            page.evaluate("id => graphmodel.choosePlan(id)", chosen)
        page.evaluate(RANDOM_STEP, generator.random(5).tolist())
        stated = saved(page)
        assert_all_same(stated, recomputed(stated, dataset, tmp_path))
    assert verify_plan(tmp_path / "saved.json", dataset=dataset).problems == ()


def test_a_file_that_is_no_json_is_refused(visit: Visit, tmp_path: Path) -> None:
    page = visit(explore_page(make_dataset({"c1": ("a1", "b1", 10)})))
    (tmp_path / "plan.json").write_text("{", encoding="utf-8")
    page.locator("#file").set_input_files(tmp_path / "plan.json")
    assert "is not JSON" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("first", ["", "merge", "rename"])
def test_what_is_given_to_a_merged_or_renamed_footprint_verifies(
    visit: Visit, page_2026: str, tmp_path: Path, first: str
) -> None:
    page = visit(page_2026)
    sussex, solent = (
        page.evaluate("name => graphmodel.nodes.find(({ bare }) => bare === name).id", name)
        for name in ("Sussex and Brighton", "Hampshire and the Solent")
    )
    if first == "merge":
        edit = {"kind": "unite", "side": 1, "ids": [sussex, solent], "words": ""}
        page.evaluate("edit => graphmodel.edit(edit)", edit)
    elif first == "rename":
        edit = {"kind": "name", "id": sussex, "name": "South Coast", "words": ""}
        page.evaluate("edit => graphmodel.edit(edit)", edit)
    page.evaluate("graphmodel.focusOn(graphmodel.nodes.find(({ label }) => label === 'Woking').id)")
    target = solent if first == "merge" else sussex
    page.get_by_label("strategic authority to give it").select_option(str(target))
    page.get_by_role("button", name="Give", exact=True).click()
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(saved(page)), encoding="utf-8")
    verification = verify_plan(file)
    assert verification.mismatches == ()
    plan = read_plan(file)
    assert len(plan.given.memberships) == 1
    assert plan.given.footprints == ()
    shown = page.evaluate("id => graphmodel.nodes[id].name", sussex)
    renamed = "South Coast (today: Sussex and Brighton strategic authority)"
    assert (shown == renamed) == (first == "rename")
    assert set(plan.names.values()) == ({"South Coast"} if first == "rename" else set())


def test_what_nobody_is_in_is_not_given_the_new_footprint_of_a_plan(
    visit: Visit, tmp_path: Path
) -> None:
    # The plan makes a new b for a2; c4, without people, would be all that it has as things stand.
    memberships = {
        "c1": ("a1", "b1", 30),
        "c2": ("a2", "b1", 20),
        "c3": ("a3", "b3", 9),
        "c4": ("a3", None, 0),
        "c5": ("a3", None, 4),
    }
    dataset = make_dataset(memberships)
    page = visit(explore_page(dataset))
    page.evaluate("graphmodel.choosePlan('a-nested')")
    give = """block => graphmodel.edit({
      kind: "give", side: 1, words: "", to: '[1,"NEW:a2","Name of a2"]',
      blocks: [graphmodel.nodes.find(({ code }) => code === block).id],
    })"""
    assert page.evaluate(give, "c4") is False
    told = page.get_by_role("alert").inner_text()
    assert "Nothing was changed" in told
    assert "As things stand Name of a2 b shares nobody with any a" in told
    assert page.evaluate("graphmodel.state.edits") == []
    assert page.evaluate(give, "c5") is True
    assert page.evaluate(give, "c4") is True
    (tmp_path / "plan.json").write_text(json.dumps(saved(page)), encoding="utf-8")
    verification = verify_plan(tmp_path / "plan.json", dataset=dataset)
    assert (verification.mismatches, verification.problems) == ((), ())


def test_what_is_given_verifies_and_loads_again(
    visit: Visit, page_2026: str, tmp_path: Path
) -> None:
    page = visit(page_2026)
    page.evaluate("graphmodel.choosePlan('joint-17')")
    page.evaluate(
        """() => {
          const { after } = graphmodel.current();
          const blocks = [...new Set(after.outside.map(({ block }) => block))];
          const there = graphmodel.referenceTo(after.sides[1].ids[0]);
          const other = JSON.stringify([1, "NEW:1", "A new authority"]);
          const give = { kind: "give", side: 1, words: "" };
          graphmodel.edit({ ...give, blocks: blocks.slice(0, 9), to: there });
          graphmodel.edit({ ...give, blocks: blocks.slice(9, 30), to: other });
        }"""
    )
    page.evaluate(RANDOM_EDIT, [[0.7, 0.1, 0.999, 0.1, 0.5], []])
    stated = saved(page)
    assert len(stated["given"]["memberships"]) == 30
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    verification = verify_plan(file)
    assert verification.mismatches == ()
    assert {"before", "after", "people_moved", "partners"} <= {*verification.confirmed}
    assert_same(stated, recomputed(stated, bundled_dataset("england-2026"), tmp_path))
    page.evaluate("document.querySelector('#fold-plans').open = true")
    page.get_by_role("button", name="Reset").click()
    page.locator("#file").set_input_files(file)
    page.locator("[data-plan=loaded][aria-pressed=true]").wait_for(state="attached")
    again = saved(page)
    assert again["given"] == stated["given"]
    assert_same(again, stated)
    dataset = bundled_dataset("england-2026")
    made = visit(explore_page(dataset, plan=read_plan(file, dataset=dataset)))
    assert_same(saved(made), stated)
