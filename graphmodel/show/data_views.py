"""Views of data: what is wrong or odd about a dataset, and what a table has become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from graphmodel.dataset.notes import EVIDENCE_GRADES
from graphmodel.dataset.stated import stated_dataset
from graphmodel.files.plain_json import plain
from graphmodel.files.safe_text import shortened
from graphmodel.show.content import Entries, Heading, Notes, Paragraph, Table, Title, View
from graphmodel.show.sheets import Column, Sheet
from graphmodel.wording import GRADE_MEANINGS, capital, counted, join_clauses, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from graphmodel.dataset.dataset import Dataset
    from graphmodel.dataset.importing.importing import Imported
    from graphmodel.dataset.reading import Soundness
    from graphmodel.dataset.template import Template
    from graphmodel.errors import Problem
    from graphmodel.show.content import Block


def view_dataset(dataset: Dataset) -> View:
    """Return the view of a dataset: its sets, who is in it, and how that is known."""
    sets = dataset.footprints["footprint_set"].value_counts()
    grades = dataset.memberships["evidence"].value_counts()

    def data() -> dict[str, Any]:
        return {
            "format": "graphmodel-dataset/1",
            "dataset": stated_dataset(dataset),
            "compare": list(dataset.compare),
            "title": dataset.title,
            "blocks": list(dataset.blocks),
            "counts": {
                "people": plain(dataset.people.sum()),
                "organisation_count": len(dataset.organisations),
                "footprint_counts": {name: int(sets[name]) for name in dataset.footprint_sets},
                "membership_count": len(dataset.memberships),
                "evidence": {name: int(grades[name]) for name in EVIDENCE_GRADES if name in grades},
                "warnings": sum(problem.count for problem in dataset.warnings),
            },
        }

    def sheet() -> Sheet:
        columns = (
            Column("footprint_set", "Code", "code"),
            Column("label", "Set"),
            Column("footprint_count", "Footprints", "count"),
            Column("compared", "Compared", "flag"),
        )
        rows = [
            (name, capital(plural(dataset.label(name))), int(sets[name]), name in dataset.compare)
            for name in dataset.footprint_sets
        ]
        return Sheet.of("Footprint sets", columns, rows)

    def blocks() -> Iterator[Block]:
        yield Title(dataset.title)
        yield Heading("Footprint sets")
        yield Table(sheet())
        yield Heading("Organisations")
        yield Table(_kinds_sheet(dataset))
        yield Heading(counted(len(dataset.memberships), "membership"))
        rows = [
            (grade, int(grades[grade]), GRADE_MEANINGS[grade])
            for grade in EVIDENCE_GRADES
            if grade in grades
        ]
        columns = (
            Column("evidence", "Evidence"),
            Column("memberships", "Memberships", "count"),
            Column("meaning", "What it means", "prose"),
        )
        yield Table(Sheet.of("Memberships", columns, rows))
        if dataset.warnings:
            yield Paragraph(f"Reading it gave {problem_counts(dataset.warnings)}.")

    return View(data, lambda: sheet().frame, blocks, dataset.caveats)


def _kinds_sheet(dataset: Dataset) -> Sheet:
    """Return the kinds of organisation, those that carry people first."""
    kinds = dataset.organisations["kind"].value_counts()
    people = dataset.people.groupby(
        dataset.organisations.set_index("organisation")["kind"].reindex(dataset.people.index)
    ).sum()
    ordered = sorted(kinds.index, key=lambda kind: (kind not in dataset.blocks, kind))
    rows = [(kind, int(kinds[kind]), people.get(kind)) for kind in ordered]
    words = {kind: capital(plural(dataset.label(kind))) for kind in ordered}
    columns = (
        Column("kind", "Kind", words=words),
        Column("organisations", "Organisations", "count"),
        Column("people", capital(dataset.people_label), "people"),
    )
    return Sheet.of("Organisations", columns, rows)


def view_soundness(soundness: Soundness) -> View:
    """Return the view of a check: problems grouped by place and kind, and counted."""

    def blocks() -> Iterator[Block]:
        problems = soundness.problems
        verdict = "can be used" if soundness.ok else "cannot be used"
        found = problem_counts(problems) or "nothing wrong or odd"
        yield Paragraph(f"{soundness.name} {verdict}: {found}.", warning=not soundness.ok)
        for group in _grouped(problems):
            first = group[0]
            place = f"{first.file}, column {first.column}" if first.column else first.file
            yield Entries(
                place,
                ". ".join(filter(None, (problem_counts(group), first.why))),
                tuple(
                    (
                        "" if problem.row is None else f"row {problem.row}",
                        problem.level,
                        _said(problem),
                    )
                    for problem in group
                ),
            )

    return View(soundness.to_dict, soundness.to_frame, blocks)


def _grouped(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Group problems of one level, place and kind, in the order in which they come."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        key = (problem.level, problem.file, problem.column, problem.why)
        groups.setdefault(key, []).append(problem)
    return list(groups.values())


def problem_counts(problems: Sequence[Problem]) -> str:
    """Return how many errors and warnings there are, in words."""
    counts = [
        (sum(problem.count for problem in problems if problem.level == level), level)
        for level in ("error", "warning")
    ]
    return " and ".join(counted(count, level) for count, level in counts if count)


def _said(problem: Problem) -> str:
    value = f"{shortened(problem.value)!r}: " if problem.value else ""
    remedy = f". {problem.remedy}" if problem.remedy else "."
    return f"{value}{problem.message}{remedy}"


def view_imported(imported: Imported) -> View:
    """Return the view of an import: what came of it, and which names are taken for others."""
    dataset = imported.dataset

    def blocks() -> Iterator[Block]:
        sets = dataset.footprints["footprint_set"].value_counts()
        parts = [
            counted(len(dataset.organisations), "organisation"),
            *(
                f"{sets[name]:,} {plural(dataset.label(name), int(sets[name]))}"
                for name in dataset.footprint_sets
            ),
            counted(len(dataset.memberships), "membership"),
        ]
        yield Paragraph(f"{imported.folder} is a dataset now: {join_clauses(parts)}.")
        if imported.problems:
            found = problem_counts(imported.problems)
            yield Heading(f"{found} about the data, with the rows of the table")
            yield Notes(tuple(map(str, imported.problems)))
        if imported.taken:
            yield Entries(
                "Taken for the same",
                counted(len(imported.taken), "name"),
                tuple(
                    (
                        f"row {one.rows[0]}" if len(one.rows) == 1 else f"{len(one.rows)} rows",
                        dataset.label(one.what),
                        f"{one.written!r} is {one.name} ({one.code}): {one.how}",
                    )
                    for one in imported.taken
                ),
            )

    return View(imported.to_dict, imported.to_frame, blocks)


def view_template(template: Template) -> View:
    """Return the view of a new dataset: where it is, and what to do next."""

    def frame() -> pd.DataFrame:
        return pd.DataFrame({"path": [str(path) for path in template.paths]})

    def blocks() -> Iterator[Block]:
        for path in template.paths:
            yield Paragraph(
                f"{path} is an invented example: write your own rows over it, and look with"
                f" graphmodel check {path} whether all is well."
            )

    return View(template.to_dict, frame, blocks)
