"""Views of data as time goes by: two datasets compared, and a plan brought over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from graphmodel.dataset.comparing import DIFFERENCES
from graphmodel.dataset.dataset import blocks_label
from graphmodel.show.answers import plan_answer
from graphmodel.show.content import Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.facts import plan_title
from graphmodel.show.sheets import Column, Sheet
from graphmodel.steps.suggestion import suggestions
from graphmodel.wording import agree, capital, counted, labelled, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphmodel.dataset.comparing import DatasetComparison
    from graphmodel.dataset.dataset import Dataset
    from graphmodel.planfiles.rebase import RebasedPlan
    from graphmodel.show.content import Block

_CHANGES: Final = "_changes"


def view_dataset_comparison(comparison: DatasetComparison) -> View:
    """Return the view of two datasets compared: in words, then one row for what differs."""
    one, other = comparison.dataset, comparison.other_dataset

    def blocks() -> Iterator[Block]:
        yield Title(f"{one.name} and {other.name} compared", one.title)
        yield from map(Paragraph, comparison.words)
        for name, rows in comparison.tables.items():
            if len(rows):
                yield Heading(capital(name))
                yield Table(differences_sheet(rows, one))

    return View(comparison.to_dict, comparison.to_frame, blocks)


def view_rebased(rebased: RebasedPlan) -> View:
    """Return the view of a plan brought over: what no longer fits, and its target."""
    plan = rebased.plan
    dataset, sets = plan.dataset, plan.overlap.compare
    columns = (
        Column("what", "What"),
        Column("organisation", "Code", "code"),
        Column("organisation_name", capital(blocks_label(dataset))),
        *(
            column
            for name in sets
            for column in (
                Column(name, "Code", "code"),
                Column(f"{name}_name", capital(dataset.label(name)), "long"),
            )
        ),
        Column("people", capital(dataset.people_label), "people"),
        Column("reason", "Why", "prose"),
    )
    table = Sheet("Misfits", columns, rebased.misfits)

    def blocks() -> Iterator[Block]:
        yield Title(plan_title(plan), f"brought over from {rebased.other_dataset['name']}")
        if rebased.fits:
            yield Paragraph("Everything fits.")
        else:
            count = len(rebased.misfits)
            fit = f"{counted(count, 'thing')} no longer {agree(count, 'fits', 'fit')}."
            yield Paragraph(f"{fit} What the plan says nothing on stays as it is.", warning=True)
            yield Table(table)
        if plan.target is not None:
            met = "met" if plan.meets_target else "not met"
            yield Paragraph(f"Its target, {plan.target}, is {met}.", warning=not plan.meets_target)
        yield Notes(
            tuple(
                f"In the way: {row['name']} ({row['footprint']}), which is {row['relation']}."
                for row in plan.in_the_way.to_dict("records")
            )
        )

    return View(
        rebased.to_dict,
        rebased.to_frame,
        blocks,
        dataset.caveats,
        lambda: plan_answer(plan, suggestions(plan)),
    )


def differences_sheet(rows: pd.DataFrame, dataset: Dataset) -> Sheet:
    """Return what differs in a table in words: whatever changes, before and after."""
    cells = [
        (
            row["difference"],
            _about(row, dataset),
            _said(row, "") if row["difference"] != DIFFERENCES[0] else "",
            _said(row, "other_") if row["difference"] != DIFFERENCES[1] else "",
        )
        for row in rows.to_dict("records")
    ]
    columns = (
        Column("difference", "What"),
        Column("about", "Of"),
        Column("before", "Was", "prose"),
        Column("after", "Is", "prose"),
    )
    return Sheet.of("Differences", columns, cells)


def _about(row: Mapping[Any, Any], dataset: Dataset) -> str:
    """Name what a row is about: an organisation and a set, a footprint, two neighbours, a town."""
    own = row.get("name") or row.get("other_name") or row.get("organisation_name", "")
    beside = [row[name] for name in ("neighbour_name", "block_name") if name in row]
    label = dataset.label(row["footprint_set"]) if "footprint_set" in row else ""
    if "footprint" in row and "organisation" not in row:
        return f"{labelled(own, label)} ({row['footprint']})"
    if "organisation" not in row:
        return str(own)
    return ", ".join(filter(None, (f"{own} ({row['organisation']})", label, *beside)))


def _said(row: Mapping[Any, Any], prefix: str) -> str:
    """Say what is so of a row before or after (``other_``): what changes, or the chief things."""
    changing = [key.removesuffix(_CHANGES) for key in row if key.endswith(_CHANGES) and row[key]]
    chief = [name for name in ("footprint", "population", "people") if f"other_{name}" in row]
    told = []
    for name in changing or chief:
        if name == "further_columns":
            told.append("further columns")
            continue
        value = row.get(f"{prefix}{name}_name") or row.get(f"{prefix}{name}", "")
        if value == "" or pd.isna(value):
            continue
        shown = whole(value) if name in {"population", "people"} else str(value)
        told.append(shown if name == "footprint" else f"{name.replace('_', ' ')} {shown}")
    return ", ".join(told)
