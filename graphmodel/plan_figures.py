"""What a plan costs and what it means for partners, as files state it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel._plain import plain_records
from graphmodel.partners import partner_burden, partner_footprints, partners_with_one

if TYPE_CHECKING:
    from graphmodel.plan import Plan

__all__ = ["cost_figures", "partner_figures"]


def cost_figures(plan: Plan) -> dict[str, Any]:
    """Return what a plan costs, and how far that is proved, under stable keys."""
    return {
        "people_moved": plan.people_moved,
        "people_moved_by_set": plan.people_moved_by_set,
        "people_moved_by_evidence": plan.people_moved_by_evidence,
        "people_moved_estimated": plan.people_moved_estimated,
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": len(plan.new_footprints),
        "lower_bound": plan.lower_bound,
        "optimal": plan.optimal,
    }


def partner_figures(plan: Plan) -> dict[str, Any]:
    """Return with which footprints each partner deals before and after, and how many in all."""
    places = partner_footprints(plan)
    burden = partner_burden(plan, places)
    footprints = {
        moment: places.groupby(["organisation", "footprint_set"])[column]
        .agg(lambda codes: sorted(set(codes)))
        .to_dict()
        for moment, column in (("before", "footprint"), ("after", "after"))
    }
    return {
        "burden_before": int(burden["before"].sum()),
        "burden_after": int(burden["after"].sum()),
        "with_fewer": int((burden["change"] < 0).sum()),
        "with_more": int((burden["change"] > 0).sum()),
        "with_one_footprint": plain_records(partners_with_one(plan, places)),
        "rows": [
            {
                "organisation": row["organisation"],
                "name": row["name"],
                "kind": row["kind"],
                "burden_before": row["before"],
                "burden_after": row["after"],
                **{
                    moment: {
                        name: footprints[moment].get((row["organisation"], name), [])
                        for name in plan.overlap.compare
                    }
                    for moment in ("before", "after")
                },
            }
            for row in burden.to_dict("records")
        ],
    }
