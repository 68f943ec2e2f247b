"""Plans seen by rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers.examples import make_dataset

from graphmodel.errors import RulesError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.plan import unchanged_plan
from graphmodel.plans.ruled import (
    could_stay,
    grouping_of,
    located_rules,
    model_joint_plan,
    rules_of_plan,
)
from graphmodel.rules.kinds.kinds import broken_rules, locate
from graphmodel.rules.rules import Rules

CHAIN = make_dataset(
    {
        "c1": ("a1", "b1", 1000),
        "c2": ("a1", "b2", 40),
        "c3": ("a2", "b2", 700),
        "c4": ("a2", "b3", 5),
        "c5": ("a3", "b3", 900),
        "c6": ("a3", "b1", 0),
    },
    alone={"a": ["a9"]},
)


def test_the_groups_of_a_joint_plan_are_those_it_was_made_of() -> None:
    rules = Rules(people_least=800, apart=(("a:a1", "a:a3"),))
    plan = model_joint_plan(CHAIN, rules=rules)
    assert rules_of_plan(plan) == rules
    grouping = grouping_of(plan, located_rules(plan))
    assert grouping is not None
    assert sum(grouping.people_moved) == plan.people_moved
    assert grouping.count == plan.options["footprints"]
    assert grouping.group_of[CHAIN.footprints["footprint"].tolist().index("a9")] == -1
    assert not broken_rules(grouping, grouping.located.rules)
    stricter = locate(CHAIN, plan.overlap, Rules(people_least=1000, keep=("a:a2",)))
    other = grouping_of(plan, stricter)
    assert other is not None
    broken = {rule.name for rule in broken_rules(other, stricter.rules)}
    assert broken == {"people.least = 1,000"} | ({"keep[1]"} if plan.people_moved else set())


def test_plans_that_make_no_joint_footprints_have_no_groups() -> None:
    nothing = unchanged_plan(CHAIN, build_overlap(CHAIN))
    assert grouping_of(nothing, located_rules(nothing)) is None
    plan = exact_joint_plan(CHAIN, footprints=3)
    assert grouping_of(plan, located_rules(plan)) is not None
    assignment = plan.assignment.assign(to_a=plan.assignment["to_a"].iloc[0])
    lost = replace(plan, assignment=assignment)
    assert grouping_of(lost, located_rules(lost)) is None


def test_rules_that_are_none_are_errors() -> None:
    plan = exact_joint_plan(CHAIN, footprints=3)
    asked = Asked.from_options({"rules": {"keep": ["a:nowhere"]}})
    with pytest.raises(RulesError, match=r"options\.rules"):
        located_rules(replace(plan, asked=asked))


def test_the_other_side_could_give_way_unless_a_rule_or_a_cost_is_against_it() -> None:
    plan = exact_joint_plan(CHAIN, footprints=3)
    rows = np.flatnonzero(plan.moved[1] & (plan.assignment["people"] == 40).to_numpy())
    assert len(rows) == 1

    def could(**rules: object) -> bool:
        located = locate(CHAIN, plan.overlap, Rules(**rules))  # type: ignore[arg-type]
        grouping = grouping_of(plan, located)
        assert grouping is not None
        return could_stay(grouping, rows, 1)

    assert could()
    assert could(apart=(("a:a1", "a:a2"),))
    assert could(people_most=1040)
    assert not could(keep=("a:a1",))
    assert could(cost={"b": 2.0})
    assert not could(cost={"a": 2.0})
