"""Plans brought over to newer data: what the plan says is kept, and what no longer fits is listed.

The plan: a1 and a2 lead; b1 keeps to a1, b2 to a2, so that c2 (a1, b2) goes to b1; b3 becomes part
of b2, with which it lies in a2.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from helpers.by_hand import by_hand
from helpers.examples import make_dataset, patient, random_datasets
from helpers.hostile import hostile_dataset
from hypothesis import given, settings

from graphmodel.dataset.dataset import derived
from graphmodel.errors import OptionError, PlanError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import plan_to_dict, read_plan, write_plan
from graphmodel.planfiles.rebase import RebasedPlan, rebase_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.plan import Plan, unchanged_plan
from graphmodel.rules.rules import Rules

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset

ROWS: dict[str, tuple[Any, ...]] = {
    "c1": ("a1", "b1", 100),
    "c2": ("a1", "b2", 8),
    "c3": ("a2", "b2", 70),
    "c4": ("a2", "b3", 20),
}
PLACES = {"a": ("a1", "a2"), "b": ("b1", "b2", "b3")}
JAN = make_dataset(ROWS, name="jan")
PLAN = led_plan(JAN, lead="a")


def feb(**changes: Any) -> Dataset:  # noqa: ANN401 - places and people of a block, or None
    rows = {code: row for code, row in (ROWS | changes).items() if row is not None}
    return make_dataset(rows, name="feb")


def goes(plan: Plan) -> dict[str, tuple[str, str]]:
    rows = plan.assignment[["organisation", "to_a", "to_b"]].itertuples(index=False, name=None)
    return {organisation: (a, b) for organisation, a, b in rows}


def listed(found: RebasedPlan) -> list[tuple[Any, ...]]:
    columns = ["what", "organisation", "a", "b", "reason"]
    return list(found.misfits[columns].itertuples(index=False, name=None))


def test_the_plan_is_what_it_is_said_to_be() -> None:
    assert goes(PLAN) == {
        "c1": ("a1", "b1"),
        "c2": ("a1", "b1"),
        "c3": ("a2", "b2"),
        "c4": ("a2", "b2"),
    }
    assert PLAN.successor[1].to_dict() == {"b1": "b1", "b2": "b2", "b3": "b2"}


def test_a_population_that_changes_changes_figures_alone() -> None:
    found = rebase_plan(PLAN, feb(c2=("a1", "b2", 9)))
    assert found.fits
    assert goes(found.plan) == goes(PLAN)
    assert (PLAN.people_moved, found.plan.people_moved) == (8, 9)
    assert (found.plan.method, found.plan.target, found.plan.lead) == ("manual", "coterminous", "a")
    assert found.plan.meets_target
    # Nobody has looked whether it is the best for these data.
    assert (found.plan.optimal, found.plan.lower_bound) == (None, None)
    assert found.other_dataset["name"] == "jan"


def test_a_share_that_changes_changes_figures_alone() -> None:
    one = make_dataset(ROWS | {"c2": ("a1", {"b1": 0.5, "b2": 0.5}, 8)})
    other = feb(c2=("a1", {"b1": 0.25, "b2": 0.75}, 8))
    found = rebase_plan(led_plan(one, lead="a"), other)
    assert found.fits
    assert found.plan.people_moved == 6


def test_a_membership_that_moved_is_kept_as_it_is_now() -> None:
    found = rebase_plan(PLAN, feb(c1=("a1", "b3", 100)))
    # b1 is gone; b3 is larger than b2 now, and carries both on.
    assert goes(found.plan)["c1"] == ("a1", "b3")
    assert found.plan.successor[1].to_dict() == {"b2": "b3", "b3": "b3"}
    assert listed(found) == [
        ("footprint", "", "", "b1", "It is there no longer."),
        ("footprint", "", "", "b2", "b3 is carried on in its place."),
        ("portion", "c1", "a1", "b3", "The plan has it in other footprints."),
        ("portion", "c1", "a1", "b1", "It has other footprints now."),
        ("portion", "c2", "a1", "b2", "It was to go to b1, where it cannot go now."),
    ]


def test_a_footprint_that_is_abolished() -> None:
    # b3 is a part of b2 since, as the plan wanted it.
    found = rebase_plan(PLAN, feb(c4=("a2", "b2", 20)))
    assert goes(found.plan) == goes(PLAN)
    assert [row[:4] for row in listed(found)] == [
        ("footprint", "", "", "b3"),
        ("portion", "c4", "a2", "b2"),
        ("portion", "c4", "a2", "b3"),
    ]
    assert found.plan.meets_target
    assert not found.fits


def test_a_footprint_that_shares_nobody_any_more_is_told_from_one_that_is_gone() -> None:
    other = make_dataset(ROWS | {"c4": ("a2", "b2", 20)}, alone={"b": ["b3"]})
    reasons = [row[4] for row in listed(rebase_plan(PLAN, other))]
    assert reasons[0] == "It overlaps nothing now."


def test_new_blocks_and_new_footprints_stay_and_are_listed() -> None:
    found = rebase_plan(PLAN, feb(c5=("a2", "b3", 4), c6=("a3", "b3", 5)))
    assert goes(found.plan) == goes(PLAN) | {"c5": ("a2", "b2"), "c6": ("a3", "b2")}
    assert listed(found) == [
        ("footprint", "", "a3", "", "The plan does not know it, and it stays."),
        ("portion", "c5", "a2", "b3", "The plan does not know it."),
        ("portion", "c6", "a3", "b3", "The plan does not know it."),
    ]
    # b2 lies in a2 and a3 now: the target that the plan had is met no longer, and told so.
    assert not found.plan.meets_target
    assert {row["footprint"] for row in found.to_dict()["in_the_way"]} >= {"b2"}


def test_blocks_that_are_gone_or_undecided_are_told_apart() -> None:
    found = rebase_plan(PLAN, feb(c2=None, c4=(None, "b3", 20)))
    assert [row for row in listed(found) if row[0] == "portion"] == [
        ("portion", "c2", "a1", "b2", "There is no such organisation now."),
        ("portion", "c4", "a2", "b3", "It has no footprint in one of the sets now."),
    ]
    assert found.misfits["people"].isna().all()


def test_where_only_a_source_note_changes_the_plan_is_what_it_was() -> None:
    other = derived(JAN, memberships=JAN.memberships.assign(source="a, comma"))
    found = rebase_plan(PLAN, other)
    assert found.fits
    assert found.plan.method == "exact"
    stated = plan_to_dict(PLAN)
    assert stated["dataset"]["sha256_all"] != other.sha256_all
    stated["dataset"]["sha256_all"] = other.sha256_all
    assert plan_to_dict(found.plan) == stated


def test_a_new_footprint_stays_new_until_there_is_one() -> None:
    rows = ROWS | {"c5": ("a3", "b2", 5)}
    plan = led_plan(make_dataset(rows, names={"a3": "Third"}), lead="a")
    assert goes(plan)["c5"] == ("a3", "NEW:a3")
    found = rebase_plan(plan, make_dataset(rows | {"c1": ("a1", "b1", 101)}, names={"a3": "Third"}))
    assert goes(found.plan)["c5"] == ("a3", "NEW:a3")
    assert found.plan.resulting_new[["footprint", "name"]].to_numpy().tolist() == [
        ["NEW:a3", "Third"]
    ]
    # A new footprint, under that very code, has come about.
    found = rebase_plan(plan, make_dataset(rows | {"c1": ("a1", "NEW:a3", 101)}))
    assert goes(found.plan)["c5"] == ("a3", "NEW:a3")
    assert found.plan.resulting_new.empty
    # Or is there, but shares nobody: a plan cannot send anybody there.
    found = rebase_plan(plan, make_dataset(rows, alone={"b": ["NEW:a3"]}))
    assert goes(found.plan)["c5"] == ("a3", "b2")
    assert "It was to go to NEW:a3, where it cannot go now." in [row[4] for row in listed(found)]


def test_names_that_a_user_gave_go_with_what_they_name() -> None:
    plan = replace(PLAN, names={("b", "b2"): "The east"})
    assert rebase_plan(plan, feb(c1=("a1", "b1", 1))).plan.names == plan.names
    found = rebase_plan(plan, feb(c4=("a2", "b3", 200)))
    assert found.plan.names == {("b", "b3"): "The east"}


def test_what_is_supposed_is_supposed_as_long_as_it_can_be(tmp_path: Path) -> None:
    rows = ROWS | {"u1": ("a1", None, 3), "u2": ("a1", None, 4)}
    plan = unchanged_plan(JAN, build_overlap(JAN))
    stated = plan_to_dict(plan)
    jan = make_dataset(rows)
    stated["dataset"]["sha256"] = jan.sha256
    stated["given"] = {
        "footprints": [{"footprint_set": "b", "footprint": "b9", "name": "Nine"}],
        "memberships": [
            {"organisation": one, "footprint_set": "b", "footprint": "b9"} for one in ("u1", "u2")
        ],
    }
    stated["successors"]["b"]["b9"] = "b9"
    stated["resulting"]["b"].append({"footprint": "b9", "name": "Nine"})
    stated["assignment"] += [
        {"organisation": one, "a": "a1", "b": "b9", "people": n, "to_a": "a1", "to_b": "b9"}
        for one, n in (("u1", 3), ("u2", 4))
    ]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(stated), "utf-8")
    read_plan(path, dataset=jan)
    found = rebase_plan(path, make_dataset(rows | {"u2": ("a1", "b1", 4)}))
    assert found.plan.given.memberships == (("u1", "b", "b9"),)
    assert listed(found)[0] == (
        "given",
        "u2",
        "",
        "b9",
        "The plan supposes a footprint for it, which can no longer be supposed.",
    )
    # Both have one now, and so has the set.
    found = rebase_plan(path, make_dataset(rows | {"u1": ("a1", "b9", 3), "u2": ("a1", "b9", 4)}))
    assert not found.plan.given
    assert goes(found.plan)["u1"] == ("a1", "b9")


def test_rules_that_name_what_is_gone_are_left_out_and_those_broken_are_listed() -> None:
    rules = Rules.from_mapping({"keep": ["a:a1"], "people": {"least": 50}})
    plan = exact_joint_plan(JAN, footprints=1)
    plan = replace(
        plan, asked=replace(plan.asked, rules=Rules.from_mapping({"people": {"least": 50}}))
    )
    found = rebase_plan(plan, feb(c1=("a1", "b1", 1), c2=None, c3=None))
    assert any(row[0] == "rule" and "people" in row[4] for row in listed(found))
    plan = replace(plan, asked=replace(plan.asked, rules=rules))
    other = make_dataset({"c3": ("a2", "b2", 70), "c4": ("a2", "b3", 20)})
    found = rebase_plan(plan, other)
    assert found.plan.asked.rules is None or not found.plan.asked.rules.binding
    assert any(row[0] == "rule" and "a1" in row[4] for row in listed(found))


def test_the_older_data_is_not_needed(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(PLAN, path)
    other = feb(c2=("a1", "b2", 9))
    with pytest.raises(PlanError, match="graphmodel rebase"):
        read_plan(path, dataset=other)
    found = rebase_plan(path, other)
    assert goes(found.plan) == goes(PLAN)
    write_plan(found.plan, path)
    assert verify_plan(path, dataset=other).ok


def test_data_without_the_sets_compared_are_refused() -> None:
    with pytest.raises(PlanError, match="no footprint set 'a'"):
        rebase_plan(PLAN, make_dataset({"c1": ("x", "y", 1)}, sets=("x", "y")))
    with pytest.raises(OptionError, match="there is no dataset"):
        rebase_plan(PLAN, "england-2036")


def test_it_can_be_written_as_json() -> None:
    found = rebase_plan(PLAN, feb(c5=("a2", "b3", 4), c2=None))
    written = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert written["format"] == "graphmodel-rebase/1"
    assert (written["dataset"]["name"], written["other_dataset"]["name"]) == ("feb", "jan")
    assert [list(row) for row in written["misfits"]] == [list(found.to_frame())] * 2
    assert [row["people"] for row in written["misfits"]] == [None, 4]
    assert written["fits"] is False


def test_names_from_anybody_are_brought_over_like_others() -> None:
    dataset = hostile_dataset()
    plan = unchanged_plan(dataset, build_overlap(dataset))
    other = derived(dataset, memberships=dataset.memberships.iloc[1:].reset_index(drop=True))
    found = rebase_plan(plan, other)
    assert not found.fits
    assert plan_to_dict(found.plan)["options"]["method"] == "manual"


@settings(patient, max_examples=20)
@given(random_datasets())
def test_to_the_same_data_nothing_changes(dataset: Dataset) -> None:
    plan = led_plan(dataset, lead="a")
    found = rebase_plan(plan, derived(dataset, title="Another title"))
    assert found.fits
    assert plan_to_dict(found.plan) == plan_to_dict(plan)


@settings(patient, max_examples=30)
@given(random_datasets(), random_datasets())
def test_whatever_has_changed_a_plan_comes_of_it(one: Dataset, other: Dataset) -> None:
    found = rebase_plan(led_plan(one, lead="a"), other)
    overlap = build_overlap(other)
    assert len(found.plan.assignment) == len(overlap.portions)
    said = {
        tuple(row[:3]): tuple(row[3:])
        for row in led_plan(one, lead="a")
        .assignment[["organisation", "a", "b", "to_a", "to_b"]]
        .itertuples(index=False, name=None)
    }
    listed_ones = set(found.misfits["organisation"])
    rows = found.plan.assignment[["organisation", "a", "b"]].itertuples(index=False, name=None)
    for row, moved in zip(rows, zip(*found.plan.moved, strict=True), strict=True):
        if row not in said:
            assert row[0] in listed_ones
            assert not any(moved)
    # And it can be brought over again, to where it is.
    again = rebase_plan(found.plan, other)
    assert again.fits
    assert plan_to_dict(again.plan) == plan_to_dict(found.plan)


def test_a_plan_by_hand_stays_one_by_hand() -> None:
    plan = by_hand(
        JAN, {"a": {"a1": "a1", "a2": "a2"}, "b": {b: b for b in ("b1", "b2", "b3")}}, {}
    )
    assert rebase_plan(plan, feb(c1=("a1", "b1", 1))).plan.target is None
