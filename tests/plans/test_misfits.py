"""What is made into a plan is refused where it fits nothing, in the words that files are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from helpers.examples import make_dataset

from graphmodel.errors import OptionError, PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import read_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import Plan, unchanged_plan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATASET = make_dataset(
    {
        "c1": ("a1", "b1", 10),
        "c2": ("a2", "b1", 5),
        "c3": ("a2", "b2", 20),
        "u": ("a3", None, 7),
    }
)
PLAN = led_plan(DATASET, lead="a")


def changed(part: str, row: int, **cells: object) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(PLAN, part).astype(object)
    for column, value in cells.items():
        frame.loc[row, column] = value
    return frame


def test_its_own_parts_make_the_plan_again_in_any_order() -> None:
    again = Plan(
        DATASET,
        PLAN.overlap,
        PLAN.successors[::-1],
        PLAN.resulting,
        PLAN.assignment[::-1][["organisation", "a", "b", "people", "to_b", "to_a"]],
        PLAN.asked,
        lower_bound=PLAN.lower_bound,
        optimal=True,
    )
    assert again.assignment.astype(object).equals(PLAN.assignment.astype(object))
    assert again.to_dict() == PLAN.to_dict()


@pytest.mark.parametrize(
    ("parts", "edit"),
    [
        (
            {"successors": changed("successors", 0, successor="x")},
            lambda file: file["successors"]["a"].update(a1="x"),
        ),
        (
            {"successors": PLAN.successors.drop(0)},
            lambda file: file["successors"]["a"].pop("a1"),
        ),
        (
            {"resulting": changed("resulting", 1, footprint="a3")},
            lambda file: file["resulting"]["a"][1].update(footprint="a3"),
        ),
        (
            {"assignment": changed("assignment", 1, to_b="b7")},
            lambda file: file["assignment"][1].update(to_b="b7"),
        ),
        (
            {"assignment": changed("assignment", 1, people=6)},
            lambda file: file["assignment"][1].update(people=6),
        ),
        (
            {"assignment": changed("assignment", 1, organisation="c9")},
            lambda file: file["assignment"][1].update(organisation="c9"),
        ),
        ({"assignment": PLAN.assignment.drop(2)}, lambda file: file["assignment"].pop(2)),
        (
            {"assignment": pd.concat([PLAN.assignment, PLAN.assignment[:1]])},
            lambda file: file["assignment"].append(file["assignment"][0]),
        ),
        (
            {"assignment": changed("assignment", 0, to_b=float("nan"))},
            lambda file: file["assignment"][0].pop("to_b"),
        ),
        (
            {"names": {("b", "b9"): "New"}},
            lambda file: file.update(names={"b": {"b9": "New"}}),
        ),
        (
            {"asked": replace(PLAN.asked, lead="c")},
            lambda file: file["options"].update(lead="c"),
        ),
    ],
)
def test_what_is_made_is_refused_in_the_words_of_a_file(
    parts: dict[str, Any], edit: Callable[[dict[str, Any]], object], tmp_path: Path
) -> None:
    file = json.loads(json.dumps(PLAN.to_dict()))
    edit(file)
    (tmp_path / "plan.json").write_text(json.dumps(file), "utf-8")
    with pytest.raises(PlanError) as of_a_file:
        read_plan(tmp_path / "plan.json", dataset=DATASET)
    with pytest.raises(PlanError) as made:
        replace(PLAN, **parts)
    assert str(made.value).replace("the plan: ", "plan.json: ") == str(of_a_file.value)


def test_what_no_file_can_say_is_refused() -> None:
    other = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a2", "b2", 5)})
    for parts, said in (
        ({"assignment": PLAN.overlap.portions}, "the column 'to_a' is missing"),
        ({"successors": PLAN.resulting}, "the column 'successor' is missing"),
        ({"dataset": other}, "overlap: it is none of 'example' as it is"),
        ({"asked": replace(PLAN.asked, target="best")}, "options.target: 'best' is none of"),
        ({"names": {("c", "b1"): "New"}}, "'c' is not compared"),
        ({"successors": pd.concat([PLAN.successors, PLAN.successors])}, "more than once"),
    ):
        with pytest.raises(PlanError, match=said):
            replace(PLAN, **parts)
    with pytest.raises(PlanError, match="it is none of"):
        unchanged_plan(DATASET, build_overlap(other))
    with pytest.raises(OptionError, match="`names` takes a mapping of"):
        replace(PLAN, names={"b1": "New"})


def test_what_is_handed_out_does_not_change_the_plan() -> None:
    before = PLAN.to_dict()
    for owner, part in ((PLAN, "assignment"), (PLAN, "successors"), (PLAN.overlap, "portions")):
        handed = getattr(owner, part)
        handed[handed.columns[-1]] = "x"
        handed.loc[0, handed.columns[0]] = "y"
    again = replace(PLAN)
    assert PLAN.to_dict() == before
    assert again.to_dict() == before
