"""Organisations in several rows of a table: each is a part of it, with people of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphmodel.dataset.importing.cells import is_number, share_of
from graphmodel.dataset.normal_names import normal_name
from graphmodel.files.findings import listed
from graphmodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmodel.dataset.importing.rows import WideRow, WideTable
    from graphmodel.files.findings import Findings


def joined_parts(wide: WideTable, findings: Findings) -> WideTable:
    """Join rows of one code, or without code of one name, to one organisation with ``parts``.

    Its people are those of its parts together, or those that each row says it has, where the parts
    are given by their shares; its further columns are those of its first row. Rows without people,
    as partners have, only add footprints.
    """
    rows = [group[0] if len(group) == 1 else _joined(group) for group in _groups(wide)]
    several = [row for row in rows if any(part.texts["population"] for part in row.parts)]
    for part in (part for row in several for part in row.parts):
        _check_cells(part, wide, findings)
    notes = wide.notes
    if several:
        some = counted(len(several), "organisation")
        found = listed(row.code or row.name for row in several)
        notes = (*notes, f"{some} in several rows, counted part by part: {found}")
    return replace(wide, rows=tuple(rows), notes=notes)


def note_several_rows(wide: WideTable, findings: Findings) -> None:
    """Note organisations that have several rows, where these are not to be joined."""
    heading = wide.columns.heading
    for group in _groups(wide):
        for row in group[1:]:
            findings.add(
                "error",
                wide.file,
                f"this stands in row {group[0].row} already",
                "Write all footprints of an organisation into one cell, as in Upper (60%); Lower"
                " (40%); or, if its rows are parts of it with their own people, say `portions`.",
                row=row.row,
                column=heading("code" if row.code else "name"),
                value=row.code or row.name,
            )


def note_no_share(findings: Findings, file: str, row: int, column: str, value: str) -> None:
    """Note a cell that has no share, where one is expected."""
    remedy = "Write a number, such as 40% or 0.4."
    findings.add("error", file, "this is no share", remedy, row=row, column=column, value=value)


def _groups(wide: WideTable) -> list[list[WideRow]]:
    """Return the rows of each organisation, by code or else name."""
    groups: dict[tuple[bool, str], list[WideRow]] = {}
    for row in wide.rows:
        key = (True, row.code) if row.code else (False, normal_name(row.name))
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _joined(group: Sequence[WideRow]) -> WideRow:
    """Return the organisation of which some rows are parts."""
    first = group[0]
    counts = [_people(row) for row in group]
    numbers = [float(text) for text in counts if is_number(text)]
    total = sum(numbers)
    known = bool(total) and len(numbers) == len(group)
    all_in = {
        name: known and all(row.footprints[name] for row in group) for name in first.footprints
    }
    footprints = {
        name: tuple(
            replace(mention, share=float(people) / total) if all_in[name] else mention
            for row, people in zip(group, counts, strict=True)
            for mention in row.footprints[name]
        )
        for name in first.footprints
    }
    whole = first.texts["population"] if first.texts["share"] else f"{total:.12g}" if known else ""
    parts = tuple(
        replace(row, texts={**row.texts, "population": text})
        for row, text in zip(group, counts, strict=True)
    )
    return replace(
        first, texts={**first.texts, "population": whole}, footprints=footprints, parts=parts
    )


def _people(row: WideRow) -> str:
    """Return the people of a part as it says them, or by its share."""
    people, share = row.texts["population"], share_of(row.texts["share"])
    return people if share is None or not is_number(people) else f"{float(people) * share:.12g}"


def _check_cells(part: WideRow, wide: WideTable, findings: Findings) -> None:
    """Note cells of a part with several footprints, and what is no share."""
    share = part.texts["share"]
    if share and share_of(share) is None:
        note_no_share(findings, wide.file, part.row, wide.columns.heading("share"), share)
    for column in wide.columns.sets:
        mentions = part.footprints[column.footprint_set]
        if len(mentions) > 1 or any(mention.share is not None for mention in mentions):
            findings.add(
                "error",
                wide.file,
                "a part of an organisation is in one footprint of a set, with all its people",
                "Write a row for each part.",
                row=part.row,
                column=wide.columns.headings[column.place],
            )
