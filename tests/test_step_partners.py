"""Which partners a step by itself leaves with fewer or more footprints, and who deals with one."""

from __future__ import annotations

from examples import make_dataset

from graphmodel.led import led_plan
from graphmodel.partners import partners_with_one
from graphmodel.suggestion import suggestions

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
