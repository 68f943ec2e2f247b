"""Tables of a report that no other file has: what hangs on evidence, and plans compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphmodel.report.affected import affected_frame
from graphmodel.report.sentences import step_words
from graphmodel.show.frames import sensitivity_frame
from graphmodel.show.sheets import (
    Column,
    Sheet,
    assignment_sheet,
    footprints_sheet,
    partners_sheet,
    suggestions_sheet,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.report.affected import Affected
    from graphmodel.report.handover import Handover
    from graphmodel.steps.sensitivity import Sensitivity

_PEOPLE: Final = ("people", "people_moved_change")


def report_sheets(handover: Handover, affected: Sequence[Affected]) -> dict[str, Sheet]:
    """Return the tables of a report by the names of their files."""
    plan = handover.plan
    sheets = {
        "suggestions.csv": _suggestions(handover),
        "footprints-now.csv": footprints_sheet(plan, after=False),
        "footprints-after.csv": footprints_sheet(plan, after=True),
        "organisations.csv": assignment_sheet(plan),
        "partners.csv": _partners(handover, affected),
        "comparison.csv": _comparison(handover),
    }
    if handover.sensitivity is not None:
        sheets["evidence.csv"] = _evidence(handover, handover.sensitivity)
    return sheets


def _suggestions(handover: Handover) -> Sheet:
    """Return the suggestions, with the cases in which each would not be made as it is.

    Columns ``cases_not_made`` and ``cases_other_form`` beside those of the frame.
    """
    sheet = suggestions_sheet(handover.plan, steps=handover.steps)
    if handover.sensitivity is None:
        return sheet
    counts = [handover.dependence[step.rank] for step in handover.steps]
    frame = sheet.frame.assign(
        cases_not_made=[gone for gone, _ in counts], cases_other_form=[other for _, other in counts]
    )
    return Sheet(sheet.name, sheet.columns, frame)


def _partners(handover: Handover, affected: Sequence[Affected]) -> Sheet:
    sheet = partners_sheet(handover.plan)
    return Sheet(sheet.name, sheet.columns, affected_frame(handover.plan, tuple(affected)))


def _comparison(handover: Handover) -> Sheet:
    frame = handover.comparison()
    people = [
        *(f"people_moved_{name}" for name in handover.plan.overlap.compare),
        "people_merged",
        "people_beyond_optimum",
    ]
    return Sheet("Comparison", tuple(Column(name, name, "people") for name in people), frame)


def _evidence(handover: Handover, found: Sensitivity) -> Sheet:
    """Return the uncertain memberships, one row each, and what hangs on them.

    Columns as in :func:`graphmodel.sensitivity_frame`, but which suggestions there are in place of
    how many: ``not_made`` and ``other_form`` (by number), ``added`` (what would be suggested
    besides); and ``joint_footprints`` (where their number would be another).
    """
    ranks = [handover.ranks_in(effect) for effect in found.effects]
    told = {
        "vanishing": ["; ".join(gone) for gone, _ in ranks],
        "changing": ["; ".join(other) for _, other in ranks],
        "appearing": [
            "; ".join(step_words(handover.plan, step) for step in effect.appearing)
            for effect in found.effects
        ],
        "footprints": [
            "" if effect.footprints is None else str(effect.footprints) for effect in found.effects
        ],
    }
    names = ("not_made", "other_form", "added", "joint_footprints")
    frame = sensitivity_frame(found).assign(**told)
    frame = frame.rename(columns=dict(zip(told, names, strict=True)))
    return Sheet("Evidence", tuple(Column(name, name, "people") for name in _PEOPLE), frame)
