"""Tables of a report: those of its plan, plans compared, and what hangs on evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd

from graphmodel.report.affected import affected_frame
from graphmodel.report.sentences import step_words
from graphmodel.shown import PlanTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.report.affected import Affected
    from graphmodel.report.handover import Handover
    from graphmodel.steps.sensitivity import Sensitivity


def report_frames(handover: Handover, affected: Sequence[Affected]) -> dict[str, pd.DataFrame]:
    """Return the tables of a report by the names of their files."""
    plan = handover.plan
    frames = {f"{table}.csv": plan.to_frame(table) for table in get_args(PlanTable)}
    frames["partners.csv"] = affected_frame(plan, affected)
    frames["comparison.csv"] = handover.comparison()
    if handover.sensitivity is not None:
        counts = [handover.dependence[rank] for rank in frames["steps.csv"]["rank"].tolist()]
        frames["steps.csv"]["cases_not_made"] = [gone for gone, _ in counts]
        frames["steps.csv"]["cases_other_form"] = [other for _, other in counts]
        frames["evidence.csv"] = handover.sensitivity.to_frame()
        frames["evidence_steps.csv"] = _evidence_steps(handover, handover.sensitivity)
    return frames


def _evidence_steps(handover: Handover, found: Sensitivity) -> pd.DataFrame:
    """Return the steps that hang on each uncertain membership, one row each.

    Columns ``organisation``, ``footprint_set`` and ``footprint``, the membership; ``effect``, what
    would become of the step if it were otherwise (``not_made``, ``other_form``, ``added``); its
    ``rank`` among those of the plan, missing for what would be added; ``step``, what it does.
    """
    rows = []
    for effect in found.effects:
        case = effect.alternative
        for name, steps in (
            ("not_made", effect.vanishing),
            ("other_form", tuple(step for step, _ in effect.changing)),
            ("added", effect.appearing),
        ):
            ranks = handover.rank_of if name != "added" else {}
            rows += [
                (
                    *(case.organisation, case.footprint_set, case.footprint, name),
                    ranks.get(step.identity),
                    step_words(handover.plan, step),
                )
                for step in steps
            ]
    columns = ["organisation", "footprint_set", "footprint", "effect", "rank", "step"]
    types = dict.fromkeys(columns, "str") | {"rank": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(types)
