"""Every plan beside the least people moved for as many joint footprints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest
from helpers.examples import make_dataset, patient, random_datasets
from helpers.plan_oracles import overlaps
from hypothesis import given, settings

from graphmodel.exact.elimination import TooWideError
from graphmodel.overlap.groups import most_joint_footprints
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.planfile import plan_to_dict
from graphmodel.plans import optimum
from graphmodel.plans.compatible import compatible_plan
from graphmodel.plans.joint_frontier import exact_joint_plan, frontier
from graphmodel.plans.led import led_plan
from graphmodel.plans.optimum import beside_optimum, least_people_moved
from graphmodel.plans.plan import unchanged_plan
from graphmodel.wording import share_phrase

if TYPE_CHECKING:
    from graphmodel.dataset.dataset import Dataset

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
        {plan.options["footprints"]: plan.people_moved for plan in found.plans}
    )
    for plan in found.plans:
        beside = beside_optimum(plan)
        assert beside.footprints == plan.options["footprints"]
        assert beside.excess == 0
        assert beside == beside_optimum(plan, least)
    for plan in found.alternatives:
        beside = beside_optimum(plan, least)
        if plan.target != "coterminous":
            assert (beside.footprints, beside.excess) == (None, None)
        elif beside.footprints in least and beside.excess is not None:
            # With new footprints, which a joint plan does not make, a led plan may move fewer.
            excess = plan.people_moved - least[beside.footprints]
            assert beside.excess == pytest.approx(excess, abs=1e-6)
            assert excess > -1e-6 or len(plan.new_footprints)


def test_a_led_plan_can_be_as_good_as_the_best_joint_plan() -> None:
    plan = led_plan(EXAMPLE, lead="b")
    assert plan.people_moved == 60 + 1
    beside = beside_optimum(plan)
    assert beside.footprints == 3
    assert beside.least_people_moved == 61
    assert beside.excess == 0


def test_excess_is_what_the_best_joint_plan_saves() -> None:
    dataset = make_dataset(
        {
            "c1": ("a1", "b1", 60),
            "c2": ("a2", "b1", 50),
            "c3": ("a2", "b2", 40),
            "c4": ("a1", "b2", 45),
            "d1": ("a3", "b3", 90),
            "d2": ("a2", "b3", 3),
        }
    )
    plan = led_plan(dataset, lead="a")
    assert plan.people_moved == 50 + 40 + 3
    beside = beside_optimum(plan, {3: 88.0})
    assert (beside.footprints, beside.least_people_moved, beside.excess) == (3, 88, 5)
    assert beside.note == (
        f"the best joint plan with 3 footprints changes 88 people, 5 fewer ({share_phrase(5 / 88)})"
    )
    free = beside_optimum(plan, {3: 0.0})
    assert (free.excess, "%" in free.note) == (93, False)


def test_where_no_joint_plan_has_so_many_it_is_said() -> None:
    # Three footprints of a in one of b: led by a, two of them get new followers.
    dataset = make_dataset({"c1": ("a1", "b1", 60), "c2": ("a2", "b1", 50), "c3": ("a3", "b1", 40)})
    plan = led_plan(dataset, lead="a")
    beside = beside_optimum(plan)
    assert (beside.footprints, beside.least_people_moved, beside.excess) == (3, None, None)
    assert "no joint plan has 3 footprints" in beside.note
    assert "1 to 1" in beside.note
    assert plan_to_dict(plan)["beside_optimum"] == beside.to_dict()


def test_only_coterminous_plans_are_compared() -> None:
    overlap = build_overlap(EXAMPLE)
    for plan in (
        unchanged_plan(EXAMPLE, overlap),
        led_plan(EXAMPLE, lead="a", target="nested"),
        compatible_plan(EXAMPLE),
    ):
        assert beside_optimum(plan).to_dict() == {
            "footprints": None,
            "least_people_moved": None,
            "excess": None,
            "note": "not a coterminous plan",
        }


def test_where_the_least_is_out_of_reach_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = exact_joint_plan(EXAMPLE, footprints=2)

    def too_wide(*_: object) -> None:
        raise TooWideError(99)

    monkeypatch.setattr(optimum, "cut_frontier", too_wide)
    beside = beside_optimum(plan)
    assert (beside.footprints, beside.least_people_moved, beside.excess) == (2, None, None)
    assert "width 99" in beside.note


def test_nothing_is_least_where_nobody_is_shared() -> None:
    overlap = build_overlap(make_dataset({"c1": ("a1", None, 3), "c2": (None, "b1", 3)}))
    assert least_people_moved(overlap) == {}
    assert most_joint_footprints(overlap) == 0
