"""Views of what is handed over: a report that has been written, and what a plan hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from graphmodel._plain import plain_mapping, plain_records
from graphmodel.blocks import Heading, Paragraph, Table, View
from graphmodel.facts import plan_title
from graphmodel.labels import blocks_label, capital, counted, grade_label
from graphmodel.result_frames import sensitivity_frame
from graphmodel.sheets import Column, Sheet
from graphmodel.wording import join_names, people_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.blocks import Block
    from graphmodel.report import Report
    from graphmodel.sensitivity import Sensitivity

__all__ = ["view_report", "view_sensitivity"]


def view_report(report: Report) -> View:
    """Return the view of a report: where it is, and its files."""

    def data() -> dict[str, Any]:
        return {"folder": str(report.folder), "files": list(report.files)}

    def sheet() -> Sheet:
        frame = pd.DataFrame({"file": list(report.files)})
        return Sheet("Report", (Column("file", "File"),), frame)

    def blocks() -> Iterator[Block]:
        yield Heading(plan_title(report.plan), title=True)
        yield Paragraph(f"{report.folder} has {counted(len(report.files), 'file')}.")
        yield Table(sheet())

    return View(data, sheet, blocks)


def view_sensitivity(sensitivity: Sensitivity) -> View:
    """Return the view of a sensitivity: how firm a plan is, and what hangs on each membership."""
    plan = sensitivity.plan
    dataset = plan.dataset

    def data() -> dict[str, Any]:
        fewest, most = sensitivity.people_moved_range
        # A column of numbers with gaps has no plain values.
        rows = plain_records(sensitivity_frame(sensitivity).drop(columns="footprints"))
        return plain_mapping(
            {
                "dataset": dataset.name,
                "grades": list(sensitivity.grades),
                "steps": len(sensitivity.steps),
                "firm": len(sensitivity.firm),
                "people_moved": plan.people_moved,
                "people_moved_least": fewest,
                "people_moved_most": most,
                "effects": [
                    row | {"footprints": effect.footprints}
                    for row, effect in zip(rows, sensitivity.effects, strict=True)
                ],
            }
        )

    def sheet() -> Sheet:
        people = capital(dataset.people_label)
        words = {name: dataset.label(name) for name in plan.overlap.compare}
        columns = (
            Column("organisation", "Code", "code"),
            Column("organisation_name", capital(blocks_label(dataset))),
            Column("footprint_set", "Kind", words=words),
            Column("footprint_name", "Is in", "long"),
            Column("evidence", "Evidence"),
            Column("people", people, "people"),
            Column("instead_name", "Taken to be in", "long"),
            Column("vanishing", "Steps not made then", "count"),
            Column("changing", "In another form", "count"),
            Column("appearing", "Added", "count"),
            Column("people_moved_change", f"More {dataset.people_label} affected", "people"),
            Column("failure", "Why there is no such plan", "long"),
        )
        return Sheet("Sensitivity", columns, sensitivity_frame(sensitivity))

    def blocks() -> Iterator[Block]:
        yield Heading(plan_title(plan), title=True)
        grades = join_names([grade_label(grade) for grade in sensitivity.grades]) or "no"
        tested = f"{counted(len(sensitivity.effects), 'membership')} on {grades} evidence"
        fewest, most = (
            people_phrase(people, dataset.people_label) for people in sensitivity.people_moved_range
        )
        yield Paragraph(
            f"Each of {tested} is taken to be otherwise, by itself. Of"
            f" {counted(len(sensitivity.steps), 'step')}, {len(sensitivity.firm)} would be"
            f" suggested all the same; the footprint of {fewest} to {most} would change."
        )
        table = sheet()
        matters = [effect.matters for effect in sensitivity.effects]
        yield Heading(f"{counted(sum(matters), 'membership')} on which suggestions hang")
        rows = table.frame[pd.Series(matters, index=table.frame.index, dtype=bool)]
        yield Table(Sheet(table.name, table.columns, rows.reset_index(drop=True)))

    return View(data, sheet, blocks)
