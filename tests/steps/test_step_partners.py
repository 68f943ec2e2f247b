"""Which partners a step by itself leaves with fewer or more footprints, and who deals with one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from hypothesis import assume, given, settings

from graphmodel.plans.compatible import compatible_plan
from graphmodel.plans.led import led_plan
from graphmodel.plans.partners import partner_burden, partners_with_one
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.propose import propose
from graphmodel.steps.step_partners import StepPartners
from graphmodel.steps.steps import steps_of
from graphmodel.steps.suggestion import suggestions

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan
    from graphmodel.steps.steps import Step

DATASET = make_dataset(
    {
        "c1": ("a1", "b1", 90),
        "c2": ("a2", "b1", 4),
        "c3": ("a2", "b2", 60),
        "c4": ("a2", "b3", 20),
    },
    partners={
        "k1": ("council", "a2", ["b2", "b3"]),
        "p1": ("provider", "a2", ["b1"]),
        "p2": ("provider", "a2", ["b1", "b2"]),
        "p3": ("provider", ["a1", "a2"], "b1"),
    },
)


def test_each_step_is_judged_by_itself() -> None:
    steps = {step.action: step for step in suggestions(led_plan(DATASET, lead="a"))}
    assert set(steps) == {"move", "merge"}
    # c2 joins b2: p2 deals with b2 alone, p3 with b2 for a2 beside b1; p1 with b2 for b1.
    assert steps["move"].partners_with_fewer == ("p2",)
    assert steps["move"].partners_with_more == ("p3",)
    assert steps["merge"].partners_with_fewer == ("k1",)
    assert steps["merge"].partners_with_more == ()


def test_partners_that_deal_with_one_footprint_are_counted() -> None:
    rows = partners_with_one(led_plan(DATASET, lead="a")).itertuples(index=False, name=None)
    assert list(rows) == [
        ("a", "council", 1, 1, 1),
        ("a", "provider", 3, 2, 2),
        ("b", "council", 1, 0, 1),
        ("b", "provider", 3, 2, 2),
    ]


@settings(patient, max_examples=25)
@given(random_datasets())
def test_it_is_what_a_plan_of_that_step_alone_does(dataset: Dataset) -> None:
    plan = led_plan(dataset, lead="a")
    assume(len(plan.successors))
    check_steps(plan)
    check_steps(compatible_plan(dataset, undecided="open"))


@pytest.mark.parametrize("lead", ["stp", "ldr", "joint"])
def test_it_is_so_for_england(england_2016: Dataset, lead: str) -> None:
    check_steps(propose(england_2016, lead=lead))


@pytest.fixture(scope="module")
def england_2016() -> Dataset:

    return bundled_dataset("england-2016")


def check_steps(plan: Plan) -> None:
    partners = StepPartners(plan)
    for step in steps_of(plan):
        burden = partner_burden(plan_of_step(plan, step))
        changed = burden[burden["change"] != 0]
        expected = dict(zip(changed["organisation"], changed["change"], strict=True))
        assert partners.changes(step) == expected


def plan_of_step(plan: Plan, step: Step) -> Plan:
    """Return the plan that takes one step of another by itself, on things as they are.

    Who joins a footprint that has yet to be merged joins the largest of its predecessors.
    """
    nothing = unchanged_plan(plan.dataset, plan.overlap)
    side = plan.overlap.side(step.footprint_set)
    column = f"to_{'ab'[side]}"
    into = step.into
    resulting, successors = nothing.resulting, nothing.successors
    here = successors["footprint_set"] == step.footprint_set
    if step.action == "new":
        row = plan.resulting_new
        resulting = pd.concat(
            [
                resulting,
                row[(row["footprint_set"] == step.footprint_set) & (row["footprint"] == into)],
            ]
        )
    else:
        successor = plan.successor[side]
        people = plan.overlap.sides[side].people[successor.index[successor == into]]
        into = str(people.index[int(people.to_numpy().argmax())])
    if step.action == "merge":
        merged = here & successors["footprint"].isin(step.sources)
        successors = successors.assign(successor=successors["successor"].mask(merged, into))
        absorbed = (resulting["footprint_set"] == step.footprint_set) & resulting["footprint"].isin(
            [source for source in step.sources if source != into]
        )
        resulting = resulting[~absorbed]
        portions = np.flatnonzero(nothing.assignment["ab"[side]].isin(step.sources))
    else:
        portions = step.portions
    assignment = nothing.assignment.copy()
    assignment.loc[assignment.index[portions], column] = into
    return replace(
        nothing,
        successors=successors,
        resulting=resulting.reset_index(drop=True),
        assignment=assignment,
    )
