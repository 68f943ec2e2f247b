"""Names that a user gave to what a plan results in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.wording import with_present

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan


def given_names(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the names given in a plan, by set and code, each with the present one beside.

    A new footprint, one that blocks without any are given among them, has no present name: the
    given one stands alone.
    """
    rows = plan.dataset.footprints[["footprint_set", "footprint", "name"]]
    present = {
        (footprint_set, code): name
        for footprint_set, code, name in rows.itertuples(index=False, name=None)
    }
    return {
        place: with_present(name, present.get(place, name)) for place, name in plan.names.items()
    }
