"""What a plan costs: its figures for files, and the same as one row of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.plans.partners import partner_burden, with_fewer_and_more

if TYPE_CHECKING:
    from graphmodel.plans.plan import Plan


def cost_figures(plan: Plan) -> dict[str, Any]:
    """Return what a plan costs, and how far that is proved, under stable keys."""
    return {
        "people_moved": plan.people_moved,
        "people_moved_by_set": plan.people_moved_by_set,
        "people_moved_by_evidence": plan.people_moved_by_evidence,
        "people_moved_estimated": plan.people_moved_estimated,
        "footprints_merged": plan.footprints_merged,
        "people_merged": plan.people_merged,
        "new_footprints": plan.new_footprints,
        "lower_bound": plan.lower_bound,
        "optimal": plan.optimal,
    }


def cost_row(plan: Plan) -> dict[str, Any]:
    """Return the same as one row: the two costs first, every grade of evidence, and partners.

    Of partners are counted those with fewer and with more footprints to deal with.
    """
    by_evidence = plan.people_moved_by_evidence
    fewer, more = with_fewer_and_more(partner_burden(plan))
    return {
        "people_moved": plan.people_moved,
        "people_merged": plan.people_merged,
        **{f"people_moved_{name}": people for name, people in plan.people_moved_by_set.items()},
        **{f"people_moved_{grade}": by_evidence.get(grade, 0.0) for grade in EVIDENCE_GRADES},
        "people_moved_estimated": plan.people_moved_estimated,
        "footprints_merged": plan.footprints_merged,
        "new_footprints": plan.new_footprints,
        "partners_less_burdened": fewer,
        "partners_more_burdened": more,
        "lower_bound": plan.lower_bound,
        "optimal": plan.optimal,
    }


def plan_costs(plan: Plan) -> dict[str, Any]:
    """Return what a plan is for, and that row."""
    asked = {"lead": plan.lead, "target": plan.target, "method": plan.method}
    return {"dataset": plan.dataset.name, **asked, **cost_row(plan)}
