"""Suggestions: what each step of a plan carries."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.plan_oracles import outcomes

from graphmodel.plans.communities import community_plans
from graphmodel.plans.compatible import compatible_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import unchanged_plan
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan

FIELDS = [
    "rank",
    "package",
    "action",
    "footprint_set",
    "from",
    "into",
    "organisations",
    "people_affected",
    "people_moved",
    "estimated",
    "target_share_after",
    "needed_either_way",
    "shared_providers",
    "shared_councils",
    "partners_with_fewer",
    "partners_with_more",
    "support",
    "evidence",
    "reason",
]


def test_each_has_every_field_under_its_name_in_files() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 90),
            "c2": ("a2", "b1", 4),
            "c3": ("a2", "b2", 6.5),
            "c4": ("a2", "b3", 2),
        },
        evidence={"c2": "inferred"},
        partners={"p1": ("provider", "a2", ["b1", "b2"]), "k1": ("council", None, ["b1", "b3"])},
    )
    move, merge = (step.to_dict() for step in suggestions(led_plan(dataset, lead="a")))
    assert list(move) == list(merge) == FIELDS
    reason = move.pop("reason")
    assert move == {
        "rank": 1,
        "package": "a2",
        "action": "move",
        "footprint_set": "b",
        "from": ["b1"],
        "into": "b2",
        "organisations": ["c2"],
        "people_affected": 102.5,
        "people_moved": 4,
        "estimated": False,
        "target_share_after": 90 / 102.5,
        "needed_either_way": None,
        "shared_providers": ["p1"],
        "shared_councils": ["k1"],
        # p1 deals with a2, b1 and b2 now; with b1's part of a2 joining b2 it leaves b1 behind.
        "partners_with_fewer": ["p1"],
        "partners_with_more": [],
        "support": None,
        "evidence": {"inferred": 4},
    }
    assert reason.startswith("Name of c2 (4 people) would change")
    assert merge["from"] == ["b2", "b3"]
    assert merge["organisations"] == []
    assert merge["people_moved"] == 0
    assert merge["people_affected"] == 8.5
    assert merge["target_share_after"] == 1
    assert merge["evidence"] == {"official": 8.5}
    # Whole numbers of people are whole in files, and nothing is of numpy.
    assert "4.0" not in json.dumps(move)


def test_ranks_count_from_one_and_packages_hang_together() -> None:
    steps = suggestions(led_plan(bundled_dataset("england-2016"), lead="stp"))
    assert [step.rank for step in steps] == list(range(1, len(steps) + 1))
    codes = [step.package for step in steps]
    changes = sum(one != other for one, other in itertools.pairwise(codes))
    assert changes + 1 == len(set(codes))


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_support_is_that_of_mergers_found_by_runs_and_of_nothing_else(name: str) -> None:
    dataset = bundled_dataset(name)
    for plan in community_plans(dataset, seeds=1, resolutions=[0.3, 3.0]):
        for step in suggestions(plan):
            if step.action == "merge":
                assert step.support == plan.support[step.footprint_set, step.into]
                assert 0 < step.support <= 1
            else:
                assert step.support is None
    assert all(
        step.support is None for step in suggestions(led_plan(dataset, lead=dataset.compare[0]))
    )


def shares_of(plan: Plan) -> list[float]:
    return [step.target_share_after for step in suggestions(plan)]


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
@pytest.mark.parametrize("side", [0, 1])
def test_the_last_step_brings_everybody_where_the_plan_does(name: str, side: int) -> None:
    dataset = bundled_dataset(name)
    plan = led_plan(dataset, lead=dataset.compare[side])
    shares = shares_of(plan)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(plan.after.coterminous_share)
    assert shares[0] >= plan.before.coterminous_share


def test_six_steps_answer_the_question_of_2026_and_four_are_needed_either_way() -> None:
    found = suggestions(compatible_plan(bundled_dataset("england-2026"), lead="authority"))
    assert (len(found), round(sum(step.people_moved for step in found))) == (6, 1_102_636)
    either = [step for step in found if step.needed_either_way]
    assert (len(either), round(sum(step.people_moved for step in either))) == (4, 563_919)


def test_together_they_move_everybody_whom_the_plan_moves() -> None:
    for name in ("england-2016", "england-2026"):
        dataset = bundled_dataset(name)
        for lead in dataset.compare:
            plan = led_plan(dataset, lead=lead)
            steps = suggestions(plan)
            assert sum(step.people_moved for step in steps) == pytest.approx(plan.people_moved)
            follower = next(other for other in dataset.compare if other != lead)
            assert {step.footprint_set for step in steps} == {follower}
            named = {one for step in steps for one in step.organisations}
            rows = outcomes(plan)
            moved = plan.moved[dataset.compare.index(follower)]
            assert named == {one.block for one, here in zip(rows, moved, strict=True) if here}


def test_doing_nothing_takes_no_step() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 90), "c2": ("a2", "b1", 4)})
    plan = led_plan(dataset, lead="a")
    assert suggestions(unchanged_plan(dataset, plan.overlap)) == ()
