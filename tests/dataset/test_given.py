"""Footprints given to those who have none: what it does to a plan, and what cannot be given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import pytest
from helpers.examples import make_dataset

from graphmodel.dataset.given import Given, given_misfits, with_given
from graphmodel.errors import PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import plan_to_dict, read_plan, write_plan
from graphmodel.plans.plan import unchanged_plan

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

    Row: TypeAlias = tuple[str, str, str]


@pytest.fixture
def dataset() -> Dataset:
    return make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a1", None, 20),
            "c3": (None, "b1", 30),
            "c4": (None, None, 40),
            "c5": ({"a1": 0.25, "a2": 0.75}, None, 8),
        }
    )


NEW = ("b", "b9", "Ninth")


def test_those_who_are_given_a_footprint_are_covered(dataset: Dataset) -> None:
    given = Given((("c2", "b", "b1"), ("c5", "b", "b9")), (NEW,))
    overlap = build_overlap(with_given(dataset, given))
    rows = overlap.portions[["organisation", "a", "b", "people", "evidence"]]
    assert list(rows.itertuples(index=False, name=None)) == [
        ("c1", "a1", "b1", 10.0, "official"),
        ("c2", "a1", "b1", 20.0, "inferred"),
        ("c5", "a1", "b9", 2.0, "inferred"),
        ("c5", "a2", "b9", 6.0, "inferred"),
    ]
    assert (overlap.uncovered_blocks, overlap.uncovered_people) == (2, 70)
    assert build_overlap(dataset).uncovered_people == 98  # the dataset is as it was
    assert with_given(dataset, Given()) is dataset


@pytest.mark.parametrize(
    ("memberships", "footprints", "message"),
    [
        ([("c1", "b", "b1")], [], "'c1' has a footprint in 'b' already"),
        ([("c2", "b", "b7")], [], "'b' has no 'b7'"),
        ([("p", "b", "b1")], [], "'p' is no block"),
        ([("c2", "b", "b1"), ("c2", "b", "b9")], [NEW], "given two footprints in 'b'"),
        ([], [("b", "b1", "First")], "'b1' is there already"),
        ([], [NEW, NEW], "'b9' is there already"),
        ([], [("x", "b1", "First")], "no footprint set 'x'"),
    ],
)
def test_what_cannot_be_given_is_told(
    dataset: Dataset, memberships: list[Row], footprints: list[Row], message: str
) -> None:
    (problem,) = given_misfits(dataset, Given(tuple(memberships), tuple(footprints)))
    assert message in problem
    assert problem.startswith("given.")


def unchanged_with(dataset: Dataset, given: Given) -> Plan:
    there = with_given(dataset, given)
    return replace(unchanged_plan(there, build_overlap(there)), dataset=dataset, given=given)


def test_a_plan_that_gives_is_written_and_read(dataset: Dataset, tmp_path: Path) -> None:
    given = Given((("c2", "b", "b1"), ("c5", "b", "b9")), (NEW,))
    plan = unchanged_with(dataset, given)
    assert plan.before.uncovered["people"] == 98
    assert plan.after.uncovered["people"] == 70
    write_plan(plan, tmp_path / "plan.json")
    again = read_plan(tmp_path / "plan.json", dataset=dataset)
    assert again.given == given
    assert plan_to_dict(again) == plan_to_dict(plan)


def test_a_plan_file_that_gives_what_it_cannot_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    given = Given((("c2", "b", "b1"),))
    plan = unchanged_with(dataset, given)
    write_plan(plan, tmp_path / "plan.json")
    text = (tmp_path / "plan.json").read_text(encoding="utf-8")
    (tmp_path / "plan.json").write_text(
        text.replace('"footprint": "b1"\n   }\n  ]', '"footprint": "b8"\n   }\n  ]'),
        encoding="utf-8",
    )
    with pytest.raises(PlanError, match="'b' has no 'b8'"):
        read_plan(tmp_path / "plan.json", dataset=dataset)
