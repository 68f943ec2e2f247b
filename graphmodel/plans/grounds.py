"""The ground of a set: where people of blocks are, now and with a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.plans.plan import Plan


def grounds(plan: Plan, footprint_set: str) -> Iterator[tuple[str, float, str, str]]:
    """Yield where people of blocks are in a set, now and with the plan, undecided ones included."""
    side = plan.overlap.side(footprint_set)
    column, rows = "ab"[side], plan.assignment
    yield from zip(
        *(rows[name].tolist() for name in ("organisation", "people", column, f"to_{column}")),
        strict=True,
    )
    outside = plan.overlap.outside
    outside = outside[outside["footprint_set"] == footprint_set]
    successor = plan.successor[side]
    for block, people, code in zip(
        *(outside[name].tolist() for name in ("organisation", "people", "footprint")), strict=True
    ):
        yield block, people, code, str(successor.loc[code])
