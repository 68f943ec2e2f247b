"""What a plan file claims, held against what can be computed: forgeries, and faults seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers.by_hand import by_hand
from helpers.england import bundled_dataset
from helpers.examples import make_dataset
from helpers.plan_files import saved

from graphmodel.errors import PlanError
from graphmodel.planfiles.planfile import plan_to_dict
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.communities import community_plans
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.propose import propose
from graphmodel.plans.ruled import model_joint_plan
from graphmodel.rules.rules import Rules
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.planfiles.verification import Verification

    Verify = Callable[..., Verification]

CHAIN = make_dataset(
    {
        "c1": ("a1", "b1", 1000),
        "c2": ("a1", "b2", 40),
        "c3": ("a2", "b2", 700),
        "c4": ("a2", "b3", 5),
        "c5": ("a3", "b3", 900),
    }
)
"""Two groups cost 5 people (c4) at least, three 45."""


@pytest.fixture
def verified(tmp_path: Path) -> Verify:
    def verify(content: object, dataset: Dataset = CHAIN) -> Verification:
        return verify_plan(saved(content, tmp_path), dataset=dataset)

    return verify


def joint(footprints: int = 2) -> dict[str, Any]:
    plan = exact_joint_plan(CHAIN, footprints=footprints)
    content: dict[str, Any] = json.loads(json.dumps(plan_to_dict(plan)))
    return content


# Bounds


def test_a_worse_plan_cannot_pass_for_the_best(verified: Verify) -> None:
    # Cut at c2: 40 people, where the same two groups can be had for 5.
    plan = by_hand(
        CHAIN,
        {"a": {"a1": "a1", "a2": "a3", "a3": "a3"}, "b": {"b1": "b1", "b2": "b3", "b3": "b3"}},
        {"c2": ("a1", "b1")},
        lead="joint",
        target="coterminous",
        method="exact",
        undecided="open",
        footprints=2,
    )
    content = plan_to_dict(plan)
    assert content["beside_optimum"]["excess"] == 35
    assert verified(content).ok
    forged = verified(content | {"lower_bound": 40.0, "optimal": True})
    assert not forged.ok
    assert forged.mismatches == ()
    assert forged.problems == (
        "lower_bound: 40.0 is more than the best joint plan with 2 footprints moves, 5.0",
        (
            "optimal: true is claimed, though the best joint plan with 2 footprints moves 5.0, and"
            " this one 40.0"
        ),
    )
    # A bound that is one, and no claim.
    assert verified(content | {"lower_bound": 4.0, "optimal": False}).ok


def test_communities_of_england_cannot_pass_for_the_best(verified: Verify) -> None:
    dataset = bundled_dataset("england-2016")
    plans = community_plans(dataset, seeds=1, resolutions=[7.61526])
    (plan,) = [plan for plan in plans if plan.joint_footprints == 41][:1]
    content = plan_to_dict(plan)
    content["options"] |= {"method": "exact"}
    forged = content | {"lower_bound": plan.people_moved, "optimal": True}
    found = verified(forged, dataset)
    assert plan.people_moved > 467_049
    claims = [text for text in found.problems if not text.startswith("options.")]
    assert [text.partition(":")[0] for text in claims] == ["lower_bound", "optimal"]
    assert all("467,049" in text for text in claims)
    assert any(text.startswith("options.seeds: the method 'exact'") for text in found.problems)


def test_a_led_plan_stands_beside_the_least_of_its_kind(verified: Verify) -> None:
    # Followers a1, a2, a3 led by b: 40 of a1 and 5 of a2 change; 700 of a2 in place of 5 is worse.
    content = plan_to_dict(led_plan(CHAIN, lead="b"))
    assert content["lower_bound"] == 45
    assert verified(content).ok
    for row in content["assignment"]:
        if row["organisation"] in ("c3", "c4"):
            row["to_a"] = "a2" if row["organisation"] == "c4" else "a1"
    kept = {key: content[key] for key in ("format", "dataset", "compare", "options", "successors")}
    worse = kept | {"assignment": content["assignment"], "optimal": True, "lower_bound": 46}
    assert any("lower_bound: 46" in text for text in verified(worse).problems)


def test_a_plan_under_rules_that_are_gone_is_found_out(verified: Verify) -> None:
    plan = model_joint_plan(CHAIN, rules=Rules(keep=("b:b2",)), footprints=2)
    assert plan.people_moved > 5
    content = json.loads(json.dumps(plan_to_dict(plan)))
    told = verified(content)
    assert told.ok, told.problems
    assert {one.field for one in told.unchecked} >= {"lower_bound", "optimal"}
    content["options"]["rules"] = {}
    for key in ("suggestions", "beside_optimum"):
        del content[key]
    assert any(text.startswith("optimal: true") for text in verified(content).problems)


def test_what_tells_of_rules_that_are_gone_is_named(verified: Verify) -> None:
    content = joint()
    content["options"] |= {"rules": {}, "rules_not_bound": {"council": ["c1"]}}
    (problem,) = verified(content).problems
    assert problem.startswith('options.rules_not_bound: tells of rules ({"council": ["c1"]})')


# Words that there are not


@pytest.mark.parametrize(
    ("keys", "value", "said"),
    [
        (("people_saved",), 7, "people_saved: a plan file has no such key; its value is 7"),
        (
            ("options", "speed"),
            "high",
            'options.speed: a plan file has no such key; its value is "',
        ),
        (("dataset", "owner"), "me", "dataset.owner: a plan file has no such key"),
        (("options", "method"), "exakt", "options.method: 'exakt' is no method"),
        (("options", "max_moved"), 0.001, "options.max_moved: 0.001 allows 3 of 2,645"),
        (("options", "locked"), {"a": ["a9"]}, "options.locked.a: there is no footprint 'a9'"),
        (("options", "locked"), {"c": []}, "options.locked: 'c' is not compared"),
    ],
)
def test_what_there_is_not_is_named_with_its_value(
    keys: tuple[str, ...], value: object, said: str, verified: Verify
) -> None:
    content = joint()
    part = content if len(keys) == 1 else content[keys[0]]
    part[keys[-1]] = value
    found = verified(content)
    assert not found.ok
    assert any(text.startswith(said) for text in found.problems), found.problems


def test_as_many_as_are_allowed_may_move(verified: Verify) -> None:
    content = joint()
    content["options"]["max_moved"] = 5 / 2645
    assert verified(content).ok


def test_methods_go_with_their_own_kinds_of_plan(verified: Verify) -> None:
    content = plan_to_dict(led_plan(CHAIN, lead="b"))
    content["options"] |= {"method": "louvain", "footprints": 3}
    assert [text.partition(":")[0] for text in verified(content).problems] == [
        "options.method",
        "options.footprints",
    ]
    content["options"] |= {"method": "unchanged", "footprints": None}
    (problem,) = verified(content).problems
    assert problem == "options.method: 'unchanged', though the plan changes footprints"


def test_options_go_with_their_own_method(verified: Verify) -> None:
    content = plan_to_dict(led_plan(CHAIN, lead="b"))
    content["options"] |= {"max_moved": 1.0, "modularity": "Newman", "runs": -4}
    assert [text.partition(":")[0] for text in verified(content).problems] == [
        "options.max_moved",
        "options.modularity",
        "options.runs",
        "options.runs",
    ]


def test_locked_footprints_stay_as_they_are(verified: Verify) -> None:
    # Two groups: a1 and a2 merge, b1 and b2 too; a3 and b3 stay, and 5 people change on one side.
    content = joint()
    assert content["successors"]["a"] == {"a1": "a1", "a2": "a1", "a3": "a3"}
    moved_in = next(name for name in "ab" if content["people_moved_by_set"][name])
    stays = "b" if moved_in == "a" else "a"

    def problems(**locked: list[str]) -> list[str]:
        found = verified(content | {"options": content["options"] | {"locked": locked}})
        assert found.ok is not bool(found.problems)
        return list(found.problems)

    assert problems(**{stays: [f"{stays}3"]}) == []
    (merged,) = problems(**{stays: [f"{stays}1"]})
    assert merged == (f"options.locked.{stays}: '{stays}1' is locked, and it merges with others")
    (changed,) = problems(**{moved_in: [f"{moved_in}3"]})
    assert changed.startswith(f"options.locked.{moved_in}: '{moved_in}3' is locked, and 5 ")


# What cannot be told


def test_runs_that_were_not_repeated_are_said_to_be_unchecked(verified: Verify) -> None:
    plan = community_plans(CHAIN, seeds=1, resolutions=[1.0])[0]
    found = verified(plan_to_dict(plan))
    assert found.ok, found.problems
    fields = {one.field for one in found.unchecked}
    assert {"options.resolutions", "options.seeds", "options.modularity"} <= fields
    assert all(one.reason for one in found.unchecked)
    assert verified(joint()).unchecked == ()


def test_without_a_target_no_bound_can_be_checked(verified: Verify) -> None:
    content = joint()
    kept = {key: content[key] for key in ("format", "dataset", "compare", "successors")}
    content = kept | {"assignment": content["assignment"], "lower_bound": 5, "optimal": True}
    found = verified(content)
    assert found.ok
    assert [one.field for one in found.unchecked] == ["lower_bound", "optimal"]


# Suggestions of a file are never believed


def test_suggestions_that_are_none_are_refused_in_words(verified: Verify) -> None:
    content = plan_to_dict(led_plan(CHAIN, lead="a", target="nested"))
    step = content["suggestions"][0]
    forged = verified(content | {"suggestions": [step | {"action": "constructor"}]})
    assert ("suggestions.1.action", "constructor") in {
        (one.field, one.stated) for one in forged.mismatches
    }
    for key, value in (("support", "x"), ("action", 5), ("into", ["b1"])):
        with pytest.raises(PlanError, match=rf"suggestions\.0\.{key}: Input should be a valid"):
            verified(content | {"suggestions": [step | {key: value}]})


# Faults that were seen


SPLIT = make_dataset(
    {"o1": ({"A1": 0.5, "A2": 0.5}, "B1", 100), "o2": ("A2", "B2", 50)},
    evidence={("o1", "x", "A2"): "inferred"},
    sets=("x", "y"),
)


@pytest.mark.parametrize(
    "asked",
    [
        {"lead": "joint", "target": "coterminous", "footprints": 1},
        {"lead": "joint", "target": "coterminous", "footprints": 2},
        {"lead": "y", "target": "coterminous"},
        {"lead": "y", "target": "compatible"},
        {"lead": "joint", "target": "compatible"},
    ],
)
def test_portions_that_come_together_keep_their_evidence(
    asked: dict[str, Any], verified: Verify
) -> None:
    # 50 of o1's people and the 50 of o2 rest on official memberships, the other 50 do not.
    plan = propose(SPLIT, **asked)
    content = plan_to_dict(plan)
    assert content["after"]["evidence"] == {"official": 100, "inferred": 50}
    assert verified(content, SPLIT).ok


def test_a_part_on_weak_evidence_does_not_weaken_the_rest_of_its_block(verified: Verify) -> None:
    # 06F of the template: 70 % official in S2, 30 % inferred in S3, its LDR official.
    dataset = make_dataset(
        {
            "05E": ("S2", "L3", 80_000),
            "06F": ({"S2": 0.7, "S3": 0.3}, "L3", 110_000),
            "07G": ("S3", "L4", 70_000),
        },
        evidence={("06F", "a", "S3"): "inferred", ("05E", "b"): "documented", ("07G", "b"): "area"},
    )
    for footprints in (1, 2):
        content = plan_to_dict(exact_joint_plan(dataset, footprints=footprints))
        assert content["after"]["evidence"] == {
            "official": 77_000,
            "documented": 80_000,
            "area": 70_000,
            "inferred": 33_000,
        }
        assert verified(content, dataset).ok


def test_nothing_matches_a_footprint_that_is_mostly_undecided(verified: Verify) -> None:
    dataset = make_dataset(
        {"o1": ("A1", "B1", 100), "o2": ("A2", "B1", 50), "o3": ("A2", None, 400)}, sets=("x", "y")
    )
    plan = propose(dataset, lead="joint", target="coterminous", footprints=1)
    (step,) = suggestions(plan)
    assert (step.action, step.into, step.target_share_after) == ("merge", "A2", 0)
    assert "would then match" not in step.reason
    assert "400" in step.reason
    assert "100.0 %" not in step.reason
    content = plan_to_dict(plan)
    assert content["after"]["coterminous_share"] == 0
    assert verified(content, dataset).ok
    # Led by y, A2 keeps to its undecided ground, and A1 really matches: 150 of 550.
    led = plan_to_dict(propose(dataset, lead="y", target="coterminous"))
    assert led["people_moved"] == 50
    assert led["after"]["coterminous_share"] == pytest.approx(150 / 550)


def test_blocks_of_nobody_decide_nothing_and_are_named_nowhere() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a1", "b2", 2),
            "z": ("a1", "b2", 0),
            "c3": ("a2", "b2", 10),
        },
        evidence={"c2": "derived", "z": "inferred"},
    )
    (step,) = suggestions(exact_joint_plan(dataset, footprints=2))
    assert step.organisations == ("c2",)
    assert step.evidence == {"derived": 2}
    assert "0.0 %" not in step.reason
    assert "inferred" not in step.reason
    assert "Name of z" not in step.reason
    assert step.reason.endswith("derived membership.")


def test_ground_can_be_given_to_a_footprint_that_merges(verified: Verify) -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 90), "c2": ("a2", "b2", 60), "u": ("a1", None, 3)})
    content: dict[str, Any] = {
        "format": "graphmodel-plan/2",
        "dataset": {"name": dataset.name, "sha256": dataset.sha256},
        "compare": ["a", "b"],
        "options": {"method": "manual"},
        "given": {"memberships": [{"organisation": "u", "footprint_set": "b", "footprint": "b2"}]},
        "successors": {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b1"}},
        "assignment": [
            {"organisation": one, "a": a, "b": b, "people": people, "to_a": a, "to_b": "b1"}
            for one, a, b, people in (
                ("c1", "a1", "b1", 90),
                ("c2", "a2", "b2", 60),
                ("u", "a1", "b2", 3),
            )
        ],
        "people_moved": 0,
        "footprints_merged": 1,
    }
    assert verified(content, dataset).ok
    footprint = {"footprint_set": "b", "footprint": "b2", "name": "Another name"}
    content["given"] |= {"footprints": [footprint]}
    with pytest.raises(PlanError, match="'b2' is there already"):
        verified(content, dataset)
