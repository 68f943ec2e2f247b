"""Results that are no plan, as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from helpers.unruly import unruly_dataset, unruly_plan

from graphmodel.dataset.reading import Soundness
from graphmodel.errors import Problem
from graphmodel.overlap.assessment import assess
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.verification import Mismatch, Verification, verify_plan
from graphmodel.plans.joint_frontier import frontier
from graphmodel.show.frames import (
    alternatives_frame,
    frontier_frame,
    measures_frame,
    problems_frame,
    stated_value,
    verification_frame,
)

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.plans.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return unruly_plan()


def test_a_frontier_has_a_row_a_point_and_a_row_an_alternative() -> None:
    found = frontier(unruly_dataset())
    points, others = frontier_frame(found), alternatives_frame(found)
    assert points["people_moved"].tolist() == [plan.people_moved for plan in found.plans]
    assert (points["people_moved_a"] + points["people_moved_b"]).tolist() == (
        points["people_moved"].tolist()
    )
    assert others["people_moved"].tolist() == [plan.people_moved for plan in found.alternatives]
    assert set(points) - {"footprints"} == set(others) - {"plan", "lead", "target", "beside"}


def test_a_check_has_a_row_a_problem_with_whole_numbers() -> None:
    problems = (
        Problem("error", "a.csv", 7, "share", "2", "wrong", "Put it right."),
        Problem("warning", "a.csv", None, "", "", "odd"),
    )
    frame = problems_frame(Soundness("x", ok=False, problems=problems))
    assert frame["level"].tolist() == ["error", "warning"]
    assert frame["row"].tolist() == [7, pd.NA]
    assert list(problems_frame(Soundness("x", ok=True, problems=()))) == list(frame)


def test_a_verification_has_a_row_a_field(plan: Plan, tmp_path: Path) -> None:
    write_plan(plan, tmp_path / "plan.json")
    found = verify_plan(tmp_path / "plan.json", dataset=plan.dataset)
    frame = verification_frame(found)
    assert frame.loc[frame["finding"] == "confirmed", "field"].tolist() == list(found.confirmed)
    assert set(frame["finding"]) == {"confirmed", "claimed"}
    wrong = Verification(
        *("plan.json", "mine", (), (Mismatch("people_moved", 7, [1]),), ("rules: broken",)),
        *(("partners",), {}, None, None, True, ()),
    )
    assert verification_frame(wrong).fillna("").to_numpy().tolist() == [
        ["people_moved", "differs", 7, "[1]"],
        ["rules", "wrong", "broken", ""],
        ["partners", "not stated", "", ""],
    ]


def test_what_a_file_states_fits_a_cell() -> None:
    assert [stated_value(value) for value in (1.5, "x", True, None, ["é"])] == [
        *(1.5, "x", "true", "nothing", '["é"]')
    ]


def test_every_column_is_documented(plan: Plan, tmp_path: Path) -> None:
    found = frontier(unruly_dataset())
    write_plan(plan, tmp_path / "plan.json")
    frames = {
        frontier_frame: frontier_frame(found),
        problems_frame: problems_frame(Soundness("x", ok=True, problems=())),
        verification_frame: verification_frame(
            verify_plan(tmp_path / "plan.json", dataset=plan.dataset)
        ),
        measures_frame: measures_frame(plan.before, plan.after),
    }
    for function, frame in frames.items():
        names = {name for name in frame if not name.endswith(("_a", "_b"))}
        assert {name for name in names if f"``{name}``" not in str(function.__doc__)} == set()


def test_measures_have_every_figure_of_the_assessment() -> None:
    assessment = assess(unruly_dataset(), ignore_below=0.5)
    frame = measures_frame(assessment)
    values = dict(zip(frame["measure"], frame["value"], strict=True))
    stated = assessment.to_dict()
    for key, value in values.items():
        found = stated
        for part in key.split("."):
            found = found[part]
        assert found == value, key
    assert "relations.b.straddling" in values
    assert "without_slivers.coterminous_share" in values
    assert frame["meaning"].is_unique


def test_measures_before_and_after_stand_side_by_side(plan: Plan) -> None:
    frame = measures_frame(plan.before, plan.after).set_index("measure")
    assert frame.loc["coterminous_pairs", "before"] == plan.before.coterminous_pairs
    assert frame.loc["coterminous_pairs", "after"] == plan.after.coterminous_pairs
