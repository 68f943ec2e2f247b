"""Tables of a report that no other file has: what hangs on evidence, and plans compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from graphmodel.overlap.names import Names
from graphmodel.report.affected import affected_frame
from graphmodel.report.sentences import outline_words
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

__all__ = ["report_sheets"]

_PEOPLE: Final = ("people", "people_moved_change")


def report_sheets(handover: Handover, affected: Sequence[Affected]) -> dict[str, Sheet]:
    """Return the tables of a report by the names of their files.

    Parameters
    ----------
    handover
        The plan, with everything that is told of it.
    affected
        What it changes for each partner.
    """
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
        sheets["evidence.csv"] = _evidence(handover)
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


def _evidence(handover: Handover) -> Sheet:
    """Return the uncertain memberships, one row each, and what hangs on them.

    Columns ``organisation``, ``organisation_name``, ``footprint_set``, ``footprint``,
    ``footprint_name``, ``evidence``, ``people`` (of the block in this footprint); ``instead`` and
    ``instead_name`` (the footprint it is taken to be in; empty for none), ``basis`` (border,
    overlap or none); ``not_made`` and ``other_form`` (numbers of suggestions), ``added`` (what
    would be suggested besides), ``people_moved_change`` (how many more people would change
    footprint), ``joint_footprints`` (where their number would be another), ``failure``.
    """
    plan, found = handover.plan, handover.sensitivity
    names = Names(plan.dataset, plan.overlap)
    rows = []
    for effect in found.effects if found else ():
        case = effect.alternative
        gone, other = handover.ranks_in(effect)
        rows.append(
            {
                "organisation": case.organisation,
                "organisation_name": names.organisation(case.organisation),
                "footprint_set": case.footprint_set,
                "footprint": case.footprint,
                "footprint_name": names.labelled(case.footprint_set, case.footprint),
                "evidence": case.evidence,
                "people": case.people,
                "instead": case.instead or "",
                "instead_name": names.labelled(case.footprint_set, case.instead)
                if case.instead
                else "",
                "basis": case.basis,
                "not_made": "; ".join(gone),
                "other_form": "; ".join(other),
                "added": "; ".join(outline_words(plan, step) for step in effect.appearing),
                "people_moved_change": effect.people_moved_change,
                "joint_footprints": "" if effect.footprints is None else str(effect.footprints),
                "failure": effect.failure,
            }
        )
    frame = pd.DataFrame(rows, columns=_EVIDENCE_COLUMNS)
    return Sheet("Evidence", tuple(Column(name, name, "people") for name in _PEOPLE), frame)


_EVIDENCE_COLUMNS: Final = [
    "organisation",
    "organisation_name",
    "footprint_set",
    "footprint",
    "footprint_name",
    "evidence",
    "people",
    "instead",
    "instead_name",
    "basis",
    "not_made",
    "other_form",
    "added",
    "people_moved_change",
    "joint_footprints",
    "failure",
]
