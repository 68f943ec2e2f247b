"""Which side gives way where rules leave it open, and where they do not."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, random_datasets
from helpers.plan_oracles import joint_groups
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graphmodel.errors import InfeasibleError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.plans.asked import Asked
from graphmodel.plans.joint import joint_plan
from graphmodel.plans.joint_frontier import exact_joint_plan
from graphmodel.plans.ruled import choose_sides, model_joint_plan
from graphmodel.rules.kinds.kinds import broken_rules
from graphmodel.rules.rules import Rules
from graphmodel.rules.search import solve_model
from graphmodel.steps.suggestion import suggestions

BLOCKS = {
    "c1": ("a1", "b1", 100),
    "c2": ("a1", "b2", 8),
    "c3": ("a1", "b2", 4),
    "c4": ("a2", "b2", 90),
}
PAIR = make_dataset(BLOCKS)


def stays(dataset: Any, **rules: Any) -> dict[str, tuple[str, str]]:  # noqa: ANN401
    """Return the groups that blocks go to, in a plan with two groups, each named after its b."""
    plan = model_joint_plan(dataset, rules=Rules(**rules), footprints=2)
    rows = plan.assignment[["organisation", "to_a", "to_b"]].itertuples(index=False)
    groups = [sorted(code for _, code in group) for group in joint_groups(plan)]
    named = {code: group[-1] for group in groups for code in group}
    assert set(named.values()) == {"b1", "b2"}
    return {one: (named[to_a], named[to_b]) for one, to_a, to_b in rows}


def test_the_second_set_gives_way_where_rules_do_not_mind() -> None:
    for rules in ({}, {"people_least": 90}, {"people_most": 112}):
        found = stays(PAIR, **rules)
        assert found["c2"] == found["c3"] == ("b1", "b1")


def test_the_first_set_gives_way_where_a_rule_wants_it() -> None:
    for rules in ({"people_least": 99}, {"people_most": 103}, {"keep": ("b:b2",)}):
        found = stays(PAIR, **rules)
        assert found["c2"] == found["c3"] == ("b2", "b2")


def test_an_overlap_is_divided_only_where_it_has_to_be() -> None:
    found = stays(make_dataset(BLOCKS | {"c4": ("a2", "b2", 100)}), people_most=110)
    assert {found["c2"], found["c3"]} == {("b1", "b1"), ("b2", "b2")}


def test_borders_and_partners_decide_as_they_do_without_rules() -> None:
    bordering = make_dataset(BLOCKS, neighbours=[("c2", "c4", 5), ("c3", "c4", 5)])
    assert stays(bordering, people_least=90)["c2"] == ("b2", "b2")
    # Where the first choice is excluded, the rest is still improved.
    assert stays(bordering, people_least=90, keep=("a:a1",))["c2"] == ("b1", "b1")


@pytest.mark.parametrize("count", [40, 42, 43])
def test_idle_rules_change_nothing_for_england(count: int) -> None:
    dataset = bundled_dataset("england-2016")
    plain = exact_joint_plan(dataset, footprints=count)
    ruled = model_joint_plan(dataset, rules=Rules(people_most=9e6), footprints=count)
    assert ruled.people_moved_by_set == plain.people_moved_by_set
    assert ruled.assignment.equals(plain.assignment)
    reasons = [step.reason for step in suggestions(plain)]
    assert [step.reason for step in suggestions(ruled)] == reasons
    assert any("the alternative is" in reason for reason in reasons)


def test_alternatives_that_a_rule_excludes_are_not_named() -> None:
    def reasons(**rules: Any) -> str:  # noqa: ANN401
        plan = model_joint_plan(PAIR, rules=Rules(**rules), footprints=2)
        return " ".join(step.reason for step in suggestions(plan))

    assert "the alternative is" in reasons(people_least=90)
    assert "the alternative is" not in reasons(people_least=100)
    assert "the alternative is" not in reasons(keep=("b:b2",))
    assert "the alternative is" not in reasons(cost={"a": 2.0})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_rules_stay_kept_costs_do_not_rise_and_a_free_choice_is_the_best(
    data: st.DataObject,
) -> None:
    dataset = data.draw(random_datasets(most_blocks=7, most_footprints=4))
    overlap = build_overlap(dataset)
    assume(len(overlap.edges))
    total = float(overlap.edges["people"].sum())
    rules = Rules(
        people_least=data.draw(st.sampled_from([None, total / 5, total / 3])),
        people_most=data.draw(st.sampled_from([None, total * 0.6])),
        contiguous=bool(len(dataset.neighbours)) and data.draw(st.booleans()),
        groups_least=data.draw(st.integers(1, 3)),
        cost=data.draw(st.sampled_from([{}, {"a": 2.0}, {"relationship": 3.0}])),
    )
    try:
        solution = solve_model(dataset, overlap, rules)
    except InfeasibleError:
        return
    chosen, placed = choose_sides(solution)
    assert chosen.objective <= solution.objective * (1 + 1e-9)
    assert not broken_rules(chosen.grouping, chosen.grouping.located.rules)
    counted = solution.grouping.located.instance.counted
    for side in (0, 1):
        there = [to for to, counts in zip(placed[side], counted, strict=True) if counts]
        assert there == chosen.grouping.portion_groups.tolist()
    free = joint_plan(dataset, overlap, solution.groups, asked=Asked(method="exact"))
    if rules == Rules(groups_least=rules.groups_least):
        plan = model_joint_plan(dataset, rules=rules, max_moved=0)
        assert (
            plan.assignment.equals(free.assignment)
            or plan.options["footprints"] != (free.options["footprints"])
        )
