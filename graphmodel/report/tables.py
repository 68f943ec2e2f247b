"""Tables of a report: those of its plan, plans compared, and what hangs on evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd

from graphmodel.handover.affected import affected_frame
from graphmodel.report.said import step_words
from graphmodel.shown import AppraisalTable, PlanTable

if TYPE_CHECKING:
    from graphmodel.report.case import Case
    from graphmodel.steps.sensitivity import Sensitivity


def report_frames(case: Case) -> dict[str, pd.DataFrame]:
    """Return the tables of a report by the names of their files."""
    plan = case.plan
    frames = {f"{table}.csv": plan.to_frame(table) for table in get_args(PlanTable)}
    frames["partners.csv"] = affected_frame(plan, case.affected)
    for table in get_args(AppraisalTable):
        frames[f"{table}.csv"] = case.appraisal.to_frame(table)
    if case.sensitivity is not None:
        counts = [case.dependence[rank] for rank in frames["steps.csv"]["rank"].tolist()]
        frames["steps.csv"]["cases_not_made"] = [gone for gone, _ in counts]
        frames["steps.csv"]["cases_other_form"] = [other for _, other in counts]
        frames["evidence.csv"] = case.sensitivity.to_frame()
        frames["evidence_steps.csv"] = _evidence_steps(case, case.sensitivity)
    return frames


def _evidence_steps(case: Case, found: Sensitivity) -> pd.DataFrame:
    """Return the steps that hang on each uncertain membership, one row each.

    Columns ``organisation``, ``footprint_set`` and ``footprint``, the membership; ``effect``, what
    would become of the step if it were otherwise (``not_made``, ``other_form``, ``added``); its
    ``rank`` among those of the plan, missing for what would be added; ``step``, what it does.
    """
    rows = []
    for effect in found.effects:
        tried = effect.alternative
        for name, steps in (
            ("not_made", effect.vanishing),
            ("other_form", tuple(step for step, _ in effect.changing)),
            ("added", effect.appearing),
        ):
            ranks = case.rank_of if name != "added" else {}
            rows += [
                (
                    *(tried.organisation, tried.footprint_set, tried.footprint, name),
                    ranks.get(step.identity),
                    step_words(case, step),
                )
                for step in steps
            ]
    columns = ["organisation", "footprint_set", "footprint", "effect", "rank", "step"]
    types = dict.fromkeys(columns, "str") | {"rank": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(types)
