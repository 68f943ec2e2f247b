"""What differs between two plans: figures, steps and partners."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers.by_hand import by_hand
from helpers.examples import make_dataset
from helpers.plan_oracles import moved

from graphmodel.errors import PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.comparison import compare_plans
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.partners import partner_burden
from graphmodel.plans.plan import unchanged_plan

if TYPE_CHECKING:
    from graphmodel.planfiles.comparison import Comparison

ROWS = {
    "c1": ("a1", "b1", 100),
    "c2": ("a1", "b2", 8),
    "c3": ("a2", "b2", 70),
    "c4": ("a2", "b3", 20),
    "c5": ("a3", "b4", 50),
    "c6": ("a4", "b4", 30),
}
DATASET = make_dataset(
    ROWS,
    partners={"p1": ("provider", ["a1", "a2"], ["b2"]), "k1": ("council", None, ["b2", "b3"])},
    evidence={"c2": "inferred"},
    further={"third": dict.fromkeys(ROWS, "t1")},
)


def figures(found: Comparison) -> dict[str, tuple[float, float, float]]:
    rows = found.figures[["figure", "first", "second", "change"]]
    return {row[0]: row[1:] for row in rows.itertuples(index=False, name=None)}


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = exact_joint_plan(DATASET, footprints=3)
    found = compare_plans(plan, exact_joint_plan(DATASET, footprints=3))
    assert (found.figures["change"] == 0).all()
    assert set(found.steps["plan"]) == {"both"}
    assert found.partners.empty
    assert f"{len(found.steps)} are the same, 0 are in the first plan only" in " ".join(found.words)
    assert "under either plan" in found.words[0]


def test_what_is_in_one_plan_only_and_what_is_in_both() -> None:
    nothing = unchanged_plan(DATASET, build_overlap(DATASET))
    plan = led_plan(DATASET, lead="a")
    found = compare_plans(nothing, plan)
    rows = figures(found)
    assert rows["people_moved"] == (0, plan.people_moved, plan.people_moved)
    assert plan.people_moved == sum(moved(plan).values()) == 8 + 30
    assert rows["people_moved.a"] == (0, 0, 0)
    assert rows["people_moved.b"] == (0, 38, 38)
    assert rows["people_moved.inferred"] == (0, 8, 8)
    assert rows["new_footprints"] == (0, 1, 1)
    assert rows["footprints_merged"] == (0, 1, 1)
    assert rows["people_merged"] == (0, 20, 20)
    assert rows["resulting.b"] == (4, 4, 0)
    assert set(found.steps["plan"]) == {"second"}
    assert sorted(found.steps["action"]) == ["merge", "move", "new"]
    back = compare_plans(plan, nothing)
    assert set(back.steps["plan"]) == {"first"}
    assert figures(back)["people_moved"] == (38, 0, -38)


def test_steps_of_both_come_last() -> None:
    # With 2 joint footprints nothing is undone. By hand the same mergers: of a1 (108) and a2 (90),
    # a3 (50) and a4 (30), b1 (100), b2 (78) and b3 (20), each into its largest.
    first = exact_joint_plan(DATASET, footprints=2)
    names = {"a1": "a1", "a2": "a1", "a3": "a3", "a4": "a3"}
    others = {"b1": "b1", "b2": "b1", "b3": "b1", "b4": "b4"}
    same = by_hand(DATASET, {"a": names, "b": others}, {})
    found = compare_plans(first, same)
    assert set(found.steps["plan"]) == {"both"}
    assert len(found.steps) == 3
    parted = by_hand(DATASET, {"a": names, "b": others | {"b3": "b3"}}, {})
    found = compare_plans(first, parted)
    # Not the merger of all three, but one of two, in b; the mergers in a are the same.
    assert found.steps["plan"].tolist() == ["first", "second", "both", "both"]
    assert set(found.steps.loc[found.steps["plan"] != "both", "footprint_set"]) == {"b"}
    assert set(found.steps.loc[found.steps["plan"] == "both", "footprint_set"]) == {"a"}
    assert "2 are the same, 1 are in the first plan only, 1 are in the second only" in " ".join(
        found.words
    )


def test_a_merger_is_the_same_in_a_plan_that_is_led_and_in_a_joint_one() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 5), "c3": ("a2", "b3", 7)})
    found = compare_plans(led_plan(dataset, lead="a"), exact_joint_plan(dataset, footprints=2))
    rows = found.steps[["plan", "action", "from", "into"]].to_numpy().tolist()
    assert rows == [["both", "merge", "", "b1"]]


def test_partners_who_deal_with_another_number_are_listed() -> None:
    first, second = exact_joint_plan(DATASET, footprints=2), exact_joint_plan(DATASET, footprints=3)
    found = compare_plans(first, second)
    counts = [
        dict(partner_burden(plan)[["organisation", "after"]].itertuples(index=False, name=None))
        for plan in (first, second)
    ]
    expected = [
        (code, counts[0][code], counts[1][code], counts[1][code] - counts[0][code])
        for code in sorted(counts[0])
        if counts[0][code] != counts[1][code]
    ]
    assert expected
    columns = ["organisation", "first", "second", "change"]
    assert list(found.partners[columns].itertuples(index=False, name=None)) == expected
    more = sum(row[3] > 0 for row in expected)
    assert f"and {more} with more" in found.words[-1]
    assert figures(found)["partners.burden"][2] == sum(row[3] for row in expected)


def test_it_can_be_written_as_json() -> None:
    found = compare_plans(led_plan(DATASET, lead="a"), led_plan(DATASET, lead="b"))
    written = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(written)[:3] == ["format", "dataset", "other_dataset"]
    assert written["format"] == "graphmodel-comparison/1"
    assert list(written)[3:] == ["same", "words", "figures", "steps", "partners", "memberships"]
    assert len(written["steps"]) == len(found.steps)
    assert list(written["steps"][0]) == [
        "plan",
        "action",
        "footprint_set",
        "from",
        "from_name",
        "into",
        "into_name",
        "people_moved",
        "people_affected",
        "reason",
        "memberships_change",
    ]


def test_plans_for_other_sets_are_refused() -> None:
    plan = led_plan(DATASET, lead="a")
    with pytest.raises(PlanError, match="a and b, the second for a and third"):
        compare_plans(plan, led_plan(DATASET, lead="a", sets=("a", "third")))


def test_steps_are_the_same_in_other_data_however_many_people_they_have() -> None:
    # c2 would change from b2 to b1, in both; c6, which was alone with b4 in a4, is in a3 since.
    jan = make_dataset(ROWS, name="jan")
    feb = make_dataset(ROWS | {"c2": ("a1", "b2", 9), "c6": ("a3", "b4", 30)}, name="feb")
    found = compare_plans(led_plan(jan, lead="a"), led_plan(feb, lead="a"))
    columns = ["plan", "action", "from", "from_name", "memberships_change"]
    assert found.steps[columns].to_numpy().tolist() == [
        ["first", "new", "b4", "Name of b4", True],
        ["both", "move", "b2", "Name of b2", False],
        ["both", "merge", "", "", False],
    ]
    columns = ["organisation", "footprint_set", "footprint", "other_footprint"]
    assert found.memberships[columns].to_numpy().tolist() == [["c6", "a", "a4", "a3"]]
    text = " ".join(found.words)
    assert "The plans are for different data: 278 people in the first, 279 people in the" in text
    assert "1 membership differs. Of the 1 step in one plan only, 1 is of organisations" in text
    assert (found.dataset.name, found.other_dataset.name) == ("jan", "feb")
    assert not found.same


def test_a_step_that_has_lost_somebody_to_the_data_is_marked_in_both_plans() -> None:
    rows = {
        "c1": ("a1", "b1", 100),
        "c2": ("a1", "b2", 8),
        "c3": ("a1", "b2", 5),
        "c4": ("a2", "b2", 70),
    }
    jan, feb = make_dataset(rows), make_dataset(rows | {"c3": ("a2", "b2", 5)}, name="feb")
    found = compare_plans(led_plan(jan, lead="a"), led_plan(feb, lead="a"))
    columns = ["plan", "action", "people_moved", "memberships_change"]
    assert found.steps[columns].to_numpy().tolist() == [
        ["first", "move", 13, True],
        ["second", "move", 8, True],
    ]


def test_of_the_same_data_nothing_is_said_of_data() -> None:
    plan = led_plan(DATASET, lead="a")
    found = compare_plans(plan, plan)
    assert found.same
    assert found.memberships.empty
    assert "different data" not in " ".join(found.words)


def test_partners_of_both_data_are_held_against_each_other() -> None:
    partners = {"p1": ("provider", ["a1", "a2"], ["b2"]), "p2": ("provider", ["a1"], ["b1"])}
    one = make_dataset(ROWS, partners=partners)
    other = make_dataset(ROWS, partners={"k0": ("council", ["a1"], ["b1"]), **partners}, name="feb")
    first, second = led_plan(one, lead="a"), unchanged_plan(other, build_overlap(other))
    rows = compare_plans(first, second).partners[["organisation", "first", "second"]]
    expected = [partner_burden(plan).set_index("organisation")["after"] for plan in (first, second)]
    assert rows.to_numpy().tolist() == [
        [code, expected[0][code], expected[1][code]]
        for code in ("p1", "p2")
        if expected[0][code] != expected[1][code]
    ]
