"""What is asked where nobody says otherwise, and what no plan may redraw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.examples import make_dataset
from helpers.tiny import SETTINGS, edited, only, text, write_folder, write_workbook

from graphmodel.dataset.dataset import derived
from graphmodel.dataset.question import Question, question_of
from graphmodel.dataset.reading import check_dataset, read_dataset
from graphmodel.errors import OptionError
from graphmodel.plans.joint_frontier import frontier
from graphmodel.plans.propose import propose

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.fixtures import Check

    from graphmodel.dataset.dataset import Dataset


def declared(words: str) -> dict[str, str]:
    return edited("datapackage.json", '"compare"', f'{words}, "compare"')


def test_what_a_dataset_asks_is_read_alike_from_folder_and_workbook(tmp_path: Path) -> None:
    plan = '"plan": {"lead": "ldr", "target": "nested"}, "fixed": ["ldr"]'
    folder = read_dataset(write_folder(tmp_path / "tiny", declared(plan)))
    rows = (*SETTINGS, ("plan.lead", "ldr"), ("plan.target", "nested"), ("fixed", "ldr"))
    book = read_dataset(write_workbook(tmp_path / "tiny.xlsx", settings=rows))
    for dataset in (folder, book):
        assert (dataset.lead, dataset.target, dataset.fixed) == ("ldr", "nested", ("ldr",))
        assert question_of(dataset) == Question(("stp", "ldr"), "ldr", "nested")
    assert folder.sha256 == book.sha256
    assert folder.sha256 == read_dataset(write_folder(tmp_path / "tiny", {})).sha256


@pytest.mark.parametrize(
    ("words", "column", "said"),
    [
        ('"plan": {"lead": "council"}', "plan", "'council' is neither of the sets compared"),
        ('"plan": {"target": "compatable"}', "plan", "Did you mean 'compatible'?"),
        ('"plan": {"lead": "joint", "target": "nested"}', "plan", "in a joint plan neither"),
        ('"plan": ["stp"]', "", '"plan" must be a JSON object'),
        ('"plan": {"lead": 5}', "lead", '"lead" must be a text'),
        ('"fixed": ["counsil"]', "fixed", "no such footprint set"),
        ('"fixed": "ldr"', "fixed", "must be a list of texts"),
        ('"plan": {"lead": "stp"}, "fixed": ["ldr"]', "fixed", "led by 'stp' would redraw it"),
    ],
)
def test_what_makes_no_sense_is_told(check: Check, words: str, column: str, said: str) -> None:
    problem = only(check(declared(words)))
    assert (problem.file, problem.column) == ("datapackage.json", column)
    assert said in text(problem)


def test_every_problem_is_told_at_once_and_in_a_workbook_by_its_row(tmp_path: Path) -> None:
    rows = (*SETTINGS, ("plan.lead", "x"), ("plan.target", "y"), ("fixed", "z, ldr"))
    soundness = check_dataset(write_workbook(tmp_path / "tiny.xlsx", settings=rows))
    places = {(problem.file, problem.column, problem.value) for problem in soundness.problems}
    assert places == {
        ("settings", "plan.lead", "x"),
        ("settings", "plan.target", "y"),
        ("settings", "fixed", "z"),
        ("settings", "fixed", "ldr"),
    }


def test_a_word_of_a_plan_that_is_unknown_is_warned_of(check: Check) -> None:
    soundness = check(declared('"plan": {"leads": "stp"}'))
    assert soundness.ok
    assert "Did you mean 'lead'?" in only(soundness, "warning").remedy


@pytest.fixture
def dataset() -> Dataset:
    """Return three sets a, b, c; a and b ask for something, c is fixed."""
    made = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b2", 7)})
    rows = made.memberships[made.memberships["footprint_set"] == "b"]
    memberships = rows.assign(footprint_set="c", footprint=rows["footprint"].str.upper())
    upper = made.footprints[made.footprints["footprint_set"] == "b"]
    upper = upper.assign(footprint_set="c", footprint=upper["footprint"].str.upper())
    return replace(
        made,
        memberships=pd.concat([made.memberships, memberships], ignore_index=True),
        footprints=pd.concat([made.footprints, upper], ignore_index=True),
        lead="b",
        target="compatible",
        fixed=("c",),
    )


@pytest.mark.parametrize(
    ("asked", "lead", "target"),
    [
        ({}, "b", "compatible"),
        ({"sets": ("b", "a")}, "b", "compatible"),
        ({"lead": "a"}, "a", "compatible"),
        ({"target": "nested"}, "b", "nested"),
        ({"lead": "joint"}, "joint", "compatible"),
        ({"sets": ("a", "c")}, "c", "compatible"),
        ({"sets": ("c", "a"), "target": "coterminous"}, "c", "coterminous"),
        ({"sets": ("a", "c"), "redraw": ("c",)}, "a", "compatible"),
        ({"sets": ("a", "c"), "lead": "joint", "redraw": ["c"]}, "joint", "compatible"),
    ],
)
def test_defaults(dataset: Dataset, asked: dict[str, Any], lead: str, target: str) -> None:
    question = question_of(dataset, **asked)
    assert (question.lead, question.target) == (lead, target)
    assert question.compare == asked.get("sets", ("a", "b"))


def test_without_a_word_from_the_dataset_the_first_set_leads(dataset: Dataset) -> None:
    silent = derived(dataset, lead=None, target=None, fixed=())
    assert question_of(silent) == Question(("a", "b"), "a", "coterminous")
    # Of another pair than its own a dataset says nothing, where none of it is fixed.
    other = derived(dataset, fixed=())
    assert question_of(other, sets=("c", "b")) == Question(("c", "b"), "c", "coterminous")
    nested = derived(dataset, target="nested")
    assert question_of(nested, lead="joint").target == "coterminous"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sets": ("a", "c"), "lead": "a"}, "redraw the cs.*: give `lead=.c.`, or `redraw=.c.` if"),
        ({"sets": ("a", "c"), "lead": "joint"}, "give `lead=.c.`, or `redraw=.c.` if"),
        ({"redraw": ("d",)}, "`redraw` takes a footprint set, not 'd'; there are a, b, c"),
        ({"lead": "c"}, "`lead` takes a, b or joint, not 'c'"),
        ({"target": "equal"}, "`target` takes coterminous"),
        ({"lead": "joint", "target": "nested"}, "neither leads"),
    ],
)
def test_what_is_refused(dataset: Dataset, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        question_of(dataset, **asked)


def test_of_two_fixed_sets_neither_can_change(dataset: Dataset) -> None:
    both = derived(dataset, lead=None, fixed=("a", "c"))
    with pytest.raises(OptionError, match=r"redraw the cs, which .* fixed: .*`redraw=.c.` if"):
        question_of(both, sets=("a", "c"))
    with pytest.raises(OptionError, match=r"the as and the cs, .*: give `redraw=.a.` and"):
        question_of(both, sets=("a", "c"), lead="joint")
    assert question_of(both, sets=("a", "c"), redraw=("a",)).lead == "c"
    assert [plan.lead for plan in frontier(both, sets=("a", "c")).alternatives] == [None]


def test_proposals_and_frontiers_keep_to_it(dataset: Dataset) -> None:
    plan = propose(dataset)
    assert (plan.lead, plan.target) == ("b", "compatible")
    assert propose(dataset, lead="joint", footprints=1).target == "coterminous"
    with pytest.raises(OptionError, match=r"`redraw=.c.`"):
        propose(dataset, sets=("a", "c"), lead="joint")
    found = frontier(dataset, sets=("a", "c"))
    assert not found.plans
    assert {plan.lead for plan in found.alternatives} == {None, "c"}
    assert "would redraw the cs" in found.note
    allowed = frontier(dataset, sets=("a", "c"), redraw=("c",))
    assert len(allowed.plans) == 2
    assert {plan.lead for plan in allowed.alternatives} == {None, "a", "c", "joint"}


@pytest.mark.parametrize(
    ("name", "sets", "lead", "target"),
    [
        ("england-2016", None, "stp", "coterminous"),
        ("england-2016", ("stp", "council"), "council", "coterminous"),
        ("england-2026", None, "authority", "compatible"),
        ("england-2026", ("icb", "council"), "council", "compatible"),
        ("england-2026", ("icb", "icb_2024"), "icb_2024", "compatible"),
    ],
)
def test_the_bundled_datasets_ask_the_questions_of_their_day(
    name: str, sets: tuple[str, str] | None, lead: str, target: str
) -> None:
    question = question_of(read_dataset(name), sets=sets)
    assert (question.lead, question.target) == (lead, target)
