"""What was decided, as a plan."""

from __future__ import annotations

import pytest
from helpers.examples import make_dataset

from graphmodel.errors import OptionError
from graphmodel.overlap.overlap import build_overlap
from graphmodel.planfiles.decided import decided_plan
from graphmodel.planfiles.tracking import track_plan

LATER = {
    "c1": "n1",
    "c2": "n1",
    "c3": "n1",
    "c4": "n2",
    "c5": {"n3": 0.75, "n1": 0.25},
    "c6": "n1",
}
"""All go into n1, but for c4 of a2, and three quarters of c5 of a3: they get new ones."""

DATASET = make_dataset(
    {
        "c1": ("a1", "b1", 20),
        "c2": ("a2", "b1", 15),
        "c3": ("a2", "b2", 9),
        "c4": ("a2", "b2", 6),
        "c5": ("a3", "b2", 4),
        "c6": ("a3", "b2", 8),
    },
    further={"later": LATER},
    names={("later", "n1"): "The first"},
)


def test_the_largest_carries_on_and_the_rest_move_or_are_new() -> None:
    plan = decided_plan(build_overlap(DATASET), 0, "later")
    assert plan.successor[0].to_dict() == {"a1": "a2", "a2": "a2", "a3": "a2"}
    assert plan.assignment["to_a"].tolist() == ["a2", "a2", "a2", "n2", "n3", "a2"]
    assert plan.assignment["to_b"].tolist() == plan.assignment["b"].tolist()
    assert (plan.people_moved, plan.footprints_merged, plan.new_footprints) == (10, 2, 2)
    assert plan.names == {("a", "a2"): "The first"}
    # All of it is as it turned out, but for the quarter of c5 that a plan cannot part from it.
    people = track_plan(plan, "later").changes
    assert (people["changed"], people["done"], people["not_done"]) == (10, 9, 1)


def test_it_is_of_a_later_set() -> None:
    with pytest.raises(OptionError, match="'a' is compared"):
        decided_plan(build_overlap(DATASET), 0, "a")
    with pytest.raises(OptionError, match="no footprint set"):
        decided_plan(build_overlap(DATASET), 0, "c")
