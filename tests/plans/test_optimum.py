"""Every plan beside the least people moved for as many joint footprints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from helpers.by_hand import by_hand
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import overlaps
from hypothesis import given, settings

from graphmodel.exact.elimination import TooWideError
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import plan_to_dict
from graphmodel.plans import optimum
from graphmodel.plans.joint_frontier import exact_joint_plan, frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.misfits import largest
from graphmodel.plans.optimum import BesideOptimum, beside_optimum, least_people_moved
from graphmodel.plans.plan import unchanged_plan
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import share_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan

EXAMPLE = make_dataset(
    {
        "c1": ("a1", "b1", 100),
        "c2": ("a1", "b2", 60),
        "c3": ("a2", "b2", 50),
        "c4": ("a3", "b3", 100),
        "c5": ("a3", "b1", 1),
    }
)


@settings(patient, max_examples=30)
@given(random_datasets())
def test_the_most_joint_footprints_are_a_largest_matching(dataset: Dataset) -> None:
    pairs = [(("a", a), ("b", b)) for a, b in overlaps(dataset)]
    graph = nx.Graph(pairs)
    matching = nx.bipartite.hopcroft_karp_matching(graph, {a for a, _ in pairs})
    overlap = build_overlap(dataset)
    assert most_joint_footprints(overlap) == len(matching) // 2
    assert max(least_people_moved(overlap), default=0) == len(matching) // 2


@settings(patient, max_examples=15)
@given(random_datasets())
def test_no_joint_plan_moves_more_than_the_least_and_no_other_fewer(dataset: Dataset) -> None:
    found = frontier(dataset)
    least = least_people_moved(found.overlap)
    assert least == pytest.approx(
        {plan.options["footprints"]: plan.people_moved for plan in found.plans} or {0: 0}
    )
    for plan in found.plans:
        beside = beside_optimum(plan)
        assert beside.footprints == plan.options["footprints"]
        assert beside.excess == 0
        assert beside == beside_optimum(plan, least)
    for plan in found.alternatives:
        beside = beside_optimum(plan, least)
        assert beside.footprints is None
        assert beside.excess == (None if plan.target is None else 0)
        assert beside.least_people_moved == (
            None if plan.target is None else pytest.approx(plan.people_moved)
        )


def test_a_led_plan_stands_beside_led_ones_and_not_beside_joint_ones() -> None:
    # By hand: b2 has 60 in a1 and 50 in a2, b1 has 1 in a3.
    plan = led_plan(EXAMPLE, lead="a")
    assert plan.people_moved == 50 + 1
    assert beside_optimum(plan).to_dict() == {
        "footprints": None,
        "least_people_moved": 51,
        "excess": 0,
        "further": 0,
        "note": "no coterminous plan that leaves the as as they are changes fewer",
    }
    assert beside_optimum(led_plan(EXAMPLE, lead="b", target="nested")).least_people_moved == 61


def test_excess_is_what_the_best_plan_of_its_kind_saves() -> None:
    blocks = {"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50), "c3": ("a2", "b2", 40)}
    dataset = make_dataset(blocks)
    own = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b2"}}
    # b1 goes with a2, where it has fewer people: its 60 in a1 get a new footprint.
    plan = by_hand(dataset, own, {"c1": ("a1", "NEW:a1")}, lead="a", target="nested")
    assert plan.meets_target
    beside = beside_optimum(plan)
    assert (beside.least_people_moved, beside.excess) == (50, 10)
    assert beside.note == (
        "the best nested plan that leaves the as as they are changes 50 people, 10 fewer"
        f" ({share_phrase(10 / 50)})"
    )


def test_what_cannot_be_compared_has_no_figure() -> None:
    dataset = make_dataset({"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50), "c3": ("a2", "b2", 40)})
    own = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b2"}}

    def told(to: dict[str, tuple[str, str]], lead: str, target: str) -> tuple[float | None, str]:
        beside = beside_optimum(by_hand(dataset, own, to, lead=lead, target=target))
        return beside.excess, beside.note

    # 40 people of a2 give way, where a leads.
    excess, note = told({"c3": ("a1", "b1"), "c2": ("a1", "b1")}, "a", "compatible")
    assert excess is None
    assert note.startswith("not compared: ")
    # A joint plan makes no new footprints.
    excess, note = told({"c2": ("a2", "NEW")}, "joint", "compatible")
    assert excess is None


def test_what_is_not_finished_is_compared_as_it_would_be() -> None:
    # By hand: b1 has 60 in a1 and 50 in a2; b2 lies in a2, where those 50 belong.
    dataset = make_dataset({"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50), "c3": ("a2", "b2", 40)})
    own = {"a": {"a1": "a1", "a2": "a2"}, "b": {"b1": "b1", "b2": "b2"}}

    def told(to: dict[str, tuple[str, str]]) -> BesideOptimum:
        return beside_optimum(by_hand(dataset, own, to, lead="a", target="coterminous"))

    beside = told({})
    assert (beside.least_people_moved, beside.further, beside.excess) == (50, 50, 0)
    assert beside.note == (
        "so far it changes 0 people, and at least 50 more have to change;"
        " no coterminous plan that leaves the as as they are changes fewer"
    )
    # The 40 go where they do not belong: b1 then has 90 in a2, and its 60 in a1 have to go.
    beside = told({"c3": ("a2", "b1")})
    assert beside.excess is None  # nothing of b2 is left
    assert beside.further == 60


def halves(plan: Plan) -> Iterator[Plan]:
    """Yield what a plan is by hand after its first steps, one more each time."""
    steps = suggestions(plan)
    to = {side: plan.assignment[side].to_numpy(copy=True) for side in "ab"}
    successors = plan.successors.assign(successor=plan.successors["footprint"])
    for step in steps:
        side = "ab"[plan.overlap.side(step.footprint_set)]
        carried = (
            largest(plan.overlap.sides["ab".index(side)], step.carries) if step.carries else ""
        )
        if step.action == "merge":
            mine = successors["footprint_set"] == step.footprint_set
            mine &= successors["footprint"].isin(step.sources)
            successors.loc[mine, "successor"] = step.into
            to[side][np.isin(to[side], step.sources)] = step.into
        else:
            to[side][step.portions] = carried or step.into
        rows = plan.assignment.assign(to_a=to["a"], to_b=to["b"])
        known = {
            (name, code)
            for number, name in enumerate(plan.overlap.compare)
            for code in {
                *successors.loc[successors["footprint_set"] == name, "successor"],
                *rows.loc[rows["people"] > 0, f"to_{'ab'[number]}"],
            }
        }
        names = pd.concat([plan.resulting, plan.overlap.footprints]).drop_duplicates(
            ["footprint_set", "footprint"]
        )
        found = [
            key in known for key in zip(names["footprint_set"], names["footprint"], strict=True)
        ]
        footprints = plan.joint_footprints or None
        yield replace(
            plan,
            successors=successors.copy(),
            assignment=rows,
            resulting=names[found][["footprint_set", "footprint", "name"]],
            asked=replace(plan.asked, method="manual", footprints=footprints),
            optimal=None,
            lower_bound=None,
        )


@settings(patient, max_examples=5)
@given(random_datasets(partners=False, neighbours=False))
def test_doing_what_is_recommended_is_never_called_worse_than_the_best(dataset: Dataset) -> None:
    plans = [
        led_plan(dataset, lead=lead, target=target)
        for lead in ("a", "b")
        for target in ("coterminous", "nested")
    ]
    found = frontier(dataset)
    for plan in (*plans, *found.plans, *found.alternatives):
        for half in halves(plan):
            beside = beside_optimum(half)
            if beside.least_people_moved is None:  # undecided ground that no table can weigh
                assert beside.excess is None
            else:
                assert beside.excess == pytest.approx(0, abs=1e-6), (half, beside)
                assert "no " in beside.note
            if half.meets_target:
                assert half.in_the_way.empty
            else:
                assert not half.in_the_way.empty


def test_a_plan_without_a_target_is_not_compared() -> None:
    assert beside_optimum(unchanged_plan(EXAMPLE, build_overlap(EXAMPLE))).to_dict() == {
        "footprints": None,
        "least_people_moved": None,
        "excess": None,
        "further": None,
        "note": "not compared: it has no target",
    }


def test_where_no_joint_plan_has_so_many_it_is_said() -> None:
    # Three footprints of a in one of b, two of them with new ones.
    dataset = make_dataset({"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50), "c3": ("a3", "b1", 40)})
    plan = led_plan(dataset, lead="a")
    plan = replace(plan, asked=replace(plan.asked, lead="joint"))
    beside = beside_optimum(plan)
    assert (beside.footprints, beside.least_people_moved, beside.excess) == (3, None, None)
    assert "no joint plan has 3 footprints" in beside.note
    assert "1 to 1" in beside.note
    assert plan_to_dict(plan)["beside_optimum"] == beside.to_dict()


def test_where_the_least_is_out_of_reach_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = exact_joint_plan(EXAMPLE, footprints=2)

    def too_wide(*_: object) -> None:
        raise TooWideError(99)

    monkeypatch.setattr(optimum, "cut_frontier", too_wide)
    beside = beside_optimum(plan)
    assert (beside.footprints, beside.least_people_moved, beside.excess) == (2, None, None)
    assert "width 99" in beside.note


def test_nobody_changes_at_least_where_nobody_is_shared() -> None:
    overlap = build_overlap(make_dataset({"c1": ("a1", None, 3), "c2": (None, "b1", 3)}))
    assert least_people_moved(overlap) == {0: 0}
    assert most_joint_footprints(overlap) == 0
