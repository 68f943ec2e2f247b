"""Steps: every change of a plan, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest
from helpers.england import bundled_dataset
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import outcomes, people_of, places, successors
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmodel.plans.communities import community_plans
from graphmodel.plans.led import led_plan
from graphmodel.steps.steps import steps_of

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.plans.plan import Plan


def people_in(dataset: Dataset, footprint_set: str) -> dict[str, float]:
    """Return all people of each footprint of a set, covered or not."""
    found: dict[str, float] = defaultdict(float)
    held = places(dataset, footprint_set)
    for block, people in people_of(dataset).items():
        for footprint, share in held.get(block, {}).items():
            found[footprint] += people * share
    return found


def check_steps(plan: Plan) -> None:
    """Assert that the steps of a plan are what the design says, worked out row by row."""
    rows = outcomes(plan)
    steps = steps_of(plan)
    after = successors(plan)
    taken: Counter[tuple[str, int]] = Counter()
    for step in steps:
        side = plan.overlap.compare.index(step.footprint_set)
        own = after[side]
        new = step.into not in own.values()
        total = people_in(plan.dataset, step.footprint_set)
        predecessors = {code for code, successor in own.items() if successor == step.into}
        if step.action == "merge":
            assert set(step.sources) == predecessors
            assert len(predecessors) > 1
            sizes = [total[code] for code in step.sources]
            assert sizes == sorted(sizes, reverse=True)
            assert step.people_moved == 0
            assert step.organisations == ()
            assert not step.estimated
            assert sum(step.evidence.values()) == pytest.approx(step.people_affected)
        else:
            assert step.action == ("new" if new else "move")
            assert len(step.sources) == 1 or new
            mine = [rows[place] for place in step.portions.tolist()]
            assert {one[1 + side] for one in mine} == set(step.sources)
            assert {one[4 + side] for one in mine} == {step.into}
            assert set(step.organisations) == {one.block for one in mine}
            assert step.people_moved == pytest.approx(sum(one.people for one in mine))
            assert sum(step.evidence.values()) == pytest.approx(step.people_moved)
            taken.update((step.footprint_set, place) for place in step.portions.tolist())
        assert step.people_affected == pytest.approx(
            sum(total[code] for code in predecessors | set(step.sources))
        )
    wanted = {
        (name, place)
        for side, name in enumerate(plan.overlap.compare)
        for place, one in enumerate(rows)
        # Portions of nobody are no change.
        if one.people > 0 and one[4 + side] != after[side].get(one[1 + side], one[1 + side])
    }
    assert taken == Counter(wanted)
    for side, name in enumerate(plan.overlap.compare):
        sizes = Counter(after[side].values())
        merged = [
            step.into for step in steps if (step.action, step.footprint_set) == ("merge", name)
        ]
        assert sorted(merged) == sorted(code for code, size in sizes.items() if size > 1)
    ends = [(step.footprint_set, step.action, step.sources, step.into) for step in steps]
    assert len(set(ends)) == len(ends)
    news = [(step.footprint_set, step.into) for step in steps if step.action == "new"]
    assert len(set(news)) == len(news)
    assert sum(step.people_moved for step in steps) == pytest.approx(plan.people_moved)


@settings(patient, max_examples=20)
@given(
    random_datasets(),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["coterminous", "nested"]),
    st.sampled_from([0.0, 0.3]),
)
def test_steps_of_led_plans_take_every_change_once(
    dataset: Dataset, lead: str, target: str, below: float
) -> None:
    check_steps(led_plan(dataset, lead=lead, target=target, ignore_below=below))


@settings(patient, max_examples=10)
@given(random_datasets(most_blocks=12))
def test_steps_of_joint_plans_take_every_change_once(dataset: Dataset) -> None:
    for plan in community_plans(dataset, seeds=1, resolutions=[0.3, 1.0, 3.0]):
        check_steps(plan)


@pytest.mark.parametrize("name", ["england-2016", "england-2026"])
def test_steps_in_england_take_every_change_once(name: str) -> None:
    dataset = bundled_dataset(name)
    for lead, target in zip(dataset.compare, ("coterminous", "nested"), strict=True):
        check_steps(led_plan(dataset, lead=lead, target=target))


def test_the_evidence_of_a_merger_is_that_of_all_in_it_people_outside_included() -> None:
    dataset = make_dataset(
        {"c1": ("a1", "b1", 10), "c2": ("a1", "b2", 30), "u": (None, "b2", 7)},
        evidence={"c1": "inferred", "u": "derived"},
    )
    (merge,) = steps_of(led_plan(dataset, lead="a"))
    assert merge.people_affected == 47
    assert merge.evidence == {"official": 30, "derived": 7, "inferred": 10}
    assert list(merge.evidence) == ["official", "derived", "inferred"]


def test_all_who_join_a_new_footprint_do_so_in_one_step() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 10),
            "c2": ("a2", "b1", 4),
            "c3": ("a3", "b2", 9),
            "c4": ("a2", "b2", 5),
            "c5": ("a1", "b2", 1),
        }
    )
    plan = led_plan(dataset, lead="a")
    found = [
        (step.action, step.sources, step.into, step.organisations, step.people_moved)
        for step in steps_of(plan)
    ]
    assert found == [
        ("move", ("b2",), "b1", ("c5",), 1),
        ("new", ("b1", "b2"), "NEW:a2", ("c2", "c4"), 9),
    ]


def test_a_part_of_a_block_is_estimated() -> None:
    dataset = make_dataset({"c1": ({"a1": 0.25, "a2": 0.75}, "b1", 80), "c2": ("a1", "b2", 9)})
    (step,) = steps_of(led_plan(dataset, lead="a"))
    assert step.estimated
    assert step.people_moved == 20
    assert step.people_affected == 89
