"""Names that a user gave to what a plan results in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.wording import with_present

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan


def given_names(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the names given in a plan, by set and code, each with the present one beside.

    A new footprint has no present name, so that the given one stands alone.
    """
    present = {
        (side.footprint_set, str(code)): str(name)
        for side in plan.overlap.sides
        for code, name in side.names.items()
    }
    return {
        place: with_present(name, present.get(place, name)) for place, name in plan.names.items()
    }
