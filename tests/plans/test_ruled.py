"""Joint plans under rules, and where the overlap graph is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import is_strict, joint_groups, meets, moved
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InfeasibleError
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import write_plan
from graphmodel.planfiles.verification import verify_plan
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.partners import partner_footprints
from graphmodel.plans.ruled import model_joint_plan
from graphmodel.rules.rules import Rules

if TYPE_CHECKING:
    from pathlib import Path

    from graphmodel.dataset.dataset import Dataset

CHAIN = make_dataset(
    {
        "c1": ("a1", "b1", 1000),
        "c2": ("a1", "b2", 40),
        "c3": ("a2", "b2", 700),
        "c4": ("a2", "b3", 5),
        "c5": ("a3", "b3", 900),
    }
)


@pytest.mark.parametrize("share", [0.0, 0.002, 0.01, 1.0])
def test_without_rules_it_takes_as_many_footprints_as_the_exact_plan(share: float) -> None:
    plan = model_joint_plan(CHAIN, max_moved=share)
    exact = exact_joint_plan(CHAIN, max_moved=share)
    assert plan.options["footprints"] == exact.options["footprints"]
    assert plan.people_moved == exact.people_moved
    assert plan.assignment.equals(exact.assignment)
    assert (plan.lower_bound, plan.optimal) == (pytest.approx(exact.people_moved), True)


def test_plans_comply_and_verify(tmp_path: Path) -> None:
    rules = Rules(together=(("a:a2", "a:a3"),), apart=(("a:a1", "a:a2"),))
    plan = model_joint_plan(CHAIN, rules=rules, max_moved=1.0)
    assert joint_groups(plan) == {
        frozenset({("a", "a1"), ("b", "b1")}),
        frozenset({("a", "a2"), ("a", "a3"), ("b", "b2"), ("b", "b3")}),
    }
    assert plan.people_moved == sum(moved(plan).values()) == 40
    assert is_strict(plan)
    assert meets(plan)
    assert plan.options["rules"] == rules.to_mapping()
    write_plan(plan, tmp_path / "plan.json")
    assert verify_plan(tmp_path / "plan.json", dataset=CHAIN).ok


def test_rules_that_cannot_hold_together_are_named() -> None:
    rules = Rules(together=(("a:a1", "a:a2"),), apart=(("a:a1", "a:a2"),))
    with pytest.raises(InfeasibleError) as caught:
        model_joint_plan(CHAIN, rules=rules)
    assert len(caught.value.conflict) == 2
    assert any("together" in line for line in caught.value.conflict)
    assert any("apart" in line for line in caught.value.conflict)


@pytest.mark.parametrize(("dear", "free"), [("a", "b"), ("b", "a")])
def test_the_set_in_which_changing_costs_less_gives_way(dear: str, free: str) -> None:
    plan = model_joint_plan(CHAIN, rules=Rules(cost={dear: 3.0}), footprints=3)
    assert plan.people_moved_by_set == {dear: 0, free: 45}
    assert plan.options["disturbance"] == pytest.approx(45)
    assert plan.lower_bound is None


@settings(patient, max_examples=20)
@given(random_datasets(most_blocks=8), st.data())
def test_rules_that_bind_nobody_move_as_many_people_as_the_exact_plan(
    dataset: Dataset, data: st.DataObject
) -> None:
    overlap = build_overlap(dataset)
    assume(len(overlap.edges))
    fewest = int(exact_joint_plan(dataset, max_moved=0.0).options["footprints"])
    count = data.draw(st.integers(fewest, most_joint_footprints(overlap)))
    exact = exact_joint_plan(dataset, footprints=count)
    everybody = 2 * float(dataset.people.sum()) + 1
    idle = data.draw(
        st.sampled_from(
            [
                Rules(people_least=0.0, people_most=everybody),
                Rules(people_most=everybody),
                Rules(groups_most=99),
            ]
        )
    )
    plan = model_joint_plan(dataset, rules=idle, footprints=count)
    # Groups under rules may take in what they share nobody with, and that can save some changes.
    assert plan.people_moved <= exact.people_moved * (1 + 1e-9)
    assert is_strict(plan)
    assert meets(plan)
    if len(set(overlap.structure.components[0].tolist())) == 1 or count == fewest:
        assert plan.people_moved == pytest.approx(exact.people_moved, abs=1e-6)


@pytest.mark.parametrize(
    ("each", "moved_people", "broken"), [(0.0, 5, 1), (3.0, 5, 1), (5.0, 9, 0), (100.0, 9, 0)]
)
def test_partner_relationships_can_cost_more_than_people(
    each: float, moved_people: float, broken: int
) -> None:
    """Where c2 changes, p1 loses a2 or b1, on either side; where c4 does, nobody loses anything."""
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 1000),
            "c2": ("a2", "b1", 5),
            "c3": ("a2", "b2", 700),
            "c4": ("a3", "b2", 9),
            "c5": ("a3", "b3", 900),
        },
        partners={"p1": ("provider", "a2", "b1")},
    )
    plan = model_joint_plan(dataset, rules=Rules(cost={"relationship": each}), footprints=2)
    assert plan.people_moved == moved_people
    rows = partner_footprints(plan)
    kept = [
        plan.successor[plan.overlap.side(name)][code] in after
        for (name, code), after in rows.groupby(["footprint_set", "footprint"])["after"]
        .agg(set)
        .items()
    ]
    assert kept.count(False) == broken
    assert plan.options["disturbance"] == pytest.approx(moved_people + each * broken)
    assert plan.options["disturbance_lower_bound"] == pytest.approx(plan.options["disturbance"])
    assert plan.lower_bound is None
    assert plan.optimal
