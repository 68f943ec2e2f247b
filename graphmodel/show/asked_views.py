"""Views of what plans are made from: the overlap of two sets, and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmodel.dataset.stated import stated_dataset
from graphmodel.files.plain_json import plain_records
from graphmodel.show.content import Heading, Paragraph, Table, View
from graphmodel.show.sheets import Column, Sheet
from graphmodel.wording import counted, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphmodel.overlap.overlap import Overlap
    from graphmodel.rules.rules import Rules
    from graphmodel.show.content import Block


def view_overlap(overlap: Overlap) -> View:
    """Return the view of an overlap: every pair of footprints that share people."""
    first, second = overlap.sides

    def sheet() -> Sheet:
        edges = overlap.edges
        rows = zip(
            edges["a"],
            edges["a"].map(first.names),
            edges["b"],
            edges["b"].map(second.names),
            edges["people"],
            strict=True,
        )
        columns = (
            Column(first.footprint_set, first.footprint_set, "code"),
            Column(f"{first.footprint_set}_name", "Name"),
            Column(second.footprint_set, second.footprint_set, "code"),
            Column(f"{second.footprint_set}_name", "Name"),
            Column("people", "People of both", "people"),
        )
        return Sheet.of("Overlaps", columns, rows)

    def data() -> dict[str, Any]:
        return {
            "format": "graphmodel-overlap/1",
            "dataset": stated_dataset(overlap.dataset),
            "compare": list(overlap.compare),
            "edges": plain_records(sheet().frame),
        }

    def blocks() -> Iterator[Block]:
        yield Heading(
            f"{counted(len(overlap.edges), 'overlap')} of {first.footprint_set} and"
            f" {second.footprint_set}"
        )
        yield Table(sheet())
        if overlap.uncovered_blocks:
            yield Paragraph(
                f"{counted(overlap.uncovered_blocks, 'block')} with"
                f" {whole(overlap.uncovered_people)} people have no footprint in one of the sets."
            )

    return View(data, lambda: sheet().frame, blocks)


def view_rules(rules: Rules) -> View:
    """Return the view of rules: what a rules file would say, one row a key."""

    def sheet() -> Sheet:
        rows = sorted(_flat(rules.to_mapping()))
        return Sheet.of("Rules", (Column("rule", "Rule", "code"), Column("value", "Value")), rows)

    def data() -> dict[str, Any]:
        return {"format": "graphmodel-rules/1", **rules.to_mapping()}

    def blocks() -> Iterator[Block]:
        if rules.to_mapping():
            yield Heading("Rules for joint plans")
            yield Table(sheet())
        else:
            yield Paragraph("No rules.")

    return View(data, lambda: sheet().frame, blocks)


def _flat(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield keys joined by dots and what they say, one row for each of several."""
    if isinstance(value, dict):
        for word, inner in value.items():
            yield from _flat(inner, f"{key}.{word}" if key else str(word))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            plain = not isinstance(inner, (list, tuple, dict))
            text = inner if plain else ", ".join(map(str, _said(inner)))
            yield key, str(text)
    else:
        yield key, f"{value:,}" if isinstance(value, int) and value is not True else str(value)


def _said(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{word} {inner}" for word, inner in value.items()]
    return list(map(str, value)) if isinstance(value, (list, tuple)) else [str(value)]
